"""What a look at a page can mean besides what it says: it is gone, or another name of a page that is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from hub.errors import PASSING
from hub.intake.decide import decide_files
from hub.intake.files import with_files
from hub.intake.identity import url_names
from hub.intake.ports import Writer
from hub.records import AddressRead, Attachment, Fetch, KnownPage, Memory, PageRead, Validators

SIGHTINGS_TO_WITHDRAW = 2

NextCheck = Callable[[datetime, bool], datetime | None]


@dataclass(frozen=True, slots=True)
class Looks:
    """Keeps what became of the known pages of a source that said nothing new when they were looked at."""

    source: str
    now: datetime
    next_check: NextCheck

    def take_as_it_was(
        self, writer: Writer, page: KnownPage, files: Mapping[str, Attachment]
    ) -> Literal["restored", "edited", "unchanged"]:
        """The page says what it said, its files perhaps something else."""
        self._look_again(writer, page, 0, self.next_check(page.first_seen, page.listed))
        is_edited = bool(files) and self._take_files(writer, page, files)
        if page.withdrawn:
            writer.restore(page.notice, self.now)
            return "restored"
        return "edited" if is_edited else "unchanged"

    def take_gone(self, writer: Writer, page: KnownPage) -> bool:
        """The page is gone; whether that was seen often enough to believe that the notice is withdrawn."""
        sightings = page.gone + 1
        is_certain = sightings >= SIGHTINGS_TO_WITHDRAW
        self._look_again(writer, page, sightings, self.next_check(page.first_seen, False) if is_certain else self.now)
        if is_certain:
            writer.withdraw(page.notice, self.now)
        return is_certain

    def take_out_of_reach(self, writer: Writer, page: KnownPage) -> None:
        """Nothing can be told of the page: it is tried again at the next visit."""
        self._look_again(writer, page, page.gone, self.next_check(self.now, True))

    def _take_files(self, writer: Writer, page: KnownPage, fetched: Mapping[str, Attachment]) -> bool:
        notice = writer.notices.find(url_names(page.url))
        if notice is None:
            return False
        files = with_files(notice.attachments, fetched)
        decision = decide_files(notice, files, self.now)
        match decision.kind:
            case "edited":
                writer.edit_notice(decision.notice, decision.changed, self.now)
            case "completed" if decision.notice == replace(notice, attachments=files):
                writer.set_attachments(notice.id, files)
            case "completed":  # the files say more of it than they did
                writer.complete_notice(decision.notice)
        return decision.kind == "edited"

    def _look_again(self, writer: Writer, page: KnownPage, gone: int, when: datetime | None) -> None:
        later = None if page.is_alias else when
        writer.save_page(self.source, page.url, page.notice, page.validators, self.now, later, gone)


def graver(before: tuple[str, str] | None, now: tuple[str, str]) -> tuple[str, str]:
    """Of two addresses' faults (code, detail) the first that does not pass by itself, else the last."""
    return before if before and before[0] not in PASSING else now


def is_gone(fetch: Fetch) -> bool:
    """Whether the page is not there: by its status, or as a 200 that was read and says so."""
    return fetch.missing or (fetch.status == 200 and fetch.error == "http_4xx")


def validators_of(event: PageRead) -> Validators:
    """What to remember of a page that was read, so as to know it again; nothing of one that could not be."""
    fetch = event.fetch
    if not fetch.ok:
        return Validators()
    return Validators(fetch.headers.get("etag"), fetch.headers.get("last-modified"), fetch.sha256, shown=event.shown)


def take_alias(writer: Writer, source: str, event: PageRead, now: datetime) -> None:
    """Keep the address as a further name of the notice of the page that it shows; it is not asked for again."""
    notice = writer.notices.find(url_names(event.same_as))
    if notice is None or notice.redacted:
        return
    if writer.notices.find(url_names(event.url)) is None:
        writer.add_aliases(notice.id, url_names(event.url))
    writer.save_page(source, event.url, notice.id, Validators(shown=event.shown), now, None, 0)


def is_asked_otherwise(event: AddressRead, memory: Memory) -> bool:
    """Whether an address told something new, or is to be asked for in another way the next time.

    Of one that was read in part the rest is wanted: nothing is remembered of it any more. One in doubt is as before.
    """
    if event.error is not None or event.doubt:
        return event.error is not None and bool(event.listed)
    before = memory.validators.get(event.address, Validators())
    return not event.unchanged or _asking(event.validators) != _asking(before)


def _asking(validators: Validators) -> tuple[str | None, str | None, float | None]:
    """What of the validators makes the next request another one."""
    return validators.etag, validators.last_modified, validators.ttl


def was_read(event: AddressRead, memory: Memory) -> bool:
    """Whether the reader was asked, which it is not for a 304 or for bytes that are as they were."""
    before = memory.validators.get(event.address, Validators())
    return not event.unchanged or event.validators.digest != before.digest
