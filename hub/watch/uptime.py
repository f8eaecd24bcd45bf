"""For how much of a time a source answered, by the visits of the ledger. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hub.errors import OUT_OF_REACH
from hub.records import Uptime

STANDS_FOR = timedelta(days=1)  # at most: a live source is visited once a day at the least

Heard = tuple[datetime, str | None]
"""When a source was visited, and the error that was met."""
Span = tuple[datetime, datetime]


def uptime(visits: Sequence[Heard], cut_off: Iterable[Span], until: datetime) -> Uptime:
    """What the visits of a source say of the time up to `until`; oldest first, none of them later.

    Each stands for the time to the next, for a day at the most. Those during which the hub itself was `cut_off` say
    nothing of the source.
    """
    spans = tuple(cut_off)
    told = [visit for visit in visits if not any(start <= visit[0] <= end for start, end in spans)]
    answered = [error not in OUT_OF_REACH for _, error in told]
    lengths = list(_lengths([at for at, _ in told], until))
    up = sum(length for length, did in zip(lengths, answered, strict=True) if did)
    return Uptime(len(told), sum(answered), sum(lengths), up)


def together(uptimes: Iterable[Uptime]) -> Uptime:
    """The uptime of several sources as one."""
    every = tuple(uptimes)
    return Uptime(
        sum(one.visits for one in every),
        sum(one.answered for one in every),
        sum(one.known for one in every),
        sum(one.up for one in every),
    )


def _lengths(moments: Sequence[datetime], until: datetime) -> Iterator[float]:
    for moment, following in pairwise([*moments, until]):
        yield min(following - moment, STANDS_FOR).total_seconds()
