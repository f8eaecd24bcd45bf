"""What must hold for any text and any bytes."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.vietnamese.dates import parse_date
from hub.vietnamese.encodings import decode, repair
from hub.vietnamese.issue import issue_facts
from hub.vietnamese.numbers import cited_numbers, find_numbers, own_number, parse_number
from hub.vietnamese.quality import gauge
from hub.vietnamese.terms import expansions
from hub.vietnamese.text import clean, clean_lines, fold, mend, sentence_case, slug, tone_key, unescape

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


EVERY_LETTER = "".join(f"a{chr(code)} " for code in range(0x10000))


@pytest.mark.parametrize("letter", ["Ð", "\u0301", "\u00ad", "\u2000", "\x7f", "\ud800", "ă", "–"])
@quick
@given(text=texts)
def test_a_text_is_mended_the_same_beside_letters_that_need_no_look(letter: str, text: str) -> None:
    assert mend(f"{text}{letter}☃") == f"{mend(f'{text}{letter}')}☃"


def test_each_letter_that_needs_no_look_is_right_as_it_is() -> None:
    wrong = [pair for pair in EVERY_LETTER.split(" ") if mend(f"{pair}☃") != f"{mend(pair)}☃"]
    assert wrong == []


@quick
@given(
    seconds=st.integers(0, 1_100_000_000),
    zone=st.integers(-16 * 60, 16 * 60),
    order=st.sampled_from(["dmy", "mdy", "ymd"]),
)
def test_what_programs_write_is_read_like_the_same_words_of_a_person(seconds: int, zone: int, order: str) -> None:
    moment = datetime(1991, 1, 1, tzinfo=timezone(timedelta(minutes=zone))) + timedelta(seconds=seconds)
    formats = ("%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:00 GMT", "%Y-%m-%dT00:00:00Z")
    for written in (format_datetime(moment), moment.isoformat(), *map(moment.strftime, formats)):
        assert parse_date(written, order=order) == parse_date(f"đăng {written}", order=order)
