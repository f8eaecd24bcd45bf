"""How a catalogue says to read a site: rules of its own, or shared by name."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from hub.catalogue.rows import Row, suggestion
from hub.records import ArticleRule, JsonRule, ListingRule

Rules = Mapping[str, Mapping[str, Any]]
"""What is said of each kind of rule: `listing`, `json`, `article`."""

_Rule = TypeVar("_Rule", ListingRule, JsonRule, ArticleRule)
_KINDS: Mapping[str, type[Any]] = {"listing": ListingRule, "json": JsonRule, "article": ArticleRule}
# the addresses that are written by counting, and what may stand in them
_COUNTS = {"counter": ("page", "index", "start", "row"), "days": ("from", "to")}


def shared_rules(top: Row) -> dict[str, Rules]:
    """The rules that stand under `[rules.NAME]`, by name."""
    rules = top.table("rules")
    if rules is None:
        return {}
    named = {name: rules.table(name) for name in rules.values}
    return {name: _parts(row) for name, row in named.items() if row}


def _parts(row: Row) -> Rules:
    row.allow(_KINDS)
    inner = {kind: row.table(kind) for kind in row.values}
    return {kind: _given(_KINDS[kind], part) for kind, part in inner.items() if part}


def rules_of(row: Row, shared: Mapping[str, Rules]) -> Rules:
    """The shared rules a source asks for by `rule`, none if it does not."""
    name = row.optional("rule")
    if name is None:
        return {}
    if name in shared:
        return shared[name]
    remedy = suggestion(name, shared) if shared else "add [rules.{name}.listing]"
    raise row.refusal("no rule {name!r}", remedy, "rule", name=name)


def read_rule(make: type[_Rule], row: Row, kind: str, shared: Rules) -> _Rule | None:
    """The rule made of what is shared and what the row says itself; None where neither says anything."""
    own = row.table(kind)
    if own is None and kind not in shared:
        return None
    given = {**shared.get(kind, {}), **(_given(make, own) if own else {})}
    for field in fields(make):
        if field.default is MISSING and not given.get(field.name):
            raise (own or row).refusal("the {kind} rule has no {key}", 'add {key} = "…"', kind=kind, key=field.name)
    return make(**given)


def _given(make: type[Any], row: Row) -> dict[str, Any]:
    row.allow(tuple(field.name for field in fields(make)))
    return {key: _part(make, row, key) for key in row.values}


def _part(make: type[Any], row: Row, key: str) -> Any:
    if key == "pages":
        return row.count(key)
    if key == "drop":
        return row.selectors(key)
    if key in _COUNTS:
        return row.template(key, _COUNTS[key])
    return row.text(key) if make is JsonRule or key == "data" else row.selector(key)
