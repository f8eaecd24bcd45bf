"""Which documents a text names, and how it stands to them: hard cases of our own."""

import pytest

from hub.records import Agency, DocumentKey
from hub.vietnamese.citations import issuer_after, named_documents
from hub.vietnamese.document_keys import document_address, may_be_same, read_document_key
from hub.vietnamese.offices import office_slug
from hub.vietnamese.relations import CHANGING, RELATIONS, stated_relations


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Quyết định số 12, 13/QĐ-UBND", ["12/QĐ-UBND", "13/QĐ-UBND"]),
        ("các Quyết định số 12, 13 và 14/QĐ-UBND", ["12/QĐ-UBND", "13/QĐ-UBND", "14/QĐ-UBND"]),
        ("số 12,13/QĐ-UBND", ["12/QĐ-UBND", "13/QĐ-UBND"]),
        ("Công văn số 7; số 8/UBND-VX", ["7/UBND-VX", "8/UBND-VX"]),
        ("từ số 12 đến số 15/QĐ-UBND", ["12/QĐ-UBND", "13/QĐ-UBND", "14/QĐ-UBND", "15/QĐ-UBND"]),
        ("từ Quyết định số 8/QĐ-UBND đến Quyết định số 10/QĐ-UBND", ["8/QĐ-UBND", "9/QĐ-UBND", "10/QĐ-UBND"]),
        ("từ Kế hoạch số 8/KH-UBND đến Quyết định số 10/QĐ-UBND", ["8/KH-UBND", "10/QĐ-UBND"]),
        ("từ số 1 đến số 900/QĐ-UBND", ["900/QĐ-UBND"]),
        ("Quyết định số 5, 6/2020/QĐ-UBND", ["5/2020/QĐ-UBND", "6/2020/QĐ-UBND"]),
        ("Nghị quyết số 36 - NQ/TW", ["36-NQ/TW"]),
        ("Nghị quyết số 36 – NQ/TW", ["36-NQ/TW"]),
        ("Thông tư liên tịch số 02/2015/TTLT-BTC-BNV", ["02/2015/TTLT-BTC-BNV"]),
        ("Luật Đất đai số 31/2024/QH15", ["31/2024/QH15"]),
        ("Luật Đất đai năm 2024", ["Luật Đất đai"]),
        ("Luật Đất đai ngày 18 tháng 01 năm 2024", ["Luật Đất đai"]),
        ("Luật Phòng, chống tham nhũng 2018", ["Luật Phòng, chống tham nhũng"]),
        ("Bộ luật Lao động năm 2019 và Hiến pháp năm 2013", ["Bộ luật Lao động", "Hiến pháp"]),
        ("thay thế số 5/QĐ-UBND", ["5/QĐ-UBND"]),
        ("QUYẾT ÐỊNH số 5/QÐ-UBND", ["5/QĐ-UBND"]),
    ],
)
def test_documents_are_named_in_rows_and_ranges_and_laws_by_name(text: str, named: list[str]) -> None:
    assert [one.printed for one in named_documents(text)] == named


@pytest.mark.parametrize(
    "text",
    [
        "ĐT: 0258.3822.229, fax 0258/3822-KH",
        "tài khoản số 3713/KB-NN",
        "thửa đất số 12/TĐ-CN, tờ bản đồ số 7/BĐ-ĐC",
        "biển số 79/LD-123",
        "từ ngày 12 đến ngày 15/5/2020",
        "lô A-17-CN và lô A-18-CN",
        "giai đoạn 2016 - 2020 – tầm nhìn 2030",
        "tại phiên họp lần thứ 24 - UBND tỉnh khóa X",
        "theo quy định của pháp luật năm 2020",
        "kỷ luật năm 2020, luật sư 2021, Luật này 2020",
        "số 12, 13 ngày 5/9/2020",
        "năm 2010 - NQ-HĐND",
    ],
)
def test_what_is_no_document_is_not_named(text: str) -> None:
    assert named_documents(text) == ()


def test_day_year_and_issuer_are_those_behind_the_number() -> None:
    (one,) = named_documents(
        "Quyết định số 12/QĐ-UBND ngày 24 tháng 9 năm 2010 của UBND tỉnh Khánh Hòa về việc thu hồi"
    )
    assert (one.number, one.year, one.issuer) == ("12-qd-ubnd", 2010, "UBND tỉnh Khánh Hòa")
    assert one.issued is not None and one.issued.isoformat() == "2010-09-24"
    (printed,) = named_documents("Nghị định 43/2014/NĐ-CP ngày 15/5/2014 của Chính phủ quy định chi tiết")
    assert (printed.number, printed.year, printed.issuer) == ("43-nd-cp", 2014, "Chính phủ")
    assert issuer_after(" của dân và vì dân") == ""


def test_a_law_by_number_and_name_has_both() -> None:
    (one,) = named_documents("Luật Đất đai số 31/2024/QH15")
    assert (one.number, one.law, one.year) == ("31-qh15", "luat-dat-dai", 2024)


def test_the_day_of_an_amending_law_is_not_that_of_the_amended() -> None:
    text = "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương 2019"
    assert all(one.law != "luat-to-chuc-chinh-quyen-dia-phuong" for one in named_documents(text))


PREAMBLE = """Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Căn cứ Nghị định số 15/2020/NĐ-CP ngày 3/2/2020 của Chính phủ; Nghị định số 14/2022/NĐ-CP ngày 27/1/2022 của \
Chính phủ sửa đổi, bổ sung một số điều của Nghị định số 15/2020/NĐ-CP;
Theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số 5/TTr-SYT ngày 1/2/2022.
Điều 1. Sửa đổi, bổ sung một số điều của Quy định ban hành kèm theo Quyết định số 5/2019/QĐ-UBND.
Điều 2. Quyết định này thay thế Quyết định số 6/QĐ-UBND ngày 2/3/2018, Quyết định số 7/QĐ-UBND; bãi bỏ Điều 3 \
Quyết định số 8/QĐ-UBND.
Điều 3. Quyết định số 9/QĐ-UBND và Quyết định số 10/QĐ-UBND hết hiệu lực kể từ ngày Quyết định này có hiệu lực."""


def test_a_whole_decision_is_read_clause_by_clause() -> None:
    said = [
        (one.to.printed, one.relation, one.is_part, one.of and one.of.printed) for one in stated_relations(PREAMBLE)
    ]
    assert said == [
        ("Luật Tổ chức chính quyền địa phương", "basis", False, None),
        ("15/2020/NĐ-CP", "basis", False, None),
        ("14/2022/NĐ-CP", "basis", False, None),
        ("15/2020/NĐ-CP", "amends", True, "14/2022/NĐ-CP"),
        ("5/TTr-SYT", "cites", False, None),
        ("5/2019/QĐ-UBND", "amends", True, None),
        ("6/QĐ-UBND", "replaces", False, None),
        ("7/QĐ-UBND", "replaces", False, None),
        ("8/QĐ-UBND", "abolishes", True, None),
        ("9/QĐ-UBND", "ends", False, None),
        ("10/QĐ-UBND", "ends", False, None),
    ]


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("Đính chính Thông tư số 5/2020/TT-BYT", ["corrects"]),
        ("Trả lời Công văn số 5/UBND-VX", ["answers"]),
        ("Hướng dẫn thi hành Nghị định số 5/2020/NĐ-CP", ["guides"]),
        ("quy định chi tiết một số điều của Luật Đất đai số 31/2024/QH15", ["guides"]),
        ("Thực hiện Công văn số 5/BYT-DP và Công văn số 6/BYT-DP", ["carries_out", "carries_out"]),
        ("Bãi bỏ các văn bản sau:\n1. Quyết định số 5/QĐ-UBND;\n2. Chỉ thị số 6/CT-UBND.", ["abolishes", "abolishes"]),
        ("Tạm ngưng hiệu lực Quyết định số 9/QĐ-UBND", ["suspends"]),
        ("Bổ sung Kế hoạch số 9/KH-UBND", ["supplements"]),
        ("Điều chỉnh, bổ sung Quyết định số 9/QĐ-UBND", ["amends"]),
        ("dự thảo Quyết định thay thế Quyết định số 5/QĐ-UBND", ["cites"]),
        ("đề nghị bãi bỏ Quyết định số 5/QĐ-UBND", ["cites"]),
        ("không thay thế Quyết định số 5/QĐ-UBND", ["cites"]),
        ("Trường hợp sửa đổi Quyết định số 5/QĐ-UBND", ["cites"]),
        ("bãi bỏ thủ tục hành chính theo Quyết định số 5/QĐ-UBND", ["cites"]),
        ("thu hồi đất theo Quyết định số 4/QĐ-UBND", ["cites"]),
        ("bổ sung kinh phí thực hiện Quyết định số 5/QĐ-UBND", ["carries_out"]),
        ("thu hồi đất ở tại Quyết định số 5/QĐ-UBND", ["cites"]),
        ("Thu hồi các Quyết định số: 5/QĐ-UBND và 6/QĐ-UBND", ["abolishes", "abolishes"]),
        ("điều chỉnh diện tích thu hồi tại Điều 1 Quyết định số 5/QĐ-UBND", ["amends"]),
        ("hủy bỏ một phần nội dung Quyết định số 5/QĐ-UBND", ["abolishes"]),
        ("đính chính nội dung mục III, Chỉ thị số 20/CT-UBND", ["corrects"]),
        ("Quyết định có hiệu lực thi hành. Công văn số 5/UBND-VX", ["cites"]),
        ("Ban Chấp hành Trung ương, Nghị quyết số 18-NQ/TW", ["cites"]),
        ("Quyết định số 5/QĐ-UBND bị bãi bỏ", ["cites"]),
    ],
)
def test_the_verb_says_the_relation_where_it_is_plain(text: str, relations: list[str]) -> None:
    assert [one.relation for one in stated_relations(text)] == relations


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nghị định số 15/2020/NĐ-CP (được sửa đổi bởi Nghị định số 14/2022/NĐ-CP)", ("14/2022/NĐ-CP", "amends")),
        ("UBND tỉnh ban hành Quyết định số 7/QĐ-UBND thay thế Quyết định số 5/QĐ-UBND", ("7/QĐ-UBND", "replaces")),
        ("Quyết định số 5/QĐ-UBND đã được thay thế bằng Quyết định số 7/QĐ-UBND", ("7/QĐ-UBND", "replaces")),
    ],
)
def test_one_document_may_change_another_without_being_the_texts_own(text: str, said: tuple[str, str]) -> None:
    (changing,) = [one for one in stated_relations(text) if one.relation in CHANGING]
    assert changing.of is not None and (changing.of.printed, changing.relation) == said


def test_the_texts_own_document_is_not_cited_but_does_what_is_said() -> None:
    text = "Quyết định số 7/QĐ-UBND thay thế Quyết định số 5/QĐ-UBND"
    (one,) = stated_relations(text, own="7/QĐ-UBND")
    assert (one.to.printed, one.relation, one.of) == ("5/QĐ-UBND", "replaces", None)


def test_who_can_only_propose_changes_nothing() -> None:
    text = "Thay thế Quyết định số 5/QĐ-UBND"
    assert [one.relation for own in ("TTr", "CV", "QĐ") for one in stated_relations(text, own_type=own)] == [
        "cites",
        "cites",
        "replaces",
    ]
    assert {one.relation for one in stated_relations("Thay thế Công văn số 5/UBND-VX", own_type="CV")} == {"replaces"}


def test_every_relation_is_one_of_the_known() -> None:
    assert {one.relation for one in stated_relations(PREAMBLE)} <= set(RELATIONS)
    assert len(set(RELATIONS)) == 12


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("ubnd-binh-duong-1234-qd-ubnd-2010", DocumentKey("1234-qd-ubnd", "", 2010, "ubnd-binh-duong")),
        ("UBND Bình Dương 1234/QĐ-UBND 2010", DocumentKey("1234-qd-ubnd", "", 2010, "ubnd-binh-duong")),
        ("quan-1-12-qd-ubnd-2010", DocumentKey("12-qd-ubnd", "", 2010, "quan-1")),
        ("43-qh15-2022", DocumentKey("43-qh15", "", 2022)),
        ("2262-byt-dp", DocumentKey("2262-byt-dp")),
        ("luat-dat-dai-2024", DocumentKey("", "luat-dat-dai", 2024)),
        ("hien-phap-2013", DocumentKey("", "hien-phap", 2013)),
    ],
)
def test_an_address_is_read_and_leads_back(address: str, key: DocumentKey) -> None:
    assert read_document_key(address) == key
    assert read_document_key(document_address(key)) == key


@pytest.mark.parametrize("address", ["", "-", "luat", "2010", "qd-ubnd", "../../etc/passwd", "1" * 5000, "\x00", "12-"])
def test_what_is_no_address_is_none(address: str) -> None:
    assert read_document_key(address) is None


def test_what_nobody_contradicts_may_be_the_same() -> None:
    asked = DocumentKey("5-qd-ubnd", "", 2010, "ubnd-tinh")
    assert may_be_same(asked, DocumentKey("5-qd-ubnd"))
    assert not may_be_same(asked, DocumentKey("5-qd-ubnd", "", 2011, "ubnd-tinh"))
    assert not may_be_same(asked, DocumentKey("5-qd-ubnd", "", 2010, "ubnd-huyen"))
    assert may_be_same(DocumentKey("5-nd-cp", "", 2010, "a"), DocumentKey("5-nd-cp", "", 2010, "b"))


def test_an_office_is_an_agency_only_where_one_is_meant() -> None:
    agencies = [Agency("a", "Ủy ban nhân dân xã Ninh Đông"), Agency("b", "Ủy ban nhân dân xã Ninh Sim")]
    assert office_slug("UBND xã Ninh Sim", agencies) == "b"
    assert office_slug("UBND xã", agencies) == "uy-ban-nhan-dan-xa"
