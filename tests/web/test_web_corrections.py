"""Notices corrected, and moves decided, by operators: pages and API, on a real store."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.records import Address, Agency, Likeness, Move, Notice, Source
from hub.settings import Settings
from hub.web.allowances import Allowances
from hub.web.main import make_app
from hub.wiring import Parts, open_parts

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
OURS = "https://daumoi.example.vn"
OLD, NEW = "https://syt.example/rss", "https://syt.moi.example/rss"


@pytest.fixture
def parts(tmp_path: Any) -> Iterator[Parts]:
    opened = open_parts(Settings(data_dir=tmp_path, base_url=OURS))
    store = opened.store
    for slug, name in (("so-y-te", "Sở Y tế"), ("so-xay-dung", "Sở Xây dựng")):
        store.sources.save_agency(Agency(slug, name))
    store.sources.save_source(Source("syt", "so-y-te", "https://syt.example/", (Address("feed", OLD),)))
    plain = Notice(
        "a1", "syt", "so-y-te", "https://syt.example/a", "Thông báo a", NOW, NOW, NOW, "minute", "feed",
        section="tin-tuc", sources=("syt",),
    )  # fmt: skip
    with store.writing() as writer:
        writer.add_notice(plain, ["url:a"])
        writer.add_notice(replace(plain, id="b1", title="Thông báo b"), ["url:b"])
    store.moves.save(Move("syt", OLD, NEW, NOW - timedelta(days=9), NOW, 40, 9, doubt="elsewhere"))
    store.operators.add("lan", "ba cây chụm lại nên hòn núi cao", NOW)
    store.operators.add("hoa", "ba cây chụm lại nên hòn núi cao", NOW, "editor", "so-xay-dung")
    yield replace(opened, clock=lambda: NOW)
    opened.close()


@pytest.fixture
def api(parts: Parts, visitor_to: Any) -> Any:
    visitor = visitor_to(make_app(parts, Allowances(burst=1e9)))

    def ask(method: str, path: str, who: str = "lan", **options: Any) -> Any:
        token = parts.store.operators.make_token(who, NOW)
        return visitor.ask(method, path, headers={"Authorization": f"Bearer {token}"}, **options)

    return ask


def test_a_notice_is_corrected_and_left_to_itself_again(api: Any, parts: Parts) -> None:
    answer = api("PATCH", "/api/v1/notices/a1", json={"section": "chi-dao", "topics": ["Đất đai"], "cluster": "b1"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["section"], answer.json()["cluster"]) == ("chi-dao", "b1")
    assert [one["after"] for one in answer.json()["corrections"]] == ["b1", ["dat-dai"], "chi-dao"]
    assert api("DELETE", "/api/v1/notices/a1/corrections/section").json()["section"] == "tin-tuc"
    told = [(act.who, act.what) for act in parts.store.audit.acts(9, subject="a1")]
    assert told[0] == ("lan", "notice.undo") and ("lan", "notice.topics") in told


@pytest.mark.parametrize(
    "values", [{}, {"title": "x"}, {"section": "khong-co"}, {"cluster": "nobody"}, {"cluster": "a1"}]
)
def test_what_cannot_be_set_is_refused(api: Any, values: dict[str, Any]) -> None:
    assert api("PATCH", "/api/v1/notices/a1", json=values).status_code == 422


def test_an_editor_corrects_only_notices_of_the_own_agency(api: Any) -> None:
    assert api("PATCH", "/api/v1/notices/a1", "hoa", json={"section": "chi-dao"}).status_code == 403
    assert api("GET", "/ops/notices/a1", "hoa").status_code in (303, 401, 403)


def test_an_editor_joins_a_cluster_that_is_there_but_begins_none_with_anothers_notice(api: Any, parts: Parts) -> None:
    own = Notice(
        "c1", "syt", "so-xay-dung", "https://syt.example/c", "Thông báo c", NOW, NOW, NOW, "minute", "feed",
        sources=("syt",),
    )  # fmt: skip
    with parts.store.writing() as writer:
        writer.add_notice(own, ["url:c"])
    assert api("PATCH", "/api/v1/notices/c1", "hoa", json={"cluster": "a1"}).status_code == 422
    assert [one.cluster for one in parts.store.notices.many(["a1", "c1"])] == [None, None]
    api("PATCH", "/api/v1/notices/b1", json={"cluster": "a1"})
    assert api("PATCH", "/api/v1/notices/c1", "hoa", json={"cluster": "a1"}).status_code == 200
    assert {act.subject for act in parts.store.audit.acts(9) if act.who == "hoa"} == {"c1"}


def test_what_is_set_of_topics_can_be_seen_and_followed_by_anyone(api: Any, parts: Parts, visitor_to: Any) -> None:
    visitor = visitor_to(make_app(parts, Allowances(burst=1e9)))
    api("PATCH", "/api/v1/notices/a1", json={"topics": ["Đất đai"]})
    assert 'href="/topics/dat-dai"' in visitor.get("/notices/a1").text
    page, feed = visitor.get("/topics/dat-dai"), visitor.get("/feeds/topics/dat-dai.atom")
    assert "Thông báo a" in page.text and "Thông báo b" not in page.text
    assert "/feeds/topics/dat-dai.atom" in page.text
    assert "Thông báo a" in feed.text and "Thông báo b" not in feed.text
    api("PATCH", "/api/v1/notices/a1", json={"topics": ["Giá đất"]})
    assert "Thông báo a" not in visitor.get("/feeds/topics/dat-dai.atom").text
    assert (visitor.get("/topics/dat-dai").status_code, visitor.get("/topics/chua-co").status_code) == (200, 404)
    assert visitor.get("/feeds/topics/chua-co.atom").status_code == 404


def test_topics_are_called_as_operators_name_them(api: Any, parts: Parts, visitor_to: Any) -> None:
    visitor = visitor_to(make_app(parts, Allowances(burst=1e9)))
    api("PATCH", "/api/v1/notices/a1", json={"topics": ["dat-dai"]})
    for address in ("/topics/dat-dai", "/feeds/topics/dat-dai.atom", "/notices/a1"):
        assert "Đất đai" not in visitor.get(address).text
    parts.store.acts.set_topics("lan", {"dat-dai": "Đất đai"}, {}, NOW)
    for address in ("/topics/dat-dai", "/feeds/topics/dat-dai.atom", "/notices/a1"):
        assert "Đất đai" in visitor.get(address).text


def test_a_move_is_followed_or_not_as_an_operator_says(api: Any, parts: Parts) -> None:
    def address() -> str:
        source = parts.store.sources.source("syt")
        assert source is not None
        return source.addresses[0].url

    moves = "/api/v1/sources/syt/moves"
    assert api("POST", moves, json={"address": OLD, "follow": True}).json()[0]["state"] == "believed"
    assert address() == NEW
    assert api("POST", moves, json={"address": OLD, "follow": False}).json()[0]["state"] == "refused"
    assert address() == OLD
    assert api("POST", moves, json={"address": NEW, "follow": True}).status_code == 422


def test_the_pages_show_the_forms_and_what_was_set(parts: Parts, visitor_to: Any) -> None:
    visitor = visitor_to(make_app(parts, Allowances(burst=1e9)))
    who = {"name": "lan", "password": "ba cây chụm lại nên hòn núi cao"}
    head = {"Sec-Fetch-Site": "same-origin"}
    answer = visitor.ask("POST", "/ops/sign-in", headers=head, data=who)
    head["Cookie"] = answer.headers["set-cookie"].partition(";")[0]
    assert visitor.get("/ops/notices?of=https://x.example/notices/a1", headers=head).headers["location"].endswith("/a1")
    form = {"value": "chi-dao"}
    assert visitor.ask("POST", "/ops/notices/a1/section", headers=head, data=form).status_code == 303
    page = visitor.get("/ops/notices/a1?lang=en", headers=head).text
    assert "Set by lan" in page and re.search(r'value="chi-dao" selected', page)
    page = visitor.get("/ops/sources/syt?lang=en", headers=head).text
    assert "leads to another domain" in page and "Read it at the new address" in page
    assert visitor.ask("POST", "/ops/sources/syt/move", headers=head, data={"address": OLD}).status_code == 303
    assert parts.store.moves.of_source("syt")[0].who == "lan"


def joined(parts: Parts) -> None:
    """b1 is of another agency and the same announcement as a1."""
    url, title = "https://sxd.example/b", "Đăng lại thông báo a"
    other = Notice("b2", "sxd", "so-xay-dung", url, title, NOW, NOW, NOW, "day", "page")
    parts.store.sources.save_source(Source("sxd", "so-xay-dung", "https://sxd.example/"))
    with parts.store.writing() as writer:
        writer.add_notice(replace(other, sources=("sxd",)), ["url:b2"])
    found = Likeness("a1", "b2", "text", 0.934, 0.021, "12/QĐ-UBND")
    parts.store.clusters.settle({"b2": [found]}, (), NOW)


def test_who_published_it_too_stands_on_the_page_with_a_link(api: Any, parts: Parts) -> None:
    assert "/notices/b2" not in api("GET", "/notices/a1").text
    joined(parts)
    page = api("GET", "/notices/a1?lang=en").text
    assert "Also published by" in page and 'href="/notices/b2' in page and "Sở Xây dựng" in page


def test_operators_see_why_two_notices_are_the_same_announcement(api: Any, parts: Parts) -> None:
    joined(parts)
    page = api("GET", "/ops/notices/a1?lang=en").text
    for told in ("nearly the same text", "12/QĐ-UBND", "93%", "2%", "Đăng lại thông báo a"):
        assert told in page, told


def test_the_api_tells_a_cluster_and_why(api: Any, parts: Parts) -> None:
    assert api("GET", "/api/v1/notices/a1/cluster").json() == {"cluster": None, "members": [], "likenesses": []}
    joined(parts)
    told = api("GET", "/api/v1/notices/b2/cluster").json()
    assert (told["cluster"], [one["id"] for one in told["members"]]) == ("a1", ["a1", "b2"])
    assert [(one["one"], one["other"], one["rule"], one["similarity"]) for one in told["likenesses"]] == [
        ("a1", "b2", "text", 0.934)
    ]
    assert api("GET", "/api/v1/notices/nobody/cluster").status_code == 404
