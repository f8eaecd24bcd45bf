"""What a look at a page can mean besides what it says: it is gone, or another name of a page that is known."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from hub.intake.files import with_files
from hub.intake.identity import url_names
from hub.intake.ports import Writer
from hub.intake.told import told_by_files
from hub.records import AddressRead, Attachment, Fetch, KnownPage, Memory, PageRead, Validators

_GONE_STATUSES = frozenset({404, 410})


def is_gone(fetch: Fetch) -> bool:
    """Whether the page is not there: by its status, or as a 200 that was read and says so."""
    return fetch.status in _GONE_STATUSES or (fetch.status == 200 and fetch.error == "http_4xx")


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
    """Whether an address told something new, or is to be asked for in another way the next time."""
    before = memory.validators.get(event.address, Validators())
    known = replace(event.validators, digest=before.digest, sha256=before.sha256)
    return event.error is None and (not event.unchanged or known != before)


def was_read(event: AddressRead, memory: Memory) -> bool:
    """Whether the reader was asked, which it is not for a 304 or for bytes that are as they were."""
    before = memory.validators.get(event.address, Validators())
    return not event.unchanged or event.validators.digest != before.digest


def complete_files(writer: Writer, page: KnownPage, files: Mapping[str, Attachment]) -> None:
    """Fill in a page's notice by what has been learnt of its files since."""
    notice = writer.notices.get(page.notice) if files else None
    if notice is None:
        return
    known = replace(notice, attachments=with_files(notice.attachments, files))
    if (told := told_by_files(known)) == known:
        writer.set_attachments(page.notice, known.attachments)
    else:
        writer.complete_notice(told)
