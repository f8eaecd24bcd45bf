"""Archives walked: a province of which only the homepages are known, lists of several pages, a backfill that is killed.

    python -m benchmarks.backfill [--seed 11] [--notices 60] [--skins webforms,vnpt] [--delay 0.2]

Needs the province beside the checkout (../shared/province). A first hub finds out by its own collection how every list
is read. A second one is given these rules with a single page each, collects the front pages, and then walks every
archive by `daumoi backfill`, killed half-way and started again. Prints what share of the notices each skin's archive
gave, requests a notice, and from the province's log how the hosts were asked; a last line PASS or FAIL.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.province_hub import PROVINCE, Hub, province, request
from spiders.addresses import canonical_url

WANTED = 0.98
SITES = 17
PUNCTUAL = 0.9  # of the delay: the province looks at its clock when it comes to it, not when a request arrives
KILLED_AT = 15  # requests into the first run of a backfill


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--notices", type=int, default=60)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--skins", default="", help="only sites of these skins")
    options = parser.parse_args()
    if not PROVINCE.is_dir():
        print(f"SKIP: there is no province at {PROVINCE.name} beside the checkout")
        return 0
    with (
        tempfile.TemporaryDirectory() as folder,
        province(Path(folder), sites=SITES, notices=options.notices, seed=options.seed) as control,
    ):
        return run(control, Path(folder), options)


def run(control: str, folder: Path, options: argparse.Namespace) -> int:
    rows = json.loads((folder / "sources.json").read_text("utf-8"))
    skins = {row["slug"]: row["skin"] for row in rows}
    chosen = [slug for slug, skin in skins.items() if not options.skins or skin in options.skins.split(",")]
    first = hub_in(folder, "first", control, options.delay)
    homepages = folder / "homepages.json"
    homepages.write_text(json.dumps([row | {"feed_url": None, "listing_url": None} for row in rows]), "utf-8")
    first.run("source", "import", str(homepages), "--yes")
    first.run("crawl", "--json", *chosen)
    rules = folder / "rules.toml"
    rules.write_text(front_pages_only(first.run("source", "export")), "utf-8")
    request(f"{control}/_reset", method="POST")
    second = hub_in(folder, "second", control, options.delay)
    second.run("source", "import", str(rules), "--yes")
    second.run("crawl", "--json", *chosen)
    front, asked = recall(second, control, skins), requests_of(control)
    began = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        ended = dict(zip(chosen, threads.map(partial(backfill, second), chosen), strict=True))
    took = time.monotonic() - began
    whole, found = recall(second, control, skins), second.run("export").count("\n")
    log = request(f"{control}/_log")["hosts"].values()
    print(f"{'skin':<14}{'front pages':>12}{'backfilled':>12}  {'requests':>8}  killed  how it ended")
    for slug in chosen:
        (host,) = (host for host in log if host.get("site") == slug)
        was_killed, said = ended[slug]
        spent = host["requests"] - asked[slug]
        print(f"{skins[slug]:<14}{front[slug]:>12.1%}{whole[slug]:>12.1%}  {spent:>8}  {was_killed!s:<6}  {said}")
    return verdict(chosen, whole, found, took, list(log), options.delay)


def hub_in(folder: Path, name: str, control: str, delay: float) -> Hub:
    (folder / name).mkdir()
    hub = Hub(folder / name, control)
    hub.environment["DAUMOI_PER_HOST_DELAY"] = str(delay)
    return hub


def front_pages_only(catalogue: str) -> str:
    """The rules as they were learned, each for one page."""
    for kind in ("listing", "json"):
        catalogue = catalogue.replace(f"[source.address.{kind}]\n", f"[source.address.{kind}]\npages = 1\n")
    return catalogue


def backfill(hub: Hub, slug: str) -> tuple[bool, str]:
    """Walk an archive, killed on the way; whether it was, and how it ended."""
    command = [sys.executable, "-m", "hub", "backfill", slug, "--json"]
    killing = hub.environment | {"DAUMOI_KILL_AT": f"after_fetch:{KILLED_AT}"}
    killed = subprocess.run(command, env=killing, capture_output=True, text=True)
    done = subprocess.run(command, env=hub.environment, capture_output=True, text=True)
    walks = json.loads(done.stdout or "[]")
    said = ", ".join(f"{walk['pages']} pages, {walk['found']} new {walk['error'] or ''}" for walk in walks)
    return killed.returncode < 0, said.strip() or done.stderr[-300:]


def recall(hub: Hub, control: str, skins: Mapping[str, str]) -> dict[str, float]:
    """What share of the notices that its site shows the hub has, by source."""
    kept = {canonical_url(json.loads(line)["url"]) for line in hub.run("export").splitlines()}
    shown: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for row in request(f"{control}/_truth")["notices"]:
        if row["withdrawn_at"] is None:
            shown[row["site"]][canonical_url(row["url"]) in kept] += 1
    return {slug: shown[slug][True] / shown[slug].total() for slug in skins}


def requests_of(control: str) -> dict[str, int]:
    return {host["site"]: host["requests"] for host in request(f"{control}/_log")["hosts"].values() if "site" in host}


def verdict(
    chosen: list[str], whole: Mapping[str, float], found: int, took: float, log: list[dict[str, Any]], delay: float
) -> int:
    asked = sum(host["requests"] for host in log)
    at_once = max(host["max_in_flight"] for host in log)
    least = min((host["min_gap_s"] for host in log if host["min_gap_s"] is not None), default=0.0)
    poor = [slug for slug in chosen if whole[slug] < WANTED]
    mean = sum(whole[slug] for slug in chosen) / len(chosen)
    print(f"recall {mean:.3f} on the whole (at least {WANTED} for every skin); {found} notices by {asked} requests, "
          f"{asked / max(found, 1):.2f} a notice; {took:.0f} s of backfilling")  # fmt: skip
    print(f"politeness: {at_once} at a time at a host, {least:.3f} s between two requests at least (delay {delay} s)")
    failed = poor or at_once > 1 or least < PUNCTUAL * delay
    print(f"FAIL: {', '.join(poor) or 'politeness'}" if failed else "PASS")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
