"""A site that answers 200 whatever happens, collected by the worker's own pieces: what is told, and what is kept."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from benchmarks.loopback import site_of
from benchmarks.silent_site import AGENCY, BEGUN, Fault, Site
from hub.records import Filters, SourceState
from hub.wiring import Parts
from hub.worker.collecting import collect_all, open_client

NO_ROWS = Fault(rows=lambda _, view: replace(view, rows=[], onward=""))


@dataclass
class Watch:
    """A hub that visits one site when the test says so."""

    parts: Parts
    site: Site
    now: datetime = BEGUN

    def visit(self, after: timedelta = timedelta(hours=3)) -> SourceState:
        self.now += after
        asyncio.run(self._collect())
        return self.parts.store.sources.state(self.site.name)

    async def _collect(self) -> None:
        at_once = self.parts.settings.model_copy(update={"per_host_delay": 0.0})
        parts = replace(self.parts, settings=at_once, clock=lambda: self.now)
        client = open_client(parts)
        await collect_all(parts, client, parts.store.sources.sources("active"), lambda _: None)
        await client.close()

    @property
    def kept(self) -> int:
        notices = self.parts.store.notices.newest(Filters(), limit=100)
        return sum(not notice.withdrawn for notice in notices)


@pytest.fixture(params=["bare", "list"])
def watch(parts: Parts, request: pytest.FixtureRequest) -> Iterator[Watch]:
    site = Site("so", request.param, NO_ROWS, BEGUN, BEGUN)
    with site_of(site.answer) as site.origin:
        parts.store.sources.save_agency(AGENCY)
        parts.store.sources.save_source(site.source())
        yield Watch(parts, site)


def test_a_list_that_runs_empty_is_told_at_once_withdraws_nothing_and_is_well_by_itself(watch: Watch) -> None:
    first, kept = watch.visit(), watch.kept
    watch.site.break_down()
    empty, still = watch.visit(), watch.visit()
    told = {"bare": ("failing", "no_rows", "empty"), "list": ("partial", None, "layout_changed")}[watch.site.kind]
    assert first.state == "healthy"
    assert (empty.state, empty.finding, empty.error) == told
    assert (still.since, bool(empty.detail)) == (empty.since, True)
    assert watch.kept == kept
    watch.site.is_broken = False
    watch.site.publish(watch.now)
    well = watch.visit()
    assert (well.state, well.error, well.finding, well.detail, watch.kept) == ("healthy", None, None, "", kept + 1)


def test_a_visit_that_met_nothing_new_judges_nothing_and_writes_nothing_of_what_is_usual(watch: Watch) -> None:
    watch.visit()
    usual = watch.parts.store.usuals.of("so")
    assert [one.at for one in usual.values()] == [watch.now]
    assert watch.visit().state == "healthy"
    assert watch.parts.store.usuals.of("so") == usual


def test_a_source_that_publishes_no_more_is_silent_by_its_rhythm_until_it_publishes(watch: Watch) -> None:
    assert watch.visit().state == "healthy"
    assert watch.visit(timedelta(days=6)).state == "healthy"
    silent = watch.visit(timedelta(days=60))
    assert (silent.state, silent.finding, silent.error) == ("silent", "silent", None)
    assert "by its own rhythm something was to be expected before 20" in silent.detail
    watch.site.publish(watch.now)
    assert watch.visit().state == "healthy"
