"""Thirty days of two agencies, made by hand, and what they come to, computed by hand.

September 2010 in Vietnam: Thursday the 2nd is National Day; Saturdays are the 4th, 11th, 18th and 25th.

    Sở Y tế       section       issued  published  days of work between                    lag   seen   stands
    n1  own       van-ban       We 1    Mo 6       3, 6                                      2      2   in time (2)
    n2  own       van-ban       Fr 3    We 8       6, 7, 8                 seen on the 9th   3      4   late (2)
    n3  UBND's    van-ban       Mo 6    Mo 20      7-10, 13-17, 20                          10     10   in time (10)
    n4  UBND's    van-ban       Mo 6    Tu 21      7-10, 13-17, 20, 21                      11     11   late (10)
    n5  no number van-ban       -       Fr 10                                                           undated
    n6  own       van-ban       Fr 10   - (Mo 13)  13                      date not stated   1      1   in time (2)
    n7            tuyen-truyen  We 1    Th 23      3, 6-10, 13-17, 20-23   seen on the 24th 15     16   in time (15)
    n8            tin-tuc       -       - (Tu 14)                                                       free
    n9            du-an         We 15   Tu 14      published before        seen on the 15th  0      0   in time (10)
    n10           hoi-dap       asked 1 Th 30      3, 6-10, 13-17, 20-24, 27-30             20     20   late (15)
    n11           hoi-dap       -       Th 30      the question has no day                              undated
    n15           tin-tuc       -       Th 30, ten minutes before October                               free
    not counted: n12 redacted, n14 half an hour into October, n16 there before its source was watched

    lags 0 1 2 3 10 11 15 20: median 6.5, the 8th (0.9 x 8 = 7.2) is 20; seen 0 1 2 4 10 11 16 20: 7 and 20

    UBND
    u1  own       van-ban       Mo 6    We 8       7, 8                                      2      2   in time (2)
    u2            quy-hoach     Aug 27  Mo 13      Aug 30, 31, 1, 3, 6-10, 13               10     10   in time (10)
    u3            thong-ke      Aug 27  Tu 14      the same, 14                             11     11   late (10)

    Visits at 7 and 19 h, 60 a month and source; known from 7 h on the 1st to the end, 29 d 17 h = 713 h.
    The hub was cut off on the 15th at 19 h: one visit of each is not counted, the one before stands for 24 h.
    syt-tin did not answer from 7 h on the 10th to 7 h on the 13th: 6 visits, 72 h. Its changed layout is an answer.
    syt-cu was visited once: it stands for 24 h and no more.
    Sở Y tế: 59 + 59 + 1 visits, 59 + 53 + 1 answered; 713 + 713 + 24 h known, 713 + 641 + 24 h up.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hub.catalogue.deadlines import DECREED
from hub.records import (
    Affected,
    Agency,
    Attachment,
    FeedValidity,
    Gap,
    Incident,
    Item,
    Links,
    Metadata,
    Notice,
    Punctuality,
    Scorecard,
    Source,
    Tally,
    Uptime,
    Validators,
    Wholeness,
)
from hub.store.store import Store
from hub.vietnamese.dates import VIETNAM

MONTH = date(2010, 9, 1)
NOW = datetime(2010, 10, 5, 1, tzinfo=UTC)
AGENCIES = (Agency("so-y-te", "Sở Y tế"), Agency("ubnd", "Ủy ban nhân dân tỉnh Khánh Hòa"))
SOURCES = {"syt-vb": "so-y-te", "syt-tin": "so-y-te", "syt-cu": "so-y-te", "ubnd-vb": "ubnd"}
HOUR = 3600.0


def at(day: int, hour: float = 9, month: int = 9) -> datetime:
    return datetime(2010, month, day, tzinfo=VIETNAM) + timedelta(hours=hour)


def on(day: int, month: int = 9) -> date:
    return date(2010, month, day)


def notice(id: str, section: str, published: datetime, issued: date | None = None, **more: Any) -> Notice:
    source = more.pop("source", "ubnd-vb" if id.startswith("u") else "syt-vb")
    plain: dict[str, Any] = {
        "agency": SOURCES[source],
        "url": f"https://{source}.example/{id}",
        "title": f"Thông báo {id}",
        "first_seen": published,
        "updated": published,
        "published_precision": "minute",
        "published_from": "listing",
        "summary": "Tóm tắt",
        "signer": "Lê An",
        "sources": (source,),
    }
    return Notice(id, source, section=section, published=published, issued_on=issued, **(plain | more))


def file(name: str, state: Any, reason: str | None = None) -> Attachment:
    return Attachment(f"https://syt-vb.example/{name}", name, state=state, reason=reason)


def health() -> list[Notice]:
    scan = (file("1.pdf", "text"), file("2.pdf", "no_text", "scan"))
    return [
        notice("n1", "van-ban", at(6), on(1), doc_number="12/KH-SYT", attachments=scan),
        notice("n2", "van-ban", at(8), on(3), doc_number="13/KH-SYT", first_seen=at(9),
               attachments=(file("3.pdf", "failed", "http_4xx"),)),
        notice("n3", "van-ban", at(20), on(6), doc_number="42/QĐ-UBND",
               attachments=(file("4.pdf", "failed", "too_large"),)),
        notice("n4", "van-ban", at(21), on(6), doc_number="43/QĐ-UBND", attachments=(file("5.pdf", "skipped"),)),
        notice("n5", "van-ban", at(10)),
        notice("n6", "van-ban", at(13), on(10), doc_number="14/KH-SYT", published_from="first_seen"),
        notice("n7", "tuyen-truyen", at(23), on(1), first_seen=at(24), signer=None),
        notice("n8", "tin-tuc", at(14), source="syt-tin", published_from="first_seen", signer=None),
        notice("n9", "du-an", at(14), on(15), first_seen=at(15), summary=""),
        notice("n10", "hoi-dap", at(30), on(29), text="Ngày hỏi: 01/09/2010\nCơ quan trả lời như sau."),
        notice("n11", "hoi-dap", at(30), on(29), title="https://syt-vb.example/n11"),
        notice("n12", "van-ban", at(7), on(3)),
        notice("n14", "tin-tuc", at(1, 0.5, month=10)),
        notice("n15", "tin-tuc", at(30, 23 + 5 / 6), source="syt-tin", signer=None,
               attachments=(file("6.pdf", "failed", "damaged"),)),
        notice("n16", "van-ban", at(5), on(1), source="syt-cu"),
    ]  # fmt: skip


def committee() -> list[Notice]:
    return [
        notice("u1", "van-ban", at(8), on(6), doc_number="42/QĐ-UBND"),
        notice("u2", "quy-hoach", at(13), on(27, 8)),
        notice("u3", "thong-ke", at(14), on(27, 8)),
    ]


def error(source: str, moment: datetime) -> str | None:
    if moment == at(15, 19):
        return "dns_failed"
    if source == "syt-tin" and at(10, 7) <= moment < at(13, 7):
        return "connect_timeout"
    return "layout_changed" if (source, moment) == ("syt-tin", at(20, 7)) else None


def visits(source: str) -> list[Tally]:
    moments = [at(30, 7, month=8) + timedelta(hours=12) * turn for turn in range(2 * 36)]
    moments = [at(8, 7)] if source == "syt-cu" else moments
    return [Tally(source, moment, error=error(source, moment)) for moment in moments]


def fill(store: Store) -> None:
    """Everything above, as worker and intake would have stored it."""
    for agency in AGENCIES:
        store.sources.save_agency(agency)
    for slug, owner in SOURCES.items():
        store.sources.save_source(Source(slug, owner, f"https://{slug}.example/"))
    listing = "https://syt-vb.example/vb"
    with store.writing() as writer:
        for one in (*health(), *committee()):
            writer.add_notice(one, [f"url:{one.url}"])
            author = "Phòng Tổ chức" if one.id == "n15" else ""
            row = None if one.id == "n7" else Item(one.source, one.url, one.title, author=author)
            writer.sight(one.id, one.source, row, one.first_seen)
        for n in (1, 2, 3, 4):
            url = f"https://syt-vb.example/n{n}"
            writer.save_page("syt-vb", url, f"n{n}", Validators(), at(25), None, gone=int(n in (2, 3)))
        shown = [f"https://syt-vb.example/{name}" for name in ("n1", "n2", "never-stored")]
        writer.mark_listed("syt-vb", listing, shown, at(22), complete=False)
        writer.note_feed("syt-vb", "https://syt-vb.example/rss", ("eth_letter", "missing_dates"), at(9))
        writer.note_feed("syt-vb", "https://syt-vb.example/rss", (), at(12))
        writer.note_feed("syt-vb", "https://syt-vb.example/rss", ("local_dates",), at(2, month=10))
        writer.note_feed("syt-tin", "https://syt-tin.example/rss", ("minutes_are_months",), at(31, month=8))
        writer.note_feed("ubnd-vb", "https://ubnd-vb.example/rss", (), at(2))
        for source in SOURCES:
            for tally in visits(source):
                writer.save_tally(tally)
    with store.writing() as writer:
        writer.withdraw("n4", at(28))
        writer.redact("n12", "yêu cầu", at(28))
    cut_off = tuple(Affected(source, at(15, 18.9), at(15, 19.5)) for source in SOURCES)
    store.incidents.save([Incident("hub", "", "dns_failed", at(15, 18.9), at(16), cut_off, closed=at(15, 19.5))])
    gap = Gap("syt-tin", "https://syt-tin.example/rss", "outage", on(10), on(13), at(13, 7))
    store.gaps.save(gap)
    store.gaps.save(replace(gap, opened=at(14), closed=at(15)))


EXPECTED = (
    Scorecard(
        agency="so-y-te",
        month=MONTH,
        at=NOW,
        deadlines=dict(DECREED),
        punctuality=Punctuality("", 5, 3, 2, 2, median=6.5, p90=20.0, seen_median=7.0, seen_p90=20.0),
        sections=(
            Punctuality("du-an", 1, 0, 0, 0, 0.0, 0.0, 0.0, 0.0),
            Punctuality("hoi-dap", 0, 1, 1, 0, 20.0, 20.0, 20.0, 20.0),
            Punctuality("tin-tuc", 0, 0, 0, 2),
            Punctuality("tuyen-truyen", 1, 0, 0, 0, 15.0, 15.0, 16.0, 16.0),
            Punctuality("van-ban", 3, 2, 1, 0, 3.0, 11.0, 4.0, 11.0),
        ),
        uptime=Uptime(visits=119, answered=113, known=1450 * HOUR, up=1378 * HOUR),
        links=Links(files=5, broken_files=2, pages=4, broken_pages=1),
        # n5 identifier; n8 creator and date; n9 description; n11 title
        metadata=Metadata(12, 8, {"creator": 1, "date": 1, "description": 1, "identifier": 1, "title": 1}),
        feeds=FeedValidity(2, 2, {"eth_letter": 1, "minutes_are_months": 1, "missing_dates": 1}),
        # stored: the twelve, the redacted one and n16; n4 is withdrawn, and one address that is listed was never stored
        wholeness=Wholeness(listed=14, stored=14, missing=1, gaps=1),
    ),
    Scorecard(
        agency="ubnd",
        month=MONTH,
        at=NOW,
        deadlines=dict(DECREED),
        punctuality=Punctuality("", 2, 1, 0, 0, median=10.0, p90=11.0, seen_median=10.0, seen_p90=11.0),
        sections=(
            Punctuality("quy-hoach", 1, 0, 0, 0, 10.0, 10.0, 10.0, 10.0),
            Punctuality("thong-ke", 0, 1, 0, 0, 11.0, 11.0, 11.0, 11.0),
            Punctuality("van-ban", 1, 0, 0, 0, 2.0, 2.0, 2.0, 2.0),
        ),
        uptime=Uptime(visits=59, answered=59, known=713 * HOUR, up=713 * HOUR),
        links=Links(),
        metadata=Metadata(3, 3),
        feeds=FeedValidity(1, 0),
        wholeness=Wholeness(listed=3, stored=3),
    ),
)
