"""What a source would bring, with nothing stored."""

from typing import Any

from hub.records import Item, Source
from hub.vietnamese.dates import parse_date
from hub.wiring import Parts
from hub.worker import errands
from hub.worker.collecting import open_client
from spiders.looking import Offer
from spiders.verifying import Verdict


async def offers_of(parts: Parts, source: Source) -> list[Offer]:
    """What is found at a source's homepage, the best first; FetchError or ReadError where there is nothing."""
    client = open_client(parts)
    try:
        return await errands.offers_of(parts, client, source)
    finally:
        await client.close()


async def verdicts_of(parts: Parts, source: Source) -> list[Verdict]:
    """How each address of a source reads now, by what is known of the source."""
    client = open_client(parts)
    memory = parts.store.notices.memory(source.slug, parts.clock(), 0)
    try:
        return await errands.verdicts_of(parts, client, source, memory)
    finally:
        await client.close()


def verdict_as_json(verdict: Verdict, order: str, parts: Parts) -> dict[str, Any]:
    """A verdict, with what could take the place of its address as an offer is shown."""
    return {
        "address": verdict.address,
        "code": verdict.code,
        "detail": verdict.detail,
        "items": [_item(item, order, parts) for item in verdict.items],
        "proposal": as_json(verdict.other, parts) if verdict.other else None,
    }


def as_json(offer: Offer, parts: Parts) -> dict[str, Any]:
    """An offer as CONTRACT has it; a listing's rule is added."""
    return {
        "kind": offer.kind,
        "address": offer.address.url,
        "why": offer.why,
        "refusal": offer.refusal or None,
        "rule": offer.address.listing,
        "items": [_item(item, offer.date_order, parts) for item in offer.items],
    }


def _item(item: Item, order: str, parts: Parts) -> dict[str, Any]:
    raw = item.dates[0].raw if item.dates else ""
    moment = parse_date(raw, seen=parts.clock(), order=order) if raw else None
    return {"title": item.title, "url": item.url, "published": moment.at if moment else None, "published_raw": raw}
