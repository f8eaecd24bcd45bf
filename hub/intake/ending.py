"""The end of a collection: what it came to, written for many at once. Most visits cost nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hub.intake.ports import Keeper, Writer
from hub.records import Lease, Tally


@dataclass(frozen=True, slots=True)
class Ending:
    """What is left to write when a collection is over.

    `write` tells a writer all of it, as often as it is asked, and gives what the collection came to; `rows` says how
    much that is: so many notices are told.
    """

    write: Callable[[Writer], Tally]
    rows: int = 0
    lease: Lease | None = None


def and_then(ending: Ending, write: Callable[[Writer], None]) -> Ending:
    """The ending with something to write once all of it is."""

    def write_all(writer: Writer) -> Tally:
        tally = ending.write(writer)
        write(writer)
        return tally

    return replace(ending, write=write_all)


def end(store: Keeper, endings: Sequence[Ending]) -> list[Tally]:
    """Write these endings in one transaction and give their leases back; those whose lease was lost are left out."""
    with store.writing() as writer:
        held = writer.still_held([ending.lease for ending in endings if ending.lease])
        kept = [ending for ending in endings if ending.lease is None or ending.lease in held]
        tallies = [ending.write(writer) for ending in kept]
        writer.release_leases([ending.lease for ending in kept if ending.lease])
    return tallies
