"""Article pages: saved ones with what is to be read from them, and the rules one by one.

A new example is a folder with `page.html` and `row.json` (what the list said, and the source's
rule if there is one). Its `golden.json` is written by the first run, which fails: look at it.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from hub.errors import ReadError
from hub.records import ArticleRule, Fetch, FileLink, Item, StatedDate
from spiders.article import best_text, read_article
from spiders.words import words_of

EXAMPLES = Path(__file__).parents[2] / "examples"
Answering = Callable[..., Fetch]
URL = "http://so.example.vn/tin/1"
TITLE = "Thông báo tuyển dụng viên chức năm 2026"
FIRST = "Sở Nội vụ thông báo tuyển dụng 25 viên chức làm việc tại các đơn vị sự nghiệp trực thuộc."
SECOND = "Hồ sơ nộp trực tiếp tại Văn phòng Sở trước 17 giờ ngày 30/10/2026."


def row(**more: Any) -> Item:
    return Item(**{"source": "so", "url": URL, "title": TITLE, "summary": FIRST, **more})


def page(main: str, head: str = "") -> str:
    menu = "".join(f"<li><a href='/{n}'>Chuyên mục số {n}</a></li>" for n in range(8))
    related = "".join(f"<li><a href='/tin/{n}'>Một tin khác đã đăng trước đây {n}</a></li>" for n in range(5))
    return (
        f"<html><head><title>Sở Nội vụ</title>{head}</head><body><ul id='menu'>{menu}</ul><div id='giua'>{main}</div>"
        f"<div id='phai'><h3>Tin khác</h3><ul>{related}</ul></div><p>Bản quyền: Sở Nội vụ</p></body></html>"
    )


ARTICLE = f"<h1>{TITLE}</h1><div class='x'><p>{FIRST}</p><p>{SECOND}</p></div>"


# --- saved pages -------------------------------------------------------------------------


@pytest.mark.parametrize("folder", sorted(EXAMPLES.iterdir()), ids=lambda folder: str(folder.name))
def test_every_example_is_read_as_its_golden_file_says(folder: Path, answer: Answering) -> None:
    said = json.loads((folder / "row.json").read_text("utf-8"))
    dates = tuple(StatedDate(*date) for date in said["row"].pop("dates", []))
    rule = {name: tuple(value) if name == "drop" else value for name, value in said.get("rule", {}).items()}
    given = Item(**{"source": "so", **said["row"], "dates": dates})
    fetch = answer(given.url, (folder / "page.html").read_bytes(), said.get("content_type", "text/html"))
    found = asdict(read_article(fetch, given, ArticleRule(**rule) if rule else None))
    del found["page_sha256"]
    golden = folder / "golden.json"
    if not golden.exists():
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{golden} was written: look at it before it is kept")
    assert json.loads(json.dumps(found)) == json.loads(golden.read_text("utf-8"))
