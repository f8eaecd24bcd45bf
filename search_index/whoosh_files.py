"""Where a Whoosh index lies: one folder per rebuild, a pointer to the one in force, and seals.

    current            the name of the folder in force
    g000001/           Whoosh's files, and
    g000001/seal.json  the size and CRC-32 of each
    doubted            there while somebody has found damage that nobody has looked into
    damaged/           the last folder that was given up for its damage, for whoever wants to know why

Whoosh's files are pickles: they are compared with the seal when they are opened, and only then
given to Whoosh. So nothing that was flipped or cut is unpickled, and a file that is deleted later
takes nothing away from a reader; one that is overwritten later is found out at the next refresh.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from weakref import finalize
from zlib import crc32

from hub.errors import IndexDamaged

POINTER = "current"
SEAL = "seal.json"
DOUBT, DAMAGED = "doubted", "damaged"
SEALED = (".seg", ".toc")
_PORTION = 1 << 20

Seal = Mapping[str, tuple[int, int]]
# Name, size and time of change of every file: what is equal in these has not been touched.
Stamp = frozenset[tuple[str, int, int]]


def folder_in_force(home: Path) -> Path | None:
    """The folder the pointer names, None where there is no index yet.

    FileNotFoundError says that something is missing; for a moment, that is so when an index is put in force.
    """
    pointer = home / POINTER
    if not pointer.exists() and not any(home.glob(f"g*/{SEAL}")):
        return None
    name = _read_pointer(home)
    if not (name and (home / name).is_dir()):
        raise FileNotFoundError(f"{pointer} points to nothing")
    return home / name


def next_folder(home: Path) -> Path:
    """A new, empty folder for a rebuild, not yet in force."""
    taken = [int(folder.name[1:]) for folder in home.glob("g*/") if folder.name[1:].isdigit()]
    folder = home / f"g{max(taken, default=0) + 1:06}"
    folder.mkdir(parents=True)
    return folder


def put_in_force(folder: Path) -> None:
    """Point to a folder, in one step, and clear away all others; of those in doubt one is kept aside."""
    home = folder.parent
    former = _read_pointer(home)
    _replace(home / POINTER, folder.name.encode())
    if is_doubted(home) and former and (home / former).is_dir():
        shutil.rmtree(home / DAMAGED, ignore_errors=True)
        (home / former).rename(home / DAMAGED)
    for other in home.glob("g*/"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    dispel(home)


def doubt(home: Path) -> None:
    """Tell the writer that damage was found, where one may."""
    with suppress(OSError):
        (home / DOUBT).touch()


def is_doubted(home: Path) -> bool:
    """Whether somebody has found damage that nobody has looked into."""
    return (home / DOUBT).exists()


def dispel(home: Path) -> None:
    """The index has been looked through, or written anew."""
    (home / DOUBT).unlink(missing_ok=True)


def stamp(folder: Path) -> Stamp:
    """What the folder holds now, without reading it."""
    with os.scandir(folder) as entries:
        stated = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith((*SEALED, SEAL))]
    return frozenset((name, status.st_size, status.st_mtime_ns) for name, status in stated)


def seal(folder: Path, known: Seal) -> None:
    """Write down size and checksum of every file, taking over what is known of older ones."""
    names = [path.name for path in folder.iterdir() if path.name.endswith(SEALED)]
    sums = {name: known.get(name) or _checksum((folder / name).read_bytes()) for name in names}
    _replace(folder / SEAL, json.dumps(sums).encode())


def read_seal(folder: Path) -> Seal:
    """The seal of a folder. Raises IndexDamaged, or FileNotFoundError."""
    content = (folder / SEAL).read_bytes()
    try:
        return {name: (size, checksum) for name, (size, checksum) in json.loads(content).items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise IndexDamaged(f"{folder / SEAL} has been damaged: {error!r}") from error


def read_checked(folder: Path, name: str, sums: Seal) -> bytes:
    """A file's bytes, equal to its seal. Raises IndexDamaged, or FileNotFoundError.

    A file without a seal is one that was being committed, or whose writer was killed just then.
    """
    content = (folder / name).read_bytes()
    if name in sums and sums[name] != _checksum(content):
        raise IndexDamaged(f"{folder / name} has been damaged")
    return content


class OpenFile:
    """An open file; closed when nothing refers to it any more. FileNotFoundError where there is none."""

    def __init__(self, path: Path) -> None:
        self._number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        finalize(self, os.close, self._number)
        self.size = os.fstat(self._number).st_size

    def read(self, position: int, length: int) -> bytes:
        """So many bytes from there on, fewer where the file ends."""
        return os.pread(self._number, length, position)

    def checksum(self) -> tuple[int, int]:
        """Its size and CRC-32 as they are now."""
        total = position = 0
        while portion := self.read(position, _PORTION):
            total = crc32(portion, total)
            position += len(portion)
        return position, total


def open_checked(folder: Path, name: str, sums: Seal) -> OpenFile:
    """As `read_checked`, for a file that is not to be kept in memory."""
    file = OpenFile(folder / name)
    if name in sums and sums[name] != file.checksum():
        raise IndexDamaged(f"{folder / name} has been damaged")
    return file


def _read_pointer(home: Path) -> str:
    """What the pointer names; nothing where there is none, or it names no folder of ours."""
    try:
        name = (home / POINTER).read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""
    return name if name.startswith("g") and name.isalnum() else ""


def _checksum(content: bytes) -> tuple[int, int]:
    return len(content), crc32(content)


def _replace(path: Path, content: bytes) -> None:
    path.with_suffix(".new").write_bytes(content)
    path.with_suffix(".new").replace(path)
