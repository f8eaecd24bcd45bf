"""Incidents as the public is told of them: on the coverage page, in their feed and in the API. Pure.

Who sees to an incident and who wrote a note is for operators: names of accounts are not given out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from babel.dates import format_timedelta

from feeds.channels import Names
from feeds.entries import Channel, feed, tag
from hub.errors import CODES
from hub.records import Feed, FeedEntry, Incident, IncidentNote, Source
from hub.web.show import moment_text, number_text
from hub.web.words import Lang, known_word, word

PATH = "feeds/incidents"
PAGE = "coverage"
_ADVICE = {
    "away": ("connect_refused", "connect_timeout", "reset", "deadline", "truncated", "http_5xx", "maintenance_page"),
    "name": ("dns_not_found", "dns_failed"),
    "tls": ("tls_expired", "tls_host", "tls_chain", "tls_protocol"),
    "refusing": ("challenge_page", "login_page", "robots_denied", "http_429", "blocked_address"),
    "lost": ("http_4xx", "redirect_loop", "redirect_refused", "moved"),
    "gone": ("http_410", "gone"),
    "layout": ("layout_changed", "not_a_listing", "not_a_feed", "empty"),
    "unreadable": ("too_large", "bad_encoding", "parse_failed", "partial"),
    "silent": ("silent",),
    "late": ("late",),
    "internal": ("internal",),
}
ADVICE: Mapping[str, str] = {cause: advice for advice, causes in _ADVICE.items() for cause in causes}


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident in words; of its sources each is named once, those that are not back yet first."""

    id: str
    title: str
    why: str
    advice: str
    when: str
    sources: tuple[str, ...]
    late: str
    notes: tuple[IncidentNote, ...]
    cause: str
    is_open: bool


def incident_line(incident: Incident, sources: Mapping[str, Source], lang: Lang) -> IncidentLine:
    """The incident in the visitor's language."""
    back = {one.source for one in incident.affected} - (still := {one.source for one in incident.present})
    named = tuple(_name(slug, sources) for group in (still, back) for slug in sorted(group))
    return IncidentLine(
        id=incident.id,
        title=incident_title(incident, sources, lang),
        why=cause_text(incident.cause, lang),
        advice=advice_text(incident, lang),
        when=when_text(incident, lang),
        sources=named,
        late=_count("incident_late", incident.late, lang) if incident.closed else "",
        notes=incident.notes,
        cause=incident.cause,
        is_open=incident.closed is None,
    )


def incident_title(incident: Incident, sources: Mapping[str, Source], lang: Lang) -> str:
    """Whom it concerns: the source, or how many of which host."""
    count = len({one.source for one in incident.affected})
    if not incident.place:
        return _count("incident_of_hub", count, lang)
    if ":" not in incident.place:
        return _name(incident.place, sources)
    host = incident.place.removesuffix(":443").removesuffix(":80")
    return f"{host}: {_count('incident_sources', count, lang)}"


def cause_text(cause: str, lang: Lang) -> str:
    """A code of an error, or a state, in words."""
    return known_word(lang, "error" if cause in CODES else "state_means", cause)


def advice_text(incident: Incident, lang: Lang) -> str:
    """What can be done about it."""
    is_ours = not incident.place and incident.cause != "internal"
    return known_word(lang, "advice", "hub" if is_ours else ADVICE.get(incident.cause, "unreadable"))


def when_text(incident: Incident, lang: Lang) -> str:
    """Since when, and until when for how long."""
    since = moment_text(incident.opened, lang)
    if incident.closed is None:
        return word(lang, "incident_since", since=since)
    lasted = span_text(incident.closed - incident.opened, lang)
    return word(lang, "incident_over", since=since, until=moment_text(incident.closed, lang), lasted=lasted)


def span_text(span: timedelta, lang: Lang) -> str:
    """A length of time.

    >>> span_text(timedelta(hours=30), "vi"), span_text(timedelta(minutes=95), "en")
    ('1 ngày 6 giờ', '1 hour 35 minutes')
    """
    minutes = max(round(span.total_seconds() / 60), 1)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [timedelta(days=days), timedelta(hours=hours), timedelta(minutes=0 if days else minutes)]
    units = ("day", "hour", "minute")
    said = (format_timedelta(p, u, threshold=1e9, locale=lang) for p, u in zip(parts, units, strict=True) if p)  # type: ignore[arg-type]
    return " ".join(said)


def incident_feed(incidents: Iterable[Incident], known: Names, lang: Lang) -> Feed:
    """The feed of incidents: an entry each, anew at its top whenever something became of it."""
    about = Channel(PATH, f"Đầu Mối: {word(lang, 'channel.incidents')}", word(lang, "incidents_lead"), page=PAGE)
    entries = (_entry(incident, known, lang) for incident in incidents)
    return feed(about, entries, authority=known.authority, base_url=known.base_url)


def _entry(incident: Incident, known: Names, lang: Lang) -> FeedEntry:
    line = incident_line(incident, known.sources, lang)
    page = f"{known.base_url}/{PAGE}#incident-{incident.id}"
    remark = word(lang, "incident_open" if line.is_open else "incident_closed")
    return FeedEntry(
        id=tag(known.authority, f"incident/{incident.id}"),
        url=page,
        title=f"{remark}: {line.title}",
        html=_html(line, lang),
        published=incident.opened,
        updated=max(incident.updated, incident.opened),
        author="Đầu Mối",
        source_title="Đầu Mối",
        source_url=page,
        source_feed=f"{known.base_url}/{PATH}.atom",
        summary=f"{line.why} {line.when}.",
        remark=remark,
        categories=((tag(known.authority, "incident"), incident.cause),),
        lang=lang,
    )


def _html(line: IncidentLine, lang: Lang) -> str:
    said = [f"{line.why} ({line.cause})", line.when, line.late, line.advice]
    said += [f"{moment_text(note.at, lang)}: {note.text}" for note in line.notes]
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in said if text)
    named = "".join(f"<li>{escape(name)}</li>" for name in line.sources)
    return f"{paragraphs}\n<ul>{named}</ul>"


def _name(slug: str, sources: Mapping[str, Source]) -> str:
    return (sources[slug].name if slug in sources else "") or slug


def _count(key: str, n: int, lang: Lang) -> str:
    return word(lang, key, n=number_text(n, lang), one=n == 1)


def ordered(open_ones: Sequence[Incident], closed: Sequence[Incident]) -> tuple[Incident, ...]:
    """Those that concern most sources first, then those that are over, the last first."""
    return (*sorted(open_ones, key=lambda one: (-len(one.present), one.opened)), *closed)


def place_in_list(incident: Incident) -> tuple[bool, datetime, str]:
    """Where it stands in the list of all incidents, as the store takes it."""
    return incident.closed is None, incident.closed or incident.opened, incident.id
