"""Opens the parts of a hub from its settings: the only place that says `Store(` or `WhooshIndex(`."""

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from hub.catalogue.deadlines import kept_deadlines
from hub.catalogue.localities import Localities, known_localities
from hub.catalogue.single import SourceText
from hub.errors import SettingsError
from hub.records import Agency, DayCount, Judged, Posting, Scorecard
from hub.settings import Checkpoint, KillPoint, Settings, go_on
from hub.store.store import Store
from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.questions import asked_on
from hub.watch.completeness import ledger
from hub.watch.scorecard import Evidence, about, scorecard, span_of
from hub.watch.timeliness import ANSWERS, judge
from hub.watch.uptime import uptime
from search_index.base import Index
from search_index.explaining import outline, signs_of
from search_index.highlight import snippet
from search_index.whoosh_index import WhooshIndex
from spiders.limited.children import Children

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Parts:
    """What both roofs work with: the settings as values, the clock, the store and the index."""

    settings: Settings
    clock: Clock
    store: Store
    index: Index
    public: Path
    children: Children
    checkpoint: Checkpoint = go_on
    snippet: Callable[..., tuple[tuple[str, bool], ...]] = snippet
    signs: Callable[..., tuple[str, ...]] = signs_of
    outline: Callable[..., tuple[tuple[int, str, str], ...]] = outline
    source_text: SourceText = field(default_factory=SourceText)

    @property
    def authority(self) -> str:
        """The name in every entry id, fixed when the hub was made."""
        return self.store.meta("authority") or "localhost"

    def day_counts(self, source: str, days: int = 14) -> tuple[DayCount, ...]:
        """The ledger of completeness of a source for the last days in Vietnam, today first."""
        now, changes = self.clock(), self.store.changes
        done = min(changes.consumed(consumer) for consumer in ("index", "publish"))
        held = self.store.completeness.holdings(source, now - timedelta(days=days + 1), done)
        return ledger(held, self.store.completeness.missing(source), vietnamese_day(now), days)

    @property
    def deadlines(self) -> Mapping[str, int]:
        """Within how many days of work notices are to be published."""
        return kept_deadlines(self.store.meta("deadlines"))

    @property
    def localities(self) -> Localities:
        """The communes, wards and districts of this province."""
        return known_localities(self.store.meta("places"), self.store.sources.agencies())

    def postings(self, agency: str, month: date) -> list[Posting]:
        """What an agency published in a month; the deadline of an answer begins with the question."""
        found = self.store.scorecards.postings(agency, *span_of(month))
        answers = self.store.notices.many([one.id for one in found if one.section == ANSWERS])
        asked = {answer.id: asked_on(answer.text, answer.published) for answer in answers}
        return [replace(one, issued=asked[one.id]) if one.id in asked else one for one in found]

    def judged(self, agency: Agency, month: date, deadlines: Mapping[str, int], kind: str) -> list[Judged]:
        """Those of them that a figure is about (see `about`), beside these deadlines; the slowest first."""
        postings = self.postings(agency.slug, month)
        return about(kind, (judge(posting, agency.name, deadlines) for posting in postings))

    def scorecard(self, agency: Agency, month: date) -> Scorecard:
        """What an agency's month came to, or has by now."""
        now, (begin, end) = self.clock(), span_of(month)
        scorecards, days = self.store.scorecards, (vietnamese_day(now) - month).days + 1
        sources = [source.slug for source in self.store.sources.sources() if source.agency == agency.slug]
        cut_off = scorecards.cut_off(begin, end)
        visits = {source: scorecards.visits(source, begin, end) for source in sources}
        evidence = Evidence(
            postings=self.postings(agency.slug, month),
            uptimes=[uptime(visits[source], cut_off.get(source, ()), min(now, end)) for source in sources],
            feeds=scorecards.feeds(sources, month),
            days=[day for source in sources for day in self.day_counts(source, days)],
            gaps=[gap for source in sources for gap in self.store.gaps.gaps_of(source)],
        )
        return scorecard(agency, month, evidence, self.deadlines, now)

    def close(self) -> None:
        """Give everything back."""
        self.children.close()
        self.index.close()
        self.store.close()


def open_clock(settings: Settings) -> Clock:
    """The real clock, or the file that stands for it in tests (setting CLOCK)."""
    if not settings.clock:
        return lambda: datetime.now(UTC)
    file = Path(settings.clock)
    read_instant(file)
    return lambda: read_instant(file)


def read_instant(file: Path) -> datetime:
    """The ISO instant that the file holds."""
    try:
        moment = datetime.fromisoformat(file.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise SettingsError(f"CLOCK: {error}", file=str(file), remedy="write 2010-09-24T08:00:00+07:00") from error
    if moment.tzinfo is None:
        raise SettingsError("CLOCK: the instant has no zone", file=str(file), remedy="add +07:00 to it")
    return moment.astimezone(UTC)


def open_checkpoint(settings: Settings) -> Checkpoint:
    """Lets work go on; in tests this process kills itself at a point, at its first turn or a later (KILL_AT)."""
    if not settings.kill_at:
        return go_on
    point, _, turn = settings.kill_at.partition(":")
    turns = count(1)

    def check(passed: KillPoint) -> None:
        if passed == point and next(turns) == int(turn or 1):
            os.kill(os.getpid(), signal.SIGKILL)

    return check


def usable_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_parts(settings: Settings) -> Parts:
    """A hub's parts; the data folder is made and the database brought to its newest form."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    checkpoint = open_checkpoint(settings)
    store = Store(settings.database, settings.data_dir, checkpoint)
    store.migrate()
    store.set_aside()
    clock, home = open_clock(settings), settings.data_dir / "index"
    processes = min(settings.index_processes, usable_cores())
    index = WhooshIndex(home, checkpoint=checkpoint, processes=processes, today=lambda: vietnamese_day(clock()))
    return Parts(settings, clock, store, index, settings.data_dir / "public", Children(), checkpoint)
