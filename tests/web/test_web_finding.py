"""What matches a search, newest change first."""

from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from hub.records import Filters, Notice
from hub.web import finding
from hub.web.finding import Window, newest_matching


@pytest.fixture(params=[1000, 3])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Both ways of finding: reading the matches, and walking the newest."""
    monkeypatch.setattr(finding, "FEW", request.param)
    monkeypatch.setattr(finding, "_STRIDE", 7)
    return int(request.param)


def matching(parts: Any, query: str, filters: Filters, window: Window) -> list[Notice]:
    return newest_matching(parts, query, filters, window)


@pytest.mark.parametrize("query", ["", "đất", "giá đất", "tiêm chủng", "xyzabc"])
@pytest.mark.parametrize(
    "filters", [Filters(), Filters(agency="nhatrang"), Filters(type="qd"), Filters(withdrawn="exclude")]
)
def test_walking_in_parts_of_any_size_gives_the_whole_in_order(
    visitor: Any, few: int, query: str, filters: Filters
) -> None:
    whole = matching(visitor.parts, query, filters, Window(limit=1000))
    assert [one.updated for one in whole] == sorted((one.updated for one in whole), reverse=True)
    for size in (1, 4, 50):
        walked: list[Notice] = []
        while part := matching(visitor.parts, query, filters, _after(walked, size)):
            walked += part
        assert walked == whole


def _after(walked: list[Notice], size: int) -> Window:
    return Window(before=(walked[-1].updated, walked[-1].id) if walked else None, limit=size)


def test_what_changed_before_the_moment_is_left_out(visitor: Any, sample: ModuleType, few: int) -> None:
    since = sample.NOW - timedelta(hours=6)
    found = matching(visitor.parts, "đất", Filters(), Window(since=since))
    assert found == [one for one in matching(visitor.parts, "đất", Filters(), Window()) if one.updated >= since] != []


def test_what_matches_is_what_the_index_finds(visitor: Any, few: int) -> None:
    hits = visitor.parts.index.search("giá đất", Filters(), limit=100).hits
    assert {one.id for one in matching(visitor.parts, "giá đất", Filters(), Window(limit=100))} == {
        hit.id for hit in hits
    }
