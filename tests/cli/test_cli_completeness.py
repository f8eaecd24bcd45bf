"""What `daumoi source show` says of gaps and of the last days."""

from datetime import UTC, date, datetime

import pytest

from hub.cli.completeness import as_json, gap_lines, table_lines
from hub.records import DayCount, Gap

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
GAP = Gap("so", "https://so.example/rss", "window", date(2026, 10, 30), date(2026, 11, 1), NOW)
WORDS = [
    (GAP, "gap from 2026-10-30 to 2026-11-01 (window, open since 2026-11-02 02:00): not tried yet; 0 found"),
    (
        Gap("so", GAP.address, "outage", None, GAP.until, NOW, found=3, tries=1, tried=NOW, error="archive_short"),
        "gap up to 2026-11-01 (outage, open since 2026-11-02 02:00): the list does not go back so far; 3 found",
    ),
]


@pytest.mark.parametrize(("gap", "words"), WORDS)
def test_an_open_gap_is_told_with_its_days_and_why_it_is_open(gap: Gap, words: str) -> None:
    assert list(gap_lines([gap])) == [words]


def test_closed_gaps_are_told_to_scripts_alone() -> None:
    closed = Gap("so", GAP.address, "window", GAP.since, GAP.until, NOW, closed=NOW, found=35)
    assert list(gap_lines([closed])) == []
    assert as_json([closed], [])["gaps"][0]["found"] == 35


def test_days_with_nothing_are_left_out_of_the_table_and_what_is_missing_is_named() -> None:
    counts = [DayCount(date(2026, 11, 2), 3, 2, 1, ("https://so.example/9",)), DayCount(date(2026, 11, 1))]
    assert list(table_lines(counts)) == [
        "day           listed  stored  published  missing",
        "2026-11-02         3       2          1        1",
        "missing https://so.example/9",
    ]
    assert list(table_lines(counts[1:])) == []
