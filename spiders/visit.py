"""One collection of one source: how its pages are asked for, read, and looked at once only."""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from typing import Protocol

from hub.errors import ReadError, SettingsError
from hub.records import Ask, Fetch, Item, Memory, PageRead, Source, Validators
from spiders.article import read_article
from spiders.asking import UNCONDITIONAL, ask_for

log = logging.getLogger("daumoi.spiders")


class Fetcher(Protocol):
    """What can make a request: the guarded client, or anything that answers as it does."""

    async def fetch(self, ask: Ask) -> Fetch:
        """What became of the request; never raises for what network or server do."""
        ...


@dataclass(slots=True)
class Visit:
    """A source with what is remembered of it; `seen` are the article pages fetched during this visit."""

    source: Source
    memory: Memory
    client: Fetcher
    seen: set[str] = field(default_factory=set)

    def ask(self, url: str, validators: Validators = UNCONDITIONAL) -> Ask:
        """The request for an address, made as the source wants it."""
        return ask_for(self.source, url, validators)

    async def fetch(self, url: str, validators: Validators = UNCONDITIONAL) -> Fetch:
        """Ask for an address, conditionally where there are validators."""
        return await self.client.fetch(self.ask(url, validators))

    async def look_at(self, row: Item) -> PageRead:
        """Fetch the page of a row and read it; where that fails the row alone is what we have."""
        self.seen.add(row.url)
        return await self.read(await self.fetch(row.url), row)

    async def read(self, fetch: Fetch, row: Item) -> PageRead:
        """The row with what its page says; a page that cannot be read is a fetch with an error's code."""
        if not fetch.ok:
            return PageRead(as_failure(fetch), row.url, row, row)
        try:
            # A page takes up to 100 ms to read: not on the event loop.
            item = await asyncio.to_thread(read_article, fetch, row, self.source.article, self.source.encoding)
        except (ReadError, SettingsError) as error:
            code = error.code if isinstance(error, ReadError) else "parse_failed"
            return PageRead(replace(fetch, error=code, detail=str(error)), row.url, row, row)
        except Exception as error:  # one page that trips us must not keep the others from being read
            log.exception("reading %s failed", row.url)
            return PageRead(replace(fetch, error="internal", detail=repr(error)), row.url, row, row)
        return PageRead(fetch, row.url, item, row)


def as_failure(fetch: Fetch) -> Fetch:
    """A fetch that brought nothing to read, with a code also where the status alone tells it (204)."""
    return fetch if fetch.error else replace(fetch, error="parse_failed", detail=f"{fetch.status} without a page")
