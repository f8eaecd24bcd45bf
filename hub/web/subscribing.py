"""Following: what to choose from, what the choice would have brought, and the addresses that bring it.

The form is asked by GET, so that the address of the page is the choice and can be passed on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Response

from hub.errors import QueryError
from hub.web.brought import MOST, brought
from hub.web.chosen import Choice, Followed, as_params, followed, is_too_much, read_choice
from hub.web.guides import Group, channel_groups
from hub.web.naming import FilterNames, search_name
from hub.web.pages import LEVELS
from hub.web.rendering import ChannelLinks, channel_links, page
from hub.web.visit import Here, Visit
from hub.web.words import known_word

router = APIRouter(include_in_schema=False)

# the kinds that are chosen from, in this order; the others can be followed all the same
CHOSEN_FROM = ("agencies", "sections", "places", "topics", "types")
# a longer list is folded up until something of it is chosen
SHORT = 15


@dataclass(frozen=True, slots=True)
class Offer:
    """Channels of one kind to choose from, by parts with a name each; `is_open`: it is shown unfolded."""

    kind: str
    name: str
    parts: tuple[tuple[str, tuple[ChannelLinks, ...]], ...]
    chosen: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A way to pass the choice on."""

    name: str
    href: str


@router.get("/subscribe")
def subscribe(visit: Here) -> Response:
    """What following is, what to choose from, and what a choice brings."""
    groups = [group for group in channel_groups(visit) if group.entries]
    known = {channel.name: channel for group in groups for channel in group.entries}
    choice = read_choice(visit.channels, visit.params.get("q", ""), known)
    feeds = feeds_of(visit, followed(choice), known)
    shown = {
        "groups": groups,
        "offers": list(offers(visit, groups, choice)),
        "choice": choice,
        "names": [known[channel].title for channel in choice.channels],
        "channel": feeds[0] if feeds else known["all"],
        "hidden_from_engines": bool(feeds),
        **(_result(visit, choice, feeds) if feeds else {"feeds": []}),
    }
    return page(visit, "subscribe.html", shown)


def feeds_of(visit: Visit, found: Iterable[Followed], known: Mapping[str, ChannelLinks]) -> list[ChannelLinks]:
    """The feeds with their addresses and titles."""
    return [known[one.channel] if one.channel else search_links(visit, one.query) for one in found]


def search_links(visit: Visit, query: str) -> ChannelLinks:
    """The feeds of a search, by the names of what it is narrowed to."""
    title = search_name(query, FilterNames(visit.parts.store.sources, visit.lang), visit.lang)
    return replace(
        channel_links("/search", title, query=urlencode({"q": query}, safe=":()")), page=visit.link("/search", q=query)
    )


def offers(visit: Visit, groups: Iterable[Group], choice: Choice) -> Iterator[Offer]:
    """What there is to choose from, agencies by level."""
    by_kind = {group.kind: group for group in groups}
    levels = {agency.slug: agency.level for agency in visit.parts.store.sources.agencies()}
    for group in (by_kind[kind] for kind in CHOSEN_FROM if kind in by_kind):
        parts = _by_level(visit, group, levels) if group.kind == "agencies" else [("", group.entries)]
        chosen = sum(channel.name in choice.channels for channel in group.entries)
        yield Offer(group.kind, group.name, tuple(parts), chosen, chosen > 0 or len(group.entries) <= SHORT)


def _by_level(visit: Visit, group: Group, levels: Mapping[str, str]) -> Iterator[tuple[str, tuple[ChannelLinks, ...]]]:
    named = [(levels.get(one.name.rpartition("/")[2], ""), one) for one in group.entries]
    for level in (*LEVELS, ""):
        of_level = tuple(one for other, one in named if (other if other in LEVELS else "") == level)
        if of_level:
            yield known_word(visit.lang, "level", level), of_level


def _result(visit: Visit, choice: Choice, feeds: Sequence[ChannelLinks]) -> dict[str, object]:
    """What the choice would have brought, and where it is had."""
    try:
        sample = brought(visit.parts, followed(choice), visit.now)
    except QueryError:
        sample = None
    own = visit.link("/subscribe", **as_params(choice))
    address = visit.absolute(own)
    return {
        "feeds": feeds,
        "sample": sample,
        "most": MOST,
        "too_much": is_too_much(choice),
        "opml": visit.link_plain("/feeds.opml", **_outlined(choice)),
        "own": own,
        "address": address,
        "shares": _shares(visit, address, ", ".join(feed.title for feed in feeds)),
    }


def _outlined(choice: Choice) -> dict[str, object]:
    """The parameters of the list of these very feeds."""
    found = followed(choice)
    return {
        "channel": [one.channel for one in found if one.channel] or None,
        "q": next((one.query for one in found if one.query), ""),
    }


def _shares(visit: Visit, address: str, title: str) -> list[Share]:
    """Plain links: nothing is loaded from there, and nobody is told before they are followed."""
    told, subject = quote(address, safe=""), quote(visit.word("share_subject", name=title), safe="")
    return [
        Share("Zalo", f"https://zalo.me/share?url={told}"),
        Share("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={told}"),
        Share(visit.word("share_mail"), f"mailto:?subject={subject}&body={told}"),
    ]
