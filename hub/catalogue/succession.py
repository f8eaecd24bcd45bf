"""Which agency has taken over from another: a question of the day. Pure."""

from collections.abc import Mapping
from datetime import date

from hub.records import Agency


def successor_of(agency: Agency, agencies: Mapping[str, Agency], today: date) -> Agency | None:
    """The agency of these, by slug, that has taken over by this Vietnamese day; None while nobody has.

    `valid_to` is the day on which the successor begins; without one it has begun already.

    >>> old, new = Agency("so-gtvt", "Sở GTVT", valid_to=date(2025, 3, 1), successor="so-xd"), Agency("so-xd", "Sở XD")
    >>> both = {one.slug: one for one in (old, new)}
    >>> [successor_of(old, both, date(2025, *day)) == new for day in ((2, 28), (3, 1))]
    [False, True]
    """
    if agency.successor is None or (agency.valid_to and today < agency.valid_to):
        return None
    return agencies.get(agency.successor)
