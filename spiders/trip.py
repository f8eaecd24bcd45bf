"""What a fetch has come to so far, and the Fetch it becomes."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from hub.errors import FetchError
from hub.records import Ask, Fetch
from spiders.addresses import without_userinfo
from spiders.hops import FOR_GOOD, MAX_REDIRECTS, Hop, verdict
from spiders.policy import Resting
from spiders.wire import Answer


@dataclass(slots=True)
class Trip:
    """One fetch under way: the hops it took, the answer of the last, and the network time used (seconds).

    `keep` bytes of the body are kept where the answer is an error.
    """

    ask: Ask
    at: datetime
    deadline: float
    keep: int
    obeys_robots: bool = True
    hops: list[Hop] = field(default_factory=list)
    answer: Answer | None = None
    wait: float | None = None
    fresh: float | None = None
    used: float = 0.0
    moved_to: str = ""

    def set_out(self, hop: Hop) -> None:
        """Take note of the next hop; FetchError redirect_loop if it leads in a circle or too far."""
        been_there = any((hop.method, hop.url) == (former.method, former.url) for former in self.hops)
        if been_there or len(self.hops) > MAX_REDIRECTS:
            raise FetchError("redirect_loop")
        if self.answer and self.answer.status in FOR_GOOD and self.hops[-1].url == (self.moved_to or self.hops[0].url):
            self.moved_to = hop.url
        self.hops.append(hop)
        self.answer = None

    @property
    def left(self) -> float:
        """Seconds of the deadline that are left; waiting for a turn uses none of it."""
        return max(self.deadline - self.used, 0.0)

    def arrived(self) -> Fetch:
        """The Fetch that the last answer stands for."""
        assert self.answer is not None
        code = verdict(self.answer.status, conditional=self.hops[-1].conditional)
        if code is not None:
            return self.failed(FetchError(code, f"the server answered {self.answer.status}"))
        if self.answer.fault is not None:
            return self.failed(self.answer.fault)
        digest = hashlib.sha256(self.answer.body).hexdigest() if self.answer.status == 200 else None
        return self._fetch(sha256=digest)

    def failed(self, fault: FetchError) -> Fetch:
        """The Fetch of a failure, with what there is of an answer."""
        if isinstance(fault, Resting):
            self.wait = fault.wait
        return self._fetch(error=fault.code, detail=fault.detail)

    def _fetch(self, *, sha256: str | None = None, error: str | None = None, detail: str = "") -> Fetch:
        urls = [hop.url for hop in self.hops]
        return Fetch(
            source=self.ask.source,
            url=without_userinfo(self.ask.url),
            at=self.at,
            final_url=urls[-1] if urls else "",
            status=self.answer.status if self.answer else None,
            headers=self.answer.headers if self.answer else {},
            body=self.answer.body[: self.keep if error else None] if self.answer else b"",
            sha256=sha256,
            ms=round(self.used * 1000),
            error=error,
            detail=detail,
            wait=self.wait,
            fresh=self.fresh,
            redirects=tuple(urls[:-1]),
            moved_to=without_userinfo(self.moved_to),
        )
