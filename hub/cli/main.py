"""The front door: one command a sentence. Heavy imports stand inside the commands, so that `--help` is quick."""

import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli.backing_up import backup, restore
from hub.cli.evidence import evidence, verify
from hub.cli.frame import (
    DATA_HELP,
    FAILED,
    DataDir,
    Json,
    err,
    fail,
    hub,
    out,
    print_json,
    refusals,
    require_hub,
    settings_of,
)
from hub.cli.moving import move
from hub.cli.operators import user_app
from hub.cli.placing import places
from hub.cli.running import demo, run, serve, worker
from hub.cli.sources import source_app
from hub.records import Filters, Sort

if TYPE_CHECKING:
    from hub.cli.findings import Finding

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Đầu Mối reads the sites of a province's agencies, keeps what they announce, and republishes it.",
)
app.add_typer(source_app, name="source")
app.add_typer(user_app, name="user")
for command in (demo, run, worker, serve, backup, restore, move, evidence, verify, places):
    app.command()(command)


@app.command()
def init(
    data: DataDir = None,
    catalogue: Annotated[str, typer.Option(help="Which sample catalogue to load: khanhhoa or none.")] = "khanhhoa",
    authority: Annotated[
        str, typer.Option(help="The host that names this hub's entries for ever; the host of BASE_URL unless given.")
    ] = "",
) -> None:
    """Make the data folder and the database; load the sample catalogue, its sources paused."""
    from hub.cli.setting_up import initialise

    with refusals():
        settings = settings_of(data)
        agencies, sources = initialise(settings, catalogue, authority)
    out.print(f"{settings.data_dir}: {agencies} agencies, {sources} sources (paused until you resume each)")
    out.print("next: daumoi source list · daumoi source resume SLUG · daumoi run")


@app.command()
def crawl(
    slugs: Annotated[list[str] | None, typer.Argument(help="Which sources; all active ones unless given.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Only the sources whose time has come.")] = False,
    recheck: Annotated[bool, typer.Option("--recheck", help="Look at every known page again.")] = False,
    data: DataDir = None,
    json: Json = False,
) -> None:
    """Collect now, beside a running worker too; index, feeds and API are current when this returns."""
    from hub.cli.collecting import collect_now
    from hub.worker import process

    with hub(data) as parts:
        tallies = process.run(collect_now(parts, slugs or [], due=due, recheck=recheck, quiet=json))
    if json:
        print_json(tallies)
    if any(tally.error for tally in tallies):
        raise typer.Exit(FAILED)


@app.command()
def backfill(
    slug: Annotated[str, typer.Argument(help="The source.")],
    since: Annotated[
        str | None, typer.Option(help="The day to go back to, 2010-01-01; to the end unless given.")
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Begin again where an earlier walk is not over.")] = False,
    data: DataDir = None,
    json: Json = False,
) -> None:
    """Walk the archive of a source by its pages, sitemap or days; stopped anywhere, the same command goes on there."""
    from hub.cli.backfilling import backfill_now
    from hub.cli.walks import as_json, ending
    from hub.worker import process

    day = _day(since, "--since")
    with hub(data) as parts:
        walks = process.run(backfill_now(parts, slug, day, anew=anew, quiet=json))
    if json:
        print_json([as_json(walk) for walk in walks])
    for walk in () if json else walks:
        out.print(ending(walk), markup=False, style="red" if walk.error else None)
    if any(walk.error for walk in walks):
        raise typer.Exit(FAILED)


@app.command()
def search(
    query: str,
    agency: str | None = None,
    section: str | None = None,
    type: Annotated[str | None, typer.Option("--type", help="An abbreviation such as QĐ.")] = None,
    published_from: Annotated[str | None, typer.Option("--from", help="The first day, 2026-11-01.")] = None,
    published_to: Annotated[str | None, typer.Option("--to", help="The last day, 2026-11-30.")] = None,
    sort: Annotated[Sort, typer.Option(help="The best first, or the newest.")] = "relevance",
    limit: int = 20,
    data: DataDir = None,
    json: Json = False,
) -> None:
    """Search the notices as one types: marks optional, numbers in any spelling, "phrases", -without."""
    filters = Filters(
        agency, section, type, published_from=_day(published_from, "--from"), published_to=_day(published_to, "--to")
    )
    with hub(data) as parts:
        found = parts.index.search(query, filters, sort=sort, limit=limit)
        notices = parts.store.notices.many([hit.id for hit in found.hits])
    if json:
        print_json({"total": found.total, "items": notices, "mistakes": found.mistakes, "instead": found.instead})
        return
    for mistake in found.mistakes:
        err.print(f"{mistake.problem} at character {mistake.at + 1}: {mistake.hint}", markup=False)
    if found.instead:
        err.print(f"nothing as typed; searched instead: {found.instead}", markup=False)
    if found.suggestions:
        err.print(f"did you mean: {' | '.join(found.suggestions)}", markup=False)
    out.print(f"{found.total} notices")
    for notice in notices:
        out.print(
            f"{notice.published:%Y-%m-%d}  {notice.doc_number or '-':<20} {notice.title}  [{notice.id}]", markup=False
        )


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        fail(f"{option} {text}: write a day such as 2026-11-01", 2)


@app.command()
def reindex(data: DataDir = None) -> None:
    """Write the search index anew from the store."""
    from hub.worker.consuming import rebuild_index

    with hub(data) as parts, err.status("writing the index"):
        count = rebuild_index(parts)
    out.print(f"{count} notices in the index")


@app.command()
def check(
    deep: Annotated[bool, typer.Option("--deep", help="Read every kept file, not two hundred of them.")] = False,
    sweep: Annotated[bool, typer.Option("--sweep", help="Delete kept files that no notice rests on.")] = False,
    mend: Annotated[bool, typer.Option("--mend", help="Write anew the feeds that are not as they should be.")] = False,
    data: DataDir = None,
    json: Json = False,
) -> None:
    """Compare database, kept files, index and published feeds with each other."""
    from hub.cli.checking import discrepancies, publish_anew, sweep_orphans
    from hub.cli.progress import progress

    with hub(data) as parts, progress() as report:
        if mend:
            err.print(f"{asyncio.run(publish_anew(parts))} feed files written")
        if sweep:
            err.print(f"{sweep_orphans(parts)} files deleted")
        found = discrepancies(parts, report, deep=deep)
    _tell(found, json)
    if not json:
        out.print("database, files, index and feeds agree")


@app.command()
def export(
    query: Annotated[str | None, typer.Argument(help="Only what this search finds; everything unless given.")] = None,
    format: Annotated[str, typer.Option(help="jsonl or csv.")] = "jsonl",
    after: Annotated[str | None, typer.Option(metavar="ID", help="Go on after this notice, without a head.")] = None,
    excel: Annotated[bool, typer.Option("--excel", help="Begin CSV with the mark by which Excel knows UTF-8.")] = False,
    data: DataDir = None,
) -> None:
    """Print notices as JSON Lines or CSV, streamed, newest first; what is written meanwhile neither doubles nor hides
    a row."""
    from hub.cli.exporting import write_notices
    from hub.web.exporting import FORMATS

    if format not in FORMATS:
        fail(f"--format {format}: write {' or '.join(FORMATS)}", 2)
    with hub(data) as parts:
        if not write_notices(parts, query, format, after=after, for_excel=excel):
            fail(f"--after {after}: there is no such notice among these; begin anew", 2)


@app.command()
def redact(
    notice: Annotated[str, typer.Argument(metavar="ID", help="The notice's id.")],
    reason: Annotated[str, typer.Option(help="Why, for the record; it is published.")],
    data: DataDir = None,
) -> None:
    """Remove a notice's text and files from every version and every feed, for good; digest and reason stay."""
    from hub.worker.consuming import consume_all

    with hub(data) as parts:
        if parts.store.notices.get(notice) is None:
            fail(f"there is no notice {notice}")
        with parts.store.writing() as writer:
            writer.redact(notice, reason, parts.clock())
        asyncio.run(consume_all(parts))
    out.print(f"{notice} is redacted")


@app.command()
def doctor(
    data: Annotated[Path | None, typer.Option("--data", help=DATA_HELP, readable=False)] = None, json: Json = False
) -> None:
    """Say what is wrong and what to do; print every setting and where it came from."""
    from hub.cli.doctor.names import shadowed

    if clashes := list(shadowed()):  # what is ours must not be imported before it is known to be ours
        _tell(clashes, json)
    from hub.cli.doctor.diagnosing import confinement, diagnose
    from hub.cli.doctor.ground import closed, is_bare
    from hub.settings import load_settings

    try:
        with refusals():
            settings, origins = load_settings(data)
        if is_bare(settings):
            require_hub(settings)
    except PermissionError as error:
        _tell([closed(error)], json)
        return
    found = diagnose(settings)
    for name, origin in {} if json else origins.items():
        out.print(f"{name.upper():<18} {getattr(settings, name)!s:<40} {origin}", markup=False)
    if not json:
        out.print(f"What reads untrusted files is kept from the network by {confinement()}.", markup=False)
    _tell(found, json)


def _tell(found: "list[Finding]", json: bool) -> None:
    """Print what was found; exit 1 if there is anything."""
    if json:
        print_json(found)
    for line in [] if json else found:
        out.print(f"{line['code']}: {line['subject']}; {line['advice']}", markup=False)
    if found:
        raise typer.Exit(FAILED)
