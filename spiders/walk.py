"""One reading of a list of several pages: what it shows, what is worth a look, where it goes on. No I/O."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from hub.errors import PoisonError, ReadError
from hub.records import (
    AddressRead,
    DateOrder,
    Fetch,
    HubOffer,
    Item,
    KnownPage,
    ListingRule,
    Memory,
    Place,
    Sight,
    Validators,
)
from spiders.addresses import canonical_url, host_key
from spiders.gates import DETAILS
from spiders.guises import is_beyond, untangled
from spiders.hubs import hub_of
from spiders.news import is_unchanged, names_something_new, validators_of
from spiders.sights import sight_of

NOWHERE = Place("")


@dataclass(slots=True)
class Walk:
    """A walk through the list at `url`, through `pages` of its pages at most.

    `seen` are the article pages looked at in this collection, whichever address led to them; `is_learned` says that
    nobody but the hub knows how the list goes on, `is_for_people` that its pages are HTML.
    """

    url: str
    pages: int
    memory: Memory
    seen: set[str]
    is_news: Callable[[Item, KnownPage | None], bool] = names_something_new
    is_learned: bool = False
    order: DateOrder = "dmy"
    is_for_people: bool = False
    _rows: list[Item] = field(default_factory=list)
    _first: int | None = None
    _page: Fetch | None = None
    _end: str = "known"
    _says: tuple[int | None, int | None] = (None, None)
    _fetches: list[Fetch] = field(default_factory=list)
    _listed: dict[str, None] = field(default_factory=dict)
    _asked: list[str | None] = field(default_factory=list)
    _complete: bool = False
    _unchanged: bool = False
    _stopped: bool = False
    _failure: tuple[str, str] | None = None
    _poison: Fetch | None = None
    _detail: str = ""
    _is_guess: bool = False
    _rule: ListingRule | None = None
    _hub: HubOffer | None = None

    def __post_init__(self) -> None:
        self._asked.append(place_key(Place(self.url)))

    @property
    def before(self) -> Validators:
        """What was remembered of the first page when the list was last read; nothing where it left something over, or
        is to be read as if for the first time."""
        return Validators() if self.memory.thorough else self.memory.validators.get(self.url, Validators())

    @property
    def has_begun(self) -> bool:
        """Whether a page of the list has been read."""
        return bool(self._fetches)

    def note_rule(self, rule: ListingRule, remark: str) -> None:
        """The list is read by this rule and not by its own, as the remark says."""
        self._rule, self._detail = rule, remark

    def note_claim(self, rows: int | None, pages: int | None) -> None:
        """The list says on its first page that it has so many rows, and pages."""
        if not self._fetches:
            self._says = rows, pages

    def is_as_before(self, fetch: Fetch) -> bool:
        """Whether this is the first page and nothing in it changed; then the list is not read again."""
        if self._fetches or not is_unchanged(fetch, self.before):
            return False
        self._fetches.append(fetch)
        self._unchanged = True
        return True

    def take(self, fetch: Fetch, rows: Sequence[Item], following: Place | None) -> tuple[list[Item], Place | None]:
        """The rows of a page that are worth a look, and the page to ask for next.

        `following` is where the list goes on: None where it ends, without address where nobody can ask.
        """
        self._hub = self._hub if self._fetches else hub_of(fetch)
        if not self._fetches and rows and self.is_for_people:
            self._page = fetch
        self._fetches.append(replace(fetch, body=b""))
        self._first = len(rows) if self._first is None else self._first
        unseen = {row.url: row for row in reversed(rows) if row.url and row.url not in self._listed}
        self._rows += [row for row in rows if not row.url or row.url in unseen]
        self._listed.update((row.url, None) for row in rows if row.url)
        news = [row for row in reversed(unseen.values()) if self.is_news(row, self.memory.pages.get(row.url))]
        # A row without a page of its own is always handed on: there is nothing to compare it with.
        fresh = [row for row in rows if not row.url] + [row for row in news if row.url not in self.seen]
        if following and is_beyond(following.url, fetch.at.year):
            self._detail = f"trap: the list goes on to {following.url}, a month that nobody publishes in"
            following = NOWHERE
        elif len(self._fetches) > 1 and not unseen and all(row.url for row in rows):
            following, self._end = NOWHERE, "repeat"  # what was shown before is shown again: it goes on without end
        return fresh, self._onward(following, has_news=bool(news))

    def take_empty(self, fetch: Fetch, gate: str | None, code: str | None = None) -> None:
        """A page without rows: a fault if it is the first or a gate; the end where one counted on to it; else merely
        not the end we hoped for."""
        if gate or not self._fetches:
            self.fail(replace(fetch, error=gate or code or self._missing, detail=DETAILS.get(gate or "", fetch.detail)))
        else:
            self._fetches.append(replace(fetch, body=b""))
            self._complete = self._is_guess
            self._end = "empty"

    def fail(self, fetch: Fetch) -> None:
        """A page of the list that could not be read; one that was merely counted on to and is not there is the end.

        So is one to which a way leads that the hub found by itself: portals link to archives of their former builds.
        """
        self._fetches.append(replace(fetch, body=b""))
        if fetch.missing and self._is_guess:
            self._complete, self._end = True, "empty"
        elif fetch.missing and self.is_learned and len(self._fetches) > 1:
            self._detail = self._detail or f"The list goes on to {fetch.url}: not there."
        else:
            self.break_off(fetch.error or "internal", fetch.detail)

    def fail_to_read(self, fetch: Fetch, error: ReadError) -> None:
        """A page of the list that was answered and could not be read."""
        self._poison = replace(fetch, detail=error.detail) if isinstance(error, PoisonError) else None
        self.fail(replace(fetch, error=error.code, detail=error.detail))

    def break_off(self, code: str, detail: str) -> None:
        """End the walk with an error. Nothing of it is remembered, so that the next one does not
        take what is known for all there is and stop early."""
        self._failure = self._failure or (code, detail)
        self.stop()

    @property
    def is_stopped(self) -> bool:
        """Whether nothing more is to be asked for."""
        return self._stopped

    def stop(self) -> None:
        """Ask for no further page."""
        self._stopped = True

    def result(self) -> AddressRead:
        """What the walk came to."""
        fetches = tuple(self._fetches)
        if self._failure:
            error, detail = self._failure
            listed, sight = tuple(self._listed), self._sight(error) if self._rows else None
            return AddressRead(
                self.url, fetches, listed=listed, error=error, detail=detail, poison=self._poison, sight=sight
            )
        if self._unchanged:
            return AddressRead(self.url, fetches, self.before, unchanged=True)
        validators = validators_of(fetches[0]) if fetches else Validators()
        listed = tuple(self._listed)
        return AddressRead(
            self.url,
            fetches,
            validators,
            listed=listed,
            complete=self._complete,
            detail=self._detail,
            rule=self._rule,
            sight=self._sight(self._end) if fetches else None,
            hub=self._hub,
            page=self._page,
        )

    def _sight(self, end: str) -> Sight:
        """What was seen of the list on the way."""
        rows, pages = self._says
        return replace(
            sight_of(self._rows, self._fetches[0].at, self.order),
            first=self._first or 0,
            pages=len(self._fetches),
            said_rows=rows,
            said_pages=pages,
            end=end,
        )

    @property
    def _missing(self) -> str:
        """What it means that a list shows no rows."""
        return "layout_changed" if self.memory.pages else "not_a_listing"

    def _onward(self, following: Place | None, has_news: bool) -> Place | None:
        if following is None or place_key(following) == self._asked[-1]:
            self._complete, self._end = True, "all"
            return None
        is_known = not has_news and self.before != Validators() and not self._is_rest_overdue()
        if self._stopped or is_known or not self._may_ask(following):
            self._end = "limit" if self._end == "known" and not is_known else self._end
            return None
        self._is_guess = following.is_guess
        return following

    def _is_rest_overdue(self) -> bool:
        """Whether most of what should stand further down is due for a look anyway, as after a long silence."""
        due = {page.url for page in self.memory.due}
        below = [url for url, page in self.memory.pages.items() if page.listed and url not in self._listed]
        return 2 * sum(url in due for url in below) > len(below)

    def _may_ask(self, place: Place) -> bool:
        """Never off the list's host, never the same page twice, never more pages than allowed."""
        key = place_key(place)
        is_elsewhere = host_key(place.url) != host_key(self.url)
        if key is None or key in self._asked or is_elsewhere or len(self._asked) >= self.pages:
            return False
        self._asked.append(key)
        return True


def place_key(place: Place) -> str | None:
    """By what a list's pages are told apart: nested languages lead round in circles. None for no address at all."""
    url = canonical_url(place.url)
    if url is None:
        return None
    return f"{untangled(url)} {sha256(repr(place.form).encode()).hexdigest()}" if place.form else untangled(url)
