"""Addresses that must not be connected to, in every place where a site can name one, against a canary that counts.

    python -m benchmarks.addresses

Every form of `address_forms` in every place goes through a real collection (`collect_all`, the guarded client, the
store). One site, 127.0.0.2, is allowed; the canary is not. Where the system permits it all this runs in a network
namespace of its own in which every address is local, so that 169.254.169.254 or 10.0.0.1 would truly reach the
canary. The same collections with everything allowed show that each place leads to it. Then a name that is looked up
anew and answers differently each time, a thousand tries.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from random import Random
from string import Template
from threading import Thread
from urllib.parse import quote

from benchmarks.address_forms import FORMS, NAMES
from benchmarks.canary import Canary
from hub.records import Address, Agency, ArticleRule, Ask, JsonRule, ListingRule, Source, Tally
from hub.settings import load_settings
from hub.wiring import open_parts
from hub.worker.collecting import collect_all
from spiders.client import Client
from spiders.guard import Lookup

FRONT = "127.0.0.2"
TRIES = 1_000
LIST = ListingRule(row="li", title="a", link="a::attr(href)")
ARTICLE = ArticleRule(body="div")
JSON = JsonRule(items="items", title="title", url="url")
TEXT = "Ủy ban nhân dân thị trấn thông báo lịch tiếp công dân định kỳ trong quý bốn năm nay."


# --- the site that is allowed --------------------------------------------------------------------


@dataclass
class Front:
    """Answers by host and path what stands in `pages` (whole answers); 404 for everything else."""

    pages: dict[str, bytes] = field(default_factory=dict)
    requests: int = 0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests += 1
            host = next((line[6:] for line in head.split("\r\n") if line.lower().startswith("host: ")), "")
            path = head.split(" ", 2)[1]
            writer.write(self.pages.get(host.partition(":")[0] + path, self.pages.get(path, answered(b"", "404 No"))))
            await writer.drain()
        writer.close()

    def open(self, port: int = 0) -> None:
        """Serve in a thread of its own."""
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(asyncio.start_server(self.serve, FRONT, port, backlog=512))
        self.port = server.sockets[0].getsockname()[1]
        Thread(target=loop.run_forever, daemon=True).start()


def answered(body: bytes, status: str = "200 OK", header: str = "") -> bytes:
    lines = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{header}\r\n"
    return lines.encode("utf-8") + body


# --- the places where a form can stand -----------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One form in one place: the page of the site that names it, and the source that leads there."""

    place: str
    number: int
    form: str
    port: int

    @property
    def front(self) -> str:
        return f"{FRONT}:{self.port}"

    def page(self, body: str, path: str = "") -> dict[str, bytes]:
        said = Template(body).substitute(form=escape(self.form), text=TEXT, article=f"http://{self.front}{self.path}/a")
        return {f"{self.path}{path}": answered(said.encode("utf-8", "surrogatepass"))}

    @property
    def path(self) -> str:
        return f"/{quote(self.place)}/{self.number}"

    @property
    def url(self) -> str:
        return f"http://{self.front}{self.path}"

    def source(self, *addresses: Address, proxy: str | None = None) -> Source:
        slug = f"{self.place.replace(' ', '-')}-{self.number}"
        return Source(slug, "so", self.url, addresses, article=ARTICLE, proxy=proxy)


def canary_path(place: str, number: int) -> str:
    """What the canary is asked for if it is reached: ends as documents do."""
    return f"c/{quote(place)}/{number}.pdf"


Planted = tuple[dict[str, bytes], Source]
FEED = "<rss version='2.0'><channel><item><title>$text</title><link>{link}</link>{more}</item></channel></rss>"
PAGE = "<html><h1>$text</h1><div><p>Mời dự.</p>{more}</div></html>"


def source_address(case: Case) -> Planted:
    return {}, case.source(Address("feed", case.form))


def redirect(case: Case) -> Planted:
    location = case.form.replace("\t", "%09")
    return {case.path: answered(b"", "302 Found", f"Location: {location}\r\n")}, case.source(Address("feed", case.url))


def feed_row(case: Case) -> Planted:
    return case.page(FEED.format(link="$form", more="")), case.source(Address("feed", case.url))


def listing_row(case: Case) -> Planted:
    page = case.page('<ul><li><a href="$form">$text</a></li></ul>')
    return page, case.source(Address("listing", case.url, listing=LIST))


def json_row(case: Case) -> Planted:
    form = case.form.replace("\\", "\\\\").replace("\t", "\\t")
    body = f'{{"items": [{{"title": "{TEXT}", "url": "{form}"}}]}}'
    return {case.path: answered(body.encode("utf-8"))}, case.source(Address("json", case.url, json=JSON))


def attachment(case: Case) -> Planted:
    pages = case.page(FEED.format(link="$article", more=""))
    pages |= case.page(PAGE.format(more='<a href="$form">tệp</a>'), "/a")
    return pages, case.source(Address("feed", case.url))


def enclosure(case: Case) -> Planted:
    more = '<enclosure url="$form" type="application/pdf"/>'
    pages = case.page(FEED.format(link="$article", more=more)) | case.page(PAGE.format(more=""), "/a")
    return pages, case.source(Address("feed", case.url))


def robots(case: Case) -> Planted:
    """A host of its own, whose robots.txt sends us on."""
    host, location = f"r{case.number}.front.test", case.form.replace("\t", "%09")
    pages = {f"{host}/robots.txt": answered(b"", "301 Moved", f"Location: {location}\r\n")}
    return pages, case.source(Address("feed", f"http://{host}:{case.port}/"))


def proxy(case: Case) -> Planted:
    """A proxy is asked for a whole address, by which the canary knows whose it is."""
    return {}, case.source(
        Address("feed", f"http://public.test/{canary_path(case.place, case.number)}"), proxy=case.form
    )


def sitemap(case: Case) -> Planted:
    """Nothing reads a sitemap yet; the address must not be asked for either."""
    return {}, case.source(Address("sitemap", case.form))


PLACES: dict[str, Callable[[Case], Planted]] = {
    "source address": source_address,
    "redirect": redirect,
    "feed row": feed_row,
    "listing row": listing_row,
    "json row": json_row,
    "attachment": attachment,
    "enclosure": enclosure,
    "robots redirect": robots,
    "proxy": proxy,
    "sitemap": sitemap,
}
UNREAD = {"sitemap"}


def cases(canary: int, front: int) -> list[Case]:
    """Every form in every place."""
    return [
        Case(place, number, form.format(port=canary, front=f"{FRONT}:{front}", path=canary_path(place, number)), front)
        for place in PLACES
        for number, form in enumerate(FORMS)
    ]


# --- the collections -----------------------------------------------------------------------------


def guarded_client(allowed: Sequence[str], resolver: Lookup) -> Client:
    """The client as the worker has it, but for its names, and in a hurry."""
    return Client(
        allow_networks=allowed,
        user_agent="DauMoi/0.1",
        deadline=6,
        per_host_delay=0,
        clock=lambda: datetime.now(UTC),
        resolver=resolver,
    )


async def lookup(host: str) -> Sequence[str]:
    """The front's names are at the front, one is a public site, all others at the canary."""
    name = host.rstrip(".").lower()
    if name.endswith("front.test"):
        return [FRONT]
    return ["8.8.8.8"] if name == "public.test" else NAMES.get(name, ["127.0.0.1"])


async def collect(sources: Sequence[Source], folder: str, allowed: Sequence[str]) -> list[Tally]:
    """A collection of all of them as the worker does it."""
    parts = open_parts(load_settings(Path(folder))[0])
    parts.store.sources.save_agency(Agency("so", "Sở"))
    for source in sources:
        parts.store.sources.save_source(source)
    client = Client(
        allow_networks=allowed,
        user_agent="DauMoi/0.1",
        deadline=6,
        per_host_delay=0,
        clock=parts.clock,
        resolver=lookup,
    )
    try:
        return await collect_all(parts, client, sources, lambda tally: None)
    finally:
        await client.close()
        parts.close()


def run(front: Front, canary: Canary, allowed: Sequence[str]) -> list[Tally]:
    planted = [PLACES[case.place](case) for case in cases(canary.port, front.port)]
    front.pages = {path: body for pages, _ in planted for path, body in pages.items()}
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(collect([source for _, source in planted], folder, allowed))


def reached(canary: Canary) -> Counter[str]:
    """How many forms came to the canary, by place."""
    paths = (path.split("/c/", 1)[1] for path in canary.paths if "/c/" in path)
    return Counter(quoted for quoted, _ in {tuple(path.split("/", 1)) for path in paths})


# --- the name that changes its mind --------------------------------------------------------------


async def rebind(port: int, allowed: Sequence[str]) -> Counter[str]:
    """A thousand fetches of names that answer now with the allowed address, now with the canary's, now with both."""
    dice, turns = Random(3), Counter[str]()

    async def answer(host: str) -> Sequence[str]:
        turns[host] += 1
        if host.startswith("dice"):
            return dice.choice(([FRONT], ["127.0.0.1"], [FRONT, "127.0.0.1"], ["127.0.0.1", FRONT]))
        return [FRONT] if turns[host] % 2 else ["127.0.0.1"]

    client = guarded_client(allowed, answer)
    came: Counter[str] = Counter()
    for number in range(TRIES):
        # a fresh name is first asked for its robots.txt, then for the page: the second answer is the canary's
        host = ("same.test", "dice.test", f"fresh{number}.test")[number % 3]
        came[(await client.fetch(Ask(f"http://{host}:{port}/", "s"))).error or "ok"] += 1
    await client.close()
    return came


# --- the report ----------------------------------------------------------------------------------

EVERYTHING = ("0.0.0.0/0", "::/0")
THIS_MACHINE = ("127.0.0.0/8", "0.0.0.0/32", "::1/128", "::/128")  # what may be tried where the network is shared
ALL_LOCAL = ("ip link set lo up", "ip route add local 0.0.0.0/0 dev lo", "ip -6 route add local ::/0 dev lo")
OWN_NAMESPACE = ("unshare", "--user", "--map-root-user", "--net")


def in_every_place(front: Front, everything: Sequence[str]) -> bool:
    """The table of places; whether the canary was left alone, and would have been reached."""
    guarded, open_to_all = Canary(), Canary()
    tallies = run(front, guarded, [f"{FRONT}/32"])
    codes: dict[str, Counter[str]] = {place: Counter() for place in PLACES}
    for tally in tallies:
        place = tally.source.rpartition("-")[0].replace("-", " ")
        codes[place][tally.error or "no error"] += 1
    run(front, open_to_all, everything)
    came, would = reached(guarded), reached(open_to_all)
    print(f"{len(FORMS)} forms x {len(PLACES)} places; the allowed site answered {front.requests} requests")
    for place in PLACES:
        outcomes = ", ".join(f"{number} {code}" for code, number in codes[place].most_common())
        remark = "nothing reads one yet" if place in UNREAD else f"{would[quote(place)]} if all were allowed"
        print(f"  {place:<16} {came[quote(place)]} reach the canary ({remark}); collections: {outcomes}")
    print(f"  connections the canary counted: {guarded.connections} guarded, {open_to_all.connections} if all allowed")
    leads_there = all(would[quote(place)] > 0 for place in PLACES if place not in UNREAD)
    # a proxy that is no http(s) address is called so
    broken = sum(outcomes["internal"] for place, outcomes in codes.items() if place != "proxy")
    whole = len(tallies) == len(PLACES) * len(FORMS) and not broken
    return guarded.connections == 0 and leads_there and whole


def by_rebinding() -> bool:
    """A thousand tries, and the same without the guard."""
    front = Front({"/": answered(b"fine")})
    front.open()
    canary = Canary("127.0.0.1", front.port)
    came = asyncio.run(rebind(front.port, [f"{FRONT}/32"]))
    counted, served = canary.connections, front.requests
    asyncio.run(rebind(front.port, THIS_MACHINE))
    outcomes = ", ".join(f"{number} {code}" for code, number in came.most_common())
    print(f"rebinding, {TRIES} tries: {counted} connections to the canary, {served} to the allowed site ({outcomes});")
    print(f"  with everything allowed {canary.connections - counted} reach the canary")
    return counted == 0 and served > 0 and canary.connections > 0


def alone() -> bool:
    """Whether the system lets us have a network of our own, where every address is local."""
    if not (shutil.which("unshare") and shutil.which("ip")):
        return False
    return subprocess.run([*OWN_NAMESPACE, "true"], capture_output=True).returncode == 0


def main() -> int:
    inside = "--inside" in sys.argv
    if not inside and alone():
        return subprocess.run([*OWN_NAMESPACE, sys.executable, "-m", "benchmarks.addresses", "--inside"]).returncode
    if inside:
        for command in ALL_LOCAL:
            subprocess.run(command.split(), check="-6" not in command, capture_output=True)
        print("in a network namespace of its own, where every address is local")
    else:
        print("no namespace of its own: only addresses of this machine can reach the canary")
    front = Front()
    front.open()
    passed = [in_every_place(front, EVERYTHING if inside else THIS_MACHINE), by_rebinding()]
    print("PASS" if all(passed) else "FAIL")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
