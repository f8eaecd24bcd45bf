"""Which documents a notice and its files name, and how its own stands to them: made from the notice, kept by the store.

A consumer of the change log, so that notices of before it existed are read once, and nobody who
collects waits for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from hub.records import Agency, Change, DocumentKey, Notice, Reference
from hub.vietnamese.citations import Named, number_part
from hub.vietnamese.dates import vietnamese_day
from hub.vietnamese.numbers import parse_number
from hub.vietnamese.offices import office_slug
from hub.vietnamese.relations import RELATIONS, Stated, stated_relations
from hub.wiring import Parts

MOST_READ = 100_000  # letters of a text, and of all files together, in which documents are looked for: 40 pages each
MOST_KEPT = 500
_WEIGHT = {relation: weight for weight, relation in enumerate(RELATIONS)}
_PORTION = 50

Place = tuple[str | None, int | None]
Said = tuple[Stated, Place]


def update_references(parts: Parts, changes: Sequence[Change]) -> None:
    """Read anew what these notices say of documents."""
    agencies = parts.store.sources.agencies()
    ids = list({change.notice for change in changes})
    for start in range(0, len(ids), _PORTION):
        portion = ids[start : start + _PORTION]
        said = {notice.id: references_of(notice, agencies) for notice in parts.store.notices.many(portion)}
        parts.store.references.save(said)


def references_of(notice: Notice, agencies: Sequence[Agency] = ()) -> tuple[Reference, ...]:
    """What a notice says of documents: first which one it is, then each document once, as what weighs most says it.

    An issuer that is one of the agencies is told by its slug.
    """
    if notice.redacted:
        return ()
    own = parse_number(notice.doc_number) if notice.doc_number else None
    told = _told(notice, own.canonical if own else None)
    kept = _once(_reference(notice.id, said, place, agencies) for said, place in told)
    return (*_own(notice), *kept)[:MOST_KEPT]


def _own(notice: Notice) -> Iterator[Reference]:
    number = parse_number(notice.doc_number) if notice.doc_number else None
    if number is not None:
        day = notice.issued_on or vietnamese_day(notice.published)
        document = DocumentKey(number_part(number), "", number.year or day.year, notice.agency)
        yield Reference(notice.id, number.printed, document, "is", notice.doc_type, notice.issued_on)


def _told(notice: Notice, own: str | None) -> Iterator[Said]:
    """All that is said, title first, then the text, then the files page by page."""
    for text in (notice.title, notice.text[:MOST_READ]):
        yield from ((said, (None, None)) for said in stated_relations(text, own, notice.doc_type))
    left = MOST_READ
    for file in notice.attachments:
        for number, page in enumerate(file.text.split("\f"), 1):
            if left <= 0 or not file.text:
                break
            stated = stated_relations(page[:left], own, notice.doc_type)
            yield from ((said, (file.sha256, number)) for said in stated)
            left -= len(page)


def _reference(notice: str, said: Stated, place: Place, agencies: Sequence[Agency]) -> Reference:
    return Reference(
        notice=notice,
        printed=said.to.printed,
        document=_key(said.to, agencies),
        relation=said.relation,
        type=said.to.type,
        issued=said.to.issued,
        is_part=said.is_part,
        of=_key(said.of, agencies) if said.of else None,
        of_printed=said.of.printed if said.of else "",
        sha256=place[0],
        page=place[1],
    )


def _key(named: Named, agencies: Sequence[Agency]) -> DocumentKey:
    return DocumentKey(named.number, named.law, named.year, office_slug(named.issuer, agencies))


def _once(told: Iterable[Reference]) -> list[Reference]:
    """Each document once for each that stands in a relation to it; what one place leaves out, another may say."""
    every = list(told)
    full = _fullest(dict.fromkeys(one.document for one in every))
    kept: dict[tuple[DocumentKey, DocumentKey | None], Reference] = {}
    for one in every:
        one = replace(one, document=full.get(one.document, one.document))
        before = kept.setdefault((one.document, one.of), one)
        if _WEIGHT[one.relation] < _WEIGHT[before.relation]:
            kept[one.document, one.of] = replace(one, issued=one.issued or before.issued)
    return list(kept.values())


def _fullest(keys: Iterable[DocumentKey]) -> Mapping[DocumentKey, DocumentKey]:
    """For a key the one that says all that is said of its document: where keys of a number agree, they mean one."""
    named: dict[tuple[str, str], list[DocumentKey]] = {}
    for key in keys:
        named.setdefault((key.number, "" if key.number else key.law), []).append(key)
    return {key: whole for same in named.values() if (whole := _together(same)) for key in same}


def _together(same: Sequence[DocumentKey]) -> DocumentKey | None:
    """What keys of one number say together, None where they contradict each other."""
    laws, issuers = {key.law for key in same if key.law}, {key.issuer for key in same if key.issuer}
    years = {key.year for key in same if key.year}
    if len(laws) > 1 or len(years) > 1 or len(issuers) > 1:
        return None
    return DocumentKey(same[0].number, *laws or ("",), *years or (None,), *issuers or ("",))
