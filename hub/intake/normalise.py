"""Item -> Notice: what a source said, made into what the hub keeps. Pure; one function a field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from hub.catalogue.sections import SECTIONS, section_code
from hub.intake.file_names import linked_name
from hub.intake.identity import notice_id, own_aliases, url_aliases
from hub.intake.markup import once_escaped, plain_text, safe_html, title_text
from hub.records import Attachment, Item, Moment, Notice, Origin, Precision, Source, StatedDate
from hub.vietnamese.counters import without_counters
from hub.vietnamese.dates import VIETNAM, parse_date
from hub.vietnamese.encodings import repair
from hub.vietnamese.issue import issue_facts
from hub.vietnamese.numbers import cited_numbers, number_key, parse_number
from hub.vietnamese.text import clean, fold

_SUMMARY_LENGTH = 300
_MOST_TITLE = 1_000
_UNTITLED = "(không có tiêu đề)"
MOST_READ = 100_000  # characters in which facts are looked for: 40 pages, half a second at the worst
_FINER = {"minute": 0, "hour": 1, "day": 2}


@dataclass(frozen=True, slots=True)
class Publication:
    """When a notice was published, how exactly that is known, who says so, and in which words."""

    at: datetime
    precision: Precision
    origin: Origin
    raw: str


def notice_from_item(item: Item, source: Source, now: datetime, *, catching_up: bool = False) -> Notice:
    """The notice an item announces, as if it were new at `now`; its id comes from its first alias.

    `catching_up` is a source's first collection or a backfill: its notices are `updated` when
    they were published, so that old news floods no subscriber (DESIGN 5.6).
    """
    title = title_text(repair(item.title[:MOST_READ]))[:_MOST_TITLE]
    html = safe_html(_markup(item), _base(item))
    text = plain_text(html)
    facts = issue_facts(title, text[:MOST_READ])
    number = (parse_number(item.number) if item.number else None) or facts.number
    published = publication(item.dates, source.date_order, now)
    issued_year = facts.issued_on.year if facts.issued_on else published.at.astimezone(VIETNAM).year
    whole_title = title or _first_line(text) or item.url or _UNTITLED
    printed = number.printed if number else None
    attachments = _attachments(item)
    return Notice(
        id=notice_id((*url_aliases(item), *own_aliases(item))[0]),
        source=item.source,
        agency=source.agency,
        url=item.url,
        title=whole_title,
        first_seen=now,
        updated=min(published.at, now) if catching_up else now,
        published=published.at,
        published_precision=published.precision,
        published_from=published.origin,
        published_raw=published.raw,
        summary=_summary(item, text),
        text=text,
        html=html,
        html_from=item.html_from,
        section=_section(item, source),
        section_source=clean(item.section) or _heading_hint(source),
        doc_number=printed,
        doc_key=number_key(source.agency, number, issued_year) if number else None,
        doc_type=facts.type if number == facts.number else number.type if number else None,
        issued_on=facts.issued_on,
        signer=facts.signer,
        attachments=attachments,
        cites=cited_numbers(title, text[:MOST_READ], number),
        sources=(item.source,),
        digest=_fingerprint(whole_title, text, printed, attachments),
        page_sha256=item.page_sha256,
    )


def _markup(item: Item) -> str:
    """The body as markup in today's letters; what only a feed told may be escaped twice."""
    markup = item.html or item.summary
    return repair(markup if item.html_from == "page" else once_escaped(markup))


def _base(item: Item) -> str:
    """What relative links in the text refer to; of a page it is always the page."""
    return item.url if item.html_from == "page" else item.base or item.url


def publication(dates: Sequence[StatedDate], order: str, now: datetime) -> Publication:
    """The first stated date that can be read, refined by a later one that agrees with it.

    A feed that only knows the hour is refined by the page's minute of that same hour; a
    later date that disagrees is not believed. Without any, the notice dates from `now`.
    """
    read = [(moment, stated) for stated in dates if (moment := _moment(stated, order, now))]
    if not read:
        return Publication(now, "minute", "first_seen", dates[0].raw if dates else "")
    best, said = read[0]
    for other, stated in read[1:]:
        if is_finer(other, best):
            best, said = other, stated
    return Publication(best.at, best.precision, said.origin, said.raw)


def _moment(stated: StatedDate, order: str, now: datetime) -> Moment | None:
    return parse_date(stated.raw, seen=now, order=order, finest=stated.finest)


def is_finer(other: Moment, moment: Moment) -> bool:
    """Whether another moment says the same, and says it more exactly."""
    return _FINER[other.precision] < _FINER[moment.precision] and _agree(moment, other)


def _agree(coarse: Moment, fine: Moment) -> bool:
    shape = "%Y-%m-%d %H" if coarse.precision == "hour" else "%Y-%m-%d"
    return coarse.at.astimezone(VIETNAM).strftime(shape) == fine.at.astimezone(VIETNAM).strftime(shape)


def _first_line(text: str) -> str:
    return text.partition("\n")[0][:200]


def _summary(item: Item, text: str) -> str:
    has_both = item.html and item.summary
    said = plain_text(safe_html(once_escaped(item.summary), _base(item))).replace("\n", " ") if has_both else ""
    return said if said and len(said) <= 2 * _SUMMARY_LENGTH else summary_of(text)


def summary_of(text: str) -> str:
    """The first words of a text, on one line."""
    whole = text.replace("\n", " ")
    if len(whole) <= _SUMMARY_LENGTH:
        return whole
    return whole[:_SUMMARY_LENGTH].rpartition(" ")[0].rstrip(" ,;:.") + "…"


def _section(item: Item, source: Source) -> str:
    hint = source.section or ""
    own = section_code(clean(item.section)) if item.section else None
    return own or (hint if hint in SECTIONS else section_code(hint) or "")


def _heading_hint(source: Source) -> str:
    """A section hint that is a heading as the site prints it, not one of our codes."""
    return "" if not source.section or source.section in SECTIONS else clean(source.section)


def _attachments(item: Item) -> tuple[Attachment, ...]:
    unique = {link.url: link for link in item.files}.values()
    return tuple(Attachment(link.url, linked_name(link.name, link.url), link.media_type, link.bytes) for link in unique)


def digest(notice: Notice) -> str:
    """Fingerprint of what a notice *says*: not its date, section or place, no counters, no marks of layout."""
    return _fingerprint(notice.title, notice.text, notice.doc_number, notice.attachments)


def _fingerprint(title: str, text: str, number: str | None, attachments: Sequence[Attachment]) -> str:
    files = "\n".join(sorted(file.url for file in attachments))
    parts = (title, said_text(text), number or "", files)
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def said_text(text: str) -> str:
    """A plain text without what a site's machinery puts into it: counters and line breaks.

    >>> said_text("Kính gửi:\\n các xã Lượt xem: 1.252")
    'Kính gửi: các xã'
    """
    counted = without_counters(text)
    if counted is not text:
        return " ".join(counted.split())
    flat = text.replace("\n", " ")
    return " ".join(flat.split()) if "  " in flat else flat


def alike(one: str, other: str) -> bool:
    """Whether two titles could be one announcement's: they are equal, or share more than half of their syllables.

    >>> alike("Thông báo tuyển dụng viên chức", "Thông báo tuyển dụng viên chức (đính chính)")
    True
    >>> alike("Thông báo tuyển dụng", "Quyết định giá đất")
    False
    """
    left, right = set(fold(one).split()), set(fold(other).split())
    if one == other:
        return one != ""
    return 2 * len(left & right) > max(len(left), len(right)) > 0
