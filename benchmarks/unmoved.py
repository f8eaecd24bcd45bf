"""What a hub or a site may go through without a reader noticing: which ids change, what is told again, what is fetched.

    python -m benchmarks.unmoved [SOURCES]

A hub of so many sources, published and served, goes through this one after the other: it collects again; its index is
rebuilt; its published files are lost and made anew; it moves from SQLite to PostgreSQL; half of its sites move to a new
system on a new host, with other paths and looks, redirects from every old address, and eight days to believe it; the
hub gets another BASE_URL. After each: no id has changed, no notice was told again (another `updated`, or another place
in `all.atom`), a walk through the archive meets the same states, and every feed and archive document answers 304 to the
validators from before. Not after the last, whose links are others; and the feeds that show moved sites name where these
are read now, which are told apart. Needs PostgreSQL.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

from benchmarks.archives import serving
from benchmarks.following import Follower, is_unchanged, tag_of
from benchmarks.moving_site import Agency as Site
from benchmarks.moving_site import Answer, two_homes
from benchmarks.postgresql import programs, running
from benchmarks.province_hub import free_port
from hub.cli.setting_up import fix_authority
from hub.records import Address, Agency, Filters, Source
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client
from hub.worker.comparing import Comparison
from hub.worker.consuming import consume_all, rebuild_index

START = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
SHOWN, DAYS_TO_BELIEVE, MOST = 20, 8, 100_000


@dataclass
class MovingSite(Site):
    """A site that has, once it has moved, another system: other paths, other markup, redirects from every old path."""

    newest: int = SHOWN

    def answer(self, path: str, origin: str, etag: str | None) -> Answer:
        if not self.moved_to:
            return super().answer(path, origin, etag)
        if self.moved_to != origin:
            number = path.removeprefix("/tin/").removesuffix(".html")
            place = "/feed/" if path == self.feed else f"/bai-viet/{number}" if number.isdigit() else path
            return 301, {"Location": f"{self.moved_to}{place}"}, ""
        if path == "/feed/":
            return 200, {}, self._new_feed(origin)
        number = path.removeprefix("/bai-viet/")
        return (200, {}, self._new_article(int(number))) if number.isdigit() else super().answer(path, origin, etag)

    def _new_feed(self, origin: str) -> str:
        entries = "".join(
            f'<item><guid isPermaLink="false">{origin}/?p={n}</guid><link>{origin}/bai-viet/{n}</link>'
            f"<title>{self.title(n)}</title><description>{self.title(n)}.</description>"
            f"<pubDate>{format_datetime(self.begin + timedelta(hours=7 * n))}</pubDate></item>"
            for n in range(self.newest, max(0, self.newest - SHOWN), -1)
        )
        return f'<rss version="2.0"><channel><title>{self.name}</title>{entries}</channel></rss>'

    def _new_article(self, n: int) -> str:
        """The same words in other elements."""
        body = self._article(n).partition("</h1>")[2].partition("</article>")[0]
        return (
            f"<html><head><title>{self.title(n)} – {self.name}</title></head><body><div class='top'>Menu</div>"
            f"<div class='entry-content'><h2>{self.title(n)}</h2>{body}</div><footer>{self.name}</footer></body></html>"
        )


@dataclass(frozen=True)
class Seen:
    """What readers have of a hub: notices with moment and revisions, states met on a walk, the top, validators."""

    notices: dict[str, tuple[datetime, int]]
    met: list[tuple[str, str]]
    top: list[str]
    tags: dict[str, str]


@dataclass
class Trial:
    """A hub in a folder, under a clock that a file holds."""

    folder: Path
    count: int
    port: int = field(default_factory=free_port)
    day: int = 0
    changed: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def hub(self) -> Iterator[Parts]:
        """The opened hub, with the settings it has by now."""
        given = {"allow_networks": "127.0.0.0/8", "per_host_delay": 0.0, "clock": str(self.folder / "clock")}
        given |= {"base_url": f"http://127.0.0.1:{self.port}"} | self.changed
        with closing(open_parts(load_settings(self.folder, **given)[0])) as parts:
            yield parts

    def server(self) -> AbstractContextManager[str]:
        """The hub's server; its address."""
        told = {f"DAUMOI_{name.upper()}": str(value) for name, value in self.changed.items()}
        return serving(self.folder, self.port, **told)

    def pass_on(self) -> None:
        self.day += 1
        (self.folder / "clock").write_text((START + timedelta(days=self.day)).isoformat(), "ascii")

    def collect(self) -> None:
        """A day goes by, and every source is collected, indexed and published."""
        self.pass_on()
        with self.hub() as parts:
            asyncio.run(_collect(parts))

    def look(self) -> Seen:
        """What readers find who ask the hub's server."""
        with self.hub() as parts:
            notices = parts.store.notices.newest(Filters(), limit=MOST)
            files = sorted(
                file.relative_to(parts.public) for file in parts.public.rglob("*.*") if ".tmp" not in file.name
            )
        with serving(
            self.folder, self.port, **{f"DAUMOI_{k.upper()}": str(v) for k, v in self.changed.items()}
        ) as origin:
            reader = Follower(f"{origin}/feeds/all.atom", own=origin)
            top = [entry.id for entry in reader.read(reader.feed).entries]
            reader.met.clear()
            reader.poll()
            urls = {f"{origin}/{str(file).removesuffix('.gz')}" for file in files}
            tags = {url: tag_of(url) for url in sorted(urls)}
        states = sorted((entry.id, entry.updated) for entry in reader.states.values())
        return Seen({one.id: (one.updated, one.revisions) for one in notices}, states, top, tags)

    def unchanged(self, tags: dict[str, str]) -> list[str]:
        """Which of the addresses answer 304 to their validators."""
        with self.server():
            return [url for url, tag in tags.items() if is_unchanged(url, tag)]

    def judge(self, what: str, before: Seen, excused: Callable[[str], bool] = lambda _: False) -> Seen:
        """Compare with what was before; the validators of `excused` addresses need not hold."""
        same, after = set(self.unchanged(before.tags)), self.look()
        changed = len(before.notices.keys() ^ after.notices.keys())
        again = sum(after.notices.get(id, said) != said for id, said in before.notices.items())
        is_moved = after.top != before.top or after.met != before.met
        asked = [url for url in before.tags if not excused(url)]
        fetched = [url for url in asked if url not in same]
        excused_ones = f" ({len(before.tags) - len(asked)} excused)" if len(asked) < len(before.tags) else ""
        print(
            f"{what:<34} {changed} ids changed, {again} told again, {'another' if is_moved else 'the same'} order, "
            f"{len(asked) - len(fetched)} of {len(asked)} feeds and archive documents 304{excused_ones}",
            flush=True,
        )
        if again:
            self.tell_edits(before, after)
        if changed or again or is_moved or fetched:
            self.faults.append(f"{what}: {', '.join(fetched[:5])}")
        return after

    def tell_edits(self, before: Seen, after: Seen) -> None:
        """What is said to have changed of some notices that were told again."""
        edited = [id for id, said in before.notices.items() if after.notices.get(id, said) != said]
        with self.hub() as parts:
            for id in edited[:2]:
                edit = parts.store.notices.revisions(id)[-1]
                self.faults.append(f"{id} was edited {edit.seen}: {', '.join(edit.changed)}")


async def _collect(parts: Parts) -> None:
    client = open_client(parts)
    try:
        await collect_all(parts, client, parts.store.sources.sources(), lambda _: None)
    finally:
        await client.close()
    await consume_all(parts)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    where = programs()
    if where is None:
        print("please install PostgreSQL 15 or later")
        return 2
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        trial, server = Trial(Path(name), count), stack.enter_context(running(where))
        sites = [MovingSite(f"Sở thứ {n}") for n in range(count)]
        homes = [stack.enter_context(two_homes(site)) for site in sites]
        go_through(trial, sites, homes, server.make("unmoved"))
    for fault in trial.faults:
        print(f"  {fault}")
    print("FAIL" if trial.faults else "PASS: no id changed, nothing was told again, what had not changed was not sent")
    return 1 if trial.faults else 0


def go_through(trial: Trial, sites: list[MovingSite], homes: list[tuple[str, str]], url: str) -> None:
    """All of it, one after the other."""
    trial.pass_on()
    with trial.hub() as parts:
        fix_authority(parts.store, "hub.example")
        for n, (old, _) in enumerate(homes):
            parts.store.sources.save_agency(Agency(f"so-{n}", f"Sở thứ {n}"))
            addresses = (Address("feed", f"{old}/rss.xml"),)
            parts.store.sources.save_source(Source(f"s{n}", f"so-{n}", f"{old}/trang-chu", addresses))
    trial.collect()
    for site in sites[::2]:
        site.newest += 2
    trial.collect()
    trial.collect()
    seen = trial.look()
    print(f"{len(seen.notices)} notices of {trial.count} sources, {len(seen.tags)} feeds and archive documents")
    trial.collect()
    seen = trial.judge("collected again", seen)
    with trial.hub() as parts:
        rebuild_index(parts)
        asyncio.run(Comparison(parts).run())
    seen = trial.judge("index rebuilt", seen)
    with trial.hub() as parts:
        rmtree(parts.public)
        asyncio.run(Comparison(parts).run())
    seen = trial.judge("published files made anew", seen)
    with trial.hub() as parts:
        parts.store.move_to(url)
    trial.changed["database_url"] = url
    trial.collect()
    seen = trial.judge("SQLite to PostgreSQL", seen)
    seen = move_sites(trial, sites, homes, seen)
    trial.changed["base_url"] = "https://moi.example"
    with trial.hub() as parts:
        asyncio.run(Comparison(parts).run())
    trial.collect()
    trial.judge("another BASE_URL", seen, lambda _: True)


def move_sites(trial: Trial, sites: list[MovingSite], homes: list[tuple[str, str]], seen: Seen) -> Seen:
    """Half of the sites move, the hub looks at them for days; what shows only the others must not have changed."""
    for site, (_, new) in list(zip(sites, homes, strict=True))[::2]:
        site.moved_to = new
    for _ in range(DAYS_TO_BELIEVE):
        trial.collect()
    with trial.hub() as parts:
        read_at = {source.slug: source.addresses[0].url for source in parts.store.sources.sources()}
    followed = sum(read_at[f"s{n}"] == f"{new}/feed/" for n, (_, new) in enumerate(homes))
    print(f"{followed} of {len(sites[::2])} moved sites are read at their new addresses")
    if followed < len(sites[::2]):
        trial.faults.append(f"followed {followed} sites: {read_at}")
    stayed = [f"/{kind}{n}." for n in range(1, len(sites), 2) for kind in ("agencies/so-", "sources/s")]
    shows_moved = lambda url: "/archive/" not in url and not any(part in url for part in stayed)  # noqa: E731
    return trial.judge("half of the sites in a new system", seen, shows_moved)


if __name__ == "__main__":
    sys.exit(main())
