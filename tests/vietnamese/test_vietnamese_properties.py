"""What must hold for any text and any bytes."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.vietnamese.dates import parse_date
from hub.vietnamese.encodings import decode, repair
from hub.vietnamese.issue import issue_facts
from hub.vietnamese.numbers import cited_numbers, find_numbers, own_number, parse_number
from hub.vietnamese.quality import gauge
from hub.vietnamese.terms import expansions
from hub.vietnamese.text import clean, clean_lines, fold, sentence_case, slug, tone_key, unescape

quick = settings(derandomize=True, max_examples=150, deadline=None)

LETTERS = st.sampled_from(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyÀẢÃÁẠẰỆỌỢỰỸÐð\u0301\u0303\u0323\u0302 \n\u00a0\u00ad\u200b&;#xlt/12-.,:()"
)
PIECES = st.sampled_from(
    [
        "&amp;",
        "&#38;",
        "&lt",
        "&#x26",
        "amp;",
        "&#55296;",
        "phograve;ng",
        "&ecirc",
        "\u037e",
        "\u212a",
        "QÐ-UBND",
        "12/",
        "ngày ",
        "24/09/2010 ",
        "08:30",
        "CH",
        "hoà",
        "quí",
        "Căn cứ ",
        "ban hành ",
        "số ",
        "\ud800",
        "\x00",
        "\x1f",
        "İ",
    ]
)
texts = st.one_of(
    st.text(st.characters(), max_size=60),
    st.text(LETTERS, max_size=60),
    st.lists(PIECES | LETTERS, max_size=20).map("".join),
)

KEYS: list[Callable[[str], str]] = [clean, clean_lines, unescape, fold, tone_key, slug]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: str(key.__name__))
@quick
@given(text=texts)
def test_doing_it_twice_changes_nothing(key: Callable[[str], str], text: str) -> None:
    assert key(key(text)) == key(text)


@pytest.mark.parametrize("key", [clean, clean_lines, fold, tone_key, slug], ids=lambda key: str(key.__name__))
@quick
@given(text=texts)
def test_composed_and_decomposed_text_give_the_same(key: Callable[[str], str], text: str) -> None:
    assert key(unicodedata.normalize("NFC", text)) == key(unicodedata.normalize("NFD", text)) == key(text)


@quick
@given(text=texts)
def test_clean_text_may_stand_in_xml(text: str) -> None:
    allowed = {0x9, 0xA, 0xD}
    for letter in clean(text) + clean_lines(text):
        code = ord(letter)
        assert code in allowed or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


@quick
@given(text=texts, other=texts)
def test_no_reader_of_text_ever_raises(text: str, other: str) -> None:
    own = own_number(text, other)
    assert isinstance(cited_numbers(text, other, own), tuple)
    issue_facts(text, other)
    parse_number(text)
    gauge(text)
    repair(text)
    sentence_case(text)
    expansions(text.split())


@quick
@given(text=texts)
def test_numbers_stand_where_they_say(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    for number in find_numbers(text):
        assert composed[number.start].isdigit()
        assert number.num and number.symbol and number.canonical == number.canonical.upper()


@quick
@given(text=texts, order=st.sampled_from(["dmy", "mdy", "ymd"]))
def test_a_date_is_none_or_in_its_time(text: str, order: str) -> None:
    seen = datetime(2010, 9, 27, 8, tzinfo=UTC)
    found = parse_date(text, seen=seen, order=order)
    assert found is None or (found.at.tzinfo is UTC and 1989 <= found.at.year <= 2010)


@quick
@given(body=st.binary(max_size=80) | texts.map(lambda text: text.encode("utf-8", "ignore")), declared=st.none() | texts)
def test_any_bytes_can_be_decoded(body: bytes, declared: str | None) -> None:
    assert isinstance(decode(body, declared).text, str)


@quick
@given(text=st.text(LETTERS, max_size=40))
def test_valid_utf8_with_vietnamese_letters_is_taken_at_its_word(text: str) -> None:
    text = unicodedata.normalize("NFC", text) + " Ủy ban nhân dân"
    assert decode(text.encode(), "windows-1258").text == text
