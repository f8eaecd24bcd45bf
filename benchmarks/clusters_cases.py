"""Announcements by templates, made by hand: pairs that are the same one and pairs that are not.

None of them is taken from a site; they are in the manner of what provinces publish. Each is told as (agency, title,
text, number, day of issue, text of its file).
"""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from hub.intake.sameness import gist_of, likeness
from hub.records import Attachment, Notice

NOW = datetime(2010, 9, 24, 2, 0, tzinfo=UTC)


class Told(NamedTuple):
    """What an agency published."""

    agency: str
    title: str
    text: str
    number: str | None = None
    issued: date | None = None
    file: str = ""
    sha256: str = ""


class Case(NamedTuple):
    """Two announcements, whether they are the same, and what is hard about it."""

    about: str
    same: bool
    one: Told
    other: Told


def judge_cases() -> bool:
    """Whether every case is judged as it is; prints those that are not, and how many of each kind were right."""
    wrong = [case for case in cases() if said(case) != case.same]
    for case in wrong:
        print(f"  {'missed' if case.same else 'wrongly joined'}: {case.about}")
    for same in (True, False):
        of_kind = [case for case in cases() if case.same == same]
        right = sum(case not in wrong for case in of_kind)
        print(f"made cases, {'the same' if same else 'not the same'}: {right} of {len(of_kind)} right", flush=True)
    return not wrong


def said(case: Case) -> bool:
    """Whether the two are taken for the same announcement, whichever comes first."""
    one, other = (gist_of(notice(id, told)) for id, told in (("a", case.one), ("b", case.other)))
    found = likeness(one, other)
    assert found == likeness(other, one), case.about
    return found is not None


def notice(id: str, told: Told) -> Notice:
    """The notice of what was told."""
    files = [Attachment(f"https://f.example/{id}.pdf", "a.pdf", sha256=told.sha256 or id, text=told.file, state="text")]
    return Notice(
        id, told.agency, told.agency, f"https://{told.agency}.example/{id}", told.title, NOW, NOW, NOW, "day", "page",
        text=told.text, doc_number=told.number, issued_on=told.issued,
        attachments=tuple(files if told.file or told.sha256 else ()),
    )  # fmt: skip


PROVINCE, HEALTH, JUSTICE, VAN_NINH, DIEN_KHANH = (
    "ubnd-tinh",
    "so-y-te",
    "so-tu-phap",
    "ubnd-van-ninh",
    "ubnd-dien-khanh",
)
TEXTS = {name: " ".join(text.split()) for name, text in tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text("utf-8")).items()}  # fmt: skip
FIRST = "Quyết định số 45/2010/QĐ-UBND quy định giá các loại đất năm 2011 trên địa bàn tỉnh"
LAND = "45/2010/QĐ-UBND"


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _the_same()
    yield from _by_the_same_template()
    yield from _of_the_same_number()


def _the_same() -> Iterator[Case]:
    whole = Told(PROVINCE, FIRST, TEXTS["prices"], LAND, date(2010, 12, 20))
    yield Case("word for word", True, whole, whole._replace(agency=HEALTH))
    own = whole._replace(
        agency=HEALTH, title="Bảng giá đất mới của tỉnh", text=f"Sở Y tế đăng lại từ cổng tỉnh.\n{TEXTS['prices']}"
    )
    yield Case("a title of its own and an added line", True, whole, own)
    yield Case("the same without a number in its row", True, whole, own._replace(number=None, issued=None))
    pdf = Told(JUSTICE, "Quyết định về giá đất", "Xem tệp đính kèm.", None, None, f"CỘNG HÒA XÃ HỘI\n{TEXTS['prices']}")
    yield Case("as a file alone", True, whole, pdf)
    scan = Told(JUSTICE, "Quyết định quy định giá các loại đất năm 2011", "Tải về", LAND)
    yield Case("as a scan that nobody can read, by its number", True, whole, scan)
    short = TEXTS["prices"][: len(TEXTS["prices"]) * 2 // 3]
    yield Case("shortened", True, whole, Told(HEALTH, "Giá đất năm 2011", short, None, None))
    storm = Told(PROVINCE, "Chủ động ứng phó với áp thấp nhiệt đới", TEXTS["storm"])
    yield Case("without any number", True, storm, storm._replace(agency=VAN_NINH, title="Tin về áp thấp nhiệt đới"))
    yield Case(
        "dates written otherwise", True, storm, Told(HEALTH, "Ứng phó áp thấp", TEXTS["storm"].replace("24/9", "24/09"))
    )
    reworded = (
        TEXTS["storm"].replace("yêu cầu", "đề nghị").replace("kêu gọi", "thông báo cho").replace("sẵn sàng", "chuẩn bị")
    )
    yield Case("some words replaced", True, storm, Told(HEALTH, "Ứng phó áp thấp nhiệt đới", reworded))
    shouted = storm._replace(agency=HEALTH, title=storm.title.upper())
    yield Case("its title in capitals", True, storm, shouted)
    corrected = [storm._replace(agency=agency, title=f"{storm.title} (đính chính ngày {day}/9)")
                 for agency, day in ((PROVINCE, 25), (HEALTH, 27))]  # fmt: skip
    yield Case("corrected on two days", True, *corrected)
    phones = storm._replace(agency=HEALTH, text=TEXTS["storm"].replace("058.3822144", "058.3822999"))
    yield Case("with a telephone of its own", True, storm, phones)
    linked = Told(PROVINCE, "Mẫu tờ khai đăng ký khai sinh theo quy định mới", "Tải về", sha256="5c" * 32)
    yield Case("the same file, unread", True, linked, linked._replace(agency=JUSTICE))


def _by_the_same_template() -> Iterator[Case]:
    weeks = [Told(agency, "Lịch làm việc của lãnh đạo", TEXTS["week"].format(first, first + 4, first + 2))
             for agency, first in ((PROVINCE, 15), (HEALTH, 22))]  # fmt: skip
    yield Case("two weeks, the titles alike", False, *weeks)
    named = [told._replace(title=f"Lịch làm việc tuần {n}", text=TEXTS["week"].format(15, 19, 17))
             for told, n in zip(weeks, (12, 13), strict=True)]  # fmt: skip
    yield Case("two weeks, told by the titles alone", False, *named)
    yield Case("two weeks of one agency", False, weeks[0], weeks[1]._replace(agency=PROVINCE))
    lots = [Told(agency, "Thông báo mời thầu", TEXTS["tender"].format(*lot)) for agency, lot in (
        (VAN_NINH, ("3", "Vạn Phú", "500.000", 4, 45)),
        (DIEN_KHANH, ("7", "Diên Lâm", "300.000", 11, 30)))]  # fmt: skip
    yield Case("two lots of a tender", False, *lots)
    lot = TEXTS["tender"].format("4", "Vạn Phú", "500.000", 4, 45)
    yield Case("two lots that differ by their number alone, the titles saying so", False,
               lots[0]._replace(title="Mời thầu gói thầu số 3"),
               Told(HEALTH, "Mời thầu gói thầu số 4", lot))  # fmt: skip
    months = [Told(agency, "Tình hình kinh tế xã hội", TEXTS["monthly"].format(*figures)) for agency, figures in (
        (PROVINCE, (8, 1250, 12, 2100, 640)), (HEALTH, (9, 1310, 13, 2260, 655)))]  # fmt: skip
    yield Case("two months", False, *months)
    districts = [Told(agency, "Lịch tiếp công dân", TEXTS["open_day"].format(place))
                 for agency, place in ((VAN_NINH, "Vạn Ninh"), (DIEN_KHANH, "Diên Khánh"))]  # fmt: skip
    yield Case("two districts", False, *districts)
    offices = [Told(agency, "Thông báo nghỉ lễ Quốc khánh", TEXTS["holiday"].format(name))
               for agency, name in ((HEALTH, "Sở Y tế"), (JUSTICE, "Sở Tư pháp"))]  # fmt: skip
    yield Case("a holiday at two offices", False, *offices)
    form = "5c" * 32
    forms = [Told(HEALTH, "Tuyển dụng bác sĩ cho bệnh viện đa khoa", "Kèm mẫu đơn dự tuyển", sha256=form),
             Told(JUSTICE, "Thông báo thi công chức hộ tịch xã", "Kèm mẫu đơn dự tuyển", sha256=form)]  # fmt: skip
    yield Case("two announcements with the same form", False, *forms)
    lines = [Told(agency, "Thông báo", "Đề nghị các đơn vị tải tệp đính kèm.") for agency in (HEALTH, JUSTICE)]
    yield Case("two lines that say nothing", False, *lines)


def _of_the_same_number() -> Iterator[Case]:
    day = date(2010, 9, 20)
    party = Told(VAN_NINH, "Quyết định thành lập Ban chỉ đạo phổ cập giáo dục", TEXTS["storm"], "12/QĐ-UBND", day)
    other = Told(DIEN_KHANH, "Quyết định phê duyệt quyết toán công trình chợ Thành", TEXTS["prices"], "12/QĐ-UBND", day)
    yield Case("one number at two issuers", False, party, other)
    years = [Told(agency, "Kế hoạch kiểm tra công tác cải cách hành chính", "Tải về", "5/KH-UBND", date(year, 2, 1))
             for agency, year in ((PROVINCE, 2009), (HEALTH, 2010))]  # fmt: skip
    yield Case("one number in two years", False, *years)
    title = "Quyết định kiện toàn Ban chỉ đạo cải cách hành chính"
    days = [Told(agency, title, "Tải về", "9/QĐ-UBND", date(2010, 3, at))
            for agency, at in ((VAN_NINH, 2), (DIEN_KHANH, 9))]  # fmt: skip
    yield Case("one number and title, two days of issue", False, *days)
    whole = Told(PROVINCE, FIRST, TEXTS["prices"], LAND, date(2010, 12, 20))
    cover = Told(HEALTH, "Sao gửi quyết định về giá đất", TEXTS["prices"], "77/SYT-VP", date(2010, 12, 28))
    yield Case("sent on with a letter that has its own number", False, whole, cover)
    follow = Told(
        HEALTH, "Kế hoạch triển khai Quyết định số 45/2010/QĐ-UBND tại ngành y tế", TEXTS["storm"], "8/KH-SYT"
    )
    yield Case("what a department does about a decision", False, whole, follow)
