"""A document's page: what the hub knows of it by its key, whether or not it has it."""

from dataclasses import replace

from fastapi import APIRouter, Response

from hub.records import DocumentKey
from hub.vietnamese.document_keys import document_address, has_one_issuer, read_document_key
from hub.vietnamese.relations import CHANGING
from hub.web.attachments import shown_file
from hub.web.documents import KnownDocument, gather_document
from hub.web.naming import agencies_by_slug
from hub.web.problems import Missing
from hub.web.rendering import page
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)


@router.get("/documents/{key:path}")
def document(visit: Here, key: str) -> Response:
    """What is known of the document; 404, with what can be done, where that is nothing."""
    known = known_document(visit, key)
    agency = agencies_by_slug(visit.parts.store.sources).get(known.key.issuer)
    shown = {
        "known": known,
        "issuer": agency,
        "name": document_name(known),
        "changing": CHANGING,
        "is_ambiguous": bool(known.key.number) and not has_one_issuer(known.key.number) and not known.key.issuer,
        "years": [(year, document_address(replace(known.key, year=year))) for year in known.years],
        "files": {
            bearer.notice.id: [shown_file(file, visit.word("unnamed_file")) for file in bearer.notice.attachments]
            for bearer in known.bearers
        },
        "hidden_from_engines": not known.bearers,
    }
    return page(visit, "document.html", shown, 200 if known.is_known else 404)


def known_document(visit: Visit, address: str) -> KnownDocument:
    """What is known of the document of an address; Missing where that is none."""
    key = read_document_key(address)
    if key is None:
        raise Missing
    return gather_document(visit.parts.store, key)


def document_name(known: KnownDocument) -> str:
    """The number as it is printed, or the law's name with its year."""
    key = known.key
    if key.law:
        name = known.printed or key.law.replace("-", " ").capitalize()
        return f"{name} {key.year or ''}".strip()
    return known.printed or _spelled(key)


def _spelled(key: DocumentKey) -> str:
    """A number nobody printed here, from its address; marks and signs are lost in it."""
    num, _, symbol = key.number.partition("-")
    return f"{num}/{f'{key.year}/' if key.year else ''}{symbol.upper()}"
