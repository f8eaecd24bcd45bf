"""What one visit learns of where the addresses of a source have gone, written with what it came to."""

from collections.abc import Mapping
from datetime import datetime

from hub.intake.known import find_known
from hub.intake.ports import Writer
from hub.records import AddressRead, Memory, Move, MoveDoubt, Source, SourceState
from hub.store.store import Store
from hub.watch.moves import Sighting, move_after, moving
from spiders.addresses import canonical_url, is_front_page, registrable_domain


class Moving:
    """Told of each address that was read; costs nothing where none sends on and none did."""

    def __init__(self, store: Store, source: Source, memory: Memory, now: datetime) -> None:
        self._store, self._source, self._memory, self._now = store, source, memory, now
        self._changed: dict[str, tuple[Move, str]] = {}  # with where the address ended

    def take(self, event: AddressRead) -> None:
        """An address was read, or could not be; what its pages said is stored."""
        fetch, known = next(iter(event.fetches), None), self._memory.moves.get(event.address)
        if fetch is None or not fetch.status or not (fetch.moved_to or (known and known.state == "met")):
            return
        seen = Sighting(fetch.moved_to, self._doubt(event)) if fetch.moved_to else None
        if move := move_after(known, self._source.slug, event.address, seen, self._now):
            self._changed[event.address] = move, fetch.final_url

    def shown(self, state: SourceState) -> SourceState:
        """The state after this visit."""
        moves: Mapping[str, Move] = self._memory.moves
        if self._changed:
            moves = {**moves, **{address: move for address, (move, _) in self._changed.items()}}
        return moving(state, moves.values()) if moves else state

    @property
    def has_changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._changed)

    def write(self, writer: Writer) -> None:
        """Keep what has changed of the moves; one that is believed is followed."""
        for move, end in self._changed.values():
            writer.save_move(move)
            if move.state == "believed":  # what an answer is known again by belongs to whoever gave it
                writer.follow_move(move, self._now, keeps_validators=end == move.target)

    def _doubt(self, event: AddressRead) -> MoveDoubt | None:
        ends = (event.fetches[0].moved_to, event.fetches[0].final_url)
        if {registrable_domain(url) for url in ends} != {registrable_domain(event.address)}:
            return "elsewhere"
        if not is_front_page(event.address) and any(map(self._is_home, ends)):
            return "homepage"
        if event.error:
            return "unreadable"
        return None if event.unchanged or self._is_familiar(event) else "unlike"

    def _is_home(self, url: str) -> bool:
        home, here = (canonical_url(one) or "" for one in (self._source.homepage, url))
        return is_front_page(url) or here.partition(":")[2] == home.partition(":")[2]

    def _is_familiar(self, event: AddressRead) -> bool:
        """Whether it shows something that was known, if anything was."""
        before, pages = self._memory.entries.get(event.address, frozenset()), self._memory.pages
        if event.entries & before or not (before or pages):
            return True
        if self._store.gaps.any_known_before(self._source.slug, event.listed, self._now):
            return True
        return any(find_known(self._store.notices, item, item.title) for item in event.items)
