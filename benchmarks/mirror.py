"""A copy made of nothing but `/api/v1/changes`: `python -m benchmarks.mirror [operations] [seed]`.

On SQLite and on PostgreSQL: notices are added, edited, filled in, moved, withdrawn, restored, sighted elsewhere,
corrected, clustered and redacted at random, some in one transaction; texts of files arrive later, some files are
shared. Meanwhile a process of its own follows the log of a real `daumoi serve` by small pages, keeps what it is told
in a file, and is killed and started again at random. In the end what it has must equal what the store has.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import get_args

from benchmarks.memory import wait_until
from benchmarks.postgresql import programs, running
from benchmarks.soak import process
from hub.records import Agency, Attachment, CorrectedField, Filters, Item, Notice, Source
from hub.store.store import Store
from hub.store.writing import Writer
from hub.web.api_items import notice_item

OPERATIONS, KILLS, SEED = 10_000, 40, 1
PORT = 8941
START = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
SOURCES = ("syt", "sxd", "stc")
SECTIONS = ("chi-dao", "van-ban", "tin-tuc", "hoi-dap")
PAGES = (1, 3, 10, 50, 500)
SHARED_FILES = 40
SECONDS_TO_FOLLOW = 600.0
OFTEN_LEVEL = 0.03


# --- the hub -----------------------------------------------------------------------------


class Life:
    """What may become of notices, at random but the same on every run of a seed."""

    def __init__(self, store: Store, seed: int) -> None:
        self._store, self._chance = store, Random(seed)
        self._ids: list[str] = []
        self.done: Counter[str] = Counter()

    def step(self, most: int) -> int:
        """Operations of one transaction; how many."""
        if self._ids and self._chance.random() < 0.15:
            self._by_hand()
            return 1
        deeds: list[Callable[[Writer, Notice], None]] = [
            self._edit, self._edit, self._complete, self._move, self._withdraw, self._restore, self._sight, self._files,
        ]  # fmt: skip
        many = min(most, self._chance.choice((1, 1, 2, 5, 20)))
        with self._store.writing() as writer:
            for _ in range(many):
                if len(self._ids) < 20 or self._chance.random() < 0.2:
                    self._add(writer)
                    continue
                deed = self._redact if self._chance.random() < 0.02 else self._chance.choice(deeds)
                known = writer.notices.get(self._chance.choice(self._ids))
                assert known
                deed(writer, known)
                self.done[deed.__name__.strip("_")] += 1
        return many

    @property
    def _now(self) -> datetime:
        return START + timedelta(seconds=self.done.total())

    def _word(self) -> str:
        return f"{self._chance.getrandbits(32):08x}"

    def _file(self) -> Attachment:
        """A file, of which others may be copies; its text may come later, or be read better."""
        number, name = self._chance.randrange(SHARED_FILES), f"{self._word()}.pdf"
        digest, url = sha256(str(number).encode()).hexdigest(), f"https://f.example/{name}"
        if self._chance.random() < 0.4:
            return Attachment(url, name)
        text = self._chance.choice(("", f"Trang {number}", f"Trang {number}\fTrang sau {self._chance.randrange(3)}"))
        return Attachment(url, name, "application/pdf", 9, digest, text, "text" if text else "no_text")

    def _add(self, writer: Writer) -> None:
        id, source, now = f"n{len(self._ids):06}", self._chance.choice(SOURCES), self._now
        files = tuple(self._file() for _ in range(self._chance.choice((0, 0, 1, 2))))
        added = Notice(
            id, source, "so-y-te", f"https://{source}.example/{id}", f"Thông báo {self._word()}", now, now, now,
            "minute", "listing", text=self._word(), section=self._chance.choice(SECTIONS), sources=(source,),
            attachments=files, cites=("43/2011/NĐ-CP",), digest=self._word(),
        )  # fmt: skip
        writer.add_notice(added, [f"url:{added.url}"])
        self._ids.append(id)
        self.done["add"] += 1

    def _edit(self, writer: Writer, known: Notice) -> None:
        said = replace(known, title=f"Đính chính {self._word()}", text=self._word(), digest=self._word())
        writer.edit_notice(said, ("title", "text"), self._now)

    def _complete(self, writer: Writer, known: Notice) -> None:
        writer.complete_notice(replace(known, signer=self._word(), html=f"<p>{self._word()}</p>"))

    def _move(self, writer: Writer, known: Notice) -> None:
        moved = f"https://moi.example/{known.id}/{self._word()}"
        writer.edit_notice(replace(known, url=moved), ("url",), self._now)
        writer.add_aliases(known.id, [f"url:{moved}"])

    def _withdraw(self, writer: Writer, known: Notice) -> None:
        writer.withdraw(known.id, self._now)

    def _restore(self, writer: Writer, known: Notice) -> None:
        writer.restore(known.id, self._now)

    def _sight(self, writer: Writer, known: Notice) -> None:
        writer.sight(known.id, self._chance.choice(SOURCES), Item(known.source, known.url, known.title), self._now)

    def _files(self, writer: Writer, known: Notice) -> None:
        files = [self._file() for _ in range(self._chance.choice((0, 1, 2)))]
        writer.set_attachments(known.id, (*known.attachments[:1], *files))

    def _redact(self, writer: Writer, known: Notice) -> None:
        writer.redact(known.id, "yêu cầu", self._now)

    def _by_hand(self) -> None:
        """An operator's correction, or the undoing of one."""
        id, field = self._chance.choice(self._ids), self._chance.choice(get_args(CorrectedField))
        values = {"section": self._chance.choice(SECTIONS), "cluster": self._chance.choice([*self._ids, None])}
        if self._chance.random() < 0.3:
            self._store.corrections.undo("lan", id, field, self._now)
        else:
            self._store.corrections.correct("lan", id, field, values.get(field, [self._word()]), self._now)
        self.done[f"by hand: {field}"] += 1


def opened(url: str, folder: Path) -> Store:
    store = Store(url, folder)
    store.migrate()
    store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    for slug in SOURCES:
        store.sources.save_source(Source(slug, "so-y-te", f"https://{slug}.example/", status="paused"))
    return store


# --- the mirror --------------------------------------------------------------------------


def follow(file: str) -> None:
    """Read on in the log for ever; a page and the cursor behind it are kept together or not at all."""
    chance = Random()
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("CREATE TABLE IF NOT EXISTS notice (id TEXT PRIMARY KEY, told TEXT, redacted INTEGER)")
        copy.execute("CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY, cursor INTEGER)")
        while True:
            place = copy.execute("SELECT cursor FROM place").fetchone()
            told = asked(f"/api/v1/changes?since={place[0] if place else 0}&limit={chance.choice(PAGES)}")
            with copy:
                for line in told["items"]:
                    row = (line["id"], json.dumps(line["notice"], sort_keys=True), line["kind"] == "redacted")
                    copy.execute("INSERT OR REPLACE INTO notice VALUES (?, ?, ?)", row)
                    copy.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (line["cursor"],))
            time.sleep(0.0 if told["next"] else 0.05)


def asked(path: str) -> dict[str, list[dict[str, object]]]:
    """The answer, waited for where we have asked too often."""
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
                told: dict[str, list[dict[str, object]]] = json.load(answer)
                return told
        except urllib.error.HTTPError as refusal:
            if refusal.code != 429:
                raise
            time.sleep(float(refusal.headers["Retry-After"]))


class Mirror:
    """The process that follows, and the file in which it keeps what it was told."""

    def __init__(self, file: Path) -> None:
        self.file, self.killed = file, 0
        self._running = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._began = self.place()
        return subprocess.Popen([sys.executable, "-m", "benchmarks.mirror", "follow", str(self.file)])

    def kill(self) -> None:
        """End it in the middle of whatever it does, and start another."""
        self.end()
        self.killed += 1
        self._running = self._start()

    def has_read(self) -> bool:
        """Whether it has come further since it was started."""
        return self.place() > self._began

    def catch_up(self, cursor: int) -> None:
        """Wait until it has come so far."""
        end = time.monotonic() + SECONDS_TO_FOLLOW
        while self.place() < cursor:
            if time.monotonic() > end:
                raise TimeoutError(f"the mirror is at {self.place()}, the log at {cursor}")
            time.sleep(0.05)

    def end(self) -> None:
        self._running.kill()
        self._running.wait()

    def place(self) -> int:
        """How far it has come."""
        try:
            with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as copy:
                row = copy.execute("SELECT cursor FROM place").fetchone()
                return int(row[0]) if row else 0
        except sqlite3.OperationalError:
            return 0

    def notices(self) -> dict[str, str]:
        with closing(sqlite3.connect(self.file)) as copy:
            return dict(copy.execute("SELECT id, told FROM notice"))


def kept(store: Store) -> dict[str, str]:
    """What the store has, as the API shows it."""
    every = store.notices.newest(Filters(), limit=10_000_000)
    return {notice.id: json.dumps(notice_item(notice), sort_keys=True) for notice in every}


# --- the two beside each other -----------------------------------------------------------


def run(name: str, url: str, folder: Path, operations: int, seed: int) -> bool:
    """Whether the mirror equals the store in the end."""
    store, settings = opened(url, folder), {"DAUMOI_DATABASE_URL": url, "DAUMOI_BASE_URL": f"http://127.0.0.1:{PORT}"}
    life, chance, done, began = Life(store, seed), Random(seed), 0, time.monotonic()
    due = sorted(chance.randrange(operations) for _ in range(KILLS))
    with process(f"serve --port {PORT}", folder, **settings):
        wait_until(lambda: answers(), "the server", 120)
        mirror = Mirror(folder / "mirror.db")
        while done < operations:
            done += life.step(operations - done)
            if chance.random() < OFTEN_LEVEL:  # a mirror far behind would be told of nothing but the end
                mirror.catch_up(store.changes.newest())
            if due and due[0] < done and mirror.has_read():
                due.pop(0)
                mirror.kill()
        newest = store.changes.newest()
        mirror.catch_up(newest)
        mirror.end()
    wanted, there = kept(store), mirror.notices()
    wrong = [id for id in wanted.keys() | there.keys() if wanted.get(id) != there.get(id)]
    store.close()
    print(f"{name}: {done} operations {dict(sorted(life.done.items()))}")
    print(f"  {newest} lines, {len(wanted)} notices, mirror killed {mirror.killed} times, ", end="")
    print(f"{len(wrong)} differ {sorted(wrong)[:5] or ''} ({time.monotonic() - began:.0f} s)", flush=True)
    for id in sorted(wrong)[:3]:
        ours, theirs = (json.loads(of.get(id, "{}")) for of in (wanted, there))
        told = {name: (ours[name], theirs.get(name)) for name in ours if ours[name] != theirs.get(name)}
        print(f"  {id}, ours and the mirror's: {told}")
    return not wrong


def answers() -> bool:
    try:
        return bool(asked("/api/v1/changes"))
    except OSError:
        return False


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """A URL on each database there is."""
    where = programs()
    with running(where) if where else nullcontext() as server:
        urls = {"SQLite": f"sqlite:///{folder / 'daumoi.db'}"}
        yield urls | ({"PostgreSQL": server.make("mirror")} if server else {})


def main(operations: int = OPERATIONS, seed: int = SEED) -> int:
    equal = {}
    with TemporaryDirectory() as name, databases(Path(name)) as urls:
        for database, url in urls.items():
            folder = Path(name) / database
            folder.mkdir()
            equal[database] = run(database, url, folder, operations, seed)
    missing = {"SQLite", "PostgreSQL"} - equal.keys()
    is_reached = all(equal.values()) and not missing
    print("PASS: each mirror equals its store" if is_reached else f"FAIL: {equal}, not tried: {missing or 'none'}")
    return 0 if is_reached else 1


if __name__ == "__main__":
    os.environ.pop("DAUMOI_DATA_DIR", None)
    sys.exit(follow(sys.argv[2]) if sys.argv[1:2] == ["follow"] else main(*map(int, sys.argv[1:])))
