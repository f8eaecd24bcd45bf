"""What comes after the first collection of a province, given its homepages alone: edits, faults, new clothes."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.province_hub import Hub, accept, province, request

NOTICES = 9
NOTHING = dict.fromkeys(
    ["recall", "precision", "title", "date", "doc-number", "section", "cites", "body", "chrome-free", "attachments",
     "attachment-text", "crossposts", "revisions", "withdrawals"], 0.0,
)  # fmt: skip
CHANGES = NOTHING | {"revisions": 0.98, "withdrawals": 0.98}


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


LATER_TRIALS: Mapping[str, Callable[[int, int], bool]] = {"changes": run_changes}
