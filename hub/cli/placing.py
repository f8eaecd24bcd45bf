"""The communes, wards and districts of the hub's province, from the command line."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.frame import DataDir, Json, hub, out, print_json, refusals


def places(
    data: DataDir = None,
    load: Annotated[
        Path | None, typer.Option(help="Keep the places of this TOML file instead; notices are read once more.")
    ] = None,
    bundled: Annotated[bool, typer.Option("--bundled", help="Go back to the places that come with the hub.")] = False,
    json: Json = False,
) -> None:
    """List the communes, wards and districts that notices are sorted by; --load FILE brings others."""
    from hub.catalogue.localities import read_localities
    from hub.worker.consuming import consume_all

    with hub(data) as parts:
        if load or bundled:
            text = load.read_text("utf-8") if load else ""
            with refusals():
                read_localities(text, str(load))
            parts.store.set_meta("places", text)
            parts.store.changes.mark("places", 0)
            asyncio.run(consume_all(parts))
        known = list(parts.localities.by_slug.values())
    if json:
        print_json([{"slug": one.slug, "name": one.title, "successors": list(one.successors)} for one in known])
        return
    for one in known:
        became = f" -> {', '.join(one.successors)}" if one.valid_to else ""
        out.print(f"{one.slug}  {one.title}{became}", markup=False)
    out.print(f"{len(known)} places", markup=False)
