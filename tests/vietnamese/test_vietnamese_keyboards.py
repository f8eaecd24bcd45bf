"""Words as they come out of a keyboard whose Vietnamese was off."""

import pytest

from hub.vietnamese.keyboards import as_meant, read_keys
from hub.vietnamese.syllables import TONES, split_tone
from hub.vietnamese.text import tone_key

SAID = (
    "thông báo tuyển dụng viên chức quyết định phê duyệt quy hoạch giá đất thành phố nha trang khánh hòa nghiệp đường "
    "trường người nước mưa chữa bệnh khuyến nghị xuống cấp giếng quý thuế được kiểm tra giáo dục lũ lụt rừng biển xã"
)
_TELEX = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI = {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"}


def _keys(word: str, letters: dict[str, str], tones: str) -> str:
    """The keys of a syllable: the tone last, as most people type it."""
    plain, mark = split_tone(word)
    return "".join(letters.get(letter, letter) for letter in plain) + (tones[TONES.index(mark)] if mark else "")


@pytest.mark.parametrize("word", SAID.split(" "))
def test_the_keys_of_a_syllable_are_read_as_that_syllable(word: str) -> None:
    for letters, tones in ((_TELEX, "sfrxj"), (_VNI, "12345")):
        keys = _keys(word, letters, tones)
        assert tone_key(as_meant(keys)) == tone_key(word), keys


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("nguowif", "người"), ("nguwowif", "người"), ("dduwowcj", "được"), ("tiengse", "tiếng"), ("Khanhs", "Khánh"),
        ("nuow1c", None), ("nuoc71", "nước"), ("d9uong72", "đường"), ("muwa", "mưa"), ("w", "ư"),
    ],
)  # fmt: skip
def test_keys_may_come_in_other_orders(keys: str, meant: str | None) -> None:
    assert read_keys(keys) == meant


@pytest.mark.parametrize("word", ["ban", "UBND", "covid19", "h5n1", "2010", "A4", "đất", "web", "12", "internet", "OR"])
def test_what_is_a_word_or_no_syllable_stays(word: str) -> None:
    assert as_meant(word) == word


def test_there_is_a_key_for_every_tone() -> None:
    assert [tone_key(read_keys(f"ba{key}") or "") for key in "sfrxj"] == [f"ba{n}" for n in range(1, len(TONES) + 1)]
