"""WebSub's own rules: what may be asked of our hub and for how long, how messages are signed. Pure, and words: the
server reads requests by them, the worker sends by them.

W3C Recommendation of 23 January 2018; numbers in parentheses are its sections.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from hub.records import PushRequest, Subscription

PATH = "/websub"
DAY = 86_400
LEASE, SHORTEST, LONGEST = 10 * DAY, 300, 30 * DAY  # seconds
BETWEEN_VISITS = timedelta(seconds=10)  # however often something is pushed
LATE = timedelta(minutes=10)  # after a visit that found something new: what is pushed by then was not missed
MANY = 50  # pushes of which one may go astray
LONGEST_SECRET = 199  # bytes: "less than 200" (5.1)
LONGEST_URL = 2_000
# questions an hour at a host where nobody is known; each callback that is subscribed there allows one more
STRANGERS = 10
MOST_AT_HOST, MOST = 5_000, 50_000
# sha1 may be sent by hubs of before 2018 and is not believed; what is sent is the first (7.1)
METHODS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_TOO_LONG_LEASE = 10  # digits
_ADDRESS = re.compile(r"https?://[!-~]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many questions a host was asked of late or is to be, how many callbacks are subscribed there, and in all."""

    asked: int = 0
    subscribed: int = 0
    in_all: int = 0


def read_request(
    fields: Mapping[str, str], channel_of: Callable[[str], str | None], now: datetime
) -> PushRequest | str:
    """The request that a form makes, or what is wrong with it; `channel_of` knows the topics that are ours (5.1).

    Fields that nobody knows are passed over.
    """
    mode, topic, callback = (fields.get(f"hub.{name}", "") for name in ("mode", "topic", "callback"))
    secret, lease = fields.get("hub.secret", ""), fields.get("hub.lease_seconds", "")
    if mode not in ("subscribe", "unsubscribe"):
        return "hub.mode must be subscribe or unsubscribe: this hub publishes its own feeds by itself"
    if not is_callback(callback):
        return "hub.callback must be an http or https address without user, password and fragment"
    if (channel := channel_of(topic)) is None:
        return "hub.topic must be the rel=self address of a feed of this hub"
    if len(secret.encode()) > LONGEST_SECRET:
        return "hub.secret must be shorter than 200 bytes"
    if lease and not (lease.isascii() and lease.isdecimal()):
        return "hub.lease_seconds must be a number of seconds"
    return PushRequest(topic, callback, channel, now, mode, secret, lease_of(lease))  # type: ignore[arg-type]


def is_callback(url: str) -> bool:
    """Whether an address could be a callback. Where it leads is judged when a connection is made.

    >>> is_callback("https://me.example/push?key=1"), is_callback("ftp://me.example/"), is_callback("http://u:p@x/")
    (True, False, False)
    """
    if len(url) > LONGEST_URL or not _ADDRESS.fullmatch(url) or "#" in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False


def host_of(callback: str) -> str:
    """At whose door a callback is: all ports of a host are one.

    >>> host_of("https://Me.example:8443/push")
    'me.example'
    """
    return urlsplit(callback).hostname or ""


def lease_of(asked: str) -> int:
    """The seconds for which a subscription is granted (5.1).

    >>> lease_of(""), lease_of("86400"), lease_of("1"), lease_of("9" * 40)
    (864000, 86400, 300, 2592000)
    """
    if not asked:
        return LEASE
    return LONGEST if len(asked) > _TOO_LONG_LEASE else min(max(int(asked), SHORTEST), LONGEST)


def admits(standing: Standing) -> bool:
    """Whether one more question may be asked at a host: a third party is not to be flooded with them by way of us."""
    crowded = standing.asked >= STRANGERS + standing.subscribed
    return not crowded and standing.subscribed < MOST_AT_HOST and standing.in_all < MOST


def question(request: PushRequest, challenge: str) -> str:
    """The address by which a callback is asked whether it meant the request (5.3); its own query is kept."""
    told = {"hub.mode": request.mode, "hub.topic": request.topic, "hub.challenge": challenge}
    lease = {"hub.lease_seconds": str(request.lease)} if request.mode == "subscribe" else {}
    return with_query(request.callback, told | lease)


def denial(request: PushRequest, reason: str) -> str:
    """The address by which a callback is told that there will be no subscription (5.2)."""
    return with_query(request.callback, {"hub.mode": "denied", "hub.topic": request.topic, "hub.reason": reason})


def with_query(url: str, more: Mapping[str, str]) -> str:
    """The address with more in its query.

    >>> with_query("https://me.example/push?key=1", {"hub.mode": "subscribe"})
    'https://me.example/push?key=1&hub.mode=subscribe'
    """
    return f"{url}{'&' if '?' in url else '?'}{urlencode(more)}"


def links(hub: str, topic: str) -> str:
    """The Link header of a topic (4): where it is, and where one subscribes to it."""
    return f'<{hub}>; rel="hub", <{topic}>; rel="self"'


def signature(secret: str, body: bytes, method: str = "sha256") -> str:
    """What X-Hub-Signature says of a body (7.1).

    >>> signature("key", b"The quick brown fox jumps over the lazy dog")[:23]
    'sha256=f7bc83f430538424'
    """
    return f"{method}={hmac.new(secret.encode(), body, METHODS[method]).hexdigest()}"


def is_signed(said: str, secret: str, body: bytes) -> bool:
    """Whether the header proves that who has the secret made this body; never where there is no secret.

    >>> is_signed(signature("key", b"body", "sha512"), "key", b"body"), is_signed("sha1=00", "key", b"body")
    (True, False)
    """
    method, _, _ = said.partition("=")
    if not secret or method not in METHODS or not said.isascii():
        return False
    return hmac.compare_digest(signature(secret, body, method), said.strip().lower())


def stands(known: Subscription, now: datetime) -> bool:
    """Whether a hub has promised to push at present."""
    return known.expires is not None and known.expires > now


def is_unreliable(known: Subscription) -> bool:
    """Whether the hub was seen to drop more than one push of many."""
    return known.missed * MANY > known.pushes
