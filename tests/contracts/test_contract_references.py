"""What notices say of documents, kept and found from either side, whatever database is behind it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from hub.records import Agency, Attachment, DocumentKey, Notice, Reference, Source
from hub.store.store import Store
from hub.worker.citing import references_of

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
DECISION = DocumentKey("5-qd-ubnd", "", 2010, "ubnd")


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(database_url, tmp_path)
    opened.migrate()
    for slug in ("ubnd", "so-y-te"):
        opened.sources.save_agency(Agency(slug, {"ubnd": "Ủy ban nhân dân tỉnh"}.get(slug, "Sở Y tế")))
        opened.sources.save_source(Source(slug, slug, f"https://{slug}.example/"))
    yield opened
    opened.close()


def notice(id: str, agency: str = "ubnd", **fields: object) -> Notice:
    times = dict.fromkeys(("first_seen", "updated", "published"), NOW)
    plain = Notice(id, agency, agency, f"https://{agency}.example/{id}", f"Thông báo {id}", **times,
                   published_precision="minute", published_from="listing")  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def keep(store: Store, *notices: Notice) -> None:
    with store.writing() as writer:
        for one in notices:
            writer.add_notice(one, [one.url])
    store.references.save({one.id: references_of(one, store.sources.agencies()) for one in notices})


def test_a_document_is_found_by_the_notices_that_are_it_and_by_those_that_name_it(store: Store) -> None:
    own = notice("own", doc_number="5/QĐ-UBND", text="Căn cứ Luật Đất đai năm 2003")
    later = notice("later", doc_number="9/QĐ-UBND", title="Thay thế Quyết định số 5/QĐ-UBND ngày 1/2/2010")
    keep(store, own, later, notice("other", "so-y-te", text="Theo Quyết định số 5/QĐ-UBND của UBND tỉnh"))
    assert [one.notice for one in store.references.bearers(DECISION)] == ["own"]
    assert store.references.counts(DECISION) == {"replaces": 1, "cites": 1}
    (replacing,) = store.references.named_by(DECISION, "replaces")
    assert (replacing.notice, replacing.document) == ("later", replace(DECISION, issuer=""))
    assert [one.relation for one in store.references.of_notice("own")] == ["is", "basis"]
    assert [one.notice for one in store.references.named_by(DocumentKey("", "luat-dat-dai", 2003))] == ["own"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (DocumentKey("5-qd-ubnd"), ["2010", "2011", "unsaid"]),
        (DocumentKey("5-qd-ubnd", "", 2010), ["2010", "unsaid"]),
        (DocumentKey("5-qd-ubnd", "", 2010, "so-y-te"), ["unsaid"]),
        (DocumentKey("5-qd-ubnd", "", 1999), ["unsaid"]),
        (DocumentKey("6-qd-ubnd"), []),
        (DocumentKey("", "luat-dat-dai"), []),
    ],
)
def test_what_a_citation_does_not_say_may_be_anything(store: Store, asked: DocumentKey, found: list[str]) -> None:
    named = {"2010": "Quyết định số 5/QĐ-UBND ngày 1/2/2010 của UBND tỉnh", "unsaid": "Quyết định số 5/QĐ-UBND"}
    named["2011"] = named["2010"].replace("/2010", "/2011")
    keep(store, *(notice(id, text=f"Theo {text}") for id, text in named.items()))
    assert sorted(one.notice for one in store.references.named_by(asked)) == found


def test_what_others_say_that_a_document_does_is_found_too(store: Store) -> None:
    keep(store, notice("news", text="Nghị định số 15/2020/NĐ-CP được sửa đổi bởi Nghị định số 14/2022/NĐ-CP."))
    (said,) = store.references.said_to_do(DocumentKey("14-nd-cp", "", 2022))
    assert (said.relation, said.printed, said.of_printed) == ("amends", "15/2020/NĐ-CP", "14/2022/NĐ-CP")
    assert store.references.said_to_do(DocumentKey("14-nd-cp", "", 2021)) == ()


def test_what_a_notice_says_now_takes_the_place_of_what_it_said(store: Store) -> None:
    one = notice("a", text="Căn cứ Nghị định số 1/2010/NĐ-CP")
    keep(store, one)
    edited = replace(one, text="Căn cứ Nghị định số 2/2010/NĐ-CP")
    store.references.save({"a": references_of(edited)})
    assert [said.printed for said in store.references.of_notice("a")] == ["2/2010/NĐ-CP"]


def test_the_page_of_a_file_is_told(store: Store) -> None:
    file = Attachment("https://x.example/a.pdf", "a.pdf", sha256="ab" * 32, text="Trang 1\fNghị định số 7/2009/NĐ-CP")
    keep(store, notice("a", attachments=(file,)))
    (said,) = store.references.of_notice("a")
    assert (said.sha256, said.page) == ("ab" * 32, 2)


def test_of_a_redacted_notice_nothing_is_kept_whenever_it_was_read(store: Store) -> None:
    one = notice("a", text="Căn cứ Nghị định số 1/2010/NĐ-CP")
    keep(store, one)
    with store.writing() as writer:
        writer.redact("a", "yêu cầu", NOW + timedelta(days=1))
    assert store.references.of_notice("a") == ()
    store.references.save({"a": references_of(one)})
    assert store.references.of_notice("a") == ()


def test_nothing_is_said_of_nothing(store: Store) -> None:
    store.references.save({})
    nobody = Reference("x", "", DocumentKey(), "cites")
    assert store.references.named_by(nobody.document) == ()
    assert store.references.bearers(DocumentKey()) == store.references.said_to_do(DocumentKey()) == ()


def test_edited_notices_come_with_their_states_the_last_edited_first(store: Store) -> None:
    keep(store, notice("a"), notice("b"), notice("c"), notice("d"))
    with store.writing() as writer:
        for n, id in enumerate(("a", "b", "d"), 1):
            writer.edit_notice(notice(id, text=f"Sửa {n}"), ("text",), NOW + timedelta(hours=n))
        writer.redact("d", "yêu cầu", NOW + timedelta(days=1))
    first, second = store.versions.edited()
    assert [(one.notice, [state.text for state in one.states]) for one in (first, second)] == [
        ("b", ["", "Sửa 2"]),
        ("a", ["", "Sửa 1"]),
    ]
    assert [one.notice for one in store.versions.edited((first.updated, first.notice), 1)] == ["a"]


def test_what_an_edit_did_stands_beside_what_was_before(store: Store) -> None:
    pdf = Attachment("https://x.vn/1.pdf", "1.pdf", sha256=None)
    keep(store, notice("a", title="Hạn 05/8", doc_number="1/TB", attachments=(pdf,)), notice("b"), notice("c"))
    with store.writing() as writer:
        writer.edit_notice(notice("a", title="Hạn 10/8", doc_number="2/TB"), ("title",), NOW + timedelta(hours=1))
        writer.edit_notice(notice("a", title="Hạn 15/8", doc_number="2/TB"), ("title",), NOW + timedelta(hours=2))
        writer.edit_notice(notice("c", text="Sửa"), ("text",), NOW + timedelta(hours=3))
        writer.redact("c", "yêu cầu", NOW + timedelta(days=1))
    edits = store.versions.last_edits(store.notices.many(["a", "b", "c"]))
    assert list(edits) == ["a"]
    assert (edits["a"].seen, edits["a"].changed) == (NOW + timedelta(hours=2), ("title",))
    assert (edits["a"].before.title, edits["a"].before.doc_number) == ("Hạn 10/8", "2/TB")


def test_files_of_before_come_with_the_edit(store: Store) -> None:
    pdf = Attachment("https://x.vn/1.pdf", "1.pdf")
    keep(store, notice("a", attachments=(pdf,)))
    with store.writing() as writer:
        writer.edit_notice(notice("a"), ("attachments",), NOW + timedelta(hours=1))
    (edit,) = store.versions.last_edits(store.notices.many(["a"])).values()
    assert [file.name for file in edit.before.attachments] == ["1.pdf"]


def test_what_edits_did_costs_one_statement_and_none_where_there_were_none(store: Store) -> None:
    keep(store, notice("a"), notice("b"), notice("c"))
    plain = store.notices.many(["a", "b", "c"])
    with store.writing() as writer:
        for id in ("a", "b"):
            writer.edit_notice(notice(id, text="Sửa"), ("text",), NOW + timedelta(hours=1))
    edited = store.notices.many(["a", "b", "c"])
    told: list[str] = []
    event.listen(store._database._engine, "before_cursor_execute", lambda _c, _cur, sql, *_: told.append(sql))
    assert store.versions.last_edits(plain) == {}
    assert not any("revision" in sql for sql in told)
    assert set(store.versions.last_edits(edited)) == {"a", "b"}
    assert sum("revision" in sql for sql in told) == 1
