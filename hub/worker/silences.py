"""Since when sources have been silent for too long; the store is asked once a day of each that was not heard lately."""

from datetime import date, datetime

from hub.records import Finding, SourceState
from hub.store.store import Store
from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.workdays import is_busy
from hub.watch.silence import REMEMBERED, silence, silent_from, was_heard


class Silences:
    """The days from which on sources are silent if they go on publishing nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[date, date | None]] = {}

    def finding(self, state: SourceState, now: datetime, *, is_new: bool) -> Finding | None:
        """Whether a source has been silent for too long by now; `is_new`: it has just published something."""
        today = vietnamese_day(now)
        if is_new or was_heard(state, today):
            self._known.pop(state.source, None)
            return None
        looked, begins = self._known.get(state.source, (None, None))
        if looked != today:
            begins = self._begins(state.source, now)
            self._known[state.source] = today, begins
        return silence(begins, state, today) if begins else None

    def _begins(self, source: str, now: datetime) -> date | None:
        return silent_from(self._store.usuals.days_of(source, now - REMEMBERED), is_busy)
