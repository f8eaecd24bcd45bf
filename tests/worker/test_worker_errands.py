"""What operators ask of the worker: looks at an address, at a source whose site was made anew, at its archive."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hub.records import Address, Agency, Errand, ErrandKind, ListingRule, Source
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client
from hub.worker.errands import Errands
from hub.worker.holding import holder
from tests.served import served

TITLES = [f"Thông báo số {n} về việc tuyển dụng viên chức đợt {n}" for n in range(1, 10)]
RULE = ListingRule("table tr", title="a", link="a::attr(href)", date="td:nth-child(2)")
BODY = "Nội dung. " * 20


def articles() -> dict[str, str]:
    return {f"/tin/{n}.html": f"<h1>{title}</h1><p>{BODY}</p>" for n, title in enumerate(TITLES, 1)}


def as_table() -> str:
    rows = (
        f'<tr><td><a href="/tin/{n}.html">{t}</a></td><td>{n:02}/10/2010</td></tr>' for n, t in enumerate(TITLES, 1)
    )
    return f"<h1>Danh sách</h1><table>{''.join(rows)}</table>"


def as_list() -> str:
    rows = (f'<li><a href="/tin/{n}.html">{t}</a> <i>{n:02}/10/2010</i></li>' for n, t in enumerate(TITLES, 1))
    return f'<h1>Danh sách</h1><ul class="news">{"".join(rows)}</ul>'


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    opened = open_parts(load_settings(tmp_path, allow_networks="127.0.0.0/8", per_host_delay=0.0)[0])
    opened.store.sources.save_agency(Agency("so", "Sở"))
    yield opened
    opened.close()


def save(parts: Parts, origin: str) -> Source:
    source = Source("so", "so", f"{origin}/", (Address("listing", f"{origin}/tin", listing=RULE),))
    parts.store.sources.save_source(source)
    return source


def collect(parts: Parts) -> None:
    async def run() -> None:
        client = open_client(parts)
        try:
            await collect_all(parts, client, parts.store.sources.sources(), lambda _: None)
        finally:
            await client.close()

    asyncio.run(run())


def do(parts: Parts, kind: ErrandKind, *, url: str = "", source: str = "") -> Errand:
    """Ask for something and have it done."""
    number = parts.store.errands.ask("lan", kind, parts.clock(), source=source, url=url)

    async def run() -> None:
        client = open_client(parts)
        errands = Errands(parts, client)
        try:
            errands.begin()
            async with asyncio.timeout(30):
                while parts.store.errands.waiting():
                    await asyncio.sleep(0.02)
        finally:
            await errands.stop()
            await client.close()

    asyncio.run(run())
    done = parts.store.errands.get(number)
    assert done is not None and done.ended is not None
    return done


def test_an_address_is_looked_at_and_nothing_of_it_kept(parts: Parts) -> None:
    with served({"/": as_table(), **articles()}) as origin:
        done = do(parts, "preview", url=f"{origin}/")
    (offer,) = done.result["offers"]
    assert (offer["kind"], offer["url"], offer["best"], offer["refusal"]) == ("listing", f"{origin}/", True, "")
    assert {item["title"] for item in offer["items"]} == set(TITLES)
    assert offer["items"][0]["published"] == "2010-09-30T17:00:00+00:00"
    made = parts.source_text.read_values(offer["source"] | {"slug": "moi", "agency": "so"}, ["so"])
    assert made.addresses[0].listing is not None
    assert parts.store.sources.sources() == () and parts.store.changes.newest() == 0


def test_a_rule_that_fits_no_more_comes_with_what_was_there_and_a_repair(parts: Parts) -> None:
    pages = {"/": "<p>Trang chủ</p>", "/tin": as_table(), **articles()}
    with served(pages) as origin:
        save(parts, origin)
        collect(parts)
        source = parts.store.sources.source("so")
        assert source is not None
        assert do(parts, "verify", source="so").result["proposed"] is None
        pages["/tin"] = as_list()
        done = do(parts, "verify", source="so")
    assert {item["title"] for item in done.result["before"]} == set(TITLES)
    (verdict,) = done.result["verdicts"]
    assert (verdict["code"], verdict["items"]) == ("layout_changed", [])
    assert {item["title"] for item in verdict["proposal"]["items"]} == set(TITLES)
    assert verdict["again"] == len(TITLES)
    assert done.result["was"] == parts.source_text.digest(source)
    mended = parts.source_text.read_values(done.result["proposed"], ["so"])
    assert mended.addresses[0].listing not in (None, RULE) and parts.store.sources.source("so") == source


def test_the_page_of_a_list_that_was_read_well_is_kept_beside_the_one_of_now(parts: Parts) -> None:
    pages = {"/": "<p>Trang chủ</p>", "/tin": as_table(), **articles()}
    with served(pages) as origin:
        save(parts, origin)
        collect(parts)
        pages["/tin"] = "<p>Trang đang được nâng cấp</p>"
        collect(parts)
        do(parts, "verify", source="so")
    kept = {kind: parts.store.list_pages.get("so", f"{origin}/tin", kind) for kind in ("good", "now")}  # type: ignore[arg-type]
    assert {kind: page.body.decode() for kind, page in kept.items() if page} == {
        "good": as_table(),
        "now": pages["/tin"],
    }
    assert set(parts.store.list_pages.moments("so")) == {(f"{origin}/tin", "good"), (f"{origin}/tin", "now")}


def test_an_archive_is_walked(parts: Parts) -> None:
    with served({"/": "<p>Trang chủ</p>", "/tin": as_table(), **articles()}) as origin:
        save(parts, origin)
        done = do(parts, "backfill", source="so")
    assert (done.error, done.result) == (None, None)
    (walk,) = parts.store.sources.backfills("so")
    assert walk.is_over and parts.store.changes.newest() == len(TITLES)


def test_what_cannot_be_done_says_why(parts: Parts) -> None:
    with served({"/": "<p>Không có gì</p>"}) as origin:
        nothing, lost = do(parts, "preview", url=f"{origin}/"), do(parts, "preview", url=f"{origin}/lost")
    assert (nothing.error, lost.error) == ("not_a_listing", "http_4xx")
    assert do(parts, "verify", source="unknown").error == "internal"


def test_an_errand_in_anothers_hands_is_left_there_and_taken_up_when_it_is_given_back(parts: Parts) -> None:
    number = parts.store.errands.ask("lan", "preview", parts.clock(), url="http://127.0.0.1:9/")
    token = parts.store.leases.take(f"errand:{number}", "another", 60)
    assert token is not None

    async def run() -> list[bool]:
        client = open_client(parts)
        errands = Errands(parts, client)
        ended = []
        for give_back in (False, True):
            if give_back:
                parts.store.leases.release(f"errand:{number}", "another", token)
            errands.begin()
            with suppress(TimeoutError):
                async with asyncio.timeout(5 if give_back else 0.3):
                    while parts.store.errands.waiting():
                        await asyncio.sleep(0.02)
            ended.append(not parts.store.errands.waiting())
        await errands.stop()
        await client.close()
        return ended

    assert asyncio.run(run()) == [False, True]


def test_what_is_stopped_half_way_waits_for_the_next_start(parts: Parts) -> None:
    async def run(origin: str) -> int:
        number = parts.store.errands.ask("lan", "preview", parts.clock(), url=origin)
        client = open_client(parts)
        errands = Errands(parts, client)
        errands.begin()
        await asyncio.sleep(0.2)
        await errands.stop()
        await client.close()
        return number

    async def with_silent_site() -> int:
        async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError):
                await reader.read()
            writer.close()

        server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
        async with server:
            return await run(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")

    number = asyncio.run(with_silent_site())
    assert [errand.id for errand in parts.store.errands.waiting()] == [number]
    assert parts.store.leases.take(f"errand:{number}", holder(), 60) is not None, "its lease was given back"
