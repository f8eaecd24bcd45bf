"""Within how many days of work a notice is to be published, by section: as decreed, or as an operator has it.

A deadline stands under the code of its section, that of documents of other bodies under `OTHERS`.
"""

import json
from collections.abc import Iterator, Mapping

from hub.catalogue.sections import SECTIONS
from hub.errors import Said, SettingsError

OTHERS = "van-ban-khac"
LONGEST = 366


def _decreed() -> Iterator[tuple[str, int]]:
    for section in SECTIONS.values():
        if section.days is not None:
            yield section.code, section.days
        if section.of_others is not None:
            yield OTHERS, section.of_others


DECREED: Mapping[str, int] = dict(_decreed())
"""Decree 43/2011 art. 17."""
NAMES = tuple(name for code in SECTIONS for name in ((code, OTHERS) if code == "van-ban" else (code,)))
"""Whatever may have a deadline, in the order in which it is shown."""


def read_deadlines(text: str) -> dict[str, int]:
    """The deadlines that a text gives, `van-ban = 2` on a line each; what it leaves out has none.

    `#` begins a remark. SettingsError names the line of what cannot be used, and what to write.

    >>> read_deadlines("van-ban = 2\\nvan-ban-khac = 10  # other bodies")
    {'van-ban': 2, 'van-ban-khac': 10}
    """
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        if said:
            name, days = _read(said, number)
            if name in found:
                remedy = "leave one of the lines out"
                raise SettingsError(Said("{name} is given twice", name=name), line=number, remedy=remedy)
            found[name] = days
    return found


def _read(said: str, number: int) -> tuple[str, int]:
    name, equals, days = (part.strip() for part in said.partition("="))
    if not equals:
        problem = Said("no deadline: {line!r}", line=said[:60])
        raise SettingsError(problem, line=number, remedy="write it as van-ban = 2")
    if name not in NAMES:
        remedy = Said("write one of {names}", names=", ".join(NAMES))
        raise SettingsError(Said("no section is called {name!r}", name=name[:60]), line=number, remedy=remedy)
    if not (days.isascii() and days.isdecimal() and len(days) < 4 and 1 <= int(days) <= LONGEST):
        wanted = "write whole days of work, 1 to {most}; leave the line out where there is no deadline"
        problem = Said("{name} has {days!r} for a deadline", name=name, days=days[:60])
        raise SettingsError(problem, line=number, remedy=Said(wanted, most=LONGEST))
    return name, int(days)


def write_deadlines(deadlines: Mapping[str, int]) -> str:
    """The deadlines as `read_deadlines` reads them, in the order of the sections."""
    return "".join(f"{name} = {deadlines[name]}\n" for name in NAMES if name in deadlines)


def kept_deadlines(kept: str | None) -> Mapping[str, int]:
    """The deadlines that the store keeps (JSON), the decreed ones where it keeps none."""
    return DECREED if kept is None else json.loads(kept)
