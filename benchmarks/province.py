"""The hub against the simulated province: its feeds as given, its listings by one structural rule a skin, and all of
its sites by their homepages alone.

    python -m benchmarks.province [--seeds 11,12,13] [--sites 40] [--only feeds|rules|homepages]

Needs the province beside the checkout (../shared/province). For every seed it starts the
province and a hub of its own on loopback, imports the sources, collects, asks the province's
own acceptance program, collects again (nothing may change), moves the clock by 720 hours,
collects and asks again. Prints the tables and a last line PASS or FAIL.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).parents[1]
PROVINCE = ROOT / ".." / "shared" / "province"
RULES = Path(__file__).with_name("province_rules.toml")
WITH_VALIDATORS = {"wordpress", "nukeviet", "drupal", "static1258"}
LATER = {
    "cites": 0.0, "attachments": 0.0, "attachment-text": 0.0, "crossposts": 0.0, "revisions": 0.0, "withdrawals": 0.0,
}  # fmt: skip
SPINE = LATER | {
    "recall": 1.0, "precision": 1.0, "title": 1.0, "date": 1.0, "doc-number": 0.99, "body": 0.99, "chrome-free": 1.0,
}  # fmt: skip
UNAIDED = LATER | {
    "recall": 0.98, "precision": 0.98, "title": 0.98, "date": 0.98, "doc-number": 0.98, "body": 0.97,
    "chrome-free": 0.99, "attachments": 0.98, "attachment-text": 0.95, "cites": 0.95, "per-skin": 0.9,
}  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """Which skins are judged (none named: all), how many notices each site has, and what is known of the sources:
    all that the province says, a rule for each skin, or the homepage and no more."""

    name: str
    skins: tuple[str, ...]
    notices: int
    known: Literal["given", "rules", "homepage"]
    minima: Mapping[str, float]


TRIALS = (
    Trial("feeds", ("wordpress", "nukeviet", "drupal"), 9, "given", SPINE),
    Trial("rules", ("sharepoint", "static1258"), 25, "rules", SPINE),
    Trial("homepages", (), 9, "homepage", UNAIDED),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", default="11,12,13")
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--only", choices=[trial.name for trial in TRIALS])
    options = parser.parse_args()
    if not PROVINCE.is_dir():
        print(f"SKIP: there is no province at {PROVINCE.name} beside the checkout")
        return 0
    failed = []
    for trial in TRIALS:
        for seed in options.seeds.split(",") if options.only in (None, trial.name) else ():
            if not run(trial, int(seed), options.sites):
                failed.append(f"{trial.name}/{seed}")
    print(f"FAIL: {', '.join(failed)}" if failed else "PASS: every seed reached every minimum")
    return 1 if failed else 0


def run(trial: Trial, seed: int, sites: int) -> bool:
    """One seed: at the start, unchanged, and after 720 hours."""
    with tempfile.TemporaryDirectory() as folder, province(trial, seed, sites, Path(folder)) as control:
        hub = Hub(Path(folder))
        hub.start_clock(control)
        hub.run("init", "--catalogue", "none", "--authority", "province.invalid")
        hub.run("source", "import", str(sources_file(trial, Path(folder))), "--yes")
        with hub.serving() as address:
            results = [hub.crawl("start"), accept(trial, seed, "at the start", address, control)]
            results.append(unchanged(hub))
            request(f"{control}/_advance?hours=720", method="POST")
            hub.start_clock(control)
            results += [hub.crawl("later"), accept(trial, seed, "after 720 hours", address, control)]
            results.append(unchanged(hub))
    return all(results)


def sources_file(trial: Trial, folder: Path) -> Path:
    """The province's sources as given; or as TOML with one structural rule for each judged skin."""
    given = folder / "sources.json"
    if trial.known == "given":
        return given
    if trial.known == "homepage":
        rows = [row | {"feed_url": None, "listing_url": None} for row in json.loads(given.read_text("utf-8"))]
        (folder / "homepages.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
        return folder / "homepages.json"
    rows = [row for row in json.loads(given.read_text("utf-8")) if row["skin"] in trial.skins]
    agencies = {row["agency"]["slug"]: row["agency"] for row in rows}
    text = RULES.read_text("utf-8")
    known = set(tomllib.loads(text)["rules"])
    text += "".join(toml_table("agency", {key: value for key, value in agency.items() if key != "parent"})
                    for agency in agencies.values())  # fmt: skip
    for row in rows:
        assert row["skin"] in known
        text += toml_table("source", {
            "slug": row["slug"], "agency": row["agency"]["slug"], "homepage": row["homepage"],
            "section": row["section_hint"], "rule": row["skin"],
        })  # fmt: skip
        text += toml_table("source.address", {"kind": "listing", "url": row["listing_url"]})
    target = folder / "sources.toml"
    target.write_text(text, "utf-8")
    return target


def toml_table(name: str, values: dict[str, str | None]) -> str:
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value is not None]
    return "\n[[" + name + "]]\n" + "\n".join(lines) + "\n"


@contextmanager
def province(trial: Trial, seed: int, sites: int, folder: Path) -> Iterator[str]:
    """A running province; its control address."""
    arguments = ["--sites", str(sites), "--notices", str(trial.notices), "--seed", str(seed)]
    command = [sys.executable, "-m", "province", "serve", *arguments, "--write-sources", str(folder / "sources.json")]
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
    """A hub in a folder, driven by its own commands."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.port = folder, folder / "clock", free_port()
        self.environment = {
            **os.environ, "DAUMOI_DATA_DIR": str(folder / "hub"), "DAUMOI_CLOCK": str(self.clock),
            "DAUMOI_ALLOW_NETWORKS": "127.0.0.0/8", "DAUMOI_PER_HOST_DELAY": "0",
            "DAUMOI_BASE_URL": f"http://127.0.0.1:{self.port}",
        }  # fmt: skip

    def start_clock(self, control: str) -> None:
        """Let the hub's clock show what the province's shows."""
        self.clock.write_text(request(f"{control}/_world")["now"])

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "hub", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode and arguments[0] != "crawl":  # which fails where one source does
            raise SystemExit(f"daumoi {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def crawl(self, what: str) -> bool:
        began = time.monotonic()
        self.tallies = json.loads(self.run("crawl", "--json"))
        print(f"  {what}: {len(self.tallies)} sources in {time.monotonic() - began:.1f} s, {self.total('new')} new, "
              f"{self.total('edited')} edited, {self.total('requests')} requests", flush=True)  # fmt: skip
        return not any(tally["error"] for tally in self.tallies)

    def total(self, name: str) -> int:
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


def unchanged(hub: Hub) -> bool:
    """A second collection of an unchanged province: no change, no entry parsed, 304 where the site can."""
    skins = {row["slug"]: row["skin"] for row in json.loads((hub.folder / "sources.json").read_text("utf-8"))}
    hub.crawl("again")
    changes = sum(hub.total(name) for name in ("new", "edited", "restored"))
    able = [tally for tally in hub.tallies if skins[tally["source"]] in WITH_VALIDATORS]
    gone = sum(tally["withdrawn"] for tally in able)  # a second look at a page that is gone cannot end in 304
    asked, not_modified = sum(tally["requests"] for tally in able) - gone, sum(t["not_modified"] for t in able)
    share = not_modified / asked if asked else 1.0
    print(f"  unchanged: {changes} changes, {hub.total('parsed')} entries parsed, {not_modified}/{asked} answers 304 "
          f"where the site supports it ({share:.0%}); {hub.total('withdrawn')} withdrawals seen a second time and so "
          f"believed", flush=True)  # fmt: skip
    return changes == 0 and hub.total("parsed") == 0 and share >= 0.95


def accept(trial: Trial, seed: int, when: str, address: str, control: str) -> bool:
    """The province's own verdict."""
    print(f"{trial.name}, seed {seed}, {when}:", flush=True)
    minima = [part for name, least in trial.minima.items() for part in (f"--min-{name}", str(least))]
    command = [sys.executable, "-m", "province", "accept", "--hub", address, "--control", control]
    skins = ["--skins", ",".join(trial.skins)] if trial.skins else []
    done = subprocess.run([*command, *skins, *minima], cwd=PROVINCE)
    return done.returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def request(url: str, method: str = "GET") -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=60) as answer:
        return json.loads(answer.read())


def wait_until_ready(url: str, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer within {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
