"""Highlights: which words are marked, and that what is shown is a part of the text."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.highlight import Pieces, mark, snippet


def shown(pieces: Pieces) -> str:
    """The pieces as one line, what is marked in brackets."""
    return "".join(f"[{text}]" if marked else text for text, marked in pieces)


MARKED = [
    ("đất đai", "Luật Đất đai mới", "Luật [Đất đai] mới"),
    ("dat dai", "Luật Đất đai mới", "Luật [Đất đai] mới"),
    ("ĐẤT ĐAI", "luật đất đai", "luật [đất đai]"),
    ("hoà", "Khánh Hòa", "Khánh [Hòa]"),
    ("kĩ", "kỹ thuật", "[kỹ] thuật"),
    ("đất", "đất, nhà; Đất.", "[đất], nhà; [Đất]."),
    ("bán hàng", "bàn hàng, bán hàng", "bàn hàng, [bán hàng]"),
    ("bán", "bàn ghế", "[bàn] ghế"),
    ("ban", "bàn bán ban", "[bàn bán ban]"),
    ("dân số", "dân ta: dân số, số nhà", "dân ta: [dân số], số nhà"),
    ("dân số", "số nhà dân", "[số] nhà [dân]"),
    ('"nhà ở"', "nhà ở, ở nhà", "[nhà ở], ở nhà"),
    ("đất -nhà", "nhà đất", "nhà [đất]"),
    ("đất OR nhà", "nhà và đất", "[nhà] và [đất]"),
    ("1234 qd ubnd", "số 1234/QÐ-UBND ngày 1234", "số [1234/QÐ-UBND] ngày 1234"),
    ("1234/QĐ", "1234/QĐ-UBND", "[1234/QĐ]-UBND"),
    ("đ\u1ea5t", "đ\u00ad\u1ea5t\u200b đai", "[đ\u00ad\u1ea5t\u200b] đai"),
    ("agency:dat", "dat", "dat"),
    ("", "đất", "đất"),
    ("đất (", "đất", "[đất]"),
    ("đất", "", ""),
]


@pytest.mark.parametrize(("query", "text", "line"), MARKED)
def test_what_was_found_is_marked(query: str, text: str, line: str) -> None:
    assert shown(mark(query, text)) == line


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_are_those_of_the_text_as_it_is(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "Thửa đất số 5 của Ủy ban; đất ở")
    expected = unicodedata.normalize(form, "Thửa [đất] số 5 của Ủy ban; [đất] ở")
    assert shown(mark("dat", text)) == expected


def test_the_part_with_most_of_the_words_is_shown() -> None:
    text = "đất. " + "a b c d e " * 40 + "luật đất đai năm 2003, " + "f g h " * 60 + "đất."
    pieces = snippet("luat dat dai", text, 80)
    assert "[luật đất đai]" in shown(pieces)
    assert len("".join(text for text, _ in pieces)) <= 80


def test_without_a_match_the_beginning_is_shown_up_to_a_whole_word() -> None:
    assert snippet("không", "một hai ba bốn năm", 12) == (("một hai ba", False),)
    assert snippet("không", "một hai", 240) == (("một hai", False),)


def test_the_end_of_the_text_is_shown_with_its_full_stop() -> None:
    assert shown(snippet("cuối", "x " * 200 + "đoạn cuối.", 40)).endswith("đoạn [cuối].")


def test_a_word_longer_than_the_snippet_is_cut_between_letters() -> None:
    text = unicodedata.normalize("NFD", "ế" * 300)
    ((piece, _),) = snippet("x", text, 100)
    assert len(piece) <= 100
    assert unicodedata.normalize("NFC", piece) == "ế" * (len(piece) // 3)


WORDS = st.sampled_from(
    ["đất", "dat", "đai", "Nhà", "ở", "12/QĐ-UBND", "12/QÐ", "hoà", "hòa", "\u0301", "…", "\n", "-x"]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=80).map(" ".join))


@settings(deadline=None)
@given(TEXTS, TEXTS.map(lambda text: text[:80]), st.integers(1, 120))
def test_the_pieces_are_a_part_of_the_text_no_longer_than_asked(text: str, query: str, length: int) -> None:
    pieces = snippet(query, text, length)
    joined = "".join(piece for piece, _ in pieces)
    assert joined in text
    assert len(joined) <= max(length, 1)
    assert all(piece for piece, _ in pieces)
    assert "".join(piece for piece, _ in mark(query, text)) == text


def test_a_very_long_text_is_no_trouble() -> None:
    assert shown(snippet("đất đai", "đất đai nhà ở " * 50_000, 30)).count("[đất đai]") >= 1
