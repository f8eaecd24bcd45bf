"""Kept files: right name, right type, no harm."""

from hashlib import sha256
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records import Attachment, AttachmentState
from hub.web.attachments import safe_name, shown_file

NAMES = (
    ("bang-gia.pdf", 'attachment; filename="bang-gia.pdf"; filename*=UTF-8\'\'bang-gia.pdf'),
    ("Giá đất.pdf", "attachment; filename=\"Gi_ __t.pdf\"; filename*=UTF-8''Gi%C3%A1%20%C4%91%E1%BA%A5t.pdf"),
    ('a"; x=1.pdf', "attachment; filename=\"a ; x=1.pdf\"; filename*=UTF-8''a%20%3B%20x%3D1.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "attachment; filename=\"a Set-Cookie x.pdf\"; filename*=UTF-8''a%20Set-Cookie%20x.pdf"),
    ("..\\..\\con.pdf", "attachment; filename=\"con.pdf\"; filename*=UTF-8''con.pdf"),
    ("100%.pdf", "attachment; filename=\"100_.pdf\"; filename*=UTF-8''100%25.pdf"),
)  # fmt: skip


@pytest.fixture
def kept(sample: ModuleType) -> str:
    return sha256(sample.PDF).hexdigest()


@pytest.mark.parametrize(("name", "disposition"), NAMES)
def test_a_name_arrives_whole_and_in_one_header(visitor: Any, kept: str, name: str, disposition: str) -> None:
    answer = visitor.get(f"/files/{kept}/{quote(name, safe='')}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == disposition
    assert "set-cookie" not in answer.headers


def test_a_kept_file_is_typed_by_what_it_is_and_kept_out_of_our_pages(
    visitor: Any, sample: ModuleType, kept: str
) -> None:
    answer = visitor.get(f"/files/{kept}/page.html")
    assert answer.content == sample.PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_kept_file_can_be_had_again_in_parts_or_not_at_all(visitor: Any, sample: ModuleType, kept: str) -> None:
    path = f"/files/{kept}/a.pdf"
    tag = visitor.get(path).headers["etag"]
    assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 304
    part = visitor.get(path, headers={"Range": "bytes=0-7"})
    assert (part.status_code, part.content) == (206, sample.PDF[:8])
    assert visitor.get(path, headers={"Range": "bytes=999999-"}).status_code == 416
    head = visitor.ask("HEAD", path)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(sample.PDF)))


def test_only_files_of_notices_are_given_out(visitor: Any, sample: ModuleType, kept: str) -> None:
    evidence = sha256(sample.PAGE_OF_THEIRS).hexdigest()
    for name in (evidence, "0" * 64, kept.upper(), kept[:-1], f"{kept}x", "../" * 8):
        assert visitor.get(f"/files/{name}/a.html").status_code == 404


@given(st.text(max_size=200), st.sampled_from(["", ".pdf", ".docx"]))
def test_any_name_becomes_a_safe_one_and_stays_so(name: str, extension: str) -> None:
    safe = safe_name(name, extension)
    assert safe == safe_name(safe)
    assert not set(safe) & set('"\\/\r\n\0<>|*?:')
    assert 0 < len(safe.encode()) <= 255
    assert not safe.startswith((".", " "))


@pytest.mark.parametrize(
    ("attachment", "name", "kind"),
    [
        (Attachment("https://x.vn/a/b%C3%A1o.docx", ""), "báo.docx", "DOCX"),
        (Attachment("https://x.vn/download?id=1", "Tải về", "application/pdf"), "Tải về", "PDF"),
        (Attachment("https://x.vn/download?id=1", "Tải về", "text/html"), "Tải về", ""),
        (Attachment("https://[x", ""), "Tệp", ""),
    ],
)
def test_a_file_is_listed_by_name_and_kind_as_far_as_they_are_known(
    attachment: Attachment, name: str, kind: str
) -> None:
    shown = shown_file(attachment, "Tệp")
    assert (shown.name, shown.kind, shown.kept) == (name, kind, None)


def test_an_address_that_leads_nowhere_safe_is_not_linked() -> None:
    for url in ("javascript:alert(1)", "JaVa\tScript:alert(1)", "data:text/html,x", "//x.vn/a", "vbscript:x"):
        assert shown_file(Attachment(url, "a.pdf"), "Tệp").original is None


@pytest.mark.parametrize(
    ("state", "reason", "kept", "remark"),
    [
        ("text", None, "ab" * 32, None),
        ("text", "part", "ab" * 32, "file.part"),
        ("no_text", "scan", "ab" * 32, "file.scan"),
        ("no_text", None, "ab" * 32, "file.no_text"),
        ("failed", "too_heavy", "ab" * 32, "file.too_heavy"),
        ("failed", "internal", "ab" * 32, "file.failed"),
        ("failed", "http_4xx", None, "file.not_fetched"),
        ("skipped", "too_large", None, "file.too_large"),
        ("skipped", None, None, None),
    ],
)
def test_why_the_words_of_a_file_are_not_found_is_said(
    state: AttachmentState, reason: str | None, kept: str | None, remark: str | None
) -> None:
    file = Attachment("https://x.vn/a.pdf", "a.pdf", sha256=kept, state=state, reason=reason)
    assert shown_file(file, "Tệp").remark == remark
