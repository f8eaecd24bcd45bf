"""A site on loopback whose notices appear, are corrected, taken back and put up again, step by step.

What it shows depends on `step` alone, so two hubs that look at the same steps must come to the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from hub.demo.pdf import text_pdf
from hub.records import Address, Agency, ArticleRule, ListingRule, Source

BEGUN = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
AGENCIES = (Agency("so-y-te", "Sở Y tế"), Agency("so-xay-dung", "Sở Xây dựng"))
SHOWN = 12  # of the newest notices, on a listing; the feed has fewer
IN_FEED = 6
HEADINGS = ("Chỉ đạo điều hành", "Hỏi đáp", "Tin tức")
KINDS = ("Quyết định", "Thông báo", "Kế hoạch", "Công văn")
SIGNS = ("QĐ", "TB", "KH", "CV")


def sources(origin: str) -> tuple[Source, ...]:
    """One source with a feed and a listing, one with a listing alone; both have files."""
    rule = ListingRule("ul.ds li", title="a", link="a::attr(href)", date="span")
    article = ArticleRule(title="h1", date=".ngay", body=".nd", files=".tep a", section=".muc")
    feed, first, second = Address("feed", f"{origin}/syt/rss"), f"{origin}/syt/tin", f"{origin}/sxd/tin"
    return (
        Source("syt", "so-y-te", f"{origin}/syt/", (feed, Address("listing", first, listing=rule)), article=article),
        Source("sxd", "so-xay-dung", f"{origin}/sxd/", (Address("listing", second, listing=rule),), article=article),
    )


def newest(step: int) -> int:
    """The number of the newest notice: one more with every step."""
    return step + 5


def edition(number: int, step: int) -> int:
    """How often the notice has been corrected: every third one, up to three times."""
    return min((newest(step) - number) // 2, 3) if number % 3 == 0 else 0


def is_there(number: int, step: int) -> bool:
    """Whether the notice is shown: every fifth is taken back after a while, and every tenth put up again."""
    age = newest(step) - number
    taken_back = number % 5 == 3 and age >= 3
    put_up_again = number % 10 == 3 and age >= 8
    return number >= 0 and age >= 0 and (not taken_back or put_up_again)


def document(number: int, step: int) -> str:
    """The title of a notice at a step."""
    n = edition(number, step)
    corrected = f" (đính chính lần {n})" if n else ""
    # the kind of a document changes with its second correction: it leaves one feed for another
    kind = (number + (n > 1)) % len(KINDS)
    return f"{KINDS[kind]} số {number + 100}/{SIGNS[kind]}-SYT về việc tiếp công dân đợt {number}{corrected}"


class Site(ThreadingHTTPServer):
    """The site as of `step`."""

    daemon_threads = True
    step = 0

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor that is killed breaks its connections off; that is what this site is for."""

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """Media type and body of an address, None where nothing is."""
        part, _, rest = path.strip("/").partition("/")
        numbers = [n for n in range(newest(self.step), -1, -1) if is_there(n, self.step)]
        if part not in ("syt", "sxd"):
            return None
        if rest == "rss":
            return "application/rss+xml", self._feed(part, numbers[:IN_FEED]).encode()
        if rest == "tin":
            return "text/html; charset=utf-8", self._listing(part, numbers[:SHOWN]).encode()
        number, _, file = rest.partition("/")
        if not number.isdigit() or not is_there(int(number), self.step):
            return None
        if file:
            return "application/pdf", text_pdf(f"Văn bản số {number} của {part}, tệp {file}")
        return "text/html; charset=utf-8", self._page(part, int(number)).encode()

    def _feed(self, part: str, numbers: list[int]) -> str:
        items = "".join(
            f"<item><title>{document(n, self.step)}</title><link>{self.origin}/{part}/{n}</link>"
            f"<guid>{part}-{n}</guid><pubDate>{format_datetime(_day(n))}</pubDate></item>"
            for n in numbers
        )
        return f'<rss version="2.0"><channel><title>{part}</title><link>{self.origin}</link>{items}</channel></rss>'

    def _listing(self, part: str, numbers: list[int]) -> str:
        rows = "".join(
            f'<li><a href="/{part}/{n}">{document(n, self.step)}</a> <span>{_day(n):%d/%m/%Y}</span></li>'
            for n in numbers
        )
        return f'<html><body><h1>Tin</h1><ul class="ds">{rows}</ul></body></html>'

    def _page(self, part: str, number: int) -> str:
        n = edition(number, self.step)
        text = f"<p>Nội dung văn bản {part} {number}, bản thứ {n + 1}. " + "Căn cứ quy định hiện hành. " * 30 + "</p>"
        return (
            f"<html><body><h1>{document(number, self.step)}</h1><div class='ngay'>{_day(number):%d/%m/%Y %H:%M}</div>"
            f"<div class='muc'>{HEADINGS[(number + (n > 2)) % len(HEADINGS)]}</div><div class='nd'>{text}</div>"
            f"<div class='tep'><a href='/{part}/{number}/van-ban-{n}.pdf'>van-ban-{n}.pdf</a></div></body></html>"
        )


def _day(number: int) -> datetime:
    return BEGUN - timedelta(days=20) + timedelta(hours=number)


class _Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet

    def do_GET(self) -> None:
        found = self.server.answer(self.path)
        self.send_response(200 if found else 404)
        kind, body = found or ("text/plain", b"")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def changing_site() -> Iterator[Site]:
    """The site, answering for the length of the block."""
    site = Site(("127.0.0.1", 0), _Handler)
    thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()
