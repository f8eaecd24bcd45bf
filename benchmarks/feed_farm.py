"""A thousand feeds for benchmarks: 700 RSS 2.0 and 300 Atom, 20 to 50 items of Vietnamese prose, about 77 KB each.

Served on loopback by one small asyncio server; a mode says whether validators are given and honoured, whether a
`lastBuildDate` moves, and which feeds have changed (one new and one edited item).
"""

import asyncio
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from random import Random

FEEDS, ATOM_EVERY = 1000, 10
_START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
_PROSE = (
    "ủy ban nhân dân tỉnh thông báo về việc tổ chức triển khai thực hiện kế hoạch phòng chống dịch bệnh trên địa bàn "
    "huyện thị xã thành phố căn cứ quyết định nghị định chính phủ hướng dẫn sở y tế môi trường giá đất quy hoạch xây "
    "dựng đấu thầu mua sắm tuyển dụng viên chức giáo dục đào tạo năm học học sinh giao thông vận tải lũ lụt bão số "
    "khẩn trương cảnh báo người dân hồ sơ trả kết quả bộ phận một cửa lịch tiếp công dân lãnh đạo cơ quan đơn vị"
)
_SYLLABLES = _PROSE.split()


@dataclass(frozen=True)
class Entry:
    """One item of a made feed."""

    number: int
    version: int
    moment: datetime
    title: str
    body: str


def prose(random: Random, syllables: int) -> str:
    return " ".join(random.choices(_SYLLABLES, k=syllables))


def entries(feed: int, changed: bool) -> Iterator[Entry]:
    """The items of a feed, newest first; a changed feed has one more, and its second one edited."""
    count = Random(feed).randint(20, 50)
    for number in range(count + changed, 0, -1):
        edited = changed and number == count - 1
        random = Random(f"{feed}/{number}/{edited}")
        title = prose(random, random.randint(12, 30)).capitalize()
        paragraphs = "".join(f"<p>{prose(random, 60)}.</p>" for _ in range(random.randint(4, 6)))
        moment = _START - timedelta(hours=7 * (count - number), minutes=feed % 50)
        yield Entry(number, int(edited), moment, title, paragraphs)


def document(feed: int, changed: bool, built: str = "") -> bytes:
    """The feed as RSS, every tenth three as Atom; `built` is what a moving stamp says."""
    shape = _atom if feed % ATOM_EVERY < 3 else _rss
    return shape(feed, list(entries(feed, changed)), built).encode()


def _rss(feed: int, items: list[Entry], built: str) -> str:
    stamp = f"<lastBuildDate>{built}</lastBuildDate>" if built else ""
    parts = "".join(
        f"<item><title>{escape(item.title)}</title><link>http://s{feed}.test/tin/{item.number}</link>"
        f'<guid isPermaLink="false">s{feed}-{item.number}</guid><pubDate>{format_datetime(item.moment)}</pubDate>'
        f"<category>Thông báo</category><description>{escape(item.body)}</description></item>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>Sở {feed}</title><link>http://s{feed}.test/</link><description>Tin</description>{stamp}\n"
        f"{parts}</channel></rss>"
    )


def _atom(feed: int, items: list[Entry], built: str) -> str:
    stamp = built or _START.isoformat()
    parts = "".join(
        f"<entry><title>{escape(item.title)}</title><id>tag:s{feed}.test,2026:{item.number}</id>"
        f'<link href="http://s{feed}.test/tin/{item.number}"/><published>{item.moment.isoformat()}</published>'
        f'<updated>{item.moment.isoformat()}</updated><category term="Thông báo"/>'
        f'<content type="html">{escape(item.body)}</content></entry>\n'
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Sở {feed}</title><id>http://s{feed}.test/</id><updated>{stamp}</updated>\n{parts}</feed>"
    )


class Farm:
    """Answers /feed/N by the present mode; `changed` feeds are those whose number leaves no rest by 20."""

    def __init__(self) -> None:
        self.mode = "validators"
        self.changed = False
        self.requests = self.not_modified = 0
        self._made: dict[tuple[int, bool], bytes] = {}

    def make(self, feeds: int) -> None:
        """Make every document now, so that serving costs nothing of note."""
        for feed in range(feeds):
            self._made[feed, False] = document(feed, False)
            if feed % 20 == 0:
                self._made[feed, True] = document(feed, True)

    def body(self, feed: int) -> bytes:
        made = self._made[feed, self.changed and feed % 20 == 0]
        if self.mode != "moving":
            return made
        moment = _START + timedelta(seconds=self.requests)
        if feed % ATOM_EVERY < 3:
            return made.replace(_START.isoformat().encode(), moment.isoformat().encode(), 1)
        stamp = f"<lastBuildDate>{format_datetime(moment)}</lastBuildDate>\n".encode()
        return made.replace(b"</description>\n", b"</description>" + stamp, 1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(self._answer(head.decode("latin-1")))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, head: str) -> bytes:
        path = head.split(" ", 2)[1]
        if path.startswith("/mode/"):
            self.mode, self.changed = path[6:].removesuffix("+"), path.endswith("+")
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        if not path.startswith("/feed/"):
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        self.requests += 1
        body = self.body(int(path[6:]))
        etag = '"' + hashlib.blake2b(body, digest_size=8).hexdigest() + '"'
        if self.mode == "validators" and etag in head:
            self.not_modified += 1
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        validators = f"ETag: {etag}\r\n" if self.mode == "validators" else ""
        lines = f"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n{validators}Content-Length: {len(body)}\r\n\r\n"
        return lines.encode() + body


async def main(feeds: int) -> None:
    """Serve until ended; the first line printed is the port."""
    farm = Farm()
    farm.make(feeds)
    server = await asyncio.start_server(farm.serve, "127.0.0.1", 0, limit=1 << 16)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
