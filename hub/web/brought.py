"""What a choice would have brought in the last weeks: how many notices, in which weeks, and the newest of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feeds.channels import filters_of
from hub.records import Filters, Notice
from hub.vietnamese.dates import vietnamese_day
from hub.web.chosen import Followed
from hub.web.finding import Window, newest_matching
from hub.web.ports import Parts
from hub.web.topics import known_topic, topic_part

WEEKS, WEEK, DAY = 4, timedelta(days=7), timedelta(days=1)
SHOWN = 10
# more are counted no further, for each is read
MOST = 1000
WIDE = 100


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, how many notices they brought, and how long its bar is beside the others'."""

    first: date
    last: date
    count: int
    bar: int


@dataclass(frozen=True, slots=True)
class Brought:
    """All of it; `is_more` where it was too much to count."""

    count: int
    is_more: bool
    weeks: tuple[Week, ...]
    newest: tuple[Notice, ...]


def brought(parts: Parts, feeds: Iterable[Followed], now: datetime) -> Brought:
    """What these feeds would have brought in the last four weeks, each notice once. Raises QueryError."""
    since = now - WEEKS * WEEK
    found = {one.id: one for feed in feeds for one in _of(parts, feed, since)}
    newest = sorted(found.values(), key=lambda one: (one.updated, one.id), reverse=True)
    days = [vietnamese_day(one.updated) for one in newest]
    return Brought(len(newest), len(newest) >= MOST, weeks(days, vietnamese_day(now)), tuple(newest[:SHOWN]))


def weeks(days: Sequence[date], today: date) -> tuple[Week, ...]:
    """The days counted by week, the last of which ends today; what is older counts for the first.

    >>> [(week.first.day, week.count, week.bar) for week in weeks([date(2010, 9, 24)] * 2, date(2010, 9, 24))]
    [(28, 0, 0), (4, 0, 0), (11, 0, 0), (18, 2, 100)]
    """
    ends = [today - n * WEEK for n in reversed(range(WEEKS))]
    counts = [sum(_week_of(day, ends) == n for day in days) for n in range(WEEKS)]
    most = max(counts) or 1
    return tuple(
        Week(end - WEEK + DAY, end, count, max(round(WIDE * count / most), 1) if count else 0)
        for end, count in zip(ends, counts, strict=True)
    )


def _week_of(day: date, ends: Sequence[date]) -> int:
    return next((n for n, end in enumerate(ends) if day <= end), len(ends) - 1)


def _of(parts: Parts, feed: Followed, since: datetime) -> Sequence[Notice]:
    window = Window(since=since, limit=MOST)
    kind, _, value = feed.channel.partition("/")
    if feed.query:
        return newest_matching(parts, feed.query, Filters(), window)
    if kind == "topics":
        return topic_part(parts, known_topic(parts.store, value), window)
    filters = Filters(place=value) if kind == "places" else filters_of(feed.channel)
    return parts.store.notices.newest(filters, since=since, limit=MOST) if filters else ()
