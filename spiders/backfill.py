"""The archive of one address, walked page by page: what its pages lead to, and after each how far one has come.

    place ─▶ its rows ─▶ PageRead … ─▶ Step ─▶ the next place …

Nothing is remembered here: whoever goes on later brings the progress that the last Step told of.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hub.errors import FetchError, PoisonError, ReadError, SettingsError
from hub.records import Address, Backfill, Fetch, Item, PageRead
from spiders.archive import Archive, ArchivePage, day_of
from spiders.asking import ask_for_place
from spiders.gates import gate_in
from spiders.json_list import read_json_page
from spiders.news import names_something_new, says_something_new
from spiders.rows import read_list_page
from spiders.sitemap import like_known, read_sitemap
from spiders.visit import Visit, as_failure, weight_of_page


@dataclass(frozen=True, slots=True)
class Step:
    """A page of an archive was asked for and is done with, unless the progress tells of an error."""

    fetch: Fetch
    progress: Backfill


async def walk_archive(
    archive: Archive, visit: Visit, is_over: Callable[[], bool]
) -> AsyncGenerator[PageRead | Step, None]:
    """The next pages of an archive with the articles they lead to, one page at least, until `is_over` or an error.

    What was looked at stands in `visit.seen`, and is not looked at again; of a page that was left off in its middle no
    Step tells.
    """
    while not archive.progress.is_over:
        fetch = await visit.client.fetch(ask_for_place(visit.source, archive.place))
        try:
            page = await _read(archive, fetch, visit)
        except (FetchError, ReadError) as error:
            goes_on = archive.failed(fetch, error.code, error.detail)
            yield Step(fetch, archive.progress)
            if not goes_on:
                return
            continue
        days: list[date | None] = []
        for row in _worth_a_look(archive.address, archive.take(page), fetch, visit):
            async for read in _look(archive.address, row, fetch, visit):
                yield read
                days.append(day_of(read.item.dates, visit.source.date_order) if read.item else None)
            if is_over() or visit.traps.is_spent:
                archive.leave_off()
                return
        archive.went_on(days)
        yield Step(fetch, archive.progress)
        if is_over():
            return


async def _read(archive: Archive, fetch: Fetch, visit: Visit) -> ArchivePage:
    """What the page shows; FetchError or ReadError where it brought nothing, or is no page of a list."""
    if not fetch.ok:
        failed = as_failure(fetch)
        raise FetchError(failed.error or "internal", failed.detail)
    try:
        return await _made_out(archive, fetch, visit)
    except PoisonError:
        raise
    except ReadError as error:
        raise ReadError(gate_in(fetch) or error.code, error.detail) from error


async def _made_out(archive: Archive, fetch: Fetch, visit: Visit) -> ArchivePage:
    address, place, weight, slug = archive.address, archive.place, weight_of_page(fetch), visit.source.slug
    match address.kind:
        case "listing":
            return await _read_listing(archive, fetch, visit)
        case "json" if address.json:
            page = await visit.make_out(fetch, weight, read_json_page, fetch, place, address.json, slug)
            return ArchivePage(page.rows, page.following)
        case "sitemap":
            named = await visit.make_out(fetch, weight, read_sitemap, fetch, slug, archive.progress.since)
            return ArchivePage(named.rows, None, named.parts)
    raise ReadError("not_a_listing", f"A {address.kind} has no archive.")


async def _read_listing(archive: Archive, fetch: Fetch, visit: Visit) -> ArchivePage:
    """A page of a list; the rule that is learned where there is none holds for the pages after it."""
    rule, weight, source = archive.address.listing, weight_of_page(fetch), visit.source
    known = frozenset() if rule else frozenset(visit.memory.pages)
    try:
        page = await visit.make_out(fetch, weight, read_list_page, fetch, archive.place, rule, source, known)
    except SettingsError as error:
        raise ReadError("not_a_listing", str(error)) from error
    if not page.rows:
        raise ReadError(page.gate or "not_a_listing", "The page shows no row of the list.")
    archive.address = replace(archive.address, listing=page.rule)
    return ArchivePage(page.rows, page.following, page.older)


def _worth_a_look(address: Address, rows: Sequence[Item], fetch: Fetch, visit: Visit) -> Iterator[Item]:
    """The rows that tell of something new, each once in a run."""
    carries_text = address.json is not None and bool(address.json.body)
    is_news = says_something_new if carries_text else names_something_new
    rows = like_known(rows, visit) if address.kind == "sitemap" else rows
    for row in visit.traps.sift(rows, fetch.at.year):
        if not row.url or (
            row.url not in visit.seen and is_news(row, visit.memory.pages.get(row.url)) and visit.traps.admits(row)
        ):
            yield row


async def _look(address: Address, row: Item, fetch: Fetch, visit: Visit) -> AsyncIterator[PageRead]:
    """The page of a row; what the row tells by itself, where there is none or it carries its text."""
    if row.html or not row.url:
        visit.seen.add(row.url)
        yield PageRead(fetch, row.url, row, row)
        return
    read = await visit.look_at(row)
    if address.kind != "sitemap" or read.same_as or (read.item and read.item.dates):
        yield read
