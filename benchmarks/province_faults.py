"""A province where much goes wrong, beside the same province in peace: what is known in the end may hardly differ.

Outages stand for two days or for ever from the second day on (`STEPS` are hours between looks); a source that has
one must say so by its code. What one request in eight fails at by chance is asked for again at the next collection.
"""

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.province_hub import UNJUDGED, Hub, accept, province, request
from hub.errors import PASSING

NOTICES = 9
STEPS = (48, 24, 24, 24, 24, 24, 48)
MOST_LOST = 0.03
CODES = {
    "maintenance": {"maintenance_page"}, "login": {"login_page"}, "redirect_loop": {"redirect_loop"},
    "cookie_gate": {"challenge_page"}, "gone_feed": {"http_410"}, "moved_feed": {None},
    "layout": {None, "layout_changed"},
}  # fmt: skip


def run_faults(seed: int, sites: int, profile: str) -> bool:
    """Whether no metric falls by more than MOST_LOST, hosts are treated politely, and every outage is named."""
    calm, _ = scores(seed, sites, "none")
    stormy, is_well = scores(seed, sites, profile)
    fallen = {name: (share, stormy.get(name, 0.0)) for name, share in calm.items()}
    for name, (before, after) in fallen.items():
        mark = " FAIL" if before - after > MOST_LOST else ""
        print(f"  {name:<16} {before:7.1%} in peace, {after:7.1%} in {profile}{mark}", flush=True)
    return is_well and all(before - after <= MOST_LOST for before, after in fallen.values())


def scores(seed: int, sites: int, profile: str) -> tuple[dict[str, float], bool]:
    """The share that is right by metric in the end; whether every outage was named and nobody was harmed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with province(folder, sites=sites, notices=NOTICES, seed=seed, faults=profile) as control:
            hub = Hub(folder, control)
            hub.environment["DAUMOI_DEADLINE"] = "8"
            hub.import_homepages()
            with hub.serving() as address:
                named = [look(hub, address, profile)]
                for hours in STEPS:
                    hub.advance(hours)
                    named.append(look(hub, address, profile))
                hub.crawl("recheck", "--recheck")
                hub.crawl("recheck", "--recheck")
                is_well = accept(address, control, UNJUDGED, report=folder / "report.json")
            report = json.loads((folder / "report.json").read_text())
    shares = {metric: score["share"] for metric, score in report["scores"]["all"].items() if score["share"] is not None}
    return shares, is_well and all(named)


def look(hub: Hub, address: str, profile: str) -> bool:
    """Collect, twice where requests fail by chance; whether those with an outage say so."""
    day = f"{profile}, {hub.clock.read_text()[:10]}"
    hub.crawl(day)
    unnamed = misnamed(hub, address)
    if profile == "none":
        return not unnamed
    hub.crawl(f"{day} again")
    still = [found for found in misnamed(hub, address) if found in unnamed and not is_by_chance(found)]
    for slug, kind, code in still:
        print(f"  {slug}: {kind}, and it says {code}", flush=True)
    return not still


def misnamed(hub: Hub, address: str) -> list[tuple[str, str, Any]]:
    """The sources whose outage goes by another code than its own."""
    world = request(f"{hub.control}/_world")
    now = datetime.fromisoformat(world["now"])
    states = {source["slug"]: source["error"] for source in request(f"{address}/api/v1/sources")["items"]}
    on = [outage for outage in world["outages"] if is_on(outage, now)]
    found = [(outage["site"], outage["kind"], states[outage["site"]]) for outage in on]
    return [(slug, kind, code) for slug, kind, code in found if code not in CODES[kind]]


def is_by_chance(found: tuple[str, str, Any]) -> bool:
    """Whether a site that can be read failed at something else, as any may."""
    return None in CODES[found[1]] and found[2] in PASSING


def is_on(outage: dict[str, Any], now: datetime) -> bool:
    """Whether an outage stands at a moment."""
    ends = outage["ends"]
    return datetime.fromisoformat(outage["begins"]) <= now and (not ends or now < datetime.fromisoformat(ends))
