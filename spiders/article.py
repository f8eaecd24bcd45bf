"""An article page -> what it says, merged with what the feed or listing said of it.

Title, section and number are the row's where it has them: on portals of one contractor the page's
own title is the site's name, and dates of pages are as often the build's as the notice's
(corpus/README.md 4). So the page's dates stand behind the row's, and intake weighs them.

The body is taken, in this order, from the source's rule; from where the page says what the row
says (`anchor`); from trafilatura. No text is lost between page and feed:

- a feed that gives the whole text keeps it, unless the page has all of it and goes on;
- a summary that is all the page says *is* the text;
- else the page's body is the text, and the summary stays beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hub.errors import ReadError
from hub.records import ArticleRule, Fetch, FileLink, Item, Origin
from spiders.anchor import find_headline
from spiders.body import Text, find_text
from spiders.files import file_links, is_document_body, merge_files
from spiders.gates import DETAILS, gate_of
from spiders.json_article import article_in
from spiders.pages import Page, parse_page
from spiders.region import headline_in
from spiders.says import aliases_of, dates_around, dates_of, merge_dates, number_of, section_of, title_of
from spiders.scripted import asked_for, documents_on
from spiders.selectors import select_elements
from spiders.shown import Shown, shown_on
from spiders.words import teaser_words, trail_of, words_of

_TAG = re.compile(r"<[^<>]*>")
_LEAST_TOLD = 300  # letters without markup


@dataclass(frozen=True, slots=True)
class Article:
    """A row completed by its page, and what the page shows whichever row led to it (None for a document).

    `asks` are the addresses that scripts of a page may ask for which does not say its notice itself.
    """

    item: Item
    shown: Shown | None = None
    asks: tuple[str, ...] = ()


def read_article(fetch: Fetch, row: Item, rule: ArticleRule | None = None, encoding: str | None = None) -> Item:
    """What `look_through` says of the notice."""
    return look_through(fetch, row, rule, encoding).item


def look_through(fetch: Fetch, row: Item, rule: ArticleRule | None = None, encoding: str | None = None) -> Article:
    """The row completed by its page. ReadError where a gate stands there, or nothing that can be read.

    `encoding` is the source's setting, for sites that declare none or a wrong one.
    """
    if is_document_body(fetch):
        link = FileLink(fetch.final_url or fetch.url, media_type=fetch.headers.get("content-type"))
        files = merge_files(row.files, [link])
        return Article(replace(row, files=files, html_from="page", page_sha256=fetch.sha256))
    page, rule = parse_page(fetch, encoding), rule or ArticleRule()
    if not row.title:  # as in a sitemap: what the page calls itself is looked for on it
        row = replace(row, title=title_of(page, rule, row, None))
    trail = trail_of(page.root)
    headline = find_headline(trail, row.title)
    if headline is None and (gate := gate_of(page.root)):
        raise ReadError(gate, DETAILS.get(gate, ""))
    is_shell = headline is None or headline.tag == "title" or bool(rule.data)
    if is_shell and (told := _told_in_scripts(page, row, fetch)):
        return Article(told)
    shown = shown_on(page, row.title, says_title=headline is not None)
    said = replace(
        row,
        title=title_of(page, rule, row, headline),
        dates=(*row.dates, *dates_of(page, rule)),
        section=row.section or section_of(page, trail, rule, row, headline_in(trail, row.title)),
        number=row.number or number_of(page, rule),
    )
    text = find_text(page, trail, row, rule)
    html, origin = best_text(row, text.html)
    item = replace(
        said,
        html=html,
        html_from=origin,
        dates=merge_dates(said.dates, dates_around(text.layout)),
        files=merge_files(row.files, _files(page, rule, text)),
        former_urls=aliases_of(page, fetch, row),
        page_sha256=fetch.sha256,
    )
    return Article(item, shown, asked_for(page) if is_shell else ())


def _told_in_scripts(page: Page, row: Item, fetch: Fetch) -> Item | None:
    """What stands in the page's own scripts as JSON; a few words there are a teaser for search engines."""
    told = (article_in(document, row, page.base, fetch.sha256, _LEAST_TOLD) for document in documents_on(page))
    return next(filter(None, told), None)


def _files(page: Page, rule: ArticleRule, text: Text) -> Iterator[FileLink]:
    """What the rule calls files, else the documents in the article's region."""
    if rule.files:
        return file_links(page, select_elements(page.root, rule.files), are_files=True)
    region = text.layout.region
    return file_links(page, [] if region is None else [region])


def best_text(row: Item, page_html: str) -> tuple[str, Origin]:
    """The fuller of the row's and the page's text, and where it is from (the rule in the module's docstring)."""
    if not (row.html or row.summary) and _TAG.sub("", page_html).strip():
        return page_html, "page"
    in_row, on_page = teaser_words(row.html or row.summary), words_of(page_html)
    if not on_page:
        return row.html, row.html_from
    if row.html:
        goes_on = in_row in on_page and len(on_page) > len(words_of(row.html))
        return (page_html, "page") if goes_on else (row.html, row.html_from)
    return (row.summary, row.html_from) if in_row == on_page else (page_html, "page")
