"""In which way our Atom agrees with what a case says of an entry, or why it is meant to differ.

Each rule looks at the case and at our entry, never at a name. A statement that none explains is a fault of ours.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Any

import feedparser
from ada_url import URL

from benchmarks.readback_cases import Case, Statement
from benchmarks.readback_markup import level, missing, words

SAME = "as it is"
NO_BASE = "base: Content-Location is none (RFC 7231, appendix B)"
_KINDS = {
    "title": {"title", "title_detail"},
    "text": {"description", "summary", "summary_detail", "content"},
    "link": {"link", "links"},
    "name": {"id", "guid", "guidislink"},
    "moment": {"published", "updated", "created", "issued", "modified", "date", "pubDate"},
    "author": {"author", "author_detail", "authors"},
    "category": {"tags", "category", "categories"},
    "file": {"enclosure", "enclosures"},
}
_FORM = frozenset({"language", "base", "type", "src"})
_FRAME = re.compile(r"\s*<p>Tác giả: .*\Z", re.S)
# what a text may lose on its way, for it shows or runs something, or says how a thing looks; all else must stay
_MUST_STAY = frozenset({
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "th", "thead", "tr", "u", "ul",
})  # fmt: skip
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d|\b[A-Z]{1,5})\s*$")
_HOME = "http://127.0.0.1:8097/"  # where feedparser's own tests are served


@dataclass(frozen=True)
class Reading:
    """A case beside what became of it: our entries, and the address its feed had."""

    case: Case
    url: str
    atom: bytes

    @cached_property
    def ours(self) -> list[Any]:
        """Our entries, as feedparser reads them."""
        return list(self.document["entries"])

    @cached_property
    def document(self) -> Any:
        """Our feed, as feedparser reads it."""
        return feedparser.parse(io.BytesIO(self.atom), response_headers={"content-type": "application/atom+xml"})

    @cached_property
    def theirs(self) -> list[Any]:
        """The case's entries as feedparser reads them when it leaves everything as it stands."""
        headers = {"content-type": "application/xml", **{k.lower(): v for k, v in self.case.headers.items()}}
        return list(
            feedparser.parse(
                io.BytesIO(self.case.body), sanitize_html=False, resolve_relative_uris=False, response_headers=headers
            )["entries"]
        )

    def based_on_url(self, value: str) -> str:
        """The value with the address of our feed for the one in a Content-Location header."""
        base = next((v for k, v in self.case.headers.items() if k.lower() == "content-location"), "")
        return value.replace(base, URL("/", self.url).href) if base else value

    @cached_property
    def is_garbled(self) -> bool:
        """Whether the bytes are not in the encoding that they claim."""
        claimed = re.search(rb"<\?xml[^>]*encoding=['\"]([\w.-]+)", self.case.body)
        try:
            self.case.body.decode(claimed[1].decode() if claimed else "utf-8")
        except (UnicodeError, LookupError):
            return True
        return False


def explain(reading: Reading, statement: Statement) -> str | None:
    """SAME, or the name of the difference; None where there is no reason for it."""
    kind = kind_of(statement)
    if kind == "other":
        return f"no field of ours: {statement.field}"
    if kind == "form":
        return "form: language, base and type are those of our entries"
    if not reading.ours:
        return "nothing said: no address, name, title, text or document" if says_nothing(reading.theirs) else None
    if statement.sign != "equal":
        return "form: how many there are, and whether a guid is an address"
    values = list(_values(statement, reading.url))
    found = [_explained(kind, value, entry, reading) for value in values for entry in reading.ours]
    return next((reason for reason in sorted(filter(None, found), key=lambda reason: reason != SAME)), None)


def illustrates(file: Any) -> bool:
    """Whether a file is picture or sound, which is not what is announced."""
    return str(file.get("type")).startswith(("image/", "audio/", "video/"))


def kind_of(statement: Statement) -> str:
    """What the statement is about, or `form` or `other`."""
    field = statement.field.removesuffix("Parsed").removesuffix("_parsed")
    kind = next((kind for kind, fields in _KINDS.items() if field in fields), "other")
    is_form = statement.path[-1] in _FORM and kind in ("title", "text")
    return "form" if is_form else kind


def says_nothing(entries: Sequence[Any]) -> bool:
    """Whether nothing stands in these entries that could be announced."""
    fields = ("title", "link", "id", "summary")
    texts = (dict.get(entry, field) for entry in entries for field in fields)
    parts = (part["value"] for entry in entries for part in dict.get(entry, "content") or ())
    files = (file.get("href") for entry in entries for file in enclosures(entry) if not illustrates(file))
    return not any(text and text.strip() for text in chain(texts, parts, files))


def enclosures(entry: Any) -> list[Any]:
    """The files of an entry."""
    return [link for link in dict.get(entry, "links") or () if link.get("rel") == "enclosure"]


def _values(statement: Statement, url: str) -> Iterator[Any]:
    """The strings or moments that are said, wherever the case wraps them."""
    wrapped = statement.value if isinstance(statement.value, list) else [statement.value]
    for value in wrapped:
        if isinstance(value, dict):
            value = next((value[k] for k in ("href", "url", "value", "name", "term") if k in value), None)
        if isinstance(value, str):
            value = value.replace(_HOME, URL("/", url).href)
        if value is not None:
            yield value


def _explained(kind: str, value: Any, entry: Any, reading: Reading) -> str | None:
    reason = _RULES[kind](value, entry, reading)
    return reason or ("letters: the bytes are not in the encoding they claim" if reading.is_garbled else None)


# --- what each kind of thing may become --------------------------------------------------


def _title(value: str, entry: Any, reading: Reading) -> str | None:
    title = dict.get(entry, "title") or ""
    if title == value:
        return SAME
    raw = [dict.get(theirs, "title") or "" for theirs in reading.theirs]
    as_browsers_do = {words(text) for text in raw if "<" in text}
    if title in {level(value), words(value), words(words(value)), *as_browsers_do}:
        return "title: one line of plain text"
    is_wordless = not words(value) or not any(map(words, raw))
    return "title: no words in it, so it is named by the text or as untitled" if is_wordless else None


def _text(value: str, entry: Any, reading: Reading) -> str | None:
    html = _FRAME.sub("", entry["content"][0]["value"]) if dict.get(entry, "content") else ""
    if value in (html, dict.get(entry, "summary")):
        return SAME
    if level(value) == words(html) or level(value) == level(dict.get(entry, "summary") or ""):
        return "text: plain text is set in paragraphs, blanks levelled"
    if reason := _less(html, value):
        return reason
    if _less(html, reading.based_on_url(value)):
        return NO_BASE
    raw = [text for theirs in reading.theirs for text in _texts(theirs)]
    if any(_less(html, text) for text in raw):
        return "text: broken markup is read as browsers read it"
    if any(words(html) == level(text) or _is_twice_escaped(text, html) for text in (value, *raw)):
        return "text: markup escaped twice is markup, and what is not said to be HTML is text"
    return None


def _is_twice_escaped(text: str, html: str) -> bool:
    return missing("", text) == frozenset() and words(words(text)) == words(html)


def _texts(entry: Any) -> Iterator[str]:
    yield dict.get(entry, "summary") or ""
    for part in dict.get(entry, "content") or ():
        yield part["value"]


def _less(html: str, value: str) -> str | None:
    """The reason where the same is said with less markup, or with the same."""
    lacking = missing(html, value)
    if lacking is None or words(html) != words(value) or lacking & _MUST_STAY:
        return None
    return (
        "text: cleaned of what could run, load, ask or dress" if lacking else "text: the same markup, written otherwise"
    )


def _link(value: str, entry: Any, reading: Reading) -> str | None:
    via = [link["href"] for link in entry["links"] if link["rel"] in ("via", "enclosure")]
    if value in via:
        return "link: to the source as rel=via, ours leads to the kept notice"
    if _canonical(value) in map(_canonical, via):
        return "link: written canonically"
    if not value.startswith(("http://", "https://")):
        return "link: relation, title and kind of a foreign link are not kept"
    if reading.based_on_url(value) in via:
        return NO_BASE
    links = [link for theirs in reading.theirs for link in dict.get(theirs, "links") or () if link.get("href")]
    pages = [_canonical(link["href"]) for link in links if link.get("rel") == "alternate"]
    if _canonical(value) in pages[1:] and pages[0] in map(_canonical, via):
        return "link: the first of several"
    is_other = any(_canonical(link["href"]) == _canonical(value) and link.get("rel") != "alternate" for link in links)
    return "link: other relations than alternate and enclosure are not kept" if is_other else None


def _canonical(address: str) -> str:
    try:
        return URL(address).href
    except ValueError:
        return address


def _name(value: Any, entry: Any, reading: Reading) -> str | None:
    return "id: a tag: URI of the hub's own" if entry["id"].startswith("tag:") else None


def _moment(value: Any, entry: Any, reading: Reading) -> str | None:
    ours = datetime(*entry["published_parsed"][:6], tzinfo=UTC)
    said = [text for theirs in reading.theirs for text in _dates(theirs)]
    if isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        return "date: written as RFC 3339 in Vietnamese time" if value in said else None
    moment = datetime(*value[:6], tzinfo=UTC) if isinstance(value, tuple) else datetime.fromisoformat(value)
    if ours == moment:
        return SAME
    if ours == moment.replace(second=0, microsecond=0):
        return "date: to the minute"
    if moment - ours == timedelta(hours=7) and any(not _ZONE.search(text) for text in said):
        return "date: without a zone it is Vietnam's"
    if len(set(said)) > 1:
        return "date: the first of published, created and updated; when the hub learnt of a change is another moment"
    return None


def _dates(entry: Any) -> Iterator[str]:
    for name in ("published", "updated", "created", "expired"):
        if text := dict.get(entry, name):
            yield text


def _author(value: Any, entry: Any, reading: Reading) -> str | None:
    return SAME if value == entry["author"] else "author: the agency that announces"


def _category(value: Any, entry: Any, reading: Reading) -> str | None:
    terms = [tag["term"] for tag in dict.get(entry, "tags") or ()]
    return SAME if value in terms else "category: the first one, and sections of our own"


def _file(value: Any, entry: Any, reading: Reading) -> str | None:
    found = {str(text) for file in enclosures(entry) for text in file.values()}
    if value in found:
        return SAME
    is_aside = any(illustrates(file) for theirs in reading.theirs for file in enclosures(theirs))
    return "file: pictures and sound illustrate, they are not what is announced" if is_aside else None


_RULES = {
    "title": _title,
    "text": _text,
    "link": _link,
    "name": _name,
    "moment": _moment,
    "author": _author,
    "category": _category,
    "file": _file,
}
