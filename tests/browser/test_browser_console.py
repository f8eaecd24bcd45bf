"""The operators' pages in a real Chromium: judged by axe-core, used by keyboard alone, kept fresh by their script."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from benchmarks.console import NOW, fill, made
from benchmarks.hostile_browser import served
from hub.records import Move, Notice, SourceState
from hub.settings import Settings
from hub.web.main import make_app
from hub.wiring import Parts, open_parts

pytestmark = pytest.mark.browser

PASSWORD = "ba cây chụm lại nên hòn núi cao"
WIDTHS = (390, 1280)
SLUG = "nguon-123"
TITLE = "Thông báo về việc niêm yết công khai kết quả kiểm tra hồ sơ đăng ký, cấp giấy chứng nhận quyền sử dụng đất"

AGENCY = made(123, SLUG).agency
NOTICE = Notice("0001v2m6x9q1h3t5", SLUG, AGENCY, "https://x.vn/1", TITLE, NOW, NOW, NOW, "day", "page")
OTHER = replace(NOTICE, id="0002v2m6x9q1h3t5", url="https://x.vn/2")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    opened = open_parts(Settings(data_dir=tmp_path_factory.mktemp("hub")))
    opened = replace(opened, clock=lambda: NOW)
    fill(opened, 12, 40, 1)
    opened.store.sources.save_source(made(123, SLUG))
    failing = SourceState(SLUG, "failing", "layout_changed", "trang-thai-khong-ngat-dong-" * 9, NOW - timedelta(days=2))
    opened.store.sources.save_state(failing)
    opened.store.operators.add("lan", PASSWORD, NOW)
    source = made(123, SLUG)
    opened.store.moves.save(
        Move(SLUG, source.addresses[0].url, f"https://moi.example/{'rat-dai-' * 20}", NOW, NOW, doubt="elsewhere")
    )
    for notice in (NOTICE, OTHER):
        with opened.store.writing() as writer:
            writer.add_notice(notice, [f"url:{notice.id}"])
    opened.store.corrections.correct("lan", NOTICE.id, "section", "quy-hoach", NOW)
    opened.store.corrections.correct("lan", NOTICE.id, "topics", ["bao-so-5", "thu-hoi-dat"], NOW)
    opened.store.corrections.correct("lan", NOTICE.id, "cluster", OTHER.id, NOW)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def errands(parts: Parts) -> tuple[str, ...]:
    """The pages of a look at an address, of a source that no longer reads, of one that failed, and of one under way."""
    store, source = parts.store, made(123, SLUG)
    rows = [{"title": TITLE, "url": "https://x.vn/1", "raw": "24/09/2010"}] * 30
    offer = {"kind": "listing", "url": f"https://x.vn/{'rat-dai-' * 20}", "why": "12 rows, each with a link and a day"}
    offer |= {"refusal": "", "best": True, "items": rows, "source": parts.source_text.values(source)}
    verdict = {"kind": "listing", "url": "https://x.vn/tin", "code": "layout_changed", "detail": "no rows"}
    verdict |= {"again": 20, "items": []}
    verified = {"verdicts": [verdict | {"proposal": offer}], "before": rows[:20], "was": ""}
    verified |= {"proposed": offer["source"]}
    results = {"https://a.example/": {"offers": [offer, offer | {"refusal": "no dates"}]}, "": verified}
    for url, result in results.items():
        number = store.errands.ask("lan", "preview" if url else "verify", NOW, source="" if url else SLUG, url=url)
        store.errands.end(number, NOW, result)
    failed = store.errands.ask("lan", "preview", NOW, url="https://b.example/")
    store.errands.end(failed, NOW, None, "dns_not_found", "b.example")
    waiting = store.errands.ask("lan", "backfill", NOW, source=SLUG)
    return tuple(f"/ops/errands/{number}" for number in (failed - 2, failed - 1, failed, waiting))


@pytest.fixture
def window(parts: Parts, chromium: Any) -> Iterator[Any]:
    """Opens a window and signs in there."""
    contexts = []
    with served(make_app(parts)) as hub:

        def open_window(width: int = 1280, scheme: str = "light", scripts: bool = True) -> Any:
            shape = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
            contexts.append(chromium.new_context(**shape, base_url=hub, java_script_enabled=scripts))
            page = contexts[-1].new_page()
            page.goto("/ops")
            page.click("main a.button")
            page.fill("#name", "lan")
            page.fill("#password", PASSWORD)
            page.press("#password", "Enter")
            page.wait_for_url("**/ops")
            return page

        yield open_window
        for context in contexts:
            context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_wrong_and_every_page_fits(
    window: Any, errands: tuple[str, ...], width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    page = window(width, scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    pages = ("/ops", f"/ops/sources/{SLUG}", f"/ops/notices/{NOTICE.id}", "/ops/add", "/ops/deadlines", "/ops/audit")
    for path in (*pages, "/ops/sign-in", *errands):
        page.goto(path)
        for details in page.locator("details").all():
            details.evaluate("(it) => it.open = true")
        found = axe.run(page).response["violations"]
        assert [(it["id"], it["impact"], it["nodes"][0]["html"]) for it in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert complaints == []


def test_axe_itself_sees_what_is_planted(window: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    page = window()
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/static/icon.svg>')")
    page.evaluate("document.querySelector('label[for=state]').remove()")
    assert {it["id"] for it in axe.run(page).response["violations"]} >= {"image-alt", "select-name"}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_keyboard_alone_pauses_a_source_and_edits_it_without_scripts(window: Any, parts: Parts, width: int) -> None:
    page = window(width, scripts=False)
    tab_to(page, "#state", 30)
    page.keyboard.type("l")  # "lỗi"
    tab_to(page, ".sieve button", 5)
    page.keyboard.press("Enter")
    page.wait_for_url("**state=failing**")
    tab_to(page, f"th a[href='/ops/sources/{SLUG}']", 60)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{SLUG}")
    tab_to(page, f"form[action$='/{SLUG}/pause'] button", 40)
    page.keyboard.press("Enter")
    page.wait_for_url("**done=pause")
    assert "Đã tạm dừng" in page.inner_text("[role=status]")
    tab_to(page, "textarea", 60)
    page.keyboard.press("Control+End")
    page.keyboard.type("nonsense")
    tab_to(page, "#text ~ *, form[action*='/edit'] button", 3)
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit#settings")
    assert "dòng" in page.inner_text("[role=alert]")
    parts.store.sources.save_source(made(123, SLUG))


def test_what_is_watched_is_kept_fresh_and_left_alone_under_somebodys_hands(window: Any, parts: Parts) -> None:
    page = window()
    number = parts.store.errands.ask("lan", "preview", NOW, url="https://c.example/")
    page.clock.install()
    page.goto(f"/ops/errands/{number}")
    parts.store.errands.end(number, NOW, None, "dns_not_found", "c.example")
    page.focus("#live a")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(10_000)
    page.evaluate("fetch('/healthz')")  # what the script had asked for by now would stand before it
    assert [url.rpartition("/")[2] for url in asked] == ["healthz"] and "đang làm" in page.inner_text("#live")
    page.evaluate("document.activeElement.blur()")
    page.clock.run_for(10_000)
    page.wait_for_selector("#live .band.warn")


def test_days_are_pictures_with_words(window: Any) -> None:
    page = window()
    said = page.locator(".kept svg.bars").first.get_attribute("aria-label")
    assert said.startswith("30 ngày: đọc được ")
    box = page.locator(".kept svg.bars").first.bounding_box()
    assert box["width"] >= 120 and box["height"] >= 20


def tab_to(page: Any, selector: str, at_most: int) -> None:
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
