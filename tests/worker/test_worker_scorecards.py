"""The scorecard of a month: equal to what was computed by hand, kept, and counted anew while it may change."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.scorecard_month import AGENCIES, EXPECTED, MONTH, NOW, fill
from hub.records import Scorecard
from hub.settings import Settings
from hub.wiring import Parts, open_parts
from hub.worker.scorecards import count_some

MEASURES = [field.name for field in fields(Scorecard)]
DAY = timedelta(days=1)


@pytest.fixture
def hub(database_url: str, tmp_path: Path) -> Iterator[Parts]:
    settings = Settings(data_dir=tmp_path, database_url=database_url)
    parts = replace(open_parts(settings), clock=lambda: NOW)
    fill(parts.store)
    yield parts
    parts.close()


def later(hub: Parts, by: timedelta) -> Parts:
    return replace(hub, clock=lambda: hub.clock() + by)


def test_every_measure_equals_what_was_computed_by_hand(hub: Parts) -> None:
    while count_some(hub):
        pass
    counted = hub.store.scorecards.of_month(MONTH)
    assert [card.agency for card in counted] == ["so-y-te", "ubnd"]
    for card, expected in zip(counted, EXPECTED, strict=True):
        assert {name: getattr(card, name) for name in MEASURES} == {name: getattr(expected, name) for name in MEASURES}


@pytest.mark.parametrize(
    ("kind", "ids"),
    [
        ("late", ["n10", "n4", "n2"]),
        ("undated", ["n5", "n11"]),
        ("incomplete", ["n5", "n8", "n9", "n11"]),
        ("broken", ["n2", "n15"]),
    ],
)
def test_behind_a_figure_stand_its_notices_the_slowest_first(hub: Parts, kind: str, ids: list[str]) -> None:
    judged = hub.judged(AGENCIES[0], MONTH, hub.deadlines, kind)
    assert [one.posting.id for one in judged] == ids


def test_a_month_is_counted_once_in_six_hours_the_present_one_first(hub: Parts) -> None:
    assert count_some(hub, most=2) == 2
    assert hub.store.scorecards.months() == (date(2010, 10, 1),)
    assert count_some(hub, most=99) == 4
    assert hub.store.scorecards.months() == (date(2010, 10, 1), date(2010, 9, 1), date(2010, 8, 1))
    assert count_some(hub) == 0
    assert count_some(later(hub, timedelta(hours=5.9)), most=99) == 0
    assert count_some(later(hub, timedelta(hours=6)), most=99) == 4  # August is over for more than fifteen days


def test_what_was_counted_outlives_the_ledger_and_other_deadlines(hub: Parts) -> None:
    while count_some(hub):
        pass
    months_later = later(hub, 100 * DAY)
    hub.store.ledger.prune(months_later.clock())
    hub.store.acts.set_deadlines("lan", {"van-ban": 30}, hub.deadlines, months_later.clock())
    while count_some(months_later):
        pass
    assert hub.store.scorecards.of_month(MONTH) == EXPECTED


def test_other_deadlines_count_an_open_month_anew_with_a_line_in_the_audit_log(hub: Parts) -> None:
    while count_some(hub):
        pass
    hub.store.acts.set_deadlines("lan", {**hub.deadlines, "van-ban": 3}, hub.deadlines, NOW)
    while count_some(later(hub, timedelta(minutes=1))):
        pass
    health = hub.store.scorecards.of_month(MONTH)[0]
    assert (health.punctuality.in_time, health.punctuality.late) == (6, 2)
    (act,) = hub.store.audit.acts(1)
    assert (act.what, act.before, act.after) == ("deadlines.edit", {"van-ban": 2}, {"van-ban": 3})
