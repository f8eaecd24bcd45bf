"""Nothing of what a redacted notice said is left: in no column, and in no byte of the database's files."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from hub.records import Attachment, Item, Notice, StatedDate, Validators
from hub.store.store import Store

Make = Callable[..., Notice]
SECRET = "Trần Thị Bí Mật"


def everything_in(file: Path) -> Iterator[tuple[str, str, str]]:
    """Every value of every table: table, column, value as text."""
    connection = sqlite3.connect(file)
    try:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            found = connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in found.description]
            yield from ((table, name, str(value)) for row in found for name, value in zip(names, row, strict=True))
    finally:
        connection.close()


def secret_notice(notice: Make, store: Store) -> Notice:
    """A notice that says the secret wherever a notice can."""
    file = Attachment(
        f"https://f.example/{SECRET}.pdf",
        f"{SECRET}.pdf",
        sha256=store.blobs.put(f"%PDF {SECRET}".encode()),
        text=f"Trang một\fcủa {SECRET}",
        state="text",
    )
    return notice(
        "secret",
        title=f"Xử phạt {SECRET}",
        summary=f"{SECRET} bị phạt",
        text=f"Bà {SECRET} " * 500,
        html=f"<p>{SECRET}</p>" * 500,
        published_raw=f"24/9 {SECRET}",
        section_source=SECRET,
        signer=SECRET,
        cites=(f"1/QĐ-{SECRET}",),
        attachments=(file,),
        digest="the-digest",
        page_sha256=store.blobs.put(f"<html>{SECRET}</html>".encode()),
    )


def tell(store: Store, notice: Make, now: datetime) -> None:
    """Let the secret pass through every way into the store, twice."""
    first = secret_notice(notice, store)
    row = Item("syt", first.url, first.title, html=first.html, dates=(StatedDate(SECRET, "listing"),))
    with store.writing() as writer:
        writer.add_notice(first, [f"url:{first.url}", f"said:syt:{SECRET}|24/9"])
        writer.sight("secret", "syt", row, now)
        writer.save_page("syt", first.url, "secret", Validators(), now, now, 0)
    with store.writing() as writer:
        writer.complete_notice(replace(first, text=f"{first.text} đủ"))
        writer.edit_notice(replace(first, text=f"{first.text} sửa"), ("text",), now)
        writer.set_attachments("secret", (replace(first.attachments[0], text=f"{SECRET}\f{SECRET}"),))


def test_no_column_of_no_table_holds_a_word_of_it(store: Store, notice: Make, now: datetime, tmp_path: Path) -> None:
    tell(store, notice, now)
    told = {(table, column) for table, column, value in everything_in(tmp_path / "daumoi.db") if SECRET in value}
    assert {table for table, _ in told} >= {"notice", "revision", "attachment", "file_text", "sighting", "alias"}
    with store.writing() as writer:
        writer.redact("secret", "yêu cầu của công dân", now + timedelta(days=1))
    assert [where for where in everything_in(tmp_path / "daumoi.db") if SECRET in where[2]] == []


def test_no_byte_of_the_folder_holds_it_either(store: Store, notice: Make, now: datetime, tmp_path: Path) -> None:
    tell(store, notice, now)
    with store.writing() as writer:
        writer.redact("secret", "yêu cầu của công dân", now)
    holding = [file.name for file in tmp_path.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]
    assert holding == []


def test_what_stays_is_that_it_was_there_its_digest_and_the_reason(
    store: Store, notice: Make, now: datetime, tmp_path: Path
) -> None:
    tell(store, notice, now)
    with store.writing() as writer:
        writer.redact("secret", "yêu cầu của công dân", now)
    kept = [(column, value) for table, column, value in everything_in(tmp_path / "daumoi.db") if table == "redaction"]
    assert dict(kept) == {
        "notice": "secret",
        "at": "2010-09-24 01:30:00.000000+00:00",
        "reason": "yêu cầu của công dân",
        "digest": "the-digest",
    }


def test_the_site_that_says_it_again_is_not_believed(store: Store, notice: Make, now: datetime, tmp_path: Path) -> None:
    tell(store, notice, now)
    with store.writing() as writer:
        writer.redact("secret", "yêu cầu của công dân", now)
    again = secret_notice(notice, store)
    with store.writing() as writer:
        writer.add_notice(again, [f"said:syt:{SECRET}|24/9"])
        writer.sight("secret", "syt", Item("syt", again.url, again.title), now)
        writer.edit_notice(again, ("text",), now)
        writer.complete_notice(again)
        writer.add_aliases("secret", [f"said:syt:{SECRET}|25/9"])
        writer.set_attachments("secret", again.attachments)
    assert [where for where in everything_in(tmp_path / "daumoi.db") if SECRET in where[2]] == []
    assert [file for file in tmp_path.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()] == []
    found = store.notices.find([f"said:syt:{SECRET}|24/9"])
    assert found is not None and found.id == "secret" and found.redacted
