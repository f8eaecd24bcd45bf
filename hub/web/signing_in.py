"""The way in for operators, and out again."""

from ipaddress import ip_address
from math import ceil

from fastapi import APIRouter, Request, Response

from hub.records import SignIn
from hub.web.allowances import client_of
from hub.web.door import WAY_IN
from hub.web.forms import Form
from hub.web.inside import inside, onward, way_back
from hub.web.keys import Cookie
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

LONGEST = 200
KEPT = 7 * 24 * 3600  # seconds a browser keeps the key; the store may end its session before


@router.get(WAY_IN)
def way_in(visit: Here) -> Response:
    """The form."""
    return _form(visit)


@router.post(WAY_IN)
def sign_in(request: Request, visit: Here, form: Form) -> Response:
    """Sign in with name and password; what is wrong is not said, for it is nobody's business who has an account."""
    name, password = form.get("name", "").strip().lower()[:LONGEST], form.get("password", "")[: 2 * LONGEST]
    came = visit.parts.store.sessions.sign_in(name, password, place_of(request), visit.now)
    if came.key is None:
        return _form(visit, came, name)
    answer = onward(visit, way_back(form.get("next", "")))
    Cookie(visit.parts.settings.base_url).give(answer, came.key, KEPT)
    return answer


@router.post("/ops/sign-out")
def sign_out(request: Request, visit: Here) -> Response:
    """End this session, here and in the browser."""
    cookie = Cookie(visit.parts.settings.base_url)
    visit.parts.store.sessions.sign_out(cookie.key(request.headers), visit.now)
    answer = onward(visit, WAY_IN, done="signed_out")
    cookie.take(answer)
    return answer


def place_of(request: Request) -> str:
    """The client that a try counts against; "" behind a server of this machine, where all come from one place."""
    host = client_of(request.client.host) if request.client else ""
    try:
        return "" if ip_address(host).is_loopback else host
    except ValueError:
        return ""


def _form(visit: Visit, came: SignIn | None = None, name: str = "") -> Response:
    status = 200 if came is None else 429 if came.wait else 401
    shown = {
        "came": came,
        "name": name,
        "next": way_back(visit.params.get("next", "")),
        "is_out": visit.params.get("done") == "signed_out",
        "wait": ceil(came.wait) if came else 0,
    }
    answer = inside(visit, "sign_in.html", shown, status)
    if came and came.wait:
        answer.headers["Retry-After"] = str(ceil(came.wait))
    return answer
