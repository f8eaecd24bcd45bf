"""What an operator may see and do: everything, or as an editor what belongs to one agency. Denied unless allowed."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from hub.records import Operator, Source
from hub.web.ports import Parts
from hub.web.problems import Missing


class NotYours(HTTPException):
    """Somebody who is signed in asks for what belongs to others."""

    kind = "rights"

    def __init__(self) -> None:
        super().__init__(403)


def operator_of(request: Request) -> Operator:
    """Whom the door has let in."""
    operator: Operator = request.scope["operator"]
    return operator


Who = Annotated[Operator, Depends(operator_of)]


def may_keep(operator: Operator, agency: str) -> bool:
    """Whether this operator sees to the sources of an agency.

    >>> may_keep(Operator("lan"), "so-y-te"), may_keep(Operator("hoa", "editor", "so-y-te"), "so-xay-dung")
    (True, False)
    """
    return operator.role == "operator" or (operator.agency is not None and operator.agency == agency)


def kept_source(parts: Parts, operator: Operator, slug: str) -> Source:
    """The source of this slug; Missing where there is none, NotYours where it is another's to keep."""
    source = parts.store.sources.source(slug)
    if source is None:
        raise Missing if operator.role == "operator" else NotYours
    require_agency(operator, source.agency)
    return source


def require_agency(operator: Operator, agency: str) -> None:
    """NotYours unless this operator sees to the sources of the agency."""
    if not may_keep(operator, agency):
        raise NotYours


def require_operator(operator: Operator) -> None:
    """NotYours for an editor."""
    if operator.role != "operator":
        raise NotYours
