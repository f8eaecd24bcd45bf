"""Sources that move to another host under a clock that a file holds: which ids change, what is announced again.

python -m benchmarks.moves [SOURCES]
"""

import asyncio
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.moving_site import Agency as Site
from benchmarks.moving_site import two_homes
from hub.records import Address, Agency, Filters, Source
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.collecting import collect_all, open_client

START = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
DAYS = 8
MOST = 10_000


def main() -> int:
    """Move so many sources and say what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        clock = Path(folder) / "clock"
        clock.write_text(START.isoformat(), "ascii")
        settings = load_settings(Path(folder), allow_networks="127.0.0.0/8", per_host_delay=0.0, clock=str(clock))[0]
        parts = open_parts(settings)
        stack.callback(parts.close)
        sites = [Site(f"Sở thứ {n}") for n in range(count)]
        homes = [stack.enter_context(two_homes(site)) for site in sites]
        parts.store.sources.save_agency(Agency("so", "Sở"))
        for n, (old, _) in enumerate(homes):
            address = Address("feed", f"{old}/rss.xml")
            parts.store.sources.save_source(Source(f"s{n}", "so", f"{old}/trang-chu", (address,)))
        _collect(parts, clock, 0)
        before = _spoken(parts)
        for site, (_, new) in zip(sites, homes, strict=True):
            site.moved_to = new
        for day in range(1, DAYS):
            _collect(parts, clock, day)
        after = _spoken(parts)
        followed = sum(
            source.addresses[0].url.startswith(homes[int(source.slug[1:])][1])
            for source in parts.store.sources.sources()
        )
    changed = len(before.keys() ^ after.keys())
    again = sum(after.get(id, said) != said for id, said in before.items())
    is_reached = followed == count and not changed and not again
    print(
        f"{count} sources, {len(before)} notices: {followed} followed, {changed} ids changed, {again} announced again"
    )
    print("PASS" if is_reached else "FAIL")
    return 0 if is_reached else 1


def _collect(parts: Parts, clock: Path, day: int) -> None:
    async def run() -> None:
        client = open_client(parts)
        try:
            await collect_all(parts, client, parts.store.sources.sources(), lambda _: None)
        finally:
            await client.close()

    clock.write_text((START + timedelta(days=day)).isoformat(), "ascii")
    asyncio.run(run())


def _spoken(parts: Parts) -> dict[str, tuple[datetime, int]]:
    notices = parts.store.notices.newest(Filters(), limit=MOST)
    return {notice.id: (notice.updated, notice.revisions) for notice in notices}


if __name__ == "__main__":
    sys.exit(main())
