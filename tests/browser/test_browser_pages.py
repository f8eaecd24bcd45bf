"""Every page in a real Chromium: narrow and wide, light and dark, scripts off, by keyboard, on paper."""

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ONE = "/notices/0000v2m6x9q1h3t5"
EDITED = "/notices/0001v2m6x9q1h3t5"
PAGES = (
    "/",
    "/search?q=giá đất",
    '/search?q=giá "đất (nhà',
    "/search?q=xyzabc&section=du-an",
    "/search?q=giá đất&agency=stnmt&to=2009-01-01",
    "/search?q=quyết định&from=2010-01-01&to=2010-12-31&explain=1",
    "/search?q=gias ddaats tháng 9/2010",
    "/search?q=gia datt&lang=en",
    ONE,
    EDITED,
    "/notices/0002v2m6x9q1h3t5",
    "/documents/ubnd-2375-qd-ubnd-2010",
    "/documents/ubnd-12-qd-ubnd-2010",
    "/documents/9-nd-cp-1999",
    "/versions?q=ngày 10 tháng 9",
    f"{EDITED}/revisions?q=ngày 11 tháng 9",
    "/notices/0003v2m6x9q1h3t5",
    "/notices/0014v2m6x9q1h3t5",
    f"{EDITED}/revisions",
    f"{EDITED}/diff?from=0&to=2",
    "/agencies",
    "/agencies/stnmt",
    "/sections/van-ban",
    "/types/qd",
    "/places",
    "/places?q=vinh",
    "/places/thanh-pho-nha-trang",
    "/places/phuong-vinh-hai?lang=en",
    "/topics",
    "/archive",
    "/archive/2010-09?lang=en",
    "/subscribe",
    "/subscribe?channel=agencies/stnmt&channel=agencies/so-y-te&q=gi%C3%A1",
    "/coverage",
    "/scorecard/2010-09",
    "/scorecard/2010-09/stnmt",
    "/scorecard/2010-09/stnmt/late",
    "/about",
    "/nowhere",
    "/?lang=en",
    f"{ONE}?lang=en",
    "/coverage?lang=en",
)
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")

# the contrast of each text with what lies behind it, the worst first
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgba("white");
  };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility({visibilityProperty: true}) || e.closest(".unseen, .skip")) continue;
    const [a, b] = [light(rgba(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), e.tagName + "." + e.className, e.textContent.trim().slice(0, 40)]);
  }
  return found.sort((x, y) => x[0] - y[0]).slice(0, 3);
}"""
OVERFLOW = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .filter((e) => !e.closest(".unseen, .skip, .lines thead, .as-published, .pointer"))
  .map((e) => e.tagName + "." + e.className)"""


class Watched:
    """A page whose complaints are kept."""

    def __init__(self, page: Any, hub: str) -> None:
        self.page = page
        self.hub = hub
        self.complaints: list[str] = []
        page.on("console", lambda message: self._keep(message))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))

    def open(self, path: str) -> Any:
        self.page.goto(self.hub + path)
        return self.page

    def _keep(self, message: Any) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def look(chromium: Any, hub: str) -> Iterator[Any]:
    """Opens a window on the sample hub."""
    contexts = []

    def open_window(width: int = 1280, scheme: str = "light", scripts: bool = False, at: str = hub) -> Watched:
        contexts.append(
            chromium.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
            )
        )
        return Watched(contexts[-1].new_page(), at)

    yield open_window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_its_window_and_can_be_read_without_scripts(look: Any, width: int, scheme: str) -> None:
    window = look(width, scheme)
    for path in PAGES:
        page = window.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(OVERFLOW) == [], path
        worst = page.evaluate(CONTRAST)
        assert worst[0][0] >= 4.5, (path, worst)
    assert window.complaints == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_wrong_with_searches_and_places_and_nothing_serious_anywhere(
    look: Any, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    window = look(width, scheme, scripts=True)
    for path in PAGES:
        found = axe.run(window.open(path)).response["violations"]
        if not (path.startswith(("/search", "/places", "/archive", "/agencies")) or path == ONE):
            found = [it for it in found if it["impact"] in ("serious", "critical")]
        assert [(it["id"], it["impact"], it["nodes"][0]["html"]) for it in found] == [], path


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_windows_of_other_widths_fit_too(look: Any, width: int) -> None:
    window = look(width)
    for path in PAGES:
        assert window.open(path).evaluate("document.documentElement.scrollWidth") <= width, path


def test_large_type_does_not_break_a_page(look: Any) -> None:
    window = look(640)
    for path in PAGES:
        page = window.open(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path


@pytest.mark.parametrize("width", WIDTHS)
def test_the_keyboard_alone_searches_and_opens_the_first_result(look: Any, width: int) -> None:
    page = look(width).open("/")
    assert _tab_to(page, ".skip", at_most=1)
    assert _tab_to(page, "#find", at_most=3)
    page.keyboard.type("tiêm chủng")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert _tab_to(page, ".row h3 a", at_most=60)
    page.keyboard.press("Enter")
    page.wait_for_url("**/notices/*")
    assert page.locator("h1").inner_text().startswith("Thông báo về lịch tiêm chủng")


def test_what_has_the_focus_can_be_seen(look: Any) -> None:
    page = look().open("/search?q=giá đất")
    for _ in range(20):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth]; })()"
        )
        assert style == ["solid", "3px"]


def test_the_skip_link_leads_past_the_header(look: Any) -> None:
    page = look().open("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_slash_goes_to_the_search_box_where_scripts_are_on(look: Any) -> None:
    window = look(scripts=True)
    page = window.open(ONE)
    page.keyboard.press("/")
    page.keyboard.type("1/2")
    assert page.locator("#find").input_value() == "1/2"
    assert window.complaints == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_paper_names_source_address_time_and_id_and_no_controls(look: Any, scheme: str) -> None:
    page = look(794, scheme).open(ONE)
    page.emulate_media(media="print", color_scheme=scheme)
    printed = page.locator(".printed")
    assert printed.is_visible()
    text = printed.inner_text()
    for part in (
        "https://ubnd.khanhhoa.example.vn/tin/0",
        "https://daumoi.example.vn/notices/0000v2m6x9q1h3t5",
        "24/09/2010 08:30",
        "0000v2m6x9q1h3t5",
    ):
        assert part in text
    for control in (".find", ".places", ".tongue", ".follow", ".bottom"):
        assert page.locator(control).count() == 0 or not page.locator(control).first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(22, 33, 31)"
    assert page.pdf().startswith(b"%PDF")


def test_type_is_large_enough_and_official_titles_have_room(look: Any) -> None:
    page = look(390).open("/")
    size, leading = page.evaluate(
        "((s) => [s.fontSize, s.lineHeight])(getComputedStyle(document.querySelector('.row h3')))"
    )
    assert float(size.removesuffix("px")) >= 17
    assert float(leading.removesuffix("px")) / float(size.removesuffix("px")) >= 1.549
    body = page.evaluate("getComputedStyle(document.body).lineHeight")
    assert float(body.removesuffix("px")) / 17 >= 1.55


def test_what_is_to_be_touched_is_large_enough(look: Any) -> None:
    page = look(390).open("/search?q=giá đất")
    for box in page.locator("button, .button, input:not([type=hidden]), .places a").all():
        found = box.bounding_box()
        assert found["height"] >= 40, found


def _tab_to(page: Any, selector: str, at_most: int) -> bool:
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return True
    return False
