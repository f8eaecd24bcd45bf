"""Sixty days of visits by our cadence and by the policies of others: `python -m benchmarks.polling [seeds]`.

Six ways of publishing: a real register's days of issue (`../shared/corpus/register`; a few of them where it is absent
are made up), bursts, once a week, office hours, a pause over Tết, an agency that dies. The other policies are those of
Miniflux (every hour; by the week's number of entries, which is an option of it), CommaFeed and Media Cloud, as their
sources give them. Each is run; ours then has as many requests as it took, and must find nineteen of twenty notices
sooner. Where a policy comes once a day, the least that we allow, we cannot be sooner and must not be later. Ours
learns from nothing but what its visits found. At last: office hours at the hub's own pace, a visit in 15 minutes.
"""

import csv
import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from hub.records import Find, Rhythm, SourceState, Visited
from hub.vietnamese.dates import VIETNAM
from hub.watch.rhythm import COUNTED, LEARNED_ANEW, in_rhythm, learn_rhythm

REGISTER = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "register" / "binhduong.csv"
START, DAYS = datetime(2022, 3, 1, tzinfo=VIETNAM), 60
END = START + timedelta(days=DAYS)
SHOWN = 20  # entries in a feed
Minutes = float


# --- ways of publishing ----------------------------------------------------------------------------------------


def office_moment(day: datetime, random: Random) -> datetime:
    hour = random.choice((random.gauss(10, 1.0), random.gauss(15.3, 1.0)))
    return day.replace(hour=0, minute=0) + timedelta(hours=min(max(hour, 7.2), 17.5))


def workdays() -> list[datetime]:
    days = (START + timedelta(days=day) for day in range(DAYS))
    return [day for day in days if day.weekday() < 5]


def office(random: Random) -> list[datetime]:
    return [office_moment(day, random) for day in workdays() for _ in range(random.randint(2, 9))]


def register(random: Random) -> list[datetime]:
    if not REGISTER.exists():
        return [moment for moment in office(random) if random.random() < 0.3]
    with REGISTER.open(encoding="utf-8") as file:
        stated = [row["ngay_ban_hanh"] for row in csv.DictReader(file)]
    days = [datetime.strptime(day, "%d/%m/%Y").replace(tzinfo=VIETNAM) for day in stated if day.count("/") == 2]
    return [office_moment(day, random) for day in days if START <= day < END]


def bursts(random: Random) -> list[datetime]:
    found = []
    for day in workdays():
        moment = office_moment(day, random)
        for _ in range(random.randint(8, 30) if random.random() < 0.35 else 0):
            moment += timedelta(minutes=random.expovariate(1 / 4))
            found.append(moment)
    return found


def weekly(random: Random) -> list[datetime]:
    mondays = [day for day in workdays() if day.weekday() == 0]
    return [
        day + timedelta(hours=9, minutes=random.uniform(0, 90)) for day in mondays for _ in range(random.randint(2, 6))
    ]


def tet_pause(random: Random) -> list[datetime]:
    return [moment for moment in office(random) if not 25 <= (moment - START).days < 38]


def dying(random: Random) -> list[datetime]:
    return [moment for moment in office(random) if random.random() < 0.5 ** ((moment - START).days / 9)]


PATTERNS = (register, bursts, weekly, office, tet_pause, dying)

# --- policies: minutes to the next visit, from the visits so far --------------------------------------------------

Policy = Callable[[datetime, int, Sequence[Find]], Minutes]


def miniflux() -> Policy:
    return lambda now, new, finds: 60.0


def miniflux_by_entries() -> Policy:
    def wait(now: datetime, new: int, finds: Sequence[Find]) -> Minutes:
        weekly_count = sum(find.count for find in finds if find.by > now - timedelta(days=7))
        return min(max(7 * 1440 / weekly_count, 5.0), 1440.0) if weekly_count else 1440.0

    return wait


def commafeed(interval: Minutes = 5.0, longest: Minutes = 240.0) -> Policy:
    def wait(now: datetime, new: int, finds: Sequence[Find]) -> Minutes:
        times = [find.by for find in finds for _ in range(find.count)][-SHOWN:]
        silent = (now - times[-1]).days if times else 30
        if silent >= 7:
            return longest / (1 if silent >= 30 else 2 if silent >= 14 else 4)
        gap = (times[-1] - times[0]) / timedelta(minutes=1) / max(len(times) - 1, 1)
        return min(max(gap / 2, interval), longest / 4)

    return wait


def media_cloud(usual: Minutes = 720.0) -> Policy:
    period = usual

    def wait(now: datetime, new: int, finds: Sequence[Find]) -> Minutes:
        nonlocal period
        known = max(SHOWN - new, 0) / SHOWN if new else 1.01
        step = 10.0 if finds and finds[-1].by > now - timedelta(days=31) else 60.0
        period += step if known > 0.67 else -step if known < 0.33 else 0.0
        period = min(max(min(period, usual) if new else period, 10.0), 1440.0)
        return period

    return wait


def ours(visits_a_day: float) -> Policy:
    """The rhythm as the worker has it, learned anew once a day; before, one visit an interval."""
    rhythm: Rhythm | None = None
    every = timedelta(days=1) / visits_a_day
    learned_on, visits = START, list[datetime]()

    def wait(now: datetime, new: int, finds: Sequence[Find]) -> Minutes:
        nonlocal rhythm, learned_on
        visits.append(now)
        if now - learned_on >= LEARNED_ANEW:
            lately = len(visits) - bisect_right(visits, now - COUNTED)
            rhythm, learned_on = learn_rhythm("syt", Visited(START, tuple(finds), lately), now, every), now
        heard = finds[-1].by if finds else None
        usual = now + every
        state = SourceState("syt", "healthy", last_try=now, last_new=heard, next_due=usual, collections=9)
        due = in_rhythm(state, rhythm).next_due or usual
        return (due - now) / timedelta(minutes=1)

    return wait


PEERS = {
    "Miniflux": miniflux,
    "Miniflux by entries": miniflux_by_entries,
    "CommaFeed": commafeed,
    "Media Cloud": media_cloud,
}

# --- the race --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    requests: int
    p95: Minutes


def run(published: Sequence[datetime], wait: Policy) -> Outcome:
    """Sixty days of it: how many visits, and by when nineteen of twenty notices were found."""
    published, now, last, place = sorted(published), START, START, 0
    finds: list[Find] = []
    delays: list[Minutes] = []
    requests = 0
    while now < END:
        requests += 1
        first = place
        while place < len(published) and published[place] <= now:
            delays.append((now - published[place]) / timedelta(minutes=1))
            place += 1
        if place > first:
            finds.append(Find(last, now, place - first))
        last = now
        now += timedelta(minutes=wait(now, place - first, finds))
    delays.sort()
    return Outcome(requests, delays[int(0.95 * len(delays))])


def is_better(mine: Outcome, other: Outcome) -> bool:
    once_a_day = other.requests <= DAYS
    return mine.requests <= other.requests and (mine.p95 <= other.p95 if once_a_day else mine.p95 < other.p95)


def told_of(name: str, outcome: Outcome) -> str:
    return f"{name:20s} {outcome.requests:6d} requests, p95 {outcome.p95:7.1f} min"


def main(seeds: int = 3) -> int:
    reached = True
    for seed in range(1, seeds + 1):
        for pattern in PATTERNS:
            published = pattern(Random(seed))
            for name, peer in PEERS.items():
                other = run(published, peer())
                mine = run(published, ours(other.requests / DAYS))
                reached &= is_better(mine, other)
                verdict = "" if is_better(mine, other) else "   NOT BETTER"
                told = f"{told_of(name, other)}   {told_of('ours', mine)}{verdict}"
                print(f"seed {seed}  {pattern.__name__:10s} {len(published):4d} notices   {told}", flush=True)
        usual = run(office(Random(seed)), ours(96))
        reached &= usual.p95 <= 15
        print(f"seed {seed}  office hours, {told_of('ours, a visit in 15 min', usual)} (at most 15)")
    print("PASS" if reached else "FAIL")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
