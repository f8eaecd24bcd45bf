"""The consumers of the change log: index and published feeds. Each marks its cursor after its work."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from feeds.channels import channel_feed, channels_of, names
from feeds.publish import publish_feed
from hub.errors import IndexDamaged
from hub.records import Change
from hub.wiring import Parts
from hub.worker.collecting import LEASE_SECONDS, holder
from hub.worker.renewing import renewing

BATCH = 500
CONSUMERS = ("index", "publish")
Action = Callable[[Parts, Sequence[Change]], None]

log = logging.getLogger("daumoi.worker")


def update_index(parts: Parts, changes: Sequence[Change]) -> None:
    """Bring these changes into the index; a damaged index is rebuilt from the store."""
    ids = list(dict.fromkeys(change.notice for change in changes))
    documents = list(parts.store.notices.documents(ids))
    try:
        parts.index.remove(set(ids) - {document.id for document in documents})
        parts.index.add(documents)
        if worn := parts.index.worn():
            parts.index.add(parts.store.notices.documents(worn))
    except IndexDamaged as damage:
        log.warning("the index is damaged (%s) and is rebuilt", damage)
        rebuild_index(parts)


def rebuild_index(parts: Parts) -> int:
    """Write the index anew from the store; the number of notices in it."""
    parts.index.rebuild(parts.store.notices.documents())
    return parts.index.count()


def publish(parts: Parts, changes: Sequence[Change]) -> None:
    """Write anew every feed that one of these changes belongs to; equal bytes are left alone."""
    notices = parts.store.notices.many(list(dict.fromkeys(change.notice for change in changes)))
    known = names(parts.store, parts.authority, parts.settings.base_url)
    for channel in sorted({channel for notice in notices for channel in channels_of(notice)}):
        feed = channel_feed(parts.store, channel, known)
        if feed is not None:
            publish_feed(parts.public / "feeds", channel, feed)


_ACTIONS: dict[str, Action] = {"index": update_index, "publish": publish}


async def consume(parts: Parts, consumer: str) -> bool:
    """Work off the change log as far as it goes; False where another process holds the consumer's lease."""
    changes = parts.store.changes
    if changes.consumed(consumer) >= changes.newest():
        return True
    async with leased(parts, f"consumer:{consumer}") as ours:
        while ours and (batch := changes.after(changes.consumed(consumer), BATCH)):
            await _in_thread(_ACTIONS[consumer], parts, batch)
            changes.mark(consumer, batch[-1].cursor)
    return ours


async def _in_thread(action: Action, parts: Parts, batch: Sequence[Change]) -> None:
    """Do it beside the event loop. A thread cannot be cancelled: who is cancelled waits for its end, the lease in
    hand, or another would begin to write the same files."""
    work = asyncio.ensure_future(asyncio.to_thread(action, parts, batch))
    try:
        await asyncio.shield(work)
    finally:
        await asyncio.wait({work})


async def consume_all(parts: Parts) -> None:
    """Return when index and feeds hold every change there is now, whichever process does it."""
    newest = parts.store.changes.newest()
    for consumer in CONSUMERS:
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
