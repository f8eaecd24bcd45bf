"""A worker is known while it works."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.collecting import open_client
from hub.worker.holding import holder
from scheduler import Worker


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    with closing(open_parts(load_settings(tmp_path)[0])) as parts:
        yield parts


def test_a_worker_is_present_from_its_start_to_its_end(parts: Parts) -> None:
    async def work() -> list[str]:
        stop, client = asyncio.Event(), open_client(parts)
        worker = asyncio.create_task(Worker(parts, client).run(stop))
        while not parts.store.workers.all():
            await asyncio.sleep(0.01)
        seen = [each.holder for each in parts.store.workers.all()]
        stop.set()
        await worker
        await client.close()
        return seen

    assert asyncio.run(work()) == [holder()]
    assert parts.store.workers.all() == ()
