"""`daumoi crawl`: collect now, one line a source, consumers run before it returns."""

from collections.abc import Sequence

from hub.cli.frame import USAGE, err, fail, out
from hub.records import Source, Tally
from hub.wiring import Parts
from hub.worker.collecting import collect_all, open_client, summary
from hub.worker.comparing import Comparison
from hub.worker.consuming import consume_all
from hub.worker.holding import end_leases_of_the_dead
from hub.worker.watching import watch_now


def chosen(parts: Parts, slugs: Sequence[str], *, due: bool) -> tuple[Source, ...]:
    """The named sources, or all active ones, or those that are due."""
    if not slugs:
        active = parts.store.sources.sources("active")
        now_due = set(parts.store.sources.due(parts.clock())) if due else set()
        return tuple(source for source in active if not due or source.slug in now_due)
    found = [parts.store.sources.source(slug) for slug in slugs]
    missing = [slug for slug, source in zip(slugs, found, strict=True) if source is None]
    if missing:
        fail(f"there is no source {', '.join(missing)}; see: daumoi source list", USAGE)
    return tuple(source for source in found if source is not None)


async def collect_now(parts: Parts, slugs: Sequence[str], *, due: bool, recheck: bool, quiet: bool) -> list[Tally]:
    """Collect and index and publish; each source's line is printed when it is done."""
    due_by = parts.clock() if due and not slugs else None
    sources = chosen(parts, slugs, due=due)
    client = open_client(parts)

    def report(tally: Tally) -> None:
        if not quiet:
            out.print(f"{tally.source}: {summary(tally)}", markup=False, style="red" if tally.error else None)

    end_leases_of_the_dead(parts)
    try:
        with err.status(f"collecting {len(sources)} sources"):
            tallies = await collect_all(parts, client, sources, report, recheck=recheck, due_by=due_by)
            await Comparison(parts).run()
            await consume_all(parts)
            await watch_now(parts)
    finally:
        await client.close()
    return tallies
