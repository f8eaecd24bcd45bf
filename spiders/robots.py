"""robots.txt (RFC 9309): who may be asked for what, and how often."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic

from protego import Protego

from hub.errors import FetchError
from hub.records import Ask, Fetch
from spiders.addresses import host_key, origin
from spiders.hops import Hop
from spiders.policy import Resting

LIMIT = 500 * 1024  # bytes read of a robots.txt
_KEPT = timedelta(hours=24)
_RETRY = 10.0  # seconds until an unreadable robots.txt is asked for again: a site that is back should be seen soon
_LONGEST_DELAY = 60.0  # a longer Crawl-delay would be a ban in other words; the schedule asks no more often anyway
_HOSTS_KEPT = 500

# faults of the host itself: "denied by robots.txt" would hide them
_HOST_FAULTS = {
    "dns_not_found", "dns_failed", "connect_refused", "connect_timeout", "reset", "blocked_address",
    "tls_expired", "tls_host", "tls_chain", "tls_protocol", "http_429", "internal",
}  # fmt: skip

_GROUP_LINE = re.compile(r"\s*user(?:-|\s+)?agent\s*[:\s]\s*(?P<agent>[^#]*)", re.IGNORECASE)
_OTHER_AGENT = "~"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says to us."""

    parsed: Protego
    agent: str

    def allows(self, url: str) -> bool:
        """Whether this web address may be asked for."""
        return self.parsed.can_fetch(url, self.agent)

    @property
    def delay(self) -> float:
        """Seconds between two requests that it wishes, 60 at most."""
        return min(self.parsed.crawl_delay(self.agent) or 0.0, _LONGEST_DELAY)


def read_rules(text: str, agent: str) -> Rules:
    """The rules for the product token `agent`; anything at all can be read, nonsense allows everything.

    >>> rules = read_rules("User-agent: *\\nDisallow: /admin\\nCrawl-delay: 5", "DauMoi")
    >>> rules.allows("https://a.vn/admin/1"), rules.allows("https://a.vn/tin"), rules.delay
    (False, True, 5.0)
    """
    return Rules(Protego.parse(_without_other_agents(text, agent.lower())), agent)


@dataclass(slots=True)
class _Host:
    """What is known of one host's robots.txt; `failure` while it cannot be read."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Rules | None = None
    read_at: datetime | None = None
    failure: Fetch | None = None
    retry_at: float = 0.0


class Robots:
    """Keeps every host's rules for 24 hours and asks for them when they are needed."""

    def __init__(self, fetch: Callable[[Ask], Awaitable[Fetch]], agent: str, clock: Callable[[], datetime]) -> None:
        self._fetch, self._agent, self._clock = fetch, agent, clock
        self._hosts: dict[str, _Host] = {}

    async def permit(self, ask: Ask, hop: Hop) -> float:
        """The delay the host wishes; FetchError robots_denied or a fault of the host if it may not be asked."""
        robots_url = f"{origin(hop.url)}/robots.txt"
        if hop.url == robots_url:
            return 0.0
        host = self._host(host_key(hop.url))
        if not self._is_current(host):
            async with host.lock:
                if not self._is_current(host):
                    own = Ask(robots_url, ask.source, delay=ask.delay, proxy=ask.proxy, tls=hop.tls, max_body=LIMIT)
                    await self._refresh(host, own)
        if host.rules is None:
            raise _refusal(host.failure or Fetch(ask.source, robots_url, self._clock()))
        if not host.rules.allows(hop.url):
            raise FetchError("robots_denied", "robots.txt disallows this address")
        return host.rules.delay

    def _is_current(self, host: _Host) -> bool:
        if monotonic() < host.retry_at:
            return True
        return host.read_at is not None and timedelta(0) <= self._clock() - host.read_at < _KEPT

    async def _refresh(self, host: _Host, ask: Ask) -> None:
        fetch = await self._fetch(ask)
        if _says_something(fetch):
            # a large file takes tenths of a second
            host.rules = await asyncio.to_thread(read_rules, _text(fetch), self._agent)
            host.read_at, host.failure = self._clock(), None
        else:  # rules read before stay in force (RFC 9309, 2.4)
            host.failure, host.retry_at = replace(fetch, body=b""), monotonic() + (fetch.wait or _RETRY)

    def _host(self, key: str) -> _Host:
        if key not in self._hosts and len(self._hosts) >= _HOSTS_KEPT:
            del self._hosts[next(iter(self._hosts))]
        return self._hosts.setdefault(key, _Host())


def _says_something(fetch: Fetch) -> bool:
    """Whether there are rules to be read, none included: the file is there, or surely is not."""
    return fetch.error in (None, "too_large", "http_4xx", "http_410", "redirect_loop", "redirect_refused")


def _refusal(failure: Fetch) -> FetchError:
    """Everything is forbidden while robots.txt cannot be read; but a fault of the host itself is named as such."""
    code = failure.error or "robots_denied"
    if failure.wait and code in ("http_429", "http_5xx"):
        return Resting(code, failure.wait)
    if code in _HOST_FAULTS and not failure.redirects:
        return FetchError(code, failure.detail)
    return FetchError("robots_denied", f"robots.txt could not be read: {failure.detail}")


def _text(fetch: Fetch) -> str:
    """What there is of the file: up to the limit where it is too large, nothing where it is not there."""
    return fetch.body[:LIMIT].decode("utf-8-sig", "replace") if fetch.error in (None, "too_large") else ""


def _without_other_agents(text: str, agent: str) -> str:
    """The text with all other robots under one name.

    The parser keeps a set of rules for every robot named: 2,000 names over 4,000 rules (98 KB) take it 9 s (measured).
    """
    return "\n".join(_rename_other(line, agent) for line in text.splitlines())


def _rename_other(line: str, agent: str) -> str:
    match = _GROUP_LINE.match(line)
    if match is None or match["agent"].replace("*", "").strip().lower() in agent:
        return line
    return line[: match.start("agent")] + _OTHER_AGENT
