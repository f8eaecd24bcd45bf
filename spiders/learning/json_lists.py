"""Lists that a page's scripts ask for: where they are, and a rule for them, found by what their values look like."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import unquote

from hub.catalogue.sections import section_code
from hub.records import JsonRule
from hub.vietnamese.numbers import parse_number
from hub.vietnamese.text import fold
from spiders.learning.blocks import are_titles
from spiders.learning.dating import states_date
from spiders.pages import Page

_ADDRESS = re.compile(r"""["'`](/[^"'`\s<>{}]{3,200}|https?://[^"'`\s<>{}]{3,200})["'`]""")
_ASSET = re.compile(r"\.(?:js|css|png|jpe?g|gif|svg|ico|woff2?|html?|aspx?|php)(?:$|\?)", re.IGNORECASE)
_FILLED = re.compile(r"`(/[^`\s<>]{0,100}\$\{[^`\s<>]{1,200})`")  # `/tin/${row.id}`
_FIELD = re.compile(r"\$\{\s*\w+\.([\w.]+)\s*\}")
_JOINED = re.compile(r"""(/[^"'`\s<>{}]{0,100}[/=-])["'`]\s*\+\s*\w+\.([\w.]+)""")  # '<a href="/tin/' + row.id
_BRACED = re.compile(r"\{([\w.]+)\}")
_MOST_ADDRESSES, _MOST_TEMPLATES = 5, 10
_DEEPEST, _MOST_LOOKED_INTO = 5, 20
_LONGEST_HEADING = 40  # letters
_LINK = re.compile(r"(?:https?:/)?/\S+")
Rows = Sequence[dict[str, Any]]
Columns = Mapping[str, Sequence[str]]


def script_addresses(page: Page) -> list[str]:
    """What the page's own scripts may ask for, each once."""
    found = (match[1] for text in _scripts(page) for match in _ADDRESS.finditer(text) if not _ASSET.search(match[1]))
    urls = filter(None, (page.link(address) for address in found))
    return list(islice(dict.fromkeys(urls), _MOST_ADDRESSES))


def script_templates(page: Page) -> list[str]:
    """The links that a page's scripts put together of a row's values, as a JSON rule writes them: `/tin/{id}`."""
    texts = list(_scripts(page))
    filled = [_FIELD.sub(r"{\1}", match[1]) for text in texts for match in _FILLED.finditer(text)]
    joined = [f"{match[1]}{{{match[2]}}}" for text in texts for match in _JOINED.finditer(text)]
    whole = (template for template in (*filled, *joined) if "$" not in template)
    return list(islice(dict.fromkeys(whole), _MOST_TEMPLATES))


def learn_json_rule(
    document: Any, templates: Sequence[str] = (), linked: Mapping[str, str] | None = None
) -> JsonRule | None:
    """The rule for the longest list of a document whose rows have a title and a link; None where it has none.

    Where no value is a link it is put together: by one of the `templates`, or as in `linked`, the addresses that
    are known of some of the titles.
    """
    lists = sorted(_lists(document), key=lambda found: -len(found[1]))
    rules = (_rule(path, _columns(rows), templates, linked or {}) for path, rows in lists)
    return next(filter(None, rules), None)


def _scripts(page: Page) -> Iterator[str]:
    return (script.text for script in page.root.iter("script") if script.text and not script.get("src"))


def _lists(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Rows]]:
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        yield path, value
    if depth < _DEEPEST and isinstance(value, dict | list):
        named = value.items() if isinstance(value, dict) else enumerate(value[:_MOST_LOOKED_INTO])
        for name, inner in named:
            yield from _lists(inner, f"{path}.{name}" if path else str(name), depth + 1)


def _columns(rows: Rows) -> Columns:
    """The values of the rows by their paths, those of an object in a row among them."""
    said = [dict(_values(row)) for row in rows]
    return {path: [row.get(path, "") for row in said] for path in said[0]}


def _values(row: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if isinstance(value, dict) and not path:
            yield from _values(value, f"{name}.")
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield f"{path}{name}", str(value)


def _rule(path: str, columns: Columns, templates: Sequence[str], linked: Mapping[str, str]) -> JsonRule | None:
    links = [name for name, texts in columns.items() if all(map(_LINK.fullmatch, texts)) and _differ(texts)]
    titles = [name for name in columns if name not in links and are_titles(columns[name])]
    if not titles:
        return None
    title = next((name for name in titles if not _is_long(columns[name])), titles[0])
    link = links[0] if links else _template(columns, columns[title], templates, linked)
    if not link:
        return None
    others = {name: texts for name, texts in columns.items() if name not in (title, link)}
    date = next((name for name, texts in others.items() if all(map(states_date, texts))), "")
    section = next((name for name, texts in others.items() if _are_headings(texts)), "")
    number = next((name for name, texts in others.items() if _most(filter(None, texts), _is_number)), "")
    return JsonRule(path, title, link, date, section=section, number=number)


def _template(columns: Columns, titles: Sequence[str], templates: Sequence[str], linked: Mapping[str, str]) -> str:
    """How the rows' links are put together; "" where nobody tells."""
    by_title = {fold(title): unquote(_path(url)) for title, url in linked.items()}
    seen = [(number, by_title[fold(title)]) for number, title in enumerate(titles) if fold(title) in by_title]
    learned = (_abstracted(path, number, columns) for number, path in seen)
    for template in (*templates, *filter(None, learned)):
        names = _BRACED.findall(template)
        known = all(name in columns and all(columns[name]) for name in names)
        if known and any(_differ(columns[name]) for name in names) and _agrees(template, columns, seen):
            return template
    return ""


def _abstracted(path: str, number: int, columns: Columns) -> str:
    """An address with the values of its row as places to be filled, the longest first."""
    values = [(texts[number], name) for name, texts in columns.items() if _differ(texts)]
    for value, name in sorted(values, key=lambda one: -len(one[0])):
        if value and "{" not in value:
            path = re.sub(r"(?<![\w{])" + re.escape(value) + r"(?![\w}])", f"{{{name}}}", path, count=1)
    return path if _BRACED.search(path) else ""


def _agrees(template: str, columns: Columns, seen: Sequence[tuple[int, str]]) -> bool:
    return all(_filled_in(template, columns, number) == path for number, path in seen)


def _filled_in(template: str, columns: Columns, number: int) -> str:
    return _BRACED.sub(lambda field: columns[field[1]][number], template)


def _path(url: str) -> str:
    return f"/{url.partition('://')[2].partition('/')[2]}"


def _most(texts: Any, says: Any) -> bool:
    told = [bool(says(text)) for text in texts]
    return 2 * sum(told) > len(told)


def _are_headings(texts: Sequence[str]) -> bool:
    return sum(map(len, texts)) <= _LONGEST_HEADING * len(texts) and _most(texts, section_code)


def _is_number(text: str) -> bool:
    return len(text) <= 40 and parse_number(text) is not None


def _differ(texts: Sequence[str]) -> bool:
    return len(set(texts)) == len(texts)


def _is_long(texts: Sequence[str]) -> bool:
    return sum(map(len, texts)) > 300 * len(texts)
