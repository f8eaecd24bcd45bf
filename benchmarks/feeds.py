"""What a feed of the 50 newest notices costs to render, to compress and to publish.

    python -m benchmarks.feeds

Prints milliseconds of CPU, the best of several runs; `x floor` is beside the same Atom document
put together by plain f-strings, which is the least that could be done and escapes no more than it must.
"""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

from feeds import atom, jsonfeed, rss
from feeds.entries import Channel, feed, feed_entry
from feeds.markup import rfc3339
from feeds.publish import etag, publish_feed
from hub.records import Attachment, Feed, FeedEntry, Notice

ENTRIES = 50
RUNS = 30
BASE = "https://daumoi.example"
TEXT = """
ủy ban nhân dân tỉnh yêu cầu các sở ngành và địa phương khẩn trương triển khai biện pháp phòng chống dịch bệnh báo cáo
kết quả thực hiện trước ngày tháng năm theo quy định hiện hành của pháp luật về đất đai xây dựng môi trường y tế
lao động thương mại công nghiệp nông thôn đầu tư dự án vốn ngân sách nhà nước kế hoạch quyết thông tư nghị số văn phòng
"""
START = datetime(2010, 9, 24, tzinfo=UTC)


def main() -> None:
    """Measures and prints."""
    newest = _feed()
    floor = _milliseconds(lambda: _plain(newest))
    for name, render in (("atom", atom.render), ("rss", rss.render), ("json", jsonfeed.render)):
        data = render(newest)
        spent, packing = _milliseconds(partial(render, newest)), _milliseconds(partial(gzip.compress, data, 6))
        packed = len(gzip.compress(data, 6))
        _row(f"{name} render", spent, f"{spent / floor:.2f} x floor, {len(data):,} bytes")
        _row(f"{name} gzip -6", packing, f"{packed:,} bytes")
    _row("floor: f-strings", floor, f"{len(_plain(newest)):,} bytes")
    _row("etag", _milliseconds(lambda: etag(data)))
    notices = [_notice(number) for number in range(ENTRIES)]
    _row("entries from notices", _milliseconds(lambda: [_entry(notice) for notice in notices]))
    _publishing(newest)


def _publishing(newest: Feed) -> None:
    with TemporaryDirectory() as name:
        folder, turns = Path(name), count()
        spent = _milliseconds(lambda: publish_feed(folder, "all", replace(newest, title=f"{next(turns)}")))
        _row("publish, changed", spent, "three formats, each with its gzipped copy")
        publish_feed(folder, "all", newest)
        _row("publish, unchanged", _milliseconds(lambda: publish_feed(folder, "all", newest)))


def _row(name: str, milliseconds: float, remark: str = "") -> None:
    print(f"{name:<22} {milliseconds:8.3f} ms  {remark}")


def _milliseconds(work: Callable[[], object]) -> float:
    def once() -> float:
        start = process_time()
        work()
        return process_time() - start

    return min(once() for _ in range(RUNS)) * 1000


def _feed() -> Feed:
    entries = [_entry(_notice(number)) for number in range(ENTRIES)]
    return feed(Channel("feeds/all", "Tất cả thông báo"), entries, authority="daumoi.example", base_url=BASE)


def _entry(notice: Notice) -> FeedEntry:
    return feed_entry(
        notice,
        authority="daumoi.example",
        base_url=BASE,
        agency_name="Văn phòng UBND tỉnh",
        source_name="Văn phòng UBND tỉnh: chỉ đạo",
        source_url="https://vp.example/rss",
        section_name="Chỉ đạo điều hành",
    )


def _notice(number: int) -> Notice:
    moment, words = START + timedelta(hours=number), Random(number)
    paragraphs = [" ".join(words.choices(TEXT.split(), k=120)) for _ in range(2)]
    return Notice(
        id=f"{number:016}",
        source="vp-chi-dao",
        agency="van-phong-ubnd",
        url=f"https://vp.example/tin/{number}?a=1&b=2",
        title=f"Công văn số {number}/UBND-VX về việc tăng cường phòng, chống dịch bệnh",
        first_seen=moment,
        updated=moment,
        published=moment,
        published_precision="minute",
        published_from="feed",
        text="\n".join(paragraphs),
        html="".join(f"<p>{paragraph}</p>" for paragraph in paragraphs),
        section="chi-dao",
        doc_number=f"{number}/UBND-VX",
        attachments=(Attachment("https://vp.example/f.pdf", "Công văn.pdf", "application/pdf", 48213, "ab" * 32),),
        withdrawn=number % 10 == 9,
    )


def _plain(newest: Feed) -> bytes:
    entries = "".join(_plain_entry(entry) for entry in newest.entries)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>{newest.id}</id>'
        f"<title>{escape(newest.title)}</title><updated>{rfc3339(newest.updated)}</updated>"
        f'<link rel="self" href="{escape(newest.url)}"/><link href="{escape(newest.home_url)}"/>{entries}</feed>'
    ).encode()


def _plain_entry(entry: FeedEntry) -> str:
    terms = "".join(f'<category scheme="{escape(s)}" term="{escape(t)}"/>' for s, t in entry.categories)
    files = "".join(
        f'<link rel="enclosure" type="{f.media_type}" length="{f.bytes}" title="{escape(f.name)}" href="{f.url}"/>'
        for f in entry.enclosures
    )
    return (
        f"<entry><id>{entry.id}</id><title>{escape(entry.title)}</title><updated>{rfc3339(entry.updated)}</updated>"
        f"<published>{rfc3339(entry.published)}</published><author><name>{escape(entry.author)}</name></author>"
        f'<link href="{escape(entry.url)}"/><link rel="via" href="{escape(entry.source_url)}"/>{files}{terms}'
        f"<source><id>{escape(entry.source_feed)}</id><title>{escape(entry.source_title)}</title></source>"
        f'<summary>{escape(entry.summary)}</summary><content type="html">{escape(entry.html)}</content></entry>'
    )


if __name__ == "__main__":
    main()
