"""The API described in its own words, as OpenAPI with an example of every answer."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi

from hub.web.answers import Bytes, answer
from hub.web.api_examples import EXAMPLES, TEXTS

router = APIRouter(include_in_schema=False)

_ABOUT = (
    "Notices of the agencies of a Vietnamese province, collected from their own sites. Reading needs no key. "
    "Whoever republishes must name the agency and the source (Decree 43/2011/NĐ-CP, article 5.3)."
)


@router.get("/api/openapi.json")
def description(request: Request) -> Response:
    """What may be asked of the API, and what it answers."""
    return answer(request, Bytes(orjson.dumps(_described(request)), "application/json"))


def _described(request: Request) -> Mapping[str, Any]:
    base_url = request.app.state.parts.settings.base_url
    schema = get_openapi(
        title="Đầu Mối", version="1", description=_ABOUT, routes=request.app.routes, servers=[{"url": base_url}]
    )
    for path, example in EXAMPLES.items():
        schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"] = example
    for path, (media_type, text) in TEXTS.items():
        schema["paths"][path]["get"]["responses"]["200"]["content"][media_type]["example"] = text
    return schema
