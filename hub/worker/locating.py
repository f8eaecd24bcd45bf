"""Of which communes, wards and districts notices are: found in them, kept by the store.

A consumer of the change log. Where the localities themselves have changed, or how they are found, what was worked off
before is read once more.
"""

from collections.abc import Sequence
from functools import lru_cache

from hub.catalogue.localities import Localities
from hub.records import Agency, Change, Named, Notice
from hub.store.store import Store
from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.mentions import Gazetteer
from hub.wiring import Parts

MOST_READ = 100_000  # letters of a text, 40 pages
READ_AS = "1"  # raised where the same text names other localities than before
_PORTION = 100
_DONE = "places_read"


def update_places(parts: Parts, changes: Sequence[Change]) -> None:
    """Read anew of which localities these notices are."""
    localities = parts.localities
    looked_for = f"{READ_AS} {localities.digest}"
    if parts.store.meta(_DONE) != looked_for:
        _read_before(parts.store, localities, changes[0].cursor)
        parts.store.set_meta(_DONE, looked_for)
    _read(parts.store, localities, changes)


def _read_before(store: Store, localities: Localities, cursor: int) -> None:
    done = 0
    while before := [change for change in store.changes.after(done) if change.cursor < cursor]:
        _read(store, localities, before)
        done = before[-1].cursor


def _read(store: Store, localities: Localities, changes: Sequence[Change]) -> None:
    agencies = {agency.slug: agency for agency in store.sources.agencies()}
    ids = list({change.notice for change in changes})
    for start in range(0, len(ids), _PORTION):
        notices = store.notices.many(ids[start : start + _PORTION])
        store.mentions.save({one.id: places_of(one, localities, agencies.get(one.agency)) for one in notices})


def places_of(notice: Notice, localities: Localities, agency: Agency | None = None) -> tuple[Named, ...]:
    """The localities that a notice names, then those that these have become.

    What a commune's committee announces is of that commune, whether it says so or not.
    """
    if notice.redacted or not localities.by_slug:
        return ()
    said = (notice.title, agency.name if agency else "", (notice.text or notice.summary)[:MOST_READ])
    named = _finder(localities).named_in("\n".join(said), vietnamese_day(notice.published))
    became = (heir for slug in named for heir in localities.heirs(slug) if heir not in named)
    return (*map(Named, named), *(Named(slug, itself=False) for slug in dict.fromkeys(became)))


@lru_cache(maxsize=2)
def _finder(localities: Localities) -> Gazetteer:
    return Gazetteer(localities.by_slug.values(), localities.province)
