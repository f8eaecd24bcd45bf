"""What codes are called: sections, types of documents, agencies, in the visitor's language."""

from collections.abc import Iterable, Mapping

from feeds.channels import types_by_address
from hub.catalogue.sections import SECTIONS
from hub.records import Agency
from hub.vietnamese.numbers import TYPES
from hub.web.chosen import spoken
from hub.web.ports import Catalogue
from hub.web.words import Lang, word

_COMMITTEE = "Ủy ban nhân dân "


def section_name(code: str, lang: Lang) -> str:
    """The section's name, the code itself where it is none of the fourteen."""
    section = SECTIONS.get(code)
    return code if section is None else section.en if lang == "en" else section.vi


def type_name(abbreviation: str, lang: Lang) -> str:
    """What the abbreviation of a type of document stands for."""
    vietnamese, english = TYPES.get(abbreviation, (abbreviation, abbreviation))
    return english if lang == "en" else vietnamese


def type_names(abbreviations: Iterable[str], lang: Lang) -> str:
    """What stands behind one address of types.

    >>> type_names(("HD", "HĐ"), "vi")
    'Hướng dẫn / Hợp đồng'
    """
    return " / ".join(type_name(abbreviation, lang) for abbreviation in abbreviations)


def place_name(agencies: Iterable[Agency], lang: Lang) -> str:
    """Of which province or city this is the hub, by the name of its people's committee; empty where there is none.

    >>> place_name([Agency("ubnd", "Ủy ban nhân dân tỉnh Khánh Hòa", level="tinh")], "en")
    'Khánh Hòa province'
    """
    names = (agency.name for agency in agencies if agency.level == "tinh" and not agency.parent)
    place = next((name.removeprefix(_COMMITTEE) for name in names if name.startswith(_COMMITTEE)), "")
    kinds = (("tỉnh ", "province"), ("thành phố ", "city")) if lang == "en" else ()
    return next((f"{place[len(kind) :]} {english}" for kind, english in kinds if place.startswith(kind)), place)


def agencies_by_slug(catalogue: Catalogue) -> Mapping[str, Agency]:
    """Every agency by the name it has in addresses."""
    return {agency.slug: agency for agency in catalogue.agencies()}


def search_name(query: str, names: "FilterNames", lang: Lang) -> str:
    """What a search is called: by the names of what it is narrowed to, or by its words."""
    named = spoken(query, names.of)
    return named if named != query else word(lang, "search_title", q=query)


class FilterNames:
    """What the values of filters and facets are called."""

    def __init__(self, catalogue: Catalogue, lang: Lang) -> None:
        self._lang = lang
        self._agencies = agencies_by_slug(catalogue)
        self._sources = {source.slug: source for source in catalogue.sources()}
        self._types = types_by_address()

    def of(self, field: str, value: str) -> str:
        """The name of one value of a field, the value itself where it has none."""
        match field:
            case "agency" if value in self._agencies:
                return self._agencies[value].name
            case "source" if value in self._sources:
                return self._sources[value].name or value
            case "section":
                return section_name(value, self._lang)
            case "type" if value in self._types:
                return type_names(self._types[value], self._lang)
        return value
