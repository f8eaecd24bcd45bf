"""The store: everything the hub keeps, behind one door."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from hub.settings import Checkpoint, go_on
from hub.store import schema
from hub.store.acting import Acts
from hub.store.activity import Activity
from hub.store.audit import Audit
from hub.store.backup import Manifest, back_up
from hub.store.blobs import Blobs
from hub.store.changes import Changes
from hub.store.clusters import Clusters
from hub.store.columns import table
from hub.store.completeness import Completeness
from hub.store.contents import Contents, contents
from hub.store.corrections import Corrections
from hub.store.database import Database
from hub.store.documents import Documents, all_documents
from hub.store.errands import Errands
from hub.store.evidence_log import EvidenceLog
from hub.store.gaps import Gaps
from hub.store.hosts import HostLeases
from hub.store.incidents import Incidents
from hub.store.lags import Lags
from hub.store.leases import Leases
from hub.store.ledger import Ledger
from hub.store.list_pages import ListPages
from hub.store.log_tables import MetaRow
from hub.store.mentions import Mentions
from hub.store.months import Months
from hub.store.moves import Moves
from hub.store.moving import move
from hub.store.notices import Notices
from hub.store.operators import Operators
from hub.store.passwords import Passwords
from hub.store.presence import Presences
from hub.store.previous import forget_previous, keep_previous
from hub.store.progress import Report, silent
from hub.store.references import References
from hub.store.rhythms import Rhythms
from hub.store.scorecards import Scorecards
from hub.store.sessions import Sessions
from hub.store.sources import Sources
from hub.store.subscribers import Subscribers
from hub.store.subscriptions import Subscriptions
from hub.store.trouble import Trouble, Troubles
from hub.store.usuals import Usuals
from hub.store.versions import Versions
from hub.store.writing import Writer
from hub.vietnamese.dates import vietnamese_day

META = table(MetaRow)
LEDGER_KEPT = timedelta(days=90)


class Store:
    """The database at `url` and the blobs in `folder`/blobs. Safe to share between threads.

    Whatever the database refuses is a StoreError. Reading never waits for writing; of two who
    write the second waits its turn, so a write transaction must be short and hold no network call.
    """

    def __init__(self, url: str, folder: Path, checkpoint: Checkpoint = go_on) -> None:
        self._url, self._folder, self._troubles, self._checkpoint = url, folder, Troubles(folder), checkpoint
        self._database = Database(url, self._troubles)
        self.commits = self._database.commits
        self.sources = Sources(self._database)
        self.notices = Notices(self._database.reading)
        self.months = Months(self._database)
        self.changes = Changes(self._database)
        self.references = References(self._database)
        self.mentions = Mentions(self._database)
        self.versions = Versions(self._database)
        self.ledger = Ledger(self._database)
        self.lags = Lags(self._database)
        self.rhythms = Rhythms(self._database)
        self.usuals = Usuals(self._database)
        self.list_pages = ListPages(self._database)
        self.activity = Activity(self._database)
        self.incidents = Incidents(self._database)
        self.gaps = Gaps(self._database)
        self.completeness = Completeness(self._database)
        self.scorecards = Scorecards(self._database)
        self.moves = Moves(self._database)
        self.corrections = Corrections(self._database)
        self.clusters = Clusters(self._database)
        self.leases = Leases(self._database)
        self.hosts = HostLeases(self._database)
        passwords = Passwords()
        self.operators = Operators(self._database, passwords)
        self.sessions = Sessions(self._database, passwords)
        self.acts = Acts(self._database)
        self.audit = Audit(self._database)
        self.errands = Errands(self._database)
        self.workers = Presences(self._database)
        self.subscribers = Subscribers(self._database)
        self.subscriptions = Subscriptions(self._database)
        self.blobs = Blobs(folder / "blobs", self._database, self._troubles, checkpoint)
        self.evidence = EvidenceLog(self._database, self.blobs)

    def migrate(self) -> None:
        """Bring the database to the newest schema, creating it where there is none; StoreError for a newer one.

        An older SQLite file is kept beside the new one, as it was. While there is trouble an older schema
        stays so (DiskFull, StoreDamaged), the newest is opened all the same.
        """
        if self._is_newest():  # looking is cheap, migrating takes the lock and looks at every row
            return
        self._troubles.require_none()
        keep_previous(self._database)
        with self._database.migrating() as connection:
            schema.migrate(connection)

    def check_schema(self) -> None:
        """StoreError, with the remedy, unless the schema is the one this program knows."""
        with self._database.reading() as connection:
            schema.check(connection)

    def trouble(self) -> Trouble | None:
        """Why nothing new can be kept at present (a full disk, a damaged database), None where all is well.

        A full disk is over by itself as soon as there is room; what is damaged stays so until `examine` says otherwise.
        """
        return self._troubles.present()

    def set_aside(self) -> None:
        """Keep a little room in the data folder, so that states can still be written on a full disk."""
        self._troubles.set_aside()

    @contextmanager
    def minding_the_disk(self) -> Iterator[None]:
        """A file that finds no room, written by whomever in the block, is DiskFull and trouble for all."""
        with self._troubles.watching_files():
            yield

    def examine(self) -> None:
        """Look through an SQLite file, a second or two a gigabyte; StoreDamaged, and trouble, where it is damaged."""
        self._database.examine()

    def upkeep(self, now: datetime, days_kept: int) -> None:
        """What is due at the start and once a day: `examine`, what is redacted goes, the ledger is cut at 90 days, the
        days of sources at so many, sessions that are over are forgotten."""
        self.examine()
        self.blobs.sweep()
        self.ledger.prune(now - LEDGER_KEPT)
        self.errands.prune(now - LEDGER_KEPT)
        self.activity.prune(vietnamese_day(now) - timedelta(days=days_kept))
        self.sessions.prune(now)
        self.subscribers.prune(now)

    def close(self) -> None:
        """Give back all connections."""
        self._database.close()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One write transaction: all of it is kept when the block ends well, nothing when it raises.

        DiskFull or StoreDamaged while there is trouble; on a full disk sources, leases and cursors can be written.
        """
        self._troubles.require_none()
        with self._database.writing() as transaction:
            transaction.wait_turn()
            writer = Writer(transaction, self.blobs.size)
            yield writer
            writer.finish()
        self._checkpoint("after_commit")
        if writer.has_redacted:
            self._erase()

    def meta(self, name: str) -> str | None:
        """A fact about this hub."""
        with self._database.reading() as connection:
            return connection.scalar(select(META.c.value).where(META.c.name == name))

    def set_meta(self, name: str, value: str) -> None:
        """Insert or replace."""
        with self._database.writing() as transaction:
            transaction.upsert(META, [{"name": name, "value": value}], "value")

    def documents(self) -> Documents:
        """Of every notice what an index needs, but of those redacted; see `hub.store.documents`."""
        with self._database.reading() as connection:
            return all_documents(connection, self._url, self._folder)

    def back_up(self, file: Path, now: datetime, report: Report = silent) -> Manifest:
        """Write a backup of everything that cannot be made anew, while work goes on; see `hub.store.backup`."""
        return back_up(self._database, self._folder / "blobs", file, now, report)

    def move_to(self, url: str, report: Report = silent) -> dict[str, Contents]:
        """Copy the hub into the empty database at `url`, nobody writing meanwhile; see `hub.store.moving`."""
        return move(self._database, url, self._troubles, report)

    def contents(self, report: Report = silent) -> dict[str, Contents]:
        """How much there is in every table, and its digest: equal hubs have equal contents on any database."""
        with self._database.reading() as connection:
            return contents(connection, report)

    def _is_newest(self) -> bool:
        if self._database.file and not self._database.file.exists():
            return False
        with self._database.reading() as connection:
            return schema.version(connection) == schema.newest()

    def _erase(self) -> None:
        """After the commit, so that a transaction that fails loses no bytes; `upkeep` finishes it after a crash."""
        self.blobs.sweep()
        self._database.forget()
        forget_previous(self._database)
