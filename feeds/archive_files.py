"""The archive of a channel on disk: gzipped documents, and beside them `lines`, which says what stands where.

A line of `lines` is an id and a moment; the k-th is the k-th of the archive. It is written before the documents, so
what a killed writer left there without a document is known and cut off; when it is lost, the documents tell it again.
"""

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from feeds.archive import (
    PAGE,
    Document,
    Line,
    Name,
    address,
    begin,
    cut,
    extend,
    lines_of,
    name_in,
    page_begin,
    put_in,
    read_document,
    read_name,
    write_document,
)
from feeds.publish import pack, put_file
from hub.records import Feed, FeedEntry
from hub.settings import Checkpoint, go_on

SUFFIX = ".atom.gz"
Key = tuple[str, str]


def key_of(id: str, updated: str) -> Key:
    """By what a line is known: the last part of the entry's id, and its moment as feeds write it."""
    return id.rpartition("/")[2], updated


class Shelf:
    """The documents of an archive by their names."""

    def __init__(self, place: Path, checkpoint: Checkpoint = go_on) -> None:
        self.place, self._checkpoint = place, checkpoint

    def all_names(self) -> list[Name]:
        """Of everything that stands here, older issues too."""
        try:
            with os.scandir(self.place) as found:
                files = [file.name for file in found if file.name.endswith(SUFFIX)]
        except OSError:
            return []
        return sorted(name for file in files if (name := read_name(file.removesuffix(SUFFIX))))

    def names(self) -> dict[int, Name]:
        """The newest issue of every number."""
        return {name.number: name for name in self.all_names()}

    def standing(self, number: int) -> Name | None:
        """The newest issue of a number."""
        plain = Name(number)
        return plain if self.file(plain).exists() else self.names().get(number)

    def file(self, name: Name) -> Path:
        """Where a document stands."""
        return self.place / f"{name}{SUFFIX}"

    def read(self, name: Name) -> Document | None:
        """A document; None where there is none of the name, or it is not whole."""
        try:
            return read_document(gzip.decompress(self.file(name).read_bytes()))
        except (OSError, EOFError, zlib.error):
            return None

    def write(self, name: Name, document: Document) -> None:
        """Put a document here; its file bears the moment of its last change."""
        self.place.mkdir(parents=True, exist_ok=True)
        put_file(self.file(name), pack(write_document(document)), document.updated, self._checkpoint)

    def find(self, name: Name) -> Document | Name | None:
        """What this name means by now: a document, or the name under which its page was issued anew.

        A document that a longer one of its page has replaced is cut from that.
        """
        end = page_begin(name.number) + PAGE
        holder = min((one for one in self.names().values() if name.number <= one.number <= end), default=None)
        if holder is None or name.issue > holder.issue:
            return None
        if name.issue < holder.issue:
            return Name(name.number, holder.issue)
        document = self.read(holder)
        return cut(document, name) if document else None


class Archive:
    """The archive of a channel below a folder of published feeds, as it stood when it was opened and has been added to.

    One process at a time may write to it.
    """

    def __init__(self, folder: Path, channel: str, checkpoint: Checkpoint = go_on) -> None:
        self.shelf = Shelf(folder / channel / "archive", checkpoint)
        self._file = self.shelf.place / "lines"
        content = _content(self._file)
        self._lines = content.split(b"\n")[:-1] or list(self._told_by_documents())
        noted = len(self._lines)
        self._cut_back()
        self.is_damaged = len(self._lines) < noted
        self._unsaved = list(self._lines) if not content else []
        self._replaced: list[Name] = []

    def __len__(self) -> int:
        return len(self._lines)

    def address(self, feed: Feed) -> str:
        """Of the newest document, for the feed of the channel; empty where nothing has left it."""
        newest = self.shelf.standing(len(self)) if self._lines else None
        return address(feed.url, newest) if newest else ""

    def is_of(self, feed: Feed) -> bool:
        """Whether it belongs to a feed at this address, and not to one of the hub's former addresses."""
        newest = self.shelf.standing(len(self)) if self._lines else None
        document = self.shelf.read(newest) if newest else None
        return document is None or newest is None or document.url == address(feed.url, newest)

    def absent(self, keys: Iterable[Key]) -> set[Key]:
        """Those of the keys that are no line yet."""
        wanted = {_written(one): one for one in keys}
        known = wanted.keys() & self._lines
        return {one for line, one in wanted.items() if line not in known}

    def append(self, feed: Feed, added: Document) -> None:
        """Add lines, as `lines_of` gives them, to the archive of the channel whose feed this is."""
        self._note(added.lines)
        rest = added.lines
        while rest:
            room = page_begin(len(self) + 1) + PAGE - len(self)
            self._grow(feed, Document(added.head, rest[:room]))
            rest = rest[room:]

    def settle(self) -> None:
        """Remove what longer documents have replaced, now that no feed leads there any more."""
        for name in self._replaced:
            self.shelf.file(name).unlink(missing_ok=True)
        self._replaced.clear()

    def sweep(self) -> None:
        """Remove everything that should not stand here, such as what a killed writer had no time to remove."""
        names = self.shelf.names()
        wanted = {names.get(number) for number in self.numbers()}
        for name in self.shelf.all_names():
            if name not in wanted:
                self.shelf.file(name).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove all of it."""
        self._lines, self._unsaved, self.is_damaged = [], [], False
        self._file.unlink(missing_ok=True)
        self.sweep()

    def numbers(self) -> list[int]:
        """Of the documents that should stand here: every full page, and what goes on behind them."""
        full = len(self) - len(self) % PAGE
        return [*range(PAGE, full + 1, PAGE), *([len(self)] if len(self) > full else [])]

    def lost(self, *, deep: bool = False) -> list[int]:
        """The numbers of documents that should stand here and do not, by their names; if `deep`, or cannot be read."""
        names = self.shelf.names()
        named = ((number, names.get(number)) for number in self.numbers())
        return [number for number, name in named if name is None or (deep and self.shelf.read(name) is None)]

    def page(self, number: int) -> list[Key]:
        """What the lines of a document are."""
        return [_key(line) for line in self._lines[page_begin(number) : number]]

    def rewrite(self, feed: Feed, number: int, entries: Sequence[FeedEntry]) -> None:
        """Write a lost document, whose lines are of these entries; each keeps its moment."""
        keys = self.page(number)
        lines = lines_of(_at(entry, updated) for entry, (_, updated) in zip(entries, keys, strict=True))
        name = self.shelf.names().get(number) or self._name_of_lost(number)
        self.shelf.write(name, begin(feed, name, self._before(number), lines))

    def reissue(self, fresh: Mapping[str, FeedEntry]) -> None:
        """Let every line of these entries, given by the last part of their ids, show what they are now.

        A line keeps its moment. A document that changes gets a new name, and the old one is removed.
        """
        for number in self.numbers():
            if any(id in fresh for id, _ in self.page(number)):
                self._reissue(number, fresh)
        self.sweep()

    def _reissue(self, number: int, fresh: Mapping[str, FeedEntry]) -> None:
        name = self.shelf.standing(number)
        document = self.shelf.read(name) if name else None
        if name is None or document is None:  # what cannot be read is made anew as it is now
            self.shelf.file(name or Name(number)).unlink(missing_ok=True)
            return
        keys = [key_of(line.id, line.updated) for line in document.lines]
        shown = lines_of(_at(fresh[id], updated) for id, updated in keys if id in fresh)
        rest = iter(shown.lines)
        others = [next(rest) if id in fresh else None for id, _ in keys]
        renamed = Name(number, name.issue + 1)
        issued = put_in(document, renamed, others, shown)
        if issued.lines != document.lines:
            self.shelf.write(renamed, issued)

    def _grow(self, feed: Feed, added: Document) -> None:
        """Add lines that the page has room for."""
        count = len(self) + len(added.lines)
        if page_begin(count) == len(self):
            self.shelf.write(Name(count), begin(feed, Name(count), self._before(count), added))
        else:
            old = self.shelf.standing(len(self))
            document = self.shelf.read(old) if old else None
            if old is None or document is None:  # it stood there when the archive was opened
                raise FileNotFoundError(f"{self.shelf.place} has lost its newest document")
            self.shelf.write(Name(count, old.issue), extend(document, Name(count, old.issue), added))
            self._replaced.append(old)
        self._lines += [_written(key_of(line.id, line.updated)) for line in added.lines]

    def _name_of_lost(self, number: int) -> Name:
        """What the document was called, by the one after it, which leads there."""
        after = self.shelf.standing(min(number + PAGE, len(self)))
        document = self.shelf.read(after) if after else None
        told = read_name(name_in(document.archive)) if document else None
        return told if told and told.number == number else Name(number)

    def _before(self, number: int) -> Name | None:
        """The last document of the page before."""
        begun = page_begin(number)
        return (self.shelf.standing(begun) or Name(begun)) if begun else None

    def _note(self, added: Sequence[Line]) -> None:
        """Write down what is about to be added, in the place of what a killed writer left."""
        keys = [_written(key_of(line.id, line.updated)) for line in added]
        self.shelf.place.mkdir(parents=True, exist_ok=True)
        with self._file.open("r+b" if self._file.exists() else "xb") as file:
            kept = 0 if self._unsaved else sum(map(len, self._lines)) + len(self._lines)
            file.truncate(kept)
            file.seek(kept)
            file.writelines(line + b"\n" for line in (*self._unsaved, *keys))
            file.flush()
            os.fsync(file.fileno())
        self._unsaved = []

    def _cut_back(self) -> None:
        """Forget lines that stand in no document."""
        count = len(self._lines)
        if count and not self._stands(count):
            stand = (number for number in sorted(self.shelf.names(), reverse=True) if number < count)
            count = next((number for number in stand if self._stands(number)), 0)
        del self._lines[count:]

    def _stands(self, number: int) -> bool:
        """Whether there is a document of this number; one that is to be added to is read."""
        name = self.shelf.standing(number)
        return name is not None and (number % PAGE == 0 or self.shelf.read(name) is not None)

    def _told_by_documents(self) -> Iterator[bytes]:
        """The lines as the documents have them, as far as they follow each other."""
        count = 0
        for number, name in sorted(self.shelf.names().items()):
            document = self.shelf.read(name)
            if document is None or page_begin(number) > count:
                return
            lines = document.lines[count - page_begin(number) :]
            yield from (_written(key_of(line.id, line.updated)) for line in lines)
            count = number


def _at(entry: FeedEntry, updated: str) -> FeedEntry:
    return replace(entry, updated=datetime.fromisoformat(updated))


def _written(key: Key) -> bytes:
    return " ".join(key).encode()


def _key(line: bytes) -> Key:
    id, _, updated = line.decode().partition(" ")
    return id, updated


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
