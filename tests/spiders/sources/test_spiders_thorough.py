"""Where the reading of a list stops, and where it must not."""

from datetime import UTC, datetime

import pytest

from hub.records import Fetch, Item, KnownPage, Memory, Place, Validators
from spiders.walk import Walk

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
LIST = "https://so.example/tin"
READ, LEFT_OVER = Validators(digest="x"), Validators()


def rows(*numbers: int) -> list[Item]:
    return [Item("so", f"{LIST}/{n}", f"Thông báo {n}") for n in numbers]


def known(validators: Validators | None, *numbers: int, thorough: bool = False) -> Memory:
    pages = {row.url: KnownPage(row.url, row.title, row, NOW) for row in rows(*numbers)}
    return Memory({LIST: validators} if validators else {}, {}, pages, thorough=thorough)


CASES = [
    ("all is known and the list was read", known(READ, 1, 2), False),
    ("one row is new", known(READ, 1), True),
    ("the list was never read", known(None, 1, 2), True),
    ("the last reading left something over further down", known(LEFT_OVER, 1, 2), True),
    ("it is to be read to its end", known(READ, 1, 2, thorough=True), True),
]


@pytest.mark.parametrize(("memory", "goes_on"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_list_is_read_on_unless_all_of_a_page_is_known(memory: Memory, goes_on: bool) -> None:
    walk = Walk(LIST, 50, memory, set())
    _, onward = walk.take(Fetch("so", LIST, NOW, status=200), rows(1, 2), Place(f"{LIST}?trang=2", number=2))
    assert (onward is not None) is goes_on


def test_a_thorough_reading_takes_no_answer_for_unchanged() -> None:
    same = Fetch("so", LIST, NOW, status=200, sha256="x")
    assert Walk(LIST, 50, known(READ, 1), set()).is_as_before(same)
    walk = Walk(LIST, 50, known(READ, 1, thorough=True), set())
    assert not walk.is_as_before(same)
    assert walk.before == Validators()
