"""A function called in processes of their own, which end with whoever began them.

    index ── standard input: (function, arguments) ──▶ child
      ◀──── standard output: None, or what was raised ───┘

A child is a fresh interpreter, for the worker has threads and cannot be forked. It lives while its input is open: of
who is killed no child is left. The pools of the standard library leave theirs behind then, with their semaphores, and
load the whole command line into each child (13 MB, 0.13 s).
"""

import gc
import json
import os
import pickle
import select
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing, suppress
from multiprocessing.connection import wait
from threading import Thread
from traceback import format_exc
from typing import Any

from hub.errors import StoreError

Arguments = tuple[Any, ...]
_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from search_index.apart import main
main()
"""


def call_apart(function: Callable[..., None], calls: Iterable[Arguments], processes: int) -> None:
    """Call a function once with each of these arguments, so many calls at a time.

    It is found by its name, its arguments are copied. What it raises is raised here, StoreError where a process dies;
    the other calls then come to nothing.
    """
    remaining = deque(calls)
    with ExitStack() as stack:
        idle = [stack.enter_context(closing(_Child())) for _ in range(min(processes, len(remaining)))]
        busy: dict[Any, _Child] = {}
        while remaining or busy:
            while remaining and idle:
                child = idle.pop()
                child.begin(function, remaining.popleft())
                busy[child.answers] = child
            for answers in wait(list(busy)):
                idle.append(child := busy.pop(answers))
                child.finish()


class _Child:
    def __init__(self) -> None:
        words = [sys.executable, "-I", "-W", "ignore", "-c", _PROGRAM, json.dumps(sys.path)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin and self._process.stdout
        self._calls, self.answers = self._process.stdin, self._process.stdout

    def begin(self, function: Callable[..., None], arguments: Arguments) -> None:
        """Have it make a call."""
        with suppress(BrokenPipeError):  # it has died, which is told in the place of its answer
            pickle.dump((function, arguments), self._calls)
            self._calls.flush()

    def finish(self) -> None:
        """The end of its call: raises what it raised."""
        try:
            raised = pickle.load(self.answers)
        except EOFError:
            raise StoreError(f"a process that writes to the index has died ({_end(self._process.wait())})") from None
        if raised is not None:
            raise raised

    def close(self) -> None:
        """It ends at once, whatever it is at."""
        self._process.kill()
        self.answers.close()
        with suppress(BrokenPipeError):
            self._calls.close()
        self._process.wait()


def _end(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"


def main() -> None:
    """A child's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is its parent's
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anybody prints is no answer
    gc.disable()  # during a call it takes a tenth of the time for nothing
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError):
        while True:
            function, arguments = pickle.load(sys.stdin.buffer)
            answers.write(_outcome(function, arguments))
            answers.flush()
            gc.collect()  # Whoosh's writers refer to each other: 30 MB a segment


def _end_with_parent() -> None:
    poll = select.poll()
    poll.register(sys.stdin, 0)  # tells only that the other end is closed
    poll.poll()
    os._exit(1)


def _outcome(function: Callable[..., None], arguments: Arguments) -> bytes:
    try:
        function(*arguments)
    except Exception as error:
        error.add_note(f"in a process of its own:\n{format_exc()}")
        return _pickled(error)
    return pickle.dumps(None)


def _pickled(error: Exception) -> bytes:
    """An exception as it can be copied: not all can."""
    try:
        pickle.loads(said := pickle.dumps(error))
    except Exception:
        return pickle.dumps(StoreError(repr(error)))
    return said
