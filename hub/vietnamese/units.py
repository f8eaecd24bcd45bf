"""The words for what a locality is: xã, phường, huyện, thành phố; spelled out, short, and in which of two levels."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from hub.vietnamese.text import fold, tone_key

Level = Literal["commune", "district"]

COMMUNE: Level = "commune"
DISTRICT: Level = "district"

_LEVELS: Mapping[str, Level] = {
    "xã": COMMUNE,
    "phường": COMMUNE,
    "thị trấn": COMMUNE,
    "đặc khu": COMMUNE,
    "huyện": DISTRICT,
    "huyện đảo": DISTRICT,
    "thị xã": DISTRICT,
    "thành phố": DISTRICT,
    "quận": DISTRICT,
}
# as they are written before a name
_SHORT = {"p": "phường", "tt": "thị trấn", "h": "huyện", "tx": "thị xã", "tp": "thành phố", "t p": "thành phố"}

Words = tuple[str, ...]

WRITTEN: Mapping[Words, str] = MappingProxyType(
    {tuple(tone_key(unit).split()): unit for unit in _LEVELS}
    | {tuple(short.split()): unit for short, unit in _SHORT.items()}
)
"""The units by the tone keys of how they are written."""

WRITTEN_PLAINLY: Mapping[Words, str] = MappingProxyType({tuple(fold(unit).split()): unit for unit in _LEVELS})
"""The units by their words without marks."""


def level_of(unit: str) -> Level:
    """Whether it is a unit of communes or of districts.

    >>> level_of("thị trấn"), level_of("thị xã")
    ('commune', 'district')
    """
    return _LEVELS[unit]


def split_unit(title: str) -> tuple[str, str]:
    """The unit and the name in a full name; ("", title) where it begins with none.

    >>> split_unit("Thị trấn Vạn Giã"), split_unit("Nha Trang")
    (('thị trấn', 'Vạn Giã'), ('', 'Nha Trang'))
    """
    words = title.split()
    for count in (2, 1):
        unit = WRITTEN.get(tuple(tone_key(" ".join(words[:count])).split()))
        if unit and len(words) > count:
            return unit, " ".join(words[count:])
    return "", title
