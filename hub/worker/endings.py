"""What collections came to, written together: a hundred endings cost one commit."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from hub.errors import StoreError
from hub.intake.ending import Ending, end
from hub.records import Lease, Tally
from hub.wiring import Parts
from hub.worker.visiting import Turn, failed_ending, fault

MOST = 128  # written in one go
MOST_ROWS = 500  # likewise: the loop is held up for about a tenth of a second
WAIT = 0.1  # seconds for which an ending waits for others

log = logging.getLogger("daumoi.worker")


class Endings:
    """Keeps endings until there are enough of them; `done` is told what each came to once it is written."""

    def __init__(self, parts: Parts, done: Callable[[Tally], None]) -> None:
        self._parts, self._done = parts, done
        self._waiting: list[tuple[Turn, Ending]] = []
        self._rows = 0

    @property
    def leases(self) -> list[Lease]:
        """Of what waits."""
        return [ending.lease for _, ending in self._waiting if ending.lease]

    def add(self, turn: Turn, ending: Ending, *, is_last: bool) -> None:
        """One more; written at once if it is the last one there is to come."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(WAIT, self.write)
        self._waiting.append((turn, ending))
        self._rows += ending.rows
        if is_last or len(self._waiting) >= MOST or self._rows >= MOST_ROWS:
            self.write()

    def write(self) -> None:
        """Keep what the collections that are over came to; one that cannot be kept costs no other."""
        waiting, self._waiting, self._rows = self._waiting, [], 0
        if not waiting:
            return
        try:
            written = end(self._parts.store, [ending for _, ending in waiting])
        except Exception:
            log.exception("the ends of %d collections could not be written together", len(waiting))
            written = [tally for turn, ending in waiting for tally in _end_alone(self._parts, turn, ending)]
        for tally in written:
            self._done(tally)


def _end_alone(parts: Parts, turn: Turn, ending: Ending) -> list[Tally]:
    """The ending if it could be written by itself, or at least that it could not."""
    try:
        return end(parts.store, [ending])
    except Exception as error:  # the last wall, here for the end of a collection
        log.exception("the end of collecting %s could not be written", turn.source.slug)
        tally = fault(parts, turn, error)
        with suppress(StoreError):
            end(parts.store, [failed_ending(parts, turn, tally)])
        return [tally]
