"""Cases of other projects: a feed each, and what its makers say of its entries."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

# the fields every reader shows; the cases that speak of these alone, and of entries alone, are the core ones
CORE = frozenset({
    "author", "author_detail", "authors", "categories", "category", "content", "created", "created_parsed", "date",
    "date_parsed", "description", "enclosures", "guid", "guidislink", "id", "issued", "issued_parsed", "link", "links",
    "modified", "modified_parsed", "published", "published_parsed", "summary", "summary_detail", "tags", "title",
    "title_detail", "updated", "updated_parsed",
})  # fmt: skip
_HEADER = re.compile(rb"^\s*Header:\s*([\w-]+)\s*:\s*(.*?)\s*$", re.M)
_FIELD = re.compile(r"entries\[-?\d+\]\s*(?:\[['\"]([\w-]+)['\"]\]|\.get\(['\"](\w+)|\.(\w+))")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said to stand at the end of a path from an entry; `sign` says how: equal, longer, true, false."""

    path: Path_
    value: Any = None
    sign: str = "equal"

    @property
    def field(self) -> str:
        """The name the path begins with."""
        return str(self.path[0])


@dataclass(frozen=True, slots=True)
class Case:
    """A feed: its name here, its path at home, bytes, headers, and what its makers say of its entries.

    A case without statements speaks of the feed as a whole; it is republished like all others.
    """

    name: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    statements: tuple[Statement, ...]


def feedparser_cases(corpus: Path) -> Iterator[Case]:
    """The core cases of feedparser: expressions in Python over `entries`."""
    for name, path, truth in _with_truth(corpus, "feedparser"):
        expected = truth["expect"]
        fields = {next(filter(None, found)) for found in _FIELD.findall(expected)}
        if fields and fields <= CORE and not re.search(r"\bfeed\s*[\[.]", expected):
            body = (corpus / name).read_bytes()
            headers = {key.decode(): value.decode() for key, value in _HEADER.findall(body)}
            clauses = _clauses(ast.parse(expected.strip(), mode="eval").body)
            yield Case(name, path, body, headers, tuple(chain.from_iterable(map(_statements, clauses))))


def gofeed_cases(corpus: Path) -> Iterator[Case]:
    """All cases of gofeed that have what it makes of them beside them as JSON."""
    for name, path, truth in _with_truth(corpus, "gofeed"):
        entries = truth["json"].get("entries") or truth["json"].get("items") or ()
        statements = tuple(Statement((key,), value) for entry in entries for key, value in entry.items())
        yield Case(name, path, (corpus / name).read_bytes(), {}, statements)


def _with_truth(corpus: Path, site: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    truth = json.loads((corpus / "truth.json").read_text("utf-8"))
    for row in json.loads((corpus / "manifest.json").read_text("utf-8")):
        if row["site"] == site and row["file"] in truth:
            yield row["file"], row["path"], truth[row["file"]]


def _clauses(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _clauses(value)
    else:
        yield node


def _statements(clause: ast.expr) -> Iterator[Statement]:
    """What a clause of an expectation says of an entry; nothing where it speaks of the reading (`not bozo`)."""
    match clause:
        case ast.Compare(left, [ast.NotEq()], [_]) if _path(left):
            yield Statement(_path(left), sign="true")
        case ast.Compare(left, _, [*others, right]):
            for equal in (left, *others):
                yield from _equality(equal, _value(right))
        case ast.UnaryOp(ast.Not(), inner) if _path(inner):
            yield Statement(_path(inner), sign="false")
        case _ if _path(clause):
            yield Statement(_path(clause), sign="true")


def _equality(left: ast.expr, value: Any) -> Iterator[Statement]:
    match left:
        case ast.Call(ast.Name("ord"), [inner]):
            yield Statement(_path(inner), chr(value))
        case ast.Call(ast.Name("len"), [inner]) if _path(inner):
            yield Statement(_path(inner), value, "long")
        case _ if _path(left):
            yield Statement(_path(left), value)


def _value(node: ast.expr) -> Any:
    """A value as written, or the sum of two; None for anything longer (a time of updating, put together)."""
    match node:
        case ast.BinOp(left, ast.Add(), right):
            return _value(left) + _value(right)
        case ast.BinOp(ast.Constant(text), ast.Mult(), ast.Constant(times)):
            return text * times
    return ast.literal_eval(node)


def _path(node: ast.expr) -> Path_:
    """The steps from an entry that an expression takes: `entries[0]['links'][1]` is ("links", 1)."""
    match node:
        case ast.Subscript(ast.Name("entries"), _):
            return ()
        case ast.Subscript(inner, ast.Constant(step)) | ast.Call(ast.Attribute(inner, "get"), [ast.Constant(step)]):
            return (*_path(inner), step)
        case ast.Attribute(inner, step):
            return (*_path(inner), step)
    return ()
