"""`daumoi source …`: the operator's list of what is collected."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli.frame import FAILED, USAGE, DataDir, Json, fail, hub, out, print_json, refusals

if TYPE_CHECKING:
    from hub.records import Source, SourceStatus
    from hub.wiring import Parts
    from spiders.looking import Offer
    from spiders.verifying import Verdict

source_app = typer.Typer(no_args_is_help=True, help="List, add, import, pause and inspect sources.")
Yes = Annotated[bool, typer.Option("--yes", help="Store without asking.")]
KINDS = ("auto", "feed", "listing", "sitemap", "json")


@source_app.command("list")
def list_sources(data: DataDir = None, json: Json = False) -> None:
    """One line a source: its state, its agency and where it is read."""
    with hub(data) as parts:
        sources, states = parts.store.sources.sources(), parts.store.sources.states()
    if json:
        print_json([{"source": source, "state": states.get(source.slug)} for source in sources])
        return
    for source in sources:
        state = states.get(source.slug)
        shown = source.status if source.status != "active" else state.state if state else "new"
        out.print(f"{shown:<11} {source.slug:<24} {source.agency:<24} {source.homepage}", markup=False)


@source_app.command()
def show(slug: str, data: DataDir = None, json: Json = False) -> None:
    """Everything known of one source: addresses, rules, state, last collections and requests."""
    from hub.catalogue.reading import write_catalogue
    from hub.cli.completeness import as_json as completeness_as_json
    from hub.cli.completeness import gap_lines, table_lines
    from hub.cli.walks import as_json, ending
    from hub.errors import FINDINGS
    from hub.web.troubles import advice

    with hub(data) as parts:
        source = _source(parts, slug)
        gaps, counts = parts.store.gaps.gaps_of(slug), parts.day_counts(slug)
        state, tallies = parts.store.sources.state(slug), parts.store.ledger.tallies(slug, 5)
        walks, rhythm = parts.store.sources.backfills(slug), parts.store.rhythms.all().get(slug)
        fetches, files = parts.store.ledger.fetches(slug, 10), parts.store.notices.file_counts().get(slug, {})
    if json:
        listed = [{"state": what, "reason": reason, "count": count} for (what, reason), count in files.items()]
        told = {"collections": tallies, "files": listed, "backfills": list(map(as_json, walks)), "rhythm": rhythm}
        print_json({"source": source, "state": state} | told | completeness_as_json(gaps, counts))
        return
    out.print(write_catalogue((), (source,)), markup=False)
    out.print(
        f"state {state.state} since {state.since}; error {state.error}; next visit {state.next_due}", markup=False
    )
    if rhythm:
        out.print(f"publishes {rhythm.a_day:.1f} notices a day; one is found within {rhythm.within / 60:.0f} min")
    if state.finding:
        out.print(f"{state.finding}: {FINDINGS[state.finding]}", markup=False)
    if state.detail:
        out.print(state.detail, markup=False)
    if what_to_do := advice(state, "en"):
        out.print(what_to_do, markup=False)
    counted = [f"{count} {what} ({reason})" if reason else f"{count} {what}" for (what, reason), count in files.items()]
    out.print(f"files: {', '.join(counted) or 'none'}", markup=False)
    for walk in walks:
        out.print(f"backfill of {ending(walk)}", markup=False)
    for line in (*gap_lines(gaps), *table_lines(counts)):
        out.print(line, markup=False)
    for fetch in fetches:
        out.print(f"{fetch.at:%Y-%m-%d %H:%M:%S} {fetch.status or fetch.error} {fetch.ms} ms {fetch.url}", markup=False)


@source_app.command()
def preview(url: str, data: DataDir = None, json: Json = False) -> None:
    """Say what can be collected at an address, and show what the best of it lists now; nothing is stored."""
    from hub.cli.previewing import as_json
    from hub.records import Source

    source = Source("preview", "", url)
    with refusals(), hub(data) as parts:
        offers = _offers(parts, source, "auto")
        if json:
            best, *others = [as_json(offer, parts) for offer in offers]
            print_json(best | {"others": others})
            return
    for offer in offers:
        _show(offer)


@source_app.command()
def verify(
    slug: str,
    accept: Annotated[bool, typer.Option("--accept", help="Use what is proposed from now on.")] = False,
    data: DataDir = None,
    json: Json = False,
) -> None:
    """Read every address of a source now, and say what no longer fits and what could take its place."""
    from hub.cli.previewing import verdict_as_json, verdicts_of
    from spiders.verifying import accepted

    with refusals(), hub(data) as parts:
        source = _source(parts, slug)
        verdicts = asyncio.run(verdicts_of(parts, source))
        if json:
            print_json([verdict_as_json(verdict, source.date_order, parts) for verdict in verdicts])
        else:
            _tell(verdicts)
        if accept:
            parts.store.sources.save_source(accepted(source, verdicts))
    if not verdicts or any(verdict.code and not (accept and verdict.other) for verdict in verdicts):
        raise typer.Exit(FAILED)


def _tell(verdicts: "list[Verdict]") -> None:
    for verdict in verdicts:
        if verdict.address:
            state = f"{verdict.code}: {verdict.detail}" if verdict.code else f"{len(verdict.items)} items"
            out.print(f"{verdict.address.kind} {verdict.address.url}\n  {state}", markup=False)
        if verdict.other:
            out.print("proposed in its place, used with --accept:" if verdict.address else "found:", markup=False)
            _show(verdict.other)


@source_app.command()
def add(
    url: str,
    agency: Annotated[str, typer.Option(help="The slug of the agency that publishes there.")],
    slug: Annotated[str, typer.Option(help="The source's slug; made from the agency and kind unless given.")] = "",
    section: Annotated[str | None, typer.Option(help="A section code, or the heading as the site prints it.")] = None,
    kind: Annotated[str, typer.Option(help="auto (the best that is found), feed, listing, sitemap or json.")] = "auto",
    choose: Annotated[str, typer.Option(help="The numbers of what is to be collected, as 1,3; else the best.")] = "",
    yes: Yes = False,
    data: DataDir = None,
) -> None:
    """Find out what an address offers, show what it would bring, and store what is chosen of it as a source."""
    from hub.records import Source

    if kind not in KINDS:
        fail(f"{kind}: there is no such kind; write one of {', '.join(KINDS)}", USAGE)
    with refusals(), hub(data) as parts:
        if parts.store.sources.agency(agency) is None:
            fail(f"there is no agency {agency}; import it first, or use one of those in daumoi source export", USAGE)
        offers = _offers(parts, Source(slug or agency, agency, url), kind)
        chosen = _chosen(offers, choose, yes)
        if refusal := next((offer.refusal for offer in chosen if offer.refusal), ""):
            fail(f"not stored: {refusal}; write a rule that finds the dates into a TOML file and import it")
        addresses, order = tuple(offer.address for offer in chosen), chosen[-1].date_order
        source = Source(
            slug or f"{agency}-{chosen[0].kind}", agency, url, addresses, section=section, date_order=order,
            article=next((offer.article for offer in chosen if offer.article), None),
        )  # fmt: skip
        _agreed(yes, f"store {source.slug}?")
        parts.store.sources.save_source(source)
    out.print(f"{source.slug} is stored and will be collected")


def _chosen(offers: "list[Offer]", numbers: str, yes: bool) -> "tuple[Offer, ...]":
    """The offers of these numbers; without any those that are best together, unless somebody says otherwise."""
    import sys

    from spiders.discover import worth_collecting

    best = worth_collecting(offers) or tuple(offers[:1])
    for number, offer in enumerate(offers, 1):
        out.print(f"{number}{' *' if offer in best else ''}", markup=False, end=" ")
        _show(offer)
    if not numbers and not yes and len(offers) > len(best) and sys.stdin.isatty():
        proposed = ",".join(str(number) for number, offer in enumerate(offers, 1) if offer in best)
        numbers = typer.prompt("which of these are to be collected?", default=proposed)
    if not numbers:
        return best
    try:
        return tuple(offers[int(number) - 1] for number in numbers.split(",") if int(number) > 0)
    except (ValueError, IndexError):
        fail(f"--choose {numbers}: write numbers from 1 to {len(offers)}, as 1,2", USAGE)


def _offers(parts: "Parts", source: "Source", kind: str) -> "list[Offer]":
    from hub.cli.previewing import offers_of

    offers = [offer for offer in asyncio.run(offers_of(parts, source)) if kind in ("auto", offer.kind)]
    return offers or fail(f"{source.homepage} offers no {kind}; daumoi source preview says what it offers")


def _show(offer: "Offer") -> None:
    out.print(f"{offer.kind} {offer.address.url}\n  {offer.why}", markup=False)
    for item in offer.items:
        out.print(f"  {item.dates[0].raw if item.dates else '-':<34} {item.title}", markup=False)


@source_app.command("import")
def import_file(file: Path, yes: Yes = False, data: DataDir = None) -> None:
    """Bring in agencies and sources from TOML, JSON, OPML or CSV; a wrong row is refused with its line."""
    from hub.catalogue.reading import read_import
    from hub.cli.setting_up import save_catalogue

    with refusals(), hub(data) as parts:
        if not file.is_file():
            fail(f"{file}: there is no such file", USAGE)
        known = {agency.slug for agency in parts.store.sources.agencies()}
        catalogue = read_import(file.read_bytes(), file.name, known)
        _agreed(yes, f"store {len(catalogue.agencies)} agencies and {len(catalogue.sources)} sources?")
        save_catalogue(parts.store, catalogue)
    out.print(f"{len(catalogue.agencies)} agencies, {len(catalogue.sources)} sources")


@source_app.command("export")
def export_sources(data: DataDir = None) -> None:
    """Print all agencies and sources as TOML that can be imported again."""
    from hub.catalogue.reading import write_catalogue

    with hub(data) as parts:
        out.print(write_catalogue(parts.store.sources.agencies(), parts.store.sources.sources()), markup=False, end="")


@source_app.command()
def pause(slug: str, data: DataDir = None) -> None:
    """Stop collecting a source until it is resumed; what it brought stays public."""
    _set_status(data, slug, "paused")


@source_app.command()
def resume(slug: str, data: DataDir = None) -> None:
    """Collect a paused source again."""
    _set_status(data, slug, "active")


@source_app.command()
def retire(slug: str, data: DataDir = None) -> None:
    """Never collect a source again; what it brought stays public."""
    _set_status(data, slug, "retired")


def _set_status(data: Path | None, slug: str, status: "SourceStatus") -> None:
    with hub(data) as parts:
        parts.store.sources.save_source(replace(_source(parts, slug), status=status))
    out.print(f"{slug} is {status}")


def _source(parts: "Parts", slug: str) -> "Source":
    source = parts.store.sources.source(slug)
    return source if source is not None else fail(f"there is no source {slug}; see: daumoi source list", USAGE)


def _agreed(yes: bool, question: str) -> None:
    """Ask at a terminal; without one nothing is asked, and nothing stored without --yes."""
    import sys

    if yes:
        return
    if not sys.stdin.isatty():
        fail(f"{question} repeat with --yes", USAGE)
    typer.confirm(question, abort=True)
