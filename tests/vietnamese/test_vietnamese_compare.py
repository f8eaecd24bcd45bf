"""Two states of a text compared."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.vietnamese.aligning import aligned
from hub.vietnamese.compare import Paragraph, compared, compared_words


def told(pieces: Paragraph, *kinds: str) -> str:
    return "".join(text for kind, text in pieces if kind in kinds)


def test_only_the_changed_words_are_marked() -> None:
    assert compared_words("hạn nộp đến ngày 20/9/2010", "hạn nộp đến ngày 30/9/2010") == (
        ("same", "hạn nộp đến ngày "),
        ("removed", "20/9/2010"),
        ("added", "30/9/2010"),
    )


@pytest.mark.parametrize("whole", ["12/2010/QĐ-UBND", "24/09/2010", "1.234.567,5", "14:30", "60-NQ/TW", "15%"])
def test_a_number_a_date_and_a_document_number_are_one_word(whole: str) -> None:
    other = f"9{whole}"
    assert compared_words(f"là {whole} nay", f"là {other} nay")[1:3] == (("removed", whole), ("added", other))


@pytest.mark.parametrize(
    "after", ["một hai\nba bốn", " một  hai ba\tbốn ", "một hai ba bốn\n\n", "một\u00a0hai ba bốn"]
)
def test_moved_whitespace_is_no_change(after: str) -> None:
    pieces = [piece for paragraph in compared("một hai ba bốn", after) for piece in paragraph]
    assert {kind for kind, _ in pieces} == {"same"}


def test_a_paragraph_that_is_put_in_leaves_its_neighbours_alone() -> None:
    before = "Điều 1. Giá đất là 5 đồng.\nĐiều 3. Ký tên hôm nay."
    after = "Điều 1. Giá đất là 6 đồng.\nĐiều 2. Hoàn toàn mới mẻ.\nĐiều 3. Ký tên hôm sau."
    changed = [piece for paragraph in compared(before, after) for piece in paragraph if piece[0] != "same"]
    assert changed == [
        ("removed", "5"),
        ("added", "6"),
        ("added", "Điều 2. Hoàn toàn mới mẻ."),
        ("removed", "nay"),
        ("added", "sau"),
    ]


def test_passages_with_little_in_common_are_told_as_wholes() -> None:
    before, after = "Bãi bỏ quy định về lệ phí chợ, bến xe", "Ban hành bảng giá nước sạch, thu theo khối"
    assert [kind for kind, _ in compared_words(before, after)] == ["removed", "added"]


@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30))
def test_what_is_aligned_is_equal_and_in_order(old: list[str], new: list[str]) -> None:
    spans = aligned(old, new)
    assert all(old[i1:i2] == new[j1:j2] and i1 < i2 for i1, i2, j1, j2 in spans)
    assert all(one[1] <= two[0] and one[3] <= two[2] for one, two in pairwise(spans))
    if old == new:
        assert sum(i2 - i1 for i1, i2, _, _ in spans) == len(old)


@given(st.text("ab đ\t,", max_size=40), st.text("ab đ\t,", max_size=40))
def test_both_texts_can_be_read_out_of_the_comparison(before: str, after: str) -> None:
    pieces = compared_words(before, after)
    assert told(pieces, "same", "removed").split() == before.split()
    assert told(pieces, "same", "added").split() == after.split()


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
