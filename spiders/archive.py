"""The way through the archive of one address: which page comes next, and when there is nothing more to be had. No I/O.

    the list, page by page ─▶ where that was one page only, or led in a circle: the archive's months, or days by query

A page that shows nothing that was not shown before ends its list; two years of months with nothing end the archive.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b

from hub.records import Address, Backfill, Fetch, Item, Place, StatedDate
from hub.vietnamese.dates import VIETNAM, parse_date
from spiders.addresses import host_key, join
from spiders.guises import is_beyond
from spiders.walk import place_key

MOST_PAGES = 10_000
MOST_VAIN = 24  # pages of an archive in a row: two years of months
_FIRST_YEAR = 1990
_DAY = re.compile(r"\{(from|to)(?::([^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """What one page of an archive shows: its rows, where its list goes on, and what it leads to beside it: pages of
    `older` notices, or the further files of a sitemap."""

    rows: Sequence[Item]
    following: Place | None = None
    older: Sequence[str] = ()


class Archive:
    """One walk; `progress` is all that must be kept to go on with it later, in another process.

    `address` may be given the rule that was learned from a page; `today` is where a query for days begins. A walk
    that is gone on with begins with the page it read last.
    """

    def __init__(self, address: Address, progress: Backfill, today: date, date_order: str = "dmy") -> None:
        self.address, self._today, self._order = address, today, date_order
        waiting = (progress.last, *progress.waiting) if progress.last and progress.waiting else progress.waiting
        self.progress = replace(progress, waiting=waiting, last=None, error=None, detail="")
        self._first = Place(address.url)
        self._is_resumed = waiting[:1] != (self._first,)
        self._asked = {place_key(place) for place in waiting}
        self._shown: set[str] = set()
        self._page, self._fresh = ArchivePage(()), 0

    @property
    def place(self) -> Place:
        """The page to ask for now; there must be one."""
        return self.progress.waiting[0]

    def take(self, page: ArchivePage) -> list[Item]:
        """The rows that no page of this walk has shown, without those that state a day before it ends."""
        rows = {_name(row): row for row in reversed(page.rows)}
        fresh = {key: row for key, row in reversed(rows.items()) if key not in self._shown}
        self._shown.update(fresh)
        self._page, self._fresh = page, len(fresh)
        return [row for row in fresh.values() if not self._is_before(day_of(row.dates, self._order))]

    @property
    def shown(self) -> frozenset[str]:
        """The addresses of all that this walk has met, known or not."""
        return frozenset(self._shown)

    def leave_off(self) -> None:
        """What was taken is not done with: it will be taken again."""
        self._shown.difference_update(map(_name, self._page.rows))

    def went_on(self, days: Iterable[date | None]) -> None:
        """What was taken is done with; what was read of it states these days. On to the next page."""
        place, page = self.place, self._page
        met = [day for day in (*days, *(day_of(row.dates, self._order) for row in page.rows)) if day]
        is_enough = bool(met) and self._is_before(max(met))
        is_new = self._fresh > 0 or self._is_resumed or place == self._first
        self._is_resumed = False
        following = page.following if is_new and not is_enough else None
        onward = (following,) if following and self._may_ask(following) else ()
        is_whole = is_enough or (page.following is None and place.number > 1)
        self.progress = replace(
            self.progress,
            last=place,
            pages=self.progress.pages + 1,
            oldest=min(filter(None, (self.progress.oldest, *met)), default=None),
        )
        self._leave(onward, is_new=is_new)
        if not onward and not is_whole:
            self._enter(page.older)

    def failed(self, fetch: Fetch, code: str, detail: str) -> bool:
        """A page could not be read; whether the walk goes on all the same.

        What was merely counted on to, or a month, may not be there; and where a walk cannot be gone on with it
        begins anew.
        """
        is_read = fetch.status == 200 and code in ("not_a_listing", "layout_changed", "empty")
        is_missing = fetch.missing or is_read
        if self._is_resumed and (is_missing or (self.place.form and (fetch.status or 0) >= 400)):
            self._is_resumed = False
            self.progress = replace(self.progress, waiting=(self._first,), last=None, entered=())
            return True
        if is_missing and self.place != self._first:
            self._leave((), is_new=False)
            return True
        self.progress = replace(self.progress, error=code, detail=detail)
        return False

    # --- what comes next ---

    def _leave(self, onward: tuple[Place, ...], *, is_new: bool) -> None:
        """Away from the present page; after too many with nothing, or too many at all, nowhere."""
        vain = 0 if is_new else self.progress.vain + 1
        is_enough = vain >= MOST_VAIN or self.progress.pages >= MOST_PAGES
        waiting = () if is_enough else (*onward, *self.progress.waiting[1:])
        until = None if is_enough else self.progress.until
        self.progress = replace(self.progress, waiting=waiting, vain=vain, until=until)
        self._ask_for_days()

    def _enter(self, older: Sequence[str]) -> None:
        """The pages of the archive that were not entered yet; where there never were any, the days, if one can ask."""
        new = [place for place in map(Place, older) if _short(place) not in self.progress.entered]
        new = [place for place in new if self._may_ask(place)]
        entered = (*self.progress.entered, *map(_short, new))
        self.progress = replace(self.progress, waiting=(*new, *self.progress.waiting), entered=entered)
        if not entered and self.progress.until is None and self.address.listing and self.address.listing.days:
            self.progress = replace(self.progress, until=self._today + timedelta(days=1))
            self._ask_for_days()

    def _ask_for_days(self) -> None:
        """Where nothing else is left, the days of the month before those asked for last."""
        rule, until = self.address.listing, self.progress.until
        if self.progress.waiting or until is None or not rule:
            return
        last = until - timedelta(days=1)
        first = last.replace(day=1)
        if last.year >= _FIRST_YEAR and not self._is_before(last):
            url = _DAY.sub(lambda found: _written(first if found[1] == "from" else last, found[2]), rule.days)
            place = Place(join(self.address.url, url) or "")
            self.progress = replace(self.progress, waiting=(place,) if self._may_ask(place) else (), until=first)

    def _may_ask(self, place: Place) -> bool:
        """Never off the list's host, never the same page twice, no month that nobody publishes in."""
        key = place_key(place)
        is_elsewhere = host_key(place.url) != host_key(self.address.url)
        if key is None or key in self._asked or is_elsewhere or is_beyond(place.url, self._today.year):
            return False
        self._asked.add(key)
        return True

    def _is_before(self, day: date | None) -> bool:
        return day is not None and self.progress.since is not None and day < self.progress.since


def _name(row: Item) -> str:
    return row.url or f"{row.title} {row.dates}"


def _short(place: Place) -> str:
    """A page of the archive as it is remembered to have been entered."""
    return blake2b((place_key(place) or "").encode(), digest_size=6).hexdigest()


def day_of(dates: Iterable[StatedDate], order: str) -> date | None:
    """The day that an item states, in Vietnam."""
    moments = (parse_date(stated.raw, order=order) for stated in dates)
    return next((_day(moment.at) for moment in moments if moment), None)


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def _written(day: date, form: str | None) -> str:
    return day.strftime(form or "%Y-%m-%d")
