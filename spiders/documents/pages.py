"""What readers of documents hand on: pages as they come, or the reason why there are none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_TEXT = 2_000_000
"""Characters of a file that are read: 800 pages of a law. What is longer is a register, and found by its beginning."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text as the file has it, uncleaned; `is_picture`: what is to be read on it may be drawn."""

    text: str = ""
    is_picture: bool = False


class Unread(Exception):
    """There is no text to be had; `reason` is a code of `spiders.documents.reasons`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def enough(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces up to the one with which there is more than will be read."""
    size = 0
    for piece in pieces:
        yield piece
        size += len(piece)
        if size > MOST_TEXT:
            return
