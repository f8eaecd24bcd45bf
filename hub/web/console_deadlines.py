"""The deadlines by which the scorecard judges, for operators: as they are, and other ones."""

from fastapi import APIRouter, Response

from hub.catalogue.deadlines import DECREED, NAMES, read_deadlines, write_deadlines
from hub.errors import SettingsError
from hub.web.forms import Form
from hub.web.inside import inside, onward
from hub.web.rights import Who, require_operator
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

PATH = "/ops/deadlines"


@router.get(PATH)
def deadlines(visit: Here, who: Who) -> Response:
    """The deadlines as text, to be edited."""
    require_operator(who)
    return _shown(visit, who, write_deadlines(visit.parts.deadlines))


@router.post(PATH)
def edit(visit: Here, who: Who, form: Form) -> Response:
    """Keep what was written, or say what is wrong with it."""
    require_operator(who)
    text = form.get("text", "").replace("\r\n", "\n")
    try:
        wanted = read_deadlines(text)
    except SettingsError as refused:
        return _shown(visit, who, text, refused)
    if wanted != visit.parts.deadlines:
        visit.parts.store.acts.set_deadlines(who.name, wanted, visit.parts.deadlines, visit.now)
    return onward(visit, PATH, done="deadlines")


def _shown(visit: Visit, who: Who, text: str, refused: SettingsError | None = None) -> Response:
    values = {
        "who": who,
        "text": text,
        "refused": refused,
        "done": visit.params.get("done") == "deadlines",
        "decreed": write_deadlines(DECREED),
        "names": NAMES,
    }
    return inside(visit, "ops_deadlines.html", values, 422 if refused else 200)
