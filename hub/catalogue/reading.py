"""The catalogue: agencies and sources as TOML, read strictly and written back.

The tables, each with its keys (those before the semicolon are needed):

    [[agency]]                  slug, name; kind, level, parent, valid_from, valid_to, successor, phone, address, mail,
                                homepage
    [[source]]                  slug, agency, homepage; name, section, status, pages, every, delay, encoding,
                                date_order, proxy, headers, tls, and rule = "NAME" for a rule that several sources share
    [[source.address]]          kind (feed, listing, sitemap, json), url
    [source.address.listing]    how to read this listing (ListingRule); .json likewise (JsonRule)
    [source.article]            how to read its article pages (ArticleRule)
    [rules.NAME.listing]        shared, as are .json and .article; what a source says itself goes before

Lists in other formats (CONTRACT's JSON, OPML, CSV) come in by `read_import`.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import PurePath
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

from hub.catalogue.foreign import READERS
from hub.catalogue.places import places
from hub.catalogue.rows import Row, suggestion
from hub.catalogue.rules import Rules, read_rule, rules_of, shared_rules
from hub.catalogue.sections import SECTIONS
from hub.catalogue.writing import write_catalogue
from hub.errors import Said, SettingsError
from hub.records import Address, AddressKind, Agency, ArticleRule, JsonRule, ListingRule, Source, SourceStatus

__all__ = ["Catalogue", "read_catalogue", "read_import", "write_catalogue"]

DateOrder = Literal["dmy", "mdy", "ymd"]
_AGENCY = tuple(field.name for field in fields(Agency))
_SOURCE = (*(field.name for field in fields(Source) if field.name != "addresses"), "address", "rule")
_TLS: Mapping[str, type] = {"ca_bundle": str, "intermediate": str, "legacy": bool, "insecure_reason": str}
_EXAMPLES = {
    "headers": 'headers = { "Accept-Language" = "vi" }',
    "tls": 'tls = { legacy = true, ca_bundle = "/etc/ca.pem" }',
}
_CODE_LIKE = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Agencies and the sources we collect from them."""

    agencies: tuple[Agency, ...] = ()
    sources: tuple[Source, ...] = ()


def read_catalogue(text: str, name: str, known: Collection[str] = ()) -> Catalogue:
    """The catalogue in a TOML text; SettingsError names the file, the line and what to write instead.

    `known` are the slugs of agencies that exist elsewhere and may be referred to.
    """
    return _catalogue(Row(_parse(text, name), name, places(text)), known)


def read_values(values: Mapping[str, Any], name: str, known: Collection[str] = ()) -> Catalogue:
    """The catalogue in the values that a TOML text would stand for; refuses like `read_catalogue`, without lines."""
    return _catalogue(Row(values, name), known)


def _catalogue(top: Row, known: Collection[str]) -> Catalogue:
    top.allow(("agency", "source", "rules"))
    shared = shared_rules(top)
    agency_rows, source_rows = top.tables("agency"), top.tables("source")
    agencies = tuple(_agency(row) for row in agency_rows)
    sources = tuple(_source(row, shared) for row in source_rows)
    for rows in (agency_rows, source_rows):
        _refuse_duplicates(rows)
    slugs = {agency.slug for agency in agencies} | set(known)
    _refuse_strangers(agency_rows, ("parent", "successor"), slugs)
    _refuse_strangers(source_rows, ("agency",), slugs)
    return Catalogue(agencies, sources)


def read_import(data: bytes, filename: str, known: Collection[str] = ()) -> Catalogue:
    """The agencies and sources in a TOML, JSON, OPML or CSV file, told by its ending; refuses like `read_catalogue`."""
    text, ending = _decode(data, filename), PurePath(filename).suffix.lower()
    if ending == ".toml":
        return read_catalogue(text, filename, known)
    if ending not in READERS:
        raise SettingsError("unknown kind of file", file=filename, remedy="name it .toml, .json, .opml or .csv")
    rows = tuple(READERS[ending](text, filename))
    _refuse_duplicates(rows)
    agencies: dict[str, Agency] = {}
    for agency in map(_imported_agency, rows):
        agencies.setdefault(agency.slug, agency)
    return Catalogue(tuple(agencies.values()), tuple(map(_imported_source, rows)))


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else text.count("\n") + 1
        remedy = 'write lines such as slug = "so-y-te" below [[agency]] or [[source]]'
        raise SettingsError(Said("not TOML: {fault}", fault=error), file=name, line=line, remedy=remedy) from error


def _refuse_strangers(rows: Iterable[Row], keys: Iterable[str], slugs: Collection[str]) -> None:
    for row in rows:
        for key in keys:
            if row.has(key) and row.text(key) not in slugs:
                hint = suggestion(row.text(key), sorted(slugs)) if slugs else "add it as [[agency]]"
                raise row.refusal("no agency {name!r}", hint, key, name=row.text(key))


def _agency(row: Row) -> Agency:
    row.allow(_AGENCY)
    return Agency(
        slug=row.slug(),
        name=row.need("name"),
        kind=row.text("kind"),
        level=row.text("level"),
        parent=row.optional("parent"),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        successor=row.optional("successor"),
        phone=row.optional("phone"),
        address=row.optional("address"),
        mail=row.optional("mail"),
        homepage=row.url("homepage") or None,
    )


def _source(row: Row, shared: Mapping[str, Rules]) -> Source:
    row.allow(_SOURCE)
    rules = rules_of(row, shared)
    row.need("homepage")
    return Source(
        slug=row.slug(),
        agency=row.slug("agency"),
        homepage=row.url("homepage"),
        addresses=tuple(_address(inner, rules) for inner in row.tables("address")),
        name=row.text("name"),
        section=_section(row),
        article=read_rule(ArticleRule, row, "article", rules),
        status=cast(SourceStatus, row.choice("status", get_args(SourceStatus), "active")),
        pages=row.flag("pages", True),
        every=row.seconds("every"),
        delay=row.seconds("delay"),
        encoding=_encoding(row),
        date_order=cast(DateOrder, row.choice("date_order", get_args(DateOrder), "dmy")),
        proxy=row.optional("proxy"),
        headers=_mapping(row, "headers"),
        tls=_mapping(row, "tls", _TLS),
    )


def _section(row: Row) -> str | None:
    """The section of a source: a code, or a heading as the site prints it; a misspelt code is refused."""
    section = row.optional("section")
    if section and section not in SECTIONS and _CODE_LIKE.fullmatch(section):
        raise row.refusal("no section {section!r}", suggestion(section, SECTIONS), "section", section=section)
    return section


def _address(row: Row, rules: Rules) -> Address:
    row.allow(("kind", "url", "listing", "json", "learned"))
    kind = cast(AddressKind, row.choice("kind", get_args(AddressKind), ""))
    row.need("url")
    mine: Rules = {name: given for name, given in rules.items() if name == kind}
    return Address(
        kind=kind,
        url=row.url("url"),
        listing=read_rule(ListingRule, row, "listing", mine),
        json=read_rule(JsonRule, row, "json", mine),
        learned=row.flag("learned", False),
    )


def _encoding(row: Row) -> str | None:
    encoding = row.optional("encoding")
    try:
        "".encode(encoding or "utf-8")
    except (LookupError, ValueError) as error:
        remedy = 'write one such as "windows-1258"'
        raise row.refusal("no encoding {encoding!r}", remedy, "encoding", encoding=encoding) from error
    return encoding


def _mapping(row: Row, key: str, types: Mapping[str, type] | None = None) -> dict[str, Any]:
    inner = row.table(key)
    if inner is None:
        return {}
    if types is not None:
        inner.allow(types)
    for name, value in inner.values.items():
        if not isinstance(value, types[name] if types else str):
            said = {"table": key, "value": value, "example": _EXAMPLES[key]}
            raise inner.refusal("{table}.{key} cannot be {value!r}", "write such as {example}", name, **said)
    return dict(inner.values)


def _refuse_duplicates(rows: Iterable[Row]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        earlier = first.setdefault(row.slug(), row)
        if earlier is not row:
            problem, line = "slug {slug!r} is already used in line {line}", earlier.line("slug")
            raise row.refusal(problem, "give each its own slug", "slug", slug=row.slug(), line=line)


# --- rows from elsewhere -----------------------------------------------------------------


def _decode(data: bytes, filename: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError("not UTF-8", file=filename, line=line, remedy="save the file as UTF-8") from error


def _imported_agency(row: Row) -> Agency:
    agency = row.table("agency")
    if agency is None:
        raise row.refusal("agency is missing", "say whose source it is: its slug and name")
    return Agency(agency.slug(), agency.need("name"), agency.text("kind"), parent=agency.optional("parent"))


def _imported_source(row: Row) -> Source:
    """One row, one source; with only a homepage the hub has to discover the rest."""
    feed, listing = row.url("feed_url"), row.url("listing_url")
    addresses = (*_addresses("feed", feed), *_addresses("listing", listing))
    homepage = row.url("homepage") or _origin(feed or listing)
    if not homepage:
        raise row.refusal("no address", "give homepage, feed_url or listing_url")
    section = row.optional("section_hint")
    return Source(row.slug(), _imported_agency(row).slug, homepage, addresses, name=row.text("name"), section=section)


def _addresses(kind: AddressKind, url: str) -> tuple[Address, ...]:
    return (Address(kind, url),) if url else ()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/" if url else ""
