"""What pages said, on its way into the store: made comparable first, its bytes kept, then written with others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hub.intake.decide import decide
from hub.intake.known import find_all_known
from hub.intake.ports import Keeper
from hub.intake.statements import Statement
from hub.records import Attachment, Fetch, PageRead

Progress = tuple[Counter[str], dict[int, Fetch]]


class Prepared(NamedTuple):
    """What a page said, its files as fetched (by URL), and what it states where it says something new."""

    event: PageRead
    files: Mapping[str, Attachment]
    statement: Statement | None = None


def keep_evidence(store: Keeper, pages: Sequence[Prepared]) -> None:
    """Keep the pages' bytes that make or fill in a state: never those of a redacted notice, no orphans."""
    proofs = [(page.event.fetch, page.statement) for page in pages if page.statement and page.event.fetch.ok]
    known = find_all_known(store.notices, [statement for _, statement in proofs]) if proofs else []
    store.blobs.put_each([
        fetch.body
        for (fetch, statement), before in zip(proofs, known, strict=True)
        if fetch.body and decide(before, statement.said, fetch.at).kind != "unchanged"
    ])  # fmt: skip
