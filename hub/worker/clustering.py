"""The consumer of the change log that finds out which notices are the same announcement."""

from collections.abc import Iterable, Sequence

from hub.intake.sameness import Gist, compared_text, gist_of, likeness, may_belong
from hub.records import Change, Likeness, Notice
from hub.store.portions import in_portions
from hub.vietnamese.likeness import traces
from hub.wiring import Parts

PORTION = 50  # notices between two writes


def update_clusters(parts: Parts, changes: Sequence[Change]) -> None:
    """Look at these notices beside those that may be the same announcement, and name their clusters.

    A line "clustered" is an operator's, or our own: nothing that is compared is another, only the clusters may be.
    """
    said = list(dict.fromkeys(change.notice for change in changes if change.kind != "clustered"))
    set_by_hand = {change.notice for change in changes if change.kind == "clustered"} - set(said)
    for portion in in_portions(said, PORTION):
        _compare(parts, portion)
    parts.store.clusters.settle({}, set_by_hand, parts.clock())


def _compare(parts: Parts, ids: Sequence[str]) -> None:
    store = parts.store.clusters
    notices = parts.store.notices.many(ids)
    found_by = {one.id: traces(compared_text(one)) if may_belong(one) else () for one in notices}
    store.trace({one.id: (one.published.toordinal(), found_by[one.id]) for one in notices})
    gists = _Gists(parts, notices)
    found = {one.id: _likenesses(one, store.candidates(one, found_by[one.id]), gists) for one in notices}
    store.settle(found, (), parts.clock())


def _likenesses(notice: Notice, candidates: Sequence[str], gists: "_Gists") -> list[Likeness]:
    if not may_belong(notice):
        return []
    own, *others = gists.of([notice.id, *candidates])
    return [found for other in others if (found := likeness(own, other))]


class _Gists:
    """The gists of notices, each made once."""

    def __init__(self, parts: Parts, notices: Iterable[Notice]) -> None:
        self._notices = parts.store.notices
        self._known = _made(notices)

    def of(self, ids: Sequence[str]) -> list[Gist]:
        """The gists of those that may be of a cluster, in their order."""
        self._known |= _made(self._notices.many([id for id in ids if id not in self._known]))
        return [gist for id in ids if (gist := self._known.get(id))]


def _made(notices: Iterable[Notice]) -> dict[str, Gist]:
    return {one.id: gist_of(one) for one in notices if may_belong(one)}
