"""What a statement means for what is known: new, edited, completed, restored or nothing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from hub.intake.normalise import digest, is_finer, said_text
from hub.intake.told import retold, told_by_files
from hub.records import Attachment, Moment, Notice
from hub.vietnamese.text import fold

Kind = Literal["new", "edited", "completed", "restored", "unchanged"]
_COMPARED = ("title", "text", "doc_number", "attachments")


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, the notice as it then stands, and which fields changed."""

    kind: Kind
    notice: Notice
    changed: tuple[str, ...] = ()


def decide(known: Notice | None, said: Notice, now: datetime) -> Decision:
    """Weigh what a source says against what is known.

    Re-appearing is not new, and a changed date alone is not an edit: real portals print the build time. Another
    source may carry the same page (the store notes the sighting), but only a notice's own edits it.
    """
    if known is None:
        return Decision("new", told_by_files(said))
    if known.redacted or said.source != known.source:
        return Decision("unchanged", known)
    merged = _merge(known, said)
    changed = changed_fields(known, merged)
    if known.withdrawn:
        return Decision("restored", replace(merged, withdrawn=False, updated=now), changed)
    if not changed:
        return Decision("completed" if _tells_more(known, merged) else "unchanged", merged)
    if _is_fuller(known, said, changed) or _is_told(known, merged, changed):
        return Decision("completed", merged, changed)
    return Decision("edited", replace(merged, updated=now), changed)


def decide_files(known: Notice, files: Sequence[Attachment], now: datetime) -> Decision:
    """The notice with its files as they are now: other bytes under an address are an edit, their coming is none."""
    merged = retold(known, tuple(files))
    if known.redacted or merged == known:
        return Decision("unchanged", known)
    if _files(known, merged) == _files(merged, known):
        return Decision("completed", merged)
    return Decision("edited", replace(merged, updated=now), changed_fields(known, merged))


def _merge(known: Notice, said: Notice) -> Notice:
    """What is said now in the name of what is known; a teaser never displaces a body read before."""
    merged = replace(
        said,
        id=known.id,
        source=known.source,
        agency=known.agency,
        url=known.url,
        title=known.title if _is_cut_short(said.title, known.title) else said.title,
        first_seen=known.first_seen,
        updated=known.updated,
        revisions=known.revisions,
        withdrawn=known.withdrawn,
        cluster=known.cluster,
        sources=known.sources,
        attachments=_kept_files(known, said),
    )
    merged = _keep_body(known, merged) if known.html_from == "page" and said.html_from != "page" else merged
    merged = told_by_files(_keep_date(known, merged))
    return replace(merged, digest=digest(merged))


def _keep_body(known: Notice, merged: Notice) -> Notice:
    return replace(
        merged,
        html=known.html,
        text=known.text,
        html_from=known.html_from,
        summary=known.summary,
        page_sha256=known.page_sha256,
        doc_number=merged.doc_number or known.doc_number,
        doc_key=merged.doc_key or known.doc_key,
        doc_type=merged.doc_type or known.doc_type,
        issued_on=merged.issued_on or known.issued_on,
        signer=merged.signer or known.signer,
        cites=known.cites,
        attachments=merged.attachments or known.attachments,
    )


def _keep_date(known: Notice, merged: Notice) -> Notice:
    """The first stated date stands; only one that was never stated may be filled in, and a coarse one refined."""
    if known.published_from == "first_seen" and merged.published_from != "first_seen":
        return merged
    if merged.published_from != "first_seen" and is_finer(_moment(merged), _moment(known)):
        return merged
    return replace(
        merged,
        published=known.published,
        published_precision=known.published_precision,
        published_from=known.published_from,
        published_raw=known.published_raw,
    )


def _moment(notice: Notice) -> Moment:
    return Moment(notice.published, notice.published_precision)


def _kept_files(known: Notice, said: Notice) -> tuple[Attachment, ...]:
    """The files said now, with what was learnt of them before where nothing newer was fetched."""
    before = {file.url: file for file in known.attachments}
    return tuple(before.get(file.url, file) if file.sha256 is None else file for file in said.attachments)


def changed_fields(known: Notice, said: Notice) -> tuple[str, ...]:
    """Which of the fields that make an edit differ; unchanged digests are believed."""
    pairs = {
        "title": (known.title, said.title),
        "text": ("", "") if known.digest == said.digest else (said_text(known.text), said_text(said.text)),
        "doc_number": (known.doc_number, said.doc_number),
        "attachments": (_files(known, said), _files(said, known)),
    }
    return tuple(name for name in _COMPARED if pairs[name][0] != pairs[name][1])


def _files(notice: Notice, other: Notice) -> frozenset[tuple[str, str | None]]:
    """The files by address and bytes; a file whose bytes one of the two never had is the same in both."""
    had = {file.url: file.sha256 for file in other.attachments}
    return frozenset((file.url, file.sha256 if had.get(file.url, "new") else None) for file in notice.attachments)


def _is_fuller(known: Notice, said: Notice, changed: tuple[str, ...]) -> bool:
    """Whether the page merely gives in full what the feed announced, so that nobody edited anything."""
    if known.html_from == "page" or said.html_from != "page" or "title" in changed:
        return False
    teaser = fold(known.summary or known.text).rstrip(" .…[]")[:80].strip()
    return teaser in fold(said.text) or not known.text


def _is_told(known: Notice, merged: Notice, changed: tuple[str, ...]) -> bool:
    """Whether only a file that is as it was could be read, or says more than it used to be asked."""
    return "attachments" not in changed and not changed_fields(
        told_by_files(replace(known, attachments=merged.attachments)), merged
    )


def _is_cut_short(title: str, whole: str) -> bool:
    """Whether a listing merely shortens the title we know.

    >>> _is_cut_short("Thông báo tuyển dụng viên...", "Thông báo tuyển dụng viên chức")
    True
    """
    stem = title.rstrip(" .…")
    return stem != title and len(stem) < len(whole) and whole.startswith(stem)


def _tells_more(known: Notice, merged: Notice) -> bool:
    """Whether something that is no edit has been learnt: a date, the bytes of a file, or the section's heading."""
    had = {file.url for file in known.attachments if file.sha256}
    return (
        (known.published_from, known.published) != (merged.published_from, merged.published)
        or (not known.section_source and bool(merged.section_source))
        or any(file.sha256 and file.url not in had for file in merged.attachments)
    )
