"""Sources that move, read by the real worker's collections under a clock that a file holds."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.moving_site import Agency as Site
from benchmarks.moving_site import two_homes
from hub.catalogue.reading import Catalogue
from hub.cli.setting_up import save_catalogue
from hub.records import Address, Agency, Filters, Move, Notice, Source, SourceState, Tally
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client

START = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)


@dataclass
class Hub:
    parts: Parts
    clock: Path

    def at(self, days: float) -> None:
        self.clock.write_text((START + timedelta(days=days)).isoformat(), "ascii")

    def collect(self, days: float) -> Tally:
        async def run() -> list[Tally]:
            client = open_client(self.parts)
            try:
                return await collect_all(self.parts, client, self.parts.store.sources.sources(), lambda _: None)
            finally:
                await client.close()

        self.at(days)
        (tally,) = asyncio.run(run())
        return tally

    @property
    def notices(self) -> dict[str, Notice]:
        found = self.parts.store.notices.newest(Filters(), limit=100)
        return {notice.id: notice for notice in found}

    @property
    def address(self) -> str:
        source = self.parts.store.sources.source("so")
        assert source is not None
        (address,) = source.addresses
        return address.url

    @property
    def state(self) -> SourceState:
        return self.parts.store.sources.state("so")

    @property
    def move(self) -> Move:
        (move,) = self.parts.store.moves.of_source("so")
        return move


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    clock = tmp_path / "clock"
    clock.write_text(START.isoformat(), "ascii")
    settings = load_settings(tmp_path, allow_networks="127.0.0.0/8", per_host_delay=0.0, clock=str(clock))[0]
    parts = open_parts(settings)
    parts.store.sources.save_agency(Agency("so", "Sở"))
    yield Hub(parts, clock)
    parts.close()


def source_at(origin: str) -> Source:
    return Source("so", "so", f"{origin}/trang-chu", (Address("feed", f"{origin}/rss.xml"),))


def spoken(notice: Notice) -> tuple[str, datetime, int, tuple[str, ...]]:
    """What a subscriber would be told anew by."""
    return notice.title, notice.updated, notice.revisions, tuple(file.url for file in notice.attachments)


def test_a_permanent_redirect_is_believed_on_the_seventh_day_and_no_notice_is_told_again(hub: Hub) -> None:
    site = Site("Sở Y tế")
    with two_homes(site) as (old, new):
        hub.parts.store.sources.save_source(source_at(old))
        assert hub.collect(0).new == 12
        before, cursor = hub.notices, hub.parts.store.changes.newest()
        site.moved_to = new
        for day in range(1, 7):
            assert hub.collect(day).new == 0
            assert (hub.state.state, hub.state.error, hub.address) == ("moved", None, f"{old}/rss.xml")
            assert hub.state.since == START + timedelta(days=1)
        assert f"permanent redirect to {new}/rss.xml: 6 visits since 2026-04-02" in hub.state.detail
        assert "believed from 2026-04-08 on" in hub.state.detail
        hub.collect(7)
        assert (hub.state.state, hub.address) == ("healthy", f"{new}/rss.xml")
        assert (hub.move.state, hub.move.visits, hub.move.decided) == ("believed", 7, START + timedelta(days=7))
        after = hub.notices
        assert {id: spoken(notice) for id, notice in after.items()} == {id: spoken(n) for id, n in before.items()}
        assert {change.kind for change in hub.parts.store.changes.after(cursor)} <= {"edited"}
        (act,) = hub.parts.store.audit.acts(10, subject="so")
        assert (act.who, act.what) == ("daumoi", "source.move")
        assert hub.collect(7.1).not_modified == 1  # the validators are the new host's own
        site.newest = 13
        assert (hub.collect(8).new, len(hub.notices)) == (1, 13)


def test_notices_of_before_the_move_that_the_feed_shows_no_more_keep_their_ids_in_an_archive(hub: Hub) -> None:
    site = Site("Sở Y tế", newest=30)
    with two_homes(site) as (old, new):
        hub.parts.store.sources.save_source(source_at(old))
        hub.collect(0)
        site.moved_to = new
        for day in range(1, 9):
            site.newest = 30 + 3 * day
            hub.collect(day)
        assert (hub.address, len(hub.notices)) == (f"{new}/rss.xml", 44)
        site.newest = 30  # as if the archive showed what the feed showed long ago
        assert (hub.collect(9).new, len(hub.notices)) == (0, 44)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_passing_redirect_moves_nothing(hub: Hub, status: int) -> None:
    site = Site("Sở Y tế", status=status)
    with two_homes(site) as (old, new):
        hub.parts.store.sources.save_source(source_at(old))
        hub.collect(0)
        before, site.moved_to = hub.notices.keys(), new
        for day in range(1, 12):
            hub.collect(day)
        assert (hub.state.state, hub.address) == ("healthy", f"{old}/rss.xml")
        assert hub.notices.keys() == before
        assert hub.parts.store.moves.of_source("so") == ()


def test_a_308_is_as_good_as_a_301(hub: Hub) -> None:
    site = Site("Sở Y tế", status=308)
    with two_homes(site) as (old, new):
        site.moved_to = new
        hub.parts.store.sources.save_source(source_at(old))
        for day in range(8):
            hub.collect(day)
        assert hub.address == f"{new}/rss.xml"


def test_a_redirect_that_is_taken_back_begins_anew(hub: Hub) -> None:
    site = Site("Sở Y tế")
    with two_homes(site) as (old, new):
        hub.parts.store.sources.save_source(source_at(old))
        for day in range(14):
            site.moved_to = "" if day in (0, 6) else new
            hub.collect(day)
            assert hub.state.state == ("healthy" if day in (0, 6, 13) else "moved"), day
        assert (hub.move.since, hub.address) == (START + timedelta(days=7), f"{new}/rss.xml")


def test_a_redirect_that_changes_its_target_begins_anew(hub: Hub) -> None:
    site = Site("Sở Y tế")
    with two_homes(site) as (old, new), two_homes(site) as (other, _):
        hub.parts.store.sources.save_source(source_at(old))
        for day in range(10):
            site.moved_to = other if day < 5 else new
            hub.collect(day)
        assert (hub.address, hub.move.target) == (f"{old}/rss.xml", f"{new}/rss.xml")
        assert hub.move.since == START + timedelta(days=5)


def test_a_redirect_to_another_domain_is_told_and_followed_only_once_an_operator_says_so(hub: Hub) -> None:
    site = Site("Sở Y tế")
    with two_homes(site) as (old, new):
        foreign = new.replace("127.0.0.1", "localhost")
        hub.parts.store.sources.save_source(source_at(old))
        hub.collect(0)
        before = hub.notices.keys()
        site.moved_to = new
        site.answer = lambda path, origin, etag: (  # type: ignore[method-assign]
            (301, {"Location": foreign + path}, "") if origin == old else Site.answer(site, path, origin, etag)
        )
        for day in range(1, 12):
            hub.collect(day)
        assert (hub.state.state, hub.move.doubt, hub.address) == ("moved", "elsewhere", f"{old}/rss.xml")
        assert "another domain" in hub.state.detail and "/ops" in hub.state.detail
        assert hub.parts.store.moves.accept("lan", "so", f"{old}/rss.xml", START + timedelta(days=11))
        assert hub.address == f"{foreign}/rss.xml"
        hub.collect(12)
        assert (hub.state.state, hub.notices.keys()) == ("healthy", before)
        assert [act.who for act in hub.parts.store.audit.acts(10, subject="so")] == ["lan"]


def test_a_redirect_to_a_feed_of_other_things_is_not_believed(hub: Hub) -> None:
    site, other = Site("Sở Y tế"), Site("Trang chờ bán", feed="/khac.xml")
    other.title = lambda n: f"Khuyến mãi {n * 7919} hôm nay"  # type: ignore[method-assign]
    with two_homes(site) as (old, _), two_homes(other) as (foreign, _):
        hub.parts.store.sources.save_source(source_at(old))
        hub.collect(0)
        plain = Site.answer
        site.answer = lambda path, origin, etag: (  # type: ignore[method-assign]
            (301, {"Location": f"{foreign}/khac.xml"}, "") if path == "/rss.xml" else plain(site, path, origin, etag)
        )
        for day in range(1, 10):
            hub.collect(day)
        assert (hub.move.state, hub.move.doubt, hub.address) == ("met", "unlike", f"{old}/rss.xml")


@pytest.mark.parametrize("page", ["<h1>Đăng nhập</h1><form><input type=password name=p></form>", ""])
def test_a_redirect_to_what_cannot_be_read_is_not_believed(hub: Hub, page: str) -> None:
    site = Site("Sở Y tế")
    with two_homes(site) as (old, new):
        hub.parts.store.sources.save_source(source_at(old))
        hub.collect(0)
        site.moved_to, site.elsewhere = new, {}
        plain = Site.answer
        site.answer = lambda path, origin, etag: (  # type: ignore[method-assign]
            (200, {}, page) if origin == new else plain(site, path, origin, etag)
        )
        for day in range(1, 10):
            assert hub.collect(day).error
        assert (hub.move.doubt, hub.address) == ("unreadable", f"{old}/rss.xml")


def test_an_imported_catalogue_neither_undoes_a_move_nor_fights_it(hub: Hub) -> None:
    site = Site("Sở Y tế")
    with two_homes(site) as (old, new):
        catalogue = Catalogue((), (source_at(old),))
        save_catalogue(hub.parts.store, catalogue)
        for day in range(8):
            site.moved_to = new
            hub.collect(day)
        assert hub.address == f"{new}/rss.xml"
        save_catalogue(hub.parts.store, catalogue)
        assert hub.address == f"{new}/rss.xml"


def test_a_move_that_an_operator_refuses_is_not_followed_any_more(hub: Hub) -> None:
    site = Site("Sở Y tế")
    with two_homes(site) as (old, new):
        hub.parts.store.sources.save_source(source_at(old))
        site.moved_to = new
        for day in range(8):
            hub.collect(day)
        assert hub.parts.store.moves.refuse("lan", "so", f"{old}/rss.xml", START)
        for day in range(8, 18):
            hub.collect(day)
        assert (hub.state.state, hub.address, hub.move.state) == ("healthy", f"{old}/rss.xml", "refused")


def test_an_address_that_an_operator_writes_back_stays(hub: Hub) -> None:
    site = Site("Sở Y tế")
    with two_homes(site) as (old, new):
        hub.parts.store.sources.save_source(source_at(old))
        site.moved_to = new
        for day in range(8):
            hub.collect(day)
        now = hub.parts.store.sources.source("so")
        assert now and hub.parts.store.acts.save_source("lan", replace(source_at(old)), now, START)
        for day in range(8, 18):
            hub.collect(day)
        assert (hub.address, hub.move.state) == (f"{old}/rss.xml", "refused")


def test_pages_that_the_old_host_has_lost_are_not_withdrawn_once_the_source_has_left_it(hub: Hub) -> None:
    site = Site("Sở Y tế", newest=30)
    with two_homes(site) as (old, new):
        hub.parts.store.sources.save_source(source_at(old))
        hub.collect(0)
        site.moved_to = new
        for day in range(1, 8):
            site.newest = 30 + 3 * day
            hub.collect(day)
        plain = Site.answer
        site.answer = lambda path, origin, etag: (  # type: ignore[method-assign]
            (404, {}, "") if origin == old else plain(site, path, origin, etag)
        )
        for day in range(8, 40, 2):
            hub.collect(day)
        assert not any(notice.withdrawn for notice in hub.notices.values())


def test_what_is_new_comes_under_the_successor_and_what_is_known_stays_with_the_old_agency(hub: Hub) -> None:
    site = Site("Huyện Cam Lâm")
    with two_homes(site) as (old, _):
        hub.parts.store.sources.save_source(source_at(old))
        hub.collect(0)
        before, ended = hub.notices.keys(), (START + timedelta(days=1)).date()
        old_agency, new_agency = Agency("so", "Sở", valid_to=ended, successor="xa"), Agency("xa", "Xã Cam Lâm")
        save_catalogue(hub.parts.store, Catalogue((old_agency, new_agency), (replace(source_at(old), agency="xa"),)))
        site.newest = 14
        hub.collect(2)
        by_agency = {agency: hub.parts.store.notices.newest(Filters(agency=agency)) for agency in ("so", "xa")}
        assert {notice.id for notice in by_agency["so"]} == before
        assert len(by_agency["xa"]) == 2
