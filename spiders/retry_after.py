"""How long a server asks us to stay away."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 86_400.0


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from a Retry-After header (seconds, or a date in any of HTTP's three forms), within 0 and 24 hours.

    None where there is no header, or nothing that can be understood.

    >>> parse_retry_after("120", datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    >>> parse_retry_after("Thu, 01 Jan 2026 00:01:00 GMT", datetime(2026, 1, 1, tzinfo=UTC))
    60.0
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return LONGEST if len(text) > len("86400") else min(float(text), LONGEST)
    moment = parse_http_date(text)
    return None if moment is None else min(max((moment - now).total_seconds(), 0.0), LONGEST)


def parse_http_date(text: str) -> datetime | None:
    """The instant of a date in any of HTTP's three forms; None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # asctime names no zone; HTTP means UTC
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
