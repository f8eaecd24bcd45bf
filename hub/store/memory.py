"""What a reader must remember of a source's earlier visits."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, Integer, RowMapping, bindparam, exists, or_, select

from hub.records import Item, KnownPage, Memory, Move, Poison, Validators
from hub.store.columns import table
from hub.store.log_tables import AddressMemoryRow, ListingRow, PageRow
from hub.store.moves import moves_of
from hub.store.poison import poison_of
from hub.store.portions import among, run
from hub.store.rows import item_from
from hub.store.tables import NoticeRow, SightingRow

PAGE = table(PageRow)
ADDRESS = table(AddressMemoryRow)
NOTICE = table(NoticeRow)
SIGHTING = table(SightingRow)
LISTING = table(ListingRow)

SHOWN = exists().where(LISTING.c.source == PAGE.c.source, LISTING.c.url == PAGE.c.url, LISTING.c.left_at.is_(None))
KNOWN = (
    select(
        PAGE,
        NOTICE.c.title,
        NOTICE.c.first_seen,
        NOTICE.c.withdrawn,
        NOTICE.c.redacted,
        SIGHTING.c.row,
        SHOWN.label("listed"),
    )
    .join(NOTICE, NOTICE.c.id == PAGE.c.notice)
    .join(SIGHTING, (SIGHTING.c.notice == PAGE.c.notice) & (SIGHTING.c.source == PAGE.c.source), isouter=True)
)
# an answer to "it left the listing" is a look at the page itself; from then on `next_check` decides
LEFT = PAGE.c.left_at.is_not(None) & (PAGE.c.left_at >= PAGE.c.checked)
# of what has left, and of what was seen to be gone, one wants to know soon: it takes two sightings to believe it
MAY_BE_GONE = LEFT | ((PAGE.c.gone > 0) & NOTICE.c.withdrawn.is_(False))
ARE_DUE = or_(PAGE.c.next_check <= bindparam("now"), LEFT)
OF_SOURCE = PAGE.c.source == bindparam("of_source")
PAGES = KNOWN.where(OF_SOURCE)
DUE = (
    KNOWN.where(OF_SOURCE, NOTICE.c.redacted.is_(False), ARE_DUE)
    # those that wait longest: of pages last seen together the young ones, which change most
    .order_by(MAY_BE_GONE.desc(), PAGE.c.next_check, PAGE.c.checked, PAGE.c.url)
    .limit(bindparam("budget", type_=Integer))
)
HAVE_DUE = (
    select(PAGE.c.source).where(among(PAGE.c.source), or_(PAGE.c.next_check <= bindparam("now"), LEFT)).distinct()
)
ADDRESSES = select(ADDRESS).where(among(ADDRESS.c.source))

Reading = Callable[[], AbstractContextManager[Connection]]


class KnownPages(Mapping[str, KnownPage]):
    """The pages of a source by their URL, asked for when first looked into.

    Most visits end with 304 and look at none: a thousand of them must not read 35,000 rows.
    """

    def __init__(self, reading: Reading, source: str) -> None:
        self._reading, self._source = reading, source

    @cached_property
    def _rows(self) -> dict[str, RowMapping]:
        with self._reading() as connection:
            rows = connection.execute(PAGES, {"of_source": self._source}).mappings()
            return {row["url"]: row for row in rows}

    def __getitem__(self, url: str) -> KnownPage:
        return _known_page(self._rows[url])

    def __contains__(self, url: object) -> bool:
        return url in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def read_memories(reading: Reading, sources: Sequence[str], now: datetime, budget: int) -> dict[str, Memory]:
    """See `Notices.memories`."""
    with reading() as connection:
        addresses: defaultdict[str, list[RowMapping]] = defaultdict(list)
        for row in run(connection, ADDRESSES, sources):
            addresses[row.source].append(row._mapping)
        waiting = [row.source for row in run(connection, HAVE_DUE, sources, now=now)]
        due = {source: _due(connection, source, now, budget) for source in waiting}
        poison, moves = poison_of(connection, sources), moves_of(connection, sources)
    return {
        source: _memory(
            reading, source, addresses[source], due.get(source, ()), poison.get(source, {}), moves.get(source, {})
        )
        for source in sources
    }


def _due(connection: Connection, source: str, now: datetime, budget: int) -> tuple[KnownPage, ...]:
    found = connection.execute(DUE, {"of_source": source, "now": now, "budget": budget}).mappings()
    return tuple(map(_known_page, found))


def _memory(
    reading: Reading,
    source: str,
    addresses: Sequence[RowMapping],
    due: tuple[KnownPage, ...],
    poison: Mapping[str, Poison],
    moves: Mapping[str, Move],
) -> Memory:
    return Memory(
        validators={row["url"]: Validators(**row["validators"]) for row in addresses},
        entries={row["url"]: frozenset(row["entries"]) for row in addresses},
        pages=KnownPages(reading, source),
        due=due,
        poison=poison,
        moves=moves,
    )


def _known_page(row: RowMapping) -> KnownPage:
    nothing_said = Item(source=row["source"], url=row["url"], title=row["title"])
    return KnownPage(
        url=row["url"],
        notice=row["notice"],
        row=item_from(row["row"], nothing_said),
        first_seen=row["first_seen"],
        validators=Validators(**row["validators"]),
        listed=bool(row["listed"]),
        gone=row["gone"],
        withdrawn=row["withdrawn"],
        redacted=row["redacted"],
    )
