"""The writer: what one transaction tells the store. Nothing is seen by others before it ends well."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import cached_property
from itertools import chain

from sqlalchemy import Connection

from hub.records import (
    Attachment,
    Backfill,
    Fetch,
    Gap,
    GapReason,
    Item,
    Lease,
    ListPage,
    Move,
    Notice,
    Poison,
    SourceState,
    Subscription,
    Tally,
    Usual,
    Validators,
)
from hub.store.activity import count_in
from hub.store.backfills import save_backfill
from hub.store.batch import ALIAS, Batch, alias_rows
from hub.store.changes import Log
from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.editing import Editor, standing_of
from hub.store.evidence import Size
from hub.store.gaps import close_leftover, open_gap
from hub.store.keys import alias_digest
from hub.store.leases import release_each, require_lease, still_held
from hub.store.list_pages import keep_good_page
from hub.store.log_tables import AddressMemoryRow, CollectionRow, FetchRow, PageRow
from hub.store.moves import follow_move, save_move
from hub.store.notices import Notices, Reading
from hub.store.pages import Listing, gone_so_far
from hub.store.poison import forget_poison, save_poison
from hub.store.redaction import redact
from hub.store.rows import fetch_row, tally_row
from hub.store.scorecard_tables import FeedReadingRow
from hub.store.sealing import Seals
from hub.store.sources import STATE, STATE_NAMES, state_row
from hub.store.subscriptions import heed_push, note_found, offer, withdraw_offer
from hub.store.usuals import USUAL, usual_row
from hub.vietnamese.dates import vietnamese_day

PAGE = table(PageRow)
PAGE_NAMES = ("notice", "validators", "checked", "next_check", "gone")
ADDRESS = table(AddressMemoryRow)
ADDRESS_NAMES = ("validators", "entries")
FETCH = table(FetchRow)
FEED_READING = table(FeedReadingRow)
COLLECTION = table(CollectionRow)


class NoticesInWriting(Notices):
    """The notices as a transaction sees them: what waits is written first, wherever a look-up could meet it.

    A look-up that could not lets it wait on: what a dozen feeds say is then written by a few statements.
    """

    def __init__(self, settled: Reading, connection: Connection, batch: Batch) -> None:
        super().__init__(settled)
        self._as_written, self._batch = Notices(lambda: nullcontext(connection)), batch

    def find_each(self, groups: Sequence[Sequence[str]]) -> list[Notice | None]:
        """`Notices.find_each`, what this transaction has been told included."""
        if not self._batch.bears(set(chain.from_iterable(groups))):
            found = self._as_written.find_each(groups)
            if not self._batch.touches({notice.id for notice in found if notice}):
                return found
        return super().find_each(groups)


class Writer:
    """One write transaction. What is only added waits for its like and is written together.

    A redacted notice is never filled again: adding, editing, completing or sighting it does nothing.
    An id nobody added is a StoreError; withdrawing twice is not.
    """

    def __init__(self, transaction: Transaction, size: Size) -> None:
        self._transaction, self._size = transaction, size
        self._log, self._seals = Log(), Seals()
        self._batch = Batch(self._log, size, self._seals)
        self._editor = Editor(transaction, self._log, size, self._seals)
        self._tallies: list[Tally] = []
        self.has_redacted = False

    @cached_property
    def notices(self) -> Notices:
        """The notices as this transaction sees them, its own writes included."""
        return NoticesInWriting(self._reading, self._transaction.connection, self._batch)

    def finish(self) -> None:
        """Write what waits, the change log last."""
        self._settled()
        count_in(self._transaction, self._tallies)
        self._seals.write(self._transaction)
        self._log.write(self._transaction)

    def add_notice(self, notice: Notice, aliases: Sequence[str]) -> None:
        """A notice never seen before, with the names it is known under: revision 0, change "new"."""
        self._batch.add(notice, aliases)

    def add_notices(self, notices: Iterable[tuple[Notice, Sequence[str]]]) -> None:
        """`add_notice` for many."""
        for notice, aliases in notices:
            self._batch.add(notice, aliases)

    def edit_notice(self, notice: Notice, changed: tuple[str, ...], at: datetime) -> None:
        """The notice says something else now: the next revision, change "edited", `updated` = at."""
        self._settled()
        self._editor.edit(notice, changed, at)

    def complete_notice(self, notice: Notice, at: datetime | None = None) -> None:
        """The present state, filled in: no new revision, `updated` stays, change "edited"."""
        self._settled()
        self._editor.complete(notice, at)

    def set_attachments(self, notice: str, attachments: Sequence[Attachment], at: datetime | None = None) -> None:
        """What is known of the notice's files now: no new revision, `updated` stays, change "edited".

        The text of a file is its pages with form feeds between them.
        """
        self._settled()
        self._editor.set_files(notice, attachments, at)

    def withdraw(self, notice: str, at: datetime) -> None:
        """The source has taken the notice back."""
        self._settled()
        self._editor.mark_withdrawn(notice, at, True)

    def restore(self, notice: str, at: datetime) -> None:
        """The source shows a withdrawn notice again."""
        self._settled()
        self._editor.mark_withdrawn(notice, at, False)

    def redact(self, notice: str, reason: str, at: datetime) -> None:
        """Remove for good what the notice said, in every revision, and the bytes no other notice rests on."""
        self._settled()
        self.has_redacted |= redact(self._transaction, self._log, self._seals, notice, reason, at)

    def add_aliases(self, notice: str, aliases: Sequence[str]) -> None:
        """More names for a notice; one that another notice has already stays with that one."""
        self._settled()
        redacted = standing_of(self._transaction, notice).redacted
        names = list(map(alias_digest, aliases)) if redacted else aliases
        self._transaction.upsert(ALIAS, list(alias_rows(notice, names)))

    def sight(self, notice: str, source: str, row: Item | None, at: datetime) -> None:
        """The source carries the notice and says this of it (None: nothing that a later visit is to compare with).

        A further source is a change "edited".
        """
        self._batch.sight(notice, source, row, at)

    def save_page(
        self,
        source: str,
        url: str,
        notice: str,
        validators: Validators,
        checked: datetime,
        next_check: datetime | None,
        gone: int,
    ) -> None:
        """An article page was looked at; None: it need not be looked at again."""
        row = {"source": source, "url": url, "notice": notice, "validators": validators}
        row |= {"checked": checked, "next_check": next_check, "left_at": None, "gone": gone}
        self._batch.put(PAGE, row, *PAGE_NAMES)

    def page_gone(self, source: str, url: str) -> int:
        """On how many looks in a row the page was gone, 0 for an unknown page."""
        self._settled()
        return gone_so_far(self._transaction, source, url)

    def save_address(self, source: str, url: str, validators: Validators, entries: frozenset[str]) -> None:
        """What makes the next request for this address conditional, and the entries read from it."""
        row = {"source": source, "url": url, "validators": validators, "entries": sorted(entries)}
        self._batch.put(ADDRESS, row, *ADDRESS_NAMES)

    def mark_listed(self, source: str, address: str, urls: Sequence[str], at: datetime, complete: bool) -> None:
        """The address shows these pages now.

        If that is all it has (`complete`), pages it showed before have left and are due at the next visit;
        pages missing from an incomplete listing are no longer shown, and nothing follows from it.
        """
        self._settled()
        Listing(self._transaction, source, address, at).show(urls, is_all=complete)

    def save_backfill(self, backfill: Backfill) -> None:
        """How far the walk through an address's archive has come, together with what was found there."""
        save_backfill(self._transaction, backfill)

    def open_gap(
        self, source: str, address: str, reason: GapReason, shown: Sequence[str], at: datetime, *, found: int = 0
    ) -> None:
        """An address shows these pages now, and a visit must have missed others (see `hub.store.gaps.open_gap`)."""
        self._settled()
        open_gap(self._transaction, Gap(source, address, reason, None, vietnamese_day(at), at, found=found), shown)

    def close_leftover(self, source: str, address: str, at: datetime, *, found: int) -> None:
        """What visits left over of an address is here by now."""
        close_leftover(self._transaction, source, address, at, found)

    def note_feed(self, source: str, address: str, defects: Sequence[str], at: datetime) -> None:
        """A feed was read now, and found to have these defects."""
        month = vietnamese_day(at).replace(day=1)
        for code in ("", *defects):
            row = {"source": source, "address": address, "month": month, "code": code, "last": at}
            self._batch.put(FEED_READING, row, "last")

    def save_fetch(self, fetch: Fetch, bytes: int | None = None) -> None:
        """A line of the ledger; the body is not kept here, and how long it was may be told instead."""
        if fetch.ok and fetch.sha256:
            self._seals.fetched(self._transaction, fetch.sha256)
        self._batch.put(FETCH, fetch_row(fetch) | ({} if bytes is None else {"bytes": bytes}))

    def save_usual(self, usual: Usual) -> None:
        """What an address usually shows, insert or replace."""
        self._batch.put(USUAL, usual_row(usual), "at", "shape")

    def keep_good_page(self, page: ListPage) -> None:
        """A list was read well from this page; a day's is kept."""
        keep_good_page(self._transaction, page)

    def save_poison(self, poison: Poison) -> None:
        """How often an answer harmed who read it; the bytes of one that is set aside are kept already."""
        save_poison(self._transaction, poison, self._size)

    def forget_poison(self, source: str, url: str) -> None:
        """An address gave something that can be read."""
        forget_poison(self._transaction, source, url)

    def save_move(self, move: Move) -> None:
        """An address of a source sends on for good, or has done so."""
        save_move(self._transaction, move)

    def follow_move(self, move: Move, at: datetime, *, keeps_validators: bool) -> None:
        """From now on the source is read at the target of the move (see `hub.store.moves.follow_move`)."""
        self._settled()
        follow_move(self._transaction, move, at, keeps_validators=keeps_validators)

    def offer(self, subscription: Subscription) -> None:
        """An address of a source names a hub, for the first time or another."""
        offer(self._transaction, subscription)

    def withdraw_offer(self, source: str, address: str) -> None:
        """The address names no hub any more."""
        withdraw_offer(self._transaction, source, address)

    def heed_push(self, source: str, begun: datetime, due: datetime) -> None:
        """What was pushed since a visit begun may have come too late for it: the source is visited again."""
        self._settled()
        heed_push(self._transaction, source, begun, due)

    def note_found(self, source: str, address: str, found: datetime | None, missed: int, begun: datetime) -> None:
        """A visit found what was not pushed (yet), or it is settled that it never was."""
        note_found(self._transaction, source, address, found, missed, begun)

    def save_tally(self, tally: Tally) -> None:
        """What a collection came to."""
        self._batch.put(COLLECTION, tally_row(tally))
        self._tallies.append(tally)

    def save_state(self, state: SourceState) -> None:
        """How a source is doing, together with what was collected."""
        self._batch.put(STATE, state_row(state), *STATE_NAMES)

    def require_lease(self, name: str, token: int) -> None:
        """StoreError unless this token still holds the lease: a late writer must not write."""
        require_lease(self._transaction, name, token)

    def still_held(self, leases: Sequence[Lease]) -> frozenset[Lease]:
        """Those of the leases that are still their holder's, and stay so until the transaction ends."""
        return still_held(self._transaction, leases)

    def release_leases(self, leases: Sequence[Lease]) -> None:
        """Give leases back with what was done under them; nothing where one is another's by now."""
        release_each(self._transaction, leases)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        self._settled()
        yield self._transaction.connection

    def _settled(self) -> None:
        """Whatever reads or changes rows must see those that wait."""
        self._batch.flush(self._transaction)
