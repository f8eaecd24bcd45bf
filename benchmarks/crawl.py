"""A crawl of 50 sites x 41 pages on loopback, per CPU second, beside plain Scrapy: `python -m benchmarks.crawl`.

    python -m benchmarks.crawl [--sites 50] [--rounds 3]

The sites come from `benchmarks.crawl_farm`: on each a list and the 40 articles it leads to. Ours is told the address
of the list and nothing else: it learns list and articles, reads them, and stores the notices (fetch, learning,
reading, intake, SQLite and the kept pages; index and publication are no part of collecting). Scrapy is told for each
site how links are found, and three CSS selectors, of title, date and body; it writes what it finds to a file. Both
ask one page at a time of a host and as many hosts at once, with robots.txt and without delay. In turns, each time in
a fresh process and folder; what it takes until a process is ready to begin does not count.

Where the processor's time goes, ours, a page: 1.7 ms reading the article (2.9 before), 0.8 ms learning (a list 21 ms,
its articles 12 ms a site), the rest client, normalising and store, of which keeping the page's bytes (a file of its
own, twice fsync) is the largest. What helped, of 13.2 s for 2,050 pages: telling at once that a page's letters need no
mending, where the mark between the pieces sent every page the slow way; the trail of what is left of a page, the
words of its title's headings and of the markup made only where they are asked for; lines around the headline from the
trail that is there; crumbs told by the number of links first; lxml writing an element's text (a tenth of `itertext`);
a crawler without a runner, whose settings are copied once (6 ms a list). What did not: a garbage collector that looks
every 20,000 or 100,000 objects (3 %, within the noise), another walk than `iterwalk` (0.02 ms of 0.06), class
names remembered by their wording (nothing to be measured).
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.crawl_farm import ARTICLES, Site

LEAST = 0.6  # pages per CPU second, of Scrapy's


def list_of(site: Site, port: int) -> str:
    return f"http://{site.host}:{port}/tin-tuc"


def cpu_seconds() -> float:
    """Of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(it.ru_utime + it.ru_stime for it in used)


# --- the two programs, each a process of its own ---------------------------------------------------


def ours(port: int, sites: int, folder: str) -> None:
    """Our side: sources with a listing's address, and no rules."""
    from hub.records import Address, Agency, Source
    from hub.settings import load_settings
    from hub.wiring import open_parts
    from hub.worker import process
    from hub.worker.collecting import collect_all, open_client

    parts = open_parts(load_settings(Path(folder), allow_networks="127.0.0.0/8", per_host_delay=0)[0])
    parts.store.sources.save_agency(Agency("so", "Sở"))
    for number in range(sites):
        url = list_of(Site(number), port)
        parts.store.sources.save_source(Source(f"s{number}", "so", url, (Address("listing", url),)))
    sources = parts.store.sources.sources("active")

    async def crawl() -> int:
        client = open_client(parts)
        tallies = await collect_all(parts, client, sources, lambda tally: None)
        await client.close()
        assert not [tally for tally in tallies if tally.error], tallies
        return sum(tally.new for tally in tallies)

    began = cpu_seconds()
    new = process.run(crawl())
    dated = sum(notice.published_from != "first_seen" and len(notice.text) > 500 for notice in _stored(parts))
    parts.close()  # the children are counted once they have ended
    print(json.dumps({"cpu": cpu_seconds() - began, "found": new, "whole": dated}))


def _stored(parts) -> Iterator:  # type: ignore[no-untyped-def, type-arg]
    return iter(parts.store.notices.many([change.notice for change in parts.store.changes.after(0, 100_000)]))


def scrapy(port: int, sites: int, folder: str) -> None:
    """The other side: the selectors are known, everything else is as one would leave it."""
    from scrapy import Spider
    from scrapy.crawler import CrawlerProcess

    known = {Site(number).host: Site(number).selectors for number in range(sites)}

    class News(Spider):
        name = "news"
        start_urls = [list_of(Site(number), port) for number in range(sites)]  # noqa: RUF012

        def parse(self, response):  # type: ignore[no-untyped-def]
            for link in response.css(_of(response)["link"]):
                yield response.follow(link, self.parse_article)

        def parse_article(self, response):  # type: ignore[no-untyped-def]
            css = _of(response)
            yield {
                "url": response.url,
                "title": response.css(css["title"]).xpath("normalize-space()").get(),
                "date": response.css(css["date"]).xpath("normalize-space()").get(),
                "body": response.css(css["body"]).get(),
            }

    def _of(response) -> Mapping[str, str]:  # type: ignore[no-untyped-def]
        return known[response.url.split("/")[2].partition(":")[0]]

    written = Path(folder) / "items.jsonl"
    process = CrawlerProcess({
        "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": sites, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "WARNING", "FEEDS": {str(written): {"format": "jsonlines", "encoding": "utf-8"}},
    })  # fmt: skip
    process.crawl(News)
    began = cpu_seconds()
    process.start()
    used = cpu_seconds() - began
    items = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    whole = sum(bool(item["date"]) and len(item["body"] or "") > 500 for item in items)
    print(json.dumps({"cpu": used, "found": len(items), "whole": whole}))


# --- the race --------------------------------------------------------------------------------------


@contextmanager
def farm(sites: int) -> Iterator[int]:
    """The sites in a process of their own; their port."""
    command = [sys.executable, "-m", "benchmarks.crawl_farm", str(sites)]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        yield int(running.stdout.readline())
    finally:
        running.terminate()
        running.wait()


def run(program: str, port: int, sites: int) -> dict[str, float]:
    """One crawl from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        code = f"from benchmarks.crawl import {program}; {program}({port}, {sites}, {folder!r})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{program}: {done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    pages, wanted = options.sites * (ARTICLES + 1), options.sites * ARTICLES
    speeds: dict[str, list[float]] = {"ours": [], "scrapy": []}
    is_whole = True
    with farm(options.sites) as port:
        for number in range(options.rounds):
            for program, so_far in speeds.items():
                came = run(program, port, options.sites)
                so_far.append(pages / came["cpu"])
                is_whole &= came["found"] == came["whole"] == wanted
                print(f"round {number + 1} {program:<7} {came['cpu']:6.2f} CPU s, {so_far[-1]:6.0f} pages a CPU "
                      f"second, {came['found']:.0f} articles, {came['whole']:.0f} whole", flush=True)  # fmt: skip
    ratio = median(speeds["ours"]) / median(speeds["scrapy"])
    print(f"{median(speeds['ours']):.0f} beside {median(speeds['scrapy']):.0f} pages a CPU second: {ratio:.2f}x "
          f"(at least {LEAST}x), every article with its date and text: {is_whole}")  # fmt: skip
    passed = ratio >= LEAST and is_whole
    print("PASS" if passed else "FAIL")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
