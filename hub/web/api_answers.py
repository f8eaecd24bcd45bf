"""How answers of the API are documented, go on and are sent."""

from typing import Any

import orjson
from fastapi import Response
from pydantic import BaseModel, TypeAdapter

from hub.web.api_shapes import Problem
from hub.web.problems import PROBLEM
from hub.web.visit import Visit


def documented(model: Any, *refusals: int) -> dict[str, Any]:
    """How an answer is documented, and the problems it may be instead; any may be out of reach for a while."""
    refused = {"description": "Problem", "content": {PROBLEM: {"schema": TypeAdapter(Problem).json_schema()}}}
    return {"response_model": model, "responses": dict.fromkeys((*refusals, 503), refused)}


def next_part(visit: Visit, query: BaseModel, **place: object) -> str:
    """The absolute address of the next part: the same question from another place."""
    asked = query.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return visit.absolute(visit.link(visit.path, **(asked | place)))


def json_answer(content: object) -> Response:
    """The answer as JSON."""
    return Response(
        orjson.dumps(content), media_type="application/json", headers={"Cache-Control": "public, max-age=10"}
    )
