"""By which names an item is known, and the id a new notice gets from the first of them (DESIGN 5.5)."""

from base64 import b32encode
from hashlib import blake2b

from hub.records import Item
from hub.vietnamese.text import fold

_TO_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghjkmnpqrstvwxyz")


def url_aliases(item: Item) -> tuple[str, ...]:
    """The addresses that mean this notice wherever they are met, the canonical one first."""
    return url_names(item.url, *item.former_urls)


def url_names(*urls: str) -> tuple[str, ...]:
    """The aliases that canonical addresses are; none for an empty one."""
    return tuple(dict.fromkeys(_without_scheme(url) for url in urls if url))


def own_aliases(item: Item) -> tuple[str, ...]:
    """Names that hold where the titles agree: the addresses from before its source moved, and its guid; or title (else
    the text) and date where there is nothing else."""
    moved = url_names(*item.moved_from)
    if item.guid:
        return (*moved, f"guid:{item.source}:{item.guid}")
    if item.url:
        return moved
    said = fold(item.title) or _digest(item.html or item.summary)
    return (f"said:{item.source}:{said}|{item.dates[0].raw if item.dates else ''}",)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest() if text else ""


def _without_scheme(url: str) -> str:
    """http and https are one page; the rest of a canonical address is kept as it is.

    >>> _without_scheme("https://syt.khanhhoa.gov.vn/tin/1")
    'url://syt.khanhhoa.gov.vn/tin/1'
    """
    return f"url:{url.partition(':')[2]}"


def notice_id(alias: str) -> str:
    """80 bits of the first alias in Crockford's base32: a rebuilt hub gives the same ids.

    >>> notice_id("url://syt.khanhhoa.gov.vn/tin/1")
    '8e6h0wvft85ge22k'
    """
    digest = blake2b(alias.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return b32encode(digest).translate(_TO_CROCKFORD).decode("ascii")
