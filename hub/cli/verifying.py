"""`daumoi verify`: what a file of evidence proves by itself. Needs no hub and no network, nothing but the file."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from hub.records import EvidenceLine
from hub.store.chain import End, digest_of, far_behind, from_json, unanchored, way_back

# a file may come from anybody
MOST_OF_TEXT = 256 * 1024 * 1024
CHUNK = 1024 * 1024
MOST_TOLD = 100
SPOILT = (BadZipFile, zlib.error, EOFError)
UNREADABLE = (
    *SPOILT, ValueError, LookupError, TypeError, AttributeError, RecursionError, NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """Something that holds, does not hold, or is to be known; `code` is a key of the words."""

    code: str
    names: Mapping[str, object] = field(default_factory=dict)
    holds: bool | None = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a bundle says of itself."""

    notice: str
    version: int | None
    head: tuple[int, str]
    own: tuple[int, ...]
    lines: tuple[EvidenceLine, ...]


def verify(file: Path, head: str | None = None) -> list[Said]:
    """What holds and what does not; `head` is a digest of the log that was noted elsewhere."""
    try:
        return _of_bundle(file, head) if is_zipfile(file) else list(_of_log(file, head))
    except UNREADABLE as error:
        return [Said("no_evidence", {"why": str(error) or type(error).__name__})]


# --- the whole log, a line of JSON each --------------------------------------------------


def _of_log(file: Path, head: str | None) -> Iterator[Said]:
    end: End | None = None
    first, faults, met = 0, 0, head is None
    with file.open("rb") as lines:
        for raw in lines:
            line = from_json(json.loads(raw))
            if end is None:
                first = line.n
                end = End(first - 1, {first - 1: line.before})
            fault = end.fault(line)
            faults += fault is not None
            if fault and faults <= MOST_TOLD:
                yield Said(fault, {"n": end.n + 1 if fault == "missing" else line.n})
            end.pass_by(line)
            met = met or line.digest == head
    if end is None:
        raise ValueError("the file is empty")
    if not met:
        yield Said("head_unknown", {"head": head})
    if not faults:
        yield Said("log_holds", {"first": first, "n": end.n, "digest": end.digest}, holds=True)
    if first > 1:
        yield Said("not_from_first", {"n": first}, holds=None)


# --- the file about one notice -----------------------------------------------------------


def _of_bundle(file: Path, head: str | None) -> list[Said]:
    with ZipFile(file) as bundle:
        told = _told(_read(bundle, "evidence.json"))
        names = Counter(bundle.namelist())
        twice = [Said("twice", {"name": name}) for name, count in names.items() if count > 1]
        records = {name: _record(bundle, f"records/{name}") for name in _in("records/", names)}
        kept = {name: _digest_in(bundle, f"bytes/{name}") for name in _in("bytes/", names)}
    chain = [*_of_chain(told), *_of_head(told, head)]
    content = _Content(told, records, kept)
    found = [*twice, *chain, *content.judged()]
    if not any(said.holds is False for said in chain):
        found.insert(0, Said("chain_holds", {"n": told.head[0], "digest": told.head[1]}, holds=True))
    return found


def _in(folder: str, names: Iterable[str]) -> list[str]:
    return [name.removeprefix(folder) for name in names if name.startswith(folder)]


def _told(raw: bytes) -> Told:
    told = json.loads(raw)
    lines = tuple(from_json(line) for line in told["lines"])
    head = (int(told["head"]["n"]), str(told["head"]["digest"]))
    if not lines or told["format"] != 1:
        raise ValueError(f"evidence.json of format {told['format']} with {len(lines)} lines")
    return Told(str(told["notice"]), told["version"], head, tuple(map(int, told["own"])), lines)


def _read(bundle: ZipFile, name: str) -> bytes:
    texts = (member for member in bundle.infolist() if not member.filename.startswith("bytes/"))
    if sum(member.file_size for member in texts) > MOST_OF_TEXT:
        raise ValueError("it holds more text than anybody reads")
    return bundle.read(name)


def _record(bundle: ZipFile, name: str) -> bytes | None:
    try:
        return _read(bundle, name)
    except SPOILT:
        return None


def _digest_in(bundle: ZipFile, name: str) -> str | None:
    digest = sha256()
    try:
        with bundle.open(name) as data:
            while chunk := data.read(CHUNK):
                digest.update(chunk)
    except SPOILT:
        return None
    return digest.hexdigest()


def _of_chain(told: Told) -> Iterator[Said]:
    """Whether every line is as it was written and covered by the last one, and none is missing between."""
    numbers = [line.n for line in told.lines]
    yield from (Said("order", {"n": n}) for before, n in pairwise(numbers) if n <= before)
    altered = {line.n for line in told.lines if digest_of(line) != line.digest}
    yield from (Said("altered", {"n": n}) for n in sorted(altered))
    last = max(told.lines, key=lambda line: line.n)
    if told.head != (last.n, last.digest):
        yield Said("head_differs", {"n": told.head[0]})
    wanted = {step for n in told.own if 0 < n <= last.n for step in way_back(last.n, n)}
    missing = (wanted | set(told.own)) - set(numbers)
    yield from (Said("missing", {"n": n}) for n in sorted(missing))
    loose = unanchored(sorted(told.lines, key=lambda line: -line.n), last.digest)
    if not missing:
        yield from (Said("replaced", {"n": line.n}) for line in loose if line.n not in altered)
    number = {line.digest: line.n for line in told.lines}
    for line in told.lines:
        before, far = number.get(line.before, line.n - 1), number.get(line.far, far_behind(line.n))
        if (before, far) != (line.n - 1, far_behind(line.n)):
            yield Said("order", {"n": line.n})


def _of_head(told: Told, head: str | None) -> Iterator[Said]:
    if head is None:
        return
    known = next((line for line in told.lines if line.digest == head), None)
    if known is None:
        yield Said("head_unknown", {"head": head})
    else:
        yield Said("head_known", {"n": known.n}, holds=True)


class _Content:
    """What the lines about the notice have the digests of, beside what is in the file."""

    def __init__(self, told: Told, records: Mapping[str, bytes | None], kept: Mapping[str, str | None]) -> None:
        self._told, self._records, self._kept = told, records, kept
        self._own = [line for line in told.lines if line.n in set(told.own)]
        self._redacted = any(line.kind == "redacted" and line.notice == told.notice for line in self._own)
        self._last = {line.version: line.n for line in self._own if line.kind == "revision"}
        self._wanted: set[str] = set()

    def judged(self) -> Iterator[Said]:
        """Line by line, then what no line speaks of."""
        for line in self._own:
            yield from self._of_line(line)
        yield from self._of_versions()
        yield from self._of_bytes()
        named = {line.record for line in self._own}
        yield from (Said("record_stray", {"name": name}) for name in self._records if name not in named)

    def _of_line(self, line: EvidenceLine) -> Iterator[Said]:
        if line.sha256:
            self._wanted.add(line.sha256)
        raw = self._records.get(line.record)
        if line.record not in self._records:
            yield from self._without_record(line)
        elif raw is None or sha256(raw).hexdigest() != line.record:
            yield Said("record_altered", {"n": line.n, "name": line.record})
        else:
            yield from self._of_record(line, json.loads(raw))

    def _without_record(self, line: EvidenceLine) -> Iterator[Said]:
        if self._redacted and line.kind != "redacted":
            yield Said("record_redacted", {"n": line.n}, holds=None)
        elif line.kind == "revision" and self._last[line.version] > line.n:
            yield Said("record_followed", {"n": line.n, "later": self._last[line.version]}, holds=None)
        else:
            yield Said("record_missing", {"n": line.n, "name": line.record})

    def _of_record(self, line: EvidenceLine, record: dict[str, Any]) -> Iterator[Said]:
        if _speaks_of_another(line, record, self._told.notice):
            yield Said("record_foreign", {"n": line.n})
        elif line.kind == "revision":
            self._wanted |= {file["sha256"] for file in record["state"].get("attachments", ()) if file["sha256"]}
            yield Said("version_holds", {"n": line.n, "version": record["n"], "at": record["seen"]}, holds=True)
        elif line.kind == "fetch":
            told = {"status": record["status"], "url": record["final_url"] or record["url"], "at": record["at"]}
            yield Said("fetch_holds", {"n": line.n, "sha256": line.sha256, **told}, holds=True)
        else:
            yield Said("redacted", {"n": line.n, "reason": record["reason"], "at": record["at"]}, holds=None)

    def _of_versions(self) -> Iterator[Said]:
        there = {line.version for line in self._own if line.kind == "revision"}
        newest = max((version for version in there if version is not None), default=0)
        every = range(min(newest, len(there) + MOST_TOLD) + 1)
        wanted = every if self._told.version is None else [self._told.version]
        yield from (Said("version_missing", {"version": version}) for version in wanted if version not in there)

    def _of_bytes(self) -> Iterator[Said]:
        told_of = {line.sha256 for line in self._own if line.kind == "fetch"}
        for name, found in self._kept.items():
            if found != name:
                yield Said("bytes_altered", {"name": name})
            elif name not in self._wanted:
                yield Said("bytes_stray", {"name": name})
            else:
                yield Said("bytes_hold", {"name": name}, holds=True)
                if name not in told_of:
                    yield Said("bytes_untold", {"name": name}, holds=None)
        for name in sorted(self._wanted - self._kept.keys()):
            redacted = Said("bytes_redacted", {"name": name}, holds=None)
            yield redacted if self._redacted else Said("bytes_missing", {"name": name})


def _speaks_of_another(line: EvidenceLine, record: Any, notice: str) -> bool:
    if line.kind == "fetch":
        return bool(record["sha256"] != line.sha256)
    if line.kind == "revision":
        return (record["notice"], record["n"], record["sha256"]) != (line.notice, line.version, line.sha256)
    return bool({record["notice"], line.notice} != {notice})


def in_order(found: Iterable[Said]) -> Sequence[Said]:
    """What does not hold first, then what is to be known, then what holds."""
    return sorted(found, key=lambda said: (False, None, True).index(said.holds))
