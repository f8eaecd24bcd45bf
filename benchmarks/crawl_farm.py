"""Fifty sites for benchmarks, each a host of its own on loopback with a list of forty articles, in eight manners.

No two sites share their class names; menus, side lists, related news, share bars and counters stand around what is
to be read. `python -m benchmarks.crawl_farm SITES` prints its port and serves until its input ends.
"""

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random

from benchmarks.feed_farm import prose

SITES, ARTICLES = 50, 40
_START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
_MENU = (
    "Trang chủ", "Giới thiệu", "Tin tức - Sự kiện", "Văn bản pháp quy", "Thủ tục hành chính", "Công khai ngân sách",
    "Lịch công tác", "Hỏi đáp", "Thư viện ảnh", "Liên hệ",
)  # fmt: skip


@dataclass(frozen=True)
class Manner:
    """How the sites of one kind are built: row of the list, head and body of the article."""

    row: str
    rows: str
    article: str
    date: str
    link: str
    selectors: tuple[str, str, str]  # of title, date and body, as one would write them for Scrapy


MANNERS = (
    Manner("<tr><td class='{t}'><a href='{url}'>{title}</a></td><td class='{d}'>{date}</td></tr>", "table",
           "<div class='{t}'>{title}</div><div class='{d}'>{date}</div><div class='{b}'>{body}</div>",
           "%d/%m/%Y %H:%M", ".{t} a", (".{t}", ".{d}", ".{b}")),
    Manner("<li class='{r}'><a class='{t}' href='{url}'>{title}</a> <em class='{d}'>({date})</em></li>", "ul",
           "<h1 class='{t}'>{title}</h1><p class='{d}'>Ngày đăng: {date}</p><div class='{b}'>{body}</div>",
           "%d-%m-%Y", "a.{t}", ("h1", ".{d}", ".{b}")),
    Manner("<div class='{r}'><h3><a href='{url}'>{title}</a></h3><span class='{d}'>{date}</span><p>{lead}</p></div>",
           "div", "<h1>{title}</h1><span class='{d}'>{date}</span><article class='{b}'>{body}</article>",
           "%d/%m/%Y | %I:%M %p", ".{r} h3 a", ("h1", ".{d}", ".{b}")),
    Manner("<div class='{r}'><a href='{url}'><b>{title}</b></a><i>{date}</i></div>", "div",
           "<table><tr><td class='{t}'>{title}</td></tr><tr><td class='{d}'>{date}</td></tr>"
           "<tr><td class='{b}'>{body}</td></tr></table>",
           "%d.%m.%Y %H:%M", ".{r} a", ("td.{t}", "td.{d}", "td.{b}")),
    Manner("<article class='{r}'><time>{date}</time><h2><a href='{url}'>{title}</a></h2></article>", "section",
           "<header><h1>{title}</h1><time class='{d}'>{date}</time></header><section class='{b}'>{body}</section>",
           "%H:%M %d/%m/%Y", ".{r} h2 a", ("h1", "time.{d}", ".{b}")),
    Manner("<p class='{r}'><span class='{d}'>{date}</span> <a href='{url}'>{title}</a></p>", "div",
           "<h2 class='{t}'>{title}</h2><div class='{d}'>Cập nhật lúc {date}</div><div id='{b}'>{body}</div>",
           "%H:%M, %d/%m/%Y", ".{r} a", ("h2.{t}", ".{d}", "#{b}")),
    Manner("<dt class='{r}'><a href='{url}'>{title}</a></dt><dd class='{d}'>{date}</dd>", "dl",
           "<div class='{r}'><h1 class='{t}'>{title}</h1><small class='{d}'>{date}</small>"
           "<div class='{b}'>{body}</div></div>",
           "%d/%m/%Y", "dt.{r} a", ("h1", "small.{d}", ".{b}")),
    Manner("<div class='{r}'><img src='/anh/{n}.jpg'><a class='{t}' href='{url}'>{title}</a><p class='{d}'>{date}</p>"
           "</div>", "div", "<div class='{t}'><h1>{title}</h1></div><div class='{d}'>{date}</div>{lead_block}"
           "<div class='{b}'>{body}</div>", "%d/%m/%Y", "a.{t}", ("h1", "div.{d}", ".{b}")),
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """One site: its manner with names of its own."""

    number: int

    @property
    def host(self) -> str:
        return f"127.30.{self.number // 200}.{self.number % 200 + 1}"

    @property
    def manner(self) -> Manner:
        return MANNERS[self.number % len(MANNERS)]

    @property
    def names(self) -> dict[str, str]:
        random = Random(f"names {self.number}")
        return {key: f"{random.choice('abcdklmnvx')}{key}-{random.randrange(1000, 9999)}" for key in "rtdbms"}

    @property
    def selectors(self) -> dict[str, str]:
        """What a spider written for this site looks for."""
        title, date, body = self.manner.selectors
        said = {"link": self.manner.link, "title": title, "date": date, "body": body}
        return {name: selector.format(**self.names) for name, selector in said.items()}

    def page(self, path: str) -> str | None:
        """The page at a path; None where there is none."""
        if path in ("/", "/tin-tuc"):
            return self._whole("Tin tức", self._list())
        number = path.removeprefix("/tin-tuc/").partition("-")[0]
        return self._article(int(number)) if path.startswith("/tin-tuc/") and number.isdigit() else None

    def _list(self) -> str:
        rows = "".join(self.manner.row.format(**self._said(n)) for n in range(ARTICLES, 0, -1))
        return f"<h2>Tin tức</h2><{self.manner.rows}>{rows}</{self.manner.rows}>"

    def _article(self, number: int) -> str:
        said = self._said(number)
        return self._whole(said["title"], self.manner.article.format(**said) + self._share(), f"{number} ")

    def _said(self, number: int) -> dict[str, str]:
        random = Random(f"{self.number}/{number}")
        title, lead = prose(random, random.randint(12, 24)).capitalize(), prose(random, 30).capitalize()
        paragraphs = [prose(random, random.randint(40, 120)).capitalize() for _ in range(random.randint(4, 9))]
        moment = _START - timedelta(hours=19 * (ARTICLES - number), minutes=37 * number)
        return self.names | {
            "n": f"{number}", "url": f"/tin-tuc/{number}-thong-bao.html", "title": title, "lead": f"{lead}.",
            "lead_block": f"<p><strong>{lead}.</strong></p>", "date": moment.strftime(self.manner.date),
            "body": "".join(f"<p>{text}.</p>" for text in paragraphs),
        }  # fmt: skip

    def _share(self) -> str:
        return "<div class='chia-se'><a href='#'>Chia sẻ</a> <a href='#'>In trang</a> <a href='#'>Gửi thư</a></div>"

    def _whole(self, title: str, main: str, visits: str = "") -> str:
        before, behind = self._frame()
        return f"<!DOCTYPE html><html><head><title>{title}</title>{before}{main}{behind}{visits}lượt xem</body></html>"

    @lru_cache(maxsize=SITES)  # noqa: B019 the sites live as long as the process
    def _frame(self) -> tuple[str, str]:
        """What stands around every page."""
        random, names = Random(f"frame {self.number}"), self.names
        menu = "".join(f"<li><a href='/muc/{n}'>{word}</a></li>" for n, word in enumerate(_MENU))
        side = "".join(f"<li><a href='/vb/{n}'>{prose(random, 14).capitalize()}</a></li>" for n in range(12))
        styles = "".join(f".{names['m']}{n}{{color:#{n:03d};padding:{n}px}}" for n in range(40))
        before = (
            f"<meta charset='utf-8'><style>{styles}</style></head><body><div class='{names['m']}'>"
            f"<img src='/anh/bieu-ngu.jpg' alt='Sở {self.number}'><ul>{menu}</ul></div><div class='{names['s']}'>"
            f"<h3>Văn bản mới</h3><ul>{side}</ul></div><div class='noi-dung-{self.number}'>"
        )
        links = "".join(f"<li><a href='/lien-ket/{n}'>{prose(random, 5)}</a></li>" for n in range(20))
        behind = (
            f"</div><div class='{names['s']}2'><h3>Liên kết</h3><ul>{links}</ul></div><div class='{names['m']}9'>"
            f"<p>Bản quyền thuộc Sở {self.number}. Địa chỉ: {prose(random, 12)}. Điện thoại: 0258 38 {self.number}.</p>"
        )
        return before, behind


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    host = writer.get_extra_info("sockname")[0].split(".")
    site = Site(int(host[2]) * 200 + int(host[3]) - 1)
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            page = site.page(head.split(b" ", 2)[1].decode().partition("?")[0])
            body, status = (page or "").encode(), b"200 OK" if page else b"404 Not Found"
            kind = b"Content-Type: text/html; charset=utf-8\r\n"
            writer.write(b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, kind, len(body), body))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _main(sites: int) -> None:
    port = 0
    for number in range(sites):
        server = await asyncio.start_server(_serve, Site(number).host, port)
        port = server.sockets[0].getsockname()[1]
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
