"""What is wrong in feeds that are not well-formed, and can be put right without guessing."""

import re
from collections.abc import Iterator
from html.entities import html5
from itertools import pairwise

_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_OPEN, _CLOSE = "<![CDATA[", "]]>"
_LOOSE_CLOSE = re.compile(r"\]\]\s{1,9}>")
_TOKENS = re.compile(r"<!\[CDATA\[|\]\]>|</(?P<entry>(?:item|entry)\s*>)?", re.I)
_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)(?:([A-Za-z][A-Za-z0-9]{1,31});)?")
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_START, _END = re.compile(r"<(?:item|entry)[\s>]", re.I), re.compile(r"</(?:item|entry)\s*>", re.I)


def mend(text: str) -> str:
    """The feed with CDATA closed, entities of HTML resolved and bare ampersands escaped.

    >>> mend("<title>Sở NN & PTNT&nbsp;&ndash; <![CDATA[a & b]] ></title>")
    '<title>Sở NN &amp; PTNT\\xa0– <![CDATA[a & b]]></title>'
    """
    parts = _CDATA.split(close_cdata(text))
    return "".join(part if part.startswith(_OPEN) else _AMPERSAND.sub(_ampersand, part) for part in parts)


def close_cdata(text: str) -> str:
    """Sections that run past the end of their entry are ended with the element they stand in.

    >>> close_cdata("<item><b><![CDATA[x</b></item><item><b>y</b></item>")
    '<item><b><![CDATA[x]]></b></item><item><b>y</b></item>'
    """
    text = _LOOSE_CLOSE.sub(_CLOSE, text)
    cuts = [0, *_missing_closes(text), len(text)]
    return _CLOSE.join(text[start:end] for start, end in pairwise(cuts))


def _missing_closes(text: str) -> Iterator[int]:
    """Where a section should have ended: before the last tag that closes within its entry."""
    is_open, stop = False, len(text)
    for token in _TOKENS.finditer(text):
        if token[0] == _CLOSE:
            is_open = False
        elif token[0] == _OPEN:
            is_open, stop = True, stop if is_open else len(text)
        elif is_open and token["entry"]:
            yield min(stop, token.start())
            is_open = False
        elif is_open:
            stop = token.start()
    if is_open:
        yield stop


def without_cut_entry(text: str) -> str:
    """The text without a last entry that has no end: half a notice would pass for an edited one."""
    starts, ends = (tuple(tag.finditer(text)) for tag in (_START, _END))
    is_cut = starts and (not ends or ends[-1].start() < starts[-1].start())
    return text[: starts[-1].start()] if is_cut else text


def _ampersand(found: re.Match[str]) -> str:
    name = found[1]
    if name in _XML_NAMES:
        return found[0]
    letter = html5.get(f"{name};") if name else None
    return letter if letter and letter not in "<>&" else f"&amp;{found[0][1:]}"
