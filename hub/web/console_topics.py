"""Topics, for operators: which there are, and what the query of each brings before it is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Response

from hub.catalogue.topics import LONGEST, LONGEST_ABOUT, LONGEST_QUERY, Topic, kept_topics, written_topics
from hub.errors import QueryError
from hub.records import Found, Misread
from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.text import clean, slug
from hub.web.finding import Window, take_up
from hub.web.forms import Form
from hub.web.inside import inside, onward
from hub.web.mistakes import read_mistakes
from hub.web.problems import Missing
from hub.web.rights import Who, require_operator
from hub.web.topics import all_topics, topic_filters, topic_part
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

PATH, NEW = "/ops/topics", "new"
SHOWN = 20


@router.get(PATH)
def topics(visit: Here, who: Who) -> Response:
    """Every topic, those that go on first."""
    require_operator(who)
    today = vietnamese_day(visit.now)
    every = sorted(all_topics(visit.parts.store).values(), key=lambda one: (one.state(today) == "ended", one.slug))
    listed = [(one, one.state(today)) for one in every]
    return inside(
        visit, "ops_topics.html", {"who": who, "topics": listed, "done": visit.params.get("done") == "topics"}
    )


@router.get(f"{PATH}/{{name}}")
def topic(visit: Here, who: Who, name: str) -> Response:
    """One of them, or an empty form for a new one."""
    require_operator(who)
    one = Topic("", "") if name == NEW else all_topics(visit.parts.store).get(name)
    if one is None:
        raise Missing
    return _shown(visit, who, one, name)


@router.post(f"{PATH}/{{name}}")
def edit(visit: Here, who: Who, name: str, form: Form) -> Response:
    """Keep it, look at what it would bring, or keep it no longer."""
    require_operator(who)
    known = all_topics(visit.parts.store)
    if name != NEW and name not in known:
        raise Missing
    if form.get("do") == "remove":
        return _keep(visit, who, [one for one in known.values() if one.slug != name])
    wanted, faults = read_topic(name, form)
    if name == NEW and wanted.slug in {*known, NEW}:
        faults = (*faults, "topic_fault.taken")
    if faults or form.get("do") == "preview":
        return _shown(visit, who, wanted, name, faults)
    return _keep(visit, who, [*(one for one in known.values() if one.slug != wanted.slug), wanted])


def read_topic(name: str, form: Mapping[str, str]) -> tuple[Topic, tuple[str, ...]]:
    """The topic that a form means, and what is wrong with it as keys of the words."""
    title = clean(form.get("name", ""))[:LONGEST]
    days = [form.get(name, "").strip() for name in ("first", "last")]
    first, last = map(_day, days)
    about, query = clean(form.get("about", ""))[:LONGEST_ABOUT], clean(form.get("query", ""))[:LONGEST_QUERY]
    topic = Topic(slug(title)[:LONGEST] if name == NEW else name, title, query, about, first, last)
    faults = ["topic_fault.name"] if not slug(title) else []
    faults += ["topic_fault.day"] if days != [day.isoformat() if day else "" for day in (first, last)] else []
    faults += ["topic_fault.order"] if first and last and first > last else []
    return topic, tuple(faults)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _keep(visit: Visit, who: Who, wanted: Iterable[Topic]) -> Response:
    store = visit.parts.store
    was = written_topics(kept_topics(store.meta("topics")).values())
    if (to_be := written_topics(wanted)) != was:
        store.acts.set_topics(who.name, to_be, was, visit.now)
    return onward(visit, PATH, done="topics")


def _shown(visit: Visit, who: Who, one: Topic, name: str, faults: Sequence[str] = ()) -> Response:
    found = _found(visit, one)
    return inside(visit, "ops_topic.html", {
        "who": who,
        "topic": one,
        "name": name,
        "faults": faults,
        "total": found.total,
        "mistakes": read_mistakes(one.query, found.mistakes),
        "notices": topic_part(visit.parts, replace(one, slug=one.slug or NEW), Window(limit=SHOWN)),
    }, 422 if faults else 200)  # fmt: skip


def _found(visit: Visit, one: Topic) -> Found:
    """What the query alone finds, and what of it was not understood."""
    if not one.query:
        return Found((), 0)
    take_up(visit.parts.index)
    try:
        return visit.parts.index.search(one.query, topic_filters(one), sort="newest", limit=1, facets=False)
    except QueryError as error:
        return Found((), 0, mistakes=(Misread(error.problem, error.at, error.hint),))
