"""Communes, wards and districts that a text names: with the word for what they are, in lists, beside their district."""

from datetime import date

import pytest

from hub.records import Locality
from hub.vietnamese.mentions import Gazetteer
from hub.vietnamese.units import split_unit

DAY = date(2025, 7, 1)
BEFORE, AFTER = date(2012, 5, 1), date(2026, 5, 1)


def place(title, slug, **more):
    unit, name = split_unit(title)
    return Locality(slug, unit, name, **more)


PLACES = [
    place("thành phố Nha Trang", "tp-nha-trang", valid_to=DAY, alone=True),
    place("phường Nha Trang", "p-nha-trang", valid_from=DAY, alone=True),
    place("thị xã Ninh Hòa", "tx-ninh-hoa", valid_to=DAY, alone=True),
    place("huyện Vạn Ninh", "h-van-ninh", valid_to=DAY, alone=True),
    place("huyện Ninh Sơn", "h-ninh-son", valid_to=DAY),
    place("huyện Khánh Sơn", "h-khanh-son", valid_to=DAY, alone=True),
    place("thành phố Phan Rang - Tháp Chàm", "tp-phan-rang", valid_to=DAY, alone=True),
    place("xã Vạn Ninh", "x-van-ninh", valid_from=DAY, alone=True),
    place("xã Đại Lãnh", "x-dai-lanh", within="h-van-ninh", alone=True),
    place("xã Vạn Thắng", "x-van-thang", within="h-van-ninh"),
    place("thị trấn Vạn Giã", "tt-van-gia", within="h-van-ninh", valid_to=DAY),
    place("xã Ninh Sơn", "x-ninh-son-cu", within="tx-ninh-hoa", valid_to=DAY),
    place("xã Ninh Sơn", "x-ninh-son", valid_from=DAY),
    place("phường Vĩnh Hải", "p-vinh-hai", within="tp-nha-trang", valid_to=DAY),
    place("xã Vĩnh Hải", "x-vinh-hai", within="h-ninh-son"),
    place("xã Anh Dũng", "x-anh-dung", valid_from=DAY),
    place("xã Tân Định", "x-tan-dinh", valid_from=DAY),
    place("phường Cam Phú", "p-cam-phu"),
    place("xã Thanh Hải", "x-thanh-hai"),
    place("xã Thành Hải", "x-thanh-hai-2"),
]
FINDER = Gazetteer(PLACES, ("Khánh Hòa", "Ninh Thuận"))


@pytest.mark.parametrize(
    ("text", "day", "places"),
    [
        ("cúp nước tại xã Đại Lãnh, huyện Vạn Ninh", BEFORE, "x-dai-lanh h-van-ninh"),
        ("UBND HUYỆN VẠN NINH THÔNG BÁO", BEFORE, "h-van-ninh"),
        ("UBND Thành phố Nha Trang; TP. Nha Trang; Tp.Nha Trang", BEFORE, "tp-nha-trang"),
        ("thị xã Ninh Hoà", BEFORE, "tx-ninh-hoa"),
        ("TP Phan Rang - Tháp Chàm", BEFORE, "tp-phan-rang"),
        # lists
        ("các xã Vạn Thắng, Đại Lãnh và thị trấn Vạn Giã", BEFORE, "x-van-thang x-dai-lanh tt-van-gia"),
        ("các xã: Đại Lãnh, Vạn Thắng, Vạn Ninh", AFTER, "x-dai-lanh x-van-thang x-van-ninh"),
        ("các huyện Vạn Ninh, Khánh Sơn", BEFORE, "h-van-ninh h-khanh-son"),
        ("xã Đại Lãnh, Vạn Ninh", BEFORE, "x-dai-lanh h-van-ninh"),
        # units changed, names stayed
        ("xã Vạn Giã", BEFORE, "tt-van-gia"),
        ("huyện Ninh Hòa", BEFORE, "tx-ninh-hoa"),
        # two of a name: the district beside it, then the exact unit, then the day
        ("xã Ninh Sơn, thị xã Ninh Hòa", AFTER, "x-ninh-son-cu tx-ninh-hoa"),
        ("xã Ninh Sơn", BEFORE, "x-ninh-son-cu"),
        ("xã Ninh Sơn", AFTER, "x-ninh-son"),
        ("huyện Ninh Sơn", BEFORE, "h-ninh-son"),
        ("xã Vĩnh Hải, thành phố Nha Trang", BEFORE, "p-vinh-hai tp-nha-trang"),
        ("xã Vĩnh Hải", BEFORE, "x-vinh-hai"),
        # alone
        ("khách đến Nha Trang tăng", BEFORE, "tp-nha-trang"),
        ("khách đến Nha Trang tăng", AFTER, "p-nha-trang"),
        ("tuyến Ninh Hòa - Nha Trang", BEFORE, "tx-ninh-hoa tp-nha-trang"),
        ("anh hùng Anh Dũng", AFTER, ""),
        ("ông Nguyễn Khánh Sơn, bà Khánh Sơn", BEFORE, ""),
        ("đường Nha Trang", BEFORE, ""),
        ("Nha Trang, ngày 5 tháng 7 năm 2012", BEFORE, ""),
        # of others
        ("phường Tân Định, quận 1", AFTER, ""),
        ("xã Tân Định, huyện Bến Cát, tỉnh Bình Dương", AFTER, ""),
        ("huyện Ninh Sơn, tỉnh Ninh Thuận", BEFORE, "h-ninh-son"),
        ("xã Vĩnh Hải, huyện Ninh Sơn, tỉnh Lạng Sơn", BEFORE, ""),
        ("phường Cam Phú Bắc", BEFORE, ""),
        # without marks
        ("UBND huyen Van Ninh", BEFORE, "h-van-ninh"),
        ("xa Thanh Hai", BEFORE, ""),
        ("khach den Ninh Hoa", BEFORE, ""),
        ("khach den Nha Trang", BEFORE, "tp-nha-trang"),  # which has none
        ("đại lãnh đạo, vạn thắng", BEFORE, ""),
    ],
)
def test_a_text_names_places(text, day, places):
    assert " ".join(FINDER.named_in(text, day)) == places


def test_a_place_is_named_once_in_the_order_of_the_text():
    assert FINDER.named_in("huyện Vạn Ninh, xã Đại Lãnh và huyện Vạn Ninh", BEFORE) == ("h-van-ninh", "x-dai-lanh")


@pytest.mark.parametrize("text", ["Nha Trang, " * 9000, "xã Đại Lãnh " * 9000, "TP. " * 30_000, "Vạn Ninh - " * 9000])
def test_however_many_places_a_text_names_it_is_read(text):
    assert len(FINDER.named_in(text, BEFORE)) <= 1


def test_a_finder_without_places_finds_none():
    assert Gazetteer(()).named_in("thành phố Nha Trang", BEFORE) == ()
