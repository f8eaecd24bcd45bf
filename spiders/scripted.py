"""Pages that are filled by scripts: the JSON that stands in them, and the addresses that their scripts ask for. Pure.

An address is known by what it shares with the page's own (a number, a slug), wherever in the page it is written.
`*` in a pattern stands for what differs from article to article: `/api/tin/chitiet/*`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from json import JSONDecoder
from typing import Any

import orjson
from lxml import etree

from spiders.addresses import host_key
from spiders.pages import Page

_QUOTED = re.compile(r"""["'`](/[^"'`\s<>{}]{3,300}|https?://[^"'`\s<>{}]{3,300})["'`]""")
_ADDRESS = re.compile(r"(?:https?:/)?/[^\s<>{}\"'`]{3,300}")
_ASSET = re.compile(r"\.(?:js|mjs|css|png|jpe?g|gif|svg|ico|webp|mp[34]|woff2?|ttf|map)(?:$|\?)", re.IGNORECASE)
_FOR_PEOPLE = frozenset({
    "href", "src", "srcset", "action", "content", "style", "class", "id", "alt", "title", "value", "name", "xmlns",
})  # fmt: skip
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|\d+)(?![0-9A-Za-z])", re.I)
_OPEN_END = re.compile(r"[/=-]$")
_DECODER = JSONDecoder()
_STATE = re.compile(r"=\s*(?=[\[{])|^\s*(?=[\[{])", re.MULTILINE)
_LEAST_SLUG = 8
_MOST_ADDRESSES, _MOST_STATES, _MOST_WRITTEN, _MOST_KEYS = 20, 20, 500, 4
_MOST_TRIED, _MOST_VAIN = 3, 3  # addresses of a page, and pages of a visit, of which no pattern is known


@dataclass(slots=True)
class Behind:
    """What a visit knows of the addresses behind its pages: the pattern that led to articles, and what was in vain."""

    pattern: str = ""
    vain: int = 0

    def worth_asking(self, urls: Sequence[str], page: str) -> list[str]:
        """Those of the pattern; where none is known all of them, until some were asked for in vain."""
        if self.pattern:
            return [url for url in urls if pattern_of(url, page) == self.pattern][:1]
        return [] if self.vain >= _MOST_VAIN else list(urls[:_MOST_TRIED])


def documents_on(page: Page) -> list[Any]:
    """The JSON that stands in a page's own scripts, by itself or given to a name."""
    scripts = (script.text for script in page.root.iter("script") if script.text and not script.get("src"))
    found = (document for text in scripts for document in _documents_in(text))
    return list(islice(found, _MOST_STATES))


def asked_for(page: Page) -> tuple[str, ...]:
    """What a page's scripts may ask for to show its article, the likeliest first, on its host alone."""
    keys = _keys_of(page.base)
    written = islice(dict.fromkeys(_addresses_on(page)), _MOST_WRITTEN)
    found = dict.fromkeys(url for text in written if (url := page.link(text)) and url != page.base)
    near = [url for url in found if host_key(url) == host_key(page.base) and not _ASSET.search(url)]
    own = [url for url in near if _key_in(url, keys)]
    begun = [f"{url}{keys[0]}" for url in near if keys and _OPEN_END.search(url)]
    urls = dict.fromkeys([*own, *begun, *(url for url in near if url not in own and _NUMBER.search(url))])
    return tuple(islice(urls, _MOST_ADDRESSES))


def pattern_of(url: str, page: str) -> str:
    """An address with `*` for what it shares with its page's, else for its last number; the path alone.

    >>> pattern_of("http://a.vn/api/tin/7?kieu=2", "http://a.vn/y-te/phong-dich-7")
    '/api/tin/*?kieu=2'
    """
    _, _, rest = url.partition("://")
    path = f"/{rest.partition('/')[2]}"
    if key := _key_in(path, _keys_of(page)):
        return re.sub(_whole(key), "*", path, count=1)
    numbers = list(_NUMBER.finditer(path))
    return f"{path[: numbers[-1].start()]}*{path[numbers[-1].end() :]}" if numbers else path


def _documents_in(script: str) -> Iterator[Any]:
    for start in islice((found.end() for found in _STATE.finditer(script)), _MOST_STATES):
        text = script[start:].rstrip().rstrip(";")
        try:
            yield orjson.loads(text)
        except orjson.JSONDecodeError:
            if (whole := _first_value(text)) is not None:
                yield whole


def _first_value(text: str) -> Any:
    """The value a text begins with; None where that is none, as in a program."""
    try:
        return _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _addresses_on(page: Page) -> Iterator[str]:
    for element in page.root.iter(etree.Element):
        for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
            if name not in _FOR_PEOPLE and ("/" in value):
                yield from [value.strip()] if _ADDRESS.fullmatch(value.strip()) else _QUOTED.findall(value)
    scripts = (script.text or "" for script in page.root.iter("script") if not script.get("src"))
    yield from (address for text in scripts for address in _QUOTED.findall(text))


def _keys_of(url: str) -> list[str]:
    """What tells a page from others in its address, the most telling first: its last number, its slug."""
    path = url.partition("://")[2].partition("/")[2]
    numbers = [found[0] for found in _NUMBER.finditer(path)]
    slug = re.sub(r"\.\w{2,5}$", "", path.partition("?")[0].rstrip("/").rpartition("/")[2])
    return [*reversed(numbers[-_MOST_KEYS:]), *([slug] if len(slug) >= _LEAST_SLUG else [])]


def _key_in(url: str, keys: Sequence[str]) -> str:
    return next((key for key in keys if re.search(_whole(key), url)), "")


def _whole(key: str) -> str:
    return rf"(?<![0-9A-Za-z]){re.escape(key)}(?![0-9A-Za-z])"
