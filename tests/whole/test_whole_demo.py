"""The whole pipeline on loopback: sample sites in, notices, search, feeds and API out; every part is the real one."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import httpx
import pytest
import uvicorn

from hub.cli.setting_up import fix_authority
from hub.demo.server import SampleSites
from hub.records import Filters, Notice, Tally
from hub.settings import load_settings
from hub.web.main import make_app
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client
from hub.worker.consuming import consume_all

pytestmark = pytest.mark.whole
START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


class Province:
    """The sample sites, a hub over them, and one clock for both."""

    def __init__(self, folder: Path, sites: SampleSites, base_url: str) -> None:
        self.clock = folder / "clock"
        self.set_clock(START)
        settings = load_settings(
            folder,
            allow_networks="127.0.0.0/8",
            per_host_delay=0,
            clock=str(self.clock),
            base_url=base_url,
        )[0]
        self.parts: Parts = open_parts(settings)
        fix_authority(self.parts.store, "daumoi.example")
        agencies, sources = sites.catalogue()
        for agency in agencies:
            self.parts.store.sources.save_agency(agency)
        for source in sources:
            self.parts.store.sources.save_source(source)

    def set_clock(self, moment: datetime) -> None:
        self.clock.write_text(moment.isoformat(), "ascii")

    def collect(self) -> list[Tally]:
        async def everything() -> list[Tally]:
            client = open_client(self.parts)
            try:
                sources = self.parts.store.sources.sources("active")
                tallies = await collect_all(self.parts, client, sources, lambda tally: None)
                await consume_all(self.parts)
            finally:
                await client.close()
            return tallies

        return asyncio.run(everything())

    def gives_validators(self, source: str) -> bool:
        known = self.parts.store.notices.memory(source, START, 0).validators.values()
        return any(validators.etag or validators.last_modified for validators in known)

    def notices(self) -> list[Notice]:
        return self.parts.store.notices.newest(Filters(), limit=500)


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> Iterator[Province]:
    folder = tmp_path_factory.mktemp("hub")
    sites = SampleSites(0, lambda: datetime.fromisoformat((folder / "clock").read_text("ascii")), start=START)
    (folder / "clock").write_text(START.isoformat(), "ascii")
    with sites:
        province = Province(folder, sites, f"http://127.0.0.1:{listener.getsockname()[1]}")
        yield province
        province.parts.close()


@pytest.fixture(scope="module")
def web(province: Province, listener: socket.socket) -> Iterator[httpx.Client]:
    server = uvicorn.Server(uvicorn.Config(make_app(province.parts), log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with httpx.Client(base_url=province.parts.settings.base_url, timeout=30) as client:
        yield client
    server.should_exit = True
    thread.join()


def test_everything_the_sites_announce_is_collected_without_an_error(province: Province) -> None:
    tallies = province.collect()
    assert [tally.error for tally in tallies] == [None] * len(tallies)
    notices = province.notices()
    assert len(notices) == sum(tally.new for tally in tallies) >= 50
    assert all(notice.published_from != "first_seen" for notice in notices)
    assert all(len(notice.text) > 100 for notice in notices)
    assert not any("Lượt xem" in notice.text or "Tin liên quan" in notice.text for notice in notices)


def test_a_second_collection_of_unchanged_sites_changes_nothing(province: Province) -> None:
    before = province.parts.store.changes.newest()
    tallies = province.collect()
    assert province.parts.store.changes.newest() == before
    assert sum(tally.parsed for tally in tallies) == 0
    able = [tally for tally in tallies if province.gives_validators(tally.source)]
    assert len(able) >= 4
    assert sum(tally.not_modified for tally in able) >= 0.95 * sum(tally.requests for tally in able)


def test_files_are_kept_and_served(province: Province, web: httpx.Client) -> None:
    files = [file for notice in province.notices() for file in notice.attachments]
    assert files
    assert all(file.sha256 for file in files), [file for file in files if not file.sha256]
    answer = web.get(f"/files/{files[0].sha256}/{files[0].name}")
    assert answer.status_code == 200
    assert len(answer.content) == files[0].bytes


def test_search_finds_as_people_type(province: Province, web: httpx.Client) -> None:
    notice = next(notice for notice in province.notices() if notice.doc_number and notice.doc_type == "QĐ")
    number = notice.doc_number or ""
    for typed in (number, number.lower().replace("đ", "d"), number.replace("/", " "), number.replace("Đ", "Ð")):
        found = web.get("/api/v1/search", params={"q": typed}).json()
        assert notice.id in [item["id"] for item in found["items"]][:2], typed
    marked, plain = (web.get("/api/v1/search", params={"q": q}).json()["total"] for q in ("giá đất", "gia dat"))
    assert plain >= marked > 0


@pytest.mark.parametrize("suffix", ["atom", "rss", "json"])
def test_feeds_are_published_and_answer_304(province: Province, web: httpx.Client, suffix: str) -> None:
    answer = web.get(f"/feeds/all.{suffix}")
    assert answer.status_code == 200
    entries = answer.json()["items"] if suffix == "json" else feedparser.parse(answer.content).entries
    assert len(entries) == 50
    again = web.get(f"/feeds/all.{suffix}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert (province.parts.public / "feeds" / f"all.{suffix}.gz").exists()


def test_every_channel_of_every_notice_has_a_feed(province: Province, web: httpx.Client) -> None:
    sources = {slug for notice in province.notices() for slug in notice.sources}
    agencies = {notice.agency for notice in province.notices()}
    for channel in [*(f"sources/{slug}" for slug in sources), *(f"agencies/{slug}" for slug in agencies), "withdrawn"]:
        assert web.get(f"/feeds/{channel}.atom").status_code == 200, channel


def test_an_edit_a_withdrawal_and_a_late_notice_are_seen_while_it_runs(province: Province, web: httpx.Client) -> None:
    before = province.parts.store.changes.newest()
    for minutes in (30, 60, 90, 120):
        province.set_clock(START + timedelta(minutes=minutes))
        province.collect()
    changes = province.parts.store.changes.after(before)
    assert sorted(change.kind for change in changes) == ["edited", "new", "withdrawn"]
    by_kind = {change.kind: province.parts.store.notices.get(change.notice) for change in changes}
    edited, late, gone = by_kind["edited"], by_kind["new"], by_kind["withdrawn"]
    assert edited is not None and late is not None and gone is not None
    assert (edited.revisions, gone.withdrawn) == (1, True)
    assert late.published < START < late.updated
    shown = {entry.title: entry for entry in feedparser.parse(web.get("/feeds/all.atom").content).entries[:3]}
    assert set(shown) == {edited.title, late.title, gone.title}
    assert "đã gỡ" in shown[gone.title].content[0].value
    assert web.get(f"/notices/{gone.id}").status_code == 200
    assert web.get(f"/notices/{edited.id}/revisions").status_code == 200
    assert gone.title in web.get("/feeds/withdrawn.atom").text


def test_a_mirror_built_from_changes_alone_equals_the_store(province: Province, web: httpx.Client) -> None:
    mirror: dict[str, object] = {}
    url = "/api/v1/changes?since=0"
    while url:
        page = web.get(url).json()
        mirror |= {line["id"]: line["notice"] for line in page["items"]}
        url = page["next"] if page["items"] else ""
    listed = {item["id"]: item for item in web.get("/api/v1/notices?limit=500").json()["items"]}
    assert mirror == listed


def test_every_page_answers(province: Province, web: httpx.Client) -> None:
    notice = province.notices()[0]
    pages = ["/", "/search?q=thông báo", f"/notices/{notice.id}", "/agencies", f"/agencies/{notice.agency}"]
    pages += [
        "/subscribe",
        "/coverage",
        "/about",
        "/sitemap.xml",
        "/opensearch.xml",
        "/feeds.opml",
        "/healthz",
        "/readyz",
    ]
    for page in pages:
        for lang in ("vi", "en"):
            assert web.get(page, params={"lang": lang}).status_code == 200, page
