"""Feeds: a channel's published bytes, any search as a feed, and the list of all channels."""

import re
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from feeds import opml
from feeds.archive import Name, read_name, write_document
from feeds.archive_files import Shelf
from feeds.channels import NEWEST, Names, channel_feed, filled, names
from feeds.entries import Channel
from feeds.markup import MEDIA_TYPES, own_url
from feeds.publish import RENDERERS
from hub.push.websub import links
from hub.records import Feed
from hub.vietnamese.text import clean, slug
from hub.web.answers import FOR_EVER, Bytes, answer
from hub.web.asked import LONGEST_QUERY, as_params, read_asked
from hub.web.finding import Window, newest_matching
from hub.web.guides import channel_groups
from hub.web.incidents import incident_feed
from hub.web.locality_pages import locality_feed
from hub.web.naming import FilterNames, search_name
from hub.web.problems import Missing
from hub.web.rendering import ChannelLinks
from hub.web.subscribing import search_links
from hub.web.topics import topic_feed
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

MOST_SEARCHES = 20
# the channels that the worker publishes as files, and so can push
PUBLISHED = re.compile(r"(?:all|withdrawn|(?:agencies|sections|types|sources)/[a-z0-9][a-z0-9-]*)", re.ASCII)


@router.get("/feeds/{channel:path}/archive/{document}.atom")
def archive(request: Request, visit: Here, channel: str, document: str) -> Response:
    """An archive document that a longer one has replaced, cut from that, or where it was issued anew (redaction); what
    stands there under its name is answered before it comes here."""
    name = read_name(document)
    if name is None or not PUBLISHED.fullmatch(channel):
        raise Missing
    found = Shelf(visit.parts.public / "feeds" / channel / "archive").find(name)
    if found is None:
        raise Missing
    if isinstance(found, Name):
        return RedirectResponse(visit.absolute(f"/feeds/{channel}/archive/{found}.atom"), 301)
    media_type = f"{MEDIA_TYPES['atom']}; charset=utf-8"
    return answer(request, Bytes(write_document(found), media_type, found.updated, FOR_EVER))


@router.get("/feeds/{channel:path}.{suffix}")
def feed(request: Request, visit: Here, channel: str, suffix: str) -> Response:
    """A channel that has not been published yet, made now; what has been is answered before it comes here."""
    if suffix in RENDERERS and channel == "incidents":
        return answer(request, _rendered(incident_feed_now(visit), suffix))
    if suffix in RENDERERS and (topic := channel.removeprefix("topics/")) == slug(topic) != channel:
        return answer(request, _rendered(topic_feed(visit.parts, topic, known_names(visit)), suffix))
    if suffix in RENDERERS and (place := channel.removeprefix("places/")) == slug(place) != channel:
        return answer(request, _rendered(locality_feed(visit, place, known_names(visit)), suffix))
    if suffix not in RENDERERS or not PUBLISHED.fullmatch(channel):
        raise Missing
    return answer(request, _rendered(channel_feed_now(visit, channel), suffix))


@router.get("/search.{suffix}")
def search_feed(request: Request, visit: Here, suffix: str) -> Response:
    """Any search as a feed: the notices that match, newest `updated` first."""
    if suffix not in RENDERERS:
        raise Missing
    return answer(request, _rendered(search_feed_now(visit), suffix))


@router.get("/feeds.opml")
def outlines(request: Request, visit: Here) -> Response:
    """Every channel, or those of the address (`channel=`, `q=`) that there are, for a reader to subscribe to."""
    searches = list(dict.fromkeys(filter(None, map(clean, request.query_params.getlist("q")))))[:MOST_SEARCHES]
    is_chosen = bool(visit.channels or searches)
    found = [
        _outline(visit, channel, group.name)
        for group in channel_groups(visit)
        for channel in group.entries
        if not is_chosen or channel.name in visit.channels
    ]
    found += [_outline(visit, search_links(visit, query[:LONGEST_QUERY])) for query in searches]
    title = f"Đầu Mối: {visit.word('subscribe_heading')}"
    return answer(request, Bytes(opml.render(title, found), "text/x-opml; charset=utf-8"))


def _outline(visit: Visit, channel: ChannelLinks, group: str = "") -> opml.Outline:
    feed_url = visit.absolute(channel.addresses[0].href)
    return opml.Outline(channel.title, feed_url, visit.absolute(channel.page) if channel.page else "", group)


def channel_feed_now(visit: Visit, channel: str) -> Feed:
    """The channel filled from the store; Missing where nothing of that name is known."""
    made = channel_feed(visit.parts.store, channel, known_names(visit))
    if made is None:
        raise Missing
    return made


def incident_feed_now(visit: Visit) -> Feed:
    """The incidents as they are: there are few, so that they need no published file."""
    newest = visit.parts.store.incidents.newest(NEWEST)
    return incident_feed(newest, known_names(visit), visit.default_lang)


def search_feed_now(visit: Visit) -> Feed:
    """The search of the address as a feed. Raises QueryError."""
    asked = read_asked(visit.params)
    kept = {name: value for name, value in as_params(asked).items() if name not in ("sort", "page")}
    notices = newest_matching(visit.parts, asked.q, asked.filters, Window(limit=NEWEST))
    names = FilterNames(visit.parts.store.sources, visit.lang)
    title = search_name(asked.q, names, visit.lang) if asked.q else visit.word("channel.all")
    about = Channel("search", f"Đầu Mối: {title}", page="search", query=urlencode(kept))
    return filled(visit.parts.store, about, notices, known_names(visit))


def known_names(visit: Visit) -> Names:
    """Who is who, as feeds name them."""
    store = visit.parts.store
    return names(store, store.meta("authority") or "localhost", visit.parts.settings.base_url, visit.now)


def _rendered(made: Feed, suffix: str) -> Bytes:
    """Packed however short it is, as published feeds are: an empty one must keep its tags when its files are lost."""
    media_type = f"{MEDIA_TYPES[suffix]}; charset=utf-8"
    told = {"Link": links(made.hub, own_url(made, suffix))} if made.hub else {}
    return Bytes(RENDERERS[suffix](made), media_type, modified=made.updated, headers=told, worth_packing=0)
