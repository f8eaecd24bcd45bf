"""Bodies come out as they went in, however they are cut up, or not at all."""

import asyncio
import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import FetchError
from spiders.decompress import Body

ENCODERS = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZIP ": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": lambda data: zlib.compress(data, wbits=-15),
}
encodings = st.sampled_from(sorted(ENCODERS))
contents = st.one_of(st.binary(max_size=300), st.integers(0, 300_000))  # bytes, or how many zeros


def read(data, encoding, cap=1_000_000, size=1):
    step = max(size, len(data) // 100)

    async def chunks():
        for start in range(0, len(data), step):
            yield data[start : start + step]

    body = Body(cap)
    asyncio.run(body.read(chunks(), encoding))
    return bytes(body.data)


@settings(deadline=None)
@given(contents, encodings, st.integers(1, 5_000))
def test_what_was_encoded_is_decoded(content, encoding, size):
    data = bytes(content)
    assert read(ENCODERS[encoding](data), encoding, size=size) == data


@settings(deadline=None)
@given(contents, encodings.filter(lambda name: name not in ("", "identity")), st.data())
def test_no_part_passes_for_the_whole(content, encoding, draw):
    encoded = ENCODERS[encoding](bytes(content))
    cut = draw.draw(st.integers(1, len(encoded) - 1))
    with pytest.raises(FetchError, match="truncated"):
        read(encoded[:cut], encoding, size=7)


@settings(deadline=None)
@given(st.binary(max_size=2_000), encodings)
def test_any_bytes_are_read_or_refused(data, encoding):
    try:
        read(data, encoding, size=13)
    except FetchError as fault:
        assert fault.code in ("bad_encoding", "truncated")


@settings(deadline=None)
@given(st.integers(1, 300_000), encodings)
def test_never_more_than_the_cap_and_a_piece(cap, encoding):
    async def chunks():
        yield ENCODERS[encoding](bytes(300_001))

    body = Body(cap)
    with pytest.raises(FetchError, match="too_large"):
        asyncio.run(body.read(chunks(), encoding))
    assert len(body.data) <= cap + (64 * 1024 if encoding not in ("", "identity") else 300_001)
