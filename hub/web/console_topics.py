"""What topics are called, for operators."""

from fastapi import APIRouter, Response

from hub.catalogue.topics import kept_topics, read_topics, write_topics
from hub.errors import SettingsError
from hub.web.forms import Form
from hub.web.inside import inside, onward
from hub.web.rights import Who, require_operator
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

PATH = "/ops/topics"


@router.get(PATH)
def topics(visit: Here, who: Who) -> Response:
    """The names as text, to be edited."""
    require_operator(who)
    return _shown(visit, who, write_topics(kept_topics(visit.parts.store.meta("topics"))))


@router.post(PATH)
def edit(visit: Here, who: Who, form: Form) -> Response:
    """Keep what was written, or say what is wrong with it."""
    require_operator(who)
    text, was = form.get("text", "").replace("\r\n", "\n"), kept_topics(visit.parts.store.meta("topics"))
    try:
        wanted = read_topics(text)
    except SettingsError as refused:
        return _shown(visit, who, text, refused)
    if wanted != was:
        visit.parts.store.acts.set_topics(who.name, wanted, was, visit.now)
    return onward(visit, PATH, done="topics")


def _shown(visit: Visit, who: Who, text: str, refused: SettingsError | None = None) -> Response:
    values = {"who": who, "text": text, "refused": refused, "done": visit.params.get("done") == "topics"}
    return inside(visit, "ops_topics.html", values, 422 if refused else 200)
