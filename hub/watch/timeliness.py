"""Whether notices were published in time: days of work from their issue on, beside the deadlines of their sections.

Pure. What is counted, and why so, stands in docs/decisions/0019-what-the-scorecard-counts.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from statistics import median

from hub.catalogue.deadlines import OTHERS
from hub.records import Judged, Posting, Punctuality, Standing
from hub.vietnamese.numbers import parse_number
from hub.vietnamese.text import fold
from hub.vietnamese.workdays import workdays_between

DOCUMENTS, ANSWERS = "van-ban", "hoi-dap"
_UNSPOKEN = frozenset({"va", "cua"})
_SHORTEST = 2  # letters of an abbreviation that names somebody


def judge(posting: Posting, agency: str, deadlines: Mapping[str, int]) -> Judged:
    """The posting of an agency of this name beside its deadline.

    What is published before its day of issue took no day. Where the source states no day of publication, the day on
    which it was first seen stands for it.
    """
    deadline = deadlines.get(_name_of(posting, agency, deadlines))
    if posting.issued is None:
        return Judged(posting, "free" if deadline is None else "undated", deadline)
    lag, seen = (workdays_between(posting.issued, day) for day in (posting.published, posting.seen))
    return Judged(posting, _standing(lag, deadline), deadline, lag, seen)


def _standing(lag: int, deadline: int | None) -> Standing:
    if deadline is None:
        return "free"
    return "in_time" if lag <= deadline else "late"


def _name_of(posting: Posting, agency: str, deadlines: Mapping[str, int]) -> str:
    """The name of its deadline; documents of others may have their own."""
    if posting.section == DOCUMENTS and OTHERS in deadlines and is_of_another(posting.number, agency):
        return OTHERS
    return posting.section


def is_of_another(number: str | None, agency: str) -> bool:
    """Whether a document number names a body that is not the agency of this name; without one nothing does.

    >>> is_of_another("12/KH-SYT", "Sở Y tế"), is_of_another("1234/SYT-NVY", "Sở Y tế tỉnh Khánh Hòa")
    (False, False)
    >>> is_of_another("42/QĐ-UBND", "Sở Y tế"), is_of_another("224/2026/NĐ-CP", "Ủy ban nhân dân tỉnh Khánh Hòa")
    (True, True)
    """
    parsed = parse_number(number) if number else None
    if parsed is None:
        return False
    groups = [fold(group) for group in parsed.symbol.replace("/", "-").replace("_", "-").split("-")]
    bodies = [group for group in groups[parsed.type not in (None, "CV") :] if len(group) >= _SHORTEST]
    initials = _initials(agency)
    return bool(bodies) and not any(initials.startswith(body) for body in bodies)


def _initials(name: str) -> str:
    """The first letters of a name as abbreviations have them.

    >>> _initials("Sở Tài nguyên và Môi trường")
    'stnmt'
    """
    return "".join(word[0] for word in fold(name).split() if word not in _UNSPOKEN)


def punctuality(judged: Iterable[Judged], section: str = "") -> Punctuality:
    """How many of them stand how, and how long those took that have a deadline and a day of issue."""
    judged = tuple(judged)
    counts = Counter(one.standing for one in judged)
    timed = [one for one in judged if one.standing in ("in_time", "late")]
    lags = sorted(one.lag for one in timed if one.lag is not None)
    seen = sorted(one.seen_lag for one in timed if one.seen_lag is not None)
    middles = (middle(lags), ninth_of_ten(lags), middle(seen), ninth_of_ten(seen))
    return Punctuality(section, counts["in_time"], counts["late"], counts["undated"], counts["free"], *middles)


def by_section(judged: Sequence[Judged]) -> tuple[Punctuality, ...]:
    """The same for each section that any of them is in, by its code."""
    sections = sorted({one.posting.section for one in judged})
    return tuple(
        punctuality((one for one in judged if one.posting.section == section), section) for section in sections
    )


def middle(lags: Sequence[int]) -> float | None:
    """The median; of an even number the mean of the two in the middle."""
    return float(median(lags)) if lags else None


def ninth_of_ten(lags: Sequence[int]) -> float | None:
    """The least that nine of ten do not exceed; `lags` ascending.

    >>> ninth_of_ten([0, 0, 1, 1, 1, 2, 2, 3, 5, 30]), ninth_of_ten([4])
    (5.0, 4.0)
    """
    return float(lags[ceil(0.9 * len(lags)) - 1]) if lags else None
