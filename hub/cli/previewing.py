"""What a source would bring, with nothing stored."""

from feeds.reading import read_feed
from hub.errors import FetchError
from hub.records import Ask, Item, Source
from hub.wiring import Parts
from hub.worker.collecting import open_client


async def preview_feed(parts: Parts, source: Source) -> tuple[Item, ...]:
    """The items of a feed as it is now; FetchError or ReadError where there is none."""
    client = open_client(parts)
    try:
        fetch = await client.fetch(Ask(source.homepage, source.slug))
    finally:
        await client.close()
    if not fetch.ok:
        raise FetchError(fetch.error or "internal", fetch.detail)
    kind = fetch.headers.get("content-type", "")
    return read_feed(fetch.body, url=fetch.final_url, content_type=kind, source=source.slug, known=frozenset()).items
