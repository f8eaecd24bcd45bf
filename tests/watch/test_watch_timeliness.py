"""Days of work from issue to publication beside the deadlines of sections, and uptime by visits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue.deadlines import DECREED, read_deadlines
from hub.errors import SettingsError
from hub.records import Posting, Uptime
from hub.watch.timeliness import is_of_another, judge, ninth_of_ten, punctuality
from hub.watch.uptime import uptime

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOON = datetime(2010, 9, 24, 5, tzinfo=UTC)
DAYS = st.dates(date(2005, 1, 1), date(2035, 12, 31))


def posting(section: str, issued: date | None, published: date) -> Posting:
    return Posting("n", section, issued, published, published)


@given(DAYS, st.integers(-30, 300), st.sampled_from(sorted(DECREED)))
def test_no_lag_is_below_nothing_whatever_day_is_stated(issued: date, after: int, section: str) -> None:
    judged = judge(posting(section, issued, issued + after * DAY), "Sở Y tế", DECREED)
    assert judged.lag is not None and judged.lag >= 0
    assert after > 0 or judged.standing == "in_time"


@given(DAYS, st.integers(0, 200), st.integers(0, 200))
def test_who_publishes_later_is_never_nearer_to_the_deadline(issued: date, sooner: int, more: int) -> None:
    first, second = (
        judge(posting("van-ban", issued, issued + days * DAY), "Sở Y tế", DECREED) for days in (sooner, sooner + more)
    )
    assert first.lag is not None and second.lag is not None and first.lag <= second.lag
    assert (first.standing, second.standing) != ("late", "in_time")


@given(st.lists(st.tuples(DAYS, st.integers(-9, 90)), min_size=1, max_size=30))
def test_every_posting_stands_somewhere_and_the_median_is_no_longer_than_nine_of_ten(
    days: list[tuple[date, int]],
) -> None:
    judged = [judge(posting("van-ban", issued, issued + after * DAY), "Sở Y tế", DECREED) for issued, after in days]
    told = punctuality(judged)
    assert told.in_time + told.late + told.undated + told.free == len(days)
    assert told.median is not None and told.p90 is not None and told.median <= told.p90


@pytest.mark.parametrize(
    ("number", "agency", "is_theirs"),
    [
        ("12/KH-SYT", "Sở Y tế", False),
        ("1234/STNMT-CCBVMT", "Sở Tài nguyên và Môi trường", False),
        ("77/SNN-TTBVTV", "Sở Nông nghiệp và Phát triển nông thôn", False),
        ("9/UBND-VX", "Ủy ban nhân dân xã Diên Lâm", False),
        ("42/QĐ-UBND", "Sở Y tế", True),
        ("02/2010/NQ-HĐND", "Ủy ban nhân dân tỉnh Khánh Hòa", True),
        ("15/CT-TTg", "Ủy ban nhân dân tỉnh Khánh Hòa", True),
        ("năm trang", "Sở Y tế", False),
        (None, "Sở Y tế", False),
    ],
)
def test_a_number_says_whose_document_it_is(number: str | None, agency: str, is_theirs: bool) -> None:
    assert is_of_another(number, agency) is is_theirs


def test_a_section_without_a_deadline_is_told_so_and_one_of_an_unknown_day_too() -> None:
    assert judge(posting("tin-tuc", date(2010, 9, 1), date(2010, 9, 30)), "Sở Y tế", DECREED).standing == "free"
    assert judge(posting("van-ban", None, date(2010, 9, 30)), "Sở Y tế", DECREED).standing == "undated"


def test_without_a_deadline_of_their_own_documents_of_others_have_the_usual() -> None:
    theirs = replace(posting("van-ban", date(2010, 9, 6), date(2010, 9, 9)), number="42/QĐ-UBND")
    assert judge(theirs, "Sở Y tế", DECREED).standing == "in_time"
    assert judge(theirs, "Sở Y tế", {"van-ban": 2}).standing == "late"


def test_nine_of_ten_do_not_exceed_it() -> None:
    assert ninth_of_ten(range(1, 11)) == 9.0
    assert ninth_of_ten([]) is None


def test_a_visit_stands_for_the_time_to_the_next_and_for_a_day_at_the_most() -> None:
    visits = [(NOON, None), (NOON + 6 * HOUR, "http_5xx"), (NOON + 8 * HOUR, "robots_denied"), (NOON + 3 * DAY, None)]
    told = uptime(visits, (), NOON + 3 * DAY + HOUR)
    assert told == Uptime(4, 3, known=(33 * HOUR).total_seconds(), up=(31 * HOUR).total_seconds())


def test_while_the_hub_is_cut_off_nothing_is_said_of_a_source() -> None:
    visits = [(NOON, None), (NOON + HOUR, "dns_failed"), (NOON + 2 * HOUR, None)]
    told = uptime(visits, [(NOON + HOUR / 2, NOON + 3 * HOUR / 2)], NOON + 3 * HOUR)
    assert told == Uptime(2, 2, known=(3 * HOUR).total_seconds(), up=(3 * HOUR).total_seconds())


def test_a_source_that_was_not_visited_is_known_for_no_time() -> None:
    assert uptime([], (), NOON) == Uptime()


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("van-ban = 2\nvan_ban = 3", 2, "no section is called 'van_ban'"),
        ("# ours\n\nvan-ban = two", 3, "van-ban has 'two' for a deadline"),
        ("van-ban = 0", 1, "van-ban has '0' for a deadline"),
        ("van-ban = 2.5", 1, "van-ban has '2.5' for a deadline"),
        ("van-ban = 400", 1, "van-ban has '400' for a deadline"),
        ("van-ban = ２", 1, "van-ban has '２' for a deadline"),
        ("van-ban = 2\ntin-tuc", 2, "no deadline: 'tin-tuc'"),
        ("van-ban = 2\nvan-ban = 3", 2, "van-ban is given twice"),
    ],
)
def test_a_deadline_that_cannot_be_used_is_refused_with_its_line_and_the_remedy(
    text: str, line: int, problem: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_deadlines(text)
    assert (refusal.value.line, refusal.value.problem) == (line, problem)
    assert refusal.value.remedy
