"""Places in a list that is read page by page: the (moment, id) after which the next page begins."""

import re
from datetime import UTC, datetime, timedelta

from hub.records import Notice

Place = tuple[datetime, str]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# microseconds that a datetime can hold, and an id
WRITTEN_PLACE = "(?:-?[0-9]{1,16}|[0-9]{17})~[0-9A-Za-z-]{1,64}"
_FORM = re.compile(WRITTEN_PLACE)


def place_of(notice: Notice) -> str:
    """Where this notice stands, as it is written in an address."""
    return written_place(notice.updated, notice.id)


def written_place(moment: datetime, id: str) -> str:
    """A place as it is written in an address.

    >>> written_place(datetime(2010, 9, 24, 1, tzinfo=UTC), "0123abcd")
    '1285290000000000~0123abcd'
    """
    return f"{(moment - _EPOCH) // _MICROSECOND}~{id}"


def read_place(written: str) -> Place | None:
    """The place that was written, None where it is none.

    >>> read_place("1285290000000000~0123abcd")
    (datetime.datetime(2010, 9, 24, 1, 0, tzinfo=datetime.timezone.utc), '0123abcd')
    >>> read_place("-99999999999999999~x") is read_place("nonsense") is None
    True
    """
    if _FORM.fullmatch(written) is None:
        return None
    moment, _, id = written.partition("~")
    return _EPOCH + int(moment) * _MICROSECOND, id
