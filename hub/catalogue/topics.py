"""What topics are called: a small table that operators keep, `dat-dai = Đất đai` on a line each."""

import json
from collections.abc import Mapping

from hub.errors import Said, SettingsError
from hub.vietnamese.text import clean, slug

LONGEST = 80


def read_topics(text: str) -> dict[str, str]:
    """The names by the form that topics have in addresses; SettingsError names the line of what cannot be used.

    >>> read_topics("dat-dai = Đất đai  # thu hồi, giá đất")
    {'dat-dai': 'Đất đai'}
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        topic, _, name = (clean(part).strip() for part in said.partition("="))
        if not name or topic != slug(topic) or len(topic) > LONGEST or len(name) > LONGEST:
            problem = Said("no topic: {line!r}", line=said[:60])
            raise SettingsError(problem, line=number, remedy="write it as dat-dai = Đất đai")
        found[topic] = name
    return found


def write_topics(names: Mapping[str, str]) -> str:
    """The names as `read_topics` reads them."""
    return "".join(f"{topic} = {name}\n" for topic, name in sorted(names.items()))


def kept_topics(kept: str | None) -> Mapping[str, str]:
    """The names that the store keeps (JSON)."""
    return json.loads(kept) if kept else {}
