"""Whether something is new against what is remembered. Pure."""

from hub.records import Fetch, Item, KnownPage, Validators
from hub.vietnamese.text import clean


def validators_of(fetch: Fetch) -> Validators:
    """What lets the next request for the same address be conditional."""
    return Validators(fetch.headers.get("etag"), fetch.headers.get("last-modified"), fetch.sha256)


def is_unchanged(fetch: Fetch, before: Validators) -> bool:
    """Whether the server said so, or sent the very bytes of the last time."""
    return fetch.unchanged or (fetch.ok and fetch.sha256 is not None and fetch.sha256 == before.digest)


def names_something_new(row: Item, known: KnownPage | None) -> bool:
    """Whether a listing's row gives a reason to fetch its page.

    A changed date is none: portals print the moment they were built. Nor is a field that this
    list leaves empty and another has filled.
    """
    if known is None or known.redacted:
        return known is None
    if known.withdrawn:
        return True
    if known.is_alias:  # links to one page are worded as they like
        return False
    pairs = ((row.title, known.row.title), (row.section, known.row.section), (row.number, known.row.number))
    return any(clean(now) not in ("", clean(before)) for now, before in pairs)


def says_something_new(row: Item, known: KnownPage | None) -> bool:
    """`names_something_new` for an entry that carries text and files of its own."""
    if known is None or known.redacted:
        return known is None
    if names_something_new(row, known):
        return True
    before = known.row
    return (row.summary, row.html, row.files) != (before.summary, before.html, before.files)
