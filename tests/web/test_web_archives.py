"""Archive documents over HTTP: for ever the same, gzipped on disk, cut or led on where they are no longer there."""

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from feeds.archive import Name, lines_of
from feeds.archive_files import Archive
from feeds.channels import channel_feed, names
from feeds.publish import etag
from hub.records import Feed, FeedEntry

START = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
FOR_EVER = "public, max-age=31536000, immutable"


def entry(n: int, title: str = "") -> FeedEntry:
    at = START + timedelta(minutes=n)
    return FeedEntry(
        f"tag:x.vn,2010:notice/n{n}", f"https://x.vn/{n}", title or f"Thông báo {n}", "", at, at, "Sở", "Sở", "", ""
    )


@dataclass
class Hub:
    """A hub in whose archive of all are seventy lines, the last ten added later, and what its documents once were."""

    parts: Any
    visitor_of: Any
    asked: dict[int, Any]

    @property
    def visitor(self) -> Any:
        """One to whom nothing is answered from memory."""
        return self.visitor_of(self.parts)

    def get(self, path: str, **options: Any) -> Any:
        return self.visitor.get(path, **options)

    @property
    def files(self) -> list[str]:
        return sorted(file.name for file in (self.parts.public / "feeds" / "all" / "archive").glob("*.gz"))


@pytest.fixture
def hub(visitor_of: Any, sample: ModuleType, tmp_path: Path) -> Hub:
    hub = Hub(sample.sample_parts(tmp_path), visitor_of, {})
    for group in (range(60), range(60, 70)):
        archive = Archive(hub.parts.public / "feeds", "all")
        archive.append(feed_of(hub.parts), lines_of(map(entry, group)))
    hub.asked = {n: hub.get(f"/feeds/all/archive/{n}.atom", headers=PLAIN) for n in (50, 60, 70)}
    archive.sweep()
    return hub


PLAIN = {"Accept-Encoding": "identity"}


def feed_of(parts: Any) -> Feed:
    made = channel_feed(parts.store, "all", names(parts.store, "x.vn", parts.settings.base_url, parts.clock()))
    assert made
    return made


@pytest.mark.parametrize("number", [50, 60, 70])
def test_a_document_is_answered_alike_whether_it_stands_there_or_was_replaced(hub: Hub, number: int) -> None:
    assert hub.files == ["50.atom.gz", "70.atom.gz"]
    before, path = hub.asked[number], f"/feeds/all/archive/{number}.atom"
    now = hub.get(path, headers=PLAIN)
    assert now.status_code == before.status_code == 200
    told = ("content-type", "etag", "last-modified", "cache-control", "vary", "access-control-allow-origin")
    assert now.content == before.content
    assert [now.headers[name] for name in told] == [before.headers[name] for name in told]
    assert now.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert now.headers["cache-control"] == FOR_EVER
    assert now.headers["etag"] == etag(now.content)


@pytest.mark.parametrize("number", [50, 60])
def test_it_comes_gzipped_with_a_tag_of_its_own_is_unchanged_and_has_a_head(hub: Hub, number: int) -> None:
    path = f"/feeds/all/archive/{number}.atom"
    answer, body = hub.visitor.raw(path, **{"Accept-Encoding": "gzip"})
    plain = hub.get(path, headers=PLAIN)
    assert answer.headers["content-encoding"] == "gzip" and gzip.decompress(body) == plain.content
    assert answer.headers["etag"] == etag(body) != plain.headers["etag"]
    again = hub.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content, again.headers["cache-control"]) == (304, b"", FOR_EVER)
    head = hub.visitor.ask("HEAD", path, headers=PLAIN)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(plain.content))


@pytest.mark.parametrize(
    "path", ["71", "0", "050", "50-1", "-1", "x", "50.atom.gz#", "lines", "1e1", "５０", "9" * 5000]
)
def test_what_never_was_is_missing(hub: Hub, path: str) -> None:
    answer = hub.get(f"/feeds/all/archive/{path}.atom")
    assert answer.status_code == 404
    assert hub.get(f"/feeds/withdrawn/archive/{path}.atom").status_code == 404
    assert hub.get(f"/feeds/../archive/{path}.atom").status_code == 404


def test_what_only_the_worker_needs_is_not_given_out(hub: Hub) -> None:
    for path in ("/feeds/all/archive/lines", "/feeds/all/archive/50.atom.gz", "/feeds/all/archive/50.rss"):
        assert hub.get(path).status_code == 404


def test_a_document_issued_anew_is_led_to_from_every_name_it_had(hub: Hub) -> None:
    archive = Archive(hub.parts.public / "feeds", "all")
    archive.reissue({"n3": entry(3, "Đã lược bỏ"), "n65": entry(65, "Đã lược bỏ")})
    assert hub.files == ["50-1.atom.gz", "70-1.atom.gz"]
    for number in (50, 60, 70, 10):
        answer = hub.get(f"/feeds/all/archive/{number}.atom", headers=PLAIN)
        assert answer.status_code == 301
        assert answer.headers["location"] == f"{hub.parts.settings.base_url}/feeds/all/archive/{number}-1.atom"
        again = hub.get(f"/feeds/all/archive/{number}-1.atom", headers=PLAIN)
        assert again.status_code == 200 and "Thông báo 3<" not in again.text and "Thông báo 65<" not in again.text
    assert hub.get("/feeds/all/archive/50-2.atom").status_code == 404
    assert Name(50, 1) in archive.shelf.all_names()


def test_a_damaged_document_is_missing_until_it_is_mended(hub: Hub) -> None:
    (hub.parts.public / "feeds" / "all" / "archive" / "50.atom.gz").write_bytes(b"\x1f\x8b half")
    assert hub.get("/feeds/all/archive/50.atom").status_code == 404
