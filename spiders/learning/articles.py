"""How a site builds its article pages, learned from some of them: what repeats is frame, what changes is the notice.

The region of headline and text is what is written down, as an ordinary rule; its text is found on each page
(`spiders.region`). The region is the part around the rows' titles that gains most: what only one page says counts for
it, what others say too and what leads elsewhere counts against it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from lxml import etree

from hub.errors import ReadError
from hub.records import ArticleRule, Fetch, Item
from hub.vietnamese.text import clean
from spiders.files import is_document
from spiders.learning.repeats import repeated
from spiders.learning.shapes import is_hidden, lasting_classes
from spiders.learning.ways import numbered_step, ways_to
from spiders.pages import Page, parse_page
from spiders.region import headline_in, headlines_in
from spiders.says import title_of
from spiders.selectors import owned_pieces, select_elements
from spiders.words import Trail, teaser_words, trail_of

_NUMBER = re.compile(r"\d+")
_LONG = 80  # letters of a text that is prose: notices share formulas
_SHORT = 40  # letters of a text that may be a label: sections of a site have menus of their own
_FILE = 60  # letters that a document is worth, whatever its link says
_LEAST = 60  # letters beside the title that pages must have of their own, on average
_ALMOST = 0.9  # of what the best region gains

_OR, _MOST_WAYS, _MOST_DROPS = " | ", 3, 60  # the newest builds of a site are remembered

Regions = dict[int, etree._Element]  # by the article's number


@dataclass(frozen=True, slots=True)
class Sample:
    """A page of a site with the row that led to it; without a row it is a list or a front page."""

    fetch: Fetch
    row: Item | None = None


def learn_article_rule(samples: Sequence[Sample], encoding: str | None = None) -> ArticleRule | None:
    """Where on the pages of a site headline and text stand; None where these pages cannot tell.

    Two articles are enough, or one and another page of the site.
    """
    pages = list(_views(samples, encoding))
    articles = [page for page in pages if page.title]
    if len(pages) < 2 or not articles:
        return None
    others = [page for page in pages if not page.title]
    way, regions = _simplest(articles, _regions(articles, _Weights(articles, others)))
    if not way:
        return None
    headlines = [headline for page in articles for headline in page.headlines[:1]]
    drop = repeated(list(regions.values()), [page.body for page in others], headlines)
    return ArticleRule(around=way, drop=tuple(dict.fromkeys(drop)))


def fits(rule: ArticleRule, sample: Sample, encoding: str | None = None) -> bool:
    """Whether a rule finds an article's region: one that says its title."""
    page, row = parse_page(sample.fetch, encoding), sample.row
    title = "" if row is None else row.title or title_of(page, rule, row, None)
    regions = select_elements(page.root, rule.around)
    return any(headline_in(trail_of(region), title) is not None for region in regions)


def joined(rule: ArticleRule, before: ArticleRule) -> ArticleRule:
    """A rule for what was learned now and what was learned before: a site may have pages of both builds."""
    ways = dict.fromkeys((*rule.around.split(_OR), *before.around.split(_OR)))
    drop = dict.fromkeys((*rule.drop, *before.drop))
    return replace(before, around=_OR.join(islice(ways, _MOST_WAYS)), drop=tuple(islice(drop, _MOST_DROPS)))


class _View:
    """A page as it is weighed; `title` is empty for one that is no article."""

    def __init__(self, page: Page, title: str) -> None:
        self.root, self.title = page.root, teaser_words(title)
        body = page.root.find("body")
        self.body = page.root if body is None else body

    @cached_property
    def pieces(self) -> list[tuple[etree._Element, str]]:
        """The texts for people, each with its owner, as they are compared between pages."""
        hidden = {child for node in self.body.iter() if is_hidden(node) for child in node.iter()}
        texts = ((owner, _level(text)) for owner, text in owned_pieces(self.body) if owner not in hidden)
        return [(owner, text) for owner, text in texts if text]

    @cached_property
    def trail(self) -> Trail:
        """The words for people and where they stand."""
        return trail_of(self.body)

    @cached_property
    def headlines(self) -> list[etree._Element]:
        """The elements that say the title."""
        return headlines_in(self.trail, self.title)


def _views(samples: Sequence[Sample], encoding: str | None) -> Iterator[_View]:
    """The samples that can be read and are not the same page twice."""
    seen = set()
    for sample in samples:
        try:
            page = parse_page(sample.fetch, encoding)
        except ReadError:
            continue
        row = sample.row
        view = _View(page, "" if row is None else row.title or title_of(page, ArticleRule(), row, None))
        said = tuple(text for _, text in view.pieces)
        if said not in seen and (row is None or view.headlines):
            seen.add(said)
            yield view


class _Weights:
    """What a text counts for or against the region it stands in."""

    def __init__(self, articles: Sequence[_View], others: Sequence[_View]) -> None:
        self._is_alone = len(articles) < 2
        self._counts = Counter(key for page in articles for key in {_key(*piece) for piece in page.pieces})
        self._elsewhere = {text for page in others for _, text in page.pieces}

    def of(self, owner: etree._Element, text: str, page: _View) -> int:
        """Letters, less than none where they are frame."""
        link = _link_around(owner)
        size = len(text)
        if link is not None and not is_document(link):
            return -size
        if "".join(text.split()) in _level(page.title):
            return size
        is_shared = self._counts[_key(owner, text)] > 1
        if link is not None:
            return -size if is_shared else max(size, _FILE)
        if text in self._elsewhere and (self._is_alone or size <= _LONG):
            return -size
        if is_shared:
            return 0 if size > _LONG else -size
        return size if size > _SHORT else 0


def _regions(articles: Sequence[_View], weights: _Weights) -> list[Regions]:
    """The regions that gain most over all articles, and those that gain little less, the innermost first."""
    gains: Counter[tuple[str, ...]] = Counter()
    own: Counter[tuple[str, ...]] = Counter()
    regions: dict[tuple[str, ...], Regions] = defaultdict(dict)
    for number, page in enumerate(articles):
        totals, news = _totals(page, weights)
        for headline in page.headlines:
            for region in headline.iterancestors():
                place = _place(region)
                if region.tag != "html" and number not in regions[place]:
                    regions[place][number] = region
                    gains[place] += totals[region]
                    own[place] += news[region] - len(page.title)
    told = {place: gain for place, gain in gains.items() if own[place] >= _LEAST * len(regions[place])}
    most = max(told.values(), default=0)
    good = [place for place, gain in told.items() if gain >= most - (1 - _ALMOST) * abs(most)]
    return [regions[place] for place in sorted(good, key=len, reverse=True)]


def _totals(page: _View, weights: _Weights) -> tuple[Counter[etree._Element], Counter[etree._Element]]:
    """What each element's texts count together, and how much of that counts for it."""
    totals: Counter[etree._Element] = Counter()
    news: Counter[etree._Element] = Counter()
    for owner, text in page.pieces:
        weight = weights.of(owner, text, page)
        for node in (owner, *owner.iterancestors()):
            totals[node] += weight
            news[node] += max(weight, 0)
    return totals, news


def _simplest(articles: Sequence[_View], found: Sequence[Regions]) -> tuple[str, Regions]:
    """The selector that finds its region, and nothing else, on the most articles; of several the shortest."""
    ways = [(*_way_to(articles, regions), regions) for regions in found]
    count, way, regions = max(ways, key=lambda each: (each[0], -each[1].count("/")), default=(0, "", {}))
    return (way, regions) if 2 * count > len(articles) else ("", {})


def _way_to(articles: Sequence[_View], regions: Regions) -> tuple[int, str]:
    """The first of the selectors that find the region on the most articles, and on how many it does."""
    ways = dict.fromkeys(way for region in regions.values() for way in _ways(region))
    counts = {
        way: sum(articles[number].root.xpath(way) == [region] for number, region in regions.items()) for way in ways
    }
    way = max(counts, key=lambda way: counts[way])
    return counts[way], way


def _ways(region: etree._Element) -> Iterator[str]:
    name = region.get("id") or '"'
    if '"' not in name:
        yield f'//*[@id="{name}"]'
    yield from ways_to(region)
    yield "/" + "/".join(_step(node) for node in reversed([region, *region.iterancestors()]))


def _step(node: etree._Element) -> str:
    """An element by its tag, and by its number where there is more than one of it."""
    tag = str(node.tag)
    is_only = next(node.itersiblings(tag), None) is None and next(node.itersiblings(tag, preceding=True), None) is None
    return tag if is_only else numbered_step(node)


def _place(element: etree._Element) -> tuple[str, ...]:
    """The way from the page to an element by tags and lasting classes."""
    chain = [element, *element.iterancestors()]
    return tuple(".".join((str(node.tag), *lasting_classes(node))) for node in reversed(chain))


def _key(owner: etree._Element, text: str) -> tuple[str, str]:
    link = _link_around(owner) or ""
    return (text, link if is_document(link) else "")


def _link_around(owner: etree._Element) -> str | None:
    link = next((node for node in (owner, *owner.iterancestors()) if node.tag == "a"), None)
    return None if link is None else link.get("href") or ""


def _level(text: str) -> str:
    """A text as it is compared between pages: counters and clocks are the same on all, notices differ by a number."""
    line = " ".join(clean(text).split())
    return _NUMBER.sub("0", line) if len(line) <= _LONG else line
