"""Whether a source can be read where and as it is thought to be, and what could take the place of what cannot."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from hub.errors import FetchError, ReadError, SettingsError
from hub.records import Address, Fetch, Item, Place, Source
from spiders.discover import Discovery, worth_collecting
from spiders.feed import read_rows, row_of, weight_of_feed
from spiders.json_list import read_json_page
from spiders.looking import Offer
from spiders.refitting import is_known, misfit, proposal, refit
from spiders.rows import read_list_page, rows_by
from spiders.sitemap import read_sitemap
from spiders.visit import Visit, weight_of_page

# what does not pass by itself: the homepage is looked at again for what stands there instead
_LASTING = frozenset({
    "http_4xx", "http_410", "not_a_feed", "not_a_listing", "layout_changed", "parse_failed", "redirect_refused",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an address of a source reads now: its items, the code and the detail of what is wrong with it (None, ""),
    and what could take its place. The address is None for what is found where none was known. `page` is what a list
    for people answered."""

    address: Address | None
    items: tuple[Item, ...] = ()
    code: str | None = None
    detail: str = ""
    other: Offer | None = None
    page: Fetch | None = None


async def moved(visit: Visit, codes: Mapping[str, str | None]) -> tuple[Address, ...]:
    """The addresses of the visit's source, with lists that stand elsewhere by now in the place of those that are lost.

    `codes` are what became of its addresses. Only what was found out is replaced, and only by what lists known pages.
    """
    source, pages = visit.source, visit.memory.pages
    lost = [one for one in source.addresses if one.learned and one.kind != "feed" and codes.get(one.url) in _LASTING]
    offers: Sequence[Offer] = ()
    if lost and pages:
        with suppress(FetchError, ReadError):
            offers = worth_collecting(await Discovery(visit).offers(source.homepage))
    known = [offer for offer in offers if is_known(offer.items, pages)]
    return accepted(source, [_instead(Verdict(address), known) for address in lost]).addresses


async def verify(visit: Visit) -> list[Verdict]:
    """A verdict on each address of the visit's source, and others found anew in the place of those that are lost."""
    verdicts = [await _verdict(address, visit) for address in visit.source.addresses]
    is_lost = [verdict.code in _LASTING and verdict.other is None for verdict in verdicts]
    if verdicts and not any(is_lost):
        return verdicts
    offers: Sequence[Offer] = ()
    with suppress(FetchError, ReadError):
        offers = worth_collecting(await Discovery(visit).offers(visit.source.homepage))
    if not verdicts:
        return [Verdict(None, other=offer) for offer in offers]
    return [_instead(verdict, offers) if lost else verdict for verdict, lost in zip(verdicts, is_lost, strict=True)]


def accepted(source: Source, verdicts: Sequence[Verdict]) -> Source:
    """The source with what could take the place of its addresses, each once; where it has none, with what was found."""
    others = {verdict.address: verdict.other.address for verdict in verdicts if verdict.other and verdict.address}
    added = [verdict.other for verdict in verdicts if verdict.other and verdict.address is None]
    addresses = (*(others.get(address, address) for address in source.addresses), *(offer.address for offer in added))
    order = added[-1].date_order if added else source.date_order
    return replace(source, addresses=tuple(dict.fromkeys(addresses)), date_order=order)


def _instead(verdict: Verdict, offers: Sequence[Offer]) -> Verdict:
    """A feed for a feed, any list for a list."""
    assert verdict.address is not None
    is_feed, known = verdict.address.kind == "feed", verdict.address
    found = (offer for offer in offers if (offer.kind == "feed") == is_feed and offer.address != known)
    return replace(verdict, other=next(found, None))


async def _verdict(address: Address, visit: Visit) -> Verdict:
    fetch = await visit.fetch(address.url)
    if not fetch.ok:
        return Verdict(address, code=fetch.error or "internal", detail=fetch.detail)
    page = fetch if address.kind == "listing" else None
    return replace(await _judged(address, fetch, visit), page=page)


async def _judged(address: Address, fetch: Fetch, visit: Visit) -> Verdict:
    try:
        return await (_of_listing if address.kind == "listing" else _of_others)(address, fetch, visit)
    except ReadError as error:
        return Verdict(address, code=error.code, detail=error.detail)
    except SettingsError as error:
        return Verdict(address, code="not_a_listing", detail=str(error))


async def _of_others(address: Address, fetch: Fetch, visit: Visit) -> Verdict:
    slug, weight = visit.source.slug, weight_of_page(fetch)
    if address.kind == "feed":
        feed = await visit.make_out(fetch, weight_of_feed(fetch.body), read_rows, fetch, slug, frozenset[str]())
        return Verdict(address, tuple(row_of(item, feed.shared) for item in feed.items))
    if address.kind == "sitemap":
        return Verdict(address, tuple((await visit.make_out(fetch, weight, read_sitemap, fetch, slug)).rows))
    if address.json is None:
        return Verdict(address, code="not_a_listing", detail="There is no rule for it.")
    return Verdict(
        address,
        tuple(
            (await visit.make_out(fetch, weight, read_json_page, fetch, Place(address.url), address.json, slug)).rows
        ),
    )


async def _of_listing(address: Address, fetch: Fetch, visit: Visit) -> Verdict:
    source, weight, known = visit.source, weight_of_page(fetch), visit.memory.pages
    urls = frozenset(known)
    page = await visit.make_out(fetch, weight, read_list_page, fetch, Place(address.url), address.listing, source, urls)
    if page.gate:
        raise ReadError(page.gate)
    fault = misfit(page.rule, page.rows, known)
    if fault is None:
        return Verdict(address, tuple(page.rows))
    better = await visit.make_out(fetch, weight, refit, fetch, page.rule, source, urls)
    if better is None and not fault.is_useless:
        return Verdict(address, tuple(page.rows))
    detail = f"The page no longer fits its rule: {fault.why}; {proposal(better)}"
    if better is None:
        return Verdict(address, tuple(page.rows), "layout_changed", detail)
    items = tuple(await visit.make_out(fetch, weight, rows_by, fetch, better.rule, source))
    offer = Offer(replace(address, listing=better.rule, learned=True), str(better), items)
    return Verdict(address, tuple(page.rows), "layout_changed", detail, offer)
