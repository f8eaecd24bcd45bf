"""Documents in real children: whatever is in a file, it comes to a state, and the next one is read."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hub.records import FileRead
from spiders.documents.apart import read_apart
from spiders.documents.reasons import STATE_OF
from spiders.limited.children import Children
from spiders.limited.limits import Limits
from tests.spiders.documents import made
from tests.spiders.documents.test_documents_reading import SAYS

CORPUS = Path(__file__).parents[3] / ".." / "shared" / "corpus" / "docs"


class Brief:
    """Children that may use less than usual, so that a test need not wait."""

    def __init__(self, children: Children) -> None:
        self._children = children

    async def read(self, function: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.to_thread(self._children.run, function, *arguments, limits=Limits(memory=256 << 20, cpu=2))


@pytest.fixture(scope="module")
def brief() -> Iterator[Brief]:
    children = Children()
    yield Brief(children)
    children.close()


def read(brief: Brief, data: bytes) -> FileRead:
    return asyncio.run(read_apart(brief, data))


def test_a_document_is_read_in_a_child(brief: Brief) -> None:
    data, text = SAYS["pdf"]
    assert read(brief, data) == FileRead("application/pdf", "text", None, text)


HEAVY = {
    "20 million paragraphs": (lambda: made.docx("<w:p/>" * 20_000_000), "too_heavy"),
    "a page of a hundred million letters": (lambda: made.pdf_of_old_font(b"A" * 100_000_000), "damaged"),
}


@pytest.mark.parametrize(("bomb", "reason"), HEAVY.values(), ids=HEAVY.keys())
def test_a_bomb_costs_its_child(brief: Brief, bomb: Callable[[], bytes], reason: str) -> None:
    assert (found := read(brief, bomb())) == FileRead(found.media_type, "failed", reason)
    assert read(brief, SAYS["docx"][0]).state == "text"


@pytest.mark.parametrize("data", [data for data, _ in SAYS.values()], ids=SAYS.keys())
def test_a_spoilt_document_comes_to_a_state(brief: Brief, data: bytes) -> None:
    chance = Random(len(data))
    for _ in range(4):
        spoilt = bytearray(data)
        for at in chance.choices(range(len(data)), k=max(len(data) // 200, 1)):
            spoilt[at] = chance.randrange(256)
        found = read(brief, bytes(spoilt[: chance.randrange(len(data) // 2, len(data))]))
        assert found.reason in (None, "part") or STATE_OF[found.reason] == found.state


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside the checkout")
def test_real_documents_come_to_a_state(brief: Brief) -> None:
    found = {file.name: read(brief, file.read_bytes()) for file in sorted(CORPUS.glob("*/*.*"))}
    assert len(found) == 12
    kinds = [(one.state, one.reason) for one in found.values()]
    assert sorted(map(str, set(kinds))) == ["('no_text', 'scan')", "('no_text', 'signature_only')", "('text', None)"]
    assert kinds.count(("text", None)) == 10
    assert all(len(one.text) > 500 for one in found.values() if one.state == "text")
