"""Topics, such as a campaign, a storm or a congress: a saved query, and what hands add to it and take out of it.

Operators keep them in one row of the store. What a hand says of a notice stands in its corrections: `dat-dai` that it
is of that topic, `-dat-dai` that it is not, whatever the query finds.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from hub.vietnamese.text import slug

LONGEST, LONGEST_QUERY, LONGEST_ABOUT = 80, 300, 2000
REFUSED = "-"

TopicState = Literal["running", "coming", "ended"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it stands in addresses; without a query it holds what hands have given it alone.

    `first` and `last` are its days in Vietnam: what the query finds was published then.
    """

    slug: str
    name: str
    query: str = ""
    about: str = ""
    first: date | None = None
    last: date | None = None

    def state(self, today: date) -> TopicState:
        """Whether it goes on; one without days always does.

        >>> Topic("bao-so-9", "Bão số 9", last=date(2026, 11, 20)).state(date(2026, 11, 21))
        'ended'
        """
        if self.first and today < self.first:
            return "coming"
        return "ended" if self.last and self.last < today else "running"


def kept_topics(kept: str | None) -> Mapping[str, Topic]:
    """The topics that the store keeps (JSON), by slug; those of before topics had queries are names alone."""
    return {topic: _topic(topic, said) for topic, said in json.loads(kept or "{}").items()}


def written_topics(topics: Iterable[Topic]) -> dict[str, dict[str, Any]]:
    """The topics as the store keeps them; `kept_topics` undoes it."""
    return {topic.slug: _said(topic) for topic in topics}


def chosen(said: Sequence[str]) -> tuple[str, ...]:
    """Of what a hand says of a notice, the topics that it is of.

    >>> chosen(["dat-dai", "-bao-so-9"]), refused(["dat-dai", "-bao-so-9"])
    (('dat-dai',), ('bao-so-9',))
    """
    return tuple(topic for topic in said if not topic.startswith(REFUSED))


def refused(said: Sequence[str]) -> tuple[str, ...]:
    """The topics that a notice is not of, by hand."""
    return tuple(topic.removeprefix(REFUSED) for topic in said if topic.startswith(REFUSED))


def read_said(written: str) -> list[str]:
    """What somebody wrote of the topics of a notice, with commas between them, each once.

    >>> read_said("Đất đai, - Bão số 9, dat-dai")
    ['dat-dai', '-bao-so-9']
    """
    parts = (part.strip() for part in written.split(","))
    read = ((REFUSED if part.startswith(REFUSED) else "", slug(part)) for part in parts)
    return list(dict.fromkeys(sign + topic for sign, topic in read if topic))


def said_also(said: Sequence[str], topic: str, does: str) -> list[str]:
    """What is said of the topics of a notice, and of one of them that it is of it (`add`), not of it (`drop`), or
    nothing any more.

    >>> said_also(["dat-dai", "-bao-so-9"], "bao-so-9", "add"), said_also(["dat-dai"], "dat-dai", "leave")
    (['dat-dai', 'bao-so-9'], [])
    """
    others = [one for one in said if one.removeprefix(REFUSED) != topic]
    return others + {"add": [topic], "drop": [f"{REFUSED}{topic}"]}.get(does, [])


def _topic(topic: str, said: str | Mapping[str, Any]) -> Topic:
    if isinstance(said, str):
        return Topic(topic, said)
    days = {name: date.fromisoformat(said[name]) for name in ("first", "last") if said.get(name)}
    return Topic(topic, said["name"], said.get("query", ""), said.get("about", ""), **days)


def _said(topic: Topic) -> dict[str, Any]:
    said = {name: value for name, value in asdict(topic).items() if value and name != "slug"}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
