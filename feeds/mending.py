"""What is wrong in feeds that are not well-formed, and can be put right without guessing."""

import re
from html.entities import html5

_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_OPEN, _CLOSE = "<![CDATA[", "]]>"
_LOOSE_CLOSE = re.compile(r"\]\]\s{1,9}>")
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
    ends = [end.start() for end in _END.finditer(text)]
    parts, done, place = [], 0, 0
    while (start := text.find(_OPEN, done)) >= 0:
        while place < len(ends) and ends[place] < start:
            place += 1
        entry_end = ends[place] if place < len(ends) else len(text)
        close = text.find(_CLOSE, start, entry_end)
        stop = close if close >= 0 else max(text.rfind("</", start, entry_end), start + len(_OPEN))
        parts.append(text[done:stop] + _CLOSE)
        done = close + len(_CLOSE) if close >= 0 else stop
    return "".join(parts) + text[done:]


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
