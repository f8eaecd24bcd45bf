"""Topics that hands have given to notices: what they are called, and their feed, made when it is asked for."""

from feeds.channels import NEWEST, Names, filled
from feeds.entries import Channel
from hub.catalogue.topics import kept_topics
from hub.records import Feed, Filters
from hub.web.ports import Store
from hub.web.problems import Missing


def topic_name(store: Store, topic: str) -> str:
    """As operators call it, else as it stands in addresses; Missing where no notice ever had it and nobody named it."""
    name = kept_topics(store.meta("topics")).get(topic)
    if name is None and not store.corrections.has_topic(topic):
        raise Missing
    return name or topic


def topics_of(store: Store, notice: str) -> list[tuple[str, str]]:
    """The topics of a notice in addresses, with their names."""
    names = kept_topics(store.meta("topics"))
    return [(topic, names.get(topic, topic)) for topic in store.corrections.topics(notice)]


def topic_feed(store: Store, topic: str, known: Names) -> Feed:
    """The channel of a topic; Missing where there is none of that name."""
    about = Channel(f"feeds/topics/{topic}", f"Đầu Mối: {topic_name(store, topic)}", page=f"topics/{topic}")
    return filled(store, about, store.notices.newest(Filters(topic=topic), limit=NEWEST), known)
