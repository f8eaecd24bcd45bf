"""The guard: which addresses a socket may be opened to, asked at the last moment before it is.

A name is looked up once per connection, every record is judged, and the connection goes to the
very address that was judged, so a name that answers differently a moment later gains nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Thread
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

IPAddress = IPv4Address | IPv6Address
Lookup = Callable[[str], Awaitable[Sequence[str]]]

# `is_global` is no guard by itself: Python 3.11 says yes to 192.88.99.1, 224.0.0.1 and six forms of IPv6.
_PRIVATE_V4 = tuple(IPv4Network(net) for net in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4",
))  # fmt: skip
# Public hosts live in 2000::/3, less documentation, protocol assignments (Teredo among them) and 6to4.
_PUBLIC_V6 = IPv6Network("2000::/3")
_PRIVATE_V6 = tuple(IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_NAT64 = IPv6Network("64:ff9b::/96")


class BlockedAddress(OSError):
    """A private or reserved address that is not allowed. An OSError, since that is what connectors let through."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is private or reserved")


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets public addresses pass, and those inside the allowed networks."""

    allowed: tuple[IPv4Network | IPv6Network, ...] = ()

    def check(self, address: str) -> None:
        """Raise BlockedAddress unless a connection to this IP address may be made."""
        try:
            meant = _meant(ip_address(address))
        except ValueError as error:
            raise BlockedAddress(address) from error
        if not is_public(meant) and not any(meant in network for network in self.allowed):
            raise BlockedAddress(address)

    def open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for one address (an entry of getaddrinfo), literal or looked up, if it may be connected to."""
        family, kind, protocol, _, address = info
        self.check(address[0])
        return socket.socket(family, kind, protocol)


def guard_for(networks: Sequence[str]) -> Guard:
    """A guard that also lets these networks pass, such as `127.0.0.0/8`."""
    return Guard(tuple(ip_network(network, strict=False) for network in networks))


def is_public(address: IPAddress) -> bool:
    """Whether this is an address of the open internet.

    >>> is_public(ip_address("8.8.8.8")), is_public(ip_address("::127.0.0.1"))
    (True, False)
    """
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _PRIVATE_V4)
    return address in _PUBLIC_V6 and not any(address in network for network in _PRIVATE_V6)


def _meant(address: IPAddress) -> IPAddress:
    """The IPv4 address a mapped or NAT64 address stands for: both are in use where there is no IPv4 route.

    6to4, Teredo and `::a.b.c.d` carry one too, but no public site is reached by them: they stay what they are, refused.
    """
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address


class GuardedResolver(AbstractResolver):
    """Looks names up for aiohttp and refuses a name if any of its records is refused."""

    def __init__(self, guard: Guard, lookup: Lookup | None = None) -> None:
        self._guard = guard
        self._lookup = lookup or look_up

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Addresses of the name, all of them allowed; OSError where there are none."""
        addresses = (host,) if _is_literal(host) else await self._lookup(host)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        for address in addresses:
            self._guard.check(address)
        return [_result(host, address, port) for address in addresses]

    async def close(self) -> None:
        """Nothing is kept open."""


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)


async def look_up(host: str) -> Sequence[str]:
    """The addresses the system gives for a name; OSError as getaddrinfo raises it.

    Each look-up has a thread of its own: in a pool, a handful of dead name servers would hold up
    every other source, and at exit the process would wait for them.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def work() -> None:
        outcome = _system_addresses(host)
        with suppress(RuntimeError):  # the loop has gone meanwhile
            loop.call_soon_threadsafe(_settle, answer, outcome)

    Thread(target=work, name=f"look-up {host}", daemon=True).start()
    return await answer


def _system_addresses(host: str) -> Sequence[str] | OSError:
    try:
        # bytes: a str would first go through Python's IDNA, which raises UnicodeError on long labels
        found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    except OSError as error:
        return error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _settle(answer: "asyncio.Future[Sequence[str]]", outcome: Sequence[str] | OSError) -> None:
    if answer.done():
        return
    if isinstance(outcome, OSError):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
