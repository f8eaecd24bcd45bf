"""What happens while the demo runs, as a table."""

from datetime import date, datetime, timedelta

import pytest

from hub.demo.days import workday
from hub.demo.samples import bundled_sites
from hub.demo.script import site_state
from hub.vietnamese.dates import VIETNAM

START = datetime(2026, 11, 23, 17, 0, tzinfo=VIETNAM)
SITES = {site.slug: site for site in bundled_sites()}


def _at(slug, seconds):
    return site_state(SITES[slug], START, START + timedelta(seconds=seconds))


def _keys(slug, seconds):
    return {notice.key for notice in _at(slug, seconds).shown}


def test_most_sites_never_change():
    busy = {"van-phong-ubnd", "so-y-te", "so-xay-dung"}
    for slug in SITES.keys() - busy:
        assert _at(slug, 0) == _at(slug, 3600)


@pytest.mark.parametrize(("seconds", "corrected"), [(0, False), (24.9, False), (25, True), (3600, True)])
def test_a_notice_is_corrected_after_25_seconds(seconds, corrected):
    [notice] = [notice for notice in _at("van-phong-ubnd", seconds).shown if "bang-gia-dat" in notice.key]
    text = " ".join(notice.paragraphs)
    assert notice.title.endswith("(đính chính)") is corrected
    assert ("92.700.000 đồng/m²" in text) is corrected and ("97.200.000 đồng/m²" in text) is not corrected
    assert ("trước ngày 10 tháng 12 năm 2026" in text) is corrected
    assert notice.published == datetime(2026, 11, 17, 9, 15, tzinfo=VIETNAM)
    assert notice.changed == (START + timedelta(seconds=25) if corrected else notice.published)


@pytest.mark.parametrize(("seconds", "gone"), [(0, False), (44.9, False), (45, True), (3600, True)])
def test_a_notice_is_withdrawn_after_45_seconds(seconds, gone):
    key, state = "thong-bao-xet-tuyen-vien-chuc-don-vi-su-nghiep-y-te", _at("so-y-te", seconds)
    assert (key in _keys("so-y-te", seconds)) is not gone
    assert [notice.key for notice in state.withdrawn] == ([key] if gone else [])
    assert (state.changed == START + timedelta(seconds=45)) is gone


@pytest.mark.parametrize(("seconds", "there"), [(0, False), (64.9, False), (65, True), (3600, True)])
def test_a_notice_of_three_days_ago_appears_after_65_seconds(seconds, there):
    key, state = "ket-qua-sat-hach-chung-chi-hanh-nghe-xay-dung", _at("so-xay-dung", seconds)
    late = [notice for notice in state.shown if notice.key == key]
    assert bool(late) is there
    assert all(notice.published == datetime(2026, 11, 18, 11, 10, tzinfo=VIETNAM) for notice in late)
    assert all(notice.changed == START + timedelta(seconds=65) for notice in late)


def test_the_newest_stand_first():
    for slug in SITES:
        published = [notice.published for notice in _at(slug, 100).shown]
        assert published == sorted(published, reverse=True)


def test_a_notice_says_its_number_place_and_day_at_the_top():
    [notice] = [notice for notice in _at("phuong-nam-nha-trang", 0).shown if notice.number == "318/TB-UBND"]
    assert notice.paragraphs[0] == "Số: 318/TB-UBND\nNam Nha Trang, ngày 18 tháng 11 năm 2026"


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 21), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
        (date(2026, 11, 22), -1, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), -5, date(2026, 11, 16)),
    ],
)
def test_working_days_leave_out_saturday_and_sunday(start, days, expected):
    assert workday(start, days) == expected
