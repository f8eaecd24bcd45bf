"""Who holds leases, and what becomes of those whose holder was killed."""

import logging
import os
import socket
from pathlib import Path

from hub.wiring import Parts

NAMESPACE = Path("/proc/self/ns/pid")

log = logging.getLogger("daumoi.worker")


def holder() -> str:
    """Who holds a lease: this process on this machine."""
    return f"{_machine()}:{os.getpid()}"


def end_leases_of_the_dead(parts: Parts) -> None:
    """Free what processes of this machine held that are no more; otherwise all would wait for the leases' end.

    A process that was given the number of a dead one passes for it: then the leases end by themselves.
    """
    for dead in filter(has_ended, parts.store.leases.holders()):
        log.warning("%s has ended without giving back %d leases", dead, parts.store.leases.end_all_of(dead))


def _machine() -> str:
    """The machine, and where process numbers mean the same: a container has its own."""
    space = NAMESPACE.stat().st_ino if NAMESPACE.exists() else 0
    return f"{socket.gethostname()}:{space}"


def has_ended(holder: str) -> bool:
    """Whether it was a process of this machine that is no more; of others nobody here knows."""
    machine, _, number = holder.rpartition(":")
    if machine != _machine() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False
