"""The ledger counted by hand, and the hours in which a source is compared."""

from datetime import UTC, date, datetime, timedelta

from hub.records import DayCount, Holding, Reconciliation
from hub.watch.completeness import (
    MOST_PASSES,
    after_pass,
    is_to_be_compared,
    is_to_be_looked_at_again,
    ledger,
)

TODAY = date(2026, 11, 3)
MIDNIGHT = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)  # in Vietnam, where the third begins
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOURCES = [f"s{n}" for n in range(200)]


def test_days_are_vietnamese_and_every_day_has_its_count() -> None:
    held = [Holding(MIDNIGHT, True, True), Holding(MIDNIGHT - MINUTE, True, False), Holding(MIDNIGHT, False, True)]
    counts = ledger(held, {"https://so.example/9": MIDNIGHT + HOUR}, TODAY, 3)
    assert counts == (
        DayCount(TODAY, 2, 2, 2, ("https://so.example/9",)),
        DayCount(date(2026, 11, 2), 1, 1, 0),
        DayCount(date(2026, 11, 1)),
    )


def test_what_is_older_than_the_days_asked_for_is_not_counted() -> None:
    assert ledger([Holding(MIDNIGHT - 48 * HOUR, True, True)], {}, TODAY, 1) == (DayCount(TODAY),)


def test_each_source_is_compared_once_a_night_and_never_by_day() -> None:
    nights: dict[str, Reconciliation] = {}
    begun: dict[int, int] = {}
    for minute in range(24 * 60):
        now = MIDNIGHT + minute * MINUTE
        due = [slug for slug in SOURCES if is_to_be_compared(slug, nights.get(slug), now)]
        nights |= {slug: after_pass(slug, nights.get(slug), now, went_well=True) for slug in due}
        if due:
            begun[minute] = len(due)
    assert sum(begun.values()) == len(SOURCES) == len(nights)
    assert max(begun) <= 180 and max(begun.values()) <= 6, "spread over three hours"
    assert any(is_to_be_compared(slug, nights[slug], MIDNIGHT + 27 * HOUR) for slug in SOURCES), "the next night again"


def test_what_could_not_be_read_is_tried_again_while_the_night_lasts() -> None:
    failed = after_pass("so", None, MIDNIGHT + HOUR, went_well=False)
    assert failed.passes == 0
    assert not is_to_be_compared("so", failed, MIDNIGHT + HOUR + 29 * MINUTE)
    assert is_to_be_compared("so", failed, MIDNIGHT + HOUR + 30 * MINUTE)
    assert not is_to_be_compared("so", failed, MIDNIGHT + 5 * HOUR)


def test_pages_in_doubt_are_looked_at_again_half_an_hour_later_a_few_times_a_night() -> None:
    last = after_pass("so", None, MIDNIGHT + MINUTE, went_well=True)
    looked = []
    for minute in range(24 * 60):
        now = MIDNIGHT + minute * MINUTE
        if is_to_be_looked_at_again(last, now):
            last = after_pass("so", last, now, went_well=True)
            looked.append(minute)
    assert looked == [31, 61, 91, 121, 151][: MOST_PASSES - 1]


def test_nobody_is_looked_at_again_who_was_not_compared_this_night() -> None:
    assert not is_to_be_looked_at_again(None, MIDNIGHT + HOUR)
    assert not is_to_be_looked_at_again(Reconciliation("so", date(2026, 11, 2), 1, MIDNIGHT - HOUR), MIDNIGHT + HOUR)
    assert not is_to_be_looked_at_again(after_pass("so", None, MIDNIGHT, went_well=False), MIDNIGHT + HOUR)
