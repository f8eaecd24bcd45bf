"""Words that once stood in a notice, found in the versions of those that were edited.

No index holds former versions: they are read, the last edited first, as many as one answer may
cost; the page says how many that were and goes on from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from hub.records import Edited
from hub.web.appearances import Appearance, appearances, phrase_of
from hub.web.asked import LONGEST_QUERY
from hub.web.found_ports import Versions
from hub.web.places import Place, read_place, written_place
from hub.web.rendering import page
from hub.web.visit import Here

router = APIRouter(include_in_schema=False)

# what one answer reads at most: a quarter of a second of the processor
MOST_LETTERS = 3_000_000
MOST_FOUND = 30
_PORTION = 50


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, in how many notices it was looked for, and where to go on, None at the end."""

    found: Sequence[tuple[str, tuple[Appearance, ...]]]
    notices: int
    onward: Place | None


@router.get("/versions")
def versions(visit: Here) -> Response:
    """Notices in one of whose versions the words stand, with when they came and went."""
    query = visit.params.get("q", "")[:LONGEST_QUERY]
    phrase = phrase_of(query)
    looked = look(visit.parts.store.versions, phrase, read_place(visit.params.get("before", ""))) if phrase else None
    notices = {one.id: one for one in visit.parts.store.notices.many([id for id, _ in looked.found])} if looked else {}
    shown = {
        "asked": query,
        "found": [(notices[id], times) for id, times in looked.found if id in notices] if looked else None,
        "looked": looked.notices if looked else 0,
        "further": visit.link("/versions", q=query, before=written_place(*looked.onward))
        if looked and looked.onward
        else None,
        "hidden_from_engines": True,
    }
    return page(visit, "versions.html", shown)


def look(store: Versions, phrase: str, before: Place | None = None) -> Looked:
    """Read edited notices from there on, until enough was read or found."""
    found: list[tuple[str, tuple[Appearance, ...]]] = []
    read = notices = 0
    while read < MOST_LETTERS and len(found) < MOST_FOUND:
        portion = store.edited(before, _PORTION)
        for one in portion:
            before, notices, read = (one.updated, one.notice), notices + 1, read + _length(one)
            if times := appearances(phrase, one.states):
                found.append((one.notice, times))
            if read >= MOST_LETTERS or len(found) >= MOST_FOUND:
                return Looked(found, notices, before)
        if len(portion) < _PORTION:
            return Looked(found, notices, None)
    return Looked(found, notices, before)


def _length(one: Edited) -> int:
    return sum(len(state.title) + len(state.text) for state in one.states)
