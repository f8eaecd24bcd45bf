"""Pages of many sources written together: they share a commit, and none shares another's fault."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.errors import LeaseLost
from hub.intake.ingest import Ingest
from hub.records import Agency, Fetch, Item, Lease, PageRead, Source
from hub.settings import KillPoint
from hub.store.store import Store
from hub.worker.desk import Desk

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


class Counting(Store):
    """A store that says how often it committed, and which pages were kept by then."""

    commits = 0

    def count(self, point: KillPoint) -> None:
        self.commits += point == "after_commit"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Counting]:
    store = Counting(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, lambda point: store.count(point))
    store.migrate()
    store.sources.save_agency(Agency("so", "Sở"))
    for slug in ("a", "b"):
        store.sources.save_source(Source(slug, "so", f"http://{slug}.vn/"))
    store.commits = 0
    yield store
    store.close()


def ingest(store: Store, slug: str, lease: Lease | None = None) -> Ingest:
    source = Source(slug, "so", f"http://{slug}.vn/")
    memory = store.notices.memory(slug, NOW, 10)
    return Ingest(store, source, memory, NOW, catching_up=False, next_check=lambda seen, listed: None, lease=lease)


def page(slug: str, number: int) -> PageRead:
    url = f"http://{slug}.vn/tin/{number}"
    item = Item(slug, url, f"Thông báo số {number} của {slug}", html="<p>Nội dung</p>", html_from="page")
    return PageRead(Fetch(slug, url, NOW, url, 200, body=url.encode(), sha256="0" * 64), url, item, item)


def titles(store: Store) -> list[str]:
    notices = store.notices.many([change.notice for change in store.changes.after(0)])
    return sorted(notice.title for notice in notices)


def lay(desk: Desk, *pages: tuple[Ingest, PageRead]) -> list[BaseException | None]:
    """What became of pages that are laid down at the same time."""

    async def all_of_them() -> list[BaseException | None]:
        return await asyncio.gather(*(desk.take(ingest, page, {}) for ingest, page in pages), return_exceptions=True)

    return asyncio.run(all_of_them())


def test_pages_of_two_sources_share_a_commit(store: Counting) -> None:
    desk = Desk(store, lambda: 2)
    assert lay(desk, (ingest(store, "a"), page("a", 1)), (ingest(store, "b"), page("b", 1))) == [None, None]
    assert titles(store) == ["Thông báo số 1 của a", "Thông báo số 1 của b"]
    assert store.commits == 1


def test_a_page_that_no_other_joins_is_written_all_the_same(store: Counting) -> None:
    lay(Desk(store, lambda: 50), (ingest(store, "a"), page("a", 2)))
    assert titles(store) == ["Thông báo số 2 của a"]


def test_who_has_lost_its_lease_hears_of_it_and_costs_nobody_else(store: Counting) -> None:
    (lease,) = store.leases.take_each(["source:a"], "me", 60).values()
    store.leases.release(lease.name, lease.holder, lease.token)
    kept, lost = ingest(store, "b"), ingest(store, "a", lease)
    told = lay(Desk(store, lambda: 2), (kept, page("b", 1)), (lost, page("a", 1)))
    assert told[0] is None and isinstance(told[1], LeaseLost)
    assert titles(store) == ["Thông báo số 1 của b"]


def test_what_is_told_twice_because_of_another_is_counted_once(store: Counting) -> None:
    (lease,) = store.leases.take_each(["source:a"], "me", 60).values()
    store.leases.release(lease.name, lease.holder, lease.token)
    kept = ingest(store, "b")
    lay(Desk(store, lambda: 2), (kept, page("b", 1)), (ingest(store, "a", lease), page("a", 1)))
    assert (kept.so_far()[0]["new"], kept.so_far()[0]["requests"]) == (1, 1)


def test_what_a_page_says_is_weighed_against_what_an_earlier_one_of_its_group_said(store: Counting) -> None:
    first = page("a", 1)
    assert first.item is not None
    again = replace(first, item=replace(first.item, html="<p>Nội dung đã sửa</p>"))
    lay(Desk(store, lambda: 2), (ingest(store, "a"), first), (ingest(store, "a"), again))
    (notice,) = store.notices.many([store.changes.after(0)[0].notice])
    assert (notice.text, notice.revisions, store.commits) == ("Nội dung đã sửa", 1, 1)
