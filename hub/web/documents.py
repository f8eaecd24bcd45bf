"""What is known of a document by its number or name, whether or not the hub has it: for its page and the API."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hub.records import DocumentKey, Notice, Reference
from hub.vietnamese.document_keys import document_address, has_one_issuer, may_be_same
from hub.vietnamese.relations import CHANGING, RELATIONS
from hub.web.ports import Store

SHOWN = 20
"""How many notices are named for each relation; the others are counted."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A notice that publishes the document, or, not certain, one of the same number from another office."""

    notice: Notice
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """One end of a relation: a document (`address`, `printed`; both "" where the notice names none) as a notice says.

    `page` is the page of a file of the notice where it stands, None for its title and text.
    """

    relation: str
    is_part: bool
    printed: str
    address: str
    notice: Notice
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The ties of one relation, the newest first, and in how many notices there are such."""

    relation: str
    ties: tuple[Tie, ...]
    count: int

    @property
    def more(self) -> int:
        """How many notices are counted and not shown."""
        return max(self.count - len({tie.notice.id for tie in self.ties}), 0)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """All of it. `changes` are what others do to it; `years` those of its number, where none was asked for."""

    key: DocumentKey
    printed: str
    type: str | None
    bearers: tuple[Bearer, ...]
    changes: tuple[Tie, ...]
    cites: tuple[Group, ...]
    cited_by: tuple[Group, ...]
    years: tuple[int, ...]

    @property
    def address(self) -> str:
        """Its key as it stands in addresses."""
        return document_address(self.key)

    @property
    def is_known(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.bearers or self.cites or self.cited_by)

    @property
    def certain(self) -> tuple[Bearer, ...]:
        """The notices that publish it."""
        return tuple(bearer for bearer in self.bearers if bearer.is_certain)

    @property
    def perhaps(self) -> tuple[Bearer, ...]:
        """The notices of the same number that others posted."""
        return tuple(bearer for bearer in self.bearers if not bearer.is_certain)


def gather_document(store: Store, key: DocumentKey) -> KnownDocument:
    """What the store knows of the document. What cites it is counted, and the newest of it read."""
    references = store.references
    own = references.bearers(key)
    counts = references.counts(key)
    named = {relation: references.named_by(key, relation, SHOWN) for relation in RELATIONS if relation in counts}
    certain = [one for one in own if is_certain(key, one)]
    said = [*_said_by(store, certain), *references.said_to_do(key, SHOWN)]
    every = [*own, *said, *(one for ones in named.values() for one in ones)]
    notices = _notices(store, every)
    first = next((one for one in (*certain, *own, *(ones[0] for ones in named.values() if ones))), None)
    cited_by = _groups(named, notices, counts, is_named=False)
    return KnownDocument(
        key=key,
        printed=first.printed if first else "",
        type=first.type if first else None,
        bearers=tuple(Bearer(notices[one.notice], is_certain(key, one)) for one in own if one.notice in notices),
        changes=tuple(tie for group in cited_by if group.relation in CHANGING for tie in group.ties),
        cites=_groups(_by_relation(said), notices, {}, is_named=True),
        cited_by=cited_by,
        years=() if key.year else _years(every, key),
    )


def is_certain(key: DocumentKey, bearer: Reference) -> bool:
    """Whether the notice's own document is the one that is asked for, as far as issuer and number can say."""
    return has_one_issuer(key.number) or key.issuer in ("", bearer.document.issuer)


def cited_groups(store: Store, one: Notice) -> tuple[Group, ...]:
    """What a notice cites, by relation."""
    said = [reference for reference in store.references.of_notice(one.id) if reference.relation != "is"]
    return _groups(
        _by_relation(reference for reference in said if reference.of is None), {one.id: one}, {}, is_named=True
    )


def own_document(store: Store, one: Notice) -> DocumentKey | None:
    """The document that a notice publishes."""
    return next((said.document for said in store.references.of_notice(one.id) if said.relation == "is"), None)


def _said_by(store: Store, bearers: Sequence[Reference]) -> list[Reference]:
    """What the document itself says, as its first notices have it."""
    said = (one for bearer in bearers[:3] for one in store.references.of_notice(bearer.notice))
    return [one for one in said if one.relation != "is" and one.of is None]


def _notices(store: Store, said: Iterable[Reference]) -> Mapping[str, Notice]:
    ids = list(dict.fromkeys(one.notice for one in said))
    return {notice.id: notice for notice in store.notices.many(ids) if not notice.redacted}


def _by_relation(said: Iterable[Reference]) -> Mapping[str, Sequence[Reference]]:
    found: dict[str, list[Reference]] = {}
    for one in said:
        found.setdefault(one.relation, []).append(one)
    return found


def _groups(
    said: Mapping[str, Sequence[Reference]],
    notices: Mapping[str, Notice],
    counts: Mapping[str, int],
    *,
    is_named: bool,
) -> tuple[Group, ...]:
    """Ties by relation, what weighs most first; `is_named`: the other end is the document that is named."""
    groups = []
    for relation in RELATIONS:
        ties = [
            _tie(one, notices[one.notice], is_named=is_named) for one in said.get(relation, ()) if one.notice in notices
        ]
        once = {
            tie.address or tie.notice.id if is_named else (tie.address, tie.notice.id): tie for tie in reversed(ties)
        }
        kept = tuple(reversed(once.values()))
        if kept:
            groups.append(Group(relation, kept, counts.get(relation, 0)))
    return tuple(groups)


def _tie(one: Reference, notice: Notice, *, is_named: bool) -> Tie:
    key, printed = (one.document, one.printed) if is_named else (one.of, one.of_printed)
    if key and not key.number:
        printed = f"{printed} {key.year or ''}".strip()
    tie = Tie(one.relation, one.is_part, printed, document_address(key) if key else "", notice, one.page)
    return tie if is_named or key else replace(tie, printed=notice.doc_number or "")


def _years(said: Iterable[Reference], key: DocumentKey) -> tuple[int, ...]:
    """The years in which documents of this number are known, the newest first."""
    same = (one.document for one in said if may_be_same(key, one.document))
    return tuple(sorted({document.year for document in same if document.year}, reverse=True))
