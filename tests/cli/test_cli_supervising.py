"""The supervisor with real processes: started again when they end, stopped in order."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SCRIPT = """
import sys
from hub.cli.supervising import Supervisor
Supervisor({"steady": [sys.executable, "-c", %r], "brief": [sys.executable, "-c", %r]}).run()
"""
STEADY = "import time, pathlib; pathlib.Path('steady').touch(); time.sleep(60)"
BRIEF = "import pathlib; f = pathlib.Path('brief'); f.write_text(f.read_text() + 'x' if f.exists() else 'x')"


def test_a_process_that_ends_is_started_again_and_sigterm_stops_all(tmp_path: Path) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SCRIPT % (STEADY, BRIEF)], cwd=tmp_path, stderr=subprocess.PIPE
    )
    try:
        wait_for(lambda: (tmp_path / "brief").exists() and len((tmp_path / "brief").read_text()) >= 2)
        wait_for(lambda: (tmp_path / "steady").exists())
        began = time.monotonic()
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(10) == 0
        assert time.monotonic() - began < 5
    finally:
        supervisor.kill()
        _, log = supervisor.communicate()
    assert b"brief ended with status 0 and is started again" in log
    assert not still_running(str(tmp_path))


def wait_for(condition: object, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def still_running(folder: str) -> list[str]:
    return [
        pid
        for pid in os.listdir("/proc")
        if pid.isdigit() and os.path.exists(f"/proc/{pid}/cwd") and os.path.realpath(f"/proc/{pid}/cwd") == folder
    ]
