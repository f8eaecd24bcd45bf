"""Under which addresses the hub may know what a source shows since it has moved. Pure.

A site that moves takes its articles along: what stands at a path of the new host stood at that path of the old one, or
says the same at the same minute. Whether it is the same is for the titles to say (`hub.intake.known`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hub.records import Fetch, Item, KnownPage, Move
from hub.vietnamese.text import fold
from spiders.addresses import canonical_url, origin


@dataclass
class Former:
    """By the origins that addresses of a source stand at, those that they stood at before; `pages` are the known."""

    pages: Mapping[str, KnownPage]
    _hosts: dict[str, dict[str, None]] = field(default_factory=dict)
    _is_moving: bool = False

    @classmethod
    def of(cls, pages: Mapping[str, KnownPage], moves: Iterable[Move]) -> "Former":
        """As moves tell that were met before."""
        former = cls(pages)
        for move in moves:
            former._lead(move.address, move.target)
        return former

    def note(self, fetch: Fetch) -> None:
        """An address of the source was asked for: where it sent us on to, for good or not, is where it stands now."""
        if fetch.ok and fetch.redirects:
            self._lead(fetch.url, fetch.final_url)
            self._is_moving = self._is_moving or bool(fetch.moved_to)

    def addresses(self, row: Item) -> tuple[str, ...]:
        """Those that a row may be known under beside its own; none where nothing has moved, which is nearly always."""
        if not row.url or not (self._hosts or self._is_moving):
            return ()
        moved = self._moved(row.url)
        twin = self._twins.get(_said(row)) if self._is_moving and row.url not in self.pages else None
        return tuple(dict.fromkeys(url for url in (*moved, twin) if url and url != row.url))

    def is_known(self, row: Item) -> bool:
        """Whether the row's page is known under another address, from before the move."""
        return any(url in self.pages for url in self.addresses(row))

    def _moved(self, url: str) -> list[str]:
        here = origin(url)
        moved = (canonical_url(before + url.removeprefix(here)) for before in self._hosts.get(here, {}))
        return [former for former in moved if former]

    def _lead(self, address: str, target: str) -> None:
        before, now = origin(address), origin(target)
        if before and now and before != now:
            self._hosts.setdefault(now, {})[before] = None

    @cached_property
    def _twins(self) -> dict[tuple[str, str] | None, str | None]:
        """The known pages by title and minute; None where several say the same."""
        found: dict[tuple[str, str] | None, str | None] = {None: None}
        for url, page in self.pages.items():
            said = _said(page.row)
            found[said] = None if said in found else url
        return found


def _said(row: Item) -> tuple[str, str] | None:
    """By what an announcement is known again wherever it stands; None without a time of day: a day has many."""
    times = [date.raw for date in row.dates if ":" in date.raw]
    return (fold(row.title), times[0]) if times and row.title else None
