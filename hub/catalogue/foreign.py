"""Lists of sources from elsewhere: JSON (CONTRACT), OPML or CSV, each as rows of the JSON form.

    {"slug", "agency": {"slug", "name", "kind", "parent"}, "homepage", "feed_url", "listing_url", "section_hint"}

Keys that are not among these are ignored; every row knows its line.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from hub.catalogue.places import Path
from hub.catalogue.rows import Row
from hub.errors import Said, SettingsError
from hub.vietnamese.text import slug

_CSV_AGENCY = ("agency", "agency_name", "agency_kind", "agency_parent")


# --- JSON --------------------------------------------------------------------------------


def _json_rows(text: str, filename: str) -> Iterator[Row]:
    remedy = 'write a list: [{"slug": "…", "agency": {…}, "homepage": "https://…"}]'
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(error.msg, file=filename, line=error.lineno, remedy=remedy) from error
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise SettingsError("not a list of sources", file=filename, line=1, remedy=remedy)
    for value, line in zip(values, _element_lines(text), strict=True):
        yield _row(value, filename, line)


def _element_lines(text: str) -> Iterator[int]:
    """The line at which each element of a well-formed JSON list begins."""
    decoder = json.JSONDecoder()
    line, counted = 1, 0
    at = _skip(text, text.index("[") + 1)
    while text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        yield line
        at = _skip(text, decoder.raw_decode(text, at)[1])


def _skip(text: str, at: int) -> int:
    while text[at] in " \t\r\n,":
        at += 1
    return at


# --- OPML --------------------------------------------------------------------------------


def _opml_rows(text: str, filename: str) -> Iterator[Row]:
    taken: set[str] = set()
    for outline in _outlines(text, filename):
        yield _row(_outline_value(outline, taken), filename, outline.sourceline or 1)


def _outlines(text: str, filename: str) -> list[Any]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise SettingsError(
            error.msg or "", file=filename, line=error.lineno, remedy="save it as OPML 2.0 again"
        ) from error
    return [outline for outline in tree.iter("outline") if outline.get("xmlUrl")]


def _outline_value(outline: Any, taken: set[str]) -> dict[str, Any]:
    """A feed's outline as a row; its agency is the group it stands in, or bears its own name."""
    name, group = _label(outline), outline.getparent()
    agency = _label(group) if group is not None and group.tag == "outline" else name
    return {
        "slug": _unused(slug(name), taken),
        "name": name,
        "agency": {"slug": slug(agency), "name": agency},
        "homepage": outline.get("htmlUrl"),
        "feed_url": outline.get("xmlUrl"),
        "section_hint": outline.get("category"),
    }


def _label(outline: Any) -> str:
    return outline.get("text") or outline.get("title") or urlsplit(outline.get("xmlUrl", "")).hostname or ""


def _unused(name: str, taken: set[str]) -> str:
    candidates = (name if n == 1 else f"{name}-{n}" for n in range(1, len(taken) + 2))
    free = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(free)
    return free


# --- CSV ---------------------------------------------------------------------------------


def _csv_rows(text: str, filename: str) -> Iterator[Row]:
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if "slug" not in (reader.fieldnames or ()):
        columns = "slug,agency,agency_name,homepage,feed_url,listing_url,section_hint"
        remedy = Said("begin with the line {columns}", columns=columns)
        raise SettingsError("no column slug", file=filename, line=1, remedy=remedy)
    for record in reader:
        yield _row(_csv_value(record), filename, reader.line_num)


def _csv_value(record: Mapping[str, str]) -> dict[str, Any]:
    said, name, kind, parent = (record.get(column) or "" for column in _CSV_AGENCY)
    agency = {"slug": said, "name": name or said, "kind": kind, "parent": parent}
    return {**record, "agency": agency if said else None}


def _row(value: Mapping[str, Any], filename: str, line: int) -> Row:
    path: Path = ("row",)
    return Row(value, filename, {path: line}, path)


READERS: Mapping[str, Callable[[str, str], Iterable[Row]]] = {
    ".json": _json_rows,
    ".opml": _opml_rows,
    ".xml": _opml_rows,
    ".csv": _csv_rows,
}
