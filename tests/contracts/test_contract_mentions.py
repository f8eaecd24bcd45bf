"""Of which localities notices are, kept and found from either side, whatever database is behind it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.records import Agency, Filters, Named, Notice, Source
from hub.store.store import Store

NOW = datetime(2026, 9, 24, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(database_url, tmp_path)
    opened.migrate()
    opened.sources.save_agency(Agency("ubnd", "UBND tỉnh"))
    opened.sources.save_source(Source("ubnd", "ubnd", "https://ubnd.example/"))
    with opened.writing() as writer:
        for number, id in enumerate("abc"):
            one = notice(id, NOW + number * HOUR)
            writer.add_notice(one, [one.url])
    opened.mentions.save({
        "a": [Named("xa-cam-lap"), Named("xa-nam-cam-ranh", itself=False)],
        "b": [Named("xa-nam-cam-ranh")],
        "c": [Named("xa-nam-cam-ranh"), Named("xa-cam-an")],
    })  # fmt: skip
    yield opened
    opened.close()


def notice(id: str, at: datetime) -> Notice:
    return Notice(id, "ubnd", "ubnd", f"https://ubnd.example/{id}", f"Thông báo {id}", at, at, at, "minute", "listing")


def ids(store: Store, **filters: str) -> list[str]:
    return [one.id for one in store.notices.newest(Filters(**filters))]


def test_a_place_has_its_notices_newest_first_those_of_its_former_names_among_them(store: Store) -> None:
    assert ids(store, place="xa-nam-cam-ranh") == ["c", "b", "a"]
    assert (ids(store, place="xa-cam-lap"), ids(store, place="xa-cam-binh")) == (["a"], [])
    assert store.notices.count(Filters(place="xa-nam-cam-ranh")) == 3


def test_a_place_is_read_page_by_page_and_narrowed_like_any_list(store: Store) -> None:
    place, newest = Filters(place="xa-nam-cam-ranh"), store.notices.newest
    (first,) = newest(place, limit=1)
    assert [one.id for one in newest(place, before=(first.updated, first.id))] == ["b", "a"]
    assert [one.id for one in newest(place, since=NOW + HOUR)] == ["c", "b"]
    assert [one.id for one in newest(place, by="published", limit=2)] == ["c", "b"]
    with store.writing() as writer:
        writer.withdraw("b", NOW + 2 * HOUR)
    assert [one.id for one in newest(replace(place, withdrawn="exclude"))] == ["c", "a"]


def test_a_notice_tells_its_places_in_its_order(store: Store) -> None:
    assert store.mentions.of_notice("a") == (Named("xa-cam-lap"), Named("xa-nam-cam-ranh", itself=False))
    assert store.mentions.of_notice("z") == ()


def test_places_are_counted_ever_and_since(store: Store) -> None:
    asked = ["xa-nam-cam-ranh", "xa-cam-lap", "xa-cam-binh"]
    assert store.mentions.counts(asked) == {"xa-nam-cam-ranh": 3, "xa-cam-lap": 1}
    assert store.mentions.counts(asked, NOW + HOUR) == {"xa-nam-cam-ranh": 2}
    assert store.mentions.counts([]) == {}


def test_what_a_notice_named_before_is_replaced(store: Store) -> None:
    store.mentions.save({"c": [Named("xa-cam-an")]})
    assert ids(store, place="xa-nam-cam-ranh") == ["b", "a"]


def test_of_a_redacted_notice_no_place_is_kept(store: Store) -> None:
    with store.writing() as writer:
        writer.redact("b", "yêu cầu", NOW)
    store.mentions.save({"b": [Named("xa-nam-cam-ranh")]})
    assert ids(store, place="xa-nam-cam-ranh") == ["c", "a"]
