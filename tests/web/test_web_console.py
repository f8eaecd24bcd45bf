"""The operators' part: who is let in, what is shown to whom, and what comes of what they do. On a real store."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html

from hub.records import Address, Affected, Agency, Fetch, Incident, ListPage, Source, SourceState, Tally
from hub.settings import Settings
from hub.web.allowances import Allowances
from hub.web.main import make_app
from hub.wiring import Parts, open_parts

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
OURS = "https://daumoi.example.vn"
FROM_US = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "ba cây chụm lại nên hòn núi cao"
SYT = Source(
    "syt", "so-y-te", "https://syt.example/", (Address("feed", "https://syt.example/rss"),), name="Sở Y tế: tin"
)
SXD = Source("sxd", "so-xay-dung", "https://sxd.example/", name="Sở Xây dựng: tin")


class Clock:
    """A time that the test moves."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Parts]:
    opened = open_parts(Settings(data_dir=tmp_path_factory.mktemp("hub"), base_url=OURS))
    store = opened.store
    for slug, name in (("so-y-te", "Sở Y tế"), ("so-xay-dung", "Sở Xây dựng")):
        store.sources.save_agency(Agency(slug, name))
    store.operators.add("lan", PASSWORD, NOW)
    store.operators.add("hoa", PASSWORD, NOW, "editor", "so-y-te")
    yield replace(opened, clock=clock)
    opened.close()


@pytest.fixture(autouse=True)
def as_before(parts: Parts, clock: Clock) -> None:
    """Two sources as they were, at the time it was."""
    clock.now = NOW
    for source in (SYT, SXD):
        parts.store.sources.save_source(source)
        parts.store.sources.save_state(
            SourceState(source.slug, "healthy", since=NOW, next_due=NOW + timedelta(hours=1))
        )


class Person:
    """Somebody with a browser."""

    def __init__(self, visitor: Any) -> None:
        self.visitor, self._cookie = visitor, {}

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> Any:
        answer = self.post("/ops/sign-in", name=name, password=password, **fields)
        if "set-cookie" in answer.headers:
            self._cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
        return answer

    def get(self, path: str) -> Any:
        return self.visitor.get(path, headers=self._cookie)

    def page(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, path
        return html.fromstring(answer.text)

    def post(self, path: str, **fields: str) -> Any:
        return self.visitor.ask("POST", path, data=fields or {"x": ""}, headers={**self._cookie, **FROM_US})


@pytest.fixture
def person(parts: Parts, visitor_to: Any) -> Person:
    return Person(visitor_to(make_app(parts, Allowances(burst=1e9))))


@pytest.fixture
def lan(person: Person) -> Person:
    person.sign_in("lan")
    return person


@pytest.fixture
def hoa(person: Person) -> Person:
    person.sign_in("hoa")
    return person


# --- the way in --------------------------------------------------------------------------


def test_who_knows_the_password_is_let_in_and_out(person: Person) -> None:
    assert person.get("/ops").status_code == 401
    answer = person.sign_in("lan", next="/ops/audit")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ops/audit")
    assert person.get("/ops").status_code == 200
    out = person.post("/ops/sign-out")
    assert out.headers["location"] == "/ops/sign-in?done=signed_out" and "Max-Age=0" in out.headers["set-cookie"]
    assert person.get("/ops").status_code == 401, "the session has ended, whatever the browser still sends"


@pytest.mark.parametrize(
    ("name", "password"), [("lan", "wrong"), ("nobody", PASSWORD), ("", ""), ("lan", ""), ("\x00", "x")]
)
def test_who_does_not_is_told_the_same_whoever_it_is(person: Person, name: str, password: str) -> None:
    answer = person.sign_in(name, password)
    assert answer.status_code == 401 and "set-cookie" not in answer.headers
    assert html.fromstring(answer.text).xpath("string(//*[@role='alert'])").strip() == "Tên hoặc mật khẩu không đúng."


def test_the_cookie_is_for_no_script_no_other_site_and_no_other_host(person: Person) -> None:
    cookie = person.sign_in("lan").headers["set-cookie"]
    assert re.match(r"__Host-daumoi=[\w-]{43}; ", cookie)
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=604800"} == set(cookie.split("; ")[1:])


def test_a_session_ends_when_nobody_used_it_for_half_a_day_and_after_a_week_whoever_did(
    lan: Person, clock: Clock
) -> None:
    for _ in range(13):
        clock.now += timedelta(hours=11)
        assert lan.get("/ops").status_code == 200
    clock.now += timedelta(hours=12)
    assert lan.get("/ops").status_code == 401
    clock.now = NOW
    lan.sign_in("lan")
    for _ in range(15):
        clock.now += timedelta(hours=11)
        lan.get("/ops")
    clock.now += timedelta(hours=4)
    assert lan.get("/ops").status_code == 401


def test_nothing_for_operators_is_kept_on_the_way_or_found_by_engines(lan: Person) -> None:
    for path in ("/ops", "/ops/sources/syt", "/ops/add", "/ops/deadlines", "/ops/audit", "/ops/sign-in"):
        answer = lan.get(path)
        assert answer.headers["cache-control"] == "no-store", path
        assert 'name="robots" content="noindex"' in answer.text, path


@pytest.mark.parametrize("body", [b"\xff", b"a=1" * 200 + b"&" * 2000])
def test_a_form_that_is_none_is_refused(lan: Person, body: bytes) -> None:
    headers = {**FROM_US, "Content-Type": "application/x-www-form-urlencoded"}
    assert lan.visitor.ask("POST", "/ops/sign-in", headers=headers, content=body).status_code in (400, 401)


# --- what is shown -----------------------------------------------------------------------


def test_sources_are_shown_with_state_reason_next_visit_and_their_days(parts: Parts, lan: Person) -> None:
    parts.store.sources.save_state(SourceState("sxd", "failing", "layout_changed", since=NOW - timedelta(days=2)))
    with parts.store.writing() as writer:
        writer.save_tally(Tally("sxd", NOW - timedelta(days=1), new=3, unchanged=6))
        writer.save_tally(Tally("sxd", NOW, error="layout_changed"))
    first, *_ = lan.page("/ops").xpath("//table//tbody/tr")
    told = " ".join(first.text_content().split())
    for words in ("Sở Xây dựng: tin", "lỗi", "từ 22/09/2010 08:30", "layout_changed", "chưa hẹn", "3 mới · 1 ngày lỗi"):
        assert words in told, told
    assert first.xpath(".//*[name()='svg' and @role='img']/@aria-label") == [
        "30 ngày: đọc được 9 mục, 3 tin mới; 1 ngày có lỗi."
    ]


def test_what_is_wrong_with_a_source_that_answers_is_shown_with_evidence_since_when_and_what_to_do(
    parts: Parts, lan: Person
) -> None:
    evidence = "https://sxd.example/tin: 0 of 20 rows have a date, where 100% are usual"
    since = NOW - timedelta(days=2)
    undated = SourceState("sxd", "partial", "layout_changed", evidence, since, finding="no_dates")
    parts.store.sources.save_state(undated)
    for path in ("/ops/sources/sxd", "/coverage"):
        vietnamese, english = (
            " ".join(lan.page(f"{path}{lang}").xpath("string(//main)").split()) for lang in ("", "?lang=en")
        )
        for words in ("thiếu", "từ 22/09/2010 08:30", "Các dòng không còn ngày đăng. layout_changed", evidence):
            assert words in vietnamese, (path, words, vietnamese)
        for words in ("partial", "Its rows have no dates any more. layout_changed", evidence, "corrects the rule"):
            assert words in english, (path, words, english)
    assert lan.visitor.get("/api/v1/sources/sxd").json().items() >= {
        "state": "partial", "error": "layout_changed", "finding": "no_dates", "detail": evidence,
    }.items()  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        ("", ["sxd", "syt"]),
        ("?sort=name", ["sxd", "syt"]),
        ("?sort=next", ["syt", "sxd"]),
        ("?agency=so-y-te", ["syt"]),
        ("?state=healthy", ["syt"]),
        ("?state=retired", []),
        ("?state=nonsense&sort=nonsense&page=-1", []),
        ("?page=99", ["sxd", "syt"]),
    ],
)
def test_the_list_is_narrowed_and_put_in_order(parts: Parts, lan: Person, asked: str, slugs: list[str]) -> None:
    later = NOW + timedelta(hours=9)
    parts.store.sources.save_state(SourceState("sxd", "failing", "deadline", since=NOW, next_due=later))
    assert lan.page(f"/ops{asked}").xpath("//table//tbody/tr/th//code/text()") == slugs


def test_a_source_is_shown_with_its_requests_page_by_page(parts: Parts, lan: Person) -> None:
    with parts.store.writing() as writer:
        for n in range(60):
            writer.save_fetch(Fetch("syt", f"https://syt.example/{n:02}", NOW + timedelta(seconds=n), status=200, ms=n))
    first, second = (lan.page(f"/ops/sources/syt{asked}") for asked in ("", "?page=2"))
    rows = [
        row.xpath("string(.//td[4])").strip()
        for page in (first, second)
        for row in page.xpath("//section[@aria-labelledby='fetches']//tbody/tr")
    ]
    assert rows[:60] == [f"https://syt.example/{n:02}" for n in reversed(range(60))]


def test_an_editor_sees_and_keeps_the_sources_of_one_agency_only(parts: Parts, hoa: Person) -> None:
    assert hoa.page("/ops").xpath("//table//tbody/tr/th//code/text()") == ["syt"]
    assert hoa.get("/ops/sources/syt").status_code == 200
    for path in ("/ops/sources/sxd", "/ops/sources/unknown", "/ops/deadlines", "/ops/audit"):
        answer = hoa.get(path)
        assert answer.status_code == 403
        assert "không thuộc quyền" in html.fromstring(answer.text).xpath("string(//h1)")
    assert hoa.post("/ops/sources/sxd/pause").status_code == 403
    moved = parts.source_text.write(replace(SYT, agency="so-xay-dung"))
    assert hoa.post("/ops/sources/syt/edit", text=moved, was="").status_code == 403
    assert parts.store.sources.source("sxd") == SXD and parts.store.sources.source("syt") == SYT


# --- what is done ------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "status"), [("pause", "paused"), ("retire", "retired"), ("resume", "active")])
def test_a_source_is_paused_resumed_and_retired(parts: Parts, lan: Person, verb: str, status: str) -> None:
    parts.store.sources.save_source(replace(SYT, status="active" if verb != "resume" else "paused"))
    answer = lan.post(f"/ops/sources/syt/{verb}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/ops/sources/syt?done={verb}")
    assert parts.store.sources.source("syt") == replace(SYT, status=status)
    (act,) = parts.store.audit.acts(1)
    assert (act.who, act.what, act.subject, act.after) == ("lan", f"source.{status}", "syt", {"status": status})


def test_a_source_is_visited_next_unless_it_is_paused(parts: Parts, lan: Person) -> None:
    assert lan.post("/ops/sources/syt/crawl").status_code == 303
    assert parts.store.sources.state("syt").next_due == NOW
    lan.post("/ops/sources/syt/pause")
    assert lan.post("/ops/sources/syt/crawl").status_code == 409


@pytest.mark.parametrize(("path", "status"), [("/ops/sources/unknown/pause", 404), ("/ops/sources/syt/explode", 405)])
def test_what_cannot_be_done_is_refused(lan: Person, path: str, status: int) -> None:
    assert lan.post(path).status_code == status


def written(page: Any) -> dict[str, str]:
    text = page.xpath("string(//textarea)").removeprefix("\n")  # which browsers leave out
    return {"text": text, "was": page.xpath("string(//input[@name='was']/@value)")}


def test_a_source_is_edited_as_text_and_the_difference_is_kept(parts: Parts, lan: Person) -> None:
    fields = written(lan.page("/ops/sources/syt"))
    fields["text"] = fields["text"].replace(
        'name = "Sở Y tế: tin"', 'name = "Tin của Sở Y tế"\nheaders = { "X-Khoa" = "bí mật" }'
    )
    assert lan.post("/ops/sources/syt/edit", **fields).status_code == 303
    assert parts.store.sources.source("syt") == replace(SYT, name="Tin của Sở Y tế", headers={"X-Khoa": "bí mật"})
    (act,) = parts.store.audit.acts(1)
    assert act.before == {"name": "Sở Y tế: tin", "headers": {}}
    assert act.after == {"name": "Tin của Sở Y tế", "headers": {"X-Khoa": "•••"}}, "what is secret is not told"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('kind = "feed"', 'kind = "fed"', 7, "có phải là 'feed'?"),
        ('agency = "so-y-te"', 'agency = "so-y-tee"', 3, "có phải là 'so-y-te'?"),
        ("name =", "name", 5, ""),
        ('slug = "syt"', 'slug = "other"', None, "hãy thêm một nguồn khác"),
        (
            "[[source]]",
            "[[source]]\nslug='a'\nagency='so-y-te'\nhomepage='https://x.vn'\n[[source]]",
            None,
            "viết một [[source]]",
        ),
    ],
)
def test_a_text_that_cannot_be_used_comes_back_with_line_and_remedy(
    parts: Parts, lan: Person, old: str, new: str, line: int | None, says: str
) -> None:
    fields = written(lan.page("/ops/sources/syt"))
    fields["text"] = fields["text"].replace(old, new)
    answer = lan.post("/ops/sources/syt/edit", **fields)
    page = html.fromstring(answer.text)
    told = page.xpath("string(//*[@role='alert'])")
    assert answer.status_code == 422 and says in told
    assert ("dòng" not in told) if line is None else (f"dòng {line}:" in told)
    assert page.xpath("string(//textarea)").strip() == fields["text"].strip()
    assert parts.store.sources.source("syt") == SYT


def test_an_edit_made_from_what_is_no_more_is_not_kept(parts: Parts, lan: Person) -> None:
    fields = written(lan.page("/ops/sources/syt"))
    learned = replace(SYT, every=60.0)
    parts.store.sources.save_source(learned)
    answer = lan.post("/ops/sources/syt/edit", **fields)
    assert answer.status_code == 409 and "every = 60.0" in html.fromstring(answer.text).xpath(
        "string(//*[@role='alert'])"
    )
    assert parts.store.sources.source("syt") == learned


def test_the_audit_log_tells_who_did_what(lan: Person) -> None:
    lan.post("/ops/sources/syt/pause")
    first = lan.page("/ops/audit").xpath("//table//tbody/tr")[0]
    assert [cell.text_content().split() for cell in first.xpath("./td")][1:4] == [
        ["lan"],
        ["tạm", "dừng", "nguồn"],
        ["syt"],
    ]


def test_deadlines_are_edited_with_a_line_in_the_audit_log_and_only_by_an_operator(parts: Parts, lan: Person) -> None:
    before = lan.page("/ops/deadlines").xpath("string(//textarea)")
    assert "van-ban = 2" in before
    answer = lan.post("/ops/deadlines", text=before.replace("van-ban = 2", "van-ban = 3  # chậm hơn"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/ops/deadlines?done=deadlines")
    (act,) = parts.store.audit.acts(1)
    assert (act.who, act.what, act.before, act.after) == ("lan", "deadlines.edit", {"van-ban": 2}, {"van-ban": 3})
    assert parts.deadlines["van-ban"] == 3
    assert lan.post("/ops/deadlines", text=lan.page("/ops/deadlines").xpath("string(//textarea)")).status_code == 303
    assert parts.store.audit.acts(1) == [act]


def test_a_deadline_that_cannot_be_used_is_told_with_its_line_and_nothing_is_kept(parts: Parts, lan: Person) -> None:
    kept = parts.deadlines
    answer = lan.post("/ops/deadlines", text="van-ban = 2\r\nhoi-dap = mười")
    assert answer.status_code == 422
    told = html.fromstring(answer.text)
    assert "dòng 2" in told.xpath("string(//*[@role='alert'])")
    assert "hoi-dap = mười" in told.xpath("string(//textarea)")
    assert parts.deadlines == kept


def test_an_editor_sets_no_deadlines(parts: Parts, hoa: Person) -> None:
    assert hoa.post("/ops/deadlines", text="van-ban = 300").status_code == 403
    assert parts.deadlines.get("van-ban") != 300


# --- errands -----------------------------------------------------------------------------


def offer(kind: str, source: Source, **more: Any) -> dict[str, Any]:
    from hub.catalogue.single import SourceText

    items = [{"title": "Thông báo 1", "url": "https://x.example/1", "raw": "24/09/2010"}]
    values = {
        "kind": kind,
        "url": source.addresses[0].url,
        "why": "because",
        "refusal": "",
        "best": True,
        "items": items,
    }
    return values | {"source": SourceText().values(source)} | more


def test_a_source_is_added_from_what_an_address_offers(parts: Parts, lan: Person) -> None:
    asked = lan.post("/ops/add", url="https://moi.example/")
    path = asked.headers["location"]
    assert "đang làm" in lan.page(path).xpath("string(//*[@id='live'])")
    (errand,) = (one for one in parts.store.errands.waiting() if one.url == "https://moi.example/")
    found = Source(
        "preview", "so-y-te", "https://moi.example/", (Address("feed", "https://moi.example/rss"),), date_order="mdy"
    )
    listing = replace(found, addresses=(Address("listing", "https://moi.example/tin"),), date_order="dmy")
    parts.store.errands.end(
        errand.id, NOW, {"offers": [offer("feed", found), offer("listing", listing, refusal="no dates")]}
    )
    page = lan.page(path)
    assert page.xpath("//input[@type='checkbox'][@checked]/@name") == ["offer0", "offer1"]
    chosen = {"agency": "so-y-te", "slug": "moi", "name": "Mới", "section": ""}
    for wrong in ({}, {"offer1": "on"}, {"offer0": "on", "slug": "syt"}, {"offer0": "on", "slug": "", "name": ""}):
        assert lan.post(f"{path}/add", **(chosen | wrong)).status_code == 422
    assert lan.post(f"{path}/add", **chosen, offer0="on").headers["location"] == "/ops/sources/moi?done=add"
    assert parts.store.sources.source("moi") == replace(found, slug="moi", name="Mới")


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "syt.example", "file:///etc/passwd"])
def test_only_an_address_of_the_web_is_looked_at(parts: Parts, lan: Person, url: str) -> None:
    before = len(parts.store.errands.waiting())
    assert lan.post("/ops/add", url=url).status_code in (200, 422)
    assert len(parts.store.errands.waiting()) == before


def test_a_repair_is_shown_beside_what_was_and_is_and_applied_when_approved(parts: Parts, lan: Person) -> None:
    path = lan.post("/ops/sources/syt/verify").headers["location"]
    number = int(path.rpartition("/")[2])
    better = replace(SYT, addresses=(Address("feed", "https://syt.example/atom", learned=True),))
    was = written(lan.page("/ops/sources/syt"))["was"]
    rows = [{"title": title, "url": "", "raw": ""} for title in ("Trước đây", "Bây giờ", "Từ nay")]
    proposal = {"kind": "feed", "url": "https://syt.example/atom", "why": "it is there", "items": rows[2:]}
    verdict = {
        "kind": "feed",
        "url": "https://syt.example/rss",
        "code": "http_4xx",
        "detail": "404",
        "again": 0,
        "items": rows[1:2],
        "proposal": proposal,
    }
    told = {"verdicts": [verdict], "before": rows[:1], "was": was, "proposed": parts.source_text.values(better)}
    parts.store.errands.end(number, NOW, told)
    columns = lan.page(path).xpath("//*[@class='side-by-side']/div")
    assert [column.xpath("string(.//ol/li)").split()[0] for column in columns] == ["Trước", "Bây", "Từ"]
    parts.store.sources.save_source(replace(SYT, every=60.0))
    assert lan.post(f"{path}/accept").status_code == 409, "it is another source by now"
    parts.store.sources.save_source(SYT)
    assert lan.post(f"{path}/accept").headers["location"] == "/ops/sources/syt?done=accept"
    assert parts.store.sources.source("syt") == better


def test_the_page_that_was_read_well_stands_beside_the_one_of_now_in_frames_that_can_run_nothing(
    parts: Parts, lan: Person, hoa: Person
) -> None:
    url, page = (
        SYT.addresses[0].url,
        ListPage(SYT.slug, SYT.addresses[0].url, "good", NOW, "https://syt.example/t?a&b", "", b""),
    )
    for kind, body in (("good", b"\xef\xbb\xbf<p>Danh s\xc3\xa1ch</p>"), ("now", b"<script>alert(1)</script>")):
        parts.store.list_pages.save(replace(page, kind=kind, body=body))  # type: ignore[arg-type]
    number = parts.store.errands.ask("lan", "verify", NOW, source=SYT.slug)
    verdict = {"kind": "listing", "url": url, "code": None, "detail": "", "again": 0, "items": [], "proposal": None}
    parts.store.errands.end(number, NOW, {"verdicts": [verdict], "before": [], "was": "", "proposed": None})
    shown = lan.page(f"/ops/errands/{number}").xpath("//iframe")
    assert [frame.get("sandbox") for frame in shown] == ["", ""]
    answers = [lan.get(frame.get("src")) for frame in shown]
    assert answers[0].content == b'\xef\xbb\xbf<base href="https://syt.example/t?a&amp;b"><p>Danh s\xc3\xa1ch</p>'
    assert answers[1].content.endswith(b"<script>alert(1)</script>")
    for answer in answers:
        policy = answer.headers["content-security-policy"].split("; ")
        assert "sandbox" in policy and not any(part.startswith("script-src") for part in policy)
        assert answer.headers["cache-control"] == "no-store"
    for path in (f"/ops/sources/{SYT.slug}/lists/good?address=x", f"/ops/sources/{SYT.slug}/lists/other?address={url}"):
        assert lan.get(path).status_code == 404
    assert lan.visitor.get(shown[0].get("src")).status_code == 401


@pytest.mark.parametrize("since", ["2010-09-25", "1500-01-01", "yesterday"])
def test_an_archive_is_read_back_to_a_day_that_was(parts: Parts, lan: Person, since: str) -> None:
    assert lan.post("/ops/sources/syt/backfill", since=since).status_code == 400
    asked = lan.post("/ops/sources/syt/backfill", since="2010-01-01")
    errand = parts.store.errands.get(int(asked.headers["location"].rpartition("/")[2]))
    assert errand is not None and (errand.kind, errand.source, str(errand.since)) == ("backfill", "syt", "2010-01-01")


def test_the_same_is_not_asked_for_twice_at_a_time(lan: Person) -> None:
    assert (
        lan.post("/ops/sources/sxd/verify").headers["location"]
        == lan.post("/ops/sources/sxd/verify").headers["location"]
    )


def test_an_editor_sees_no_errand_of_others(parts: Parts, hoa: Person) -> None:
    theirs = parts.store.errands.ask("lan", "verify", NOW, source="sxd")
    adding = parts.store.errands.ask("lan", "preview", NOW, url="https://x.example/")
    assert [hoa.get(f"/ops/errands/{number}").status_code for number in (theirs, adding, 10**9)] == [403, 403, 404]


# --- programs ----------------------------------------------------------------------------


@pytest.fixture
def program(parts: Parts, person: Person) -> Any:
    headers = {"Authorization": f"Bearer {parts.store.operators.make_token('lan', NOW)}"}
    return lambda method, path, **said: person.visitor.ask(method, f"/api/v1/sources{path}", headers=headers, **said)


NEW = {
    "slug": "moi-2",
    "agency": "so-y-te",
    "homepage": "https://moi.example/",
    "address": [{"kind": "feed", "url": "https://moi.example/rss"}],
}


def test_a_program_adds_edits_visits_and_retires_sources(parts: Parts, program: Any) -> None:
    added = program("POST", "", json=NEW)
    assert (added.status_code, added.headers["location"], added.json()) == (201, f"{OURS}/api/v1/sources/moi-2", NEW)
    assert program("POST", "", json=NEW).status_code == 409
    assert program("PATCH", "/moi-2", json={"name": "Mới", "every": 60}).json() == {**NEW, "name": "Mới", "every": 60.0}
    assert program("PATCH", "/moi-2", json={"every": None, "status": "paused"}).json() == {
        **NEW,
        "name": "Mới",
        "status": "paused",
    }
    assert program("POST", "/moi-2/crawl").status_code == 409
    assert program("PATCH", "/moi-2", json={"status": "active"}).status_code == 200
    assert program("POST", "/moi-2/crawl").status_code == 202
    assert program("DELETE", "/moi-2").json()["status"] == "retired"
    assert [act.what for act in parts.store.audit.acts(5, subject="moi-2")] == [
        "source.retired", "source.crawl", "source.edit", "source.edit", "source.edit",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"homepage": "ftp://x"}, "not a full address"),
        ({"agency": "nobody"}, "no agency"),
        ({"slug": "other"}, "stays so"),
        ({"colour": 1}, "unknown key"),
        ({"address": {"kind": "feed"}}, "list of tables"),
        ({"name": ["x"]}, "must be a text"),
    ],
)
def test_what_a_program_says_wrongly_is_refused_with_the_remedy(program: Any, said: dict[str, Any], says: str) -> None:
    answer = program("PATCH", "/syt", json=said)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert says in answer.json()["detail"] and answer.json()["remedy"]


@pytest.mark.parametrize("said", [{"json": []}, {"content": b"{"}, {"content": b"\xff"}, {}])
def test_a_body_that_is_no_object_is_refused(program: Any, said: dict[str, Any]) -> None:
    assert program("POST", "", **said).status_code == 422


def test_a_token_that_was_replaced_or_is_wrong_opens_nothing(parts: Parts, person: Person, program: Any) -> None:
    parts.store.operators.make_token("lan", NOW)
    answer = program("DELETE", "/syt")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert parts.store.sources.source("syt") == SYT


def test_an_editors_token_writes_for_one_agency_only(parts: Parts, person: Person) -> None:
    headers = {"Authorization": f"Bearer {parts.store.operators.make_token('hoa', NOW)}"}
    for said in ({"name": "Tin"}, {"agency": "so-xay-dung"}):
        for slug in ("syt", "sxd"):
            answer = person.visitor.ask("PATCH", f"/api/v1/sources/{slug}", headers=headers, json=said)
            is_theirs = slug == "syt" and "name" in said
            assert answer.status_code == (200 if is_theirs else 403), (slug, said)
            assert ("problem+json" in answer.headers["content-type"]) is not is_theirs
    assert (
        person.visitor.ask(
            "POST", "/api/v1/sources", headers=headers, json={**NEW, "agency": "so-xay-dung"}
        ).status_code
        == 403
    )
    assert parts.store.sources.source("sxd") == SXD


def test_a_link_in_a_mail_leads_where_it_says_after_signing_in(person: Person) -> None:
    asked = person.get("/ops/sources/syt")
    (way,) = html.fromstring(asked.text).xpath("//main//a[@class='button']/@href")
    assert (asked.status_code, way) == (401, "/ops/sign-in?next=/ops/sources/syt")
    (onward,) = html.fromstring(person.get(way).text).xpath("//input[@name='next']/@value")
    assert person.sign_in("lan", next=onward).headers["location"] == "/ops/sources/syt"
    assert person.sign_in("lan", next="//evil.test/ops").headers["location"] == "/ops"


# --- incidents ---------------------------------------------------------------------------


@pytest.fixture
def incident(parts: Parts) -> str:
    """The host of a source does not answer."""
    affected = (Affected("sxd", NOW),)
    parts.store.incidents.save([Incident("sxd-1", "sxd.example:443", "connect_refused", NOW, NOW, affected)])
    return "sxd-1"


def test_an_operator_takes_an_incident_and_writes_down_what_is_known(parts: Parts, lan: Person, incident: str) -> None:
    lan.post(f"/ops/incidents/{incident}/own", owner="me")
    lan.post(f"/ops/incidents/{incident}/note", text="Đã gọi cho Sở")
    lan.post(f"/ops/incidents/{incident}/note", text="  ")
    known = parts.store.incidents.get(incident)
    assert known and known.owner == "lan"
    assert [(note.author, note.text) for note in known.notes] == [("lan", "Đã gọi cho Sở")]
    shown = lan.get("/ops").text
    assert "lan phụ trách" in shown and "Đã gọi cho Sở" in shown and 'value="nobody"' in shown
    assert [act.what for act in parts.store.audit.acts(2)] == ["incident.note", "incident.own"]
    lan.post(f"/ops/incidents/{incident}/own", owner="nobody")
    assert parts.store.incidents.get(incident).owner == ""  # type: ignore[union-attr]


def test_an_editor_sees_to_no_incident_of_another_agency(parts: Parts, hoa: Person, incident: str) -> None:
    assert hoa.post(f"/ops/incidents/{incident}/own", owner="me").status_code == 403
    assert hoa.post("/ops/incidents/none/note", text="x").status_code == 404
    assert parts.store.incidents.get(incident).owner == ""  # type: ignore[union-attr]
