"""The consumers of the change log: clusters, index, published feeds, who is sent them, what notices say of documents
and of places.

Each marks its cursor after its work.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from feeds.channels import Names, all_channels, channels_of, names
from hub.errors import IndexDamaged
from hub.records import CONSUMERS, Change, Document, Notice
from hub.wiring import Parts
from hub.worker.citing import update_references
from hub.worker.clustering import update_clusters
from hub.worker.collecting import LEASE_SECONDS
from hub.worker.holding import holder
from hub.worker.locating import update_places
from hub.worker.publishing import publish_channel, redact_archives
from hub.worker.renewing import renewing

BATCH = 500
MADE_ANEW = ("index", "publish")  # what no backup holds
Action = Callable[[Parts, Sequence[Change]], None]

log = logging.getLogger("daumoi.worker")


def update_index(parts: Parts, changes: Sequence[Change]) -> None:
    """Bring these changes into the index; a damaged index is rebuilt from the store."""
    try:
        parts.index.examine()
        replace_in_index(parts, {change.notice: change.cursor for change in changes})
        if worn := parts.index.worn():
            replace_in_index(parts, worn)
    except IndexDamaged as damage:
        log.warning("the index is damaged (%s) and is rebuilt", damage)
        rebuild_index(parts)


def replace_in_index(parts: Parts, versions: Mapping[str, int]) -> None:
    """Bring these notices into the index as they are now, each for one of its changes; it loses those redacted."""
    found: set[str] = set()

    def documents() -> Iterator[Document]:
        for document in parts.store.notices.documents(list(versions)):
            found.add(document.id)
            yield replace(document, version=versions[document.id])

    parts.index.add(documents())
    parts.index.remove(versions.keys() - found)


def rebuild_index(parts: Parts) -> int:
    """Write the index anew from the store; the number of notices in it."""
    parts.index.rebuild(parts.store.documents())
    return parts.index.count()


def publish(parts: Parts, changes: Sequence[Change]) -> None:
    """Write anew every feed that one of these changes belongs to, what leaves it into its archive; equal bytes are left
    alone."""
    parts.checkpoint("before_publish")
    known = names(parts.store, parts.authority, parts.settings.base_url, parts.clock())
    if redacted := [change.notice for change in changes if change.kind == "redacted"]:
        redact_archives(parts, known, redacted)
    for channel, notices in sorted(_touched(parts, changes, known).items()):
        publish_channel(parts, channel, known, notices)
    parts.checkpoint("after_publish")


def note_for_push(parts: Parts, changes: Sequence[Change]) -> None:
    """Whoever is subscribed to a feed of these changes is to be sent it (`hub.worker.pushing` does that)."""
    if parts.store.subscribers.any():
        known = names(parts.store, parts.authority, parts.settings.base_url, parts.clock())
        parts.store.subscribers.want(_touched(parts, changes, known), changes[-1].cursor)


def _touched(parts: Parts, changes: Sequence[Change], known: Names) -> dict[str, list[Notice]]:
    """The channels that show one of these notices, or did before it changed, with those that they show now."""
    edited = list({change.notice for change in changes if change.kind == "edited"})
    now = parts.store.notices.many(list({change.notice for change in changes}))
    found: dict[str, list[Notice]] = {
        channel: [] for one in (*now, *parts.store.notices.former(edited)) for channel in channels_of(one)
    }
    if any(change.kind == "redacted" for change in changes):  # where it stood before, nobody may know any more
        found |= {channel: [] for channel in all_channels(known)}
    for notice in now:
        for channel in channels_of(notice):
            found[channel].append(notice)
    return found


_ACTIONS: dict[str, Action] = {
    "clusters": update_clusters,
    "index": update_index,
    "publish": publish,
    "push": note_for_push,
    "references": update_references,
    "places": update_places,
}


async def consume(parts: Parts, consumer: str) -> bool:
    """Work off the change log as far as it goes; False where another process holds the consumer's lease."""
    changes = parts.store.changes
    if changes.consumed(consumer) >= end_of_log(parts, consumer):
        return True
    async with leased(parts, f"consumer:{consumer}") as ours:
        while ours and (batch := _next_batch(parts, consumer)):
            await _in_thread(_ACTIONS[consumer], parts, batch)
            changes.mark(consumer, batch[-1].cursor)
    return ours


def end_of_log(parts: Parts, consumer: str) -> int:
    """How far a consumer can come at present: what is pushed must have been published."""
    changes = parts.store.changes
    return changes.consumed("publish") if consumer == "push" else changes.newest()


def _next_batch(parts: Parts, consumer: str) -> Sequence[Change]:
    changes = parts.store.changes
    done, end = changes.consumed(consumer), end_of_log(parts, consumer)
    return [change for change in changes.after(done, BATCH) if change.cursor <= end]


async def _in_thread(action: Action, parts: Parts, batch: Sequence[Change]) -> None:
    """Do it beside the event loop. A thread cannot be cancelled: who is cancelled waits for its end, the lease in
    hand, or another would begin to write the same files."""
    work = asyncio.ensure_future(asyncio.to_thread(action, parts, batch))
    try:
        await asyncio.shield(work)
    finally:
        while not work.done():
            with suppress(asyncio.CancelledError):  # once may be the scheduler's end, twice the loop's
                await asyncio.wait({work})


async def consume_all(parts: Parts) -> None:
    """Return when index and feeds hold every change there is now, whichever process does it."""
    for consumer in CONSUMERS:
        newest = end_of_log(parts, consumer)  # what clusters have changed among it
        while parts.store.changes.consumed(consumer) < newest:
            if not await consume(parts, consumer):
                await asyncio.sleep(0.1)


@asynccontextmanager
async def leased(parts: Parts, name: str) -> AsyncIterator[bool]:
    """Whether we hold the lease `name` for the length of the block; it is renewed meanwhile."""
    leases, who = parts.store.leases, holder()
    token = leases.take(name, who, LEASE_SECONDS)
    if token is None:
        yield False
        return
    try:
        async with renewing(lambda: leases.renew(name, who, token, LEASE_SECONDS), LEASE_SECONDS):
            yield True
    finally:
        leases.release(name, who, token)
