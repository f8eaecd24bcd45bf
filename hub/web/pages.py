"""The pages that list notices: home, an agency, a section, a type; and the list of agencies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response

from feeds.channels import types_by_address
from hub.catalogue.sections import SECTIONS
from hub.records import Agency, Filters
from hub.vietnamese.text import slug
from hub.web.lists import PAGE, WEEK
from hub.web.naming import section_name, type_names
from hub.web.places import place_of, read_place
from hub.web.problems import Missing
from hub.web.rendering import channel_links, page
from hub.web.topics import running_topics
from hub.web.visit import Here, Visit
from hub.web.words import known_word

router = APIRouter(include_in_schema=False)


SHORT_LIST = 8

LEVELS = ("tinh", "huyen", "xa")

Entry = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Level:
    """Agencies of one level with the number of their notices; `more` is how many there are where not all are shown."""

    name: str
    entries: tuple[Entry, ...]
    more: int = 0


@router.get("/")
def home(visit: Here) -> Response:
    """The newest of everything."""
    store = visit.parts.store
    week = visit.now - WEEK
    section_counts = store.notices.counts("section", week)
    levels = levels_of(store.sources.agencies(), store.notices.counts("agency", week), visit)
    shown = {
        "channel": channel_links("/feeds/all", visit.word("channel.all"), visit.word("follow_all")),
        "section_counts": [
            (section_name(code, visit.lang), visit.link(f"/sections/{code}"), section_counts.get(code, 0))
            for code in SECTIONS
        ],
        "levels": [shortened(level) for level in levels],
        "running": running_topics(store, visit.now),
    }
    return page(visit, "home.html", shown | part_of_list(visit, Filters()))


@router.get("/agencies")
def agencies(visit: Here) -> Response:
    """Every agency by level, with the number of its notices."""
    store = visit.parts.store
    levels = levels_of(store.sources.agencies(), store.notices.counts("agency", None), visit)
    channel = channel_links("/feeds/all", visit.word("channel.all"))
    return page(visit, "agencies.html", {"levels": levels, "channel": channel})


@router.get("/sections/{code}")
def section(visit: Here, code: str) -> Response:
    """The notices of a section."""
    if code not in SECTIONS:
        raise Missing
    shown = {"heading_text": section_name(code, visit.lang), "kind": visit.word("section")}
    return listing(visit, Filters(section=code), shown)


@router.get("/types/{abbreviation}")
def document_type(visit: Here, abbreviation: str) -> Response:
    """The notices of a type of document."""
    key = slug(abbreviation)
    known = types_by_address().get(key)
    if known is None:
        raise Missing
    shown = {"heading_text": type_names(known, visit.lang), "kind": visit.word("type")}
    return listing(visit, Filters(type=key), shown)


def listing(visit: Visit, filters: Filters, shown: Mapping[str, object], template: str = "listing.html") -> Response:
    """A page of the notices that the one filter lets through, with its feed."""
    name, value = narrowing(filters)
    title, invitation = str(shown["heading_text"]), visit.word("follow_page")
    channel = channel_links(f"/feeds/{_CHANNELS[name]}/{value}", title, invitation)
    around = {"within": {name: value}, "channel": channel}
    return page(visit, template, {**shown, **around, **part_of_list(visit, filters)})


_CHANNELS = {"agency": "agencies", "section": "sections", "type": "types"}


def narrowing(filters: Filters) -> tuple[str, str]:
    """The one filter of a list page."""
    return next((name, value) for name in _CHANNELS if (value := getattr(filters, name)))


def part_of_list(visit: Visit, filters: Filters) -> dict[str, object]:
    """The notices of one page of a list, and the address of the older ones."""
    before = read_place(visit.params.get("before", ""))
    notices = visit.parts.store.notices.newest(filters, before=before, limit=PAGE + 1)
    older = visit.here(before=place_of(notices[PAGE - 1])) if len(notices) > PAGE else None
    return {"notices": notices[:PAGE], "older": older}


def levels_of(every: Iterable[Agency], counts: Mapping[str, int], visit: Visit) -> list[Level]:
    """The agencies by level, the widest first; within one those with most notices first, then by name."""
    by_level: dict[str, list[Agency]] = {}
    for one in every:
        by_level.setdefault(one.level, []).append(one)
    return [
        Level(_level_name(level, visit), tuple(_entry(one, counts, visit) for one in _ranked(by_level[level], counts)))
        for level in sorted(by_level, key=_level_rank)
    ]


def shortened(level: Level) -> Level:
    """The level with its first few agencies only."""
    more = len(level.entries) if len(level.entries) > SHORT_LIST else 0
    return Level(level.name, level.entries[:SHORT_LIST], more)


def _ranked(every: Iterable[Agency], counts: Mapping[str, int]) -> list[Agency]:
    return sorted(every, key=lambda one: (-counts.get(one.slug, 0), slug(one.name)))


def _entry(one: Agency, counts: Mapping[str, int], visit: Visit) -> Entry:
    return one.name, visit.link(f"/agencies/{one.slug}"), counts.get(one.slug, 0)


def _level_name(level: str, visit: Visit) -> str:
    return known_word(visit.lang, "level", level if level in LEVELS else "")


def _level_rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)
