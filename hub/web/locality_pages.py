"""Places: the communes and wards there are, what districts and former communes have become, and the notices of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from feeds.channels import NEWEST, Names, filled
from feeds.entries import Channel
from hub.records import Agency, Feed, Filters, Locality
from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.text import clean, fold, slug
from hub.vietnamese.units import DISTRICT, level_of
from hub.web.asked import LONGEST_NAME, LONGEST_QUERY
from hub.web.finding import Window, newest_matching
from hub.web.found_ports import Localities
from hub.web.lists import PAGE, WEEK
from hub.web.naming import agencies_by_slug
from hub.web.places import place_of, read_place
from hub.web.problems import Missing
from hub.web.rendering import channel_links, page
from hub.web.show import day_text
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

MOST_NAMED = 12  # a notice's page names so many of its places; a list of all communes is no fact about a notice
_COMMITTEE = "uy ban nhan dan "


@dataclass(frozen=True, slots=True)
class Former:
    """A district that there is no more with the communes it had."""

    district: Locality
    communes: tuple[Locality, ...]


@router.get("/places")
def places(visit: Here) -> Response:
    """Every place that there is, with what its week brought; the former ones by district; or those of a name."""
    known, today = visit.parts.localities, vietnamese_day(visit.now)
    asked = clean(visit.params.get("q", "")[:LONGEST_NAME])
    present = known.present(today)
    counts = visit.parts.store.mentions.counts([one.slug for one in present], visit.now - WEEK)
    shown = {
        "asked": asked,
        "matching": named_like(asked, known.by_slug.values()) if asked else (),
        "present": [
            (one.title, visit.link(f"/places/{one.slug}"), counts.get(one.slug, 0)) for one in _sorted(present)
        ],
        "former": [Former(one, tuple(known.inside(one))) for one in known.by_slug.values() if _is_district(one)],
        "channel": channel_links("/feeds/all", visit.word("channel.all")),
        "hidden_from_engines": bool(asked),
    }
    return page(visit, "places.html", shown)


@router.get("/places/{name}")
def place(visit: Here, name: str) -> Response:
    """A place: what was said of it, under its former names too, what became of it, and out of what it came."""
    one = known_locality(visit.parts.localities, name)
    asked = clean(visit.params.get("q", "")[:LONGEST_QUERY])
    channel = channel_links(f"/feeds/places/{one.slug}", title_of(one), visit.word("follow_page"))
    if asked:
        query = urlencode({"q": asked, "place": one.slug})
        title = f"{visit.word('search_title', q=asked)}, {one.title}"
        channel = channel_links("/search", title, visit.word("follow_search"), query)
    around = {"asked": asked, "channel": channel, "hidden_from_engines": bool(asked)}
    return page(visit, "place.html", {**_about(visit, one), **_list(visit, one, asked), **around})


def known_locality(known: Localities, name: str) -> Locality:
    """The locality of this name in addresses, or Missing."""
    one = known.by_slug.get(slug(name))
    if one is None:
        raise Missing
    return one


def title_of(one: Locality) -> str:
    """What it is called where a sentence begins.

    >>> title_of(Locality("xa-dai-lanh", "xã", "Đại Lãnh"))
    'Xã Đại Lãnh'
    """
    return one.title[:1].upper() + one.title[1:]


def named_like(asked: str, every: Iterable[Locality]) -> tuple[Locality, ...]:
    """Those whose name has these words, with or without marks, those that there are still first.

    >>> [one.slug for one in named_like("dai lanh", [Locality("xa-dai-lanh", "xã", "Đại Lãnh")])]
    ['xa-dai-lanh']
    """
    words = f" {fold(asked)}"
    found = (one for one in every if words in f" {fold(one.title)}")
    return tuple(sorted(found, key=lambda one: (one.valid_to is not None, fold(one.name))))


def called(asked: str, every: Iterable[Locality]) -> tuple[Locality, ...]:
    """Those whose whole name these words are, with its unit or without, those that there are still first.

    >>> [one.slug for one in called("Dai Lanh", [Locality("xa-dai-lanh", "xã", "Đại Lãnh")])]
    ['xa-dai-lanh']
    """
    words = fold(asked)
    return tuple(one for one in named_like(asked, every) if words in (fold(one.name), fold(one.title)))


def localities_of(visit: Visit, notice: str) -> list[Locality]:
    """The localities that a notice names itself, in its order."""
    known = visit.parts.localities.by_slug
    named = (one.place for one in visit.parts.store.mentions.of_notice(notice) if one.itself)
    return [known[place] for place in named if place in known][:MOST_NAMED]


def governed_by(agency: Agency, known: Localities) -> Locality | None:
    """The locality that an agency governs."""
    return next((one for one in known.by_slug.values() if _committee(one, (agency,))), None)


def locality_feed(visit: Visit, place: str, known: Names) -> Feed:
    """The channel of a place; Missing where there is none of that name."""
    one = known_locality(visit.parts.localities, place)
    heirs = visit.parts.localities.successors(one) if has_ended(one, known.today) else ()
    about = Channel(
        f"feeds/places/{one.slug}", f"Đầu Mối: {title_of(one)}", subtitle=_ended(visit, one, heirs),
        page=f"places/{one.slug}",
    )  # fmt: skip
    made = filled(
        visit.parts.store, about, visit.parts.store.notices.newest(Filters(place=one.slug), limit=NEWEST), known
    )
    onward = ((f"Đầu Mối: {title_of(heir)}", f"{known.base_url}/feeds/places/{heir.slug}") for heir in heirs)
    return replace(made, related=tuple(onward))


def has_ended(one: Locality, today: date) -> bool:
    """Whether there is no such place any more."""
    return one.valid_to is not None and one.valid_to <= today


def _ended(visit: Visit, one: Locality, heirs: Sequence[Locality]) -> str:
    """Since when it is no more, and what it has become; "" for one that is there."""
    if not heirs or one.valid_to is None:
        return ""
    key = "place_district_ended" if _is_district(one) else "place_ended"
    since = visit.word(key, day=day_text(one.valid_to, visit.lang))
    return f"{since} {', '.join(heir.title for heir in heirs)}."


def _about(visit: Visit, one: Locality) -> dict[str, object]:
    known, today = visit.parts.localities, vietnamese_day(visit.now)
    agencies = agencies_by_slug(visit.parts.store.sources)
    return {
        "locality": one,
        "heading_text": title_of(one),
        "is_district": _is_district(one),
        "has_ended": has_ended(one, today),
        "district": known.by_slug.get(one.within or ""),
        "successors": known.successors(one),
        "predecessors": known.predecessors(one),
        "communes": known.inside(one),
        "committee": _committee(one, agencies.values()),
    }


def _list(visit: Visit, one: Locality, asked: str) -> dict[str, object]:
    window = Window(before=read_place(visit.params.get("before", "")), limit=PAGE + 1)
    notices = newest_matching(visit.parts, asked, Filters(place=one.slug), window)
    older = visit.here(before=place_of(notices[PAGE - 1])) if len(notices) > PAGE else None
    return {"notices": notices[:PAGE], "older": older}


def _committee(one: Locality, agencies: Iterable[Agency]) -> Agency | None:
    """The agency that governs it."""
    wanted = f"{_COMMITTEE}{fold(one.title)}"
    return next((agency for agency in agencies if fold(agency.name).startswith(wanted)), None)


def _is_district(one: Locality) -> bool:
    return level_of(one.unit) == DISTRICT


def _sorted(localities: Sequence[Locality]) -> list[Locality]:
    return sorted(localities, key=lambda one: fold(one.name))
