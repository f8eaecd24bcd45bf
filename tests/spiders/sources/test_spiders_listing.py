"""Listings read by a rule: Scrapy in our own event loop, over the guarded client, on a real loopback site."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hub.records import Address, AddressRead, Ask, Fetch, ListingRule, Memory, PageRead, Source
from spiders.client import Client
from spiders.collect import collect
from spiders.download import SETTINGS

RULE = ListingRule(row="li.tin", title="a", link="a::attr(href)", date="i", next="a.sau")
FIRST = "http://so.example.vn/tin?trang=1"


def source(url: str = FIRST, rule: ListingRule | None = RULE) -> Source:
    return Source("so", "so-y-te", url, (Address("listing", url, listing=rule),))


def listing(numbers: range, onward: str = "", word: str = "Thông báo tuyển dụng số") -> str:
    rows = "".join(f"<li class='tin'><a href='/tin/{n}'>{word} {n}</a> <i>{n}/10/2026</i></li>" for n in numbers)
    more = f"<a class='sau' href='{onward}'>Sau</a>" if onward else ""
    return f"<html><body><ul>{rows}</ul>{more}</body></html>"


def article(n: int) -> str:
    text = "Nội dung chi tiết. " * 20
    return f"<html><body><div><h1>Thông báo tuyển dụng số {n}</h1><p>{text}{n}</p></div></body></html>"


@pytest.fixture
def portal(site: Any) -> Any:
    """Two pages of a list, ten articles."""
    site.pages = {
        FIRST: listing(range(10, 5, -1), "/tin?trang=2"),
        "http://so.example.vn/tin?trang=2": listing(range(5, 0, -1)),
    } | {f"http://so.example.vn/tin/{n}": article(n) for n in range(1, 11)}
    return site


# --- what is collected -------------------------------------------------------------------


def test_a_list_is_read_to_its_end_with_its_articles(portal: Any, gather: Any) -> None:
    found = gather(source(), Memory(), portal)
    (read,) = found.addresses
    assert sorted(found.urls) == sorted(f"http://so.example.vn/tin/{n}" for n in range(1, 11))
    assert (read.complete, read.error, len(read.listed), len(read.fetches)) == (True, None, 10, 2)
    assert found.reads[-1] is read
    assert all("Nội dung chi tiết" in page.item.html for page in found.pages)
    assert {page.row.dates[0].origin for page in found.pages} == {"listing"}


def test_a_list_without_a_rule_is_found_out_and_read_the_same(portal: Any, gather: Any) -> None:
    by_rule, found_out = (gather(source(rule=rule), Memory(), portal) for rule in (RULE, None))
    said = [sorted(str(page.item) for page in found.pages) for found in (by_rule, found_out)]
    assert said[0] == said[1]
    assert [read.listed for read in found_out.addresses] == [read.listed for read in by_rule.addresses]


def test_a_page_that_is_no_list_is_named_as_such(site: Any, gather: Any) -> None:
    site.pages = {FIRST: "<html><body><p>Trang đang được xây dựng.</p><a href='/'>Trang chủ</a></body></html>"}
    (read,) = gather(source(rule=None), Memory(), site).addresses
    assert (read.error, read.listed) == ("not_a_listing", ())


def test_the_second_reading_of_an_unchanged_list_is_one_request(portal: Any, gather: Any) -> None:
    first = gather(source(), Memory(), portal)
    asked = len(portal.asks)
    again = gather(source(), first.memory, portal)
    assert (again.pages, [read.unchanged for read in again.addresses]) == ([], [True])
    assert len(portal.asks) == asked + 1


def test_a_list_that_only_moved_its_dates_is_read_but_no_article(portal: Any, gather: Any) -> None:
    first = gather(source(), Memory(), portal)
    portal.pages[FIRST] = portal.pages[FIRST].replace("/10/2026", "/11/2026")
    again = gather(source(), first.memory, portal)
    (read,) = again.addresses
    assert (again.pages, read.unchanged, read.complete, len(read.listed)) == ([], False, False, 5)


def test_new_and_renamed_rows_are_looked_up(portal: Any, gather: Any) -> None:
    first = gather(source(), Memory(), portal)
    portal.pages["http://so.example.vn/tin/11"] = article(11)
    changed = listing(range(11, 6, -1), "/tin?trang=2").replace("số 8<", "số 8 (đính chính)<")
    portal.pages[FIRST] = changed
    again = gather(source(), first.memory, portal)
    assert sorted(again.urls) == ["http://so.example.vn/tin/11", "http://so.example.vn/tin/8"]
    assert {page.item.title for page in again.pages} == {
        "Thông báo tuyển dụng số 11", "Thông báo tuyển dụng số 8 (đính chính)",
    }  # fmt: skip


def test_an_article_that_cannot_be_fetched_leaves_its_row(portal: Any, gather: Any) -> None:
    del portal.pages["http://so.example.vn/tin/7"]
    found = gather(source(), Memory(), portal)
    (lost,) = [page for page in found.pages if page.fetch.error]
    assert (lost.url, lost.fetch.error, lost.item, lost.item.html) == (
        "http://so.example.vn/tin/7", "http_4xx", lost.row, "",
    )  # fmt: skip
    assert found.addresses[0].error is None


def test_a_row_without_a_page_is_handed_out_by_itself(site: Any, gather: Any) -> None:
    site.pages = {FIRST: "<ul><li class='tin'><a href='javascript:mo(1)'>Lịch tuần 40</a></li></ul>"}
    (page,) = gather(source(), Memory(), site).pages
    assert (page.url, page.item.title) == ("", "Lịch tuần 40")


# --- what goes wrong ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<html><body><p>Trang đã đổi giao diện.</p></body></html>", "not_a_listing"),
        ("<script>document.cookie='D1N=1';window.location.reload(true)</script>", "challenge_page"),
        ("<html><title>Đăng nhập</title><form><input type=password></form></html>", "login_page"),
        ("<html><body><h1>Hệ thống đang bảo trì</h1></body></html>", "maintenance_page"),
    ],
)
def test_a_list_without_rows_has_a_code(site: Any, gather: Any, body: str, code: str) -> None:
    site.pages = {FIRST: body}
    assert [read.error for read in gather(source(), Memory(), site).addresses] == [code]


def test_a_list_that_once_had_rows_has_changed_its_layout(portal: Any, gather: Any) -> None:
    first = gather(source(), Memory(), portal)
    portal.pages[FIRST] = "<html><body><p>Trang đã đổi giao diện.</p></body></html>"
    assert [read.error for read in gather(source(), first.memory, portal).addresses] == ["layout_changed"]


def test_a_list_that_breaks_off_is_walked_again_the_next_time(portal: Any, gather: Any) -> None:
    second = portal.pages.pop("http://so.example.vn/tin?trang=2")
    first = gather(source(), Memory(), portal)
    assert (first.addresses[0].error, len(first.pages)) == ("http_4xx", 5)
    portal.pages["http://so.example.vn/tin?trang=2"] = second
    again = gather(source(), first.memory, portal)
    assert (sorted(again.urls), again.addresses[0].complete) == (
        sorted(f"http://so.example.vn/tin/{n}" for n in range(1, 6)), True,
    )  # fmt: skip


def test_a_way_on_that_the_hub_found_and_that_leads_nowhere_is_told_and_no_fault(portal: Any, gather: Any) -> None:
    del portal.pages["http://so.example.vn/tin?trang=2"]
    learned = source()
    found = gather(replace(learned, addresses=(replace(learned.addresses[0], learned=True),)), Memory(), portal)
    (read,) = found.addresses
    assert (read.error, read.complete, len(found.pages)) == (None, False, 5)
    assert read.detail == "The list goes on to http://so.example.vn/tin?trang=2: not there."


@pytest.mark.parametrize("rule", [ListingRule(row="li["), ListingRule(row="li.tin", title="//a[khong(.)]")])
def test_a_rule_that_cannot_be_understood_is_no_listing(portal: Any, gather: Any, rule: ListingRule) -> None:
    (read,) = gather(source(rule=rule), Memory(), portal).addresses
    assert read.error == "not_a_listing"
    assert "selector" in read.detail


def test_a_fault_of_ours_is_said_and_ends_the_walk(portal: Any, gather: Any) -> None:
    class Broken:
        async def fetch(self, ask: Ask) -> Fetch:
            raise RuntimeError("hỏng")

    (read,) = gather(source(), Memory(), Broken()).addresses
    assert (read.error, "hỏng" in read.detail) == ("internal", True)


# --- Scrapy as an engine only ------------------------------------------------------------


def test_nothing_of_scrapys_own_reaches_a_network_or_opens_a_port() -> None:
    handlers = SETTINGS["DOWNLOAD_HANDLERS"]
    assert {scheme for scheme, handler in handlers.items() if handler is None} == {"data", "file", "ftp", "s3"}
    assert (SETTINGS["DOWNLOADER_MIDDLEWARES_BASE"], SETTINGS["EXTENSIONS_BASE"]) == ({}, {})
    assert not SETTINGS["TELNETCONSOLE_ENABLED"] and not SETTINGS["REMOTE_CONTROL_ENABLED"]


def test_a_crawl_says_nothing_in_the_log(portal: Any, gather: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        gather(source(), Memory(), portal)
    assert [record.getMessage() for record in caplog.records] == []


def test_a_consumer_that_stops_early_ends_the_crawl(portal: Any, in_process: Any) -> None:
    async def first_page() -> PageRead | AddressRead:
        reads = collect(source(), Memory(), portal, in_process)
        found = await anext(reads)
        await reads.aclose()  # type: ignore[attr-defined]
        return found

    async def main() -> int:
        assert isinstance(await first_page(), PageRead)
        return len([task for task in asyncio.all_tasks() if task is not asyncio.current_task()])

    assert asyncio.run(main()) == 0


class _Site(BaseHTTPRequestHandler):
    """Three pages of a list with five articles each, and a link that leaves the host."""

    hits: list[str]

    def do_GET(self) -> None:
        self.server.hits.append(self.path)  # type: ignore[attr-defined]
        body = self._page()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self) -> bytes:
        if self.path.startswith("/tin?trang="):
            page = int(self.path.rpartition("=")[2])
            onward = f"/tin?trang={page + 1}" if page < 3 else "http://127.0.0.2:9/tin"
            return listing(range(page * 5, page * 5 + 5), onward).encode()
        return article(int(self.path.rpartition("/")[2])).encode() if self.path.startswith("/tin/") else b""

    def log_message(self, *_: object) -> None:
        """A test needs no access log."""


@pytest.fixture
def served() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.hits = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


async def _crawl(client: Client, reader: Any, port: int) -> list[PageRead | AddressRead]:
    return [read async for read in collect(source(f"http://127.0.0.1:{port}/tin?trang=1"), Memory(), client, reader)]


def test_crawls_run_beside_and_after_one_another_in_one_loop(served: ThreadingHTTPServer, in_process: Any) -> None:
    async def main() -> list[list[PageRead | AddressRead]]:
        client = Client(
            allow_networks=("127.0.0.0/8",), user_agent="test", per_host_delay=0, clock=lambda: datetime.now(UTC)
        )
        beside = await asyncio.gather(*(_crawl(client, in_process, served.server_port) for _ in range(4)))
        after = [await _crawl(client, in_process, served.server_port) for _ in range(3)]
        await client.close()
        return [*beside, *after]

    for reads in asyncio.run(main()):
        last = reads[-1]
        assert isinstance(last, AddressRead)
        assert (len(reads), len(last.listed), last.complete, last.error) == (16, 15, False, None)
        assert all(isinstance(read, PageRead) and read.item is not None for read in reads[:-1])
    hits: list[str] = served.hits  # type: ignore[attr-defined]
    assert sum(path == "/tin?trang=1" for path in hits) == 7


def test_a_second_loop_in_the_same_process_crawls_as_well(portal: Any, gather: Any) -> None:
    assert len(gather(source(), Memory(), portal).pages) == len(gather(source(), Memory(), portal).pages) == 10
