"""How a notice stands: withdrawn, edited, late, redacted. Pure."""

from datetime import timedelta
from typing import Literal

from hub.records import Notice

Mark = Literal["redacted", "withdrawn", "edited", "late"]

# a notice dated on a Friday and put up on Monday morning is as prompt as offices are
LATE_AFTER = timedelta(days=3)


def standing(notice: Notice) -> tuple[Mark, ...]:
    """What a reader must know before reading, the gravest first."""
    if notice.redacted:
        return ("redacted",)
    marks: list[Mark] = []
    if notice.withdrawn:
        marks.append("withdrawn")
    if notice.revisions:
        marks.append("edited")
    elif is_late(notice):
        marks.append("late")
    return tuple(marks)


def is_late(notice: Notice) -> bool:
    """Whether the source showed it long after the date it bears.

    What a first collection or a backfill brings is old, not late: there `updated` is the date of
    publication (DESIGN 5.6). Later changes move `updated`: what was edited, withdrawn or restored
    since is not judged.
    """
    return notice.updated == notice.first_seen and notice.first_seen - notice.published > LATE_AFTER
