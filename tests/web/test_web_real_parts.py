"""The same pages over the real store and the real index: what the ports promise is what they get."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.hostile_strings import NAUGHTY, addresses, places, queries
from hub.errors import IndexDamaged
from hub.records import Item, Notice
from hub.settings import Settings
from hub.wiring import Parts, open_parts
from hub.worker.citing import update_references
from hub.worker.locating import update_places


@pytest.fixture(scope="module")
def parts(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder = tmp_path_factory.mktemp("real")
    clock = folder / "clock"
    clock.write_text(sample.NOW.isoformat())
    opened = open_parts(Settings(data_dir=folder, base_url="https://daumoi.example.vn", clock=str(clock)))
    fill(opened, sample)
    yield opened
    opened.close()


def fill(parts: Parts, sample: ModuleType) -> None:
    """The sample notices, each brought to its state by the store's own writers."""
    save_catalogue(parts, sample)
    store = parts.store
    for state in sample.Catalogue().states().values():
        store.sources.save_state(state)
    store.blobs.put(sample.PDF)
    store.blobs.put(sample.PAGE_OF_THEIRS)
    for one in sample.notices():
        add(parts, one)
    store.scorecards.save(sample.Scorecards().cards)
    parts.index.rebuild(store.documents())
    update_references(parts, store.changes.after(0))
    update_places(parts, store.changes.after(0))


def save_catalogue(parts: Parts, sample: ModuleType) -> None:
    for agency in sample.AGENCIES:
        parts.store.sources.save_agency(agency)
    for source in sample.SOURCES:
        parts.store.sources.save_source(source)


def add(parts: Parts, one: Notice) -> None:
    with parts.store.writing() as writer:
        writer.add_notice(replace(one, revisions=0, withdrawn=False, redacted=False), [one.url])
        for source in one.sources:
            writer.sight(one.id, source, Item(source, one.url, one.title), one.first_seen)
        for n in range(one.revisions):
            writer.edit_notice(replace(one, text=f"{one.text}\nSửa lần {n + 1}."), ("text",), one.updated)
        if one.withdrawn:
            writer.withdraw(one.id, one.updated)
        if one.redacted:
            writer.redact(one.id, "yêu cầu của công dân", one.updated)


def test_every_page_and_feed_answers(parts: Parts, visitor_of: Any, pages: tuple[str, ...]) -> None:
    visitor = visitor_of(parts)
    data = ("/feeds/all.atom", "/feeds/types/qd.rss", "/search.json?q=đất", "/feeds.opml", "/sitemap.xml", "/readyz")
    for path in (*pages, *data, "/sitemaps/2010.xml", "/api/v1/coverage", "/api/v1/sources", "/api/v1/agencies"):
        assert visitor.get(path).status_code == 200, path


def test_a_walk_gives_every_notice_once_and_the_log_makes_the_same_copy(parts: Parts, visitor_of: Any) -> None:
    visitor = visitor_of(parts)
    for query in ("", "&q=giá đất", "&type=QĐ", "&source=ubnd-van-ban"):
        items = walk(visitor, f"/api/v1/notices?limit=7{query}")
        assert len({item["id"] for item in items}) == len(items) > 0
        assert [item["updated"] for item in items] == sorted((item["updated"] for item in items), reverse=True)
    copy = {line["id"]: line["notice"] for line in walk(visitor, "/api/v1/changes?limit=7")}
    assert copy == {item["id"]: item for item in walk(visitor, "/api/v1/notices")}
    assert len(copy) == 40


def walk(visitor: Any, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while path:
        page = visitor.get(path).json()
        items += page["items"]
        path = (page["next"] or "").removeprefix("https://daumoi.example.vn")
    return items


def test_a_number_is_found_in_any_spelling(parts: Parts, visitor_of: Any) -> None:
    for spelling in ("2375/QĐ-UBND", "2375/qd-ubnd", "2375 /QÐ - UBND"):
        (item,) = visitor_of(parts).get("/api/v1/notices", params={"number": spelling}).json()["items"]
        assert item["doc_number"] == "2375/QĐ-UBND"


def test_kept_files_are_given_out_and_evidence_is_not(parts: Parts, visitor_of: Any, sample: ModuleType) -> None:
    visitor = visitor_of(parts)
    assert visitor.get(f"/files/{sha256(sample.PDF).hexdigest()}/a.pdf").content == sample.PDF
    assert visitor.get(f"/files/{sha256(sample.PAGE_OF_THEIRS).hexdigest()}/a.html").status_code == 404


def test_what_was_redacted_is_nowhere_any_more(parts: Parts, visitor_of: Any) -> None:
    visitor = visitor_of(parts)
    secret = "cấp đổi giấy chứng nhận quyền sử dụng đất tại thị trấn Diên Khánh"
    (id,) = (item["id"] for item in walk(visitor, "/api/v1/notices?section=hoi-dap"))
    paths = ("/", f"/notices/{id}", f"/notices/{id}/revisions", f"/notices/{id}/diff", f"/search?q={secret}")
    for path in (*paths, "/feeds/all.atom", "/feeds/all.json", f"/api/v1/notices/{id}", "/api/v1/changes"):
        told = visitor.get(path).text.replace(f'"{secret}"', "").replace(f"<q>{secret}</q>", "")
        assert "kiến nghị của công dân" not in told, path


def test_what_another_process_indexes_is_found_at_once(visitor_of: Any, sample: ModuleType, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with closing(open_parts(settings)) as server, closing(open_parts(settings)) as worker:
        visitor = visitor_of(server)
        assert visitor.get("/api/v1/search?q=đất").json()["total"] == 0
        save_catalogue(worker, sample)
        one = sample.notices()[2]
        add(worker, replace(one, attachments=()))
        worker.index.add(worker.store.notices.documents([one.id]))
        assert visitor.get("/api/v1/search?q=đất").json()["total"] == 1


def test_search_goes_on_with_what_it_has_when_the_index_is_damaged(
    parts: Parts, visitor_of: Any, sample: ModuleType
) -> None:
    visitor = visitor_of(parts)
    addresses = ("/search?q=đất", "/api/v1/search?q=đất", "/search.atom?q=đất", "/api/v1/notices?q=đất")
    before = [visitor.get(address).text for address in addresses]
    next((parts.settings.data_dir / "index").rglob("*.seg")).write_bytes(b"")
    with pytest.raises(IndexDamaged):
        parts.index.refresh()
    answers = [visitor.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.text for answer in answers] == before
    with closing(open_parts(parts.settings)) as fresh:
        told = visitor_of(fresh).get("/search?q=đất").status_code
        assert told == 503, "who has nothing to go on with says that it will take a while"
    parts.index.rebuild(parts.store.documents())


def test_no_string_in_an_address_is_a_fault_of_store_or_index(
    parts: Parts, visitor_of: Any, sample: ModuleType
) -> None:
    visitor = visitor_of(parts)
    for address in addresses((*NAUGHTY, *queries(66)), places(sample.notices()[1].id, "stnmt"), share=8):
        assert visitor.get(address).status_code < 500, address[:200]
