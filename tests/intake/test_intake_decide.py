"""What a statement means for what is known: a table of pairs, and the reasons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.intake.decide import decide
from hub.intake.normalise import notice_from_item
from hub.records import Attachment, Item, Notice, Source, StatedDate

FIRST = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
LATER = FIRST + timedelta(days=1)
SOURCE = Source("syt-tin", "so-y-te", "https://syt.khanhhoa.gov.vn/")


def said(html: str = "<p>Nội dung</p>", **fields: object) -> Notice:
    given = {"title": "Thông báo mời thầu gói số 3", "dates": (StatedDate("30/10/2026 09:00", "feed"),), **fields}
    source = str(given.pop("source", "syt-tin"))
    item = Item(source=source, url="https://syt.khanhhoa.gov.vn/tin/17", html=html, html_from="page", **given)  # type: ignore[arg-type]
    return notice_from_item(item, replace(SOURCE, slug=source), FIRST)


KNOWN = decide(None, said(), FIRST).notice


def test_what_nobody_knew_is_new_and_updated_now() -> None:
    decision = decide(None, said(), FIRST)
    assert (decision.kind, decision.notice.updated, decision.notice.first_seen) == ("new", FIRST, FIRST)


def test_the_same_again_is_unchanged() -> None:
    assert decide(KNOWN, said(), LATER).kind == "unchanged"


@pytest.mark.parametrize(
    ("html", "fields", "changed"),
    [
        ("<p>Nội dung mới</p>", {}, ("text",)),
        ("<p>Nội dung</p>", {"title": "Thông báo mời thầu gói số 3 (đính chính)"}, ("title",)),
        ("<p>Nội dung</p>", {"number": "15/TB-SYT"}, ("doc_number",)),
    ],
)
def test_what_differs_is_an_edit_and_named(html: str, fields: dict[str, object], changed: tuple[str, ...]) -> None:
    decision = decide(KNOWN, said(html, **fields), LATER)
    assert (decision.kind, decision.changed) == ("edited", changed)
    assert (decision.notice.updated, decision.notice.first_seen, decision.notice.id) == (LATER, FIRST, KNOWN.id)


def test_a_changed_date_alone_is_no_edit_and_the_first_one_stands() -> None:
    decision = decide(KNOWN, said(dates=(StatedDate("02/11/2026 09:00", "feed"),)), LATER)
    assert (decision.kind, decision.notice.published) == ("unchanged", KNOWN.published)


def test_a_date_that_was_never_stated_is_filled_in() -> None:
    undated = decide(None, said(dates=()), FIRST).notice
    decision = decide(undated, said(), LATER)
    assert (decision.kind, decision.notice.published_from) == ("completed", "feed")


def test_a_title_cut_short_by_a_listing_is_no_edit() -> None:
    assert decide(KNOWN, said(title="Thông báo mời thầu gói..."), LATER).kind == "unchanged"


def test_a_page_that_gives_the_announced_text_in_full_completes_the_notice() -> None:
    teaser = replace(said("<p>Nội dung</p>"), html_from="feed")
    decision = decide(decide(None, teaser, FIRST).notice, said("<p>Nội dung</p><p>và tiếp theo</p>"), LATER)
    assert (decision.kind, decision.notice.updated) == ("completed", FIRST)


def test_a_teaser_never_displaces_a_body_that_was_read() -> None:
    decision = decide(KNOWN, replace(said("<p>Nội…</p>"), html_from="feed"), LATER)
    assert (decision.kind, decision.notice.text) == ("unchanged", "Nội dung")


def test_another_source_with_the_same_page_edits_nothing() -> None:
    assert decide(KNOWN, said("<p>Khác</p>", source="cong-tinh"), LATER).kind == "unchanged"


def test_a_withdrawn_notice_that_is_back_is_restored() -> None:
    decision = decide(replace(KNOWN, withdrawn=True), said(), LATER)
    assert (decision.kind, decision.notice.withdrawn, decision.notice.updated) == ("restored", False, LATER)


def test_a_redacted_notice_is_never_filled_again() -> None:
    redacted = replace(KNOWN, redacted=True, text="", html="", title="[đã lược bỏ]")
    assert decide(redacted, said("<p>Nội dung</p>"), LATER).notice == redacted


def test_files_fetched_before_are_kept_and_a_replaced_one_is_an_edit() -> None:
    kept = Attachment("https://a.vn/1.pdf", "1.pdf", sha256="aa", state="skipped")
    known = replace(KNOWN, attachments=(kept,))
    again = replace(said(), attachments=(Attachment("https://a.vn/1.pdf", "1.pdf"),))
    assert decide(known, again, LATER).notice.attachments == (kept,)
    replaced = replace(said(), attachments=(replace(kept, sha256="bb"),))
    assert decide(known, replaced, LATER).changed == ("attachments",)


def test_a_file_that_could_not_be_had_before_completes_its_notice() -> None:
    lost = Attachment("https://a.vn/1.pdf", "1.pdf", state="failed", reason="http_5xx")
    had = replace(lost, sha256="aa", state="text", reason=None)
    decision = decide(replace(KNOWN, attachments=(lost,)), replace(said(), attachments=(had,)), LATER)
    assert (decision.kind, decision.changed, decision.notice.attachments) == ("completed", (), (had,))
    other = Attachment("https://a.vn/2.pdf", "2.pdf")
    assert decide(replace(KNOWN, attachments=(lost,)), replace(said(), attachments=(other,)), LATER).kind == "edited"


def test_a_coarse_date_is_refined_by_one_that_agrees_and_by_no_other() -> None:
    day = replace(said(), published=datetime(2026, 9, 24, tzinfo=UTC), published_precision="day")
    minute = replace(said(), published=datetime(2026, 9, 24, 1, 30, tzinfo=UTC), published_precision="minute")
    refined = decide(day, minute, LATER)
    assert (refined.kind, refined.notice.published) == ("completed", minute.published)
    another = replace(minute, published=datetime(2026, 9, 26, 1, 30, tzinfo=UTC))
    assert decide(day, another, LATER).notice.published == day.published
    assert decide(minute, day, LATER).kind == "unchanged"
