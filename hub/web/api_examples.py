"""One example for each answer of the API, made of records by the same functions as the answers themselves."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from hub.records import (
    Affected,
    Agency,
    Attachment,
    Change,
    DayCount,
    DocumentKey,
    EvidenceLine,
    FeedValidity,
    Gap,
    Incident,
    IncidentNote,
    Likeness,
    Links,
    Metadata,
    Notice,
    Punctuality,
    Revision,
    Rhythm,
    Scorecard,
    Uptime,
    Wholeness,
)
from hub.vietnamese.document_keys import document_address
from hub.web.api_documents import document_item
from hub.web.api_incidents import incident_item
from hub.web.api_items import (
    agency_item,
    change_item,
    cluster_item,
    evidence_item,
    head_item,
    notice_item,
    revision_item,
    source_item,
)
from hub.web.api_shapes import (
    AgencyItem,
    ChangeItem,
    ClusterItem,
    FoundItem,
    Highlights,
    NoticeItem,
    RevisionItem,
    SourceItem,
)
from hub.web.completeness import Completeness, day_item, gap_item
from hub.web.coverage import SourceLine
from hub.web.documents import Bearer, Group, KnownDocument, Tie
from hub.web.exporting import csv_lines, heads, json_lines
from hub.web.incident_shapes import IncidentItem
from hub.web.scorecards import scorecard_item
from hub.web.scoring import Row

_MORNING = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
_NOON = datetime(2010, 9, 24, 5, 0, tzinfo=UTC)

_NOTICE = Notice(
    id="3t5r8k0v2m6x9q1h",
    source="syt-thong-bao",
    agency="so-y-te",
    url="https://syt.khanhhoa.gov.vn/thong-bao/lich-tiem-chung-mo-rong-quy-iv",
    title="Thông báo về lịch tiêm chủng mở rộng quý IV năm 2010",
    summary="Lịch tiêm chủng tại các trạm y tế xã, phường.",
    text="Sở Y tế thông báo lịch tiêm chủng mở rộng quý IV năm 2010.",
    html="<p>Sở Y tế thông báo lịch tiêm chủng mở rộng quý IV năm 2010.</p>",
    section="chi-dao",
    section_source="Chỉ đạo điều hành",
    doc_number="1234/TB-SYT",
    doc_key="so-y-te-1234-tb-syt-2010",
    doc_type="TB",
    issued_on=date(2010, 9, 23),
    published=_MORNING,
    published_precision="minute",
    published_from="listing",
    published_raw="24/09/2010 08:30",
    first_seen=_NOON,
    updated=_NOON,
    attachments=(
        Attachment(
            "https://syt.khanhhoa.gov.vn/files/lich-tiem-quy-iv.pdf", "Lịch tiêm quý IV.pdf", "application/pdf",
            182_044, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "Lịch tiêm chủng", "text",
        ),
    ),
    cites=("12/QĐ-UBND",),
    sources=("syt-thong-bao",),
)  # fmt: skip
NOTICE: NoticeItem = notice_item(_NOTICE)


FOUND: FoundItem = FoundItem(
    **NOTICE,
    highlights=Highlights(title="Thông báo về lịch <mark>tiêm chủng</mark> mở rộng quý IV năm 2010", text=""),
)
REVISION: RevisionItem = revision_item(
    Revision(NOTICE["id"], 1, _NOON, "8c1f0e…", ("text", "attachments"), None, NOTICE["title"], "", "")
)

LINE = EvidenceLine(
    214, _NOON, "revision", NOTICE["id"], 0, "4a44dc15364204a80fe80e9039455cc1608281820fe2b24f1e5233ade6af1dd5",
    "c4ca4238a0b923820dcc509a6f75849b5feceb66ffc86f38d952786c6d696c79", "1" * 64, "2" * 64, "3" * 64,
)  # fmt: skip

CLUSTER: ClusterItem = cluster_item(None, (), [Likeness(NOTICE["id"], "9f3k2m8q0w7e5r1t", "text", 0.93, 0.0)])

CHANGE: ChangeItem = change_item(Change(118, "new", NOTICE["id"], _NOON), NOTICE)

_WEEK = (0.22, 0.21, 0.19, 0.19, 0.18, 0.01, 0.0)
_DAY = tuple(0.05 if 14 <= half < 34 else 0.0 for half in range(48))
SOURCE: SourceItem = source_item(
    SourceLine(
        slug="syt-thong-bao",
        name="Sở Y tế: thông báo",
        agency="so-y-te",
        homepage="https://syt.khanhhoa.gov.vn/",
        state="healthy",
        since=_MORNING,
        last_try=_NOON,
        last_ok=_NOON,
        last_new=_NOON,
        items=214,
    ),
    900.0,
    Rhythm("syt-thong-bao", _MORNING, 3.4, _WEEK, _DAY, (1.0,) * 12, 0.6, 290.0, 9_000.0),
)

AGENCY: AgencyItem = agency_item(
    Agency("so-y-te", "Sở Y tế", "so", "tinh", "ubnd", date(2010, 9, 24)), "https://daumoi.example.vn"
)

INCIDENT: IncidentItem = incident_item(
    Incident(
        id="5f0c2e9d1b7a4430",
        place="cong.khanhhoa.gov.vn:443",
        cause="connect_timeout",
        opened=_MORNING,
        updated=_NOON,
        affected=(Affected("syt-thong-bao", _MORNING, _NOON),),
        closed=_NOON,
        late=3,
        notes=(IncidentNote(_NOON, "", "Nhà mạng đã sửa xong."),),
    ),
    {},
    "vi",
)

NEXT = "https://daumoi.example.vn/api/v1/notices?after=1285304400000000~3t5r8k0v2m6x9q1h"

# by address; FastAPI's own examples would lose every null
COMPLETENESS = Completeness(
    source="syt-thong-bao",
    gaps=[gap_item(Gap("syt-thong-bao", "https://syt.khanhhoa.gov.vn/rss", "window", _MORNING.date(), _NOON.date(),
                       _MORNING, _NOON, 35))],
    days=[day_item(DayCount(_NOON.date(), 5, 4, 4, ("https://syt.khanhhoa.gov.vn/thong-bao/5",)))],
)  # fmt: skip

SCORECARD = scorecard_item(
    Row(
        Scorecard(
            "so-y-te", date(2010, 9, 1), _NOON, {"van-ban": 2}, Punctuality("", 41, 3, 2, 60, 1.0, 4.0, 1.0, 5.0),
            uptime=Uptime(2880, 2851, 2_591_000.0, 2_570_272.0), links=Links(88, 1, 106, 0),
            metadata=Metadata(106, 104, {"creator": 2}), feeds=FeedValidity(2, 1, {"eth_letter": 1}),
            wholeness=Wholeness(106, 105, 1, 0),
        ),
        "Sở Y tế",
    )
)  # fmt: skip

_SYT = DocumentKey("1234-tb-syt", "", 2010, "so-y-te")
_LAW, _OTHER = DocumentKey("", "luat-duoc", 2005), DocumentKey("1240-tb-syt", "", 2010, "so-y-te")
DOCUMENT = document_item(
    KnownDocument(
        key=_SYT,
        printed="1234/TB-SYT",
        type="TB",
        bearers=(Bearer(_NOTICE, True),),
        changes=(),
        cites=(Group("basis", (Tie("basis", False, "Luật Dược", document_address(_LAW), _NOTICE),), 0),),
        cited_by=(Group("amends", (Tie("amends", True, "1240/TB-SYT", document_address(_OTHER), _NOTICE, 2),), 1),),
        years=(),
    ),
    "https://daumoi.example.vn",
)

EXAMPLES: Mapping[str, object] = {
    "/api/v1/notices": {"items": [NOTICE], "next": NEXT, "cursor": 118},
    "/api/v1/notices/{id}": NOTICE,
    "/api/v1/notices/{id}/revisions": [REVISION],
    "/api/v1/notices/{id}/cluster": CLUSTER,
    "/api/v1/changes": {"items": [CHANGE], "next": None},
    "/api/v1/evidence": {"head": head_item(LINE), "items": [evidence_item(LINE)], "next": None},
    "/api/v1/sources": {"items": [SOURCE], "next": None},
    "/api/v1/sources/{slug}": SOURCE,
    "/api/v1/sources/{slug}/completeness": COMPLETENESS,
    "/api/v1/scorecard": {"month": "2010-09", "months": ["2010-09", "2010-08"], "items": [SCORECARD]},
    "/api/v1/agencies": {"items": [AGENCY], "next": None},
    "/api/v1/documents/{key}": DOCUMENT,
    "/api/v1/incidents": {"items": [INCIDENT], "next": None},
    "/api/v1/coverage": {
        "updated": SOURCE["last_ok"],
        "working": 1,
        "total": 1,
        "states": {"healthy": 1},
        "incidents": [],
        "items": [SOURCE],
    },
    "/api/v1/search": {
        "items": [FOUND],
        "next": None,
        "total": 1,
        "facets": {"agency": [{"value": "so-y-te", "label": "Sở Y tế", "count": 1}]},
        "whole": 1,
        "mistakes": [],
        "instead": None,
        "suggestions": [],
    },
}

_AS_LINES = b"".join(json_lines([[_NOTICE]])).decode()
_AS_TABLE = (heads() + b"".join(csv_lines([[_NOTICE]]))).decode()
# by address, of what is not JSON
TEXTS: Mapping[str, tuple[str, str]] = {
    "/search.csv": ("text/csv", _AS_TABLE),
    "/search.jsonl": ("application/x-ndjson", _AS_LINES),
    "/api/v1/export.csv": ("text/csv", _AS_TABLE),
    "/api/v1/export.jsonl": ("application/x-ndjson", _AS_LINES),
}
