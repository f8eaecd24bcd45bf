"""What an article page says of itself beside its text: title, dates, section, number, other addresses."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from lxml import etree

from hub.records import ArticleRule, Fetch, Item, StatedDate
from spiders.addresses import canonical_url, host_key
from spiders.byline import Layout, shown_date
from spiders.pages import Page
from spiders.sections import section_on
from spiders.selectors import select_text, text_of
from spiders.words import Trail, teaser_words, words_of

_CUT_SHORT = re.compile(r"(?:\.{2,}|…)\s*$")
_LEAST_TITLE = 12
_MOST_HEADINGS = 10


def title_of(page: Page, rule: ArticleRule, row: Item, headline: etree._Element | None) -> str:
    """The row's title; the page's where the row has none or a shortened one."""
    if row.title and not _CUT_SHORT.search(row.title):
        return row.title
    mention = "" if headline is None else text_of(headline)
    own = [text for text in (select_text(page.root, rule.title), *_headlines(page), mention) if text]
    if not row.title:
        return own[0] if own else ""
    stem = teaser_words(row.title)
    return next((text for text in own if words_of(text).startswith(stem)), row.title)


def dates_of(page: Page, rule: ArticleRule) -> tuple[StatedDate, ...]:
    """The dates that the rule, microdata and metadata state, as written."""
    found = [select_text(page.root, rule.date)]
    found += [_stated(node) for node in page.root.iterfind(".//*[@itemprop='datePublished']")]
    found += [_stated(node) for node in page.root.iterfind(".//meta[@property='article:published_time']")]
    return tuple(StatedDate(raw, "page") for raw in dict.fromkeys(filter(None, found)))


def dates_around(layout: Layout) -> tuple[StatedDate, ...]:
    """The first <time> with a machine's date in the article's region, and the line under its headline."""
    times = [] if layout.region is None else [_stated(node) for node in layout.region.iterfind(".//time[@datetime]")]
    return tuple(StatedDate(raw, "page") for raw in (*times[:1], shown_date(layout)) if raw)


def merge_dates(*lists: Iterable[StatedDate]) -> tuple[StatedDate, ...]:
    """All dates in their order, each wording once."""
    by_wording: dict[str, StatedDate] = {}
    for date in chain(*lists):
        by_wording.setdefault(date.raw, date)
    return tuple(by_wording.values())


def section_of(page: Page, trail: Trail, rule: ArticleRule, row: Item, headline: etree._Element | None) -> str:
    """The heading under which the page says it stands; `trail` is the page's."""
    return select_text(page.root, rule.section) or section_on(page, trail, headline, row.title)


def number_of(page: Page, rule: ArticleRule) -> str:
    """The document number, where the rule says where it stands."""
    return select_text(page.root, rule.number)


def aliases_of(page: Page, fetch: Fetch, row: Item) -> tuple[str, ...]:
    """Other addresses of the same page: where its link led to, and what it calls its canonical one.

    Believed only where the page's headline is the row's title: else a removed page that leads
    to the front page, or a CMS that calls every page by one name, would make all notices one.
    """
    title = teaser_words(row.title)
    if len(title) < _LEAST_TITLE or not any(title in words_of(text) for text in _headlines(page, with_title=True)):
        return ()
    stated = (page.link(node.get("href")) for node in page.root.iterfind(".//link[@rel='canonical']"))
    found = (canonical_url(url) for url in (fetch.final_url, *stated) if url)
    return tuple(dict.fromkeys(url for url in found if url and _may_name(url, row.url)))


def _may_name(url: str, row_url: str) -> bool:
    """Another address than the row's, on the same host, and not the host's front page."""
    path = url.partition("://")[2].partition("/")[2]
    return url != row_url and bool(path) and host_key(url) == host_key(row_url)


def _headlines(page: Page, with_title: bool = False) -> Iterator[str]:
    """The headings that name the page: those that its <title> confirms come first."""
    whole = words_of(" ".join(text_of(node) for node in page.root.iter("title")))
    headings = [text_of(node) for node in islice(page.root.iter("h1"), _MOST_HEADINGS)]
    headings.sort(key=lambda text: words_of(text) not in whole)
    yield from headings
    yield from (node.get("content") or "" for node in page.root.iterfind(".//meta[@property='og:title']"))
    if with_title:
        yield from (text_of(node) for node in page.root.iter("title"))


def _stated(node: etree._Element) -> str:
    return (node.get("content") or node.get("datetime") or text_of(node)).strip()
