"""One host with forty sources down and back, told as one incident: `python -m benchmarks.incidents [seed]`.

The worker's own planning, collecting and watching drive a hub whose clock is a file (setting CLOCK), five minutes a
step; the sites are real ones on loopback: one host with forty feeds, twelve with one each. The host is first gone
for ten minutes, which is nobody's business, then for ten hours. The truth is what the host itself has noted: which
notices it could not show before it came back, and when each feed was read again.
"""

import asyncio
import sys
import tempfile
from collections import defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random

from hub.records import Address, Agency, Incident, Source
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client
from hub.worker.planning import due_sources
from hub.worker.watching import watch

SOURCES, OTHERS = 40, 12
BEGIN = datetime(2010, 9, 20, 1, 0, tzinfo=UTC)
STEP = timedelta(minutes=5)
HOUR = timedelta(hours=1)
HICCUP = (8 * HOUR, 8 * HOUR + 2 * STEP)
OUTAGE = (20 * HOUR, 30 * HOUR)
END = 56 * HOUR
USUAL = 6.0  # hours from one notice of a feed to the next


@dataclass
class Host:
    """Feeds whose items appear as the clock passes their dates; what was answered when is noted by feed."""

    clock: Path
    dates: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, list[tuple[datetime, int]]] = field(default_factory=lambda: defaultdict(list))
    port: int = 0
    _server: asyncio.Server | None = None

    async def go_up(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def go_down(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    @property
    def is_up(self) -> bool:
        return self._server is not None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
            status, body = ("200 OK", self._feed(path)) if path in self.dates else ("404 Not Found", "")
            sent = body.encode()
            head = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {len(sent)}\r\n\r\n"
            writer.write(head.encode() + sent)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _feed(self, path: str) -> str:
        now = datetime.fromisoformat(self.clock.read_text())
        shown = [(n, date) for n, date in enumerate(self.dates[path]) if date <= now]
        self.answers[path].append((now, len(shown)))
        items = "".join(
            f"<item><title>Thông báo số {n} của {path}</title><link>http://127.0.0.1:{self.port}{path}/{n}</link>"
            f"<pubDate>{format_datetime(date)}</pubDate></item>"
            for n, date in shown[-30:]
        )
        return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


def make(host: Host, parts: Parts, name: str, random: Random) -> None:
    """A feed of the host that has something new every few hours, and its source."""
    path, moment = f"/{name}", BEGIN - 48 * HOUR
    while (moment := moment + random.uniform(0.2, 2) * USUAL * HOUR) < BEGIN + END:
        host.dates[path].append(moment.replace(microsecond=0))
    url = f"http://127.0.0.1:{host.port}{path}"
    parts.store.sources.save_source(Source(name, "so", url, (Address("feed", url),), pages=False))


async def live(parts: Parts, clock: Path, host: Host) -> None:
    """All the hours of it, as the worker lives them."""
    client, now = open_client(parts), BEGIN
    while now < BEGIN + END:
        clock.write_text(now.isoformat())
        is_down = any(begin <= now - BEGIN < end for begin, end in (HICCUP, OUTAGE))
        if is_down == host.is_up:
            await (host.go_down() if is_down else host.go_up())
        await collect_all(parts, client, due_sources(parts, now), lambda _: None, due_by=now)
        await watch(parts)
        now += STEP
    await client.close()


async def run(folder: Path, seed: int) -> bool:
    clock = folder / "clock"
    clock.write_text(BEGIN.isoformat())
    told = {"allow_networks": "127.0.0.0/8", "clock": str(clock), "per_host_delay": 0.0}
    parts = open_parts(load_settings(folder, **told)[0])
    parts.store.sources.save_agency(Agency("so", "Sở"))
    random, hosts = Random(seed), [Host(clock) for _ in range(1 + OTHERS)]
    async with AsyncExitStack() as stack:
        for n, host in enumerate(hosts):
            await host.go_up()
            stack.push_async_callback(host.go_down)
            for half in range(SOURCES if n == 0 else 1):
                make(host, parts, f"s{n}-{half}", random)
        await live(parts, clock, hosts[0])
    return judge(parts.store.incidents.newest(500), hosts[0])


def judge(incidents: tuple[Incident, ...], host: Host) -> bool:
    """What the hub tells against what the host knows."""
    begin, end = (BEGIN + moment for moment in OUTAGE)
    before = {path: [seen for seen in all_seen if seen[0] < begin][-1] for path, all_seen in host.answers.items()}
    after = {path: next(seen for seen in all_seen if seen[0] >= end) for path, all_seen in host.answers.items()}
    late = sum(after[path][1] - before[path][1] for path in after)
    back = max(moment for moment, _ in after.values())
    print(f"incidents {len(incidents)} (1)")
    if len(incidents) != 1:
        return False
    (one,) = incidents
    lasted = one.closed - one.opened if one.closed else None
    sources = {affected.source for affected in one.affected}
    print(f"its sources {len(sources)} ({SOURCES}), cause {one.cause}")
    print(f"opened {one.opened - begin} after the host went down, closed as of the last feed's return: {lasted}")
    print(f"late notices {one.late} ({late})")
    every = timedelta(minutes=15)
    return len(sources) == SOURCES and one.closed == back and begin <= one.opened <= begin + every and one.late == late


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        reached = asyncio.run(run(Path(name), int(sys.argv[1]) if sys.argv[1:] else 1))
    print("PASS" if reached else "FAIL")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
