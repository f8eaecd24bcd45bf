"""Opens the parts of a hub from its settings: the only place that says `Store(` or `WhooshIndex(`."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from hub.catalogue.single import SourceText
from hub.errors import SettingsError
from hub.records import DayCount
from hub.settings import Checkpoint, KillPoint, Settings, go_on
from hub.store.store import Store
from hub.vietnamese.dates import vietnamese_day
from hub.watch.completeness import ledger
from search_index.base import Index
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


def open_parts(settings: Settings) -> Parts:
    """A hub's parts; the data folder is made and the database brought to its newest form."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    checkpoint = open_checkpoint(settings)
    store = Store(settings.database, settings.data_dir, checkpoint)
    store.migrate()
    store.set_aside()
    index = WhooshIndex(settings.data_dir / "index", checkpoint=checkpoint)
    return Parts(settings, open_clock(settings), store, index, settings.data_dir / "public", Children(), checkpoint)
