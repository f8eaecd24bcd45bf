"""What a store must do, whatever database is behind it: a further one is one more of DATABASES in tests/conftest.py."""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from sqlalchemy import event

from hub.errors import StoreError
from hub.records import (
    Address,
    Agency,
    ArticleRule,
    Attachment,
    Backfill,
    Fetch,
    FileLink,
    Filters,
    Find,
    Item,
    JsonRule,
    ListingRule,
    ListPage,
    Notice,
    Place,
    Poison,
    Rhythm,
    Source,
    SourceDay,
    SourceState,
    StatedDate,
    Tally,
    Usual,
    Validators,
    Visited,
)
from hub.store.store import Store
from hub.vietnamese.dates import vietnamese_day
from search_index.base import Divisible

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
VIETNAM = timezone(timedelta(hours=7))


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(database_url, tmp_path)
    opened.migrate()
    for agency in ("so-y-te", "so-xay-dung"):
        opened.sources.save_agency(Agency(agency, agency.replace("-", " ")))
    for slug, agency in (("syt", "so-y-te"), ("sxd", "so-xay-dung")):
        opened.sources.save_source(Source(slug, agency, f"https://{slug}.example/"))
    yield opened
    opened.close()


def notice(id: str, **fields: Any) -> Notice:
    """A notice of the health department, seen at NOW."""
    plain: dict[str, Any] = {
        "source": "syt",
        "agency": "so-y-te",
        "url": f"https://syt.example/{id}",
        "title": f"Thông báo {id}",
        "first_seen": NOW,
        "updated": NOW,
        "published": NOW - DAY,
        "published_precision": "minute",
        "published_from": "listing",
        "text": f"Nội dung {id}",
        "digest": f"digest-{id}",
        "sources": (fields.get("source", "syt"),),
    }
    return Notice(id=id, **(plain | fields))


def item(id: str, **fields: Any) -> Item:
    return Item(source="syt", url=f"https://syt.example/{id}", title=f"Thông báo {id}", **fields)


def add(store: Store, *notices: Notice) -> None:
    with store.writing() as writer:
        for added in notices:
            writer.add_notice(added, [f"url:{added.url}"])


def kinds(store: Store) -> list[tuple[str, str]]:
    return [(change.kind, change.notice) for change in store.changes.after(0)]


def ids(notices: list[Notice]) -> list[str]:
    return [found.id for found in notices]


# --- agencies and sources ----------------------------------------------------------------


def test_an_agency_comes_back_as_it_was_saved_and_can_be_replaced(store: Store) -> None:
    merged = Agency("so-tt", "Sở TT", "so", "tinh", "ubnd", date(2008, 1, 1), date(2025, 2, 28), "so-khcn")
    store.sources.save_agency(replace(merged, successor=None))
    store.sources.save_agency(merged)
    assert store.sources.agency("so-tt") == merged
    assert [agency.slug for agency in store.sources.agencies()] == ["so-tt", "so-xay-dung", "so-y-te"]
    assert store.sources.agency("nobody") is None


def test_a_source_comes_back_with_addresses_rules_and_settings(store: Store) -> None:
    whole = Source(
        "whole",
        "so-y-te",
        "https://x.example/",
        (
            Address("listing", "https://x.example/tb", listing=ListingRule("li", title="a", pages=3)),
            Address("json", "https://x.example/api", json=JsonRule("data.items", "title", "/tin/{id}")),
            Address("feed", "https://x.example/rss"),
        ),
        name="Cổng",
        section="chi-dao",
        article=ArticleRule(body=".body", drop=(".share", ".related")),
        every=900.0,
        delay=2.5,
        encoding="windows-1258",
        date_order="mdy",
        proxy="http://proxy.example:3128",
        headers={"Accept-Language": "vi"},
        tls={"legacy": True, "ca_bundle": "ca.pem"},
    )
    store.sources.save_source(whole)
    assert store.sources.source("whole") == whole
    fewer = replace(whole, addresses=whole.addresses[:1], status="paused")
    store.sources.save_source(fewer)
    assert store.sources.source("whole") == fewer
    assert store.sources.sources("paused") == (fewer,)
    assert [source.slug for source in store.sources.sources()] == ["sxd", "syt", "whole"]


def test_a_source_of_an_unknown_agency_is_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        store.sources.save_source(Source("lost", "no-such-agency", "https://x.example/"))
    assert store.sources.source("lost") is None


def test_a_source_never_tried_is_new_and_a_saved_state_comes_back(store: Store) -> None:
    assert store.sources.state("syt") == SourceState("syt")
    state = SourceState("syt", "failing", "dns_failed", "no answer", NOW, NOW, NOW - DAY, None, NOW + HOUR, 3, 7, 41)
    store.sources.save_state(state)
    assert store.sources.state("syt") == state
    assert store.sources.states() == {"syt": state}


def test_due_are_active_sources_whose_time_has_come_the_longest_overdue_first(store: Store) -> None:
    store.sources.save_source(Source("paused", "so-y-te", "https://x.example/", status="paused"))
    store.sources.save_source(Source("late", "so-y-te", "https://x.example/"))
    store.sources.save_state(SourceState("syt", next_due=NOW))
    store.sources.save_state(SourceState("late", next_due=NOW - HOUR))
    assert store.sources.due(NOW) == ("sxd", "late", "syt")
    assert store.sources.due(NOW - timedelta(microseconds=1)) == ("sxd", "late")


def test_what_is_due_comes_with_its_state_and_so_does_what_only_a_wrong_clock_can_have_planned(store: Store) -> None:
    def unsettled() -> list[str]:
        return [state.source for state in store.sources.unsettled(NOW, HOUR, DAY)]

    store.sources.save_source(Source("paused", "so-y-te", "https://x.example/", status="paused"))
    store.sources.save_state(SourceState("syt", "healthy", last_try=NOW - HOUR, next_due=NOW, items=3))
    assert store.sources.unsettled(NOW, HOUR, DAY) == (SourceState("sxd"), store.sources.state("syt"))
    store.sources.save_state(SourceState("syt", last_try=NOW + HOUR, next_due=NOW + DAY))
    assert unsettled() == ["sxd"]
    store.sources.save_state(SourceState("syt", last_try=NOW, next_due=NOW + DAY + HOUR))
    assert unsettled() == ["sxd", "syt"]
    store.sources.save_state(SourceState("syt", last_try=NOW + 2 * HOUR, next_due=NOW + 3 * HOUR))
    assert unsettled() == ["sxd", "syt"]


def test_a_due_time_is_moved_only_from_what_it_was(store: Store) -> None:
    for slug in ("syt", "sxd"):
        store.sources.save_state(SourceState(slug, next_due=NOW))
    moves = {"syt": (NOW, NOW + HOUR), "sxd": (NOW - HOUR, NOW + DAY), "nobody": (NOW, NOW)}
    assert store.sources.replan(moves) == {"syt"}
    assert store.sources.replan(moves) == frozenset()
    assert [store.sources.state(slug).next_due for slug in ("syt", "sxd")] == [NOW + HOUR, NOW]


def test_eight_threads_move_twenty_due_times_once_each(store: Store) -> None:
    slugs = [f"s{n}" for n in range(20)]
    for slug in slugs:
        store.sources.save_source(Source(slug, "so-y-te", "https://x.example/"))
        store.sources.save_state(SourceState(slug, next_due=NOW))
    moved: list[str] = []
    in_threads(8, lambda: moved.extend(store.sources.replan({slug: (NOW, NOW + HOUR) for slug in slugs})))
    assert sorted(moved) == sorted(slugs)


def in_threads(count: int, work: Callable[[], None]) -> None:
    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- notices -----------------------------------------------------------------------------

FILE = Attachment("https://f.example/1.pdf", "1.pdf", "application/pdf", 12, "a" * 64, "Trang một\fTrang hai", "text")
SCAN = Attachment("https://f.example/2.pdf", "2.pdf", None, None, None, "", "failed", "http_4xx")
WHOLE = notice(
    "whole",
    published=datetime(2010, 9, 24, 8, 30, tzinfo=VIETNAM),
    published_raw="24/09/2010 08:30",
    summary="Tóm tắt",
    html="<p>Nội dung</p>",
    html_from="page",
    section="chi-dao",
    section_source="Chỉ đạo điều hành",
    doc_number="1234/QĐ-UBND",
    doc_key="ubnd-khanh-hoa-1234-qd-ubnd-2010",
    doc_type="QĐ",
    issued_on=date(2010, 9, 20),
    signer="Nguyễn Văn A",
    attachments=(FILE, SCAN),
    cites=("12/2010/NQ-HĐND", "43/2011/NĐ-CP"),
    page_sha256="b" * 64,
)


def test_a_notice_comes_back_whole_and_in_utc(store: Store) -> None:
    add(store, WHOLE)
    found = store.notices.get("whole")
    assert found == WHOLE
    assert found is not None and found.published.tzinfo is UTC and found.published.hour == 1


def test_files_are_counted_by_source_state_and_reason(store: Store) -> None:
    other = replace(FILE, url="https://f.example/3.pdf")
    add(store, WHOLE, notice("a", attachments=(other, SCAN)), notice("b"))
    assert store.notices.file_counts() == {WHOLE.source: {("failed", "http_4xx"): 2, ("text", None): 2}}
    assert store.notices.file_totals() == {("failed", "http_4xx"): 2, ("text", None): 2}
    assert store.notices.files("whole") == (replace(FILE, text=""), SCAN)
    assert store.notices.files("b") == store.notices.files("nobody") == ()


def test_the_same_bytes_in_two_files_of_a_notice_have_one_text(store: Store) -> None:
    again = replace(FILE, url="https://f.example/again.pdf")
    add(store, notice("a", attachments=(FILE, again)))
    found = store.notices.get("a")
    assert found is not None and found.attachments == (FILE, again)


def test_a_naive_datetime_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="naive"):
        add(store, notice("a", published=datetime(2010, 9, 24, 8, 30)))  # noqa: DTZ001
    assert store.notices.get("a") is None


def test_an_unknown_notice_is_none_and_is_left_out_of_many(store: Store) -> None:
    add(store, notice("a"), notice("b"))
    assert store.notices.get("c") is None
    assert ids(store.notices.many(["b", "c", "a"])) == ["b", "a"]
    assert store.notices.many([]) == []


def test_more_notices_than_a_statement_takes_parameters_are_found(store: Store) -> None:
    many = [f"n{n:04}" for n in range(1200)]
    add(store, *(notice(id) for id in many))
    assert ids(store.notices.many(many)) == many
    assert [document.id for document in store.documents()] == sorted(many, reverse=True)


def test_the_first_alias_that_is_known_wins(store: Store) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("a"), ["url:a", "guid:1"])
        writer.add_notice(notice("b"), ["url:b", "guid:1"])
    assert store.notices.find(["url:unknown", "url:b", "url:a"]) == store.notices.get("b")
    assert store.notices.find(["guid:1"]) == store.notices.get("a"), "a name stays with whom it was given to first"
    assert store.notices.find(["url:unknown"]) is None
    assert store.notices.find([]) is None


def test_a_whole_listing_is_looked_up_at_once(store: Store) -> None:
    add(store, notice("a"), notice("b"))
    groups = [["url:https://syt.example/b"], ["url:nowhere"], ["url:nowhere", "url:https://syt.example/a"], []]
    assert [found and found.id for found in store.notices.find_each(groups)] == ["b", None, "a", None]


@pytest.mark.parametrize(
    "alias", ["url:x" * 2000, "guid:\x00", "guid:\ud800", "said:đất"], ids=["long", "nul", "lone", "vi"]
)
def test_any_alias_a_site_can_give_is_known_again(store: Store, alias: str) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("a"), [alias])
    found = store.notices.find([alias])
    assert found is not None and found.id == "a"
    assert len(store.notices.aliases("a")) == 1


def test_aliases_can_be_added_later(store: Store) -> None:
    add(store, notice("a"))
    with store.writing() as writer:
        writer.add_aliases("a", ["url:moved", "url:moved"])
    assert store.notices.aliases("a") == ("url:https://syt.example/a", "url:moved")
    found = store.notices.find(["url:moved"])
    assert found is not None and found.id == "a"


def test_a_known_id_is_not_added_again(store: Store) -> None:
    add(store, notice("a"))
    with pytest.raises(StoreError, match="known already"):
        add(store, notice("a", title="other"))
    with pytest.raises(StoreError), store.writing() as writer:
        writer.add_notices([(notice("b"), ["x"]), (notice("b"), ["y"])])
    assert kinds(store) == [("new", "a")]


def test_an_edit_makes_the_next_revision_and_moves_updated(store: Store) -> None:
    add(store, WHOLE)
    edited = replace(WHOLE, title="Đính chính", text="Khác", attachments=(SCAN,), cites=(), digest="digest-2")
    with store.writing() as writer:
        writer.edit_notice(edited, ("title", "text"), NOW + HOUR)
    assert store.notices.get("whole") == replace(edited, revisions=1, updated=NOW + HOUR)
    first, second = store.notices.revisions("whole")
    assert (first.n, first.title, first.text, first.changed) == (0, WHOLE.title, WHOLE.text, ())
    assert (first.sha256, first.digest) == ("b" * 64, WHOLE.digest)
    assert (second.n, second.title, second.changed, second.seen) == (1, "Đính chính", ("title", "text"), NOW + HOUR)
    assert (second.sha256, second.digest) == ("b" * 64, "digest-2")
    assert kinds(store) == [("new", "whole"), ("edited", "whole")]


def test_an_edit_does_not_touch_what_the_store_alone_says(store: Store) -> None:
    add(store, notice("a"))
    with store.writing() as writer:
        writer.withdraw("a", NOW + HOUR)
        writer.edit_notice(notice("a", first_seen=NOW + DAY, revisions=9, title="neu"), ("title",), NOW + 2 * HOUR)
    found = store.notices.get("a")
    assert found is not None
    assert (found.withdrawn, found.first_seen, found.revisions, found.title) == (True, NOW, 1, "neu")


def test_completing_fills_in_the_state_without_a_revision_and_leaves_updated(store: Store) -> None:
    teaser = replace(WHOLE, text="", html="", html_from="feed", attachments=())
    add(store, teaser)
    with store.writing() as writer:
        writer.complete_notice(replace(WHOLE, updated=NOW + DAY))
    assert store.notices.get("whole") == WHOLE
    (only,) = store.notices.revisions("whole")
    assert (only.n, only.text, only.seen) == (0, WHOLE.text, NOW)
    assert kinds(store) == [("new", "whole"), ("edited", "whole")]


def test_files_can_be_known_better_later_and_equal_ones_change_nothing(store: Store) -> None:
    add(store, notice("a", attachments=(SCAN,)))
    with store.writing() as writer:
        writer.set_attachments("a", (SCAN,))
    assert kinds(store) == [("new", "a")]
    with store.writing() as writer:
        writer.set_attachments("a", (FILE, SCAN))
    found = store.notices.get("a")
    assert found is not None and found.attachments == (FILE, SCAN) and found.updated == NOW and found.revisions == 0
    assert kinds(store) == [("new", "a"), ("edited", "a")]


def test_a_shorter_text_of_a_file_leaves_no_pages_of_the_longer_one(store: Store) -> None:
    add(store, notice("a", attachments=(FILE,)))
    shorter = replace(FILE, text="Một trang")
    with store.writing() as writer:
        writer.set_attachments("a", (shorter,))
    found = store.notices.get("a")
    assert found is not None and found.attachments == (shorter,)


def test_a_file_that_is_read_better_is_a_change_of_every_notice_that_links_it(store: Store) -> None:
    def linking(id: str, text: str) -> Notice:
        return notice(id, attachments=(Attachment(f"https://f/{id}", id, sha256="a" * 64, text=text, state="text"),))

    add(store, linking("a", "Trang"), linking("b", "Trang"))
    add(store, linking("c", "Trang"))
    add(store, linking("d", "Trang một\fTrang hai"))
    assert kinds(store)[:3] == [("new", "a"), ("new", "b"), ("new", "c")]
    assert sorted(kinds(store)[3:]) == [("edited", "a"), ("edited", "b"), ("edited", "c"), ("new", "d")]
    assert {store.notices.many([id])[0].attachments[0].text for id in "abcd"} == {"Trang một\fTrang hai"}


def test_a_file_is_found_by_its_bytes(store: Store) -> None:
    add(store, WHOLE)
    assert store.notices.file("a" * 64) == replace(FILE, text="")
    assert store.notices.file("c" * 64) is None
    assert (store.notices.file_text("a" * 64), store.notices.file_text("c" * 64)) == (FILE.text, "")


def test_the_text_of_a_file_needs_the_digest_of_its_bytes(store: Store) -> None:
    with pytest.raises(ValueError, match="sha256"):
        add(store, notice("a", attachments=(replace(SCAN, text="Chữ"),)))


def test_withdrawing_and_restoring_flag_the_notice_and_move_updated_once(store: Store) -> None:
    add(store, notice("a"))
    with store.writing() as writer:
        writer.withdraw("a", NOW + HOUR)
        writer.withdraw("a", NOW + 2 * HOUR)
    gone = store.notices.get("a")
    assert gone is not None and gone.withdrawn and gone.updated == NOW + HOUR and gone.text == "Nội dung a"
    with store.writing() as writer:
        writer.restore("a", NOW + 3 * HOUR)
        writer.restore("a", NOW + 4 * HOUR)
    back = store.notices.get("a")
    assert back is not None and not back.withdrawn and back.updated == NOW + 3 * HOUR
    assert kinds(store) == [("new", "a"), ("withdrawn", "a"), ("restored", "a")]


@pytest.mark.parametrize(
    "act",
    [
        lambda writer: writer.edit_notice(notice("nobody"), ("title",), NOW),
        lambda writer: writer.complete_notice(notice("nobody")),
        lambda writer: writer.withdraw("nobody", NOW),
        lambda writer: writer.restore("nobody", NOW),
        lambda writer: writer.redact("nobody", "why", NOW),
        lambda writer: writer.add_aliases("nobody", ["x"]),
        lambda writer: writer.set_attachments("nobody", ()),
        lambda writer: writer.sight("nobody", "syt", item("x"), NOW),
    ],
)
def test_acting_on_an_unknown_notice_is_refused(store: Store, act: Callable[[Any], None]) -> None:
    with pytest.raises(StoreError), store.writing() as writer:
        act(writer)


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as writer:
        writer.add_notice(notice("a"), ["url:a"])
        writer.withdraw("a", NOW)
        _ = 1 / 0
    assert store.notices.get("a") is None and kinds(store) == [] and store.notices.find(["url:a"]) is None


def test_a_writer_sees_its_own_writes_and_others_do_not_before_the_end(store: Store) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("a"), ["url:a"])
        assert writer.notices.find(["url:a"]) == notice("a")
        assert store.notices.find(["url:a"]) is None
    assert store.notices.find(["url:a"]) == notice("a")


def test_writing_inside_writing_is_refused_at_once(store: Store) -> None:
    with store.writing(), pytest.raises(StoreError, match="writing already"):
        store.set_meta("authority", "x")
    store.set_meta("authority", "x")


# --- sightings ---------------------------------------------------------------------------


def test_a_further_source_that_carries_a_notice_is_named_and_is_a_change(store: Store) -> None:
    add(store, notice("a"))
    with store.writing() as writer:
        writer.sight("a", "syt", item("a"), NOW)
    assert kinds(store) == [("new", "a")]
    for at in (NOW + HOUR, NOW + 2 * HOUR):
        with store.writing() as writer:
            writer.sight("a", "sxd", item("a"), at)
    found = store.notices.get("a")
    assert found is not None and found.sources == ("syt", "sxd") and found.updated == NOW
    assert kinds(store) == [("new", "a"), ("edited", "a")]
    assert ids(store.notices.newest(Filters(source="sxd"))) == ["a"]


def test_the_raw_row_is_remembered_as_it_was_said(store: Store) -> None:
    said = item(
        "a",
        guid="g",
        summary="lone \ud800 surrogate, nul \x00",
        dates=(StatedDate("24/9", "listing", "day"),),
        files=(FileLink("https://f.example/1", "một"),),
        former_urls=("https://old.example/a",),
    )
    with store.writing() as writer:
        writer.add_notice(notice("a"), ["url:a"])
        writer.sight("a", "syt", said, NOW)
        writer.save_page("syt", said.url, "a", Validators(), NOW, NOW + HOUR, 0)
    assert store.notices.memory("syt", NOW, 10).pages[said.url].row == said


def test_a_sighting_without_a_row_leaves_the_last_one(store: Store) -> None:
    said = item("x", summary="Nó nói thế này")
    with store.writing() as writer:
        writer.add_notice(notice("a"), ["url:a"])
        writer.sight("a", "syt", said, NOW)
        writer.save_page("syt", said.url, "a", Validators(), NOW, None, 0)
    with store.writing() as writer:
        writer.sight("a", "syt", None, NOW + HOUR)
    assert store.notices.memory("syt", NOW, 10).pages[said.url].row == said


# --- lists and filters -------------------------------------------------------------------


def test_newest_is_by_updated_then_id_and_walks_by_cursor_without_repeats(store: Store) -> None:
    add(store, *(notice(f"n{n:02}", updated=NOW + (n % 7) * HOUR) for n in range(30)))
    want = sorted((found.updated, found.id) for found in store.notices.many([f"n{n:02}" for n in range(30)]))[::-1]
    walked: list[tuple[datetime, str]] = []
    before = None
    while page := store.notices.newest(Filters(), before=before, limit=7):
        walked += [(found.updated, found.id) for found in page]
        before = walked[-1]
    assert walked == want


def test_oldest_first_is_the_whole_walk_the_other_way_round(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.store.notices.MOMENTS", 7)
    add(store, *(notice(f"n{n:02}", updated=NOW + (n % 5) * HOUR, section=("", "lich")[n % 2]) for n in range(30)))
    for filters in (Filters(), Filters(section="lich"), Filters(source="none")):
        newest = store.notices.newest(filters, limit=99)
        assert list(store.notices.oldest_first(filters)) == [(one.updated, one.id) for one in newest][::-1]


def test_newest_can_be_by_publication_and_since(store: Store) -> None:
    add(
        store,
        notice("old", published=NOW - 9 * DAY, updated=NOW + HOUR),
        notice("young", published=NOW - DAY, updated=NOW),
    )
    assert ids(store.notices.newest(Filters())) == ["old", "young"]
    assert ids(store.notices.newest(Filters(), by="published")) == ["young", "old"]
    assert ids(store.notices.newest(Filters(), by="published", before=(NOW - DAY, "young"))) == ["old"]
    assert ids(store.notices.newest(Filters(), since=NOW + HOUR)) == ["old"]


FILTERED = (
    notice("a", section="chi-dao", doc_type="QĐ", doc_number="01/2010/QĐ-UBND", doc_key="ubnd-kh-1-qd-ubnd-2010"),
    notice("b", section="tin", doc_number="12/QĐ-UBND", doc_key="ubnd-kh-12-qd-ubnd-2010"),
    notice("c", source="sxd", agency="so-xay-dung", doc_number="1234/QĐ-UBND", doc_key="ubnd-kh-1234-qd-ubnd-2010"),
    notice("d", published=datetime(2010, 9, 24, 23, 59, tzinfo=VIETNAM)),
    notice("e", published=datetime(2010, 9, 25, 0, 0, tzinfo=VIETNAM)),
)


@pytest.mark.parametrize(
    ("filters", "want"),
    [
        (Filters(), "edcba"),
        (Filters(agency="so-xay-dung"), "c"),
        (Filters(section="chi-dao"), "a"),
        (Filters(type="QĐ"), "a"),
        (Filters(type="qd"), "a"),
        (Filters(source="sxd"), "c"),
        (Filters(source="nobody"), ""),
        (Filters(number="1/2010/QĐ-UBND"), "a"),
        (Filters(number="01/2010/qđ-ubnd"), "a"),
        (Filters(number="12/QÐ-UBND"), "b"),
        (Filters(number="ubnd-kh-12-qd-ubnd-2010"), "b"),
        (Filters(number="ubnd-kh-12-qd-ubnd"), "b"),
        (Filters(number="UBND KH 12"), "b"),
        (Filters(number="ubnd-kh"), "cba"),
        (Filters(number="%"), ""),
        (Filters(published_from=date(2010, 9, 25)), "e"),
        (Filters(published_from=date(2010, 9, 24), published_to=date(2010, 9, 24)), "d"),
        (Filters(published_to=date(2010, 9, 24)), "dcba"),
        (Filters(published_from=date.min, published_to=date.max), "edcba"),
        (Filters(agency="so-y-te", section="tin"), "b"),
        (Filters(agency="so-y-te", source="sxd"), ""),
        (Filters(agency="' OR 1=1 --"), ""),
    ],
)
def test_all_filters_must_hold_and_days_are_vietnamese(store: Store, filters: Filters, want: str) -> None:
    add(store, *FILTERED)
    assert ids(store.notices.newest(filters)) == list(want)
    assert store.notices.count(filters) == len(want)


def test_withdrawn_notices_are_included_excluded_or_alone(store: Store) -> None:
    add(store, notice("a"), notice("b"))
    with store.writing() as writer:
        writer.withdraw("a", NOW + HOUR)
    assert ids(store.notices.newest(Filters())) == ["a", "b"]
    assert ids(store.notices.newest(Filters(withdrawn="exclude"))) == ["b"]
    assert ids(store.notices.newest(Filters(withdrawn="only"))) == ["a"]


def test_counts_are_by_value_since_a_moment_and_of_what_is_shown(store: Store) -> None:
    add(store, *FILTERED, notice("old", section="tin", updated=NOW - DAY), notice("gone", section="tin"))
    with store.writing() as writer:
        writer.withdraw("gone", NOW)
    assert store.notices.counts("agency", None) == {"so-y-te": 5, "so-xay-dung": 1}
    assert store.notices.counts("section", None) == {"chi-dao": 1, "tin": 2}
    assert store.notices.counts("section", NOW) == {"chi-dao": 1, "tin": 1}
    assert store.notices.counts("type", NOW) == {"QĐ": 1}


def test_documents_are_what_an_index_needs_newest_published_first(store: Store) -> None:
    add(store, notice("a", published=NOW - 2 * DAY), replace(WHOLE, published=NOW), notice("secret"))
    with store.writing() as writer:
        writer.redact("secret", "personal data", NOW)
    first, second = store.documents()
    assert (first.id, second.id) == ("whole", "a")
    assert first.text == "Nội dung whole\nTrang một\fTrang hai"
    assert (first.number, first.type, first.source, first.agency) == ("1234/QĐ-UBND", "QĐ", "syt", "so-y-te")
    assert first.numbers == ("1234/QĐ-UBND", "12/2010/NQ-HĐND", "43/2011/NĐ-CP")
    assert [document.id for document in store.notices.documents(["a", "secret", "whole"])] == ["a", "whole"]


def test_the_version_of_a_notice_is_its_newest_change(store: Store) -> None:
    add(store, notice("a"), notice("b"), notice("secret"))
    with store.writing() as writer:
        writer.edit_notice(notice("a", title="Đính chính"), ("title",), NOW + HOUR)
        writer.redact("secret", "personal data", NOW)
    (_, b, _, a, _) = (change.cursor for change in store.changes.after(0))
    assert store.changes.versions() == {"a": a, "b": b}


def test_others_read_a_part_of_all_documents_for_themselves_each_with_its_version(store: Store) -> None:
    add(store, *(notice(f"n{n:04}", published=NOW - n * HOUR) for n in range(1200)), notice("secret"))
    versions, documents = store.changes.versions(), store.documents()
    with store.writing() as writer:
        writer.redact("secret", "personal data", NOW)
        writer.edit_notice(notice("n0700", title="Đính chính"), ("title",), NOW)
    assert isinstance(documents, Divisible)
    handed_on = pickle.loads(pickle.dumps(documents.part(len(documents) - 700, len(documents))))
    found = list(handed_on)
    assert [document.id for document in found] == [f"n{n:04}" for n in range(500, 1200)]
    assert {document.id: document.version for document in found}.items() <= versions.items()
    assert (found[200].title, found[200].version) == ("Đính chính", versions["n0700"])
    assert len(list(documents)) == len(documents) - 1
    assert "://" not in repr(documents), "there may be a password in it"


def test_a_notice_is_remembered_as_lists_had_it_before_its_edits(store: Store) -> None:
    add(store, notice("a", section="tin", doc_type="TB"), notice("b", section="tin"), notice("secret", section="tin"))
    with store.writing() as writer:
        writer.edit_notice(notice("a", section="hoi-dap", doc_type="QĐ"), ("doc_type",), NOW)
        writer.edit_notice(notice("a", title="Đính chính", section="hoi-dap"), ("title",), NOW)
        writer.edit_notice(notice("secret", section="hoi-dap"), ("section",), NOW)
        writer.redact("secret", "personal data", NOW)
    former = store.notices.former(["a", "b", "secret", "unknown"])
    assert [(old.id, old.title, old.section, old.doc_type) for old in former] == [
        ("a", "Đính chính", "tin", "TB"),
        ("a", "Đính chính", "hoi-dap", "QĐ"),
    ]


# --- the memory of readers ---------------------------------------------------------------


def remember(store: Store, *pages: tuple[str, datetime, datetime | None]) -> None:
    """Pages of as many notices: id, when looked at, when to look again."""
    with store.writing() as writer:
        for id, checked, next_check in pages:
            writer.add_notice(notice(id), [f"url:{id}"])
            writer.save_page("syt", id, id, Validators(f'"{id}"', "Fri, 24 Sep", "d"), checked, next_check, 0)


def due(store: Store, now: datetime, budget: int = 10) -> list[str]:
    return [page.url for page in store.notices.memory("syt", now, budget).due]


def test_pages_are_due_when_their_time_has_come_the_longest_unseen_first_within_the_budget(store: Store) -> None:
    remember(store, ("a", NOW, NOW + HOUR), ("b", NOW - DAY, NOW + HOUR), ("c", NOW, NOW + DAY), ("d", NOW, None))
    assert due(store, NOW) == []
    assert due(store, NOW + HOUR) == ["b", "a"]
    assert due(store, NOW + HOUR, budget=1) == ["b"]
    assert due(store, NOW + HOUR, budget=0) == []
    memory = store.notices.memory("syt", NOW, 10)
    assert set(memory.pages) == {"a", "b", "c", "d"} and len(memory.pages) == 4 and "x" not in memory.pages
    assert memory.pages["a"].validators == Validators('"a"', "Fri, 24 Sep", "d")
    assert memory.pages["a"].notice == "a" and memory.pages["a"].first_seen == NOW
    assert store.notices.memory("sxd", NOW, 10).pages == {}


def test_a_page_that_left_a_complete_listing_is_due_first_until_one_knows_that_it_is_gone(
    store: Store,
) -> None:
    remember(store, ("a", NOW, NOW + DAY), ("b", NOW - HOUR, NOW), ("c", NOW, NOW + DAY))
    with store.writing() as writer:
        writer.mark_listed("syt", "list", ["a", "b", "c"], NOW, complete=True)
    assert due(store, NOW + HOUR) == ["b"]
    with store.writing() as writer:
        writer.mark_listed("syt", "list", ["b", "c"], NOW + HOUR, complete=True)
    memory = store.notices.memory("syt", NOW + HOUR, 10)
    assert [page.url for page in memory.due] == ["a", "b"]
    assert [memory.pages[url].listed for url in "abc"] == [False, True, True]
    with store.writing() as writer:
        writer.save_page("syt", "a", "a", Validators(), NOW + 2 * HOUR, NOW + 3 * HOUR, 1)
    assert due(store, NOW + 2 * HOUR) == ["b"]
    later = store.notices.memory("syt", NOW + 3 * HOUR, 10).due
    assert [(page.url, page.gone) for page in later] == [("a", 1), ("b", 0)], "it takes two sightings to believe it"


def test_a_page_missing_from_an_incomplete_listing_has_not_left(store: Store) -> None:
    remember(store, ("a", NOW, NOW + DAY), ("b", NOW, NOW + DAY))
    with store.writing() as writer:
        writer.mark_listed("syt", "feed", ["a", "b"], NOW, complete=False)
        writer.mark_listed("syt", "feed", ["b"], NOW + HOUR, complete=False)
    assert due(store, NOW + HOUR) == []
    pages = store.notices.memory("syt", NOW + HOUR, 10).pages
    assert (pages["a"].listed, pages["b"].listed) == (False, True), "shown no more, but nothing follows from it"


def test_a_page_belongs_to_the_listing_that_showed_it(store: Store) -> None:
    remember(store, ("a", NOW, NOW + DAY), ("b", NOW, NOW + DAY))
    with store.writing() as writer:
        writer.mark_listed("syt", "one", ["a"], NOW, complete=True)
        writer.mark_listed("syt", "two", ["b"], NOW, complete=True)
        writer.mark_listed("syt", "one", ["a"], NOW + HOUR, complete=True)
    assert due(store, NOW + HOUR) == []
    assert all(page.listed for page in store.notices.memory("syt", NOW, 10).pages.values())


def test_a_page_that_is_listed_again_has_not_left(store: Store) -> None:
    remember(store, ("a", NOW, NOW + DAY))
    with store.writing() as writer:
        for hours, urls in enumerate((["a"], [], ["a", "a"])):
            writer.mark_listed("syt", "list", urls, NOW + hours * HOUR, complete=True)
    assert due(store, NOW + 2 * HOUR) == []
    assert store.notices.memory("syt", NOW, 10).pages["a"].listed


def test_sightings_of_gone_are_counted_by_whoever_saves_them(store: Store) -> None:
    remember(store, ("a", NOW, NOW + DAY))
    with store.writing() as writer:
        assert writer.page_gone("syt", "a") == 0
        writer.save_page("syt", "a", "a", Validators(), NOW, NOW + DAY, 1)
        assert writer.page_gone("syt", "a") == 1
        assert writer.page_gone("syt", "unknown") == 0


def test_the_pages_of_withdrawn_notices_are_still_looked_at_and_those_of_redacted_ones_are_not(store: Store) -> None:
    remember(store, ("a", NOW, NOW), ("b", NOW, NOW))
    with store.writing() as writer:
        writer.withdraw("a", NOW)
        writer.redact("b", "why", NOW)
        writer.save_page("syt", "b", "b", Validators(), NOW, NOW, 0)
    memory = store.notices.memory("syt", NOW + HOUR, 10)
    assert [(page.url, page.withdrawn) for page in memory.due] == [("a", True)]
    assert "b" in memory.pages


def test_an_address_is_remembered_with_validators_and_entries(store: Store) -> None:
    validators = Validators('W/"é\udcff"', "Fri, 24 Sep 2010 01:30:00 GMT", "digest")
    with store.writing() as writer:
        writer.save_address("syt", "https://x/rss", Validators("old"), frozenset({"z"}))
        writer.save_address("syt", "https://x/rss", validators, frozenset({"a", "b"}))
    memory = store.notices.memory("syt", NOW, 10)
    assert memory.validators == {"https://x/rss": validators}
    assert memory.entries == {"https://x/rss": frozenset({"a", "b"})}


# --- redaction ---------------------------------------------------------------------------


# --- what harms who reads it -------------------------------------------------------------


def poison(store: Store, url: str, tries: int, body: bytes = b"<!--") -> Poison:
    return Poison("syt", url, store.blobs.put(body), tries, "takes more than 20 s", NOW)


def test_poison_is_remembered_by_address_and_replaced(store: Store) -> None:
    first = poison(store, "https://syt.example/a", 1)
    for known in (first, replace(first, tries=2), replace(first, url="https://syt.example/b")):
        with store.writing() as writer:
            writer.save_poison(known)
    assert dict(store.notices.memory("syt", NOW, 9).poison) == {
        first.url: replace(first, tries=2),
        "https://syt.example/b": replace(first, url="https://syt.example/b"),
    }
    assert [known.url[-1] for known in store.sources.poison()] == ["a", "b"]
    assert dict(store.notices.memory("sxd", NOW, 9).poison) == {}


def test_the_bytes_of_what_is_set_aside_are_kept_until_it_can_be_read(store: Store) -> None:
    aside = poison(store, "https://syt.example/a", 3)
    assert len(store.blobs.inspect().orphans) == 1
    for url in (aside.url, "https://syt.example/b"):
        with store.writing() as writer:
            writer.save_poison(replace(aside, url=url))
    assert store.blobs.sweep() == 0
    assert (store.blobs.inspect(deep=True).kept, store.blobs.inspect().orphans) == (1, [])
    for url, orphans in ((aside.url, 0), ("https://syt.example/b", 1)):
        with store.writing() as writer:
            writer.forget_poison("syt", url)
        assert len(store.blobs.inspect().orphans) == orphans
    assert store.sources.poison() == ()


def test_bytes_that_a_notice_rests_on_stay_when_they_are_poison_no_more(store: Store) -> None:
    aside = poison(store, "https://syt.example/a", 3)
    add(store, notice("a", page_sha256=aside.sha256))
    with store.writing() as writer:
        writer.save_poison(aside)
        writer.forget_poison("syt", aside.url)
    assert store.blobs.inspect().orphans == []


def test_redacting_a_notice_removes_what_its_page_was_set_aside_with(store: Store) -> None:
    add(store, notice("a"))
    aside = poison(store, "https://syt.example/a", 3, b"<p>a name")
    with store.writing() as writer:
        writer.save_page("syt", aside.url, "a", Validators(), NOW, NOW, 0)
        writer.save_poison(aside)
    with store.writing() as writer:
        writer.redact("a", "yêu cầu", NOW)
    assert store.sources.poison() == () and store.blobs.get(aside.sha256) is None
    assert store.blobs.put(b"<p>a name") == aside.sha256 and store.blobs.get(aside.sha256) is None


FORM = (("__VIEWSTATE", "Đ="), ("__EVENTARGUMENT", "Page$3"))
WALK = Backfill(
    "syt",
    "https://syt.example/tb",
    NOW,
    since=date(2009, 1, 1),
    waiting=(Place("https://syt.example/tb", FORM, 3, 20), Place("https://syt.example/x", is_guess=True)),
    last=Place("https://syt.example/tb?p=2", number=2, before=10),
    pages=2,
    found=17,
    oldest=date(2010, 8, 1),
    vain=1,
    entered=("a1", "b2"),
    until=date(2010, 7, 1),
    error="http_5xx",
    detail="the server answered 503",
)


def test_how_far_a_backfill_has_come_is_kept_by_address_and_replaced(store: Store) -> None:
    over = replace(WALK, address="https://syt.example/a", waiting=(), last=None, since=None, error=None)
    with store.writing() as writer:
        for walk in (WALK, over):
            writer.save_backfill(walk)
    assert store.sources.backfills("syt") == (over, WALK)
    assert store.sources.backfills("sxd") == ()
    with store.writing() as writer:
        writer.save_backfill(replace(WALK, pages=3))
    assert store.sources.backfills("syt")[1].pages == 3


def test_the_poison_of_many_sources_costs_one_statement(store: Store) -> None:
    told: list[str] = []
    event.listen(store._database._engine, "before_cursor_execute", lambda _c, _cur, sql, *_: told.append(sql))
    memories = store.notices.memories(["syt", "sct", "nobody"], NOW, 9)
    assert all("https://syt.example/a" not in memory.poison for memory in memories.values())
    assert sum("poison" in sql for sql in told) == 1


# --- redaction ---------------------------------------------------------------------------


def test_redaction_empties_every_revision_and_is_a_change(store: Store) -> None:
    add(store, WHOLE)
    with store.writing() as writer:
        writer.edit_notice(replace(WHOLE, text="Khác"), ("text",), NOW + HOUR)
        writer.redact("whole", "request of 2010-09-30", NOW + DAY)
        writer.redact("whole", "again", NOW + 2 * DAY)
    found = store.notices.get("whole")
    assert found is not None and found.redacted
    assert (found.title, found.text, found.html, found.summary) == ("[đã lược bỏ]", "", "", "")
    assert (found.attachments, found.cites, found.signer) == ((), (), None)
    assert (found.digest, found.doc_number, found.url) == (WHOLE.digest, WHOLE.doc_number, WHOLE.url)
    assert found.updated == NOW + DAY
    for revision in store.notices.revisions("whole"):
        assert (revision.title, revision.text, revision.html) == ("[đã lược bỏ]", "", "")
        assert revision.digest == WHOLE.digest
    assert kinds(store) == [("new", "whole"), ("edited", "whole"), ("redacted", "whole")]


def test_a_redacted_notice_is_known_again_and_never_filled_again(store: Store) -> None:
    add(store, WHOLE)
    with store.writing() as writer:
        writer.redact("whole", "why", NOW + DAY)
    empty, log = store.notices.get("whole"), kinds(store)
    with store.writing() as writer:
        writer.add_notice(WHOLE, ["url:whole"])
        writer.edit_notice(WHOLE, ("text",), NOW + 2 * DAY)
        writer.complete_notice(WHOLE)
        writer.set_attachments("whole", WHOLE.attachments)
        writer.sight("whole", "syt", item("whole"), NOW + 2 * DAY)
        writer.sight("whole", "sxd", item("whole"), NOW + 2 * DAY)
        writer.add_aliases("whole", ["said:syt:ten nguoi"])
    assert store.notices.get("whole") == empty and kinds(store) == log
    assert store.notices.find([f"url:{WHOLE.url}"]) == empty
    assert store.notices.find(["said:syt:ten nguoi"]) == empty
    assert not any("ten nguoi" in alias or "example" in alias for alias in store.notices.aliases("whole"))


def test_redaction_removes_bytes_no_other_notice_rests_on_and_they_are_not_taken_again(store: Store) -> None:
    page, shared = store.blobs.put(b"<p>page</p>"), store.blobs.put(b"%PDF shared")
    old = store.blobs.put(b"<p>old page</p>")
    file = replace(FILE, sha256=shared)
    add(store, notice("a", page_sha256=old), notice("b", attachments=(file,)))
    with store.writing() as writer:
        writer.edit_notice(notice("a", page_sha256=page, attachments=(file,)), ("text",), NOW)
    with store.writing() as writer:
        writer.redact("a", "why", NOW)
    assert store.blobs.get(page) is None and store.blobs.get(old) is None
    assert store.blobs.get(shared) == b"%PDF shared"
    other = store.notices.get("b")
    assert other is not None and other.attachments == (file,)
    assert store.blobs.put(b"<p>page</p>") == page
    assert store.blobs.get(page) is None
    with store.writing() as writer:
        writer.redact("b", "why", NOW)
    assert store.blobs.get(shared) is None


def test_the_text_of_removed_bytes_is_not_kept_for_another_notice(store: Store) -> None:
    add(store, notice("a", attachments=(FILE,)))
    with store.writing() as writer:
        writer.redact("a", "why", NOW)
    add(store, notice("b", attachments=(FILE,)))
    found = store.notices.get("b")
    assert found is not None and found.attachments == (replace(FILE, text=""),)


def test_a_redaction_that_is_rolled_back_removes_nothing(store: Store) -> None:
    page = store.blobs.put(b"<p>page</p>")
    add(store, notice("a", page_sha256=page))
    with pytest.raises(ZeroDivisionError), store.writing() as writer:
        writer.redact("a", "why", NOW)
        _ = 1 / 0
    assert store.blobs.get(page) == b"<p>page</p>" and store.notices.get("a") == notice("a", page_sha256=page)


# --- the log, the ledger, leases, facts -------------------------------------------


def test_changes_are_read_in_order_from_a_cursor(store: Store) -> None:
    add(store, notice("a"), notice("b"))
    with store.writing() as writer:
        writer.withdraw("a", NOW + HOUR)
    lines = store.changes.after(0)
    assert [(line.kind, line.notice, line.at) for line in lines] == [
        ("new", "a", NOW),
        ("new", "b", NOW),
        ("withdrawn", "a", NOW + HOUR),
    ]
    assert store.changes.after(lines[0].cursor, limit=1) == lines[1:2]
    assert store.changes.after(lines[-1].cursor) == ()
    assert store.changes.newest() == lines[-1].cursor


def test_a_walk_through_what_was_learnt_meets_each_notice_once_whatever_becomes_of_it(store: Store) -> None:
    add(store, *(notice(f"n{n}") for n in range(9)))
    met: list[str] = []
    before = store.changes.newest() + 1
    while portion := store.notices.learnt_before(before, 2):
        met += [one.id for _, one in portion]
        before = portion[-1][0]
        with store.writing() as writer:
            writer.add_notice(notice(f"late{before}"), [f"url:late{before}"])
            for n in (0, 4, 8):
                moved = notice(f"n{n}", title=str(before), published=NOW + before * DAY)
                writer.edit_notice(moved, ("title",), NOW + before * HOUR)
            writer.redact("n1", "yêu cầu", NOW)
    assert met == [f"n{n}" for n in reversed(range(9))]
    assert store.changes.begin_of("n3") == 4 and store.changes.begin_of("nobody") is None


def test_each_consumer_has_a_cursor_of_its_own(store: Store) -> None:
    assert store.changes.newest() == 0 and store.changes.consumed("index") == 0
    store.changes.mark("index", 5)
    store.changes.mark("index", 7)
    assert (store.changes.consumed("index"), store.changes.consumed("publish")) == (7, 0)


def test_cursors_grow_in_the_order_of_commits_for_whoever_reads_along(store: Store) -> None:
    """Eight writers whose commits take their time: a cursor that was read is never followed by a smaller one."""
    chance = Random(2010)
    event.listen(store._database._engine, "commit", lambda _: sleep(chance.random() / 100))
    seen: list[int] = []
    names = iter("abcdefgh")
    written = Event()

    def write() -> None:
        name = next(names)
        for n in range(12):
            add(store, notice(f"{name}{n}"))

    def read() -> None:
        last_look = False
        while not last_look:
            last_look = written.is_set()
            while lines := store.changes.after(seen[-1] if seen else 0, limit=7):
                seen.extend(line.cursor for line in lines)

    reader = Thread(target=read)
    reader.start()
    in_threads(8, write)
    written.set()
    reader.join()
    assert seen == [line.cursor for line in store.changes.after(0)] and len(seen) == 96


def test_of_writers_that_look_first_one_adds_and_the_others_see_it(store: Store) -> None:
    found: list[bool] = []

    def add_unless_known() -> None:
        with store.writing() as writer:
            known = writer.notices.find(["url:same"]) is not None
            found.append(known)
            sleep(0.01)
            if not known:
                writer.add_notice(notice("same"), ["url:same"])

    in_threads(8, add_unless_known)
    assert sorted(found) == [False] + [True] * 7
    assert kinds(store) == [("new", "same")]


def test_writers_that_edit_the_same_notices_in_opposite_orders_never_lock_each_other_out(store: Store) -> None:
    many = [f"n{n}" for n in range(20)]
    add(store, *map(notice, many))
    orders = iter([many, many[::-1]] * 2)
    raised: list[Exception] = []

    def edit_all() -> None:
        order = next(orders)
        try:
            for _ in range(3):
                with store.writing() as writer:
                    for id in order:
                        writer.edit_notice(notice(id, title="neu"), ("title",), NOW + HOUR)
        except Exception as error:
            raised.append(error)

    in_threads(4, edit_all)
    assert raised == []
    assert {len(store.notices.revisions(id)) for id in many} == {13}


def test_the_ledger_keeps_fetches_without_bodies_newest_first(store: Store) -> None:
    fetch = Fetch(
        "syt",
        "https://x.example/",
        NOW,
        final_url="https://y.example/",
        status=200,
        headers={"etag": '"x"', "x-odd": "\udcff"},
        body=b"12345",
        sha256="d" * 64,
        ms=12,
        wait=3.5,
        redirects=("https://y.example/",),
    )
    failed = Fetch("syt", "https://x.example/", NOW + HOUR, error="reset", detail="broke \x00 off")
    with store.writing() as writer:
        writer.save_fetch(fetch)
        writer.save_fetch(failed)
        writer.save_fetch(replace(fetch, source="sxd"))
    assert store.ledger.fetches("syt", 10) == (replace(failed, detail="broke ? off"), replace(fetch, body=b""))
    assert store.ledger.fetches("syt", 1) == (replace(failed, detail="broke ? off"),)
    assert store.ledger.fetches("nobody", 10) == ()


def test_the_ledger_tells_what_visits_found_since_the_visit_before_that_did_not_fail(store: Store) -> None:
    came_to = [(0, 30, None), (1, 0, None), (2, 0, "http_5xx"), (3, 2, None), (4, 0, None), (5, 1, "layout_changed")]
    with store.writing() as writer:
        for hour, new, error in came_to:
            writer.save_tally(Tally("syt", NOW + hour * HOUR, new=new, error=error))
            writer.save_tally(Tally("sxd", NOW + hour * HOUR, new=9))
    finds = Find(NOW + HOUR, NOW + 3 * HOUR, 2), Find(NOW + 4 * HOUR, NOW + 5 * HOUR, 1)
    assert store.ledger.visited("syt", NOW + 2 * HOUR) == Visited(NOW, finds, 3)
    assert store.ledger.visited("nobody", NOW) is None


def test_what_is_usual_is_kept_by_address_and_replaced(store: Store) -> None:
    usual = Usual("syt", "https://syt.vn/rss", NOW, 20.0, 0.1 + 0.2, 19, 140, 7, 0.9, 1.0, 0.0, (("0a", "2026-11-02"),))
    other = replace(usual, address="", failed=2, shown=())
    with store.writing() as writer:
        writer.save_usual(replace(usual, rows=3.0, shown=()))
        writer.save_usual(other)
    with store.writing() as writer:
        writer.save_usual(usual)
    assert store.usuals.of("syt") == {usual.address: usual, "": other}
    assert store.usuals.of("sxd") == {}


def test_a_rhythm_is_kept_and_replaced(store: Store) -> None:
    rhythm = Rhythm("syt", NOW, 3.5, (1 / 7,) * 7, (1 / 48,) * 48, (1.0,) * 12, 0.1 + 0.2, 280.5, 9_000.0)
    store.rhythms.save([rhythm, replace(rhythm, source="sxd")])
    later = replace(rhythm, at=NOW + HOUR, a_day=0.5)
    store.rhythms.save([later])
    store.rhythms.save([])
    assert store.rhythms.all() == {"syt": later, "sxd": replace(rhythm, source="sxd")}


def test_the_ledger_keeps_what_collections_came_to(store: Store) -> None:
    first = Tally("syt", NOW, 1, 2, 3, 4, 5, 6, 7, 8)
    second = Tally("syt", NOW + HOUR, error="dns_failed", detail="no answer", wait=60.0)
    with store.writing() as writer:
        writer.save_tally(first)
        writer.save_tally(second)
        writer.save_state(SourceState("syt", "failing"))
    assert store.ledger.tallies("syt", 10) == (second, first)
    assert store.sources.state("syt").state == "failing"


def test_what_collections_came_to_is_counted_by_source_and_vietnamese_day(store: Store) -> None:
    midnight = datetime(2010, 9, 23, 17, tzinfo=UTC)
    with store.writing() as writer:
        writer.save_tally(Tally("syt", midnight - HOUR, new=1, edited=2))
        writer.save_tally(Tally("syt", midnight, new=4, unchanged=2))
    with store.writing() as writer:
        writer.save_tally(Tally("syt", midnight + HOUR, new=3, error="http_5xx"))
        writer.save_tally(Tally("sxd", midnight + HOUR))
    today, day_before = date(2010, 9, 24), date(2010, 9, 23)
    syt, sxd = SourceDay("syt", today, 2, 9, 7, 0, 1), SourceDay("sxd", today, 1)
    assert store.activity.days(today) == {"sxd": (sxd,), "syt": (syt,)}
    assert store.activity.days(day_before, "syt") == {"syt": (SourceDay("syt", day_before, 1, 3, 1, 2), syt)}
    store.ledger.prune(midnight + DAY)
    assert store.activity.days(today)["syt"] == (syt,), "days outlive the collections they count"


def test_the_ledger_forgets_what_is_old_but_not_what_proves_kept_bytes(store: Store) -> None:
    page = store.blobs.put(b"page")
    add(store, notice("a", page_sha256=page))
    old = [Fetch("syt", f"https://x.example/{n}", NOW - 100 * DAY, sha256="f" * 64) for n in range(2500)]
    proof = Fetch("syt", "https://x.example/a", NOW - 100 * DAY, status=200, sha256=page)
    recent = Fetch("syt", "https://x.example/b", NOW - 80 * DAY)
    with store.writing() as writer:
        for fetch in (*old, proof, recent):
            writer.save_fetch(fetch)
        for days in (100, 91, 80):
            writer.save_tally(Tally("syt", NOW - days * DAY))
    assert store.ledger.prune(NOW - 90 * DAY) == 2502
    assert store.ledger.fetches("syt", 9) == (recent, proof)
    assert [tally.at for tally in store.ledger.tallies("syt", 9)] == [NOW - 80 * DAY]
    assert store.ledger.prune(NOW - 90 * DAY) == 0


def test_the_daily_upkeep_looks_through_the_database_and_cuts_the_ledger(store: Store) -> None:
    with store.writing() as writer:
        writer.save_tally(Tally("syt", NOW - 91 * DAY))
    store.upkeep(NOW, 1100)
    assert store.ledger.tallies("syt", 9) == () and store.trouble() is None


def test_the_days_of_sources_are_kept_as_long_as_is_set(store: Store) -> None:
    with store.writing() as writer:
        for days in (500, 400, 399, 1):
            writer.save_tally(Tally("syt", NOW - days * DAY, new=1))
    store.upkeep(NOW, 399)
    first = vietnamese_day(NOW - 399 * DAY)
    assert [day.day for day in store.activity.days(date.min)["syt"]] == [first, vietnamese_day(NOW - DAY)]


def test_a_lease_is_held_by_one_and_its_token_grows(store: Store) -> None:
    token = store.leases.take("host:a", "one", 60)
    assert token is not None
    assert store.leases.take("host:a", "two", 60) is None
    assert store.leases.take("host:b", "two", 60) is not None
    assert store.leases.renew("host:a", "one", token, 60)
    assert not store.leases.renew("host:a", "two", token, 60)
    store.leases.release("host:a", "one", token)
    later = store.leases.take("host:a", "two", 60)
    assert later is not None and later > token


def test_workers_that_take_many_leases_in_any_order_never_lock_each_other_out(store: Store) -> None:
    names = [f"source:s{n}" for n in range(50)]
    holders, taken, raised = iter("abcdefgh"), list[str](), list[Exception]()

    def take_all() -> None:
        holder = next(holders)
        try:
            for seed in range(5):
                found = store.leases.take_each(Random(holder + str(seed)).sample(names, len(names)), holder, 60)
                taken.extend(found)
        except Exception as error:
            raised.append(error)

    in_threads(8, take_all)
    assert raised == [] and sorted(taken) == sorted(names)


def test_facts_about_the_hub_are_kept(store: Store) -> None:
    assert store.meta("authority") is None
    store.set_meta("authority", "a.example")
    store.set_meta("authority", "b.example")
    assert store.meta("authority") == "b.example"


# --- pages of lists ----------------------------------------------------------------------


def list_page(body: str, *, at: datetime = NOW, source: str = "syt") -> ListPage:
    url = f"https://{source}.example/tin"
    return ListPage(source, url, "good", at, f"{url}?d=1", "text/html; charset=utf-8", body.encode())


def test_of_a_list_that_works_a_days_page_is_kept_and_of_each_look_the_last(store: Store) -> None:
    for hours, body in ((0, "một"), (23, "hai"), (24, "ba"), (25, "bốn")):
        with store.writing() as writer:
            writer.keep_good_page(list_page(body, at=NOW + hours * HOUR))
        store.list_pages.save(replace(list_page(body), kind="now"))
    assert store.list_pages.get("syt", "https://syt.example/tin", "good") == list_page("ba", at=NOW + DAY)
    assert store.list_pages.get("syt", "https://syt.example/tin", "now") == replace(list_page("bốn"), kind="now")
    assert store.list_pages.moments("syt") == {
        ("https://syt.example/tin", "good"): NOW + DAY,
        ("https://syt.example/tin", "now"): NOW,
    }
    assert store.list_pages.moments("sxd") == {}


def test_a_page_that_is_larger_than_any_list_is_left_out(store: Store) -> None:
    store.list_pages.save(list_page("x" * 3_000_000))
    assert store.list_pages.get("syt", "https://syt.example/tin", "good") is None


def test_pages_of_lists_that_may_have_said_a_redacted_title_go(store: Store) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("a"), ["url:a"])
        writer.sight("a", "syt", None, NOW)
        for source in ("syt", "sxd"):
            writer.keep_good_page(list_page("Bà A", source=source))
        writer.redact("a", "theo đơn", NOW)
    assert [store.list_pages.moments(source) != {} for source in ("syt", "sxd")] == [False, True]


# --- commits -----------------------------------------------------------------------------


def test_that_somebody_has_committed_is_told_and_that_somebody_has_read_is_not(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    other = Store(database_url, tmp_path)
    before = store.commits.now()
    assert (store.sources.agencies(), other.notices.get("n"), store.commits.now())[-1] == before
    for writer in (other, store):
        writer.sources.save_agency(Agency("so-moi", f"Sở mới {writer is store}"))
        assert store.commits.now() != before
        assert [one.name for one in store.sources.agencies() if one.slug == "so-moi"] == [f"Sở mới {writer is store}"]
        before = store.commits.now()
    other.close()
