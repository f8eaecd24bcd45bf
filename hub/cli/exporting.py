"""`daumoi export`: notices as JSON Lines or CSV, streamed so that memory does not grow with their number."""

import csv
import sys
from collections.abc import Iterator
from dataclasses import asdict

import orjson

from hub.records import Filters, Notice
from hub.web.cells import harmless
from hub.wiring import Parts

FORMATS = ("jsonl", "csv")
_PAGE = 200
_COLUMNS = ("id", "published", "title", "doc_number", "doc_type", "agency", "section", "url", "withdrawn", "updated")


def write_notices(parts: Parts, query: str | None, form: str) -> None:
    """Print the notices, newest first."""
    rows = found(parts, query) if query else everything(parts)
    if form == "jsonl":
        for notice in rows:
            sys.stdout.write(orjson.dumps(asdict(notice), option=orjson.OPT_APPEND_NEWLINE).decode())
        return
    table = csv.writer(sys.stdout)
    table.writerow(_COLUMNS)
    for notice in rows:
        table.writerow([harmless(getattr(notice, name)) for name in _COLUMNS])


def everything(parts: Parts) -> Iterator[Notice]:
    """All notices, the latest published first."""
    before = None
    while batch := parts.store.notices.newest(Filters(), by="published", before=before, limit=_PAGE):
        yield from batch
        before = (batch[-1].published, batch[-1].id)


def found(parts: Parts, query: str) -> Iterator[Notice]:
    """What a search finds, the latest published first."""
    offset = 0
    while hits := parts.index.search(query, Filters(), sort="newest", offset=offset, limit=_PAGE).hits:
        yield from parts.store.notices.many([hit.id for hit in hits])
        offset += len(hits)
