"""Sites on loopback for `benchmarks.silent`: each shows its notices as one kind of source, honestly or with a fault."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from hub.demo.pdf import text_pdf
from hub.records import Address, Agency, ArticleRule, ListingRule, Source
from hub.vietnamese.dates import VIETNAM

BEGUN = datetime(2026, 11, 3, 8, 0, tzinfo=VIETNAM)
AGENCY = Agency("so", "Sở")
ROWS, HISTORY = 20, 41
LIST = ListingRule("ul.ds li", title="a", link="a::attr(href)", date="span", next="a.sau::attr(href)")
ARTICLE = ArticleRule(title="h1", date=".ngay", body=".nd", files=".tep a")
WORK = ("cấp giấy phép xây dựng", "tuyển dụng viên chức", "đấu giá quyền sử dụng đất", "lịch tiếp công dân",
        "phòng chống dịch bệnh", "điều chỉnh quy hoạch", "thu hồi đất", "kiểm tra an toàn thực phẩm")  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A notice as a list shows it."""

    path: str
    title: str
    date: str
    at: datetime


@dataclass(frozen=True)
class View:
    """What is asked for: a page of the list or the feed, its rows, and whether the list goes on."""

    rows: list[Row]
    page: int = 1
    onward: str = ""
    now: datetime = BEGUN


@dataclass
class Fault:
    """How a site goes wrong: by its rows, by the whole body of the list, of articles, or of files."""

    rows: Callable[["Site", View], View] | None = None
    body: Callable[[str], str | bytes] | None = None
    article: Callable[[str], str] | None = None
    file: Callable[[], tuple[int, str | bytes]] | None = None
    all_rows: Callable[["Site"], list[Row]] | None = None


@dataclass
class Site:
    """One site of a `kind`: feed (with its pages), bare (a feed alone), or list (of pages)."""

    name: str
    kind: str
    fault: Fault
    begun: datetime
    now: datetime
    dates: list[datetime] = field(default_factory=list)
    is_broken: bool = False
    broken_at: int = 0
    origin: str = ""

    def __post_init__(self) -> None:
        self.dates = [self.begun - timedelta(hours=11) * n for n in range(HISTORY, 0, -1)]

    def publish(self, now: datetime) -> None:
        """One more notice."""
        self.dates.append(now - timedelta(minutes=5))

    def break_down(self) -> None:
        self.is_broken, self.broken_at = True, len(self.dates)

    def source(self) -> Source:
        url = f"{self.origin}/{self.name}/"
        if self.kind == "list":
            return Source(self.name, "so", url, (Address("listing", f"{url}tin", listing=LIST),), article=ARTICLE)
        feed = (Address("feed", f"{url}rss"),)
        return Source(self.name, "so", url, feed, article=ARTICLE, pages=self.kind == "feed")

    def row(self, number: int) -> Row:
        """The notice of this number, as it stands in a list."""
        at = self.dates[number]
        title = f"Thông báo số {number + 100}/TB-SO về việc {WORK[number % len(WORK)]} đợt {number + 1}"
        date = format_datetime(at) if self.kind != "list" else f"{at.astimezone(VIETNAM):%d/%m/%Y}"
        return Row(f"/{self.name}/tin/{number}.html", title, date, at)

    def newest(self, but: int = 0) -> list[Row]:
        """All rows, newest first, without so many of the newest."""
        return [self.row(n) for n in range(len(self.dates) - 1 - but, -1, -1)]

    def answer(self, path: str) -> tuple[int, str | bytes]:
        """Status and body of a path."""
        rest = path.removeprefix(f"/{self.name}/")
        fault = self.fault if self.is_broken else Fault()
        if rest in ("rss", "tin") or rest.startswith("tin?"):
            return self._list(rest, fault)
        name, _, file = rest.removeprefix("tin/").partition(".html")
        if not rest.startswith("tin/") or not name.isdigit() or int(name) >= len(self.dates):
            return 404, "không có"
        number = int(name)
        if file and fault.file and number >= self.broken_at:
            return fault.file()
        if file:
            return 200, text_pdf(f"Văn bản {self.name} số {number}")
        page = self._article(number)
        return 200, fault.article(page) if fault.article and number >= self.broken_at else page

    def _list(self, rest: str, fault: Fault) -> tuple[int, str | bytes]:
        number = int(rest.partition("trang=")[2] or 1)
        everything = fault.all_rows(self) if fault.all_rows else self.newest()
        first = (number - 1) * ROWS
        onward = f"/{self.name}/tin?trang={number + 1}" if first + ROWS < len(everything) else ""
        view = View(everything[first : first + ROWS], number, onward, self.now)
        if fault.rows:
            view = fault.rows(self, view)
        body = self._as_list(view) if self.kind == "list" else self._as_feed(view)
        return 200, fault.body(body) if fault.body else body

    def _as_feed(self, view: View) -> str:
        origin = self.origin
        items = "".join(
            f"<item><title>{row.title}</title>"
            + (f"<link>{origin}{row.path}</link>" if row.path else "")
            + f"<guid>{row.path or row.title}</guid>"
            + (f"<pubDate>{row.date}</pubDate>" if row.date else "")
            + "</item>"
            for row in view.rows
        )
        return f'<rss version="2.0"><channel><title>{self.name}</title><link>{origin}</link>{items}</channel></rss>'

    def _as_list(self, view: View) -> str:
        rows = "".join(f'<li><a href="{row.path}">{row.title}</a> <span>{row.date}</span></li>' for row in view.rows)
        onward = f'<a class="sau" href="{view.onward}">Trang sau</a>' if view.onward else ""
        return f'<html><body><h1>Thông báo</h1><ul class="ds">{rows}</ul>{onward}</body></html>'

    def _article(self, number: int) -> str:
        row = self.row(number)
        text = f"<p>{row.title}. Các cơ quan, tổ chức và cá nhân liên quan căn cứ nội dung này để thực hiện.</p>" * 3
        has_file = self.fault.file and number >= HISTORY
        file = f"<div class='tep'><a href='{row.path}/van-ban.pdf'>van-ban-{number}.pdf</a></div>" if has_file else ""
        when = row.at.astimezone(VIETNAM)
        return (f"<html><body><h1>{row.title}</h1><div class='ngay'>{when:%d/%m/%Y %H:%M}</div>"
                f"<div class='nd'>{text}</div>{file}</body></html>")  # fmt: skip
