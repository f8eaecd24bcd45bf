"""A source of which only the homepage is known, whose site moves its list, and loses pages while it is looked for."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.cli.doctor.sources import failing_sources
from hub.records import Agency, Source, Tally
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client
from tests.served import served

TITLES = [f"Thông báo số {n} về việc tuyển dụng viên chức đợt {n}" for n in range(1, 10)]


def rows(numbers: range) -> str:
    return "".join(
        f'<tr><td><a href="/tin/{n}.html">{TITLES[n - 1]}</a></td><td>{n:02}/10/2026</td></tr>' for n in numbers
    )


def site(path: str) -> dict[str, str]:
    """A front page with the latest notices, and a list of all at a path."""
    pages = {f"/tin/{n}.html": f"<h1>{title}</h1><p>{'Nội dung. ' * 20}</p>" for n, title in enumerate(TITLES, 1)}
    pages["/"] = f'<table>{rows(range(1, 4))}</table><p><a href="{path}">Xem tất cả</a></p>'
    pages[path] = f"<h1>Danh sách</h1><table>{rows(range(1, 10))}</table>"
    return pages


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    opened = open_parts(load_settings(tmp_path, allow_networks="127.0.0.0/8", per_host_delay=0.0)[0])
    opened.store.sources.save_agency(Agency("so", "Sở"))
    yield opened
    opened.close()


def collect(parts: Parts) -> Tally:
    async def run() -> list[Tally]:
        client = open_client(parts)
        try:
            return await collect_all(parts, client, parts.store.sources.sources(), lambda _: None)
        finally:
            await client.close()

    (tally,) = asyncio.run(run())
    return tally


def lists(parts: Parts, origin: str) -> list[str]:
    source = parts.store.sources.source("so")
    assert source is not None
    return [address.url.removeprefix(origin) for address in source.addresses]


def test_a_list_that_has_moved_is_found_again_by_the_next_visit(parts: Parts) -> None:
    pages = site("/danh-sach")
    with served(pages) as origin:
        parts.store.sources.save_source(Source("so", "so", f"{origin}/"))
        first = collect(parts)
        assert (first.error, first.new, lists(parts, origin)) == (None, 9, ["/danh-sach"])
        pages.clear()
        pages |= site("/moi/tin")
        assert collect(parts).error == "http_4xx"
        assert lists(parts, origin) == ["/moi/tin"]
        assert (collect(parts).error, collect(parts).new) == (None, 0)


def test_a_list_of_other_things_takes_no_place_of_a_known_one(parts: Parts) -> None:
    pages = site("/danh-sach")
    with served(pages) as origin:
        parts.store.sources.save_source(Source("so", "so", f"{origin}/"))
        collect(parts)
        others = site("/moi/tin")
        pages.clear()
        pages |= {path: page.replace("/tin/", "/khac/") for path, page in others.items()}
        assert collect(parts).error == "http_4xx"
        assert lists(parts, origin) == ["/danh-sach"]


def test_a_rule_learned_anew_is_kept_and_told_of(parts: Parts) -> None:
    pages = site("/danh-sach")
    with served(pages) as origin:
        parts.store.sources.save_source(Source("so", "so", f"{origin}/"))
        collect(parts)
        in_new_clothes = pages["/danh-sach"].replace("table>", "main>").replace("tr>", "article>").replace("td>", "p>")
        pages["/danh-sach"] = in_new_clothes
        tally = collect(parts)
        assert (tally.error, tally.new, tally.edited, tally.detail.partition(":")[0]) == (None, 0, 0, "layout")
        assert [found["code"] for found in failing_sources(parts)] == ["layout_changed"]
        source = parts.store.sources.source("so")
        assert source is not None and source.addresses[0].listing is not None
        assert "article" in source.addresses[0].listing.row
        pages["/danh-sach"] = in_new_clothes.replace("Danh sách", "Danh sách tin")
        assert (collect(parts).detail, list(failing_sources(parts))) == ("", [])
