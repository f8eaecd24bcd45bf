"""What a hub that was fed with every feed of the corpus publishes: valid, and the same to five parsers.

    python -m benchmarks.feeds_out [FILES]

The files are served on loopback and collected by one hub, which publishes each as Atom, RSS and JSON. Atom is held
against the RELAX NG of RFC 4287, JSON against the schema of JSON Feed 1.1; then feedparser, feedparser-rs,
fastfeedparser, atoma and rss-parser (of npm) read Atom and RSS and must find the ids, titles, links and moments of
the entries that the hub put there. The parsers are installed into a temporary folder. Needs the corpus beside the
checkout, and npm.
"""

import asyncio
import json
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from benchmarks.readback_hub import AGENCY, MEMORY, Served, open_hub, served
from hub.records import Address, Source
from hub.worker.collecting import collect_all, open_client
from hub.worker.consuming import consume_all

SHARED = Path(__file__).parents[1] / ".." / "shared" / "corpus"
ATOM_RNG = Path(__file__).parents[1] / "tests" / "feeds" / "atom.rng"
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
    found = feedparser.parse(path.read_bytes())
    assert not found.bozo, found.bozo_exception
    return [(e.id, e.title, e.link, of_struct(e.get("published_parsed"))) for e in found.entries]
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
    return [(e.id_, e.title.value, page(e), utc(e.published)) for e in found]
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


def main(most: int | None = None) -> int:
    """1 where a document is not valid or a parser finds something else."""
    files = [path for path in sorted(SHARED.glob("feeds*/**/*")) if is_feed(path)][:most]
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        place = Path(folder)
        asyncio.run(publish_all(place / "hub", files))
        documents = sorted((place / "hub" / "public").rglob("*.*"))
        faults = [*invalid_atom(documents), *misread(place, [d for d in documents if d.suffix != ".gz"])]
    for fault in faults[:40]:
        print(f"  {fault}")
    print("FAIL" if faults else "PASS")
    return 1 if faults else 0


def is_feed(path: Path) -> bool:
    return path.is_file() and path.name not in ("manifest.json", "truth.json", "README.md")


async def publish_all(folder: Path, files: Sequence[Path]) -> None:
    """One hub, each file a source of it, everything collected and published."""
    parts = open_hub(folder)
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
    await consume_all(parts)
    parts.close()
    errors = Counter(tally.error for tally in tallies if tally.error)
    print(f"{len(files)} feeds collected, {sum(t.new for t in tallies)} notices; refused: {dict(errors)}", flush=True)
    if errors["internal"]:
        print([(files[int(t.source[1:])].name, t.detail) for t in tallies if t.error == "internal"][:20])


def invalid_atom(documents: Sequence[Path]) -> Iterator[str]:
    """The Atom documents that RFC 4287 does not allow."""
    schema = etree.RelaxNG(etree.parse(ATOM_RNG))
    found = [path for path in documents if path.suffix == ".atom"]
    faulty = [path for path in found if not schema.validate(etree.parse(path))]
    print(f"Atom: {len(found) - len(faulty)} of {len(found)} valid by the RELAX NG of RFC 4287", flush=True)
    return (f"{path.name}: not valid Atom" for path in faulty)


def misread(place: Path, documents: Sequence[Path]) -> Iterator[str]:
    """What the parsers find that the hub did not put there; and what the schema says of JSON."""
    good: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for name, parser, told in read_by_others(place, documents):
        path = Path(name)
        expected = [] if parser == "schema" else entries_of(path.with_suffix(".json"))
        seen[parser, path.suffix] += 1
        if told == expected:
            good[parser, path.suffix] += 1
        else:
            yield f"{path.relative_to(place)} {parser}: {first_difference(told, expected)}"
    for parser, suffix in sorted(seen):
        print(f"{parser:15} {suffix[1:]:5} {good[parser, suffix]} of {seen[parser, suffix]} as published", flush=True)


def entries_of(document: Path) -> list[list[str]]:
    """Id, title, link and moment of the entries, as our JSON says them."""
    feed = json.loads(document.read_bytes())
    return [[e["id"], e["title"], e["url"], in_utc(e["date_published"])] for e in feed["items"]]


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
