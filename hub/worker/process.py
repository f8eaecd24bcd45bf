"""How a process that collects runs its event loop, and how it ends."""

import gc
import logging
import os
from collections.abc import Coroutine
from threading import Timer
from typing import Any, TypeVar

T = TypeVar("T")

log = logging.getLogger("daumoi.worker")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do the work in a loop of its own, uvloop's where there is one.

    What is loaded by now stays for good: it is taken out of the garbage collector's sight, which would
    otherwise look through half a million objects every thousand visits (0.1 s at a time, measured).
    """
    gc.collect()
    gc.freeze()
    try:
        import uvloop
    except ImportError:  # it does not exist for Windows
        import asyncio

        return asyncio.run(work)
    return uvloop.run(work)


def end_within(seconds: float) -> None:
    """End this process by then, whatever it is at.

    A thread that rebuilds the index, looks through the database or waits for another's write cannot be stopped,
    and the interpreter waits for it. What it leaves half done is found and done again, as after a crash.
    """

    def leave() -> None:
        log.warning("told to stop %.0f s ago: what is still under way is left to the next start", seconds)
        os._exit(0)

    timer = Timer(seconds, leave)
    timer.daemon = True
    timer.start()
