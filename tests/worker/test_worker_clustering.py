"""Notices of several agencies that are the same announcement find each other, and leave each other again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from hub.records import Agency, Attachment, Notice, Source
from hub.wiring import Parts
from hub.worker.clustering import update_clusters
from hub.worker.consuming import publish

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
AGENCIES = ("ubnd-tinh", "so-y-te", "so-tu-phap", "huyen-van-ninh")
TEXT = """Thực hiện chỉ đạo của Chính phủ về phòng chống dịch bệnh mùa mưa bão, Ủy ban nhân dân tỉnh yêu cầu thủ trưởng
các sở, ban, ngành khẩn trương kiểm tra công tác vệ sinh môi trường tại các khu dân cư, chợ và trường học trên địa bàn.
Sở Tài chính bố trí kinh phí 350 triệu đồng mua hóa chất và vật tư, hoàn thành trước ngày 15/10/2010. Các địa phương
tổ chức tuyên truyền trên hệ thống loa truyền thanh, vận động nhân dân diệt bọ gậy, thu gom rác thải ba lần mỗi tuần."""
CIRCULAR = {
    "a": ("ubnd-tinh", "Công văn về việc phòng chống dịch bệnh mùa mưa bão", TEXT),
    "b": ("so-y-te", "Phòng chống dịch bệnh: chỉ đạo mới của tỉnh", "Sở Y tế đăng lại để các đơn vị biết.\n" + TEXT),
    "c": ("so-tu-phap", "Chỉ đạo phòng chống dịch bệnh mùa mưa bão", TEXT.replace("khẩn trương", "tích cực")),
    "d": ("huyen-van-ninh", "Giấy mời họp giao ban", "Kính mời các đồng chí dự họp giao ban vào sáng thứ hai. " * 9),
}

Said = tuple[str, str, str]


@pytest.fixture
def hub(parts: Parts) -> Parts:
    for slug in AGENCIES:
        parts.store.sources.save_agency(Agency(slug, slug))
        parts.store.sources.save_source(Source(slug, slug, f"https://{slug}.example/"))
    return parts


def make(id: str, said: Said, **fields: Any) -> Notice:
    agency, title, text = said
    plain: dict[str, Any] = {"published_precision": "minute", "published_from": "page", "sources": (agency,)}
    return Notice(
        id, agency, agency, f"https://{agency}.example/{id}", title, NOW, NOW, NOW, text=text, **plain | fields
    )


def add(hub: Parts, *notices: Notice) -> None:
    with hub.store.writing() as writer:
        writer.add_notices((one, [f"url:{one.url}"]) for one in notices)


def consume(hub: Parts) -> None:
    changes = hub.store.changes
    while batch := changes.after(changes.consumed("clusters")):
        update_clusters(hub, batch)
        changes.mark("clusters", batch[-1].cursor)


def clusters(hub: Parts, ids: str = "abcd") -> str:
    """The clusters of these notices, `-` for none."""
    return "".join(one.cluster or "-" for one in hub.store.notices.many(list(ids)))


def circular(hub: Parts, ids: str = "abcd") -> None:
    add(hub, *(make(id, CIRCULAR[id]) for id in ids))
    consume(hub)


@pytest.mark.parametrize("order", list(permutations("abcd"))[::3], ids="".join)
def test_the_order_in_which_notices_come_makes_no_difference(hub: Parts, order: Sequence[str]) -> None:
    for id in order:
        circular(hub, id)
    assert clusters(hub) == "aaa-"


def test_what_says_so_is_kept(hub: Parts) -> None:
    circular(hub)
    found = hub.store.clusters.of_notice("b")
    assert [(one.one, one.other, one.rule) for one in found] == [("a", "b", "text"), ("b", "c", "text")]
    assert all(one.similarity > 0.8 and one.differing == 0 for one in found)


def test_who_joins_a_cluster_is_no_edit_and_moves_no_update(hub: Parts) -> None:
    circular(hub)
    told = [(change.kind, change.notice) for change in hub.store.changes.after(4)]
    assert told == [("clustered", "a"), ("clustered", "b"), ("clustered", "c")]
    assert [(one.revisions, one.updated) for one in hub.store.notices.many(["a", "b", "c"])] == [(0, NOW)] * 3


def test_feeds_keep_their_bytes(hub: Parts) -> None:
    add(hub, *(make(id, said) for id, said in CIRCULAR.items()))
    publish(hub, hub.store.changes.after(0))
    files = {file: file.read_bytes() for file in hub.public.rglob("*.atom")}
    consume(hub)
    publish(hub, told := hub.store.changes.after(4))
    assert {change.kind for change in told} == {"clustered"} and len(files) > 4
    assert {file: file.read_bytes() for file in hub.public.rglob("*.atom")} == files


def test_a_second_look_changes_nothing(hub: Parts) -> None:
    circular(hub)
    newest = hub.store.changes.newest()
    hub.store.changes.mark("clusters", 0)
    consume(hub)
    assert (clusters(hub), hub.store.changes.newest()) == ("aaa-", newest)


LATER = NOW + timedelta(hours=1)
OTHER_TEXT = "Danh sách trúng tuyển viên chức gồm các ông bà có tên sau đây, đề nghị đến nhận quyết định. " * 5


@pytest.mark.parametrize("what", ["edited", "withdrawn", "redacted"])
def test_a_notice_that_is_another_now_or_gone_leaves(hub: Parts, what: str) -> None:
    circular(hub)
    with hub.store.writing() as writer:
        match what:
            case "edited":
                writer.edit_notice(make("a", ("ubnd-tinh", "Danh sách trúng tuyển", OTHER_TEXT)), ("text",), LATER)
            case "withdrawn":
                writer.withdraw("a", LATER)
            case "redacted":
                writer.redact("a", "yêu cầu", LATER)
    consume(hub)
    assert (clusters(hub), hub.store.clusters.of_notice("a")) == ("-bb-", ())


def test_a_notice_that_is_restored_comes_back(hub: Parts) -> None:
    circular(hub)
    for deed in ("withdraw", "restore"):
        with hub.store.writing() as writer:
            getattr(writer, deed)("a", LATER)
        consume(hub)
    assert clusters(hub) == "aaa-"


def test_a_cluster_of_which_one_is_left_is_none(hub: Parts) -> None:
    circular(hub, "ab")
    with hub.store.writing() as writer:
        writer.withdraw("b", LATER)
    consume(hub)
    assert clusters(hub, "ab") == "--"


def test_a_changed_number_takes_a_notice_out(hub: Parts) -> None:
    numbers = {"doc_number": "12/QĐ-UBND", "issued_on": NOW.date()}
    title = "Quyết định ban hành bảng giá đất năm 2011 trên địa bàn tỉnh"
    one, other = (
        make(id, (agency, title, "Tải tệp kèm theo"), **numbers) for id, agency in zip("ab", AGENCIES, strict=False)
    )
    add(hub, one, other)
    consume(hub)
    assert clusters(hub, "ab") == "aa"
    assert [(found.rule, found.number) for found in hub.store.clusters.of_notice("a")] == [("number", "12/QĐ-UBND")]
    with hub.store.writing() as writer:
        writer.edit_notice(replace(other, doc_number="13/QĐ-UBND"), ("doc_number",), LATER)
    consume(hub)
    assert clusters(hub, "ab") == "--"


def test_what_a_hand_has_split_stays_out_until_that_is_undone(hub: Parts) -> None:
    circular(hub)
    hub.store.corrections.correct("lan", "b", "cluster", None, LATER)
    consume(hub)
    assert clusters(hub) == "a-a-"
    with hub.store.writing() as writer:
        writer.edit_notice(make("b", ("so-y-te", "Chỉ đạo của tỉnh", TEXT)), ("text",), LATER)
    consume(hub)
    assert clusters(hub) == "a-a-"
    hub.store.corrections.undo("lan", "b", "cluster", LATER)
    consume(hub)
    assert clusters(hub) == "aaa-"


def test_what_a_hand_has_joined_stays_in_until_that_is_undone(hub: Parts) -> None:
    circular(hub)
    hub.store.corrections.correct("lan", "d", "cluster", "a", LATER)
    consume(hub)
    assert clusters(hub) == "aaaa"
    with hub.store.writing() as writer:
        writer.withdraw("b", LATER)
    consume(hub)
    assert clusters(hub) == "a-aa"
    hub.store.corrections.undo("lan", "d", "cluster", LATER)
    consume(hub)
    assert clusters(hub) == "a-a-"


def test_who_came_later_finds_what_hands_have_joined(hub: Parts) -> None:
    circular(hub, "bd")
    hub.store.corrections.correct("lan", "d", "cluster", "b", LATER)
    circular(hub, "ac")
    assert clusters(hub) == "bbbb"


def test_a_formula_that_all_offices_use_joins_nobody(hub: Parts) -> None:
    places = ("Vạn Ninh", "Diên Khánh", "Cam Lâm", "Khánh Vĩnh")
    text = (
        "Thực hiện Luật Tiếp công dân, Ủy ban nhân dân huyện {0} thông báo lịch tiếp công dân định kỳ hằng tháng của "
        "lãnh đạo Ủy ban nhân dân huyện {0} tại trụ sở tiếp công dân huyện {0} từ tám giờ sáng đến mười một giờ trưa, "
        "đề nghị các tổ chức, cá nhân có nhu cầu đến đăng ký với bộ phận tiếp công dân trước một ngày để được bố trí."
    )
    add(hub, *(make(id, (agency, "Lịch tiếp công dân định kỳ", text.format(place)))
               for id, agency, place in zip("abcd", AGENCIES, places, strict=True)))  # fmt: skip
    consume(hub)
    assert clusters(hub) == "----"


def test_a_file_that_says_all_is_read_in_place_of_the_line_that_points_to_it(hub: Parts) -> None:
    pdf = Attachment("https://x.example/1.pdf", "1.pdf", "application/pdf", 9, "1f" * 32, TEXT, "text")
    add(hub, make("a", CIRCULAR["a"]), make("b", ("so-y-te", "Công văn của tỉnh", "Xem tệp."), attachments=(pdf,)))
    consume(hub)
    assert clusters(hub, "ab") == "aa"
