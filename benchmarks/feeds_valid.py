"""Every outgoing document of a hub that was fed with every feed of the corpus and with hostile strings: valid, and the
same to everybody.

    python -m benchmarks.feeds_valid [EVERY]

The feeds are served on loopback and collected by one hub, in which every payload then stands in every field of a
notice; notices are edited into other payloads, given files by such names, withdrawn, shown again, redacted. The
documents are found as a reader finds them: from the list of all channels and the pages, by following links, archives
among them. Atom is held against the RELAX NG of RFC 4287, JSON against the schema of JSON Feed 1.1. What lxml finds in
a document by hand (ids, titles, links, moments) must be what feedparser, feedparser-rs, fastfeedparser, atoma and
rss-parser (of npm) find in it, and the same in all formats. With EVERY, only one feed and one payload of so many is
taken. The parsers are installed into a temporary folder. Needs the corpus beside the checkout, and npm.
"""

import asyncio
import json
import subprocess
import sys
import venv
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from lxml import etree

from benchmarks.hostile_hub import FIELDS, NOW, WORD, Asker, fill, front_of, notices_of
from benchmarks.readback_hub import AGENCY, BASE_URL, MEMORY, Served, open_hub, served
from hub.records import Address, Attachment, Source
from hub.wiring import Parts
from hub.worker.collecting import collect_all, open_client
from hub.worker.consuming import consume_all

SHARED = Path(__file__).parents[1] / ".." / "shared" / "corpus"
HOSTILE = SHARED / "hostile"
ATOM_RNG = Path(__file__).parents[1] / "tests" / "feeds" / "atom.rng"
STARTS = ("/feeds.opml", "/", "/agencies", "/sections/tin-tuc", "/search", "/coverage", "/subscribe")
SUFFIXES = ("atom", "rss", "json")
SEARCHED = 60  # payloads that are searched for as well
A = "{http://www.w3.org/2005/Atom}"
PYTHON = (
    "feedparser==6.0.14",
    "sgmllib3k",
    "feedparser-rs==0.7.1",
    "fastfeedparser==0.6.5",
    "atoma==0.0.17",
    "jsonschema==4.26.0",
)
NODE = "rss-parser@3.13.0"

# run by the parsers' own Python: one line of JSON for every file and parser
READ_IN_PYTHON = r"""
import json, sys, datetime
from pathlib import Path
import atoma, fastfeedparser, feedparser, feedparser_rs, jsonschema
schema = jsonschema.Draft7Validator(json.loads(Path(sys.argv[1]).read_text()))
def utc(moment):
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
def of_struct(value):
    return datetime.datetime(*value[:6], tzinfo=datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None
def of_text(value):
    return utc(datetime.datetime.fromisoformat(value)) if value else None
def by_feedparser(path):
    # what it cleans of markup in a title is a matter of showing it, not of reading it
    found = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.bozo_exception
    return [
        (e.id, e.title, e.link, of_struct(e.get("published_parsed")), of_struct(e.get("updated_parsed")))
        for e in found.entries
    ]
def by_feedparser_rs(path):
    found = feedparser_rs.parse(path.read_bytes(), sanitize_html=False)
    assert not found.bozo
    return [(e.id, e.title, e.link, of_struct(e.published_parsed)) for e in found.entries]
def by_fastfeedparser(path):
    found = fastfeedparser.parse(path.read_bytes())
    return [(e["id"], e["title"], e["link"], of_text(e.get("published"))) for e in found.entries]
def by_atoma(path):
    if path.suffix == ".rss":
        return [(e.guid, e.title, e.link, utc(e.pub_date)) for e in atoma.parse_rss_bytes(path.read_bytes()).items]
    def page(entry):
        return next(link.href for link in entry.links if link.rel in (None, "alternate"))
    found = atoma.parse_atom_bytes(path.read_bytes()).entries
    return [(e.id_, e.title.value, page(e), utc(e.published), utc(e.updated)) for e in found]
PARSERS = {
    "feedparser": by_feedparser, "feedparser_rs": by_feedparser_rs, "fastfeedparser": by_fastfeedparser,
    "atoma": by_atoma,
}
for line in sys.stdin:
    path = Path(line.strip())
    if path.suffix == ".json":
        faults = [f"{e.json_path}: {e.message[:100]}" for e in schema.iter_errors(json.loads(path.read_bytes()))]
        print(json.dumps([str(path), "schema", faults]))
        continue
    for name, read in PARSERS.items():
        try:
            told = read(path)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"[:200]
        print(json.dumps([str(path), name, told]))
"""
READ_IN_NODE = r"""
const Parser = require("rss-parser"), fs = require("fs");
const utc = (text) => text ? new Date(text).toISOString().replace(".000Z", "Z") : null;
(async () => {
  const parser = new Parser();
  for (const path of fs.readFileSync(0, "utf8").trim().split("\n")) {
    let told;
    try {
      const feed = await parser.parseString(fs.readFileSync(path, "utf8"));
      told = feed.items.map((e) => [e.guid || e.id, e.title, e.link, utc(e.pubDate)]);
    } catch (error) { told = String(error).slice(0, 200); }
    console.log(JSON.stringify([path, "rss-parser", told]));
  }
})();
"""


def main(every: int = 1) -> int:
    """1 where a document is not valid, two formats differ, or a parser finds something else."""
    files = [path for path in sorted(SHARED.glob("feeds*/**/*")) if is_feed(path)][::every]
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        place = Path(folder)
        parts = open_hub(place / "hub")
        asyncio.run(collect(parts, files))
        make_hostile(parts, payloads()[::every])
        asyncio.run(consume_all(parts))
        documents = written(place / "found", follow(parts, payloads()[:: max(len(payloads()) // SEARCHED, 1)]))
        parts.close()
        faults = [*invalid_atom(documents), *differing(documents), *misread(place, documents)]
    for fault in faults[:40]:
        print(f"  {fault}")
    print(f"{len(faults)} faults\nFAIL" if faults else "PASS")
    return 1 if faults else 0


def is_feed(path: Path) -> bool:
    return path.is_file() and path.name not in ("manifest.json", "truth.json", "README.md")


def payloads() -> list[str]:
    """The hostile strings, in the order of their files."""
    lines = [(HOSTILE / name).read_text("utf-8").splitlines() for name in ("xss.txt", "open_redirect.txt")]
    cases = json.loads((HOSTILE / "urls_wpt.json").read_text("utf-8"))
    named = [str(case["input"]) for case in cases if isinstance(case, dict) and "input" in case]
    naughty = json.loads((HOSTILE / "naughty_strings.json").read_text("utf-8"))
    return [one for part in (*lines, naughty, named) for one in part if one.strip()]


# --- the hub -----------------------------------------------------------------------------


async def collect(parts: Parts, files: Sequence[Path]) -> None:
    """Each file a source of one hub, everything collected."""
    parts.store.sources.save_agency(AGENCY)
    pages = [Served(f"{n}{path.suffix}", path.read_bytes(), {}) for n, path in enumerate(files)]
    async with served(pages) as address:
        urls = [f"{address}/{page.path}" for page in pages]
        sources = [
            Source(f"f{n}", AGENCY.slug, url, (Address("feed", url),), pages=False) for n, url in enumerate(urls)
        ]
        for source in sources:
            parts.store.sources.save_source(source)
        client = open_client(parts)
        tallies = await collect_all(parts, client, sources, lambda tally: None)
        await client.close()
    errors = Counter(tally.error for tally in tallies if tally.error)
    print(f"{len(files)} feeds collected, {sum(t.new for t in tallies)} notices; refused: {dict(errors)}", flush=True)
    if errors["internal"]:
        print([(files[int(t.source[1:])].name, t.detail) for t in tallies if t.error == "internal"][:20])


def make_hostile(parts: Parts, strings: Sequence[str]) -> None:
    """Every payload in every field; then whatever may become of a notice becomes of some."""
    fill(parts, strings)
    for field in FIELDS:
        notices = notices_of(parts, field)
        with parts.store.writing() as writer:
            for n, (one, payload) in enumerate(zip(notices, [*strings[1:], *strings[:1]], strict=True)):
                at = NOW + timedelta(seconds=n)
                file = Attachment(f"https://{field}.x.vn/f/{quote(payload[:40])}", payload, payload[:20])
                said = replace(one, title=payload, attachments=(file,), doc_number=payload[:40])
                writer.edit_notice(said, ("title", "doc_number", "attachments"), at)
                if n % 5 < 2:
                    writer.withdraw(one.id, at + timedelta(seconds=1))
                if n % 5 == 1:
                    writer.restore(one.id, at + timedelta(seconds=2))
                if n % 50 == 7:
                    writer.redact(one.id, payload, at + timedelta(seconds=3))
    print(f"{len(strings)} hostile strings in each of {len(FIELDS)} fields", flush=True)


# --- finding the documents ---------------------------------------------------------------


def follow(parts: Parts, searched: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Every document that can be reached from the starts by links, with its address; and some searches."""
    asker = Asker(front_of(parts))
    queries = [quote(words, safe="") for words in (WORD, f"agency:title OR agency:{AGENCY.slug}", *searched)]
    asked = [f"/search.{suffix}?q={query}" for query in queries for suffix in SUFFIXES]
    asked += [f"/feeds.opml?q={query}&channel=agencies/title" for query in queries]
    waiting, seen = deque((*STARTS, *asked)), {*STARTS, *asked}
    while waiting:
        address = waiting.popleft()
        status, body = asker.get(address)
        assert status == 200, (status, address)
        if kind_of(address) != "html":
            yield address, body
        for link in links_of(kind_of(address), body):
            if link.startswith(("/feeds", "/search.")) and link not in seen:
                seen.add(link)
                waiting.append(link)
    asker.close()


def kind_of(address: str) -> str:
    suffix = address.partition("?")[0].rpartition(".")[2]
    return suffix if suffix in (*SUFFIXES, "opml") else "html"


def links_of(kind: str, body: bytes) -> Iterator[str]:
    """The addresses of ours that a document leads on to."""
    if kind == "json":
        feed = json.loads(body)
        related = [one["url"] for one in feed.get("_daumoi", {}).get("related", ())]
        found: Iterable[str] = (feed["feed_url"], feed.get("next_url", ""), *related)
    elif kind == "html":
        found = (link.get("href", "") for link in etree.HTML(body).iter("link", "a") if link.get("type"))
    elif kind == "opml":
        found = (outline.get("xmlUrl", "") for outline in etree.fromstring(body).iter("outline"))
    else:
        root = etree.fromstring(body)
        heads = [*root.iterfind(f"{A}link"), *root.iterfind(f"channel/{A}link")]
        found = (link.get("href", "") for link in heads)
    return (address.removeprefix(BASE_URL) for address in found)


def written(folder: Path, found: Iterable[tuple[str, bytes]]) -> list[Path]:
    """The documents as files; those that differ in their format alone under one name."""
    folder.mkdir()
    numbers: dict[str, int] = {}
    counts: Counter[str] = Counter()
    paths = []
    for address, body in found:
        kind, (path, _, query) = kind_of(address), address.partition("?")
        n = numbers.setdefault(f"{path.removesuffix(kind)}?{query}", len(numbers))
        paths.append(folder / f"{n}.{kind}")
        paths[-1].write_bytes(body)
        counts[f"{sort_of(path)} {kind}"] += 1
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())), flush=True)
    return paths


def sort_of(path: str) -> str:
    return "search" if path.startswith("/search") else "archive" if "/archive/" in path else "channel"


# --- judging them ------------------------------------------------------------------------


def invalid_atom(documents: Sequence[Path]) -> Iterator[str]:
    """The Atom documents that RFC 4287 does not allow."""
    schema = etree.RelaxNG(etree.parse(ATOM_RNG))
    found = [path for path in documents if path.suffix == ".atom"]
    faulty = [path for path in found if not schema.validate(etree.parse(path))]
    print(f"Atom: {len(found) - len(faulty)} of {len(found)} valid by the RELAX NG of RFC 4287", flush=True)
    return (f"{path.name}: not valid Atom" for path in faulty)


def differing(documents: Sequence[Path]) -> Iterator[str]:
    """The documents that say something else than the same feed in another format."""
    for path in documents:
        others = (path.with_suffix(f".{suffix}") for suffix in SUFFIXES)
        first = next((other for other in others if other.exists()), path)
        if path.suffix != ".opml" and entries_of(path) != entries_of(first):
            yield f"{path.name}: {first_difference(entries_of(path), entries_of(first))} ({first.suffix})"


def misread(place: Path, documents: Sequence[Path]) -> Iterator[str]:
    """What the parsers find that does not stand there; and what the schema says of JSON."""
    good: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for name, parser, told in read_by_others(place, [path for path in documents if path.suffix != ".opml"]):
        path = Path(name)
        known = len(told[0]) if isinstance(told, list) and told else 0
        expected = [] if parser == "schema" else [entry[:known] for entry in entries_of(path)]
        seen[parser, path.suffix] += 1
        if told == expected:
            good[parser, path.suffix] += 1
        else:
            yield f"{path.name} {parser}: {first_difference(told, expected)}"
    for parser, suffix in sorted(seen):
        print(f"{parser:15} {suffix[1:]:5} {good[parser, suffix]} of {seen[parser, suffix]} as published", flush=True)


def entries_of(document: Path) -> list[list[str]]:
    """Id, title, link and moments of the entries, as they stand there."""
    if document.suffix == ".json":
        items = json.loads(document.read_bytes())["items"]
        told = [(e["id"], e["title"], e["url"], e["date_published"], e["date_modified"]) for e in items]
        return [[id, title, url, in_utc(published), in_utc(updated)] for id, title, url, published, updated in told]
    root = etree.parse(document)
    if document.suffix == ".atom":
        return [
            [
                e.findtext(f"{A}id"), e.findtext(f"{A}title"), e.find(f"{A}link[@rel='alternate']").get("href"),
                in_utc(e.findtext(f"{A}published")), in_utc(e.findtext(f"{A}updated")),
            ]
            for e in root.iterfind(f"{A}entry")
        ]  # fmt: skip
    return [
        [
            e.findtext("guid"), e.findtext("title"), e.findtext("link"),
            in_utc(parsedate_to_datetime(e.findtext("pubDate")).isoformat()), in_utc(e.findtext(f"{A}updated")),
        ]
        for e in root.iterfind("channel/item")
    ]  # fmt: skip


def in_utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def first_difference(told: object, expected: list[list[str]]) -> str:
    if not isinstance(told, list) or len(told) != len(expected):
        return f"{told!r:.150} for {len(expected)} entries"
    return next(f"{one!r:.200} for {other!r:.200}" for one, other in zip(told, expected, strict=True) if one != other)


def read_by_others(place: Path, documents: Sequence[Path]) -> Iterator[list[str]]:
    """What each parser makes of each document, as they print it."""
    python = place / "env" / "bin" / "python"
    venv.create(python.parents[1], with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", *PYTHON], check=True)
    node = place / "node"
    node.mkdir()
    (node / "read.js").write_text(READ_IN_NODE)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", NODE], cwd=node, check=True)
    schema = SHARED / "schemas" / "jsonfeed-1.1.json"
    commands = ([str(python), "-c", READ_IN_PYTHON, str(schema)], ["node", "read.js"])
    for command, names in zip(commands, (documents, [d for d in documents if d.suffix != ".json"]), strict=True):
        told = "\n".join(map(str, names))
        done = subprocess.run(command, input=told, cwd=node, check=True, capture_output=True, text=True)
        yield from map(json.loads, done.stdout.splitlines())


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
