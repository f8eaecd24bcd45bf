"""A catalogue written back as TOML: reading what was written gives the same records."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from typing import Any

from hub.records import Address, Agency, Source

_NESTED = ("addresses", "article", "listing", "json")


def write_catalogue(agencies: Iterable[Agency], sources: Iterable[Source]) -> str:
    """The TOML of a catalogue, without what is left at its default."""
    tables = [_table("[[agency]]", agency) for agency in agencies]
    tables += [_source(source) for source in sources]
    return "\n".join(tables)


def _source(source: Source) -> str:
    text = _table("[[source]]", source) + "".join(_address(address) for address in source.addresses)
    return text + (_table("[source.article]", source.article) if source.article else "")


def _address(address: Address) -> str:
    rules = (("listing", address.listing), ("json", address.json))
    return _table("[[source.address]]", address) + "".join(
        _table(f"[source.address.{kind}]", rule) for kind, rule in rules if rule
    )


def _table(header: str, record: Any) -> str:
    said = {field.name: getattr(record, field.name) for field in fields(record) if field.name not in _NESTED}
    defaults = {field.name: _default(field) for field in fields(record)}
    lines = [f"{name} = {_value(value)}\n" for name, value in said.items() if value != defaults[name]]
    return f"{header}\n{''.join(lines)}"


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_string(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    return f"[{', '.join(map(_string, value))}]" if isinstance(value, tuple) else repr(value)


def _string(text: str) -> str:
    """A basic string; TOML has JSON's escapes, but wants one for the delete character too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
