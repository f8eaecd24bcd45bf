"""The decisions of a walk through a list of several pages, without a network."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.records import Fetch, Item, KnownPage, Memory, Place, StatedDate, Validators
from spiders.news import names_something_new, says_something_new
from spiders.walk import Walk

NOW = datetime(2026, 10, 5, tzinfo=UTC)
LIST = "http://so.example.vn/tin?trang=1"


def row(n: int, **more: Any) -> Item:
    return Item(**{"source": "so", "url": f"http://so.example.vn/tin/{n}", "title": f"Tin {n}", **more})


def known(*rows: Item, **more: Any) -> dict[str, KnownPage]:
    return {item.url: KnownPage(item.url, "n", item, NOW, **more) for item in rows}


def fetch(n: int = 1, **more: Any) -> Fetch:
    url = f"http://so.example.vn/tin?trang={n}"
    return replace(Fetch("so", url, NOW, url, 200, {}, b"<html>", f"digest-{n}"), **more)


def page(n: int) -> Place:
    return at(f"http://so.example.vn/tin?trang={n}")


def at(url: str) -> Place:
    return Place(url)


def walk(memory: Memory | None = None, pages: int = 50) -> Walk:
    return Walk(LIST, pages, memory or Memory(), set())


def test_a_list_is_walked_to_its_end() -> None:
    way = walk()
    assert way.take(fetch(1), [row(1), row(2)], page(2)) == ([row(1), row(2)], page(2))
    assert way.take(fetch(2), [row(3)], None) == ([row(3)], None)
    read = way.result()
    assert (read.complete, read.error, len(read.listed), len(read.fetches)) == (True, None, 3, 2)
    assert read.validators == Validators(digest="digest-1")


def test_a_row_that_comes_twice_is_looked_at_once() -> None:
    way = walk()
    assert way.take(fetch(1), [row(1), row(1, title="Ảnh")], page(2))[0] == [row(1)]
    assert way.take(fetch(2), [row(1), row(2)], None)[0] == [row(2)]


def test_a_page_looked_at_through_another_address_is_not_looked_at_again() -> None:
    way = Walk(LIST, 50, Memory(), {row(1).url})
    assert way.take(fetch(), [row(1), row(2)], None)[0] == [row(2)]
    assert way.result().listed == (row(1).url, row(2).url)


READ_BEFORE = {LIST: Validators(digest="x")}


def test_a_page_of_nothing_new_ends_a_walk_that_was_once_finished() -> None:
    way = walk(Memory(READ_BEFORE, pages=known(row(1), row(2))))
    assert way.take(fetch(), [row(1), row(2)], page(2)) == ([], None)
    assert way.result().complete is False


def test_a_walk_goes_on_past_what_is_known_where_the_rest_is_due_for_a_look() -> None:
    pages = known(row(1), row(2), row(3), row(4), row(5))
    way = walk(Memory(READ_BEFORE, pages=pages, due=(pages[row(4).url], pages[row(5).url])))
    assert way.take(fetch(), [row(1), row(2)], page(2)) == ([], page(2))
    idle = walk(Memory(READ_BEFORE, pages=pages, due=(pages[row(5).url],)))
    assert idle.take(fetch(), [row(1), row(2)], page(2)) == ([], None)


def test_a_walk_that_was_never_finished_goes_on_past_what_is_known() -> None:
    way = walk(Memory(pages=known(row(1), row(2))))
    assert way.take(fetch(), [row(1), row(2)], page(2)) == ([], page(2))


def test_one_new_row_keeps_the_walk_going() -> None:
    way = walk(Memory(READ_BEFORE, pages=known(row(1))))
    assert way.take(fetch(), [row(9), row(1)], page(2)) == ([row(9)], page(2))


@pytest.mark.parametrize("onward", ["http://khac.example.vn/tin?trang=2", "http://so.example.vn:8080/tin", ""])
def test_a_walk_never_leaves_its_host(onward: str) -> None:
    way = walk()
    assert way.take(fetch(), [row(1)], at(onward))[1] is None
    assert way.result().complete is False


def test_a_walk_never_asks_for_a_page_twice() -> None:
    way = walk()
    assert way.take(fetch(1), [row(1)], page(2))[1] == page(2)
    assert way.take(fetch(2), [row(2)], at(f"{page(1).url}#dau"))[1] is None
    assert way.result().complete is False


def test_a_last_page_that_leads_to_itself_is_the_end() -> None:
    way = walk()
    way.take(fetch(1), [row(1)], page(2))
    assert way.take(fetch(2), [row(2)], page(2))[1] is None
    assert way.result().complete is True


def test_a_list_that_shows_again_what_it_showed_is_not_followed_further() -> None:
    way = walk()
    assert way.take(fetch(1), [row(1), row(2)], page(2))[1] == page(2)
    assert way.take(fetch(2), [row(2), row(1)], page(3))[1] is None
    assert way.result().complete is False


def test_a_calendar_is_not_followed_beyond_the_months_that_are_published_in() -> None:
    way = walk()
    months = [at(f"http://so.example.vn/lich/{month}") for month in ("2027/12", "2028/01")]
    assert way.take(fetch(1), [row(1)], months[0])[1] == months[0]
    assert way.take(fetch(2), [row(2)], months[1])[1] is None
    assert (way.result().complete, way.result().error) == (False, None)
    assert way.result().detail.startswith("trap: the list goes on to http://so.example.vn/lich/2028/01")


def test_a_list_that_leads_to_itself_in_nested_languages_is_walked_once_a_language() -> None:
    way = walk()
    assert way.take(fetch(1), [row(1)], at(f"{page(1).url.partition('?')[0]}/en/vi"))[1]
    assert way.take(fetch(2), [row(2)], at(f"{page(1).url.partition('?')[0]}/en/vi/vi"))[1] is None


def test_a_walk_is_no_longer_than_the_rule_allows() -> None:
    way = walk(pages=2)
    assert way.take(fetch(1), [row(1)], page(2))[1] == page(2)
    assert way.take(fetch(2), [row(2)], page(3))[1] is None
    assert (way.result().complete, way.result().error) == (False, None)


def test_an_unchanged_first_page_ends_the_walk_at_once() -> None:
    way = walk(Memory({LIST: Validators('"a"', digest="digest-1")}))
    assert way.is_as_before(fetch(1))
    read = way.result()
    assert (read.unchanged, read.validators, read.listed) == (True, Validators('"a"', digest="digest-1"), ())


def test_an_unchanged_later_page_is_read() -> None:
    way = walk(Memory({LIST: Validators(digest="digest-2")}))
    way.take(fetch(1), [row(1)], page(2))
    assert not way.is_as_before(fetch(2))


@pytest.mark.parametrize(
    ("memory", "gate", "code"),
    [
        (Memory(), None, "not_a_listing"),
        (Memory(pages=known(row(1))), None, "layout_changed"),
        (Memory(pages=known(row(1))), "login_page", "login_page"),
    ],
)
def test_a_first_page_without_rows_is_a_fault(memory: Memory, gate: str | None, code: str) -> None:
    way = walk(memory)
    way.take_empty(fetch(), gate)
    assert (way.result().error, way.result().listed) == (code, ())


def test_a_later_page_without_rows_is_only_an_end_we_cannot_be_sure_of() -> None:
    way = walk()
    way.take(fetch(1), [row(1)], page(2))
    way.take_empty(fetch(2), None)
    read = way.result()
    assert (read.error, read.complete, read.listed) == (None, False, (row(1).url,))


def test_of_a_walk_that_failed_on_the_way_nothing_may_be_remembered() -> None:
    way = walk()
    way.take(fetch(1), [row(1)], page(2))
    way.fail(fetch(2, status=500, error="http_5xx"))
    read = way.result()
    assert (read.error, read.validators, len(read.fetches)) == ("http_5xx", Validators(), 2)


def test_a_walk_that_failed_on_the_way_says_how_far_it_came() -> None:
    way = walk()
    way.note_claim(9, 3)
    way.take(fetch(1), [row(1), row(2)], page(2))
    way.take(fetch(2), [row(3)], page(3))
    way.fail(fetch(3, status=500, error="http_5xx"))
    read = way.result()
    assert read.sight is not None and len(read.listed) == 3
    assert (read.sight.first, read.sight.rows, read.sight.pages, read.sight.end) == (2, 3, 3, "http_5xx")
    assert (read.sight.said_rows, read.sight.said_pages) == (9, 3)


def test_a_walk_that_failed_at_its_first_page_saw_nothing() -> None:
    way = walk()
    way.fail(fetch(1, status=500, error="http_5xx"))
    assert way.result().sight is None


def test_bodies_of_list_pages_are_not_carried_along() -> None:
    way = walk()
    way.take(fetch(1), [row(1)], None)
    assert [kept.body for kept in way.result().fetches] == [b""]


# --- what is news ------------------------------------------------------------------------

BEFORE = row(1, section="Tin", number="1/TB", dates=(StatedDate("1/10/2026", "listing"),))


@pytest.mark.parametrize(
    ("change", "is_news"),
    [
        ({}, False),
        ({"title": "Tin 1 (đính chính)"}, True),
        ({"section": "Thông báo"}, True),
        ({"number": "2/TB"}, True),
        ({"dates": (StatedDate("2/10/2026", "listing"),)}, False),
        ({"title": " Tin  1 "}, False),
        ({"section": "", "number": ""}, False),
    ],
)
def test_title_section_and_number_are_news_and_a_date_is_not(change: dict[str, Any], is_news: bool) -> None:
    page = known(BEFORE)[BEFORE.url]
    assert names_something_new(replace(BEFORE, **change), page) is is_news


def test_unknown_and_withdrawn_pages_are_news() -> None:
    assert names_something_new(BEFORE, None)
    assert names_something_new(BEFORE, known(BEFORE, withdrawn=True)[BEFORE.url])


@pytest.mark.parametrize("change", [{"summary": "khác"}, {"html": "<p>khác</p>"}])
def test_the_text_of_an_entry_is_news_too(change: dict[str, Any]) -> None:
    page = known(BEFORE)[BEFORE.url]
    assert says_something_new(replace(BEFORE, **change), page)
    assert not says_something_new(BEFORE, page)
