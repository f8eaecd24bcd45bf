"""What people who mean harm write, looked at by a real Chromium with a wire to trip over."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.hostile_browser import Tripwire
from benchmarks.hostile_hub import FIELDS, NOW, hostile_hub, item, notices_of, sources
from benchmarks.hostile_judge import RISKY_ELEMENTS
from benchmarks.hostile_web import OWN
from hub.intake.normalise import notice_from_item
from hub.records import Notice

pytestmark = pytest.mark.browser

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "hostile" / "xss.txt"
LIVE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<script>new Image().src = '/canary'</script>",
    "<script>nonsense(</script>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<p onclick=x>",
    "<script src=https://evil.test/x.js></script>",
    "<meta http-equiv=refresh content='0;url=https://evil.test/'>",
    "<form><input autofocus onfocus=alert(1)></form>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=tripped()&gt;'>",
)


@pytest.fixture
def wire(chromium: Any) -> Iterator[Tripwire]:
    context = chromium.new_context()
    yield Tripwire(context.new_page(), sorted(RISKY_ELEMENTS))
    context.close()


@pytest.fixture
def payloads() -> list[str]:
    corpus = CORPUS.read_text("utf-8", "replace").splitlines()[::60] if CORPUS.exists() else []
    return [*LIVE, *OWN, *corpus]


@pytest.mark.parametrize("payload", LIVE)
def test_the_wire_is_tripped_by_what_nobody_cleaned(wire: Tripwire, payload: str) -> None:
    wire.show([payload], "raw")
    assert wire.tripped != []


def test_the_wire_is_not_tripped_by_our_own_pages(wire: Tripwire, hub: str) -> None:
    for path in ("/", "/search?q=giá", "/notices/0000v2m6x9q1h3t5", "/coverage", "/subscribe", "/nowhere", "/ops"):
        wire.open(hub + path)
    assert wire.tripped == []
    assert wire.shown == 7


def test_nothing_that_comes_from_outside_runs_on_a_page(wire: Tripwire, serve: Any, payloads: Sequence[str]) -> None:
    with hostile_hub(payloads) as parts, serve(parts) as address:
        for field in ("title", "content"):
            for notice in notices_of(parts, field)[:: 1 if field == "content" else 4]:
                wire.open(f"{address}/notices/{notice.id}")
        for field in FIELDS:
            wire.open(f"{address}/agencies/{field}")
            wire.open(f"{address}/search?q=cột mốc&agency={field}")
        for path in ("/", "/coverage", "/subscribe", *(f"/search?q={payload}" for payload in LIVE[:4])):
            wire.open(address + path)
    assert wire.tripped == []


def test_nothing_that_comes_from_outside_runs_in_a_reader_without_any_care(
    wire: Tripwire, payloads: Sequence[str]
) -> None:
    wire.show([notice.html for notice in read_in("content", payloads)], "content")
    # many readers take the title of an RSS item for HTML
    wire.show([notice.title for notice in read_in("title", payloads)], "title")
    assert wire.tripped == []


def read_in(field: str, payloads: Sequence[str]) -> list[Notice]:
    """The notices that these payloads become."""
    source = next(source for source in sources([]) if source.slug == field)
    return [notice_from_item(item(field, n, payload), source, NOW) for n, payload in enumerate(payloads)]


def test_a_page_whose_text_was_not_cleaned_is_held_by_its_policy(
    chromium: Any, serve: Any, sample: ModuleType, tmp_path: Path
) -> None:
    rows = [replace(sample.notices()[0], id=f"{n}", html=payload) for n, payload in enumerate(LIVE)]
    spoken: list[str] = []
    with serve(sample.sample_parts(tmp_path, rows)) as address:
        for row in rows:
            window = chromium.new_page()  # one payload sends its window elsewhere, and not at once
            window.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
            window.goto(f"{address}/notices/{row.id}")
            window.close()
    assert spoken == []
