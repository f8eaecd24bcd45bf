"""A table of a catalogue read key by key: what cannot be used is refused with file, line and remedy."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from hub.catalogue.places import Path, line_of
from hub.catalogue.selectors import fault_in
from hub.errors import Said, SettingsError

_NAMED = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
_SLUG = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Row:
    """One table: its values, its path, and the name and lines of its file."""

    values: Mapping[str, Any]
    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)
    path: Path = ()

    def refusal(self, problem: str, remedy: str, at: str = "", **names: object) -> SettingsError:
        """The error to raise; it points at a key where one is given, else at the table.

        Both sentences are filled with the `names`, `{key}` is the key.
        """
        named = {"key": at, **names}
        done = remedy if isinstance(remedy, Said) else Said(remedy, **named)
        return SettingsError(Said(problem, **named), file=self.file, line=self.line(at), remedy=done)

    def line(self, key: str = "") -> int | None:
        """Where this table or one of its keys stands."""
        return line_of(self.lines, (*self.path, key) if key else self.path)

    def allow(self, keys: Collection[str]) -> None:
        """Refuses a key that is not one of these."""
        for key in self.values:
            if key not in keys:
                raise self.refusal("unknown key {key!r}", suggestion(key, keys), key)

    def has(self, key: str) -> bool:
        """Whether the key is there and says something."""
        return self.values.get(key) not in (None, "")

    def text(self, key: str, default: str = "") -> str:
        """A string, or `default` where there is none."""
        if not self.has(key):
            return default
        value = self.values[key]
        if not isinstance(value, str):
            raise self.refusal("{key} must be a text, not {value!r}", 'write {key} = "…"', key, value=value)
        return value.strip()

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.refusal("{key} must be true or false, not {value!r}", "write {key} = true", key, value=value)
        return value

    def optional(self, key: str) -> str | None:
        """A string or None."""
        return self.text(key) or None

    def need(self, key: str) -> str:
        """A string that must be there."""
        if text := self.text(key):
            return text
        raise self.refusal("{key} is missing", 'add {key} = "…"', key=key)

    def slug(self, key: str = "slug") -> str:
        """A short name fit for addresses."""
        name = self.need(key)
        if _SLUG.fullmatch(name):
            return name
        raise self.refusal(
            "{key} {name!r} cannot stand in an address", "use a-z, 0-9 and single hyphens", key, name=name
        )

    def choice(self, key: str, choices: Iterable[str], default: str) -> str:
        """One of a few words."""
        value, known = self.text(key, default), tuple(choices)
        if value in known:
            return value
        raise self.refusal("{key} {value!r} is not known", suggestion(value, known), key, value=value)

    def url(self, key: str) -> str:
        """A full http(s) address, or an empty string where there is none."""
        url = self.text(key)
        if not url or _is_address(url):
            return url
        raise self.refusal(
            "{key} {url!r} is not a full address", "write one such as https://syt.khanhhoa.gov.vn/", key, url=url
        )

    def seconds(self, key: str) -> float | None:
        """A number of seconds, not negative."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise self.refusal(
                "{key} must be a number of seconds, not {value!r}", "write {key} = 900", key, value=value
            )
        return float(value)

    def count(self, key: str) -> int:
        """A whole number of at least one."""
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            problem = "{key} must be a whole number of at least 1, not {value!r}"
            raise self.refusal(problem, "write {key} = 50", key, value=value)
        return value

    def day(self, key: str) -> date | None:
        """A date."""
        value = self.values.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        remedy = "write {key} = 2025-07-01, without quotes"
        raise self.refusal("{key} must be a date, not {value!r}", remedy, key, value=value)

    def selector(self, key: str) -> str:
        """A CSS or XPath selector that can be used."""
        return self._usable(self.text(key), key)

    def selectors(self, key: str) -> tuple[str, ...]:
        """A list of selectors."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.refusal("{key} must be a list of selectors", 'write {key} = [".ads"]', key)
        return tuple(self._usable(value, key) for value in values)

    def template(self, key: str, names: Sequence[str]) -> str:
        """An address in which these names may stand in braces, a form behind them (`{from:%d/%m/%Y}`), one at least."""
        text = self.text(key)
        said = [found[1] for found in _NAMED.finditer(text)]
        if not text or (said and set(said) <= set(names)):
            return text
        known = " or ".join(f"{{{name}}}" for name in names)
        problem = "{key} {text!r} counts nothing that is known"
        raise self.refusal(problem, "write {known} in it", key, text=text, known=known)

    def table(self, key: str) -> "Row | None":
        """A table inside this one."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.refusal("{key} must be a table", "see the sample catalogue khanhhoa.toml", key)
        return Row(value, self.file, self.lines, (*self.path, key))

    def tables(self, key: str) -> tuple["Row", ...]:
        """A list of tables inside this one."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, Mapping) for value in values):
            raise self.refusal("{key} must be a list of tables", "write each below a line [[{key}]]", key)
        return tuple(Row(value, self.file, self.lines, (*self.path, key, n)) for n, value in enumerate(values))

    def _usable(self, selector: str, key: str) -> str:
        fault = fault_in(selector) if selector else None
        if fault is None:
            return selector
        remedy = "CSS, or XPath beginning with / ./ or ("
        raise self.refusal("{key} {selector!r} is not a selector: {fault}", remedy, key, selector=selector, fault=fault)


def suggestion(word: str, known: Iterable[str]) -> Said:
    """What to write instead of a word that is not known."""
    choices = tuple(known)
    close = get_close_matches(word, choices, 1)
    return Said("did you mean {near!r}?", near=close[0]) if close else Said("known: {known}", known=", ".join(choices))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not set(url) & set(" \t")
        )
    except ValueError:
        return False
