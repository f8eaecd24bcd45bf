"""From one address to the next: what a request to each hop of a fetch carries, and where a redirect may lead. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hub.errors import FetchError
from hub.records import Ask, Validators
from spiders.addresses import basic_credentials, hostname, join, origin, web_address

MAX_REDIRECTS = 5
FOR_GOOD = frozenset({301, 308})
_FOLLOWED = {301, 302, 303, 307, 308}
_NOT_FOR_SOURCES = {"host", "connection", "content-length", "transfer-encoding", "te", "range", "expect", "upgrade"}


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of a fetch, before the client adds what it says of itself."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    tls: Mapping[str, str | bool] = field(default_factory=dict)
    conditional: bool = False


def first_hop(ask: Ask) -> Hop:
    """The request as it was asked for, with the source's headers, credentials and validators.

    FetchError blocked_address if the URL is no web address, internal if the source's proxy or a header is unusable.
    """
    url = web_address(ask.url)
    if url is None:
        raise FetchError("blocked_address", "not a usable http(s) address")
    if ask.proxy and web_address(ask.proxy) is None:
        raise FetchError("internal", "the source's proxy is not an http(s) address")
    method = ask.method.upper()
    validators = _conditional_headers(ask.validators) if method == "GET" else {}
    headers = _source_headers(ask) | validators
    return Hop(url, method, headers, ask.body, ask.tls, conditional=bool(validators))


def next_hop(hop: Hop, status: int, location: str | None) -> Hop | None:
    """Where an answer sends us; None if it does not. FetchError redirect_refused if we will not go there.

    Validators stay behind: they belong to the first address. Headers, credentials and body of the source
    go no further than its own origin, its TLS settings no further than its own host.
    """
    if status not in _FOLLOWED:
        return None
    url = join(hop.url, location) if location else None
    if url is None:
        raise FetchError("redirect_refused", "no Location" if not location else "Location is not an http(s) address")
    onward = Hop(url, hop.method, _without_validators(hop.headers), hop.body, hop.tls)
    if status == 303 or (status in (301, 302) and hop.method == "POST"):
        onward = replace(onward, method="HEAD" if hop.method == "HEAD" else "GET", body=None)
    if hostname(url) != hostname(hop.url):
        onward = replace(onward, tls={})
    return onward if origin(url) == origin(hop.url) else _abroad(onward)


def verdict(status: int, *, conditional: bool) -> str | None:
    """The code of CODES for a final status, None if it is fine.

    A part that was not asked for is `truncated`; "not modified" without a condition is the server's fault.
    """
    if status == 304:
        return None if conditional else "http_5xx"
    if 200 <= status < 300:
        return "truncated" if status == 206 else None
    if 300 <= status < 400:
        return "redirect_refused"
    if 400 <= status < 500:
        return f"http_{status}" if status in (410, 429) else "http_4xx"
    return "http_5xx"


def _abroad(hop: Hop) -> Hop:
    if hop.body is not None:
        raise FetchError("redirect_refused", "the body would go to another host")
    return replace(hop, headers={})


def _source_headers(ask: Ask) -> dict[str, str]:
    credentials = basic_credentials(ask.url)
    headers = {"authorization": credentials} if credentials else {}
    headers |= {name.lower(): value for name, value in ask.headers.items()}
    for name, value in headers.items():
        if not name.isascii() or not (name + value).isprintable():
            raise FetchError("internal", "a header of the source has characters that cannot be sent")
    return {name: value for name, value in headers.items() if name not in _NOT_FOR_SOURCES}


def _conditional_headers(validators: Validators) -> dict[str, str]:
    given = {"if-none-match": validators.etag, "if-modified-since": validators.last_modified}
    return {name: value for name, value in given.items() if value and value.isprintable()}


def _without_validators(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in ("if-none-match", "if-modified-since")}
