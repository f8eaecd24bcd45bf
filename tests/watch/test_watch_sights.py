"""What an address shows beside what is usual: each silent failure at its first or second sight, and what is none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.records import AddressRead, Finding, Sight, Usual
from hub.watch.sights import after_files, after_sight, dead_files, fingerprint, judge

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
ROWS = 20


def url(number: int) -> str:
    return f"https://syt.vn/tin/{number}"


def day_of(number: int) -> date:
    return TODAY - timedelta(days=1 + (60 - number))


def shows(numbers: list[int], **seen: object) -> AddressRead:
    """A list of these notices, as its reader tells of it; a higher number is newer."""
    days = {url(n): day_of(n) for n in numbers}
    usual = {"rows": len(numbers), "first": len(numbers), "told": len(numbers), "titles": len(numbers)}
    sight = replace(Sight(dated=len(numbers), days=days, **usual), **seen)  # type: ignore[arg-type]
    return AddressRead("https://syt.vn/tin", (), listed=tuple(map(url, numbers)), sight=sight)


def newest(number: int, rows: int = ROWS) -> list[int]:
    return list(range(number, number - rows, -1))


def after(*reads: AddressRead) -> Usual:
    usual = None
    for read in reads:
        usual = after_sight(usual, read, "syt", NOW, judge(usual, read, TODAY))
    assert usual
    return usual


def named(usual: Usual | None, read: AddressRead) -> str | None:
    finding = judge(usual, read, TODAY)
    return finding.name if finding else None


USUAL = after(shows(newest(50)), shows(newest(51)))
PAGED = after(replace(shows(newest(50), rows=140, pages=7), complete=True), shows(newest(51), end="known"))


@pytest.mark.parametrize(
    ("read", "finding"),
    [
        (shows([]), ("no_rows", "failing", "empty")),
        (shows([52]), ("few_rows", "partial", "truncated")),
        (shows(newest(52), dated=0, days={}), ("no_dates", "partial", "layout_changed")),
        (shows(newest(51), today=20, days={url(n): TODAY for n in newest(51)}),
         ("all_today", "partial", "layout_changed")),
        (shows(newest(52), titles=1), ("same_titles", "partial", "layout_changed")),
        (shows(newest(52), garbled=18), ("garbled", "partial", "bad_encoding")),
        (shows(newest(47)), ("stale", "partial", "truncated")),
    ],
)  # fmt: skip
def test_a_list_that_is_not_as_usual_says_so(read: AddressRead, finding: tuple[str, str, str]) -> None:
    found = judge(USUAL, read, TODAY)
    assert found and (found.name, found.state, found.code) == finding and found.doubt and found.detail


@pytest.mark.parametrize(
    "read",
    [
        shows(newest(51)),
        shows(newest(52)),
        shows(newest(95)),
        shows(newest(52, 12)),
        shows([52, 53, *newest(51, 18)], today=2),
        shows(newest(50)),  # the newest one was taken back
        shows(newest(90), today=20, days={url(n): TODAY for n in newest(90)}),  # a day of many notices
        shows([n for n in newest(51) if n not in (50, 47, 40)]),
        shows(newest(52), dated=15),
        shows(newest(52), garbled=2),
        shows(newest(52), titles=11),
        shows(newest(52), said_rows=140, end="known"),
        shows(newest(52), said_rows=20),
        shows(newest(52), said_rows=21),
    ],
)
def test_what_healthy_lists_do_is_no_fault(read: AddressRead) -> None:
    assert named(USUAL, read) is None


def test_nothing_is_said_of_an_address_that_is_not_known_yet_but_that_it_cannot_be_read() -> None:
    assert named(None, shows([1])) is None
    assert named(None, shows(newest(51), dated=0, titles=1)) is None
    assert named(None, shows(newest(51), garbled=20)) == "garbled"


def test_who_never_had_dates_or_always_has_one_title_is_as_usual() -> None:
    bare = shows(newest(51), dated=0, days={}, titles=1)
    assert named(after(bare), replace(shows(newest(52), dated=0, days={}, titles=1))) is None


def test_a_list_of_what_is_young_may_run_dry_step_by_step() -> None:
    sizes = [7, 7, 6, 7, 7, 6, 5, 4, 3, 2, 1, 0]
    usual = None
    for step, size in enumerate(sizes):
        read = shows(newest(50 + step // 4, size))
        assert named(usual, read) is None, size
        usual = after_sight(usual, read, "syt", NOW, None)


def test_a_list_of_the_last_days_may_be_empty_from_one_day_to_the_next_when_its_rows_come_of_age() -> None:
    week_old = {url(n): TODAY - timedelta(days=7) for n in newest(8, 8)}
    usual = after(shows(newest(8, 8), days=week_old))
    assert named(usual, shows([])) is None
    assert named(usual, shows(newest(1, 1))) is None
    assert named(replace(usual, span=9), shows([])) == "no_rows"


def test_a_short_list_that_lives_is_usual_after_a_while_and_one_that_is_dead_never() -> None:
    usual, alive = USUAL, []
    for number in range(52, 72):
        read = shows([number])
        finding = judge(usual, read, TODAY)
        alive.append(finding.name if finding else None)
        usual = after_sight(usual, read, "syt", NOW, finding)
    assert alive[:5] == ["few_rows"] * 5 and alive[-1] is None
    dead, usual = shows([51]), USUAL
    for _ in range(40):
        finding = judge(usual, dead, TODAY)
        assert finding and finding.name == "few_rows"
        usual = after_sight(usual, dead, "syt", NOW, finding)


def test_rows_whose_pages_are_gone_were_taken_back() -> None:
    gone = {fingerprint(url(n)) for n in (51, 50, 49, 48)}
    assert judge(USUAL, shows(newest(47)), TODAY, lambda: gone) is None


@pytest.mark.parametrize(
    ("read", "finding"),
    [
        (shows(newest(52), end="all"), ("cut_short", "truncated")),
        (shows(newest(52), end="repeat", pages=2), ("cut_short", "truncated")),
        (shows(newest(52), end="http_5xx", pages=3, rows=40), ("some_pages", "internal")),
        (shows(newest(52), end="empty", pages=3, rows=40), ("some_pages", "empty")),
        (shows(newest(52), end="all", said_rows=25), ("cut_short", "truncated")),
        (shows(newest(52), end="all", said_pages=3), ("cut_short", "truncated")),
    ],
)
def test_a_list_that_ends_too_soon_is_read_in_part(read: AddressRead, finding: tuple[str, str]) -> None:
    found = judge(PAGED, read, TODAY)
    assert found and (found.name, found.code) == finding and found.state == "partial" and not found.doubt


def test_evidence_says_which_page_of_how_many_and_how_many_rows() -> None:
    read = replace(shows(newest(52), end="http_5xx", pages=3, rows=40), error="http_5xx")
    found = judge(PAGED, read, TODAY)
    assert found == Finding("some_pages", "partial", "http_5xx", "page 3 of 7: http_5xx; 40 of 140 rows")


@pytest.mark.parametrize(
    "read",
    [
        shows(newest(52), end="known", pages=2, rows=40),
        replace(shows(newest(52), end="all", pages=7, rows=141), complete=True),
        shows(newest(52), end="empty", pages=8, rows=140),
        shows(newest(52), end="repeat", pages=8, rows=140),
        shows(newest(52), end="limit", pages=2, rows=40, said_rows=900),
    ],
)
def test_a_list_that_was_left_because_the_rest_is_known_or_that_came_to_its_end_is_whole(read: AddressRead) -> None:
    assert named(PAGED, read) is None


def test_a_list_cut_short_is_so_until_it_is_whole_again() -> None:
    cut, usual = shows(newest(51), end="all"), PAGED
    for _ in range(5):
        finding = judge(usual, cut, TODAY)
        assert finding and finding.name == "cut_short"
        usual = after_sight(usual, cut, "syt", NOW, finding)
    assert named(usual, replace(shows(newest(52), end="all", pages=7, rows=141), complete=True)) is None


def test_files_of_one_notice_may_be_lost_but_not_of_two_in_a_row() -> None:
    usual = after_files(Usual("syt", "", NOW), came=False, at=NOW)
    assert dead_files(usual, "http_4xx", {"http_4xx"}) is None
    dead = after_files(usual, came=False, at=NOW)
    found = dead_files(dead, "http_4xx", {"http_4xx"})
    assert found and (found.name, found.state, found.code) == ("dead_files", "partial", "http_4xx")
    as_page = dead_files(dead, "web_page", {"http_4xx"})
    assert as_page and as_page.code == "parse_failed" and "web_page" in as_page.detail
    assert dead_files(after_files(dead, came=True, at=NOW), "", set()) is None
