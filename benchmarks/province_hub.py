"""A simulated province and a hub of its own, both running on loopback, for `benchmarks.province`."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROVINCE = Path(__file__).parents[1] / ".." / "shared" / "province"
UNJUDGED = dict.fromkeys(
    ["recall", "precision", "title", "date", "doc-number", "section", "cites", "body", "chrome-free", "attachments",
     "attachment-text", "crossposts", "revisions", "withdrawals"], 0.0,
)  # fmt: skip
"""Minima of the province's metrics that anything reaches."""


@contextmanager
def province(
    folder: Path, *, sites: int, notices: int, seed: int, program: str = "", faults: str = "none"
) -> Iterator[str]:
    """A running province that wrote its sources to `folder`; its control address.

    `program` is run in place of the province's own entrance, with the same arguments.
    """
    entrance = ["-c", program] if program else ["-m", "province"]
    arguments = ["--sites", str(sites), "--notices", str(notices), "--seed", str(seed), "--faults", faults]
    command = [sys.executable, *entrance, "serve", *arguments, "--write-sources", str(folder / "sources.json")]
    process = subprocess.Popen(
        [*command, "--base-ip", "127.19.0.0", "--port", str(free_port())],
        cwd=PROVINCE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1].rstrip("/")
    finally:
        process.terminate()
        process.wait()


class Hub:
    """A hub in a folder, driven by its own commands; its clock is the province's."""

    def __init__(self, folder: Path, control: str) -> None:
        self.folder, self.control, self.clock, self.port = folder, control, folder / "clock", free_port()
        self.tallies: list[dict[str, Any]] = []
        self.environment = {
            **os.environ, "DAUMOI_DATA_DIR": str(folder / "hub"), "DAUMOI_CLOCK": str(self.clock),
            "DAUMOI_ALLOW_NETWORKS": "127.0.0.0/8", "DAUMOI_PER_HOST_DELAY": "0",
            "DAUMOI_BASE_URL": f"http://127.0.0.1:{self.port}",
        }  # fmt: skip
        self.follow()
        self.run("init", "--catalogue", "none", "--authority", "province.invalid")

    def follow(self) -> None:
        """Let the hub's clock show what the province's shows."""
        self.clock.write_text(request(f"{self.control}/_world")["now"])

    def advance(self, hours: float) -> None:
        """Time goes by for both."""
        request(f"{self.control}/_advance?hours={hours}", method="POST")
        self.follow()

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "hub", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode and arguments[0] != "crawl":  # which fails where one source does
            raise SystemExit(f"daumoi {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def crawl(self, what: str, *options: str) -> bool:
        """Collect all; whether every source could be collected."""
        began = time.monotonic()
        self.tallies = json.loads(self.run("crawl", "--json", *options))
        counts = ", ".join(f"{self.total(name)} {name}" for name in ("new", "edited", "withdrawn", "requests"))
        failed = [tally for tally in self.tallies if tally["error"]]
        seconds = time.monotonic() - began
        print(f"  {what}: {len(self.tallies)} sources in {seconds:.1f} s, {counts}, {len(failed)} failed", flush=True)
        return not failed

    def total(self, name: str) -> int:
        """The sum of a count over the sources of the last collection."""
        return sum(tally[name] for tally in self.tallies)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The hub's server; its address."""
        address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "hub", "serve", "--port", str(self.port)]
        process = subprocess.Popen(command, env=self.environment)
        try:
            wait_until_ready(f"{address}/readyz")
            yield address
        finally:
            process.terminate()
            process.wait()

    def sources(self) -> list[dict[str, Any]]:
        """The province's sources, as it gave them."""
        rows: list[dict[str, Any]] = json.loads((self.folder / "sources.json").read_text("utf-8"))
        return rows

    def import_homepages(self) -> None:
        """All sources by their homepages, with nothing else known of them."""
        rows = [row | {"feed_url": None, "listing_url": None} for row in self.sources()]
        (self.folder / "homepages.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
        self.run("source", "import", str(self.folder / "homepages.json"), "--yes")


def accept(
    address: str, control: str, minima: Mapping[str, float], skins: Sequence[str] = (), report: Path | None = None
) -> bool:
    """The province's own verdict on a hub, with its figures in `report`."""
    least = [part for name, share in minima.items() for part in (f"--min-{name}", str(share))]
    command = [sys.executable, "-m", "province", "accept", "--hub", address, "--control", control]
    judged = [*(["--skins", ",".join(skins)] if skins else []), *(["--json", str(report)] if report else [])]
    return subprocess.run([*command, *judged, *least], cwd=PROVINCE).returncode == 0


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def request(url: str, method: str = "GET") -> Any:
    """What an address answers, as JSON."""
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=60) as answer:
        return json.loads(answer.read())


def wait_until_ready(url: str, seconds: float = 30.0) -> None:
    """Until an address answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer within {seconds:.0f} s")
