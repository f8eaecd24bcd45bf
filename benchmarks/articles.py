"""The text of real article pages beside trafilatura and its subtraction per site: `python -m benchmarks.articles`.

The pages of `corpus/articles` (press, one page a site) and `corpus/article_vn` (portals), read by three voices in one
run: ours as a collection reads them (the row's title known, each site learned from its first pages), trafilatura, and
the subtraction of `corpus/README.md` 4 (blocks of text that stand on three pages of a site dropped). Token-multiset F1
after blanks are levelled: the truth runs lines together, so a word ends where a capital follows a small letter too.

The truth of the portals begins with the title, so each voice is given the title where it has not said it. One portal's
truth ends with its list of other news, which a notice's text must not hold: its pages are measured against the truth
with and without that list. Pages are data of others beside the checkout.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import trafilatura

from hub.intake.markup import plain_text, safe_html
from hub.records import ArticleRule, Fetch, Item
from hub.vietnamese.text import clean
from spiders.article import read_article
from spiders.learning.articles import Sample, learn_article_rule
from spiders.pages import parse_page
from spiders.samples import MOST

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus"
LEAST_VIETNAMESE = 0.95
OTHER_NEWS = "TIN ĐÃ ĐƯA"  # the heading of the list that one portal's truth ends with
ON_PAGES = 3  # of a site hold what is subtracted
_WORD = re.compile(r"\w+")
_RUN_TOGETHER = re.compile(r"(?<=[^\W\d_A-ZÀ-ỸĐ])(?=[A-ZÀ-ỸĐ])|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_BLOCKS = ("p", "div", "td", "li", "h1", "h2", "h3", "h4", "span", "a")
Voice = Callable[["Case"], str]


@dataclass(frozen=True)
class Case:
    """A page with its truth, and the other pages of its site."""

    file: str
    site: str
    fetch: Fetch
    truth: dict[str, Any]

    @property
    def row(self) -> Item:
        """What a listing would say of it."""
        return Item("s", self.fetch.url, self.truth.get("title", ""), html_from="listing")


def main() -> int:
    if not CORPUS.is_dir():
        print("SKIP: there is no corpus beside the checkout")
        return 0
    failed = [name for name, passed in (("press", press()), ("portals", portals())) if not passed]
    print(f"FAIL: {', '.join(failed)}" if failed else "PASS")
    return 1 if failed else 0


def press() -> bool:
    """Whether ours is as near to the truth as trafilatura, by whole texts and by segments."""
    cases = list(corpus("articles"))
    voices = {"ours": ours({}), "trafilatura": by_trafilatura}
    whole = {name: mean(f1(voice(case), case.truth["body"]) for case in cases if "body" in case.truth)
             for name, voice in voices.items()}  # fmt: skip
    parts = {name: mean(by_segments(voice(case), case.truth) for case in cases if "with" in case.truth)
             for name, voice in voices.items()}  # fmt: skip
    for what, scores in (("whole texts", whole), ("segments", parts)):
        print(f"press, {what}: " + ", ".join(f"{name} {score:.3f}" for name, score in scores.items()))
    return all(scores["ours"] >= scores["trafilatura"] for scores in (whole, parts))


def portals() -> bool:
    """Whether ours is near the truth of the Vietnamese pages."""
    sites: dict[str, list[Case]] = defaultdict(list)
    for case in corpus("article_vn"):
        sites[case.site].append(case)
    rules = {site: learned(cases) for site, cases in sites.items()}
    voices = {"ours": ours(rules), "trafilatura": by_trafilatura, "subtraction": by_subtraction(sites)}
    totals: dict[str, list[float]] = defaultdict(list)
    for site, cases in sites.items():
        known = [case for case in cases if case.truth]
        if not known:
            continue
        print(f"{site}: {rules[site]}")
        for name, voice in voices.items():
            said = [with_title(voice(case), case.truth["title"]) for case in known]
            given = [f1(text, case.truth["body"]) for text, case in zip(said, known, strict=True)]
            without = [case.truth["body"].partition(OTHER_NEWS)[0] for case in known]
            own = [f1(text, truth) for text, truth in zip(said, without, strict=True)]
            totals[name] += own
            totals[f"{name}, other news included"] += given
            print(f"  {name}: {mean(own):.3f}; against the truth with its other news {mean(given):.3f}")
            if name == "ours":
                for score, case in sorted(zip(own, known, strict=True), key=lambda pair: pair[0]):
                    if score < LEAST_VIETNAMESE:
                        print(f"    {score:.2f} {case.file}")
    print("portals: " + ", ".join(f"{name} {mean(scores):.3f}" for name, scores in totals.items()))
    print(f"portals: ours {mean(totals['ours']):.3f} (at least {LEAST_VIETNAMESE})")
    return mean(totals["ours"]) >= LEAST_VIETNAMESE


def corpus(name: str) -> Iterator[Case]:
    """The pages of a set, as fetched; those of a site without truth are there to learn from."""
    truth = json.loads((CORPUS / name / "truth.json").read_bytes())
    for page in json.loads((CORPUS / name / "manifest.json").read_bytes()):
        body = (CORPUS / name / page["file"]).read_bytes()
        fetch = Fetch("s", page["url"], datetime.now(UTC), page["url"], 200, {}, body)
        yield Case(page["file"], page["site"], fetch, truth.get(page["file"], {}))


def learned(cases: Sequence[Case]) -> ArticleRule | None:
    """What the first collection of a site would learn."""
    first = [case for case in cases if case.truth][:MOST]
    return learn_article_rule([Sample(case.fetch, case.row) for case in first])


# --- the voices ---


def ours(rules: dict[str, ArticleRule | None]) -> Voice:
    return lambda case: said_by_hub(read_article(case.fetch, case.row, rules.get(case.site)), case)


def said_by_hub(item: Item, case: Case) -> str:
    return plain_text(safe_html(item.html, case.fetch.url))


def by_trafilatura(case: Case) -> str:
    return trafilatura.extract(page_text(case.fetch)) or ""


def by_subtraction(sites: dict[str, list[Case]]) -> Voice:
    common: dict[str, set[str]] = {}
    for site, cases in sites.items():
        counts = Counter(block for case in cases for block in set(blocks(case.fetch)))
        common[site] = {block for block, count in counts.items() if count >= ON_PAGES}
    return lambda case: "\n".join(block for block in blocks(case.fetch) if block not in common[case.site])


def blocks(fetch: Fetch) -> list[str]:
    """The texts of the page's elements that hold text of their own, in their order."""
    root = parse_page(fetch).root
    texts = (" ".join((node.text or "").split()) for node in root.iter(*_BLOCKS))
    tails = (" ".join((node.tail or "").split()) for node in root.iter("br", "b", "strong", "i", "em"))
    return [text for text in (*texts, *tails) if text]


def page_text(fetch: Fetch) -> bytes:
    return fetch.body


# --- the measure ---


@cache
def tokens(text: str) -> Counter[str]:
    return Counter(word.casefold() for word in _WORD.findall(_RUN_TOGETHER.sub(" ", clean(text))))


def f1(said: str, truth: str) -> float:
    ours, theirs = tokens(said), tokens(truth)
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else float(ours == theirs)


def by_segments(said: str, truth: dict[str, Any]) -> float:
    """F1 over segments: those that must stand in the text, and those that must not."""
    text = level(said)
    right = sum(level(segment) in text for segment in truth["with"])
    wrong = sum(level(segment) in text for segment in truth["without"])
    return 2 * right / (right + wrong + len(truth["with"])) if right else 0.0


def with_title(said: str, title: str) -> str:
    return said if level(said).startswith(level(title)) else f"{title}\n{said}"


def level(text: str) -> str:
    return "".join(clean(text).split()).casefold()


def mean(values: Iterator[float] | Sequence[float]) -> float:
    scores = list(values)
    return sum(scores) / len(scores)


if __name__ == "__main__":
    sys.exit(main())
