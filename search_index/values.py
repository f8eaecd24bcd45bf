"""The values people give to fields: days in the usual spellings, names and abbreviations."""

from datetime import date

from hub.vietnamese.numbers import TYPES, type_slug
from hub.vietnamese.periods import Days, read_period
from hub.vietnamese.text import slug
from search_index.lexing import Token, mistake


def days_of(token: Token, today: date | None) -> Days:
    """The days that a date, month, year or a span told from today on names; QueryError("bad_date") for none."""
    days = read_period(token.text, today)
    if not days:
        raise mistake("bad_date", token.at)
    return days


def keyword(field: str, text: str) -> str:
    """The slug a keyword field knows a value by; a type may also be named in full.

    >>> keyword("agency", "Sở Y tế"), keyword("type", "Quyết định")
    ('so-y-te', 'qd')
    """
    return _type_named(text) if field == "type" else slug(text)


def _type_named(text: str) -> str:
    names = {slug(name): type_slug(abbreviation) for abbreviation, pair in TYPES.items() for name in pair}
    return names.get(slug(text), slug(text))
