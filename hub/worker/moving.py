"""What one visit learns of where the addresses of a source have gone, written with what it came to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from hub.intake.ending import Ending
from hub.intake.ports import Writer
from hub.records import AddressRead, Doubt, Fetch, Memory, Move, Source, SourceState, Tally
from hub.watch.moves import Sighting, move_after, moving
from spiders.addresses import canonical_url, is_front_page, registrable_domain
from spiders.former import Former


class Moving:
    """Told of each address that was read; costs nothing where none sends on and none did."""

    def __init__(self, source: Source, memory: Memory, now: datetime) -> None:
        self._source, self._memory, self._now = source, memory, now
        self._reads: dict[str, AddressRead] = {}
        self._moves: Mapping[str, Move] = memory.moves

    def take(self, event: AddressRead) -> None:
        """An address was read, or could not be."""
        fetch = event.fetches[0] if event.fetches else None
        known = self._memory.moves.get(event.address)
        if fetch and fetch.status and (fetch.moved_to or (known and known.state == "met")):
            self._reads[event.address] = replace(event, items=())

    def shown(self, state: SourceState, tally: Tally) -> SourceState:
        """The state after this visit, which came to so much."""
        if not (self._reads or self._memory.moves):
            return state
        changed = {
            address: move
            for address, event in self._reads.items()
            if (
                move := move_after(
                    self._known(address), self._source.slug, address, self._seen(event, tally), self._now
                )
            )
        }
        self._moves = {**self._memory.moves, **changed}
        return moving(state, self._moves.values())

    def ending(self, ending: Ending) -> Ending:
        """The end of the visit, with its moves."""
        if not self._reads:
            return ending

        def write(writer: Writer) -> Tally:
            tally = ending.write(writer)
            for address, event in self._reads.items():
                self._write(writer, address, event.fetches[0])
            return tally

        return replace(ending, write=write)

    def _write(self, writer: Writer, address: str, fetch: Fetch) -> None:
        move = self._moves.get(address)
        if move is None or move is self._known(address):
            return
        writer.save_move(move)
        if move.state == "believed":  # what the answer can be known by again belongs to whoever gave it
            writer.follow_move(move, self._now, keeps_validators=fetch.final_url == move.target)

    def _known(self, address: str) -> Move | None:
        return self._memory.moves.get(address)

    def _seen(self, event: AddressRead, tally: Tally) -> Sighting | None:
        fetch = event.fetches[0]
        return Sighting(fetch.moved_to, self._doubt(event, tally)) if fetch.moved_to else None

    def _doubt(self, event: AddressRead, tally: Tally) -> Doubt | None:
        target, end = event.fetches[0].moved_to, event.fetches[0].final_url
        if {registrable_domain(url) for url in (target, end)} != {registrable_domain(event.address)}:
            return "elsewhere"
        if not is_front_page(event.address) and (self._is_home(target) or self._is_home(end)):
            return "homepage"
        if event.error:
            return "unreadable"
        return None if event.unchanged or self._is_familiar(event, tally) else "unlike"

    def _is_home(self, url: str) -> bool:
        home = canonical_url(self._source.homepage) or ""
        return is_front_page(url) or (canonical_url(url) or "").partition(":")[2] == home.partition(":")[2]

    def _is_familiar(self, event: AddressRead, tally: Tally) -> bool:
        """Whether something is shown that was known, if anything was."""
        memory = self._memory
        if event.entries & memory.entries.get(event.address, frozenset()) or tally.unchanged + tally.edited:
            return True
        former = Former.of(memory.pages, memory.moves.values())
        former.note(event.fetches[0])
        listed = event.listed
        if any(url in memory.pages or former.is_known_at(url) for url in listed):
            return True
        return not memory.pages and not memory.entries.get(event.address)
