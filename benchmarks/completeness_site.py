"""Sites on loopback for `benchmarks.completeness`: each shows its newest notices in its way, and some their archive."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from random import Random

from benchmarks.loopback import site_of
from hub.records import Address, Agency, ArticleRule, ListingRule, Source
from hub.vietnamese.dates import VIETNAM, vietnamese_day

AGENCY = Agency("so", "Sở")
WINDOW = 20  # entries of a feed, and rows of a page of a list
HISTORY = 60
EVERY = 900.0
LIST = ListingRule("ul.ds li", title="a", link="a::attr(href)", date="span", next="a.sau::attr(href)")
ARTICLE = ArticleRule(title="h1", date=".ngay", body=".nd")
WORK = ("cấp giấy phép xây dựng", "tuyển dụng viên chức", "đấu giá quyền sử dụng đất", "lịch tiếp công dân",
        "phòng chống dịch bệnh", "điều chỉnh quy hoạch", "thu hồi đất", "kiểm tra an toàn thực phẩm")  # fmt: skip


@dataclass
class Shown:
    """A notice as its site shows it, or has taken it down."""

    path: str
    title: str
    at: datetime
    is_gone: bool = False


@dataclass
class Part:
    """One site: `ways` are what it offers of feed, list (paged), page (a list of one page), sitemap."""

    name: str
    ways: frozenset[str]
    read_by: tuple[str, ...]
    notices: list[Shown] = field(default_factory=list)
    every: float = EVERY
    pages: int = LIST.pages
    is_down: bool = False
    houses: int = 3

    def publish(self, seed: Random, at: datetime) -> Shown:
        """One more notice."""
        n = len(self.notices) + 1
        notice = Shown(f"/{self.name}/tin/{n}-{seed.randrange(10**6):06}.html",
                       f"Thông báo số {n + 100}/TB-SO về việc {seed.choice(WORK)} đợt {n}", at)  # fmt: skip
        self.notices.append(notice)
        return notice

    @property
    def standing(self) -> list[Shown]:
        """What is there, by date, the newest first: a back-dated notice stands deep in it."""
        return sorted((it for it in self.notices if not it.is_gone), key=lambda it: it.at, reverse=True)

    def by_day(self, *, gone: bool) -> dict[date, int]:
        """How many notices it has by Vietnamese day, with those that are gone or without.

        Of a site that is read by its feed alone what had left it before the first visit does not count.
        """
        counted: dict[date, int] = {}
        before = sorted(self.notices[:HISTORY], key=lambda it: it.at)
        unseen = before[:-WINDOW] if self.read_by == ("feed",) else []
        for notice in self.notices:
            if notice in unseen or (notice.is_gone and not gone):
                continue
            day = vietnamese_day(notice.at)
            counted[day] = counted.get(day, 0) + 1
        return counted

    def answer(self, rest: str, origin: str) -> tuple[int, str]:
        """Status and body of an address below its own."""
        if self.is_down:
            return 503, "Hệ thống đang bảo trì"
        page = int(rest.partition("trang=")[2] or 1)
        if rest == "rss" and "feed" in self.ways:
            return 200, feed(self.standing[:WINDOW], origin)
        if rest == "sitemap.xml" and "sitemap" in self.ways:
            return 200, sitemap(self, origin)
        if rest.partition("?")[0] in ("", "danh-sach"):
            return (200, self.list_page(page)) if {"list", "page"} & self.ways else (200, NOTHING)
        return next(
            ((200, article(it)) for it in self.standing if it.path == f"/{self.name}/{rest}"), (404, "không có")
        )

    def list_page(self, number: int) -> str:
        """A page of the list."""
        first = (number - 1) * WINDOW
        rows = "".join(
            f'<li><a href="{it.path}">{it.title}</a> <span>{it.at.astimezone(VIETNAM):%d/%m/%Y}</span></li>'
            for it in self.standing[first : first + WINDOW]
        )
        goes_on = "list" in self.ways and first + WINDOW < len(self.standing)
        onward = f'<a class="sau" href="/{self.name}/danh-sach?trang={number + 1}">Trang sau</a>' if goes_on else ""
        return f'<html><body><h1>Thông báo</h1><ul class="ds">{rows}</ul>{onward}</body></html>'


NOTHING = "<html><body><h1>Cổng thông tin</h1><p>Chào mừng quý vị đến với trang của chúng tôi.</p></body></html>"


def feed(notices: list[Shown], origin: str) -> str:
    items = "".join(
        f"<item><title>{it.title}</title><link>{origin}{it.path}</link><guid>{it.path}</guid>"
        f"<pubDate>{format_datetime(it.at)}</pubDate></item>"
        for it in notices
    )
    return f'<rss version="2.0"><channel><title>Sở</title><link>{origin}</link>{items}</channel></rss>'


def sitemap(part: Part, origin: str) -> str:
    """Every page, those about the house too."""
    paths = [it.path for it in part.standing] + [f"/{part.name}/gioi-thieu-{n}" for n in range(part.houses)]
    named = "".join(f"<url><loc>{origin}{path}</loc></url>" for path in sorted(paths))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{named}</urlset>'


def article(notice: Shown) -> str:
    text = f"<p>{notice.title}. Các cơ quan, tổ chức và cá nhân liên quan căn cứ nội dung này để thực hiện.</p>" * 3
    when = notice.at.astimezone(VIETNAM)
    return (f"<html><body><h1>{notice.title}</h1><div class='ngay'>{when:%d/%m/%Y %H:%M}</div>"
            f"<div class='nd'>{text}</div></body></html>")  # fmt: skip


@dataclass
class World:
    """All sites, made from one seed."""

    seed: Random
    parts: dict[str, Part]
    origin: str = ""

    def answer(self, path: str) -> tuple[int, str]:
        name, _, rest = path.strip("/").partition("/")
        return self.parts[name].answer(rest, self.origin) if name in self.parts else (404, "")

    def flood(self, names: list[str], begin: datetime, end: datetime, count: int) -> None:
        """So many notices of each site within a time."""
        for name in names:
            for _ in range(count):
                self.parts[name].publish(self.seed, begin + (end - begin) * self.seed.random())

    def plant(self, name: str, deletions: int, back_dated: int, now: datetime) -> tuple[list[Shown], list[Shown]]:
        """Notices taken down, anywhere in what is read of the list, and others put up now with dates of days ago."""
        part = self.parts[name]
        depth = min(part.pages * WINDOW - 2 * (deletions + back_dated), len(part.standing))
        reached = part.standing[:depth]
        gone = self.seed.sample(reached, deletions)
        for notice in gone:
            notice.is_gone = True
        late = [part.publish(self.seed, self._before(reached[-1], now)) for _ in range(back_dated)]
        return gone, late

    def _before(self, oldest: Shown, now: datetime) -> datetime:
        """A date between a day ago and that of a notice."""
        yesterday = now - timedelta(days=1)
        return oldest.at + (yesterday - oldest.at) * self.seed.random()

    def sources(self) -> list[Source]:
        return [
            Source(
                part.name,
                AGENCY.slug,
                f"{self.origin}/{part.name}/",
                tuple(self._address(part, way) for way in part.read_by),
                article=ARTICLE,
                every=part.every,
            )
            for part in self.parts.values()
        ]

    def _address(self, part: Part, way: str) -> Address:
        home = f"{self.origin}/{part.name}"
        match way:
            case "feed":
                return Address("feed", f"{home}/rss")
            case "sitemap":
                return Address("sitemap", f"{home}/sitemap.xml")
        return Address("listing", f"{home}/danh-sach", listing=replace(LIST, pages=part.pages))


@contextmanager
def world(seed: int, ways: dict[str, tuple[str, str]], now: datetime) -> Iterator[World]:
    """The sites served; `ways` by name: what a site offers, and by what of it the hub is to read it."""
    parts = {name: Part(name, frozenset(has.split()), tuple(by.split())) for name, (has, by) in ways.items()}
    made = World(Random(seed), parts)
    made.flood(list(parts), now - timedelta(days=10), now, HISTORY)
    with site_of(made.answer) as origin:
        made.origin = origin
        yield made
