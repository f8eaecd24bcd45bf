"""The chain of the evidence log: each line's digest covers the line before, and one far behind. Pure.

What is far behind is chosen as in Myers' skip list ("An applicative random-access stack", 1983), so that from any line
a few dozen lines lead back to any other: whoever is shown a notice needs these, not the whole log, to know that it
was in the log when a digest was made known. Standard library only: `daumoi verify` works where there is no hub.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from hub.records import EvidenceLine

NOTHING = "0" * 64
MANY = 500
# when, kind, notice, version, SHA-256 of bytes, SHA-256 of the record
Told = tuple[datetime, str, str, int | None, str | None, str]


def far_behind(n: int) -> int:
    """The line that line n covers besides the one before: n without its last digit in skew binary (1, 3, 7, 15, …).

    >>> [far_behind(n) for n in (1, 2, 3, 4, 5, 6, 7, 8)]
    [0, 1, 0, 3, 4, 3, 0, 7]
    """
    rest, weight = n, 0
    while rest:
        weight = (1 << (rest + 1).bit_length() - 1) - 1
        rest -= weight
    return n - weight


def way_back(top: int, bottom: int) -> Iterator[int]:
    """The lines that lead from one to an earlier one, both included.

    >>> list(way_back(13, 5))
    [13, 10, 7, 6, 5]
    """
    while top > bottom:
        yield top
        top = far if (far := far_behind(top)) >= bottom else top - 1
    yield bottom


def digest_of(line: EvidenceLine) -> str:
    """SHA-256 of the line's other fields in their order, in UTF-8 with a line feed between them."""
    told = (line.at, line.kind, line.notice, line.version, line.sha256, line.record)
    return _digest(line.n, told, line.before, line.far)


def _digest(n: int, told: Told, before: str, far: str) -> str:
    at, kind, notice, version, page, record = told
    number = "" if version is None else version
    text = f"{n}\n{written(at)}\n{kind}\n{notice}\n{number}\n{page or ''}\n{record}\n{before}\n{far}"
    return sha256(text.encode()).hexdigest()


def written(moment: datetime) -> str:
    """A moment as digests cover it: UTC, with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class End:
    """The end of a chain: which digests the lines to come cover. Holds a few hundred at most."""

    def __init__(self, n: int, digests: dict[int, str]) -> None:
        self.n = n
        self._digests = {0: NOTHING, **digests}

    @staticmethod
    def needs(n: int) -> list[int]:
        """The lines whose digests must be known to go on after line n."""
        return [*_prefixes(n)]

    @property
    def digest(self) -> str:
        """The digest of the last line."""
        return self._digests[self.n]

    def covered(self, n: int) -> str:
        """The digest of an earlier line, as far as it is known."""
        return self._digests.get(n, "")

    def join(self, told: Told) -> tuple[int, str]:
        """Number and digest of the next line, if that is what it tells."""
        n = self.n + 1
        digest = _digest(n, told, self.digest, self._digests[far_behind(n)])
        self._go_on(n, digest)
        return n, digest

    def pass_by(self, line: EvidenceLine) -> None:
        """The line is the last from now on, whatever it says."""
        self._go_on(line.n, line.digest)

    def _go_on(self, n: int, digest: str) -> None:
        self.n, self._digests[n] = n, digest
        if len(self._digests) > MANY:
            self._digests = {n: self._digests[n] for n in (0, *_prefixes(n)) if n in self._digests}

    def fault(self, line: EvidenceLine) -> str | None:
        """What is wrong with a line that claims to be the next: "missing", "order", "altered" or "replaced"."""
        if line.n > self.n + 1:
            return "missing"
        if line.n <= self.n:
            return "order"
        if digest_of(line) != line.digest:
            return "altered"
        far = self._digests.get(far_behind(line.n), line.far)
        return None if (line.before, line.far) == (self.digest, far) else "replaced"


def _prefixes(n: int) -> Iterator[int]:
    # the line far behind line n + 1 is line n, or one of those far behind that
    while n:
        yield n
        n = far_behind(n)


def as_json(line: EvidenceLine) -> dict[str, Any]:
    """The line as files and the API show it."""
    return asdict(line) | {"at": written(line.at)}


def from_json(told: dict[str, Any]) -> EvidenceLine:
    """`as_json` undone; ValueError for what is no line."""
    names = EvidenceLine.__dataclass_fields__
    if not isinstance(told, dict) or set(told) != set(names):
        raise ValueError("this is no line of a log of evidence")
    for name in ("kind", "notice", "record", "before", "far", "digest", "at"):
        if not isinstance(told[name], str):
            raise ValueError(f"{name} is no text")
    if type(told["n"]) is not int or told["n"] < 1 or type(told["version"]) not in (int, type(None)):
        raise ValueError("n or version is no number")
    if not isinstance(told["sha256"], (str, type(None))):
        raise ValueError("sha256 is no text")
    at = datetime.fromisoformat(told["at"])
    if at.tzinfo is None:
        raise ValueError("at has no zone")
    return EvidenceLine(**{**told, "at": at})


def unanchored(lines: Iterable[EvidenceLine], head: str) -> list[EvidenceLine]:
    """Of lines, the last first, those that the line of the digest `head` does not cover through others of them."""
    covered, loose = {head}, []
    for line in lines:
        if line.digest in covered:
            covered |= {line.before, line.far}
        else:
            loose.append(line)
    return loose
