"""What a visit does before it reads its first article: it looks at some, and finds out how the site builds them.

A site is learned once, before anything of it is stored, and anew only where what was learned fits its pages no more:
what a page says must not become an edit because more is known of its site than at the last visit.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hub.errors import HubError
from hub.records import ArticleRule, Fetch, Item, KnownPage, Validators
from spiders.asking import UNCONDITIONAL
from spiders.files import is_document, is_document_body
from spiders.guises import pattern_of
from spiders.learning.articles import Sample, fits, joined, learn_article_rule
from spiders.visit import Visit, weight_of_page

MOST = 5  # of which one at least should say more than a line and a file


async def get_to_know(visit: Visit, rows: Sequence[Item], overview: Fetch | None = None) -> None:
    """Learn how the articles of a source are built before the first of them is read. No page is asked for twice.

    `overview` is the page that lists the rows; without one a single article is compared with the homepage.
    """
    await _get_to_know(visit, [row for row in rows if row.url not in visit.seen], {}, overview)


async def get_to_know_again(visit: Visit, pages: Sequence[KnownPage]) -> None:
    """Learn anew, from known pages that are due for a look, where what was learned fits none of them any more."""
    rows = [replace(page.row, url=page.url) for page in pages]
    await _get_to_know(visit, rows, {page.url: page.validators for page in pages})


async def _get_to_know(
    visit: Visit, rows: Sequence[Item], validators: Mapping[str, Validators], overview: Fetch | None = None
) -> None:
    if not rows or visit.is_acquainted or not may_learn(visit.source.article, visit.memory.pages):
        return
    samples: list[Sample] = []
    for row in alike(rows):
        fetch = visit.early[row.url] = await visit.fetch(row.url, validators.get(row.url, UNCONDITIONAL))
        if fetch.ok and not is_document_body(fetch):
            samples.append(Sample(fetch, row))
        visit.is_acquainted = bool(samples) and await _fits(visit, samples[-1], visit.article)
        if visit.is_acquainted:
            return
    # one page that a rule does not fit may be of another kind
    visit.is_acquainted = len(samples) > 1 or bool(samples and not visit.article)
    if visit.is_acquainted:
        await _learn(visit, samples, overview)


def may_learn(rule: ArticleRule | None, pages: Mapping[str, KnownPage]) -> bool:
    """Whether a source is to be learned, or learned anew where its rule fits no more; an operator's word stands."""
    if rule is None:
        return not any(page.validators.digest for page in pages.values())
    return bool(rule.around) and not rule.body


def alike(rows: Sequence[Item]) -> list[Item]:
    """The first rows whose pages are of one kind, the most common one, by their addresses; documents are none."""
    pages = [row for row in rows if row.url and not is_document(row.url)]
    kinds = Counter(pattern_of(row.url) for row in pages)
    kind = max(kinds, key=lambda each: kinds[each], default="")
    return [row for row in pages if pattern_of(row.url) == kind][:MOST]


async def _fits(visit: Visit, sample: Sample, rule: ArticleRule | None) -> bool:
    if rule is None:
        return False
    try:
        return await visit.make_out(
            sample.fetch, weight_of_page(sample.fetch), fits, rule, sample, visit.source.encoding
        )
    except HubError:
        return False


async def _learn(visit: Visit, samples: list[Sample], overview: Fetch | None) -> None:
    if len(samples) < 2 and overview is None:
        overview = await visit.fetch(visit.source.homepage)
    shown = [*samples, Sample(overview)] if overview and overview.ok else samples
    largest = max((sample.fetch for sample in shown), key=lambda fetch: len(fetch.body))
    try:
        rule = await visit.make_out(
            samples[0].fetch, weight_of_page(largest), learn_article_rule, shown, visit.source.encoding
        )
    except HubError:
        return
    if rule:
        visit.learn(joined(rule, visit.article) if visit.article else rule)
