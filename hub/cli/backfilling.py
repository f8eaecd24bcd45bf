"""`daumoi backfill`: the archive of one source, page by page; where nobody looks a line a page, else a bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from hub.cli.collecting import chosen
from hub.cli.frame import err
from hub.cli.walks import line
from hub.errors import FetchError, ReadError
from hub.records import Backfill, Source
from hub.vietnamese.dates import VIETNAM
from hub.wiring import Parts
from hub.worker.backfilling import Backfiller
from hub.worker.collecting import collect_all, open_client
from hub.worker.comparing import Comparison
from hub.worker.consuming import consume_all
from hub.worker.holding import end_leases_of_the_dead

Report = Callable[[Backfill], None]


async def backfill_now(parts: Parts, slug: str, since: date | None, *, anew: bool, quiet: bool) -> list[Backfill]:
    """Walk the archives of a source, index and publish; a source that was never collected is collected first."""
    (source,) = chosen(parts, [slug], due=False)
    client = open_client(parts)
    end_leases_of_the_dead(parts)
    try:
        if not parts.store.sources.state(slug).collections:
            await collect_all(parts, client, [source], lambda tally: None)
            (source,) = chosen(parts, [slug], due=False)
        with _shown(parts, source, quiet) as report:
            walks = await _walks(Backfiller(parts, client, source, report), since, anew=anew)
        await Comparison(parts).run()
        await consume_all(parts)
    finally:
        await client.close()
    return walks


async def _walks(backfiller: Backfiller, since: date | None, *, anew: bool) -> list[Backfill]:
    try:
        return await backfiller.run(since, anew=anew)
    except (FetchError, ReadError) as error:
        source, now = backfiller.source, backfiller.parts.clock()
        return [Backfill(source.slug, source.homepage, now, since, error=error.code, detail=error.detail)]


@contextmanager
def _shown(parts: Parts, source: Source, quiet: bool) -> Iterator[Report]:
    """What tells of every page: a bar at a terminal, lines elsewhere, nothing where the end alone is wanted."""
    if quiet:
        yield lambda walk: None
        return
    if not err.is_terminal:
        yield lambda walk: err.print(line(walk), markup=False)
        return
    today = parts.clock().astimezone(VIETNAM).date()
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(source.slug, total=None)

        def report(walk: Backfill) -> None:
            days = (today - walk.since).days if walk.since else None
            done = (today - walk.oldest).days if walk.oldest else 0
            bar.update(task, description=line(walk), total=days, completed=min(done, days or done))

        yield report
