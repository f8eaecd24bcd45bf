"""`source add` and `source verify` as an operator types them, against a site on loopback that changes its looks."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hub.cli.main import app
from hub.cli.setting_up import initialise
from hub.records import Agency, Source
from hub.settings import load_settings
from hub.wiring import open_parts
from tests.served import served

Run = Callable[..., Result]
TITLES = [f"Thông báo số {n} về việc tuyển dụng viên chức đợt {n}" for n in range(1, 7)]


def table(cls: str) -> str:
    rows = "".join(
        f'<tr class="{cls}"><td><a href="/tin/{n}.html">{title}</a></td><td>{n:02}/10/2026</td></tr>'
        for n, title in enumerate(TITLES, 1)
    )
    return f"<html><head>{FEED}</head><body><table>{rows}</table></body></html>"


FEED = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
RSS = "<rss version='2.0'><channel><title>t</title>{}</channel></rss>".format(
    "".join(
        f"<item><title>{title}</title><link>/tin/{n}.html</link>"
        f"<pubDate>Thu, 0{n} Oct 2026 08:00:00 +0700</pubDate></item>"
        for n, title in enumerate(TITLES, 1)
    )
)


@pytest.fixture
def pages() -> dict[str, str]:
    articles = {
        f"/tin/{n}.html": f"<html><body><h1>{title}</h1><p>{'Nội dung của thông báo. ' * 9}</p></body></html>"
        for n, title in enumerate(TITLES, 1)
    }
    return {"/": table("hang"), "/rss.xml": RSS, **articles}


@pytest.fixture
def site(pages: dict[str, str]) -> Iterator[str]:
    with served(pages) as origin:
        yield origin


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    settings = load_settings(tmp_path / "hub")[0]
    initialise(settings, "none", "hub.example")
    parts = open_parts(settings)
    parts.store.sources.save_agency(Agency("so", "Sở Y tế"))
    parts.close()
    return tmp_path / "hub"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Run:
    for name in [name for name in os.environ if name.startswith("DAUMOI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DAUMOI_ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("DAUMOI_PER_HOST_DELAY", "0")
    return lambda *words: CliRunner().invoke(app, [*words, "--data", str(folder)], catch_exceptions=False)


def stored(folder: Path) -> Source:
    parts = open_parts(load_settings(folder)[0])
    (source,) = parts.store.sources.sources()
    parts.close()
    return source


def kinds(source: Source) -> list[str]:
    return [address.kind for address in source.addresses]


def test_what_is_best_together_is_stored_without_a_question(run: Run, site: str, folder: Path) -> None:
    done = run("source", "add", f"{site}/", "--agency", "so", "--yes")
    assert (done.exit_code, kinds(stored(folder))) == (0, ["feed", "listing"])
    assert "1 * feed" in done.output and "2 * listing" in done.output
    assert stored(folder).addresses[1].learned


def test_what_is_chosen_is_stored_and_nothing_else(run: Run, site: str, folder: Path) -> None:
    run("source", "add", f"{site}/", "--agency", "so", "--choose", "2", "--yes")
    assert kinds(stored(folder)) == ["listing"]


def test_a_number_that_is_none_is_refused(run: Run, site: str, folder: Path) -> None:
    done = run("source", "add", f"{site}/", "--agency", "so", "--choose", "7", "--yes")
    assert done.exit_code == 2 and "1 to 2" in " ".join(done.output.split())


def test_a_rule_that_fits_no_more_is_shown_with_another_that_an_operator_can_accept(
    run: Run, site: str, folder: Path, pages: dict[str, str]
) -> None:
    run("source", "add", f"{site}/", "--agency", "so", "--slug", "tb", "--choose", "2", "--yes")
    run("crawl", "tb")
    assert run("source", "verify", "tb").exit_code == 0
    pages["/"] = table("hang").replace("table>", "main>").replace("tr", "article").replace("td>", "p>")
    done = run("source", "verify", "tb", "--json")
    (verdict,) = json.loads(done.output)
    assert (done.exit_code, verdict["code"]) == (1, "layout_changed")
    assert [item["title"] for item in verdict["proposal"]["items"]] == TITLES
    before = stored(folder)
    assert run("source", "verify", "tb", "--accept").exit_code == 0
    assert stored(folder).addresses[0].listing != before.addresses[0].listing
    assert run("source", "verify", "tb").exit_code == 0


def test_a_list_that_has_moved_is_found_again_from_the_homepage(
    run: Run, site: str, folder: Path, pages: dict[str, str]
) -> None:
    run("source", "add", f"{site}/", "--agency", "so", "--slug", "tb", "--choose", "2", "--yes")
    whole = stored(folder)
    pages["/cu"] = table("hang")
    save(folder, replace(whole, addresses=(replace(whole.addresses[0], url=f"{site}/cu"),)))
    run("crawl", "tb")
    del pages["/cu"]
    done = run("source", "verify", "tb", "--accept")
    assert "http_4xx" in done.output and "proposed" in done.output
    assert [address.url for address in stored(folder).addresses] == [f"{site}/"]


def save(folder: Path, source: Source) -> None:
    parts = open_parts(load_settings(folder)[0])
    parts.store.sources.save_source(source)
    parts.close()
