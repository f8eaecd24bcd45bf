"""How long somebody waits who tried to sign in in vain. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FORGOTTEN = timedelta(days=1)  # after the last try


@dataclass(frozen=True, slots=True)
class Patience:
    """So many tries in a row are free, then the wait begins with `first` seconds and doubles up to `longest`."""

    free: int
    first: float
    longest: float


# who tries from one place waits a quarter of an hour in the end; a name is tried once a minute from all places
# together, which is too seldom to guess and does not shut out whoever knows the password
OF_PLACE = Patience(5, 4.0, 900.0)
OF_NAME = Patience(10, 1.0, 60.0)


def wait_left(patience: Patience, failures: int, last: datetime, now: datetime) -> float:
    """Seconds until the next try is heard, 0 where it is heard at once.

    >>> from datetime import UTC
    >>> last = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
    >>> [wait_left(OF_PLACE, failures, last, last) for failures in (4, 5, 6, 20)]
    [0.0, 4.0, 8.0, 900.0]
    >>> wait_left(OF_PLACE, 20, last, last + timedelta(seconds=890))
    10.0
    """
    if failures < patience.free:
        return 0.0
    wait = min(patience.first * 2.0 ** min(failures - patience.free, 30), patience.longest)
    # a clock that was put back must not lengthen it
    passed = max((now - last).total_seconds(), 0.0)
    return max(wait - passed, 0.0)
