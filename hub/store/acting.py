"""What operators do to sources, and about incidents: each act with its line in the audit log, both or neither."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from hub.records import Source, SourceStatus
from hub.store.audit import write_act
from hub.store.columns import table
from hub.store.confidential import HARMLESS, without_userinfo
from hub.store.database import Database
from hub.store.engine import dump_json
from hub.store.incidents import note_in, own_in
from hub.store.log_tables import MetaRow
from hub.store.sources import AS_SOURCE, SOURCE, STATE, source_in, write_source

HIDDEN = "•••"
META = table(MetaRow)


class Acts:
    """The acts of operators. A source is meant as the operator saw it: one that differs by now is left alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_source(self, who: str, source: Source, was: Source | None, now: datetime) -> bool:
        """Insert the source, or replace it as it `was`; False where it is otherwise by now, and then nothing is done.

        Its agency must be known (StoreError).
        """
        with self._database.writing() as transaction:
            transaction.wait_turn()
            if source_in(transaction.connection, source.slug) != was:
                return False
            write_source(transaction, source)
            before, after = difference(was, source)
            write_act(transaction, now, who, "source.edit" if was else "source.add", source.slug, before, after)
        return True

    def set_status(self, who: str, slug: str, status: SourceStatus, now: datetime) -> None:
        """Collect the source from now on, or not; nothing where it is so already."""
        known = select(SOURCE.c.status).where(SOURCE.c.slug == slug)
        with self._database.writing() as transaction:
            was = transaction.connection.scalar(known.with_for_update())
            if was not in (None, status):
                transaction.connection.execute(update(SOURCE).where(SOURCE.c.slug == slug).values(status=status))
                told = ({"status": was}, {"status": status})
                write_act(transaction, now, who, f"source.{status}", slug, *told)

    def make_due(self, who: str, slug: str, now: datetime) -> None:
        """The source is to be visited next; its host is owed its rest all the same."""
        with self._database.writing() as transaction:
            transaction.connection.execute(update(STATE).where(STATE.c.source == slug).values(next_due=now))
            write_act(transaction, now, who, "source.crawl", slug)

    def set_topics(self, who: str, topics: Mapping[str, Any], was: Mapping[str, Any], now: datetime) -> None:
        """These are the topics from now on (`hub.catalogue.topics.written_topics`)."""
        self._set("topics", who, topics, was, now)

    def set_deadlines(self, who: str, deadlines: Mapping[str, int], was: Mapping[str, int], now: datetime) -> None:
        """Notices are to be published within so many days of work from now on."""
        self._set("deadlines", who, deadlines, was, now)

    def _set(self, what: str, who: str, wanted: Mapping[str, Any], was: Mapping[str, Any], now: datetime) -> None:
        changed = sorted(name for name in {*was, *wanted} if was.get(name) != wanted.get(name))
        told = ({name: side.get(name) for name in changed} for side in (was, wanted))
        with self._database.writing() as transaction:
            transaction.upsert(META, [{"name": what, "value": dump_json(dict(wanted))}], "value")
            write_act(transaction, now, who, f"{what}.edit", what, *told)

    def own_incident(self, who: str, id: str, owner: str, now: datetime) -> None:
        """From now on this operator sees to it, nobody where the name is empty; StoreError for an unknown incident."""
        with self._database.writing() as transaction:
            own_in(transaction, id, owner)
            write_act(transaction, now, who, "incident.own", id, None, {"owner": owner})

    def note_incident(self, who: str, id: str, text: str, now: datetime) -> None:
        """Write something down about it; StoreError for an unknown incident."""
        with self._database.writing() as transaction:
            note_in(transaction, id, who, text, now)
            write_act(transaction, now, who, "incident.note", id, None, {"text": text})


def difference(was: Source | None, source: Source) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The settings in which two states of a source differ, in the one and in the other, without secrets."""
    after = AS_SOURCE.dump_python(source, mode="json")
    if was is None:
        return None, without_secrets(after)
    before = AS_SOURCE.dump_python(was, mode="json")
    changed = [name for name in after if before[name] != after[name]]
    return tuple(without_secrets({name: side[name] for name in changed}) for side in (before, after))  # type: ignore[return-value]


def without_secrets(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a source as they may be shown and kept anywhere.

    >>> without_secrets({"headers": {"Accept": "*/*", "Cookie": "a=1"}, "proxy": "http://u:p@proxy.example:3128"})
    {'headers': {'Accept': '*/*', 'Cookie': '•••'}, 'proxy': 'http://proxy.example:3128'}
    """
    told = dict(settings)
    if told.get("headers"):
        headers = told["headers"].items()
        told["headers"] = {name: value if name.lower() in HARMLESS else HIDDEN for name, value in headers}
    for name in ("proxy", "homepage"):
        if told.get(name):
            told[name] = without_userinfo(told[name])
    if "addresses" in told:
        told["addresses"] = [{**address, "url": without_userinfo(address["url"])} for address in told["addresses"]]
    return told
