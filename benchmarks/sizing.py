"""How much disk 100,000 notices take: `python -m benchmarks.sizing [notices]`; 20,000 unless given, scaled up.

Notices of about 2.3 KB of text with one alias and one citation each, as `benchmarks.store` makes them, and for each a
kept page of as many letters in as much markup; attached files come on top, as large as the sites give them.
"""

import asyncio
import sys
import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path

from benchmarks.store import notices
from hub.cli.setting_up import initialise
from hub.records import Agency, Source
from hub.settings import load_settings
from hub.wiring import Parts, open_parts
from hub.worker.consuming import consume_all

BATCH = 500
MOST_GIB = 2.0  # a number to notice when it changes, not a promise


def fill(parts: Parts, count: int) -> None:
    parts.store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    parts.store.sources.save_source(Source("so-y-te-tin", "so-y-te", "https://syt.khanhhoa.gov.vn/"))
    made = notices(count, "x")
    while batch := list(islice(made, BATCH)):
        pages = [
            f"<html><body>{'<div class=noi-dung>' * 100}{notice.html}</body></html>".encode() for notice, _ in batch
        ]
        digests = parts.store.blobs.put_each(pages)
        with parts.store.writing() as writer:
            for (notice, aliases), digest in zip(batch, digests, strict=True):
                writer.add_notice(replace(notice, page_sha256=digest), list(aliases))
    asyncio.run(consume_all(parts))


def occupied(path: Path) -> int:
    """Bytes on disk, blocks counted whole."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_blocks * 512 for file in files)


def main() -> int:
    """Fill a hub, and weigh its parts."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "hub"
        settings = load_settings(home)[0]
        initialise(settings, "none", "hub.example")
        parts = open_parts(settings)
        fill(parts, count)
        parts.close()
        sizes = {
            name: occupied(home / name) * 100_000 / count / 2**30 for name in ("daumoi.db", "blobs", "index", "public")
        }
    told = ", ".join(f"{name} {size:.2f}" for name, size in sizes.items())
    print(f"GiB for 100,000 notices: {told}; together {sum(sizes.values()):.2f}")
    passed = sum(sizes.values()) <= MOST_GIB
    print(f"at most {MOST_GIB} GiB: {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
