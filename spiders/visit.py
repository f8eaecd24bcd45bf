"""One collection of one source: how its pages are asked for, read, and looked at once only."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, TypeVar

from hub.errors import HubError, PoisonError, ReadError, SettingsError
from hub.records import AddressRead, ArticleRule, Ask, Fetch, Item, Memory, PageRead, Source, Validators
from spiders.addresses import host_key
from spiders.article import Article, look_through
from spiders.asking import UNCONDITIONAL, ask_for
from spiders.files import is_document_body
from spiders.former import Former
from spiders.guises import impossible
from spiders.json_article import read_json_article
from spiders.scripted import Behind, pattern_of
from spiders.traps import Traps, is_statement

T = TypeVar("T")
R = TypeVar("R", PageRead, AddressRead)

NO_NOTICE = frozenset({"login_page", "http_4xx", "not_a_listing"})  # what pages are that tell of nothing
Weight = Literal["slight", "light", "heavy"]
"""What reading something may cost at the worst: tens of milliseconds, some hundred of them, or anything."""

SMALL_PAGE = 32 << 10  # bytes that are read in the worker itself
log = logging.getLogger("daumoi.spiders")


class Fetcher(Protocol):
    """What can make a request: the guarded client, or anything that answers as it does."""

    async def fetch(self, ask: Ask) -> Fetch:
        """What became of the request; never raises for what network or server do."""
        ...


class Reader(Protocol):
    """What runs a function where it can do no harm: `spiders.limited.children.Children`, or who stands in for it."""

    async def read(self, function: Callable[..., T], *arguments: object) -> T:
        """The function's value, or its ReadError or SettingsError; PoisonError where it comes to another end."""
        ...


@dataclass(slots=True)
class Visit:
    """A source with what is remembered of it; `seen` are the article pages fetched during this visit, `traps` what
    they have taught of addresses, `former` those from before the source has moved; `nowhere` is what the hosts show
    where nothing is. `article` is how articles are read, `learned` how they were found to be built during this visit,
    `early` the answers fetched to find that out."""

    source: Source
    memory: Memory
    client: Fetcher
    reader: Reader
    seen: set[str] = field(default_factory=set)
    nowhere: dict[str, asyncio.Task[str | None]] = field(default_factory=dict)
    early: dict[str, Fetch] = field(default_factory=dict)
    is_acquainted: bool = False
    learned: ArticleRule | None = None
    article: ArticleRule | None = field(init=False)
    traps: Traps = field(init=False)
    behind: Behind = field(init=False)
    former: Former = field(init=False)

    def __post_init__(self) -> None:
        self.article = self.source.article
        self.traps = Traps(self.memory.pages)
        self.former = Former.of(self.memory.pages, self.memory.moves.values())
        self.behind = Behind(self.source.article.data if self.source.article else "")

    def learn(self, rule: ArticleRule) -> None:
        """Read articles by this rule from now on."""
        self.article = self.learned = rule

    def tell(self, read: PageRead) -> PageRead:
        """The page with what was learned since the last one, and under which addresses it may be known."""
        told, self.learned = replace(read, learned=self.learned), None
        return replace(told, item=self.named(told.item)) if told.item else told

    def named(self, item: Item) -> Item:
        """The item with the addresses that it may be known under since the source has moved."""
        moved = self.former.addresses(item)
        return replace(item, moved_from=moved) if moved else item

    def ask(self, url: str, validators: Validators = UNCONDITIONAL) -> Ask:
        """The request for an address, made as the source wants it."""
        return ask_for(self.source, url, validators)

    async def fetch(self, url: str, validators: Validators = UNCONDITIONAL) -> Fetch:
        """Ask for an address, conditionally where there are validators."""
        return await self.answer(self.ask(url, validators))

    async def answer(self, ask: Ask) -> Fetch:
        """What became of a request; of one that was made before its turn what became of it then."""
        fetch = self.early.pop(ask.url, None) or await self.client.fetch(ask)
        if fetch.redirects and any(ask.url == address.url for address in self.source.addresses):
            self.former.note(fetch)
        return fetch

    async def look_at(self, row: Item) -> PageRead:
        """Fetch the page of a row and read it; where that fails the row alone is what we have."""
        self.seen.add(row.url)
        return await self.read(await self.fetch(row.url), row)

    async def read(self, fetch: Fetch, row: Item) -> PageRead:
        """The row with what its page says; a page that cannot be read is a fetch with an error's code.

        No item where the page is another name of one that is known, or no notice at all.
        """
        if not fetch.ok:
            return PageRead(as_failure(fetch), row.url, row, row)
        weight: Weight = "light" if is_document_body(fetch) else weight_of_page(fetch)
        rule, encoding = self.article, self.source.encoding
        try:
            article = await self.make_out(fetch, weight, look_through, fetch, row, rule, encoding)
        except (ReadError, SettingsError) as error:
            code = error.code if isinstance(error, ReadError) else "parse_failed"
            if code == "http_4xx":
                self.traps.note_missing(row)
            item = row if code not in NO_NOTICE or self.traps.tells_something(row) else None
            read = PageRead(replace(fetch, error=code, detail=str(error)), row.url, item, row)
            return failed(read, error, fetch)
        return await self._behind(fetch, row, article.asks) or await self._judge(fetch, row, article)

    async def _behind(self, page: Fetch, row: Item, asks: Sequence[str]) -> PageRead | None:
        """The article that a page's scripts ask for; None where they are not known to show one."""
        for url in self.behind.worth_asking(asks, page.url):
            answer = await self.fetch(url)
            if not answer.ok and self.behind.pattern:
                return PageRead(as_failure(answer), row.url, row, row, through=page)
            try:
                told = await self._told(answer, row, page.final_url or page.url) if answer.ok else None
            except PoisonError as error:
                fault = replace(answer, error=error.code, detail=str(error))
                return failed(PageRead(fault, row.url, row, row, through=page), error, answer)
            if told:
                self.behind.pattern = pattern_of(url, page.url)
                # The page stays as it is while its article changes: it is never asked for conditionally.
                return PageRead(replace(answer, headers={}), row.url, told, row, through=page)
        self.behind.vain += bool(asks)
        return None

    async def _told(self, answer: Fetch, row: Item, base: str) -> Item | None:
        try:
            return await self.make_out(answer, weight_of_page(answer), read_json_article, answer, row, base)
        except PoisonError:
            raise
        except ReadError:
            return None

    async def _judge(self, fetch: Fetch, row: Item, article: Article) -> PageRead:
        """What an article means beside the others of this visit."""
        if (shown := article.shown) is None:
            return PageRead(fetch, row.url, article.item, row)
        if not self.former.is_known(row) and (same := self.traps.same_page(row, shown)):
            return PageRead(fetch, row.url, None, row, same_as=same, shown=shown.words)
        if shown.has_title or not is_statement(row):
            return PageRead(fetch, row.url, article.item, row, shown=shown.words)
        if self.traps.pages_say_titles and await self._shows_nothing(fetch, row) == shown.words:
            self.traps.note_missing(row)
            detail = "The page answers 200 and is what the host gives for an address that cannot be."
            return PageRead(replace(fetch, error="http_4xx", detail=detail), row.url, row, row)
        return PageRead(fetch, row.url, row if self.traps.is_hollow(row, shown) else article.item, row)

    async def _shows_nothing(self, fetch: Fetch, row: Item) -> str | None:
        """What the host shows where nothing is, asked for once in a visit; None where it says so by its status."""
        host = host_key(fetch.url)
        if host not in self.nowhere:
            self.nowhere[host] = asyncio.create_task(self._look_at_nothing(impossible(fetch.url), row))
        return await self.nowhere[host]

    async def _look_at_nothing(self, url: str, row: Item) -> str | None:
        answer = await self.fetch(url)
        if not answer.ok:
            return None
        try:
            shown = (await self.make_out(answer, weight_of_page(answer), look_through, answer, row)).shown
        except HubError:
            return None
        return shown.words if shown else None

    async def make_out(self, fetch: Fetch, weight: Weight, read: Callable[..., T], *arguments: object) -> T:
        """What a reader makes of an answer: what is slight is read at once, what is heavy in a limited child.

        PoisonError where these bytes exhaust, crash or trip it, and where they did so often enough before.
        """
        before = self.memory.poison.get(fetch.url)
        if before and before.sha256 == fetch.sha256 and before.is_set_aside:
            raise SetAside(f"set aside after {before.tries} tries: {before.reason}")
        try:
            if weight == "slight":
                return read(*arguments)
            # Up to 100 ms even for what is light: not on the event loop.
            reading = asyncio.to_thread if weight == "light" else self.reader.read
            return await reading(read, *arguments)
        except HubError:
            raise
        except Exception as error:  # one page that trips us must not keep the others from being read
            log.exception("reading %s failed", fetch.url)
            raise PoisonError(f"tripped its reader: {ascii(error)[:500]}") from error


def weight_of_page(fetch: Fetch) -> Weight:
    """How much a page, however hostile, may weigh upon its reader: 32 KiB take 0.2 s at the worst."""
    return "light" if len(fetch.body) <= SMALL_PAGE else "heavy"


class SetAside(ReadError):
    """Bytes that are not tried again."""

    def __init__(self, detail: str) -> None:
        super().__init__("parse_failed", detail)


def failed(read: R, error: HubError, fetch: Fetch) -> R:
    """The failure, with the bytes that are to blame for it where they are poison."""
    return replace(read, poison=replace(fetch, detail=error.detail)) if isinstance(error, PoisonError) else read


def as_failure(fetch: Fetch) -> Fetch:
    """A fetch that brought nothing to read, with a code also where the status alone tells it (204)."""
    return fetch if fetch.error else replace(fetch, error="parse_failed", detail=f"{fetch.status} without a page")
