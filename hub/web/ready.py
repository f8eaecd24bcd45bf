"""A document with every answer already made: what is left to do for a request is to choose one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

from starlette.types import Message

from feeds.publish import etag
from hub.web.answers import FOR_A_MINUTE, is_unchanged, wants_gzip
from hub.web.guard import OPEN_DATA

Headers = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as ASGI messages, and as the bytes of HTTP/1.1: `head` is open for further headers."""

    start: Message
    body: Message
    head: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A document in one encoding: its tag, the answer that brings it, and the one that says it is still the same."""

    tag: bytes
    whole: Answer
    unchanged: Answer


@dataclass(frozen=True, slots=True)
class Ready:
    """A document in both encodings, and when it last changed."""

    plain: Form
    packed: Form
    modified: datetime

    @property
    def weight(self) -> int:
        """How many bytes it holds."""
        return len(self.plain.whole.content) + len(self.packed.whole.content)

    def answer(self, headers: Headers) -> Answer:
        """The answer to a request with these headers."""
        form = self.packed if wants_gzip(headers.get(b"accept-encoding", b"").decode("latin-1")) else self.plain
        known = headers.get(b"if-none-match")
        if known == form.tag:
            return form.unchanged
        unusual = known is not None or b"if-modified-since" in headers
        return form.unchanged if unusual and self._is_known(headers, form) else form.whole

    def _is_known(self, headers: Headers, form: Form) -> bool:
        known, since = (headers.get(name, b"").decode("latin-1") for name in (b"if-none-match", b"if-modified-since"))
        return is_unchanged(known, since, form.tag.decode(), self.modified)


def ready(
    plain: bytes, packed: bytes, media_type: str, modified: datetime, cache: str = FOR_A_MINUTE, link: str = ""
) -> Ready:
    """The document made ready; `packed` is the same, gzipped, `cache` says how long it may be kept, `link` what it is
    linked with."""
    content = {"content-type": media_type}
    encoded = {**content, "content-encoding": "gzip"}
    more = {"cache-control": cache, **({"link": link} if link else {})}
    return Ready(_form(plain, content, modified, more), _form(packed, encoded, modified, more), modified)


def _form(body: bytes, content: Mapping[str, str], modified: datetime, more: Mapping[str, str]) -> Form:
    tag = etag(body)
    told = {
        "etag": tag,
        **more,
        "vary": "Accept-Encoding",
        "last-modified": format_datetime(modified, usegmt=True),
        **{name.lower(): value for name, value in OPEN_DATA.items()},
    }
    whole = _answer(200, {**content, "content-length": str(len(body)), **told}, body)
    return Form(tag.encode(), whole, _answer(304, told, b""))


def _answer(status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    raw = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]
    lines = (f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode(), *(b": ".join(pair) for pair in raw), b"")
    return Answer(
        start={"type": "http.response.start", "status": status, "headers": raw},
        body={"type": "http.response.body", "body": body},
        head=b"\r\n".join(lines),
        content=body,
    )
