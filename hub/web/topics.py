"""Topics: which there are, and the notices of each, found by its query, added and taken out by hand."""

from datetime import datetime

from feeds.channels import NEWEST, Names, filled
from feeds.entries import Channel
from hub.catalogue.topics import Topic, kept_topics
from hub.errors import QueryError
from hub.records import Feed, Filters, Notice
from hub.vietnamese.dates import vietnamese_day
from hub.web.finding import Window, newest_matching
from hub.web.ports import Parts, Store
from hub.web.problems import Missing

MOST_REFUSED = 500


def all_topics(store: Store) -> dict[str, Topic]:
    """The topics that operators keep, by slug."""
    return dict(kept_topics(store.meta("topics")))


def known_topic(store: Store, topic: str) -> Topic:
    """The topic; one that nobody keeps but some notice has, or had, is called as in addresses; else Missing."""
    known = all_topics(store).get(topic)
    if known is None and not store.corrections.has_topic(topic):
        raise Missing
    return known or Topic(topic, topic)


def running_topics(store: Store, now: datetime) -> list[Topic]:
    """Those that go on today, by name."""
    today = vietnamese_day(now)
    running = (topic for topic in all_topics(store).values() if topic.state(today) == "running")
    return sorted(running, key=lambda topic: topic.slug)


def topics_of(store: Store, notice: str) -> list[tuple[str, str]]:
    """The topics that a hand has given a notice, with their names."""
    names = all_topics(store)
    return [(topic, names[topic].name if topic in names else topic) for topic in store.corrections.topics(notice)]


def topic_part(parts: Parts, topic: Topic, window: Window) -> list[Notice]:
    """The notices of a topic in the window: what its query finds and what hands added, less what they took out."""
    refused = parts.store.corrections.refused(topic.slug, MOST_REFUSED)
    wider = Window(window.since, window.before, window.limit + len(refused))
    given = parts.store.notices.newest(
        Filters(topic=topic.slug), since=wider.since, before=wider.before, limit=window.limit
    )
    both = {one.id: one for one in (*given, *_matching(parts, topic, wider)) if one.id not in refused}
    return sorted(both.values(), key=lambda one: (one.updated, one.id), reverse=True)[: window.limit]


def topic_feed(parts: Parts, topic: str, known: Names) -> Feed:
    """The channel of a topic; Missing where there is none of that name."""
    one = known_topic(parts.store, topic)
    said = " ".join(filter(None, (one.about, _ended(one, known))))
    about = Channel(f"feeds/topics/{one.slug}", f"Đầu Mối: {one.name}", subtitle=said, page=f"topics/{one.slug}")
    return filled(parts.store, about, topic_part(parts, one, Window(limit=NEWEST)), known)


def _ended(topic: Topic, known: Names) -> str:
    """Of a topic that is over, that it is, and where to go."""
    if topic.last is None or topic.state(known.today) != "ended":
        return ""
    return f"Chuyên đề này kết thúc ngày {topic.last:%d/%m/%Y}. Kênh này vẫn giữ; tin mới ở {known.base_url}/topics."


def topic_filters(topic: Topic) -> Filters:
    """What else but its query narrows what a topic finds."""
    return Filters(published_from=topic.first, published_to=topic.last)


def _matching(parts: Parts, topic: Topic, window: Window) -> list[Notice]:
    if not topic.query:
        return []
    try:
        return newest_matching(parts, topic.query, topic_filters(topic), window)
    except QueryError:  # what was kept was right; the language has changed since: hands still count
        return []
