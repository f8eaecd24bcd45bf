"""The scorecard as people read it: shares with their bars, figures beside them. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.records import Agency, Punctuality, Scorecard
from hub.vietnamese.text import slug
from hub.web.months import month_text

WIDE = 100  # of a bar, in the units of its picture
FIELDS = (
    "agency", "name", "month", "counted", "notices", "in_time", "late", "undated", "no_deadline", "in_time_share",
    "median", "p90", "seen_median", "seen_p90", "visits", "answered", "uptime_share", "files", "broken_files", "pages",
    "broken_pages", "metadata_complete", "metadata_share", "feeds", "faulty_feeds", "listed", "stored", "missing",
    "open_gaps",
)  # fmt: skip
"""The columns of the table for spreadsheets."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; there is none of nothing."""

    part: float
    whole: float

    @property
    def value(self) -> float | None:
        """Between 0 and 1."""
        return self.part / self.whole if self.whole else None

    @property
    def wide(self) -> int:
        """The width of its bar; what is not all of it is never drawn as if it were."""
        return min(round(WIDE * self.part / self.whole), WIDE - (self.part < self.whole)) if self.whole else 0


@dataclass(frozen=True, slots=True)
class Row:
    """A scorecard with the name of its agency and the shares that its figures make."""

    card: Scorecard
    name: str

    @property
    def shares(self) -> Mapping[str, Share]:
        """By measure, what is as it should be."""
        card, links = self.card, self.card.links
        tried, broken = links.files + links.pages, links.broken_files + links.broken_pages
        return {
            "timeliness": in_time(card.punctuality),
            "uptime": Share(card.uptime.up, card.uptime.known),
            "links": Share(tried - broken, tried),
            "metadata": Share(card.metadata.complete, card.metadata.notices),
            "feeds": Share(card.feeds.feeds - card.feeds.faulty, card.feeds.feeds),
            "wholeness": Share(card.wholeness.listed - card.wholeness.missing, card.wholeness.listed),
        }


def in_time(told: Punctuality) -> Share:
    """Of what has a deadline and a known day, what kept it."""
    return Share(told.in_time, told.in_time + told.late)


def rows(cards: Sequence[Scorecard], agencies: Mapping[str, Agency]) -> list[Row]:
    """The cards by the names of their agencies."""
    named = [Row(card, agencies[card.agency].name if card.agency in agencies else card.agency) for card in cards]
    return sorted(named, key=lambda row: (slug(row.name), row.card.agency))


def sums(every: Sequence[Row]) -> Mapping[str, Share]:
    """The shares of all of them together."""
    found: defaultdict[str, list[Share]] = defaultdict(list)
    for row in every:
        for name, share in row.shares.items():
            found[name].append(share)
    return {name: Share(sum(one.part for one in of), sum(one.whole for one in of)) for name, of in found.items()}


def cells(row: Row) -> list[object]:
    """A row of the table for spreadsheets, in the order of FIELDS; shares to three places."""
    card, told, links = row.card, row.card.punctuality, row.card.links
    share = {name: None if (value := one.value) is None else round(value, 3) for name, one in row.shares.items()}
    whole = card.wholeness
    return [
        card.agency, row.name, month_text(card.month), card.at.isoformat(timespec="seconds"), card.metadata.notices,
        told.in_time, told.late, told.undated, told.free, share["timeliness"], told.median, told.p90, told.seen_median,
        told.seen_p90, card.uptime.visits, card.uptime.answered, share["uptime"], links.files, links.broken_files,
        links.pages, links.broken_pages, card.metadata.complete, share["metadata"], card.feeds.feeds,
        card.feeds.faulty, whole.listed, whole.stored, whole.missing, whole.gaps,
    ]  # fmt: skip


# --- months --------------------------------------------------------------------------------
