"""Where and how a source is read: found out at its homepage, kept, and found out again where a site was made anew."""

from collections.abc import Mapping
from dataclasses import replace

from hub.errors import ReadError
from hub.records import ArticleRule, ListingRule, Memory, Source
from hub.wiring import Parts
from spiders.discover import Discovery, worth_collecting
from spiders.trying import Noting
from spiders.verifying import moved
from spiders.visit import Fetcher, Visit

LOOKS = 2  # at a homepage, in collections that went well, after which what was found is all that is looked for


async def found(parts: Parts, client: Fetcher, source: Source, collections: int) -> Source:
    """A source of which only the homepage is known, with what is found there; kept, so that it is looked for once.

    Where a page was lost by chance something may have been overlooked: it is looked for again the next times.
    FetchError or ReadError where nothing is found.
    """
    noting = Noting(client)
    offers = worth_collecting(await Discovery(Visit(source, Memory(), noting, parts.children)).offers(source.homepage))
    if not offers:
        raise ReadError("not_a_listing", "Nothing that can be collected was found at the homepage.")
    article = next((offer.article for offer in offers if offer.article), source.article)
    addresses = tuple(offer.address for offer in offers)
    whole = replace(source, addresses=addresses, date_order=offers[-1].date_order, article=article)
    if not noting.lost or collections >= LOOKS:
        parts.store.sources.save_source(whole)
    return whole


def keep_rule(parts: Parts, slug: str, url: str, rule: ListingRule) -> None:
    """From now on the list at an address is read by this rule, unless an operator gave it one of his own meanwhile."""
    source = parts.store.sources.source(slug)
    if source:
        addresses = (
            replace(address, listing=rule) if address.url == url and address.learned else address
            for address in source.addresses
        )
        parts.store.sources.save_source(replace(source, addresses=tuple(addresses)))


def keep_article_rule(parts: Parts, source: Source, rule: ArticleRule) -> None:
    """Remember how a source builds its articles; it is the source as the catalogue has it by now that learns it."""
    known = parts.store.sources.source(source.slug) or source
    parts.store.sources.save_source(replace(known, article=rule))


async def follow(
    parts: Parts, client: Fetcher, source: Source, memory: Memory, codes: Mapping[str, str | None]
) -> None:
    """Keep where lists are by now that are not where they were, for the next visit (`codes`: of each address)."""
    addresses = await moved(Visit(source, memory, client, parts.children), codes)
    if addresses != source.addresses:
        parts.store.sources.save_source(replace(source, addresses=addresses))
