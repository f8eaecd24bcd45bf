"""Pages: a template, a visit and what is to be shown become an HTML answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path

from fastapi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feeds.markup import MEDIA_TYPES
from feeds.publish import pack
from hub.records import Notice, Precision
from hub.vietnamese.numbers import type_slug
from hub.vietnamese.text import sentence_case
from hub.web.asked import LONGEST_QUERY
from hub.web.coverage import SourceLine, freshness_of, source_lines
from hub.web.file_hits import unread_scans
from hub.web.foreign import web_address
from hub.web.naming import agencies_by_slug, place_name, section_name, type_name
from hub.web.refusals import in_language
from hub.web.show import ago_text, api_moment, day_text, moment_text, number_text, size_text
from hub.web.standing import standing
from hub.web.static_files import static_address
from hub.web.troubles import advice, why
from hub.web.visit import Visit
from hub.web.words import known_word

_TEMPLATES = Path(__file__).parent / "templates"
_HTML = "text/html; charset=utf-8"
_FORMATS = {"atom": "Atom", "rss": "RSS", "json": "JSON"}


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Where a channel can be had in one format."""

    name: str
    href: str
    media_type: str


@dataclass(frozen=True, slots=True)
class ChannelLinks:
    """A channel as a page offers it; `page` shows the same to people.

    `name` is its name in addresses ("" for a search), `choice` what means it where one chooses what to follow.
    """

    title: str
    invitation: str
    addresses: tuple[FeedAddress, ...]
    page: str = ""
    name: str = ""
    choice: Mapping[str, object] = field(default_factory=dict)


def channel_links(path: str, title: str, invitation: str = "", query: str = "") -> ChannelLinks:
    """The links of a channel whose feeds are at `path`.atom, .rss and .json."""
    query = f"?{query}" if query else ""
    addresses = (FeedAddress(name, f"{path}.{suffix}{query}", MEDIA_TYPES[suffix]) for suffix, name in _FORMATS.items())
    name = path.removeprefix("/feeds/") if path.startswith("/feeds/") else ""
    return ChannelLinks(title, invitation, tuple(addresses), name=name, choice={"channel": name} if name else {})


def page(
    visit: Visit,
    template: str,
    values: Mapping[str, object],
    status: int = 200,
    lines: Sequence[SourceLine] | None = None,
) -> Response:
    """The page; `values` are what its template shows, `lines` those of all sources where they are known already.

    Small when the client reads gzip.
    """
    html = _environment().get_template(template).render({**_surroundings(visit, lines), **_tools(visit), **values})
    content = html.encode("utf-8", "replace")
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "public, max-age=30" if status < 400 else "no-store"}
    if visit.accepts_gzip:
        return Response(pack(content), status, {**headers, "Content-Encoding": "gzip"}, _HTML)
    return Response(content, status, headers, _HTML)


def heading(notice: Notice) -> str:
    """The title as lists show it: official capitals are hard to read."""
    return sentence_case(notice.title)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "heading": heading,
        "iso": api_moment,
        "longest_query": LONGEST_QUERY,
        "standing": standing,
        "static": static_address,
        "type_slug": type_slug,
        "unread_scans_of": unread_scans,
        "web": web_address,
    }
    return environment


def _surroundings(visit: Visit, lines: Sequence[SourceLine] | None) -> Mapping[str, object]:
    """What every page shows around its own."""
    catalogue = visit.parts.store.sources
    agencies = agencies_by_slug(catalogue)
    other = visit.here(visit.other_lang)
    return {
        "agencies": agencies,
        "freshness": freshness_of(source_lines(catalogue, agencies) if lines is None else lines, visit.now),
        "place": place_name(agencies.values(), visit.lang),
        "lang": visit.lang,
        "default_lang": visit.default_lang,
        "other_lang": visit.other_lang,
        "other": other,
        "path": visit.path,
        "now": visit.now,
        "absolute": visit.absolute(visit.here()),
        "absolute_of": visit.absolute,
        "absolute_other": visit.absolute(other),
        "query": "",
        "channel": None,
        "hidden_from_engines": False,
    }


def _tools(visit: Visit) -> Mapping[str, object]:
    """What templates call, bound to the visitor's language and moment."""
    lang = visit.lang

    def day(value: date) -> str:
        return day_text(value, lang)

    def moment(value: datetime, precision: Precision = "minute") -> str:
        return moment_text(value, lang, precision)

    def ago(value: datetime) -> str:
        return ago_text(value, visit.now, lang)

    return {
        "t": visit.word,
        "tn": visit.count_word,
        "link": visit.link,
        "known": partial(known_word, lang),
        "why": partial(why, lang=lang),
        "advice": partial(advice, lang=lang),
        "said": partial(in_language, lang=lang),
        "section_name": partial(section_name, lang=lang),
        "type_name": partial(type_name, lang=lang),
        "day": day,
        "moment": moment,
        "ago": ago,
        "number": partial(number_text, lang=lang),
        "size": partial(size_text, lang=lang),
    }
