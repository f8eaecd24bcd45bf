"""Incidents kept up with how the sources are doing. What they are is decided in `hub/watch/incidents.py`."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

from hub.records import Incident, Source, SourceState
from hub.watch.incidents import WRONG, incidents_after
from hub.watch.outage import Watched
from hub.wiring import Parts
from hub.worker.consuming import leased
from spiders.addresses import host_key

LEASE = "watch"
LATE_FOR = timedelta(days=1)  # after its end late notices of an incident are counted on: a visit may not reach them all

log = logging.getLogger("daumoi.worker")


async def watch(parts: Parts) -> bool:
    """Open, change and close incidents as the sources are doing now; False where another process is at it."""
    async with leased(parts, LEASE) as ours:
        if ours:
            await asyncio.to_thread(_watch, parts)
    return ours


async def watch_now(parts: Parts) -> None:
    """Return when the incidents are as the sources are doing, whichever process does it."""
    while not await watch(parts):
        await asyncio.sleep(0.1)


def _watch(parts: Parts) -> None:
    store, now = parts.store, parts.clock()
    states, present = store.sources.states(), store.incidents.open()
    changed: tuple[Incident, ...] = ()
    if present or any(state.state in WRONG for state in states.values()):
        sources = [_watched(source, states.get(source.slug)) for source in store.sources.sources("active")]
        changed = incidents_after(present, sources, now)
    moved = [_with_late(parts, incident) if incident.closed else incident for incident in changed]
    over = store.incidents.closed_since(now - LATE_FOR)
    moved += [replace(late, updated=now) for known in over if (late := _with_late(parts, known)) != known]
    if moved:
        store.incidents.save(moved)
    for incident in changed:
        _tell(incident, is_new=incident.id not in {known.id for known in present})


def _watched(source: Source, state: SourceState | None) -> Watched:
    """A source whose addresses are not known yet is asked for them at its homepage."""
    urls = [address.url for address in source.addresses] or [source.homepage]
    return Watched(state or SourceState(source.slug), tuple(dict.fromkeys(filter(None, map(host_key, urls)))))


def _with_late(parts: Parts, incident: Incident) -> Incident:
    return replace(incident, late=parts.store.incidents.late(incident.affected))


def _tell(incident: Incident, *, is_new: bool) -> None:
    where = incident.place or "the hub itself"
    if incident.closed:
        log.info("incident %s at %s is over after %s", incident.id, where, incident.closed - incident.opened)
    elif is_new:
        log.warning("incident %s at %s: %s, %d sources", incident.id, where, incident.cause, len(incident.present))
