"""The one guarded HTTP client: every request that reads something goes through it.

It obeys robots.txt and the hosts' wishes, connects to allowed addresses only, and answers everything
that network and server may do with a Fetch.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic

from hub.errors import FetchError
from hub.records import Ask, Fetch
from spiders.addresses import host_key
from spiders.faults import fault_of
from spiders.freshness import FLOOR_STATUSES, fresh_for
from spiders.guard import Lookup, guard_for
from spiders.hops import Hop, first_hop, next_hop
from spiders.policy import Hosts, Turns
from spiders.retry_after import parse_retry_after
from spiders.robots import LIMIT, Robots
from spiders.trip import Trip
from spiders.wire import EVIDENCE, Answer, Call, Progress, StaleConnection, Wire

_ACCEPTED = {
    "accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
    "accept-language": "vi, en;q=0.5",
    "accept-encoding": "gzip, deflate",
}
_AROUND_A_BODY = 1024 * 1024  # bytes of headers and framing: the largest body in chunks of a kilobyte needs a tenth
CLOSED = FetchError("internal", "the client was closed")
_ASK_FOR_REST = {429: "http_429", 503: "http_5xx"}


class Client:
    """Fetches politely and safely; one for the whole process, so that politeness is one too.

    `deadline` in seconds bounds look-up, connection, headers and body over all redirects together;
    `max_body` in bytes counts after decompression; `resolver` replaces the system's name look-up;
    `hosts` say which hosts this process may ask where others ask them too.
    """

    def __init__(
        self,
        *,
        allow_networks: Sequence[str] = (),
        user_agent: str,
        contact: str = "",
        deadline: float = 30.0,
        max_body: int = 15 * 1024 * 1024,
        per_host_delay: float = 1.0,
        clock: Callable[[], datetime],
        resolver: Lookup | None = None,
        hosts: Hosts | None = None,
    ) -> None:
        self.counters: Counter[str] = Counter()  # requests, not_modified, and every code that came up
        self._deadline, self._max_body, self._delay, self._clock = deadline, max_body, per_host_delay, clock
        self._own_headers = {**_ACCEPTED, "user-agent": f"{user_agent} (+{contact})" if contact else user_agent}
        self._wire = Wire(guard_for(allow_networks), resolver, deadline / 3, around=_AROUND_A_BODY)
        self._turns = Turns(hosts)
        self._robots = Robots(self._fetch_robots, user_agent, clock)
        self._working: set[asyncio.Task[object]] = set()
        self._closed, self._broken_off = False, frozenset[asyncio.Task[object]]()

    async def fetch(self, ask: Ask) -> Fetch:
        """What became of the request. Whatever network or server do is a code in `error`.

        `redirects` are the addresses that sent us on, in order, and `final_url` is where that ended.
        Bodies of errors are cut to 64 KiB. `at` is when the fetch began, `ms` its time on the network.
        """
        trip = Trip(ask, self._clock(), self._deadline, EVIDENCE)
        fetch = await self._unless_closed(trip, self._complete)
        self.counters[fetch.error or ("not_modified" if fetch.unchanged else "ok")] += 1
        return fetch

    async def send(self, ask: Ask, deadline: float) -> Fetch:
        """What became of a message to somebody who asked for it, within so many seconds.

        The guard is the same. robots.txt has no say in it, nobody waits for a turn (whoever sends has to be moderate),
        and no redirect is followed: nobody else asked for it. An answer of any status is one.
        """
        trip = Trip(ask, self._clock(), deadline, EVIDENCE, obeys_robots=False)
        return await self._unless_closed(trip, self._deliver)

    async def close(self) -> None:
        """Fail what is in flight with the code `internal`, and close every connection."""
        self._closed, self._broken_off = True, frozenset(self._working)
        for task in self._broken_off:
            task.cancel()
        while self._working:
            await asyncio.sleep(0.01)
        await self._wire.close()
        await self._turns.close()

    def waiting(self, seconds: float) -> Mapping[str, str]:
        """The hosts that another process has been asking for so long, and which source waits for each."""
        until = monotonic() - seconds
        return {host: it.source for host, it in self._turns.waiting.items() if it.since <= until}

    async def _unless_closed(self, trip: Trip, work: Callable[[Trip], Awaitable[Fetch]]) -> Fetch:
        """Work that close() breaks off without an end to the task it is part of."""
        task = asyncio.current_task()
        if task is None or self._closed:
            return trip.failed(CLOSED)
        self._working.add(task)
        try:
            return await work(trip)
        except asyncio.CancelledError:
            if task not in self._broken_off or task.uncancel():
                raise  # somebody else wants the task to end
            return trip.failed(CLOSED)
        finally:
            self._working.discard(task)

    async def _fetch_robots(self, ask: Ask) -> Fetch:
        return await self._complete(Trip(ask, self._clock(), self._deadline, LIMIT, obeys_robots=False))

    async def _complete(self, trip: Trip) -> Fetch:
        try:
            await self._travel(trip)
        except FetchError as fault:
            return trip.failed(fault)
        return trip.arrived()

    async def _deliver(self, trip: Trip) -> Fetch:
        """One request and its answer. The connection is not kept: one that broke meanwhile cannot be told from a
        message that was refused."""
        progress = Progress()
        try:
            trip.set_out(hop := first_hop(trip.ask))
            call = self._call(trip, hop, connection="close")
            async with asyncio.timeout(trip.left):
                trip.answer = await self._wire.send(call, progress)
        except TimeoutError as error:
            return trip.failed(fault_of(error, progress.phase))
        except FetchError as fault:
            return trip.failed(fault)
        return trip.arrived()

    async def _travel(self, trip: Trip) -> None:
        """Go from hop to hop until an answer leads no further."""
        hop: Hop | None = first_hop(trip.ask)
        while hop is not None:
            trip.set_out(hop)
            trip.answer = answer = await self._visit(trip, hop)
            hop = next_hop(hop, answer.status, answer.headers.get("location"))

    async def _visit(self, trip: Trip, hop: Hop) -> Answer:
        """The answer of one hop. Asks twice where a kept connection was gone or the compression is a lie."""
        self._turns.refuse_while_resting(host_key(hop.url))
        wished = await self._robots.permit(trip.ask, hop) if trip.obeys_robots else 0.0
        delay = max(self._delay, trip.ask.delay or 0.0, wished)
        try:
            answer = await self._request(trip, self._call(trip, hop), delay)
        except StaleConnection:
            return await self._request(trip, self._call(trip, hop), delay)
        if answer.fault is not None and answer.fault.code == "bad_encoding":
            return await self._request(trip, self._call(trip, hop, accept_encoding="identity"), delay)
        return answer

    async def _request(self, trip: Trip, call: Call, delay: float) -> Answer:
        """One request in its turn and within what is left of the deadline."""
        host, progress = host_key(call.url), Progress()
        async with self._turns.turn(host, delay, trip.ask.source) as turn:
            self.counters["requests"] += 1
            begun = monotonic()
            try:
                async with asyncio.timeout(trip.left):
                    answer = await self._wire.send(call, progress)
            except TimeoutError as error:
                raise fault_of(error, progress.phase) from error
            finally:
                trip.used += monotonic() - begun
                turn.started = progress.sent or turn.started
            self._heed(trip, host, answer)
        return answer

    def _heed(self, trip: Trip, host: str, answer: Answer) -> None:
        """Remember the rest that a host asks for, and how long it says that its answer stays as it is."""
        now = self._clock()
        if answer.status in FLOOR_STATUSES and (fresh := fresh_for(answer.headers, now)):
            trip.fresh = max(fresh, trip.fresh or 0.0)
        wait = parse_retry_after(answer.headers.get("retry-after"), now)
        if wait is None:
            return
        trip.wait = max(wait, trip.wait or 0.0)
        if answer.status in _ASK_FOR_REST:
            self._turns.rest(host, wait, _ASK_FOR_REST[answer.status])

    def _call(self, trip: Trip, hop: Hop, **ours: str) -> Call:
        headers = {
            **self._own_headers,
            **hop.headers,
            **{name.replace("_", "-"): value for name, value in ours.items()},
        }
        cap = self._max_body if trip.ask.max_body is None else trip.ask.max_body
        return Call(hop.url, cap, hop.method, headers, hop.body, trip.ask.proxy, hop.tls, trip.keep)
