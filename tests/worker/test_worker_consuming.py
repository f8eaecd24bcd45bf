"""Consumers of the change log: what they keep, and that one that is told to stop holds its lease until its thread has
ended."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from hub.records import Agency, Change, DocumentKey, Notice, Source
from hub.wiring import Parts
from hub.worker.consuming import _in_thread, consume_all

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)


def test_who_is_cancelled_waits_for_its_thread(parts: Parts) -> None:
    began, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def work(_parts: Parts, _batch: Sequence[Change]) -> None:
        began.set()
        may_end.wait(10)
        ended.set()

    async def cancelled() -> bool:
        task = asyncio.create_task(_in_thread(work, parts, ()))
        await asyncio.to_thread(began.wait, 10)
        for _ in range(2):
            task.cancel()
            await asyncio.sleep(0.05)
        waits = not task.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        return waits and ended.is_set()

    assert asyncio.run(cancelled())


def announce(parts: Parts, *, text: str) -> None:
    parts.store.sources.save_agency(Agency("ubnd", "Ủy ban nhân dân tỉnh"))
    parts.store.sources.save_source(Source("ubnd", "ubnd", "https://ubnd.example/"))
    url, title = "https://ubnd.example/a", "Quyết định về giá đất"
    one = Notice("a", "ubnd", "ubnd", url, title, NOW, NOW, NOW, "minute", "feed", text=text)
    with parts.store.writing() as writer:
        writer.add_notice(one, [one.url])


def test_what_was_withdrawn_is_in_its_feed_until_it_comes_back(parts: Parts) -> None:
    announce(parts, text="")
    feed = parts.public / "feeds" / "withdrawn.atom"
    for told, shown in (("withdraw", True), ("restore", False), ("withdraw", True)):
        with parts.store.writing() as writer:
            getattr(writer, told)("a", NOW)
        asyncio.run(consume_all(parts))
        assert ("Quyết định về giá đất" in feed.read_text("utf-8")) is shown


def test_what_notices_say_of_documents_is_kept_with_the_index_and_the_feeds(parts: Parts) -> None:
    announce(parts, text="Căn cứ Nghị định số 1/2010/NĐ-CP của Chính phủ")
    asyncio.run(consume_all(parts))
    (said,) = parts.store.references.of_notice("a")
    assert (said.relation, said.document) == ("basis", DocumentKey("1-nd-cp", "", 2010, "chinh-phu"))
