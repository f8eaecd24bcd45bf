"""Which office a text means: "UBND tỉnh", "Chủ tịch Ủy ban nhân dân tỉnh Khánh Hòa" and the agency are one."""

import re
from collections.abc import Sequence

from hub.records import Agency
from hub.vietnamese.text import fold, slug

_SHORT = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "ubtvqh": "uy ban thuong vu quoc hoi",
    "mttq": "mat tran to quoc",
    "bql": "ban quan ly",
}
_HEAD = re.compile(r"^(?:(?:pho )?chu tich|(?:pho )?giam doc|bo truong|chanh van phong|truong ban|thu truong)\s+(?=\w)")


def office_slug(said: str, agencies: Sequence[Agency]) -> str:
    """The slug of the one agency that is meant, else the name as it stands in addresses; "" for no name.

    >>> one = Agency("ubnd-tinh", "Ủy ban nhân dân tỉnh Khánh Hòa")
    >>> office_slug("Chủ tịch UBND tỉnh", [one]), office_slug("Bộ trưởng Bộ Y tế", [one])
    ('ubnd-tinh', 'bo-y-te')
    """
    if not said:
        return ""
    name = _plain(said)
    known = [(one.slug, _plain(one.name)) for one in agencies]
    named = [slug for slug, other in known if other == name] or [
        slug for slug, other in known if len(name.split()) > 1 and other.startswith(f"{name} ")
    ]
    return named[0] if len(named) == 1 else slug(name)


def _plain(name: str) -> str:
    words = " ".join(_SHORT.get(word, word) for word in fold(name).split())
    return _HEAD.sub("", words)
