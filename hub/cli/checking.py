"""`daumoi check` and `doctor`: what is wrong, since when, and what to do. Mends only what it is asked to."""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from importlib.metadata import packages_distributions
from typing import TypedDict

from feeds.channels import all_channels, names
from feeds.publish import RENDERERS, packed_copy, publish_feed
from hub.cli.progress import Report
from hub.errors import CODES, IndexDamaged, StoreDamaged, StoreError
from hub.records import Feed
from hub.settings import Settings
from hub.store.inspecting import sweep
from hub.wiring import Parts, open_parts
from hub.worker.comparing import wanted_feeds, wrong_in_index
from hub.worker.consuming import leased
from spiders.limited.children import Children

DISTRIBUTION = "daumoi"
ROOMS = ("hub", "spiders", "feeds", "search_index", "scheduler")
YOUNG = timedelta(days=1)
MANY_FILES = 5
RESCUE = (
    "stop the hub and restore the newest backup into a new folder (daumoi restore FILE --data NEW), "
    "or rescue what can be read: sqlite3 daumoi.db .recover | sqlite3 rescued.db; then daumoi check"
)
ADVICE = {
    "disk_full": "make room on the disk of the data folder; the hub goes on by itself",
    "database_damaged": f"nothing is collected, pages are still served; {RESCUE}",
}

REMARKS = {"page budget": "page_budget", "layout": "layout_changed"}  # what a source that did not fail is told of

CONFINEMENTS = {
    "namespace": "a network namespace of their own, without a way out",
    "hook": "a hook that refuses sockets to Python; let this user make user and network namespaces for more",
}


class Finding(TypedDict):
    """One thing that is wrong, in the shape of CONTRACT."""

    code: str
    subject: str
    since: str | None
    advice: str


def finding(code: str, subject: str, advice: str, since: object = None) -> Finding:
    """A finding; `since` is an instant or nothing."""
    return {"code": code, "subject": subject, "since": str(since) if since else None, "advice": advice}


def confinement() -> str:
    """What keeps the processes that read untrusted files from the network."""
    with closing(Children()) as children:
        return CONFINEMENTS[children.network()]


def diagnose(settings: Settings) -> list[Finding]:
    """Everything doctor knows to look for, also where the hub cannot be opened."""
    try:
        parts = open_parts(settings)
    except StoreDamaged as error:
        return [finding("database_damaged", str(error), RESCUE)]
    except StoreError as error:
        return [finding("store", str(error), "mend what it says; the hub cannot be opened until then")]
    with closing(parts):
        return findings(parts)


def findings(parts: Parts) -> list[Finding]:
    """What is wrong with an open hub; whoever meets a damaged row leaves the rest to the finding about the damage."""
    looks: tuple[Callable[[Parts], Iterator[Finding]], ...] = (
        failing_sources,
        poison,
        unread_files,
        open_doors,
        behind,
        unlike_index,
    )
    found = [*clashing_names()]
    for look in looks:
        with suppress(StoreDamaged):
            found += look(parts)
    return [*troubles(parts), *found]


def discrepancies(parts: Parts, report: Report, *, deep: bool) -> list[Finding]:
    """Where database, kept files, index and published feeds do not agree; `deep` reads every kept file."""
    with suppress(StoreDamaged):  # noted, and told of below
        parts.store.examine()
        late = list(behind(parts))
        others = late or [*unlike_index(parts), *unlike_feeds(parts, report)]
        return [*troubles(parts), *poison(parts), *others, *unlike_files(parts, report, deep)]
    return [*troubles(parts), *unreadable_notices(parts, report)]


def sweep_orphans(parts: Parts) -> int:
    """Delete files that no notice rests on and nobody touched for a day; how many."""
    return parts.store.blobs.sweep() + sweep(parts.store.blobs.inspect().orphans, parts.clock() - YOUNG)


async def publish_anew(parts: Parts) -> int:
    """Write every feed that is not as it should be; how many files. The worker's turn is waited for."""
    written = 0
    async with leased(parts, "consumer:publish") as ours:
        for channel, feed in feeds(parts) if ours else ():
            written += len(publish_feed(parts.public / "feeds", channel, feed))
    if not ours:
        raise StoreError("the worker is publishing at this moment: try again")
    return written


# --- single looks ------------------------------------------------------------------------


def troubles(parts: Parts) -> Iterator[Finding]:
    """What keeps the hub from collecting."""
    trouble = parts.store.trouble()
    if trouble:
        yield finding(trouble.code, trouble.detail, ADVICE[trouble.code], trouble.since)


def unreadable_notices(parts: Parts, report: Report) -> Iterator[Finding]:
    """What is lost of a damaged database."""
    advice = "it is in the newest backup, or comes back by itself if the site still shows it"
    with suppress(StoreDamaged):
        yield from (finding("unreadable", f"notice {id}", advice) for id in parts.store.notices.unreadable(report))


def clashing_names() -> Iterator[Finding]:
    """Our top-level names are common words: another distribution with one of them would shadow ours."""
    owners = packages_distributions()
    for room in ROOMS:
        others = sorted(set(owners.get(room, ())) - {DISTRIBUTION})
        if others:
            subject = f"{room} also belongs to {', '.join(others)}"
            yield finding("name_clash", subject, "uninstall it from this environment")


def failing_sources(parts: Parts) -> Iterator[Finding]:
    """The sources whose last collection failed, or met a trap."""
    for slug, state in sorted(parts.store.sources.states().items()):
        if state.error:
            yield finding(state.error, f"source {slug}", f"{CODES[state.error]} {state.detail}".strip(), state.since)
        elif state.detail:
            told = state.detail.partition(":")[0]
            yield finding(REMARKS.get(told, "trap"), f"source {slug}", state.detail, state.since)


def poison(parts: Parts) -> Iterator[Finding]:
    """Answers that are not read any more, because they harmed who read them."""
    for known in parts.store.sources.poison():
        if known.is_set_aside:
            advice = f"it {known.reason}; kept as {known.sha256}, read again by itself when the site changes it"
            yield finding("set_aside", f"{known.url} of source {known.source}", advice, known.since)


def unread_files(parts: Parts) -> Iterator[Finding]:
    """Sources most of whose files could not be had or opened: one or two that are lost are a site's daily life."""
    advice = "see daumoi source show; files that could not be fetched are asked for again with their pages"
    for slug, counts in sorted(parts.store.notices.file_counts().items()):
        failed = {reason: count for (state, reason), count in counts.items() if state == "failed"}
        lost, all_files = sum(failed.values()), sum(counts.values())
        if lost >= MANY_FILES and 2 * lost > all_files:
            reasons = ", ".join(f"{count} {reason}" for reason, count in failed.items())
            yield finding("files_failed", f"{lost} of {all_files} files of source {slug}: {reasons}", advice)


def open_doors(parts: Parts) -> Iterator[Finding]:
    """Settings that are meant for tests only."""
    settings = parts.settings
    doors = {"allow_networks": settings.allow_networks, "clock": settings.clock, "kill_at": settings.kill_at}
    return (
        finding("test_setting", f"{name.upper()} is set", "leave it out in production")
        for name, on in doors.items()
        if on
    )


def behind(parts: Parts) -> Iterator[Finding]:
    """Which consumers have not come to the end of the change log."""
    changes = parts.store.changes
    for consumer in ("index", "publish"):
        left = changes.newest() - changes.consumed(consumer)
        if left > 0:
            yield finding("behind", f"{consumer} is {left} changes behind", "run daumoi worker or daumoi crawl")


def unlike_index(parts: Parts) -> Iterator[Finding]:
    """Whether the index holds the notices it should, each as it is now."""
    changes = parts.store.changes
    consumed, versions = changes.consumed("index"), changes.versions()
    try:
        stale, needless = wrong_in_index(versions, parts.index.versions(), consumed)
    except IndexDamaged as damage:
        yield finding("index_damaged", str(damage), "the worker writes it anew; without one, run daumoi reindex")
        return
    if stale or needless:
        subject = f"{len(stale)} notices are not indexed as they are now, {len(needless)} should not be"
        yield finding("index_differs", subject, "start the worker again, or run daumoi reindex")


def unlike_feeds(parts: Parts, report: Report) -> Iterator[Finding]:
    """Which published feeds are not what the store would publish now."""
    wanted = list(feeds(parts))
    for n, (channel, feed) in enumerate(wanted, 1):
        report("comparing feeds", n, len(wanted))
        for suffix, render in RENDERERS.items():
            file, data = parts.public / "feeds" / f"{channel}.{suffix}", render(feed)
            if not file.exists() or file.read_bytes() != data or packed_copy(file, data) is None:
                yield finding("feed_differs", str(file), "run daumoi check --mend")


def feeds(parts: Parts) -> Iterator[tuple[str, Feed]]:
    """Every channel that holds something or was published once, filled as of now."""
    known = names(parts.store, parts.authority, parts.settings.base_url)
    return wanted_feeds(parts, all_channels(known), known)


def unlike_files(parts: Parts, report: Report, deep: bool) -> Iterator[Finding]:
    """Which kept files are lost or spoilt, and whether there are some that nobody needs."""
    found = parts.store.blobs.inspect(deep, report)
    again = "put it back from a backup; without one the notice stays and the file is gone"
    yield from (finding("file_missing", digest, again) for digest in found.missing)
    yield from (finding("file_damaged", digest, again) for digest in found.damaged)
    if found.orphans:
        subject = f"{len(found.orphans)} kept files that no notice rests on"
        yield finding("orphans", subject, "no harm is done; daumoi check --sweep deletes those older than a day")
