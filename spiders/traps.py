"""What a visit has met of a site's traps: which pages it need not ask for, and which tell nothing of their own.

No address is a trap by its looks alone. Passed over are addresses that are, but for what means nothing,
those of pages that are known; links without title, date or number whose like have led to nothing;
months that nobody publishes in. What a listing states of a notice is never passed over: at the
worst its page waits for the next visit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from hub.records import Item, KnownPage
from hub.vietnamese.text import fold
from spiders.guises import Guises, is_beyond, shape_of, untangled
from spiders.shown import Shown

NEW_PAGES = 500  # that one visit of a source asks for; what is left over comes with the next
FRUITLESS_PAGES = 50  # that may turn out to be nothing new before the rest is left to the next visit
_LEAST_TITLE = 12  # letters; what has fewer may be the label of any link
_LEAST = 3  # of a kind make a trap
_TONGUES = frozenset(
    {"vi", "vn", "en", "viet", "tieng viet", "vietnamese", "english", "tieng anh", "francais", "tieng phap"}
)
Kind = Literal["nest", "guise", "calendar", "empty", "hollow", "missing"]
_NAMES: Mapping[Kind, str] = {
    "nest": "pages that lead to themselves under ever longer addresses",
    "guise": "other addresses of pages that are known",
    "calendar": "months of a calendar without end",
    "empty": "links to pages that tell of nothing",
    "hollow": "pages that show the same whatever their links say",
    "missing": "pages that answer 200 and are not there",
}


@dataclass(frozen=True, slots=True)
class _Page:
    row: Item
    has_title: bool


def has_facts(row: Item) -> bool:
    """Whether a row tells more of a notice than a title."""
    return bool(row.dates or row.number or row.guid or row.summary or row.html or row.files)


def is_statement(row: Item) -> bool:
    """Whether a row tells of a notice by itself; else it may be any link."""
    return has_facts(row) or len("".join(row.title.split())) >= _LEAST_TITLE


def is_language(title: str) -> bool:
    """Whether a link's words name a language: they are nobody's title.

    >>> is_language("Tiếng Việt"), is_language("English"), is_language("Tiếng Việt lớp 5")
    (True, True, False)
    """
    return fold(title).strip() in _TONGUES


class Traps:
    """The ledger of one visit. `known` are the source's pages; `pages` and `fruitless` what it may ask for in vain."""

    def __init__(
        self, known: Mapping[str, KnownPage], pages: int = NEW_PAGES, fruitless: int = FRUITLESS_PAGES
    ) -> None:
        self.left: set[str] = set()
        self._known, self._pages, self._fruitless = known, pages, fruitless
        self._asked: dict[str, str] = {}
        self._guises = Guises()
        self._empty: defaultdict[str, int] = defaultdict(int)
        self._met: defaultdict[Kind, int] = defaultdict(int)
        self._first: dict[Kind, str] = {}
        self._vain = 0

    # --- before pages are asked for ---

    def sift(self, rows: Iterable[Item], year: int) -> list[Item]:
        """The rows of a list without endless months and nested addresses of one page but the shortest."""
        kept: dict[str, Item] = {}
        for number, row in enumerate(rows):
            if row.url not in self._known and is_beyond(row.url, year) and not has_facts(row):
                self._meet("calendar", row.url)
                continue
            place = untangled(row.url) or f"{number}"
            if other := kept.get(place):
                self._meet("guise", max(row.url, other.url, key=len))
            kept[place] = min(other or row, row, key=lambda it: len(it.url))
        return [replace(row, title="") if row.url and is_language(row.title) else row for row in kept.values()]

    def admits(self, row: Item) -> bool:
        """Whether a row's page is to be asked for now; one that is not is counted and named."""
        if row.url in self._known:
            return True
        plain = self._guises.plain(row.url)
        if self._asked.get(plain, row.url) != row.url or plain in self._known_plain():
            self._meet("guise", row.url)
        elif not is_statement(row) and self._empty[shape_of(row.url)] >= _LEAST:
            self._meet("empty", row.url)
        elif self.is_spent:
            self.left.add(row.url)
        else:
            self._asked[plain] = row.url
            return True
        return False

    @property
    def is_spent(self) -> bool:
        """Whether this visit asks for no further new page."""
        return len(self._asked) >= self._pages or self._vain >= self._fruitless

    # --- after they were read ---

    def same_page(self, row: Item, shown: Shown) -> str | None:
        """The address of the page that this one is another name of; None for a page of its own.

        Two that show the same are one where one of them says its title, and the other has nothing that it
        contradicts: a page made by scripts shows the same for every notice.
        """
        if shown.nest:
            self._meet("nest", shown.nest)
        here = _Page(row, shown.has_title)
        first = self._seen.setdefault(shown.words, here)
        if row.url in self._known or first.row.url == row.url or not _is_one(first, here):
            if here.has_title:
                self._seen[shown.words] = here
            self._guises.take(row.url, row.url, {})
            return None
        self._meet("guise", row.url)
        self._in_vain(row)
        if self._guises.take(row.url, first.row.url, self._known_pages):
            self._asked = {self._guises.plain(url): url for url in reversed(self._asked.values())}
        return first.row.url

    def is_hollow(self, row: Item, shown: Shown) -> bool:
        """Whether another row led to the same, and it is neither's: then the row is all there is."""
        first = self._seen.get(shown.words)
        is_hollow = not shown.has_title and first is not None and first.row.url != row.url
        if is_hollow:
            self._meet("hollow", row.url)
        return is_hollow

    @property
    def pages_say_titles(self) -> bool:
        """Whether any page is known that says its row's title: where none does, scripts make them."""
        return any(page.has_title and page.row.title for page in self._seen.values())

    def note_missing(self, row: Item) -> None:
        """A page answers 200 and is not there."""
        self._meet("missing", row.url)

    def tells_something(self, row: Item) -> bool:
        """Whether a row is a notice though its page tells of none: one that may be any link is noted as empty."""
        if is_statement(row):
            return True
        self._meet("empty", row.url)
        self._in_vain(row)
        return False

    def named(self) -> str:
        """What was met of traps, and what is left for the next visit; empty if nothing."""
        if not (self._met or self.left):
            return ""
        many = sorted(((kind, count) for kind, count in self._met.items() if count >= _LEAST), key=lambda it: -it[1])
        met = [f"{count} {_NAMES[kind]}, as {self._first[kind]}" for kind, count in many]
        trap = f"trap: {'; '.join(met)}" if met else ""
        budget = f"page budget: {len(self.left)} new pages wait for the next visit" if self.left else ""
        return "; ".join(filter(None, (trap, budget)))

    # --- what stands behind it ---

    def _meet(self, kind: Kind, url: str) -> None:
        self._met[kind] += 1
        self._first.setdefault(kind, url)

    def _in_vain(self, row: Item) -> None:
        self._vain += 1
        if not is_statement(row):
            self._empty[shape_of(row.url)] += 1

    def _known_plain(self) -> set[str]:
        """The known addresses without what means nothing; made anew only when more has been learnt."""
        if self._plain is None or self._plain[0] != len(self._guises.noises):
            self._plain = len(self._guises.noises), {self._guises.plain(url) for url in self._known}
        return self._plain[1]

    _plain: tuple[int, set[str]] | None = None

    @cached_property
    def _known_pages(self) -> dict[str, str]:
        """The known addresses, each with the first of those that lead to the same notice."""
        first: dict[str, str] = {}
        return {url: first.setdefault(page.notice, page.row.url or url) for url, page in self._known.items()}

    @cached_property
    def _seen(self) -> dict[str, _Page]:
        """The pages by what they show; of those of earlier visits none that kept its title from us."""
        pages = (page for page in self._known.values() if page.validators.shown)
        return {page.validators.shown or "": _Page(page.row, _had_title(page.row)) for page in pages}


def _had_title(row: Item) -> bool:
    """Of a row whose page is remembered: what is no statement is a label, and no page's title."""
    return not row.title or is_statement(row)


def _is_one(first: _Page, here: _Page) -> bool:
    """Whether two rows whose pages show the same mean one page."""
    is_link = any(not row.title and not has_facts(row) for row in (first.row, here.row))
    is_same_title = is_link or (first.row.title != "" and fold(first.row.title) == fold(here.row.title))
    if first.has_title and here.has_title:
        return is_same_title
    if first.has_title:
        return is_same_title or not has_facts(here.row)
    if here.has_title:
        return is_same_title or not has_facts(first.row)
    return not is_statement(here.row)
