"""Whether what the hub runs on is as it should be: disk, clock, network, worker. Pure judgements on what was seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Literal

from hub.records import Presence, Source, SourceState

ASTRAY = timedelta(hours=1)  # further than any server's clock is off that anybody looks after
PATIENCE = timedelta(minutes=5)  # that a due source may wait for a worker, as while the hub is started anew
FEWEST_HOSTS = 3  # one or two that cannot be reached, or have strange clocks, are their own affair
ANOTHER_ERA = 1e8  # seconds, three years: no machine's uptime, and no lease, is as long
UNREACHED = frozenset({
    "dns_not_found", "dns_failed", "connect_refused", "connect_timeout", "reset", "deadline", "tls_chain",
})  # fmt: skip

GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Witness:
    """What a host's clock said when ours said `at`."""

    host: str
    at: datetime
    said: datetime


def scarcity(free: int, total: int, full: int) -> Literal["disk_full", "disk_nearly_full"] | None:
    """How little room there is: nearly none below a twentieth of the disk, or 5 GiB where that is less.

    >>> scarcity(10, 100 * GIB, 20), scarcity(4 * GIB, 100 * GIB, 20), scarcity(6 * GIB, 1000 * GIB, 20)
    ('disk_full', 'disk_nearly_full', None)
    """
    if free < full:
        return "disk_full"
    return "disk_nearly_full" if free < min(total // 20, 5 * GIB) else None


def clock_error(witnesses: Iterable[Witness]) -> timedelta | None:
    """By how much our clock was ahead (behind: below zero) of those of three hosts or more, the median of them.

    None where it was within an hour, or where fewer could be asked.
    """
    errors = {witness.host: (witness.at - witness.said).total_seconds() for witness in witnesses}
    if len(errors) < FEWEST_HOSTS:
        return None
    error = timedelta(seconds=round(median(errors.values())))
    return error if abs(error) > ASTRAY else None


def is_cut_off(last_errors: Mapping[str, str | None]) -> bool:
    """Whether none of the hosts, three or more, could be reached the last time it was asked.

    >>> is_cut_off({"a": "dns_failed", "b": "connect_timeout", "c": "dns_failed"}), is_cut_off({"a": "dns_failed"})
    (True, False)
    """
    return len(last_errors) >= FEWEST_HOSTS and set(last_errors.values()) <= UNREACHED


def overdue(sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime) -> list[str]:
    """The sources that a worker would have visited by now."""
    active = (source.slug for source in sources if source.status == "active")
    return [slug for slug in active if _waits(states.get(slug), now)]


def _waits(state: SourceState | None, now: datetime) -> bool:
    return state is None or state.next_due is None or state.next_due + PATIENCE <= now


def living(present: Iterable[Presence]) -> list[Presence]:
    """The workers whose leases are valid by the clock of this database."""
    return [worker for worker in present if 0 < worker.ends < ANOTHER_ERA]


def machines(present: Iterable[Presence]) -> frozenset[str]:
    """The machines and containers that workers are on.

    Beside one that lives here, those count whose leases were written by the uptime of another machine:
    what had run out before was forgotten when the one here started.
    """
    known = list(present)
    here = {machine_of(worker.holder) for worker in living(known)}
    strangers = {machine_of(worker.holder) for worker in known if abs(worker.ends) >= ANOTHER_ERA}
    return frozenset(here | strangers if here else ())


def machine_of(holder: str) -> str:
    """The machine and its space of process numbers.

    >>> machine_of("may-1:4026531836:77")
    'may-1:4026531836'
    """
    return holder.rpartition(":")[0]
