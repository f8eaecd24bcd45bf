"""The small parts a search is made of."""

import unicodedata
from itertools import pairwise
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.analysis import places, read_number, syllable, syllables
from search_index.bits import at_least, bits_of, first_of, numbers_of, span
from search_index.cache import OVERHEAD, Cache, Key
from search_index.pairs import Pairs, sieve
from search_index.sequences import BORDER, Sequences, character, packed
from search_index.typed_numbers import typed_numbers
from search_index.whoosh_index import _as_many_as_fit
from search_index.whoosh_writing import BATCH

SETS = st.sets(st.integers(0, 3000), max_size=60)


@settings(deadline=None)
@given(SETS)
def test_a_set_and_its_bits_are_one(numbers: set[int]) -> None:
    assert list(numbers_of(bits_of(numbers))) == sorted(numbers)
    assert bits_of(numbers).bit_count() == len(numbers)


@settings(deadline=None)
@given(st.sets(st.integers(0, 300)), st.integers(1, 400))
def test_the_first_of_a_set_are_its_lowest(numbers: set[int], count: int) -> None:
    assert list(numbers_of(first_of(bits_of(numbers), count))) == sorted(numbers)[:count]


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_a_span_is_a_range(first: int, end: int) -> None:
    assert list(numbers_of(span(first, end))) == list(range(first, end))


@settings(deadline=None)
@given(st.lists(SETS, max_size=6))
def test_at_least_counts_in_how_many_sets_a_number_is(sets: list[set[int]]) -> None:
    levels = at_least([bits_of(numbers) for numbers in sets])
    for k, level in enumerate(levels, 1):
        assert set(numbers_of(level)) == {n for n in range(3001) if sum(n in numbers for numbers in sets) >= k}


@settings(deadline=None)
@given(st.text(max_size=40))
def test_keys_do_not_depend_on_form_or_case(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert syllables(composed) == syllables(unicodedata.normalize("NFD", text))


@settings(deadline=None)
@given(st.text(max_size=60))
def test_places_are_where_the_syllables_stand(text: str) -> None:
    assert [place.syllable for place in places(text)] == list(syllables(text))
    assert all(syllable(text[place.start : place.end]) == place.syllable for place in places(text))


@settings(deadline=None)
@given(st.text("aáàảeêiyou", min_size=1, max_size=4))
def test_equal_marks_mean_equal_letters(word: str) -> None:
    other = unicodedata.normalize("NFD", word).upper()
    assert syllable(word) == syllable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hòa", "hoà"), ("lý", "lí"), ("quý", "quí"), ("ủy", "uỷ"), ("Đ", "Ð"), ("05", "5"), ("nước", "nưóc")],
)
def test_spellings_of_one_syllable_share_their_keys(one: str, other: str) -> None:
    assert syllable(one) == syllable(other)


@pytest.mark.parametrize(("one", "other"), [("hoa", "hóa"), ("ban", "bàn"), ("ô", "o"), ("đ", "d")])
def test_other_marks_share_only_the_folded_key(one: str, other: str) -> None:
    assert syllable(one).folded == syllable(other).folded
    assert syllable(one).marked != syllable(other).marked


@pytest.mark.parametrize(
    ("text", "key"), [("0012 /QÐ-UBND", "12-qd-ubnd"), ("12", "12"), ("12/NQ-HĐND9", "12-nq-hdnd9"), ("", "")]
)
def test_a_number_has_one_key(text: str, key: str) -> None:
    assert read_number(text) == key


@settings(deadline=None)
@given(st.text("0123456789 /-QĐqduUBNDnăm,", max_size=60))
def test_numbers_in_a_query_do_not_overlap_and_stand_in_it(text: str) -> None:
    numbers = typed_numbers(text)
    assert all(0 <= number.start < number.end <= len(text) for number in numbers)
    assert all(left.end <= right.start for left, right in pairwise(numbers))


def test_a_cache_reads_once_and_keeps_to_its_size() -> None:
    cache = Cache(most_bytes=10 * (OVERHEAD + 100))
    asked: list[int] = []

    def read(key: int) -> int:
        return cache.get(("segment", "words", str(key)), fetch)

    def fetch(key: Key) -> int:
        asked.append(int(key[2]))
        return 1 << int(key[2])

    assert [read(1), read(1), read(2)] == [2, 2, 4]
    assert asked == [1, 2]
    for key in range(100):
        read(key)
    asked.clear()
    assert read(99) == 1 << 99
    assert read(1) == 2
    assert asked == [1]
    assert len(cache._values) <= 13


def test_what_is_written_again_in_one_go_fits_in_one_segment() -> None:
    halves: list[Any] = [SimpleNamespace(count=BATCH // 2) for _ in range(5)]
    assert _as_many_as_fit(halves) == halves[:2]
    assert _as_many_as_fit([]) == []


# Some letters are beyond what UTF-16 writes in one piece.
TEXTS = st.lists(st.text([character(n) for n in (0, 1, 2, 7, 300, 70_000)], max_size=12), min_size=1, max_size=40)


def pairs_of(texts: list[str]) -> Pairs:
    data = b"".join(sieve(texts))
    return Pairs(len(texts), len(data), lambda position, length: data[position : position + length])


@settings(deadline=None)
@given(TEXTS)
def test_a_sieve_lets_all_through_that_hold_a_pair(texts: list[str]) -> None:
    pairs = pairs_of(texts)
    for pair in {left + right for text in texts for left, right in pairwise(text)}:
        holding = bits_of(number for number, text in enumerate(texts) if pair in text)
        assert pairs.may_hold(pair) & holding == holding


def test_a_sieve_lets_few_through_that_do_not_hold_a_pair() -> None:
    chance = Random(1)
    texts = ["".join(character(chance.randrange(3000)) for _ in range(300)) for _ in range(600)]
    pairs = pairs_of(texts)
    shares = [pairs.may_hold(character(4000 + n) + character(5000 + n)).bit_count() / len(texts) for n in range(50)]
    assert sum(shares) / len(shares) < 0.1


@settings(deadline=None)
@given(TEXTS, st.integers(0, 40))
def test_sequences_are_read_as_they_were_written(texts: list[str], few: int) -> None:
    kept = [text + BORDER for text in texts]
    data, lengths = packed(kept)
    sequences = Sequences(lengths, lambda position, length: data[position : position + length])
    assert [sequences.document(number) for number in range(len(kept))] == kept
    phrase = texts[0][:2] or BORDER
    for among in (span(0, len(kept)), span(0, min(few, len(kept)))):
        expected = [n for n, text in enumerate(kept) if phrase in text and among >> n & 1]
        assert list(numbers_of(sequences.holding(phrase, among))) == expected
