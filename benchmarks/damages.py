"""Twenty-five ways of damaging index and published feeds under a running hub: it answers, and is whole again by itself.

    python -m benchmarks.damages

Worker and server run as two processes. After each damage the server is asked without a pause for a search and for
a feed, and every answer must be 200; within 60 s index and feeds must be as the store says, without a restart.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

from benchmarks.changing_site import BEGUN, changing_site
from benchmarks.kills import LIMIT, collect_in_peace, is_quiet, open_hub, settings_for, wrong
from hub.cli.supervising import command
from hub.errors import IndexDamaged
from hub.wiring import Parts, open_parts

STEPS = 12


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _halve(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x01
    file.write_bytes(content)


def _zero(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def _lengthen(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"more")


def _delete(file: Path) -> None:
    shutil.rmtree(file) if file.is_dir() else file.unlink()


# what of a hub's data folder, and what is done to it
WAYS: tuple[tuple[str, Callable[[Path], None]], ...] = (
    *(("index/g*/*.seg", way) for way in (_delete, _empty, _halve, _flip, _zero, _lengthen)),
    *(("index/g*/*.toc", way) for way in (_delete, _halve, _flip)),
    *(("index/g*/seal.json", way) for way in (_delete, _halve, _flip)),
    *(("index/current", way) for way in (_delete, _empty, _flip)),
    ("index/g*", _delete),
    ("index", _delete),
    *(("public/feeds/all.atom", way) for way in (_delete, _empty, _halve, _flip, _zero)),
    *(("public/feeds/agencies/so-y-te.json.gz", way) for way in (_delete, _halve)),
    ("public", _delete),
)


@contextmanager
def hub(folder: Path) -> Iterator[str]:
    """Worker and server over the data folder; the server's address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    told = {**os.environ, **settings_for(folder, "hub")}
    commands = (command("worker", "--quiet"), command("serve", "--port", str(port)))
    with ExitStack() as stack:
        for one in commands:
            # it ends with its standard input, so also with us
            stack.enter_context(closing_process(one, told))
        origin = f"http://127.0.0.1:{port}"
        while answer(f"{origin}/readyz") != 200:
            sleep(0.2)
        yield origin


@contextmanager
def closing_process(words: list[str], told: dict[str, str]) -> Iterator[None]:
    """A process for the length of the block."""
    running = subprocess.Popen(words, env=told, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.kill()
        running.communicate()


def answer(url: str) -> int:
    """The status that an address is answered with, 0 where there is no answer."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            response.read()
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def mended(parts: Parts, origin: str, damage: Callable[[], None]) -> tuple[float, list[str]]:
    """Do the damage: seconds until all is as the store says again, and what was wrong on the way."""
    addresses = (f"{origin}/search?q=tiep+cong+dan", f"{origin}/feeds/all.atom")
    for address in addresses:
        answer(address)  # the server has taken up what there is
    damage()
    began, faults, found = monotonic(), [], ["nothing was looked at"]
    while found and monotonic() - began < LIMIT:
        faults += [f"{address}: {status}" for address in addresses if (status := answer(address)) != 200]
        found = told_by_newcomer(parts)
    return monotonic() - began, faults + found


def told_by_newcomer(parts: Parts) -> list[str]:
    """What is wrong for somebody who opens the hub now."""
    with closing(open_parts(parts.settings)) as fresh:
        try:
            return wrong(fresh)
        except IndexDamaged as damage:
            return [str(damage)]


def run(tell: Callable[[str], None]) -> tuple[list[float], list[str]]:
    """All ways on one hub: how many seconds each took to be mended, and all that was wrong."""
    seconds, faults = [], []
    with tempfile.TemporaryDirectory() as place, changing_site() as site:
        folder = Path(place)
        (folder / "clock").write_text(BEGUN.isoformat(), "ascii")
        with closing(open_hub(folder, "hub", site.origin)) as parts:
            for site.step in range(STEPS):
                asyncio.run(collect_in_peace(parts))
            with hub(folder) as origin:
                while not is_quiet(parts):
                    sleep(0.2)
                for place_of, way in WAYS:
                    target = sorted(parts.settings.data_dir.glob(place_of))[-1]
                    took, wrong_then = mended(parts, origin, lambda target=target, way=way: way(target))
                    about = f"{place_of} {way.__name__.strip('_')}"
                    seconds.append(took)
                    faults += [f"{about}: {fault}" for fault in wrong_then]
                    tell(f"{about}: {took:.1f} s")
    return seconds, faults


def main() -> int:
    seconds, faults = run(lambda line: print(line, flush=True))
    for fault in faults:
        print(f"  {fault}")
    print(f"{len(seconds)} damages mended within {max(seconds):.1f} s (wanted: {LIMIT:.0f} s), always answering")
    print("FAIL" if faults else "PASS")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
