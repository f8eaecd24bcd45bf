"""What a child may use, and how it is held to that: by the kernel, before it is given anything to read."""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

NetworkGuard = Literal["namespace", "hook"]

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # linux/sched.h
_LESS_URGENT = 5
_DIE_WITH_PARENT, _NO_NEW_PRIVILEGES = 1, 38  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of address space, seconds of processor and of the clock, bytes of the answer, of a file, open files."""

    memory: int = 512 << 20
    cpu: int = 20
    wall: float = 60.0
    answer: int = 32 << 20
    file: int = 0
    files: int = 64


class NetworkRefused(PermissionError):
    """What reads untrusted bytes asked for the network."""


def leave_network() -> NetworkGuard:
    """Put this process and its children into a network of their own, without any interface that is up.

    Without privileges that takes a user namespace; where neither is permitted only `refuse_sockets` is left.
    `os.unshare` is Python 3.12's. This process must not have begun a thread.
    """
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    ways = (_NEW_NETWORK, _NEW_NETWORK | _NEW_USER)
    return "namespace" if unshare and any(unshare(way) == 0 for way in ways) else "hook"


def refuse_sockets() -> None:
    """Let no Python code of this process use a socket from here on; it cannot be taken back."""

    def refuse(event: str, _: object) -> None:
        if event.startswith("socket."):
            raise NetworkRefused(f"no network here: {event}")

    sys.addaudithook(refuse)


def give_way() -> None:
    """Let whoever started this session have the processor first; for this process and its children, for good.

    Where the kernel shares the processor among sessions (autogroup, sched(7)) it looks at the niceness of each.
    """
    os.nice(_LESS_URGENT)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(_LESS_URGENT))


def confine(limits: Limits) -> None:
    """Hold this process to the limits for good; what goes beyond is killed, or raises MemoryError or OSError."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    signal.setitimer(signal.ITIMER_REAL, limits.wall)
    gain_nothing()
    refuse_sockets()


def gain_nothing() -> None:
    """No program that this process starts has more rights than it."""
    _prctl(_NO_NEW_PRIVILEGES, 1)


def die_with_parent() -> None:
    """Be killed when the parent ends, whatever ends it."""
    _prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def keep_only(descriptor: int, place: int) -> None:
    """Close every descriptor but the standard ones, which lead nowhere; the one that is kept goes to `place`."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.dup2(descriptor, place, inheritable=False)
    os.closerange(3, place)
    os.closerange(place + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _prctl(option: int, value: int) -> None:
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(option, value, 0, 0, 0)
