"""A whole collection: addresses in turn, then the pages that are due."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ReadError
from hub.records import Address, AddressRead, Ask, Fetch, Item, ListingRule, Memory, PageRead, Source
from spiders.article import read_article
from spiders.news import validators_of

NOW = datetime(2026, 10, 5, tzinfo=UTC)
HOST = "http://so.example.vn"
FEED, LIST = f"{HOST}/rss", f"{HOST}/tin"
RULE = ListingRule(row="li", title="a", link="a::attr(href)")
TEXT = "Ủy ban nhân dân thị trấn thông báo lịch tiếp công dân định kỳ trong quý bốn năm nay."


def source(*addresses: Address) -> Source:
    return Source("so", "so-y-te", HOST, addresses)


def feed(*numbers: int) -> str:
    entries = "".join(
        f"<item><title>Lịch tiếp công dân đợt {n}</title><link>/tin/{n}</link>"
        f"<description>{TEXT} {n}</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel>{entries}</channel></rss>"


def listing(*numbers: int) -> str:
    return "<ul>" + "".join(f"<li><a href='/tin/{n}'>Lịch tiếp công dân đợt {n}</a></li>" for n in numbers) + "</ul>"


def article(n: int, more: str = "Mời công dân đến dự.") -> str:
    return f"<html><body><div><h1>Lịch tiếp công dân đợt {n}</h1><p>{TEXT} {n}</p><p>{more}</p></div></body></html>"


@pytest.fixture
def portal(site: Any) -> Any:
    site.pages = {FEED: feed(2, 1), LIST: listing(3, 2, 1)} | {f"{HOST}/tin/{n}": article(n) for n in (1, 2, 3)}
    return site


BOTH = source(Address("feed", FEED), Address("listing", LIST, listing=RULE))


def test_addresses_are_read_in_turn_and_each_page_once(portal: Any, gather: Any) -> None:
    found = gather(BOTH, Memory(), portal)
    assert found.urls == [f"{HOST}/tin/{n}" for n in (2, 1, 3)]
    assert [read.address if isinstance(read, AddressRead) else "page" for read in found.reads] == [
        "page", "page", FEED, "page", LIST,
    ]  # fmt: skip


def test_addresses_that_nothing_can_read_yet_are_not_even_asked_for(portal: Any, gather: Any) -> None:
    waiting = source(Address("json", f"{HOST}/api"))
    found = gather(waiting, Memory(), portal)
    assert (found.reads, portal.asks) == ([], [])


def test_a_failing_address_never_stops_the_next(portal: Any, gather: Any) -> None:
    del portal.pages[FEED]
    found = gather(BOTH, Memory(), portal)
    assert [read.error for read in found.addresses] == ["http_4xx", None]
    assert len(found.pages) == 3


class _Tripping:
    """A client with a fault of ours in it, for one address."""

    def __init__(self, inner: Any, url: str) -> None:
        self._inner, self._url = inner, url

    async def fetch(self, ask: Ask) -> Fetch:
        if ask.url == self._url:
            raise RuntimeError("hỏng")
        answer: Fetch = await self._inner.fetch(ask)
        return answer


def test_nor_does_a_fault_of_ours(portal: Any, gather: Any) -> None:
    found = gather(BOTH, Memory(), _Tripping(portal, FEED))
    assert [(read.error, len(read.fetches)) for read in found.addresses] == [("internal", 0), (None, 1)]


# --- pages that are due ------------------------------------------------------------------


@pytest.fixture
def known(portal: Any, gather: Any) -> Memory:
    memory: Memory = gather(source(Address("feed", FEED)), Memory(), portal).memory
    portal.asks.clear()
    return replace(memory, due=tuple(memory.pages.values()))


def test_due_pages_are_looked_at_after_the_addresses(portal: Any, gather: Any, known: Memory) -> None:
    portal.pages[f"{HOST}/tin/1"] = article(1, "Hoãn đến tháng sau.")
    found = gather(source(Address("feed", FEED)), known, portal)
    assert [isinstance(read, PageRead) for read in found.reads] == [False, True, True]
    as_before, edited = found.pages
    assert (as_before.item, as_before.fetch.error, as_before.row) == (None, None, known.pages[as_before.url].row)
    assert "Hoãn" in edited.item.html
    assert edited.row == known.pages[edited.url].row


def test_a_due_page_that_shows_the_same_in_other_markup_says_nothing_new(
    portal: Any, gather: Any, known: Memory
) -> None:
    made_anew = article(1).replace("<div>", "<main class=x7>").replace("</div>", "</main>").replace("h1>", "h2>")
    portal.pages[f"{HOST}/tin/1"] = made_anew
    found = gather(source(Address("feed", FEED)), known, portal)
    assert [page.item for page in found.pages] == [None, None]


def test_a_due_page_is_asked_for_conditionally(portal: Any, gather: Any, known: Memory) -> None:
    url = f"{HOST}/tin/1"
    portal.etags[url] = '"v7"'
    page = known.pages[url]
    due = replace(page, validators=replace(page.validators, etag='"v7"'))
    (read,) = gather(source(), replace(known, due=(due,)), portal).pages
    assert (read.fetch.unchanged, read.item) == (True, None)


def test_a_due_page_that_is_gone_says_so(portal: Any, gather: Any, known: Memory) -> None:
    del portal.pages[f"{HOST}/tin/1"]
    gone = next(page for page in gather(source(), known, portal).pages if page.url.endswith("/1"))
    assert (gone.fetch.error, gone.fetch.status, gone.item) == ("http_4xx", 404, None)


@pytest.mark.parametrize("home", [HOST, LIST])
def test_a_due_page_that_leads_to_the_front_page_or_to_a_list_is_gone(
    portal: Any, gather: Any, answer: Any, known: Memory, home: str
) -> None:
    portal.pages |= {LIST: listing(3, 2), f"{HOST}/tin/1": answer(home, listing(3, 2))}
    found = gather(source(Address("listing", LIST, listing=RULE)), known, portal)
    gone = next(page for page in found.pages if page.url.endswith("/1"))
    assert (gone.fetch.error, gone.fetch.status, gone.item) == ("http_4xx", 200, None)


@pytest.mark.parametrize(("code", "is_looked_at"), [("deadline", False), ("http_5xx", False), ("http_410", True)])
def test_pages_of_a_site_that_is_closed_are_left_alone(
    portal: Any, gather: Any, known: Memory, code: str, is_looked_at: bool
) -> None:
    portal.pages[FEED] = Fetch("so", FEED, NOW, error=code)
    found = gather(source(Address("feed", FEED)), known, portal)
    assert bool(found.pages) is is_looked_at
    portal.pages[LIST] = listing(2, 1)
    both = gather(source(Address("feed", FEED), Address("listing", LIST, listing=RULE)), known, portal)
    assert len(both.pages) == 2, "one address that answers is enough"


def test_a_gate_before_a_due_page_is_no_edit(portal: Any, gather: Any, known: Memory) -> None:
    portal.pages[f"{HOST}/tin/1"] = "<html><title>Đăng nhập</title><form><input type=password></form></html>"
    gate = next(page for page in gather(source(), known, portal).pages if page.url.endswith("/1"))
    assert (gate.fetch.error, gate.item) == ("login_page", None)


def test_a_page_just_fetched_is_not_looked_at_again(portal: Any, gather: Any, known: Memory) -> None:
    found = gather(source(Address("feed", FEED)), Memory(due=known.due), portal)
    assert portal.asked.count(f"{HOST}/tin/1") == 1
    assert len(found.pages) == 2


def test_notices_without_a_page_are_never_due(portal: Any, gather: Any, known: Memory) -> None:
    page = next(iter(known.pages.values()))
    assert gather(source(), Memory(due=(replace(page, url=""),)), portal).reads == []


def test_a_page_looked_at_again_says_the_same_as_the_first_time(portal: Any, gather: Any) -> None:
    first = gather(source(Address("feed", FEED)), Memory(), portal)
    other = validators_of(first.addresses[0].fetches[0])
    unread = tuple(replace(page, validators=other) for page in first.memory.pages.values())
    again = gather(source(), Memory(due=unread), portal)
    assert [page.item for page in again.pages] == [page.item for page in first.pages]


# --- whatever a page is made of ----------------------------------------------------------

PIECES = st.lists(
    st.sampled_from([
        "<div>", "</div>", "<p>", "</p>", "<table><tr><td>", "</td></tr></table>", "<ul><li>", "</li></ul>", "<br>",
        "<a href='/x.pdf'>tệp</a>", "<a href='/y'>tin khác</a>", "<h1>Lịch tiếp công dân đợt 1</h1>",
        "<form>", "</form>",
        "<script>x()</script>", TEXT, "Mời công dân đến dự.", "ngày 27/09/2010", "<!--", "-->", 
        "&nbsp;", "\u0301", "<nav>",
    ]),
    max_size=40,
)  # fmt: skip


@given(pieces=PIECES)
def test_a_page_of_any_shape_is_read_and_keeps_the_rows_words(pieces: list[str]) -> None:
    row = Item("so", f"{HOST}/tin/1", "Lịch tiếp công dân đợt 1", summary=TEXT)
    fetch = Fetch("so", row.url, NOW, row.url, 200, {}, "".join(pieces).encode(), "d")
    try:
        item = read_article(fetch, row)
    except ReadError as error:
        assert error.code in {"parse_failed", "login_page", "maintenance_page", "challenge_page"}
    else:
        assert (item.title, item.summary, item.url) == (row.title, row.summary, row.url)
        assert "<script" not in item.html and "<form" not in item.html


@given(body=st.binary(max_size=300))
def test_bytes_of_any_kind_are_read_or_refused(body: bytes) -> None:
    row = Item("so", f"{HOST}/tin/1", "Lịch tiếp công dân đợt 1", summary=TEXT)
    fetch = Fetch("so", row.url, NOW, row.url, 200, {}, body, "d")
    try:
        assert read_article(fetch, row).title == row.title
    except ReadError as error:
        assert error.code != "internal"
