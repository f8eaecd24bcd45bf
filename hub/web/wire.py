"""HTTP/1.1 as uvicorn speaks it, with a short cut for published feeds and limits on what a connection may take.

The short cut answers a plain GET of a published feed as soon as its head is read, in one write: no task, no
events, no headers put together. Whatever is not quite plain (a query, HEAD, HTTP/1.0, a body, a request
behind one that is still being answered, a client that does not read) takes the usual way, to the same answer.

A clock that strikes every TICK seconds closes a connection on which nothing has happened since it struck
before: no request begun, none being answered. That is an idle client, one that never asked, one that sends
its head or an unwanted body a byte at a time, and one that does not fetch its answer.
"""

from asyncio import TimerHandle, Transport
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any, cast

import uvicorn
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from hub.web.door import LONGEST_BODY
from hub.web.front import Front
from hub.web.published import Published

TICK = 10.0
LONGEST_HEAD = 64 * 1024
# uvicorn takes in whatever is sent ahead of its turn, some three kilobytes of memory for forty bytes sent
MOST_WAITING = 32
STOP_SECONDS = 10


def server_config(front: Front, host: str = "127.0.0.1", port: int = 8000, *, tick: float = TICK) -> uvicorn.Config:
    """How the hub is served."""
    return uvicorn.Config(
        front,
        host=host,
        port=port,
        http=partial(Wire, published=front.published, tick=tick),  # type: ignore[arg-type]
        loop="auto",  # uvloop, where there is one
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # X-Forwarded-For may be written by anybody; the application hears TRUSTED_PROXIES alone
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def serve_until_stopped(front: Front, host: str, port: int) -> None:
    """Answer until SIGTERM or SIGINT; SystemExit where it cannot begin."""
    server = uvicorn.Server(server_config(front, host, port))
    with suppress(KeyboardInterrupt):  # which SIGINT becomes once everything is answered
        server.run()
    if not server.started:
        raise SystemExit(1)


class Wire(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *arguments: Any, published: Published, tick: float, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._published, self._tick = published, tick
        self._begun: object = None
        self._received = 0
        self._unread = 0
        self._clock: TimerHandle | None = None
        self._answering: RequestResponseCycle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """The clock begins to run."""
        super().connection_made(transport)
        self._clock = self.loop.call_later(self._tick, self._strike, None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The clock stops."""
        super().connection_lost(exc)
        if self._clock is not None:
            self._clock.cancel()

    def data_received(self, data: bytes) -> None:
        """Read on; one request may not go on for ever."""
        super().data_received(data)
        if self.scope is not self._begun:
            self._begun, self._received = self.scope, 0
            return
        self._received += len(data)
        if self._received > LONGEST_HEAD and self._is_in_head():
            self._refuse(431)
        elif self._received > LONGEST_HEAD + LONGEST_BODY:
            self._cut_off()

    def on_headers_complete(self) -> None:
        """Answer at once if it can be done, else as uvicorn does."""
        if len(self.pipeline) > MOST_WAITING:
            self._cut_off()
        if self.transport.is_closing():
            return
        may_be = self.url.startswith(b"/feeds/") and self._is_plain()
        feed = self._published.get(self.url.decode("latin-1")) if may_be else None
        if feed is None:
            super().on_headers_complete()
            return
        answer = feed.answer(dict(self.headers))
        self.scope["path"] = ""  # the head is complete
        ((_, date),) = self.server_state.default_headers
        self.transport.writelines((b"".join((answer.head, b"date: ", date, b"\r\n\r\n")), answer.content))
        self.server_state.total_requests += 1

    def on_body(self, body: bytes) -> None:
        """A part of a body, where one is expected."""
        if self.cycle is not None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The end of a request, which may have been answered already."""
        if self.cycle is not None:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(400)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _is_plain(self) -> bool:
        parser, headers = self.parser, dict(self.headers)
        return (
            parser.get_method() == b"GET"
            and b"content-length" not in headers
            and b"transfer-encoding" not in headers
            and parser.should_keep_alive()
            and not parser.should_upgrade()
            and not self.flow.write_paused
            and (self.cycle is None or self.cycle.response_complete)
            and len(self.server_state.default_headers) == 1
        )

    def _is_in_head(self) -> bool:
        scope = cast(Mapping[str, object] | None, self.scope)
        return scope is None or "path" not in scope

    def _refuse(self, status: int) -> None:
        if not self.transport.is_closing():
            line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(line.encode())
            self.transport.close()

    def _cut_off(self) -> None:
        """End the connection, and let what is being answered end in silence."""
        self.pipeline.clear()
        if self._answering is not None:
            self._answering.disconnected = True
        self.transport.abort()

    def _strike(self, before: object) -> None:
        unread = self.transport.get_write_buffer_size()
        is_answering = self._answering is not None and not self._answering.response_complete
        if unread and unread == self._unread:
            self._cut_off()
            return
        if self.scope is before and not is_answering and not unread:
            self.transport.close()
        self._unread = unread
        self._clock = self.loop.call_later(self._tick, self._strike, self.scope)
