"""Writing new notices beside raw sqlite3, batches of 35 (a feed): `python -m benchmarks.store [notices] [rounds]`.

Both sides begin with the same records and write the same rows into the same tables with the same
indexes, look first whether the ids are known, and commit every batch (WAL, synchronous=NORMAL).
Raw is what one would write by hand: an INSERT a table, tuples, executemany. CPU time, taken in turns.
"""

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

import orjson

from hub.records import Agency, Notice, Source
from hub.store.store import Store

BATCH = 35
START = datetime(2010, 1, 4, 1, 0, tzinfo=UTC)
_PROSE = (
    "ủy ban nhân dân tỉnh thông báo về việc tổ chức triển khai thực hiện kế hoạch phòng chống dịch bệnh trên địa bàn "
    "huyện thị xã thành phố căn cứ quyết định nghị định chính phủ hướng dẫn sở y tế môi trường"
)
WORDS = tuple(_PROSE.split())
Batch = Sequence[tuple[Notice, tuple[str, str]]]
Writing = Callable[[Batch], None]

RAW_TABLES = {
    "notice": 29, "revision": 10, "alias": 2, "sighting": 5, "citation": 4, "blob": 5, "blob_use": 2,
}  # fmt: skip
RAW_INSERTS = {name: f"INSERT INTO {name} VALUES ({','.join('?' * width)})" for name, width in RAW_TABLES.items()}
RAW_CHANGE = "INSERT INTO change (kind, notice, at) VALUES (?,?,?)"


def notices(count: int, seed: str) -> Iterator[tuple[Notice, tuple[str, str]]]:
    """Notices of about 2.3 KB of Vietnamese with a number, a citation and a kept page, and their aliases."""
    chance = Random(seed)
    for n in range(count):
        at = START + timedelta(minutes=n)
        text = " ".join(chance.choices(WORDS, k=230))
        notice = Notice(
            id=f"{seed}{n:08}",
            source="so-y-te-tin",
            agency="so-y-te",
            url=f"https://syt.khanhhoa.gov.vn/{seed}/{n}",
            title=text[:90],
            first_seen=at,
            updated=at,
            published=at,
            published_precision="minute",
            published_from="feed",
            summary=text[:200],
            text=text,
            html=f"<p>{text}</p>",
            section="chi-dao",
            doc_number=f"{n}/QĐ-UBND",
            doc_key=f"ubnd-khanh-hoa-{n}-qd-ubnd-2010",
            doc_type="QĐ",
            cites=("43/2011/NĐ-CP",),
            sources=("so-y-te-tin",),
            digest=f"{chance.getrandbits(128):032x}",
            page_sha256=f"{chance.getrandbits(256):064x}",
        )
        yield notice, (f"url:{notice.url}", f"guid:so-y-te-tin:{seed}{n}")


def ours(folder: Path) -> tuple[Store, Writing]:
    """The store, as intake uses it."""
    store = Store(f"sqlite:///{folder / 'ours.db'}", folder)
    store.migrate()
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    store.sources.save_source(Source("so-y-te-tin", "so-y-te", "https://syt.khanhhoa.gov.vn/"))

    def write(batch: Batch) -> None:
        with store.writing() as writer:
            for notice, aliases in batch:
                writer.add_notice(notice, aliases)

    return store, write


def raw(folder: Path) -> tuple[sqlite3.Connection, Writing]:
    """The same tables by hand."""
    store, _ = ours(folder)
    store.close()
    connection = sqlite3.connect(folder / "ours.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")

    def write(batch: Batch) -> None:
        connection.execute("BEGIN IMMEDIATE")
        ids = [notice.id for notice, _ in batch]
        known = connection.execute(f"SELECT id FROM notice WHERE id IN ({','.join('?' * len(ids))})", ids).fetchall()
        assert not known
        for table, insert in RAW_INSERTS.items():
            connection.executemany(insert, RAW_ROWS[table](batch))
        connection.executemany(RAW_CHANGE, [("new", n.id, _iso(n.updated)) for n, _ in batch])
        connection.execute("COMMIT")

    return connection, write


def _iso(moment: datetime) -> str:
    return moment.isoformat(" ", "microseconds")


def _notice_row(n: Notice) -> tuple[object, ...]:
    number, kind = (n.doc_number or "").lower(), (n.doc_type or "").lower()
    return (
        n.id, n.source, n.agency, n.url, n.title, _iso(n.first_seen), _iso(n.updated), _iso(n.published),
        n.published_precision, n.published_from, n.published_raw, n.summary, n.html_from, n.section, n.section_source,
        n.lang, n.doc_number, n.doc_key, n.doc_type, None, n.signer, n.cluster, n.revisions, n.withdrawn, n.redacted,
        n.digest, n.page_sha256, number, kind,
    )  # fmt: skip


def _revision_row(n: Notice) -> tuple[object, ...]:
    state = {
        "url": n.url, "summary": n.summary, "section": n.section, "section_source": n.section_source, "lang": n.lang,
        "doc_number": n.doc_number, "doc_type": n.doc_type, "issued_on": None, "signer": n.signer,
        "published": _iso(n.published), "published_precision": n.published_precision,
        "published_from": n.published_from, "published_raw": n.published_raw, "html_from": n.html_from,
        "cites": n.cites, "attachments": [],
    }  # fmt: skip
    json = orjson.dumps(state).decode()
    return n.id, 0, _iso(n.first_seen), n.digest, "[]", n.page_sha256, n.title, n.text, n.html, json


RAW_ROWS: dict[str, Callable[[Batch], list[tuple[object, ...]]]] = {
    "notice": lambda batch: [_notice_row(n) for n, _ in batch],
    "revision": lambda batch: [_revision_row(n) for n, _ in batch],
    "alias": lambda batch: [(alias, n.id) for n, aliases in batch for alias in aliases],
    "sighting": lambda batch: [(n.id, n.source, None, _iso(n.first_seen), _iso(n.first_seen)) for n, _ in batch],
    "citation": lambda batch: [(n.id, i, cited, cited.lower()) for n, _ in batch for i, cited in enumerate(n.cites)],
    "blob": lambda batch: [(n.page_sha256, None, None, _iso(n.first_seen), None) for n, _ in batch],
    "blob_use": lambda batch: [(n.page_sha256, n.id) for n, _ in batch],
}


def rate(write: Writing, count: int, seed: str) -> float:
    """Notices a CPU second."""
    ready = list(notices(count, seed))
    batches = [ready[start : start + BATCH] for start in range(0, count, BATCH)]
    began = process_time()
    for batch in batches:
        write(batch)
    return count / (process_time() - began)


def main(count: int, rounds: int) -> None:
    """Take turns and print both rates and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "raw").mkdir()
        store, write_ours = ours(Path(folder))
        connection, write_raw = raw(Path(folder) / "raw")
        pairs = [(rate(write_ours, count, f"a{n}"), rate(write_raw, count, f"a{n}")) for n in range(rounds)]
        store.close()
        connection.close()
    print(f"new notices a CPU second, batches of {BATCH}, {count} a round, median of {rounds} rounds")
    print(f"  store        {median(a for a, _ in pairs):8.0f}")
    print(f"  raw sqlite3  {median(b for _, b in pairs):8.0f}")
    print(f"  ratio        {median(a / b for a, b in pairs):8.2f}  (wanted: 0.5 or more)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]), *(3500, 5)[len(sys.argv) - 1 :])
