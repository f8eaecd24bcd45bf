"""How much of what is costly one client may ask for: searches, long lists, comparisons.

Feeds and pages are not counted. A client is who holds the other end of the connection, whatever its headers
say, unless that is one of TRUSTED_PROXIES.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from threading import Lock
from time import monotonic

# a thousand at once and fifty a second: a reader, an office behind one address or a mirror never meets these
BURST = 1000.0
PER_SECOND = 50.0
MOST_CLIENTS = 20_000

# files made while they are sent: each holds a thread now and then, and up to 20 MB at a million notices
MOST_AT_ONCE, MOST_FOR_ONE = 8, 2

# what an address costs, the first that fits
_COSTS = (
    (re.compile(r"/search\.(?:csv|jsonl)|/api/v1/export\.\w+|/api/v1/notices/[^/]+/evidence"), 20.0),
    (re.compile(r"/websub"), 20.0),  # each may lead to a request of ours
    (re.compile(r"/sitemaps/.*"), 10.0),
    (re.compile(r"/notices/[^/]+/diff"), 2.0),
    (re.compile(r"/websub/.*|/search(?:\.\w+)?|/api/v1/(?:notices|search|changes|evidence)"), 1.0),
)


def cost_of(path: str) -> float:
    """What a request for this address takes from an allowance.

    >>> [cost_of(path) for path in ("/search", "/search.atom", "/api/v1/search", "/", "/feeds/all.atom")]
    [1.0, 1.0, 1.0, 0.0, 0.0]
    """
    return next((cost for pattern, cost in _COSTS if pattern.fullmatch(path)), 0.0)


def client_of(host: str) -> str:
    """Whom an address stands for: with IPv6 a whole network, for one household has so many.

    >>> client_of("192.0.2.1"), client_of("::ffff:192.0.2.1"), client_of("2001:db8:1:2:3::4")
    ('192.0.2.1', '192.0.2.1', '2001:db8:1:2::')
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


class Allowances:
    """What every client has left: `burst` at first, `per_second` more each second up to that.

    Kept as the moment at which a client will have all of it again, so that a client who has all is as good as
    unknown. When there are too many, the one who asked longest ago is forgotten.
    """

    def __init__(
        self,
        burst: float = BURST,
        per_second: float = PER_SECOND,
        clients: int = MOST_CLIENTS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._burst, self._per_second, self._clients, self._clock = burst, per_second, clients, clock
        self._whole: OrderedDict[str, float] = OrderedDict()

    def take(self, client: str, cost: float) -> float:
        """Take so much; where there is not enough left nothing is taken, and the seconds to wait are returned."""
        now = self._clock()
        owed = max(self._whole.get(client, now) - now, 0.0) + cost / self._per_second
        wait = owed - self._burst / self._per_second
        if wait > 0:
            return wait
        self._whole[client] = now + owed
        self._whole.move_to_end(client)
        if len(self._whole) > self._clients:
            self._whole.popitem(last=False)
        return 0.0

    @property
    def remembered(self) -> int:
        """How many clients are known to have less than all."""
        return len(self._whole)


class AtOnce:
    """How many are being served at this moment, `most` together and `most_for_one` client."""

    def __init__(self, most: int = MOST_AT_ONCE, most_for_one: int = MOST_FOR_ONE) -> None:
        self._most, self._most_for_one = most, most_for_one
        self._inside: Counter[str] = Counter()
        self._lock = Lock()

    def enter(self, client: str) -> int:
        """Take a place; 0, or the status of the refusal."""
        with self._lock:
            if self._inside[client] >= self._most_for_one:
                return 429
            if self._inside.total() >= self._most:
                return 503
            self._inside[client] += 1
        return 0

    def leave(self, client: str) -> None:
        """Give the place back."""
        with self._lock:
            self._inside[client] -= 1
            self._inside += Counter()  # forgets who has none
