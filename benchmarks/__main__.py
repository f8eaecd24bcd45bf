"""Every benchmark, one after the other: `make bench`. Each can be run alone: `python -m benchmarks.NAME`."""

import subprocess
import sys
import time

ROWS = {
    "first_run": "make run in a fresh clone, until it says ready",
    "province": "the spine against the simulated province, three seeds",
    "backfill": "archives of a province known by its homepages, walked and killed half-way",
    "history": "versions of real listing pages, built anew again and again, replayed in order",
    "listings": "lists found on real listing pages without a rule",
    "articles": "texts of real article pages beside trafilatura and its subtraction per site",
    "vietnamese": "dates and document numbers of the corpora; speed of clean and keys",
    "citations": "citations of labelled register abstracts: precision and recall",
    "around": "around a notice: versions compared, a decree that 50,000 cite, words in former versions",
    "relevance": "the 300 queries of the register, typed four ways",
    "numbers": "document numbers in 200 spellings, each found first",
    "questions": "questions and titles of people by nDCG@10, beside FTS5, tantivy and Whoosh",
    "newest": "newest-first as the index grows",
    "search": "100,000 notices searched beside FTS5 and tantivy: pages, facets, phrases, builds, sizes (half an hour)",
    "search_truth": "10,000 random boolean queries against a look at every text",
    "places": "sixty old and new names of Khánh Hòa in 300 notices of the province: precision and recall",
    "portal": "places and months of 100,000 notices: CPU milliseconds each",
    "clusters": "the same announcement by several agencies: five provinces of sixty sites, made cases, CPU a notice",
    "store": "notices stored per CPU second beside raw sqlite3",
    "refresh": "a thousand feeds refreshed, beside reader",
    "crawl": "fifty sites of forty articles crawled from nothing, per CPU second, beside plain Scrapy",
    "serving": "a cached feed beside nginx static, requests per CPU second",
    "websub": "a thousand subscribers reached after a notice, some dead, some slow; forged pushes; third parties",
    "schedule": "300 sources due in one second, two workers, clocks that jump",
    "polling": "sixty days of visits by our cadence and by the policies of Miniflux, CommaFeed and Media Cloud",
    "completeness": "feeds that overflow between two visits, deletions and back-dated notices by morning (8 minutes)",
    "silent": "failures that answer 200, the twelve and eighteen others, told after how many visits",
    "partial": "twenty lists of which a part cannot be read: kept, told, the rest read later",
    "false_alarms": "a hundred healthy sources over sixty days with Tết: days on which one is told to be unwell",
    "console": "the operators' pages with 500 sources x 90 days, CPU milliseconds each",
    "memory": "worker and server at 100,000 notices after a full refresh and 1,000 page views (half an hour)",
    "soak": "ten thousand collections in one worker, whose memory stays level (10 to 16 minutes)",
    "damages": "25 ways of damaging index and feeds under a running hub",
    "feeds": "rendering a feed",
    "archives": "archives of 100,000 notices walked over HTTP, the same a day later; disk; the cost of a change",
    "subscriber": "a feed polled every fifty changes through sixty days of a province, beside /changes",
    "unmoved": "collected again, rebuilt, moved to PostgreSQL, a site or the hub moved: nothing is told again",
    "addresses": "every form of a private address in every place, against a canary that counts",
    "traps": "a real crawler trap of 2,604 addresses and 33 articles, collected from every link",
    "hostile_web": "hostile strings to every public address, payloads in every field, judged in a browser",
    "incidents": "one host with forty sources down and back: one incident with the right counts",
    "pages": "home, an agency and a search of 100,000 notices beside an empty Starlette page: cold and cached, CPU",
    "coverage": "the coverage page of 500 sources and 90 days: CPU a request",
    "scorecard": "a month of two agencies beside what was computed by hand; its pages with 50,000 notices, CPU",
    "kills": "kill -9 at the eight points and at random moments",
    "metrics": "the CPU time of /metrics at 500 sources, and p95 of the delay as read out of it",
    "operating": "docs/operating.md followed to the letter in a root of its own: install, upgrade, restore, move",
    "sizing": "the disk that a hundred thousand notices take: database, kept pages, index and feeds",
    "doctor": "twelve broken set-ups, made for real, named by doctor with what to do",
    "backup": "a hundred backups under load, and a restore drill of 200,000 notices (an hour)",
    "together": "eight writers and twenty readers, ten minutes on each database",
    "bombs": "what is meant to fill memory or hold up the worker, and a neighbour that waits for it",
    "children": "hostile inputs read in limited children: cost, stops, memory, the loop",
    "documents": "real documents of portals, whole and spoilt, read in limited children",
    "feeds_soak": "every feed of the corpus is read without a crash",
    "feeds_valid": "all that a hub fed with the corpus and hostile strings publishes: valid, the same to five parsers",
    "readback": "1,013 cases of feedparser and 533 of gofeed, read back from our own Atom",
    "exporting": "all in one file at 10,000, 100,000 and a million notices: each row once, memory, CPU (an hour)",
    "mirror": "a copy made of /changes alone beside 10,000 random operations, killed at random, on both databases",
    "moves": "sources that move to another host: no id changes, nothing is announced again",
    "contract": "schemathesis on the API's description, against a real server",
}


def main() -> int:
    failed = []
    for name, about in ROWS.items():
        print(f"\n== {name}: {about}", flush=True)
        began = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode:
            failed.append(name)
        print(f"-- {time.monotonic() - began:.0f} s", flush=True)
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall reached")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
