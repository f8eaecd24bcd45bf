"""What the coverage page costs with 500 sources and 90 days of them: `python -m benchmarks.coverage`.

CPU of the whole request, in the process that answers it, the median of nine; 43 sources are in trouble, with two
incidents open. The page shows thirty of the days.
"""

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import httpx

from hub.records import Address, Affected, Agency, Incident, Source, SourceState, Tally
from hub.settings import Settings
from hub.vietnamese.dates import VIETNAM
from hub.web.main import make_app
from hub.wiring import Parts, open_parts

SOURCES, DAYS, ASKED = 500, 90, 9
MOST = 0.2
NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)


def fill(parts: Parts) -> None:
    """Sources, their states, and a collection for each of their days."""
    for n in range(SOURCES):
        parts.store.sources.save_agency(Agency(f"co-quan-{n}", f"Cơ quan số {n} của tỉnh"))
        url = f"https://h{n // 5}.example.vn/{n}"
        parts.store.sources.save_source(
            Source(f"s{n}", f"co-quan-{n}", url, (Address("feed", url),), name=f"Nguồn {n}")
        )
    for ago in range(DAYS):
        with parts.store.writing() as writer:
            for n in range(SOURCES):
                error = "http_5xx" if (n + ago) % 11 == 0 else None
                writer.save_tally(Tally(f"s{n}", NOW - timedelta(days=ago), new=(n + ago) % 3, error=error))
                if ago == 0:
                    seen = NOW - timedelta(minutes=n % 15)
                    state = "failing" if n < 43 else "healthy"
                    writer.save_state(SourceState(f"s{n}", state, error, since=seen, last_try=seen, last_ok=seen))
    dead = tuple(Affected(f"s{n}", NOW - timedelta(hours=5)) for n in range(40))
    parts.store.incidents.save([
        Incident("a", "h0.example.vn:443", "http_5xx", NOW - timedelta(hours=5), NOW, dead),
        Incident("b", "s41", "layout_changed", NOW - timedelta(hours=9), NOW, dead[:1]),
    ])  # fmt: skip


async def cost(parts: Parts, path: str) -> tuple[float, int]:
    """Seconds of the processor for one answer, and its size before it is packed."""
    transport = httpx.ASGITransport(app=make_app(parts))  # type: ignore[arg-type]
    spent: list[float] = []
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        await client.get(path)  # templates are read at the first
        for _ in range(ASKED):
            began = time.process_time()
            answer = await client.get(path)
            spent.append(time.process_time() - began)
            answer.raise_for_status()
    return median(spent), len(answer.content)


def main() -> int:
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        clock = Path(name) / "clock"
        clock.write_text(NOW.isoformat())
        parts = open_parts(Settings(data_dir=Path(name), clock=str(clock)))
        fill(parts)
        since = (NOW.astimezone(VIETNAM) - timedelta(days=DAYS)).date()
        began = time.process_time()
        rows = sum(map(len, parts.store.activity.days(since).values()))
        days = time.process_time() - began
        print(f"{rows} days of sources read in {days * 1000:.0f} ms (at most {MOST * 1000:.0f})")
        missed += days > MOST
        for path in (
            "/coverage",
            "/coverage?lang=en",
            "/api/v1/coverage",
            "/api/v1/incidents",
            "/feeds/incidents.atom",
        ):
            seconds, size = asyncio.run(cost(parts, path))
            print(f"{path}: {seconds * 1000:.0f} ms CPU (at most {MOST * 1000:.0f}), {size / 1024:.0f} KB")
            missed += seconds > MOST
        parts.close()
    print("FAIL" if missed else "PASS")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
