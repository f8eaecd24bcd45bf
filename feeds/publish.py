"""Public files: written whole or not at all, and only when they say something new.

A web server may serve the folder by itself: each file bears the moment of its feed's last change
and stands beside its gzipped copy, which costs more to make than the feed and so is made once.
"""

import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from glob import escape
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from types import MappingProxyType

from feeds import atom, jsonfeed, rss
from hub.records import Feed
from hub.settings import Checkpoint, go_on

RENDERERS: Mapping[str, Callable[[Feed], bytes]] = MappingProxyType(
    {
        "atom": atom.render,
        "rss": rss.render,
        "json": jsonfeed.render,
    }
)
_CHANNEL = re.compile(r"[A-Za-z0-9][\w.~-]*(/[A-Za-z0-9][\w.~-]*)*", re.ASCII)
_GZIP_LEVEL = 6
_SECOND = timedelta(seconds=1)


def publish_feed(folder: Path, channel: str, feed: Feed, checkpoint: Checkpoint = go_on) -> tuple[Path, ...]:
    """Write `folder/channel.atom`, `.rss`, `.json` and a `.gz` of each; returns the files that had to change.

    Raises ValueError for a channel that is not a plain path below the folder, such as `agencies/so-y-te`.
    One process at a time may publish a channel.
    """
    if not _CHANNEL.fullmatch(channel):
        raise ValueError(f"not the name of a channel: {channel!r}")
    written: list[Path] = []
    for suffix, render in RENDERERS.items():
        written += _publish(folder / f"{channel}.{suffix}", render(feed), feed.updated, checkpoint)
    return tuple(written)


def replace_file(path: Path, data: bytes, moment: datetime | None = None, checkpoint: Checkpoint = go_on) -> None:
    """Put `data` at `path`: whatever dies on the way, readers see the old bytes or the new.

    `moment` becomes the time of modification. What a killed writer of `path` left is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in path.parent.glob(f".{escape(path.name)}.{'?' * 8}.tmp"):
        leftover.unlink(missing_ok=True)
    put_file(path, data, moment, checkpoint)


def put_file(path: Path, data: bytes, moment: datetime | None = None, checkpoint: Checkpoint = go_on) -> None:
    """`replace_file` in a folder that is there, of so many files that they are not looked through."""
    temporary = path.with_name(f".{path.name}.{token_hex(4)}.tmp")
    try:
        _write(temporary, data, moment)
        checkpoint("mid_publish")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    _settle(path.parent)


def sweep_unfinished(folder: Path) -> None:
    """Remove what killed writers left anywhere in the folder; nobody may be writing there."""
    for leftover in folder.rglob(f".*.{'?' * 8}.tmp"):
        leftover.unlink(missing_ok=True)


def etag(data: bytes) -> str:
    """A strong ETag for exactly these bytes; a gzipped copy has another."""
    return f'"{blake2b(data, digest_size=16).hexdigest()}"'


def pack(data: bytes) -> bytes:
    """The data gzipped; the same data always gives the same bytes."""
    return gzip.compress(data, _GZIP_LEVEL, mtime=0)


def packed_copy(path: Path, data: bytes) -> bytes | None:
    """The gzipped copy that stands beside `path`; None when there is none, or it does not hold just `data`."""
    try:
        packed = path.with_name(f"{path.name}.gz").read_bytes()
        return packed if gzip.decompress(packed) == data else None
    except (OSError, EOFError, zlib.error):
        return None


def _publish(path: Path, data: bytes, moment: datetime, checkpoint: Checkpoint) -> Iterator[Path]:
    packed = path.with_name(f"{path.name}.gz")
    if _content(path) != data:
        replace_file(path, data, _later(path, moment), checkpoint)
        yield path
    if packed_copy(path, data) is None:
        replace_file(packed, pack(data), _modified(path), checkpoint)
        yield packed


def _later(path: Path, moment: datetime) -> datetime:
    """`moment`, or a second after what stands there, if that is not older.

    Last-Modified counts whole seconds, and who asks by it alone must not be told "unchanged" of other bytes.
    """
    moment = moment.replace(microsecond=0)
    return max(moment, _modified(path).replace(microsecond=0) + _SECOND) if path.exists() else moment


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write(path: Path, data: bytes, moment: datetime | None) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if moment is not None:
        os.utime(path, (moment.timestamp(), moment.timestamp()))


def _settle(folder: Path) -> None:
    """A rename outlives a power cut only when the folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
