"""The words of the hub: what is handed from room to room.

Frozen, without behaviour, standard library only. A name tells which room a value is in:
a source is *fetched* (Fetch), *read* (Item), *normalised and decided* (Notice), *stored*
(Change) and then indexed (Document, Hit) and published (Feed, FeedEntry).
Every datetime is aware and in UTC; Vietnamese time is a matter of showing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, Self

# --- who publishes, and where we collect -------------------------------------------------

AddressKind = Literal["feed", "listing", "sitemap", "json"]
DateOrder = Literal["dmy", "mdy", "ymd"]
SourceStatus = Literal["active", "paused", "retired"]


@dataclass(frozen=True, slots=True)
class Agency:
    """An administrative body at any level, with the time it existed, who took over, and where it can be reached."""

    slug: str
    name: str
    kind: str = ""
    level: str = ""
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    phone: str | None = None
    address: str | None = None
    mail: str | None = None
    homepage: str | None = None


@dataclass(frozen=True, slots=True)
class Locality:
    """A commune, ward or district, with the time it existed; in addresses it stands behind `/places/`.

    `within` is the district that a commune belongs or belonged to. `successors` are those that took over its ground
    or a part of it: all of it where there is a `valid_to`, else only what it gave away. `alone` says that its name
    means it without a word such as xã before it.
    """

    slug: str
    unit: str
    name: str
    within: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    alone: bool = False

    @property
    def title(self) -> str:
        """What it is called in full: xã Đại Lãnh."""
        return f"{self.unit} {self.name}"


@dataclass(frozen=True, slots=True)
class ListingRule:
    """How to read a listing page: selectors, CSS unless they begin with `/`, `./` or `(` (XPath).

    `row` finds the rows; the others are looked up inside a row, `next` in the page. A selector of an element
    gives its text; `::attr(x)` or `/@x` gives an attribute. `next` may find a script's call or a button; `{page}`
    in it is the number of the page wanted. Where no link leads on, `counter` is the address of a page by its number:
    `{page}` counts from 1, `{index}` from 0, `{start}` and `{row}` count rows from 0 and from 1. `archive` finds
    the links to pages of older notices, as of months; `days` is an address for the notices of some days, from `{from}`
    to `{to}`, each with a form such as `{from:%d/%m/%Y}`. These two are for a backfill alone.
    """

    row: str
    title: str = ""
    link: str = ""
    date: str = ""
    section: str = ""
    number: str = ""
    summary: str = ""
    next: str = ""
    counter: str = ""
    archive: str = ""
    days: str = ""
    pages: int = 50


@dataclass(frozen=True, slots=True)
class ArticleRule:
    """How to read an article page; an empty selector leaves that field to the generic reader.

    `body` is the text as it stands; `around` a region that holds headline and text, which are found in it. The hub
    finds out `around` by itself, and anew where a redesign has made it fit no page.
    `data` is for pages that scripts fill: the address that they ask for, `*` for what differs (`/api/tin/*`).
    """

    title: str = ""
    date: str = ""
    body: str = ""
    around: str = ""
    section: str = ""
    number: str = ""
    files: str = ""
    data: str = ""
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JsonRule:
    """How to read a JSON list: dotted paths (`data.items`, `author.name`) from the document or a row.

    `next` is a path to the next page's address; `url` may be a template, `/tin/{id}`. `counter` is as in
    `ListingRule`, `total` a path to how many rows all pages have together.
    """

    items: str
    title: str
    url: str
    date: str = ""
    guid: str = ""
    section: str = ""
    number: str = ""
    summary: str = ""
    body: str = ""
    next: str = ""
    counter: str = ""
    total: str = ""
    pages: int = 50


@dataclass(frozen=True, slots=True)
class Address:
    """One place where a source is read. The quickest is read often, the others reconcile.

    `learned`: its rule was found out, and may be replaced by another that is, once it fits no more.
    """

    kind: AddressKind
    url: str
    listing: ListingRule | None = None
    json: JsonRule | None = None
    learned: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What we collect from one place of an agency.

    Without `pages` its article pages are never asked for: the feed is taken to say all.
    """

    slug: str
    agency: str
    homepage: str
    addresses: tuple[Address, ...] = ()
    name: str = ""
    section: str | None = None
    article: ArticleRule | None = None
    status: SourceStatus = "active"
    pages: bool = True
    every: float | None = None
    delay: float | None = None
    encoding: str | None = None
    date_order: DateOrder = "dmy"
    proxy: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    tls: Mapping[str, str | bool] = field(default_factory=dict)


# --- fetching ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets the next request be conditional: both headers byte-exact, and the body's digest.

    `ttl` is the number of seconds for which the body asks not to be read again: it holds as long as
    the body does, which a 304 does not repeat. `sha256` is the whole body's where `digest` leaves something out:
    the very same bytes are known again by it without a look at them. `shown` is a fingerprint of the words of an
    article page, unless it does not say its notice's title: by it the same page is known again under another address.
    """

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    ttl: float | None = None
    shown: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to be made on behalf of a source."""

    url: str
    source: str
    validators: Validators = Validators()
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    delay: float | None = None
    proxy: str | None = None
    tls: Mapping[str, str | bool] = field(default_factory=dict)
    max_body: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One page of a list: its address, or "" where nobody can ask for it, and the form that a script would send there.

    It is the `number`-th page, with so many rows on those `before`. `is_guess`: no link led to it, a rule counted on.
    """

    url: str
    form: tuple[tuple[str, str], ...] = ()
    number: int = 1
    before: int = 0
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request on behalf of a source with its outcome, or with a typed error.

    `error` is a code of `hub.errors.CODES`. Header names are lower case. `wait` is the
    number of seconds the server asked us to stay away, `fresh` for how many it says that its
    answer stays as it is (redirects on the way included); both already clamped to 24 h. `moved_to` is where it was
    sent on to for good (301, 308), "" where it was not.
    """

    source: str
    url: str
    at: datetime
    final_url: str = ""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    sha256: str | None = None
    ms: int = 0
    error: str | None = None
    detail: str = ""
    wait: float | None = None
    fresh: float | None = None
    redirects: tuple[str, ...] = ()
    moved_to: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is a body to read."""
        return self.error is None and self.status == 200

    @property
    def unchanged(self) -> bool:
        """Whether the server said 304."""
        return self.status == 304

    @property
    def missing(self) -> bool:
        """Whether the server said that nothing is there, or nothing any more."""
        return self.status in (404, 410)


MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Poison:
    """Bytes that exhausted, crashed or tripped what read them in so many collections, the last time for this reason.

    After MOST_TRIES they are set aside: kept as a blob, and not read again until the address gives others.
    """

    source: str
    url: str
    sha256: str
    tries: int
    reason: str
    since: datetime

    @property
    def is_set_aside(self) -> bool:
        """Whether they are not tried any more."""
        return self.tries >= MOST_TRIES


# --- reading -----------------------------------------------------------------------------

Precision = Literal["minute", "hour", "day"]
Origin = Literal["feed", "listing", "page", "first_seen"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time and how exactly it is known."""

    at: datetime
    precision: Precision


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as the source wrote it, where it stood, and the finest precision to believe."""

    raw: str
    origin: Origin
    finest: Precision = "minute"


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to a file, as the source gives it."""

    url: str
    name: str = ""
    media_type: str | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What a source said of one announcement, raw: text uncleaned, HTML untrusted, dates unread.

    `url` is absolute and canonical; `dates` stand in the order they are to be believed;
    `html_from` says which place the body came from, `page_sha256` which kept page proves it.
    `base` is what relative links of a feed's text refer to where that is not `url`. `moved_from` are addresses that it
    may be known under since its source has moved, if the titles agree.
    """

    source: str
    url: str
    title: str
    guid: str | None = None
    summary: str = ""
    html: str = ""
    html_from: Origin = "feed"
    dates: tuple[StatedDate, ...] = ()
    section: str = ""
    number: str = ""
    author: str = ""
    files: tuple[FileLink, ...] = ()
    former_urls: tuple[str, ...] = ()
    page_sha256: str | None = None
    base: str = ""
    moved_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What the hub remembers of one article page, so as to look again politely.

    `row` is the item as the feed or listing last said it (the page itself left out); `listed`
    whether a listing still shows it, `gone` how often its page was found missing in a row. A
    redacted notice's page is never asked for again.
    """

    url: str
    notice: str
    row: Item
    first_seen: datetime
    validators: Validators = Validators()
    listed: bool = True
    gone: int = 0
    withdrawn: bool = False
    redacted: bool = False

    @property
    def is_alias(self) -> bool:
        """Whether the source gives another address for the notice: what becomes of this one says nothing of it."""
        return self.row.url not in ("", self.url)


STEADY = timedelta(days=6)  # for which a move has gone on when it is believed
MoveState = Literal["met", "believed", "refused", "ended"]
MoveDoubt = Literal["elsewhere", "homepage", "unreadable", "unlike"]


@dataclass(frozen=True, slots=True)
class Move:
    """An address of a source sends on to a `target` and says that it is for good.

    It was so on every visit from `since` to `last`, so many `visits` on so many `days`; for a `doubt` it is not
    believed however long it lasts. `met` is under observation; `believed`: the source is read at the target since
    `decided`, by whom: the hub itself (""), or an operator. One that an operator `refused` is not followed, one that
    is over has `ended`.
    """

    source: str
    address: str
    target: str
    since: datetime
    last: datetime
    visits: int = 1
    days: int = 1
    state: MoveState = "met"
    doubt: MoveDoubt | None = None
    decided: datetime | None = None
    who: str = ""

    @property
    def believed_from(self) -> datetime | None:
        """When it will be believed if it goes on as it does; None if never."""
        return None if self.doubt else self.since + STEADY


@dataclass(frozen=True, slots=True)
class Memory:
    """What a reader must know of earlier visits in order not to do the work again.

    `validators` by address, `entries` the digests of feed entries read before by address,
    `pages` the known article pages by canonical URL, `due` those to be looked at now, `poison`
    by the address that gave it, `moves` by the address that sends on. `thorough`: lists are to be read to their ends,
    whatever is known of them.
    """

    validators: Mapping[str, Validators] = field(default_factory=dict)
    entries: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pages: Mapping[str, KnownPage] = field(default_factory=dict)
    due: tuple[KnownPage, ...] = ()
    poison: Mapping[str, Poison] = field(default_factory=dict)
    moves: Mapping[str, Move] = field(default_factory=dict)
    thorough: bool = False


@dataclass(frozen=True, slots=True)
class PageRead:
    """An article was looked at. Without `item` the page could not be read, or said nothing new.

    `poison` is the answer where its bytes exhausted, crashed or tripped what read them; its detail says how.
    `same_as` is the canonical URL of the page that this address has turned out to be another name of;
    `shown` as in `Validators`. `learned` is how the source was found to build its articles, just before this one
    was read: to be remembered before what the page says is.
    `shown` as in `Validators`. `through` is the page whose scripts asked for what was read.
    """

    fetch: Fetch
    url: str
    item: Item | None = None
    row: Item | None = None
    poison: Fetch | None = None
    same_as: str = ""
    shown: str | None = None
    learned: ArticleRule | None = None
    through: Fetch | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What one address showed in one collection; made only where it was read anew.

    `rows` in all, `first` of them on its first page. The first `told` of those whose words were read (of a feed: what
    it says anew) have so many `titles` that differ, `dated` with a date that can be read, `today` dated the day of the
    visit, and titles that read `garbled`; `days` are their dates by name. `pages` of it were read, and it says that it
    has `said_rows` and `said_pages`. `end` says how the reading ended: "all", "known" (the rest was), "repeat" (a
    page showed what was shown before), "empty" (a page without rows), "limit", or the code of an error.
    """

    rows: int = 0
    first: int = 0
    told: int = 0
    titles: int = 0
    dated: int = 0
    today: int = 0
    garbled: int = 0
    days: Mapping[str, date] = field(default_factory=dict)
    pages: int = 1
    said_rows: int | None = None
    said_pages: int | None = None
    end: str = "all"


@dataclass(frozen=True, slots=True)
class HubOffer:
    """An address of a source says that a hub pushes what is new of `topic`."""

    hub: str
    topic: str


Doubt = Literal["", "odd", "void"]


@dataclass(frozen=True, slots=True)
class AddressRead:
    """A feed, listing or JSON list was read to its end; comes after the pages it led to.

    `listed` are the canonical URLs it shows now, `complete` whether that is all it has.
    `entries` are the digests of its entries now, `parsed` how many of them had to be read.
    `items` are those that need no look at a page. When `error` is set nothing of it may be
    remembered, though `listed` may be what was read before it; else `detail` names the traps that were met.
    `unchanged`: 304, the same bytes, or the same entries in other bytes. `poison` as in `PageRead`. `rule` is one by
    which the list was read in the place of its own, which fits no more. `sight` is what was seen of it. `doubt`:
    "odd", what it shows is kept, but not believed to be all there is, nor remembered; "void", nor is it taken for an
    answer. `defects` are those of a feed that was read, None where none was. `hub` is the one that it names, told
    where it was read anew. `page` is the first page of a list for people, with its body, where it was read anew and has
    rows.
    """

    address: str
    fetches: tuple[Fetch, ...]
    validators: Validators = Validators()
    entries: frozenset[str] = frozenset()
    listed: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    complete: bool = False
    unchanged: bool = False
    parsed: int = 0
    error: str | None = None
    detail: str = ""
    poison: Fetch | None = None
    rule: ListingRule | None = None
    sight: Sight | None = None
    doubt: Doubt = ""
    defects: tuple[str, ...] | None = None
    hub: HubOffer | None = None
    page: Fetch | None = None


@dataclass(frozen=True, slots=True)
class Backfill:
    """How far the walk through the archive of one address of a source has come.

    `waiting` are the places to ask for next, the first first: the walk is over where there are none. `last` was asked
    for before them: who goes on later begins there, for rows may have moved meanwhile. So many `pages` were read,
    `found` notices are new, `oldest` is the oldest day met; `since` is the day to go back to. `vain` counts the pages
    in a row that showed nothing new, `entered` are fingerprints of the archive's pages that were found, `until` is the
    day before which it is asked for by days. `error` and `detail` say why it stopped.
    """

    source: str
    address: str
    at: datetime
    since: date | None = None
    waiting: tuple[Place, ...] = ()
    last: Place | None = None
    pages: int = 0
    found: int = 0
    oldest: date | None = None
    vain: int = 0
    entered: tuple[str, ...] = ()
    until: date | None = None
    error: str | None = None
    detail: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the archive was walked to its end."""
        return not self.waiting and self.error is None


# --- keeping -----------------------------------------------------------------------------

AttachmentState = Literal["text", "no_text", "failed", "skipped"]
ChangeKind = Literal["new", "edited", "withdrawn", "restored", "clustered", "redacted"]
# who reads the change log at its own pace, in the order in which each change is taken up
CONSUMERS = ("clusters", "index", "publish", "push", "references", "places")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a notice; its bytes are a blob once fetched, `etag` and `last_modified` what came with them."""

    url: str
    name: str
    media_type: str | None = None
    bytes: int | None = None
    sha256: str | None = None
    text: str = ""
    state: AttachmentState = "skipped"
    reason: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FileRead:
    """What the bytes of a file are and say; `text` has form feeds between its pages.

    `reason` is a code: why there is no text, or "part" where there is only some of it.
    """

    media_type: str
    state: AttachmentState
    reason: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """An announcement as the hub keeps it (the fields of CONTRACT's API item, in its words).

    `text` is plain, `html` sanitised. `revisions` counts the states after the first.
    `updated` is when the hub learnt of the last real change (DESIGN 5.6).
    """

    id: str
    source: str
    agency: str
    url: str
    title: str
    first_seen: datetime
    updated: datetime
    published: datetime
    published_precision: Precision
    published_from: Origin
    published_raw: str = ""
    summary: str = ""
    text: str = ""
    html: str = ""
    html_from: Origin = "feed"
    section: str = ""
    section_source: str = ""
    lang: str = "vi"
    doc_number: str | None = None
    doc_key: str | None = None
    doc_type: str | None = None
    issued_on: date | None = None
    signer: str | None = None
    attachments: tuple[Attachment, ...] = ()
    cites: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    cluster: str | None = None
    revisions: int = 0
    withdrawn: bool = False
    redacted: bool = False
    digest: str = ""
    page_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a notice: what changed against the one before (nothing for the first, n = 0)."""

    notice: str
    n: int
    seen: datetime
    digest: str
    changed: tuple[str, ...]
    sha256: str | None
    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A notice that was edited, when it last changed, and all its states, the first first."""

    notice: str
    updated: datetime
    states: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class LastEdit:
    """What made a notice's newest revision: `before` is the notice as it was, in what `changed` may name."""

    seen: datetime
    changed: tuple[str, ...]
    before: Notice


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """What names a document in an address: issuer, number without its year ("12-qd-ubnd") or law ("luat-dat-dai"),
    year. What is not known is "" or None, and then any may be meant.
    """

    number: str = ""
    law: str = ""
    year: int | None = None
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A notice, or a file it links, names a document.

    `relation` is one of `hub.vietnamese.relations.RELATIONS`, or "is" where the document is the notice's own. It is
    the relation of the notice's own document, or of another (`of`, as `of_printed`), to the one named, or to a
    part of it. `sha256` and `page` are the file where it stands; None for title and text.
    """

    notice: str
    printed: str
    document: DocumentKey
    relation: str
    type: str | None = None
    issued: date | None = None
    is_part: bool = False
    of: DocumentKey | None = None
    of_printed: str = ""
    sha256: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A locality of a notice, by its slug: one that it names `itself`, or one that this has become."""

    place: str
    itself: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the change log."""

    cursor: int
    kind: ChangeKind
    notice: str
    at: datetime


EvidenceKind = Literal["revision", "fetch", "redacted"]


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A line of the log of evidence: that something was kept, and no more of it than its SHA-256 (`record`).

    A `revision` is a state of a notice, whose page was the bytes `sha256`; a `fetch` the answer that brought the bytes
    `sha256` first; `redacted` says why a notice's records are gone. `digest` covers everything else, among it the
    digest of the line `before` and of one `far` behind (see `hub.store.chain`).
    """

    n: int
    at: datetime
    kind: EvidenceKind
    notice: str
    version: int | None
    sha256: str | None
    record: str
    before: str
    far: str
    digest: str


LikenessRule = Literal["number", "text", "file"]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two notices of different agencies are taken for the same announcement; `one` is the smaller id.

    `similarity` is the share of the shorter text's shingles that both have, `differing` the share of numbers, dates
    and names that are others at the same places, both 0 to 1. `number` is the document number that both bear, `file`
    the SHA-256 of a file that both link, "" where there is none.
    """

    one: str
    other: str
    rule: LikenessRule
    similarity: float
    differing: float
    number: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is doing: a state of CONTRACT, the error behind it, and its times; `finding` is a name of
    `hub.errors.FINDINGS` where something is wrong that no answer says by itself."""

    source: str
    state: str = "new"
    error: str | None = None
    detail: str = ""
    since: datetime | None = None
    last_try: datetime | None = None
    last_ok: datetime | None = None
    last_new: datetime | None = None
    next_due: datetime | None = None
    failures: int = 0
    collections: int = 0
    items: int = 0
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do something alone for a while; a later holder's token is higher."""

    name: str
    holder: str
    token: int


@dataclass(frozen=True, slots=True)
class Presence:
    """A worker that said it is there, and in how many seconds that ends or, below zero, ended."""

    holder: str
    ends: float


@dataclass(frozen=True, slots=True)
class Manners:
    """What a host is owed by whoever asks it next: seconds since its last request began (None: long ago),
    and seconds it wants to be left alone yet, with the code that said so."""

    asked: float | None = None
    rest: float = 0.0
    code: str = "http_429"


@dataclass(frozen=True, slots=True)
class Tally:
    """What one collection of one source came to.

    `wait` is the least number of seconds until the next, as servers asked for rest or say that
    what they told stays as it is; the longest of their wishes. Without an `error`, `detail`
    names the traps that were met.
    """

    source: str
    at: datetime
    new: int = 0
    edited: int = 0
    withdrawn: int = 0
    restored: int = 0
    unchanged: int = 0
    requests: int = 0
    not_modified: int = 0
    parsed: int = 0
    error: str | None = None
    detail: str = ""
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Find:
    """What a visit found: so many notices that had come since the visit before it."""

    after: datetime
    by: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Visited:
    """What is known of the visits to a source since the first: what they found, and how many there were lately."""

    since: datetime
    finds: tuple[Find, ...] = ()
    lately: int = 0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a source publishes, as its ledger taught at `at`, and how soon after it comes again.

    Notices `a_day`; the shares of the weekdays from Monday and of the half-hours of a day (+07:00); by length of
    silence, how much more or less than usual comes after it. Once `spared` notices are to be expected, of times with at
    least `least` a day, it is `within` so many seconds to the next visit; at any time it is visited after `longest`.
    """

    source: str
    at: datetime
    a_day: float
    weekdays: tuple[float, ...]
    slots: tuple[float, ...]
    after_silence: tuple[float, ...]
    least: float
    within: float
    longest: float
    spared: float = 0.0


@dataclass(frozen=True, slots=True)
class SourceDay:
    """What came of a source on one Vietnamese day; `found` counts what was met, also where it was as it was known,
    `errors` the collections that met one."""

    source: str
    day: date
    collections: int = 0
    found: int = 0
    new: int = 0
    edited: int = 0
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Affected:
    """A source that is, or was, part of an incident."""

    source: str
    joined: datetime
    left: datetime | None = None


@dataclass(frozen=True, slots=True)
class IncidentNote:
    """What an operator wrote down about an incident."""

    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Incident:
    """Something wrong with one or more sources, opened and closed by the watch.

    `place` is the host (with its port) that all of them are read from, the slug of the one source whose own fault it
    is, or "" where the hub itself cannot get out. `cause` is a code of `hub.errors.CODES`, or the state of a source
    that has none; `opened` is when the first of them failed first, `updated` when the hub last learnt something of it.
    `late` counts the notices that came late by it, once it is closed.
    """

    id: str
    place: str
    cause: str
    opened: datetime
    updated: datetime
    affected: tuple[Affected, ...]
    closed: datetime | None = None
    late: int = 0
    owner: str = ""
    notes: tuple[IncidentNote, ...] = ()

    @property
    def present(self) -> tuple[Affected, ...]:
        """The sources that are not back yet."""
        return tuple(one for one in self.affected if one.left is None)


# --- watching ----------------------------------------------------------------------------


ListPageKind = Literal["good", "now"]


@dataclass(frozen=True, slots=True)
class ListPage:
    """The first page of a list of a source as it was answered: "good", when the list was last read well, or "now",
    when an operator last had it looked at. `media_type` is its Content-Type."""

    source: str
    address: str
    kind: ListPageKind
    at: datetime
    url: str
    media_type: str
    body: bytes

    @classmethod
    def of(cls, address: str, kind: ListPageKind, fetch: Fetch) -> Self:
        """As it was fetched."""
        media_type = fetch.headers.get("content-type", "")
        return cls(fetch.source, address, kind, fetch.at, fetch.final_url or fetch.url, media_type, fetch.body)


@dataclass(frozen=True, slots=True)
class Usual:
    """What an address usually shows, as its sights taught by `at`; of the address "" what its source's files do.

    `rows` of a first page and their `spread` (mean deviation), how many it had `last`; `whole` rows on so many `pages`
    when it was last read to its end. Shares of the rows that have `titles` of their own, dates, and the day of the
    visit for a date. `shown` are fingerprints of the rows it last showed, each with its day ("" without one). `failed`
    files in a row could not be had.
    """

    source: str
    address: str
    at: datetime
    rows: float = 0.0
    spread: float = 0.0
    last: int = 0
    whole: int = 0
    pages: int = 1
    titles: float = 1.0
    dated: float = 0.0
    today: float = 0.0
    shown: tuple[tuple[str, str], ...] = ()
    span: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a source: a name of `hub.errors.FINDINGS`, the state and the code of `hub.errors.CODES`
    it stands for, and the evidence."""

    name: str
    state: str
    code: str | None
    detail: str
    doubt: Doubt = ""


GapReason = Literal["window", "outage", "budget"]


@dataclass(frozen=True, slots=True)
class Gap:
    """An address of a source may have shown notices that nobody has seen, dated from `since` to `until`.

    Both are Vietnamese days: of the newest notice known before (None: none was), and of the oldest shown since.
    `window`: nothing of all that it shows was known; `outage`: likewise, after visits that failed; `budget`: a visit
    left some of it over. It is `closed` once nothing is missing, after so many notices were `found` in it. Until then
    `error` says why it could not be filled, after so many `tries`: a code of `hub.errors.CODES`, or "no_archive" or
    "archive_short".
    """

    source: str
    address: str
    reason: GapReason
    since: date | None
    until: date
    opened: datetime
    closed: datetime | None = None
    found: int = 0
    tries: int = 0
    tried: datetime | None = None
    error: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How far a source was compared with what it lists in the night of a Vietnamese day: so many `passes`, the last
    at `at`; none while it could not be read."""

    source: str
    night: date
    passes: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """A notice as the ledger of completeness counts it: its publication, whether its source shows it as far as is
    known, and whether index and feeds have it."""

    published: datetime
    is_listed: bool
    is_published: bool


@dataclass(frozen=True, slots=True)
class DayCount:
    """The ledger of completeness for a source and a Vietnamese day; `missing` are the addresses that the source
    lists and that nothing is stored of."""

    day: date
    listed: int = 0
    stored: int = 0
    published: int = 0
    missing: tuple[str, ...] = ()


# --- measuring ---------------------------------------------------------------------------

Element = Literal["title", "creator", "date", "description", "publisher", "identifier"]
Standing = Literal["in_time", "late", "undated", "free"]


@dataclass(frozen=True, slots=True)
class Posting:
    """A notice as the scorecard counts it; days are Vietnamese.

    `issued` begins its deadline: the day of issue, of an answer that of the question; None where neither is told.
    `published` is the day its source states, or else (not `is_stated`) that on which it was first `seen`. `missing`
    are mandatory elements of its metadata, `files` those asked for and `broken_files` those of them that are not to be
    had; `is_page_broken`: its page is missing though the source lists it.
    """

    id: str
    section: str
    issued: date | None
    published: date
    seen: date
    is_stated: bool = True
    number: str | None = None
    missing: tuple[Element, ...] = ()
    files: int = 0
    broken_files: int = 0
    has_page: bool = True
    is_page_broken: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A posting beside its `deadline`; the deadline and both lags in days of work, `lag` up to its publication."""

    posting: Posting
    standing: Standing
    deadline: int | None = None
    lag: int | None = None
    seen_lag: int | None = None


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Postings of a section, or of all (""), by their standing: with a deadline that was kept or was not, of no known
    day, without a deadline. The lags are those of the first two."""

    section: str = ""
    in_time: int = 0
    late: int = 0
    undated: int = 0
    free: int = 0
    median: float | None = None
    p90: float | None = None
    seen_median: float | None = None
    seen_p90: float | None = None


@dataclass(frozen=True, slots=True)
class Uptime:
    """Visits and how many were answered; of `known` seconds the source was taken to be `up` for so many."""

    visits: int = 0
    answered: int = 0
    known: float = 0.0
    up: float = 0.0


@dataclass(frozen=True, slots=True)
class Links:
    """Links of the month's notices that were tried, and those of them that are broken."""

    files: int = 0
    broken_files: int = 0
    pages: int = 0
    broken_pages: int = 0


@dataclass(frozen=True, slots=True)
class Metadata:
    """Notices, those that lack no mandatory element, and how many lack which."""

    notices: int = 0
    complete: int = 0
    missing: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedValidity:
    """Feeds, those with a defect when they were last read, and of how many feeds which defect is one."""

    feeds: int = 0
    faulty: int = 0
    defects: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wholeness:
    """The month's days of the ledger of completeness together, and gaps in them that are open."""

    listed: int = 0
    stored: int = 0
    missing: int = 0
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What an agency's sources came to in the month that begins on this day, counted at `at` by these deadlines."""

    agency: str
    month: date
    at: datetime
    deadlines: Mapping[str, int] = field(default_factory=dict)
    punctuality: Punctuality = Punctuality()
    sections: tuple[Punctuality, ...] = ()
    uptime: Uptime = Uptime()
    links: Links = Links()
    metadata: Metadata = Metadata()
    feeds: FeedValidity = FeedValidity()
    wholeness: Wholeness = Wholeness()


# --- finding -----------------------------------------------------------------------------

Sort = Literal["relevance", "newest"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search or a list: all of them must hold; days are Vietnamese days."""

    agency: str | None = None
    section: str | None = None
    type: str | None = None
    source: str | None = None
    number: str | None = None
    published_from: date | None = None
    published_to: date | None = None
    withdrawn: Literal["include", "exclude", "only"] = "include"
    has_files: bool | None = None
    topic: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A notice as an index needs it; the text itself stays in the store.

    `version` is the change it has been brought in for: by it an index is compared with the change log.
    """

    id: str
    title: str
    text: str
    published: datetime
    agency: str = ""
    section: str = ""
    type: str = ""
    source: str = ""
    number: str = ""
    numbers: tuple[str, ...] = ()
    withdrawn: bool = False
    version: int = 0
    signer: str = ""
    has_files: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A found notice; a higher score is a better match."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Misread:
    """A place in a query that could not be taken as written: `at` is its offset in what was typed, `hint` what to
    write, `repairs` queries that may have been meant, the last of which was searched."""

    problem: str
    at: int
    hint: str
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, how many there are in all, and counts by field and value.

    `whole` of them hold all the words. `mistakes` are told beside what could be understood; where nothing held the
    words as typed, `instead` is what was searched, and `suggestions` are queries near it that find something.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    whole: int = 0
    mistakes: tuple[Misread, ...] = ()
    instead: str = ""
    suggestions: tuple[str, ...] = ()


# --- publishing --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A notice as a feed shows it. `html` is sanitised; `remark` is a sentence that tells what became of it.

    `issued` is the day of the document, `subject`, `kind` and `coverage` are the names of its section, of its type and
    of the place it is about, as far as they are known.
    """

    id: str
    url: str
    title: str
    html: str
    published: datetime
    updated: datetime
    author: str
    source_title: str
    source_url: str
    source_feed: str
    summary: str = ""
    remark: str = ""
    categories: tuple[tuple[str, str], ...] = ()
    enclosures: tuple[FileLink, ...] = ()
    number: str | None = None
    lang: str = "vi"
    withdrawn: bool = False
    issued: date | None = None
    subject: str = ""
    kind: str = ""
    coverage: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A channel ready to be rendered: newest `updated` first, every address absolute.

    `related` are the titles of other channels to go to, with their addresses without suffix. `archive` is the address
    of the newest archive document (RFC 5005), in which the channel goes on; empty where there is none. `hub` is where
    one subscribes to have it pushed (WebSub), "" where nobody can.
    """

    id: str
    title: str
    subtitle: str
    url: str
    home_url: str
    updated: datetime
    entries: tuple[FeedEntry, ...]
    authority: str
    alternates: tuple[tuple[str, str], ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    archive: str = ""
    hub: str = ""


# --- pushing (WebSub) --------------------------------------------------------------------

PushMode = Literal["subscribe", "unsubscribe"]


@dataclass(frozen=True, slots=True)
class PushRequest:
    """What somebody asks of our hub, for a lease of so many seconds: nothing is sent to `callback` but the question
    whether that was meant, until it is verified. `topic` is the address of the feed of `channel`."""

    topic: str
    callback: str
    channel: str
    at: datetime
    mode: PushMode = "subscribe"
    secret: str = ""
    lease: int = 0


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A callback that gets the newest document of a topic whenever that has changed, until its lease `expires`.

    `wanted` is the last change it is to hear of, `sent` the last it has, `tag` that of the document it got last.
    After `tries` in vain it is tried again at `retry`.
    """

    topic: str
    callback: str
    channel: str
    expires: datetime
    secret: str = ""
    wanted: int = 0
    sent: int = 0
    tag: str = ""
    tries: int = 0
    retry: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class PushFigures:
    """How many callbacks are subscribed to our hub, fail at the moment, wait to be verified, and were dropped."""

    subscribers: int = 0
    failing: int = 0
    waiting: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """Ours, to what a hub pushes of an address of a source. `token` is the part of our callback that nobody can guess.

    It is `asked` for until it is verified, and stands `since` then until it `expires`. `pushed` is the last push of
    `pushes`, `found` the moment at which a visit found what was not pushed (yet), `missed` how often the hub never
    told.
    """

    source: str
    address: str
    hub: str
    topic: str
    token: str
    secret: str
    asked: datetime | None = None
    since: datetime | None = None
    expires: datetime | None = None
    tries: int = 0
    retry: datetime | None = None
    error: str = ""
    pushed: datetime | None = None
    pushes: int = 0
    found: datetime | None = None
    missed: int = 0


# --- operating ---------------------------------------------------------------------------

Role = Literal["operator", "editor"]
CorrectedField = Literal["section", "topics", "cluster"]
ErrandKind = Literal["preview", "verify", "backfill"]


@dataclass(frozen=True, slots=True)
class Operator:
    """Who may sign in: an operator sees to every source, an editor to those of one `agency`."""

    name: str
    role: Role = "operator"
    agency: str | None = None
    created: datetime | None = None
    disabled: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of a try to sign in: the secret `key` of a session, or none and the seconds to `wait` until
    another try is heard."""

    key: str | None = None
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the audit log: who did what to what, and how that was before and is after, without secrets."""

    at: datetime
    who: str
    what: str
    subject: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What an operator set of a notice, and what it would be without that; it holds until it is undone.

    Both are a section's code, a list of topics, or the id of a cluster (None: none).
    """

    notice: str
    field: CorrectedField
    before: Any
    after: Any
    who: str
    at: datetime
    undone: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, slots=True)
class Errand:
    """Something an operator asked the worker for: a look at an address, at a source, or a walk through its archive.

    It waits or is under way until it `ended`; `result` is plain JSON, `error` a code of `hub.errors.CODES`.
    """

    id: int
    kind: ErrandKind
    source: str
    url: str
    who: str
    at: datetime
    since: date | None = None
    ended: datetime | None = None
    error: str | None = None
    detail: str = ""
    result: Any = None
