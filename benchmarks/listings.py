"""Lists of notices found on real listing pages without a rule: `python -m benchmarks.listings [listing_vn …]`.

Every page of `corpus/listing_vn` and `corpus/listing_court` is read as a source would read it: as a feed if it is
one, else by the rule learned from this one page. Items are matched by where they lead: a row by its address or any
document in it, court pages by the last part of the address, for their truth has rewritten hosts; rows that the truth
knows without an address count on neither side. F1 per page, its mean, and the share of right days among the dates
that the truth has. Pages are data of others beside the checkout.

Some truths cannot be met by who reads the page alone: of one court's cases among those of all (nyjustct, nycrimct,
nycivct, alaskactapp), of one row among twenty (fiscr), addresses that the page does not have (scotus), days that it
does not state (bia, miss, missctapp). They are left in.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from feeds.reading import read_feed
from hub.errors import ReadError
from hub.records import Fetch, Item
from hub.vietnamese.dates import VIETNAM, parse_date
from spiders.addresses import canonical_url
from spiders.learning.dating import date_order
from spiders.learning.lists import learn_rule
from spiders.pages import Page, parse_page
from spiders.rows import rows_of
from spiders.selectors import select_elements

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus"
WANTED = {"listing_vn": 0.95, "listing_court": 0.85}
RIGHT_DATES = 0.95
SHOWN = 0.95  # pages below are named


@dataclass(frozen=True)
class Listed:
    """An item as found: every address that may be meant, its title, and the day it states."""

    urls: frozenset[str]
    title: str
    day: str


def main() -> int:
    if not CORPUS.is_dir():
        print("SKIP: there is no corpus beside the checkout")
        return 0
    missed = []
    for name in sys.argv[1:] or WANTED:
        began = time.process_time()
        pages = [(file, *measure(name, fetch, truth)) for file, fetch, truth in corpus(name)]
        f1 = sum(page[1] for page in pages) / len(pages)
        right, dated = sum(page[2] for page in pages), sum(page[3] for page in pages)
        for file, score, *_ in sorted(pages, key=lambda page: page[1]):
            if score < SHOWN:
                print(f"  {score:.2f} {file}")
        cpu = (time.process_time() - began) / len(pages) * 1e3
        share = right / dated if dated else 1.0
        print(f"{name}: {len(pages)} pages, mean F1 {f1:.3f} (at least {WANTED[name]}), {cpu:.0f} ms of CPU a page")
        print(f"{name}: {right} of {dated} dates right, {share:.3f} (at least {RIGHT_DATES})")
        missed += [name] if f1 < WANTED[name] or share < RIGHT_DATES else []
    print(f"FAIL: {', '.join(missed)}" if missed else "PASS")
    return 1 if missed else 0


def corpus(name: str) -> Iterator[tuple[str, Fetch, list[dict[str, Any]]]]:
    """The pages that have truth with addresses, as fetched."""
    addresses = {page["file"]: page["url"] for page in json.loads((CORPUS / name / "manifest.json").read_bytes())}
    for file, truth in json.loads((CORPUS / name / "truth.json").read_bytes()).items():
        items = truth.get("main") or truth.get("items") or []
        url = addresses[file] or f"http://{file.partition('/')[0].replace('_', '-')}.example.org/"
        body = (CORPUS / name / file).read_bytes()
        if any(item["href"] for item in items) and not body.lstrip().startswith((b"{", b"[")):
            yield file, Fetch("s", url, datetime.now(UTC), url, 200, {}, body), items


def measure(name: str, fetch: Fetch, truth: list[dict[str, Any]]) -> tuple[float, int, int]:
    """F1 of a page, how many of its dates are right, and how many there are."""
    by_tail = name == "listing_court"
    page = parse_page(fetch)
    wanted = {key(page.link(item["href"]) or "", by_tail): item for item in truth if item["href"]}
    unlinked = {letters(item["title"]) for item in truth if not item["href"]}
    found = [one for one in read(fetch, page, by_tail) if letters(one.title) not in unlinked]
    hits = {url: one for one in found for url in one.urls & wanted.keys()}
    met = sum(bool(one.urls & wanted.keys()) for one in found)
    precision, recall = met / len(found) if found else 0.0, len(hits) / len(wanted)
    dated = [(day_of(wanted[url]), one.day) for url, one in hits.items() if day_of(wanted[url])]
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f1, sum(want == got for want, got in dated), len(dated)


def read(fetch: Fetch, page: Page, by_tail: bool) -> list[Listed]:
    """What a source would list there."""
    try:
        feed = read_feed(fetch.body, url=fetch.url, content_type="", source="s", known=frozenset())
        return [listed(item, frozenset({item.url}), by_tail) for item in feed.items]
    except ReadError:
        pass
    try:
        rule = learn_rule(page)
    except ReadError:
        return []
    links = [[page.link(link.get("href")) for link in node.iter("a")] for node in select_elements(page.root, rule.row)]
    by_url = {canonical_url(url): frozenset(filter(None, urls)) for urls in links for url in urls if url}
    items = rows_of(page, rule, "s")
    order = date_order(date.raw for item in items for date in item.dates)
    return [listed(item, by_url.get(item.url, frozenset()) | {item.url}, by_tail, order) for item in items]


def listed(item: Item, urls: frozenset[str], by_tail: bool, order: str = "dmy") -> Listed:
    """An item with the addresses of its row."""
    stated = day(item.dates[0].raw, order) if item.dates else ""
    return Listed(frozenset(key(url, by_tail) for url in urls if url), item.title, stated)


def key(url: str, by_tail: bool) -> str:
    """What is compared of an address: all of it, or its last part, with the query where that alone tells."""
    path, _, query = url.partition("?")
    tail = unquote(path.rstrip("/").rpartition("/")[2])
    if not by_tail:
        return unquote(url).rstrip("/")
    return tail if len(tail) >= 12 and any(letter.isdigit() for letter in tail) else f"{tail}?{unquote(query)}"


def letters(title: str) -> str:
    """A title as far as two spellings of it agree."""
    return "".join(letter for letter in title.lower() if letter.isalnum())[:25]


def day_of(item: dict[str, Any]) -> str:
    """The day the truth gives."""
    return item.get("date") or day(item.get("date_text") or "")


def day(raw: str, order: str = "dmy") -> str:
    """The day a text states, "" where it states none."""
    moment = parse_date(raw, order=order) if raw else None
    return moment.at.astimezone(VIETNAM).date().isoformat() if moment else ""


if __name__ == "__main__":
    sys.exit(main())
