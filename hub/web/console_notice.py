"""One notice for who sees to its agency: its section, topics and cluster, set by hand and undone."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from hub.catalogue.sections import SECTIONS
from hub.catalogue.topics import LONGEST, read_said, said_also
from hub.records import CorrectedField, Correction, Notice, Operator
from hub.web.forms import Form
from hub.web.inside import inside, onward
from hub.web.naming import section_name
from hub.web.problems import Missing
from hub.web.rights import NotYours, Who, may_keep, require_agency
from hub.web.topics import all_topics
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

FIELDS: Sequence[CorrectedField] = ("section", "topics", "cluster")
MOST_TOPICS = 20
_ID = re.compile(r"[0-9a-z]{1,32}")


class Unfit(ValueError):
    """What is asked for cannot be set; its text is a key of the words."""


@router.get("/ops/notices")
def find(visit: Here, who: Who) -> Response:
    """To the notice of an id, or of the address of its page here."""
    wanted = id_in(visit.params.get("of", ""))
    kept_notice(visit, who, wanted)
    return onward(visit, f"/ops/notices/{wanted}")


@router.get("/ops/notices/{id}")
def notice_page(visit: Here, who: Who, id: str) -> Response:
    """What stands of a notice, what was set by hand, and by whom."""
    return _show(visit, who, kept_notice(visit, who, id))


@router.post("/ops/notices/{id}/{field}")
def correct(visit: Here, who: Who, id: str, field: str, form: Form) -> Response:
    """Set one of FIELDS by hand, or leave it to what is found out."""
    notice = kept_notice(visit, who, id)
    known = next((name for name in FIELDS if name == field), None)
    if known is None:
        raise HTTPException(405)
    corrections = visit.parts.store.corrections
    if form.get("do") == "undo":
        corrections.undo(who.name, notice.id, known, visit.now)
        return onward(visit, f"/ops/notices/{notice.id}", done="undo")
    try:
        value = READ[field](visit, who, notice, _written(visit, notice, form))
    except Unfit as error:
        return _show(visit, who, notice, str(error), 422)
    corrections.correct(who.name, notice.id, known, value, visit.now)
    return onward(visit, f"/ops/notices/{notice.id}", done="correct")


def _written(visit: Visit, notice: Notice, form: Mapping[str, str]) -> str:
    """What a form says: all of a field; or of one topic that the notice is of it, or not, or that nothing is said."""
    topic, does = form.get("topic", ""), form.get("do", "")
    if not topic:
        return form.get("value", "")
    return ",".join(said_also(visit.parts.store.corrections.said_of_topics(notice.id), topic, does))


def read_section(visit: Visit, who: Operator, notice: Notice, written: str) -> str:
    """A section's code, "" for none."""
    if written and written not in SECTIONS:
        raise Unfit("no_such_section")
    return written


def read_topics(visit: Visit, who: Operator, notice: Notice, written: str) -> list[str]:
    """Topics as they stand in addresses, each once; with a dash before it one that the notice is not of."""
    topics = read_said(written)
    if len(topics) > MOST_TOPICS or any(len(topic) > LONGEST for topic in topics):
        raise Unfit("too_many_topics")
    return topics


def read_cluster(visit: Visit, who: Operator, notice: Notice, written: str) -> str | None:
    """The id of the notice to form a cluster with, None for none."""
    if not written.strip():
        return None
    other = visit.parts.store.notices.get(id_in(written))
    if other is None or other.redacted or other.id == notice.id:
        raise Unfit("no_such_notice")
    if other.cluster is None and not may_keep(who, other.agency):
        raise Unfit("joins_anothers")  # to begin a cluster with it would change it too
    return other.id


READ: Mapping[str, Callable[[Visit, Operator, Notice, str], Any]] = {
    "section": read_section,
    "topics": read_topics,
    "cluster": read_cluster,
}


def id_in(written: str) -> str:
    """The id that somebody wrote, or the address of whose page.

    >>> id_in(" https://daumoi.example.vn/notices/8e6h0wvft85ge22k?lang=en ")
    '8e6h0wvft85ge22k'
    """
    last = urlsplit(written.strip()).path.rstrip("/").rpartition("/")[2]
    return last if _ID.fullmatch(last) else ""


def kept_notice(visit: Visit, who: Operator, id: str) -> Notice:
    """The notice of this id; Missing where there is none, NotYours where it is of another agency."""
    notice = visit.parts.store.notices.get(id) if id else None
    if notice is None:
        raise Missing if who.role == "operator" else NotYours
    require_agency(who, notice.agency)
    return notice


def _show(visit: Visit, who: Operator, notice: Notice, problem: str = "", status: int = 200) -> Response:
    store = visit.parts.store
    corrections = store.corrections.of_notice(notice.id)
    holding = {one.field: one for one in reversed(corrections) if one.undone is None}
    members = store.notices.in_cluster(notice.cluster) if notice.cluster else []
    return inside(visit, "ops_notice.html", {
        "who": who,
        "notice": notice,
        "topics": ", ".join(_topics(holding)),
        "holding": holding,
        "corrections": corrections,
        "likenesses": store.clusters.of_notice(notice.id),
        "members": [one for one in members if one.id != notice.id],
        "known_topics": sorted(all_topics(store).values(), key=lambda topic: topic.slug),
        "sections": [(code, section_name(code, visit.lang)) for code in SECTIONS],
        "problem": problem,
        "done": visit.params.get("done", "") if visit.params.get("done") in ("undo", "correct") else "",
    }, status)  # fmt: skip


def _topics(holding: Mapping[CorrectedField, Correction]) -> Sequence[str]:
    return holding["topics"].after if "topics" in holding else ()
