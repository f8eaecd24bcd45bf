"""What a source says since it has moved, in the names from before."""

from dataclasses import replace
from urllib.parse import urlsplit

from hub.records import Attachment, Item, KnownPage, Memory, Notice


def site_of(url: str) -> str:
    """The host of an address, with its port where that is written; http and https are one site.

    >>> site_of("https://syt.khanhhoa.gov.vn/tin/1")
    'syt.khanhhoa.gov.vn'
    """
    return urlsplit(url).netloc


def with_former_files(known: Notice, said: Notice, item: Item) -> Notice:
    """What is said, with the files that moved along with the page under the addresses that they are known under.

    Else every notice of a source that moves would seem edited. A page that is asked for at its old address, and led to
    another host, links its files there.
    """
    sites = dict.fromkeys(map(site_of, (*item.moved_from, item.url)))
    had = {file.url for file in known.attachments}
    if not had:
        return said
    return replace(said, attachments=tuple(_as_known(file, sites, had) for file in said.attachments))


def _as_known(file: Attachment, sites: dict[str, None], had: set[str]) -> Attachment:
    parts = urlsplit(file.url)
    former = (parts._replace(netloc=site, scheme=scheme).geturl() for site in sites for scheme in ("https", "http"))
    url = file.url if file.url in had else next((url for url in former if url in had), file.url)
    return file if url == file.url else replace(file, url=url)


def is_left(page: KnownPage, memory: Memory) -> bool:
    """Whether the source has moved away from the page's host: what becomes of that says nothing of the notice."""
    moved = (move for move in memory.moves.values() if move.state == "believed")
    return any(site_of(page.url) == site_of(move.address) != site_of(move.target) for move in moved)
