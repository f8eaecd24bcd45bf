"""Bytes as HTTP answers."""

import gzip
from datetime import UTC, datetime

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from hub.web.answers import Bytes, answer, is_unchanged, wants_gzip

MODIFIED = datetime(2010, 9, 24, 1, 30, 0, 500_000, tzinfo=UTC)
FEED = Bytes(b"<feed/>" * 500, "application/atom+xml", MODIFIED)


def asking(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "headers": raw})


def test_plain_and_gzipped_have_strong_etags_of_their_own() -> None:
    plain, packed = answer(asking(), FEED), answer(asking(accept_encoding="gzip"), FEED)
    assert plain.body == FEED.plain == gzip.decompress(bytes(packed.body))
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.headers["etag"] != packed.headers["etag"]
    assert not plain.headers["etag"].startswith("W/")
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_who_has_the_document_is_told_so_with_the_same_headers(encoding: str) -> None:
    first = answer(asking(accept_encoding=encoding), FEED)
    again = answer(asking(accept_encoding=encoding, if_none_match=first.headers["etag"]), FEED)
    assert (again.status_code, again.body) == (304, b"")
    for name in ("etag", "last-modified", "cache-control", "vary"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize(
    ("known", "since", "unchanged"),
    [
        ('"a"', "", True),
        ('W/"a"', "", True),
        ('"b", "a"', "", True),
        ("*", "", True),
        ('"b"', "", False),
        ('"b"', "Fri, 24 Sep 2010 01:30:00 GMT", False),
        ("", "Fri, 24 Sep 2010 01:30:00 GMT", True),
        ("", "Fri, 24 Sep 2010 01:29:59 GMT", False),
        ("", "yesterday", False),
        ("", "Fri, 24 Sep 99999999999 01:30:00 GMT", False),
        ("", "", False),
    ],
)
def test_a_condition_is_judged_by_the_etag_and_only_then_by_the_date(known: str, since: str, unchanged: bool) -> None:
    assert is_unchanged(known, since, '"a"', MODIFIED) is unchanged


@given(st.text(max_size=60))
def test_no_header_breaks_the_judgement(value: str) -> None:
    is_unchanged("", value, '"a"', MODIFIED)
    is_unchanged(value, "", '"a"', MODIFIED)
    wants_gzip(value)


def test_a_small_document_is_not_worth_packing() -> None:
    assert (
        "content-encoding" not in answer(asking(accept_encoding="gzip"), Bytes(b"User-agent: *", "text/plain")).headers
    )
