"""The commands as processes: what `make run` starts, says and leaves behind."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.demo.server import SampleSites
from hub.records import Address, Agency, Ask, Fetch, Filters, Source, Tally
from hub.settings import load_settings
from hub.wiring import open_parts
from hub.worker.collecting import collect_all, open_client
from scheduler import Worker

pytestmark = pytest.mark.whole
NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
DEAD = "http://127.0.0.1:9/rss"


def daumoi(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hub", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "hub", "demo", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    yield process, port
    process.kill()
    process.communicate(timeout=30)


def test_the_demo_says_every_step_serves_and_leaves_nothing_behind(
    demo: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    process, port = demo
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line.strip())
        if line.startswith("ready"):
            break
    assert said[-1] == f"ready http://127.0.0.1:{port}/"
    assert sum(line.startswith("[") and line.endswith("notices") for line in said) == 7
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
        assert "7/7 nguồn" in page.read().decode()
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(25) == 0
    assert time.monotonic() - began < 20
    assert list(tmp_path.iterdir()) == []


def test_an_operator_imports_collects_searches_and_pauses(tmp_path: Path) -> None:
    with SampleSites(0, lambda: NOW) as sites:
        agencies, sources = sites.catalogue()
        site = next(source for source in sources if source.addresses[0].kind == "feed")
        agency = next(agency for agency in agencies if agency.slug == site.agency)
        row = {
            "slug": site.slug,
            "agency": {"slug": agency.slug, "name": agency.name, "kind": "department", "parent": None},
            "homepage": site.homepage,
            "feed_url": site.addresses[0].url,
            "listing_url": None,
            "section_hint": None,
        }
        (tmp_path / "sources.json").write_text(json.dumps([row, {**row, "slug": "hong", "feed_url": DEAD}]), "utf-8")
        here = {"DAUMOI_DATA_DIR": str(tmp_path / "hub"), "DAUMOI_ALLOW_NETWORKS": "127.0.0.0/8"}
        here |= {"DAUMOI_PER_HOST_DELAY": "0"}
        assert "make one with: daumoi init" in daumoi("crawl", **here).stderr
        assert daumoi("init", "--catalogue", "none", **here).returncode == 0
        assert daumoi("source", "import", str(tmp_path / "sources.json"), **here).returncode == 2
        assert daumoi("source", "import", str(tmp_path / "sources.json"), "--yes", **here).returncode == 0
        crawled = daumoi("crawl", **here)
        assert crawled.returncode == 1
        assert "hong: 0 new, 0 edited, 0 withdrawn, 0 unchanged, error connect_refused" in crawled.stdout
        found = json.loads(daumoi("search", "thong bao", "--json", **here).stdout)
        assert found["total"] > 0
        assert json.loads(daumoi("doctor", "--json", **here).stdout)[0]["code"] == "connect_refused"
        assert daumoi("source", "pause", "hong", **here).returncode == 0
        assert daumoi("crawl", **here).returncode == 0
        assert daumoi("check", **here).returncode == 0
        exported = [json.loads(line) for line in daumoi("export", **here).stdout.splitlines()]
        assert len(exported) == int(crawled.stdout.split(f"{site.slug}: ")[1].split()[0])
        gone = exported[0]
        assert daumoi("redact", gone["id"], "--reason", "thông tin cá nhân", **here).returncode == 0
        assert gone["title"] not in daumoi("export", **here).stdout
        assert "write words" in daumoi("search", "đất OR", **here).stderr
        assert site.homepage in daumoi("source", "export", **here).stdout


def test_two_workers_beside_each_other_take_turns_at_a_source(tmp_path: Path) -> None:
    asking: Counter[int] = Counter()
    together: list[int] = []

    async def watched() -> list[Tally]:
        """A client of its own; with each request it is noted how many clients are at the source."""
        client = open_client(parts)
        fetch = client.fetch

        async def counted(ask: Ask) -> Fetch:
            asking[id(client)] += 1
            together.append(sum(count > 0 for count in asking.values()))
            try:
                return await fetch(ask)
            finally:
                asking[id(client)] -= 1

        client.fetch = counted  # type: ignore[method-assign]
        try:
            return await collect_all(parts, client, parts.store.sources.sources(), lambda tally: None)
        finally:
            await client.close()

    async def both() -> list[list[Tally]]:
        return list(await asyncio.gather(watched(), watched()))

    with SampleSites(0, lambda: NOW) as sites:
        parts = open_parts(load_settings(tmp_path, allow_networks="127.0.0.0/8", per_host_delay=0)[0])
        agencies, sources = sites.catalogue()
        for agency in agencies:
            parts.store.sources.save_agency(agency)
        parts.store.sources.save_source(sources[0])
        first, second = asyncio.run(both())
        assert sorted([first[0].new, second[0].new])[0] == 0
        assert first[0].new + second[0].new == len(parts.store.notices.newest(Filters(), limit=99))
        assert len(asking) == 2
        assert set(together) == {1}
        parts.close()


def test_a_worker_told_to_stop_gives_back_what_it_cannot_finish(tmp_path: Path) -> None:
    async def stopped_in_mid_work() -> float:
        stop = asyncio.Event()
        client = open_client(parts)
        working = asyncio.create_task(Worker(parts, client, grace=1.0).run(stop))
        await asyncio.sleep(1.5)
        began = time.monotonic()
        stop.set()
        await working
        await client.close()
        return time.monotonic() - began

    silent = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{silent.getsockname()[1]}/rss"
    parts = open_parts(load_settings(tmp_path, allow_networks="127.0.0.0/8", per_host_delay=0)[0])
    parts.store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    parts.store.sources.save_source(Source("syt", "so-y-te", url, (Address("feed", url),)))
    assert asyncio.run(stopped_in_mid_work()) < 5
    assert parts.store.leases.take("source:syt", "another", 1) is not None
    parts.close()
    silent.close()


def test_a_process_without_its_supervisor_stops_by_itself_and_quietly(tmp_path: Path) -> None:
    here = {**os.environ, "DAUMOI_DATA_DIR": str(tmp_path)}
    assert daumoi("init", "--catalogue", "none", DAUMOI_DATA_DIR=str(tmp_path)).returncode == 0
    command = [sys.executable, "-m", "hub", "worker", "--supervised", "--quiet"]
    with subprocess.Popen(command, env=here, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(3)
        assert process.poll() is None
        _, log = process.communicate(timeout=20)
    assert (process.returncode, log) == (0, b"")
