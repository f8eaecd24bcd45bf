"""Files of notices from a site on loopback: named, typed and read as they are, kept once, asked for politely."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

import pytest

from hub.records import Address, AddressKind, Agency, ListingRule, Notice, Source, Tally
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client
from tests.spiders.documents import made

DOCX = made.docx(made.paragraphs("Giá đất năm 2010"))
PDF = made.pdf("Quyết định về giá đất năm 2010")
OVERGROWN = b'<html xmlns:o="urn:schemas-microsoft-com:office">' + b"<p>" * 4_000_000  # takes a gigabyte to read
RULE = ListingRule("//li", title="./a", link="./a/@href")


@dataclass
class Portal:
    """Answers by the path as it was sent, escapes resolved and nothing else: a name in NFD is not one in NFC."""

    pages: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, bytes] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def announce(self, *links: str) -> None:
        """A listing of one notice, whose page has these links."""
        self.pages["/"] = (
            b"<ul><li><a href=/tin/1.html>Th\xc3\xb4ng b\xc3\xa1o gi\xc3\xa1 \xc4\x91\xe1\xba\xa5t</a></ul>"
        )
        words = (
            "Sở Tài chính thông báo giá đất năm 2010 trên địa bàn tỉnh, các tổ chức và cá nhân xem tệp kèm theo. " * 3
        )
        files = "".join(f"<p><a href='{link}'>Tải về</a></p>" for link in links)
        page = f"<html><body><div class=body><h1>Thông báo giá đất</h1><p>{words}</p>{files}</div></body></html>"
        self.pages["/tin/1.html"] = page.encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(self._answer(unquote(head.split(b" ")[1].decode())))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, path: str) -> bytes:
        self.asked.append(path)
        body, status = self.pages.get(path), b"200 OK"
        if body is None or path in self.down:
            body, status = b"", b"503 Busy" if path in self.down else b"404 Not Found"
        kind = b"text/html; charset=utf-8" if path == "/" or path.endswith(".html") else b"application/octet-stream"
        more = self.headers.get(path, b"") if status == b"200 OK" else b""
        return b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s" % (
            status,
            kind,
            len(body),
            more,
            body,
        )


@pytest.fixture
def parts(tmp_path: Path) -> Any:
    opened = open_parts(load_settings(tmp_path, allow_networks="127.0.0.0/8", per_host_delay=0.0)[0])
    yield opened
    opened.close()


Collect = Callable[..., Notice]


@pytest.fixture
def collect(parts: Parts) -> Collect:
    """Collects the portal, and gives its only notice as it then stands."""
    return lambda portal, **how: asyncio.run(_collect(parts, portal, **how))


async def _collect(parts: Parts, portal: Portal, *, recheck: bool = False, kind: AddressKind = "listing") -> Notice:
    server = await asyncio.start_server(portal.serve, "127.0.0.1", portal.port)
    portal.port = server.sockets[0].getsockname()[1]
    home = f"http://127.0.0.1:{portal.port}/"
    parts.store.sources.save_agency(Agency("so", "Sở Tài chính"))
    source = Source("so", "so", home, (Address(kind, home, listing=RULE if kind == "listing" else None),))
    parts.store.sources.save_source(source)
    client = open_client(parts)
    async with server:
        tallies: list[Tally] = await collect_all(parts, client, [source], lambda tally: None, recheck=recheck)
        await client.close()
    assert [tally.error for tally in tallies] == [None]
    (notice,) = parts.store.notices.many([change.notice for change in parts.store.changes.after(0)][:1])
    return notice


COMPOSED, SPREAD = normalize("NFC", "Quyết định giá.docx"), normalize("NFD", "Quyết định giá.docx")
NAMES = {
    "raw blanks": ("/img/132 BC gia thi truong.docx", "/img/132 BC gia thi truong.docx", "132 BC gia thi truong.docx"),
    "Vietnamese letters": (f"/img/{COMPOSED}", f"/img/{COMPOSED}", COMPOSED),
    "decomposed letters": (f"/img/{SPREAD}", f"/img/{SPREAD}", COMPOSED),
    "escapes": ("/img/Gi%C3%A1%20%C4%91%E1%BA%A5t.docx", "/img/Giá đất.docx", "Giá đất.docx"),
    "a name in the query": ("/tai.aspx?f=/vb/Công văn 12.docx", "/tai.aspx?f=/vb/Công văn 12.docx", "Công văn 12.docx"),
}


@pytest.mark.parametrize(("link", "path", "name"), NAMES.values(), ids=NAMES.keys())
def test_a_file_is_asked_for_by_the_very_name_it_has(collect: Collect, link: str, path: str, name: str) -> None:
    portal = Portal({path: DOCX})
    portal.announce(link)
    (file,) = collect(portal).attachments
    assert (file.state, file.reason, file.text, file.name) == ("text", None, "Giá đất năm 2010", name)
    assert file.media_type is not None and file.media_type.endswith("wordprocessingml.document")


def test_the_answers_that_brought_page_and_file_are_in_the_evidence_once(parts: Parts, collect: Collect) -> None:
    portal = Portal({"/gia.pdf": PDF}, headers={"/gia.pdf": b'ETag: "7"\r\n'})
    portal.announce("/gia.pdf")
    notice = collect(portal)
    collect(portal, recheck=True)
    bundle = parts.store.evidence.bundle(notice.id)
    assert bundle is not None and len(bundle.kept) == 2
    answers = [json.loads(record) for record in bundle.records.values() if b'"headers"' in record]
    told = {answer["url"].rpartition(":")[2].lstrip("0123456789"): answer for answer in answers}
    assert told.keys() == {"/tin/1.html", "/gia.pdf"} and len(answers) == 2
    assert (told["/gia.pdf"]["headers"]["etag"], told["/gia.pdf"]["bytes"]) == ('"7"', len(PDF))
    assert [line.kind for line in parts.store.evidence.after(0)].count("fetch") == 2
    assert list(parts.store.evidence.faults(deep=True)) == []


def board(*names: str) -> Portal:
    """A list whose rows are files."""
    rows = "".join(f"<li><a href='/{name}'>Quyết định về giá đất, bản {name}</a></li>" for name in names)
    return Portal({"/": f"<ul>{rows}</ul>".encode()} | {f"/{name}": PDF for name in names})


def test_a_row_that_is_a_file_says_what_the_file_says(collect: Collect) -> None:
    portal = board("1.pdf")
    notice = collect(portal)
    assert (notice.text, notice.attachments[0].text) == ("Quyết định về giá đất năm 2010",) * 2
    portal.pages["/1.pdf"] = made.pdf("Quyết định về giá đất năm 2011")
    notice = collect(portal, recheck=True)
    assert (notice.text, notice.revisions) == ("Quyết định về giá đất năm 2011", 1)
    portal.pages["/"] = portal.pages["/"].replace(b"Quy\xe1\xba\xbft", b"(M\xe1\xbb\x9bi) Quy\xe1\xba\xbft")
    notice = collect(portal, recheck=True)
    assert (notice.title[:5], notice.text, notice.revisions) == ("(Mới)", "Quyết định về giá đất năm 2011", 2)


def test_a_file_that_others_link_too_speaks_for_each(collect: Collect, parts: Parts) -> None:
    portal = board("1.pdf", "2.pdf")
    collect(portal)
    said = [notice.text for notice in parts.store.notices.many([it.notice for it in parts.store.changes.after(0)])]
    assert said == ["Quyết định về giá đất năm 2010"] * 2


def test_a_row_whose_file_comes_later_is_completed(collect: Collect, parts: Parts) -> None:
    portal = board("1.pdf")
    portal.down = {"/1.pdf"}
    assert collect(portal).text == ""
    portal.down = set()
    notice = collect(portal, recheck=True)
    assert (notice.text, notice.revisions) == ("Quyết định về giá đất năm 2010", 0)


def test_a_file_that_comes_later_says_the_number_that_its_page_does_not(collect: Collect) -> None:
    portal = Portal({"/1.pdf": made.pdf("Quyết định số 15/QĐ-UBND ngày 24/9/2010 về giá đất")})
    portal.announce("/1.pdf")
    page = (
        "<div class=body><h1>Thông báo giá đất</h1><p>Xem văn bản kèm theo.</p><p><a href='/1.pdf'>Tải về</a></p></div>"
    )
    portal.pages["/tin/1.html"] = page.encode()
    portal.down = {"/1.pdf"}
    assert collect(portal).doc_number is None
    portal.down = set()
    notice = collect(portal, recheck=True)
    assert (notice.doc_number, notice.revisions) == ("15/QĐ-UBND", 0)


def test_the_server_names_the_file(collect: Collect) -> None:
    portal = Portal({"/f.pdf": PDF})
    portal.headers["/f.pdf"] = 'Content-Disposition: attachment; filename="Công văn số 12.signed.pdf"\r\n'.encode()
    portal.announce("/f.pdf")
    assert collect(portal).attachments[0].name == "Công văn số 12.signed.pdf"


def test_every_file_of_a_notice_ends_in_a_state_and_none_costs_the_notice(collect: Collect, parts: Parts) -> None:
    files = {
        "/1.pdf": PDF,
        "/2.docx": made.pdf(None, picture=True),
        "/3.pdf": b"%PDF-1.4 nothing more",
        "/4.html.doc": OVERGROWN,
        "/5.zip": made.packed({"a.txt": "x"}),
        "/6.pdf": b"<html><body>Dang nhap</body></html>",
    }
    portal = Portal(dict(files))
    portal.announce(*files, "/7.pdf")
    notice = collect(portal)
    assert notice.title == "Thông báo giá đất"
    assert [(file.state, file.reason) for file in notice.attachments] == [
        ("text", None),
        ("no_text", "scan"),
        ("failed", "damaged"),
        ("failed", "damaged"),
        ("skipped", "archive"),
        ("failed", "web_page"),
        ("failed", "http_4xx"),
    ]
    assert [file.sha256 is None for file in notice.attachments] == [False] * 5 + [True] * 2, "kept is what is a file"
    assert sum(parts.store.notices.file_counts()["so"].values()) == 7
    assert collect(portal, recheck=True) == notice
    asked = [path for path in portal.asked if path.endswith(".pdf")]
    assert asked == ["/1.pdf", "/3.pdf", "/6.pdf", "/7.pdf", "/6.pdf", "/1.pdf", "/3.pdf"], "one that is not there once"


def test_other_bytes_under_the_address_of_a_file_are_an_edit_though_its_page_stays_as_it_was(
    collect: Collect, parts: Parts
) -> None:
    portal = Portal({"/1.pdf": PDF}, {"/1.pdf": b'ETag: "1"\r\n'})
    portal.announce("/1.pdf")
    first = collect(portal)
    assert first.attachments[0].etag == '"1"'
    portal.pages["/1.pdf"] = made.pdf("Bảng giá đất đã đính chính")
    notice = collect(portal, recheck=True)
    assert [file.text for file in notice.attachments] == ["Bảng giá đất đã đính chính"]
    assert (notice.revisions, parts.store.notices.revisions(notice.id)[-1].changed) == (1, ("attachments",))
    portal.down.add("/1.pdf")
    assert collect(portal, recheck=True) == notice, "a file that is lost stays as it was kept"


def test_files_of_entries_without_a_page_are_read_too(collect: Collect) -> None:
    portal = Portal({"/1.pdf": PDF})
    entry = "<item><title>Giá đất</title><guid>1</guid><enclosure url='/1.pdf' type='application/pdf'/></item>"
    portal.pages["/"] = f"<rss version='2.0'><channel><title>t</title>{entry}</channel></rss>".encode()
    (file,) = collect(portal, kind="feed").attachments
    assert (file.state, file.text) == ("text", "Quyết định về giá đất năm 2010")
    collect(portal, kind="feed")
    assert portal.asked.count("/1.pdf") == 1


def test_the_same_bytes_are_read_once(collect: Collect, parts: Parts) -> None:
    portal = Portal({"/1.pdf": PDF, "/2.pdf": PDF})
    portal.announce("/1.pdf")
    first = collect(portal)
    reader = CountingReader()
    again = replace(parts, children=reader)  # type: ignore[arg-type]
    portal.announce("/1.pdf", "/2.pdf")
    notice = asyncio.run(_collect(again, portal, recheck=True))
    assert [file.text for file in notice.attachments] == [first.attachments[0].text] * 2
    assert reader.asked == 0


class CountingReader:
    """Says how often it was asked, and gives nothing."""

    asked = 0

    async def read(self, function: Callable[..., Any], *arguments: object) -> Any:
        self.asked += 1
        raise AssertionError("these bytes were read before")


def test_a_file_that_could_not_be_had_is_asked_for_again_and_that_is_no_edit(collect: Collect, parts: Parts) -> None:
    portal = Portal({"/1.pdf": PDF}, down={"/1.pdf"})
    portal.announce("/1.pdf")
    (file,) = collect(portal).attachments
    assert (file.state, file.reason) == ("failed", "http_5xx")
    portal.down.clear()
    notice = collect(portal, recheck=True)
    assert (notice.attachments[0].state, notice.attachments[0].text) == ("text", "Quyết định về giá đất năm 2010")
    assert (notice.revisions, notice.updated) == (0, notice.first_seen)
    assert [change.kind for change in parts.store.changes.after(0)] == ["new", "edited"]
