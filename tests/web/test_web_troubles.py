"""What is wrong with a source in words: every finding has its own, in both languages, with what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.errors import FINDINGS
from hub.records import Source, SourceState
from hub.web.coverage import OVERDUE, STATES, SourceLine, source_line
from hub.web.troubles import advice, why
from hub.web.words import Lang

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
LINE = SourceLine("syt", "Sở Y tế", "so-y-te", "", "partial")
SOURCE = Source("syt", "so-y-te", "https://syt.vn/")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_finding_is_told_in_words_of_its_own_and_with_what_to_do(lang: Lang) -> None:
    lines = [replace(LINE, finding=name) for name in FINDINGS]
    assert len({why(line, lang) for line in lines}) == len(FINDINGS)
    assert not [line.finding for line in lines if why(line, lang) == line.finding or not advice(line, lang)]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_state_but_those_that_are_well_says_what_to_do(lang: Lang) -> None:
    without = {state for state in STATES if not advice(replace(LINE, state=state), lang)}
    assert without == {"new", "healthy", "paused"}


def test_a_source_that_is_well_or_paused_tells_of_nothing_that_was_found_before() -> None:
    assert why(replace(LINE, state="paused", finding="stale"), "en") == "Paused by an operator."
    assert why(replace(LINE, finding="stale"), "en") == "An old copy is shown; its newest rows are gone."


def test_a_source_that_was_in_order_is_late_once_nobody_has_come_for_an_hour_beyond_its_time() -> None:
    due = SourceState("syt", "healthy", next_due=NOW)
    states = [source_line(SOURCE, due, {}, NOW + wait).state for wait in (OVERDUE, OVERDUE + timedelta(seconds=1))]
    assert states == ["healthy", "late"]
    paused = replace(SOURCE, status="paused")
    assert source_line(paused, due, {}, NOW + 2 * OVERDUE).state == "paused"
    assert source_line(SOURCE, replace(due, state="failing"), {}, NOW + 2 * OVERDUE).state == "failing"
