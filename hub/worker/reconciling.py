"""Sources compared with all that they list, at night, and gaps filled from their archives.

A pass of the night is a collection like any other that reads the lists to their ends: what stands deep in them and is
unknown comes in, what stands there no more is looked at by the visits after it, which are asked for here.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from hub.errors import FetchError, ReadError
from hub.intake.looks import SIGHTINGS_TO_WITHDRAW
from hub.records import Gap, Lease, Source, SourceState, Tally
from hub.watch.completeness import after_pass, is_night, is_to_be_compared, is_to_be_looked_at_again
from hub.watch.gaps import after_walks, is_to_be_filled, without_archive
from hub.wiring import Parts
from hub.worker.backfilling import Backfiller
from hub.worker.collecting import LEASE_SECONDS, Collector, summary
from hub.worker.holding import holder
from hub.worker.renewing import renewing
from hub.worker.rhythms import Rhythms
from spiders.client import Client

AT_ONCE = 8  # sources compared at a time: their lists are long, and the others are due as ever
GAPS_AT_ONCE = 4

log = logging.getLogger("daumoi.worker")


class Reconciler:
    """The jobs of the night, and the filling of gaps at any hour.

    `rhythms` are those by which the worker plans its visits: what is compared comes again by them too.
    """

    def __init__(self, parts: Parts, client: Client, rhythms: Rhythms) -> None:
        self._parts, self._client = parts, client
        self._collector = Collector(parts, client, self._compared, thorough=True)
        self._collector.rhythms = rhythms

    # --- the night ---

    async def compare(self) -> None:
        """Begin to read all that those sources list whose minute of the night has come; have others looked at again."""
        now = self._parts.clock()
        if not is_night(now):
            return
        nights = self._parts.store.completeness.reconciliations()
        sources = self._parts.store.sources.sources("active")
        due = [source for source in sources if is_to_be_compared(source.slug, nights.get(source.slug), now)]
        again = [source.slug for source in sources if is_to_be_looked_at_again(nights.get(source.slug), now)]
        if due:
            states = self._parts.store.sources.states([source.slug for source in due])
            free = AT_ONCE - len(self._collector.busy_with)
            self._collector.offer([source for source in due if self._may_ask(states.get(source.slug), now)][:free])
        if again:
            self._ask_again(again, now)

    def _compared(self, tally: Tally) -> None:
        log.info("compared %s with what it lists: %s", tally.source, summary(tally))
        source = self._parts.store.sources.source(tally.source)
        if source and tally.error is None:
            lists = [address.url for address in source.addresses if address.kind in ("listing", "json")]
            self._parts.store.completeness.note_left(source.slug, lists, tally.at)
        self._note(tally.source, self._parts.clock(), went_well=tally.error is None)

    def _note(self, slug: str, now: datetime, *, went_well: bool) -> None:
        kept = self._parts.store.completeness
        kept.save(after_pass(slug, kept.reconciliations().get(slug), now, went_well=went_well))

    def _ask_again(self, slugs: list[str], now: datetime) -> None:
        """Let the sources of which a page may be gone be due at once."""
        store = self._parts.store
        states = store.sources.states(sorted(store.completeness.doubtful(slugs, SIGHTINGS_TO_WITHDRAW)))
        moves = {slug: (state.next_due, now) for slug, state in states.items() if state.next_due}
        for slug in store.sources.replan(
            {slug: move for slug, move in moves.items() if self._may_ask(states[slug], now)}
        ):
            self._note(slug, now, went_well=True)

    def _may_ask(self, state: SourceState | None, now: datetime) -> bool:
        """Whether a source that was collected before may be asked out of turn: not while its server wants to be left
        alone, nor while it fails."""
        if state is None or not state.collections or state.failures or state.last_try is None:
            return False
        last = self._parts.store.ledger.tallies(state.source, 1)
        wait = max((tally.wait or 0.0 for tally in last), default=0.0)
        return now >= state.last_try + timedelta(seconds=wait)

    # --- gaps ---

    async def fill(self) -> None:
        """Walk the archives of some sources with gaps that are to be tried now."""
        now = self._parts.clock()
        gaps: dict[str, Gap] = {}
        for gap in self._parts.store.gaps.open_gaps():
            if is_to_be_filled(gap, now):
                gaps.setdefault(gap.source, gap)
        await asyncio.gather(*map(self._fill, list(gaps.values())[:GAPS_AT_ONCE]))

    async def _fill(self, gap: Gap) -> None:
        source, leases, name = (
            self._parts.store.sources.source(gap.source),
            self._parts.store.leases,
            f"gap:{gap.source}",
        )
        if source is None or source.status != "active":
            return
        token = leases.take(name, holder(), LEASE_SECONDS)
        if token is None:  # another process is at it
            return
        lease = Lease(name, holder(), token)
        try:
            async with renewing(lambda: leases.renew(name, lease.holder, lease.token, LEASE_SECONDS), LEASE_SECONDS):
                tried = await self._walked(source, gap)
            self._parts.store.gaps.save(tried)
        finally:
            leases.release(name, lease.holder, lease.token)
        log.info("gap of %s since %s: %s", gap.source, gap.since, "closed" if tried.closed else tried.error)

    async def _walked(self, source: Source, gap: Gap) -> Gap:
        """The gap after the source's archive was walked back to its first day."""
        backfiller = Backfiller(self._parts, self._client, source, lambda walk: None)
        try:
            walks = await backfiller.run(gap.since)
        except (FetchError, ReadError) as error:
            return without_archive(gap, error.code, error.detail, self._parts.clock())
        except Exception as error:  # the last wall: a fault of ours in one archive must not stop the others
            log.exception("walking the archive of %s failed", source.slug)
            return without_archive(gap, "internal", f"{type(error).__name__}: {error}"[:500], self._parts.clock())
        shown = sorted(backfiller.shown)
        is_known = self._parts.store.gaps.any_known_before(source.slug, shown, gap.opened)
        return after_walks(gap, walks, self._parts.clock(), meets_known=is_known)

    # --- as the worker's collector ---

    def renew(self) -> None:
        """Hold on to what is being compared."""
        self._collector.renew()

    async def stop(self, grace: float) -> None:
        """Let what is under way end for a while, then give it back."""
        await self._collector.stop(grace)
