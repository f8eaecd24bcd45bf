"""Addresses: the one place where a URL is taken apart, and ada-url (WHATWG's rules) is all that does it.

Other parsers see another host in 21 to 26 of 285 absolute test addresses, which is how guards
against private networks are fooled; so nothing here looks for a host by hand.
"""

import re
from base64 import b64encode
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from ada_url import URL
from tldextract import TLDExtract

_DEFAULT_PORTS = {"http:": "80", "https:": "443"}

_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_PATH_SESSION = re.compile(
    r";(?:jsessionid|phpsessid|sid)=[^/;]*"  # Java, PHP: /tin.do;jsessionid=0A1B
    r"|/\((?:[ASFX]\([^()/]*\))+\)(?=/|$)",  # ASP.NET: /(S(lit3py55t21z5v55vlm25s55))/tin.aspx
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"utm_.*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|igshid|zarsrc|mc_cid|mc_eid"
    r"|jsessionid|phpsessid|aspsessionid\w*|oscsid|zenid|cftoken|rnd|nocache|cachebuster"
    r"|p_auth|inheritredirect|(?:\w*_)?redirect",  # a token of Liferay's, and where to go back to
    re.IGNORECASE,
)
# The moment a link was made, in milliseconds (`t=1658804544379`), or in seconds where the name says nothing else.
_STAMP = re.compile(
    r"(?:t|ts|time|timestamp|v|b|_|rand|random|cb)=1\d{12}|(?:_|ts|timestamp|rand|cb)=1\d{9}", re.IGNORECASE
)
# PHP-Nuke and its heirs call a story `sid=123`; only a long token is a session.
_SESSION_TOKEN = re.compile(r"(?:sid|session_?id)=[0-9a-z,-]{16,}", re.IGNORECASE)
# how Liferay shows what a path after `/-/` names by itself
_PORTLET = re.compile(r"p_p_(?:id|lifecycle|state|mode|col_\w+)")
# what an address without any of these has nothing to lose of; most have none
_MAY_BE_NOISY = re.compile(r"[;?%(]")
_USERINFO = re.compile(r"//[^/?#]*@")


def web_address(url: str, base: str | None = None) -> str | None:
    """The http(s) address to ask for: absolute, as ada writes it, without user name and fragment.

    None for anything else, and where a backslash decides which host is meant.

    >>> web_address("HTTP://Khanhhoa.gov.vn:80/tin tức#dau")
    'http://khanhhoa.gov.vn/tin%20t%E1%BB%A9c'
    >>> web_address("http://127.0.0.1\\\\@khanhhoa.gov.vn/") is None
    True
    """
    place = _place(url, base)
    return None if place is None else place.href


def join(base: str, href: str) -> str | None:
    """The http(s) address a link leads to from the page at `base`; None for javascript:, mailto: and the like.

    >>> join("https://a.vn/tin/", " ../vb/Công văn 12.pdf")
    'https://a.vn/vb/C%C3%B4ng%20v%C4%83n%2012.pdf'
    """
    return web_address(href, base)


@lru_cache(maxsize=1 << 15)  # a list names the same pages at every visit
def canonical_url(url: str) -> str | None:
    """The address by which a page is known: `web_address` without tracking, sessions and stamps.

    Escapes are written in capitals; everything else keeps its bytes. Idempotent, never raises.

    >>> canonical_url("https://a.vn/x;jsessionid=0A?id=7&utm_source=zalo&q=%c3%a1")
    'https://a.vn/x?id=7&q=%C3%A1'
    """
    parsed = _parse(url)
    while parsed is not None:
        address = parsed.href
        if not _MAY_BE_NOISY.search(address):
            return address
        quiet = _without_noise(parsed)
        if quiet == address:
            return address
        parsed = _parse(quiet)  # taking something out may leave `/./`, or join two halves of a session
    return None


def host_key(url: str) -> str:
    """`host:port` of a web address, by which delays, robots.txt and leases go; "" if it is none."""
    place = _place(url)
    return "" if place is None else f"{place.host}:{place.port}"


def hostname(url: str) -> str:
    """The host of a web address as a socket wants it (IPv6 without brackets); "" if it is none."""
    place = _place(url)
    return "" if place is None else place.host.strip("[]")


def origin(url: str) -> str:
    """Scheme, host and port of a web address, `https://a.vn:8443`; "" if it is none."""
    place = _place(url)
    return "" if place is None else place.origin


def registrable_domain(url: str) -> str:
    """What somebody has registered of a web address's host, by the public suffix list that comes with the program.

    >>> registrable_domain("https://syt.khanhhoa.gov.vn/rss"), registrable_domain("http://127.0.0.1:8001/")
    ('khanhhoa.gov.vn', '127.0.0.1')
    """
    host = hostname(url)
    return str(_suffixes()(host).top_domain_under_public_suffix) or host


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """Read when first needed, from the package alone: nothing is asked of anybody, nothing written."""
    return TLDExtract(cache_dir=None, suffix_list_urls=())


def is_front_page(url: str) -> bool:
    """Whether an address is its host's first.

    >>> is_front_page("https://a.vn/"), is_front_page("https://a.vn/?lang=vi"), is_front_page("https://a.vn/rss")
    (True, False, False)
    """
    return (canonical_url(url) or "").removeprefix(origin(url)) in ("", "/")


def basic_credentials(url: str) -> str | None:
    """The Authorization header that the user name and password in a URL stand for."""
    parsed = _read(url) if "@" in url else None
    if parsed is None or not (parsed.username or parsed.password):
        return None
    pair = unquote_to_bytes(parsed.username) + b":" + unquote_to_bytes(parsed.password)
    return f"Basic {b64encode(pair).decode()}"


def without_userinfo(url: str) -> str:
    """The URL as it may be shown, even where it cannot be read."""
    return web_address(url) or _USERINFO.sub("//", url.replace("\\", "/"))


class _Place(NamedTuple):
    """What is asked of an address, several times for each request: taken apart once."""

    href: str
    origin: str
    host: str
    port: str


@lru_cache(maxsize=1 << 12)
def _place(url: str, base: str | None = None) -> _Place | None:
    parsed = _parse(url, base)
    if parsed is None:
        return None
    return _Place(parsed.href, parsed.origin, parsed.hostname, parsed.port or _DEFAULT_PORTS[parsed.protocol])


def _parse(url: str, base: str | None = None) -> URL | None:
    parsed = _read(url, base)
    if parsed is None or parsed.protocol not in _DEFAULT_PORTS:
        return None
    if "\\" in url and not _same_host(parsed, _read(url.replace("\\", "%5C"), base)):
        return None
    if "@" in url or (base and "@" in base):  # setting costs more than parsing, and nearly always does nothing
        parsed.username = parsed.password = ""
    if "#" in url:
        parsed.hash = ""
    return parsed


def _read(url: str, base: str | None = None) -> URL | None:
    try:
        return URL(url, base) if base is not None else URL(url)
    except ValueError:  # also what a lone surrogate gives
        return None


def _same_host(one: URL, other: URL | None) -> bool:
    return other is not None and one.host == other.host


def _without_noise(parsed: URL) -> str:
    path = _PATH_SESSION.sub("", parsed.pathname) or "/"
    parts = [part for part in parsed.search[1:].split("&") if not _is_noise(part)]
    if "/-/" in path:
        parts = [part for part in parts if not _PORTLET.fullmatch(part.partition("=")[0])]
    query = "&".join(parts)
    address = f"{path}?{query}" if query else path
    return parsed.origin + _ESCAPE.sub(lambda escape: escape[0].upper(), address)


def _is_noise(parameter: str) -> bool:
    name = parameter.partition("=")[0]
    return any((_NOISE.fullmatch(name), _SESSION_TOKEN.fullmatch(parameter), _STAMP.fullmatch(parameter)))
