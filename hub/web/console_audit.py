"""Who did what, for operators."""

from fastapi import APIRouter, Response

from hub.web.console import page_number
from hub.web.inside import inside
from hub.web.rights import Who, require_operator
from hub.web.visit import Here

router = APIRouter(include_in_schema=False)

PAGE = 100


@router.get("/ops/audit")
def audit(visit: Here, who: Who) -> Response:
    """The audit log, newest first."""
    require_operator(who)
    number = page_number(visit)
    acts = visit.parts.store.audit.acts(PAGE + 1, (number - 1) * PAGE)
    shown = {"who": who, "acts": acts[:PAGE], "has_older": len(acts) > PAGE, "number_of_page": number}
    return inside(visit, "ops_audit.html", shown)
