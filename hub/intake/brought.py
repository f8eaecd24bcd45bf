"""The answers that brought files: they go into the ledger with what is said of the files, and so into the evidence."""

from dataclasses import replace

from hub.intake.ports import Writer
from hub.records import Fetch


class Brought:
    """The answers of one collection, without their bodies: many files may be large."""

    def __init__(self) -> None:
        self._answers: list[tuple[Fetch, int]] = []

    def note(self, fetch: Fetch) -> None:
        """A file was fetched, and its bytes are kept."""
        self._answers.append((replace(fetch, body=b""), len(fetch.body)))

    def write(self, writer: Writer, noted: dict[int, Fetch]) -> None:
        """Put down those that are not `noted` yet, and note them; they count as no request of the collection."""
        for fetch, size in self._answers:
            if id(fetch) not in noted:
                noted[id(fetch)] = fetch
                writer.save_fetch(fetch, size)
