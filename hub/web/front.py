"""What stands before the framework: published feeds are answered here, and nothing is made for them anew.

Feed readers ask again and again for what has not changed. Measured in `benchmarks/serving.py`.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from hub.web.published import Published

_READING = frozenset({"GET", "HEAD"})
_NOTHING = {"type": "http.response.body", "body": b""}


class Front:
    """Answers for published feeds; everything else is handed on to the application."""

    def __init__(self, app: ASGIApp, published: Published) -> None:
        self._app = app
        self.published = published

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        is_reading = scope["type"] == "http" and scope["method"] in _READING
        feed = self.published.get(scope["path"]) if is_reading else None
        if feed is None:
            await self._app(scope, receive, send)
            return
        answer = feed.answer(dict(scope["headers"]))
        await send(answer.start)
        await send(answer.body if scope["method"] == "GET" else _NOTHING)
