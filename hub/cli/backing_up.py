"""`daumoi backup` and `restore`: everything that cannot be made anew, into one file and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli.frame import DataDir, Json, err, hub, out, print_json, refusals, settings_of

if TYPE_CHECKING:
    from hub.store.backup import Manifest

Into = Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; compressed if it ends in .gz.")]
From = Annotated[Path, typer.Argument(metavar="FILE", help="A file that daumoi backup has written.")]


def backup(file: Into, data: DataDir = None, json: Json = False) -> None:
    """Write database and kept files into one file while the hub goes on working; no passwords, no index."""
    from hub.cli.progress import progress

    with hub(data) as parts, progress() as report:
        manifest = parts.store.back_up(file, parts.clock(), report)
    if json:
        print_json(manifest)
        return
    out.print(f"{file}: {summary(manifest)}", markup=False)
    for digest in manifest.missing:
        err.print(f"not in it, because it is lost or spoilt: {digest}", style="red")
    if manifest.left_out:
        out.print(f"left out, to be entered again after restoring: {len(manifest.left_out)} secrets")


def restore(file: From, data: DataDir = None, json: Json = False) -> None:
    """Make a hub of a backup in an empty data folder: all of it or nothing. Settings may wait in the folder."""
    from hub.cli.progress import progress
    from hub.store.restoring import restore as restore_hub
    from hub.worker.consuming import MADE_ANEW

    with refusals(), progress() as report:
        settings = settings_of(data)
        manifest = restore_hub(file, settings.database, settings.data_dir, MADE_ANEW, report)
    if json:
        print_json(manifest)
        return
    out.print(f"{settings.data_dir}: {summary(manifest)}", markup=False)
    for left in manifest.left_out:
        out.print(f"enter again: {left.source}, {left.what}", markup=False)
    out.print("next: daumoi run (index and feeds are made anew by the worker)")


def summary(manifest: "Manifest") -> str:
    """One line of what a backup holds."""
    notices, sources = manifest.tables["notice"].rows, manifest.tables["source"].rows
    return f"{notices} notices, {sources} sources, {manifest.blobs} files, as of {manifest.made:%Y-%m-%d %H:%M} UTC"
