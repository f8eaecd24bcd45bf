"""What happened to a notice after it was published, in a sentence: edited (and how), withdrawn, shown again. Pure.

Beside the fields that changed stand the words themselves, where they are few and short: a reader of a feed wants to
know that the 5th became the 15th, not that something changed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from hub.records import Attachment, LastEdit, Notice
from hub.vietnamese.compare import Piece, compared_words
from hub.vietnamese.dates import vietnamese_day

# a longer text is not compared for a feed, and what is longer than a glance is not told
LONGEST_TEXT, LONGEST_SWAP, MOST_SWAPS = 8_000, 60, 3
_SHORT = 2  # words that say little without the one before them
_LEADING = re.compile(r"[^\W\d_]+ $")

Swap = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Words:
    day: str
    withdrawn: str
    restored: str
    edited: str
    edited_again: str
    edited_somehow: str
    kept_below: str
    newest_below: str
    joined: str
    added: str
    removed: str
    renewed: str
    more: str
    fields: Mapping[str, str]


_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        "vi": _Words(
            day="{0:%d/%m/%Y}",
            withdrawn="Ngày {day} cơ quan đã gỡ thông báo này khỏi trang của mình.",
            restored="Ngày {day} cơ quan đã đăng lại thông báo này sau khi gỡ.",
            edited="Ngày {day} cơ quan đã sửa {what}",
            edited_again="Ngày {day} cơ quan đã sửa {what} (lần thứ {n})",
            edited_somehow="Cơ quan đã sửa thông báo này {n} lần.",
            kept_below="Dưới đây là nội dung đã lưu.",
            newest_below="Dưới đây là bản mới nhất.",
            joined=" và ",
            added="thêm “{0}”",
            removed="bỏ “{0}”",
            renewed="“{0}” có bản mới",
            more="và những chỗ khác",
            fields=MappingProxyType(
                {
                    "title": "tiêu đề",
                    "text": "nội dung",
                    "doc_number": "số, ký hiệu",
                    "attachments": "tệp đính kèm",
                }
            ),
        ),
        "en": _Words(
            day="{0.day} {0:%b %Y}",
            withdrawn="On {day} the agency withdrew this notice from its site.",
            restored="On {day} the agency published this notice again after it had withdrawn it.",
            edited="On {day} the agency changed {what}",
            edited_again="On {day} the agency changed {what} (change no. {n})",
            edited_somehow="The agency has changed this notice (changes so far: {n}).",
            kept_below="Below is the text that was kept.",
            newest_below="Below is the latest version.",
            joined=" and ",
            added="added “{0}”",
            removed="removed “{0}”",
            renewed="“{0}” has a new version",
            more="and more",
            fields=MappingProxyType(
                {
                    "title": "the title",
                    "text": "the text",
                    "doc_number": "the document number",
                    "attachments": "the files",
                }
            ),
        ),
    }
)


def amendment(notice: Notice, edit: LastEdit | None, lang: str = "vi") -> str:
    """The sentences that tell what happened to a notice since it was published; "" where nothing did.

    `edit` is what made its newest revision. A notice whose last change is none of these was shown again.
    """
    words = _WORDS.get(lang, _WORDS["vi"])
    if notice.withdrawn:
        return f"{words.withdrawn.format(day=_day(notice.updated, words))} {words.kept_below}"
    told = [_edited(notice, edit, words)] if notice.revisions else []
    if notice.updated > (edit.seen if edit else notice.first_seen) and (edit or not notice.revisions):
        told.insert(0, words.restored.format(day=_day(notice.updated, words)))
    return " ".join((*told, words.newest_below)) if told else ""


def _edited(notice: Notice, edit: LastEdit | None, words: _Words) -> str:
    """Which fields were edited when, for which time, and the words themselves."""
    fields = [words.fields[name] for name in edit.changed if name in words.fields] if edit else []
    if edit is None or not fields:
        return words.edited_somehow.format(n=notice.revisions)
    sentence = words.edited if notice.revisions == 1 else words.edited_again
    said = sentence.format(day=_day(edit.seen, words), what=_joined(fields, words), n=notice.revisions)
    details = "; ".join(_details(edit, notice, words))
    return f"{said}: {details}." if details else f"{said}."


def _joined(names: Sequence[str], words: _Words) -> str:
    *others, last = names
    return f"{', '.join(others)}{words.joined}{last}" if others else last


def _day(moment: datetime, words: _Words) -> str:
    return words.day.format(vietnamese_day(moment))


def _details(edit: LastEdit, now: Notice, words: _Words) -> Iterator[str]:
    """The first few changes that can be told in few words."""
    found = list(islice(_changes(edit, now, words), MOST_SWAPS + 1))
    yield from found[:MOST_SWAPS]
    if len(found) > MOST_SWAPS:
        yield words.more


def _changes(edit: LastEdit, now: Notice, words: _Words) -> Iterator[str]:
    before = edit.before
    if "title" in edit.changed:
        yield from _swaps_told(before.title, now.title, words)
    if "doc_number" in edit.changed:
        yield _told((before.doc_number or "", now.doc_number or ""), words)
    if "text" in edit.changed and max(len(before.text), len(now.text)) <= LONGEST_TEXT:
        yield from _swaps_told(before.text, now.text, words)
    if "attachments" in edit.changed:
        yield from _files_told(before.attachments, now.attachments, words)


def _swaps_told(before: str, after: str, words: _Words) -> Iterator[str]:
    return (_told(swap, words) for swap in swaps(compared_words(before, after)) if _is_short(swap))


def _is_short(swap: Swap) -> bool:
    return 0 < max(map(len, swap)) <= LONGEST_SWAP


def _told(swap: Swap, words: _Words) -> str:
    before, after = swap
    if before and after:
        return f"“{before}” → “{after}”"
    return words.added.format(after) if after else words.removed.format(before)


def swaps(pieces: Sequence[Piece]) -> Iterator[Swap]:
    """What was replaced by what, short things with the word before them.

    >>> list(swaps((("same", "hạn ngày "), ("removed", "5/8"), ("added", "15/8"), ("same", " tại "), ("added", "Sở"))))
    [('ngày 5/8', 'ngày 15/8'), ('', 'Sở')]
    """
    led_by = ""
    at = 0
    while at < len(pieces):
        kind, text = pieces[at]
        if kind == "removed" and at + 1 < len(pieces) and pieces[at + 1][0] == "added":
            yield _with_lead(led_by, text, pieces[at + 1][1])
            at += 1
        elif kind in ("removed", "added"):
            yield (text.strip(), "") if kind == "removed" else ("", text.strip())
        led_by = text if kind == "same" else ""
        at += 1


def _with_lead(led_by: str, before: str, after: str) -> Swap:
    leading = _LEADING.search(led_by)
    is_short = max(len(before.split()), len(after.split())) <= _SHORT
    lead = leading[0] if leading and is_short else ""
    return f"{lead}{before.strip()}", f"{lead}{after.strip()}"


def _files_told(before: Sequence[Attachment], after: Sequence[Attachment], words: _Words) -> Iterator[str]:
    had, has = ({file.url: file for file in files} for files in (before, after))
    yield from (words.added.format(_name(file)) for url, file in has.items() if url not in had)
    yield from (words.removed.format(_name(file)) for url, file in had.items() if url not in has)
    yield from (words.renewed.format(_name(file)) for url, file in has.items() if _is_renewed(had.get(url), file))


def _is_renewed(before: Attachment | None, after: Attachment) -> bool:
    return bool(before and before.sha256 and after.sha256 and before.sha256 != after.sha256)


def _name(file: Attachment) -> str:
    name = " ".join(file.name.split()) or file.url.rpartition("/")[2]
    return name if len(name) <= LONGEST_SWAP else f"{name[:LONGEST_SWAP].rstrip()}…"
