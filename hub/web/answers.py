"""Bytes as an HTTP answer: gzip, strong ETags, 304, caching. What a feed reader polls costs next to nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property, lru_cache

from fastapi import Request, Response

from feeds.publish import etag, pack

FOR_A_MINUTE = "public, max-age=60"
FOR_A_DAY = "public, max-age=86400"
FOR_EVER = "public, max-age=31536000, immutable"
_WORTH_PACKING = 512


@dataclass(frozen=True)
class Bytes:
    """A document ready to be sent, and when it last changed; what is costly is made at most once.

    From `worth_packing` bytes on it is sent gzipped.
    """

    plain: bytes
    media_type: str
    modified: datetime | None = None
    cache: str = FOR_A_MINUTE
    headers: Mapping[str, str] = field(default_factory=dict)
    worth_packing: int = _WORTH_PACKING

    @cached_property
    def packed(self) -> bytes:
        """The document gzipped."""
        return pack(self.plain)

    @cached_property
    def tag(self) -> str:
        """The strong ETag of the plain form."""
        return etag(self.plain)

    @cached_property
    def packed_tag(self) -> str:
        """The strong ETag of the gzipped form."""
        return etag(self.packed)


def answer(request: Request, document: Bytes) -> Response:
    """The document, or 304 where the client has it; each encoding has an ETag of its own."""
    packed = len(document.plain) >= document.worth_packing and wants_gzip(request.headers.get("accept-encoding", ""))
    tag = document.packed_tag if packed else document.tag
    headers = {"ETag": tag, "Cache-Control": document.cache, "Vary": "Accept-Encoding", **document.headers}
    if document.modified:
        headers["Last-Modified"] = format_datetime(document.modified, usegmt=True)
    if has_it(request, tag, document.modified):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(document.packed if packed else document.plain, media_type=document.media_type, headers=headers)


@lru_cache(maxsize=256)
def wants_gzip(accept: str) -> bool:
    """Whether a client whose Accept-Encoding this is reads gzip.

    >>> [wants_gzip(value) for value in ("br, gzip", "gzip;q=0.5", "gzip; q=0", "gzipped", "")]
    [True, True, False, False, False]
    """
    for coding in accept.lower().split(","):
        name, _, weight = coding.replace(" ", "").partition(";")
        if name in ("gzip", "x-gzip"):
            return weight.rstrip("0") not in ("q=", "q=0.")
    return False


def has_it(request: Request, tag: str, modified: datetime | None) -> bool:
    """Whether the client has the document with this ETag already."""
    headers = request.headers
    return is_unchanged(headers.get("if-none-match", ""), headers.get("if-modified-since", ""), tag, modified)


def is_unchanged(known: str, since: str, tag: str, modified: datetime | None) -> bool:
    """Whether If-None-Match and If-Modified-Since say that the client has the document (an ETag overrules a date).

    >>> is_unchanged('W/"a", "b"', "", '"b"', None)
    True
    """
    if known:
        tags = {part.strip().removeprefix("W/") for part in known.split(",")}
        return tag in tags or "*" in tags
    moment = _moment(since)
    return moment is not None and modified is not None and modified.replace(microsecond=0) <= moment


def _moment(raw: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(raw)
    except (ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None
