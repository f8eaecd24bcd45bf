"""A clock that nobody sets: how long this machine has been up, its sleep included, every start an era of its own.

On SQLite, which lies on one machine, leases run on it: a wall clock put forward would end them all
at once, one put back would leave those of the dead standing (PostgreSQL has its server's clock).
"""

import time
from functools import cache
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_ERA_SECONDS = 1e9
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def uptime() -> float:
    """Seconds that mean the same to every process on this machine, and nothing after its next start."""
    return _era() + time.clock_gettime(_CLOCK)


@cache
def _era() -> float:
    """What was written before a restart of the machine must look long past or absurdly far off, never like now."""
    try:
        return int(_BOOT_ID.read_text("ascii")[:3], 16) * _ERA_SECONDS
    except (OSError, ValueError):
        return 0.0
