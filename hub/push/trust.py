"""Whether a hub that is to push what is new of a source does so: polling goes on, and sees. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from hub.push.websub import LATE, stands
from hub.records import Subscription

MARGIN = timedelta(days=1)  # before its end a subscription is asked for again


def after_visit(known: Subscription, previous: datetime | None, now: datetime, *, is_new: bool) -> Subscription:
    """What a visit adds: it found something new since the `previous` that nothing was pushed of, or did so earlier."""
    if known.found and now - known.found >= LATE:
        known = replace(known, found=None, missed=known.missed + 1)
    if not is_new or previous is None or not stands(known, now) or known.since is None or known.since > previous:
        return known  # what was published before anybody subscribed was not missed
    was_pushed = known.pushed is not None and known.pushed > previous
    return known if was_pushed or known.found else replace(known, found=now)


def is_reachable(base_url: str, allowed: tuple[str, ...]) -> bool:
    """Whether hubs could reach a callback of ours: the hub is public, or it is a test's.

    >>> is_reachable("https://daumoi.vn", ()), is_reachable("http://127.0.0.1:8000", ())
    (True, False)
    >>> is_reachable("http://127.0.0.1:8000", ("127.0.0.0/8",))
    True
    """
    parts = urlsplit(base_url)
    try:
        address = ip_address(parts.hostname or "")
    except ValueError:
        return parts.scheme == "https" and parts.hostname != "localhost"
    return address.is_global or any(address in ip_network(network) for network in allowed)
