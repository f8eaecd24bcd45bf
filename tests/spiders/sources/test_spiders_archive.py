"""The way through an archive: its decisions without a network, and its walks over a table of answers."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hub.records import (
    Address,
    AddressKind,
    Backfill,
    Fetch,
    Item,
    JsonRule,
    ListingRule,
    Memory,
    PageRead,
    Place,
    Source,
    StatedDate,
)  # fmt: skip
from spiders.archive import MOST_VAIN, Archive, ArchivePage
from spiders.backfill import Step, walk_archive
from spiders.visit import Visit

from .conftest import FakeSite, InProcess, answered, remember

NOW, TODAY = datetime(2026, 10, 5, 3, 0, tzinfo=UTC), date(2026, 10, 5)
HOME = "http://so.example.vn"
LIST = f"{HOME}/tin"
RULE = ListingRule("li.tin", title="a", link="a::attr(href)", date="i", next="a.sau", archive="#luu a::attr(href)")
BY_DAYS = replace(RULE, archive="", days="?tu={from:%d/%m/%Y}&den={to:%d/%m/%Y}")


def address(rule: ListingRule = RULE) -> Address:
    return Address("listing", LIST, rule)


def begun(since: date | None = None) -> Backfill:
    return Backfill("so", LIST, NOW, since, (Place(LIST),))


def archive(rule: ListingRule = RULE, progress: Backfill | None = None) -> Archive:
    return Archive(address(rule), progress or begun(), TODAY)


def items(*numbers: int) -> list[Item]:
    return [Item("so", f"{HOME}/tin/{n}", f"Tin {n}", dates=(StatedDate(f"{n}/9/2026", "listing"),)) for n in numbers]


def at(n: int, **more: Any) -> Place:
    return Place(f"{LIST}?trang={n}", number=n, **more)


def read(walk: Archive, rows: Sequence[Item], following: Place | None = None, older: Sequence[str] = ()) -> list[str]:
    """One page read; where the walk goes on."""
    walk.take(ArchivePage(rows, following, older))
    walk.went_on([])
    return [place.url for place in walk.progress.waiting]


# --- which page comes next ---------------------------------------------------------------


def test_a_list_is_walked_page_by_page_to_its_end() -> None:
    walk = archive()
    assert read(walk, items(9, 8), at(2)) == [f"{LIST}?trang=2"]
    assert read(walk, items(7, 6)) == []
    assert walk.progress.is_over
    assert (walk.progress.pages, walk.progress.oldest) == (2, date(2026, 9, 6))


@pytest.mark.parametrize("following", [at(1), Place("http://khac.example.vn/tin"), Place(""), Place(f"{HOME}/2031/05")])
def test_it_goes_nowhere_twice_nor_to_others_nor_into_years_to_come(following: Place) -> None:
    walk = archive()
    read(walk, items(9), at(1))
    assert read(walk, items(8), following) == []


def test_a_page_that_shows_nothing_new_ends_its_list() -> None:
    walk = archive()
    read(walk, items(9, 8), at(2))
    assert read(walk, items(8, 9), at(3)) == []


def test_a_day_to_go_back_to_ends_it_and_keeps_out_what_is_older() -> None:
    walk = archive(progress=begun(since=date(2026, 9, 8)))
    assert walk.take(ArchivePage(items(9, 8, 7), at(2))) == items(9, 8)
    walk.went_on([])
    assert read(walk, items(7, 6), at(3)) == []


def test_what_pages_say_of_their_day_counts_where_rows_say_nothing() -> None:
    walk = archive(progress=begun(since=date(2026, 9, 8)))
    walk.take(ArchivePage([replace(row, dates=()) for row in items(9, 8)], at(2)))
    walk.went_on([date(2026, 9, 7), None, date(2026, 9, 5)])
    assert (walk.progress.is_over, walk.progress.oldest) == (True, date(2026, 9, 5))


def test_who_goes_on_later_begins_with_the_page_that_was_read_last() -> None:
    walk = archive()
    read(walk, items(9, 8), at(2))
    read(walk, items(7, 6), at(3))
    again = archive(progress=walk.progress)
    assert again.place == at(2)
    assert read(again, items(8, 7), at(3)) == [f"{LIST}?trang=3"]
    assert read(again, items(6, 5)) == []


def test_a_list_of_one_page_leads_to_its_months_and_each_is_entered_once() -> None:
    months = [f"{HOME}/2026/0{n}" for n in (9, 8)]
    walk = archive()
    assert read(walk, items(9), None, months) == months
    assert read(walk, items(7), Place(f"{months[0]}?trang=2", number=2), months) == [f"{months[0]}?trang=2", months[1]]
    assert read(walk, items(6), None, months) == [months[1]]
    again = archive(progress=walk.progress)
    read(again, items(6))
    assert read(again, items(5), None, [*months, f"{HOME}/2026/07"]) == [f"{HOME}/2026/07"]


def test_months_are_not_asked_for_where_pages_led_to_the_end() -> None:
    walk = archive()
    read(walk, items(9), at(2), [f"{HOME}/2026/08"])
    assert read(walk, items(8), None, [f"{HOME}/2026/08"]) == []


def test_where_a_form_asks_for_days_month_after_month_is_asked_for_until_two_years_show_nothing() -> None:
    walk = archive(BY_DAYS)
    assert read(walk, items(9)) == [f"{LIST}?tu=01/10/2026&den=05/10/2026"]
    assert read(walk, items(8)) == [f"{LIST}?tu=01/09/2026&den=30/09/2026"]
    for _ in range(MOST_VAIN):
        assert not walk.progress.is_over
        read(walk, [])
    assert walk.progress.is_over


def test_days_are_asked_for_back_to_the_wanted_one_also_by_who_goes_on_later() -> None:
    walk = archive(BY_DAYS, begun(since=date(2026, 8, 20)))
    read(walk, items(9))
    again = archive(BY_DAYS, walk.progress)
    read(again, items(9))
    assert [read(again, items(8))[-1:], read(again, items(7))[-1:]] == [
        [f"{LIST}?tu=01/09/2026&den=30/09/2026"], [f"{LIST}?tu=01/08/2026&den=31/08/2026"],
    ]  # fmt: skip
    assert read(again, []) == []


# --- what fails --------------------------------------------------------------------------


def answer(status: int | None) -> Fetch:
    return Fetch("so", LIST, NOW, status=status)


@pytest.mark.parametrize(
    ("status", "code", "goes_on"),
    [(404, "http_4xx", True), (200, "not_a_listing", True), (503, "http_5xx", False), (None, "deadline", False)],
)
def test_a_further_page_may_be_missing_but_not_out_of_reach(status: int | None, code: str, *, goes_on: bool) -> None:
    walk = archive()
    read(walk, items(9), at(2))
    assert walk.failed(answer(status), code, "…") is goes_on
    assert (walk.progress.is_over, walk.progress.error) == ((True, None) if goes_on else (False, code))


def test_the_first_page_must_be_there() -> None:
    walk = archive()
    assert not walk.failed(answer(404), "http_4xx", "…")
    assert (walk.progress.error, walk.place) == ("http_4xx", Place(LIST))


@pytest.mark.parametrize(
    ("place", "status", "code"),
    [(at(7), 404, "http_4xx"), (at(7, form=(("__VIEWSTATE", "x"),)), 500, "http_5xx"), (at(7), 200, "not_a_listing")],
)
def test_a_walk_that_cannot_be_gone_on_with_begins_anew(place: Place, status: int, code: str) -> None:
    walk = archive(progress=replace(begun(), waiting=(place,), pages=6))
    assert walk.failed(answer(status), code, "…")
    assert (walk.place, walk.progress.pages) == (Place(LIST), 6)


# --- walks -------------------------------------------------------------------------------


def page(numbers: Sequence[int], onward: str = "", older: str = "") -> str:
    row = "<li class=tin><a href='/tin/{0}'>Thông báo số {0} của Sở</a> <i>{0}/9/2026</i></li>"
    more = f"<a class=sau href={onward}>Sau</a>" if onward else ""
    return f"<html><body><ul>{''.join(map(row.format, numbers))}</ul>{more}<p id=luu>{older}</p></body></html>"


@pytest.fixture
def portal(site: FakeSite) -> FakeSite:
    site.pages = {
        LIST: page(range(9, 6, -1), "/tin?trang=2"),
        f"{LIST}?trang=2": page(range(6, 3, -1), "/tin?trang=3"),
        f"{LIST}?trang=3": page(range(3, 0, -1)),
    }
    site.pages |= {f"{LIST}/{n}": f"<h1>Thông báo số {n} của Sở</h1><p>Nội dung {n}.</p>" for n in range(1, 10)}
    return site


Walked = list[PageRead | Step]


def walked(
    site: FakeSite, where: Address, progress: Backfill, memory: Memory | None = None, over: Callable[[], bool] = bool
) -> Walked:
    source = Source("so", "so", HOME, (where,))
    visit = Visit(source, memory or Memory(), site, InProcess())

    async def gathered() -> Walked:
        return [it async for it in walk_archive(Archive(where, progress, TODAY), visit, over)]

    return asyncio.run(gathered())


def urls(found: Walked) -> list[str]:
    return [it.url for it in found if isinstance(it, PageRead)]


def last(found: Walked) -> Backfill:
    return [it for it in found if isinstance(it, Step)][-1].progress


def test_every_page_hands_out_its_articles_before_it_is_told_of(portal: FakeSite) -> None:
    found = walked(portal, address(), begun())
    kinds = ["page" if isinstance(it, PageRead) else "step" for it in found]
    assert kinds == ["page", "page", "page", "step"] * 3
    assert urls(found) == [f"{LIST}/{n}" for n in range(9, 0, -1)]
    assert last(found).is_over


def test_without_a_rule_the_one_of_the_first_page_holds_for_all(portal: FakeSite) -> None:
    portal.pages[f"{LIST}?trang=3"] = page([3])
    found = walked(portal, Address("listing", LIST), begun())
    assert urls(found) == [f"{LIST}/{n}" for n in range(9, 2, -1)]


def test_what_is_known_is_not_asked_for_but_walked_past(portal: FakeSite) -> None:
    first = walked(portal, address(), begun())
    reads = [it for it in first if isinstance(it, PageRead)]
    portal.asks.clear()
    assert urls(walked(portal, address(), begun(), remember(Memory(), list(reads)))) == []
    assert portal.asked == [LIST, f"{LIST}?trang=2", f"{LIST}?trang=3"]


@pytest.mark.parametrize("killed_after", range(1, 13))
def test_wherever_a_walk_is_cut_off_the_next_one_gets_the_rest(portal: FakeSite, killed_after: int) -> None:
    whole = walked(portal, address(), begun())
    stored = whole[:killed_after]
    steps = [it for it in stored if isinstance(it, Step)]
    memory = remember(Memory(), [it for it in stored if isinstance(it, PageRead)])
    rest = walked(portal, address(), steps[-1].progress if steps else begun(), memory)
    assert sorted([*urls(stored), *urls(rest)]) == sorted(urls(whole)), "none lost, none asked for twice"


def test_a_portion_that_is_over_leaves_the_page_to_the_next_one(portal: FakeSite) -> None:
    found = walked(portal, address(), begun(), over=lambda: True)
    assert (urls(found), [it for it in found if isinstance(it, Step)]) == ([f"{LIST}/9"], [])


def test_months_are_walked_by_the_rule_of_the_list(site: FakeSite) -> None:
    links = "".join(f"<a href='/2026/0{n}/'>Tháng {n}</a>" for n in (9, 8))
    site.pages = {LIST: page([9], older=links), f"{HOME}/2026/09/": page([9, 8], older=links)}
    site.pages[f"{HOME}/2026/08/"] = page([7], older=links)
    site.pages |= {f"{LIST}/{n}": f"<h1>Thông báo số {n} của Sở</h1>" for n in (7, 8, 9)}
    assert urls(walked(site, address(), begun())) == [f"{LIST}/{n}" for n in (9, 8, 7)]


JSON = JsonRule("rows", "t", "u", counter="?p={page}", total="tong")
TEXT = "<p>Ủy ban nhân dân tỉnh thông tin đến các tổ chức và công dân về việc này.</p>" * 3
SITEMAP = "<urlset><url><loc>{0}/tin/9</loc></url><url><loc>{0}/tin/8</loc><lastmod>2009-01-01</lastmod></url></urlset>"


@pytest.mark.parametrize("kind", ["json", "sitemap"])
def test_json_lists_and_sitemaps_are_walked_alike(site: FakeSite, kind: AddressKind) -> None:
    where = Address(kind, LIST, json=JSON if kind == "json" else None)
    entry = '{{"tong": 2, "rows": [{{"t": "Thông báo số {0} của Sở", "u": "/tin/{0}"}}]}}'
    index = f"<sitemapindex><sitemap><loc>{LIST}?p=2</loc></sitemap></sitemapindex>"
    site.pages = {LIST: entry.format(9), f"{LIST}?p=2": entry.format(8)}
    if kind == "sitemap":
        site.pages = {LIST: index, f"{LIST}?p=2": SITEMAP.format(HOME)}
    site.pages |= {
        f"{LIST}/{n}": f"<div><h1>Thông báo số {n} của Sở</h1><div>{n}/9/2026, 14:30</div>{TEXT}</div>" for n in (8, 9)
    }
    assert urls(walked(site, where, begun())) == [f"{LIST}/9", f"{LIST}/8"]
    assert f"{LIST}?p=3" not in site.asked, "the list says how many there are"
    if kind == "sitemap":
        assert urls(walked(site, where, begun(since=date(2010, 1, 1)))) == [f"{LIST}/9"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("<html><body>Trang đang được xây dựng</body></html>", "not_a_listing"),
        ("<html><title>Đăng nhập</title><form><input type=password></form></html>", "login_page"),
        (replace(answered(LIST, ""), status=503, error="http_5xx", body=b""), "http_5xx"),
    ],
)
def test_what_stops_a_walk_is_said_with_its_code(site: FakeSite, answer: Any, code: str) -> None:
    site.pages = {LIST: answer}
    progress = last(walked(site, address(), begun()))
    assert (progress.error, progress.is_over, progress.waiting) == (code, False, (Place(LIST),))
