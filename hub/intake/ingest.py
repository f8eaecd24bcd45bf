"""The only caller of the store's notice writers: does what `decide` decided, one transaction an event.

A crash between two events means reading a page twice, never losing it: what a source need
not be asked again for (validators, entry digests) is remembered only after what it said.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from hub.intake.brought import Brought
from hub.intake.carrying_out import carry_out
from hub.intake.decide import decide
from hub.intake.ending import Ending
from hub.intake.former import is_left, with_former_files
from hub.intake.gaps import Windows
from hub.intake.known import find_all_known
from hub.intake.looks import (
    Looks,
    NextCheck,
    graver,
    is_asked_otherwise,
    is_gone,
    take_alias,
    validators_of,
    was_read,
)
from hub.intake.pages import Known, Prepared, Progress, keep_evidence
from hub.intake.poison import Harm
from hub.intake.ports import Keeper, Writer
from hub.intake.statements import Statement, Statements
from hub.records import (
    AddressRead,
    Attachment,
    Backfill,
    Fetch,
    Item,
    KnownPage,
    Lease,
    ListPage,
    Memory,
    Notice,
    PageRead,
    Source,
    SourceState,
    Tally,
)


class Ingest:
    """One collection of one source on its way into the store.

    `memory` is what was handed to the readers. `catching_up`: the source's first collection
    (DESIGN 5.6). `next_check(first_seen, listed)` says when a page is to be looked at again. `lease` is the right to
    this source; every transaction makes sure that it is still ours. `brought` is told which answers brought files.
    Afterwards `answered` says whether any address could be read.
    """

    def __init__(
        self,
        store: Keeper,
        source: Source,
        memory: Memory,
        now: datetime,
        *,
        catching_up: bool,
        next_check: NextCheck,
        lease: Lease | None = None,
    ) -> None:
        self._store, self._source, self._memory, self._now = store, source, memory, now
        self._next_check, self._lease = next_check, lease
        self._looks = Looks(source.slug, now, next_check)
        self._statements = Statements(source, now, catching_up, store.notices)
        self._pending: list[AddressRead] = []
        self._rows: list[Statement] = []
        self._noted: dict[int, Fetch] = {}
        self._counts: defaultdict[str, int] = defaultdict(int)
        self._listed: set[str] = set()
        self.answered = False
        self._failure: tuple[str, str] | None = None
        self._detail = ""
        self._wait: float | None = None
        self._windows, self.brought = Windows(memory), Brought()
        self._harm = Harm(source.slug, memory.poison, now, store.blobs, self._writing)

    def take_page(self, event: PageRead, files: Mapping[str, Attachment] | None = None) -> None:
        """Store what one article page said, with its files as fetched (by URL)."""
        page = self.prepare(event, files or {})
        keep_evidence(self._store, [page])
        with self._store.writing() as writer:
            self.write_page(writer, page, Known(writer.notices, [page]))

    def prepare(self, event: PageRead, files: Mapping[str, Attachment]) -> Prepared:
        """What a page said, ready for `keep_evidence` and then for `write_page`."""
        if event.poison or (event.item is not None and event.fetch.ok):
            self._harm.take(event.poison, (event.fetch,))
        if event.item is None or event.same_as:
            return Prepared(event, files)
        (statement,) = self._statements.read_all([event.item], files)
        return Prepared(event, files, statement)

    def write_page(self, writer: Writer, page: Prepared, known: Known) -> None:
        """Tell a writer what a page said, of what is `known` then; LeaseLost where the source is another's by now."""
        self._require_lease(writer)
        self._note_page(writer, page.event)
        if page.event.same_as:
            take_alias(writer, self._source.slug, page.event, self._now)
        elif page.statement:
            self._take_item(writer, page.event, page.statement, known.of(page.statement))
        else:
            self._take_silence(writer, page.event, page.files)

    def so_far(self) -> Progress:
        """What has been counted, for `back_to` where the writing fails."""
        return dict(self._counts), dict(self._noted)

    def back_to(self, progress: Progress) -> None:
        """Count as before: what was told since is going to be told again."""
        self._counts, self._noted = defaultdict(int, progress[0]), dict(progress[1])

    def take_address(self, event: AddressRead, files: Mapping[str, Attachment] | None = None) -> None:
        """Store that a feed or listing was read to its end, and what it lists now, with the files of its items."""
        self._counts["parsed"] += event.parsed
        self._windows.take(event)
        if event.poison or (event.error is None and was_read(event, self._memory)):
            self._harm.take(event.poison, event.fetches)
        if event.error is not None:
            self._failure = graver(self._failure, (event.error, event.detail))
        else:
            self.answered = self.answered or event.doubt != "void"
            self._detail = event.detail or self._detail
            self._listed.update(event.listed)
            self._stay_away(event.validators.ttl, *(fetch.fresh for fetch in event.fetches[:1]))
        if event.error is None and not (event.unchanged or event.doubt) and self._source.pages:
            self._remember_listing(event)
        else:
            self._rows += self._statements.read_all(event.items, files or {})
            self._pending.append(replace(event, items=()) if event.items else event)

    def take_rows(self, rows: Sequence[Item], files: Mapping[str, Attachment] | None = None) -> None:
        """Store some of what a feed says in full, before `take_address` is told of the feed."""
        statements = self._statements.read_all(rows, files or {})
        with self._writing() as writer:
            self._settle_all(writer, statements)

    def take_step(self, fetch: Fetch, progress: Backfill) -> None:
        """Store that a page of an archive is done with: whoever goes on begins behind it."""
        with self._writing() as writer:
            self._note_fetch(writer, fetch)
            writer.save_backfill(progress)

    @property
    def set_aside(self) -> str | None:
        """See `Harm.set_aside`."""
        return self._harm.set_aside

    def finish(self, state_after: Callable[[Tally], SourceState]) -> Ending:
        """What is left to write, with others that end about now: a feed's rows, what to remember, what it came to.

        Most visits find nothing new: this is then all that they have to write.
        """
        progress = self.so_far()

        def write(writer: Writer) -> Tally:
            self.back_to(progress)  # writing may have been tried before
            return self._end(writer, state_after)

        return Ending(write, len(self._rows), self._lease)

    def _end(self, writer: Writer, state_after: Callable[[Tally], SourceState]) -> Tally:
        for event in self._pending:
            self._note_reading(writer, event)
        self._settle_all(writer, self._rows)
        for event in (event for event in self._pending if is_asked_otherwise(event, self._memory)):
            writer.save_address(self._source.slug, event.address, event.validators, event.entries)
        self._windows.write(writer, self._source.slug, self._now)
        tally = self.tally
        writer.save_tally(tally)
        writer.save_state(state_after(tally))
        return tally

    @property
    def tally(self) -> Tally:
        """What the collection has come to by now."""
        error, detail = self._failure or (None, self._detail)
        counted = ("new", "edited", "withdrawn", "restored", "unchanged", "requests", "not_modified", "parsed")
        counts = {name: self._counts[name] for name in counted}
        return Tally(self._source.slug, self._now, error=error, detail=detail, wait=self._wait, **counts)

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        """One write transaction; LeaseLost where another holds the source by now, so that no late hand writes."""
        with self._store.writing() as writer:
            self._require_lease(writer)
            yield writer

    def _require_lease(self, writer: Writer) -> None:
        if self._lease:
            writer.require_lease(self._lease.name, self._lease.token)

    # --- addresses ---

    def _note_fetch(self, writer: Writer, fetch: Fetch) -> None:
        """A request is noted and counted once, however often it is met: rows of a JSON list share their list's."""
        if id(fetch) not in self._noted:
            self._noted[id(fetch)] = fetch
            self._counts["requests"] += 1
            self._counts["not_modified"] += fetch.unchanged
            self._stay_away(fetch.wait)
            writer.save_fetch(fetch)

    def _note_page(self, writer: Writer, event: PageRead) -> None:
        self.brought.write(writer, self._noted)
        for fetch in filter(None, (event.through, event.fetch)):
            self._note_fetch(writer, fetch)

    def _note_reading(self, writer: Writer, event: AddressRead) -> None:
        for fetch in event.fetches:
            self._note_fetch(writer, fetch)
        if event.defects is not None:
            writer.note_feed(self._source.slug, event.address, event.defects, self._now)
        if event.page and not event.doubt:
            writer.keep_good_page(ListPage.of(event.address, "good", event.page))

    def _stay_away(self, *wishes: float | None) -> None:
        """The longest of all wishes is kept: each of them is a promise not to ask sooner."""
        self._wait = max(filter(None, (self._wait, *wishes)), default=None)

    def _remember_listing(self, event: AddressRead) -> None:
        """What an address shows matters at once where pages are looked at again."""
        slug = self._source.slug
        with self._writing() as writer:
            self._note_reading(writer, event)
            writer.mark_listed(slug, event.address, event.listed, self._now, event.complete)
            writer.save_address(slug, event.address, event.validators, event.entries)

    # --- pages ---

    def _take_item(self, writer: Writer, event: PageRead, statement: Statement, known: Notice | None) -> None:
        notice = self._settle(writer, *statement, known, event.row or statement[0])
        self._remember_page(writer, event, notice)

    def _settle_all(self, writer: Writer, statements: Sequence[Statement]) -> None:
        """Store what a feed says in full, all of it in one go."""
        self.brought.write(writer, self._noted)
        known = find_all_known(writer.notices, statements) if statements else []
        stored: dict[str, Notice] = {}
        for (item, said), before in zip(statements, known, strict=True):
            # no page is behind it that a later row would be compared with: what it said stands in the notice
            stored[said.id] = self._settle(writer, item, said, before or stored.get(said.id), None)

    def _settle(self, writer: Writer, item: Item, said: Notice, known: Notice | None, row: Item | None) -> Notice:
        """Decide what a statement means, and do it; the notice as it then stands."""
        decision = decide(known, with_former_files(known, said, item) if known else said, self._now)
        carry_out(writer, decision, item, self._now)
        self._windows.tell(row or item, is_new=decision.kind == "new")
        writer.sight(decision.notice.id, self._source.slug, row, self._now)
        self._counts["edited" if decision.kind == "completed" and decision.changed else decision.kind] += 1
        return decision.notice

    def _remember_page(self, writer: Writer, event: PageRead, notice: Notice) -> None:
        """A page that could be read is looked at again by its age, one that could not at the next visit."""
        when = self._next_check(notice.first_seen if event.fetch.ok else self._now, True)
        writer.save_page(self._source.slug, event.url, notice.id, validators_of(event), self._now, when, 0)

    def _take_silence(self, writer: Writer, event: PageRead, files: Mapping[str, Attachment]) -> None:
        """A page that said nothing new: as it was, gone, or out of reach."""
        page = self._memory.pages.get(event.url)
        if page is None:
            return
        if event.fetch.error is None:
            self._counts[self._looks.take_as_it_was(writer, page, files)] += 1
        elif is_gone(event.fetch) and self._may_be_withdrawn(page):
            self._counts["withdrawn"] += self._looks.take_gone(writer, page)
        else:
            self._looks.take_out_of_reach(writer, page)

    def _may_be_withdrawn(self, page: KnownPage) -> bool:
        """An outage is never a sighting: the source must have answered, and not list the page just now."""
        return (
            self.answered
            and page.url not in self._listed
            and not (page.withdrawn or page.is_alias or is_left(page, self._memory))
        )
