"""Of which places notices are: what they name, what that has become, and where their agency is."""

from datetime import UTC, date, datetime

import pytest

from hub.catalogue.localities import read_localities
from hub.records import Agency, Filters, Notice, Source
from hub.wiring import Parts
from hub.worker.locating import places_of, update_places

NOW = datetime(2012, 9, 24, 1, 30, tzinfo=UTC)
PLACES = """
place = [
  { name = "huyện Vạn Ninh", valid_to = 2025-07-01 },
  { name = "xã Vạn Phú", within = "huyen-van-ninh", valid_to = 2025-07-01, successors = ["xa-van-ninh"] },
  { name = "xã Vạn Ninh", valid_from = 2025-07-01 },
]
"""
LOCALITIES = read_localities(PLACES, "places.toml")


def notice(id: str = "a", **said: str) -> Notice:
    return Notice(id, "ubnd", "ubnd", f"https://u.example/{id}", said.pop("title", "Thông báo"), NOW, NOW, NOW,
                  "minute", "feed", **said)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "agency", "named", "became"),
    [
        (notice(title="Thu hồi đất tại xã Vạn Phú"), "Sở Y tế", "xa-van-phu", "xa-van-ninh"),
        (notice(text="Cúp điện ở xã Vạn Phú, huyện Vạn Ninh"), "Sở Y tế", "xa-van-phu huyen-van-ninh", "xa-van-ninh"),
        (notice(summary="Lịch họp ở xã Vạn Phú"), "Sở Y tế", "xa-van-phu", "xa-van-ninh"),
        (notice(), "Ủy ban nhân dân huyện Vạn Ninh", "huyen-van-ninh", ""),
        (notice(), "Sở Y tế", "", ""),
    ],
)
def test_a_notice_is_of_what_it_names_and_of_what_that_has_become(one, agency, named, became) -> None:
    found = places_of(one, LOCALITIES, Agency("x", agency))
    assert " ".join(place.place for place in found if place.itself) == named
    assert " ".join(place.place for place in found if not place.itself) == became


def keep(parts: Parts, *notices: Notice) -> None:
    parts.store.sources.save_agency(Agency("ubnd", "Ủy ban nhân dân tỉnh"))
    parts.store.sources.save_source(Source("ubnd", "ubnd", "https://ubnd.example/"))
    with parts.store.writing() as writer:
        for one in notices:
            writer.add_notice(one, [one.url])


def of_place(parts: Parts, place: str) -> list[str]:
    return [one.id for one in parts.store.notices.newest(Filters(place=place))]


def test_notices_of_before_the_places_were_known_are_read_once_more(parts: Parts) -> None:
    keep(parts, notice("a", title="Họp tại xã Vạn Phú"), notice("b"))
    update_places(parts, parts.store.changes.after(0))
    assert of_place(parts, "xa-van-ninh") == []
    parts.store.set_meta("places", PLACES)
    keep(parts, notice("c", title="Họp tại huyện Vạn Ninh"))
    update_places(parts, parts.store.changes.after(2))
    assert (of_place(parts, "xa-van-ninh"), of_place(parts, "huyen-van-ninh")) == (["a"], ["c"])


def test_an_edited_notice_is_of_other_places(parts: Parts) -> None:
    parts.store.set_meta("places", PLACES)
    keep(parts, notice("a", title="Họp tại xã Vạn Phú"))
    update_places(parts, parts.store.changes.after(0))
    with parts.store.writing() as writer:
        writer.edit_notice(notice("a", title="Họp tại huyện Vạn Ninh"), ("title",), NOW)
    update_places(parts, parts.store.changes.after(1))
    assert (of_place(parts, "xa-van-ninh"), of_place(parts, "huyen-van-ninh")) == ([], ["a"])


def test_the_day_of_a_notice_says_which_of_two_is_meant() -> None:
    assert LOCALITIES.by_slug["xa-van-ninh"].valid_from == date(2025, 7, 1)
    (later,) = places_of(notice(title="Họp tại xã Vạn Ninh"), LOCALITIES)
    assert later.place == "xa-van-ninh"
