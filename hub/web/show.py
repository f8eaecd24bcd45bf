"""How dates, spans of time, counts and sizes are written for a reader. Pure; Vietnamese time."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal

from hub.records import Precision
from hub.vietnamese.dates import VIETNAM
from hub.web.words import Lang

# Babel's own long Vietnamese form puts the time before the date, so the patterns are ours
_DAY: dict[Lang, str] = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
_MOMENT: dict[Lang, dict[Precision, str]] = {
    "vi": {"minute": "dd/MM/yyyy HH:mm", "hour": "dd/MM/yyyy, HH 'giờ'", "day": "dd/MM/yyyy"},
    "en": {"minute": "d MMM yyyy, HH:mm", "hour": "d MMM yyyy, HH 'h'", "day": "d MMM yyyy"},
}
_SECOND = timedelta(seconds=1)
_UNITS = (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024))


def day_text(day: date, lang: Lang) -> str:
    """The day, in Vietnamese time where it is a moment.

    >>> day_text(date(2010, 9, 24), "vi"), day_text(date(2010, 9, 24), "en")
    ('24/09/2010', '24 Sep 2010')
    """
    local = day.astimezone(VIETNAM).date() if isinstance(day, datetime) else day
    return format_date(local, _DAY[lang], locale=lang)


@lru_cache(maxsize=4096)  # a list of sources says the same few hundred moments again and again
def moment_text(moment: datetime, lang: Lang, precision: Precision = "minute") -> str:
    """The moment in Vietnamese time, as finely as it is known.

    >>> from datetime import UTC
    >>> moment_text(datetime(2010, 9, 24, 1, 30, tzinfo=UTC), "vi")
    '24/09/2010 08:30'
    >>> moment_text(datetime(2010, 9, 24, 1, 30, tzinfo=UTC), "vi", "hour")
    '24/09/2010, 08 giờ'
    """
    return format_datetime(moment.astimezone(VIETNAM), _MOMENT[lang][precision], tzinfo=VIETNAM, locale=lang)


def ago_text(moment: datetime, now: datetime, lang: Lang) -> str:
    """How long ago it was; never in the future, for clocks differ a little.

    >>> from datetime import UTC
    >>> now = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
    >>> ago_text(datetime(2010, 9, 24, 1, 27, tzinfo=UTC), now, "vi"), ago_text(now, now, "en")
    ('3 phút trước', '1 second ago')
    """
    return format_timedelta(min(moment - now, -_SECOND), add_direction=True, locale=lang)


@lru_cache(maxsize=1024)
def number_text(number: float, lang: Lang) -> str:
    """A count with its thousands set apart, a fraction to one place.

    >>> number_text(1234567, "vi"), number_text(1234.56, "en")
    ('1.234.567', '1,234.6')
    """
    return format_decimal(number, "#,##0.#", locale=lang)


def size_text(size: int, lang: Lang) -> str:
    """A number of bytes in the unit that suits it.

    >>> size_text(1_300_000, "vi"), size_text(800, "en")
    ('1,2 MB', '800 B')
    """
    unit, scale = next(((unit, scale) for unit, scale in _UNITS if size >= scale), ("B", 1))
    return f"{number_text(size / scale, lang)} {unit}"


def api_moment(moment: datetime) -> str:
    """ISO 8601 with the Vietnamese offset, for machines: `2010-09-24T08:30:00+07:00`."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")
