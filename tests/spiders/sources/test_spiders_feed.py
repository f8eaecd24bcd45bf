"""A feed as a source: what is asked for, what is handed out, what is remembered."""

from typing import Any

import pytest

from hub.records import Address, Fetch, Item, Memory, Source, Validators

FEED = "http://so.example.vn/rss/tin.rss"
BODY = "Toàn văn của thông báo, dài hơn phần tóm tắt đã nêu trong kênh tin."
SOURCE = Source("so", "so-y-te", "http://so.example.vn/", (Address("feed", FEED),))


def entry(n: int, summary: str = "Phần tóm tắt của thông báo trong kênh tin số", more: str = "") -> str:
    return (
        f"<item><title>Thông báo số {n} về lịch làm việc</title><link>/tin/{n}?utm_source=rss</link>"
        f"<guid isPermaLink='false'>tin-{n}</guid><description>{summary} {n}.</description>{more}</item>"
    )


def feed(*entries: str) -> str:
    return f"<rss version='2.0'><channel><title>Sở Y tế</title>{''.join(entries)}</channel></rss>"


def article(n: int) -> str:
    return (
        f"<html><body><h1>Thông báo số {n} về lịch làm việc</h1>"
        f"<div><p>Phần tóm tắt của thông báo trong kênh tin số {n}.</p><p>{BODY}</p></div></body></html>"
    )


@pytest.fixture
def portal(site: Any) -> Any:
    site.pages = {FEED: feed(entry(2), entry(1))} | {f"http://so.example.vn/tin/{n}": article(n) for n in (1, 2)}
    return site


def test_each_entry_is_handed_out_with_its_page_and_then_the_feed(portal: Any, gather: Any) -> None:
    found = gather(SOURCE, Memory(), portal)
    assert found.urls == ["http://so.example.vn/tin/2", "http://so.example.vn/tin/1"]
    assert all(BODY in page.item.html and page.item.html_from == "page" for page in found.pages)
    assert [page.row.html for page in found.pages] == ["", ""]
    (read,) = found.addresses
    assert (read.parsed, read.error, read.complete) == (2, None, False)
    assert read.listed == tuple(found.urls)
    assert found.reads[-1] is read


def test_a_feed_that_is_not_modified_costs_one_request(portal: Any, gather: Any) -> None:
    portal.etags[FEED] = '"v1"'
    first = gather(SOURCE, Memory(), portal)
    again = gather(SOURCE, first.memory, portal)
    assert portal.asks[-1].validators.etag == '"v1"'
    assert ([read.unchanged for read in again.reads], len(portal.asks)) == ([True], 4)


def test_how_long_a_feed_asks_to_be_left_alone_holds_while_it_is_not_modified(portal: Any, gather: Any) -> None:
    portal.pages[FEED] = feed("<ttl>60</ttl>", entry(1))
    portal.etags[FEED] = '"v1"'
    first = gather(SOURCE, Memory(), portal)
    again = gather(SOURCE, first.memory, portal)
    assert [read.validators.ttl for read in (*first.addresses, *again.addresses)] == [3600, 3600]


def test_the_same_bytes_are_not_read_again(portal: Any, gather: Any) -> None:
    first = gather(SOURCE, Memory(), portal)
    again = gather(SOURCE, first.memory, portal)
    assert [(read.unchanged, read.parsed) for read in again.addresses] == [(True, 0)]
    assert again.pages == []


def test_a_feed_whose_head_alone_was_built_anew_is_as_it_was(portal: Any, gather: Any) -> None:
    built = "<ttl>60</ttl><lastBuildDate>Fri, 24 Sep 2010 {}:00:00 GMT</lastBuildDate>"
    portal.pages[FEED] = feed(built.format("08"), entry(1))
    first = gather(SOURCE, Memory(), portal)
    portal.pages[FEED] = feed(built.format("09"), entry(1))
    later = gather(SOURCE, first.memory, portal)
    same = gather(SOURCE, later.memory, portal)
    assert [read.unchanged for read in (*first.addresses, *later.addresses, *same.addresses)] == [False, True, True]
    (before,), (after,), (last,) = first.addresses, later.addresses, same.addresses
    assert before.validators.digest == after.validators.digest and before.validators.sha256 != after.validators.sha256
    assert last.validators == after.validators


def test_only_new_and_edited_entries_are_looked_up(portal: Any, gather: Any) -> None:
    first = gather(SOURCE, Memory(), portal)
    portal.pages[FEED] = feed(entry(3), entry(2), entry(1, "Phần tóm tắt đã sửa của thông báo số"))
    portal.pages["http://so.example.vn/tin/3"] = article(3)
    again = gather(SOURCE, first.memory, portal)
    assert again.urls == ["http://so.example.vn/tin/3", "http://so.example.vn/tin/1"]
    assert again.addresses[0].parsed == 2
    assert len(again.addresses[0].listed) == 3


def test_an_entry_whose_date_alone_changed_is_not_looked_up(portal: Any, gather: Any) -> None:
    portal.pages[FEED] = feed(entry(1, more="<pubDate>Mon, 27 Sep 2010 08:30:00 +0700</pubDate>"))
    first = gather(SOURCE, Memory(), portal)
    portal.pages[FEED] = feed(entry(1, more="<pubDate>Tue, 28 Sep 2010 08:30:00 +0700</pubDate>"))
    again = gather(SOURCE, first.memory, portal)
    assert (again.pages, again.addresses[0].parsed) == ([], 1)


def test_a_page_that_cannot_be_fetched_leaves_its_entry(portal: Any, gather: Any) -> None:
    del portal.pages["http://so.example.vn/tin/2"]
    found = gather(SOURCE, Memory(), portal)
    lost = found.pages[0]
    assert (lost.fetch.error, lost.item, lost.row) == ("http_4xx", lost.row, lost.item)
    assert lost.item.summary.startswith("Phần tóm tắt")
    assert found.addresses[0].error is None


def test_a_gate_in_place_of_a_page_leaves_its_entry_too(portal: Any, gather: Any) -> None:
    portal.pages["http://so.example.vn/tin/2"] = "<script>document.cookie='D1N=1';location.reload()</script>"
    found = gather(SOURCE, Memory(), portal)
    assert [page.fetch.error for page in found.pages] == ["challenge_page", None]
    assert found.pages[0].item == found.pages[0].row


def test_an_entry_without_a_page_is_handed_out_by_itself(site: Any, gather: Any) -> None:
    site.pages = {FEED: feed("<item><title>Lịch tuần 40</title><guid isPermaLink='false'>lich-40</guid></item>")}
    (page,) = (gather(SOURCE, Memory(), site)).pages
    assert (page.url, page.item.title, site.asked) == ("", "Lịch tuần 40", [FEED])


def test_documents_linked_in_the_feeds_own_text_are_files(site: Any, gather: Any) -> None:
    text = "<c:encoded>&lt;p&gt;Xem &lt;a href='vb/1.pdf'&gt;tệp&lt;/a&gt;&lt;/p&gt;</c:encoded>"
    body = feed(entry(1, more=text)).replace("<rss", '<rss xmlns:c="http://purl.org/rss/1.0/modules/content/"')
    site.pages = {FEED: body}
    (page,) = (gather(SOURCE, Memory(), site)).pages
    assert [file.url for file in page.item.files] == ["http://so.example.vn/tin/vb/1.pdf"]


def test_entries_left_over_are_asked_for_again(site: Any, gather: Any) -> None:
    names = "".join(f"<item><title>Tin số {n}</title></item>" for n in range(5_001))
    site.pages, site.etags = {FEED: feed(names)}, {FEED: '"v1"'}
    first = gather(SOURCE, Memory(), site)
    assert (len(first.pages), first.addresses[0].validators) == (5_000, Validators())
    again = gather(SOURCE, first.memory, site)
    assert [page.item.title for page in again.pages] == ["Tin số 5000"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<html><body><h1>Tin tức</h1><p>Một trang thường.</p></body></html>", "not_a_feed"),
        ("", "not_a_feed"),
        ("<script>document.cookie='D1N=1';window.location.reload(true)</script>", "challenge_page"),
        ("<html><title>Đăng nhập</title><form><input type=password></form></html>", "login_page"),
        ("<html><body><h1>Hệ thống đang bảo trì</h1></body></html>", "maintenance_page"),
    ],
)
def test_what_is_no_feed_has_its_own_code_and_nothing_is_remembered(
    site: Any, gather: Any, body: str, code: str
) -> None:
    site.pages = {FEED: body}
    found = gather(SOURCE, Memory(), site)
    assert [read.error for read in found.addresses] == [code]
    assert found.memory == Memory()


@pytest.mark.parametrize("status", [204, 500])
def test_an_answer_without_a_feed_is_an_error(site: Any, gather: Any, answer: Any, status: int) -> None:
    fetch: Fetch = answer(FEED, "", status=status, error=None if status == 204 else "http_5xx")
    site.pages = {FEED: fetch}
    (read,) = (gather(SOURCE, Memory(), site)).addresses
    assert read.error == ("parse_failed" if status == 204 else "http_5xx")


def test_a_row_is_what_the_feed_said_with_a_canonical_address(portal: Any, gather: Any) -> None:
    row: Item = (gather(SOURCE, Memory(), portal)).pages[0].row
    assert (row.url, row.source, row.guid) == ("http://so.example.vn/tin/2", "so", "tin-2")


def test_entries_that_share_an_address_are_told_apart(site: Any, gather: Any) -> None:
    entries = "<item><title>{}</title><link>/lich#{}</link></item>"
    site.pages = {FEED: feed(entries.format("Lịch tuần 40", "t40"), entries.format("Lịch tuần 41", ""), entry(1))}
    found = gather(SOURCE, Memory(), site)
    assert [page.item.url for page in found.pages] == [
        "http://so.example.vn/lich#t40",
        "http://so.example.vn/lich#L%E1%BB%8Bch%20tu%E1%BA%A7n%2041",
        "http://so.example.vn/tin/1",
    ]


def test_the_same_entry_twice_is_one(portal: Any, gather: Any) -> None:
    portal.pages[FEED] = feed(entry(1), entry(2), entry(1, "Tóm tắt khác của thông báo trong kênh tin số"))
    assert gather(SOURCE, Memory(), portal).urls == ["http://so.example.vn/tin/1", "http://so.example.vn/tin/2"]


def test_what_is_wrong_with_a_feed_is_told_with_it_and_nothing_where_it_was_not_read(portal: Any, gather: Any) -> None:
    portal.pages[FEED] = feed(entry(1, more="<pubDate>24/09/2010 08:30</pubDate>"), entry(2))
    portal.etags[FEED] = '"v1"'
    first = gather(SOURCE, Memory(), portal)
    assert first.addresses[0].defects == ("local_dates", "missing_dates")
    assert gather(SOURCE, first.memory, portal).addresses[0].defects is None


def test_what_is_no_feed_at_all_has_that_for_a_defect(portal: Any, gather: Any) -> None:
    portal.pages[FEED] = "<html><body><p>Trang đang được xây dựng lại.</p></body></html>"
    read = gather(SOURCE, Memory(), portal).addresses[0]
    assert (read.error, read.defects) == ("not_a_feed", ("not_a_feed",))
