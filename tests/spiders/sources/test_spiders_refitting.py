"""A site made anew: its rule fits no more, and another is learned where the list is without doubt the known one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hub.records import Address, Memory, Source
from spiders.learning.lists import learn_rule
from spiders.pages import parse_page

HOME = "https://so.example/tin-tuc"
TITLES = [f"Thông báo số {n} về việc tuyển dụng viên chức đợt {n}" for n in range(1, 9)]
Made = Callable[[list[tuple[int, str]]], str]


def old(rows: list[tuple[int, str]]) -> str:
    cells = "".join(
        f'<tr class="hang"><td class="ten"><a href="/tin/{n}.html">{title}</a></td>'
        f'<td class="ngay">{n:02}/10/2026</td></tr>'
        for n, title in rows
    )
    return page(f"<table>{cells}</table>")


def in_other_elements(rows: list[tuple[int, str]]) -> str:
    return page(
        "".join(
            f'<article class="x7"><h3><a href="/tin/{n}.html">{title}</a></h3><time>{n:02}/10/2026</time></article>'
            for n, title in rows
        )
    )


def with_another_list_in_its_place(rows: list[tuple[int, str]]) -> str:
    """The old names stand for links of another kind now, the notices in a list of their own."""
    others = "".join(
        f'<tr class="hang"><td class="ten"><a href="/so/{n}.html">Đơn vị trực thuộc số {n}</a></td></tr>'
        for n in range(4)
    )
    return in_other_elements(rows).replace("<main>", f"<main><table>{others}</table>")


def with_dates_elsewhere(rows: list[tuple[int, str]]) -> str:
    return old(rows).replace('<td class="ngay">', "<td>Trạng thái: đã đăng</td><td>")


def page(main: str) -> str:
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("gioi-thieu", "lien-he", "so-do"))
    return f"<html><body><ul>{menu}</ul><main>{main}</main></body></html>"


ARTICLE = "<html><body><h1>{}</h1><p>{}</p></body></html>"


def prepare(site: Any, answer: Any, *, learned: bool = True) -> Source:
    rows = list(enumerate(TITLES[:6], 1))
    site.pages[HOME] = old(rows)
    for n, title in enumerate(TITLES, 1):
        site.pages[f"https://so.example/tin/{n}.html"] = ARTICLE.format(title, f"Nội dung của thông báo {n}. " * 9)
    rule = learn_rule(parse_page(answer(HOME, old(rows))))
    assert "hang" in rule.row, "the rule rests on what the site will lose"
    return Source("so", "so", HOME, (Address("listing", HOME, rule, learned=learned),))


@pytest.mark.parametrize("made", [in_other_elements, with_another_list_in_its_place, with_dates_elsewhere])
def test_a_learned_rule_that_fits_no_more_is_replaced_where_the_list_is_the_known_one(
    site: Any, gather: Any, answer: Any, made: Made
) -> None:
    source = prepare(site, answer)
    before = gather(source, Memory(), site)
    site.pages[HOME] = made(list(enumerate(TITLES, 1))[2:])
    after = gather(source, before.memory, site)
    (address,) = after.addresses
    assert (address.error, address.detail.partition(":")[0]) == (None, "layout")
    assert sorted(page.url[-6:] for page in after.pages) == ["7.html", "8.html"], "known is known, new is new"
    assert sorted(date.raw for page in after.pages for date in page.row.dates) == ["07/10/2026", "08/10/2026"]
    assert address.rule is not None
    again = replace(source, addresses=(replace(source.addresses[0], listing=address.rule),))
    assert gather(again, replace(after.memory, validators={}), site).addresses[0].rule is None, "from now on it fits"


def test_a_list_that_is_not_known_is_proposed_and_nothing_of_it_is_stored(site: Any, gather: Any, answer: Any) -> None:
    source = prepare(site, answer)
    before = gather(source, Memory(), site)
    site.pages[HOME] = in_other_elements([(n, f"Đơn vị trực thuộc Sở tại huyện thứ {n}") for n in range(20, 29)])
    after = gather(source, before.memory, site)
    (address,) = after.addresses
    assert (address.error, address.rule, after.pages) == ("layout_changed", None, [])
    assert "it finds no rows" in address.detail and "9 rows, 0 of them known" in address.detail
    assert "daumoi source verify" in address.detail


def test_the_rule_of_an_operator_is_never_replaced(site: Any, gather: Any, answer: Any) -> None:
    source = prepare(site, answer, learned=False)
    before = gather(source, Memory(), site)
    site.pages[HOME] = in_other_elements(list(enumerate(TITLES, 1)))
    (address,) = gather(source, before.memory, site).addresses
    assert (address.error, address.rule) == ("layout_changed", None)
    assert "8 rows, 6 of them known" in address.detail


def test_a_list_of_which_all_is_new_keeps_its_rule(site: Any, gather: Any, answer: Any) -> None:
    source = prepare(site, answer)
    before = gather(source, Memory(), site)
    news = [(n, f"Quyết định số {n} về giá đất năm 2026 tại huyện {n}") for n in range(20, 29)]
    site.pages[HOME] = old(news).replace("</main>", f"</main><ul>{known_links()}</ul>")
    after = gather(source, before.memory, site)
    assert (after.addresses[0].error, after.addresses[0].detail, after.addresses[0].rule) == (None, "", None)
    assert len(after.pages) == len(news)


def known_links() -> str:
    return "".join(f'<li><a href="/tin/{n}.html">{title}</a></li>' for n, title in enumerate(TITLES[:4], 1))


def test_links_that_are_called_otherwise_edit_no_title(site: Any, gather: Any, answer: Any) -> None:
    source = prepare(site, answer)
    before = gather(source, Memory(), site)
    more = old(list(enumerate(TITLES[:6], 1)))
    for n, title in enumerate(TITLES[:6], 1):
        more = more.replace(f">{title}<", f">Xem chi tiết văn bản này ({n})<")
    site.pages[HOME] = more
    after = gather(source, before.memory, site)
    assert (after.addresses[0].error, after.pages) == ("layout_changed", [])
