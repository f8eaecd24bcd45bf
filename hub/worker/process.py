"""How a process that collects runs its event loop."""

import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


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
