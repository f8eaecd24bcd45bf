"""Notices counted by the Vietnamese month of their publication, whatever database is behind it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hub.records import Agency, Filters, Notice, Source
from hub.store.store import Store

PUBLISHED = {
    "a": ("ubnd", datetime(2010, 8, 31, 16, 59, tzinfo=UTC)),
    "b": ("ubnd", datetime(2010, 8, 31, 17, 0, tzinfo=UTC)),  # midnight of 1 September in Vietnam
    "c": ("so-y-te", datetime(2010, 9, 30, 16, 59, tzinfo=UTC)),
    "d": ("so-y-te", datetime(2010, 11, 2, tzinfo=UTC)),
}


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(database_url, tmp_path)
    opened.migrate()
    for slug in ("ubnd", "so-y-te"):
        opened.sources.save_agency(Agency(slug, slug))
        opened.sources.save_source(Source(slug, slug, f"https://{slug}.example/"))
    yield opened
    opened.close()


def fill(store: Store) -> None:
    with store.writing() as writer:
        for id, (agency, at) in PUBLISHED.items():
            url = f"https://{agency}.example/{id}"
            one = Notice(id, agency, agency, url, f"Thông báo {id}", at, at, at, "minute", "feed", section="van-ban")
            writer.add_notice(one, [url])


def test_months_are_those_of_vietnam_without_a_gap(store: Store) -> None:
    fill(store)
    aug, sep, oct, nov = (date(2010, month, 1) for month in (8, 9, 10, 11))
    assert store.months.counts() == {aug: 1, sep: 2, oct: 0, nov: 1}
    assert store.months.counts("so-y-te") == {sep: 1, oct: 0, nov: 1}
    assert store.months.counts("khong-co") == {}


def test_a_store_without_notices_has_no_months(store: Store) -> None:
    assert store.months.counts() == {}


def test_a_month_is_listed_by_publication_with_all_that_is_counted(store: Store) -> None:
    fill(store)
    september = Filters(published_from=date(2010, 9, 1), published_to=date(2010, 9, 30))
    assert [one.id for one in store.notices.newest(september, by="published")] == ["c", "b"]


def test_sections_are_counted_of_one_agency(store: Store) -> None:
    fill(store)
    assert store.notices.counts("section", None, "ubnd") == {"van-ban": 2}
    assert store.notices.counts("section", datetime(2010, 8, 31, 17, 0, tzinfo=UTC), "ubnd") == {"van-ban": 1}


def test_what_hands_say_of_topics_is_kept_apart(store: Store) -> None:
    fill(store)
    now = datetime(2010, 12, 1, tzinfo=UTC)
    for id, said in (("a", ["bao-so-9"]), ("b", ["-bao-so-9", "dat-dai"]), ("c", ["-bao-so-9"])):
        assert store.corrections.correct("lan", id, "topics", said, now)
    store.corrections.undo("lan", "c", "topics", now)
    assert [one.id for one in store.notices.newest(Filters(topic="bao-so-9"))] == ["a"]
    assert store.corrections.refused("bao-so-9", 9) == {"b"}
    assert (store.corrections.topics("b"), store.corrections.said_of_topics("b")) == (
        ("dat-dai",),
        ("-bao-so-9", "dat-dai"),
    )
