"""What scripts and buttons of a page do to bring the next: send a form (`__doPostBack`), or go to an address. Pure."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from lxml import etree

from hub.records import Place
from spiders.learning.cells import leads_somewhere
from spiders.pages import Page
from spiders.selectors import Found, address_in, text_of

_STATE, _TARGET, _ARGUMENT = "__VIEWSTATE", "__EVENTTARGET", "__EVENTARGUMENT"
_QUOTED = r"""["']([^"']*)["']"""
_POSTBACK = re.compile(rf"(?:__doPostBack|WebForm_PostBackOptions)\(\s*{_QUOTED}\s*,\s*{_QUOTED}")
_LARGEST_FORM = 1 << 20  # bytes; what is larger is nothing to send back at every page
_NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})


def is_way_on(script: str) -> bool:
    """Whether a script's call is understood: it sends a form, or leads to an address that it names.

    >>> is_way_on("javascript:__doPostBack('ctl00$gv','Page$2')"), is_way_on("javascript:history.back()")
    (True, False)
    """
    return bool(_POSTBACK.search(script) or address_in(script))


def event_of(script: str) -> tuple[str, str] | None:
    """Target and argument of a `__doPostBack`; None where it is none."""
    found = _POSTBACK.search(script)
    return (found[1], found[2]) if found else None


def place_of(page: Page, found: Found) -> Place | None:
    """Where something leads that a rule has found: a link, a script's call, a button; None if it is nothing.

    Its address is "" where nobody can ask for it.
    """
    if isinstance(found, str):
        return _place_of_text(page, found.strip()) if found.strip() else None
    if found.tag in ("input", "button") and not found.get("onclick"):
        name = found.get("name")
        return _submitted(page, _form_around(page, found), {name: found.get("value") or ""} if name else {})
    texts = [(found.get(name) or "").strip() for name in ("href", "onclick")]
    if not any(texts) and (inner := next(found.iterfind(".//a[@href]"), None)) is not None:
        return place_of(page, inner)
    understood = (text for text in texts if leads_somewhere(text) or is_way_on(text))
    text = next(understood, next(filter(None, texts), ""))
    return _place_of_text(page, text) if text else None


def _place_of_text(page: Page, text: str) -> Place:
    if event := event_of(text):
        form = _form_with_state(page)
        return _submitted(page, form, {_TARGET: event[0], _ARGUMENT: event[1]})
    return Place(page.link(address_in(text) or text) or "")


def _submitted(page: Page, form: etree._Element | None, more: Mapping[str, str]) -> Place:
    """The page that sending a form brings, some of its fields filled in."""
    if form is None:
        return Place("")
    fields = tuple((dict(_fields(form)) | dict(more)).items())
    url = page.link(form.get("action")) if form.get("action") else page.base
    if url is None or len(sent := urlencode(fields)) > _LARGEST_FORM:
        return Place("")
    if (form.get("method") or "get").lower() == "post":
        return Place(url, fields)
    return Place(f"{url.partition('?')[0]}?{sent}")


def _form_with_state(page: Page) -> etree._Element | None:
    """The form that ASP.NET keeps its state in, else the first there is."""
    forms = list(page.root.iter("form"))
    return next(
        (form for form in forms if form.find(f".//input[@name='{_STATE}']") is not None), next(iter(forms), None)
    )


def _form_around(page: Page, element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors("form"), None)


def _fields(form: etree._Element) -> Iterator[tuple[str, str]]:
    """What a browser would send of a form that nobody has touched."""
    for element in form.iter("input", "select", "textarea"):
        name, kind = element.get("name"), (element.get("type") or "text").lower()
        if not name or element.get("disabled") is not None or kind in _NOT_SENT:
            continue
        if element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            yield from ((name, option.get("value") or text_of(option)) for option in chosen)
        elif element.tag == "textarea":
            yield name, element.text or ""
        elif kind not in ("checkbox", "radio") or element.get("checked") is not None:
            yield name, element.get("value") or ("on" if kind in ("checkbox", "radio") else "")
