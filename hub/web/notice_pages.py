"""A notice: its page, its versions, two of them compared, and the files kept for it."""

from collections.abc import Sequence
from textwrap import shorten
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from hub.records import Notice, Revision, Source
from hub.vietnamese.compare import compared, compared_words
from hub.vietnamese.document_keys import document_address
from hub.vietnamese.relations import CHANGING, RELATIONS
from hub.web.appearances import appearances, phrase_of
from hub.web.asked import LONGEST_QUERY
from hub.web.attachments import kept_file, shown_file
from hub.web.documents import cited_groups, own_document
from hub.web.file_hits import file_hits, unread_scans
from hub.web.foreign import host_of, web_address
from hub.web.locality_pages import localities_of
from hub.web.naming import type_name
from hub.web.problems import Missing
from hub.web.rendering import heading, page
from hub.web.show import day_text
from hub.web.topics import topics_of
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

_SUMMARY = 200
# two texts longer than this are compared by their beginnings only
_COMPARED = 400_000


@router.get("/notices/{id}")
def notice(visit: Here, id: str) -> Response:
    """The notice as it is now, with its facts, files and times; 410 when it was redacted."""
    one = known_notice(visit, id)
    catalogue = visit.parts.store.sources
    agency = catalogue.agency(one.agency)
    shown = {
        "notice": one,
        "agency_name": agency.name if agency else one.agency,
        "citation": _citation(visit, one, agency.name if agency else one.agency),
        "absolute_plain": visit.absolute(f"/notices/{one.id}"),
        "summary": shorten(one.summary or one.text[:2000], _SUMMARY, placeholder=" …"),
        "source_url": web_address(one.url),
        "source_host": host_of(one.url),
        "files": [shown_file(attachment, visit.word("unnamed_file")) for attachment in one.attachments],
        "topics": topics_of(visit.parts.store, one.id),
        "localities": localities_of(visit, one.id),
        "others": _others(one, catalogue.sources()),
        "reposts": _reposts(visit, one),
        "report": _report_address(visit, one),
        "hidden_from_engines": one.redacted,
        "unread_scans": unread_scans(one),
        "pages_found": _pages_found(visit, one),
        **_documents(visit, one),
    }
    return page(visit, "notice.html", shown, 410 if one.redacted else 200)


def _citation(visit: Visit, one: Notice, agency: str) -> str:
    """The notice as it is cited in plain text: who, what, number, day, title, address, and when it was looked at."""
    kind = type_name(one.doc_type, visit.lang) if one.doc_type else ""
    document = " ".join(filter(None, (kind, one.doc_number)))
    title = f"“{heading(one)}”" if one.title else ""
    day = day_text(one.issued_on or one.published, visit.lang)
    what = ", ".join(filter(None, (agency, document, title, day)))
    url = visit.absolute(f"/notices/{one.id}")
    return visit.word("cited_as", what=what, url=url, day=day_text(visit.now, visit.lang))


@router.get("/notices/{id}/revisions")
def revisions(visit: Here, id: str) -> Response:
    """Every state of the notice, the newest first, with what changed."""
    one = known_notice(visit, id)
    states = visit.parts.store.notices.revisions(one.id)
    query = visit.params.get("q", "")[:LONGEST_QUERY]
    phrase = "" if one.redacted else phrase_of(query)
    shown = {
        "notice": one,
        "states": list(reversed(states)),
        "asked": query,
        "appearances": appearances(phrase, states) if phrase else None,
        "hidden_from_engines": one.redacted or bool(query),
    }
    return page(visit, "revisions.html", shown)


@router.get("/notices/{id}/diff")
def diff(visit: Here, id: str) -> Response:
    """Two states of the notice compared, the last two unless told otherwise."""
    one = known_notice(visit, id)
    states = visit.parts.store.notices.revisions(one.id)
    after = _state(states, visit.params.get("to", ""), len(states) - 1)
    before = _state(states, visit.params.get("from", ""), max(after.n - 1, 0))
    title = compared_words(before.title, after.title)
    paragraphs = compared(before.text[:_COMPARED], after.text[:_COMPARED])
    shown = {
        "notice": one,
        "before": before,
        "after": after,
        "title": title,
        "paragraphs": paragraphs,
        "same": all(kind in ("same", "skipped") for pieces in (title, *paragraphs) for kind, _ in pieces),
        "hidden_from_engines": True,
    }
    return page(visit, "diff.html", shown)


@router.get("/files/{sha256}/{name}")
def file(request: Request, visit: Here, sha256: str, name: str) -> Response:
    """Kept bytes under a name, as the source may have lost them; never as a page of ours."""
    return kept_file(request, visit.parts.store, sha256, name)


def known_notice(visit: Visit, id: str) -> Notice:
    """The notice, or Missing."""
    one = visit.parts.store.notices.get(id)
    if one is None:
        raise Missing
    return one


def _documents(visit: Visit, one: Notice) -> dict[str, object]:
    """What it cites, and in how many notices its own document is cited, by relation."""
    store = visit.parts.store
    own = own_document(store, one)
    counts = store.references.counts(own) if own else {}
    return {
        "cited": cited_groups(store, one),
        "document": document_address(own) if own else None,
        "times_cited": [(relation, counts[relation]) for relation in RELATIONS if relation in counts],
        "is_changed": any(relation in CHANGING for relation in counts),
    }


def _pages_found(visit: Visit, one: Notice) -> dict[str, str]:
    """By address of a file the pages on which the words of `q` stand."""
    query = visit.params.get("q", "")[:LONGEST_QUERY]
    hits = file_hits(visit.parts.snippet, query, one) if query else ()
    return {web_address(hit.file.url) or "": ", ".join(map(str, hit.pages)) for hit in hits}


def _state(states: Sequence[Revision], asked: str, otherwise: int) -> Revision:
    if not states:
        raise Missing
    if not asked:
        return states[otherwise]
    found = next((state for state in states if str(state.n) == asked), None)
    if found is None:
        raise Missing
    return found


def _others(one: Notice, sources: Sequence[Source]) -> list[Source]:
    """The other sources that carry it."""
    return [source for source in sources if source.slug in one.sources and source.slug != one.source]


def _reposts(visit: Visit, one: Notice) -> list[Notice]:
    """The same announcement as other agencies published it, the oldest first."""
    members = visit.parts.store.notices.in_cluster(one.cluster) if one.cluster and not one.redacted else ()
    return [other for other in members if other.id != one.id and not other.redacted]


def _report_address(visit: Visit, one: Notice) -> str | None:
    """Where an error is reported by mail, with the address of the page in the subject."""
    contact = visit.parts.settings.contact
    if "@" not in contact or "/" in contact:
        return None
    subject = quote(f"{heading(one)[:80]} {visit.absolute(f'/notices/{one.id}')}")
    return f"mailto:{quote(contact, safe='@+.')}?subject={subject}"
