"""A real crawler trap on loopback: 2,604 addresses that answer one of 33 articles, and as many more as are asked for.

    python -m benchmarks.traps

The addresses are those of `corpus/traps` (a fifth of what a crawl of one department's site ran into). Pages are
made as the set's are: menu, every article linked by its title, the language links that nest ever deeper, view
counters that never stand still. Nobody tells the hub where the list is: every link of a page is a row, or the
homepage is all there is. Five sites, each collected twice by the worker's own pieces.
"""

import asyncio
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from html import escape
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.loopback import site_of
from benchmarks.readback_hub import AGENCY, open_hub
from hub.records import Address, Filters, ListingRule, Source, SourceState, Tally
from hub.worker.collecting import collect_all, open_client

URLS = Path(__file__).parents[2] / "shared" / "corpus" / "traps" / "sotttt.hanoi" / "urls.txt"
ARTICLES, MOST_REQUESTS = 33, 200
EVERY_LINK = ListingRule(row="//a[@href]", link="./@href", next="//link[@hreflang='vi-VN']/@href")

_ARTICLE = re.compile(r"/(\d+)-([^/.]*)")
_NESTED = re.compile(r"(?:/(?:en|vi))*/(en|vi)\.html$")
_LANGUAGES = {"en": "English", "vi": "Tiếng Việt"}


@dataclass
class Trap:
    """The site: what its sign-in addresses answer (`pseudo`), whether links that nest name a language (`labels`)."""

    name: str
    paths: Sequence[str]
    entrance: str
    pseudo: str = "login"
    labels: bool = True
    every_link: bool = True
    asked: list[str] = field(default_factory=list)
    views: Iterator[int] = field(default_factory=lambda: count(500))

    @cached_property
    def articles(self) -> dict[str, str]:
        """The titles of the articles by their numbers."""
        found = (match for path in self.paths for match in _ARTICLE.finditer(path))
        titles: dict[str, str] = {}
        for match in found:
            title = match[2].strip("-").replace("-", " ").capitalize()
            titles[match[1]] = max(titles.get(match[1], ""), title, key=len)
        return titles

    def answer(self, path: str) -> tuple[int, str]:
        """Status and page of an address."""
        self.asked.append(path)
        if path == "/tat-ca":
            return 200, "".join(f'<p><a href="{path}">{self.words(path)}</a></p>' for path in self.paths)
        if path == "/robots.txt":
            return 404, ""
        number = self.article_at(path)
        if number:
            return 200, self.page(number, path)
        if self.pseudo == "login":
            return 200, "<title>Login</title><form>Sign in <input type=password></form>"
        return 200, f"<title>Error</title><h1>404</h1><p>Trang không tồn tại. Lượt truy cập: {next(self.views)}</p>"

    def article_at(self, path: str) -> str | None:
        """The number of the article that an address answers, as long as it may be."""
        numbers = [match[1] for match in _ARTICLE.finditer(path)]
        if numbers:
            return numbers[-1]
        if "/login" in path and self.pseudo != "article":
            return None
        known = sorted(self.articles)
        return known[int.from_bytes(blake2b(path.encode(), digest_size=4).digest(), "big") % len(known)]

    def words(self, path: str) -> str:
        """What a link to an address says."""
        if self.labels and (language := _NESTED.search(path)):
            return _LANGUAGES[language[1]]
        number = self.article_at(path)
        return escape(self.articles[number]) if number and _ARTICLE.search(path) else path.rpartition("/")[2][:5]

    def page(self, number: str, path: str) -> str:
        """An article between a menu, links to all others and the languages of itself."""
        here = path.removesuffix(".html") if _NESTED.search(path) else path
        title, folder = escape(self.articles[number]), "/web/sotttt-eng/hot-news/-/view_content"
        nest = path.removeprefix(here.partition(".html")[0]) if _NESTED.search(path) else ".html"
        others = "".join(
            f'<li><a href="{folder}/{other}-{name.lower().replace(" ", "-")}{nest}">{escape(name)}</a>'
            f"<div>Ngày đăng {day % 28 + 1:02}/03/2019 | 04:01 PM | View count: {next(self.views)}</div></li>"
            for day, (other, name) in enumerate(self.articles.items())
        )
        text = " ".join(f"{title}, paragraph {n}: the department of number {number} says so." for n in range(1, 9))
        languages = "".join(f'<a href="{here}/{code}.html">{name}</a>' for code, name in _LANGUAGES.items())
        return (
            f'<html><head><title>Hot News - Cổng thông tin điện tử</title><link hreflang="vi-VN" href="{here}/vi.html">'
            f'</head><body><ul><a href="/web/sotttt-eng/about-us.html">About us</a> '
            f'<a href="/web/sotttt-eng/login{next(self.views):04x}.html">login</a></ul>{languages}'
            f"<div><h1>{title}</h1><i>18/03/2019 | View count: {next(self.views)}</i><p>{text}</p></div>"
            f"<ul>{others}</ul></body></html>"
        )


@dataclass(frozen=True)
class Outcome:
    """What a collection came to, all told."""

    tally: Tally
    state: SourceState
    requests: int
    notices: int
    articles: int


async def collect_twice(trap: Trap, origin: str) -> list[Outcome]:
    """Two collections of a new hub."""
    with TemporaryDirectory() as folder:
        parts = open_hub(Path(folder))
        home = f"{origin}{trap.entrance}"
        source = Source("bay", AGENCY.slug, home, (Address("listing", home, EVERY_LINK),) if trap.every_link else ())
        parts.store.sources.save_agency(AGENCY)
        parts.store.sources.save_source(source)
        client = open_client(parts)
        outcomes = []
        for _ in range(2):
            before = len(trap.asked)
            (tally,) = await collect_all(parts, client, [source], lambda _: None)
            notices = parts.store.notices.newest(Filters(), limit=500)
            found = {trap.article_at(notice.url.removeprefix(origin)) for notice in notices}
            state = parts.store.sources.state("bay")
            outcomes.append(Outcome(tally, state, len(trap.asked) - before, len(notices), len(found - {None})))
        await client.close()
        parts.close()
    return outcomes


def report(trap: Trap) -> bool:
    """One line a collection; whether the trap held nobody."""
    with site_of(trap.answer) as origin:
        outcomes = asyncio.run(collect_twice(trap, origin))
    for number, it in enumerate(outcomes, 1):
        print(f"  {trap.name}, collection {number}: {it.notices} notices of {it.articles} articles,", end=" ")
        print(f"{it.requests} requests, {it.state.state}\n    {it.state.detail or '(nothing named)'}")
    first, second = outcomes
    bounded = all(it.notices <= ARTICLES and it.requests <= MOST_REQUESTS for it in outcomes)
    return bounded and first.articles == ARTICLES and "trap" in first.state.detail and second.tally.new == 0


def main() -> int:
    if not URLS.exists():
        print("the corpus is not beside this checkout")
        return 1
    paths = [url.removeprefix("https://sotttt.hanoi.gov.vn") for url in URLS.read_text("utf-8").split()]
    print(f"{len(paths)} addresses; allowed are {ARTICLES} notices and {MOST_REQUESTS} requests a collection")
    traps = [
        Trap("every address on one page", paths, "/tat-ca"),
        Trap("links named by their articles, errors that answer 200", paths, "/tat-ca", "error", labels=False),
        Trap("sign-in addresses that answer articles", paths, "/tat-ca", "article"),
        Trap("a list that leads to itself in ever another language", paths, "/web/sotttt-eng/home.html"),
        Trap("the same, given as a homepage alone", paths, "/web/sotttt-eng/home.html", every_link=False),
    ]
    held = [report(trap) for trap in traps]
    print("PASS" if all(held) else "FAIL")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
