"""Pages as they were sent last, good for as long as nobody has committed anything, and for half a minute at most.

What a page says of time ("three minutes ago") may be so old; browsers were told the same. Only what anybody may
read is kept, by path and query alone: no public page depends on who asks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.web.answers import wants_gzip

ROOM = 32 * 1024 * 1024
FRESH = timedelta(seconds=30)
# one page that is larger is made anew each time
LARGEST = 1024 * 1024
_NEVER = ("/ops", "/api/", "/feeds", "/static/", "/files/", "/metrics", "/healthz", "/readyz")

Key = tuple[str, bytes, bool]


class Commits(Protocol):
    """Told as a text that is another one after every commit of any process; in doubt it is never the same."""

    @property
    def is_at_hand(self) -> bool:
        """Whether asking costs microseconds and never waits."""
        ...

    def now(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Kept:
    commits: str
    made: datetime
    start: Message
    body: bytes


@dataclass(slots=True)
class _Recording:
    """What an application sends, passed on, and remembered if it is a page that anybody may be shown."""

    send: Send
    start: Message | None = None
    parts: list[bytes] = field(default_factory=list)
    is_whole: bool = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message if _is_for_anybody(message) else None
        elif self.start is not None:
            self.parts.append(message.get("body", b""))
            self.is_whole = not message.get("more_body", False)
        await self.send(message)


def _is_for_anybody(start: Message) -> bool:
    headers = dict(start["headers"])
    is_html = headers.get(b"content-type", b"").startswith(b"text/html")
    return start["status"] == 200 and is_html and b"public" in headers.get(b"cache-control", b"")


class KeptPages:
    """Answers what was asked before, and nobody has committed since."""

    def __init__(
        self,
        app: ASGIApp,
        commits: Commits,
        clock: Callable[[], datetime],
        room: int = ROOM,
    ) -> None:
        self._app, self._commits, self._clock = app, commits, clock
        self._room, self._used = room, 0
        self._kept: dict[Key, _Kept] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on and keep what is answered."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_NEVER):
            await self._app(scope, receive, send)
            return
        key, commits, now = _key(scope), await self._committed(), self._clock()
        kept = self._kept.get(key)
        if kept is not None and kept.commits == commits and timedelta() <= now - kept.made < FRESH:
            await send(kept.start)
            await send({"type": "http.response.body", "body": kept.body})
            return
        recording = _Recording(send)
        await self._app(scope, receive, recording)
        self._forget(key)
        if recording.start is not None and recording.is_whole:
            self._keep(key, _Kept(commits, now, recording.start, b"".join(recording.parts)))

    async def _committed(self) -> str:
        return self._commits.now() if self._commits.is_at_hand else await run_in_threadpool(self._commits.now)

    def _keep(self, key: Key, page: _Kept) -> None:
        if len(page.body) > LARGEST:
            return
        self._kept[key] = page
        self._used += _weight(key, page)
        while self._used > self._room:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: Key) -> None:
        page = self._kept.pop(key, None)
        if page is not None:
            self._used -= _weight(key, page)


def _key(scope: Scope) -> Key:
    accept = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
    return scope["path"], scope["query_string"], wants_gzip(accept.decode("latin-1"))


def _weight(key: Key, page: _Kept) -> int:
    """Bytes held, with what an entry takes beside its texts."""
    return len(page.body) + len(key[0]) + len(key[1]) + 2048
