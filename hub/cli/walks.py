"""How far the walk through an archive has come, in words and for scripts."""

from hub.records import Backfill


def line(walk: Backfill) -> str:
    """How far a walk has come, in words."""
    back = f", back to {walk.oldest}" if walk.oldest else ""
    return f"{walk.address}: {walk.pages} pages, {walk.found} new{back}"


def ending(walk: Backfill) -> str:
    """What a walk came to, and what to do where it broke off."""
    if walk.error is None:
        return f"{line(walk)}; {'walked to its end' if walk.is_over else 'not over: the same command goes on'}"
    if not walk.waiting:
        return f"{walk.address}: {walk.error} ({walk.detail}); add a [[source.address]] of kind listing or sitemap"
    here = walk.waiting[0].url or walk.address
    remedy = "the same command goes on there; a rule that no longer fits is corrected in the catalogue"
    return f"{line(walk)}; {walk.error} at {here} ({walk.detail}); {remedy}"


def as_json(walk: Backfill) -> dict[str, object]:
    """A walk for a script to read: without the forms that wait to be sent."""
    told = ("source", "address", "since", "pages", "found", "oldest", "is_over", "error", "detail")
    return {name: getattr(walk, name) for name in told} | {"waiting": [place.url for place in walk.waiting]}
