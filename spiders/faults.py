"""What went wrong, in our words: every exception of the network and of aiohttp as one of CODES.

The details are written here and never taken from an exception's text, which may repeat a header or an address
with a password in it.
"""

import errno
import socket
import ssl
from collections.abc import Iterator
from typing import Literal

import aiohttp
from aiohttp.http_exceptions import LineTooLong

from hub.errors import FetchError
from spiders.guard import BlockedAddress
from spiders.tls import tls_code

Phase = Literal["look-up", "connect", "answer"]

NETWORK_FAULTS = (aiohttp.ClientError, TimeoutError, OSError)

_BY_PHASE: dict[Phase, str] = {"look-up": "dns_failed", "connect": "connect_timeout", "answer": "deadline"}
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_BY_ERRNO = {
    errno.ECONNREFUSED: "connect_refused",
    errno.ECONNRESET: "reset",
    errno.EPIPE: "reset",
    errno.ECONNABORTED: "reset",
    errno.EMFILE: "internal",
    errno.ENFILE: "internal",
    errno.ENOBUFS: "internal",
}


def fault_of(error: Exception, phase: Phase) -> FetchError:
    """The typed error for one of NETWORK_FAULTS, met in this phase of a request."""
    if isinstance(error, aiohttp.ClientConnectorError):
        looked_up = isinstance(error, aiohttp.ClientConnectorDNSError)
        return _connection_fault(error.os_error, "dns_failed" if looked_up else "connect_timeout")
    if isinstance(error, BlockedAddress | socket.gaierror):
        return _connection_fault(error, "dns_failed")
    if isinstance(error, TimeoutError):
        return FetchError(_BY_PHASE[phase])
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return FetchError("connect_refused", f"the proxy answered {error.status}")
    if isinstance(error, aiohttp.ClientResponseError):
        return _malformed(error)
    if isinstance(error, aiohttp.InvalidURL):
        return FetchError("blocked_address", "not a usable http(s) address")
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchError("truncated")
    if any(isinstance(cause, OSError) and cause.errno == errno.EMSGSIZE for cause in _causes(error)):
        return FetchError("too_large", "what stands before the body has no end")
    return FetchError("reset")


def _connection_fault(error: OSError, unknown: str) -> FetchError:
    if isinstance(error, BlockedAddress):
        return FetchError("blocked_address", str(error))
    if isinstance(error, socket.gaierror):
        return FetchError("dns_not_found" if error.errno in _NO_SUCH_NAME else "dns_failed")
    if isinstance(error, ssl.SSLError):
        return FetchError(tls_code(error), _tls_detail(error))
    if isinstance(error, ConnectionResetError) and error.errno is None:  # so asyncio says that a handshake ended early
        return FetchError("tls_protocol", "the server broke the TLS handshake off")
    return FetchError(_BY_ERRNO.get(error.errno or 0, unknown))


def _tls_detail(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return (error.reason or "").replace("_", " ").lower()


def _malformed(error: aiohttp.ClientResponseError) -> FetchError:
    if any(isinstance(cause, LineTooLong) for cause in _causes(error)):
        return FetchError("too_large", "a header line is too long")
    return FetchError("http_5xx", "the answer is not proper HTTP")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what caused it, and so on."""
    while error is not None:
        yield error
        error = error.__cause__
