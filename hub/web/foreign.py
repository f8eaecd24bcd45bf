"""Addresses of other people's sites, which we show but do not trust."""

from urllib.parse import urlsplit


def web_address(url: str) -> str | None:
    """The address if it leads to the web; `javascript:` and its like are not to be followed.

    >>> web_address("https://x.vn/a.pdf"), web_address(" JaVaScRiPt:alert(1)")
    ('https://x.vn/a.pdf', None)
    """
    return url if url.lower().startswith(("http://", "https://")) else None


def host_of(url: str) -> str:
    """Whose address it is, as a short name for it; the address itself where that is not to be made out."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url
