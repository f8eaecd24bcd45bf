"""How long what a server says stays as it is, by its own word: until then it is not asked again."""

import re
from collections.abc import Mapping
from datetime import datetime

from spiders.retry_after import LONGEST, parse_http_date

FLOOR_STATUSES = frozenset({200, 301, 304, 308})

_MAX_AGE = re.compile(r'(?:^|,)\s*max-age\s*=\s*"?(\d+)"?\s*(?=,|$)', re.IGNORECASE | re.ASCII)
_UNSTORABLE = re.compile(r"(?:^|,)\s*no-(?:cache|store)\b", re.IGNORECASE)
_TTL = re.compile(rb"<ttl>\s*(\d+)\s*</ttl>")
_FIRST_ITEM = re.compile(rb"<item[\s>]")
_HEAD = 16 * 1024  # bytes of a feed in which its own fields are looked for


def fresh_for(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds for which an answer with these headers stays as it is, 24 hours at most; None if they do not say.

    `max-age`, else `Expires` less `Date`; less the `Age` that a cache in between gives. What is for shared caches
    alone (`s-maxage`) is not for us, and an answer that may not be kept, or has run out already, says nothing.

    >>> fresh_for({"cache-control": "public, max-age=3600", "age": "600"}, datetime(2026, 1, 1))
    3000.0
    """
    control = headers.get("cache-control", "")
    lifetime = None if _UNSTORABLE.search(control) else _lifetime(control, headers, now)
    return None if lifetime is None else _within_a_day(lifetime - (_digits(headers.get("age", "")) or 0.0))


def feed_ttl(body: bytes) -> float | None:
    """Seconds for which an RSS feed asks not to be read again (its `<ttl>`, minutes), 24 hours at most.

    `sy:updatePeriod` is not asked: WordPress writes `hourly` into every feed, and nobody has chosen it.

    >>> feed_ttl(b"<rss><channel><ttl>60</ttl><item/></channel></rss>")
    3600.0
    """
    head = body[:_HEAD]
    first = _FIRST_ITEM.search(head)
    ttl = _TTL.search(head, 0, first.start() if first else len(head))
    minutes = _digits(ttl[1].decode("ascii")) if ttl else None
    return None if minutes is None else _within_a_day(minutes * 60)


def _lifetime(control: str, headers: Mapping[str, str], now: datetime) -> float | None:
    if "max-age" in control.lower():
        stated = _MAX_AGE.search(control)  # the first counts (RFC 9111, 4.2.1); an unreadable one says nothing
        return _digits(stated[1]) if stated else None
    if (expires := parse_http_date(headers.get("expires", ""))) is None:
        return None
    return (expires - (parse_http_date(headers.get("date", "")) or now)).total_seconds()


def _digits(text: str) -> float | None:
    """The number that digits stand for; of more than ten of them it does not matter which."""
    return float(text[:10]) if text.isascii() and text.isdigit() else None


def _within_a_day(seconds: float) -> float | None:
    return min(seconds, LONGEST) if seconds > 0 else None
