"""What went wrong, told to people as a page and to programs as problem+json (RFC 9457)."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal, cast

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException

from hub.errors import IndexDamaged, QueryError
from hub.web.rendering import page
from hub.web.visit import visit_of
from hub.web.words import LANGUAGES, word

PROBLEM = "application/problem+json"
RETRY = "120"
Kind = Literal["closed", "foreign", "rights", "missing", "method", "large", "fast", "bad", "busy"]

_KINDS: dict[int, Kind] = {
    401: "closed", 403: "foreign", 404: "missing", 405: "method", 413: "large", 429: "fast", 503: "busy",
}  # fmt: skip
# an enormous address or head is not worth a page that would repeat it
_PLAIN = frozenset({414, 431})
# what is asked for by programs, which read no pages
_DATA = re.compile(r"/api/.*|/feeds/.*|/search\.\w+|/metrics", re.DOTALL)


class Missing(HTTPException):
    """What was asked for is not here."""

    def __init__(self) -> None:
        super().__init__(404)


def answer_problems(app: FastAPI) -> None:
    """Have every kind of failure answered in words."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(QueryError, _not_understood)
    app.add_exception_handler(IndexDamaged, _rebuilding)
    app.add_exception_handler(Exception, _failed)


def problem(status: int, detail: str = "", **members: object) -> Response:
    """A failure as programs read it; `members` are further facts about it."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, **members}
    return Response(orjson.dumps(content | ({"detail": detail} if detail else {})), status, media_type=PROBLEM)


async def told(request: Request, status: int, headers: Mapping[str, str], kind: Kind | None = None) -> Response:
    """A refusal, as whoever asked can read it; its `kind` follows from the status unless it is given."""
    if _is_program(request):
        answer = problem(status)
    elif status in _PLAIN:
        answer = PlainTextResponse("\n".join(word(lang, "problem.long") for lang in LANGUAGES), status)
    else:
        answer = await _problem_page(request, status, kind)
    answer.headers.update(headers)
    return answer


async def _refused(request: Request, error: Exception) -> Response:
    refusal = cast(HTTPException, error)
    return await told(request, refusal.status_code, refusal.headers or {}, getattr(refusal, "kind", None))


async def _not_valid(request: Request, error: Exception) -> Response:
    """A parameter that is not what it should be; only the API checks them so."""
    faults = cast(RequestValidationError, error).errors()
    told = [{"parameter": str(fault["loc"][-1]), "problem": str(fault["msg"])} for fault in faults]
    return problem(422, "; ".join(f"{fault['parameter']}: {fault['problem']}" for fault in told), errors=told)


async def _not_understood(request: Request, error: Exception) -> Response:
    """A query with a mistake, asked for by a program or a feed reader."""
    mistake = cast(QueryError, error)
    return problem(400, str(mistake), code=mistake.problem, at=mistake.at, hint=mistake.hint)


async def _rebuilding(request: Request, error: Exception) -> Response:
    return await told(request, 503, {"Retry-After": RETRY})


async def _failed(request: Request, error: Exception) -> Response:
    """A fault of ours. The page is plain, for whatever failed may be what pages are made of."""
    if _is_program(request):
        return problem(500)
    told = (f"{word(lang, 'problem.fault')}. {word(lang, 'problem_means.fault')}" for lang in LANGUAGES)
    return PlainTextResponse("\n".join(told), 500)


async def _problem_page(request: Request, status: int, kind: Kind | None) -> Response:
    shown = {"kind": kind or _KINDS.get(status, "bad"), "status": status, "hidden_from_engines": True}
    return page(await visit_of(request), "problem.html", shown, status)


def _is_program(request: Request) -> bool:
    return _DATA.fullmatch(request.scope["path"]) is not None
