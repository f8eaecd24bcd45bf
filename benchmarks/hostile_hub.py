"""A hub in which one field of every notice is hostile, brought in the usual way, and somebody who asks it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from hub.intake.identity import own_aliases, url_aliases
from hub.intake.normalise import notice_from_item
from hub.records import Address, Agency, Item, Notice, Source, StatedDate
from hub.settings import Settings
from hub.web.allowances import Allowances
from hub.web.front import Front
from hub.web.main import make_app
from hub.wiring import Parts, open_parts
from hub.worker.citing import update_references
from hub.worker.locating import update_places

FIELDS = ("title", "summary", "content", "author", "category", "source")
BASE_URL = "https://daumoi.example.vn"
NOW = datetime(2010, 9, 24, 5, 0, tzinfo=UTC)
# every notice has it, so that one search finds them all
WORD = "cột mốc"


def item(field: str, n: int, payload: str) -> Item:
    """What a source says: harmless, but for one field."""
    said = Item(
        source=source_slug(field, n),
        url=f"https://{field}.x.vn/tin/{n}",
        title=f"Thông báo {WORD} số {n}",
        summary=f"Tóm tắt về {WORD}",
        html=f"<p>Nội dung {WORD} số {n}.</p>",
        dates=(StatedDate("24/09/2010 08:30", "listing"),),
        section="Tin tức",
        author="Nguyễn Văn A",
    )
    match field:
        case "title":
            return replace(said, title=payload)
        case "summary":
            return replace(said, summary=payload)
        case "content":
            return replace(said, html=f"{payload}<p>{WORD}</p>")
        case "author":
            return replace(said, author=payload)
        case "category":
            return replace(said, section=payload)
    return said


def source_slug(field: str, n: int) -> str:
    return f"{field}-{n}" if field == "source" else field


def sources(payloads: Sequence[str]) -> Iterator[Source]:
    """One source a field, and one for each name that is hostile."""
    named = [(field, field) for field in FIELDS[:-1]]
    named += [(source_slug("source", n), payload) for n, payload in enumerate(payloads)]
    for slug, name in named:
        field = slug.partition("-")[0]
        yield Source(slug, field, f"https://{field}.x.vn/", (Address("feed", f"https://{field}.x.vn/rss"),), name)


@contextmanager
def hostile_hub(payloads: Sequence[str]) -> Iterator[Parts]:
    """A hub that has collected every payload in every field."""
    with TemporaryDirectory() as folder:
        parts = open_parts(Settings(data_dir=Path(folder), base_url=BASE_URL, contact="a@x.vn"))
        try:
            fill(parts, payloads)
            yield parts
        finally:
            parts.close()


def fill(parts: Parts, payloads: Sequence[str]) -> None:
    """Bring everything in, through the reading of items."""
    for field in FIELDS:
        parts.store.sources.save_agency(Agency(field, f"Sở {field}", "so", "tinh"))
    by_slug = {source.slug: source for source in sources(payloads)}
    for source in by_slug.values():
        parts.store.sources.save_source(source)
    for field in FIELDS:
        with parts.store.writing() as writer:
            for said in (item(field, n, payload) for n, payload in enumerate(payloads)):
                notice = notice_from_item(said, by_slug[said.source], NOW)
                writer.add_notice(notice, (*url_aliases(said), *own_aliases(said)))
                writer.sight(notice.id, said.source, said, NOW)
    parts.index.rebuild(parts.store.documents())
    while changes := parts.store.changes.after(parts.store.changes.consumed("references")):
        update_references(parts, changes)
        update_places(parts, changes)
        parts.store.changes.mark("references", changes[-1].cursor)


def notices_of(parts: Parts, field: str) -> list[Notice]:
    """The notices of one field, in the order of the payloads."""
    known = (parts.store.notices.find(list(url_aliases(item(field, n, "")))) for n in count())
    return [notice for notice in takewhile(lambda notice: notice is not None, known) if notice]


def front_of(parts: Parts) -> Front:
    """The application over these parts, for one visitor in great haste."""
    return make_app(parts, Allowances(burst=1e12))


class Asker:
    """Asks an application without a socket in between, in whatever bytes."""

    def __init__(self, app: Front) -> None:
        self._app = app
        self._runner = asyncio.Runner()

    def get(self, target: str | bytes) -> tuple[int, bytes]:
        """Status and body of the answer to a GET of this target."""
        return self._runner.run(self._asked(target.encode("ascii") if isinstance(target, str) else target))

    async def _asked(self, target: bytes) -> tuple[int, bytes]:
        path, _, query = target.partition(b"?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": unquote(path.decode("latin-1")), "raw_path": path, "query_string": query, "root_path": "",
            "headers": [(b"host", b"hub")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
        }  # fmt: skip
        answered: list[tuple[int, bytes]] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: object) -> None:
            assert isinstance(message, dict)
            answered.append((message.get("status", 0), message.get("body", b"")))

        await self._app(scope, receive, send)
        return answered[0][0], b"".join(body for _, body in answered)

    def close(self) -> None:
        """Give the loop back."""
        self._runner.close()
