"""Everything the hub says about what it was told, taken apart into pieces of HTML and addresses to be judged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

import orjson
from lxml import etree

from benchmarks.hostile_hub import FIELDS, WORD, Asker, front_of, hostile_hub, notices_of
from benchmarks.hostile_judge import Shape, faults_of_fragment, faults_of_page, faulty_address, shapes_of
from feeds.channels import NEWEST, filled, names
from feeds.entries import Channel
from feeds.publish import RENDERERS
from hub.records import Notice
from hub.wiring import Parts

ATOM, CONTENT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}"
PAGES = ("/", "/coverage", "/subscribe", "/agencies")
_PAGE_OF_HITS = 20


@dataclass(frozen=True)
class Piece:
    """Something that was said: a page of ours, a fragment of HTML for others to show, or an address to follow."""

    output: str
    where: str
    text: str
    kind: str = "page"

    def faults(self) -> list[str]:
        """What of it could run."""
        if self.kind == "fragment":
            return faults_of_fragment(self.text)
        if self.kind == "address":
            return [self.text] if faulty_address(self.text) else []
        return faults_of_page(self.text, harmless_shapes())


def pieces(parts: Parts, payloads: Sequence[str]) -> Iterator[Piece]:
    """All that a hub of these payloads says."""
    asker = Asker(front_of(parts))
    try:
        for path in PAGES:
            yield page(asker, "HTML", path)
        for field in FIELDS:
            notices = notices_of(parts, field)
            yield from pages_of(asker, field, notices)
            yield from feeds_of(parts, field, notices)
            yield from programs_of(asker, field)
        for payload in payloads:
            yield from reflected(asker, payload)
    finally:
        asker.close()


def page(asker: Asker, output: str, path: str) -> Piece:
    status, body = asker.get(path)
    assert status in (200, 400, 404, 414), (status, path)
    return Piece(output, path, body.decode())


def pages_of(asker: Asker, field: str, notices: Sequence[Notice]) -> Iterator[Piece]:
    """The pages that show notices: each alone, in a list, and found."""
    for notice in notices:
        for path in (f"/notices/{notice.id}", f"/notices/{notice.id}/revisions", f"/notices/{notice.id}/diff"):
            yield page(asker, "HTML", path)
    for slug in sorted({notice.source for notice in notices})[:1]:
        yield page(asker, "HTML", f"/search?source={slug}")
    for n in range(0, len(notices), _PAGE_OF_HITS):
        yield page(asker, "search", f"/search?q={quote(WORD)}&agency={field}&page={n // _PAGE_OF_HITS + 1}")
    for n in range(0, len(notices), _PAGE_OF_HITS):
        before = f"?before={99 * 10**15}~z" if n == 0 else ""
        yield page(asker, "HTML", f"/agencies/{field}{before}")


def feeds_of(parts: Parts, field: str, notices: Sequence[Notice]) -> Iterator[Piece]:
    """What readers of feeds will show."""
    known = names(parts.store, parts.authority, parts.settings.base_url, parts.clock())
    for n in range(0, len(notices), NEWEST):
        made = filled(parts.store, Channel("feeds/x", field), notices[n : n + NEWEST], known)
        for suffix, render in RENDERERS.items():
            yield from taken_apart(suffix, f"{field} {n}", render(made))


def taken_apart(suffix: str, where: str, document: bytes) -> Iterator[Piece]:
    """The pieces of a feed."""
    if suffix == "json":
        for entry in orjson.loads(document)["items"]:
            yield Piece("JSON", where, entry["content_html"], "fragment")
            urls = (
                entry.get("url"),
                entry.get("external_url"),
                *(file["url"] for file in entry.get("attachments", ())),
            )
            yield from (Piece("JSON", where, url, "address") for url in urls if url)
        return
    root = etree.fromstring(document)
    output = "Atom" if suffix == "atom" else "RSS"
    # many readers take the title of an RSS item for HTML
    shown = {f"{ATOM}content", f"{CONTENT}encoded", "description", "title"}
    for element in root.iter(etree.Element):
        parent = element.getparent()
        if element.tag in shown and parent is not None and parent.tag in (f"{ATOM}entry", "item"):
            yield Piece(output, where, element.text or "", "fragment")
        addresses = [element.get("href"), element.get("url"), element.text if element.tag == "link" else None]
        yield from (Piece(output, where, address, "address") for address in addresses if address)


def programs_of(asker: Asker, field: str) -> Iterator[Piece]:
    """What programs get through the API, as far as it is HTML or an address."""
    for path in (
        f"/api/v1/notices?agency={field}&limit=500",
        f"/api/v1/search?q={quote(WORD)}&agency={field}&limit=500",
    ):
        status, body = asker.get(path)
        assert status == 200, path
        for entry in orjson.loads(body)["items"]:
            yield Piece("JSON", path, entry["html"], "fragment")
            yield Piece("JSON", path, entry["url"], "address")
            yield from (Piece("search", path, text, "fragment") for text in entry.get("highlights", {}).values())


def reflected(asker: Asker, payload: str) -> Iterator[Piece]:
    """What a search for the payload itself says."""
    query = quote(payload.encode("utf-8", "replace"))[:7000]
    yield page(asker, "search", f"/search?q={query}")
    yield page(asker, "search", f"/search?agency={query}&from={query[:300]}&sort={query[:300]}")
    status, body = asker.get(f"/api/v1/search?q={query}&limit=5")
    for entry in orjson.loads(body)["items"] if status == 200 else ():
        yield from (Piece("search", payload, text, "fragment") for text in entry["highlights"].values())
    for suffix in ("atom", "rss"):
        status, body = asker.get(f"/search.{suffix}?q={query}")
        if status == 200:
            yield from taken_apart(suffix, f"search {payload[:40]}", body)


@cache
def harmless_shapes() -> frozenset[Shape]:
    """The risky elements that our pages have about harmless things."""
    words = [f"bình thường {n}" for n in range(30)]
    with hostile_hub(words) as parts:
        asker = Asker(front_of(parts))
        notice = notices_of(parts, "content")[0]
        own = (f"/notices/{notice.id}", f"/notices/{notice.id}/diff", f"/notices/{notice.id}/revisions")
        lists = (
            "/agencies/title",
            "/search",
            "/search?q=%22a",
            "/search?source=title&from=x",
            "/search?source=source-1",
        )
        hits = (f"/search?q={quote(WORD)}&agency=title&page=2&from=2010-01-01&sort=newest", "/search?section=tin-tuc")
        found = [shapes_of(asker.get(path)[1].decode()) for path in (*PAGES, *own, *lists, *hits, "/nowhere")]
        asker.close()
    return frozenset().union(*found)
