"""What is let in. Whoever is not an operator may read, in bearable portions, and nothing else: denied by default.

An unsafe request is judged before it is routed, by what it is and not by where it leads, so that a route that
is added tomorrow is closed until an operator asks. A browser says where a request comes from (Sec-Fetch-Site,
or at least Origin); one that another site made is refused even with an operator's cookie.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.web.allowances import Allowances, client_of, cost_of
from hub.web.keys import OperatorOf
from hub.web.problems import told

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_ADDRESS = 8 * 1024
LONGEST_HEADERS = 32 * 1024
LONGEST_BODY = 1024 * 1024
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

WAY_IN = "/ops/sign-in"
FOR_HUBS = re.compile(r"/websub(?:/callback/[\w-]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in, as a status, with the headers that belong to it."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


class Door:
    """Stands before the routes of the application; `base_url` is the only site whose forms are accepted.

    Whoever is let in as an operator stands in the scope as `operator`.
    """

    def __init__(self, app: ASGIApp, *, base_url: str, allowances: Allowances, operator_of: OperatorOf) -> None:
        self._app, self._allowances, self._operator_of = app, allowances, operator_of
        self._origin = origin_of(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on one request, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif refusal := await self._refusal(scope):
            answer = await told(Request(scope), refusal.status, refusal.headers)
            await answer(scope, receive, send)
        else:
            await self._app(scope, _bounded(receive), send)

    async def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        rights = form_refusal(scope, headers) or await self._rights_refusal(scope, headers)
        return rights or self._haste_refusal(scope)

    async def _rights_refusal(self, scope: Scope, headers: Headers) -> Refusal | None:
        is_safe = scope["method"] in SAFE
        if (is_safe and not is_for_operators(scope["path"])) or is_for_hubs(scope):
            return None
        if not is_safe and is_from_elsewhere(headers, self._origin):
            return Refusal(403)
        if scope["path"] != WAY_IN:
            operator = await run_in_threadpool(self._operator_of, headers)
            if operator is None:
                return _closed(scope)
            scope["operator"] = operator
        return None if is_safe or says_who_made_it(headers) else Refusal(403)

    def _haste_refusal(self, scope: Scope) -> Refusal | None:
        cost = cost_of(scope["path"])
        client = client_of(scope["client"][0]) if scope.get("client") else ""
        wait = self._allowances.take(client, cost) if cost else 0.0
        return Refusal(429, {"Retry-After": str(ceil(wait))}) if wait else None


def form_refusal(scope: Scope, headers: Headers) -> Refusal | None:
    """Whether the address can be one of ours, and it, the headers and the announced body are of bearable length."""
    if "\0" in scope["path"]:  # no page has one in its address, and not every database can be asked for it
        return Refusal(404)
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return Refusal(414)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEADERS:
        return Refusal(431)
    length = headers.get("content-length", "0")
    is_bearable = length.isascii() and length.isdecimal() and len(length) < 10 and int(length) <= LONGEST_BODY
    return None if is_bearable else Refusal(413, {"Connection": "close"})


def is_for_operators(path: str) -> bool:
    """Whether only operators may even look.

    >>> is_for_operators("/ops"), is_for_operators("/ops/sources/1"), is_for_operators("/opsx")
    (True, True, False)
    """
    return path == "/ops" or path.startswith("/ops/")


def is_for_hubs(scope: Scope) -> bool:
    """Whether this is a message of WebSub, which anybody may send: it is believed for what it proves, not for whose it
    is, and no cookie counts there."""
    return scope["method"] == "POST" and FOR_HUBS.fullmatch(scope["path"]) is not None


def is_from_elsewhere(headers: Mapping[str, str], origin: str) -> bool:
    """Whether a page of another site made a browser send this; programs say neither.

    >>> is_from_elsewhere({"sec-fetch-site": "cross-site"}, "https://x.vn")
    True
    >>> is_from_elsewhere({"origin": "https://x.vn"}, "https://x.vn"), is_from_elsewhere({}, "https://x.vn")
    (False, False)
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    return headers.get("origin", origin) != origin


def says_who_made_it(headers: Mapping[str, str]) -> bool:
    """Whether a request that changes something is a program's, or a browser's that says whose page made it.

    A cookie alone is not enough: a browser that says nothing may be sending another site's form.

    >>> says_who_made_it({"cookie": "daumoi=x"}), says_who_made_it({"cookie": "daumoi=x", "origin": "https://x.vn"})
    (False, True)
    """
    return any(name in headers for name in ("authorization", "sec-fetch-site", "origin"))


def origin_of(url: str) -> str:
    """The origin of an address, as browsers write it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _closed(scope: Scope) -> Refusal:
    """What somebody is told who is no operator: to sign in where that would help, else what there is to do here."""
    possible = [method for method in _METHODS if _leads_somewhere({**scope, "method": method})]
    if is_for_operators(scope["path"]) or scope["method"] in possible:
        return Refusal(401, {"WWW-Authenticate": 'Bearer realm="daumoi"'})
    if not possible:
        return Refusal(404)
    also = ["HEAD"] if "GET" in possible else []
    return Refusal(405, {"Allow": ", ".join([*possible, *also])})


def _leads_somewhere(scope: Scope) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in scope["app"].routes)


def _bounded(receive: Receive) -> Receive:
    """A body that announced no length is counted as it comes."""
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > LONGEST_BODY:
            raise HTTPException(413, headers={"Connection": "close"})
        return message

    return bounded
