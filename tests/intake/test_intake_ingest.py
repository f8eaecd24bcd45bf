"""Ingest with a real store: what one collection after another leaves behind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from hub.errors import StoreError
from hub.intake.ending import end
from hub.intake.files import WantedFiles
from hub.intake.ingest import Ingest
from hub.records import (
    AddressRead,
    Agency,
    Attachment,
    Change,
    Fetch,
    FileLink,
    Item,
    Notice,
    PageRead,
    Source,
    SourceState,
    StatedDate,
    Tally,
    Validators,
)
from hub.store.store import Store
from hub.watch.health import state_after
from spiders.news import names_something_new

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
LISTING = "https://syt.khanhhoa.gov.vn/tin"
SOURCE = Source("syt-tin", "so-y-te", "https://syt.khanhhoa.gov.vn/")


def url(number: int) -> str:
    return f"{LISTING}/{number}"


def row(number: int, **fields: object) -> Item:
    given = {"title": f"Thông báo số {number} về tiêm chủng", "dates": (StatedDate("30/10/2026", "listing"),), **fields}
    return Item(source="syt-tin", url=url(number), **given)  # type: ignore[arg-type]


def page(number: int, at: datetime, html: str = "<p>Nội dung</p>", **fields: object) -> PageRead:
    item = replace(row(number, **fields), html=html, html_from="page")
    return PageRead(Fetch("syt-tin", url(number), at, status=200, sha256="0" * 64), url(number), item, row(number))


def answer(number: int, at: datetime, status: int, error: str | None = None) -> PageRead:
    return PageRead(Fetch("syt-tin", url(number), at, status=status, error=error), url(number))


def listing(at: datetime, *numbers: int) -> AddressRead:
    fetch = Fetch("syt-tin", LISTING, at, status=200)
    return AddressRead(
        LISTING, (fetch,), Validators(etag='"a"'), frozenset(), tuple(url(n) for n in numbers), complete=True
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path)
    store.migrate()
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    store.sources.save_source(SOURCE)
    yield store
    store.close()


def collect(
    store: Store, at: datetime, *events: PageRead | AddressRead, first: bool = False, source: Source = SOURCE
) -> Tally:
    memory = store.notices.memory(source.slug, at, 100)
    ingest = Ingest(
        store, source, memory, at, catching_up=first, next_check=lambda seen, listed: at + timedelta(hours=1)
    )
    for event in events:
        if isinstance(event, PageRead):
            ingest.take_page(event)
        else:
            ingest.take_address(event)
    (tally,) = end(store, [ingest.finish(lambda tally: SourceState(source.slug))])
    return tally


def kinds(store: Store) -> list[str]:
    return [change.kind for change in store.changes.after(0)]


def only(store: Store) -> Notice:
    (change, *_rest) = store.changes.after(0)
    notice = store.notices.get(change.notice)
    assert isinstance(change, Change)
    assert notice is not None
    return notice


def test_the_page_whose_script_asked_for_an_article_is_counted_too(store: Store) -> None:
    shell = Fetch("syt-tin", url(1), START, status=200)
    tally = collect(store, START, replace(page(1, START), through=shell), listing(START, 1), first=True)
    assert (tally.new, tally.requests) == (1, 3)


def test_what_a_page_says_is_stored_once_however_often_it_is_read(store: Store) -> None:
    for day in range(3):
        at = START + timedelta(days=day)
        tally = collect(store, at, page(1, at), listing(at, 1), first=day == 0)
    assert kinds(store) == ["new"]
    assert (tally.new, tally.unchanged) == (0, 1)
    assert store.notices.memory("syt-tin", START, 9).validators[LISTING].etag == '"a"'


def test_an_edited_page_gives_a_revision(store: Store) -> None:
    collect(store, START, page(1, START), listing(START, 1), first=True)
    later = START + timedelta(days=1)
    collect(store, later, page(1, later, "<p>Nội dung đính chính</p>"), listing(later, 1))
    assert kinds(store) == ["new", "edited"]
    notice = only(store)
    assert (notice.revisions, notice.updated, notice.text) == (1, later, "Nội dung đính chính")
    assert [revision.changed for revision in store.notices.revisions(notice.id)] == [(), ("text",)]


def test_a_notice_is_withdrawn_when_two_collections_find_its_page_gone(store: Store) -> None:
    collect(store, START, page(1, START), page(2, START), listing(START, 1, 2), first=True)
    first, second = START + timedelta(days=1), START + timedelta(days=2)
    collect(store, first, listing(first, 2), answer(1, first, 404, "http_4xx"))
    assert not only(store).withdrawn
    tally = collect(store, second, listing(second, 2), answer(1, second, 410, "http_410"))
    assert (tally.withdrawn, only(store).withdrawn, only(store).updated) == (1, True, second)
    assert only(store).text == "Nội dung"


@pytest.mark.parametrize(
    "between",
    [
        lambda at: [answer(1, at, 404, "http_4xx")],
        lambda at: [listing(at, 1, 2), answer(1, at, 404, "http_4xx")],
        lambda at: [listing(at, 2), answer(1, at, 503, "http_5xx")],
        lambda at: [listing(at, 2), answer(1, at, 200)],
    ],
    ids=["the source did not answer", "still listed", "an outage", "its page still stands"],
)
def test_what_is_no_sighting_withdraws_nothing(store: Store, between: object) -> None:
    collect(store, START, page(1, START), page(2, START), listing(START, 1, 2), first=True)
    for day in range(1, 5):
        at = START + timedelta(days=day)
        collect(store, at, *between(at))  # type: ignore[operator]
    assert not only(store).withdrawn


def test_a_page_that_answers_200_and_says_it_is_not_there_is_gone(store: Store) -> None:
    collect(store, START, page(1, START), page(2, START), listing(START, 1, 2), first=True)
    for day in (1, 2):
        at = START + timedelta(days=day)
        collect(store, at, listing(at, 2), answer(1, at, 200, "http_4xx"))
    assert only(store).withdrawn


def guise(number: int, of: int, at: datetime) -> PageRead:
    fetch = Fetch("syt-tin", url(number), at, status=200, sha256="1" * 64)
    return PageRead(fetch, url(number), None, row(number), same_as=url(of), shown="x")


def test_another_address_of_a_page_is_a_further_name_that_is_not_asked_for_again(store: Store) -> None:
    collect(store, START, page(1, START), guise(7, 1, START), listing(START, 1, 7), first=True)
    assert kinds(store) == ["new"]
    assert store.notices.aliases(only(store).id) == (
        "url://syt.khanhhoa.gov.vn/tin/1",
        "url://syt.khanhhoa.gov.vn/tin/7",
    )
    later = store.notices.memory("syt-tin", START + timedelta(days=400), 100)
    assert [due.url for due in later.due] == [url(1)]
    assert (later.pages[url(7)].is_alias, later.pages[url(1)].is_alias) == (True, False)
    assert not names_something_new(row(7, title="Xem thêm"), later.pages[url(7)])


def test_another_address_that_is_gone_withdraws_nothing(store: Store) -> None:
    collect(store, START, page(1, START), guise(7, 1, START), listing(START, 1, 7), first=True)
    for day in (1, 2, 3):
        at = START + timedelta(days=day)
        collect(store, at, listing(at, 1), answer(7, at, 404, "http_4xx"))
    assert kinds(store) == ["new"]


def test_an_address_that_is_another_notice_stays_one(store: Store) -> None:
    collect(store, START, page(1, START), page(7, START), listing(START, 1, 7), first=True)
    collect(store, START + timedelta(days=1), guise(7, 1, START))
    found = [store.notices.find((f"url://syt.khanhhoa.gov.vn/tin/{n}",)) for n in (1, 7)]
    assert [it.url for it in found if it] == [url(1), url(7)]


def test_what_an_address_says_of_traps_stands_in_the_tally(store: Store) -> None:
    tally = collect(store, START, replace(listing(START, 1), detail="trap: 9 other addresses"))
    assert (tally.error, tally.detail) == (None, "trap: 9 other addresses")


def test_a_sighting_that_is_refuted_counts_no_more(store: Store) -> None:
    collect(store, START, page(1, START), listing(START, 1), first=True)
    for day, status in enumerate((404, 200, 404), 1):
        at = START + timedelta(days=day)
        collect(store, at, listing(at, 2), answer(1, at, status, "http_4xx" if status == 404 else None))
    assert not only(store).withdrawn


def test_a_withdrawn_notice_whose_page_is_back_is_restored(store: Store) -> None:
    collect(store, START, page(1, START), listing(START, 1), first=True)
    for day in (1, 2):
        at = START + timedelta(days=day)
        collect(store, at, listing(at), answer(1, at, 404, "http_4xx"))
    back = START + timedelta(days=3)
    collect(store, back, page(1, back), listing(back, 1))
    assert kinds(store) == ["new", "withdrawn", "restored"]
    assert not only(store).withdrawn


def test_a_page_that_could_not_be_read_gives_what_its_row_said_and_is_tried_again(store: Store) -> None:
    failed = PageRead(Fetch("syt-tin", url(1), START, error="deadline"), url(1), row(1), row(1))
    collect(store, START, failed, listing(START, 1), first=True)
    later = START + timedelta(hours=2)
    due = store.notices.memory("syt-tin", later, 9).due
    assert [known.url for known in due] == [url(1)]
    collect(store, later, page(1, later))
    assert (only(store).text, only(store).revisions, kinds(store)) == ("Nội dung", 0, ["new", "edited"])


def test_an_address_that_failed_leaves_nothing_to_remember_and_the_tally_says_why(store: Store) -> None:
    broken = AddressRead(LISTING, (Fetch("syt-tin", LISTING, START, error="reset"),), error="reset", detail="cut")
    tally = collect(store, START, broken, first=True)
    assert (tally.error, tally.detail) == ("reset", "cut")
    assert store.notices.memory("syt-tin", START, 9).validators == {}
    assert [fetch.error for fetch in store.ledger.fetches("syt-tin", 9)] == ["reset"]


def test_a_moved_page_keeps_its_notice_by_guid_if_the_titles_agree(store: Store) -> None:
    first = page(1, START, guid="17")
    moved = replace(first, url=url(9), item=replace(first.item, url=url(9)), row=row(9, guid="17"))  # type: ignore[type-var]
    other = replace(moved, item=replace(moved.item, url=url(8), title="Quyết định giá đất"))  # type: ignore[type-var]
    collect(store, START, first, moved, other, first=True)
    assert kinds(store) == ["new", "new"]


def entries(at: datetime, *given: dict[str, str], whole: bool = False) -> tuple[PageRead | AddressRead, ...]:
    """Entries without a page of their own, one by one or as a feed that is taken to say all."""
    items = tuple(Item("syt-tin", "", **said) for said in given)  # type: ignore[arg-type]
    fetch = Fetch("syt-tin", LISTING, at, status=200)
    if whole:
        return (replace(listing(at), items=items),)
    return (*(PageRead(fetch, "", item, item) for item in items), listing(at))


@pytest.mark.parametrize("whole", [True, False])
def test_entries_without_address_that_share_a_guid_are_each_kept(store: Store, whole: bool) -> None:
    said = [{"title": f"{title} giá đất", "guid": "0"} for title in ("Thông báo về", "Quyết định sửa đổi bảng")]
    for day in range(3):
        at = START + timedelta(days=day)
        source = replace(SOURCE, pages=not whole)
        tally = collect(store, at, *entries(at, *said[: day + 1], whole=whole), source=source)
    assert (kinds(store), tally.error, tally.unchanged) == (["new", "new"], None, 2)


def test_an_entry_of_text_alone_is_kept_once(store: Store) -> None:
    for day in range(2):
        at = START + timedelta(days=day)
        collect(store, at, *entries(at, {"title": "", "summary": "<img src='/a.png'>", "base": LISTING}))
    assert kinds(store) == ["new"]


def test_what_was_redacted_does_not_come_back_by_its_guid(store: Store) -> None:
    said = {"title": "Danh sách học sinh", "guid": "g"}
    collect(store, START, *entries(START, said))
    with store.writing() as writer:
        writer.redact(only(store).id, "dữ liệu cá nhân", START)
    later = START + timedelta(days=1)
    collect(store, later, *entries(later, said))
    assert kinds(store) == ["new", "redacted"]


def test_only_files_of_new_or_edited_notices_are_asked_for(store: Store) -> None:
    event = page(1, START, files=(FileLink("https://syt.khanhhoa.gov.vn/f.pdf", "f.pdf"),))
    memory = store.notices.memory("syt-tin", START, 9)
    ingest = Ingest(store, SOURCE, memory, START, catching_up=True, next_check=lambda seen, listed: None)
    files = WantedFiles(store.notices, SOURCE, memory, START)
    wanted = files.of_page(event)
    assert [file.url for file in wanted] == ["https://syt.khanhhoa.gov.vn/f.pdf"]
    kept = replace(wanted[0], sha256="ab" * 32, bytes=9, state="skipped")
    ingest.take_page(event, {kept.url: kept})
    assert isinstance(only(store).attachments[0], Attachment)
    assert only(store).attachments[0].sha256 == "ab" * 32
    assert files.of_page(event) == ()


def test_another_source_that_carries_the_page_is_noted(store: Store) -> None:
    portal = Source("cong-tinh", "ubnd-tinh", "https://khanhhoa.gov.vn/")
    store.sources.save_agency(Agency("ubnd-tinh", "UBND tỉnh"))
    store.sources.save_source(portal)
    collect(store, START, page(1, START), first=True)
    event = page(1, START)
    carried = replace(event, item=replace(event.item, source="cong-tinh"))  # type: ignore[type-var]
    collect(store, START, carried, first=True, source=portal)
    assert (only(store).sources, only(store).revisions) == (("syt-tin", "cong-tinh"), 0)


def test_the_page_of_a_redacted_notice_is_not_asked_for_again(store: Store) -> None:
    collect(store, START, page(1, START), listing(START, 1), first=True)
    with store.writing() as writer:
        writer.redact(only(store).id, "thông tin cá nhân", START)
    later = START + timedelta(days=3)
    memory = store.notices.memory("syt-tin", later, 9)
    assert memory.due == ()
    assert not names_something_new(row(1, title="Tựa khác"), memory.pages[url(1)])
    collect(store, later, page(1, later, "<p>Nội dung mới</p>"))
    assert "Nội dung" not in only(store).text


# --- when to come again ------------------------------------------------------------------

FEED = Fetch("syt-tin", LISTING, START, status=200, fresh=3600)
UNREADABLE = AddressRead(LISTING, (FEED,), error="not_a_feed")

WISHES = {
    "nothing is said": ([AddressRead(LISTING, (replace(FEED, fresh=None),))], None),
    "the answer stays as it is for an hour": ([AddressRead(LISTING, (FEED,))], 3600),
    "so does one that is unchanged": ([AddressRead(LISTING, (replace(FEED, status=304),), unchanged=True)], 3600),
    "the feed asks for more": ([AddressRead(LISTING, (FEED,), Validators(ttl=7200))], 7200),
    "the feed asks for less": ([AddressRead(LISTING, (FEED,), Validators(ttl=60))], 3600),
    "the server asks for rest as well": ([AddressRead(LISTING, (replace(FEED, wait=5400),))], 5400),
    "the server asks for less rest": ([AddressRead(LISTING, (replace(FEED, wait=60),))], 3600),
    "what could not be read promises nothing": ([UNREADABLE], None),
    "rest is asked for by what could not be read": ([replace(UNREADABLE, fetches=(replace(FEED, wait=60),))], 60),
    "a further page of a list is not what is asked for next": (
        [AddressRead(LISTING, (replace(FEED, fresh=60), replace(FEED, url=url(2), fresh=7200)))],
        60,
    ),
    "of two addresses the longer wish": (
        [AddressRead(LISTING, (FEED,)), AddressRead(url(9), (replace(FEED, url=url(9), fresh=60),))],
        3600,
    ),
    "nor is an article what is asked for next": ([PageRead(replace(FEED, url=url(1)), url(1), row(1), row(1))], None),
}


@pytest.mark.parametrize("name", WISHES)
def test_the_longest_wish_of_the_servers_is_kept(name: str, store: Store) -> None:
    events, wait = WISHES[name]
    assert collect(store, START, *events, first=True).wait == wait


def test_a_source_is_not_due_before_what_its_server_says(store: Store) -> None:
    tally = collect(store, START, AddressRead(LISTING, (FEED,)))
    assert state_after(SourceState("syt-tin"), tally, 900).next_due == START + timedelta(hours=1)


def test_what_a_feed_asks_for_is_remembered(store: Store) -> None:
    collect(store, START, AddressRead(LISTING, (FEED,), Validators(etag='"1"', ttl=7200)))
    remembered = store.notices.memory("syt-tin", START, 9).validators[LISTING]
    assert remembered.ttl == 7200
    later = AddressRead(LISTING, (replace(FEED, status=304, fresh=None),), remembered, unchanged=True)
    assert collect(store, START + timedelta(hours=2), later).wait == 7200


# --- what harms who reads it -------------------------------------------------------------

HARMFUL = "<p>" * 9


def harm(number: int, at: datetime, body: str = HARMFUL) -> PageRead:
    data = body.encode()
    fetch = Fetch("syt-tin", url(number), at, status=200, body=data, sha256=sha256(data).hexdigest())
    failed = replace(fetch, error="parse_failed", detail="takes more than 20 s of the processor to read")
    return PageRead(failed, url(number), row(number), row(number), poison=replace(failed, error=None))


def test_a_page_that_harms_costs_no_notice_and_is_set_aside_with_its_bytes_at_the_third_collection(
    store: Store,
) -> None:
    for day in range(4):
        at = START + timedelta(days=day)
        tally = collect(store, at, harm(1, at), listing(at, 1), first=day == 0)
        (known,) = store.sources.poison()
        assert (known.tries, known.since, tally.error) == (day + 1, START, None)
        assert (store.blobs.get(known.sha256) is not None) == (day >= 2)
    assert only(store).title == row(1).title


def test_bytes_that_change_are_counted_anew_and_forgotten_once_they_can_be_read(store: Store) -> None:
    for day, body in enumerate((HARMFUL, HARMFUL, "<b>")):
        at = START + timedelta(days=day)
        collect(store, at, harm(1, at, body))
    assert [known.tries for known in store.sources.poison()] == [1]
    collect(store, at, page(1, at))
    assert store.sources.poison() == ()


def test_an_address_that_harms_fails_and_is_forgotten_once_it_can_be_read(store: Store) -> None:
    fetch = Fetch("syt-tin", LISTING, START, status=200, body=b"<rss>", sha256="a" * 64, detail="crashed its reader")
    failed = AddressRead(LISTING, (fetch,), error="parse_failed", detail="crashed its reader", poison=fetch)
    tally = collect(store, START, failed)
    assert (tally.error, tally.detail) == ("parse_failed", "crashed its reader")
    assert [known.url for known in store.sources.poison()] == [LISTING]
    collect(store, START, replace(listing(START, 1), unchanged=True, validators=Validators()))
    assert len(store.sources.poison()) == 1, "a 304 proves nothing"
    collect(store, START, listing(START, 1))
    assert store.sources.poison() == ()


def test_what_is_set_aside_is_named_and_where_nobody_looked_nothing_is_said(store: Store) -> None:
    for day in range(3):
        collect(store, START + timedelta(days=day), harm(1, START))
    memory = store.notices.memory("syt-tin", START, 9)
    ingest = Ingest(store, SOURCE, memory, START, catching_up=False, next_check=lambda seen, listed: None)
    assert ingest.set_aside is None
    ingest.take_page(page(2, START))
    assert ingest.set_aside == f"Set aside unread: {url(1)} (takes more than 20 s of the processor to read)"
    ingest.take_page(page(1, START))
    assert ingest.set_aside == ""


def test_an_entry_without_an_address_is_stored_and_its_relative_links_lead_nowhere(store: Store) -> None:
    said = Item("syt-tin", "", "Thông báo", guid="a", html='<p><a href="/1.pdf">Tải về</a></p>')
    fetch = Fetch("syt-tin", LISTING, START, status=200)
    collect(store, START, PageRead(fetch, "", said, said))
    assert only(store).html == '<p><a rel="noopener nofollow">Tải về</a></p>'


def test_rows_can_be_stored_before_their_feed_is_remembered(store: Store) -> None:
    memory = store.notices.memory("syt-tin", START, 9)
    ingest = Ingest(store, SOURCE, memory, START, catching_up=True, next_check=lambda seen, listed: None)
    ingest.take_rows([row(1), row(2)])
    assert kinds(store) == ["new", "new"]
    assert store.notices.memory("syt-tin", START, 9).validators == {}


def test_an_ending_that_has_to_be_written_again_counts_what_it_did_once(store: Store) -> None:
    source = replace(SOURCE, pages=False)
    memory = store.notices.memory("syt-tin", START, 9)
    ingest = Ingest(store, source, memory, START, catching_up=True, next_check=lambda seen, listed: None)
    ingest.take_address(replace(listing(START, 1, 2), items=(row(1), row(2))))
    ending = ingest.finish(lambda tally: SourceState("syt-tin"))
    with pytest.raises(StoreError, match="no room"), store.writing() as writer:
        ending.write(writer)
        raise StoreError("no room")
    assert (kinds(store), ending.rows) == ([], 2)
    (tally,) = end(store, [ending])
    assert (tally.new, tally.requests, kinds(store)) == (2, 1, ["new", "new"])


def test_what_was_wrong_with_a_feed_is_kept_by_month_also_where_it_could_not_be_read(store: Store) -> None:
    read = AddressRead(LISTING, (FEED,), defects=("eth_letter",))
    collect(store, START, read, replace(UNREADABLE, address=url(9), defects=("not_a_feed",)))
    collect(store, START, replace(listing(START, 1), address=url(8)))
    assert store.scorecards.feeds([SOURCE.slug], date(2026, 11, 1)) == {
        LISTING: frozenset({"eth_letter"}),
        url(9): frozenset({"not_a_feed"}),
    }
