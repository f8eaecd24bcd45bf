"""The communes, wards and districts of a province, as data: read strictly, and how they came out of each other.

The keys of a file: `province` is what the province is called, with those that became part of it; `place` is a list of
tables with `name` ("xã Đại Lãnh"), `slug` where another has that of the name, `within`, `valid_from`, `valid_to`,
`successors` and `alone` (see `hub.records.Locality`).
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from types import MappingProxyType

from hub.catalogue.places import places
from hub.catalogue.rows import Row, suggestion
from hub.errors import Said, SettingsError
from hub.records import Agency, Locality
from hub.vietnamese.text import fold, slug
from hub.vietnamese.units import DISTRICT, level_of, split_unit

BUNDLED = ("khanhhoa_places.toml",)
_KEYS = ("name", "slug", "within", "valid_from", "valid_to", "successors", "alone")


@dataclass(frozen=True, slots=True, eq=False)
class Localities:
    """The localities of a province by slug, in the order of their file, and what the province is called."""

    province: tuple[str, ...] = ()
    by_slug: Mapping[str, Locality] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """By which it is known whether these are still the localities that were looked for."""
        return sha256(repr((self.province, *self.by_slug.values())).encode()).hexdigest()

    def present(self, today: date) -> tuple[Locality, ...]:
        """Those that exist on a day."""
        return tuple(one for one in self.by_slug.values() if exists(one, today))

    def predecessors(self, of: Locality) -> tuple[Locality, ...]:
        """The communes whose ground, or a part of it, this one took over."""
        return tuple(one for one in self.by_slug.values() if of.slug in one.successors and not is_district(one))

    def successors(self, of: Locality) -> tuple[Locality, ...]:
        """Those that took over."""
        return tuple(self.by_slug[slug] for slug in of.successors)

    def inside(self, district: Locality) -> tuple[Locality, ...]:
        """The communes that a district had when it ended, or has."""
        return tuple(one for one in self.by_slug.values() if one.within == district.slug)

    def heirs(self, slug: str) -> tuple[str, ...]:
        """Under which slugs a notice that names this locality is to be found: its own, and its successors'.

        Who looks at a commune finds what was said of those that are it now. A district is followed by itself alone:
        what was said of a city is not about each of its wards.
        """
        one = self.by_slug.get(slug)
        ended = one is not None and one.valid_to is not None and not is_district(one)
        return (slug, *one.successors) if one and ended else (slug,)


def exists(one: Locality, day: date) -> bool:
    """Whether there is this locality on a day; on `valid_to` its successors begin."""
    return (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or day < one.valid_to)


def is_district(one: Locality) -> bool:
    """Whether it has communes of its own."""
    return level_of(one.unit) == DISTRICT


def read_localities(text: str, name: str) -> Localities:
    """The localities of a TOML text; SettingsError names the file and what to write instead."""
    try:
        top = Row(tomllib.loads(text), name, places(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            str(error), file=name, remedy='write name = "xã Đại Lãnh" in the tables of place'
        ) from error
    top.allow(("province", "place"))
    found = [_locality(row) for row in top.tables("place")]
    return _checked(_names(top.values.get("province", [])), found, name)


def known_localities(kept: str | None, agencies: Iterable[Agency]) -> Localities:
    """Those that an operator keeps (TOML); else those that come with the hub, of the province that an agency names.

    >>> len(known_localities(None, [Agency("ubnd", "Ủy ban nhân dân tỉnh Khánh Hòa")]).by_slug) > 200
    True
    >>> known_localities(None, [Agency("so-y-te", "Sở Y tế")]).by_slug
    {}
    """
    if kept:
        return _read_kept(kept)
    named = tuple(fold(one.name) for one in agencies if "tinh" in fold(one.name).split())
    for bundled in map(_bundled, BUNDLED):
        if any(f"tinh {fold(province)}" in name for province in bundled.province for name in named):
            return bundled
    return Localities()


@lru_cache(maxsize=1)
def _read_kept(text: str) -> Localities:
    return read_localities(text, "places.toml")


@lru_cache(maxsize=len(BUNDLED))
def _bundled(name: str) -> Localities:
    return read_localities(resources.files("hub.catalogue").joinpath(name).read_text("utf-8"), name)


def _locality(row: Row) -> Locality:
    row.allow(_KEYS)
    said = row.need("name")
    unit, name = split_unit(said)
    if not unit:
        raise row.refusal("{said!r} does not say what it is", 'write it as "xã Đại Lãnh"', "name", said=said)
    return Locality(
        slug=row.slug() if row.has("slug") else slug(said),
        unit=unit,
        name=name,
        within=row.optional("within"),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        successors=_names(row.values.get("successors", [])),
        alone=row.flag("alone", False),
    )


def _names(values: object) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, list) else ()


def _checked(province: tuple[str, ...], found: list[Locality], file: str) -> Localities:
    by_slug = {one.slug: one for one in found}
    if len(by_slug) < len(found):
        twice = next(one for n, one in enumerate(found) if any(other.slug == one.slug for other in found[:n]))
        problem = Said("{place!r} stands twice", place=twice.slug)
        raise SettingsError(problem, file=file, remedy='give one a slug = "…" of its own')
    for one in found:
        _refuse_strangers(one, by_slug, file)
    return Localities(province, MappingProxyType({slug: _with_heirs(one, found) for slug, one in by_slug.items()}))


def _refuse_strangers(one: Locality, known: Collection[str], file: str) -> None:
    for other in (*one.successors, *([one.within] if one.within else [])):
        if other not in known:
            problem = Said("{place}: no place {other!r}", place=one.slug, other=other)
            raise SettingsError(problem, file=file, remedy=suggestion(other, sorted(known)))


def _with_heirs(one: Locality, every: list[Locality]) -> Locality:
    """A district with the communes that are on its ground now: those it had, and those that took them over."""
    if not is_district(one) or one.successors:
        return one
    had = [other for other in every if other.within == one.slug]
    heirs = [heir for other in had for heir in ((other.slug,) if not other.valid_to else ()) + other.successors]
    return replace(one, successors=tuple(dict.fromkeys(heirs)))
