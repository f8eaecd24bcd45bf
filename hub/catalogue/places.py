"""Where the tables and keys of a TOML file stand, which the standard parser does not tell."""

import re
from collections import Counter
from collections.abc import Mapping

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-\"' ]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w.\-\"']+)\s*=\s*(.*)$")
_FENCES = ('"""', "'''")


def places(text: str) -> Mapping[Path, int]:
    """The line (from 1) of every table and key of a well-formed file, by its path.

    >>> places('[[source]]\\nslug = "a"\\n[[source.address]]\\nurl = "b"')[("source", 0, "address", 0, "url")]
    4
    """
    found: dict[Path, int] = {}
    arrays: Counter[Path] = Counter()
    table: Path = ()
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            fence = "" if fence in line else fence
        elif header := _HEADER.match(line):
            table = _table(arrays, _names(header[2]), repeated=header[1] == "[[")
            found[table] = number
        elif key := _KEY.match(line):
            found[table + _names(key[1])] = number
            fence = _opened(key[2])
    return found


def line_of(found: Mapping[Path, int], path: Path) -> int | None:
    """The line of a path, of the first thing inside it, or of the nearest table around it."""
    inside = (line for known, line in found.items() if known[: len(path)] == path)
    around = (found[path[:n]] for n in range(len(path), 0, -1) if path[:n] in found)
    return min(inside, default=None) or next(around, None)


def _names(dotted: str) -> Path:
    return tuple(name.strip(" \"'") for name in dotted.split("."))


def _table(arrays: Counter[Path], names: Path, *, repeated: bool) -> Path:
    """The path of a header: tables of an array are numbered, a name on the way means the latest of them."""
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name)
        path = (*path, arrays[path] - 1) if arrays[path] else path
    last = (*path, *names[-1:])
    if not repeated:
        return last
    arrays[last] += 1
    return (*last, arrays[last] - 1)


def _opened(value: str) -> str:
    """The fence of a string that goes on to the next lines."""
    return next((fence for fence in _FENCES if value.startswith(fence) and fence not in value[3:]), "")
