"""What pages ask of notices, of the change log and of kept bytes (`hub.web.ports`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from hub.records import Attachment, AttachmentState, Change, Filters, Notice, Revision

CountedField = Literal["agency", "section", "type"]


class Notices(Protocol):
    """The notices as they are now, and the states they went through."""

    def get(self, id: str) -> Notice | None: ...

    def many(self, ids: Sequence[str]) -> list[Notice]:
        """The notices of these ids, in this order; unknown ids are left out."""
        ...

    def newest(
        self,
        filters: Filters,
        *,
        by: Literal["updated", "published"] = ...,
        since: datetime | None = None,
        before: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> list[Notice]:
        """Newest first by (`by`, id); `before` is the (moment, id) the page begins after."""
        ...

    def learnt_before(self, cursor: int, limit: int) -> list[tuple[int, Notice]]:
        """Those that began before this line of the change log, the last first, each with its line."""
        ...

    def count(self, filters: Filters) -> int: ...

    def counts(self, field: CountedField, since: datetime | None, agency: str | None = ...) -> Mapping[str, int]:
        """How many notices each agency, section or type has, new or changed since then, or ever; of all agencies, or
        of one."""
        ...

    def revisions(self, id: str) -> Sequence[Revision]:
        """Every state, the first (n = 0) at the front."""
        ...

    def file_totals(self) -> Mapping[tuple[AttachmentState, str | None], int]:
        """How many files are in each state, and for which reason."""
        ...

    def in_cluster(self, cluster: str) -> Sequence[Notice]:
        """The notices that are the same announcement, the oldest first."""
        ...

    def file(self, sha256: str) -> Attachment | None:
        """An attachment with these bytes, if some notice links one."""
        ...


class Changes(Protocol):
    """The change log."""

    def after(self, cursor: int, limit: int = 500) -> Sequence[Change]: ...

    def begin_of(self, notice: str) -> int | None:
        """The line with which a notice began."""
        ...

    def newest(self) -> int: ...

    def consumed(self, consumer: str) -> int:
        """How far this consumer has worked the log off."""
        ...


class Blobs(Protocol):
    """Kept bytes by digest."""

    def path(self, sha256: str) -> Path:
        """Where these bytes are, if they are kept."""
        ...
