"""How a notice stands, as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.records import Notice
from hub.web.standing import standing

SEEN = datetime(2026, 11, 20, tzinfo=UTC)
OLD, LATER = SEEN - timedelta(days=9), SEEN + timedelta(days=1)
NOTICE = Notice("1", "syt", "so-y-te", "https://x.vn/1", "Thông báo", SEEN, SEEN, SEEN, "day", "listing")


@pytest.mark.parametrize(
    ("notice", "marks"),
    [
        (NOTICE, ()),
        (replace(NOTICE, published=OLD), ("late",)),
        (replace(NOTICE, published=OLD, updated=OLD), ()),
        (replace(NOTICE, published=OLD, updated=LATER, withdrawn=True), ("withdrawn",)),
        (replace(NOTICE, published=OLD, updated=LATER), ()),
        (replace(NOTICE, revisions=1, updated=LATER, withdrawn=True), ("withdrawn", "edited")),
        (replace(NOTICE, redacted=True, withdrawn=True), ("redacted",)),
    ],
    ids=["prompt", "late", "first collection", "withdrawn", "restored", "edited and withdrawn", "redacted"],
)
def test_what_a_reader_must_know_before_reading(notice: Notice, marks: tuple[str, ...]) -> None:
    assert standing(notice) == marks
