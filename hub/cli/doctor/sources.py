"""Which sources do not give what they should, unless it is our own way out that is blocked."""

from collections.abc import Iterator

from hub.cli.doctor.works import cut_off
from hub.cli.findings import Finding, finding
from hub.errors import CODES
from hub.watch.machine import UNREACHED
from hub.web.troubles import advice
from hub.wiring import Parts

MANY_FILES = 5
REMARKS = {"page budget": "page_budget", "layout": "layout_changed"}  # what a source that did not fail is told of


def failing_sources(parts: Parts) -> Iterator[Finding]:
    """The sources whose last collection failed, or met a trap; where no host can be reached that alone is told."""
    passed_over = UNREACHED if any(cut_off(parts)) else ()
    for slug, state in sorted(parts.store.sources.states().items()):
        if state.error in passed_over:
            continue
        if state.finding:
            yield finding(state.finding, f"source {slug}", f"{state.detail}. {advice(state, 'en')}", state.since)
        elif state.error:
            yield finding(state.error, f"source {slug}", f"{CODES[state.error]} {state.detail}".strip(), state.since)
        elif state.detail:
            told = state.detail.partition(":")[0]
            yield finding(REMARKS.get(told, "trap"), f"source {slug}", state.detail, state.since)


def unread_files(parts: Parts) -> Iterator[Finding]:
    """Sources most of whose files could not be had or opened: one or two that are lost are a site's daily life."""
    advice = "see daumoi source show; files that could not be fetched are asked for again with their pages"
    for slug, counts in sorted(parts.store.notices.file_counts().items()):
        failed = {reason: count for (state, reason), count in counts.items() if state == "failed"}
        lost, all_files = sum(failed.values()), sum(counts.values())
        if lost >= MANY_FILES and 2 * lost > all_files:
            reasons = ", ".join(f"{count} {reason}" for reason, count in failed.items())
            yield finding("files_failed", f"{lost} of {all_files} files of source {slug}: {reasons}", advice)
