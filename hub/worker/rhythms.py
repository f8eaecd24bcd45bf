"""The rhythms of the sources, at hand for every visit, and learned anew from the ledger once a day."""

from datetime import datetime, timedelta

from hub.records import Rhythm, Source, SourceState
from hub.store.store import Store
from hub.watch.rhythm import COUNTED, LEARNED_ANEW, in_rhythm, learn_rhythm

A_TURN = 16  # sources learned in one go: 60 ms each


class Rhythms:
    """What is known of the rhythms of sources; a source with an interval of its own (`every`) keeps to that."""

    def __init__(self, store: Store, every: float) -> None:
        self._store, self._every = store, every
        self._known: dict[str, Rhythm] | None = None
        self._looked: dict[str, datetime] = {}

    def plan(self, state: SourceState, source: Source, asked: float | None) -> SourceState:
        """The state after a visit with its next one planned by the source's rhythm, where one is known."""
        return state if source.every else in_rhythm(state, self._all().get(source.slug), asked)

    def learn(self, now: datetime) -> int:
        """Learn those anew that are a day old, some at a time; how many are known better now."""
        due = [source for source in self._store.sources.sources("active") if self._is_due(source, now)][:A_TURN]
        learned = [rhythm for source in due if (rhythm := self._learned(source, now))]
        self._store.rhythms.save(learned)
        self._known = self._all() | {rhythm.source: rhythm for rhythm in learned}
        return len(learned)

    def _all(self) -> dict[str, Rhythm]:
        if self._known is None:
            self._known = self._store.rhythms.all()
        return self._known

    def _is_due(self, source: Source, now: datetime) -> bool:
        known = self._all().get(source.slug)
        looked = self._looked.get(source.slug) or (known.at if known else None)
        return not source.every and (looked is None or not now - LEARNED_ANEW < looked <= now)

    def _learned(self, source: Source, now: datetime) -> Rhythm | None:
        self._looked[source.slug] = now
        visited = self._store.ledger.visited(source.slug, now - COUNTED)
        return learn_rhythm(source.slug, visited, now, timedelta(seconds=self._every)) if visited else None
