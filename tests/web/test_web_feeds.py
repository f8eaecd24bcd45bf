"""Feeds over HTTP: published bytes, searches, conditions, encodings."""

import gzip
import os
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

from feeds.channels import channel_feed, names
from feeds.publish import etag, publish_feed, replace_file
from hub.web.published import FRESH, Published
from hub.web.ready import Ready

MOMENT = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
CHANNELS = ("all", "withdrawn", "agencies/so-y-te", "sections/van-ban", "types/qd", "sources/ubnd-van-ban")
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


@pytest.fixture(params=["published", "made now"])
def feeds(request: pytest.FixtureRequest, visitor_of: Any, sample: ModuleType, tmp_path: Path) -> Any:
    """A hub whose channels have been written by the worker, and one whose have not yet."""
    parts = sample.sample_parts(tmp_path)
    if request.param == "published":
        publish(parts)
    return visitor_of(parts)


def publish(parts: Any) -> None:
    known = names(parts.store, "khanhhoa.example.vn", parts.settings.base_url, parts.clock())
    for channel in CHANNELS:
        made = channel_feed(parts.store, channel, known)
        assert made
        publish_feed(parts.public / "feeds", channel, made)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("suffix", TYPES)
def test_every_channel_is_there_in_every_format(feeds: Any, channel: str, suffix: str) -> None:
    answer = feeds.get(f"/feeds/{channel}.{suffix}", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{TYPES[suffix]}; charset=utf-8"
    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"].startswith("public, max-age=")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_channel_is_the_same_whether_it_was_published_or_not(
    visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    parts = sample.sample_parts(tmp_path)
    before = {channel: visitor_of(parts).get(f"/feeds/{channel}.atom") for channel in CHANNELS}
    publish(parts)
    for channel, answer in before.items():
        after = visitor_of(parts).get(f"/feeds/{channel}.atom")
        assert (after.content, after.headers["etag"]) == (answer.content, answer.headers["etag"])
        assert after.headers["last-modified"] == answer.headers["last-modified"]


@pytest.mark.parametrize("path", ["/feeds/all.atom", "/feeds/all.json", "/search.atom?q=giá+đất", "/search.rss"])
def test_who_has_a_feed_already_gets_304_by_etag_or_date_in_each_encoding(feeds: Any, path: str) -> None:
    tags = set()
    for encoding in ("gzip", "identity"):
        first = feeds.get(path, headers={"Accept-Encoding": encoding})
        tags.add(first.headers["etag"])
        assert not first.headers["etag"].startswith("W/")
        for condition in (
            {"If-None-Match": first.headers["etag"]},
            {"If-None-Match": f'"x", W/{first.headers["etag"]}'},
            {"If-Modified-Since": first.headers["last-modified"]},
        ):
            again = feeds.get(path, headers={"Accept-Encoding": encoding, **condition})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
            assert again.headers["vary"] == "Accept-Encoding"
        other = feeds.get(path, headers={"If-None-Match": '"x"', "If-Modified-Since": first.headers["last-modified"]})
        assert other.status_code == 200
    assert len(tags) == 2


def test_gzip_is_the_same_feed_in_fewer_bytes(feeds: Any) -> None:
    plain = feeds.get("/feeds/all.atom", headers={"Accept-Encoding": "identity"})
    packed = feeds.get("/feeds/all.atom", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert packed.content == plain.content


def test_last_modified_is_the_time_of_the_file(visitor_of: Any, sample: ModuleType, tmp_path: Path) -> None:
    parts = sample.sample_parts(tmp_path)
    publish(parts)
    file = parts.public / "feeds" / "all.atom"
    answer = visitor_of(parts).get("/feeds/all.atom")
    assert parsedate_to_datetime(answer.headers["last-modified"]).timestamp() == int(file.stat().st_mtime)


def test_a_feed_that_is_published_anew_is_sent_anew(visitor_of: Any, sample: ModuleType, tmp_path: Path) -> None:
    parts = sample.sample_parts(tmp_path)
    publish(parts)
    visitor = visitor_of(parts)
    first = visitor.get("/feeds/all.atom")
    file = parts.public / "feeds" / "all.atom"
    new = file.with_suffix(".new")
    new.write_bytes(file.read_bytes().replace("Đầu Mối".encode(), b"another"))
    os.replace(new, file)
    time.sleep(FRESH + 0.05)
    again = visitor.get("/feeds/all.atom", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert b"another" in again.content


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/topics/none.atom",
        "/feeds/incidents/x.atom",
        "/feeds/agencies/unknown.atom",
        "/feeds/sections/unknown.rss",
        "/feeds/types/unknown.json",
        "/feeds/sources/unknown.atom",
        "/feeds/all.xml",
        "/feeds/all.atom.gz",
        "/feeds/all",
        "/feeds/../../secret.atom",
        "/feeds/%2e%2e/%2e%2e/secret.atom",
        "/feeds/agencies/..%2f..%2fsecret.atom",
        "/feeds//etc/passwd.atom",
        "/feeds/agencies/so-y-te%00.atom",
    ],
)
def test_a_channel_that_does_not_exist_is_not_found(
    path: str, visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    parts = sample.sample_parts(tmp_path)
    (tmp_path / "secret.atom").write_text("secret")
    publish(parts)
    answer = visitor_of(parts).get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text or "secret.atom" in path


def test_a_search_is_a_feed_of_what_matches_newest_change_first(visitor: Any, sample: ModuleType) -> None:
    root = etree.fromstring(visitor.get("/search.atom?q=giá+đất&sort=relevance&page=2").content)
    updated = [entry.findtext(f"{ATOM}updated") for entry in root.iter(f"{ATOM}entry")]
    assert len(updated) == 39
    assert updated == sorted(updated, reverse=True)
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == (
        "https://daumoi.example.vn/search.atom?q=gi%C3%A1+%C4%91%E1%BA%A5t"
    )


def test_a_search_with_filters_is_a_feed_of_its_own(visitor: Any) -> None:
    ids = set()
    for query in ("q=đất", "q=đất&agency=stnmt", "agency=stnmt", "from=2010-09-20", "type=qd"):
        root = etree.fromstring(visitor.get(f"/search.atom?{query}").content)
        ids.add(root.findtext(f"{ATOM}id"))
    assert len(ids) == 5


def test_a_search_with_a_mistake_is_followed_by_what_was_understood(visitor: Any) -> None:
    told, right = (
        etree.fromstring(visitor.get(f"/search.atom?q={query}").content) for query in ('giá "đất', "giá đất")
    )
    entries = [[one.text for one in feed.iter(f"{ATOM}id")][1:] for feed in (told, right)]
    assert entries[0] == entries[1] != []


def test_the_list_of_channels_names_every_one_once(visitor: Any) -> None:
    root = etree.fromstring(visitor.get("/feeds.opml").content)
    addresses = root.xpath("//outline/@xmlUrl")
    # two of all and the incidents, sections, agencies, types, sources; places as they were in 2010
    assert len(addresses) == len(set(addresses)) == 3 + 14 + 13 + 8 + 11 + 16 + 194
    for address in addresses:
        assert visitor.get(address.removeprefix("https://daumoi.example.vn")).status_code == 200


# --- the memory of published files -------------------------------------------------------


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def write(folder: Path, name: str, data: bytes) -> None:
    """A feed with its packed copy, as the worker leaves them."""
    replace_file(folder / name, data, MOMENT)
    replace_file(folder / f"{name}.gz", gzip.compress(data, 9), MOMENT)


def asked(found: Ready | None, **headers: str) -> tuple[int, bytes]:
    """Status and body of the answer to a request with these headers."""
    assert found
    answer = found.answer({name.replace("_", "-").encode(): value.encode() for name, value in headers.items()})
    return answer.start["status"], answer.body["body"]


def test_published_files_leave_memory_when_room_runs_out(tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path, f"{name}.atom", name.encode() * 1000)
    published = Published(tmp_path, room=2500)
    kept = {name: published.get(f"/feeds/{name}.atom") for name in "abc"}
    assert published.get("/feeds/c.atom") is kept["c"]
    assert published.get("/feeds/b.atom") is kept["b"]
    assert published.get("/feeds/a.atom") is not kept["a"]


def test_a_file_is_looked_at_once_a_second_and_read_when_it_changed(tmp_path: Path) -> None:
    clock = Clock()
    published = Published(tmp_path, clock=clock)
    write(tmp_path, "all.atom", b"old" * 300)
    first = published.get("/feeds/all.atom")
    write(tmp_path, "all.atom", b"new" * 300)
    clock.now += 0.9
    assert published.get("/feeds/all.atom") is first
    clock.now += 0.2
    assert asked(published.get("/feeds/all.atom")) == (200, b"new" * 300)
    second = published.get("/feeds/all.atom")
    clock.now += 5
    assert published.get("/feeds/all.atom") is second


def test_a_file_that_is_not_there_or_vanishes_is_none(tmp_path: Path) -> None:
    clock = Clock()
    published = Published(tmp_path, clock=clock)
    write(tmp_path, "a.atom", b"a")
    assert published.get("/feeds/a.atom")
    (tmp_path / "a.atom").unlink()
    clock.now += 2
    assert published.get("/feeds/a.atom") is None
    assert published.get("/feeds/b.atom") is None


@pytest.mark.parametrize(
    "copy",
    [None, b"", b"nonsense", gzip.compress(b"another"), gzip.compress(b"a" * 999)[:-9]],
    ids=["none", "empty", "nonsense", "another", "cut"],
)
def test_a_packed_copy_that_is_not_the_same_is_not_sent(tmp_path: Path, copy: bytes | None) -> None:
    write(tmp_path, "all.atom", b"a" * 1000)
    (tmp_path / "all.atom.gz").unlink()
    if copy is not None:
        (tmp_path / "all.atom.gz").write_bytes(copy)
    status, body = asked(Published(tmp_path).get("/feeds/all.atom"), accept_encoding="gzip")
    assert (status, gzip.decompress(body)) == (200, b"a" * 1000)


def test_a_packed_copy_that_comes_later_is_taken_up(tmp_path: Path) -> None:
    clock = Clock()
    published = Published(tmp_path, clock=clock)
    replace_file(tmp_path / "all.atom", b"a" * 1000, MOMENT)
    made_here = asked(published.get("/feeds/all.atom"), accept_encoding="gzip")
    write(tmp_path, "all.atom", b"a" * 1000)
    clock.now += 2
    sent = asked(published.get("/feeds/all.atom"), accept_encoding="gzip")
    assert sent == (200, (tmp_path / "all.atom.gz").read_bytes())
    assert gzip.decompress(sent[1]) == gzip.decompress(made_here[1])


def test_the_bytes_that_were_packed_by_the_worker_are_those_that_are_sent(
    visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    parts = sample.sample_parts(tmp_path)
    publish(parts)
    packed = (parts.public / "feeds" / "all.atom.gz").read_bytes()
    answer, body = visitor_of(parts).raw("/feeds/all.atom", **{"Accept-Encoding": "gzip"})
    assert body == packed
    assert answer.headers["etag"] == etag(packed)


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/.all.atom.12345678.tmp",
        "/feeds/../secret.atom",
        "/feeds/a/../../secret.atom",
        "/feeds//etc/x.atom",
        "/feeds/all.atom\0",
        "/feeds/all.atom\n",
        "/feeds/all.ATOM",
        "/feeds/.atom",
        "/feeds/all.atom.gz",
        "/feeds/ạ.atom",
        "/xfeeds/all.atom",
    ],
)
def test_no_address_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    for name in ("secret.atom", "feeds/all.atom", "feeds/.atom", "feeds/.all.atom.12345678.tmp"):
        write(tmp_path, name, b"secret")
    assert Published(tmp_path / "feeds").get(path) is None


@pytest.mark.parametrize(
    ("type", "title"), [("hd", "Hướng dẫn / Hợp đồng"), ("da", "Đề án / Dự án"), ("qd", "Quyết định")]
)
def test_types_that_share_an_address_are_both_named(visitor: Any, type: str, title: str) -> None:
    assert visitor.get(f"/feeds/types/{type}.json").json()["title"] == f"Đầu Mối: {title}"
