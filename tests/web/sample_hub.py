"""A hub of plain Python lists: forty notices such as agencies really write, for the tests of the pages."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from csv import QUOTE_NONE, DictReader
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hub.catalogue.localities import Localities, known_localities
from hub.errors import IndexDamaged
from hub.records import (
    Address,
    Affected,
    Agency,
    Attachment,
    AttachmentState,
    Change,
    DayCount,
    Document,
    DocumentKey,
    Edited,
    EvidenceLine,
    FeedValidity,
    Filters,
    Found,
    Gap,
    Incident,
    IncidentNote,
    Judged,
    LastEdit,
    Likeness,
    Links,
    Metadata,
    Named,
    Notice,
    Posting,
    Punctuality,
    Reference,
    Revision,
    Rhythm,
    Scorecard,
    SignIn,
    Source,
    SourceDay,
    SourceState,
    Uptime,
    Wholeness,
)
from hub.settings import Settings
from hub.vietnamese.dates import VIETNAM, vietnamese_day
from hub.vietnamese.document_keys import may_be_same
from hub.vietnamese.numbers import type_slug
from hub.worker.citing import references_of
from hub.worker.locating import places_of
from search_index.explaining import outline, signs_of
from search_index.highlight import snippet
from search_index.memory import MemoryIndex

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)

AGENCIES = (
    Agency("ubnd", "Ủy ban nhân dân tỉnh Khánh Hòa", "ubnd", "tinh", None, date(2010, 9, 24)),
    Agency("so-y-te", "Sở Y tế", "so", "tinh", "ubnd", date(2010, 9, 24)),
    Agency("stnmt", "Sở Tài nguyên và Môi trường", "so", "tinh", "ubnd", date(2010, 9, 24), date(2025, 3, 1), "snnmt"),
    Agency("snnptnt", "Sở Nông nghiệp và Phát triển nông thôn", "so", "tinh", "ubnd", successor="snnmt"),
    Agency("snnmt", "Sở Nông nghiệp và Môi trường", "so", "tinh", "ubnd", date(2025, 3, 1)),
    Agency("sgddt", "Sở Giáo dục và Đào tạo", "so", "tinh", "ubnd"),
    Agency("skhdt", "Sở Kế hoạch và Đầu tư", "so", "tinh", "ubnd"),
    Agency("stc", "Sở Tài chính", "so", "tinh", "ubnd"),
    Agency("sxd", "Sở Xây dựng", "so", "tinh", "ubnd"),
    Agency("snv", "Sở Nội vụ", "so", "tinh", "ubnd"),
    Agency("nhatrang", "Ủy ban nhân dân thành phố Nha Trang", "ubnd", "huyen", "ubnd"),
    Agency("dienkhanh", "Ủy ban nhân dân huyện Diên Khánh", "ubnd", "huyen", "ubnd"),
    Agency("vinhhai", "Ủy ban nhân dân phường Vĩnh Hải", "ubnd", "xa", "nhatrang"),
)
_OF_AGENCY = {"ubnd": "ubnd-van-ban", "so-y-te": "syt-thong-bao"}
SOURCES = tuple(
    Source(
        slug=_OF_AGENCY.get(agency.slug, f"{agency.slug}-tin"),
        agency=agency.slug,
        homepage=f"https://{agency.slug}.khanhhoa.example.vn/",
        addresses=(Address("feed", f"https://{agency.slug}.khanhhoa.example.vn/rss"),),
        name=f"{agency.name}: thông báo",
        status="paused" if agency.slug == "vinhhai" else "active",
    )
    for agency in AGENCIES
    if agency.slug not in ("snnmt", "snnptnt")
)

HOSTILE = '"><script>alert(1)</script>'
_MORE = (
    "Thông báo kết quả xét tuyển viên chức đợt {n} năm 2010 của đơn vị sự nghiệp trực thuộc",
    "Thông báo về việc tạm ngừng cung cấp nước sạch để sửa chữa tuyến ống khu vực số {n}",
    "Quyết định cho phép chuyển mục đích sử dụng đất đối với hộ gia đình, cá nhân, đợt {n}",
)
_BODY = (
    "Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003;\n"
    "Căn cứ Quyết định số 12/QĐ-UBND ngày 05 tháng 01 năm 2010 của Ủy ban nhân dân tỉnh Khánh Hòa;\n"
    "{title}.\n"
    "Các tổ chức, cá nhân có liên quan đến giá đất, hồ sơ và thủ tục liên hệ bộ phận tiếp nhận và trả kết quả trong "
    "giờ hành chính để được hướng dẫn; thời hạn nộp hồ sơ đến hết ngày 20 tháng 9 năm 2010.\n"
    "Chánh Văn phòng, thủ trưởng các cơ quan, đơn vị có liên quan chịu trách nhiệm thi hành kể từ ngày ký."
)
PDF = b"%PDF-1.4\n% a file of one page\n" + b"0" * 2000
PAGE_OF_THEIRS = b"<html><script>alert(1)</script></html>"


def notices() -> list[Notice]:
    """Forty notices, the newest first; among them one withdrawn, one edited, one late, one redacted."""
    with (Path(__file__).parent / "sample_notices.tsv").open(encoding="utf-8") as table:
        rows = list(DictReader(table, delimiter="\t", quoting=QUOTE_NONE))
    more = [
        {"days": str(22 + n), "agency": "nhatrang", "section": "tin-tuc", "title": _MORE[n % 3].format(n=n)}
        for n in range(len(rows), 40)
    ]
    return _with_fates([_notice(n, row) for n, row in enumerate([*rows, *more])])


def _notice(n: int, row: dict[str, str]) -> Notice:
    agency, title, number = row["agency"], row["title"], row.get("number") or None
    published = NOW - timedelta(days=float(row["days"]))
    source = _OF_AGENCY.get(agency, f"{agency}-tin")
    text = _BODY.format(title=title)
    return Notice(
        id=f"{n:04d}v2m6x9q1h3t5",
        source=source,
        agency=agency,
        url=f"https://{agency}.khanhhoa.example.vn/tin/{n}",
        title=title,
        first_seen=published + timedelta(minutes=11),
        updated=published + timedelta(minutes=11),
        published=published,
        published_precision="minute",
        published_from="listing",
        published_raw=published.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M"),
        summary=title,
        text=text,
        html="".join(f"<p>{line.replace('<', '&lt;')}</p>" for line in text.split("\n")),
        section=row["section"],
        section_source="Chuyên mục của trang",
        doc_number=number,
        doc_key=f"{agency}-{n}-2010" if number else None,
        doc_type=row.get("type") or None,
        issued_on=(published - timedelta(days=1)).date() if number else None,
        signer="Nguyễn Thị Minh Nguyệt" if number else None,
        attachments=_files(n),
        cites=("12/QĐ-UBND", "12/2009/NĐ-CP") if number else (),
        sources=(source, "ubnd-van-ban") if n == 1 else (source,),
        digest=sha256(text.encode()).hexdigest(),
    )


def _files(n: int) -> tuple[Attachment, ...]:
    if n not in (0, 2):
        return ()
    kept = sha256(PDF).hexdigest()
    return (
        Attachment(
            f"https://ubnd.khanhhoa.example.vn/files/{n}/gia-dat.pdf",
            "Phụ lục bảng giá đất thành phố Nha Trang (bản ký số).pdf",
            "application/pdf",
            len(PDF),
            kept,
            "Phụ lục",
            "text",
        ),
        Attachment(
            f"https://ubnd.khanhhoa.example.vn/files/{n}/quet.pdf", "", None, 1_300_000, kept, "", "no_text", "scan"
        ),
        Attachment("javascript:alert(1)", "../../etc/passwd\r\nX: y", "text/html", None, None),
    )


def _with_fates(rows: list[Notice]) -> list[Notice]:
    edited = replace(rows[1], revisions=2, updated=NOW - timedelta(minutes=3))
    withdrawn = replace(rows[3], withdrawn=True, updated=NOW - timedelta(minutes=40))
    late = replace(rows[15], first_seen=NOW - timedelta(hours=5), updated=NOW - timedelta(hours=5))
    redacted = replace(
        rows[14], redacted=True, title="", summary="", text="", html="", attachments=(), updated=NOW - timedelta(days=6)
    )
    fates = {one.id: one for one in (edited, withdrawn, late, redacted)}
    return sorted((fates.get(one.id, one) for one in rows), key=lambda one: (one.updated, one.id), reverse=True)


def states_of(one: Notice) -> tuple[Revision, ...]:
    """Its revisions: each former state lacks something of the present one."""
    last = one.revisions
    return tuple(
        Revision(
            notice=one.id,
            n=n,
            seen=one.first_seen + timedelta(hours=n),
            digest=f"{n}{one.digest}",
            changed=() if n == 0 else ("text", "attachments"),
            sha256=one.page_sha256,
            title=one.title,
            text=one.text if n == last else one.text.replace("ngày 20 tháng 9", f"ngày {10 + n} tháng 9"),
            html=one.html,
        )
        for n in range(last + 1)
    )


class Catalogue:
    """Agencies, sources and their states."""

    def __init__(self, agencies: Sequence[Agency] = AGENCIES, sources: Sequence[Source] = SOURCES) -> None:
        self._agencies, self._sources = tuple(agencies), tuple(sources)

    def agencies(self) -> tuple[Agency, ...]:
        return self._agencies

    def agency(self, slug: str) -> Agency | None:
        return next((one for one in self._agencies if one.slug == slug), None)

    def sources(self) -> tuple[Source, ...]:
        return self._sources

    def source(self, slug: str) -> Source | None:
        return next((one for one in self._sources if one.slug == slug), None)

    def states(self) -> dict[str, SourceState]:
        return {one.slug: _state(n, one.slug) for n, one in enumerate(self._sources) if n != 9}


def _state(n: int, slug: str) -> SourceState:
    state, error = {2: ("failing", "connect_timeout"), 5: ("partial", "layout_changed"), 6: ("late", None)}.get(
        n, ("healthy", None)
    )
    seen = NOW - timedelta(minutes=3 + n)
    ok = seen if error is None else seen - timedelta(days=1)
    return SourceState(slug, state, error, "", seen, seen, ok, ok - timedelta(hours=n), NOW, 0, 9, 30 + n)


class Notices:
    """The notices of a list."""

    def __init__(self, rows: Sequence[Notice]) -> None:
        self.rows = list(rows)
        self.mentions: Any = None

    def get(self, id: str) -> Notice | None:
        return next((one for one in self.rows if one.id == id), None)

    def in_cluster(self, cluster: str) -> list[Notice]:
        return [one for one in self.rows if one.cluster == cluster]

    def many(self, ids: Sequence[str]) -> list[Notice]:
        return [one for id in ids if (one := self.get(id))]

    def newest(
        self,
        filters: Filters,
        *,
        by: str = "updated",
        since: datetime | None = None,
        before: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> list[Notice]:
        rows = sorted(self.rows, key=lambda one: (getattr(one, by), one.id), reverse=True)
        rows = [one for one in rows if _passes(one, filters) and (since is None or one.updated >= since)]
        rows = [one for one in rows if not filters.topic]
        if filters.place:
            named = self.mentions.of_place(filters.place, [one.id for one in rows])
            rows = [one for one in rows if one.id in named]
        return [one for one in rows if before is None or (getattr(one, by), one.id) < before][:limit]

    def learnt_before(self, cursor: int, limit: int) -> list[tuple[int, Notice]]:
        known = sorted(self.rows, key=lambda one: one.updated)
        return [(n, one) for n, one in enumerate(known, 1) if n < cursor][::-1][:limit]

    def count(self, filters: Filters) -> int:
        return sum(_passes(one, filters) for one in self.rows)

    def counts(self, field: str, since: datetime | None, agency: str | None = None) -> dict[str, int]:
        name = "doc_type" if field == "type" else field
        rows = [one for one in self.rows if agency in (None, one.agency)]
        rows = [one for one in rows if since is None or one.updated >= since]
        return dict(Counter(value for one in rows if (value := getattr(one, name))))

    def revisions(self, id: str) -> tuple[Revision, ...]:
        one = self.get(id)
        return states_of(one) if one else ()

    def file_totals(self) -> Counter[tuple[AttachmentState, str | None]]:
        return Counter((file.state, file.reason) for one in self.rows for file in one.attachments)

    def file(self, sha256: str) -> Attachment | None:
        files = (file for one in self.rows for file in one.attachments)
        return next((file for file in files if file.sha256 == sha256), None)


def _passes(one: Notice, filters: Filters) -> bool:
    day = one.published.astimezone(VIETNAM).date()
    return (
        (not filters.agency or one.agency == filters.agency)
        and (not filters.section or one.section == filters.section)
        and (not filters.type or type_slug(one.doc_type or "") == type_slug(filters.type))
        and (not filters.source or filters.source in one.sources)
        and (not filters.number or one.doc_number == filters.number)
        and (not filters.published_from or day >= filters.published_from)
        and (not filters.published_to or day <= filters.published_to)
        and (filters.withdrawn == "include" or one.withdrawn == (filters.withdrawn == "only"))
        and filters.has_files in (None, bool(one.attachments))
    )


class Changes:
    """The log of how the notices came."""

    def __init__(self, rows: Sequence[Notice]) -> None:
        known = sorted(rows, key=lambda one: one.updated)
        self.lines = tuple(
            Change(n, "withdrawn" if one.withdrawn else "edited" if one.revisions else "new", one.id, one.updated)
            for n, one in enumerate(known, 1)
        )

    def after(self, cursor: int, limit: int = 500) -> tuple[Change, ...]:
        return tuple(line for line in self.lines if line.cursor > cursor)[:limit]

    def begin_of(self, notice: str) -> int | None:
        return next((line.cursor for line in self.lines if line.notice == notice), None)

    def newest(self) -> int:
        return len(self.lines)

    def consumed(self, consumer: str) -> int:
        return len(self.lines) - (3 if consumer == "publish" else 0)


class References:
    """What the notices say of documents, read when it is asked for."""

    def __init__(self, rows: Sequence[Notice], agencies: Sequence[Agency]) -> None:
        newest = sorted(rows, key=lambda one: one.published, reverse=True)
        self.rows = [said for one in newest for said in references_of(one, agencies)]

    def of_notice(self, notice: str) -> list[Reference]:
        return [one for one in self.rows if one.notice == notice]

    def bearers(self, document: DocumentKey, limit: int = 200) -> list[Reference]:
        asked = replace(document, issuer="")
        return [one for one in self.rows if one.relation == "is" and may_be_same(asked, one.document)][:limit]

    def named_by(self, document: DocumentKey, relation: str | None = None, limit: int = 50) -> list[Reference]:
        found = [one for one in self.rows if one.relation != "is" and may_be_same(document, one.document)]
        return [one for one in found if relation in (None, one.relation)][:limit]

    def counts(self, document: DocumentKey) -> Counter[str]:
        pairs = {(one.relation, one.notice) for one in self.named_by(document, None, 10**6)}
        return Counter(relation for relation, _ in pairs)

    def said_to_do(self, document: DocumentKey, limit: int = 50) -> list[Reference]:
        return [one for one in self.rows if one.of and may_be_same(document, one.of)][:limit]


class Versions:
    """The states of those that were edited."""

    def __init__(self, rows: Sequence[Notice]) -> None:
        self.rows = sorted((one for one in rows if one.revisions), key=lambda one: (one.updated, one.id), reverse=True)

    def edited(self, before: tuple[datetime, str] | None = None, limit: int = 100) -> list[Edited]:
        rows = [one for one in self.rows if before is None or (one.updated, one.id) < before]
        return [Edited(one.id, one.updated, states_of(one)) for one in rows[:limit]]

    def last_edits(self, notices: Sequence[Notice]) -> dict[str, LastEdit]:
        states = [(one, states_of(one)[-2:]) for one in notices if one.revisions and not one.redacted]
        return {
            one.id: LastEdit(now.seen, now.changed, replace(one, title=before.title, text=before.text))
            for one, (before, now) in states
        }


class Blobs:
    """Bytes in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        return self._folder / sha256

    def put(self, data: bytes) -> str:
        name = sha256(data).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        self.path(name).write_bytes(data)
        return name


class Evidence:
    """A log of two lines, and one small file for every notice that is known."""

    def __init__(self, rows: Sequence[Notice]) -> None:
        self._lines = [
            EvidenceLine(n, NOW, "revision", one.id, 0, None, "a" * 64, "b" * 64, "c" * 64, "d" * 64)
            for n, one in enumerate(rows[:2], 1)
        ]
        self._known = {one.id: one for one in rows}

    def head(self) -> EvidenceLine | None:
        return self._lines[-1] if self._lines else None

    def after(self, n: int, limit: int) -> list[EvidenceLine]:
        return self._lines[n:][:limit]

    def bundle(self, notice: str, *, version: int | None, until: int | None) -> SimpleNamespace | None:
        return SimpleNamespace(notice=notice) if notice in self._known and not version else None

    def packed(self, bundle: SimpleNamespace, about: dict[str, str]) -> Iterator[bytes]:
        yield f"PK {bundle.notice} {about['hub']}".encode()


class Corrections:
    """What hands have set: nothing."""

    def topics(self, notice: str) -> tuple[str, ...]:
        return ()

    def has_topic(self, topic: str) -> bool:
        return False

    def said_of_topics(self, notice: str) -> tuple[str, ...]:
        return ()

    def refused(self, topic: str, limit: int) -> frozenset[str]:
        return frozenset()


class Mentions:
    """Of which places the notices of a list are, as the worker would find it."""

    def __init__(self, rows: Sequence[Notice], agencies: Sequence[Agency]) -> None:
        self._rows = {one.id: one for one in rows}
        by_slug = {one.slug: one for one in agencies}
        places = known_localities(None, agencies)
        self._named = {one.id: places_of(one, places, by_slug.get(one.agency)) for one in rows}

    def of_notice(self, notice: str) -> tuple[Named, ...]:
        return self._named.get(notice, ())

    def of_place(self, place: str, notices: Sequence[str]) -> frozenset[str]:
        return frozenset(one for one in notices if any(named.place == place for named in self.of_notice(one)))

    def counts(self, places: Sequence[str], since: datetime | None = None) -> dict[str, int]:
        new = [id for id, one in self._rows.items() if since is None or one.updated >= since]
        return dict(Counter(named.place for id in new for named in self._named[id] if named.place in places))


class Months:
    """When the notices of a list were published."""

    def __init__(self, rows: Sequence[Notice]) -> None:
        self._rows = rows

    def counts(self, agency: str | None = None) -> dict[date, int]:
        days = (vietnamese_day(one.published) for one in self._rows if agency in (None, one.agency))
        return dict(Counter(day.replace(day=1) for day in days))


class Rhythms:
    """Of no source is it known when it publishes."""

    def all(self) -> dict[str, Rhythm]:
        return {}


def _incidents() -> list[Incident]:
    """One host that two sources are read from, and one of the past."""
    down, day = NOW - timedelta(hours=5), timedelta(days=1)
    dead = (Affected("stnmt-tin", down), Affected("sgddt-tin", down, NOW - timedelta(hours=1)))
    note = IncidentNote(NOW - timedelta(hours=2), "lan", "Đã gọi cho Sở: nhà mạng <b>đang sửa</b>.")
    open_one = Incident("a1", "cong.khanhhoa.example.vn:443", "connect_timeout", down, note.at, dead, notes=(note,))
    past = (Affected("skhdt-tin", NOW - 3 * day, NOW - 2 * day),)
    over = Incident("b2", "skhdt-tin", "layout_changed", NOW - 3 * day, NOW - 2 * day, past, NOW - 2 * day, 4, "lan")
    return [open_one, over]


class Incidents:
    """The incidents of a list."""

    def __init__(self, rows: Sequence[Incident]) -> None:
        self.rows = list(rows)

    def open(self) -> tuple[Incident, ...]:
        return tuple(one for one in self.rows if one.closed is None)

    def closed_since(self, then: datetime) -> tuple[Incident, ...]:
        return tuple(one for one in self.rows if one.closed and one.closed >= then)

    def newest(self, limit: int) -> tuple[Incident, ...]:
        return tuple(sorted(self.rows, key=lambda one: one.updated, reverse=True)[:limit])

    def listed(self, limit: int, after: tuple[bool, datetime, str] | None = None) -> tuple[Incident, ...]:
        places = [(one.closed is None, one.closed or one.opened, one.id) for one in self.rows]
        found = sorted(zip(places, self.rows, strict=True), key=lambda pair: pair[0], reverse=True)
        return tuple(one for place, one in found if after is None or place < after)[:limit]


class Activity:
    """Every source but one was collected on each of the last days."""

    def days(self, since: date, source: str | None = None) -> dict[str, tuple[SourceDay, ...]]:
        today = NOW.astimezone(VIETNAM).date()
        last = [today - timedelta(days=n) for n in range(40, -1, -1)]
        return {
            one.slug: tuple(
                SourceDay(
                    one.slug, day, 90, 12, (day.day + n) % 4, 0, 90 if n == 2 and day == today else day.day % 9 == n
                )
                for day in last
                if day >= since
            )
            for n, one in enumerate(SOURCES)
            if n != 9 and source in (None, one.slug)
        }


def _cards() -> list[Scorecard]:
    """Two agencies in the month of NOW, and one of them in the month before."""
    told = Punctuality("", 12, 7, 3, 21, 1.5, 9.0, 2.0, 9.0)
    late = replace(told, section="van-ban", free=0)
    full = Scorecard(
        "stnmt", date(2010, 9, 1), NOW, {"van-ban": 2}, told, (replace(told, section=""), late),
        Uptime(2880, 2700, 2_000_000.0, 1_900_000.0), Links(9, 2, 30, 1), Metadata(43, 40, {"creator": 2, "date": 1}),
        FeedValidity(2, 1, {"eth_letter": 1, "from_the_future": 1}), Wholeness(50, 48, 2, 1),
    )  # fmt: skip
    return [full, Scorecard("so-y-te", full.month, NOW), replace(full, month=date(2010, 8, 1))]


class Scorecards:
    """Those of the list."""

    def __init__(self, cards: Sequence[Scorecard] = ()) -> None:
        self.cards = list(cards or _cards())

    def months(self) -> tuple[date, ...]:
        return tuple(sorted({card.month for card in self.cards}, reverse=True))

    def of_month(self, month: date) -> tuple[Scorecard, ...]:
        return tuple(card for card in self.cards if card.month == month)

    def of_agency(self, agency: str) -> tuple[Scorecard, ...]:
        return tuple(sorted((card for card in self.cards if card.agency == agency), key=lambda card: card.month))


class Sessions:
    """Nobody has an account."""

    def sign_in(self, name: str, password: str, place: str, now: datetime) -> SignIn:
        return SignIn()

    def sign_out(self, key: str, now: datetime) -> None:
        return None

    def of_session(self, key: str, now: datetime) -> None:
        return None

    def of_token(self, token: str) -> None:
        return None


class Lags:
    """One source whose notices came within a minute, within a quarter of an hour, and late."""

    def within(self, since: datetime, bounds: Sequence[float]) -> dict[str, list[int]]:
        return {"ubnd-van-ban": [2, 0, 1, *[0] * (len(bounds) - 3), 1]}


class Clusters:
    """Nothing says that notices are the same announcement."""

    def of_notice(self, notice: str) -> tuple[Likeness, ...]:
        return ()


class Commits:
    """Somebody is always writing."""

    is_at_hand = True

    def __init__(self) -> None:
        self._times = 0

    def now(self) -> str:
        self._times += 1
        return str(self._times)


class Subscriptions:
    """We are subscribed to nothing."""

    def of_token(self, token: str) -> None:
        return None


class Store:
    """The reading side of a store."""

    def __init__(self, folder: Path, rows: Sequence[Notice], catalogue: Catalogue) -> None:
        self.sources = catalogue
        self.commits = Commits()
        self.notices = Notices(rows)
        self.lags = Lags()
        self.clusters = Clusters()
        self.subscriptions = Subscriptions()
        self.changes = Changes(rows)
        self.versions = Versions(rows)
        self.references = References(rows, catalogue.agencies())
        self.mentions = Mentions(rows, catalogue.agencies())
        self.notices.mentions = self.mentions
        self.months = Months(rows)
        self.rhythms = Rhythms()
        self.corrections = Corrections()
        self.incidents = Incidents(_incidents())
        self.activity = Activity()
        self.gaps = Gaps()
        self.scorecards = Scorecards()
        self.sessions = Sessions()
        self.blobs = Blobs(folder / "blobs")
        self.evidence = Evidence(rows)
        self._meta = {"authority": "khanhhoa.example.vn"}

    def meta(self, name: str) -> str | None:
        return self._meta.get(name)


class Gaps:
    """Two gaps of the first source, of which one was filled."""

    def __init__(self) -> None:
        first = Gap(
            SOURCES[0].slug, "https://x.vn/rss", "window", NOW.date(), NOW.date(), NOW, found=3, error="no_archive"
        )
        self._gaps = (first, replace(first, opened=NOW - timedelta(days=9), closed=NOW, since=None, found=35))

    def open_gaps(self) -> tuple[Gap, ...]:
        return self._gaps[:1]

    def gaps_of(self, source: str) -> tuple[Gap, ...]:
        return self._gaps if source == SOURCES[0].slug else ()


class DamagedIndex:
    """An index that cannot be trusted."""

    def search(self, *_: object, **__: object) -> Found:
        raise IndexDamaged("half a file")

    def refresh(self) -> None:
        raise IndexDamaged("half a file")

    def ids(self, *_: object) -> list[str]:
        raise IndexDamaged("half a file")

    def count(self) -> int:
        raise IndexDamaged("half a file")


@dataclass
class SampleParts:
    """What `make_app` is given."""

    settings: Settings
    clock: Callable[[], datetime]
    store: Store
    index: Any
    public: Path
    snippet: Callable[..., tuple[tuple[str, bool], ...]] = snippet
    signs: Callable[..., tuple[str, ...]] = signs_of
    outline: Callable[..., tuple[tuple[int, str, str], ...]] = outline

    def day_counts(self, source: str) -> tuple[DayCount, ...]:
        missing = (f"https://{source}.example.vn/tin/<9>",)
        return (DayCount(NOW.date(), 4, 3, 2, missing), DayCount(NOW.date() - timedelta(days=1), 8, 9, 9))

    @property
    def localities(self) -> Localities:
        return known_localities(None, self.store.sources.agencies())

    @property
    def deadlines(self) -> dict[str, int]:
        return {"van-ban": 2}

    def judged(self, agency: Agency, month: date, deadlines: Any, kind: str) -> list[Judged]:
        """Every notice of the agency, the first of them with something of everything."""
        rows = [one for one in self.store.notices.rows if one.agency == agency.slug]
        days = [(one.id, one.section, one.issued_on, one.published.date(), one.published.date()) for one in rows]
        lacking = Posting(*days[0], missing=("creator", "date"), broken_files=2, is_page_broken=True)
        every = [lacking, *(Posting(*told, is_stated=False) for told in days[1:])]
        return [Judged(one, "late", 2, 7, 8) if one.issued else Judged(one, "undated", 2) for one in every]


def sample_parts(folder: Path, rows: Sequence[Notice] | None = None, catalogue: Catalogue | None = None) -> SampleParts:
    """A hub over these notices (the forty) whose files are kept in the folder."""
    rows = notices() if rows is None else rows
    store = Store(folder, rows, catalogue or Catalogue())
    store.blobs.put(PDF)
    store.blobs.put(PAGE_OF_THEIRS)
    settings = Settings(
        data_dir=folder,
        base_url="https://daumoi.example.vn",
        contact="lienhe@daumoi.example.vn",
        allow_networks=("127.0.0.0/8",),
    )
    index = MemoryIndex()
    index.add(document_of(one) for one in rows if not one.redacted)
    return SampleParts(settings, lambda: NOW, store, index, folder / "public")


def document_of(one: Notice) -> Document:
    """The notice as the index takes it."""
    return Document(
        id=one.id,
        title=one.title,
        text=one.text,
        published=one.published,
        agency=one.agency,
        section=one.section,
        type=one.doc_type or "",
        source=one.source,
        number=one.doc_number or "",
        withdrawn=one.withdrawn,
        signer=one.signer or "",
        has_files=bool(one.attachments),
    )
