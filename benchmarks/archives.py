"""Archives of feeds: walked over HTTP, looked at again a day later, and what they cost.

    python -m benchmarks.archives [--notices 100000]

A real store and the real publish consumer; `daumoi serve` answers. A reader that knows RFC 5005 and nothing of us walks
from the subscription document of all to the first notice: every notice must come, none twice. A day goes by with new,
back-dated, edited, withdrawn and restored notices; every archive document that was read must answer with the same bytes
and 304 to its validator, and a second walk must find every notice in its last state. Then all that was published is
lost and made anew from the store, and a walk must find every notice once again. On the way: what it costs to
publish one change beside archives of a thousand, ten thousand, a hundred thousand lines.
"""

import argparse
import asyncio
import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from shutil import rmtree
from statistics import median
from time import monotonic, process_time

from benchmarks.following import Follower, fetch, is_unchanged, tag_of
from benchmarks.province_hub import free_port, wait_until_ready
from benchmarks.store import START, notices
from hub.cli.setting_up import fix_authority
from hub.records import Address, Agency, Filters, Notice, Source
from hub.settings import load_settings
from hub.vietnamese.dates import VIETNAM
from hub.wiring import Parts, open_parts
from hub.worker.comparing import Comparison
from hub.worker.consuming import consume

AGENCIES, PORTION = 12, 500
SECTIONS, KINDS = ("chi-dao", "van-ban", "hoi-dap", "lich"), ("QĐ", "TB", "CV")
CHANGES = 5
SLOWER = 4.0  # a change beside all lines may cost so many times of what it costs beside a thousand


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notices", type=int, default=100_000)
    count = parser.parse_args().notices
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        settings = load_settings(folder, base_url=f"http://127.0.0.1:{port}")[0]
        with closing(open_parts(settings)) as parts:
            fix_authority(parts.store, "hub.example")
            costs = fill(parts, count)
            with serving(folder, port) as origin:
                faults = [*walked(parts, origin, count), *dear(costs)]
    for fault in faults:
        print(f"  {fault}")
    print(f"FAIL: {len(faults)} faults" if faults else "PASS")
    return 1 if faults else 0


# --- the hub -----------------------------------------------------------------------------


def fill(parts: Parts, count: int) -> dict[int, float]:
    """A hub of so many notices, published; the CPU seconds of publishing one more, by how many there were."""
    for n in range(AGENCIES):
        parts.store.sources.save_agency(Agency(f"so-{n}", f"Sở {n}"))
        address = Address("feed", f"https://s{n}.example/rss")
        parts.store.sources.save_source(Source(f"nguon-{n}", f"so-{n}", f"https://s{n}.example/", addresses=(address,)))
    made, there, costs = spread(count), 0, dict[int, float]()
    for stage in sorted({min(size, count) for size in (1_000, 10_000, count)}):
        began, cpu = monotonic(), process_time()
        while there < stage - CHANGES and (portion := list(islice(made, min(PORTION, stage - CHANGES - there)))):
            add(parts, portion)
            there += len(portion)
        publish(parts)
        spent = process_time() - cpu
        print(f"{there} notices stored and published: {monotonic() - began:.0f} s, {spent:.0f} s CPU", flush=True)
        costs[stage] = median(one_more(parts, list(islice(made, 1))) for _ in range(CHANGES))
        there += CHANGES
    tell_disk(parts, count)
    return costs


def spread(count: int) -> Iterator[Notice]:
    """Notices of all agencies in turn, in several sections and types."""
    for n, (notice, _) in enumerate(notices(count, "a")):
        source, section, kind = f"nguon-{n % AGENCIES}", SECTIONS[n % len(SECTIONS)], KINDS[n % len(KINDS)]
        own = replace(notice, source=source, sources=(source,), agency=f"so-{n % AGENCIES}", doc_key=None)
        yield replace(own, section=section, doc_type=kind)


def add(parts: Parts, portion: Sequence[Notice]) -> None:
    with parts.store.writing() as writer:
        for notice in portion:
            writer.add_notice(notice, [f"url:{notice.url}"])


def publish(parts: Parts) -> None:
    asyncio.run(consume(parts, "publish"))


def one_more(parts: Parts, notice: Sequence[Notice]) -> float:
    """CPU seconds of publishing a notice in its five channels."""
    add(parts, notice)
    began = process_time()
    publish(parts)
    return process_time() - began


@contextmanager
def serving(folder: Path, port: int, **told: str) -> Iterator[str]:
    """The hub's server; its address."""
    told = {**os.environ, "DAUMOI_DATA_DIR": str(folder), "DAUMOI_BASE_URL": f"http://127.0.0.1:{port}", **told}
    process = subprocess.Popen([sys.executable, "-m", "hub", "serve", "--port", str(port)], env=told)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


# --- what must be so ---------------------------------------------------------------------


def walked(parts: Parts, origin: str, count: int) -> list[str]:
    """Walk, let a day go by, look again; what was wrong."""
    began, first = monotonic(), Follower(f"{origin}/feeds/all.atom")
    first.poll()
    print(f"walked {first.requests} documents in {monotonic() - began:.1f} s: {len(first.met)} entries, "
          f"{len(set(first.met))} notices", flush=True)  # fmt: skip
    faults = [f"{len(set(first.met))} of {count} notices were found"] if len(set(first.met)) != count else []
    faults += [f"{len(first.met) - len(set(first.met))} came twice"] if len(first.met) != len(set(first.met)) else []
    tags = {url: tag_of(url) for url in sorted(first.digests)[:: max(1, len(first.digests) // 200)]}
    a_day_later(parts, count)
    other = [url for url, digest in first.digests.items() if fetch(url)[1] != digest]
    asked_again = [url for url, tag in tags.items() if not is_unchanged(url, tag)]
    print(f"a day later: {len(first.digests) - len(other)} of {len(first.digests)} archive documents the same, "
          f"{len(tags) - len(asked_again)} of {len(tags)} answer 304", flush=True)  # fmt: skip
    faults += [f"{url} has other bytes" for url in other[:5]] + [
        f"{url} does not answer 304" for url in asked_again[:5]
    ]
    first.poll()
    second = Follower(first.feed)
    second.poll()
    faults += [fault for reader in (first, second) for fault in unlike(parts, reader)]
    return faults + made_anew(parts, first.feed)


def made_anew(parts: Parts, feed: str) -> list[str]:
    """Lose all that was published, and let the worker make it from the store: every notice is found once again."""
    rmtree(parts.public)
    began, cpu = monotonic(), process_time()
    Comparison(parts).feeds()
    reader, count = Follower(feed), parts.store.notices.count(Filters())
    print(f"made anew from the store: {monotonic() - began:.0f} s, {process_time() - cpu:.0f} s CPU, "
          f"{(process_time() - cpu) / count * 1000:.1f} ms a notice", flush=True)  # fmt: skip
    reader.poll()
    once = len(reader.met) == len(set(reader.met)) == count
    return unlike(parts, reader) + ([] if once else [f"{len(reader.met)} entries of {count} notices when made anew"])


def a_day_later(parts: Parts, count: int) -> None:
    """A tenth of a per cent of everything that can happen, at least fifty of each, published in two turns."""
    now = START + timedelta(minutes=count) + timedelta(days=1)
    many = max(50, count // 1000)
    known = parts.store.notices.newest(Filters(), limit=4 * many)
    old = parts.store.notices.many([id for _, id in islice(parts.store.notices.oldest_first(Filters()), many)])
    for turn in range(2):
        at = now + timedelta(hours=turn)
        fresh = [replace(one, id=f"b{turn}{one.id[2:]}", url=f"{one.url}/{turn}") for one in known[:many]]
        late = [replace(one, updated=one.updated - timedelta(days=90)) for one in fresh[: many // 2]]
        new = [replace(one, updated=at + timedelta(seconds=n)) for n, one in enumerate(fresh[many // 2 :])]
        add(parts, [*late, *new])
        with parts.store.writing() as writer:
            for n, one in enumerate((*known[turn::2], *old)):
                writer.edit_notice(
                    replace(one, title=f"{one.title} (lần {turn})"), ("title",), at + n * timedelta(seconds=1)
                )
            for one in known[:many]:
                (writer.restore if turn else writer.withdraw)(one.id, at + timedelta(hours=0.5))
        publish(parts)


def unlike(parts: Parts, reader: Follower) -> list[str]:
    """Where a reader's last states are not the store's."""
    faults = []
    found = {id.rpartition("/")[2]: entry for id, entry in reader.states.items()}
    for updated, id in parts.store.notices.oldest_first(Filters()):
        entry = found.pop(id, None)
        printed = updated.astimezone(VIETNAM).isoformat(timespec="seconds")
        if entry is None or entry.updated != printed:
            faults.append(f"{id} is {entry}, not of {printed}")
    return faults[:5] + [f"{id} is no notice" for id in list(found)[:5]]


def dear(costs: dict[int, float]) -> list[str]:
    """Whether a change costs too much where there is much."""
    for size, seconds in costs.items():
        print(f"publishing one notice in five channels beside {size} notices: {seconds * 1000:.0f} ms CPU", flush=True)
    times = max(costs.values()) / min(costs.values())
    return [f"a change costs {times:.1f} times as much beside all (at most {SLOWER})"] if times > SLOWER else []


def tell_disk(parts: Parts, count: int) -> None:
    """What archives take on disk, and what they would as they are read."""
    files = list((parts.public / "feeds").rglob("archive/*.gz"))
    packed, some = sum(file.stat().st_size for file in files), files[:: max(1, len(files) // 100)]
    plain = sum(len(gzip.decompress(file.read_bytes())) for file in some) / sum(file.stat().st_size for file in some)
    lines = sum(file.stat().st_size for file in (parts.public / "feeds").rglob("lines"))
    print(
        f"{len(files)} archive documents, {packed / 1e6:.0f} MB gzipped ({packed / count / 1000:.2f} kB each in five"
        f" channels), {plain * packed / 1e6:.0f} MB as they are read; {lines / 1e6:.1f} MB for what stands where",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
