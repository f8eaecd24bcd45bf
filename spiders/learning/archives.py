"""Where a page leads to older notices beside its pager: links to months and years, or a form that asks for days."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from lxml import etree

from spiders.addresses import canonical_url, host_key
from spiders.learning.ways import way_to_only
from spiders.pages import Page

_MONTH = re.compile(
    r"/(?:19|20)\d\d(?:[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?)?(?=/?$|\.\w{3,5}$)"
    r"|/(?:0?[1-9]|1[0-2])[/-](?:19|20)\d\d(?=/?$|\.\w{3,5}$)"
    r"|(?<=[?&])(?:nam|year|y|yr)=(?:19|20)\d\d(?=&|$)"
    r"|(?<=[?&])(?:thang|month|mon|ym|m|archive)=(?:(?:19|20)\d\d[-/]?)?(?:0?[1-9]|1[0-2])(?=&|$)",
    re.IGNORECASE,
)
_LEAST = 2  # of one kind make an archive
_FIRST = re.compile(r"from|start|begin|^tu|tu_?ngay|ngay_?tu|_tu$", re.IGNORECASE)
_LAST = re.compile(r"^to|to_?date|end|den|until|_to$", re.IGNORECASE)
_SIDES = ("from", "to")
_NOT_SENT = frozenset({"submit", "button", "image", "reset", "file", "checkbox", "radio"})


def archive_selector(page: Page) -> str:
    """The selector of the addresses of months or years that a page links to; "" where it links to none."""
    alike: dict[str, dict[str, etree._Element]] = defaultdict(dict)
    for element in page.root.iter("a", "option"):
        text = element.get("href" if element.tag == "a" else "value") or ""
        url = canonical_url(page.link(text) or "") if not text.isalnum() else None
        if url and host_key(url) == host_key(page.base) and (kind := _MONTH.sub("*", url)) != url:
            alike[f"{element.tag} {kind}"].setdefault(url, element)
    found = max(alike.values(), key=len, default={})
    if len(found) < _LEAST:
        return ""
    elements = list(found.values())
    target = "a/@href" if elements[0].tag == "a" else "option/@value"
    return f"{way_to_only(_box_of(elements))}//{target}"


def _box_of(elements: Sequence[etree._Element]) -> etree._Element:
    """The nearest element that all of these stand in."""
    above = [set(element.iterancestors()) for element in elements]
    return next(box for box in elements[0].iterancestors() if all(box in others for others in above))


def days_template(page: Page) -> str:
    """The address that a form would ask for, with the days from which and to which; "" where no form asks for days."""
    for form in page.root.iter("form"):
        inputs = {field.get("name") or "": field for field in form.iter("input") if field.get("name")}
        pair, url = _pair(inputs), page.link(form.get("action") or page.base)
        is_ours = url is not None and host_key(url) == host_key(page.base)
        if url and is_ours and pair and (form.get("method") or "get").lower() == "get":
            others = {name: field.get("value") or "" for name, field in inputs.items() if _is_sent(field)}
            fixed = urlencode({name: value for name, value in others.items() if name not in pair})
            days = [
                f"{quote(name)}={{{side}:{_form_of(inputs[name])}}}" for name, side in zip(pair, _SIDES, strict=True)
            ]
            return f"{url.partition('?')[0]}?{'&'.join(filter(None, (fixed, *days)))}"
    return ""


def _pair(inputs: Mapping[str, etree._Element]) -> tuple[str, str] | None:
    """The names of the fields for the first and for the last day."""
    days = [name for name, field in inputs.items() if (field.get("type") or "").lower() == "date"]
    if len(days) == 2:
        return days[0], days[1]
    texts = [name for name, field in inputs.items() if (field.get("type") or "text").lower() == "text"]
    first = [name for name in texts if _FIRST.search(name)]
    last = [name for name in texts if _LAST.search(name) and name not in first]
    return (first[0], last[0]) if len(first) == len(last) == 1 else None


def _is_sent(field: etree._Element) -> bool:
    return (field.get("type") or "text").lower() not in _NOT_SENT


def _form_of(field: etree._Element) -> str:
    """How a day is written there."""
    if (field.get("type") or "").lower() == "date":
        return "%Y-%m-%d"
    hint = f"{field.get('placeholder') or ''}{field.get('value') or ''}{field.get('data-date-format') or ''}"
    return "%d-%m-%Y" if "-" in hint else "%d/%m/%Y"
