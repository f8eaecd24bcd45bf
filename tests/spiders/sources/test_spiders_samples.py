"""A visit that does not know how a site builds its articles finds it out before it reads the first."""

from dataclasses import replace
from typing import Any

import pytest

from hub.records import Address, ArticleRule, Item, KnownPage, ListingRule, Memory, Source, Validators
from spiders.samples import MOST, alike

HOST = "http://so.example.vn"
LIST, FEED = f"{HOST}/tin", f"{HOST}/rss"
MENU = "".join(f"<li><a href='/muc-{n}.html'>Chuyên mục số {n} của trang</a></li>" for n in range(9))
CALENDAR = "<li>Thứ Hai: họp giao ban, tiếp công dân tại trụ sở</li><li>Thứ Sáu: trực tiếp dân ở xã</li>"
RULE = ListingRule(row="ol > li", title="a", link="a", date="i")


def site_page(main: str, cell: str = "td") -> str:
    """A page whose frame is no list of links that could be told as such."""
    return (
        f"<html><body><table><tr><{cell}><ul>{MENU}</ul></{cell}><{cell}>{main}</{cell}>"
        f"<{cell}><ul>{CALENDAR}</ul></{cell}></tr></table></body></html>"
    )


def said_in(number: int) -> str:
    return f"Sở Y tế thông báo đợt {number} tuyển dụng viên chức, hồ sơ nộp tại bộ phận một cửa của sở {number} lần."


def article(number: int, cell: str = "td") -> str:
    return site_page(f"<b>Thông báo tuyển dụng đợt {number}</b><br>{said_in(number)}<br>", cell)


def of_another_week(page: str) -> str:
    """The page with other words in its frame: by the very same ones it would be known unread."""
    return page.replace("Thứ Sáu: trực", "Thứ Năm: trực")


def listing(*numbers: int) -> str:
    rows = "".join(f"<li><a href='/tin/{n}'>Thông báo tuyển dụng đợt {n}</a> <i>1/10/2026</i></li>" for n in numbers)
    return site_page(f"<ol>{rows}</ol>")


def feed(*numbers: int) -> str:
    items = "".join(f"<item><title>Thông báo tuyển dụng đợt {n}</title><link>/tin/{n}</link></item>" for n in numbers)
    return f"<rss version='2.0'><channel><title>Tin</title><link>{HOST}</link>{items}</channel></rss>"


def source(article: ArticleRule | None = None, kind: Any = "listing") -> Source:
    address = Address(kind, LIST if kind == "listing" else FEED, listing=RULE if kind == "listing" else None)
    return Source("so", "so", f"{HOST}/", (address,), article=article)


@pytest.fixture
def portal(site: Any) -> Any:
    site.pages = {LIST: listing(3, 2, 1), FEED: feed(3, 2, 1), f"{HOST}/": site_page("<p>Trang nhất</p>")}
    site.pages |= {f"{HOST}/tin/{n}": article(n) for n in range(1, 9)}
    return site


def texts(found: Any) -> dict[str, str]:
    return {page.url: page.item.html for page in found.pages if page.item}


def learned(found: Any) -> list[ArticleRule]:
    return [page.learned for page in found.pages if page.learned]


@pytest.mark.parametrize("kind", ["listing", "feed"])
def test_what_was_learned_comes_with_the_first_page_and_all_are_read_by_it(portal: Any, gather: Any, kind: Any) -> None:
    found = gather(source(kind=kind), Memory(), portal)
    assert [page.learned is not None for page in found.pages] == [True, False, False]
    for number in (1, 2, 3):
        html = texts(found)[f"{HOST}/tin/{number}"]
        assert said_in(number) in html
        assert "Chuyên mục" not in html
        assert "họp giao ban" not in html


@pytest.mark.parametrize("kind", ["listing", "feed"])
def test_no_page_is_asked_for_twice(portal: Any, gather: Any, kind: Any) -> None:
    gather(source(kind=kind), Memory(), portal)
    assert sorted(portal.asked) == sorted(set(portal.asked))
    assert f"{HOST}/" not in portal.asked


def test_a_single_article_of_a_feed_is_compared_with_the_homepage(portal: Any, gather: Any) -> None:
    portal.pages[FEED] = feed(1)
    found = gather(source(kind="feed"), Memory(), portal)
    assert portal.asked.count(f"{HOST}/") == 1
    assert learned(found)
    assert "họp giao ban" not in texts(found)[f"{HOST}/tin/1"]


def test_a_later_visit_reads_one_new_article_by_what_is_known_and_learns_nothing(portal: Any, gather: Any) -> None:
    first = gather(source(), Memory(), portal)
    portal.pages[LIST] = listing(4, 3, 2, 1)
    again = gather(source(learned(first)[0]), first.memory, portal)
    assert learned(again) == []
    assert list(texts(again)) == [f"{HOST}/tin/4"]
    assert "họp giao ban" not in texts(again)[f"{HOST}/tin/4"]


def test_a_page_looked_at_again_says_what_it_said(portal: Any, gather: Any) -> None:
    first = gather(source(), Memory(), portal)
    portal.pages |= {f"{HOST}/tin/{n}": of_another_week(article(n)) for n in (1, 2, 3)}
    memory = replace(first.memory, due=tuple(first.memory.pages.values()))
    assert texts(gather(source(learned(first)[0]), memory, portal)) == texts(first)


def test_a_redesigned_site_is_learned_anew_from_its_known_pages(portal: Any, gather: Any) -> None:
    first = gather(source(), Memory(), portal)
    rebuilt = {n: of_another_week(article(n, "div")).replace("<table>", "<main>") for n in (1, 2, 3)}
    portal.pages |= {f"{HOST}/tin/{n}": page for n, page in rebuilt.items()}
    memory = replace(first.memory, due=tuple(first.memory.pages.values()))
    again = gather(source(learned(first)[0]), memory, portal)
    (rule,) = learned(again)
    assert rule != learned(first)[0]
    assert all(said_in(n) in texts(again)[f"{HOST}/tin/{n}"] for n in (1, 2, 3))
    assert not any("họp giao ban" in html for html in texts(again).values())


def test_pages_of_two_builds_are_read_each_by_its_own(portal: Any, gather: Any) -> None:
    first = gather(source(), Memory(), portal)
    portal.pages[LIST] = listing(7, 6, 5)
    portal.pages |= {f"{HOST}/tin/{n}": article(n, "div").replace("<table>", "<main>") for n in (5, 6, 7)}
    portal.pages |= {f"{HOST}/tin/{n}": of_another_week(article(n)) for n in (1, 2, 3)}
    memory = replace(first.memory, due=tuple(first.memory.pages.values()))
    again = gather(source(learned(first)[0]), memory, portal)
    assert len(learned(again)) == 1
    assert texts(again).items() >= texts(first).items()
    assert not any("họp giao ban" in html for html in texts(again).values())


def test_a_site_whose_pages_were_read_before_is_read_as_it_was(portal: Any, gather: Any) -> None:
    row = Item("so", f"{HOST}/tin/9", "Thông báo tuyển dụng đợt 9")
    known = KnownPage(row.url, "n9", row, gather(source(), Memory(), portal).pages[0].fetch.at, Validators(digest="x"))
    assert learned(gather(source(), Memory(pages={row.url: known}), portal)) == []


def test_what_an_operator_says_of_the_text_stands(portal: Any, gather: Any) -> None:
    found = gather(source(ArticleRule(body="//nowhere")), Memory(), portal)
    assert learned(found) == []


def test_samples_are_of_the_commonest_kind_and_no_documents() -> None:
    urls = ["/lien-he.html", "/tin/a-1.html", "/vb/12.pdf", "/tin/b-2.html", *(f"/tin/c-{n}.html" for n in range(9))]
    rows = [Item("so", f"{HOST}{url}", "") for url in urls]
    assert [row.url for row in alike(rows)][:3] == [
        f"{HOST}/tin/a-1.html",
        f"{HOST}/tin/b-2.html",
        f"{HOST}/tin/c-0.html",
    ]
    assert len(alike(rows)) == MOST
