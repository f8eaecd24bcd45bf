"""When words first stood in a notice, and when they went: looked for in its versions. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hub.records import Revision
from hub.vietnamese.text import fold

SHORTEST = 2
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Appearance:
    """Versions in a row that say the words: from `first` on, until `gone`; None where they stand to this day."""

    first: Revision
    gone: Revision | None


def phrase_of(query: str) -> str:
    """The words of a query as they are looked for: folded, without quotes; "" where that is too little.

    >>> phrase_of(' "Giá đất"  ở '), phrase_of("a")
    ('gia dat o', '')
    """
    phrase = _plain(query)
    return phrase if len(phrase) >= SHORTEST else ""


def appearances(phrase: str, states: Sequence[Revision]) -> tuple[Appearance, ...]:
    """Each time the words came, by the versions in their order; `phrase` as by `phrase_of`."""
    found: list[Appearance] = []
    since: Revision | None = None
    for state in states:
        has = f" {phrase} " in said(state)
        if has and since is None:
            since = state
        elif not has and since is not None:
            found.append(Appearance(since, state))
            since = None
    return (*found, Appearance(since, None)) if since else tuple(found)


def said(state: Revision) -> str:
    """Title and text of a version as words are looked for in them: whole words only, between blanks."""
    return f" {_plain(state.title)} | {_plain(state.text)} "


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text)))
