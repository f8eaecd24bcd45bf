"""On which page of which file of a notice the words of a query stand; and which files nobody can search."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.records import Attachment, AttachmentState, Notice
from hub.vietnamese.text import fold
from hub.web.ports import Snippet

EXCERPT = 240
# what of the files of one notice, and of all notices of a page of results, is looked through, in letters
OF_NOTICE, OF_RESULTS = 200_000, 200_000
MOST_PAGES = 5

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class FileHit:
    """The pages of a file, counted from 1, that have most different words of a query; the excerpt is of the first."""

    file: Attachment
    pages: tuple[int, ...]
    excerpt: Pieces
    words: int


def file_hits(snippet: Snippet, query: str, notice: Notice, most: int = OF_NOTICE) -> tuple[FileHit, ...]:
    """In which files the words stand, the fullest first; at most so many letters of them are looked through."""
    hits = [hit for file, pages in _within(notice.attachments, most) if (hit := _hit(snippet, query, file, pages))]
    return tuple(sorted(hits, key=lambda hit: -hit.words))


def better_in_files(snippet: Snippet, query: str, found: Iterable[tuple[Notice, Pieces]]) -> dict[str, FileHit]:
    """For notices, each with what its title and text show of the query: the file that shows more of it.

    Where they show all its words no file is looked into.
    """
    told: dict[str, FileHit] = {}
    left, wanted = OF_RESULTS, len(frozenset(fold(query).split()))
    for notice, shown in found:
        has, length = len(_words(shown)), sum(len(file.text) for file in notice.attachments)
        if has >= wanted or not length or left <= 0:
            continue
        hits = file_hits(snippet, query, notice, min(left, OF_NOTICE))
        left -= length
        if hits and hits[0].words > has:
            told[notice.id] = hits[0]
    return told


def unread_scans(notice: Notice) -> int:
    """How many of its files are pictures of pages whose words nobody has read."""
    return sum(file.reason in SCANS for file in notice.attachments)


def unread_scans_of_all(totals: Mapping[tuple[AttachmentState, str | None], int]) -> int:
    """`unread_scans` of the whole hub, by its `file_totals`."""
    return sum(count for (_, reason), count in totals.items() if reason in SCANS)


SCANS = ("scan", "signature_only")


def _within(files: Sequence[Attachment], most: int) -> Iterator[tuple[Attachment, list[str]]]:
    for file in files:
        text = file.text[: max(most, 0)]
        most -= len(text)
        if text:
            yield file, text.split("\f")


def _hit(snippet: Snippet, query: str, file: Attachment, pages: Sequence[str]) -> FileHit | None:
    shown = [snippet(query, page, EXCERPT) for page in pages]
    words = [len(_words(pieces)) for pieces in shown]
    most = max(words, default=0)
    if not most:
        return None
    best = [number for number, count in enumerate(words) if count == most][:MOST_PAGES]
    return FileHit(file, tuple(number + 1 for number in best), shown[best[0]], most)


def _words(pieces: Pieces) -> frozenset[str]:
    return frozenset(word for text, is_marked in pieces if is_marked for word in fold(text).split())
