"""Writing to the API beside sources: notices corrected by hand, and the moves of sources decided, with a token.

`{"section": "chi-dao"}`, `{"topics": ["dat-dai"]}`, `{"cluster": "<the id of another notice>"}`, null for a cluster
of none. What is set holds until it is undone, whatever sources say.
"""

from dataclasses import asdict
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Body, Response

from hub.records import Correction, Move, Notice
from hub.web.api_operating import refusals
from hub.web.console_notice import FIELDS, READ, Unfit, kept_notice
from hub.web.problems import problem
from hub.web.rights import Who, kept_source
from hub.web.visit import Here, Visit

router = APIRouter(prefix="/api/v1")

Values = Annotated[dict[str, Any], Body()]


@router.patch("/notices/{id}", responses=refusals(404, 422))
def correct(visit: Here, who: Who, id: str, values: Values) -> Response:
    """Set section, topics or cluster of a notice by hand."""
    notice = kept_notice(visit, who, id)
    if not values or not values.keys() <= set(FIELDS):
        return problem(422, f"write one or more of {', '.join(FIELDS)}")
    try:
        read = {field: READ[field](visit, who, notice, _written(value)) for field, value in values.items()}
    except Unfit as error:
        return problem(422, visit.word(str(error)))
    for field in FIELDS:
        if field in read:
            visit.parts.store.corrections.correct(who.name, notice.id, field, read[field], visit.now)
    return _told(visit, notice)


@router.delete("/notices/{id}/corrections/{field}", responses=refusals(404))
def undo(visit: Here, who: Who, id: str, field: Literal["section", "topics", "cluster"]) -> Response:
    """Leave a field of a notice to what is found out."""
    notice = kept_notice(visit, who, id)
    visit.parts.store.corrections.undo(who.name, notice.id, field, visit.now)
    return _told(visit, notice)


@router.post("/sources/{slug}/moves", responses=refusals(404, 422))
def decide(visit: Here, who: Who, slug: str, values: Values) -> Response:
    """Follow a move of a source, `{"address": …, "follow": true}`, or stay (false)."""
    source = kept_source(visit.parts, who, slug)
    address, is_right = values.get("address"), values.get("follow")
    if not isinstance(address, str) or not isinstance(is_right, bool):
        return problem(422, 'write {"address": "…", "follow": true}')
    moves = visit.parts.store.moves
    decided = (moves.accept if is_right else moves.refuse)(who.name, source.slug, address, visit.now)
    if not decided:
        return problem(422, "nothing is known of a move of that address")
    return _answer([_move(move) for move in moves.of_source(source.slug)])


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def _told(visit: Visit, notice: Notice) -> Response:
    known = visit.parts.store.notices.get(notice.id) or notice
    corrections = visit.parts.store.corrections.of_notice(notice.id)
    now = {"id": known.id, "section": known.section, "cluster": known.cluster}
    return _answer(now | {"corrections": [_correction(one) for one in corrections]})


def _correction(one: Correction) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "notice"}


def _move(move: Move) -> dict[str, Any]:
    return {name: value for name, value in asdict(move).items() if name != "source"}


def _answer(content: object) -> Response:
    return Response(orjson.dumps(content), 200, {"Cache-Control": "no-store"}, "application/json")
