"""How the sources are doing, as the public is told. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.records import Agency, Gap, Source, SourceState
from hub.web.ports import Catalogue

# the worst first: what needs attention is at the top of the page
STATES = ("failing", "challenged", "gone", "moved", "partial", "silent", "late", "new", "healthy", "paused")

# a visit that is so late was not put off by others: nobody is at work
OVERDUE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source with its state, as the coverage page and the API show it; `gaps`: how many are known and open."""

    slug: str
    name: str
    agency: str
    homepage: str
    state: str
    error: str | None = None
    detail: str = ""
    since: datetime | None = None
    last_try: datetime | None = None
    last_ok: datetime | None = None
    last_new: datetime | None = None
    next_due: datetime | None = None
    items: int = 0
    gaps: int = 0
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """When something was last read, and how many of the sources are working."""

    latest: datetime | None
    working: int
    all: int


def source_lines(catalogue: Catalogue, agencies: Mapping[str, Agency], now: datetime | None = None) -> list[SourceLine]:
    """A line for each source that was not retired, those in trouble first, then by name."""
    states = catalogue.states()
    lines = [
        source_line(source, states.get(source.slug), agencies, now)
        for source in catalogue.sources()
        if source.status != "retired"
    ]
    return sorted(lines, key=lambda line: (_rank(line.state), line.name))


def with_gaps(lines: Iterable[SourceLine], gaps: Iterable[Gap]) -> list[SourceLine]:
    """The lines with how many of these open gaps are theirs."""
    counted = Counter(gap.source for gap in gaps)
    return [replace(line, gaps=counted[line.slug]) if counted[line.slug] else line for line in lines]


def source_line(
    source: Source, state: SourceState | None, agencies: Mapping[str, Agency], now: datetime | None = None
) -> SourceLine:
    """The line of one source; what an operator paused is paused, however it was doing before.

    With `now` one that was in order, and has been due for so long that nobody is at work, is late.
    """
    state = state or SourceState(source.slug)
    is_late = state.state == "healthy" and now and state.next_due and state.next_due < now - OVERDUE
    agency = agencies.get(source.agency)
    return SourceLine(
        slug=source.slug,
        name=source.name or (agency.name if agency else source.slug),
        agency=source.agency,
        homepage=source.homepage,
        state="paused" if source.status != "active" else "late" if is_late else state.state,
        error=state.error,
        detail="" if state.error and not state.finding else state.detail,
        since=state.since,
        last_try=state.last_try,
        last_ok=state.last_ok,
        last_new=state.last_new,
        next_due=state.next_due if source.status == "active" else None,
        items=state.items,
        finding=state.finding,
    )


def freshness_of(lines: Sequence[SourceLine], now: datetime) -> Freshness:
    """The line at the top of every page. A source that is not visited any more does not work, whatever it was."""
    active = [line for line in lines if line.state != "paused"]
    overdue = now - OVERDUE
    return Freshness(
        latest=max((line.last_ok for line in active if line.last_ok), default=None),
        working=sum(line.state == "healthy" and (line.next_due or now) >= overdue for line in active),
        all=len(active),
    )


def totals(lines: Sequence[SourceLine]) -> list[tuple[str, int]]:
    """How many sources are in each state that occurs, in the order of STATES."""
    counted = Counter(line.state for line in lines)
    return sorted(counted.items(), key=lambda total: _rank(total[0]))


def _rank(state: str) -> int:
    return STATES.index(state) if state in STATES else len(STATES)
