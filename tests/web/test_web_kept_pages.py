"""A page is made once between two commits."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from hub.web.kept_pages import FRESH, KeptPages

NOON = datetime(2010, 9, 24, 5, tzinfo=UTC)
PUBLIC = {"Cache-Control": "public, max-age=30"}


@dataclass
class Site:
    """An application that numbers its answers, behind the kept pages."""

    headers: dict[str, str] = field(default_factory=lambda: dict(PUBLIC))
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    now: datetime = NOON
    committed: str = "1"
    room: int = 1_000_000
    made: int = 0
    is_at_hand: bool = True

    def __post_init__(self) -> None:
        self.kept = KeptPages(self.app, Commits(self), lambda: self.now, self.room)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.made += 1
        body = f"{self.made} {scope['path']}".encode()
        answer = Response(body, self.status, self.headers, self.media_type)
        await answer(scope, receive, send)

    def ask(self, path: str = "/", query: str = "", *, method: str = "GET", accept: str = "") -> tuple[int, str]:
        return asyncio.run(asked(self.kept, path, query, method, accept))


@dataclass
class Commits:
    site: Site

    @property
    def is_at_hand(self) -> bool:
        return self.site.is_at_hand

    def now(self) -> str:
        return self.site.committed


async def asked(kept: KeptPages, path: str, query: str, method: str, accept: str) -> tuple[int, str]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return await asyncio.Future()  # who asks stays

    headers = [(b"accept-encoding", accept.encode())] if accept else []
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers}
    await kept(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]).decode()


@pytest.mark.parametrize("at_hand", [True, False])
def test_what_was_asked_before_is_answered_from_memory(at_hand: bool) -> None:
    site = Site(is_at_hand=at_hand)
    assert site.ask("/agencies", "lang=en") == site.ask("/agencies", "lang=en") == (200, "1 /agencies")


def test_other_addresses_and_encodings_are_other_pages() -> None:
    site = Site()
    asked = [("/", "", ""), ("/a", "", ""), ("/", "page=2", ""), ("/", "", "gzip")]
    answers = [site.ask(path, query, accept=accept)[1] for path, query, accept in asked * 2]
    assert answers[:4] == answers[4:]
    assert site.made == 4


def test_after_a_commit_a_page_is_made_anew() -> None:
    site = Site()
    site.ask()
    site.committed = "2"
    assert site.ask() == (200, "2 /")


@pytest.mark.parametrize("later", [FRESH, timedelta(days=1), -timedelta(seconds=1)])
def test_what_a_page_says_of_time_grows_no_older_than_half_a_minute(later: timedelta) -> None:
    site = Site()
    site.ask()
    site.now += FRESH - timedelta(seconds=1)
    assert site.ask() == (200, "1 /")
    site.now = NOON + later
    assert site.ask() == (200, "2 /")


@pytest.mark.parametrize(
    "site",
    [
        Site(headers={"Cache-Control": "no-store"}),
        Site(headers={}),
        Site(status=404),
        Site(media_type="application/json"),
    ],
    ids=["private", "unsaid", "missing", "data"],
)
def test_what_is_no_page_for_everybody_is_not_kept(site: Site) -> None:
    assert [site.ask()[1], site.ask()[1]] == ["1 /", "2 /"]


@pytest.mark.parametrize(("path", "method"), [("/ops", "GET"), ("/api/v1/notices", "GET"), ("/", "POST")])
def test_what_is_asked_of_operators_and_programs_never_is(path: str, method: str) -> None:
    site = Site()
    site.ask(path, method=method)
    assert site.ask(path, method=method) == (200, f"2 {path}")


def test_the_page_asked_for_first_leaves_when_there_is_no_room_any_more() -> None:
    site = Site(room=2 * 2100)
    for path in ("/a", "/b", "/c"):
        site.ask(path)
    assert [site.ask(path)[1] for path in ("/c", "/b")] == ["3 /c", "2 /b"]
    assert site.ask("/a")[1] == "4 /a"


def test_a_page_that_comes_in_pieces_is_kept_whole_and_one_that_breaks_off_is_not() -> None:
    made: list[int] = []

    def pieces() -> Iterable[bytes]:
        made.append(1)
        yield b"one "
        if len(made) == 1:
            raise ConnectionError("the database went away")
        yield b"two"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(pieces(), headers=PUBLIC, media_type=HTMLResponse.media_type)(scope, receive, send)

    kept = KeptPages(app, Commits(Site()), lambda: NOON)
    with pytest.raises(ConnectionError):
        asyncio.run(asked(kept, "/", "", "GET", ""))
    assert [asyncio.run(asked(kept, "/", "", "GET", "")) for _ in range(2)] == [(200, "one two")] * 2
    assert len(made) == 2
