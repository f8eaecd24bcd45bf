"""What the tests of outgoing feeds share: one notice, one channel, and files to compare with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.entries import Channel, feed, feed_entry
from hub.records import Attachment, Feed, FeedEntry, LastEdit, Notice

AUTHORITY = "daumoi.khanhhoa.gov.vn"
BASE = "https://daumoi.khanhhoa.gov.vn"
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="session")
def notice() -> Notice:
    return Notice(
        id="7T0N9QHCK2M4XW5A",
        source="syt-thong-bao",
        agency="so-y-te",
        url="https://syt.khanhhoa.gov.vn/thong-bao/?id=117&loai=2",
        title="Về việc tăng cường phòng, chống dịch sốt xuất huyết",
        first_seen=datetime(2010, 9, 27, 7, 35, 12, 345678, tzinfo=UTC),
        updated=datetime(2010, 9, 27, 7, 35, 12, 345678, tzinfo=UTC),
        published=datetime(2010, 9, 27, 7, 30, tzinfo=UTC),
        published_precision="minute",
        published_from="feed",
        text="Sở Y tế yêu cầu các đơn vị triển khai ngay các biện pháp sau.",
        html="<p>Sở Y tế yêu cầu các đơn vị <b>triển khai ngay</b> các biện pháp sau.</p>",
        section="chi-dao",
        doc_number="117/SYT-NVY",
        doc_type="CV",
        attachments=(
            Attachment(
                "https://syt.khanhhoa.gov.vn/f/117.pdf", "117/SYT-NVY.pdf", "application/pdf", 48213, sha256="0a" * 32
            ),
            Attachment("https://syt.khanhhoa.gov.vn/f/phu-luc.doc", "Phụ lục"),
        ),
    )


@pytest.fixture(scope="session")
def entry_of() -> Callable[..., FeedEntry]:
    """`feed_entry` with the names filled in; keywords replace them."""
    names = {
        "authority": AUTHORITY,
        "base_url": BASE,
        "agency_name": "Sở Y tế",
        "source_name": "Sở Y tế: thông báo",
        "source_url": "https://syt.khanhhoa.gov.vn/rss/thong-bao",
        "section_name": "Chỉ đạo điều hành",
    }
    return lambda notice, **other: feed_entry(notice, **(names | other))


@pytest.fixture(scope="session")
def fill() -> Callable[..., Feed]:
    """The channel of a department with the given entries."""
    channel = Channel("feeds/agencies/so-y-te", "Sở Y tế", "Mọi thông báo của Sở Y tế", "agencies/so-y-te")
    return lambda *entries: feed(channel, entries, authority=AUTHORITY, base_url=BASE)


@pytest.fixture(scope="session")
def sample(notice, entry_of, fill) -> Feed:
    """A new, an edited and a withdrawn notice."""
    edited = replace(
        notice, id="2" * 16, title="Lịch tiêm chủng <tháng 10> & 11", revisions=2, attachments=(),
        updated=datetime(2010, 9, 28, 1, tzinfo=UTC),
    )  # fmt: skip
    withdrawn = replace(
        notice, id="3" * 16, title="Thông báo tuyển dụng", summary="Tuyển 3 điều dưỡng.", attachments=(),
        doc_number=None, doc_type=None, withdrawn=True, updated=datetime(2010, 9, 29, 1, tzinfo=UTC),
    )  # fmt: skip
    before = replace(edited, title="Lịch tiêm chủng <tháng 9> & 11")
    return fill(
        entry_of(notice), entry_of(edited, edit=LastEdit(edited.updated, ("title",), before)), entry_of(withdrawn)
    )


@pytest.fixture(scope="session")
def matches_golden() -> Callable[[str, bytes], None]:
    """Compares with a reviewed file; a missing one is written, and the test fails until someone has read it."""

    def check(name: str, data: bytes) -> None:
        path = GOLDEN / name
        if not path.exists():
            path.write_bytes(data)
            pytest.fail(f"{path.name} was missing and has been written: review it, then run again")
        assert data.decode() == path.read_text("utf-8")

    return check
