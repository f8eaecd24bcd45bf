"""What is announced is often one line and a file: then the file says what the page does not. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from hub.intake.normalise import MOST_READ, digest, summary_of
from hub.records import Attachment, Notice
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.issue import issue_facts
from hub.vietnamese.numbers import cited_numbers, number_key, parse_number
from hub.vietnamese.text import clean_lines

_ONE_LINE = 300  # letters of a page that merely points to its file


def told_by_files(notice: Notice) -> Notice:
    """The notice with what the first file that has a text says, as far as row and page are silent.

    Its text is the notice's where the page has none; number, day, signer and what it cites also where it has a line.
    """
    if notice.redacted or not notice.attachments or len(notice.text) > _ONE_LINE:
        return notice
    said = _first_text(notice.attachments)
    return _filled(notice, said) if said else notice


def retold(known: Notice, files: tuple[Attachment, ...]) -> Notice:
    """A known notice with its files as they are now: a text that a file told is told anew."""
    told = clean_lines(_first_text(known.attachments))
    if not told or known.text != told:
        return told_by_files(replace(known, attachments=files))
    merged = told_by_files(replace(known, attachments=files, text="", summary=""))
    return replace(merged, digest=digest(merged))


def _first_text(files: Iterable[Attachment]) -> str:
    return next((file.text for file in files if file.text), "")[:MOST_READ]


def _filled(notice: Notice, said: str) -> Notice:
    facts = issue_facts(notice.title, said)
    number = parse_number(notice.doc_number or "") or facts.number
    issued_on = notice.issued_on or facts.issued_on
    year = (issued_on or notice.published.astimezone(VIETNAM)).year
    text = notice.text or clean_lines(said)
    filled = replace(
        notice,
        text=text,
        summary=notice.summary or summary_of(text),
        doc_number=notice.doc_number or (number.printed if number else None),
        doc_key=notice.doc_key or (number_key(notice.agency, number, year) if number else None),
        doc_type=notice.doc_type or facts.type,
        issued_on=issued_on,
        signer=notice.signer or facts.signer,
        cites=notice.cites or cited_numbers(notice.title, said, number),
    )
    return replace(filled, digest=digest(filled))
