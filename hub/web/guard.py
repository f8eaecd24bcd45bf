"""What holds for every answer of the application: headers that keep browsers safe, HEAD, and who may read it.

There is no inline script or style anywhere, and none would run.
"""

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# scripts and styles are files of ours; pictures of a notice stay where the agency put them
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http: data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# operators' pages read themselves again, and frame what sites answered
CONSOLE_POLICY = f"{_PAGE_POLICY}; connect-src 'self'; frame-src 'self'"
SHOWN_IN_FRAME = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline' https: http:; img-src https: http: data:; "
    "form-action 'none'; frame-ancestors 'self'"
)
# feeds and JSON are read by programs; a browser that shows one needs nothing beside it
_DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_DATA = {
    "Content-Security-Policy": _DATA_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_PAGE = {
    **_DATA,
    "Content-Security-Policy": _PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# what a program on another site needs in order to read our data
_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After"}
OPEN_DATA = {**_DATA, **_OPEN}
_ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
_PREFLIGHT = Response(status_code=204, headers=_ALLOWED)


class Guard:
    """Wraps the application: every answer passes here, those to errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (or hand on what is not HTTP)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        only_head = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET", "only_head": True} if only_head else scope
        app = _PREFLIGHT if scope["method"] == "OPTIONS" and is_open(scope["path"]) else self._app
        await app(inner, receive, _sender(send, scope, only_head))


def _sender(send: Send, scope: Scope, only_head: bool) -> Send:
    """Sends on with our headers, and without the body where only the head was asked for."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            is_page = headers.get("content-type", "").startswith("text/html")
            for name, value in ((_PAGE if is_page else _DATA) | (_OPEN if is_open(scope["path"]) else {})).items():
                headers.setdefault(name, value)
        elif only_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return guarded


def is_open(path: str) -> bool:
    """Whether pages of other sites may read what is here: data that is for everyone."""
    return path.startswith(("/api/", "/feeds"))
