"""The feed of an agency whose work another takes over: from that day on it says so and where to go, and carries on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import feedparser
import orjson
import pytest

from feeds.channels import channel_feed, names
from feeds.publish import RENDERERS
from hub.records import Agency, Filters, LastEdit, Notice, Source

OLD = Agency("so-gtvt", "Sở Giao thông vận tải", valid_to=date(2025, 3, 1), successor="so-xd")
NEW = Agency("so-xd", "Sở Xây dựng")
BASE = "https://daumoi.khanhhoa.gov.vn"
EVE, DAY = datetime(2025, 2, 28, 16, 59, tzinfo=UTC), datetime(2025, 2, 28, 17, 0, tzinfo=UTC)


class Reader:
    """As much of a store as a channel is filled from."""

    def __init__(self, notice: Notice, old: Agency = OLD) -> None:
        self.notices = self.versions = self
        self.sources = Sources((old, NEW))
        self._notice = notice

    def newest(self, filters: Filters, *, limit: int) -> list[Notice]:
        return [self._notice] if filters.agency == OLD.slug else []

    def last_edits(self, notices: Sequence[Notice]) -> dict[str, LastEdit]:
        return {}


@dataclass(frozen=True)
class Sources:
    known: tuple[Agency, ...]
    read: tuple[Source, ...] = ()

    def agencies(self) -> tuple[Agency, ...]:
        return self.known

    def sources(self) -> tuple[Source, ...]:
        return self.read


@pytest.fixture
def reader(notice: Notice) -> Reader:
    return Reader(replace(notice, agency=OLD.slug))


def rendered(reader: Reader, channel: str, now: datetime) -> dict[str, bytes]:
    made = channel_feed(reader, channel, names(reader, "daumoi.khanhhoa.gov.vn", BASE, now))
    assert made
    return {suffix: render(made) for suffix, render in RENDERERS.items()}


def test_until_the_day_the_feed_is_as_it_ever_was(reader: Reader) -> None:
    without = Reader(reader.newest(Filters(agency=OLD.slug), limit=1)[0], replace(OLD, successor=None))
    assert rendered(reader, "agencies/so-gtvt", EVE) == rendered(without, "agencies/so-gtvt", DAY)


def test_from_that_day_on_it_names_its_successor_in_a_sentence_an_entry_and_a_link(reader: Reader) -> None:
    made = rendered(reader, "agencies/so-gtvt", DAY)
    for suffix in ("atom", "rss"):
        feed = feedparser.parse(made[suffix])
        assert "Sở Xây dựng" in feed.feed.subtitle and "01/03/2025" in feed.feed.subtitle
        assert [link.href for link in feed.feed.links if link.rel == "related"] == [
            f"{BASE}/feeds/agencies/so-xd.{suffix}"
        ]
        assert feed.entries[0].link == f"{BASE}/agencies/so-xd"
    told = orjson.loads(made["json"])
    assert "Sở Xây dựng" in told["description"]
    assert told["_daumoi"]["related"] == [{"title": "Đầu Mối: Sở Xây dựng", "url": f"{BASE}/feeds/agencies/so-xd.json"}]


def test_it_carries_on_under_its_ids(reader: Reader) -> None:
    before, after = (feedparser.parse(rendered(reader, "agencies/so-gtvt", now)["atom"]) for now in (EVE, DAY))
    assert before.feed.id == after.feed.id
    assert {entry.id for entry in before.entries} < {entry.id for entry in after.entries}


def test_a_successor_does_not_announce_what_others_did(reader: Reader) -> None:
    assert feedparser.parse(rendered(reader, "agencies/so-xd", DAY)["atom"]).entries == []


def test_of_a_succession_without_a_day_the_feed_says_so_without_an_entry(notice: Notice) -> None:
    reader = Reader(replace(notice, agency=OLD.slug), replace(OLD, valid_to=None))
    feed = feedparser.parse(rendered(reader, "agencies/so-gtvt", EVE)["atom"])
    assert "Sở Xây dựng" in feed.feed.subtitle
    assert len(feed.entries) == 1


@pytest.mark.parametrize(("status", "told"), [("active", ""), ("paused", ""), ("retired", "không còn được đọc")])
def test_a_source_that_is_read_no_more_leads_on_to_its_agency(reader: Reader, status: str, told: str) -> None:
    source = Source("gtvt-tin", OLD.slug, "https://gtvt.vn/", name="Tin GTVT", status=status)  # type: ignore[arg-type]
    reader.sources = Sources((OLD, NEW), (source,))
    feed = feedparser.parse(rendered(reader, "sources/gtvt-tin", DAY)["atom"]).feed
    assert told in feed.get("subtitle", "")
    related = [link.href for link in feed.links if link.rel == "related"]
    assert related == ([f"{BASE}/feeds/agencies/so-gtvt.atom"] if told else [])
