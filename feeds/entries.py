"""From notices to feeds: what an entry says, and how a channel is put together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from types import MappingProxyType
from urllib.parse import quote, unquote

from feeds.amending import amendment
from feeds.markup import MEDIA_TYPES, line
from hub.records import Attachment, Feed, FeedEntry, FileLink, LastEdit, Notice
from hub.vietnamese.numbers import TYPES

# the year is part of a tag's authority (RFC 4151): whoever owned the name then
_YEAR = 2010
# a feed without entries must bear a moment too, and it may not be the clock's
BEGINNING = datetime(_YEAR, 1, 1, tzinfo=UTC)
_SUMMARY = 300
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed we publish, before it is filled.

    `path` is its address below the hub, without suffix (`feeds/agencies/so-y-te`, `search`), `page` the
    page that shows the same, `query` what stands after `?` in both. `changed` is the moment of a change
    that left no entry behind (a redaction): the feed is never older.
    """

    path: str
    title: str
    subtitle: str = ""
    page: str = ""
    query: str = ""
    changed: datetime = BEGINNING


@dataclass(frozen=True, slots=True)
class _Words:
    lang: str
    redacted: str
    redacted_title: str
    author: str
    source: str
    files: str


_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        "vi": _Words(
            lang="vi",
            redacted="Nội dung thông báo này đã được lược bỏ theo quy định.",
            redacted_title="Thông báo đã được lược bỏ nội dung",
            author="Tác giả",
            source="Nguồn",
            files="Tệp đính kèm",
        ),
        "en": _Words(
            lang="en",
            redacted="The content of this notice has been removed as the law requires.",
            redacted_title="Notice with its content removed",
            author="Author",
            source="Source",
            files="Files",
        ),
    }
)


def feed_entry(
    notice: Notice,
    *,
    authority: str,
    base_url: str,
    agency_name: str,
    source_name: str,
    source_url: str,
    section_name: str = "",
    coverage: str = "",
    edit: LastEdit | None = None,
    lang: str = "vi",
) -> FeedEntry:
    """The notice as a feed shows it: remark, text, author and source, files.

    `source_url` is the feed or site it was read from, `edit` what made its newest revision; `lang` is the language of
    what the hub adds.
    Its `html` must be sanitised; only http and https addresses are passed on.
    """
    words = _WORDS.get(lang, _WORDS["vi"])
    remark = words.redacted if notice.redacted else amendment(notice, edit, lang)
    shown = _emptied(notice, words, source_url) if notice.redacted else notice
    files = _files(shown.attachments, base_url)
    credit = _credit(words, agency_name, source_name, _web(shown.url))
    title = line(shown.title) or shown.doc_number or shown.url
    return FeedEntry(
        id=tag(authority, f"notice/{notice.id}"),
        url=f"{base_url}/notices/{notice.id}",
        title=title,
        html="\n".join(
            part for part in (_paragraph(remark, words.lang), shown.html, credit, _list(words, files)) if part
        ),
        published=notice.published,
        updated=notice.updated,
        author=agency_name or source_name,
        source_title=source_name,
        source_url=_web(shown.url),
        source_feed=_web(source_url),
        summary=f"{remark} {_summary(shown) or title}".strip(),
        remark=remark,
        categories=_categories(notice, authority, section_name, agency_name),
        enclosures=files,
        number=notice.doc_number,
        lang=notice.lang,
        withdrawn=notice.withdrawn,
        issued=notice.issued_on,
        subject=section_name or notice.section,
        kind=TYPES.get(notice.doc_type or "", ("",))[0],
        coverage=coverage,
    )


def feed(channel: Channel, entries: Iterable[FeedEntry], *, authority: str, base_url: str) -> Feed:
    """The channel filled: newest `updated` first, entries of one moment by id."""
    ordered = sorted(entries, key=lambda entry: (entry.updated, entry.id), reverse=True)
    query = f"?{channel.query}" if channel.query else ""
    urls = {suffix: f"{base_url}/{channel.path}.{suffix}{query}" for suffix in MEDIA_TYPES}
    return Feed(
        id=tag(authority, f"{channel.path}{query}"),
        title=channel.title,
        subtitle=channel.subtitle,
        url=urls["atom"],
        home_url=f"{base_url}/{channel.page}{query}",
        updated=max([channel.changed, *(entry.updated for entry in ordered)]),
        entries=tuple(ordered),
        authority=authority,
        alternates=tuple((MEDIA_TYPES[suffix], url) for suffix, url in urls.items()),
    )


def tag(authority: str, name: str) -> str:
    """A tag URI: it stays the same when the hub moves to another address."""
    return f"tag:{authority},{_YEAR}:{name}"


def _emptied(notice: Notice, words: _Words, source_url: str) -> Notice:
    """A redacted notice without anything it said; its own address often spells out the title."""
    return replace(notice, title=words.redacted_title, url=source_url, summary="", text="", html="", attachments=())


def _summary(notice: Notice) -> str:
    """The source's own, or the first words of the text."""
    if notice.summary or len(notice.text) <= _SUMMARY:
        return notice.summary or line(notice.text)
    return f"{line(notice.text[:_SUMMARY].rpartition(' ')[0])} …"


def _paragraph(text: str, lang: str) -> str:
    return f'<p lang="{lang}">{escape(text)}</p>' if text else ""


def _credit(words: _Words, author: str, source: str, original: str) -> str:
    """Author and source, which whoever republishes must name (ND 43/2011 art. 5.3)."""
    return f"<p>{words.author}: {escape(author or source)}. {words.source}: {_link(original, source)}.</p>"


def _list(words: _Words, files: tuple[FileLink, ...]) -> str:
    if not files:
        return ""
    items = "".join(f"<li>{_link(file.url, file.name)}</li>" for file in files)
    return f"<p>{words.files}:</p>\n<ul>{items}</ul>"


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text or url)}</a>' if url else escape(text)


def _files(attachments: Iterable[Attachment], base_url: str) -> tuple[FileLink, ...]:
    files = (_file(attachment, base_url) for attachment in attachments)
    return tuple(file for file in files if file.url)


def _file(attachment: Attachment, base_url: str) -> FileLink:
    """The kept copy where there is one, for the source may lose its own."""
    name = _tidy(attachment.name) or _tidy(unquote(attachment.url.rpartition("/")[2])) or "file"
    # a name is often the text of a link, such as "Quyết định 12/QĐ-UBND"
    kept = f"{base_url}/files/{attachment.sha256}/{quote(name.replace('/', '-'), safe='')}"
    url = kept if attachment.sha256 else _web(attachment.url)
    media_type = (attachment.media_type or "").partition(";")[0].strip()
    return FileLink(url, name, media_type if _MEDIA_TYPE.fullmatch(media_type) else None, attachment.bytes)


def _tidy(name: str) -> str:
    return line(name).strip(". /")


def _web(url: str) -> str:
    """The address if it leads to the web; `javascript:` and its kind have no place in a feed."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _categories(notice: Notice, authority: str, section: str, agency: str) -> tuple[tuple[str, str], ...]:
    terms = (("section", section or notice.section), ("type", notice.doc_type), ("agency", agency))
    return tuple((tag(authority, scheme), term) for scheme, term in terms if term)
