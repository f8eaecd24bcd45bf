"""How the hubs that push for a source are doing, as its operator sees it: without the secrets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.push.websub import is_unreliable, stands
from hub.records import Subscription


@dataclass(frozen=True, slots=True)
class HubLine:
    """One hub that was asked to push what is new of a topic; `until` it promised to."""

    hub: str
    topic: str
    until: datetime | None
    is_asked: bool
    error: str
    pushes: int
    missed: int
    last: datetime | None
    is_unreliable: bool


def hub_lines(subscriptions: Iterable[Subscription], now: datetime) -> list[HubLine]:
    """A line a subscription."""
    return [
        HubLine(
            one.hub,
            one.topic,
            one.expires if stands(one, now) else None,
            one.asked is not None,
            one.error,
            one.pushes,
            one.missed,
            one.pushed,
            is_unreliable(one),
        )
        for one in subscriptions
    ]
