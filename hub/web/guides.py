"""The pages that explain: how the sources are doing, what this is; and which channels there are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import itemgetter

from fastapi import APIRouter, Response

from feeds.channels import types_by_address
from hub.catalogue.sections import SECTIONS
from hub.vietnamese.dates import VIETNAM, vietnamese_day
from hub.web.coverage import STATES, source_lines, totals, with_gaps
from hub.web.incidents import incident_line
from hub.web.naming import agencies_by_slug, section_name, type_names
from hub.web.rendering import ChannelLinks, channel_links, page
from hub.web.strips import strips
from hub.web.topics import all_topics
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

DAY, MONTH = timedelta(days=1), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Group:
    """Channels of one kind."""

    kind: str
    name: str
    entries: tuple[ChannelLinks, ...]


@router.get("/coverage")
def coverage(visit: Here) -> Response:
    """The public state of every source."""
    store, today = visit.parts.store, visit.now.astimezone(VIETNAM).date()
    lines = with_gaps(source_lines(store.sources, agencies_by_slug(store.sources), visit.now), store.gaps.open_gaps())
    incidents = store.incidents.open(), store.incidents.closed_since(visit.now - MONTH)
    sources = {source.slug: source for source in store.sources.sources()} if any(incidents) else {}
    going_on, over = ([incident_line(one, sources, visit.lang) for one in some] for some in incidents)
    shown = {"lines": lines, "totals": totals(lines), "states": STATES, "going_on": going_on, "over": over}
    shown["strips"] = strips(store.activity.days(today - MONTH + DAY), today)
    channel = channel_links("/feeds/incidents", visit.word("channel.incidents"), visit.word("follow_incidents"))
    return page(visit, "coverage.html", {**shown, "channel": channel}, lines=lines)


@router.get("/about")
def about(visit: Here) -> Response:
    """What this is and whom to turn to."""
    contact = visit.parts.settings.contact
    shown = {"contact": contact, "contact_href": contact_address(contact), "head": visit.parts.store.evidence.head()}
    return page(visit, "about.html", shown)


def contact_address(contact: str) -> str | None:
    """The operator's contact as an address that can be followed.

    >>> contact_address("mailto:a@b.vn"), contact_address("a@b.vn"), contact_address("phòng 12")
    ('mailto:a@b.vn', 'mailto:a@b.vn', None)
    """
    if contact.startswith(("https://", "http://", "mailto:")):
        return contact
    return f"mailto:{contact}" if "@" in contact and " " not in contact else None


def channel_groups(visit: Visit) -> Iterator[Group]:
    """Every channel, those of one kind together; types that no notice has are left out."""
    yield Group(
        "all", visit.word("group.all"), tuple(_plain(visit, name) for name in ("all", "withdrawn", "incidents"))
    )
    sections = [(code, section_name(code, visit.lang)) for code in SECTIONS]
    yield _group(visit, "sections", sections)
    store = visit.parts.store
    yield _group(visit, "agencies", [(agency.slug, agency.name) for agency in store.sources.agencies()])
    present = visit.parts.localities.present(vietnamese_day(visit.now))
    yield _group(visit, "places", sorted(((one.slug, one.title) for one in present), key=itemgetter(1)))
    topics = ((topic.slug, topic.name) for topic in all_topics(store).values())
    yield _group(visit, "topics", sorted(topics, key=itemgetter(1)))
    used = store.notices.counts("type", None)
    types = [
        (slug, type_names(names, visit.lang)) for slug, names in types_by_address().items() if any(map(used.get, names))
    ]
    yield _group(visit, "types", types)
    sources = [(source.slug, source.name or source.slug) for source in store.sources.sources()]
    yield _group(visit, "sources", sources)


def _plain(visit: Visit, name: str) -> ChannelLinks:
    channel = channel_links(f"/feeds/{name}", visit.word(f"channel.{name}"))
    shown_at = {"all": "/", "incidents": "/coverage"}.get(name)
    return replace(channel, page=visit.link(shown_at)) if shown_at else channel


def _group(visit: Visit, kind: str, named: list[tuple[str, str]]) -> Group:
    """The channels of a kind; each has a page that shows the same, but for single sources."""
    channels = [channel_links(f"/feeds/{kind}/{value}", name) for value, name in named]
    if kind != "sources":
        pages = (visit.link(f"/{kind}/{value}") for value, _ in named)
        channels = [replace(channel, page=page) for channel, page in zip(channels, pages, strict=True)]
    return Group(kind, visit.word(f"group.{kind}"), tuple(channels))
