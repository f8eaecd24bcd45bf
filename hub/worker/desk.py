"""What collections read of pages, written together: the pages of many sources share a transaction."""

import asyncio
from asyncio import Future
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple

from hub.intake.ingest import Ingest
from hub.intake.pages import Known, Prepared, keep_evidence
from hub.records import Attachment, PageRead
from hub.store.store import Store

MOST = 32  # written in one go
WAIT = 0.1  # seconds for which a page waits for others


class Laid(NamedTuple):
    """A page that waits to be written, and who is to be told of it."""

    ingest: Ingest
    page: Prepared
    written: Future[None]


class Desk:
    """Takes pages and writes them when none of the `collecting` could bring one more, or after a while."""

    def __init__(self, store: Store, collecting: Callable[[], int]) -> None:
        self._store, self._collecting = store, collecting
        self._waiting: list[Laid] = []

    async def take(self, ingest: Ingest, event: PageRead, files: Mapping[str, Attachment]) -> None:
        """Store what a page said; what goes wrong with it is raised here and concerns no other."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_later(WAIT, self.write)
        laid = Laid(ingest, ingest.prepare(event, files), loop.create_future())
        self._waiting.append(laid)
        if len(self._waiting) >= min(self._collecting(), MOST):
            self.write()
        await laid.written

    def write(self) -> None:
        """Write what waits in one transaction; if that fails, each by itself."""
        waiting, self._waiting = self._waiting, []
        if not waiting:  # written before their time was up
            return
        before = [laid.ingest.so_far() for laid in waiting]
        try:
            keep_evidence(self._store, [laid.page for laid in waiting])
            with self._store.writing() as writer:
                known = Known(writer.notices, [laid.page for laid in waiting])
                for laid in waiting:
                    laid.ingest.write_page(writer, laid.page, known)
        except Exception:
            for laid, counts in zip(waiting, before, strict=True):
                laid.ingest.back_to(counts)
                self._write_alone(laid)
        for laid in waiting:
            with suppress(asyncio.InvalidStateError):  # told already, or nobody waits for it any more
                laid.written.set_result(None)

    def _write_alone(self, laid: Laid) -> None:
        try:
            keep_evidence(self._store, [laid.page])
            with self._store.writing() as writer:
                laid.ingest.write_page(writer, laid.page, Known(writer.notices, [laid.page]))
        except Exception as error:  # whoever laid it down is to hear of it
            with suppress(asyncio.InvalidStateError):
                laid.written.set_exception(error)
