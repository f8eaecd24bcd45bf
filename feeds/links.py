"""Addresses in a feed made absolute."""

import re
from urllib.parse import urljoin, urlsplit

# most links of most feeds; joining and splitting them costs ten times this look
_ABSOLUTE = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?][^\s\\#]*)?")


def absolute(base: str, href: str) -> str:
    """The http(s) address that `href` means on a page at `base`; empty where it means none.

    >>> absolute("http://x.vn/rss/tin.rss", "~/chi-tiet.aspx?id=1")
    'http://x.vn/chi-tiet.aspx?id=1'
    >>> absolute("http://x.vn/", "javascript:alert(1)")
    ''
    """
    if _ABSOLUTE.fullmatch(href):
        return href
    href = "".join(href.split("\n")).strip()
    # ASP.NET writes `~/` for the root of the site and some feeds give it away unresolved.
    href = href[1:] if href.startswith("~/") else href
    try:
        url = urljoin(base, href) if href else ""
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
