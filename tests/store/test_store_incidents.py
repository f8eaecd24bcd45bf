"""Incidents as they are kept, on both databases: what the watch says of them, what operators do, what came late."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.errors import StoreError
from hub.records import Affected, Agency, Incident, IncidentNote, Notice, Source
from hub.store.store import Store

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(database_url, tmp_path)
    opened.migrate()
    opened.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    for slug in ("syt", "sxd"):
        opened.sources.save_source(Source(slug, "so-y-te", f"https://{slug}.example/"))
    yield opened
    opened.close()


def incident(id: str, opened: datetime = NOW, closed: datetime | None = None) -> Incident:
    affected = (Affected("syt", opened, closed), Affected("sxd", opened + MINUTE, closed))
    return Incident(id, "h.example:443", "connect_refused", opened, closed or opened, affected, closed)


def test_an_incident_comes_back_as_it_was_saved_and_as_it_is_saved_anew(store: Store) -> None:
    first = incident("a")
    store.incidents.save([first])
    assert store.incidents.open() == (first,) and store.incidents.get("a") == first
    back = (Affected("syt", NOW, NOW + HOUR), Affected("sxd", NOW + MINUTE, NOW + HOUR))
    again = Affected("syt", NOW + 2 * HOUR, NOW + 3 * HOUR)
    closed = NOW + 3 * HOUR
    over = replace(first, cause="http_5xx", affected=(*back, again), updated=closed, closed=closed, late=7)
    store.incidents.save([over])
    assert store.incidents.get("a") == over, "a source that failed twice in it stands there twice"
    assert store.incidents.open() == () and store.incidents.closed_since(closed) == (over,)
    assert store.incidents.closed_since(closed + MINUTE) == () and store.incidents.get("nobody") is None


def test_what_operators_say_stays_whatever_the_watch_finds_afterwards(store: Store) -> None:
    store.incidents.save([incident("a")])
    store.incidents.own("a", "lan")
    store.incidents.note("a", "lan", "Đã gọi điện cho Sở", NOW + HOUR)
    store.incidents.note("a", "minh", "Nhà mạng đang sửa", NOW + 2 * HOUR)
    store.incidents.save([incident("a", closed=NOW + 3 * HOUR)])
    kept = store.incidents.get("a")
    assert kept is not None and kept.owner == "lan" and kept.closed == NOW + 3 * HOUR
    assert kept.notes == (
        IncidentNote(NOW + HOUR, "lan", "Đã gọi điện cho Sở"),
        IncidentNote(NOW + 2 * HOUR, "minh", "Nhà mạng đang sửa"),
    )


def test_a_note_moves_its_incident_to_the_top_of_the_feed_and_owning_it_does_not(store: Store) -> None:
    store.incidents.save([incident("a"), incident("b", NOW + MINUTE)])
    assert [one.id for one in store.incidents.newest(9)] == ["b", "a"]
    store.incidents.own("a", "lan")
    assert [one.id for one in store.incidents.newest(9)] == ["b", "a"]
    store.incidents.note("a", "lan", "Đang xem", NOW + HOUR)
    assert [one.id for one in store.incidents.newest(9)] == ["a", "b"]
    assert [one.id for one in store.incidents.newest(1)] == ["a"]


def test_nobody_owns_or_annotates_what_is_unknown(store: Store) -> None:
    for act in (lambda: store.incidents.own("x", "lan"), lambda: store.incidents.note("x", "lan", "?", NOW)):
        with pytest.raises(StoreError, match="no incident x"):
            act()


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9])
def test_a_walk_meets_the_open_ones_first_and_every_incident_once(store: Store, limit: int) -> None:
    same = [incident(id, NOW, NOW + HOUR) for id in ("p", "q", "r")]
    store.incidents.save([incident("a", NOW + DAY), incident("b"), *same, incident("z", NOW - DAY, NOW - HOUR)])
    met: list[str] = []
    after = None
    while part := store.incidents.listed(limit, after):
        met += [one.id for one in part]
        last = part[-1]
        after = (last.closed is None, last.closed or last.opened, last.id)
    assert met == ["a", "b", "r", "q", "p", "z"]


# --- what came late ----------------------------------------------------------------------

DOWN, BACK = NOW, NOW + 5 * HOUR
OUTAGE = (Affected("syt", DOWN, BACK),)


def midnight(day: int) -> datetime:
    return datetime(2010, 9, day, 17, tzinfo=UTC) - DAY  # in Vietnam


@pytest.mark.parametrize(
    ("is_late", "fields"),
    [
        (True, {"first_seen": BACK, "published": NOW + HOUR}),
        (True, {"first_seen": BACK, "published": NOW - DAY}),  # put up before it, and not seen before it was over
        (True, {"first_seen": BACK, "published": midnight(24), "published_precision": "day"}),
        (True, {"first_seen": BACK + HOUR, "published": NOW + HOUR}),  # found by a later visit
        (True, {"first_seen": BACK + HOUR, "published": NOW + HOUR, "updated": NOW + HOUR}),  # by a backfill
        (True, {"first_seen": BACK, "published": NOW + HOUR, "updated": BACK + DAY}),  # edited since
        (False, {"first_seen": BACK + HOUR, "published": BACK + MINUTE}),  # put up when all was well again
        (False, {"first_seen": BACK + HOUR, "published": NOW - DAY}),  # old, and not by the outage
        (False, {"first_seen": BACK + HOUR, "published": midnight(24), "published_precision": "day"}),
        (False, {"first_seen": BACK, "published": NOW - DAY, "updated": NOW - DAY}),  # of a first collection
        (False, {"first_seen": NOW - MINUTE, "published": NOW - HOUR}),  # seen before
        (False, {"first_seen": BACK, "published": NOW + HOUR, "source": "sxd"}),  # another source's
    ],
)
def test_a_notice_is_late_by_an_incident(
    store: Store, notice: Callable[..., Notice], is_late: bool, fields: dict[str, object]
) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("a", **({"updated": fields["first_seen"]} | fields)), ["url:a"])
    assert store.incidents.late(OUTAGE) == is_late


def test_of_a_day_without_its_hour_all_must_lie_in_the_outage(store: Store, notice: Callable[..., Notice]) -> None:
    long = (Affected("syt", NOW, NOW + 3 * DAY),)
    seen = {"first_seen": NOW + 4 * DAY, "updated": NOW + 4 * DAY, "published_precision": "day"}
    with store.writing() as writer:
        for day in (24, 25, 26, 27):
            writer.add_notice(notice(f"on-{day}", published=midnight(day), **seen), [f"url:{day}"])
    assert store.incidents.late(long) == 2, "the 25th and the 26th"


def test_a_source_that_is_not_back_has_nothing_late_yet(store: Store, notice: Callable[..., Notice]) -> None:
    with store.writing() as writer:
        writer.add_notice(notice("a", first_seen=BACK, updated=BACK), ["url:a"])
    assert store.incidents.late([Affected("syt", DOWN)]) == 0
