"""A real server on loopback with the sample hub, and a real Chromium that looks at it."""

import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn

from hub.web.main import make_app

SAMPLE = Path(__file__).parents[1] / "web" / "sample_hub.py"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    spec = spec_from_file_location("sample_hub", SAMPLE)
    assert spec and spec.loader
    module = sys.modules["sample_hub"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def serving(parts: Any) -> Iterator[str]:
    """The hub's address while it is being served."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(make_app(parts), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def serve() -> Any:
    """Serves another hub for a while."""
    return serving


@pytest.fixture(scope="module")
def hub(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sample.sample_parts(tmp_path_factory.mktemp("hub"))) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser, closed after its module: its driver keeps an event loop running in this thread.

    Where DAUMOI_NEED_BROWSER is set (in CI) a missing browser is a failure, not a reason to skip.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program and os.environ.get("DAUMOI_NEED_BROWSER"):
        pytest.fail("there is no Chromium here, and DAUMOI_NEED_BROWSER asks for one")
    if not program:
        pytest.skip("there is no Chromium here; name one in CHROMIUM")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(SWITCHES))
        yield browser
        browser.close()
