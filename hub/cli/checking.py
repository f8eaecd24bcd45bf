"""`daumoi check`: where the parts of a hub do not agree, and what to do. Mends only what it is asked to."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from feeds.channels import all_channels, names
from hub.cli.findings import RESCUE, Finding, finding
from hub.cli.progress import Report
from hub.errors import IndexDamaged, StoreDamaged, StoreError
from hub.records import CONSUMERS
from hub.store.inspecting import sweep
from hub.wiring import Parts
from hub.worker.comparing import wrong_in_index
from hub.worker.consuming import leased
from hub.worker.publishing import publications

YOUNG = timedelta(days=1)
ADVICE = {
    "disk_full": "make room on the disk of the data folder; the hub goes on by itself",
    "database_damaged": f"nothing is collected, pages are still served; {RESCUE}",
}


def discrepancies(parts: Parts, report: Report, *, deep: bool) -> list[Finding]:
    """Where database, kept files, index and published feeds do not agree; `deep` reads every kept file."""
    with suppress(StoreDamaged):  # noted, and told of below
        parts.store.examine()
        late = list(behind(parts))
        others = late or [*unlike_index(parts), *unlike_feeds(parts, report, deep)]
        kept = [*unlike_files(parts, report, deep), *unlike_evidence(parts, report, deep)]
        return [*troubles(parts), *poison(parts), *others, *kept]
    return [*troubles(parts), *unreadable_notices(parts, report)]


def sweep_orphans(parts: Parts) -> int:
    """Delete files that no notice rests on and nobody touched for a day; how many."""
    return parts.store.blobs.sweep() + sweep(parts.store.blobs.inspect().orphans, parts.clock() - YOUNG)


async def publish_anew(parts: Parts) -> int:
    """Write every feed that is not as it should be; how many files. The worker's turn is waited for."""
    written = 0
    async with leased(parts, "consumer:publish") as ours:
        known = names(parts.store, parts.authority, parts.settings.base_url, parts.clock())
        for publication in publications(parts, all_channels(known), known) if ours else ():
            publication.mend(deep=True)
            written += len(publication.write(wholly=True))
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


def poison(parts: Parts) -> Iterator[Finding]:
    """Answers that are not read any more, because they harmed who read them."""
    for known in parts.store.sources.poison():
        if known.is_set_aside:
            advice = f"it {known.reason}; kept as {known.sha256}, read again by itself when the site changes it"
            yield finding("set_aside", f"{known.url} of source {known.source}", advice, known.since)


def behind(parts: Parts) -> Iterator[Finding]:
    """Which consumers have not come to the end of the change log."""
    changes = parts.store.changes
    for consumer in CONSUMERS:
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


def unlike_feeds(parts: Parts, report: Report, deep: bool) -> Iterator[Finding]:
    """Which published feeds are not what the store would publish now, and what archives lack."""
    known = names(parts.store, parts.authority, parts.settings.base_url, parts.clock())
    channels = all_channels(known)
    for n, channel in enumerate(channels, 1):
        report("comparing feeds", n, len(channels))
        for publication in publications(parts, [channel], known):
            for file in publication.unlike(deep=deep):
                yield finding("feed_differs", str(file), "run daumoi check --mend")


def unlike_files(parts: Parts, report: Report, deep: bool) -> Iterator[Finding]:
    """Which kept files are lost or spoilt, and whether there are some that nobody needs."""
    found = parts.store.blobs.inspect(deep, report)
    again = "put it back from a backup; without one the notice stays and the file is gone"
    yield from (finding("file_missing", digest, again) for digest in found.missing)
    yield from (finding("file_damaged", digest, again) for digest in found.damaged)
    if found.orphans:
        subject = f"{len(found.orphans)} kept files that no notice rests on"
        yield finding("orphans", subject, "no harm is done; daumoi check --sweep deletes those older than a day")


def unlike_evidence(parts: Parts, report: Report, deep: bool) -> Iterator[Finding]:
    """Where the log of evidence does not hold, and with `deep` which notices are not as they were noted there."""
    advice = "somebody has written to the database by hand, or it is damaged: compare it with a backup"
    for code, subject in parts.store.evidence.faults(deep, report):
        yield finding(code, subject, advice)
