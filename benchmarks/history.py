"""Versions of real listing pages, replayed in their order through worker, intake and store.

    python -m benchmarks.history

Three sites of `corpus/history_vn` were built anew again and again; notices without a date bear the minute of a build.
Each version is served on loopback at the time it was published, its notices' pages with that minute on top. The hub
knows the page's address and no rule. In the end it must hold the notices that the truth has, each once, and believe
in no edit. Pages are data of others beside the checkout.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

from benchmarks.loopback import site_of
from hub.records import Address, Agency, Filters, Source, Tally
from hub.settings import load_settings
from hub.wiring import open_parts
from hub.worker.collecting import collect_all, open_client

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "history_vn"
AGENCY = Agency("so", "Sở")


@dataclass(frozen=True)
class Version:
    """A listing page as it once was, when that was, and the notices it lists: (path, title)."""

    body: bytes
    at: datetime
    notices: tuple[tuple[str, str], ...]


@dataclass
class Site:
    """Answers with the version that is current, and with a page for each notice of any version."""

    name: str
    path: str
    versions: Sequence[Version]
    current: int = 0
    titles: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.titles = {unquote(path): title for version in self.versions for path, title in version.notices}

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body of a path."""
        if path == self.path:
            return 200, self.versions[self.current].body
        title = escape(self.titles.get(unquote(path), ""))
        if not title and path != "/":
            return 404, b""
        built = self.versions[self.current].at.strftime("%d/%m/%Y %H:%M")
        words = f"<p>{title}: nội dung được đăng để các cơ quan, tổ chức và cá nhân biết, thực hiện.</p>" * 3
        return 200, f"<html><body><h1>{title}</h1><i>{built}</i><div>{words}</div></body></html>".encode()


def main() -> int:
    if not CORPUS.is_dir():
        print("SKIP: there is no corpus beside the checkout")
        return 0
    results = [report(site, known) for site in sites() for known in ("the page's address", "a homepage")]
    print("PASS" if all(results) else "FAIL")
    return 0 if all(results) else 1


def sites() -> Iterator[Site]:
    """The sites, their versions in order."""
    truth = json.loads((CORPUS / "truth.json").read_bytes())
    manifest = json.loads((CORPUS / "manifest.json").read_bytes())
    for name in dict.fromkeys(entry["site"] for entry in manifest):
        entries = [entry for entry in manifest if entry["site"] == name]
        versions = [version(entry, truth[entry["file"]]["main"]) for entry in entries]
        yield Site(name, f"/{entries[0]['path'].removesuffix('index.html')}", sorted(versions, key=lambda it: it.at))


def version(entry: dict[str, Any], listed: list[dict[str, Any]]) -> Version:
    """One version of a page."""
    notices = tuple((item["href"], item["title"]) for item in listed)
    return Version((CORPUS / entry["file"]).read_bytes(), datetime.fromisoformat(entry["note"]["committed"]), notices)


def report(site: Site, known: str) -> bool:
    """One line a site; whether what is held is what there was."""
    with site_of(site.answer) as origin:
        tallies, urls, revised = asyncio.run(replay(site, origin, known))
    wanted = set(site.titles)
    held = {unquote(url.removeprefix(origin)) for url in urls}
    edits = sum(tally.edited + tally.withdrawn for tally in tallies)
    failed = [f"{tally.error} ({tally.detail})" for tally in tallies if tally.error]
    print(f"{site.name}, by {known}: {len(site.versions)} versions, {len(urls)} notices of {len(wanted)}, "
          f"{len(wanted - held)} missed, {len(held - wanted)} that are none, {edits} changes and {revised} revisions "
          f"that nobody made, {len(failed)} collections failed {' '.join(failed[:1])}", flush=True)  # fmt: skip
    return held == wanted and len(urls) == len(wanted) and not edits and not revised and not failed


async def replay(site: Site, origin: str, known: str) -> tuple[list[Tally], list[str], int]:
    """What each collection came to, the addresses of all notices in the end, and how many revisions they have."""
    with TemporaryDirectory() as folder:
        clock = Path(folder) / "clock"
        settings = load_settings(Path(folder), allow_networks="127.0.0.0/8", per_host_delay=0.0, clock=str(clock))[0]
        clock.write_text(site.versions[0].at.isoformat())
        parts = open_parts(settings)
        addresses = () if known == "a homepage" else (Address("listing", f"{origin}{site.path}"),)
        parts.store.sources.save_agency(AGENCY)
        parts.store.sources.save_source(Source("so", AGENCY.slug, f"{origin}{site.path}", addresses))
        client, tallies = open_client(parts), []
        for number, shown in enumerate(site.versions):
            site.current = number
            clock.write_text(shown.at.isoformat())
            (source,) = parts.store.sources.sources()
            tallies += await collect_all(parts, client, [source], lambda _: None)
        notices = parts.store.notices.newest(Filters(), limit=500)
        await client.close()
        parts.close()
    return tallies, [notice.url for notice in notices], sum(notice.revisions for notice in notices)


if __name__ == "__main__":
    sys.exit(main())
