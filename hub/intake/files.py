"""Files of notices: which are to be fetched, and what is known of one then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hub.errors import PASSING
from hub.intake.decide import decide
from hub.intake.file_names import file_name
from hub.intake.known import find_known
from hub.intake.normalise import notice_from_item
from hub.intake.ports import NoticeFinder
from hub.records import Attachment, Fetch, FileRead, Item, Memory, PageRead, Source

IN_ITS_PLACE = "web_page"  # a sign-in, maintenance or "not found" page, served as if all were well
# what may be otherwise the next time: a file that the server does not have is not asked for again and again
_PASSING = PASSING | {IN_ITS_PLACE}
_UNSETTLED = frozenset({"not_read", "internal"})


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """Says which files are worth fetching before what was read is stored.

    A file that is kept is asked for again where its server can say that it is as it was, or `thoroughly` all.
    """

    notices: NoticeFinder
    source: Source
    memory: Memory
    now: datetime
    thoroughly: bool = False

    def of_page(self, event: PageRead) -> tuple[Attachment, ...]:
        """The files that a page says now and did not before, those that could not be had then, and the kept ones."""
        if event.item is not None:
            is_file = event.fetch.ok and any(link.url == event.fetch.final_url for link in event.item.files)
            return self.of_item(event.item, event.fetch.final_url if is_file else "")
        page = self.memory.pages.get(event.url)
        is_as_it_was = event.fetch.error is None and page is not None and not page.redacted
        files = self.notices.files(page.notice) if page and is_as_it_was else ()
        return (*owed(files), *self._to_compare(files))

    def of_item(self, item: Item, had: str = "") -> tuple[Attachment, ...]:
        """The files of what an item says that were never had, those that may be others by now, and the one at `had`.

        That is an address at which a file has come anew.
        """
        if not item.files:
            return ()
        said = notice_from_item(item, self.source, self.now)
        decision = decide(find_known(self.notices, item, said.title), said, self.now)
        files = decision.notice.attachments
        missing = owed(files) if decision.kind == "unchanged" else tuple(file for file in files if file.sha256 is None)
        wanted = {had, *(file.url for file in (*missing, *self._to_compare(files)))}
        return tuple(file for file in files if file.url in wanted)

    def of_items(self, items: Sequence[Item]) -> tuple[Attachment, ...]:
        """`of_item` for all of them, each file once."""
        return tuple({file.url: file for item in items for file in self.of_item(item)}.values())

    def _to_compare(self, files: Sequence[Attachment]) -> tuple[Attachment, ...]:
        return tuple(file for file in files if file.sha256 and (self.thoroughly or file.etag or file.last_modified))


def owed(files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Those of a known notice's files that are to be asked for again: what kept us from them may have passed."""
    return tuple(file for file in files if file.sha256 is None and (file.reason is None or file.reason in _PASSING))


def with_files(files: Sequence[Attachment], fetched: Mapping[str, Attachment]) -> tuple[Attachment, ...]:
    """The files, each as it was fetched where it was (by URL)."""
    return tuple(fetched.get(file.url, file) for file in files)


def fetched(file: Attachment, fetch: Fetch, read: FileRead) -> Attachment:
    """The attachment once its bytes are kept and read."""
    return replace(
        file,
        name=file_name(file.name, fetch.final_url or file.url, fetch.headers),
        media_type=read.media_type,
        bytes=len(fetch.body),
        sha256=fetch.sha256,
        text=read.text,
        state=read.state,
        reason=read.reason,
        etag=fetch.headers.get("etag"),
        last_modified=fetch.headers.get("last-modified"),
    )


def not_fetched(file: Attachment, reason: str | None) -> Attachment:
    """The attachment whose bytes did not come: failed with the error's code, or skipped because it is too large."""
    if reason == "too_large":
        return replace(file, state="skipped", reason=reason)
    return replace(file, state="failed", reason=reason or "internal")


def read_before(known: Attachment | None) -> FileRead | None:
    """What became of the same bytes under another link, where that is settled; their text is kept by their digest."""
    if known is None or known.media_type is None or known.reason in _UNSETTLED:
        return None
    return FileRead(known.media_type, known.state, known.reason)
