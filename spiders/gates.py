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


def gate_in(fetch: Fetch) -> str | None:
    """`gate_of` for an answer that should have been a feed or a list."""
    try:
        return gate_of(parse_page(fetch).root)
    except ReadError:
        return None


def gate_of(root: etree._Element) -> str | None:
    """The code of the gate this page is: challenge_page, login_page or maintenance_page; else None."""
    shown = text_of(body if (body := root.find("body")) is not None else root)
    if _is_challenge(root, shown):
        return "challenge_page"
    if _is_login(root, shown):
        return "login_page"
    if len(shown) < _FEW and _MAINTENANCE.search(fold(shown)):
        return "maintenance_page"
    return None


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
