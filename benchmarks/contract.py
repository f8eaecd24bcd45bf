"""The API against its own description: schemathesis asks a real server: `python -m benchmarks.contract [cases]`.

The server is a `daumoi serve` over a hub of what people who mean harm wrote. Every check that schemathesis has is on:
no answer of 5xx, no status, header or type that is not described, every answer of the described shape, what the
description forbids refused and what it allows answered. schemathesis gets a temporary environment of its own.
"""

import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

from benchmarks.hostile_hub import fill
from benchmarks.hostile_strings import NAUGHTY
from hub.settings import load_settings
from hub.wiring import open_parts

SCHEMATHESIS = "schemathesis==4.32.0"
CASES = 100
SECONDS_TO_START = 60
# a query may have a mistake that no schema can describe, and is then answered by a 400 that says which
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "401", "403", "404", "409", "429"]
"""


def main(cases: int = CASES) -> int:
    """What schemathesis says, and 1 where it finds anything."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        program = installed(place / "env")
        (place / "schemathesis.toml").write_text(SETTINGS)
        with serving(place / "hub") as address:
            command = [program, "run", f"{address}/api/openapi.json", "--checks", "all", "--seed", "1", "--no-color"]
            failed = subprocess.run([*command, "--max-examples", str(cases)], cwd=place).returncode
    print("FAIL" if failed else "PASS: 0 answers of 5xx, 0 against the description")
    return 1 if failed else 0


def installed(folder: Path) -> str:
    """schemathesis in an environment of its own."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", SCHEMATHESIS], check=True)
    return str(folder / "bin" / "schemathesis")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server of its own process, over a hub of hostile notices."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    parts = open_parts(load_settings(folder, base_url=f"http://127.0.0.1:{port}")[0])
    fill(parts, NAUGHTY)
    parts.close()
    arguments = ["serve", "--port", str(port)]
    environment = {"DAUMOI_DATA_DIR": str(folder), "DAUMOI_BASE_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen([sys.executable, "-m", "hub", *arguments], env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    """Return once somebody answers there."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
