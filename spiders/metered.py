"""Connections that do not take in an answer without end.

What is around a body can be endless while the body has not begun or does not grow: interim answers, extensions
of chunks. Parsing it costs up to 142 ns a byte (measured), so that a server at full speed would have the event loop
to itself until the deadline.
"""

import errno
from functools import partial
from typing import Any, cast

import aiohttp
from aiohttp.client_proto import ResponseHandler


class MeteredHandler(ResponseHandler):
    """Breaks a connection off once an answer has more than `most` bytes, as OSError EMSGSIZE."""

    def __init__(self, *, most: int, **given: Any) -> None:
        super().__init__(**given)
        self._most, self._taken = most, 0

    def set_response_params(self, **given: Any) -> None:
        """An answer is waited for."""
        self._taken = 0
        super().set_response_params(**given)

    def data_received(self, data: bytes) -> None:
        """Hand on what has come, if it is not too much by now."""
        self._taken += len(data)
        if self._taken <= self._most:
            super().data_received(data)
        elif self.transport is not None:
            self.transport.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Say why the connection has ended, if that was here."""
        too_much = OSError(errno.EMSGSIZE, "the answer has no end")
        super().connection_lost(too_much if self._taken > self._most else exc)


class MeteredConnector(aiohttp.TCPConnector):
    """A connector of such connections. It has no public place to say of which (checked against aiohttp 3.14)."""

    def __init__(self, *, most: int, **given: Any) -> None:
        super().__init__(**given)
        self._factory = cast("partial[ResponseHandler]", partial(MeteredHandler, loop=self._loop, most=most))
