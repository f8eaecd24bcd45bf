"""What can be taken away whole: any search, and everything, as CSV or JSON Lines, streamed."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.text import slug
from hub.web.allowances import AtOnce, client_of
from hub.web.answers import wants_gzip
from hub.web.api_answers import documented
from hub.web.api_questions import ExportQuery
from hub.web.exporting import BYTE_ORDER_MARK, FORMATS, Portions, everything, found, gzipped, heads
from hub.web.finding import take_up
from hub.web.problems import problem
from hub.web.visit import Here, Visit

router = APIRouter()

MEDIA_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv"}
# seconds after which one who was refused may find a place
SOON = "30"
_LONGEST_SLUG = 40

Form = Literal["jsonl", "csv"]
Place = Annotated[
    str,
    Query(max_length=64, description="the last id you have; then the file has no heads", examples=["3t5r8k0v2m6x9q1h"]),
]


class Streamed(StreamingResponse):
    """A file made while it is sent; whoever goes away in the middle gives the place to the next."""

    def __init__(self, chunks: Iterable[bytes], place: "Held", **named: Any) -> None:
        super().__init__(chunks, **named)
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._place.leave()


class Held:
    """A place among those who are being sent a file; HTTPException where there is none free."""

    def __init__(self, request: Request) -> None:
        self._places: AtOnce = request.app.state.exports
        self._client = client_of(request.client.host) if request.client else ""
        if refused := self._places.enter(self._client):
            raise HTTPException(refused, headers={"Retry-After": SOON})

    def leave(self) -> None:
        """Somebody else may have it."""
        self._places.leave(self._client)


def described(form: Form) -> dict[str, Any]:
    """How a file is documented."""
    told = documented(None, 400, 404, 422, 429)
    content = {MEDIA_TYPES[form]: {"schema": {"type": "string"}}}
    return {"response_class": Response, "responses": told["responses"] | {200: {"content": content}}}


@router.get("/search.csv", **described("csv"))
def search_table(request: Request, visit: Here, query: Annotated[ExportQuery, Query()]) -> Response:
    """All that a search finds, newest first, as a table for spreadsheets.

    UTF-8 with the mark that Excel asks for. No cell is taken for a formula: an apostrophe stands before what could be
    one, and before what begins with one itself.
    """
    return _search(request, visit, query, "csv")


@router.get("/search.jsonl", **described("jsonl"))
def search_lines(request: Request, visit: Here, query: Annotated[ExportQuery, Query()]) -> Response:
    """All that a search finds, newest first, a notice a line, as /api/v1/notices shows it."""
    return _search(request, visit, query, "jsonl")


@router.get("/api/v1/export.csv", **described("csv"))
def all_as_table(request: Request, visit: Here, after: Place = "") -> Response:
    """Every notice, as a table for spreadsheets. See /search.csv."""
    return _everything(request, visit, after, "csv")


@router.get("/api/v1/export.jsonl", **described("jsonl"))
def all_as_lines(request: Request, visit: Here, after: Place = "") -> Response:
    """Every notice once, a line each, the last learnt of first. What changes meanwhile is found in /changes: the
    address stands in the header `Link` as `rel="next"`."""
    return _everything(request, visit, after, "jsonl")


def _search(request: Request, visit: Visit, query: ExportQuery, form: Form) -> Response:
    take_up(visit.parts.index)
    portions = found(visit.parts.index, visit.parts.store, query.q, query.filters, query.after or None)
    return _file(request, visit, portions, form, name=slug(query.q)[:_LONGEST_SLUG].strip("-"), after=query.after)


def _everything(request: Request, visit: Visit, after: str, form: Form) -> Response:
    # read before the notices: what changes in between is told twice rather than never
    cursor = visit.parts.store.changes.newest()
    answer = _file(request, visit, everything(visit.parts.store, after or None), form, name="", after=after)
    following = visit.absolute(f"/api/v1/changes?since={cursor}")
    answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer


def _file(request: Request, visit: Visit, portions: Portions | None, form: Form, *, name: str, after: str) -> Response:
    if portions is None:
        return problem(404, "after: there is no such notice among these any more; begin anew")
    packs = wants_gzip(request.headers.get("accept-encoding", ""))
    day = vietnamese_day(visit.now).isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="{"-".join(filter(None, ("daumoi", name, day)))}.{form}"',
        "Cache-Control": "no-store",
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        **({"Content-Encoding": "gzip"} if packs else {}),
    }
    media_type = f"{MEDIA_TYPES[form]}; charset=utf-8"
    if request.scope.get("only_head"):
        return Response(headers=headers, media_type=media_type)
    chunks = chain([] if after else _front(form), FORMATS[form](portions))
    return Streamed(gzipped(chunks) if packs else chunks, Held(request), headers=headers, media_type=media_type)


def _front(form: Form) -> Iterator[bytes]:
    if form == "csv":
        yield BYTE_ORDER_MARK + heads()
