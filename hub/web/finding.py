"""Notices that match a search, newest `updated` first: what a followed search and the API list.

The index knows what matches, the store knows when it changed, and neither knows the other.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from hub.errors import IndexDamaged
from hub.records import Filters, Notice
from hub.web.notice_ports import Notices
from hub.web.places import Place
from hub.web.ports import Index, Parts

# up to here the matches themselves are read and sorted; where there are more, so many of all
# notices match that walking the newest and dropping the others soon fills a page
FEW = 1000
_STRIDE = 500


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list: what was updated `since` then, what comes after `before`, how many."""

    since: datetime | None = None
    before: Place | None = None
    limit: int = 50


def newest_matching(parts: Parts, query: str, filters: Filters, window: Window) -> list[Notice]:
    """The part of the list in the window; without a query all that the filters let through. Raises QueryError."""
    store, index = parts.store, parts.index
    if not query:
        return store.notices.newest(filters, since=window.since, before=window.before, limit=window.limit)
    take_up(index)
    found = index.search(query, filters, sort="newest", limit=FEW)
    if found.total <= FEW:
        ids = [hit.id for hit in found.hits]
        if filters.place:  # of places no index knows
            ids = list(store.mentions.of_place(filters.place, ids))
        return _sorted_part(store.notices.many(ids), window)
    every = index.search(query, filters, sort="newest", limit=found.total)
    return _sifted(store.notices, frozenset(hit.id for hit in every.hits), filters, window)


def take_up(index: Index) -> None:
    """Have the index as it is now; one that was damaged goes on with what it has, until it is written anew."""
    with suppress(IndexDamaged):
        index.refresh()


def _sorted_part(notices: Sequence[Notice], window: Window) -> list[Notice]:
    inside = [notice for notice in notices if _is_inside(notice, window)]
    return sorted(inside, key=_place, reverse=True)[: window.limit]


def _is_inside(notice: Notice, window: Window) -> bool:
    since_then = window.since is None or notice.updated >= window.since
    return since_then and (window.before is None or _place(notice) < window.before)


def _place(notice: Notice) -> Place:
    return notice.updated, notice.id


def _sifted(notices: Notices, ids: frozenset[str], filters: Filters, window: Window) -> list[Notice]:
    part: list[Notice] = []
    before = window.before
    while len(part) < window.limit:
        newest = notices.newest(filters, since=window.since, before=before, limit=_STRIDE)
        part += [notice for notice in newest if notice.id in ids]
        if len(newest) < _STRIDE:
            break
        before = _place(newest[-1])
    return part[: window.limit]
