"""Pages that stand in the place of the content and answer 200: they must not look like zero news.

To be asked only where a page is not what it should be: a notice *about* maintenance is a notice.
"""

import re

from lxml import etree

from hub.errors import ReadError
from hub.records import Fetch
from hub.vietnamese.text import fold
from spiders.pages import parse_page
from spiders.selectors import text_of

_FEW = 400  # letters of a page that says only one thing
_MAINTENANCE = re.compile(
    r"(?:dang|tam ngung|de) (?:\w+ ){0,4}(?:bao tri|nang cap)|bao tri he thong|under maintenance|maintenance mode"
)
_LOGIN = re.compile(r"dang nhap|log ?in\b|sign ?in\b")
_CHALLENGE = ("/cdn-cgi/challenge-platform", "cf-browser-verification", "_Incapsula_Resource")
_THING = (
    r"(?:trang|noi dung|bai viet|tin bai|tin|van ban|du lieu|duong dan|dia chi|tai lieu|chuyen muc"
    r"|page|file|resource)"
)
_MISSING = re.compile(
    rf"khong tim thay (?:\w+ )?{_THING}\b|{_THING}\b(?: \w+){{0,6}} (?:khong ton tai|khong tim thay|da bi xoa|da bi go)"
    rf"|{_THING} (?:you \w+ \w+ |was |is |could )?not (?:be )?found|(?:^|error|loi|http status) ?404\b|404 not found"
    r"|error report$|^http status [45]\d\d|^(?:object|not) (?:not )?found$|^(?:500 )?internal server error$"
)
_PARKED = re.compile(
    r"domain (?:name )?(?:\S+ )?(?:is|may be) (?:for sale|parked)|buy this domain"
    r"|parked (?:free )?(?:domain|by|courtesy)"
    r"|ten mien (?:\S+ ){0,3}(?:dang (?:duoc )?(?:rao )?ban|da het han|chua duoc kich hoat|duoc bao ve)"
)
DETAILS = {
    "http_4xx": "The page answers 200 and says that it is not there.",
    "not_a_listing": "The domain is parked: no site stands behind it.",
}


def gate_in(fetch: Fetch) -> str | None:
    """`gate_of` for an answer that should have been a feed or a list."""
    try:
        return gate_of(parse_page(fetch).root)
    except ReadError:
        return None


def gate_of(root: etree._Element) -> str | None:
    """The code of what stands here in the place of the content, else None.

    challenge_page, login_page, maintenance_page; http_4xx for a page that says it is not there, not_a_listing for
    a parked domain (`DETAILS` says what these two mean here).
    """
    shown = text_of(body if (body := root.find("body")) is not None else root)
    if _is_challenge(root, shown):
        return "challenge_page"
    if _is_login(root, shown):
        return "login_page"
    words = fold(shown[: 2 * _FEW])
    if len(shown) < _FEW and _MAINTENANCE.search(words):
        return "maintenance_page"
    if len(shown) < 2 * _FEW and _PARKED.search(words):
        return "not_a_listing"
    return "http_4xx" if _is_missing(root, shown) else None


def _is_missing(root: etree._Element, shown: str) -> bool:
    """A heading says that nothing is there, or a page of few words does."""
    headings = [" ".join(fold(text_of(heading)).split()) for heading in root.iter("title", "h1", "h2")]
    return any(_MISSING.search(said) for said in (*headings, *([fold(shown)] if len(shown) < _FEW else ())))


def _is_challenge(root: etree._Element, shown: str) -> bool:
    """A script that sets a cookie and comes again (`document.cookie="D1N=…"`, 177 bytes), or a known guard's."""
    scripts = " ".join((script.get("src") or "") + (script.text or "") for script in root.iter("script"))
    comes_again = "document.cookie" in scripts and ("reload" in scripts or "location" in scripts)
    return (comes_again and len(shown) < _FEW) or any(mark in scripts for mark in _CHALLENGE)


def _is_login(root: etree._Element, shown: str) -> bool:
    """A password is asked for, and nothing else is to be had; a box beside the content does not count."""
    if not any((field.get("type") or "").lower() == "password" for field in root.iter("input")):
        return False
    headings = " ".join(text_of(heading) for heading in root.iter("title", "h1"))
    return len(shown) < _FEW or bool(_LOGIN.search(fold(headings)))
