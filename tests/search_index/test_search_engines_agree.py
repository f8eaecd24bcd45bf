"""Whoosh in many segments, after edits and removals, answers exactly like a look at every document."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import QueryError
from hub.records import Document, Filters, Found
from search_index.base import Index
from search_index.memory import MemoryIndex
from search_index.whoosh_index import WhooshIndex

START = datetime(2010, 12, 30, 15, tzinfo=UTC)
WORDS = (
    "đất",
    "đai",
    "dai",
    "đài",
    "nhà",
    "ở",
    "UBND",
    "ủy ban nhân dân",
    "ban",
    "nhân",
    "kỹ",
    "kĩ",
    "2010",
    "an",
    "x",
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
NUMBERS = st.sampled_from(["", "", "1/QĐ-UBND", "12/QĐ-UBND", "1/2010/NQ-HĐND"])

DOCUMENTS = st.builds(
    Document,
    id=st.sampled_from([f"n{number}" for number in range(12)]),
    title=TEXTS,
    text=TEXTS,
    published=st.integers(0, 72).map(lambda hours: START + timedelta(hours=hours)),
    agency=st.sampled_from(["", "so-y-te", "so-noi-vu"]),
    type=st.sampled_from(["QĐ", "TB"]),
    number=NUMBERS,
    numbers=NUMBERS.map(lambda number: (number,) if number else ()),
    withdrawn=st.booleans(),
)
STEPS = st.lists(
    st.one_of(
        st.lists(DOCUMENTS, min_size=1, max_size=6),
        st.lists(st.sampled_from([f"n{number}" for number in range(12)]), max_size=3).map(tuple),
    ),
    max_size=5,
)
LEAVES = st.one_of(
    st.sampled_from(WORDS),
    TEXTS,
    TEXTS.filter(bool).map(lambda text: f'"{text}"'),
    st.sampled_from(["1/QĐ-UBND", "1 qd", "agency:so-y-te", "type:TB", "từ:2011", "đến:31/12/2010", "số:1"]),
)
QUERIES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from([" ", " OR ", " AND "]), parts).map("".join),
        parts.map(lambda part: f"({part})" if part.strip() else part),
        LEAVES.filter(str.strip).map(lambda part: f"-{part}"),
    ),
    max_leaves=5,
)
FILTERS = st.builds(
    Filters,
    agency=st.sampled_from([None, None, "so-y-te"]),
    published_from=st.sampled_from([None, START.date() + timedelta(days=1)]),
    withdrawn=st.sampled_from(["include", "exclude", "only"]),
)


def play(index: Index, steps: list[list[Document] | tuple[str, ...]]) -> None:
    for step in steps:
        if isinstance(step, tuple):
            index.remove(step)
        else:
            index.add(step)


def answer(index: Index, query: str, filters: Filters) -> list[Found] | str:
    try:
        pages = [index.search(query, filters, sort=sort, facets=True) for sort in ("relevance", "newest")]
        return [*pages, index.search(query, filters, offset=2, limit=3)]
    except QueryError as error:
        return error.problem


@settings(max_examples=60, deadline=None)
@given(STEPS, st.lists(st.tuples(QUERIES, FILTERS), min_size=1, max_size=12))
def test_both_engines_give_the_same_answers(
    steps: list[list[Document] | tuple[str, ...]], asked: list[tuple[str, Filters]]
) -> None:
    with TemporaryDirectory() as folder:
        memory, whoosh = MemoryIndex(), WhooshIndex(Path(folder) / "index")
        play(memory, steps)
        play(whoosh, steps)
        assert whoosh.count() == memory.count()
        for query, filters in asked:
            assert answer(whoosh, query, filters) == answer(memory, query, filters)
