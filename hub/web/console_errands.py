"""What the worker was asked to look at, and what is made of what it saw: a source, other addresses, a repair."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from hub.catalogue.sections import SECTIONS
from hub.errors import Said, SettingsError
from hub.records import Errand, Operator, Source
from hub.vietnamese.text import slug as slug_of
from hub.web.console_lists import shown_lists
from hub.web.foreign import web_address
from hub.web.forms import Form
from hub.web.inside import inside, onward
from hub.web.naming import agencies_by_slug, section_name
from hub.web.problems import Missing
from hub.web.rights import NotYours, Who, kept_source, may_keep, require_agency
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

LONGEST_ADDRESS = 2000


@router.get("/ops/add")
def adding(visit: Here, who: Who) -> Response:
    """Where a new source begins: with its address."""
    return _adding(visit, who)


@router.post("/ops/add")
def look_at(visit: Here, who: Who, form: Form) -> Response:
    """Ask the worker what an address offers."""
    url = form.get("url", "").strip()
    if not web_address(url) or len(url) > LONGEST_ADDRESS:
        return _adding(visit, who, url)
    number = visit.parts.store.errands.ask(who.name, "preview", visit.now, url=url)
    return onward(visit, f"/ops/errands/{number}")


@router.get("/ops/errands/{number}")
def errand_page(visit: Here, who: Who, number: int) -> Response:
    """What came of an errand, or that it is under way."""
    return _show(visit, who, _known(visit, who, number))


@router.post("/ops/errands/{number}/add")
def add(visit: Here, who: Who, number: int, form: Form) -> Response:
    """Make a source of what an address offers."""
    errand = _known(visit, who, number)
    offers = _chosen(errand, form)
    agency, slug = form.get("agency", ""), slug_of(form.get("slug", ""))
    require_agency(who, agency)
    try:
        source = _made(visit, offers, {"slug": slug, "agency": agency, "homepage": errand.url}, form)
    except SettingsError as error:
        return _show(visit, who, errand, error.problem)
    if not visit.parts.store.acts.save_source(who.name, source, None, visit.now):
        return _show(visit, who, errand, Said("slug {slug!r} is already used", slug=slug))
    return onward(visit, f"/ops/sources/{source.slug}", done="add")


@router.post("/ops/errands/{number}/use")
def use(visit: Here, who: Who, number: int, form: Form) -> Response:
    """Read a source where its homepage offers it, from now on."""
    errand = _known(visit, who, number)
    known = kept_source(visit.parts, who, errand.source)
    try:
        source = _made(visit, _chosen(errand, form), visit.parts.source_text.values(known), {})
    except SettingsError as error:
        return _show(visit, who, errand, error.problem)
    return _kept(visit, who, errand, known, source, "use")


@router.post("/ops/errands/{number}/accept")
def accept(visit: Here, who: Who, number: int) -> Response:
    """Apply the repair that was proposed."""
    errand = _known(visit, who, number)
    known = kept_source(visit.parts, who, errand.source)
    if errand.kind != "verify" or not errand.result or not errand.result.get("proposed"):
        raise HTTPException(409)
    if errand.result["was"] != visit.parts.source_text.digest(known):
        return _show(visit, who, errand, is_late=True)
    source = visit.parts.source_text.read_values(errand.result["proposed"], [known.agency])
    return _kept(visit, who, errand, known, source, "accept")


def _kept(visit: Visit, who: Operator, errand: Errand, known: Source, source: Source, done: str) -> Response:
    if not visit.parts.store.acts.save_source(who.name, source, known, visit.now):
        return _show(visit, who, errand, is_late=True)
    return onward(visit, f"/ops/sources/{source.slug}", done=done)


def _known(visit: Visit, who: Operator, number: int) -> Errand:
    """The errand, for who may see it: of a source its keepers, of an address who asked, and every operator."""
    errand = visit.parts.store.errands.get(number) if 0 <= number < 2**63 else None
    if errand is None:
        raise Missing
    if errand.source:
        kept_source(visit.parts, who, errand.source)
    elif who.role != "operator" and errand.who != who.name:
        raise NotYours
    return errand


def _chosen(errand: Errand, form: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """The offers whose boxes were ticked; 409 where there are none to tick."""
    if errand.kind != "preview" or not errand.result:
        raise HTTPException(409)
    return [offer for n, offer in enumerate(errand.result["offers"]) if f"offer{n}" in form]


def _made(
    visit: Visit, offers: Sequence[Mapping[str, Any]], values: Mapping[str, Any], form: Mapping[str, str]
) -> Source:
    """The source of these values that is read where these offers are; SettingsError where something is missing."""
    if not offers:
        raise SettingsError("nothing is chosen", remedy="tick what is to be collected")
    if refusal := next((offer["refusal"] for offer in offers if offer["refusal"]), ""):
        raise SettingsError(refusal, remedy="write a rule that finds the dates")
    told = [offer["source"] for offer in offers]
    made = {**values, "address": [address for one in told for address in one["address"]]}
    made |= next(({"article": one["article"]} for one in told if "article" in one), {})
    made |= {"date_order": told[-1].get("date_order", "dmy")}
    made |= {name: form[name].strip() for name in ("name", "section") if form.get(name, "").strip()}
    agencies = {agency.slug for agency in visit.parts.store.sources.agencies()}
    return visit.parts.source_text.read_values(made, agencies)


def _adding(visit: Visit, who: Operator, url: str = "") -> Response:
    shown = {"who": who, "url": url, "longest": LONGEST_ADDRESS}
    return inside(visit, "ops_add.html", shown, 422 if url else 200)


def _show(visit: Visit, who: Operator, errand: Errand, problem: str = "", *, is_late: bool = False) -> Response:
    agencies = agencies_by_slug(visit.parts.store.sources)
    shown = {
        "who": who,
        "errand": errand,
        "problem": problem,
        "is_late": is_late,
        "walks": visit.parts.store.sources.backfills(errand.source) if errand.kind == "backfill" else (),
        "lists": shown_lists(visit, errand.source) if errand.kind == "verify" else {},
        "kept_agencies": [one for one in agencies.values() if may_keep(who, one.slug)],
        "sections": [(code, section_name(code, visit.lang)) for code in SECTIONS],
    }
    return inside(visit, "ops_errand.html", shown, 422 if problem else 409 if is_late else 200)
