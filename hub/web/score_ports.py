"""What the pages of the scorecard are handed by the roof."""

from datetime import date
from typing import Protocol

from hub.records import Scorecard


class Scorecards(Protocol):
    """What the months of agencies came to."""

    def months(self) -> tuple[date, ...]:
        """The first days of those of which anything is kept, the newest first."""
        ...

    def of_month(self, month: date) -> tuple[Scorecard, ...]: ...

    def of_agency(self, agency: str) -> tuple[Scorecard, ...]:
        """Every month's, the oldest first."""
        ...
