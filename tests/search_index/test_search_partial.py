"""The weights of many words, added up for all documents at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.bits import bits_of, numbers_of
from search_index.partial import heaviest, planes, reaching

WEIGHED = st.lists(st.tuples(st.sets(st.integers(0, 200), max_size=40), st.integers(0, 15)), max_size=12)


def _sums(weighed: list[tuple[set[int], int]]) -> dict[int, int]:
    return {n: sum(weight for numbers, weight in weighed if n in numbers) for n in range(201)}


def _planes(weighed: list[tuple[set[int], int]]) -> list[int]:
    return planes((bits_of(numbers) for numbers, _ in weighed), (weight for _, weight in weighed))


@settings(deadline=None)
@given(WEIGHED, st.integers(0, 60))
def test_those_that_reach_a_weight_are_those_whose_sum_does(weighed: list[tuple[set[int], int]], least: int) -> None:
    among = (1 << 201) - 1
    right = {n for n, total in _sums(weighed).items() if total >= least}
    assert set(numbers_of(reaching(_planes(weighed), least, among))) == right


@settings(deadline=None)
@given(WEIGHED, WEIGHED, st.integers(0, 300), st.sets(st.integers(0, 200)))
def test_the_heaviest_of_several_segments_are_the_heaviest_of_all(
    one: list[tuple[set[int], int]], other: list[tuple[set[int], int]], count: int, among: set[int]
) -> None:
    open_to = bits_of(among)
    chosen = heaviest([_planes(one), _planes(other)], [open_to, open_to], count)
    sums = [_sums(one), _sums(other)]
    kept = sorted((sums[place][n] for place, bits in enumerate(chosen) for n in numbers_of(bits)), reverse=True)
    every = sorted((sums[place][n] for place in (0, 1) for n in among), reverse=True)
    assert kept == every[:count]


@pytest.mark.parametrize("least", [1, 16, 10_000])
def test_nothing_reaches_what_no_sum_can(least: int) -> None:
    assert reaching(planes([], []), least, 0b111) == 0
