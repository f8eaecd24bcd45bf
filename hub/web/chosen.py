"""What somebody chose to follow, and the feeds that bring just that. Pure.

Agencies, sections and types of documents narrow one another, and words narrow them all: together they are one search,
written in the query language, so that one address holds any number of them. Any other channel is a feed of its own
and is followed beside it.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

from hub.vietnamese.text import clean
from hub.web.asked import LONGEST_QUERY, Asked

FIELDS = {"agencies": "agency", "sections": "section", "types": "type"}
MOST_CHANNELS = 200
_ALTERNATIVE = re.compile(r"\b(?:OR|HOẶC)\b")
_FIELD = re.compile(rf"\b({'|'.join(FIELDS.values())}):([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Choice:
    """Channels by their names in addresses, and words."""

    channels: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A feed: a channel by its name, or else a search."""

    channel: str = ""
    query: str = ""


def read_choice(channels: Iterable[str], words: str, known: Container[str]) -> Choice:
    """The choice of an address; channels that nobody knows are left out."""
    named = tuple(dict.fromkeys(channel for channel in channels if channel in known))
    return Choice(named[:MOST_CHANNELS], clean(words[: 4 * LONGEST_QUERY])[:LONGEST_QUERY].strip())


def choice_of(asked: Asked) -> Choice | None:
    """A search as a choice; None where it is narrowed by what a choice has no room for."""
    filters = asked.filters
    rest = filters.source, filters.published_from, filters.published_to, filters.has_files
    if any(one is not None for one in rest) or filters.withdrawn != "include":
        return None
    named = {"agencies": filters.agency, "sections": filters.section, "types": filters.type}
    return Choice(tuple(f"{kind}/{value}" for kind, value in named.items() if value), asked.q)


def as_params(choice: Choice) -> dict[str, object]:
    """The parameters of an address that mean this choice."""
    return {"channel": list(choice.channels) or None, "q": choice.words}


def followed(choice: Choice) -> tuple[Followed, ...]:
    """The feeds that bring what was chosen and no more, the search first.

    Where it would be longer than a search can be, each channel for itself: they bring more (`is_too_much`).
    """
    narrowing = [channel for channel in choice.channels if _field(channel)]
    others = [Followed(channel) for channel in choice.channels if not _field(channel)]
    if (not choice.words and len(narrowing) == 1) or is_too_much(choice):
        return tuple(Followed(channel) for channel in narrowing) + tuple(others)
    searched = [Followed(query=query_of(choice))] if narrowing or choice.words else []
    return (*searched, *others)


def is_too_much(choice: Choice) -> bool:
    """Whether one search cannot hold all of it."""
    return len(query_of(choice)) > LONGEST_QUERY


def query_of(choice: Choice) -> str:
    """What narrows, in the query language: any of each kind, all the kinds, and the words."""
    narrowing = [_any_of(field, list(_values(choice, kind))) for kind, field in FIELDS.items()]
    words = choice.words
    if _ALTERNATIVE.search(words) and any(narrowing):
        words = f"({words})"
    return " ".join(part for part in (*narrowing, words) if part)


def spoken(query: str, name_of: Callable[[str, str], str]) -> str:
    """A query as a title says it: fields by the names of their values (of field and value).

    >>> spoken("(agency:so-y-te OR agency:so-xd) mưa lũ", lambda field, value: value.upper())
    'SO-Y-TE / SO-XD, mưa lũ'
    """
    if not _FIELD.search(query):
        return query
    named = _FIELD.sub(lambda found: f"\0{name_of(found[1], found[2])}\0", query)
    joined = re.sub(r"\0 OR \0", " / ", named).replace("(\0", "\0").replace("\0)", "\0")
    return ", ".join(part.strip() for part in joined.split("\0") if part.strip())


def _field(channel: str) -> str | None:
    return FIELDS.get(channel.partition("/")[0])


def _values(choice: Choice, kind: str) -> Iterator[str]:
    return (channel.removeprefix(f"{kind}/") for channel in choice.channels if channel.startswith(f"{kind}/"))


def _any_of(field: str, values: list[str]) -> str:
    told = " OR ".join(f"{field}:{value}" for value in values)
    return f"({told})" if len(values) > 1 else told
