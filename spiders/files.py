"""Links to documents: what is announced is often one line and a file."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from lxml import etree

from hub.records import Fetch, FileLink
from spiders.pages import Page
from spiders.selectors import text_of

_DOCUMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|od[tsp]|rtf|zip|rar|7z|pptx?|txt|csv)(?=$|[?#&;]|/[0-9a-f-]{4,40}$)", re.I
)
_LINKS = {"a": "href", "area": "href", "iframe": "src", "embed": "src", "object": "data"}
_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"{\\rtf")
_MEDIA_TYPES = ("application/pdf", "application/msword", "application/vnd.", "application/zip", "application/x-rar")


def is_document(url: str) -> bool:
    """Whether an address, or a file named in its query, ends as documents do (Liferay adds a key).

    >>> is_document("/_layouts/DownloadFilePage.aspx?FileUrl=/vb/1234-Q%C4%90.signed.PDF&x=1")
    True
    >>> is_document("/tin/pdf-la-gi.html")
    False
    """
    return bool(_DOCUMENT.search(unquote(url)))


def links_document(element: etree._Element) -> bool:
    """Whether a link in an element leads to a document."""
    return any(is_document(link.get("href") or "") for link in element.iter("a"))


def is_document_body(fetch: Fetch) -> bool:
    """Whether an answer is a document and no page, by its bytes or its declared type."""
    kind = fetch.headers.get("content-type", "").lower().strip()
    return fetch.body.startswith(_SIGNATURES) or kind.startswith(_MEDIA_TYPES)


def file_links(page: Page, elements: Iterable[etree._Element], *, are_files: bool = False) -> Iterator[FileLink]:
    """The documents linked or shown in these elements; `are_files` where every link is known to be one."""
    for element in elements:
        for node in element.iter(*_LINKS):
            href = (node.get(_LINKS[str(node.tag)]) or "").strip()
            url = page.link(href) if are_files or is_document(href) else None
            if url:
                yield FileLink(url, text_of(node))


def merge_files(*lists: Iterable[FileLink]) -> tuple[FileLink, ...]:
    """All files once, the first mention first; what it leaves open is filled in by later ones."""
    merged: dict[str, FileLink] = {}
    for link in (link for links in lists for link in links):
        first = merged.get(link.url, link)
        merged[link.url] = FileLink(
            link.url,
            first.name or link.name,
            first.media_type or link.media_type,
            link.bytes if first.bytes is None else first.bytes,
        )
    return tuple(merged.values())
