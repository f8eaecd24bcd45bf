"""What every face is: how a site of one make draws its pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote

from hub.demo.samples import Site
from hub.demo.script import Shown, SiteState

HTML = "text/html; charset=utf-8"
REMARK = "Trang mẫu của Đầu Mối: nội dung minh họa, không phải thông tin của cơ quan"


@dataclass(frozen=True, slots=True)
class View:
    """What a page is drawn from: the site, its address, what is up, and how often the site was visited."""

    site: Site
    origin: str
    state: SiteState
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """An answer; without `changed` it differs at every visit and cannot be asked for conditionally."""

    body: bytes
    media_type: str = HTML
    changed: datetime | None = None
    status: int = 200
    name: str = ""


Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Face:
    """Where the pages of a make of site are, and how they are drawn.

    Paths are as in the address, not escaped; `fixed` are those that do not belong to one notice.
    """

    article_path: Callable[[Shown], str]
    file_path: Callable[[Shown, str], str]
    article: Callable[[View, Shown], Page]
    fixed: Mapping[str, Callable[[View, Query], Page | None]]


def html(text: str, changed: datetime | None = None) -> Page:
    """A page in UTF-8."""
    return Page(text.encode(), HTML, changed)


def body_html(notice: Shown) -> str:
    """The text of a notice as paragraphs."""
    return "\n".join(f"<p>{_lines(paragraph)}</p>" for paragraph in notice.paragraphs)


def _lines(paragraph: str) -> str:
    return escape(paragraph, quote=False).replace("\n", "<br />")


def file_links(notice: Shown, file_path: Callable[[Shown, str], str]) -> Sequence[str]:
    """A link to each file of a notice."""
    return [f'<a href="{quote(file_path(notice, file.name))}">{escape(file.name)}</a>' for file in notice.files]


def batch(notices: Sequence[Shown], page: str | None, size: int) -> tuple[Sequence[Shown], int | None]:
    """The notices of a page (counted from 1) and the number of the next one, None after the last."""
    number = int(page) if page and page.isdecimal() else 1
    end = number * size
    return notices[end - size : end], number + 1 if end < len(notices) else None


def sections(view: View) -> Iterable[str]:
    """The headings of a site's menu, in the order of their first notice."""
    return dict.fromkeys(sample.section for sample in view.site.samples)
