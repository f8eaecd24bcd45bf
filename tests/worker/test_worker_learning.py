"""A site learned at the first collection: what the catalogue keeps of it, and what later collections make of it."""

import asyncio
from dataclasses import dataclass

from hub.catalogue.reading import read_catalogue
from hub.catalogue.writing import write_catalogue
from hub.records import Address, Agency, ArticleRule, Filters, ListingRule, Source, Tally
from hub.wiring import Parts
from hub.worker.collecting import collect_all, open_client

RULE = ListingRule(row="ol > li", title="a", link="a", date="i")
MENU = "".join(f"<li>Chuyên mục số {n} của trang tin điện tử</li>" for n in range(9))


@dataclass
class Portal:
    """Text and frame share a table; every page counts its visits."""

    newest: int = 3
    visits: int = 0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        status, body = ("404 No", b"") if path == "/robots.txt" else ("200 OK", self.page(path).encode())
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    def page(self, path: str) -> str:
        self.visits += 1
        main = article(int(path[5:])) if path.startswith("/tin/") else self.listing()
        side = f"<p>Số lượt đã xem của trang: {self.visits}</p>"
        return f"<html><body><table><tr><td>{MENU}</td><td>{main}</td><td>{side}</td></tr></table></body></html>"

    def listing(self) -> str:
        numbers = range(self.newest, 0, -1)
        return f"<ol>{''.join(f'<li><a href=/tin/{n}>{title(n)}</a> <i>1/10/2010</i></li>' for n in numbers)}</ol>"


def title(number: int) -> str:
    return f"Thông báo tuyển dụng viên chức đợt {number}"


def article(number: int) -> str:
    text = f"Sở Y tế thông báo tuyển dụng viên chức đợt {number}, hồ sơ nộp tại bộ phận một cửa trước tháng {number}."
    return f"<b>{title(number)}</b><br><i>01/10/2010</i><br>{text}"


def collect(parts: Parts, portal: Portal, *, recheck: bool = False) -> Tally:
    return asyncio.run(_collect(parts, portal, recheck))


async def _collect(parts: Parts, portal: Portal, recheck: bool) -> Tally:
    server = await asyncio.start_server(portal.serve, "127.0.0.1", portal.port)
    portal.port = server.sockets[0].getsockname()[1]
    if not (source := parts.store.sources.source("so")):
        home = f"http://127.0.0.1:{portal.port}/"
        source = Source("so", "so", home, (Address("listing", home, listing=RULE),))
        parts.store.sources.save_agency(Agency("so", "Sở Y tế"))
        parts.store.sources.save_source(source)
    client = open_client(parts)
    async with server:
        (tally,) = await collect_all(parts, client, [source], lambda tally: None, recheck=recheck)
        await client.close()
    return tally


def texts(parts: Parts) -> dict[str, str]:
    return {notice.title: notice.text for notice in parts.store.notices.newest(Filters(), limit=50)}


def learned(parts: Parts) -> ArticleRule | None:
    source = parts.store.sources.source("so")
    return source.article if source else None


def test_what_was_learned_is_kept_with_the_source_as_a_rule_of_the_catalogue(parts: Parts) -> None:
    collect(parts, Portal())
    rule = learned(parts)
    assert rule == ArticleRule(around="/html/body/table/tr/td[2]")
    text = write_catalogue(parts.store.sources.agencies(), parts.store.sources.sources())
    assert read_catalogue(text, "so.toml").sources[0].article == rule


def test_a_later_collection_reads_its_one_new_article_by_it(parts: Parts) -> None:
    portal = Portal()
    collect(parts, portal)
    rule, portal.newest = learned(parts), 4
    assert collect(parts, portal).new == 1
    assert learned(parts) == rule
    assert len(texts(parts)) == 4
    assert not any("của trang" in text for text in texts(parts).values())


def test_pages_that_only_count_their_visits_are_no_edits(parts: Parts) -> None:
    portal = Portal()
    collect(parts, portal)
    before = texts(parts)
    tally = collect(parts, portal, recheck=True)
    assert (tally.new, tally.edited) == (0, 0)
    assert texts(parts) == before
