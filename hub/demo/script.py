"""What is up on a sample site at a moment: a pure function of the site, the start and now."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.demo.days import fill, workday
from hub.demo.samples import Sample, SampleFile, Site
from hub.vietnamese.dates import VIETNAM

_MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
_REMARK = "\n\n(Tài liệu mẫu của Đầu Mối: nội dung minh họa, không có giá trị pháp lý)"


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice in the version that is up now, every date written in; `changed` is when it came to be so."""

    id: int
    key: str
    title: str
    section: str
    number: str
    summary: str
    paragraphs: tuple[str, ...]
    published: datetime
    changed: datetime
    files: tuple[SampleFile, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteState:
    """What a visitor meets: the notices that are up, newest first, and those that were taken down."""

    shown: tuple[Shown, ...]
    withdrawn: tuple[Shown, ...]
    changed: datetime


def site_state(site: Site, start: datetime, now: datetime) -> SiteState:
    """Which notices are up, and in which version."""
    elapsed = (now - start).total_seconds()
    known = [sample for sample in site.samples if sample.appears <= elapsed]
    gone = [sample for sample in known if sample.withdrawn is not None and sample.withdrawn <= elapsed]
    shown = [_shown(sample, start, elapsed) for sample in known if sample not in gone]
    return SiteState(
        shown=tuple(sorted(shown, key=lambda notice: (notice.published, notice.id), reverse=True)),
        withdrawn=tuple(_shown(sample, start, elapsed) for sample in gone),
        changed=max((_changed(sample, start, elapsed) for sample in known), default=start),
    )


def _shown(sample: Sample, start: datetime, elapsed: float) -> Shown:
    today = start.astimezone(VIETNAM).date()
    title, body = _version(sample, elapsed)
    paragraphs = tuple(fill(part.strip(), today) for part in body.split("\n\n"))
    heading = fill(f"Số: {sample.number}\n{sample.signed_at}, {{long {-sample.issued:+d}}}", today)
    shown = Shown(
        id=sample.id,
        key=sample.key,
        title=fill(title, today),
        section=sample.section,
        number=sample.number,
        summary=fill(sample.summary, today) or paragraphs[0],
        paragraphs=(heading, *paragraphs) if sample.number else paragraphs,
        published=_published(sample, start),
        changed=_changed(replace(sample, withdrawn=None), start, elapsed),
    )
    files = (replace(file, text=(fill(file.text, today) or _document(shown)) + _REMARK) for file in sample.files)
    return replace(shown, files=tuple(files))


def _document(notice: Shown) -> str:
    """The notice as a letter: motto, number, what it is about, text."""
    number, *rest = notice.paragraphs
    return "\n\n".join((_MOTTO, number, notice.title.upper(), *rest))


def _version(sample: Sample, elapsed: float) -> tuple[str, str]:
    """Title and body, corrected if the editor has been at it."""
    correction, body = sample.correction, sample.body
    if correction is None or elapsed < correction.after:
        return sample.title, body
    for old, new in correction.replace:
        body = body.replace(old, new)
    return correction.title, body


def _published(sample: Sample, start: datetime) -> datetime:
    local = start.astimezone(VIETNAM)
    return datetime.combine(workday(local.date(), -sample.days), sample.at, VIETNAM)


def _changed(sample: Sample, start: datetime, elapsed: float) -> datetime:
    """The last of what has happened to it: published, put up late, corrected, taken down."""
    seconds = (sample.appears, sample.correction.after if sample.correction else 0, sample.withdrawn or 0)
    events = (start + timedelta(seconds=after) for after in seconds if 0 < after <= elapsed)
    return max((_published(sample, start), *events))
