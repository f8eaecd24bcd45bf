"""Lists that a page's scripts ask for: where they are, and a rule for them, found by what their values look like."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from hub.records import JsonRule
from spiders.learning.blocks import are_titles
from spiders.learning.dating import states_date
from spiders.pages import Page

_ADDRESS = re.compile(r"""["'`](/[^"'`\s<>{}]{3,200}|https?://[^"'`\s<>{}]{3,200})["'`]""")
_ASSET = re.compile(r"\.(?:js|css|png|jpe?g|gif|svg|ico|woff2?|html?|aspx?|php)(?:$|\?)", re.IGNORECASE)
_MOST_ADDRESSES = 5
_DEEPEST = 4
_LINK = re.compile(r"(?:https?:/)?/\S+")
Rows = Sequence[dict[str, Any]]


def script_addresses(page: Page) -> list[str]:
    """What the page's own scripts may ask for, each once."""
    scripts = (script.text or "" for script in page.root.iter("script") if not script.get("src"))
    found = (match[1] for text in scripts for match in _ADDRESS.finditer(text) if not _ASSET.search(match[1]))
    urls = filter(None, (page.link(address) for address in found))
    return list(islice(dict.fromkeys(urls), _MOST_ADDRESSES))


def learn_json_rule(document: Any) -> JsonRule | None:
    """The rule for the longest list of a document whose rows have a title and a link; None where it has none."""
    lists = sorted(_lists(document), key=lambda found: -len(found[1]))
    return next(filter(None, (_rule(path, rows) for path, rows in lists)), None)


def _lists(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Rows]]:
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        yield path, value
    elif isinstance(value, dict) and depth < _DEEPEST:
        for name, inner in value.items():
            yield from _lists(inner, f"{path}.{name}" if path else str(name), depth + 1)


def _rule(path: str, rows: Rows) -> JsonRule | None:
    columns = {name: [str(row.get(name) or "") for row in rows] for name in rows[0]}
    links = [name for name, texts in columns.items() if all(map(_LINK.fullmatch, texts)) and _differ(texts)]
    titles = [name for name in columns if name not in links and are_titles(columns[name])]
    if not links or not titles:
        return None
    title = next((name for name in titles if not _is_long(columns[name])), titles[0])
    date = next((name for name, texts in columns.items() if name != title and all(map(states_date, texts))), "")
    return JsonRule(path, title, links[0], date)


def _differ(texts: Sequence[str]) -> bool:
    return len(set(texts)) == len(texts)


def _is_long(texts: Sequence[str]) -> bool:
    return sum(map(len, texts)) > 300 * len(texts)
