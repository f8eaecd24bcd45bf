"""Publishing a channel: its archive first, then the feed that leads there.

Every notice of a channel is among its newest or has a line in its archive, as it last changed. So what may have to be
added after a change is what stood in the published feed or has changed, and is not in the feed any more; a line that is
there already is not written again, however often a change is worked off.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from feeds.archive import Document, Name, lines_of, read_document
from feeds.archive_files import Archive, Key, key_of
from feeds.channels import NEWEST, Names, channel_feed, entries_of, filters_of, shows
from feeds.markup import rfc3339
from feeds.publish import RENDERERS, packed_copy, publish_feed
from hub.records import Feed, Filters, Notice
from hub.wiring import Parts

PORTION, LONG = 500, 50_000
T = TypeVar("T")

log = logging.getLogger("daumoi.worker")


class Publication:
    """A channel filled as of now, beside what of it has been published."""

    def __init__(self, parts: Parts, channel: str, feed: Feed, known: Names) -> None:
        self._parts, self._channel, self._feed, self._known = parts, channel, feed, known
        self._folder = parts.public / "feeds"
        self._archive = Archive(self._folder, channel, parts.checkpoint)
        self._shown = {key_of(entry.id, "")[0] for entry in feed.entries}

    def unlike(self, *, deep: bool = False) -> Iterator[Path]:
        """The published files that are not as they would be written now, and documents of the archive that are lost or,
        if `deep`, cannot be read."""
        for suffix, render in RENDERERS.items():
            file, data = self._folder / f"{self._channel}.{suffix}", render(self._led_on())
            if not file.exists() or file.read_bytes() != data or packed_copy(file, data) is None:
                yield file
        yield from (self._archive.shelf.file(Name(number)) for number in self._archive.lost(deep=deep))
        if any(self._missing()):
            yield self._archive.shelf.place

    def write(self, changed: Sequence[Notice] = (), *, wholly: bool = False) -> tuple[Path, ...]:
        """Publish what these notices, which are in the channel and have changed, make different; the files of the feed
        that had to change.

        `wholly` looks at every notice of the channel, as is done where what was published does not tell enough.
        """
        before = published(self._folder, self._channel)
        if not self._archive.is_of(self._feed):
            log.info("the archive of %s is made anew for %s", self._channel, self._feed.url)
            self._archive.clear()
        if wholly or before is None or not self._goes_on(before):
            self._complete()
        else:
            stood = {key_of(line.id, "")[0] for line in before.lines}
            left = stood - self._shown - {notice.id for notice in changed}
            self._add([*self._parts.store.notices.many(sorted(left)), *changed])
        written = publish_feed(self._folder, self._channel, self._led_on(), self._parts.checkpoint)
        self._archive.settle()
        return written

    def mend(self, *, deep: bool = False) -> None:
        """Write lost archive documents again, their notices as they are now, and remove what should not be there; if
        `deep`, those too that cannot be read."""
        for number in self._archive.lost(deep=deep):
            log.warning("archive document %d of %s was lost and is made anew", number, self._channel)
            ids = [id for id, _ in self._archive.page(number)]
            notices = self._parts.store.notices.many(ids)
            if len(notices) < len(ids):  # the store is another than the archive was made from
                self._archive.clear()
                return
            self._archive.rewrite(self._feed, number, entries_of(self._parts.store, notices, self._known))
        self._archive.sweep()

    def _goes_on(self, before: Document) -> bool:
        """Whether feed and archive are of one making and whole, so that nothing but what changes now can be missing."""
        if self._archive.is_damaged or before.url != self._feed.url or bool(before.archive) != bool(len(self._archive)):
            return False
        return bool(before.archive) or len(before.lines) < NEWEST

    def _led_on(self) -> Feed:
        return replace(self._feed, archive=self._archive.address(self._feed))

    def _add(self, notices: Sequence[Notice]) -> None:
        """Add those that are in the channel, and neither in its feed nor, as they are now, in its archive."""
        absent = self._archive.absent(_key(notice) for notice in notices if notice.id not in self._shown)
        self._append(notice for notice in notices if _key(notice) in absent)

    def _complete(self) -> None:
        for ids in portions(self._missing(), PORTION):
            self._append(self._parts.store.notices.many(ids))
            log.info("archive of %s: %d lines", self._channel, len(self._archive))

    def _missing(self) -> Iterator[str]:
        """Every notice of the channel that is neither in its feed nor, as it is now, in its archive; oldest first."""
        moments = self._parts.store.notices.oldest_first(filters_of(self._channel) or Filters())
        for some in portions((one for one in moments if one[1] not in self._shown), LONG):
            keys = [(id, rfc3339(updated)) for updated, id in some]
            absent = self._archive.absent(keys)
            yield from (id for id, updated in keys if (id, updated) in absent)

    def _append(self, notices: Iterable[Notice]) -> None:
        ours = (notice for notice in notices if shows(self._channel, notice))
        if ordered := sorted(ours, key=lambda notice: (notice.updated, notice.id)):
            self._archive.append(self._feed, lines_of(entries_of(self._parts.store, ordered, self._known)))


def publish_channel(parts: Parts, channel: str, known: Names, changed: Sequence[Notice]) -> None:
    """Publish a channel for these notices in it, which have changed; nothing where there is none of the name."""
    feed = channel_feed(parts.store, channel, known)
    if feed is not None:
        Publication(parts, channel, feed, known).write(changed)


def publications(parts: Parts, channels: Iterable[str], known: Names) -> Iterator[Publication]:
    """Those channels that hold something or were published once."""
    for channel in channels:
        feed = channel_feed(parts.store, channel, known)
        if feed and (feed.entries or (parts.public / "feeds" / f"{channel}.atom").exists()):
            yield Publication(parts, channel, feed, known)


def redact_archives(parts: Parts, known: Names, ids: list[str]) -> None:
    """Let every archive show these notices as they are now; what they said leaves the documents that said it."""
    notices = parts.store.notices.many(ids)
    fresh = dict(zip((notice.id for notice in notices), entries_of(parts.store, notices, known), strict=True))
    folder = parts.public / "feeds"
    for place in sorted(place for place in folder.rglob("archive") if place.is_dir()):
        Archive(folder, str(place.parent.relative_to(folder)), parts.checkpoint).reissue(fresh)


def published(folder: Path, channel: str) -> Document | None:
    """The feed of the channel as it stands in the folder; None where it does not, or is not whole."""
    try:
        return read_document((folder / f"{channel}.atom").read_bytes())
    except OSError:
        return None


def portions(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values, at most `size` at a time."""
    remaining = iter(values)
    while portion := list(islice(remaining, size)):
        yield portion


def _key(notice: Notice) -> Key:
    return notice.id, rfc3339(notice.updated)
