"""`daumoi check` and `doctor`: what is wrong, since when, and what to do. Reads, never mends."""

from importlib.metadata import packages_distributions
from typing import TypedDict

from hub.errors import CODES
from hub.wiring import Parts

DISTRIBUTION = "daumoi"
ROOMS = ("hub", "spiders", "feeds", "search_index", "scheduler")


class Finding(TypedDict):
    """One thing that is wrong, in the shape of CONTRACT."""

    code: str
    subject: str
    since: str | None
    advice: str


def finding(code: str, subject: str, advice: str, since: object = None) -> Finding:
    """A finding; `since` is an instant or nothing."""
    return {"code": code, "subject": subject, "since": str(since) if since else None, "advice": advice}


def findings(parts: Parts) -> list[Finding]:
    """Everything doctor knows to look for."""
    return [*clashing_names(), *failing_sources(parts), *open_doors(parts), *discrepancies(parts)]


def clashing_names() -> list[Finding]:
    """Our top-level names are common words: another distribution with one of them would shadow ours."""
    owners = packages_distributions()
    others = {room: set(owners.get(room, ())) - {DISTRIBUTION} for room in ROOMS}
    return [
        finding(
            "name_clash", f"{room} also belongs to {', '.join(sorted(names))}", "uninstall it from this environment"
        )
        for room, names in others.items()
        if names
    ]


def failing_sources(parts: Parts) -> list[Finding]:
    """The sources whose last collection failed."""
    return [
        finding(state.error, f"source {slug}", f"{CODES[state.error]} {state.detail}".strip(), state.since)
        for slug, state in sorted(parts.store.sources.states().items())
        if state.error
    ]


def open_doors(parts: Parts) -> list[Finding]:
    """Settings that are meant for tests only."""
    settings = parts.settings
    doors = {"allow_networks": settings.allow_networks, "clock": settings.clock, "kill_at": settings.kill_at}
    return [
        finding("test_setting", f"{name.upper()} is set", "leave it out in production")
        for name, on in doors.items()
        if on
    ]


def discrepancies(parts: Parts) -> list[Finding]:
    """Where index or feeds are behind the store."""
    changes, found = parts.store.changes, []
    for consumer in ("index", "publish"):
        behind = changes.newest() - changes.consumed(consumer)
        if behind:
            found.append(
                finding("behind", f"{consumer} is {behind} changes behind", "run daumoi worker or daumoi crawl")
            )
    stored, indexed = sum(1 for _ in parts.store.notices.documents()), parts.index.count()
    if stored != indexed and not found:
        found.append(finding("index_differs", f"{indexed} notices indexed, {stored} stored", "run daumoi reindex"))
    return found
