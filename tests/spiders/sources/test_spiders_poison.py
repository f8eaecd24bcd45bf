"""What harms its reader: it is told of with its bytes, the row's notice stays, the same bytes are left alone later."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from hub.errors import PoisonError
from hub.records import Address, Item, JsonRule, KnownPage, ListingRule, Memory, Poison, Source
from spiders.feed import weight_of_feed
from spiders.visit import SMALL_PAGE, Visit

AT = datetime(2026, 10, 5, tzinfo=UTC)
FEED, LIST = "https://so.example/rss", "https://so.example/tin"
ENTRY = "<item><title>Tin một</title><link>https://so.example/1</link></item>"
LARGE = "<p>" + "x" * SMALL_PAGE
LARGE_FEED = f"<rss><channel>{ENTRY}<description>{'x' * (1 << 20)}</description></channel></rss>"


class Victim:
    """A reader that is harmed by everything it is given; counts what that was."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def read(self, function: Callable[..., Any], *arguments: object) -> Any:
        self.asked.append(function.__name__)
        raise PoisonError("crashed its reader (SIGSEGV)")


def source(kind: str = "feed", **fields: Any) -> Source:
    rules = {"listing": ListingRule("//a"), "json": JsonRule("items", "title", "url")}
    rule = {kind: rules[kind]} if kind in rules else {}
    address = Address(kind, FEED if kind == "feed" else LIST, **rule)  # type: ignore[arg-type]
    return Source("so", "so", "https://so.example/", (address,), **fields)


def aside(url: str, body: str, tries: int = 3) -> Memory:
    digest = sha256(body.encode()).hexdigest()
    return Memory(poison={url: Poison("so", url, digest, tries, "crashed", AT)})


@pytest.mark.parametrize(
    ("kind", "url", "body", "reader"),
    [
        ("feed", FEED, LARGE_FEED, "read_rows"),
        ("listing", LIST, LARGE, "read_list_page"),
        ("json", LIST, LARGE, "read_json_page"),
    ],
)
def test_a_large_answer_is_read_in_a_child_and_its_harm_is_told_with_the_bytes(
    site: Any, gather: Any, kind: str, url: str, body: str, reader: str
) -> None:
    site.pages[url] = body
    victim = Victim()
    (read,) = gather(source(kind), Memory(), site, victim).addresses
    assert victim.asked == [reader]
    assert (read.error, read.detail) == ("parse_failed", "crashed its reader (SIGSEGV)")
    assert read.poison and (read.poison.url, read.poison.body, read.poison.detail) == (url, body.encode(), read.detail)


@pytest.mark.parametrize(("kind", "url", "body"), [("feed", FEED, LARGE_FEED), ("listing", LIST, LARGE)])
def test_the_same_bytes_are_not_read_again_once_they_are_set_aside(
    site: Any, gather: Any, kind: str, url: str, body: str
) -> None:
    site.pages[url] = body
    victim = Victim()
    (read,) = gather(source(kind), aside(url, body), site, victim).addresses
    assert (victim.asked, read.poison, read.error) == ([], None, "parse_failed")
    assert read.detail == "set aside after 3 tries: crashed"


@pytest.mark.parametrize("memory", [aside(LIST, LARGE, tries=2), aside(LIST, "other bytes")], ids=["tried", "changed"])
def test_they_are_read_while_there_are_tries_left_and_when_they_change(site: Any, gather: Any, memory: Memory) -> None:
    site.pages[LIST] = LARGE
    victim = Victim()
    gather(source("listing"), memory, site, victim)
    assert victim.asked == ["read_list_page"]


def test_an_article_that_harms_never_costs_the_notice_of_its_row(site: Any, gather: Any) -> None:
    site.pages |= {FEED: f"<rss><channel>{ENTRY}</channel></rss>", "https://so.example/1": LARGE}
    for memory, is_poison in ((Memory(), True), (aside("https://so.example/1", LARGE), False)):
        found = gather(source(), memory, site, Victim())
        (page,) = found.pages
        assert (page.item.title, page.fetch.error, page.poison is not None) == ("Tin một", "parse_failed", is_poison)
        assert found.addresses[0].error is None


def test_a_known_page_that_harms_when_it_is_looked_at_again_is_told_of(site: Any, gather: Any) -> None:
    row = Item("so", "https://so.example/1", "Tin một")
    known = KnownPage(row.url, "n", row, AT)
    site.pages |= {FEED: "<rss><channel/></rss>", row.url: LARGE}
    (page,) = gather(source(), Memory(pages={row.url: known}, due=(known,)), site, Victim()).pages
    assert (page.item, page.poison is not None) == (None, True)


def test_small_bytes_that_trip_their_reader_are_poison_too(site: Any, answer: Any) -> None:
    def trip() -> None:
        raise RecursionError("deep")

    visit = Visit(source(), Memory(), site, Victim())
    with pytest.raises(PoisonError, match="tripped its reader: RecursionError"):
        asyncio.run(visit.make_out(answer(FEED, "<p>"), "light", trip))


WEIGHTS: dict[str, tuple[str, str]] = {
    "an ordinary feed": (f"<rss><channel>{ENTRY * 50}</channel></rss>", "slight"),
    "one of many entries": (f"<rss><channel>{'<item/>' * 2_000}</channel></rss>", "light"),
    "long text": (f"<rss>{'x' * 500_000}</rss>", "light"),
    "a large one": (LARGE_FEED, "heavy"),
    "one of very many entries": ("<item/>" * 20_000, "heavy"),
    "a JSON feed of very many entries": ("{}," * 20_000, "heavy"),
    "a tag of very many attributes": (f"<rss {'a=b ' * 2_000}/>", "heavy"),
    "a long base": (f"<feed xml:base='http://x.vn/{'a' * 5_000}'/>", "heavy"),
}


@pytest.mark.parametrize("feed", WEIGHTS.values(), ids=WEIGHTS.keys())
def test_a_feed_is_read_in_the_worker_only_if_it_cannot_be_slow(feed: tuple[str, str]) -> None:
    assert weight_of_feed(feed[0].encode()) == feed[1]
