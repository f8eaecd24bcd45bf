"""How the store compares what people and sites write in many ways."""

import re
from functools import lru_cache
from hashlib import sha256

from hub.vietnamese.numbers import parse_number
from hub.vietnamese.text import fold, slug

LONGEST_ALIAS = 1024
LONGEST_NUMBER = 100
# no database takes a lone surrogate, PostgreSQL takes no NUL, and sites send both
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def number_key(printed: str) -> str:
    """A document number as it compares, whatever its spelling.

    >>> number_key("1234/QĐ-UBND")
    '1234/qd-ubnd'
    """
    return _number_key(printed[:LONGEST_NUMBER])


@lru_cache(maxsize=1 << 14)  # the same few laws are cited all year
def _number_key(printed: str) -> str:
    number = parse_number(printed)
    return "".join(fold(number.canonical if number else printed).split())


def type_key(abbreviation: str) -> str:
    """A document type as it stands in addresses.

    >>> type_key("QĐ")
    'qd'
    """
    return slug(abbreviation)


def alias_digest(alias: str) -> str:
    """What is kept of an alias that must not be kept itself: enough to know it again."""
    return f"sha256:{sha256(alias.encode('utf-8', 'surrogatepass')).hexdigest()}"


def alias_key(alias: str) -> str:
    """An alias as it is stored: one that cannot be, or is too long for PostgreSQL's indexes, by its digest."""
    fits = len(alias) <= LONGEST_ALIAS and not UNSTORABLE.search(alias)
    return alias if fits else alias_digest(alias)


def storable(text: str) -> str:
    r"""A text of foreign origin that no database refuses.

    >>> storable("Gone\x00 \udcff")
    'Gone? ?'
    """
    return UNSTORABLE.sub("?", text)
