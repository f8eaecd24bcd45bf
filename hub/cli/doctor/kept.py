"""Whether kept files, index and published feeds are as they should be: what `daumoi check` finds, in short."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from hub.cli.checking import unlike_feeds, unlike_files, unlike_index
from hub.cli.doctor.works import late
from hub.cli.findings import Finding, finding
from hub.store.progress import silent
from hub.wiring import Parts

LOST = (
    "restore a backup beside the hub and take its files: daumoi restore FILE --data NEW; "
    "cp -an NEW/blobs/. {folder}/blobs/; then daumoi check --deep, which names each"
)
ADVICE = {"file_missing": LOST, "file_damaged": f"move it away; {LOST}"}


def lost_files(parts: Parts) -> Iterator[Finding]:
    """Kept files that are missing or spoilt, each kind in one finding; those nobody needs do no harm."""
    found = list(unlike_files(parts, silent, deep=False))
    for code, advice in ADVICE.items():
        if of_code := [each["subject"] for each in found if each["code"] == code]:
            yield finding(code, _all(of_code, "kept file"), advice.format(folder=parts.settings.data_dir))


def stale(parts: Parts) -> Iterator[Finding]:
    """Consumers that are late; where they are not, what of index and feeds is not as the store says."""
    if behind := list(late(parts)):
        yield from behind
        return
    yield from unlike_index(parts)
    if differing := [each["subject"] for each in unlike_feeds(parts, silent, deep=False)]:
        advice = f"write them anew: daumoi check --mend --data {parts.settings.data_dir}"
        yield finding("feed_differs", _all(differing, "published file"), advice, _written(differing[0]))


def _all(subjects: list[str], kind: str) -> str:
    return f"{kind} {subjects[0]}" if len(subjects) == 1 else f"{len(subjects)} {kind}s, the first {subjects[0]}"


def _written(file: str) -> datetime | None:
    path = Path(file)
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None
