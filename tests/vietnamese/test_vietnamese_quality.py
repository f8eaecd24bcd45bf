"""The gauge, and the syllables it counts."""

import re

import pytest

from hub.vietnamese.legacy import read_windows_1252
from hub.vietnamese.quality import gauge, is_garbled
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


LOST = "ếộịềệạ"
GARBLED = {
    "letters lost, blanks in their place": re.sub(f"[{LOST}]", " ", GOOD),
    "letters lost": re.sub(f"[{LOST}ăàôị]", "", GOOD),
    "letters replaced": re.sub(f"[{LOST}]", "\ufffd", GOOD),
    "letters of a font's own": re.sub(f"[{LOST}]", "\uf0b7", GOOD),
    "blanks lost": GOOD.replace(" ", ""),
    "UTF-8 taken for windows-1252": read_windows_1252(GOOD.encode()),
    "glyphs taken for letters": "".join(chr((ord(letter) * 7) % 31 + 33) for letter in GOOD),
}
SOUND = {
    "good": GOOD,
    "capitals": GOOD.upper(),
    "without marks": fold(GOOD),
    "English": "The provincial portal opened in 2010, and shows plans by street and lot: cf. Mr. Smith's 3rd ltr.",
    "French": "Le portail de la province est ouvert depuis 2010 ; il présente les plans par rue et par numéro.",
    "a list of prices": "STT Tên vật tư ĐVT Đơn giá\n1 Xi măng PC30 kg 1.200\n2 Thép Ø10 kg 15.000\n3 Cát m3 95.000",
    "two languages": f"{GOOD} The People's Committee of Khanh Hoa requests departments to strengthen it.",
    "a form": "Họ và tên: ...................... Ngày sinh: ....../....../....... Nơi ở: .....................",
    "points of a list": "a) Căn cứ Luật Đất đai; b) Nghị định; c) Thông tư; d) Quyết định; đ) Công văn; e) Tờ trình",
    "bullets of a font's own": "\uf0b7 Giá đất ở\n\uf0b7 Giá đất trồng lúa\n\uf0b7 Giá thuê",
    "figures": "1 2 3,4 5.678 9/10/2010",
    "nothing": "",
}


@pytest.mark.parametrize("text", GARBLED.values(), ids=GARBLED.keys())
def test_what_has_lost_letters_or_blanks_is_garbled(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_what_is_only_not_vietnamese_prose_is_not_garbled(text: str) -> None:
    assert not is_garbled(text)


def test_abbreviations_do_not_count_against_a_text() -> None:
    assert gauge("UBND tỉnh, HĐND huyện").syllables == 1.0
