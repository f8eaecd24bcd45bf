"""The scorecard of an agency's month, from what the store keeps of it. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.records import (
    Agency,
    DayCount,
    FeedValidity,
    Gap,
    Judged,
    Links,
    Metadata,
    Posting,
    Scorecard,
    Uptime,
    Wholeness,
)
from hub.vietnamese.dates import VIETNAM, vietnamese_day
from hub.watch.timeliness import by_section, judge, punctuality
from hub.watch.uptime import together

OPEN_FOR = timedelta(days=15)  # after its end a month is counted on: what was back-dated comes in, files are mended
COUNTED_ANEW = timedelta(hours=6)
MONTHS_BACK = 3  # as far as the ledger knows the visits: 90 days


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an agency's month: its postings, and of its sources the uptimes, the defects of their feeds by
    address, the days of the ledger of completeness and the gaps."""

    postings: Sequence[Posting] = ()
    uptimes: Sequence[Uptime] = ()
    feeds: Mapping[str, frozenset[str]] | None = None
    days: Sequence[DayCount] = ()
    gaps: Sequence[Gap] = ()


def scorecard(
    agency: Agency, month: date, evidence: Evidence, deadlines: Mapping[str, int], now: datetime
) -> Scorecard:
    """What the evidence comes to; `month` is its first day."""
    judged = [judge(posting, agency.name, deadlines) for posting in evidence.postings]
    return Scorecard(
        agency=agency.slug,
        month=month,
        at=now,
        deadlines=dict(deadlines),
        punctuality=punctuality(judged),
        sections=by_section(judged),
        uptime=together(evidence.uptimes),
        links=links(evidence.postings),
        metadata=metadata(evidence.postings),
        feeds=feed_validity(evidence.feeds or {}),
        wholeness=wholeness(evidence.days, evidence.gaps, month),
    )


def links(postings: Iterable[Posting]) -> Links:
    """The files and pages that were tried."""
    every = tuple(postings)
    return Links(
        files=sum(one.files for one in every),
        broken_files=sum(one.broken_files for one in every),
        pages=sum(one.has_page for one in every),
        broken_pages=sum(one.has_page and one.is_page_broken for one in every),
    )


def metadata(postings: Sequence[Posting]) -> Metadata:
    """What the notices lack of the mandatory elements."""
    missing = Counter(element for posting in postings for element in posting.missing)
    return Metadata(len(postings), sum(not posting.missing for posting in postings), dict(sorted(missing.items())))


def feed_validity(feeds: Mapping[str, frozenset[str]]) -> FeedValidity:
    """How many feeds have which defects."""
    defects = Counter(defect for found in feeds.values() for defect in found)
    return FeedValidity(len(feeds), sum(bool(found) for found in feeds.values()), dict(sorted(defects.items())))


def wholeness(days: Iterable[DayCount], gaps: Iterable[Gap], month: date) -> Wholeness:
    """The days of the month together, and the gaps that are open in it."""
    last = next_month(month) - timedelta(days=1)
    counted = [day for day in days if month <= day.day <= last]
    return Wholeness(
        sum(day.listed for day in counted),
        sum(day.stored for day in counted),
        sum(len(day.missing) for day in counted),
        sum(gap.closed is None and (gap.since or gap.until) <= last and gap.until >= month for gap in gaps),
    )


# --- which of a list of notices a figure is about --------------------------------------------


def about(kind: str, judged: Iterable[Judged]) -> list[Judged]:
    """The notices behind a figure: "late", "undated", "incomplete" or "broken"; the slowest first."""
    chosen = [one for one in judged if _IS_OF[kind](one)]
    return sorted(chosen, key=lambda one: (-(one.lag or 0), one.posting.published, one.posting.id))


_IS_OF: Mapping[str, Callable[[Judged], bool]] = {
    "late": lambda one: one.standing == "late",
    "undated": lambda one: one.standing == "undated",
    "incomplete": lambda one: bool(one.posting.missing),
    "broken": lambda one: bool(one.posting.broken_files or one.posting.is_page_broken),
}
KINDS = tuple(_IS_OF)

# --- months --------------------------------------------------------------------------------


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return month_of(month + timedelta(days=31))


def span_of(month: date) -> tuple[datetime, datetime]:
    """The instants at which a month begins and ends in Vietnam.

    >>> [moment.isoformat() for moment in span_of(date(2010, 9, 1))]
    ['2010-09-01T00:00:00+07:00', '2010-10-01T00:00:00+07:00']
    """
    begin, end = (datetime(day.year, day.month, 1, tzinfo=VIETNAM) for day in (month, next_month(month)))
    return begin, end


def months_to_count(now: datetime) -> tuple[date, ...]:
    """The month of this moment and those before it of which the ledger still knows, the newest first."""
    months = [month_of(vietnamese_day(now))]
    while len(months) <= MONTHS_BACK:
        months.append(month_of(months[-1] - timedelta(days=1)))
    return tuple(months)


def is_to_be_counted(month: date, known: Scorecard | None, deadlines: Mapping[str, int], now: datetime) -> bool:
    """Whether a month is to be counted now: it never was, or is open and may have changed since.

    One that is over stays as it was counted, by the deadlines that held then.
    """
    if known is None:
        return True
    is_open = now < span_of(month)[1] + OPEN_FOR
    is_stale = not known.at <= now < known.at + COUNTED_ANEW or known.deadlines != deadlines
    was_counted_whole = known.at >= span_of(month)[1]
    return is_stale and (is_open or not was_counted_whole)
