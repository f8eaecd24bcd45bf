"""The log of evidence, and the file that proves what a notice said: for whoever would hold the hub to it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from hub.web.api_answers import documented, json_answer, next_part
from hub.web.api_items import evidence_item, head_item
from hub.web.api_questions import LARGEST_CURSOR, ChangeQuery
from hub.web.api_shapes import EvidenceList
from hub.web.export_routes import Held, Streamed
from hub.web.problems import Missing
from hub.web.show import api_moment
from hub.web.visit import Here

router = APIRouter(prefix="/api/v1")

ZIP = "application/zip"
LAST_VERSION = 2**31 - 1
_DESCRIBED = documented(None, 404, 422, 429)["responses"] | {
    200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}
}

Version = Annotated[int | None, Query(ge=0, le=LAST_VERSION, description="one version, 0 the first; else all")]
Until = Annotated[int | None, Query(ge=1, le=LARGEST_CURSOR, description="the line whose digest you have noted")]


@router.get("/evidence", **documented(EvidenceList, 422, 429))
def evidence(visit: Here, query: Annotated[ChangeQuery, Query()]) -> Response:
    """The log of evidence after a line. Whoever notes the digest of its head can tell later if anything before it was
    changed; how digests are made stands in docs/evidence.md."""
    log = visit.parts.store.evidence
    head = log.head()
    lines = log.after(query.since, query.limit)
    more = head is not None and lines and lines[-1].n < head.n
    following = next_part(visit, query, since=lines[-1].n) if more else None
    return json_answer({"head": head_item(head), "items": list(map(evidence_item, lines)), "next": following})


@router.get("/notices/{id}/evidence", response_class=Response, responses=_DESCRIBED)
def evidence_file(request: Request, visit: Here, id: str, version: Version = None, until: Until = None) -> Response:
    """What proves a notice, as a ZIP: bytes as they were received, headers, times, and the lines of the log. It is
    looked into by `daumoi verify FILE`, without a hub or a network."""
    log = visit.parts.store.evidence
    found = log.bundle(id, version=version, until=until)
    if found is None:
        raise Missing
    name = f"evidence-{found.notice}{'' if version is None else f'-{version}'}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if request.scope.get("only_head"):
        return Response(headers=headers, media_type=ZIP)
    about = {"hub": visit.parts.settings.base_url, "made": api_moment(visit.now)}
    return Streamed(log.packed(found, about), Held(request), headers=headers, media_type=ZIP)
