"""Postings on their way into a segment: in order, none lost, however little memory they may take."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.whoosh_pool import Pool, Posting

POSTINGS = st.sets(
    st.tuples(st.sampled_from(("pairs", "words", "year")), st.binary(min_size=1, max_size=3), st.integers(0, 40)),
    max_size=80,
)


def pool_of(folder: Path, postings: list[Posting], most: int) -> Pool:
    pool = Pool(folder, most)
    for posting in postings:
        pool.add(posting)
    return pool


@pytest.mark.parametrize("most", [1, 1_000, 1_000_000], ids=["each put aside", "some put aside", "all in memory"])
@settings(deadline=None)
@given(POSTINGS)
def test_postings_come_out_in_whooshs_order(
    tmp_path_factory: pytest.TempPathFactory, most: int, found: set[tuple[str, bytes, int]]
) -> None:
    postings = [
        (field, term, document, 1.0, term * document)
        for field, term, document in sorted(found, key=lambda posting: (posting[2], posting[1], posting[0]))
    ]
    pool = pool_of(tmp_path_factory.getbasetemp(), postings, most)
    assert list(pool.iter_postings()) == sorted(postings)
    pool.cleanup()


def test_what_was_put_aside_leaves_no_file(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, [("words", b"tin", n, 1.0, b"") for n in range(50)], most=100)
    assert not list(tmp_path.iterdir()), "a killed writer must leave nothing either"
    pool.cleanup()
    assert list(pool.iter_postings()) == []
