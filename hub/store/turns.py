"""Whose turn it is to write an SQLite file, among the threads and processes of this machine.

SQLite keeps writers apart and lets them wait by sleeping, ever longer from try to try: who has waited longest tries
most seldom. Of eight processes that wrote without a pause on a busy machine one waited out its 30 s in ten minutes; of
eight threads one waited 5.2 s, in a queue 1.2 s (measured). Here all try equally often.
"""

import fcntl
import os
import threading
import time
from pathlib import Path
from types import TracebackType

_TRY_SECONDS = 0.002


class Turn:
    """Held by one at a time. A courtesy: who has waited for `patience` seconds goes on and leaves it to SQLite."""

    def __init__(self, database: Path, patience: float) -> None:
        self._file, self._patience = database.with_name(f"{database.name}-turn"), patience
        self._lock = threading.Lock()
        self._held: int | None = None

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            self._held = self._taken()
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._held is not None:
            fcntl.flock(self._held, fcntl.LOCK_UN)  # closing alone would leave it to a child that was forked meanwhile
            os.close(self._held)
        self._held = None
        self._lock.release()

    def _taken(self) -> int | None:
        """The locked file; None where it cannot be had, as on a full disk or in a folder that may only be read."""
        try:
            file = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return None
        until = time.monotonic() + self._patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= until:
                    os.close(file)
                    return None
                time.sleep(_TRY_SECONDS)
            else:
                return file
