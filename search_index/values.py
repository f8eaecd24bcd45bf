"""The values people give to fields: days in the usual spellings, names and abbreviations."""

import re
from calendar import monthrange
from datetime import date

from hub.vietnamese.numbers import TYPES, type_slug
from hub.vietnamese.text import clean, slug
from search_index.lexing import Token, mistake

SEPARATOR = r"[/.\-]"
DAY_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<day>\d{{1,2}}){SEPARATOR}(?P<month>\d{{1,2}}){SEPARATOR}(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}}){SEPARATOR}(?P<month>\d{{1,2}}){SEPARATOR}(?P<day>\d{{1,2}})",
        rf"(?P<month>\d{{1,2}}){SEPARATOR}(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}}){SEPARATOR}(?P<month>\d{{1,2}})",
        r"(?P<year>\d{4})",
    )
)


def first_day(token: Token) -> date:
    """The first day that a date, month or year names; QueryError("bad_date") where it names none."""
    year, month, day = _parts(token)
    return _date(token, year, month or 1, day or 1)


def last_day(token: Token) -> date:
    """The last day that a date, month or year names; QueryError("bad_date") where it names none."""
    year, month, day = _parts(token)
    month = month or 12
    if not 1 <= month <= 12:
        raise mistake("bad_date", token.at)
    return _date(token, year, month, day or monthrange(year, month)[1])


def _parts(token: Token) -> tuple[int, int | None, int | None]:
    text = clean(token.text)
    match = next((match for form in DAY_FORMS if (match := form.fullmatch(text))), None)
    if not match or int(match["year"]) < 1:
        raise mistake("bad_date", token.at)
    found = {name: int(value) for name, value in match.groupdict().items()}
    return found["year"], found.get("month"), found.get("day")


def _date(token: Token, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise mistake("bad_date", token.at) from error


def keyword(field: str, text: str) -> str:
    """The slug a keyword field knows a value by; a type may also be named in full.

    >>> keyword("agency", "Sở Y tế"), keyword("type", "Quyết định")
    ('so-y-te', 'qd')
    """
    return _type_named(text) if field == "type" else slug(text)


def _type_named(text: str) -> str:
    names = {slug(name): type_slug(abbreviation) for abbreviation, pair in TYPES.items() for name in pair}
    return names.get(slug(text), slug(text))
