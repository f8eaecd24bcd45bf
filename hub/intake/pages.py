"""What pages said, on its way into the store: made comparable first, its bytes kept, then written with others."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hub.intake.decide import decide
from hub.intake.identity import own_aliases, url_aliases
from hub.intake.known import find_all_known, find_known
from hub.intake.ports import Keeper, NoticeFinder
from hub.intake.statements import Statement
from hub.records import Attachment, Fetch, Notice, PageRead

Progress = tuple[dict[str, int], dict[int, Fetch]]


class Prepared(NamedTuple):
    """What a page said, its files as fetched (by URL), and what it states where it says something new."""

    event: PageRead
    files: Mapping[str, Attachment]
    statement: Statement | None = None


class Known:
    """What is known of what a group of pages states: looked up for all at once, by the transaction that writes them.

    It is looked up anew for a page that an earlier one of the group may have changed.
    """

    def __init__(self, notices: NoticeFinder, pages: Sequence[Prepared]) -> None:
        statements = [page.statement for page in pages if page.statement]
        # a page that states nothing may take its notice back or bring it again, whatever other names that has
        together = statements if len(statements) == len(pages) else []
        found = find_all_known(notices, together) if together else []
        self._notices, self._touched = notices, set[str]()
        self._found = {id(statement): known for statement, known in zip(together, found, strict=True)}

    def of(self, statement: Statement) -> Notice | None:
        """The notice as it stands now; None where there is none."""
        item, said = statement
        names = {said.id, *url_aliases(item), *own_aliases(item)}
        known = self._found.get(id(statement))
        is_as_found = id(statement) in self._found and self._touched.isdisjoint({*names, known.id if known else ""})
        known = known if is_as_found else find_known(self._notices, item, said.title)
        self._touched |= names | ({known.id} if known else set())
        return known


def keep_evidence(store: Keeper, pages: Sequence[Prepared]) -> None:
    """Keep the pages' bytes that make or fill in a state: never those of a redacted notice, no orphans."""
    proofs = [(page.event.fetch, page.statement) for page in pages if page.statement and page.event.fetch.ok]
    known = find_all_known(store.notices, [statement for _, statement in proofs]) if proofs else []
    store.blobs.put_each([
        fetch.body
        for (fetch, statement), before in zip(proofs, known, strict=True)
        if fetch.body and decide(before, statement.said, fetch.at).kind != "unchanged"
    ])  # fmt: skip
