"""Names of places that administrative texts spell in capitals: the country, its provinces, a few more."""

from hub.vietnamese.syllables import split_tone

_NAMES = """
Việt Nam|An Giang|Bà Rịa|Vũng Tàu|Bắc Giang|Bắc Kạn|Bạc Liêu|Bắc Ninh|Bến Tre|Bình Định|Bình Dương|Bình Phước|Bình Thuận
Cà Mau|Cần Thơ|Cao Bằng|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh
Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình|Hồ Chí Minh|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lâm Đồng|Lạng Sơn
Lào Cai|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh
Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|Thừa Thiên Huế|Tiền Giang|Trà Vinh|Tuyên Quang
Vĩnh Long|Vĩnh Phúc|Yên Bái|Nha Trang|Cam Ranh|Hoàng Sa|Trường Sa
"""


def _key(words: str) -> str:
    """The words without regard to case and to which vowel the tone stands on."""
    return " ".join("".join(split_tone(word)) for word in words.lower().split())


_KEYS = frozenset(_key(name) for line in _NAMES.split("\n") for name in line.split("|") if name)
LONGEST_NAME = max(len(key.split()) for key in _KEYS)
"""How many words the longest name has."""


def is_place(words: str) -> bool:
    """Whether the words are one of the names, in any case and tone placement.

    >>> is_place("KHÁNH HOÀ"), is_place("khánh hòa"), is_place("khanh hoa")
    (True, True, False)
    """
    return _key(words) in _KEYS
