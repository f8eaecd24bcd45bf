"""A subscriber who polls a feed every fifty changes through sixty days of a province, beside what /changes tells.

    python -m benchmarks.subscriber [--sites 24] [--notices 40] [--days 60] [--hours 24] [--every 50] [--seed 11]

Needs the province beside the checkout (../shared/province). Its notices appear over sixty days after the start; one in
five appears up to ten days later than its own date says, many are edited, some withdrawn. A hub collects all of it
every so many hours. A reader that knows RFC 5005 polls `all.atom` whenever fifty changes have come together, and goes
through the archive as far as it does not know it. It has **seen** a change when it has met the notice with the
`updated` that the change moved it to. In the end:

- every change that moved `updated` was seen; one that the next overtook before the poll is in no feed, and counted;
- the last state of every notice is that of the API: title, `updated`, withdrawn or not, and the text in it.

Changes that leave `updated` alone (a file read later, a cluster, a further source) are no news, and counted.
"""

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.following import Follower
from benchmarks.province_hub import PROVINCE, Hub, province, request
from hub.vietnamese.dates import VIETNAM

LATE = """
import sys
from datetime import timedelta
from zlib import crc32
from province import __main__, notices, world

world.FUTURE_DAYS = {days}
as_it_was = notices.Notice.is_published

def is_published(self, moment):
    chance = crc32(self.id.encode())
    return as_it_was(self, moment - timedelta(days=chance % 10 if chance % 5 == 0 else 0))

notices.Notice.is_published = is_published
sys.exit(__main__.main())
"""


@dataclass
class Log:
    """What /changes has told so far: which states there were to be seen, and who is how by now."""

    address: str
    next: str = ""
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    moved: list[tuple[str, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def read(self) -> int:
        """Read on; how many changes there were. A change has moved `updated` where the notice now has its moment."""
        before = self.kinds.total()
        while (page := request(self.next or f"{self.address}/api/v1/changes?since=0&limit=500"))["items"]:
            for change in page["items"]:
                notice = self.states[change["id"]] = change["notice"]
                is_moved = moment(notice["updated"]) == moment(change["at"])
                self.kinds[f"{change['kind']}{'' if is_moved else ' without news'}"] += 1
                if is_moved:
                    self.moved.append((change["id"], printed(notice["updated"])))
            self.next = page["next"] or f"{self.address}/api/v1/changes?since={page['items'][-1]['cursor']}&limit=500"
        return self.kinds.total() - before


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, value in (("sites", 24), ("notices", 40), ("days", 60), ("hours", 24), ("every", 50), ("seed", 11)):
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    if not PROVINCE.is_dir():
        print(f"SKIP: there is no province at {PROVINCE.name} beside the checkout")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder, program = Path(name), LATE.format(days=options.days)
        with province(
            folder, sites=options.sites, notices=options.notices, seed=options.seed, program=program
        ) as control:
            hub = Hub(folder, control)
            hub.run("source", "import", str(folder / "sources.json"), "--yes")
            with hub.serving() as address:
                log, reader, polls = live(hub, address, options.days, options.hours, options.every)
                faults = judge(log, reader)
    print(f"{polls} polls, {reader.requests} documents; changes: {tell(log.kinds)}")
    for fault in faults[:10]:
        print(f"  {fault}")
    print(f"FAIL: {len(faults)} faults" if faults else "PASS: every change was seen, every last state is the last")
    return 1 if faults else 0


def live(hub: Hub, address: str, days: int, hours: int, every: int) -> tuple[Log, Follower, int]:
    """So many days of collections and polls; how many polls there were."""
    log, reader, polls, unread = Log(address), Follower(f"{address}/feeds/all.atom"), 0, 0
    for step in range(days * 24 // hours + 1):
        if step:
            hub.advance(hours)
        hub.crawl(f"day {step * hours / 24:g}", *(["--recheck"] if step % 6 == 5 else []))
        unread += log.read()
        if unread >= every or step == days * 24 // hours:
            reader.poll()
            polls, unread = polls + 1, 0
    return log, reader, polls


def judge(log: Log, reader: Follower) -> list[str]:
    """What the subscriber missed, or has otherwise."""
    states = {id.rpartition("/")[2]: entry for id, entry in reader.states.items()}
    seen = {(id.rpartition("/")[2], updated) for id, updated in reader.seen}
    last = dict(sorted(log.moved))  # of each notice the newest
    unseen = sorted(set(log.moved) - seen)
    overtaken = [(id, updated) for id, updated in unseen if updated < last[id] and (id, last[id]) in seen]
    print(
        f"{len(log.states)} notices, {len(set(log.moved))} states to be seen, {len(overtaken)} overtaken before a poll"
    )
    faults = [f"{id} was not seen as of {updated}" for id, updated in unseen if (id, updated) not in overtaken]
    for id, notice in log.states.items():
        entry = states.pop(id, None)
        told = (notice["title"], printed(notice["updated"]), notice["withdrawn"])
        if entry is None or (entry.title, entry.updated, entry.withdrawn) != told:
            faults.append(f"{id} is {entry and (entry.title, entry.updated, entry.withdrawn)}, not {told}")
        elif notice["html"] not in entry.content:
            faults.append(f"{id} has another text")
    return faults + [f"{id} is no notice" for id in states]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def printed(text: str) -> str:
    """A moment as feeds have it."""
    return moment(text).astimezone(VIETNAM).isoformat(timespec="seconds")


def tell(kinds: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))


if __name__ == "__main__":
    sys.exit(main())
