"""The shapes of the API: what its answers are made of, and what may be asked. Documented in /api/openapi.json."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, NotRequired

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from typing_extensions import TypedDict

from hub.records import AttachmentState, ChangeKind, Filters, Origin, Precision, Sort
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.text import clean, slug
from hub.web.asked import EARLIEST, LATEST, LONGEST_NAME, LONGEST_QUERY
from hub.web.places import WRITTEN_PLACE

MOST = 500
LARGEST_CURSOR = 2**63 - 1


# --- answers -----------------------------------------------------------------------------


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


class FoundList(TypedDict):
    """A part of what was found, and how much there is in all."""

    items: list[FoundItem]
    next: str | None
    total: int
    facets: Mapping[str, list[FacetValue]]


class RevisionItem(TypedDict):
    """One state of a notice: when it was first seen, and what changed against the one before."""

    n: int
    seen: str
    digest: str
    changed: list[str]
    sha256: str | None


class ChangeItem(TypedDict):
    """A line of the change log, with the notice as it is now."""

    cursor: int
    kind: ChangeKind
    id: str
    at: str
    notice: NoticeItem | None


class ChangeList(TypedDict):
    """A part of the change log; ask again from the last cursor."""

    items: list[ChangeItem]
    next: str | None


class SourceItem(TypedDict):
    """A source and how it is doing; `cadence`: seconds between two visits, `detail`: the traps that the last met."""

    slug: str
    name: str
    agency: str
    homepage: str
    state: str
    error: str | None
    detail: str
    since: str | None
    last_try: str | None
    last_ok: str | None
    last_new: str | None
    next_due: str | None
    items: int
    cadence: float | None


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
    """The sources by state, and when one was last read."""

    updated: str | None
    working: int
    total: int
    states: Mapping[str, int]
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


# --- questions ---------------------------------------------------------------------------


def _with_zone(moment: datetime) -> datetime:
    """A time without a zone is Vietnamese."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    _known_day(moment.date())
    return moment


def _known_day(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"write a day between {EARLIEST} and {LATEST}")
    return day


def _written(raw: object) -> object:
    """Day or time as ISO 8601 writes it; a bare number would pass for seconds since 1970."""
    if isinstance(raw, str) and re.match(_DAY, raw.strip()) is None:
        raise ValueError("write it as 2010-09-24")
    return raw


def _plus(raw: object) -> object:
    # an unescaped + arrives as a blank
    return raw.strip().replace(" ", "+") if isinstance(raw, str) and raw.count(":") > 1 else raw


Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(slug)]
Text = Annotated[str, Field(max_length=LONGEST_QUERY), AfterValidator(clean)]
_DAY = r"^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
Day = Annotated[
    date,
    BeforeValidator(_written),
    AfterValidator(_known_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": f"{_DAY}$"}),
]
Instant = Annotated[
    datetime,
    BeforeValidator(_plus),
    BeforeValidator(_written),
    AfterValidator(_with_zone),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": _DAY}),
]


class NoticeQuery(BaseModel):
    """What narrows a list of notices; all of it must hold."""

    model_config = ConfigDict(populate_by_name=True)

    source: Name = Field("", description="slug of a source")
    agency: Name = Field("", description="slug of an agency")
    section: Name = Field("", description="code of a section", examples=["van-ban"])
    type: Name = Field("", description="abbreviation of a type of document", examples=["qd"])
    number: Text = Field("", description="document number in any spelling", examples=["1234/QĐ-UBND"])
    q: Text = Field("", description="words to search for, with or without marks")
    first: Day | None = Field(None, alias="from", description="first day of publication, Vietnamese time")
    last: Day | None = Field(None, alias="to", description="last day of publication, Vietnamese time")
    since: Instant | None = Field(None, description="only what was updated then or later")
    withdrawn: Literal["include", "exclude", "only"] = "include"
    limit: int = Field(100, ge=1, le=MOST)

    @property
    def filters(self) -> Filters:
        """The filters as the store and the index take them."""
        return Filters(
            agency=self.agency or None,
            section=self.section or None,
            type=self.type or None,
            source=self.source or None,
            number=self.number or None,
            published_from=self.first,
            published_to=self.last,
            withdrawn=self.withdrawn,
        )


class ListQuery(NoticeQuery):
    """A list of notices, read part by part."""

    after: str = Field("", max_length=100, pattern=f"^({WRITTEN_PLACE})?$", description="given by `next`")


class SearchQuery(NoticeQuery):
    """A search, read part by part."""

    sort: Sort | None = Field(None, description="relevance where there are words, else newest")
    offset: int = Field(0, ge=0, le=100_000, description="given by `next`")


class ChangeQuery(BaseModel):
    """Where the change log is to be read from."""

    since: int = Field(0, ge=0, le=LARGEST_CURSOR, description="the last cursor that is known")
    limit: int = Field(100, ge=1, le=MOST)
