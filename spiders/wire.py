"""One request on the wire and its answer, with everything switched off that aiohttp would do on its own:
redirects, cookies, decompression, retries, environment proxies, its DNS cache and its user agent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from types import SimpleNamespace
from typing import Any

import aiohttp
from yarl import URL

from hub.errors import FetchError
from spiders.addresses import hostname
from spiders.decompress import Body
from spiders.faults import NETWORK_FAULTS, Phase, fault_of
from spiders.guard import Guard, GuardedResolver, Lookup
from spiders.metered import MeteredConnector
from spiders.tls import TlsContexts

EVIDENCE = 64 * 1024  # bytes kept of an answer that is an error
_HEADER_LINE, _HEADER_LINES = 16 * 1024, 128
_IDLE = 20.0  # seconds a connection is kept for the next request
_NOT_KEPT = {"set-cookie", "set-cookie2"}


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it goes out. `url` comes from `web_address`; at most `cap` decoded bytes are read of a good
    answer, and `keep` of one that is an error or breaks a limit."""

    url: str
    cap: int
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    proxy: str | None = None
    tls: Mapping[str, str | bool] = field(default_factory=dict)
    keep: int = EVIDENCE

    @property
    def uses_tls(self) -> bool:
        """Whether a certificate comes into it: the site's or the proxy's."""
        return self.url.startswith("https:") or (self.proxy or "").lower().startswith("https:")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `fault` says why its body is not whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    fault: FetchError | None = None


class StaleConnection(FetchError):
    """A connection kept from an earlier request had been closed meanwhile: nobody's fault, worth asking again."""

    def __init__(self) -> None:
        super().__init__("reset", "the kept connection was closed by the server")


@dataclass(slots=True)
class Progress:
    """How far a request has come: which phase it is in, and by when it was surely sent (None until it could be)."""

    phase: Phase = "connect"
    reused: bool = False
    sent: float | None = None

    def ready(self, *, reused: bool) -> None:
        """The connection stands."""
        self.phase, self.reused, self.sent = "answer", reused, monotonic()


class Wire:
    """The guarded connections of a client; an answer with more than `around` bytes beside its body is broken off."""

    def __init__(self, guard: Guard, lookup: Lookup | None, connect_timeout: float, around: int) -> None:
        self._guard, self._around = guard, around
        self._resolver = GuardedResolver(guard, lookup)
        self._contexts = TlsContexts()
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_timeout)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, call: Call, progress: Progress) -> Answer:
        """The answer to a call; FetchError where none came. The caller sets the deadline."""
        try:
            if call.proxy:
                await self._resolver.resolve(hostname(call.url))  # it connects in our stead: judge the name first
            async with self._request(call, progress) as response:
                progress.sent = monotonic()  # a busy server may see it this late, and counts from then
                return await _read(response, call)
        except NETWORK_FAULTS as error:
            fault = fault_of(error, progress.phase)
            if fault.code == "reset" and progress.reused and call.method in ("GET", "HEAD"):
                fault = StaleConnection()
            raise fault from error

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    def _request(self, call: Call, progress: Progress) -> Any:
        url = URL(call.url, encoded=True)
        if url.raw_host != hostname(call.url):
            raise FetchError("blocked_address", "parsers disagree about the host")
        return self._opened().request(
            call.method,
            url,
            headers=call.headers,
            data=call.body,
            proxy=call.proxy,
            ssl=self._contexts.get(call.tls) if call.uses_tls else True,
            allow_redirects=False,
            trace_request_ctx=progress,
        )

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=_connector(self._guard, self._resolver, self._around),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                auto_decompress=False,
                trust_env=False,
                skip_auto_headers=("User-Agent", "Content-Type"),
                max_line_size=_HEADER_LINE,
                max_field_size=_HEADER_LINE,
                max_headers=_HEADER_LINES,
                middlewares=(_once,),
                trace_configs=[_tracing()],
            )
        return self._session


def _connector(guard: Guard, resolver: GuardedResolver, around: int) -> aiohttp.TCPConnector:
    return MeteredConnector(
        most=around,
        resolver=resolver,
        use_dns_cache=False,
        socket_factory=guard.open_socket,
        limit=0,  # a queue here would let hanging hosts eat up the deadlines of others
        keepalive_timeout=_IDLE,
    )


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from asking again at once when a connection breaks: whether and when is for politeness to say."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError("broken off") from error


def _tracing() -> aiohttp.TraceConfig:
    """Events of a connection, written into the Progress that its request carries."""

    async def looking_up(_session: object, context: SimpleNamespace, _event: object) -> None:
        context.trace_request_ctx.phase = "look-up"

    async def connecting(_session: object, context: SimpleNamespace, _event: object) -> None:
        context.trace_request_ctx.phase = "connect"

    async def connected(_session: object, context: SimpleNamespace, _event: object) -> None:
        context.trace_request_ctx.ready(reused=False)

    async def reused(_session: object, context: SimpleNamespace, _event: object) -> None:
        context.trace_request_ctx.ready(reused=True)

    async def asked(_session: object, context: SimpleNamespace, _event: object) -> None:
        context.trace_request_ctx.sent = monotonic()  # a busy loop may let a ready connection wait

    tracing = aiohttp.TraceConfig()
    tracing.on_dns_resolvehost_start.append(looking_up)
    tracing.on_dns_resolvehost_end.append(connecting)
    tracing.on_connection_create_end.append(connected)
    tracing.on_connection_reuseconn.append(reused)
    tracing.on_request_headers_sent.append(asked)
    return tracing


async def _read(response: aiohttp.ClientResponse, call: Call) -> Answer:
    """Headers and body; a redirect's body is not looked at."""
    headers = _headers(response.raw_headers)
    if 300 <= response.status < 400 or call.method == "HEAD":
        return Answer(response.status, headers)
    too_long = (response.content_length or 0) > call.cap  # then a look at its beginning is enough
    good = response.status < 300 and not too_long
    data, fault = await _body(response, headers.get("content-encoding", ""), call.cap if good else call.keep)
    if too_long:
        fault = FetchError("too_large", f"{response.content_length} bytes")
    kept = data if good and fault is None else data[: call.keep]
    return Answer(response.status, headers, kept, fault)


async def _body(response: aiohttp.ClientResponse, encoding: str, cap: int) -> tuple[bytes, FetchError | None]:
    body = Body(cap)
    try:
        await body.read(response.content.iter_any(), encoding)
    except NETWORK_FAULTS as error:
        return body.data, fault_of(error, "answer")
    except FetchError as fault:
        return body.data, fault
    return body.data, None


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """By lower-case name, equal names joined as HTTP allows; bytes that are no UTF-8 read as Latin-1."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        if key not in _NOT_KEPT:
            headers[key] = f"{headers[key]}, {_text(value)}" if key in headers else _text(value)
    return headers


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
