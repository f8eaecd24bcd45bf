"""Whether our top-level names, which are common words, are ours. Imports nothing that could be another's."""

import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from importlib.metadata import packages_distributions
from pathlib import Path

from hub.cli.findings import Finding, finding

DISTRIBUTION = "daumoi"
ROOMS = ("hub", "spiders", "feeds", "search_index", "scheduler")
OURS = Path(__file__).resolve().parents[3]


def shadowed(path: Sequence[str] | None = None) -> Iterator[Finding]:
    """Rooms of which Python would find another's in our place on the path; nothing more can be looked at then."""
    for room in ROOMS:
        spec = PathFinder.find_spec(room, list(sys.path if path is None else path))
        place = next(iter(spec.submodule_search_locations or [spec.origin or ""]), "") if spec else ""
        if place and Path(place).resolve().parent != OURS:
            advice = "take its folder out of the way: unset PYTHONPATH, start in another folder; then daumoi doctor"
            yield finding("name_clash", f"{room} is read from {place}, not from {OURS}", advice)


def shared() -> Iterator[Finding]:
    """Rooms that another distribution of this environment has too: which of them is found is chance."""
    owners = packages_distributions()
    for room in ROOMS:
        others = sorted(set(owners.get(room, ())) - {DISTRIBUTION})
        if others:
            subject = f"{room} also belongs to {', '.join(others)}"
            advice = f"give the hub an environment of its own, or: {sys.executable} -m pip uninstall {' '.join(others)}"
            yield finding("name_clash", subject, advice)
