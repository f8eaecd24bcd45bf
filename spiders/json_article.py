"""An article that a script shows, read from its JSON by what its values look like: no site names its fields alike.

The article is the object that bears the title; of its texts the longest is the body, of its short words one is
a document number, and what leads to documents are its files. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape, unescape
from typing import Any

import orjson

from hub.records import Fetch, FileLink, Item, StatedDate
from hub.vietnamese.encodings import decode
from hub.vietnamese.numbers import parse_number
from hub.vietnamese.text import fold
from spiders.addresses import join
from spiders.files import file_links, is_document, merge_files
from spiders.learning.dating import states_date
from spiders.pages import Page, parse_html
from spiders.says import merge_dates
from spiders.words import teaser_words, words_of

_DEEPEST, _MOST_OBJECTS = 6, 2_000
_LEAST_TITLE, _LONGEST_TITLE = 12, 400  # letters
_LEAST_TEXT = 60  # of a text without markup; what has fewer may be any remark
_LONGEST_NUMBER = 40
_BLOCK = re.compile(r"<(?:p|div|br|table|ul|ol|section|article|h[1-6])\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-z!/]", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"(?:application|text)/[\w.+-]+")
_LINK = re.compile(r"(?:https?:/)?/\S.*|\S+\.\w{2,5}")
# By their names alone are told apart: what is no day of publication, and what is one only where there is no other.
_OTHER_DAY = re.compile(r"ban_?hanh|hieu_?luc|ngay_?ky|het_?han|issue|effect|expir|sign|end|birth")
_LATER_DAY = re.compile(r"cap_?nhat|sua|updat|modif|chang|edit")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
Object = dict[str, Any]
Told = tuple[str, str]  # the path of a value, and the value


def read_json_article(fetch: Fetch, row: Item, base: str) -> Item | None:
    """The row with what an answer says of it; None where it is no JSON or tells of nothing with the row's title.

    Links are relative to the page at `base`, for scripts write them into it.
    """
    try:
        document = orjson.loads(decode(fetch.body, "utf-8").text)
    except orjson.JSONDecodeError:
        return None
    return article_in(document, row, base, fetch.sha256)


def article_in(document: Any, row: Item, base: str, sha256: str | None, least: int = _LEAST_TEXT) -> Item | None:
    """The row with what a document says of it; `sha256` names the kept bytes that prove it.

    A text without markup has `least` letters.
    """
    told = [(_body(node, least), node) for node in _objects(document) if _bears(node, row.title)]
    body, node = max(told, key=lambda one: len(one[0]), default=("", None))
    files = tuple(_files(node, body, base)) if node else ()
    if node is None or not (body or files):
        return None
    texts = [*_texts(node)]
    return replace(
        row,
        title=row.title or _title(node),
        html=_as_markup(body),
        html_from="page",
        dates=merge_dates(row.dates, _dates(texts)),
        number=row.number or next((text for _, text in texts if _is_number(text)), ""),
        files=merge_files(row.files, files),
        page_sha256=sha256,
    )


def _objects(value: Any) -> Iterator[Object]:
    """The objects of a document, the outer ones first."""
    level, found = [value], 0
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                yield one
                found += 1
            inner += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
            if found >= _MOST_OBJECTS:
                return
        level = inner


def _texts(value: Any, path: str = "", depth: int = 0) -> Iterator[Told]:
    """What an object says in its own words: lists are of other things."""
    if isinstance(value, dict) and depth < 3:
        for name, inner in value.items():
            yield from _texts(inner, f"{path}.{name}", depth + 1)
    elif isinstance(value, str) and value.strip():
        yield path, value.strip()
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, str(value)


def _bears(node: Object, title: str) -> bool:
    """Whether an object is called so itself; of a shortened title the beginning will do."""
    if not title:
        return bool(_title(node))
    wanted = fold(title)
    stem = fold(teaser_words(title)).replace(" ", "")
    texts = [text for text in _own_texts(node) if len(text) <= 2 * _LONGEST_TITLE]
    return any(fold(text) == wanted or _continues(text, stem) for text in texts)


def _own_texts(node: Object) -> Iterator[str]:
    """Its values, and those one level below (`{"title": {"rendered": …}}`)."""
    for value in node.values():
        inner = value.values() if isinstance(value, dict) else (value,)
        yield from (text.strip() for text in inner if isinstance(text, str))


def _continues(text: str, stem: str) -> bool:
    return len(stem) >= _LEAST_TITLE and fold(words_of(text)).replace(" ", "").startswith(stem)


def _title(node: Object) -> str:
    """What an object may be called: a line of words, and no address, date or markup."""
    return next((text for text in _own_texts(node) if _may_be_title(text)), "")


def _may_be_title(text: str) -> bool:
    is_line = _LEAST_TITLE <= len(text) <= _LONGEST_TITLE and " " in text and not _MARKUP.search(text)
    return is_line and not _LINK.fullmatch(text) and not states_date(text)


def _body(node: Object, least: int) -> str:
    """The longest text with the markup of paragraphs, else the longest there is; "" where all are short."""
    texts = [_revealed(text) for _, text in _texts(node)]
    marked = [text for text in texts if _BLOCK.search(text)]
    plain = [text for text in texts if len(text) >= least and " " in text and not _LINK.fullmatch(text)]
    longer = [text for text in plain if fold(text) != fold(_title(node))]
    return max(marked or longer, key=len, default="")


def _revealed(text: str) -> str:
    """Markup that was escaped once more than JSON needs."""
    return unescape(text) if "<" not in text and "&lt;" in text else text


def _as_markup(body: str) -> str:
    if not body or _MARKUP.search(body):
        return body
    return "".join(f"<p>{escape(line)}</p>" for line in body.splitlines() if line.strip())


def _dates(texts: Iterable[Told]) -> list[StatedDate]:
    """The days that an object states, those of a change last, those of a document never."""
    stated = [(_name(path), text) for path, text in texts if len(text) <= _LEAST_TEXT and states_date(text)]
    own = [(name, text) for name, text in stated if not _OTHER_DAY.search(name)]
    return [StatedDate(text, "page") for _, text in sorted(own, key=lambda one: bool(_LATER_DAY.search(one[0])))]


def _name(path: str) -> str:
    return fold(_WORDS.sub("_", path.rpartition(".")[2]))


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and not _LINK.fullmatch(text) and parse_number(text) is not None


def _files(node: Object, body: str, base: str) -> Iterator[FileLink]:
    """The documents that an object lists or its text links to."""
    for one in _objects(node):
        yield from filter(None, (_file(one, base), *(_linked(value, base) for value in _listed(one))))
    if (root := parse_html(_as_markup(body)) if body else None) is not None:
        yield from file_links(Page(root, base), [root])


def _listed(node: Object) -> Iterator[str]:
    """The strings of an object's lists."""
    for value in node.values():
        yield from (text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _linked(text: str, base: str) -> FileLink | None:
    url = join(base, text) if _LINK.fullmatch(text) and is_document(text) else None
    return FileLink(url) if url else None


def _file(node: Object, base: str) -> FileLink | None:
    """An object that is a file: one of its words is an address, and that or another ends as documents do."""
    words = [text for text in node.values() if isinstance(text, str) and text]
    links = [text for text in words if _LINK.fullmatch(text.strip()) and not _MEDIA_TYPE.fullmatch(text)]
    # A file's name ends like an address and is none where another word leads somewhere.
    link = max(links, key=lambda text: ("/" in text, is_document(text)), default="")
    if not link or not any(is_document(text) and len(text) <= _LONGEST_TITLE for text in words):
        return None
    url = join(base, link)
    name = next((text for text in words if text != link and is_document(text)), "")
    return FileLink(url, name, _media_type(words)) if url else None


def _media_type(words: Iterable[str]) -> str | None:
    return next(filter(_MEDIA_TYPE.fullmatch, words), None)
