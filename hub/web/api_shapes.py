"""The shapes of the API's answers. Documented in /api/openapi.json."""

from collections.abc import Mapping
from typing import NotRequired

from typing_extensions import TypedDict

from hub.records import AttachmentState, ChangeKind, EvidenceKind, LikenessRule, Origin, Precision
from hub.web.incident_shapes import IncidentItem


class FileItem(TypedDict):
    """A file of a notice; `sha256` leads to the kept copy at /files/{sha256}/{name}."""

    url: str
    name: str
    media_type: str | None
    bytes: int | None
    sha256: str | None
    text: str
    state: AttachmentState
    reason: str | None


class NoticeItem(TypedDict):
    """A notice as the hub keeps it; times bear the Vietnamese offset, `revisions` counts the states after the first."""

    id: str
    url: str
    title: str
    summary: str
    text: str
    html: str
    agency: str
    source: str
    sources: list[str]
    section: str
    section_source: str
    lang: str
    doc_number: str | None
    doc_key: str | None
    doc_type: str | None
    issued_on: str | None
    signer: str | None
    published: str
    published_precision: Precision
    published_from: Origin
    published_raw: str
    first_seen: str
    updated: str
    attachments: list[FileItem]
    cites: list[str]
    cluster: str | None
    revisions: int
    withdrawn: bool


class NoticeList(TypedDict):
    """A part of a list; `cursor`, on the first one only, is where /changes goes on from."""

    items: list[NoticeItem]
    next: str | None
    cursor: int | None


class Highlights(TypedDict):
    """Where the query was found, as HTML with <mark> and nothing else."""

    title: str
    text: str


class FoundItem(NoticeItem):
    """A notice that was found, and where."""

    highlights: Highlights


class FacetValue(TypedDict):
    """How many of all found notices have this value."""

    value: str
    label: str
    count: int


class MistakeItem(TypedDict):
    """What of a query could not be understood, from which letter on; the last of the repairs was searched."""

    code: str
    at: int
    hint: str
    repairs: list[str]


class FoundList(TypedDict):
    """A part of what was found, and how much there is in all.

    `whole` of them hold all the words; where nothing did as typed, `instead` was searched, or `suggestions` find more.
    """

    items: list[FoundItem]
    next: str | None
    total: int
    facets: Mapping[str, list[FacetValue]]
    whole: int
    mistakes: list[MistakeItem]
    instead: str | None
    suggestions: list[str]


class RevisionItem(TypedDict):
    """One state of a notice: when it was first seen, and what changed against the one before."""

    n: int
    seen: str
    digest: str
    changed: list[str]
    sha256: str | None


class LikenessItem(TypedDict):
    """What says that two notices are the same announcement: the rule, the share of the shorter text that both have, of
    numbers, dates and names at the same places the share that differs, the number and the file that both have."""

    one: str
    other: str
    rule: LikenessRule
    similarity: float
    differing: float
    number: str
    file: str


class MemberItem(TypedDict):
    """A notice of a cluster."""

    id: str
    agency: str
    title: str
    url: str
    published: str
    withdrawn: bool


class ClusterItem(TypedDict):
    """The notices that are the same announcement as this one, itself among them, and what says so of this one."""

    cluster: str | None
    members: list[MemberItem]
    likenesses: list[LikenessItem]


class ChangeItem(TypedDict):
    """A line of the change log, with the notice as it is now."""

    cursor: int
    kind: ChangeKind
    id: str
    at: str
    notice: NoticeItem | None


class Head(TypedDict):
    """The last line of the log of evidence: whoever notes its digest can hold the hub to every line before."""

    n: int
    digest: str
    at: str


class EvidenceItem(TypedDict):
    """A line of the log of evidence; `at` as its digest covers it."""

    n: int
    at: str
    kind: EvidenceKind
    notice: str
    version: int | None
    sha256: str | None
    record: str
    before: str
    far: str
    digest: str


class EvidenceList(TypedDict):
    """A part of the log of evidence."""

    head: Head | None
    items: list[EvidenceItem]
    next: str | None


class ChangeList(TypedDict):
    """A part of the change log; ask again from the last cursor.

    The header `Daumoi-Evidence` has number and digest of the last line of the log of evidence: worth noting.
    """

    items: list[ChangeItem]
    next: str | None


class RhythmItem(TypedDict):
    """When a source publishes, as learned: notices a day, the shares of the weekdays from Monday and of the hours of
    a day (+07:00); what comes when it is to be expected is found `within` so many seconds."""

    learned: str
    a_day: float
    weekdays: list[float]
    hours: list[float]
    within: float


class SourceItem(TypedDict):
    """A source and how it is doing; `cadence`: seconds between two visits, `detail`: the traps that the last met,
    `gaps`: how many are open.

    Once its `rhythm` is known, visits follow that, at no more of them.

    `finding` names what is wrong though it answers; `detail` is the evidence then, and `advice` says what to do.
    """

    slug: str
    name: str
    agency: str
    homepage: str
    state: str
    error: str | None
    finding: str | None
    detail: str
    advice: str
    since: str | None
    last_try: str | None
    last_ok: str | None
    last_new: str | None
    next_due: str | None
    items: int
    cadence: float | None
    rhythm: RhythmItem | None
    gaps: int


class SourceList(TypedDict):
    """Every source."""

    items: list[SourceItem]
    next: str | None


class AgencyItem(TypedDict):
    """An agency with the time it existed and who took over."""

    slug: str
    name: str
    kind: str
    level: str
    parent: str | None
    valid_from: str | None
    valid_to: str | None
    successor: str | None
    url: str


class AgencyList(TypedDict):
    """Every agency."""

    items: list[AgencyItem]
    next: str | None


class Coverage(TypedDict):
    """The sources by state, when one was last read, and the incidents that are open."""

    updated: str | None
    working: int
    total: int
    states: Mapping[str, int]
    incidents: list[IncidentItem]
    items: list[SourceItem]


class Problem(TypedDict):
    """What went wrong (RFC 9457): each `parameter` with its `problem`, or the `code` and place `at` of a mistake."""

    type: str
    title: str
    status: int
    detail: NotRequired[str]
    errors: NotRequired[list[dict[str, str]]]
    code: NotRequired[str]
    at: NotRequired[int]
    hint: NotRequired[str]
