"""Which notices are the same announcement: by what they find each other, what says so, and the clusters that follow.

A cluster is what is connected: by likenesses between notices that no operator has joined or split, and by what
operators have joined. So it does not matter in which order notices came. It is named by its smallest member, or as
operators' corrections name it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from hub.records import Likeness, Notice
from hub.store.changes import Log
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.found_tables import LikenessRow, TraceRow
from hub.store.keys import number_key
from hub.store.operator_tables import CorrectionRow
from hub.store.portions import among, run
from hub.store.tables import AttachmentRow, NoticeRow

NOTICE = table(NoticeRow)
TRACE = table(TraceRow)
LIKENESS = table(LikenessRow)
CORRECTION = table(CorrectionRow)
FILE = table(AttachmentRow)

NEAR = 60  # days within which an announcement is posted again, where nothing but its text says that it is the same
SAME_NUMBER = timedelta(days=400)
CROWD = 100  # notices of NEAR days that share a trace: more of them, and it is a formula that tells nothing
MOST_CANDIDATES = 12
LARGEST = 2_000  # notices of a cluster: looking for more of it ends there

NAMES = tuple(field.name for field in fields(Likeness))
WITH_NOTICE = or_(LIKENESS.c.one == bindparam("of_notice"), LIKENESS.c.other == bindparam("of_notice"))
OF_NOTICE = select(*(LIKENESS.c[name] for name in NAMES)).where(WITH_NOTICE).order_by(LIKENESS.c.one, LIKENESS.c.other)
BESIDE = select(LIKENESS.c.one, LIKENESS.c.other).where(or_(among(LIKENESS.c.one), among(LIKENESS.c.other)))
FORGET = delete(LIKENESS).where(WITH_NOTICE)
ALIKE = (
    select(TRACE.c.notice)
    .where(TRACE.c.key == bindparam("of_key"), TRACE.c.day.between(bindparam("since"), bindparam("until")))
    .limit(CROWD + 1)
)
OF_NUMBER = (
    select(NOTICE.c.id)
    .where(
        NOTICE.c.number_key == bindparam("of_key"),
        NOTICE.c.agency != bindparam("of_agency"),
        NOTICE.c.published.between(bindparam("since"), bindparam("until")),
    )
    .order_by(NOTICE.c.id)
    .limit(MOST_CANDIDATES)
)
OF_FILE = (
    select(FILE.c.notice)
    .join(NOTICE, NOTICE.c.id == FILE.c.notice)
    .where(FILE.c.sha256 == bindparam("of_key"), NOTICE.c.agency != bindparam("of_agency"))
    .order_by(FILE.c.notice)
    .limit(MOST_CANDIDATES)
)
HANDS = (
    select(CORRECTION.c.notice, CORRECTION.c.after)
    .where(CORRECTION.c.field == "cluster", CORRECTION.c.undone.is_(None))
    .order_by(CORRECTION.c.id)
)
AGENCIES = select(NOTICE.c.id, NOTICE.c.agency).where(among(NOTICE.c.id))
STANDING = select(NOTICE.c.id, NOTICE.c.cluster).where(among(NOTICE.c.id))


class Clusters:
    """Finds, keeps and names clusters; what operators have set stands above all of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_notice(self, notice: str) -> tuple[Likeness, ...]:
        """What says that other notices are the same announcement as this one."""
        with self._database.reading() as connection:
            return tuple(Likeness(*row) for row in connection.execute(OF_NOTICE, {"of_notice": notice}))

    def candidates(self, notice: Notice, traces: Sequence[int]) -> list[str]:
        """The notices that may be the same announcement, the likeliest first: MOST_CANDIDATES at most.

        First those with its number or a file of its own, then those that share most of its traces.
        """
        with self._database.reading() as connection:
            exact = _of_number(connection, notice) + _of_files(connection, notice)
            shared = _of_traces(connection, notice, traces)
            ranked = _of_others(connection, notice, sorted(shared, key=lambda id: (-shared[id], id)))
        return [id for id in dict.fromkeys(exact + ranked) if id != notice.id][:MOST_CANDIDATES]

    def trace(self, traces: Mapping[str, tuple[int, Sequence[int]]]) -> None:
        """Keep by what these notices are found: by id their day and traces, none where they are not to be found."""
        rows = [
            {"notice": id, "place": place, "key": key, "day": day}
            for id, (day, keys) in traces.items()
            for place, key in enumerate(keys)
        ]
        with self._database.writing() as transaction:
            run(transaction.connection, delete(TRACE).where(among(TRACE.c.notice)), list(traces))
            transaction.insert(TRACE, rows)

    def settle(self, found: Mapping[str, Iterable[Likeness]], also: Collection[str], now: datetime) -> int:
        """Keep what was found of notices in place of what was kept, and name their clusters anew, and those of `also`.

        A change "clustered" for each notice whose cluster is another then; how many they are.
        """
        with self._database.writing() as transaction:
            transaction.wait_turn()
            touched = _replace(transaction, found) | set(also)
            log = Log()
            moved = _name_anew(transaction, touched)
            log.extend("clustered", ((id, now) for id in moved))
            log.write(transaction)
        return len(moved)


# --- candidates --------------------------------------------------------------------------


def _of_number(connection: Connection, notice: Notice) -> list[str]:
    if not notice.doc_number:
        return []
    days = {"since": notice.published - SAME_NUMBER, "until": notice.published + SAME_NUMBER}
    key = {"of_key": number_key(notice.doc_number), "of_agency": notice.agency}
    return list(connection.scalars(OF_NUMBER, key | days))


def _of_files(connection: Connection, notice: Notice) -> list[str]:
    files = dict.fromkeys(file.sha256 for file in notice.attachments[:MOST_CANDIDATES] if file.sha256)
    found = (connection.scalars(OF_FILE, {"of_key": sha256, "of_agency": notice.agency}) for sha256 in files)
    return [id for ids in found for id in ids]


def _of_traces(connection: Connection, notice: Notice, traces: Sequence[int]) -> Counter[str]:
    """How many traces each of these shares, those of a crowd left out."""
    day = notice.published.toordinal()
    shared: Counter[str] = Counter()
    for key in traces:
        sharing = list(connection.scalars(ALIKE, {"of_key": key, "since": day - NEAR, "until": day + NEAR}))
        if len(sharing) <= CROWD:
            shared.update(sharing)
    return shared


def _of_others(connection: Connection, notice: Notice, ranked: Sequence[str]) -> list[str]:
    """Those of other agencies, in their order: what an agency says every week is most like what it said before."""
    others = {row.id for row in run(connection, AGENCIES, ranked) if row.agency != notice.agency}
    return [id for id in ranked if id in others]


# --- clusters ----------------------------------------------------------------------------


def _replace(transaction: Transaction, found: Mapping[str, Iterable[Likeness]]) -> set[str]:
    """All notices whose likenesses may be others now."""
    touched = set(found)
    for notice in found:
        for row in transaction.connection.execute(OF_NOTICE, {"of_notice": notice}):
            touched |= {row.one, row.other}
        transaction.connection.execute(FORGET, {"of_notice": notice})
    rows = {(one.one, one.other): asdict(one) for likenesses in found.values() for one in likenesses}
    transaction.upsert(LIKENESS, list(rows.values()), *NAMES[2:])
    return touched.union(*rows)


def _name_anew(transaction: Transaction, touched: set[str]) -> list[str]:
    """Give the notices around these the clusters that they are of; those for which that is another."""
    connection = transaction.connection
    set_by_hand = {notice: cluster for notice, cluster in connection.execute(HANDS)}
    # whom others were joined with, so that the cluster has its name, was itself moved nowhere
    hands = {notice: cluster for notice, cluster in set_by_hand.items() if cluster != notice}
    parts = _parts(connection, touched, hands)
    named = {id: name for part in parts for name in [_name(part, hands)] for id in part}
    standing = {row.id: row.cluster for row in run(connection, STANDING, sorted(named))}
    moved = sorted(id for id, cluster in standing.items() if cluster != named[id])
    for id in moved:
        connection.execute(update(NOTICE).where(NOTICE.c.id == id).values(cluster=named[id]))
    return moved


def _parts(connection: Connection, touched: set[str], hands: Mapping[str, str | None]) -> list[set[str]]:
    """What is connected with each of these notices."""
    beside = _Beside(connection, hands)
    parts: list[set[str]] = []
    for id in sorted(touched):
        if not any(id in part for part in parts):
            parts.append(_connected(id, beside))
    return parts


def _connected(id: str, beside: "_Beside") -> set[str]:
    part, edge = {id}, {id}
    while edge and len(part) < LARGEST:
        edge = beside.all(edge) - part
        part |= edge
    return part


class _Beside:
    """Which notices are the same announcement as others, each by a single step."""

    def __init__(self, connection: Connection, hands: Mapping[str, str | None]) -> None:
        self._connection, self._hands = connection, hands
        self._joined: defaultdict[str, set[str]] = defaultdict(set)
        for notice, cluster in hands.items():
            if cluster is not None:
                self._joined[cluster].add(notice)

    def all(self, ids: Collection[str]) -> set[str]:
        """Those beside any of these notices."""
        free = [id for id in sorted(ids) if id not in self._hands]
        found = {id for row in run(self._connection, BESIDE, free) for id in row if id not in self._hands}
        for id in ids:
            cluster = self._hands.get(id, id)  # who is joined with a cluster is so with the notice that names it
            if cluster is not None:
                found |= self._joined.get(cluster, set())
                found |= {cluster} - self._hands.keys()
        return found


def _name(part: set[str], hands: Mapping[str, str | None]) -> str | None:
    """The cluster of these notices: a single one is of none, unless an operator has said so."""
    set_by_hand = [cluster for id in part if (cluster := hands.get(id)) is not None]
    return min(set_by_hand) if set_by_hand else min(part) if len(part) > 1 else None
