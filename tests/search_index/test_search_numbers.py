"""Document numbers in the ways people type them, and what only looks like one."""

from itertools import product
from random import Random

import pytest

from search_index.query import parse_query
from search_index.typed_numbers import typed_numbers

SAME = {
    "1234-qd-ubnd": [
        "1234/QĐ-UBND", "1234/qđ-ubnd", "1234/QD-UBND", "1234/QÐ-UBND", "1234 / QĐ - UBND", "1234 QĐ UBND",
        "1234 qd ubnd", "1234.QĐ.UBND", "1234_qd_ubnd", "1234-QĐ-UBND", "1234\\QĐ-UBND", "1234/QĐ/UBND", "1234/QĐ–UBND",
        "1234/QĐ.UBND", "1234 . QĐ . UBND", "001234/QĐ-UBND", "1234QĐ-UBND", "1234qdubnd", "1234/QĐUBND",
        "số 1234/QĐ-UBND", "Số: 1234/QĐ-UBND", "so 1234 qd ubnd", "số hiệu 1234/QĐ-UBND", "SỐ 1234/QĐ-UBND",
        "Quyết định số 1234/QĐ-UBND", "quyet dinh 1234/qd-ubnd", "QĐ số 1234/QĐ-UBND", "QĐ-UBND 1234",
        "QĐ-UBND số 1234", "qd ubnd 1234", "(1234/QĐ-UBND)", "1234/QĐ-UBND,",
    ],
    "12-2024-qd": [
        "12/2024/QĐ", "12 2024 QĐ", "12-2024-QĐ", "12/QĐ/2024", "12/QĐ năm 2024", "12 QĐ 2024", "QĐ 12 năm 2024",
        "QĐ số 12 năm 2024", "quyết định 12 năm 2024", "quyet dinh so 12 nam 2024", "Quyết định 12/2024", "qd 12/2024",
        "QĐ12/2024", "QĐ.12.2024", "2024/12/QĐ", "QĐ-12/2024",
    ],
    "1948-2019-gm-sxd": [
        "1948/2019/GM-SXD", "1948 2019 GM-SXD", "1948 2019 GM SXD", "1948/GM-SXD/2019", "1948/GM-SXD năm 2019",
        "GM-SXD 1948/2019", "giấy mời số 1948/GM-SXD năm 2019", "1948/GM-SXD ngày 5/3/2019",
        "số 1948/GM-SXD, ngày 5 tháng 3 năm 2019", "1948.2019.GM.SXD",
    ],
    "43-nd": ["nghị định 43", "nghi dinh 43", "Nghị định 43 về phí", "NĐ 43", "nghị định số 43"],
    "123-2024": ["công văn số 123 năm 2024", "công văn 123/2024", "123/2024"],
    "567-syt": ["567/SYT"],
    "12a-qd-ubnd": ["12a/QĐ-UBND", "12A/QĐ-UBND"],
    "60-nq-tw": ["60-NQ/TW", "60/NQ-TW", "60 nq tw"],
}  # fmt: skip


@pytest.mark.parametrize(("key", "typed"), [(key, typed) for key, forms in SAME.items() for typed in forms])
def test_a_number_is_read_in_any_spelling(key: str, typed: str) -> None:
    assert key in parse_query(typed).numbers


@pytest.mark.parametrize(
    "typed",
    [
        "0258 3822 229", "0905.123.456", "đt: 0258-3822229", "24/9/2010", "ngày 24-9-2010", "24.9.2010",
        "tháng 12/2024",
        "12/2024", "24/7", "thửa 12 tờ bản đồ 5", "thửa đất số 12", "lô 5 khu B", "căn hộ số 12", "số 5 Lê Lợi",
        "kế hoạch 5 năm 2021-2025", "thông báo 12 vị trí", "12 tỉnh", "5 đa", "KH 2024", "năm 2024 kh",
        "QCVN 102:2016/BTTTT",
        "TCVN 5574/BXD", "quý 2 năm 2023", "km 12 quốc lộ 1A", "1.200 tỷ đồng", "khóa 15", "điều 12 luật đất đai",
        "5 cộng đồng", "100 hộ dân", "10h30", "QL 26", "A4", "chỉ thị mới", "quyết định 3 vấn đề",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_stays_words(typed: str) -> None:
    assert typed_numbers(typed) == ()


@pytest.mark.parametrize("typed", ["lô 5 KH 2", "QĐ 12 năm 2024", "nghị định 43", "12/QĐ-UBND năm 2024", "1234/2010"])
def test_a_number_that_is_not_sure_is_tried_beside_its_words(typed: str) -> None:
    assert not all(number.is_sure for number in typed_numbers(typed))
    words = [word.folded for leaf in parse_query(typed).leaves for word in leaf.words]
    assert {part.lower() for part in typed.split() if part.isdigit()} <= set(words)


def test_what_stands_behind_a_number_is_no_part_of_it() -> None:
    for typed in ("12/QĐ-UBND TP Nha Trang", "12 QĐ UBND TP Nha Trang", "12/QĐ-UBND - Khánh Hòa", "12/QĐ-UBND về đất"):
        assert parse_query(typed).numbers == ("12-qd-ubnd",)


def test_what_is_signed_in_december_may_be_published_in_january() -> None:
    assert parse_query("12/QĐ-UBND ngày 30/12/2010").numbers == ("12-2010-qd-ubnd", "12-2011-qd-ubnd")
    assert parse_query("12/QĐ-UBND ngày 30/11/2010").numbers == ("12-2010-qd-ubnd",)


SEPARATORS = ("/", "-", "_", ".", "\\", "–", " / ", " - ", " ", "/ ", " /")


def test_any_mixture_of_separators_makes_the_same_number() -> None:
    chance = Random("separators")
    for first, second, third in chance.sample([*product(SEPARATORS, repeat=3)], 200):
        bare, dated = f"77{first}BC{second}STNMT", f"77{first}2015{second}BC{third}STNMT"
        assert parse_query(bare).numbers == ("77-bc-stnmt",), bare
        assert parse_query(dated).numbers == ("77-2015-bc-stnmt",), dated
