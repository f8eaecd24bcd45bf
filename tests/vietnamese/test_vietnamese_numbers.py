"""Document numbers in any spelling, and which one is a notice's own."""

import pytest

from hub.vietnamese.numbers import (
    TYPES,
    cited_numbers,
    find_numbers,
    leading_type,
    number_key,
    own_number,
    parse_number,
    type_slug,
)


@pytest.mark.parametrize(
    ("text", "printed", "canonical", "year", "type_"),
    [
        ("số 1234/QĐ-UBND ngày", "1234/QĐ-UBND", "1234/QĐ-UBND", None, "QĐ"),
        ("số 0012/QĐ-UBND,", "0012/QĐ-UBND", "12/QĐ-UBND", None, "QĐ"),
        ("số 15/QÐ-UBND", "15/QĐ-UBND", "15/QĐ-UBND", None, "QĐ"),
        ("15 /QĐ-UBND", "15/QĐ-UBND", "15/QĐ-UBND", None, "QĐ"),
        ("15/ KH-UBND", "15/KH-UBND", "15/KH-UBND", None, "KH"),
        ("284 /QĐ – TTg.", "284/QĐ-TTg", "284/QĐ-TTG", None, "QĐ"),
        ("789/UBND - VX", "789/UBND-VX", "789/UBND-VX", None, "CV"),
        ("789/UBND -KTN", "789/UBND-KTN", "789/UBND-KTN", None, "CV"),
        ("56/TB_UBND", "56/TB_UBND", "56/TB_UBND", None, "TB"),
        ("36_QĐ-UBND", "36_QĐ-UBND", "36_QĐ-UBND", None, "QĐ"),
        ("9 QĐ-UBND", "9/QĐ-UBND", "9/QĐ-UBND", None, "QĐ"),
        ("số 9QĐ-UBND", "9/QĐ-UBND", "9/QĐ-UBND", None, "QĐ"),
        ("12\\QĐ-UBND", "12/QĐ-UBND", "12/QĐ-UBND", None, "QĐ"),
        ("12/2010/NQ-HĐND", "12/2010/NQ-HĐND", "12/2010/NQ-HĐND", 2010, "NQ"),
        ("19-2017/NQ-CP", "19-2017/NQ-CP", "19-2017/NQ-CP", 2017, "NQ"),
        ("60-NQ/TW", "60-NQ/TW", "60-NQ/TW", None, "NQ"),
        ("08-Ctr/TU", "08-Ctr/TU", "8-CTR/TU", None, "CTr"),
        ("178-KL/TW", "178-KL/TW", "178-KL/TW", None, "KL"),
        ("63/2010/NĐCP", "63/2010/NĐCP", "63/2010/NĐ-CP", 2010, "NĐ"),
        ("quyết định 2546/qđ-ubnd", "2546/qđ-ubnd", "2546/QĐ-UBND", None, "QĐ"),
        ("công văn số 3652/byt-dp", "3652/byt-dp", "3652/BYT-DP", None, "CV"),
        ("thông báo số 234-tb/tu", "234-tb/tu", "234-TB/TU", None, "TB"),
        ("luật số 43/2022/qh15", "43/2022/qh15", "43/2022/QH15", 2022, None),
        ("Luật số: 28/2004/QH 11", "28/2004/QH11", "28/2004/QH11", 2004, None),
        ("45/TB-SNgV", "45/TB-SNgV", "45/TB-SNGV", None, "TB"),
        ("12/TTr-SLĐTBXH", "12/TTr-SLĐTBXH", "12/TTR-SLĐTBXH", None, "TTr"),
        ("7/QyĐ-UBND", "7/QyĐ-UBND", "7/QYĐ-UBND", None, "QyĐ"),
        ("1249a/CTPH-UBND-BTP", "1249a/CTPH-UBND-BTP", "1249A/CTPH-UBND-BTP", None, "CTr"),
        ("37/NQ-HĐND9", "37/NQ-HĐND9", "37/NQ-HĐND9", None, "NQ"),
        ("02/TTLT-BTC-BTP", "02/TTLT-BTC-BTP", "2/TTLT-BTC-BTP", None, "TTLT"),
        ("128/NQ-CP ngày 11/10/2021của", "128/NQ-CP", "128/NQ-CP", None, "NQ"),
        ("5/KH-UBNDngày 1/1/2010", "5/KH-UBND", "5/KH-UBND", None, "KH"),
        ("Quyết địnhsố 2245/QĐ-BGDĐT", "2245/QĐ-BGDĐT", "2245/QĐ-BGDĐT", None, "QĐ"),
        ("1234/1998/QĐ.UB", "1234/1998/QĐ.UB", "1234/1998/QĐ.UB", 1998, "QĐ"),
        ("12/QĐ-UBND.Theo", "12/QĐ-UBND", "12/QĐ-UBND", None, "QĐ"),
        ("35-L/CTN", "35-L/CTN", "35-L/CTN", None, "L"),
    ],
)
def test_a_number_is_read_as_printed_and_as_compared(
    text: str, printed: str, canonical: str, year: int | None, type_: str | None
) -> None:
    (number,) = find_numbers(text)
    assert (number.printed, number.canonical, number.year, number.type) == (printed, canonical, year, type_)


@pytest.mark.parametrize(
    "text",
    [
        "QCVN 102:2016/BTTTT",
        "TCVN 5712:1993/BKHCN",
        "QCVN 14-MT:2015/BTNMT",
        "năm 2010 UBND tỉnh",
        "tỷ lệ 1/500",
        "24/7",
        "60 km/h",
        "Covid-19/BYT",
        "ngày 24/9/2010",
        "Tổ 5/TDP",
        "bão số 10",
        "058.3822229",
        "1.234/QĐ-UBND",
        "A/H5N1",
        "mã 1B126C46-04700000",
        "thửa 45 tờ bản đồ số 7",
        "10 TTHC",
        "quý II/2010",
        "12/người",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert find_numbers(text) == ()


@pytest.mark.parametrize(
    ("field", "canonical"),
    [
        ("Số: 12/QĐ-UBND", "12/QĐ-UBND"),
        ("251-BCĐ", "251-BCĐ"),
        ("1472/UBND", "1472/UBND"),
        ("26/KH-BCĐ (138)", "26/KH-BCĐ"),
        ("90/TB-BCH PCTT-TKCN", "90/TB-BCH"),
        ("12/bcđ", "12/BCĐ"),
    ],
)
def test_a_field_may_hold_odder_numbers_than_running_text(field: str, canonical: str) -> None:
    number = parse_number(field)
    assert number is not None and number.canonical == canonical


def test_a_field_without_a_number_holds_none() -> None:
    assert parse_number("") is None
    assert parse_number("không số") is None
    assert parse_number("24/09/2010") is None


def test_places_are_those_of_the_composed_text() -> None:
    text = "Căn cứ số 5/QĐ-TTg và 60-NQ/TW"
    assert [text[number.start : number.end] for number in find_numbers(text)] == ["5/QĐ-TTg", "60-NQ/TW"]


@pytest.mark.parametrize("spelling", ["3659/QĐ-UBND", "3659/qd-ubnd", "3659/QÐ-UBND", "03659 /QĐ-UBND", "3659 QĐ-UBND"])
def test_all_spellings_of_a_number_have_one_key(spelling: str) -> None:
    number = parse_number(spelling)
    assert number is not None
    assert number_key("UBND Bình Dương", number, 2019) == "ubnd-binh-duong-3659-qd-ubnd-2019"


def test_the_printed_year_goes_before_the_year_of_issue() -> None:
    (number,) = find_numbers("19-2017/NQ-CP")
    assert number_key("Chính phủ", number, 2018) == "chinh-phu-19-nq-cp-2017"
    (bare,) = find_numbers("12/QĐ-UBND")
    assert number_key("ubnd", bare) == "ubnd-12-qd-ubnd"


def test_types_have_names_in_both_languages() -> None:
    assert TYPES["QĐ"] == ("Quyết định", "Decision")
    assert TYPES["CV"] == ("Công văn", "Official letter")
    assert len(TYPES) == 41
    assert type_slug("QyĐ") == "qyd"
    assert leading_type("THÔNG BÁO về việc") == "TB"
    assert leading_type("Thông báo kết luận") == "TB"
    assert leading_type("Tin tức") is None


TITLES = [
    ("Quyết định số 12/QĐ-UBND về việc thu hồi đất", "12/QĐ-UBND"),
    ("QUYẾT ĐỊNH SỐ 12/QĐ-UBND", "12/QĐ-UBND"),
    ("12/QĐ-UBND: phê duyệt quy hoạch", "12/QĐ-UBND"),
    ("Số 12/QĐ-UBND", "12/QĐ-UBND"),
    ("Công văn 789/UBND-KT về việc", "789/UBND-KT"),
    ("Thông báo kết luận số 21/TB-UBND", "21/TB-UBND"),
    ("Về việc tuyển dụng viên chức (Thông báo số 12/TB-SNV)", "12/TB-SNV"),
    ("Triển khai Nghị quyết số 5/NQ-CP - Kế hoạch số 6/KH-UBND", "6/KH-UBND"),
    ("UBND tỉnh vừa có quyết định số 669/QĐ-UBND ngày 29/4", "669/QĐ-UBND"),
    ("Công bố Quyết định số 9/QĐ-BNV", "9/QĐ-BNV"),
    ("Ban hành Kế hoạch số 7/KH-UBND thực hiện Nghị quyết số 8/NQ-HĐND", "7/KH-UBND"),
    ("Quyết định 7/QĐ-UBND sửa đổi Quyết định số 8/QĐ-UBND", "7/QĐ-UBND"),
    ("Quyết định về việc thu hồi đất số 12/QĐ-UBND", "12/QĐ-UBND"),
    ("Toàn văn Chỉ thị số 30/CT-TTg", "30/CT-TTg"),
    ("Triển khai Quyết định số 12/QĐ-UBND", None),
    ("V/v thực hiện Công văn số 12/BYT-DP của Bộ Y tế", None),
    ("Treo cờ (theo Công văn số 12/SVHTTDL-NV)", None),
    ("Sửa đổi Quyết định số 12/QĐ-UBND", None),
    ("Quyết định thay thế Quyết định số 12/QĐ-UBND", None),
    ("Hướng dẫn thực hiện Thông tư số 1/2010/TT-BYT", None),
    ("Góp ý dự thảo Quyết định thay thế Quyết định số 9/2008/QĐ-UBND", None),
    ("Sửa đổi một số điều của Quy chế ban hành kèm theo Quyết định số 9/QĐ-UBND", None),
    ("Mời thầu gói thầu số 12", None),
]


@pytest.mark.parametrize(("title", "number"), TITLES)
def test_a_title_names_its_own_number_or_cites_others(title: str, number: str | None) -> None:
    own = own_number(title, "")
    assert (own.printed if own else None) == number


TEXTS = [
    ("Ngày 24/09/2010, Ủy ban nhân dân tỉnh ban hành Quyết định số 12/QĐ-UBND do Lê Văn An ký về việc", "12/QĐ-UBND"),
    ("Chủ tịch UBND tỉnh vừa ký Chỉ thị số 3/CT-UBND về phòng cháy", "3/CT-UBND"),
    ("Sở Y tế đã có Công văn số 55/SYT-NVY gửi các đơn vị", "55/SYT-NVY"),
    ("Bộ vừa có văn bản khẩn số 2978/BYT-BMTE gửi Sở Y tế", "2978/BYT-BMTE"),
    ("UBND tỉnh phê duyệt Kế hoạch số 4/KH-SNN của Sở", "4/KH-SNN"),
    ("Căn cứ Quyết định số 1/QĐ-TTg; Thông tư số 2/TT-BTC, Sở ban hành Hướng dẫn số 3/HD-STC", "3/HD-STC"),
    ("Thực hiện Quyết định số 1/QĐ-TTg, ngày 24/9, UBND tỉnh ban hành Kế hoạch số 2/KH-UBND", "2/KH-UBND"),
    ("Quyết định số 12/QĐ-UBND vừa được UBND tỉnh ký ban hành quy định mức thu", "12/QĐ-UBND"),
    ("Quyết định số 12/QĐ-UBND ngày 24/9/2010 của UBND tỉnh. Xem tệp đính kèm", "12/QĐ-UBND"),
    ("Số/Ký hiệu: 45/QĐ-UBND\nCăn cứ Quyết định số 1/QĐ-TTg", "45/QĐ-UBND"),
    ("Căn cứ Quyết định số 1/QĐ-TTg.\nSố/Ký hiệu\n45/QĐ-UBND\nNgười ký", "45/QĐ-UBND"),
    ("Số hiệu văn bản 45/QĐ-UBND Loại văn bản Quyết định", "45/QĐ-UBND"),
    (
        "ỦY BAN NHÂN DÂN\n-----\nSố: 7/UBND-VX\nNha Trang, ngày 24 tháng 9 năm 2010\nThực hiện Công văn số 5/BYT-DP",
        "7/UBND-VX",
    ),
    ("Căn cứ Quyết định số 12/QĐ-UBND ngày 1/1/2010 của UBND tỉnh;", None),
    ("Được phê duyệt tại Quyết định số 12/QĐ-UBND ngày 1/1/2010.", None),
    ("Theo Quyết định số 12/QĐ-UBND, mức thu là 5%.", None),
    ("Thông tin này thay thế Quyết định số 12/QĐ-UBND.", None),
    ("Sau khi UBND tỉnh ban hành Quyết định số 12/QĐ-UBND, các huyện triển khai", None),
    ("UBND tỉnh chưa ban hành Quyết định số 12/QĐ-UBND", None),
    ("Tin này không có số.", None),
    ("Giới thiệu chung. " * 150 + "UBND tỉnh ban hành Quyết định số 12/QĐ-UBND", None),
]


@pytest.mark.parametrize(("text", "number"), TEXTS, ids=lambda value: str(value)[:50])
def test_a_text_announces_its_number_or_cites_others(text: str, number: str | None) -> None:
    own = own_number("Về việc phòng cháy", text)
    assert (own.printed if own else None) == number


def test_of_several_announced_numbers_the_one_of_the_titles_type_is_its_own() -> None:
    text = "UBND tỉnh đã ban hành Quyết định số 1/QĐ-UBND. Sở vừa ban hành Kế hoạch số 2/KH-SYT."
    own = own_number("Kế hoạch phòng chống dịch", text)
    assert own is not None and own.printed == "2/KH-SYT"


def test_all_other_numbers_are_cited_in_order_and_once() -> None:
    title = "Quyết định số 12/QÐ-UBND về việc thay thế Quyết định số 9 /QĐ-UBND"
    text = "Căn cứ Nghị định số 01/2010/NĐ-CP; theo 60-NQ/TW và nghị định số 01/2010/nđ-cp; Quyết định số 12/QĐ-UBND"
    assert cited_numbers(title, text, own_number(title, text)) == ("9/QĐ-UBND", "01/2010/NĐ-CP", "60-NQ/TW")


def test_the_same_number_with_another_date_is_another_document() -> None:
    title = "Quyết định số 12/QĐ-UBND"
    text = (
        "Ngày 24/09/2010, UBND huyện ban hành Quyết định số 12/QĐ-UBND về việc. "
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 3/9/2010 của UBND tỉnh;"
    )
    own = own_number(title, text)
    assert cited_numbers(title, text, own) == ("12/QĐ-UBND",)
    assert cited_numbers(title, text.replace("3/9/2010", "24/9/2010"), own) == ()
