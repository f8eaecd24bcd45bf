"""A real server on loopback with the sample hub, and a real Chromium that looks at it."""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.hostile_browser import SWITCHES, served
from hub.web.main import make_app

SAMPLE = Path(__file__).parents[1] / "web" / "sample_hub.py"


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    spec = spec_from_file_location("sample_hub", SAMPLE)
    assert spec and spec.loader
    module = sys.modules["sample_hub"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def serve() -> Any:
    """Serves another hub for a while."""
    return lambda parts: served(make_app(parts))


@pytest.fixture(scope="module")
def hub(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(make_app(sample.sample_parts(tmp_path_factory.mktemp("hub")))) as address:
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
