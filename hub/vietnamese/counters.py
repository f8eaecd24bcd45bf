"""Numbers that a site's machinery puts into a text, and nobody said: how often a page was seen."""

import re

_COUNTER = re.compile(
    r"(?:lượt xem|lượt truy cập|số lần xem|số lượt xem|đã xem|view count|views?|hits?)\s*:?\s*[\d.,]+", re.IGNORECASE
)
_COUNTED = ("xem", "truy cập", "view", "hit")


def without_counters(text: str) -> str:
    """The text without its counters, as it is where there are none.

    >>> without_counters("Kính gửi: các xã Lượt xem: 1.252").strip()
    'Kính gửi: các xã'
    """
    lowered = text.lower()
    # the search itself is slow, and nearly always needless
    return _COUNTER.sub("", text) if any(word in lowered for word in _COUNTED) else text
