"""Our WebSub hub at work: requests are verified and documents sent, one process at a time and nobody waiting for the
slowest. What is to be sent to whom stands in the store, so that a restart forgets nothing."""

import asyncio
import logging
from asyncio import Task
from collections.abc import Awaitable, Callable
from contextlib import suppress
from secrets import token_urlsafe
from time import monotonic
from typing import TypeVar

from feeds.channels import channel_title, names
from feeds.markup import MEDIA_TYPES
from feeds.publish import etag
from hub.errors import StoreError
from hub.push.lanes import Lanes, Place, Width
from hub.push.messages import SECONDS, Sender, Topic, delivery, deny, is_meant, outcome, told_of
from hub.push.retrying import after_failure, after_taking
from hub.push.websub import PATH, host_of
from hub.records import Fetch, PushRequest, Subscriber
from hub.wiring import Parts
from hub.worker.consuming import leased

MOMENT = 1.0  # seconds after which a message is a slow one
LOOK_SECONDS = 0.25
BREATH = 0.025  # in which others end, which are then written together
AT_ONCE = 200  # requests looked at
VERIFYING = Width(1, 32)  # a host is asked about one request at a time

T = TypeVar("T", PushRequest, Subscriber)

log = logging.getLogger("daumoi.worker")


class Pusher:
    """Verifies and sends while there is something to, under one lease among all processes."""

    def __init__(self, parts: Parts, client: Sender, *, moment: float = MOMENT) -> None:
        self._parts, self._client, self._moment = parts, client, moment
        self._lanes, self._verifying = Lanes(), Lanes(VERIFYING)
        self._tasks: set[Task[None]] = set()
        self._busy: set[str] = set()  # callbacks that are being sent something
        self._slow: set[str] = set()  # that took their time last
        self._requests: list[PushRequest] = []
        self._due: list[Subscriber] = []
        self._looked = float("-inf")
        self._answered: list[Subscriber] = []
        self._gone: list[Subscriber] = []
        self._work: Task[None] | None = None

    def look(self) -> None:
        """Begin if there is something to do and nobody is at it."""
        if self._work is None or self._work.done():
            self._look_anew()
            if self._requests or self._due:
                self._work = asyncio.create_task(self._push())

    @property
    def is_idle(self) -> bool:
        """Whether nothing can be done at this moment, of what is known."""
        return (self._work is None or self._work.done()) and not (self._requests or self._due)

    async def stop(self) -> None:
        """Leave what is under way: it is sent at the next start."""
        for task in [*([self._work] if self._work else []), *self._tasks]:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        with suppress(StoreError):
            self._settle()

    async def _push(self) -> None:
        try:
            async with leased(self._parts, "push") as ours:
                while ours and (self._tasks or self._requests or self._due):
                    self._begin()
                    await self._some_end()
                    self._settle()
                    self._look_anew()
        except StoreError as error:
            log.warning("nothing is pushed for the moment: %s", error)

    def _look_anew(self) -> None:
        """What there is to do, read anew four times a second: it does not hold what is under way."""
        if not self._tasks or monotonic() - self._looked >= LOOK_SECONDS:
            store, self._looked = self._parts.store.subscribers, monotonic()
            self._requests = [it for it in store.waiting(AT_ONCE) if it.callback not in self._busy]
            self._due = [it for it in store.due(self._parts.clock()) if it.callback not in self._busy]

    def _begin(self) -> None:
        """As much as there is room for at this moment."""
        self._requests = [it for it in self._requests if not self._start(self._verifying, it, self._verify)]
        self._due = [it for it in self._due if not self._start(self._lanes, it, self._send, slow=self._is_slow(it))]

    def _start(self, lanes: Lanes, whom: T, work: Callable[[T, Place], Awaitable[None]], *, slow: bool = False) -> bool:
        """Whether there was room for it. Nothing is sent to a callback before it has answered the last."""
        if whom.callback in self._busy or (place := lanes.enter(host_of(whom.callback), slow=slow)) is None:
            return False

        async def keep_place() -> None:
            try:
                await work(whom, place)
            except StoreError as error:  # it is verified once more
                log.warning("what came of a request could not be kept: %s", error)
            finally:
                place.leave()
                self._busy.discard(whom.callback)

        self._busy.add(whom.callback)
        task = asyncio.create_task(keep_place())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _some_end(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(BREATH)

    # --- requests ------------------------------------------------------------------------

    async def _verify(self, request: PushRequest, _: Place) -> None:
        store, now = self._parts.store.subscribers, self._parts.clock()
        if request.mode == "subscribe" and not self._is_ours(request.channel):
            store.refuse(request, now)
            await deny(self._client, request, "this feed is not published any more")
        elif await is_meant(self._client, request, token_urlsafe(32)):
            store.confirm(request, now)
        else:
            store.refuse(request, now)
            log.info("%s was not verified at %s", request.mode, host_of(request.callback))

    def _is_ours(self, channel: str) -> bool:
        parts = self._parts
        known = names(parts.store, parts.authority, parts.settings.base_url, parts.clock())
        return channel_title(channel, known) is not None

    # --- documents -----------------------------------------------------------------------

    def _is_slow(self, subscriber: Subscriber) -> bool:
        return subscriber.tries > 0 or subscriber.callback in self._slow

    async def _send(self, subscriber: Subscriber, place: Place) -> None:
        """Send the newest document, unless it is the one that was sent last."""
        topic = self._newest(subscriber)
        if topic is None or topic.tag == subscriber.tag:
            self._answered.append(after_taking(subscriber, subscriber.tag))
            return
        late = asyncio.get_running_loop().call_later(self._moment, self._slow_down, subscriber, place)
        try:
            hub = f"{self._parts.settings.base_url}{PATH}"
            fetch = await self._client.send(delivery(subscriber, topic, hub), SECONDS)
        finally:
            late.cancel()
        self._note(subscriber, topic, fetch)

    def _slow_down(self, subscriber: Subscriber, place: Place) -> None:
        self._slow.add(subscriber.callback)
        place.give_way()

    def _note(self, subscriber: Subscriber, topic: Topic, fetch: Fetch) -> None:
        match outcome(fetch):
            case "taken":
                if fetch.ms < self._moment * 1000:
                    self._slow.discard(subscriber.callback)
                self._answered.append(after_taking(subscriber, topic.tag))
            case "gone":
                self._gone.append(subscriber)
            case "failed":
                failed = after_failure(subscriber, told_of(fetch), self._parts.clock())
                self._answered.append(failed)
                if failed.retry is None:
                    told = "%s at %s is sent nothing more: it failed %d times in a row, last by %s"
                    log.warning(told, subscriber.channel, host_of(subscriber.callback), failed.tries, failed.error)

    def _newest(self, subscriber: Subscriber) -> Topic | None:
        suffix = subscriber.topic.rpartition(".")[2]
        file = self._parts.public / "feeds" / f"{subscriber.channel}.{suffix}"
        try:
            body = file.read_bytes()
        except OSError:
            return None
        return Topic(body, f"{MEDIA_TYPES[suffix]}; charset=utf-8", etag(body))

    def _settle(self) -> None:
        answered, gone, self._answered, self._gone = self._answered, self._gone, [], []
        if answered or gone:
            self._parts.store.subscribers.settle(answered, gone)
