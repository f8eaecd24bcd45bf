"""A newcomer's first minutes: a fresh clone in an empty folder, `make run`, and how long until it says `ready`.

    python -m benchmarks.first_run

Needs git, make and a package index (or a cache of it). At most 180 s where packages are cached.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_SECONDS = 180.0


def main() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "daumoi"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        began = time.monotonic()
        seconds = first_ready(clone, port, began)
    print(f"make run, fresh clone to ready: {seconds:.0f} s (at most {MOST_SECONDS:.0f} s)")
    print("PASS" if seconds <= MOST_SECONDS else "FAIL")
    return int(seconds > MOST_SECONDS)


def first_ready(clone: Path, port: int, began: float) -> float:
    """Seconds until the line that says ready; infinite if it ends without one."""
    environment = {**os.environ, "PORT": str(port)}
    process = subprocess.Popen(
        ["make", "run"], cwd=clone, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            print(f"  {time.monotonic() - began:5.1f} s  {line.rstrip()}", flush=True)
            if line.startswith("ready"):
                return time.monotonic() - began
        return float("inf")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


if __name__ == "__main__":
    sys.exit(main())
