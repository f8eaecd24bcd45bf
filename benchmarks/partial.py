"""Twenty sources of which only a part can be read: what was got is kept, the state says what is owed, the rest comes.

    python -m benchmarks.partial

A real hub whose clock is a file collects sites on loopback: lists of seven pages, JSON lists, sitemaps, sources of two
addresses. Each is broken in one place, at the first visit or at a later one. Judged: the state is `partial`, its
evidence says where it broke and how many rows of how many came, everything that could be read is stored and nothing
withdrawn; and at the visit after the site is mended all of it is there and the source is well.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from benchmarks.loopback import site_of
from hub.records import Address, Agency, ArticleRule, Filters, JsonRule, ListingRule, Source
from hub.settings import load_settings
from hub.vietnamese.dates import VIETNAM
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client

BEGUN = datetime(2026, 11, 3, 8, 0, tzinfo=VIETNAM)
ROWS, PAGES = 5, 7
ALL = ROWS * PAGES
NEWS = 12  # notices that come before a later visit
LIST = ListingRule("ul.ds li", title="a", link="a::attr(href)", date="span", next="a.sau::attr(href)")
ARTICLE = ArticleRule(title="h1", date=".ngay", body=".nd")
JSON = JsonRule("items", "title", "url", date="date", body="body", counter="/json?trang={page}", total="total")
GATE = {
    "login": "<html><title>Đăng nhập</title><body><form>Mật khẩu <input type=password></form></body></html>",
    "care": "<html><body><h1>Hệ thống đang bảo trì, xin quay lại sau</h1></body></html>",
    "check": "<html><body><script>document.cookie='D1N=1';window.location.reload();</script></body></html>",
}
Answer = tuple[int, str]
Break = Callable[["Site", int, Answer], Answer]  # what page `n` of the list answers in the place of this


@dataclass
class Site:
    """A site with lists of one kind, broken by a function of the page's number."""

    name: str
    addresses: tuple[str, ...]
    breaks: Break
    evidence: str
    kept: int
    is_later: bool = False
    count: str = ""
    is_broken: bool = False
    total: int = ALL
    origin: str = ""
    dates: list[datetime] = field(default_factory=list)

    def source(self) -> Source:
        made = {
            "list": Address("listing", f"{self.origin}/list", listing=LIST),
            "json": Address("json", f"{self.origin}/json", json=JSON),
            "feed": Address("feed", f"{self.origin}/feed"),
            "other": Address("feed", f"{self.origin}/other"),
            "map": Address("sitemap", f"{self.origin}/map"),
        }
        return Source(self.name, "so", self.origin, tuple(made[name] for name in self.addresses), article=ARTICLE)

    def answer(self, path: str) -> Answer:
        name, _, rest = path.strip("/").partition("?trang=")
        page = int(rest or 1)
        if name.startswith("tin/"):
            return 200, self._article(int(name[4:]))
        made = {"list": self._list, "json": self._json, "feed": self._feed, "other": self._feed, "map": self._map}
        if name not in made:
            return 404, "không có"
        honest = 200, made[name](page)
        is_meant = name == self.addresses[-1]
        return self.breaks(self, page, honest) if self.is_broken and is_meant else honest

    def numbers(self, page: int) -> list[int]:
        newest = self.total - 1 - (page - 1) * ROWS
        return [n for n in range(newest, newest - ROWS, -1) if n >= 0]

    def title(self, n: int) -> str:
        return f"Thông báo số {n + 100}/TB-SO về lịch tiếp công dân đợt {n}"

    def at(self, n: int) -> datetime:
        return BEGUN - timedelta(hours=7) * (ALL - n) if n < ALL else BEGUN + timedelta(minutes=n)

    def pages(self) -> int:
        return -(-self.total // ROWS)

    def _list(self, page: int) -> str:
        rows = "".join(
            f'<li><a href="/tin/{n}">{self.title(n)}</a> <span>{self.at(n):%d/%m/%Y}</span></li>'
            for n in self.numbers(page)
        )
        onward = f'<a class="sau" href="/list?trang={page + 1}">Trang sau</a>' if page < self.pages() else ""
        said = self.count.format(rows=self.total, page=page, pages=self.pages())
        return f'<html><body><h1>Thông báo</h1><p>{said}</p><ul class="ds">{rows}</ul>{onward}</body></html>'

    def _json(self, page: int) -> str:
        items = [
            {"title": self.title(n), "url": f"/tin/{n}", "date": f"{self.at(n):%d/%m/%Y}", "body": f"<p>{n}</p>"}
            for n in self.numbers(page)
        ]
        return json.dumps({"total": self.total, "items": items})

    def _feed(self, _: int) -> str:
        items = "".join(
            f"<item><title>{self.title(n)}</title><link>{self.origin}/tin/{n}</link>"
            f"<pubDate>{format_datetime(self.at(n))}</pubDate></item>"
            for n in self.numbers(1)
        )
        return f'<rss version="2.0"><channel><title>Sở</title>{items}</channel></rss>'

    def _map(self, page: int) -> str:
        if page == 1:
            parts = "".join(f"<sitemap><loc>{self.origin}/map?trang={n}</loc></sitemap>" for n in (2, 3, 4))
            return f"<sitemapindex>{parts}</sitemapindex>"
        named = "".join(f"<url><loc>{self.origin}/tin/{n}</loc></url>" for n in self.numbers(page - 1))
        return f"<urlset>{named}</urlset>"

    def _article(self, n: int) -> str:
        text = "<p>Các cơ quan, tổ chức và cá nhân liên quan căn cứ nội dung này để thực hiện theo quy định.</p>" * 3
        return (f"<html><body><h1>{self.title(n)}</h1><div class='ngay'>{self.at(n):%d/%m/%Y %H:%M}</div>"
                f"<div class='nd'><p>{self.title(n)}.</p>{text}</div></body></html>")  # fmt: skip


def at_page(number: int, status: int, body: str = "lỗi") -> Break:
    return lambda site, page, honest: (status, body) if page == number else honest


def without_rows(number: int) -> Break:
    empty = '<html><body><h1>Thông báo</h1><p>Trang tin điện tử</p><ul class="ds"></ul></body></html>'
    return at_page(number, 200, empty)


def without_way_on(number: int) -> Break:
    def broken(site: Site, page: int, honest: Answer) -> Answer:
        return (200, honest[1].replace('class="sau"', 'class="khac"')) if page == number else honest

    return broken


def first_again(site: Site, page: int, honest: Answer) -> Answer:
    return honest if page == 1 else (200, site._list(1))


ROWS_SAID, PAGES_SAID = "Tổng số: {rows} văn bản", "Trang {page}/{pages}"
BOTH_SAID = f"{ROWS_SAID}. {PAGES_SAID}"
SITES = [
    Site("p1", ("list",), at_page(3, 500), "page 3: http_5xx; 10 rows", 10),
    Site("p2", ("list",), at_page(3, 503), "page 3 of 7: http_5xx; 10 rows", 10, count=PAGES_SAID),
    Site("p3", ("list",), at_page(3, 500), "page 3: http_5xx; 10 of 35 rows", 10, count=ROWS_SAID),
    Site("p4", ("list",), at_page(7, 500), "page 7 of 7: http_5xx; 30 of 35 rows", 30, count=BOTH_SAID),
    Site("p5", ("list",), at_page(3, 404), "page 3 of 7: http_4xx; 10 rows", 10, count=PAGES_SAID),
    Site("p6", ("list",), without_rows(3), "page 3: empty; 10 of 35 rows", 10, count=ROWS_SAID),
    Site("p7", ("list",), without_rows(3), "page 3 of 7: empty; 10 rows", 10, count=PAGES_SAID),
    Site("p8", ("list",), at_page(3, 200, GATE["login"]), "page 3: login_page; 10 of 35 rows", 10, count=ROWS_SAID),
    Site("p9", ("list",), at_page(3, 200, GATE["care"]), "page 3: maintenance_page; 10 of 35", 10, count=ROWS_SAID),
    Site("p10", ("list",), at_page(3, 200, GATE["check"]), "page 3: challenge_page; 10 of 35", 10, count=ROWS_SAID),
    Site("p11", ("list",), first_again, "5 of 35 rows", 5, count=ROWS_SAID),
    Site("p12", ("list",), without_way_on(4), "page 4; 20 of 35 rows", 20, count=ROWS_SAID),
    Site("p13", ("list",), without_way_on(4), "page 4 of 7", 20, count=PAGES_SAID),
    Site("p14", ("list",), without_way_on(1), "page 1 of 7; 5 of 35 rows", ALL + ROWS, is_later=True),
    Site("p15", ("list",), at_page(2, 500), "page 2 of 7: http_5xx; 5 of 35 rows", ALL + ROWS, is_later=True),
    Site("p16", ("json",), at_page(3, 500), "page 3: http_5xx; 10 of 35 rows", 10),
    Site("p17", ("json",), at_page(3, 200, '{"total": 35, "items": []}'), "page 3: empty; 10 of 35 rows", 10),
    Site("p18", ("json",), at_page(3, 200, "<html><body>Lỗi 500</body></html>"), "page 3: ", 10),
    Site("p19", ("feed", "list"), at_page(1, 500), "1 of 2 addresses", ROWS),
    Site("p20", ("map",), at_page(3, 500), "page 3 of 4: http_5xx; 5 of 15 rows", 15 + ROWS, is_later=True),
]  # fmt: skip


class Hub:
    """A hub in a folder with a clock of its own."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.now = folder / "clock", BEGUN
        self.clock.write_text(BEGUN.isoformat())
        told = {"allow_networks": "127.0.0.0/8", "clock": str(self.clock), "per_host_delay": 0.0}
        self.parts: Parts = open_parts(load_settings(folder, **told)[0])
        self.parts.store.sources.save_agency(Agency("so", "Sở"))

    async def visit(self) -> None:
        self.now += timedelta(hours=1)
        self.clock.write_text(self.now.isoformat())
        client = open_client(self.parts)
        await collect_all(self.parts, client, self.parts.store.sources.sources("active"), lambda _: None)
        await client.close()

    def kept(self, name: str) -> tuple[int, int]:
        """How many notices of a source there are, and how many of them are withdrawn."""
        kept = self.parts.store.notices.newest(Filters(source=name), limit=500)
        return len(kept), sum(notice.withdrawn for notice in kept)


async def run(folder: Path) -> bool:
    with ExitStack() as stack:
        hub = Hub(folder)
        for site in SITES:
            site.origin = stack.enter_context(site_of(site.answer))
            site.is_broken = not site.is_later
            hub.parts.store.sources.save_source(site.source())
        await hub.visit()
        first = dict(hub.parts.store.sources.states())
        seen = {site.name: hub.kept(site.name) for site in SITES}
        for site in SITES:
            if site.is_later:
                site.is_broken, site.total = True, site.total + NEWS
        await hub.visit()
        later = dict(hub.parts.store.sources.states())
        seen |= {site.name: hub.kept(site.name) for site in SITES if site.is_later}
        for site in SITES:
            site.is_broken = False
        await hub.visit()
        mended = hub.parts.store.sources.states()
        right = 0
        for site in SITES:
            state = (later if site.is_later else first)[site.name]
            kept, withdrawn = seen[site.name]
            whole = 3 * ROWS + NEWS if site.addresses == ("map",) else site.total  # a map names three pages of it
            all_kept, all_withdrawn = hub.kept(site.name)
            well = mended[site.name]
            is_right = (
                state.state == "partial" and site.evidence in state.detail and kept == site.kept
                and not withdrawn and not all_withdrawn and well.state == "healthy" and all_kept >= whole
            )  # fmt: skip
            right += is_right
            print(f"{site.name:<4} {'+'.join(site.addresses):<10} {state.state} {state.error}: {state.detail} | "
                  f"{kept} kept ({site.kept}); then {well.state}, {all_kept} of {whole} kept"
                  f"{'' if is_right else ' FAIL'}")  # fmt: skip
        hub.parts.close()
    print(f"{right} of {len(SITES)} right")
    return right == len(SITES)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        reached = asyncio.run(run(Path(name)))
    print("PASS" if reached else "FAIL")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
