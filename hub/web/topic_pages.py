"""The page of a topic: what it is about, its days, and its notices."""

from typing import get_args

from fastapi import APIRouter, Response

from hub.catalogue.topics import TopicState
from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.text import slug
from hub.web.finding import Window
from hub.web.lists import PAGE
from hub.web.places import place_of, read_place
from hub.web.rendering import channel_links, page
from hub.web.topics import all_topics, known_topic, topic_part
from hub.web.visit import Here

router = APIRouter(include_in_schema=False)


@router.get("/topics")
def topics(visit: Here) -> Response:
    """Every topic: those that go on, those that are to come, those that have ended."""
    today, every = vietnamese_day(visit.now), sorted(all_topics(visit.parts.store).values(), key=lambda one: one.slug)
    by_state = [(state, [one for one in every if one.state(today) == state]) for state in get_args(TopicState)]
    shown = {"groups": [(state, some) for state, some in by_state if some]}
    return page(visit, "topics.html", {**shown, "channel": channel_links("/feeds/all", visit.word("channel.all"))})


@router.get("/topics/{name}")
def topic(visit: Here, name: str) -> Response:
    """The notices that a topic's query finds and that hands have given it, newest first."""
    one = known_topic(visit.parts.store, slug(name))
    window = Window(before=read_place(visit.params.get("before", "")), limit=PAGE + 1)
    notices = topic_part(visit.parts, one, window)
    return page(visit, "topic.html", {
        "topic": one,
        "heading_text": one.name,
        "state": one.state(vietnamese_day(visit.now)),
        "notices": notices[:PAGE],
        "older": visit.here(before=place_of(notices[PAGE - 1])) if len(notices) > PAGE else None,
        "channel": channel_links(f"/feeds/topics/{one.slug}", one.name, visit.word("follow_page")),
    })  # fmt: skip
