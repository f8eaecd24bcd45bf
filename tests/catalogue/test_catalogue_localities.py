"""The communes, wards and districts of a province: read strictly, and who came out of whom."""

from datetime import date

import pytest

from hub.catalogue.localities import known_localities, read_localities
from hub.catalogue.reading import read_catalogue, write_catalogue
from hub.errors import SettingsError
from hub.records import Agency

KHANH_HOA = known_localities(None, [Agency("ubnd-tinh", "Ủy ban nhân dân tỉnh Khánh Hòa")])


def test_the_province_has_65_communes_now_and_had_sixteen_districts_with_194():
    # Resolution 1667/NQ-UBTVQH15, article 1, clause 66: 48 xã, 16 phường, a đặc khu
    now = [one.unit for one in KHANH_HOA.present(date(2025, 7, 1))]
    assert {unit: now.count(unit) for unit in set(now)} == {"xã": 48, "phường": 16, "đặc khu": 1}
    before = [one.unit for one in KHANH_HOA.present(date(2025, 6, 30))]
    assert (len(before), sum(unit in ("huyện", "thị xã", "thành phố") for unit in before)) == (210, 16)


@pytest.mark.parametrize(
    ("former", "successors"),
    [
        ("phuong-loc-tho", ["phường Nha Trang"]),
        ("xa-cam-hoa", ["xã Cam Lâm", "xã Suối Dầu", "xã Cam Hiệp"]),
        ("xa-ninh-son-ninh-hoa", ["xã Bắc Ninh Hòa"]),
        ("huyen-van-ninh", ["xã Đại Lãnh", "xã Tu Bông", "xã Vạn Thắng", "xã Vạn Ninh", "xã Vạn Hưng"]),
        ("huyen-truong-sa", ["đặc khu Trường Sa"]),
    ],
)
def test_former_places_lead_to_their_successors(former, successors):
    assert [one.title for one in KHANH_HOA.successors(KHANH_HOA.by_slug[former])] == successors


def test_whoever_ended_has_a_successor_that_is_there():
    today = set(KHANH_HOA.present(date(2026, 1, 1)))
    ended = [one for one in KHANH_HOA.by_slug.values() if one.valid_to]
    assert all(set(KHANH_HOA.successors(one)) <= today and one.successors for one in ended)


def test_a_notice_of_a_commune_is_one_of_its_successors_too_and_one_of_a_district_is_not():
    assert KHANH_HOA.heirs("phuong-loc-tho") == ("phuong-loc-tho", "phuong-nha-trang")
    assert KHANH_HOA.heirs("huyen-van-ninh") == ("huyen-van-ninh",)
    # it gave a part away and goes on: what names it means it
    assert KHANH_HOA.heirs("phuong-dong-hai") == ("phuong-dong-hai",)


def test_what_an_operator_keeps_goes_before_what_comes_with_the_hub():
    kept = known_localities('place = [{ name = "xã Tân Tiến" }]', [Agency("a", "Sở Y tế tỉnh Khánh Hòa")])
    assert list(kept.by_slug) == ["xa-tan-tien"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("place = [{ name = 'Nha Trang' }]", "does not say what it is"),
        ("place = [{ name = 'xã Cam An' }, { name = 'xã Cam An' }]", "stands twice"),
        ("place = [{ name = 'xã Cam An', successors = ['xa-cam-anh'] }]", "no place 'xa-cam-anh'"),
        ("place = [{ name = 'xã Cam An', huyen = 'x' }]", "unknown key 'huyen'"),
        ("place = [", "Invalid value"),
    ],
)
def test_a_wrong_row_is_refused_with_what_is_wrong(text, says):
    with pytest.raises(SettingsError, match=says):
        read_localities(text, "places.toml")


def test_how_an_agency_is_reached_is_read_and_written_back():
    text = '[[agency]]\nslug = "syt"\nname = "Sở Y tế"\nphone = "0258 3822 000"\nhomepage = "https://syt.vn/"\n'
    (agency,) = read_catalogue(text, "a.toml").agencies
    assert (agency.phone, agency.homepage, agency.mail) == ("0258 3822 000", "https://syt.vn/", None)
    assert write_catalogue([agency], ()) == text
    with pytest.raises(SettingsError, match="not a full address"):
        read_catalogue(text.replace("https://", ""), "a.toml")
