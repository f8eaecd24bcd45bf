"""Ten thousand collections in one worker process, and its memory: `python -m benchmarks.soak [collections]`.

A real `daumoi worker` visits sixty feeds and forty listings (each a Scrapy crawl with a page an article) on
loopback as often as it can; now and then a source has something new. PSS is read from outside before, every
thousand collections and after. It must be flat: the straight line through what was read after the first
fifth rises by no more than 1 MB a thousand.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from statistics import linear_regression

from benchmarks.feed_farm import Random, prose
from hub.records import Address, Agency, ListingRule, Source
from hub.store.store import Store

FEEDS, LISTINGS = 60, 40
PORTS = 20
ROWS = 15
NEWS_EVERY = 20  # visits of a source after which it has one more item
RISE = 1.0  # MB a thousand collections
RULE = ListingRule(row="//li", title="./a", link="./a/@href")


class Sites:
    """Feeds at /feed/N, lists at /list/N, their articles at /tin/…, on many ports; every visit is counted."""

    def __init__(self) -> None:
        self.visits: Counter[str] = Counter()
        self.ports: list[int] = []

    def url(self, kind: str, n: int) -> str:
        return f"http://127.0.0.1:{self.ports[n % PORTS]}/{kind}/{n}"

    def answer(self, path: str) -> tuple[str, str]:
        kind, _, rest = path.strip("/").partition("/")
        if kind not in ("feed", "list", "tin"):
            return "404 Not Found", ""
        if kind == "tin":
            said = prose(Random(rest), 300)
            return (
                "200 OK",
                f"<html><body><h1>{prose(Random(rest), 12)}</h1><article><p>{said}</p></article></body></html>",
            )
        self.visits[path] += 1
        newest = ROWS + self.visits[path] // NEWS_EVERY
        links = [
            (f"/tin/{kind}{rest}/{n}", prose(Random(f"{kind}{rest}/{n}"), 12)) for n in range(newest, newest - ROWS, -1)
        ]
        return "200 OK", self._feed(links) if kind == "feed" else self._list(links)

    def _feed(self, links: list[tuple[str, str]]) -> str:
        items = "".join(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
            f"<description>{escape(prose(Random(link), 80))}</description></item>"
            for link, title in links
        )
        stamp = f"<lastBuildDate>{time.time()}</lastBuildDate>"
        return f'<rss version="2.0"><channel><title>t</title>{stamp}{items}</channel></rss>'

    def _list(self, links: list[tuple[str, str]]) -> str:
        rows = "".join(f'<li><a href="{link}">{title}</a></li>' for link, title in links)
        return f"<html><body><ul>{rows}</ul><i>{time.time()}</i></body></html>"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                status, text = self.answer(head.split(b" ")[1].decode())
                body = text.encode()
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@contextmanager
def served(sites: Sites) -> Iterator[None]:
    """The sites in a thread of their own."""
    loop = asyncio.new_event_loop()
    for _ in range(PORTS):
        server = loop.run_until_complete(asyncio.start_server(sites.serve, "127.0.0.1", 0))
        sites.ports.append(server.sockets[0].getsockname()[1])
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def make_hub(folder: Path, sites: Sites) -> Store:
    """A hub whose sources are the sites."""
    store = Store(f"sqlite:///{folder / 'daumoi.db'}", folder)
    store.migrate()
    store.sources.save_agency(Agency("so", "Sở"))
    for n in range(FEEDS):
        url = sites.url("feed", n)
        store.sources.save_source(Source(f"f{n}", "so", url, (Address("feed", url),)))
    for n in range(LISTINGS):
        url = sites.url("list", n)
        store.sources.save_source(Source(f"l{n}", "so", url, (Address("listing", url, listing=RULE),)))
    return store


@contextmanager
def process(name: str, folder: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of our own processes on a hub."""
    environment = {**os.environ, "DAUMOI_DATA_DIR": str(folder), "DAUMOI_ALLOW_NETWORKS": "127.0.0.0/8", **settings}
    command = [sys.executable, "-P", "-m", "hub", *name.split()]
    running = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
    try:
        yield running
    finally:
        end(running)


def end(process: subprocess.Popen[bytes]) -> None:
    """Tell a process to stop and wait for its end, which a busy machine may delay."""
    process.terminate()
    process.wait(120)


def pss(pid: int) -> float:
    """The proportional set size of a process, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> int:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    read: list[tuple[int, float]] = []
    sites = Sites()
    with tempfile.TemporaryDirectory() as name, served(sites):
        store = make_hub(Path(name), sites)
        settings = {"DAUMOI_PER_HOST_DELAY": "0", "DAUMOI_EVERY": "5"}
        with process("worker --quiet", Path(name), **settings) as worker:
            began, done = time.monotonic(), 0
            while done < wanted:
                time.sleep(1.0)
                done = sum(state.collections for state in store.sources.states().values())
                if done >= len(read) * wanted / 10:
                    read.append((done, pss(worker.pid)))
                    print(
                        f"  {done:6} collections   {read[-1][1]:6.1f} MB   {time.monotonic() - began:5.0f} s",
                        flush=True,
                    )
        failed = sorted(slug for slug, state in store.sources.states().items() if state.error)
        store.close()
    steady = [(done, memory) for done, memory in read if done >= wanted / 5]
    slope = linear_regression([done / 1000 for done, _ in steady], [memory for _, memory in steady]).slope
    reached = slope <= RISE and not failed
    print(
        f"PSS rises by {slope:.2f} MB a thousand collections (at most {RISE}); failing at the end: {failed or 'none'}"
    )
    print("PASS" if reached else "FAIL")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
