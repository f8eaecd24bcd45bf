"""Documents in the API."""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from hub.web.api_answers import documented, json_answer
from hub.web.document_pages import document_name, known_document
from hub.web.document_shapes import BearerItem, DocumentItem, RelationItem, TieItem
from hub.web.documents import Bearer, Group, KnownDocument, Tie
from hub.web.problems import Missing
from hub.web.show import api_moment
from hub.web.visit import Here

router = APIRouter()


@router.get("/api/v1/documents/{key}", **documented(DocumentItem, 404))
def document(visit: Here, key: str) -> Response:
    """What is known of a document by its key: who posted it, what it cites, what cites, amends or replaces it."""
    known = known_document(visit, key)
    if not known.is_known:
        raise Missing
    return json_answer(document_item(known, visit.parts.settings.base_url))


def document_item(known: KnownDocument, base_url: str) -> DocumentItem:
    """The document; every key is always there."""
    key = known.key
    return DocumentItem(
        key=known.address,
        url=f"{base_url}/documents/{known.address}",
        number=key.number or None,
        law=key.law or None,
        year=key.year,
        issuer=key.issuer or None,
        printed=document_name(known),
        type=known.type,
        notices=[_bearer_item(bearer, base_url) for bearer in known.bearers],
        cites=_relation_items(known.cites),
        cited_by=_relation_items(known.cited_by),
        years=list(known.years),
    )


def _bearer_item(bearer: Bearer, base_url: str) -> BearerItem:
    one = bearer.notice
    return BearerItem(
        id=one.id,
        url=f"{base_url}/notices/{one.id}",
        title=one.title,
        agency=one.agency,
        published=api_moment(one.published),
        first_seen=api_moment(one.first_seen),
        revisions=one.revisions,
        withdrawn=one.withdrawn,
        certain=bearer.is_certain,
    )


def _relation_items(groups: Sequence[Group]) -> list[RelationItem]:
    return [
        RelationItem(
            relation=group.relation, count=max(group.count, len(group.ties)), items=[*map(_tie_item, group.ties)]
        )
        for group in groups
    ]


def _tie_item(tie: Tie) -> TieItem:
    return TieItem(
        key=tie.address or None,
        printed=tie.printed or None,
        part=tie.is_part,
        said_in=tie.notice.id,
        page=tie.page,
    )
