"""`daumoi backfill` as an operator types it, killed on the way, over a site on loopback."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hub.cli.main import app
from hub.cli.setting_up import initialise
from hub.records import Address, Agency, ListingRule, Source
from hub.settings import load_settings
from hub.wiring import open_parts

ROWS, PAGES = 4, 3
SETTINGS = {"DAUMOI_ALLOW_NETWORKS": "127.0.0.0/8", "DAUMOI_PER_HOST_DELAY": "0"}
RULE = ListingRule("//li", title="./a", link="./a/@href", date="./i", counter="?trang={page}", pages=1)


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        number = int(self.path.partition("=")[2] or 1)
        first = (PAGES - number + 1) * ROWS
        rows = "".join(
            f"<li><a href='/tin/{n}'>Thông báo nghỉ lễ đợt {n}</a> <i>{n}/9/2010</i></li>"
            for n in range(first, first - ROWS, -1)
            if n > 0
        )
        body = (
            f"<ul>{rows}</ul>" if self.path.startswith("/tin?") or self.path == "/tin" else f"<h1>Tin {self.path}</h1>"
        )
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<html><body>{body}</body></html>".encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def home() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/tin"
    server.shutdown()
    server.server_close()


@pytest.fixture
def folder(tmp_path: Path, home: str) -> Path:
    settings = load_settings(tmp_path / "hub")[0]
    initialise(settings, "none", "hub.example")
    parts = open_parts(settings)
    parts.store.sources.save_agency(Agency("so", "Sở"))
    parts.store.sources.save_source(Source("so-tin", "so", home, (Address("listing", home, RULE),)))
    parts.close()
    return tmp_path / "hub"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[..., Result]:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--data", str(folder)], catch_exceptions=False)

    return run


def kill(folder: Path, *words: str, at: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | SETTINGS | {"DAUMOI_KILL_AT": at}
    command = [sys.executable, "-m", "hub", *words, "--data", str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_a_backfill_that_is_killed_goes_on_and_is_found_at_once(folder: Path, run: Callable[..., Result]) -> None:
    killed = kill(folder, "backfill", "so-tin", at=f"after_fetch:{2 * ROWS + 1}")
    assert killed.returncode == -signal.SIGKILL
    assert "1 pages" in killed.stderr and "2 pages" not in killed.stderr, "a line a page where nobody looks"
    done = run("backfill", "so-tin", "--json")
    (walk,) = json.loads(done.stdout)
    assert (done.exit_code, walk["is_over"], walk["error"], walk["oldest"]) == (0, True, None, "2010-09-01")
    assert run("search", "nghỉ lễ").stdout.startswith(f"{ROWS * PAGES} notices")
    assert "walked to its end" in run("source", "show", "so-tin").stdout
    again = run("backfill", "so-tin", "--since", "2010-09-05")
    assert (again.exit_code, "0 new, back to 2010-09-01; walked to its end" in again.stdout) == (0, True)


def test_what_cannot_be_walked_is_said_with_what_to_do(run: Callable[..., Result]) -> None:
    missing, day = run("backfill", "khong-co"), run("backfill", "so-tin", "--since", "1/9/2010")
    assert (missing.exit_code, "there is no source khong-co" in missing.stderr) == (2, True)
    assert (day.exit_code, "write a day such as 2026-11-01" in day.stderr) == (2, True)
