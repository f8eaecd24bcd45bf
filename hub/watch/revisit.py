"""When a known page is looked at again (DESIGN 5.7): often while young and listed, then ever more rarely. Pure."""

from datetime import datetime, timedelta

_AGES = tuple(timedelta(days=days) for days in (1, 7, 30, 180))
_SHARE_OF_AGE = 0.1
_DAY = timedelta(days=1)


def next_check(first_seen: datetime, now: datetime, every: float, *, listed: bool) -> datetime | None:
    """The next look at a page: while listed after a tenth of its age, between one visit (`every`
    seconds) and a day; once it has left the list at 1, 7, 30 and 180 days; then never by itself."""
    if listed:
        wait = (now - first_seen) * _SHARE_OF_AGE
        return now + min(max(wait, timedelta(seconds=every)), _DAY)
    return next((first_seen + age for age in _AGES if first_seen + age > now), None)
