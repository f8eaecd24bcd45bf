"""A worker at work and a hub that is served: what a site announces is at a subscriber, and a push brings a visit."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from hub.records import Address, Source
from scheduler import Worker
from tests.push.loopback import Callbacks, Hub, Publisher, served_hub, serving

pytestmark = pytest.mark.whole
SECONDS = 30.0


async def until_told(callbacks: Callbacks, words: str) -> None:
    async with asyncio.timeout(SECONDS):
        while not any(words.encode() in told.body for told in callbacks.of("POST")):
            await asyncio.sleep(0.05)


async def until_standing(hub: Hub, form: dict[str, str]) -> None:
    async with asyncio.timeout(SECONDS):
        while (await hub.verify(form)).status_code != 200:
            await asyncio.sleep(0.05)


def test_from_a_push_to_us_to_a_delivery_by_us(tmp_path: Path) -> None:
    async def run() -> None:
        async with served_hub(tmp_path) as hub, serving(Publisher()) as publisher, serving(Callbacks()) as callbacks:
            publisher.publish("Thông báo 1")
            address = (Address("feed", publisher.url()),)
            hub.parts.store.sources.save_source(Source("syt", "so-y-te", publisher.url(), address, pages=False))
            stop = asyncio.Event()
            worker = asyncio.create_task(Worker(hub.parts, hub.client, grace=3.0).run(stop))
            try:
                async with asyncio.timeout(SECONDS):
                    while not publisher.asked:
                        await asyncio.sleep(0.05)
                await until_standing(hub, dict(publisher.asked[0]))
                assert (await hub.ask(callbacks.url("/me"), secret="bí mật")).status_code == 202
                async with asyncio.timeout(SECONDS):
                    while not hub.parts.store.subscribers.any():
                        await asyncio.sleep(0.05)
                hub.clock.pass_by(seconds=20)
                publisher.publish("Thông báo 2", "Thông báo 1")
                assert (await hub.tell(publisher.asked[0])).status_code == 202
                await until_told(callbacks, "Thông báo 2")
            finally:
                stop.set()
                with suppress(asyncio.CancelledError):
                    await worker

    asyncio.run(run())
