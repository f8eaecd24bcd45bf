"""Published feeds: what the worker wrote, made ready once and kept while the files stay the same."""

import gzip
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from feeds.markup import MEDIA_TYPES
from feeds.publish import pack, packed_copy
from hub.push.websub import PATH, links
from hub.web.answers import FOR_EVER
from hub.web.ready import Ready, ready

# some two hundred channels in three formats, plain and packed
ROOM = 48 * 1024 * 1024
# how long a feed may be behind its file, in seconds
FRESH = 1.0

# also what keeps a request inside the folder, and away from files that are being written
_FEED = re.compile(r"/feeds/((?:[A-Za-z0-9][\w~-]*/)*[A-Za-z0-9][\w~-]*\.(atom|rss|json))", re.ASCII)
_ARCHIVE = re.compile(r"/feeds/((?:[A-Za-z0-9][\w~-]*/)+archive/[1-9][0-9-]*\.(atom))", re.ASCII)
Stamp = tuple[int, int, int]


@dataclass(slots=True)
class _Kept:
    ready: Ready
    stamps: tuple[Stamp, Stamp | None]
    until: float


class Published:
    """A folder of published feeds by their addresses below `base_url`; what is not asked for leaves memory first."""

    def __init__(
        self, folder: Path, base_url: str = "", room: int = ROOM, clock: Callable[[], float] = monotonic
    ) -> None:
        self.folder, self._base_url, self._room, self._clock = folder, base_url, room, clock
        self._used = 0
        self._kept: dict[str, _Kept] = {}

    def get(self, path: str) -> Ready | None:
        """The feed at this address, None where none is published; its file is looked at once a second at most."""
        kept = self._kept.get(path)
        now = self._clock()
        return kept.ready if kept is not None and now < kept.until else self._look(path, now)

    def _look(self, path: str, now: float) -> Ready | None:
        kept = self._forget(path)
        archived = _ARCHIVE.fullmatch(path)
        match = archived or _FEED.fullmatch(path)
        if match is None:
            return None
        copy = self.folder / f"{match[1]}.gz"
        file = copy if archived else self.folder / match[1]  # an archive document stands there gzipped alone
        # before the bytes: what is replaced in between is read again at the next look
        stamp, stamp_of_copy = _stamp(file), _stamp(copy)
        if stamp is None:
            return None
        stamps = (stamp, stamp_of_copy)
        same = kept is not None and kept.stamps == stamps
        link = "" if archived else links(f"{self._base_url}{PATH}", f"{self._base_url}{path}")
        found = kept.ready if kept is not None and same else _read(file, stamp, MEDIA_TYPES[match[2]], link)
        if found is not None:
            self._keep(path, _Kept(found, stamps, now + FRESH))
        return found

    def _keep(self, path: str, kept: _Kept) -> None:
        self._kept[path] = kept
        self._used += kept.ready.weight
        while self._used > self._room and len(self._kept) > 1:
            self._forget(next(iter(self._kept)))

    def _forget(self, path: str) -> _Kept | None:
        kept = self._kept.pop(path, None)
        if kept is not None:
            self._used -= kept.ready.weight
        return kept


def _stamp(file: Path) -> Stamp | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _read(file: Path, stamp: Stamp, media_type: str, link: str) -> Ready | None:
    modified, told = datetime.fromtimestamp(stamp[0] // 10**9, UTC), f"{media_type}; charset=utf-8"
    try:
        content = file.read_bytes()
        if file.suffix == ".gz":
            return ready(gzip.decompress(content), content, told, modified, FOR_EVER)
    except (OSError, EOFError, zlib.error):
        return None
    return ready(content, packed_copy(file, content) or pack(content), told, modified, link=link)
