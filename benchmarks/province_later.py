"""What comes after the first collection of a province, given its homepages alone: edits, faults, new clothes."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.province_hub import UNJUDGED, Hub, accept, province, request
from hub.vietnamese.text import fold

NOTICES = 9
LEAST_RECOVERED = 10
NEW_CLOTHES = """
import sys
from datetime import timedelta
from province import __main__, faults
from province.skins import base

def redesigns(self):
    begins = self._world.start + timedelta(days=2)
    return {slug: faults.Outage(slug, "layout", begins, None) for slug in self._skins}

faults.Faults._plan = redesigns
"""
NEW_ELEMENTS = """
import re

OTHERS = {"table": "div", "tr": "section", "td": "p", "th": "p", "ul": "div", "li": "div", "h3": "h4", "h2": "h4",
          "span": "em", "em": "b", "article": "div", "time": "i", "i": "span"}
TAG = re.compile(r"(</?)(" + "|".join(OTHERS) + r")(?=[ >])", re.I)
as_it_was = base.Skin.html

def html(self, page, status=200):
    if self.mood.classes_renamed:
        page = TAG.sub(lambda tag: tag[1] + OTHERS[tag[2].lower()], page)
    return as_it_was(self, page, status)

base.Skin.html = html
"""
MAIN = """
sys.exit(__main__.main())
"""
CHANGES = UNJUDGED | {"revisions": 0.98, "withdrawals": 0.98}


@contextmanager
def started(seed: int, sites: int, program: str = "") -> Iterator[tuple[Hub, str]]:
    """A hub that knows the homepages of a province and has collected nothing yet; the address of its server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with province(folder, sites=sites, notices=NOTICES, seed=seed, program=program) as control:
            hub = Hub(folder, control)
            hub.import_homepages()
            with hub.serving() as address:
                yield hub, address


def run_changes(seed: int, sites: int) -> bool:
    """Three times 72 hours with a collection each, every page looked at twice more, and nothing changes then."""
    with started(seed, sites) as (hub, address):
        hub.crawl("start")
        for days in (3, 6, 9):
            hub.advance(72)
            hub.crawl(f"day {days}")
        hub.crawl("recheck", "--recheck")
        hub.crawl("recheck", "--recheck")
        results = [accept(address, hub.control, CHANGES), no_false_withdrawals(hub, address)]
        hub.crawl("unchanged", "--recheck")
        changes = sum(hub.total(name) for name in ("new", "edited", "restored", "withdrawn"))
        print(f"  {changes} changes where nothing changed (none allowed)", flush=True)
        return all(results) and changes == 0


def no_false_withdrawals(hub: Hub, address: str) -> bool:
    """Whether all that is marked as withdrawn is; one that a site merely lists no more may be either."""
    rows = {row["url"]: row for row in truth(hub)}
    marked = [notice for notice in notices(address) if notice["withdrawn"]]
    wrong = [one["url"] for one in marked if (row := rows.get(one["url"])) and row["withdrawn_at"] is None]
    print(f"  {len(marked)} marked as withdrawn, {len(wrong)} of them falsely {' '.join(wrong)}", flush=True)
    return not wrong


def truth(hub: Hub) -> list[dict[str, Any]]:
    """What the province knows of its notices."""
    rows: list[dict[str, Any]] = request(f"{hub.control}/_truth")["notices"]
    return rows


def notices(address: str) -> list[dict[str, Any]]:
    """All that a hub has."""
    found: list[dict[str, Any]] = []
    url = f"{address}/api/v1/notices?limit=500"
    while url:
        page = request(url)
        found += page["items"]
        url = page["next"]
    return found


def run_redesign(seed: int, sites: int) -> bool:
    """On the third day every site that can has new class names; its notices are to be had all the same."""
    return redesigned(seed, sites, NEW_CLOTHES + MAIN)


def run_rebuilt(seed: int, sites: int) -> bool:
    """On the third day every site stands in other elements too."""
    return redesigned(seed, sites, NEW_CLOTHES + NEW_ELEMENTS + MAIN)


def redesigned(seed: int, sites: int, program: str) -> bool:
    """Whether enough kinds of site recover by themselves, the others say what is the matter, and nothing is edited."""
    with started(seed, sites, program) as (hub, address):
        hub.crawl("start")
        relearned = 0
        for days in (3, 6):
            hub.advance(72)
            hub.crawl(f"day {days}")
            relearned += sum("layout:" in tally["detail"] for tally in hub.tallies)
        states = {source["slug"]: source for source in request(f"{address}/api/v1/sources")["items"]}
        found = {notice["url"]: notice for notice in notices(address)}
        rows = truth(hub)
        skins = {source["slug"]: source["skin"] for source in hub.sources()}
        recovered, told, silent = sort_out(rows, found, states, skins)
        for skin in (*told, *silent):
            of_skin = [states[slug] for slug in skins if skins[slug] == skin]
            print(f"  {skin}: {'; '.join(str(state['error'] or state['detail']) for state in of_skin)}", flush=True)
        edits = [row["skin"] for row in rows if invented(row, found.get(row["url"]))]
        edited = " ".join(sorted(set(edits)))
        print(f"  {len(recovered)} of {len(set(skins.values()))} skins recovered (at least {LEAST_RECOVERED}), "
              f"{len(told)} say layout_changed, {len(silent)} say nothing; {relearned} rules learned anew; "
              f"{len(edits)} notices with edits that nobody made {edited}", flush=True)  # fmt: skip
    return len(recovered) >= LEAST_RECOVERED and not silent and not edits


def sort_out(
    rows: list[dict[str, Any]], found: dict[str, Any], states: dict[str, Any], skins: dict[str, str]
) -> tuple[list[str], list[str], list[str]]:
    """The skins that are read as before, those that say that they are not, and those that do not say so."""
    sorted_out: tuple[list[str], list[str], list[str]] = ([], [], [])
    for skin in sorted(set(skins.values())):
        slugs = {slug for slug in skins if skins[slug] == skin}
        mine = [row for row in rows if row["site"] in slugs and not row["withdrawn_at"]]
        is_whole = all((one := found.get(row["url"])) and fold(one["title"]) == fold(row["title"]) for row in mine)
        says_so = any(states[slug]["error"] == "layout_changed" for slug in slugs)
        sorted_out[0 if is_whole and not says_so else 1 if says_so else 2].append(skin)
    return sorted_out


def invented(row: dict[str, Any], notice: dict[str, Any] | None) -> bool:
    """Whether a hub believes in more revisions than there are."""
    return notice is not None and notice["revisions"] > len(row["revisions"])


LATER_TRIALS: Mapping[str, Callable[[int, int], bool]] = {
    "changes": run_changes, "redesign": run_redesign, "rebuilt": run_rebuilt,
}  # fmt: skip
