"""Abbreviations and what they stand for."""

import pytest

from hub.vietnamese.terms import expansions, read_terms, shipped_terms


def said(query: str) -> list[tuple[int, int, set[str]]]:
    """The expansions of a query with phrases as text."""
    return [
        (found.start, found.end, {" ".join(phrase) for phrase in found.alternatives})
        for found in expansions(query.split())
    ]


@pytest.mark.parametrize("query", ["UBND", "ubnd", "Ubnd"])
def test_an_abbreviation_is_expanded_in_any_case(query: str) -> None:
    assert said(query) == [(0, 1, {"ủy ban nhân dân"})]


@pytest.mark.parametrize("phrase", ["ủy ban nhân dân", "uỷ ban nhân dân", "uy ban nhan dan", "ỦY BAN nhan dan"])
def test_a_phrase_is_abbreviated_in_any_spelling(phrase: str) -> None:
    assert said(f"quyết định {phrase} tỉnh") == [(2, 6, {"ubnd"})]


def test_an_ambiguous_abbreviation_gives_all_readings() -> None:
    assert said("qh") == [(0, 1, {"quy hoạch", "quốc hội"})]
    assert said("KHĐT")[0][2] >= {"kế hoạch và đầu tư", "kế hoạch đầu tư"}


def test_abbreviations_of_one_meaning_know_each_other() -> None:
    assert "gd đt" in said("GDĐT")[0][2]
    assert "gdđt" in said("GD&ĐT")[0][2]


@pytest.mark.parametrize("query", ["kt-xh", "KT - XH", "kt xh"])
def test_a_compound_abbreviation_may_be_typed_in_pieces(query: str) -> None:
    (found,) = said(query)
    assert "kinh tế xã hội" in found[2]
    assert found[:2] == (0, len(query.split()))


def test_a_syllable_is_an_abbreviation_only_in_capitals() -> None:
    assert said("tu van") == said("ca sĩ") == said("tư vấn") == []
    assert said("CA tỉnh") == [(0, 1, {"công an"})]


def test_nothing_is_sent_to_an_abbreviation_that_is_a_syllable() -> None:
    assert said("công an") == said("dự án") == []


def test_typed_marks_must_agree() -> None:
    assert said("quy hoạch") == said("quy hoach") == [(0, 2, {"qh"})]
    assert said("quỹ hoạch") == []
    assert said("ĐA") == [(0, 1, {"đề án"})]


def test_the_longest_phrase_wins_and_none_overlap() -> None:
    assert said("ủy ban mặt trận tổ quốc và mặt trận tổ quốc") == [(0, 6, {"ubmttq"}), (7, 11, {"mttq"})]


def test_an_installation_may_bring_its_own_list() -> None:
    own = read_terms('terms = {"KKTVP" = ["khu kinh tế vân phong"]}')
    assert expansions(["KKTVP"], own)[0].alternatives == (("khu", "kinh", "tế", "vân", "phong"),)
    assert expansions(["UBND"], own) == ()
    assert expansions([], own) == ()


def test_the_shipped_list_is_of_a_size_one_can_read() -> None:
    assert 250 < len(shipped_terms().pairs) < 600
