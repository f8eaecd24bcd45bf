"""What one visit saw of a source beside what is usual: judged at once, kept with the end of the visit."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from hub.errors import CODES, FINDINGS
from hub.intake.ports import Writer
from hub.records import AddressRead, Attachment, Finding, Memory, SourceState, Usual, Validators
from hub.store.store import Store
from hub.vietnamese.dates import vietnamese_day
from hub.watch.sights import after_files, after_sight, dead_files, fingerprint, judge

FILES = ""  # as the address of what is known of a source's files
_GRAVITY = {name: place for place, name in enumerate(FINDINGS)}


class Sights:
    """One visit of a source. Nothing is asked of the store unless an address was read anew, or a file."""

    def __init__(self, store: Store, state: SourceState, memory: Memory, at: datetime) -> None:
        self._store, self._state, self._memory, self._at = store, state, memory, at
        self._learned: dict[str, Usual] = {}
        self._findings: list[Finding] = []
        self._codes: dict[str, str | None] = {}
        self._file_reason = ""
        self.is_partly_read = False

    @cached_property
    def _usual(self) -> dict[str, Usual]:
        return self._store.usuals.of(self._state.source)

    def look(self, read: AddressRead) -> AddressRead:
        """The address as it is to be believed."""
        self._codes[read.address] = read.error
        if read.sight is None:
            return read
        usual = self._usual.get(read.address)
        finding = judge(usual, read, vietnamese_day(self._at), self._gone)
        learned = after_sight(usual, read, self._state.source, self._at, finding)
        if learned != usual:
            self._learned[read.address] = learned
        if finding is None:
            return read
        self._findings.append(replace(finding, detail=f"{read.address}: {finding.detail}"))
        if read.error is not None:
            self.is_partly_read = True
            return read
        if finding.doubt:
            return replace(read, doubt=finding.doubt, complete=False)
        return replace(read, validators=Validators(), complete=False)  # the rest is wanted at the next visit

    def look_at_files(self, wanted: Iterable[Attachment], came: Mapping[str, Attachment]) -> None:
        """The files of what is new were asked for, and these came, or not."""
        states = [came[file.url] for file in wanted if file.url in came]
        lost = [file for file in states if file.state == "failed" and file.sha256 is None]
        if not states:
            return
        usual = self._learned.get(FILES) or self._usual.get(FILES) or Usual(self._state.source, FILES, self._at)
        self._learned[FILES] = after_files(usual, came=len(lost) < len(states), at=self._at)
        self._file_reason = (lost[-1].reason or "") if lost else ""

    def finding(self, now_silent: Finding | None) -> Finding | None:
        """The gravest of what is wrong with the source though it answered."""
        found = [*self._findings, *filter(None, (self._some_addresses(), self._dead_files(), now_silent))]
        return min(found, key=lambda finding: _GRAVITY[finding.name], default=None)

    @property
    def has_learned(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._learned)

    def write(self, writer: Writer) -> None:
        """Keep what was learned."""
        for usual in self._learned.values():
            writer.save_usual(usual)

    def _some_addresses(self) -> Finding | None:
        failed = {address: code for address, code in self._codes.items() if code}
        if not failed or (len(failed) == len(self._codes) and not self.is_partly_read):
            return None
        named = "; ".join(f"{address}: {code}" for address, code in failed.items())
        code = next(iter(failed.values()))
        return Finding("some_addresses", "partial", code, f"{len(failed)} of {len(self._codes)} addresses; {named}")

    def _dead_files(self) -> Finding | None:
        """As it was known where no file was asked for."""
        usual = self._learned.get(FILES)
        if usual is None and self._state.finding == "dead_files":
            return Finding("dead_files", "partial", self._state.error, self._state.detail)
        return dead_files(usual, self._file_reason, CODES) if usual else None

    def _gone(self) -> frozenset[str]:
        pages = self._memory.pages.items()
        return frozenset(fingerprint(url) for url, page in pages if page.gone or page.withdrawn)
