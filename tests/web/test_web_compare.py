"""Two states of a text compared."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.web.compare import Paragraph, compared, compared_words


def told(pieces: Paragraph, *kinds: str) -> str:
    return "".join(text for kind, text in pieces if kind in kinds)


def test_only_the_changed_words_are_marked() -> None:
    assert compared_words("hạn nộp đến ngày 20/9/2010", "hạn nộp đến ngày 30/9/2010") == (
        ("same", "hạn nộp đến ngày "),
        ("removed", "20"),
        ("added", "30"),
        ("same", "/9/2010"),
    )


@given(st.text("ab đ\t,", max_size=40), st.text("ab đ\t,", max_size=40))
def test_both_texts_can_be_read_out_of_the_comparison(before: str, after: str) -> None:
    pieces = compared_words(before, after)
    assert told(pieces, "same", "removed") == before
    assert told(pieces, "same", "added") == after


LINES = st.lists(st.sampled_from(["Điều 1.", "Điều 2.", "Nơi nhận:", "ký tên"]), max_size=12)


@given(LINES, LINES)
def test_every_changed_paragraph_is_told_and_unchanged_ones_are_at_least_counted(
    old: list[str], new: list[str]
) -> None:
    paragraphs = compared("\n".join(old), "\n".join(new))
    hidden = sum(int(text) for pieces in paragraphs for kind, text in pieces if kind == "skipped")
    shown = [line for pieces in paragraphs if (line := told(pieces, "same", "added"))]
    assert len(shown) + hidden == len(new)


def test_long_unchanged_parts_are_counted() -> None:
    text = "\n".join(f"Điều {n}." for n in range(50))
    paragraphs = compared(text, f"{text}\nĐiều mới.")
    assert paragraphs == (
        (("same", "Điều 0."),),
        (("skipped", "48"),),
        (("same", "Điều 49."),),
        (("added", "Điều mới."),),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 50_000, "b a a " * 33_000),
        ("a\nb\n" * 50_000, "b\na\na\n" * 33_000),
        ("\n".join(["a b " * 40] * 900), "\n".join(["b a a " * 30] * 900)),
        ("\n".join(f"{n} a b c a b" for n in range(990)), "\n".join(f"a b a {n} c b a" for n in range(990))),
    ],
)
def test_texts_made_to_be_hard_are_compared_in_bounded_time(before: str, after: str) -> None:
    start = time.process_time()
    compared(before, after)
    assert time.process_time() - start < 5
