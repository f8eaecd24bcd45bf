"""What intake asks of the store; `hub.store.Store` is one that gives it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from hub.records import (
    Attachment,
    Backfill,
    Fetch,
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


class NoticeFinder(Protocol):
    """Finds what is known."""

    def find(self, aliases: Sequence[str]) -> Notice | None:
        """The notice known under the first of these aliases that is known at all."""
        ...

    def get(self, id: str) -> Notice | None:
        """The notice of this id."""
        ...

    def find_each(self, groups: Sequence[Sequence[str]]) -> list[Notice | None]:
        """`find` for each group, in their order."""
        ...

    def files(self, id: str) -> tuple[Attachment, ...]:
        """The files of a notice, without their texts; () for an unknown one."""
        ...


class BlobKeeper(Protocol):
    """Keeps bytes by their digest."""

    def put(self, data: bytes) -> str:
        """Keep the bytes; their SHA-256 in hex."""
        ...

    def put_each(self, datas: Sequence[bytes]) -> list[str]:
        """`put` for many at once."""
        ...


class GapWriter(Protocol):
    """Keeps what a visit must have missed (see `hub.store.gaps`)."""

    def open_gap(
        self, source: str, address: str, reason: GapReason, shown: Sequence[str], at: datetime, *, found: int = 0
    ) -> None: ...

    def close_leftover(self, source: str, address: str, at: datetime, *, found: int) -> None: ...


class Writer(GapWriter, Protocol):
    """One write transaction (see `hub.store.writing` for what each promises)."""

    @property
    def notices(self) -> NoticeFinder: ...

    def add_notice(self, notice: Notice, aliases: Sequence[str]) -> None: ...

    def edit_notice(self, notice: Notice, changed: tuple[str, ...], at: datetime) -> None: ...

    def complete_notice(self, notice: Notice) -> None: ...

    def set_attachments(self, notice: str, attachments: Sequence[Attachment]) -> None: ...

    def withdraw(self, notice: str, at: datetime) -> None: ...

    def restore(self, notice: str, at: datetime) -> None: ...

    def add_aliases(self, notice: str, aliases: Sequence[str]) -> None: ...

    def sight(self, notice: str, source: str, row: Item | None, at: datetime) -> None: ...

    def save_page(
        self,
        source: str,
        url: str,
        notice: str,
        validators: Validators,
        checked: datetime,
        next_check: datetime | None,
        gone: int,
    ) -> None: ...

    def save_address(self, source: str, url: str, validators: Validators, entries: frozenset[str]) -> None: ...

    def mark_listed(self, source: str, address: str, urls: Sequence[str], at: datetime, complete: bool) -> None: ...

    def save_backfill(self, backfill: Backfill) -> None: ...

    def note_feed(self, source: str, address: str, defects: Sequence[str], at: datetime) -> None: ...

    def save_fetch(self, fetch: Fetch, bytes: int | None = None) -> None: ...

    def save_usual(self, usual: Usual) -> None: ...

    def keep_good_page(self, page: ListPage) -> None: ...

    def save_poison(self, poison: Poison) -> None: ...

    def forget_poison(self, source: str, url: str) -> None: ...

    def save_move(self, move: Move) -> None: ...

    def follow_move(self, move: Move, at: datetime, *, keeps_validators: bool) -> None: ...

    def offer(self, subscription: Subscription) -> None: ...

    def withdraw_offer(self, source: str, address: str) -> None: ...

    def heed_push(self, source: str, begun: datetime, due: datetime) -> None: ...

    def note_found(self, source: str, address: str, found: datetime | None, missed: int, begun: datetime) -> None: ...

    def save_tally(self, tally: Tally) -> None: ...

    def save_state(self, state: SourceState) -> None: ...

    def require_lease(self, name: str, token: int) -> None: ...

    def still_held(self, leases: Sequence[Lease]) -> frozenset[Lease]: ...

    def release_leases(self, leases: Sequence[Lease]) -> None: ...


class Keeper(Protocol):
    """The part of the store that intake uses."""

    @property
    def notices(self) -> NoticeFinder: ...

    @property
    def blobs(self) -> BlobKeeper: ...

    def writing(self) -> AbstractContextManager[Writer]: ...
