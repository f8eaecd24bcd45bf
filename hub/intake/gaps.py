"""What a visit must have missed: an address shows nothing that was known of it, or a visit left some of it over. Pure.

A feed of twenty entries of which none is known has lost what came between two visits and is shown no more.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from hub.intake.ports import GapWriter
from hub.records import AddressRead, Item, Memory, Validators


class Windows:
    """Looks at what each address of a visit shows beside what was known of the source before, its `memory`.

    It is told of every notice that was settled, before the address that led to it.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._new: dict[str, str] = {}
        self._known: set[str] = set()
        self._read: list[AddressRead] = []
        self._suspects: dict[str, tuple[str, ...]] = {}

    def tell(self, item: Item, *, is_new: bool) -> None:
        """A statement was of a new notice, or of one that is known by any of its names."""
        if is_new:
            self._new[_name(item)] = item.title
        elif _name(item) not in self._new:  # an entry that is told twice is as new as it was
            self._known.add(_name(item))

    def take(self, read: AddressRead) -> None:
        """An address was read to its end; what it shows may be settled later."""
        if read.error is None and not read.unchanged:
            self._read.append(read)
            if shows_nothing_known(read, self._memory, self._new):
                self._suspects[read.address] = _shown(read)

    def write(self, writer: GapWriter, source: str, now: datetime) -> None:
        """Note what was lost or left over, and that what had been left over is here by now."""
        for address, shown in self._lost():
            beside = len(self._new.keys() - set(shown))
            writer.open_gap(source, address, "window", shown, now, found=beside)
        for read in self._read:
            if leaves_over(read):
                writer.open_gap(source, read.address, "budget", _shown(read), now)
            elif self._memory.validators.get(read.address) == Validators():
                writer.close_leftover(source, read.address, now, found=len(self._new))

    def _lost(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for address, shown in self._suspects.items():
            if self._known.isdisjoint(shown) and not self._is_built_anew(shown):
                yield address, shown

    def _is_built_anew(self, shown: Sequence[str]) -> bool:
        """Whether what is shown bears titles that are known: the site has moved, and lost nothing."""
        before = (page for url, page in self._memory.pages.items() if url not in self._new)
        titles = {page.row.title.casefold() for page in before}
        told = [self._new[name].casefold() for name in shown if self._new.get(name)]
        return 2 * sum(title in titles for title in told) > len(told)


def shows_nothing_known(read: AddressRead, memory: Memory, new: Collection[str] = ()) -> bool:
    """Whether an address that was read before shows things, and none that is known by its URL or digest.

    What is `new` since the memory was made is not known by it, whatever it says.
    """
    before, shown = memory.entries.get(read.address, frozenset()), _shown(read)
    if read.address not in memory.validators or not shown or not before.isdisjoint(read.entries):
        return False
    known = (name for name in memory.pages if name not in new)
    return bool(before or next(known, "")) and not any(name in memory.pages and name not in new for name in shown)


def leaves_over(read: AddressRead) -> bool:
    """Whether a visit did not come to the end of what the address shows: then it remembers nothing to compare with."""
    return read.validators == Validators()


def _shown(read: AddressRead) -> tuple[str, ...]:
    return read.listed or tuple(map(_name, read.items))


def _name(item: Item) -> str:
    return item.url or item.guid or item.title
