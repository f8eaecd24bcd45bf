"""WebSub at work: `python -m benchmarks.websub [--subscribers 1000]`.

A real hub (worker and server, one process) reads a feed on loopback; of its subscribers one in twenty is dead and one
in twenty slow, at the same addresses as the others. Each subscribes over HTTP and is verified. Then notices come:
every live callback must have its document within five seconds of the line in the change log, a dead one is tried again
and then given up (the clock is put on for that). Beside it: a thousand pushes to us that no hub has signed, and a
thousand requests in the name of a third party.
"""

import argparse
import asyncio
import hashlib
import hmac
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import httpx
import uvicorn

from benchmarks.loopback import site_of
from benchmarks.websub_callbacks import SLOW_SECONDS, Callbacks, callbacks
from hub.records import Address, Agency, Source, Subscription
from hub.settings import load_settings
from hub.web.main import make_app
from hub.web.wire import server_config
from hub.wiring import Parts, open_parts
from hub.worker.collecting import open_client
from scheduler import Worker

WITHIN = 5.0
CLIENTS = tuple(f"127.0.8.{n}" for n in range(1, 61))
FORGED = REQUESTS = 1000
ROUNDS = 3
TOPIC = "/feeds/all.atom"


@dataclass
class Clock:
    """The real time, put on by `ahead`."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Site:
    """A feed that grows."""

    def __init__(self) -> None:
        self.notices = 1

    def answer(self, path: str) -> tuple[int, str]:
        if path != "/rss":
            return 404, ""
        items = "".join(
            f"<item><title>Thông báo {n}</title><guid>{n}</guid></item>" for n in range(self.notices, 0, -1)
        )
        return 200, f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


def make_hub(folder: Path, feed: str, clock: Clock) -> Parts:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    given = {"allow_networks": "127.0.0.0/8", "per_host_delay": 0.0}
    parts = replace(open_parts(load_settings(folder, base_url=f"http://127.0.0.1:{port}", **given)[0]), clock=clock)
    parts.store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    address = (Address("feed", feed),)
    parts.store.sources.save_source(Source("syt", "so-y-te", feed, address, pages=False, every=2.0))
    return parts


def serve(parts: Parts) -> Callable[[], None]:
    server = uvicorn.Server(
        server_config(make_app(parts), "127.0.0.1", int(parts.settings.base_url.rpartition(":")[2]))
    )
    thread = Thread(target=server.run)
    thread.start()

    def stop() -> None:
        server.should_exit = True
        thread.join()

    return stop


async def until(is_so: Callable[[], object], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.05)
    return True


async def ask(parts: Parts, wanted: Sequence[str], tries: int) -> list[int]:
    """Subscribe these callbacks from many clients; who is told that too many wait tries again a moment later."""
    clients = [httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(local_address=host)) for host in CLIENTS]
    topic, statuses = f"{parts.settings.base_url}{TOPIC}", []
    for turn in range(tries):
        left = []
        for n, callback in enumerate(wanted):
            form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": callback, "hub.secret": "bí mật"}
            client = clients[(n + turn) % len(clients)]
            status = (await client.post(f"{parts.settings.base_url}/websub", data=form)).status_code
            statuses.append(status)
            left += [callback] if status == 429 else []
        wanted = left
        await until(lambda: not parts.store.subscribers.waiting(1), 60)
        if not wanted:
            break
    for client in clients:
        await client.aclose()
    return statuses


async def third_party(parts: Parts, there: Callbacks) -> bool:
    """A thousand requests for callbacks at hosts that want nothing."""
    statuses = await ask(parts, [there.url("v", n) for n in range(REQUESTS)], 1)
    await until(lambda: not parts.store.subscribers.waiting(1), 20)
    questions = sum(len(times) for path, times in there.take("GET").items() if path[1] == "v")
    print(f"{REQUESTS} requests for a third party: {questions} small GETs, {statuses.count(429)} refused at once")
    return questions <= statuses.count(202) < REQUESTS / 2


async def forged(parts: Parts) -> bool:
    """A thousand pushes to a callback of ours that its hub has not signed."""
    secret, token = "the secret of that hub", "a-token-of-that-hub"
    source = parts.store.sources.source("syt")
    assert source is not None
    feed = source.addresses[0].url
    with parts.store.writing() as writer:
        writer.offer(Subscription("syt", feed, "http://127.0.0.1:9/hub", feed, token, secret))
    known = parts.store.subscriptions.of_token(token)
    assert known is not None
    parts.store.subscriptions.save_asking(replace(known, asked=parts.clock()))
    parts.store.subscriptions.confirm(token, parts.clock(), parts.clock() + timedelta(days=5))
    body, url = b"<rss/>", f"{parts.settings.base_url}/websub/callback/{token}"
    signed = {name: f"{name}={hmac.new(secret.encode(), body, name).hexdigest()}" for name in ("sha1", "md5", "sha256")}
    other = f"sha256={hmac.new(b'another secret', body, hashlib.sha256).hexdigest()}"
    headers = [{}, {"X-Hub-Signature": signed["sha1"]}, {"X-Hub-Signature": signed["md5"]}, {"X-Hub-Signature": other}]
    async with httpx.AsyncClient() as client:
        answers = [
            (await client.post(url, content=body, headers=headers[n % 4])).status_code for n in range(FORGED - 1)
        ]
        answers.append(
            (await client.post(url, content=body + b" ", headers={"X-Hub-Signature": signed["sha256"]})).status_code
        )
        true = (await client.post(url, content=body, headers={"X-Hub-Signature": signed["sha256"]})).status_code
    after = parts.store.subscriptions.of_token(token)
    taken = sum(status < 400 for status in answers)
    print(f"forged or unsigned pushes taken: {taken} of {FORGED}; a signed one: HTTP {true}")
    return taken == 0 and true == 202 and after is not None and after.pushes == 1


async def announce(parts: Parts, there: Callbacks, site: Site, live: int) -> bool:
    """One more notice: how long after its line in the change log each live callback had it."""
    before = parts.store.changes.newest()
    site.notices += 1
    cpu = time.process_time()
    if not await until(lambda: parts.store.changes.newest() > before, 20):
        return False
    at = parts.store.changes.after(before)[0].at.timestamp()
    got: dict[str, float] = {}
    sent: Counter[tuple[str, int]] = Counter()

    def is_complete() -> bool:
        for path, messages in there.take("POST").items():
            sent.update((path, document) for _, document in messages if path[1] != "d")
            got.setdefault(path, messages[0][0] - at)
        return len([path for path in got if path[1] == "l"]) >= live

    await until(is_complete, 30)
    cpu = time.process_time() - cpu
    await asyncio.sleep(2 * SLOW_SECONDS)
    is_complete()
    again = sent.total() - len(sent)
    got = {path: seconds for path, seconds in got.items() if path[1] == "l"}
    times = sorted(got.values()) or [float("inf")]
    told = f"half within {times[len(times) // 2]:.2f} s, the last after {times[-1]:.2f} s of ingest, CPU {cpu:.2f} s"
    print(f"{len(got)} of {live} live callbacks told, {again} documents sent twice: {told}", flush=True)
    return len(got) == live and again == 0 and times[-1] <= WITHIN


async def give_up(parts: Parts, there: Callbacks, clock: Clock, dead: int) -> bool:
    """Fifteen hours go by for those that are dead."""
    there.take("POST")
    tries = 0
    for _ in range(9):
        clock.ahead += timedelta(hours=12)
        await asyncio.sleep(0.3)
        await until(lambda: not parts.store.subscribers.due(parts.clock()), 20)
        tries += sum(len(times) for path, times in there.take("POST").items() if path[1] == "d")
    figures = parts.store.subscribers.figures(parts.clock())
    print(f"{dead} dead callbacks: {tries / max(dead, 1):.1f} further tries each, {figures.dropped} given up")
    return figures.dropped == dead and tries > dead


async def run(folder: Path, subscribers: int) -> bool:
    dead, slow = subscribers // 20, subscribers // 20
    live, clock, site = subscribers - dead - slow, Clock(), Site()
    with callbacks() as there, site_of(site.answer) as origin:
        parts = make_hub(folder, f"{origin}/rss", clock)
        stop_serving, client, stop = serve(parts), open_client(parts), asyncio.Event()
        worker = asyncio.create_task(Worker(parts, client).run(stop))
        try:
            reached = [await until(lambda: parts.store.changes.newest() > 0, 20)]
            kinds = [("l", live), ("s", slow), ("d", dead)]
            began = time.monotonic()
            await ask(parts, [there.url(name, n) for name, count in kinds for n in range(count)], 60)
            stand = parts.store.subscribers.figures(parts.clock()).subscribers
            print(f"{stand} of {subscribers} callbacks verified in {time.monotonic() - began:.1f} s", flush=True)
            reached.append(stand == subscribers)
            there.take("GET")
            reached += [await announce(parts, there, site, live) for _ in range(ROUNDS)]
            reached.append(await give_up(parts, there, clock, dead))
            reached += [await forged(parts), await third_party(parts, there)]
        finally:
            stop.set()
            await worker
            await client.close()
            stop_serving()
            parts.close()
    return all(reached)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--subscribers", type=int, default=1000)
    with tempfile.TemporaryDirectory() as folder:
        reached = asyncio.run(run(Path(folder), asked.parse_args().subscribers))
    print("PASS" if reached else "FAIL")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
