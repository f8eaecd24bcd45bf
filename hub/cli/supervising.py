"""One command, two processes: started together, started again when one ends, stopped together."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

STOP_SECONDS = 20.0
_LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 60.0
_LOOK_SECONDS = 0.2

log = logging.getLogger("daumoi.run")


def command(name: str, *arguments: str) -> list[str]:
    """The command line of one of our own processes, in this very environment."""
    return [sys.executable, "-P", "-m", "hub", name, "--supervised", *arguments]


def end_with_parent() -> None:
    """Tell this process to stop when its standard input ends, which its supervisor holds open."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1):  # not through sys.stdin, whose lock would outlive the interpreter
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


class Supervisor:
    """Runs named processes until SIGTERM or SIGINT; any that ends is started again, ever later if it keeps ending."""

    def __init__(self, commands: Mapping[str, Sequence[str]], environment: Mapping[str, str] | None = None) -> None:
        self._commands, self._environment = commands, environment
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}
        self._pause: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._stopping = False

    def run(self, watch: Callable[[], None] = lambda: None) -> None:
        """Block until told to stop; `watch` is called a few times a second meanwhile."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_stop)
        for name in self._commands:
            self._start(name)
        try:
            while not self._stopping:
                self._restart_ended()
                watch()
                time.sleep(_LOOK_SECONDS)
        finally:
            self._stop_all()

    def _told_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, name: str) -> None:
        # A session of its own: a Ctrl-C at the terminal reaches us alone, and we stop the others in order.
        # The pipe ends with us, however we end: a killed supervisor leaves nobody behind (see `end_with_parent`).
        self._running[name] = subprocess.Popen(
            self._commands[name], env=self._environment, start_new_session=True, stdin=subprocess.PIPE
        )
        self._started[name] = time.monotonic()

    def _restart_ended(self) -> None:
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                self._plan_restart(name, process.returncode)
        for name, due in list(self._due.items()):
            if time.monotonic() >= due:
                del self._due[name]
                self._start(name)

    def _plan_restart(self, name: str, status: int) -> None:
        del self._running[name]
        steady = time.monotonic() - self._started[name] > _STEADY_SECONDS
        pause = 1.0 if steady else min(2 * self._pause.get(name, 0.5), _LONGEST_PAUSE)
        self._pause[name] = pause
        self._due[name] = time.monotonic() + pause
        log.error("%s ended with status %s and is started again in %.0f s", name, status, pause)

    def _stop_all(self) -> None:
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for name, process in self._running.items():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.error("%s did not stop within %.0f s and is killed", name, STOP_SECONDS)
                process.kill()
                process.wait()
