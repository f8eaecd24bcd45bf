"""Which channels there are, which of them a notice belongs to, and what each shows (CONTRACT "Feeds")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from feeds.entries import Channel, feed, feed_entry
from feeds.succession import Onward, retired, succeeded
from hub.catalogue.sections import SECTIONS
from hub.catalogue.succession import successor_of
from hub.push.websub import PATH
from hub.records import Agency, Feed, FeedEntry, Filters, LastEdit, Notice, Source
from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.numbers import TYPES, type_slug

NEWEST = 50
_HUB = "Đầu Mối"
_COMMITTEE = "Ủy ban nhân dân "


def types_by_address() -> Mapping[str, tuple[str, ...]]:
    """The abbreviations of the types of documents by the form they have in addresses, which HD and HĐ share."""
    by_slug: dict[str, tuple[str, ...]] = {}
    for abbreviation in TYPES:
        key = type_slug(abbreviation)
        by_slug[key] = (*by_slug.get(key, ()), abbreviation)
    return MappingProxyType(by_slug)


_TYPES = types_by_address()


class NoticeReader(Protocol):
    """Lists notices, newest `updated` first."""

    def newest(self, filters: Filters, *, limit: int) -> list[Notice]: ...


class VersionReader(Protocol):
    """Tells what the last edit of each of some notices did, by id; the others have none."""

    def last_edits(self, notices: Sequence[Notice]) -> Mapping[str, LastEdit]: ...


class SourceReader(Protocol):
    """Knows agencies and sources by slug."""

    def agencies(self) -> tuple[Agency, ...]: ...

    def sources(self) -> tuple[Source, ...]: ...


class Reader(Protocol):
    """The reading side of the store that a channel is filled from."""

    @property
    def notices(self) -> NoticeReader: ...

    @property
    def sources(self) -> SourceReader: ...

    @property
    def versions(self) -> VersionReader: ...


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who on a day, for titles and attribution, and what every address and id begins with."""

    authority: str
    base_url: str
    agencies: Mapping[str, Agency]
    sources: Mapping[str, Source]
    today: date


def names(reader: Reader, authority: str, base_url: str, now: datetime) -> Names:
    """The names as the store has them now."""
    agencies = {agency.slug: agency for agency in reader.sources.agencies()}
    sources = {source.slug: source for source in reader.sources.sources()}
    return Names(authority, base_url, agencies, sources, vietnamese_day(now))


def channels_of(notice: Notice) -> tuple[str, ...]:
    """The channels that show this notice, or showed it before it was restored."""
    found = ["all", f"agencies/{notice.agency}", "withdrawn", *(f"sources/{slug}" for slug in notice.sources)]
    if notice.section:
        found.append(f"sections/{notice.section}")
    if notice.doc_type:
        found.append(f"types/{type_slug(notice.doc_type)}")
    return tuple(found)


def shows(channel: str, notice: Notice) -> bool:
    """Whether the notice is in the channel now, among its newest or not."""
    return channel in channels_of(notice) and (channel != "withdrawn" or notice.withdrawn)


def all_channels(known: Names) -> tuple[str, ...]:
    """Every channel there may be, with something to show or not."""
    found = ["all", "withdrawn", *(f"agencies/{slug}" for slug in known.agencies)]
    found += [*(f"sources/{slug}" for slug in known.sources), *(f"sections/{code}" for code in SECTIONS)]
    return (*found, *(f"types/{slug}" for slug in _TYPES))


def filters_of(channel: str) -> Filters | None:
    """What a channel shows; None where there is no such channel."""
    kind, _, value = channel.partition("/")
    match kind, value:
        case "all", "":
            return Filters()
        case "withdrawn", "":
            return Filters(withdrawn="only")
        case "agencies", slug if slug:
            return Filters(agency=slug)
        case "sources", slug if slug:
            return Filters(source=slug)
        case "sections", code if code in SECTIONS:
            return Filters(section=code)
        case "types", abbreviation if abbreviation in _TYPES:
            # a filter means all that share the address
            return Filters(type=_TYPES[abbreviation][0])
    return None


def channel_title(channel: str, known: Names) -> str | None:
    """The channel's title; None where nothing of that name is known."""
    kind, _, value = channel.partition("/")
    match kind:
        case "all" if not value:
            return f"{_HUB}: tất cả thông báo"
        case "withdrawn" if not value:
            return f"{_HUB}: thông báo đã gỡ khỏi nguồn"
        case "agencies" if value in known.agencies:
            return f"{_HUB}: {known.agencies[value].name}"
        case "sources" if value in known.sources:
            return f"{_HUB}: nguồn {known.sources[value].name or value}"
        case "sections" if value in SECTIONS:
            return f"{_HUB}: {SECTIONS[value].vi}"
        case "types" if value in _TYPES:
            return f"{_HUB}: {' / '.join(TYPES[abbreviation][0] for abbreviation in _TYPES[value])}"
    return None


def channel_feed(reader: Reader, channel: str, known: Names) -> Feed | None:
    """The channel filled with its newest changes; None where there is no such channel."""
    filters, title = filters_of(channel), channel_title(channel, known)
    if filters is None or title is None:
        return None
    page = {"all": "", "withdrawn": "search"}.get(channel, channel)
    about = Channel(f"feeds/{channel}", title, subtitle=channel_subtitle(channel, known), page=page)
    made = filled(reader, about, reader.notices.newest(filters, limit=NEWEST), known)
    made, onward = replace(made, hub=f"{known.base_url}{PATH}"), _onward(channel, known)
    return _led_on(made, onward, known) if onward else made


def channel_subtitle(channel: str, known: Names) -> str:
    """What the channel says of itself: of one that nothing new will come to, where to go."""
    onward = _onward(channel, known)
    return onward.sentence if onward else ""


def _onward(channel: str, known: Names) -> Onward | None:
    """Where to go from the channel of an agency that was succeeded by now, and of a source that was retired."""
    kind, _, slug = channel.partition("/")
    if kind == "sources" and (source := known.sources.get(slug)) and source.status == "retired":
        agency = known.agencies.get(source.agency)
        return retired(source, agency) if agency else None
    old = known.agencies.get(slug) if kind == "agencies" else None
    new = successor_of(old, known.agencies, known.today) if old else None
    return succeeded(old, new, known.authority, known.base_url) if old and new else None


def _led_on(made: Feed, onward: Onward, known: Names) -> Feed:
    """The feed with a link to where news come from now, and with an entry that says so where the day is known."""
    told = [onward.entry] if onward.entry else []
    entries = sorted((*made.entries, *told), key=lambda entry: entry.updated, reverse=True)
    updated = max((entry.updated for entry in entries), default=made.updated)
    link = f"{_HUB}: {onward.agency.name}", f"{known.base_url}/feeds/agencies/{onward.agency.slug}"
    return replace(made, entries=tuple(entries[:NEWEST]), updated=max(updated, made.updated), related=(link,))


def entries_of(reader: Reader, notices: Sequence[Notice], known: Names) -> tuple[FeedEntry, ...]:
    """What feeds show of these notices, in their order: each with its agency, source and section by name and with
    what became of it."""
    edits = reader.versions.last_edits(notices)
    return tuple(_entry(notice, edits.get(notice.id), known) for notice in notices)


def filled(reader: Reader, about: Channel, notices: Sequence[Notice], known: Names) -> Feed:
    """A feed of these notices."""
    return feed(about, entries_of(reader, notices, known), authority=known.authority, base_url=known.base_url)


def _entry(notice: Notice, edit: LastEdit | None, known: Names) -> FeedEntry:
    agency, source = known.agencies.get(notice.agency), known.sources.get(notice.source)
    section = SECTIONS.get(notice.section)
    return feed_entry(
        notice,
        authority=known.authority,
        base_url=known.base_url,
        agency_name=agency.name if agency else notice.agency,
        source_name=(source.name if source else "") or (agency.name if agency else notice.source),
        source_url=source.addresses[0].url if source and source.addresses else notice.url,
        section_name=section.vi if section else notice.section_source,
        coverage=_coverage(agency, known),
        edit=edit,
    )


def _coverage(agency: Agency | None, known: Names) -> str:
    """The place that an agency works for: a committee's own, else the province's or city's."""
    first = (one for one in known.agencies.values() if one.level == "tinh" and not one.parent)
    names = (one.name for one in (agency, *first) if one)
    return next((name.removeprefix(_COMMITTEE) for name in names if name.startswith(_COMMITTEE)), "")
