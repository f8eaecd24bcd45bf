"""Everything of one source for who sees to it, and what can be done about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from hub.errors import Said, SettingsError
from hub.records import ErrandKind, Operator, Source, SourceStatus
from hub.vietnamese.dates import VIETNAM
from hub.web.asked import EARLIEST
from hub.web.bars import bars
from hub.web.console import page_number
from hub.web.coverage import source_line
from hub.web.forms import Form
from hub.web.hub_lines import hub_lines
from hub.web.inside import inside, onward
from hub.web.naming import agencies_by_slug
from hub.web.rights import Who, kept_source, require_agency
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

DAYS = 90
FETCHES = 50
ERRANDS, ACTS = 8, 10
DONE = frozenset({"crawl", "pause", "resume", "retire", "edit", "add", "use", "accept", "move", "stay"})


@dataclass(frozen=True, slots=True)
class Refused:
    """An edit that was not kept, as it was written, and why: a mistake at a line, or a change in between."""

    text: str
    problem: str = ""
    line: int | None = None
    remedy: str = ""

    @property
    def is_late(self) -> bool:
        """Whether there is nothing wrong with it but that the source has changed meanwhile."""
        return not self.problem


@router.get("/ops/sources/{slug}")
def source_page(visit: Here, who: Who, slug: str) -> Response:
    """A source."""
    return show_source(visit, who, kept_source(visit.parts, who, slug))


@router.post("/ops/sources/{slug}/edit")
def edit(visit: Here, who: Who, slug: str, form: Form) -> Response:
    """Keep what was written of the source, or say what is wrong with it."""
    known = kept_source(visit.parts, who, slug)
    text = form.get("text", "").replace("\r\n", "\n")
    try:
        source = read_edit(visit, who, known, text)
    except SettingsError as error:
        return show_source(visit, who, known, Refused(text, error.problem, error.line, error.remedy))
    is_seen = form.get("was") == visit.parts.source_text.digest(known)
    if not is_seen or not visit.parts.store.acts.save_source(who.name, source, known, visit.now):
        return show_source(visit, who, kept_source(visit.parts, who, slug), Refused(text))
    return onward(visit, f"/ops/sources/{slug}", done="edit")


@router.post("/ops/sources/{slug}/{verb}")
def act(visit: Here, who: Who, slug: str, verb: str, form: Form) -> Response:
    """Do one of VERBS to the source."""
    source = kept_source(visit.parts, who, slug)
    if verb not in VERBS:
        raise HTTPException(405)
    return VERBS[verb](visit, who, source, form)


def read_edit(visit: Visit, who: Operator, known: Source, text: str) -> Source:
    """The source as it was written; SettingsError where it is none, or another."""
    agencies = {agency.slug for agency in visit.parts.store.sources.agencies()}
    source = visit.parts.source_text.read(text, agencies)
    if source.slug != known.slug:
        problem = Said("the slug is {slug} and stays so", slug=known.slug)
        raise SettingsError(problem, remedy="add another source instead")
    require_agency(who, source.agency)
    return source


def _due(visit: Visit, who: Operator, source: Source, form: Mapping[str, str]) -> Response:
    if source.status != "active":
        raise HTTPException(409)
    visit.parts.store.acts.make_due(who.name, source.slug, visit.now)
    return onward(visit, f"/ops/sources/{source.slug}", done="crawl")


def _to(status: SourceStatus, verb: str) -> "Verb":
    def turn(visit: Visit, who: Operator, source: Source, form: Mapping[str, str]) -> Response:
        visit.parts.store.acts.set_status(who.name, source.slug, status, visit.now)
        return onward(visit, f"/ops/sources/{source.slug}", done=verb)

    return turn


def _decide(*, is_right: bool) -> "Verb":
    def decide(visit: Visit, who: Operator, source: Source, form: Mapping[str, str]) -> Response:
        moves = visit.parts.store.moves
        decided = (moves.accept if is_right else moves.refuse)(
            who.name, source.slug, form.get("address", ""), visit.now
        )
        if not decided:
            raise HTTPException(409)
        return onward(visit, f"/ops/sources/{source.slug}", done="move" if is_right else "stay")

    return decide


def _ask(kind: ErrandKind) -> "Verb":
    def ask(visit: Visit, who: Operator, source: Source, form: Mapping[str, str]) -> Response:
        since = _since(form.get("since", ""), visit.now.astimezone(VIETNAM).date())
        url = source.homepage if kind == "preview" else ""
        number = visit.parts.store.errands.ask(who.name, kind, visit.now, source=source.slug, url=url, since=since)
        return onward(visit, f"/ops/errands/{number}")

    return ask


Verb = Callable[[Visit, Operator, Source, Mapping[str, str]], Response]
VERBS: Mapping[str, Verb] = {
    "crawl": _due,
    "pause": _to("paused", "pause"),
    "resume": _to("active", "resume"),
    "retire": _to("retired", "retire"),
    "verify": _ask("verify"),
    "preview": _ask("preview"),
    "backfill": _ask("backfill"),
    "move": _decide(is_right=True),
    "stay": _decide(is_right=False),
}


def _since(written: str, today: date) -> date | None:
    """The day to go back to, None for all the way; 400 for what is no day in the past."""
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise HTTPException(400) from error
    if not EARLIEST <= day <= today:
        raise HTTPException(400)
    return day


def show_source(visit: Visit, who: Operator, source: Source, refused: Refused | None = None) -> Response:
    """The page of a source; with an edit that was refused it is shown as it was written."""
    store = visit.parts.store
    line = source_line(source, store.sources.states().get(source.slug), agencies_by_slug(store.sources), visit.now)
    last, number = visit.now.astimezone(VIETNAM).date(), page_number(visit)
    days = store.activity.days(last - timedelta(days=DAYS - 1), source.slug).get(source.slug, ())
    fetches = store.ledger.fetches(source.slug, FETCHES + 1, (number - 1) * FETCHES)
    done = visit.params.get("done", "")
    status = 200 if refused is None else 409 if refused.is_late else 422
    return inside(visit, "ops_source.html", {
        "who": who,
        "source": source,
        "line": line,
        "kept_state": "retired" if source.status == "retired" else line.state,
        "text": visit.parts.source_text.write(source),
        "was": visit.parts.source_text.digest(source),
        "refused": refused,
        "picture": bars(days, last, DAYS),
        "days": [day for day in reversed(days) if day.collections],
        "fetches": fetches[:FETCHES],
        "has_older": len(fetches) > FETCHES,
        "number_of_page": number,
        "backfills": store.sources.backfills(source.slug),
        "moves": store.moves.of_source(source.slug),
        "hubs": hub_lines(store.subscriptions.of_sources([source.slug]).get(source.slug, ()), visit.now),
        "errands": store.errands.of_source(source.slug, ERRANDS),
        "acts": store.audit.acts(ACTS, subject=source.slug),
        "done": done if done in DONE else "",
        "today": last.isoformat(),
    }, status)  # fmt: skip
