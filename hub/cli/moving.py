"""`daumoi move`: the hub into another database."""

from typing import Annotated

import typer

from hub.cli.frame import DataDir, Json, hub, out, print_json

To = Annotated[str, typer.Option("--to", metavar="URL", help="postgresql://USER@HOST/NAME or sqlite:///PATH, empty.")]


def move(to: To, data: DataDir = None, json: Json = False) -> None:
    """Copy the hub into another, empty database: ids, versions, cursors and feeds stay as they are.

    Stop the worker first. The old database is left as it is and can be deleted once all is well.
    """
    from hub.cli.progress import progress

    with hub(data) as parts, progress() as report:
        moved = parts.store.move_to(to, report)
        folder = parts.settings.data_dir
    if json:
        print_json(moved)
        return
    out.print(f"{sum(found.rows for found in moved.values())} rows copied, and equal by digest")
    out.print(f"next: set DATABASE_URL to the new database, in {folder}/daumoi.toml or as DAUMOI_DATABASE_URL")
