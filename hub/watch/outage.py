"""Whether it is us: the hub itself is cut off, and every source seems dead. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from hub.records import Incident, SourceState

NETWORK = frozenset({"dns_not_found", "dns_failed", "connect_refused", "connect_timeout", "reset", "deadline"})
"""What a source seems to suffer from when it is the hub that cannot get out."""
FEWEST_HOSTS = 3
MOST = 2 / 3
BACK_OF = 3  # one source of so many


@dataclass(frozen=True, slots=True)
class Watched:
    """An active source: how it is doing, and the hosts it is read from, the first of its addresses first."""

    state: SourceState
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a source: since when, when it was last tried, and whether it `lasts` (two tries met it)."""

    source: str
    cause: str
    hosts: tuple[str, ...]
    begun: datetime
    tried: datetime
    lasts: bool


def outage_since(faults: Mapping[str, Fault], sources: Sequence[Watched]) -> datetime | None:
    """Since when the hub has been cut off, None where it is not.

    It is from a moment on where, of all hosts that were tried since, two thirds and three at least have not answered
    for any of their sources, and three of them not twice. Hosts that were dead before do not count.
    """
    cut = {slug: fault for slug, fault in faults.items() if fault.cause in NETWORK}
    lasting = {host for fault in cut.values() if fault.lasts for host in fault.hosts}
    if len(lasting) < FEWEST_HOSTS:
        return None
    moments = sorted({fault.begun for fault in cut.values()})
    return next((moment for moment in moments if _is_cut_off(moment, cut, sources)), None)


def _is_cut_off(since: datetime, cut: Mapping[str, Fault], sources: Sequence[Watched]) -> bool:
    silent: set[str] = set()
    heard: set[str] = set()
    for state, hosts in ((watched.state, watched.hosts) for watched in sources):
        fault = cut.get(state.source)
        if _was_heard(state, since, is_cut=fault is not None):
            heard.update(hosts)
        elif fault and fault.begun >= since:
            silent.update(hosts)
    silent -= heard
    lasting = {host for fault in cut.values() if fault.lasts and fault.begun >= since for host in fault.hosts} & silent
    return len(lasting) >= FEWEST_HOSTS and len(silent) >= MOST * len(silent | heard)


def _was_heard(state: SourceState, since: datetime, *, is_cut: bool) -> bool:
    """Whether something of the source's hosts answered since, be it with an error."""
    if is_cut:
        return state.last_ok is not None and state.last_ok > since
    return state.last_try is not None and state.last_try >= since


def has_regained(outage: Incident) -> datetime | None:
    """When the hub had found the way out again: a third of the sources were back. What fails after that fails itself.

    The others come back as they are tried, which may be a day later.
    """
    back = sorted(one.left for one in outage.affected if one.left)
    needed = ceil(len(outage.affected) / BACK_OF)
    return back[needed - 1] if len(back) >= needed else None
