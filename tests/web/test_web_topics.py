"""Topics: a saved query, what hands add and take out, their days; kept and looked at by operators. On a real store."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub.catalogue.topics import Topic, kept_topics, written_topics
from hub.records import Agency, Notice, Source
from hub.settings import Settings
from hub.web.allowances import Allowances
from hub.web.main import make_app
from hub.wiring import Parts, open_parts

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
PASSWORD = "ba cây chụm lại nên hòn núi cao"
FROM_US = {"Sec-Fetch-Site": "same-origin"}
TITLES = {
    "a": "Công điện ứng phó bão số 9",
    "b": "Lịch trực phòng chống bão",
    "c": "Tuyển dụng viên chức",
    "d": "Bão số 3 năm ngoái",
}
STORM = Topic("bao-so-9", "Bão số 9", "bão", "Mọi công điện trong đợt bão.", date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def parts(tmp_path: Any) -> Iterator[Parts]:
    opened = open_parts(Settings(data_dir=tmp_path, base_url="https://daumoi.example.vn"))
    store = opened.store
    store.sources.save_agency(Agency("ubnd", "Ủy ban nhân dân tỉnh"))
    store.sources.save_source(Source("ubnd", "ubnd", "https://ubnd.example/"))
    with store.writing() as writer:
        for n, (id, title) in enumerate(TITLES.items()):
            at = NOW - timedelta(days=n if id != "d" else 400)
            one = Notice(id, "ubnd", "ubnd", f"https://u.example/{id}", title, at, at, at, "minute", "feed")
            writer.add_notice(one, [one.url])
    opened.index.rebuild(store.documents())
    for name, role in (("lan", "operator"), ("hoa", "editor")):
        store.operators.add(name, PASSWORD, NOW, role, "ubnd" if role == "editor" else None)
    yield replace(opened, clock=lambda: NOW)
    opened.close()


@pytest.fixture
def visitor(parts: Parts, visitor_to: Any) -> Any:
    return visitor_to(make_app(parts, Allowances(burst=1e9)))


@pytest.fixture
def lan(visitor: Any) -> Any:
    """An operator's browser: what it posts, and the page it is given."""
    signed = visitor.ask("POST", "/ops/sign-in", data={"name": "lan", "password": PASSWORD}, headers=FROM_US)
    headers = {"Cookie": signed.headers["set-cookie"].partition(";")[0], **FROM_US}

    def ask(path: str, **fields: str) -> Any:
        return visitor.ask("POST" if fields else "GET", path, data=fields or None, headers=headers)

    return ask


def keep(parts: Parts, *topics: Topic) -> None:
    parts.store.acts.set_topics("lan", written_topics(topics), {}, NOW)


def shown(answer: Any) -> list[str]:
    return list(dict.fromkeys(re.findall(r'/notices/(\w+)"', answer.text)))


def say(parts: Parts, notice: str, *topics: str) -> None:
    assert parts.store.corrections.correct("lan", notice, "topics", list(topics), NOW)


def test_a_topic_shows_what_its_query_finds_in_its_days(parts: Parts, visitor: Any) -> None:
    keep(parts, STORM)
    page = visitor.get("/topics/bao-so-9")
    assert shown(page) == ["a", "b"]
    assert "Mọi công điện trong đợt bão." in page.text and "/feeds/topics/bao-so-9.atom" in page.text


def test_hands_add_to_it_and_take_out_of_it_and_it_stays_so(parts: Parts, visitor: Any) -> None:
    keep(parts, STORM)
    say(parts, "c", "bao-so-9")
    say(parts, "a", "-bao-so-9")
    feed = visitor.get("/feeds/topics/bao-so-9.json").json()
    assert shown(visitor.get("/topics/bao-so-9")) == ["c", "b"] or shown(visitor.get("/topics/bao-so-9")) == ["b", "c"]
    assert {item["url"].rpartition("/")[2] for item in feed["items"]} == {"b", "c"}
    edited = replace(parts.store.notices.many(["a"])[0], title="Công điện ứng phó bão số 9, lần 2")
    with parts.store.writing() as writer:
        writer.edit_notice(edited, ("title",), NOW)
    parts.index.rebuild(parts.store.documents())
    assert set(shown(visitor.get("/topics/bao-so-9"))) == {"b", "c"}
    parts.store.corrections.undo("lan", "a", "topics", NOW)
    assert set(shown(visitor.get("/topics/bao-so-9"))) == {"a", "b", "c"}


def test_who_follows_a_topic_sees_what_its_query_would_have_brought(parts: Parts, visitor: Any) -> None:
    keep(parts, STORM)
    page = visitor.get("/subscribe", params={"channel": "topics/bao-so-9"}).text
    assert (TITLES["a"] in page, TITLES["c"] in page) == (True, False)


def test_a_notice_that_is_not_of_a_topic_does_not_name_it(parts: Parts, visitor: Any) -> None:
    keep(parts, STORM)
    say(parts, "a", "-bao-so-9")
    assert "/topics/bao-so-9" not in visitor.get("/notices/a").text


def test_a_topic_is_read_page_by_page_with_none_twice(parts: Parts, visitor: Any) -> None:
    with parts.store.writing() as writer:
        for n in range(45):
            at = NOW - timedelta(minutes=n)
            one = Notice(f"x{n:02}", "ubnd", "ubnd", f"https://u.example/x{n}", f"Bão, bản tin {n}", at, at, at,
                         "minute", "feed")  # fmt: skip
            writer.add_notice(one, [one.url])
    parts.index.rebuild(parts.store.documents())
    keep(parts, STORM)
    for n in range(0, 45, 9):
        say(parts, f"x{n:02}", "-bao-so-9")
    say(parts, "c", "bao-so-9")
    found, onward = [], "/topics/bao-so-9"
    while onward:
        page = visitor.get(onward)
        found += shown(page)
        onward = next(iter(re.findall(r'href="(/topics/[^"]+)" rel="next"', page.text)), "")
    assert len(found) == len(set(found)) == 45 - 5 + 3


@pytest.mark.parametrize(
    ("first", "last", "words", "at_home"),
    [
        (None, None, "", True),
        (date(2026, 12, 1), None, "Chuyên đề này chưa bắt đầu.", False),
        (None, date(2026, 11, 23), "Chuyên đề này đã kết thúc", False),
        (date(2026, 11, 24), date(2026, 11, 24), "", True),
    ],
)
def test_the_days_of_a_topic_say_whether_it_goes_on_and_stands_at_home(
    parts: Parts, visitor: Any, first: date | None, last: date | None, words: str, at_home: bool
) -> None:
    keep(parts, replace(STORM, first=first, last=last))
    assert words in visitor.get("/topics/bao-so-9").text
    assert ("/topics/bao-so-9" in visitor.get("/").text) is at_home
    assert "/topics/bao-so-9" in visitor.get("/topics").text


def test_topics_of_before_they_had_queries_are_names() -> None:
    assert kept_topics('{"dat-dai": "Đất đai"}') == {"dat-dai": Topic("dat-dai", "Đất đai")}
    assert list(kept_topics(None)) == []


def test_topics_are_kept_as_they_were_written() -> None:
    import json

    assert kept_topics(json.dumps(written_topics([STORM]))) == {"bao-so-9": STORM}


# --- operators ---------------------------------------------------------------------------

FORM = {"name": "Bão số 9", "query": "bão", "about": "", "first": "2026-11-01", "last": ""}


def test_an_operator_looks_at_what_a_query_brings_before_keeping_it(parts: Parts, lan: Any) -> None:
    preview = lan("/ops/topics/new", **FORM, do="preview")
    assert shown(preview) == ["a", "b"] and "Câu tìm thấy 2 thông báo." in preview.text
    assert kept_topics(parts.store.meta("topics")) == {}
    lan("/ops/topics/new", **FORM, do="keep")
    assert kept_topics(parts.store.meta("topics"))["bao-so-9"].query == "bão"
    assert "/ops/topics/bao-so-9" in lan("/ops/topics").text
    assert parts.store.audit.acts(1)[0].what == "topics.edit"


def test_a_topic_is_edited_under_its_address_and_kept_no_longer(parts: Parts, lan: Any) -> None:
    keep(parts, STORM)
    lan("/ops/topics/bao-so-9", **{**FORM, "name": "Bão số 9 và mưa lũ"}, do="keep")
    assert kept_topics(parts.store.meta("topics"))["bao-so-9"].name == "Bão số 9 và mưa lũ"
    lan("/ops/topics/bao-so-9", **FORM, do="remove")
    assert kept_topics(parts.store.meta("topics")) == {}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "Chuyên đề cần có tên."),
        ({"first": "mai"}, "Ngày không đúng."),
        ({"first": "2026-11-09", "last": "2026-11-01"}, "Ngày đầu đứng sau ngày cuối."),
        ({"name": "Đã có"}, "Đã có chuyên đề tên này."),
    ],
)
def test_what_cannot_be_kept_is_told(parts: Parts, lan: Any, wrong: dict[str, str], says: str) -> None:
    keep(parts, Topic("da-co", "Đã có"))
    answer = lan("/ops/topics/new", **{**FORM, **wrong}, do="keep")
    assert answer.status_code == 422 and says in answer.text
    assert list(kept_topics(parts.store.meta("topics"))) == ["da-co"]


def test_a_mistake_in_a_query_is_told_beside_what_it_finds(lan: Any) -> None:
    answer = lan("/ops/topics/new", **{**FORM, "query": 'bão "số'}, do="preview")
    assert answer.status_code == 200 and 'class="pointer"' in answer.text


def test_on_a_notice_a_topic_is_added_taken_out_and_left_to_the_query(parts: Parts, lan: Any) -> None:
    keep(parts, STORM, Topic("dat-dai", "Đất đai"))
    said = parts.store.corrections.said_of_topics
    assert 'value="bao-so-9"' in lan("/ops/notices/a").text
    for topic, does, after in (
        ("dat-dai", "add", ("dat-dai",)),
        ("bao-so-9", "drop", ("dat-dai", "-bao-so-9")),
        ("bao-so-9", "add", ("dat-dai", "bao-so-9")),
        ("bao-so-9", "leave", ("dat-dai",)),
    ):
        lan("/ops/notices/a/topics", topic=topic, do=does)
        assert said("a") == after


def test_who_is_no_operator_keeps_no_topics(visitor: Any) -> None:
    signed = visitor.ask("POST", "/ops/sign-in", data={"name": "hoa", "password": PASSWORD}, headers=FROM_US)
    headers = {"Cookie": signed.headers["set-cookie"].partition(";")[0], **FROM_US}
    assert visitor.ask("POST", "/ops/topics/new", data=FORM, headers=headers).status_code == 403
