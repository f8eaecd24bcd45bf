"""Where a page says no more than a line, its file speaks: what it tells, and that its coming is no edit."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hub.intake.decide import decide
from hub.intake.normalise import notice_from_item
from hub.intake.told import told_by_files
from hub.records import Attachment, FileLink, Item, Notice, Source, StatedDate

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
SOURCE = Source("vb", "so-y-te", "https://syt.example.vn/")
PDF = "https://syt.example.vn/vb/12.pdf"
SAYS = (
    "SỞ Y TẾ\nSố: 12/QĐ-SYT        Nha Trang, ngày 24 tháng 9 năm 2026\nQUYẾT ĐỊNH\n"
    "Căn cứ Nghị định số 5/2026/NĐ-CP;\fĐiều 1. Phê duyệt kế hoạch.\nNgười ký: Lê Thị Lan"
)


def notice(text: str = "", html: str = "", number: str = "", says: str = SAYS, sha256: str | None = "a" * 64) -> Notice:
    item = Item(
        "vb", PDF, "Phê duyệt kế hoạch tiêm chủng", html=html or text, html_from="page", number=number,
        dates=(StatedDate("30/10/2026", "listing"),), files=(FileLink(PDF),),
    )  # fmt: skip
    said = notice_from_item(item, SOURCE, NOW)
    state = "text" if says else "no_text"
    file = Attachment(PDF, "12.pdf", "application/pdf", 9, sha256, says, state)  # type: ignore[arg-type]
    return replace(said, attachments=(file,))


def test_of_a_notice_without_words_the_file_says_all() -> None:
    told = told_by_files(notice())
    assert told.text.splitlines()[0] == "SỞ Y TẾ" and told.text.endswith("Người ký: Lê Thị Lan")
    assert (told.doc_number, told.doc_type, told.signer, told.cites) == (
        "12/QĐ-SYT", "QĐ", "Lê Thị Lan", ("5/2026/NĐ-CP",),
    )  # fmt: skip
    assert told.issued_on is not None and told.issued_on.isoformat() == "2026-09-24"
    assert told.doc_key == "so-y-te-12-qd-syt-2026" and told.summary.startswith("SỞ Y TẾ")


def test_a_line_stays_the_text_and_is_completed_by_what_the_file_tells() -> None:
    told = told_by_files(notice("<p>Chi tiết xem tệp đính kèm.</p>"))
    assert (told.text, told.doc_number, told.cites) == ("Chi tiết xem tệp đính kèm.", "12/QĐ-SYT", ("5/2026/NĐ-CP",))


def test_what_row_and_page_say_comes_first() -> None:
    told = told_by_files(notice(number="7/TB-SYT"))
    assert (told.doc_number, told.cites) == ("7/TB-SYT", ("12/QĐ-SYT", "5/2026/NĐ-CP"))


@pytest.mark.parametrize("silent", [notice("<p>" + "Sở Y tế thông báo. " * 20 + "</p>"), notice(says="")])
def test_a_page_that_speaks_and_a_file_that_does_not_are_left_as_they_are(silent: Notice) -> None:
    assert told_by_files(silent) == silent


def test_a_file_that_is_learnt_later_completes_its_notice_and_edits_nothing() -> None:
    unread = decide(None, notice(says="", sha256=None), NOW).notice
    decision = decide(unread, notice(), NOW)
    assert (decision.kind, decision.notice.doc_number) == ("completed", "12/QĐ-SYT")
    assert decide(decision.notice, notice(), NOW).kind == "unchanged"


def test_a_notice_stored_before_files_spoke_is_completed_too() -> None:
    assert decide(notice(), notice(), NOW).kind == "completed"


def test_another_file_at_the_same_address_is_an_edit() -> None:
    known = decide(None, notice(), NOW).notice
    decision = decide(known, notice(says=SAYS.replace("Điều 1", "Điều 2"), sha256="b" * 64), NOW)
    assert (decision.kind, decision.changed) == ("edited", ("text", "attachments"))


def test_what_the_file_said_stays_while_it_is_out_of_reach() -> None:
    known = decide(None, notice(), NOW).notice
    row = replace(notice(), html_from="listing", attachments=(), digest="")
    assert decide(known, row, NOW).kind == "unchanged"
