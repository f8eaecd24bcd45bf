"""The end of a collection: what it came to, written for many at once. Most visits cost nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.intake.ports import Keeper, Writer
from hub.records import AddressRead, Fetch, Lease, SourceState, Tally


@dataclass(frozen=True, slots=True)
class Ending:
    """What is left to write when a collection is over.

    `fetches` are the requests that are in no ledger yet, `addresses` those that told nothing new but are
    to be asked for in another way the next time.
    """

    tally: Tally
    state: SourceState
    fetches: tuple[Fetch, ...] = ()
    addresses: tuple[AddressRead, ...] = ()
    lease: Lease | None = None


def end(store: Keeper, endings: Sequence[Ending]) -> list[Ending]:
    """Write these endings in one transaction and give their leases back; those whose lease was lost are left out."""
    with store.writing() as writer:
        held = writer.still_held([ending.lease for ending in endings if ending.lease])
        kept = [ending for ending in endings if ending.lease is None or ending.lease in held]
        for ending in kept:
            _write(writer, ending)
        writer.release_leases([ending.lease for ending in kept if ending.lease])
    return kept


def _write(writer: Writer, ending: Ending) -> None:
    for fetch in ending.fetches:
        writer.save_fetch(fetch)
    for read in ending.addresses:
        writer.save_address(ending.tally.source, read.address, read.validators, read.entries)
    writer.save_tally(ending.tally)
    writer.save_state(ending.state)
