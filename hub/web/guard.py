"""What holds for every answer: headers that keep browsers safe, HEAD, and addresses of bearable length."""

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.web.words import LANGUAGES, word

LONGEST_ADDRESS = 8192

# scripts and styles are files of ours; pictures of a notice stay where the agency put them
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http: data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# what a program on another site needs in order to read our data
_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Last-Modified"}
_ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
_TOO_LONG = PlainTextResponse("\n".join(word(lang, "problem.long") for lang in LANGUAGES), 414)
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
        inner = {**scope, "method": "GET"} if only_head else scope
        app = _answer_for(scope) or self._app
        await app(inner, receive, _sender(send, scope, only_head))


def _answer_for(scope: Scope) -> ASGIApp | None:
    """What answers in place of the application, where it need not be asked."""
    if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return _TOO_LONG
    return _PREFLIGHT if scope["method"] == "OPTIONS" and is_open(scope["path"]) else None


def _sender(send: Send, scope: Scope, only_head: bool) -> Send:
    """Sends on with our headers, and without the body where only the head was asked for."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in (_HEADERS | (_OPEN if is_open(scope["path"]) else {})).items():
                headers.setdefault(name, value)
        elif only_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return guarded


def is_open(path: str) -> bool:
    """Whether pages of other sites may read what is here: data that is for everyone."""
    return path.startswith(("/api/", "/feeds"))
