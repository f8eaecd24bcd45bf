"""The files of notices: fetched through the one client, kept once, read in a child once ever."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from hub.intake.files import IN_ITS_PLACE, fetched, not_fetched, read_before
from hub.records import Attachment, Fetch, FileRead, Source, Validators
from hub.wiring import Parts
from spiders.asking import ask_for
from spiders.documents.apart import read_apart
from spiders.visit import Fetcher


async def fetch_files(
    parts: Parts,
    client: Fetcher,
    source: Source,
    files: Iterable[Attachment],
    note: Callable[[Fetch], None],
    page: Fetch | None = None,
) -> dict[str, Attachment]:
    """Each file by its URL in the state it came to; `page` may be one of them, as it was fetched already.

    The answers that brought bytes are noted, a page's own apart.
    A file whose bytes we have is left out unless there are others now: it stays as it was, also where it is lost.
    """
    news = {}
    for file in files:
        is_page = page is not None and (page.ok or file.sha256) and file.url in (page.url, page.final_url)
        validators = Validators(file.etag, file.last_modified)
        fetch = page if page and is_page else await client.fetch(ask_for(source, file.url, validators))
        is_as_it_was = file.sha256 and (not fetch.ok or fetch.sha256 == file.sha256)
        now = file if is_as_it_was else await _kept(parts, file, fetch)
        if fetch is not page and now is not file and now.sha256:
            note(fetch)
        if file.sha256 is None or now.sha256 not in (None, file.sha256):
            news[file.url] = now
    return news


async def _kept(parts: Parts, file: Attachment, fetch: Fetch) -> Attachment:
    if not fetch.ok or fetch.sha256 is None:
        return not_fetched(file, fetch.error)
    read = await _read(parts, fetch.sha256, fetch.body)
    if read.reason == IN_ITS_PLACE:
        return not_fetched(file, read.reason)
    await asyncio.to_thread(parts.store.blobs.put, fetch.body)
    return fetched(file, fetch, read)


async def _read(parts: Parts, sha256: str, data: bytes) -> FileRead:
    before = read_before(parts.store.notices.file(sha256))
    if before is None:
        return await read_apart(parts.children, data)
    return replace(before, text=parts.store.notices.file_text(sha256)) if before.state == "text" else before
