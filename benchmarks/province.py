"""The hub against the simulated province: its feeds as given, its listings by one structural rule a skin, and all of
its sites by their homepages alone; so also what they edit and withdraw, what fails, and all of them made anew.

    python -m benchmarks.province [--seeds 11,12,13] [--sites 40] [--only feeds|rules|homepages]
    python -m benchmarks.province --only changes|redesign|rebuilt|normal|storm

Needs the province beside the checkout (../shared/province). For every seed it starts the
province and a hub of its own on loopback, imports the sources, collects, asks the province's
own acceptance program, collects again (nothing may change), moves the clock by 720 hours,
collects and asks again. What takes longer stands in `province_later` and `province_faults`,
and is run only where it is asked for. Prints the tables and a last line PASS or FAIL.
"""

import argparse
import json
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.province_faults import run_faults
from benchmarks.province_hub import PROVINCE, Hub, accept, province
from benchmarks.province_later import LATER_TRIALS

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
FAULTS = ("normal", "storm")


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
    names = [trial.name for trial in TRIALS]
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", default="11,12,13")
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--only", choices=[*names, *LATER_TRIALS, *FAULTS])
    options = parser.parse_args()
    if not PROVINCE.is_dir():
        print(f"SKIP: there is no province at {PROVINCE.name} beside the checkout")
        return 0
    failed = []
    for name in [options.only] if options.only else names:
        for seed in map(int, options.seeds.split(",")):
            print(f"{name}, seed {seed}:", flush=True)
            if not judge(name, seed, options.sites):
                failed.append(f"{name}/{seed}")
    print(f"FAIL: {', '.join(failed)}" if failed else "PASS: every seed reached every minimum")
    return 1 if failed else 0


def judge(name: str, seed: int, sites: int) -> bool:
    """Whether a trial reached what it should with a seed."""
    if name in FAULTS:
        return run_faults(seed, sites, name)
    if name in LATER_TRIALS:
        return LATER_TRIALS[name](seed, sites)
    return run(next(trial for trial in TRIALS if trial.name == name), seed, sites)


def run(trial: Trial, seed: int, sites: int) -> bool:
    """One seed: at the start, unchanged, and after 720 hours."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with province(folder, sites=sites, notices=trial.notices, seed=seed) as control:
            hub, by_feed = Hub(folder, control), trial.known != "homepage"
            if trial.known == "homepage":
                hub.import_homepages()
            else:
                hub.run("source", "import", str(sources_file(trial, folder)), "--yes")
            with hub.serving() as address:
                results = [
                    hub.crawl("start"),
                    accept(address, control, trial.minima, trial.skins),
                    unchanged(hub, by_feed=by_feed),
                ]
                hub.advance(720)
                results += [
                    hub.crawl("later"),
                    accept(address, control, trial.minima, trial.skins),
                    unchanged(hub, by_feed=by_feed),
                ]
    return all(results)


def sources_file(trial: Trial, folder: Path) -> Path:
    """The province's sources as given; or as TOML with one structural rule for each judged skin."""
    given = folder / "sources.json"
    if trial.known == "given":
        return given
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


def unchanged(hub: Hub, *, by_feed: bool) -> bool:
    """A second collection of an unchanged province: no change, no entry parsed, 304 where the site can.

    It can for its feeds (`by_feed`: nothing else is asked for); its lists have neither ETag nor Last-Modified.
    """
    skins = {row["slug"]: row["skin"] for row in hub.sources()}
    hub.crawl("again")
    changes = sum(hub.total(name) for name in ("new", "edited", "restored"))
    able = [tally for tally in hub.tallies if skins[tally["source"]] in WITH_VALIDATORS]
    gone = sum(tally["withdrawn"] for tally in able)  # a second look at a page that is gone cannot end in 304
    asked, not_modified = sum(tally["requests"] for tally in able) - gone, sum(t["not_modified"] for t in able)
    share = not_modified / asked if asked else 1.0
    print(f"  unchanged: {changes} changes, {hub.total('parsed')} entries parsed, {not_modified}/{asked} answers 304 "
          f"where the site supports it ({share:.0%}); {hub.total('withdrawn')} withdrawals seen a second time and so "
          f"believed", flush=True)  # fmt: skip
    changed = [tally["source"] for tally in hub.tallies if tally["new"] + tally["edited"] + tally["restored"]]
    if changed:
        print(f"  changed: {', '.join(f'{slug} ({skins[slug]})' for slug in changed)}", flush=True)
    return changes == 0 and hub.total("parsed") == 0 and (share >= 0.95 or not by_feed)


if __name__ == "__main__":
    sys.exit(main())
