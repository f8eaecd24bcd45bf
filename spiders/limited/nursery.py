"""The process that children are forked from: single-threaded, with the readers imported and nothing of the hub's.

    worker ── control: "one more", with the job's socket ──▶ nursery ── fork ──▶ child
       └───────── job: (limits, function, arguments) ▶ ◀ answer ────────────────┘
                                  ◀ how it ended (nursery)

The worker has threads and cannot be forked; to start an interpreter for every job costs a
hundred times as much (docs/decisions/0010). It closes the job's socket to have the child killed.
"""

import gc
import os
import pickle
import select
import signal
import socket
import struct
import sys
from contextlib import suppress
from importlib import import_module

from spiders.limited.answers import answer_of
from spiders.limited.limits import confine, die_with_parent, give_way, keep_only, leave_network

STATUS = struct.Struct("<i")
CONTROL = 0
_JOB = 3  # where a child has its job


class Nursery:
    """Forks a child for each job it is handed, and tells how each ended."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._jobs: dict[int, socket.socket] = {}  # by child
        self._poll = select.poll()
        self._ended, wake = os.pipe()
        for end in (self._ended, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._poll.register(control, select.POLLIN)
        self._poll.register(self._ended, select.POLLIN)

    def run(self) -> None:
        """Until there is nobody left to ask for children."""
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor == self._ended:
                    self._reap()
                elif descriptor != self._control.fileno():
                    self._give_up(descriptor)
                elif not self._begin():
                    return

    def _begin(self) -> bool:
        message, descriptors, *_ = socket.recv_fds(self._control, 1, 1)
        if not message or not descriptors:
            for child in self._jobs:
                _kill(child)
            return False
        child = os.fork()
        if not child:
            _live(descriptors[0])
        job = socket.socket(fileno=descriptors[0])
        self._jobs[child] = job
        self._poll.register(job, 0)  # tells only that the other side has gone
        return True

    def _give_up(self, descriptor: int) -> None:
        """Nobody waits for this job any more."""
        self._poll.unregister(descriptor)
        for child, job in self._jobs.items():
            if job.fileno() == descriptor:
                _kill(child)

    def _reap(self) -> None:
        """Children that have ended, with all that they began."""
        with suppress(BlockingIOError):
            os.read(self._ended, 4096)
        while self._jobs and (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)):
            _kill(ended.si_pid)  # while it is not waited for its number is nobody else's
            _, status = os.waitpid(ended.si_pid, 0)
            job = self._jobs.pop(ended.si_pid)
            with suppress(KeyError):
                self._poll.unregister(job)
            with job, suppress(OSError):
                job.sendall(STATUS.pack(status))


def _kill(child: int) -> None:
    for kill in (os.killpg, os.kill):  # it may not have made its group yet
        with suppress(ProcessLookupError):
            kill(child, signal.SIGKILL)


def _live(job: int) -> None:
    """A child's whole life."""
    try:
        os.setpgid(0, 0)  # in the nursery's session: one that is each child's own has a share of the processor, too
        die_with_parent()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        keep_only(job, _JOB)
        with os.fdopen(_JOB, "rb", closefd=False) as given:
            confine(pickle.load(given))
            function, arguments = pickle.load(given)
        _write(answer_of(function, arguments))
    finally:
        os._exit(0 if sys.exc_info()[0] is None else 1)


def _write(answer: bytes) -> None:
    left = memoryview(answer)
    while left:
        left = left[os.write(_JOB, left) :]


def main(warm_up: str) -> None:
    """Call `module:function`, which imports and uses what will be needed; then leave the network and wait for jobs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's; we end with it
    give_way()
    module, _, function = warm_up.partition(":")
    getattr(import_module(module), function)()
    gc.collect()
    gc.freeze()  # so that a child's collector does not copy what is shared
    with socket.socket(fileno=CONTROL) as control:
        control.sendall(leave_network().encode())
        Nursery(control).run()
