"""One look after the other; whatever one of them meets, the others are still told."""

from collections.abc import Callable, Iterator
from contextlib import closing

from hub.cli.checking import poison, troubles
from hub.cli.doctor.ground import BLOCKING, ground
from hub.cli.doctor.kept import lost_files, stale
from hub.cli.doctor.names import shared
from hub.cli.doctor.sources import failing_sources, unread_files
from hub.cli.doctor.works import clock_astray, cut_off, dropped, many_machines, no_worker, open_doors
from hub.cli.findings import RESCUE, Finding, finding
from hub.errors import StoreDamaged
from hub.settings import Settings
from hub.wiring import Parts, open_parts
from spiders.limited.children import Children

Look = Callable[[Parts], Iterator[Finding]]
LOOKS: tuple[Look, ...] = (
    troubles, no_worker, many_machines, cut_off, clock_astray, lost_files, stale, failing_sources, poison, unread_files,
    dropped, open_doors,
)  # fmt: skip
WHOLE = frozenset({"disk_full", "database_damaged"})  # of which there is but one
CONFINEMENTS = {
    "namespace": "a network namespace of their own, without a way out",
    "hook": "a hook that refuses sockets to Python; let this user make user and network namespaces for more",
}


def confinement() -> str:
    """What keeps the processes that read untrusted files from the network."""
    with closing(Children()) as children:
        return CONFINEMENTS[children.network()]


def diagnose(settings: Settings) -> list[Finding]:
    """Everything doctor knows to look for, also where the hub cannot be opened."""
    found = [*shared(), *ground(settings)]
    known = {each["code"] for each in found}
    if BLOCKING.isdisjoint(known):
        found += _inside(settings, is_full="disk_full" in known)
    return _once(found)


def _inside(settings: Settings, *, is_full: bool) -> list[Finding]:
    try:
        parts = open_parts(settings)
    except Exception as error:  # without room SQLite cannot even make what it needs for reading
        return [] if is_full else [_met(error, "opening the hub")]
    with closing(parts):
        return [found for look in LOOKS for found in looked(look, parts)]


def looked(look: Look, parts: Parts) -> list[Finding]:
    try:
        return list(look(parts))
    except StoreDamaged as error:  # noted by who met it
        return list(troubles(parts)) or [_met(error, look.__name__)]
    except Exception as error:
        return [_met(error, look.__name__)]


def _met(error: Exception, where: str) -> Finding:
    """Doctor is asked when things are wrong in ways that nobody thought of: whatever it is, it is told, not raised."""
    if isinstance(error, StoreDamaged):
        return finding("database_damaged", str(error), RESCUE)
    subject = f"{where.replace('_', ' ')}: {type(error).__name__}: {error}"
    return finding("unexpected", subject, "mend what it says, then run daumoi doctor again; else report it to us")


def _once(found: list[Finding]) -> list[Finding]:
    """Of what two looks found the one that knows since when: the later."""
    last = {(each["code"], each["subject"] if each["code"] not in WHOLE else ""): each for each in found}
    return list(last.values())
