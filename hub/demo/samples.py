"""The bundled sample sites as they are written down: `sites/<slug>/notices.toml` and `catalogue.toml`.

Agencies and hosts are real, every notice is invented. Dates are written as working days before the start.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent / "sites"

FileKind = Literal["pdf", "scan", "docx"]


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file of a notice; without `text` it holds the notice itself, a scan holds a picture (PNG)."""

    name: str
    kind: FileKind
    text: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor changes so many seconds after the start."""

    after: float
    title: str
    replace: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A notice as written: `days` working days before the start, `at` o'clock.

    `issued` is the day of its document, `signed_at` the place; `appears` and `withdrawn` are seconds after the start.
    """

    key: str
    id: int
    title: str
    section: str
    days: int
    at: time
    body: str
    number: str = ""
    issued: int = 0
    signed_at: str = ""
    summary: str = ""
    files: tuple[SampleFile, ...] = ()
    correction: Correction | None = None
    appears: float = 0
    withdrawn: float | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A sample site: who it belongs to, how it looks, what it says, and how the hub is to read it."""

    slug: str
    name: str
    place: str
    face: str
    samples: tuple[Sample, ...]
    catalogue: str


def bundled_sites(folder: Path = FOLDER) -> tuple[Site, ...]:
    """Every sample site, in the order of their names."""
    return tuple(read_site(path.parent) for path in sorted(folder.glob("*/notices.toml")))


def read_site(folder: Path) -> Site:
    """The site written down in a folder."""
    written = tomllib.loads((folder / "notices.toml").read_text("utf-8"))
    about = written["site"]
    rows = ({"signed_at": about["signed_at"], **row} for row in written["notice"])
    samples = (_sample(row, about["first_id"] + n, folder) for n, row in enumerate(rows))
    return Site(
        slug=folder.name,
        name=about["name"],
        place=about["place"],
        face=about["face"],
        samples=tuple(samples),
        catalogue=(folder / "catalogue.toml").read_text("utf-8"),
    )


def _sample(row: Mapping[str, Any], id: int, folder: Path) -> Sample:
    nested = {
        "files": tuple(_file(file, folder) for file in row.get("file", ())),
        "correction": _correction(row["correction"]) if "correction" in row else None,
        "body": row["body"].strip(),
        "issued": row.get("issued", row["days"]),
        "id": id,
    }
    return Sample(**{key: value for key, value in row.items() if key not in ("file", *nested)}, **nested)


def _file(row: Mapping[str, Any], folder: Path) -> SampleFile:
    picture = (folder / row["picture"]).read_bytes() if "picture" in row else b""
    return SampleFile(row["name"], row["kind"], row.get("text", "").strip(), picture)


def _correction(row: Mapping[str, Any]) -> Correction:
    return Correction(row["after"], row["title"], tuple((old, new) for old, new in row["replace"]))
