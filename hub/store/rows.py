"""Records to rows and back: pure, and the only place that knows both shapes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from hub.records import Attachment, Document, Fetch, Item, Notice, Revision, Tally
from hub.store.columns import table
from hub.store.keys import number_key, storable, type_key
from hub.store.tables import NoticeRow

ITEM = TypeAdapter(Item)
PAGE_BREAK = "\f"

NOTICE = table(NoticeRow)
NOTICE_NAMES = tuple(field.name for field in fields(Notice) if field.name in NOTICE.c)
STATE_NAMES = (
    "url", "summary", "section", "section_source", "lang", "doc_number", "doc_type", "issued_on", "signer",
    "published", "published_precision", "published_from", "published_raw", "html_from",
)  # fmt: skip
# bodies are blobs, and how long an answer stays as it is stands in its headers
FETCH_NAMES = tuple(field.name for field in fields(Fetch) if field.name not in ("body", "fresh", "moved_to"))
TALLY_NAMES = tuple(field.name for field in fields(Tally))
FILE_NAMES = ("url", "name", "media_type", "bytes", "sha256", "state", "reason", "etag", "last_modified")

_notice_values = attrgetter(*NOTICE_NAMES)
_state_values = attrgetter(*STATE_NAMES)
_fetch_values = attrgetter(*FETCH_NAMES)
_tally_values = attrgetter(*TALLY_NAMES)
_file_values = attrgetter(*FILE_NAMES)


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands of a notice in other tables."""

    attachments: tuple[Attachment, ...] = ()
    cites: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def notice_row(notice: Notice) -> dict[str, Any]:
    """The notice's row in `notice`."""
    row = dict(zip(NOTICE_NAMES, _notice_values(notice), strict=True))
    row["number_key"] = number_key(notice.doc_number) if notice.doc_number else None
    row["type_key"] = type_key(notice.doc_type) if notice.doc_type else None
    return row


def notice_from(row: RowMapping, parts: Parts) -> Notice:
    """A notice from its row, with `text` and `html` of its newest revision beside it."""
    sources = (row["source"], *(source for source in parts.sources if source != row["source"]))
    return Notice(
        **{name: row[name] for name in NOTICE_NAMES},
        text=row["text"],
        html=row["html"],
        attachments=parts.attachments,
        cites=parts.cites,
        sources=sources,
    )


def revision_row(notice: Notice, n: int, seen: datetime, changed: Sequence[str] = ()) -> dict[str, Any]:
    """The notice's present state as its n-th revision."""
    return {"notice": notice.id, "n": n, "seen": seen, "changed": changed, **revision_values(notice)}


def revision_values(notice: Notice) -> dict[str, Any]:
    """What a revision says, without which it is."""
    return {
        "digest": notice.digest,
        "sha256": notice.page_sha256,
        "title": notice.title,
        "text": notice.text,
        "html": notice.html,
        "state": revision_state(notice),
    }


def revision_state(notice: Notice) -> dict[str, Any]:
    """The rest of a state, as JSON keeps it; the text of files stands elsewhere, by their bytes."""
    state = dict(zip(STATE_NAMES, _state_values(notice), strict=True))
    state["cites"] = notice.cites
    state["attachments"] = [file_state(file) for file in notice.attachments]
    return state


def file_state(file: Attachment) -> dict[str, Any]:
    """A file without its text."""
    return dict(zip(FILE_NAMES, _file_values(file), strict=True))


def revision_from(row: RowMapping) -> Revision:
    """A revision from its row."""
    return Revision(
        notice=row["notice"],
        n=row["n"],
        seen=row["seen"],
        digest=row["digest"],
        changed=tuple(row["changed"]),
        sha256=row["sha256"],
        title=row["title"],
        text=row["text"],
        html=row["html"],
    )


def attachment_rows(notice: str, files: Sequence[Attachment]) -> Iterator[dict[str, Any]]:
    """The rows of a notice's files in `attachment`."""
    return ({"notice": notice, "position": n, **file_state(file)} for n, file in enumerate(files))


def attachment_from(row: RowMapping, pages: Iterable[str]) -> Attachment:
    """A file from its row and the text of its pages."""
    return Attachment(**{name: row[name] for name in FILE_NAMES}, text=PAGE_BREAK.join(pages))


def file_text_rows(files: Iterable[Attachment]) -> Iterator[dict[str, Any]]:
    """The pages of the files' texts; ValueError where text comes without the digest of its bytes."""
    for file in files:
        if file.text and not file.sha256:
            raise ValueError(f"the text of {file.url} needs the sha256 of its bytes")
        pages = file.text.split(PAGE_BREAK) if file.text else []
        yield from ({"sha256": file.sha256, "page": n, "text": text} for n, text in enumerate(pages, 1))


def citation_rows(notice: Notice) -> Iterator[dict[str, Any]]:
    """The document numbers a notice cites."""
    return (
        {"notice": notice.id, "position": n, "printed": printed, "key": number_key(printed)}
        for n, printed in enumerate(notice.cites)
    )


def document_from(notice: Notice) -> Document:
    """A notice as an index needs it: the text of its files behind its own."""
    own = (notice.doc_number,) if notice.doc_number else ()
    return Document(
        id=notice.id,
        title=notice.title,
        text="\n".join(filter(None, (notice.text, *(file.text for file in notice.attachments)))),
        published=notice.published,
        agency=notice.agency,
        section=notice.section,
        type=notice.doc_type or "",
        source=notice.source,
        number=notice.doc_number or "",
        numbers=tuple(dict.fromkeys((*own, *notice.cites))),
        withdrawn=notice.withdrawn,
        signer=notice.signer or "",
        has_files=bool(notice.attachments),
    )


def item_from(stored: Any, otherwise: Item) -> Item:
    """An item from its JSON, or another where none was kept."""
    return ITEM.validate_python(stored) if stored else otherwise


def fetch_row(fetch: Fetch) -> dict[str, Any]:
    """A line of the ledger: the body stays out, its size goes in."""
    return dict(zip(FETCH_NAMES, _fetch_values(fetch), strict=True)) | {
        "headers": dict(fetch.headers),
        "detail": storable(fetch.detail),
        "bytes": len(fetch.body),
    }


def fetch_from(row: RowMapping) -> Fetch:
    """A fetch without its body."""
    return Fetch(**{name: row[name] for name in FETCH_NAMES} | {"redirects": tuple(row["redirects"])})


def tally_row(tally: Tally) -> dict[str, Any]:
    """The row of a collection's sum."""
    return dict(zip(TALLY_NAMES, _tally_values(tally), strict=True)) | {"detail": storable(tally.detail)}


def tally_from(row: RowMapping) -> Tally:
    """What a collection came to."""
    return Tally(**{name: row[name] for name in TALLY_NAMES})
