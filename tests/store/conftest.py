"""A store on SQLite with one source, and the makings of notices."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.records import (
    Affected,
    Agency,
    Attachment,
    Backfill,
    DocumentKey,
    Fetch,
    Gap,
    Incident,
    Item,
    Likeness,
    ListPage,
    Move,
    Named,
    Notice,
    Place,
    Poison,
    Punctuality,
    PushRequest,
    Reconciliation,
    Reference,
    Rhythm,
    Scorecard,
    Source,
    SourceState,
    Subscription,
    Tally,
    Usual,
    Validators,
)  # fmt: skip
from hub.store.store import Store

Make = Callable[..., Notice]
PASSWORD = "ba cây chụm lại nên hòn núi cao"
NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'daumoi.db'}"


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(url, tmp_path)
    opened.migrate()
    opened.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    opened.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    yield opened
    opened.close()


@pytest.fixture
def notice() -> Callable[..., Notice]:
    def make(id: str, **fields: Any) -> Notice:
        plain: dict[str, Any] = {
            "source": "syt",
            "agency": "so-y-te",
            "url": f"https://syt.example/{id}",
            "title": f"Thông báo {id}",
            "first_seen": NOW,
            "updated": NOW,
            "published": NOW,
            "published_precision": "minute",
            "published_from": "listing",
            "sources": ("syt",),
        }
        return Notice(id=id, **(plain | fields))

    return make


@pytest.fixture
def fill(notice: Make, now: datetime) -> Callable[[Store], None]:
    """Puts something into every table of a store that has the source "syt"."""
    return lambda store: fill_all(store, notice, now)


def fill_all(store: Store, notice: Make, now: datetime) -> None:
    later = now + timedelta(hours=1)
    pdf = Attachment("https://f.example/1.pdf", "1.pdf", sha256=store.blobs.put(b"%PDF"), text="Một\fHai", state="text")
    first = notice("a", text="Nội dung", page_sha256=store.blobs.put(b"<p>a</p>"), attachments=(pdf,), cites=("1/NĐ",))
    with store.writing() as writer:
        writer.add_notice(first, ["url:a", "guid:\x00"])
        writer.add_notice(notice("b"), ["url:b"])
        writer.add_notice(notice("c", page_sha256=store.blobs.put(b"<p>c</p>")), ["url:c"])
        writer.sight("a", "syt", Item("syt", first.url, "Thông báo \ud800 lạ"), now)
        writer.save_page("syt", first.url, "a", Validators('"x"'), now, later, 0)
        writer.save_address("syt", "https://syt.example/b", Validators("W/\udcff"), frozenset({"d1", "d2"}))
        writer.mark_listed("syt", "https://syt.example/b", [first.url], now, complete=True)
        writer.save_fetch(Fetch("syt", first.url, now, status=200, headers={"etag": '"x"'}, wait=0.1 + 0.2))
        writer.save_usual(Usual("syt", "https://syt.vn/rss", now, 20.0, 0.1 + 0.2, 20, shown=(("0a1b", "2026-11-02"),)))
        writer.save_poison(Poison("syt", first.url, store.blobs.put(b"<p>"), 3, "crashed its \x00 reader", now))
        writer.save_backfill(
            Backfill("syt", "https://syt.example/b", now, waiting=(Place("https://syt.example/b?p=2"),))
        )
        writer.save_tally(Tally("syt", now, new=3))
        writer.note_feed("syt", "https://syt.example/b", ("eth_letter",), now)
        writer.save_state(SourceState("syt", "healthy", next_due=later))
    store.gaps.save(Gap("syt", "https://syt.example/b", "window", now.date(), now.date(), now, found=2, detail="\x00"))
    store.completeness.save(Reconciliation("syt", now.date(), 1, now))
    with store.writing() as writer:
        writer.edit_notice(replace(first, title="Đính chính"), ("title",), later)
        writer.withdraw("b", later)
        writer.redact("c", "yêu cầu", later)
    store.list_pages.save(ListPage("syt", "https://syt.vn/tin", "good", now, "https://syt.vn/", "text/html", b"<p>"))
    store.rhythms.save([Rhythm("syt", now, 0.1 + 0.2, (1 / 7,) * 7, (1 / 48,) * 48, (1.0,) * 12, 0.3, 280.5, 9_000.0)])
    fault = Incident(
        "1ncident", "syt.example:443", "http_5xx", now, later, (Affected("syt", now, later),), later, late=2
    )
    store.incidents.save([fault])
    store.incidents.own(fault.id, "lan")
    store.incidents.note(fault.id, "lan", "Đã gọi \x00 điện", later)
    store.operators.add("lan", PASSWORD, now)
    store.operators.make_token("lan", now)
    store.sessions.sign_in("lan", PASSWORD, "192.0.2.1", now)
    store.sessions.sign_in("lan", "no", "192.0.2.1", now)
    store.references.save({"a": [Reference("a", "1/2010/NĐ-CP", DocumentKey("1-nd-cp", "", 2010), "basis", page=2)]})
    store.mentions.save({"a": [Named("xa-cam-lap"), Named("xa-nam-cam-ranh", itself=False)]})
    store.moves.save(Move("syt", "https://syt.example/b", "https://moi.example/b", now, later, doubt="elsewhere"))
    store.corrections.correct("lan", "a", "section", "chi-dao", later)
    store.clusters.trace({"a": (now.toordinal(), (-(2**63), 2**63 - 1))})
    store.clusters.settle({"a": [Likeness("a", "b", "text", 0.1 + 0.2, 0.05, "", "")]}, (), later)
    store.errands.ask("lan", "verify", now, source="syt")
    store.scorecards.save(
        [Scorecard("so-y-te", date(2010, 9, 1), now, {"van-ban": 2}, Punctuality("", 1, 2, median=1.5))]
    )
    asked = PushRequest(
        "https://hub.vn/feeds/all.atom", "https://me.vn/mat-khau-6", "all", now, "subscribe", "mat-khau-7", 300
    )
    store.subscribers.ask(asked, lambda _: True)
    store.subscribers.confirm(asked, now)
    store.subscribers.ask(replace(asked, at=later), lambda _: True)
    with store.writing() as writer:
        writer.offer(
            Subscription("syt", "https://syt.vn/rss", "https://h.vn/", "https://syt.vn/rss", "mat-khau-8", "mat-khau-9")
        )
    store.changes.mark("index", 4)
    store.changes.mark("push", 3)
    assert store.leases.take("source:syt", "worker", 60)
