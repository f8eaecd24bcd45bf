"""What operators asked for: the worker alone asks sites. An errand is one process's at a time, by a lease; one that
was left half done is done again. What comes of it is kept as plain JSON, for whoever shows it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Set
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hub.errors import FetchError, HubError, ReadError
from hub.records import Errand, ErrandKind, Item, Lease, ListPage, Memory, Source
from hub.vietnamese.dates import parse_date
from hub.wiring import Parts
from hub.worker.backfilling import Backfiller
from hub.worker.collecting import LEASE_SECONDS, collect_all
from hub.worker.holding import holder
from hub.worker.renewing import renewing
from spiders.client import Client
from spiders.discover import Discovery, worth_collecting
from spiders.looking import Offer
from spiders.verifying import Verdict, accepted, verify
from spiders.visit import Visit

# of each kind: walks through archives take hours, and looks must not wait for them
AT_ONCE: Mapping[ErrandKind, int] = {"preview": 2, "verify": 2, "backfill": 2}
MOST_ITEMS = 100
SHOWN_BEFORE = 20

log = logging.getLogger("daumoi.worker")


class Errands:
    """Does what waits, until stopped."""

    def __init__(self, parts: Parts, client: Client) -> None:
        self._parts, self._client = parts, client
        self._running: dict[int, tuple[Errand, asyncio.Task[None]]] = {}

    def begin(self) -> None:
        """Begin what waits and is in nobody's hands, a few of each kind at a time."""
        busy = Counter(errand.kind for errand, _ in self._running.values())
        for errand in self._parts.store.errands.waiting():
            has_room = errand.id not in self._running and busy[errand.kind] < AT_ONCE[errand.kind]
            lease = self._lease(errand) if has_room else None
            if lease is not None:
                self._running[errand.id] = errand, asyncio.create_task(self._run(errand, lease))
                busy[errand.kind] += 1

    async def stop(self) -> None:
        """Give back what is under way: it is done again, a walk goes on where it was."""
        tasks = [task for _, task in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _lease(self, errand: Errand) -> Lease | None:
        name = f"errand:{errand.id}"
        token = self._parts.store.leases.take(name, holder(), LEASE_SECONDS)
        return Lease(name, holder(), token) if token is not None else None

    async def _run(self, errand: Errand, lease: Lease) -> None:
        store = self._parts.store
        try:
            known = store.errands.get(errand.id)
            if known and known.ended is None:  # another process may have done it just before the lease was ours
                async with renewing(lambda: store.leases.renew(*_args(lease), LEASE_SECONDS), LEASE_SECONDS):
                    await self._do(errand)
        finally:
            self._running.pop(errand.id, None)
            with suppress(HubError):
                store.leases.release(*_args(lease))

    async def _do(self, errand: Errand) -> None:
        result, error, detail = None, None, ""
        try:
            result = await DOING[errand.kind](self._parts, self._client, errand)
        except (FetchError, ReadError) as fault:
            error, detail = fault.code, fault.detail
        except Exception as fault:  # the last wall: whoever asked is to hear of it
            log.exception("the errand %d (%s %s) failed", errand.id, errand.kind, errand.source or errand.url)
            error, detail = "internal", str(fault)
        self._parts.store.errands.end(errand.id, self._parts.clock(), result, error, detail)


def _args(lease: Lease) -> tuple[str, str, int]:
    return lease.name, lease.holder, lease.token


async def offers_of(parts: Parts, client: Client, source: Source) -> list[Offer]:
    """What is found at a source's homepage, the best first; FetchError or ReadError where there is nothing."""
    return await Discovery(Visit(source, Memory(), client, parts.children)).offers(source.homepage)


async def verdicts_of(parts: Parts, client: Client, source: Source, memory: Memory) -> list[Verdict]:
    """How each address of a source reads now, by what is known of the source."""
    return await verify(Visit(source, memory, client, parts.children))


async def _preview(parts: Parts, client: Client, errand: Errand) -> dict[str, Any]:
    """What an address offers, each with the source it would make."""
    known = parts.store.sources.source(errand.source) if errand.source else None
    source = replace(known or Source("preview", "preview", errand.url), homepage=errand.url)
    offers = await offers_of(parts, client, source)
    best = worth_collecting(offers) or tuple(offers[:1])
    return {"offers": [{**_offer(parts, source, offer), "best": offer in best} for offer in offers]}


async def _verify(parts: Parts, client: Client, errand: Errand) -> dict[str, Any]:
    """How a source reads now beside what it listed when it last read well, and the source as it could be mended."""
    source = _source(parts, errand)
    memory = parts.store.notices.memory(source.slug, parts.clock(), 0)
    verdicts = await verdicts_of(parts, client, source, memory)
    for verdict in verdicts:
        if verdict.address and verdict.page:
            parts.store.list_pages.save(ListPage.of(verdict.address.url, "now", verdict.page))
    mended, write = accepted(source, verdicts), parts.source_text
    known = sorted((it for it in memory.pages.values() if it.listed), key=lambda it: it.first_seen, reverse=True)
    listed = {page.url: page.row for page in known[:SHOWN_BEFORE]}
    return {
        "was": write.digest(source),
        "proposed": write.values(mended) if mended != source else None,
        "before": [_item(row, source.date_order, parts) for row in listed.values()],
        "verdicts": [_verdict(parts, source, verdict, listed.keys()) for verdict in verdicts],
    }


async def _backfill(parts: Parts, client: Client, errand: Errand) -> None:
    """Walk the archives of a source; how far each has come is kept page by page, beside what was found."""
    source = _source(parts, errand)
    if not parts.store.sources.state(source.slug).collections:
        await collect_all(parts, client, [source], lambda tally: None)
        source = _source(parts, errand)
    walks = await Backfiller(parts, client, source, lambda walk: None).run(errand.since)
    if failed := next((walk for walk in walks if walk.error), None):
        raise ReadError(failed.error or "internal", failed.detail)


DOING: Mapping[ErrandKind, Callable[[Parts, Client, Errand], Awaitable[Any]]] = {
    "preview": _preview,
    "verify": _verify,
    "backfill": _backfill,
}


def _source(parts: Parts, errand: Errand) -> Source:
    source = parts.store.sources.source(errand.source)
    if source is None:
        raise ReadError("internal", f"there is no source {errand.source} any more")
    return source


def _verdict(parts: Parts, source: Source, verdict: Verdict, before: Set[str]) -> dict[str, Any]:
    """How an address reads now; `again`: so many of what was listed before are in what is proposed."""
    proposed = {item.url for item in verdict.other.items} if verdict.other else set()
    return {
        "again": len(before & proposed),
        "kind": verdict.address.kind if verdict.address else "",
        "url": verdict.address.url if verdict.address else "",
        "code": verdict.code,
        "detail": verdict.detail,
        "items": [_item(item, source.date_order, parts) for item in verdict.items[:MOST_ITEMS]],
        "proposal": _offer(parts, source, verdict.other) if verdict.other else None,
    }


def _offer(parts: Parts, source: Source, offer: Offer) -> dict[str, Any]:
    made = replace(source, addresses=(offer.address,), article=offer.article, date_order=offer.date_order)
    return {
        "kind": offer.kind,
        "url": offer.address.url,
        "why": offer.why,
        "refusal": offer.refusal,
        "items": [_item(item, offer.date_order, parts) for item in offer.items[:MOST_ITEMS]],
        "source": parts.source_text.values(made),
    }


def _item(item: Item, order: str, parts: Parts) -> dict[str, Any]:
    """What a row says; the day is told as it was read, and as it stands there where it could not be."""
    raw = item.dates[0].raw if item.dates else ""
    moment = parse_date(raw, seen=parts.clock(), order=order) if raw else None
    published = moment.at.isoformat() if moment else None
    return {"title": item.title, "url": item.url, "published": published, "raw": raw}
