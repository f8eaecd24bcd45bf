"""What a visit must have missed, told from what an address shows beside what was known."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.intake.gaps import Windows, shows_nothing_known
from hub.records import AddressRead, GapReason, Item, KnownPage, Memory, Validators

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
FEED = "https://so.example/rss"
READ_BEFORE = {FEED: Validators(digest="x")}


class Noted:
    """A writer that only remembers what it was told."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, GapReason, tuple[str, ...], int]] = []
        self.closed: list[tuple[str, int]] = []

    def open_gap(
        self, source: str, address: str, reason: GapReason, shown: Sequence[str], at: datetime, *, found: int = 0
    ) -> None:
        self.opened.append((address, reason, tuple(shown), found))

    def close_leftover(self, source: str, address: str, at: datetime, *, found: int) -> None:
        self.closed.append((address, found))


def url(n: int) -> str:
    return f"https://so.example/tin/{n}"


def item(n: int, **fields: Any) -> Item:
    return Item("so", fields.pop("url", url(n)), fields.pop("title", f"Thông báo {n}"), **fields)


def known(*numbers: int, **fields: Any) -> Memory:
    pages = {url(n): KnownPage(url(n), f"n{n}", item(n), NOW) for n in numbers}
    return Memory(READ_BEFORE, {FEED: frozenset(f"d{n}" for n in numbers)}, pages, **fields)


def shows(*numbers: int, **fields: Any) -> AddressRead:
    given = {"validators": Validators(digest="y"), "entries": frozenset(f"d{n}" for n in numbers), **fields}
    return AddressRead(FEED, (), listed=tuple(map(url, numbers)), **given)


def noted(memory: Memory, read: AddressRead, told: Sequence[tuple[Item, bool]]) -> Noted:
    windows, writer = Windows(memory), Noted()
    for said, is_new in told:
        windows.tell(said, is_new=is_new)
    windows.take(read)
    windows.write(writer, "so", NOW)
    return writer


def test_a_feed_of_which_nothing_is_known_has_lost_what_came_before_it() -> None:
    writer = noted(known(1, 2, 3), shows(7, 8, 9), [(item(n), True) for n in (7, 8, 9)])
    assert writer.opened == [(FEED, "window", (url(7), url(8), url(9)), 0)]


def test_what_another_address_brought_in_the_same_visit_is_found_already() -> None:
    writer = noted(known(1, 2, 3), shows(7, 8, 9), [(item(n), True) for n in range(4, 10)])
    assert [found for *_, found in writer.opened] == [3]


NOTHING_LOST = [
    ("one entry is known by its URL", known(1, 2), shows(2, 3)),
    ("one entry is known by its digest", known(1), shows(8, 9, entries=frozenset({"d1", "z"}))),
    ("the first collection", Memory(), shows(1, 2)),
    ("the first reading after the address has moved", Memory(pages=known(1).pages), shows(8, 9)),
    ("an answer without change", known(1), shows(unchanged=True)),
    ("a fault", known(1), shows(8, 9, error="http_5xx")),
    ("an empty feed", known(1), shows()),
    ("something known of the source, nothing of the address", Memory({FEED: Validators(digest="x")}), shows(8, 9)),
]


@pytest.mark.parametrize(
    ("memory", "read"), [case[1:] for case in NOTHING_LOST], ids=[case[0] for case in NOTHING_LOST]
)
def test_nothing_is_lost_where(memory: Memory, read: AddressRead) -> None:
    assert noted(memory, read, [(item(n), True) for n in (8, 9)]).opened == []


def test_an_entry_that_is_known_by_its_guid_under_another_url_is_known() -> None:
    told = [(item(8), True), (item(9, guid="g1"), False)]
    assert noted(known(1), shows(8, 9), told).opened == []


def test_an_entry_told_twice_is_as_new_as_the_first_time() -> None:
    told = [(item(8), True), (item(8), False)]
    assert len(noted(known(1), shows(8), told).opened) == 1


def test_a_site_built_anew_under_other_addresses_has_lost_nothing() -> None:
    told = [(item(n, title=f"Thông báo {n - 7}"), True) for n in (8, 9)]
    assert noted(known(1, 2), shows(8, 9), told).opened == []


def test_one_title_that_comes_every_week_does_not_hide_the_loss_of_others() -> None:
    told = [(item(7, title="Thông báo 1"), True), (item(8), True), (item(9), True)]
    assert len(noted(known(1, 2), shows(7, 8, 9), told).opened) == 1


def test_what_is_new_since_the_memory_was_made_is_not_taken_for_known() -> None:
    assert shows_nothing_known(shows(8, 9), Memory(READ_BEFORE, {}, known(1, 8, 9).pages), [url(8), url(9)])


def test_entries_without_pages_are_told_by_what_they_say() -> None:
    read = AddressRead(FEED, (), Validators(digest="y"), frozenset({"d8"}), items=(item(8, url="", guid="g8"),))
    memory = Memory(READ_BEFORE, {FEED: frozenset({"d1"})})
    assert len(noted(memory, read, [(item(8, url="", guid="g8"), True)]).opened) == 1
    assert noted(memory, read, [(item(8, url="", guid="g8"), False)]).opened == []


def test_what_a_page_budget_left_over_is_a_gap_until_the_address_is_read_to_its_end() -> None:
    left = shows(1, 2, validators=Validators(), detail="page budget: 1 new pages wait for the next visit")
    assert [(reason, shown) for _, reason, shown, _ in noted(Memory(), left, [(item(1), True)]).opened] == [
        ("budget", (url(1), url(2)))
    ]
    before = Memory({FEED: Validators()}, {}, known(1).pages)
    writer = noted(before, shows(1, 2), [(item(2), True)])
    assert (writer.opened, writer.closed) == ([], [(FEED, 1)])
