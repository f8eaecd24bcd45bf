"""A refresh of a thousand feeds beside `reader`: CPU seconds of each process, phase by phase, interleaved.

    python -m benchmarks.refresh [--feeds 1000] [--rounds 3] [--ours-only]

The feeds come from `benchmarks.feed_farm`, on loopback. `reader` is installed into an environment of its own in a
temporary folder (a fresh install also needs sgmllib3k). Ours takes the feeds as saying all (`pages = false`), as
`reader` does; indexing and publishing are left out on both sides. Entries parsed must equal entries changed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import IO

# phase -> (mode of the farm, the most it may cost against reader)
PHASES = {
    "cold": ("validators", 0.6),
    "all 304": ("validators", 0.5),
    "unchanged 200": ("plain", 0.03),
    "moving stamp": ("moving", 0.06),
    "5 % changed": ("validators+", 0.4),
}


def urls(port: int, feeds: int) -> list[str]:
    return [f"http://127.0.0.1:{port}/feed/{feed}" for feed in range(feeds)]


# --- the two programs, each a process that does a phase for every line it reads -------------------


def ours(port: int, feeds: int, folder: str) -> None:
    """Our side."""
    from hub.records import Address, Agency, Source
    from hub.settings import load_settings
    from hub.wiring import open_parts
    from hub.worker import process
    from hub.worker.collecting import collect_all, open_client

    parts = open_parts(load_settings(Path(folder), allow_networks="127.0.0.0/8", per_host_delay=0)[0])
    parts.store.sources.save_agency(Agency("so", "Sở"))
    for number, url in enumerate(urls(port, feeds)):
        parts.store.sources.save_source(Source(f"s{number}", "so", url, (Address("feed", url),), pages=False))

    async def refresh() -> str:
        client = open_client(parts)
        sources = parts.store.sources.sources("active")
        tallies = await collect_all(parts, client, sources, lambda tally: None)
        await client.close()
        failed = [tally for tally in tallies if tally.error]
        assert not failed, failed[:3]
        names = ("parsed", "new", "edited", "not_modified")
        return ", ".join(f"{sum(getattr(tally, name) for tally in tallies)} {name}" for name in names)

    answer_phases(lambda: process.run(refresh()))
    parts.close()


READER = """
import sys, time
from reader import make_reader
port, feeds, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
reader = make_reader(folder + "/reader.db")
for feed in range(feeds):
    reader.add_feed(f"http://127.0.0.1:{port}/feed/{feed}")
print("ready", flush=True)
for line in sys.stdin:
    began = time.process_time()
    results = list(reader.update_feeds_iter(workers=10, scheduled=False))
    failed = [r for r in results if r.error]
    assert not failed, failed[:3]
    print(time.process_time() - began, len(results), "feeds", flush=True)
"""


def answer_phases(work: object) -> None:
    print("ready", flush=True)
    for _ in sys.stdin:
        began = time.process_time()
        said = work()  # type: ignore[operator]
        print(time.process_time() - began, said, flush=True)


# --- the race ------------------------------------------------------------------------------------


@contextmanager
def process(command: list[str]) -> Iterator[tuple[IO[str], IO[str]]]:
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert running.stdin and running.stdout
    try:
        yield running.stdin, running.stdout
    finally:
        running.kill()
        running.wait()


def reader_python(folder: Path) -> str:
    """A Python with `reader` in it, in an environment of its own."""
    python = folder / "env" / "bin" / "python"
    venv.create(python.parents[1], with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "reader==3.26", "sgmllib3k"], check=True)
    return str(python)


def phase(pipes: tuple[IO[str], IO[str]]) -> tuple[float, str]:
    pipes[0].write("go\n")
    pipes[0].flush()
    seconds, _, said = pipes[1].readline().partition(" ")
    return float(seconds), said.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ours-only", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        them = [sys.executable, "-c", "import sys; print('ready'); [print('0 -', flush=True) for _ in sys.stdin]"]
        if not options.ours_only:
            them = [reader_python(Path(folder)), "-c", READER]
        rounds = []
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", flush=True)
            rounds.append(one_round(options.feeds, Path(folder) / str(number), them))
    return verdict(rounds)


Round = dict[str, tuple[float, float]]
"""CPU seconds of ours and of `reader`, by phase."""


def one_round(feeds: int, folder: Path, them: list[str]) -> Round:
    """Both from nothing through all phases, one beside the other."""
    folder.mkdir()
    with process([sys.executable, "-m", "benchmarks.feed_farm", str(feeds)]) as (_, farm):
        port = int(farm.readline())
        us = [sys.executable, "-c", f"from benchmarks.refresh import ours; ours({port}, {feeds}, {str(folder)!r})"]
        with process(us) as ours_at, process([*them, str(port), str(feeds), str(folder)]) as reader_at:
            assert ours_at[1].readline() == "ready\n"
            assert reader_at[1].readline() == "ready\n"
            return race(port, ours_at, reader_at)


def race(port: int, ours_at: tuple[IO[str], IO[str]], reader_at: tuple[IO[str], IO[str]]) -> Round:
    took = {}
    for name, (mode, _) in PHASES.items():
        if name == "5 % changed":  # a visit that is not counted, so that both sides know the validators again
            urllib.request.urlopen(f"http://127.0.0.1:{port}/mode/validators").close()
            phase(ours_at)
            phase(reader_at)
        urllib.request.urlopen(f"http://127.0.0.1:{port}/mode/{mode}").close()
        (mine, said), (theirs, _) = phase(ours_at), phase(reader_at)
        took[name] = (mine, theirs)
        print(f"  {name:<14} ours {mine:7.2f} s   reader {theirs:7.2f} s   {said}", flush=True)
    return took


def verdict(rounds: list[Round]) -> int:
    """The middle of the rounds' ratios decides: a phase of ours takes a second, which a busy moment can double."""
    missed = []
    for name, (_, most) in PHASES.items():
        ratios = sorted(mine / theirs if theirs else 0.0 for mine, theirs in (took[name] for took in rounds))
        middle = median(ratios)
        print(f"{name:<14} {middle:6.3f}x (at most {most}x)   rounds {' '.join(f'{ratio:.3f}' for ratio in ratios)}")
        missed += [name] if middle > most else []
    print(f"FAIL: {', '.join(missed)}" if missed else "PASS")
    return 1 if missed else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main())
