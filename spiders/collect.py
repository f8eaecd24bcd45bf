"""One collection of one source: every address in turn, then the known pages that are due for a look.

    addresses ─▶ articles worth a look ─▶ PageRead … ─▶ AddressRead
    memory.due ─▶ PageRead …

What is handed out is all there is to store; a fault of one address never stops the next.
"""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace

from hub.errors import PASSING
from hub.records import Address, AddressRead, KnownPage, Memory, PageRead, Source, Validators
from spiders.addresses import canonical_url
from spiders.feed import collect_feed
from spiders.json_list import collect_json
from spiders.listing import collect_listing
from spiders.news import is_unchanged
from spiders.samples import get_to_know_again
from spiders.sitemap import collect_sitemap
from spiders.visit import Fetcher, Reader, Visit

Reads = AsyncGenerator[PageRead | AddressRead, None]
CLOSED = PASSING | {"robots_denied", "maintenance_page", "login_page", "challenge_page", "redirect_loop"}
log = logging.getLogger("daumoi.spiders")


async def collect(source: Source, memory: Memory, client: Fetcher, reader: Reader) -> Reads:
    """Everything new that a source says: the pages an address led to, then the address; at last the due pages.

    `reader` reads what may exhaust its reader. A JSON list without a rule is passed over. Where all addresses say
    that the site is closed, its pages are left alone: they would fail likewise, each after its deadline.
    """
    visit, codes = Visit(source, memory, client, reader), set[str | None]()
    for address in source.addresses:
        async with aclosing(_read(address, visit)) as reads:
            async for read in reads:
                if isinstance(read, AddressRead):
                    codes.add(read.error)
                yield read
    if codes and codes <= CLOSED:
        return
    async with aclosing(_revisit(visit)) as pages:
        async for page in pages:
            yield page


async def _read(address: Address, visit: Visit) -> Reads:
    reader = _reader_of(address)
    if reader is None:
        return
    try:
        async with aclosing(reader(address, visit)) as reads:
            async for read in reads:
                yield _with_traps(read, visit) if isinstance(read, AddressRead) else visit.tell(read)
    except Exception as error:  # the last wall of one address: what it is must not matter to the next
        log.exception("reading %s failed", address.url)
        yield AddressRead(address.url, (), error="internal", detail=f"{type(error).__name__}: {error}")


def _with_traps(read: AddressRead, visit: Visit) -> AddressRead:
    """The address with the traps it led to, its items with the names they may be known by; where pages are left it is
    read again the next time."""
    traps = "" if read.error else visit.traps.named()
    if read.items:
        read = replace(read, items=tuple(map(visit.named, read.items)))
    if not traps:
        return read
    detail = "; ".join(filter(None, (read.detail, traps)))
    if not visit.traps.left:
        return replace(read, detail=detail)
    return replace(read, detail=detail, validators=Validators(), complete=False)


def _reader_of(address: Address) -> Callable[[Address, Visit], Reads] | None:
    match address.kind:
        case "feed":
            return collect_feed
        case "listing":
            return collect_listing
        case "json" if address.json:
            return collect_json
        case "sitemap":
            return collect_sitemap
    return None


async def _revisit(visit: Visit) -> AsyncGenerator[PageRead, None]:
    due = [page for page in visit.memory.due if page.url and page.url not in visit.seen]
    await get_to_know_again(visit, due)
    for page in due:
        yield visit.tell(await _look_again(page, visit))


async def _look_again(page: KnownPage, visit: Visit) -> PageRead:
    """A known page as it is now; no item where it is unchanged or cannot be read."""
    visit.seen.add(page.url)
    fetch = await visit.fetch(page.url, page.validators)
    if fetch.ok and leads_home(fetch.final_url, page.url, visit.source):
        detail = f"The page leads to {fetch.final_url}, as if it had never been."
        fetch = replace(fetch, error="http_4xx", detail=detail)
    if fetch.error or is_unchanged(fetch, page.validators):
        return PageRead(fetch, page.url, None, page.row)
    read = await visit.read(fetch, page.row)
    if read.fetch.ok and read.shown and read.shown == page.validators.shown:
        return PageRead(fetch, page.url, None, page.row)  # the same words in other markup
    return replace(read, url=page.url, item=None if read.fetch.error else read.item, row=page.row, same_as="")


def leads_home(final_url: str, url: str, source: Source) -> bool:
    """Whether a page's address ends at the source's homepage or at a list of it: the page itself is gone."""
    homes = {canonical_url(own) for own in (source.homepage, *(address.url for address in source.addresses))}
    return canonical_url(final_url) in homes - {url}
