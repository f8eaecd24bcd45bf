"""Room for messages under way: so many to one host, so many in all, and the slow ones in a lane of their own.

Whoever takes longer than a moment leaves the quick lane to the next; who is known to be slow never enters it. So a
dead callback delays nobody, be it at the same host.
"""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Width:
    """How many may be in a lane at a time, at one host and in all."""

    at_host: int
    in_all: int


QUICK, SLOW = Width(16, 64), Width(32, 256)


class Lanes:
    """Counts who is under way; for one event loop."""

    def __init__(self, quick: Width = QUICK, slow: Width = SLOW) -> None:
        self._widths = {False: quick, True: slow}
        self._inside: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}

    def enter(self, host: str, *, slow: bool = False) -> "Place | None":
        """A place in the quick lane, or the slow; None where there is none at the moment."""
        inside, width = self._inside[slow], self._widths[slow]
        if inside[host] >= width.at_host or inside.total() >= width.in_all:
            return None
        inside[host] += 1
        return Place(self, host, slow)

    def leave(self, host: str, *, slow: bool) -> None:
        """Give a place to another."""
        self._inside[slow][host] -= 1
        self._inside[slow] += Counter()  # forgets hosts where nobody is under way


@dataclass(slots=True)
class Place:
    """The right to send one message to a host."""

    lanes: Lanes
    host: str
    is_slow: bool

    def give_way(self) -> None:
        """It takes longer than a moment: go on in the slow lane, if that has room."""
        if not self.is_slow and self.lanes.enter(self.host, slow=True):
            self.lanes.leave(self.host, slow=False)
            self.is_slow = True

    def leave(self) -> None:
        """The message is sent, or will not be."""
        self.lanes.leave(self.host, slow=self.is_slow)
