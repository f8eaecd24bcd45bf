"""Functions run in child processes that may use only so much: what is killed is the child, never the worker."""

import asyncio
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from time import monotonic
from typing import TypeVar, cast

from hub.errors import PoisonError, ReadError
from spiders.limited.answers import value_of
from spiders.limited.limits import Limits, NetworkGuard
from spiders.limited.nursery import STATUS

T = TypeVar("T")

USUAL = Limits()
AT_ONCE = 4  # children, which bounds their memory to 2 GiB; a source has one at a time
READERS = "spiders.warm:read_samples"
_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from spiders.limited.nursery import main
main(sys.argv[2])
"""
_PORTION = 1 << 16
_START_SECONDS = 30.0


class Children:
    """Runs functions in children of a nursery, which is started when it is first needed. Safe to share between threads.

    A function is found by its name, its arguments are copied into the child, and its value must be
    of the type it declares, made of frozen records and plain values. `warm_up` ("module:function")
    is called once in the nursery, so that children begin with everything imported and made.
    """

    def __init__(self, warm_up: str = READERS) -> None:
        self._warm_up = warm_up
        self._pool = ThreadPoolExecutor(AT_ONCE, "children")
        self._lock = threading.Lock()
        self._nursery: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._guard: NetworkGuard = "hook"

    async def read(self, function: Callable[..., T], *arguments: object) -> T:
        """`run` without holding up the event loop; AT_ONCE of them at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(self.run, function, *arguments))

    def run(self, function: Callable[..., T], *arguments: object, limits: Limits = USUAL) -> T:
        """The function's value. Its ReadError or SettingsError; PoisonError for any other end that it comes to."""
        request = (pickle.dumps(limits), pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL))
        deadline = monotonic() + limits.wall
        with self._job() as job:
            try:
                _send(job, request, deadline)
                answer, ended = _receive(job, limits, deadline)
            except TimeoutError:
                raise PoisonError(f"takes more than {limits.wall:g} s to read", exhausted=True) from None
        if ended == 0:
            return value_of(answer, function)
        raise PoisonError(_end(ended, limits), exhausted=-ended in (signal.SIGXCPU, signal.SIGALRM))

    def network(self) -> NetworkGuard:
        """What keeps children from the network: a namespace of their own, or a hook that refuses sockets."""
        with self._lock:
            self._open()
            return self._guard

    def close(self) -> None:
        """Kill what is running; nothing is started any more."""
        with self._lock:
            self._forget()
        self._pool.shutdown(wait=False, cancel_futures=True)

    # --- the nursery ---

    @contextmanager
    def _job(self) -> Iterator[socket.socket]:
        """A socket with a new child at its other end, which is killed when the block ends before it."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs, self._lock:
                self._hand_over(theirs)
            yield ours

    def _hand_over(self, job: socket.socket) -> None:
        try:
            socket.send_fds(self._open(), [b"."], [job.fileno()])
        except OSError:  # the nursery was killed: by the system for want of memory, or by hand
            self._forget()
            socket.send_fds(self._open(), [b"."], [job.fileno()])

    def _open(self) -> socket.socket:
        if self._control is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._nursery = self._start(theirs)
            ours.settimeout(_START_SECONDS)
            guard = ours.recv(16)
            if not guard:
                self._forget()
                raise ReadError("internal", "the process that reads large inputs does not start")
            self._control, self._guard = ours, cast(NetworkGuard, guard.decode())
        return self._control

    def _start(self, control: socket.socket) -> subprocess.Popen[bytes]:
        """A fresh interpreter that knows our modules and nothing else of us: no environment, folder or descriptor."""
        words = [sys.executable, "-I", "-W", "ignore", "-c", _PROGRAM, json.dumps(sys.path), self._warm_up]
        return subprocess.Popen(
            words,
            stdin=control.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )

    def _forget(self) -> None:
        control, nursery = self._control, self._nursery
        self._control = self._nursery = None
        if control is not None:
            control.close()
        if nursery is not None:
            with suppress(subprocess.TimeoutExpired):
                nursery.wait(1.0)
            nursery.kill()
            nursery.wait()


def _send(job: socket.socket, request: Iterable[bytes], deadline: float) -> None:
    """Hand over the job; a child that ends before it has read all of it is told by how it ended."""
    job.settimeout(max(deadline - monotonic(), 0.001))
    with suppress(BrokenPipeError, ConnectionResetError):
        for part in request:
            job.sendall(part)
        job.shutdown(socket.SHUT_WR)


def _receive(job: socket.socket, limits: Limits, deadline: float) -> tuple[bytearray, int]:
    """What the child said, and how it ended: 0, its exit code, or the number of the signal that killed it, negative."""
    said = bytearray()
    while True:
        job.settimeout(max(deadline - monotonic(), 0.001))
        try:
            portion = job.recv(_PORTION)
        except ConnectionResetError:
            portion = b""
        if not portion:
            break
        said += portion
        if len(said) > limits.answer + STATUS.size:
            raise PoisonError(f"gives more than {limits.answer >> 20} MiB when it is read", exhausted=True)
    if len(said) < STATUS.size:
        raise ReadError("internal", "the process that reads large inputs has ended")
    (status,) = STATUS.unpack(said[-STATUS.size :])
    del said[-STATUS.size :]
    return said, os.waitstatus_to_exitcode(status)


def _end(code: int, limits: Limits) -> str:
    """Why a child ended otherwise than with an answer."""
    match -code:
        case signal.SIGXCPU:
            return f"takes more than {limits.cpu} s of the processor to read"
        case signal.SIGALRM:
            return f"takes more than {limits.wall:g} s to read"
        case number if number > 0:
            return f"crashed its reader ({signal.Signals(number).name})"
    return f"ended its reader with code {code}"
