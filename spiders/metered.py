"""Connections that take in little at a time, and no more than a little around a body.

What is around a body can be endless while the body has not begun or hardly grows: interim answers, extensions of
chunks, chunks of one byte. Parsing it costs up to 170 ns a byte (measured), so that a few servers at full speed would
have the event loop to themselves until the deadline.
"""

import errno
from functools import partial
from typing import Any, cast

import aiohttp
from aiohttp.client_proto import ResponseHandler

FULL = 192 * 1024  # bytes: who hands on as many at once (uvloop 256,000) has not emptied the socket, and reads on
AT_FIRST = 64 * 1024  # bytes that are no body before there is more body than that


class MeteredHandler(ResponseHandler):
    """Breaks a connection off, as OSError EMSGSIZE, where too much of an answer is not its body.

    That is more than its body has, and AT_FIRST bytes; or more than `most`.
    """

    def __init__(self, *, most: int, **given: Any) -> None:
        super().__init__(**given)
        self._most, self._taken, self._broken_off = most, 0, False

    def set_response_params(self, **given: Any) -> None:
        """An answer is waited for."""
        self._taken = 0
        super().set_response_params(**given)

    def data_received(self, data: bytes) -> None:
        """Hand on what has come, and then look whether it was too much."""
        self._taken += len(data)
        super().data_received(data)
        body = self._payload.total_bytes if self._payload else 0
        if self._taken - body > min(AT_FIRST + body, self._most) and self.transport is not None:
            self._broken_off = True
            self.transport.abort()
        elif len(data) >= FULL:
            # uvloop would read one socket 32 times, 8 MB, before it looks at another
            self._pause_reading_for_buffer()
            self._loop.call_soon(self._resume_reading_for_buffer)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Say why the connection has ended, if that was here."""
        super().connection_lost(OSError(errno.EMSGSIZE, "the answer has no end") if self._broken_off else exc)


class MeteredConnector(aiohttp.TCPConnector):
    """A connector of such connections. It has no public place to say of which (checked against aiohttp 3.14)."""

    def __init__(self, *, most: int, **given: Any) -> None:
        super().__init__(**given)
        self._factory = cast("partial[ResponseHandler]", partial(MeteredHandler, loop=self._loop, most=most))
