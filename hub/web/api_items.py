"""Records as the API shows them. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape

from hub.records import Agency, Attachment, Change, EvidenceLine, Likeness, Notice, Revision, Rhythm
from hub.web.api_shapes import (
    AgencyItem,
    ChangeItem,
    ClusterItem,
    EvidenceItem,
    FileItem,
    Head,
    LikenessItem,
    MemberItem,
    NoticeItem,
    RevisionItem,
    RhythmItem,
    SourceItem,
)
from hub.web.coverage import SourceLine
from hub.web.show import api_moment


def notice_item(notice: Notice) -> NoticeItem:
    """The notice; every key is always there."""
    return NoticeItem(
        id=notice.id,
        url=notice.url,
        title=notice.title,
        summary=notice.summary,
        text=notice.text,
        html=notice.html,
        agency=notice.agency,
        source=notice.source,
        sources=list(notice.sources),
        section=notice.section,
        section_source=notice.section_source,
        lang=notice.lang,
        doc_number=notice.doc_number,
        doc_key=notice.doc_key,
        doc_type=notice.doc_type,
        issued_on=_day(notice.issued_on),
        signer=notice.signer,
        published=api_moment(notice.published),
        published_precision=notice.published_precision,
        published_from=notice.published_from,
        published_raw=notice.published_raw,
        first_seen=api_moment(notice.first_seen),
        updated=api_moment(notice.updated),
        attachments=[file_item(attachment) for attachment in notice.attachments],
        cites=list(notice.cites),
        cluster=notice.cluster,
        revisions=notice.revisions,
        withdrawn=notice.withdrawn,
    )


def file_item(attachment: Attachment) -> FileItem:
    """A file of a notice."""
    return FileItem(
        url=attachment.url,
        name=attachment.name,
        media_type=attachment.media_type,
        bytes=attachment.bytes,
        sha256=attachment.sha256,
        text=attachment.text,
        state=attachment.state,
        reason=attachment.reason,
    )


def cluster_item(cluster: str | None, members: Sequence[Notice], likenesses: Sequence[Likeness]) -> ClusterItem:
    """The notices of a cluster, and what says so."""
    return ClusterItem(
        cluster=cluster,
        members=[_member_item(one) for one in members],
        likenesses=[_likeness_item(one) for one in likenesses],
    )


def _likeness_item(one: Likeness) -> LikenessItem:
    return LikenessItem(
        one=one.one,
        other=one.other,
        rule=one.rule,
        similarity=one.similarity,
        differing=one.differing,
        number=one.number,
        file=one.file,
    )


def _member_item(notice: Notice) -> MemberItem:
    return MemberItem(
        id=notice.id,
        agency=notice.agency,
        title=notice.title,
        url=notice.url,
        published=api_moment(notice.published),
        withdrawn=notice.withdrawn,
    )


def revision_item(revision: Revision) -> RevisionItem:
    """One state of a notice."""
    return RevisionItem(
        n=revision.n,
        seen=api_moment(revision.seen),
        digest=revision.digest,
        changed=list(revision.changed),
        sha256=revision.sha256,
    )


def change_item(change: Change, notice: NoticeItem | None) -> ChangeItem:
    """A line of the change log."""
    return ChangeItem(cursor=change.cursor, kind=change.kind, id=change.notice, at=api_moment(change.at), notice=notice)


def evidence_item(line: EvidenceLine) -> EvidenceItem:
    """A line of the log of evidence."""
    return EvidenceItem(
        n=line.n,
        at=line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        kind=line.kind,
        notice=line.notice,
        version=line.version,
        sha256=line.sha256,
        record=line.record,
        before=line.before,
        far=line.far,
        digest=line.digest,
    )


def head_item(line: EvidenceLine | None) -> Head | None:
    """The last line, as much as is worth noting."""
    return Head(n=line.n, digest=line.digest, at=api_moment(line.at)) if line else None


def source_item(line: SourceLine, cadence: float | None, rhythm: Rhythm | None = None, advice: str = "") -> SourceItem:
    """A source and how it is doing."""
    return SourceItem(
        slug=line.slug,
        name=line.name,
        agency=line.agency,
        homepage=line.homepage,
        state=line.state,
        error=line.error,
        finding=line.finding,
        detail=line.detail,
        advice=advice,
        since=_moment(line.since),
        last_try=_moment(line.last_try),
        last_ok=_moment(line.last_ok),
        last_new=_moment(line.last_new),
        next_due=_moment(line.next_due),
        items=line.items,
        cadence=cadence,
        rhythm=_rhythm_item(rhythm) if rhythm else None,
        gaps=line.gaps,
    )


def _rhythm_item(rhythm: Rhythm) -> RhythmItem:
    halves = zip(rhythm.slots[::2], rhythm.slots[1::2], strict=True)
    return RhythmItem(
        learned=api_moment(rhythm.at),
        a_day=round(rhythm.a_day, 2),
        weekdays=[round(share, 4) for share in rhythm.weekdays],
        hours=[round(first + second, 4) for first, second in halves],
        within=round(rhythm.within),
    )


def agency_item(agency: Agency, base_url: str) -> AgencyItem:
    """An agency; `url` is its page here."""
    return AgencyItem(
        slug=agency.slug,
        name=agency.name,
        kind=agency.kind,
        level=agency.level,
        parent=agency.parent,
        valid_from=_day(agency.valid_from),
        valid_to=_day(agency.valid_to),
        successor=agency.successor,
        url=f"{base_url}/agencies/{agency.slug}",
    )


def marked_html(pieces: tuple[tuple[str, bool], ...]) -> str:
    """Pieces of a text as HTML.

    >>> marked_html((("giá ", False), ("<đất>", True)))
    'giá <mark>&lt;đất&gt;</mark>'
    """
    return "".join(f"<mark>{escape(text)}</mark>" if marked else escape(text) for text, marked in pieces)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return api_moment(moment) if moment else None
