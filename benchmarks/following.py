"""A reader that follows a feed by RFC 5005, written without anything of ours: for benchmarks of feeds and archives."""

import gzip
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
NAMES = ("id", "updated", "title", "content")
PARSER = etree.XMLParser(huge_tree=True, resolve_entities=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as the reader keeps it."""

    id: str
    updated: str
    title: str
    withdrawn: bool
    content: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A document: its entries in their order, and in which document it goes on."""

    url: str
    entries: tuple[Entry, ...]
    previous: str


@dataclass
class Follower:
    """What somebody has seen who subscribed to a feed: the state of each entry with the newest `updated`.

    Whenever the feed goes on in another archive document than at the last poll, that is read and those before it, up to
    one that is known; for what never was among the newest (old notices, found late) is there alone. `own` is where a
    hub is asked that says it is elsewhere.
    """

    feed: str
    own: str = ""
    states: dict[str, Entry] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    digests: dict[str, str] = field(default_factory=dict)
    met: list[str] = field(default_factory=list)
    requests: int = 0

    def poll(self) -> None:
        """Look at the feed, and at the archive as far as it is not known."""
        page = self.read(self.feed)
        while page.previous and page.previous not in self.digests:
            page = self.read(page.previous, for_ever=True)

    def read(self, url: str, *, for_ever: bool = False) -> Page:
        """A document, taken note of."""
        page, digest = fetch(f"{self.own}{urlsplit(url).path}" if self.own else url)
        self.requests += 1
        if for_ever:
            self.digests[url] = digest
        for entry in reversed(page.entries):  # of one moment the newest document's is kept, which is read first
            self.seen.add((entry.id, entry.updated))
            self.met.append(entry.id)
            known = self.states.get(entry.id)
            if known is None or known.updated < entry.updated:
                self.states[entry.id] = entry
        return page


def fetch(url: str) -> tuple[Page, str]:
    """A document and the digest of its bytes; redirects are followed."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        body = answer.read()
        data = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
    return read_page(url, data), sha256(data).hexdigest()


def is_unchanged(url: str, etag: str) -> bool:
    """Whether an address answers 304 to who has this ETag of its gzipped form."""
    headers = {"Accept-Encoding": "gzip", "If-None-Match": etag}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60):
            return False
    except urllib.error.HTTPError as error:
        error.close()
        return error.code == 304


def tag_of(url: str) -> str:
    """The ETag of the gzipped form."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"}, method="HEAD")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(answer.headers["ETag"])


def read_page(url: str, data: bytes) -> Page:
    """A document as any XML parser has it."""
    root = etree.fromstring(data, PARSER)
    gone = {(one.get("ref"), one.get("when")) for one in root.iterfind(DELETED)}
    previous = root.find(f"{ATOM}link[@rel='prev-archive']")
    return Page(
        url,
        tuple(_entry(one, gone) for one in root.iterfind(f"{ATOM}entry")),
        "" if previous is None else previous.get("href", ""),
    )


def _entry(element: etree._Element, gone: set[tuple[str | None, str | None]]) -> Entry:
    id, updated, title, content = (element.findtext(f"{ATOM}{name}") or "" for name in NAMES)
    return Entry(id, updated, title, (id, updated) in gone, content)
