"""The gauge, and the syllables it counts."""

import pytest

from hub.vietnamese.legacy import read_windows_1252
from hub.vietnamese.quality import gauge
from hub.vietnamese.syllables import is_syllable
from hub.vietnamese.text import fold

GOOD = (
    "Căn cứ Luật Tổ chức chính quyền địa phương, Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành và UBND các huyện "
    "tăng cường công tác phòng, chống dịch bệnh, bảo đảm an toàn cho người dân trên địa bàn trong năm 2010."
)


WELL_FORMED = """
nghiêng nghỉ quyết quốc giếng gì giữa khuỷu khuya ngoằng xoong ý yêu uống ưu oai thuở hoà hòa ÔNG đường Huế
"""
MALFORMED = """
UBND ViÖt nghịđịnh cíe kà zinh ngi hoaf càt ghà the1 Đắk street x áá
"""


@pytest.mark.parametrize("word", WELL_FORMED.split())
def test_syllables_are_well_formed(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", MALFORMED.split())
def test_other_words_are_not(word: str) -> None:
    assert not is_syllable(word)


def test_good_text_is_good() -> None:
    assert gauge(GOOD).is_good
    assert gauge(GOOD).syllables > 0.95


@pytest.mark.parametrize(
    "bad",
    [
        fold(GOOD),
        GOOD.replace(" ", ""),
        read_windows_1252(GOOD.encode()),
        "The provincial portal opened in 2010.",
        "2010 – 12/24",
        "",
    ],
)
def test_broken_foreign_and_empty_text_is_not_good(bad: str) -> None:
    assert not gauge(bad).is_good


def test_abbreviations_do_not_count_against_a_text() -> None:
    assert gauge("UBND tỉnh, HĐND huyện").syllables == 1.0
