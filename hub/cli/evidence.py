"""`daumoi evidence` and `daumoi verify`: what proves a notice, into a file, and what the file proves."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli.frame import FAILED, DataDir, Json, err, fail, hub, out, print_json

if TYPE_CHECKING:
    from hub.wiring import Parts

MARKS = {True: "✓", False: "✗", None: "·"}


def evidence(
    notice: Annotated[str | None, typer.Argument(metavar="ID", help="A notice; the whole log unless given.")] = None,
    version: Annotated[int | None, typer.Option(min=0, help="One version, 0 the first; all unless given.")] = None,
    until: Annotated[int | None, typer.Option(min=1, help="The line whose digest somebody knows already.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")] = None,
    data: DataDir = None,
) -> None:
    """Write what proves a notice, its pages, files and headers, into one file; or the whole log as JSON Lines."""
    file = output or Path(f"evidence-{notice}.zip" if notice else "evidence.jsonl")
    if file.exists():
        fail(f"{file} exists already")
    with hub(data) as parts:
        chunks = _bundle(parts, notice, version, until) if notice else _log(parts)
        with file.open("xb") as written:
            written.writelines(chunks)
    out.print(f"{file} written; look into it with: daumoi verify {file}", markup=False)


def _bundle(parts: "Parts", notice: str, version: int | None, until: int | None) -> Iterator[bytes]:
    found = parts.store.evidence.bundle(notice, version=version, until=until)
    if found is None:
        fail(f"the log knows nothing of notice {notice}{'' if version is None else f' in version {version}'}")
    about = {"hub": parts.settings.base_url, "made": parts.clock().isoformat(timespec="seconds")}
    return parts.store.evidence.packed(found, about)


def _log(parts: "Parts") -> Iterator[bytes]:
    import orjson

    from hub.store.chain import as_json

    n = 0
    while lines := parts.store.evidence.after(n):
        yield b"".join(orjson.dumps(as_json(line), option=orjson.OPT_APPEND_NEWLINE) for line in lines)
        n = lines[-1].n


def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file that a hub gave as evidence.")],
    head: Annotated[str | None, typer.Option(help="A digest of the log that you noted elsewhere.")] = None,
    lang: Annotated[str, typer.Option(envvar="DAUMOI_LANG", help="vi or en.")] = "en",
    json: Json = False,
) -> None:
    """Look into a file of evidence, without a hub or a network: what holds, and what was altered, removed or moved."""
    from hub.cli.verdicts import Lang, words
    from hub.cli.verifying import in_order
    from hub.cli.verifying import verify as look_into

    found = in_order(look_into(file, head.strip().lower() if head else None))
    language: Lang = "vi" if lang == "vi" else "en"
    faults = sum(said.holds is False for said in found)
    if json:
        print_json([{"code": said.code, "holds": said.holds, **said.names} for said in found])
    for said in [] if json else found:
        style = "red" if said.holds is False else None
        out.print(f"{MARKS[said.holds]} {words(language, said.code, said.names)}", markup=False, style=style)
    if faults:
        err.print(words(language, "does_not", {"n": faults}), style="red", markup=False)
        raise typer.Exit(FAILED)
    if not json:
        out.print(f"{words(language, 'holds', {})} {words(language, 'proves', {})}", markup=False)
