"""What the readers are given in place of the network: a site that is a table of answers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from hub.records import AddressRead, Ask, Fetch, KnownPage, Memory, PageRead, Source, Validators
from spiders.collect import collect
from spiders.news import validators_of

NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
Answer = str | bytes | Fetch


def answered(url: str, body: str | bytes, content_type: str = "text/html; charset=utf-8", **more: Any) -> Fetch:
    """A fetch that brought a body."""
    data = body.encode("utf-8") if isinstance(body, str) else body
    headers = {"content-type": content_type, **more.pop("headers", {})}
    digest = sha256(data).hexdigest()
    return replace(Fetch("so", url, NOW, url, 200, headers, data, digest), **more)


@dataclass
class FakeSite:
    """Answers what stands in `pages`: text, bytes or a whole Fetch; with an etag it answers 304 to its own."""

    pages: dict[str, Answer] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    asks: list[Ask] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """The addresses asked for, in their order."""
        return [ask.url for ask in self.asks]

    async def fetch(self, ask: Ask) -> Fetch:
        """The answer, as the client would give it."""
        self.asks.append(ask)
        etag = self.etags.get(ask.url)
        if etag and ask.validators.etag == etag:
            return Fetch(ask.source, ask.url, NOW, ask.url, 304, {"etag": etag})
        answer = self.pages.get(ask.url)
        if answer is None:
            return Fetch(ask.source, ask.url, NOW, ask.url, 404, error="http_4xx", detail="the server answered 404")
        if isinstance(answer, Fetch):
            return replace(answer, url=ask.url, final_url=answer.final_url or ask.url)
        return answered(ask.url, answer, headers={"etag": etag} if etag else {})


@dataclass
class Collected:
    """What one collection handed out, and what a hub would remember of it."""

    reads: list[PageRead | AddressRead]
    memory: Memory

    @property
    def pages(self) -> list[PageRead]:
        return [read for read in self.reads if isinstance(read, PageRead)]

    @property
    def addresses(self) -> list[AddressRead]:
        return [read for read in self.reads if isinstance(read, AddressRead)]

    @property
    def urls(self) -> list[str]:
        return [page.url for page in self.pages]


def remember(memory: Memory, reads: list[PageRead | AddressRead]) -> Memory:
    """The memory after a collection, kept as intake keeps it."""
    validators, entries, pages = dict(memory.validators), dict(memory.entries), dict(memory.pages)
    for read in reads:
        if isinstance(read, AddressRead):
            if read.error is None and not read.unchanged:
                validators[read.address], entries[read.address] = read.validators, read.entries
        elif read.same_as:
            page = pages[read.same_as]
            pages[read.url] = replace(page, url=read.url, validators=Validators(shown=read.shown))
        elif read.item is not None:
            seen = replace(validators_of(read.fetch), shown=read.shown) if read.fetch.ok else Validators()
            pages[read.url] = KnownPage(read.url, f"n{read.url}", read.row or read.item, NOW, seen)
    return Memory(validators, entries, pages)


class InProcess:
    """Reads what a child would, here; tests of the children themselves stand in test_spiders_children.py."""

    async def read(self, function: Callable[..., Any], *arguments: object) -> Any:
        return function(*arguments)


async def _collect(source: Source, memory: Memory, client: Any, reader: Any) -> list[PageRead | AddressRead]:
    return [read async for read in collect(source, memory, client, reader)]


def _gather(source: Source, memory: Memory, client: Any, reader: Any = None) -> Collected:
    reads = asyncio.run(_collect(source, memory, client, reader or InProcess()))
    return Collected(reads, remember(memory, reads))


@pytest.fixture
def site() -> FakeSite:
    return FakeSite()


@pytest.fixture
def answer() -> Callable[..., Fetch]:
    return answered


@pytest.fixture
def in_process() -> InProcess:
    return InProcess()


@pytest.fixture
def gather() -> Callable[..., Any]:
    """Collects a source to the end, in an event loop of its own."""
    return _gather
