"""A consumer that is told to stop holds its lease until its thread has ended."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from hub.records import Change
from hub.wiring import Parts
from hub.worker.consuming import _in_thread


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
