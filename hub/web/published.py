"""Published feeds as bytes: what the worker wrote, read once and kept while the file stays the same."""

from collections import OrderedDict
from datetime import UTC, datetime
from os import stat_result
from pathlib import Path
from threading import Lock

from hub.web.answers import Bytes

# some two hundred channels in three formats, plain and packed
ROOM = 48 * 1024 * 1024

Stamp = tuple[int, int, int]


class Published:
    """A folder of published files; files used least lately leave memory first."""

    def __init__(self, folder: Path, room: int = ROOM) -> None:
        self._folder = folder
        self._room = room
        self._used = 0
        self._kept: OrderedDict[str, tuple[Stamp, Bytes]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str, media_type: str) -> Bytes | None:
        """The file, None where it has not been published; `name` must be a safe relative path."""
        path = self._folder / name
        try:
            stamp = _stamp(path.stat())
        except OSError:
            return None
        with self._lock:
            kept = self._kept.get(name)
            if kept and kept[0] == stamp:
                self._kept.move_to_end(name)
                return kept[1]
        return self._read(name, stamp, media_type)

    def _read(self, name: str, stamp: Stamp, media_type: str) -> Bytes | None:
        try:
            plain = (self._folder / name).read_bytes()
        except OSError:
            return None
        document = Bytes(plain, media_type, modified=datetime.fromtimestamp(stamp[0] // 10**9, UTC))
        with self._lock:
            self._forget(name)
            self._kept[name] = stamp, document
            self._used += _weight(document)
            while self._used > self._room and len(self._kept) > 1:
                self._forget(next(iter(self._kept)))
        return document

    def _forget(self, name: str) -> None:
        if name in self._kept:
            self._used -= _weight(self._kept.pop(name)[1])


def _stamp(stat: stat_result) -> Stamp:
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _weight(document: Bytes) -> int:
    # the packed form is made later and is never larger than this
    return 2 * len(document.plain)
