"""When a message that was not taken is sent again. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from hub.records import Subscriber, Subscription

# ten seconds, then four times as long each time: fifteen hours in all
WAITS = tuple(10.0 * 4**n for n in range(7))
HUB_WAITS = (60.0, 600.0, 3_600.0, 21_600.0, 86_400.0)  # the last for as long as it takes


def after_failure(subscriber: Subscriber, error: str, now: datetime) -> Subscriber:
    """The subscriber with the moment of the next try; none where it is given up, until it asks for it again."""
    tries = subscriber.tries + 1
    retry = now + timedelta(seconds=WAITS[subscriber.tries]) if subscriber.tries < len(WAITS) else None
    return replace(subscriber, tries=tries, retry=retry, error=error)


def after_taking(subscriber: Subscriber, tag: str) -> Subscriber:
    """The subscriber once it has got the document of this tag, sent for the change that it wanted by then."""
    return replace(subscriber, sent=subscriber.wanted, tag=tag, tries=0, retry=None, error="")


def after_refusal(subscription: Subscription, error: str, now: datetime) -> Subscription:
    """Our subscription with the moment at which its hub is asked again: at last once a day, for hubs come back."""
    wait = HUB_WAITS[min(subscription.tries, len(HUB_WAITS) - 1)]
    return replace(subscription, tries=subscription.tries + 1, retry=now + timedelta(seconds=wait), error=error)
