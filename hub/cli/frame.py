"""What every command shares: the data folder, errors as one clear line, the hub's parts for its length."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console

from hub.errors import HubError, QueryError, SettingsError

if TYPE_CHECKING:
    from hub.settings import Settings
    from hub.wiring import Parts

DATA_HELP = "The data folder; otherwise DAUMOI_DATA_DIR, or ./data."
DataDir = Annotated[Path | None, typer.Option("--data", help=DATA_HELP)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script to read.")]
FAILED, USAGE = 1, 2

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def fail(message: str, code: int = FAILED) -> NoReturn:
    """End the command with one line on standard error."""
    err.print(message, markup=False, style="red")
    raise typer.Exit(code)


def print_json(value: Any) -> None:
    """Print a value as JSON, datetimes as ISO text."""
    import orjson

    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE, default=str).decode())


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the hub's own errors into one line and an exit status."""
    try:
        yield
    except (SettingsError, QueryError) as error:
        fail(str(error), USAGE)
    except HubError as error:
        fail(str(error))


def settings_of(data: Path | None) -> "Settings":
    """The settings for this data folder."""
    from hub.settings import load_settings

    with refusals():
        return load_settings(data)[0]


def require_hub(settings: "Settings") -> None:
    """End the command where there is no hub."""
    if not settings.database_url and not (settings.data_dir / "daumoi.db").exists():
        fail(f"there is no hub in {settings.data_dir}; make one with: daumoi init --data {settings.data_dir}", USAGE)


@contextmanager
def hub(data: Path | None) -> Iterator["Parts"]:
    """An initialised hub's parts, closed at the end."""
    from hub.wiring import open_parts

    with refusals():
        settings = settings_of(data)
        require_hub(settings)
        parts = open_parts(settings)
        try:
            yield parts
        finally:
            parts.close()


def log_to_stderr(quiet: bool = False) -> None:
    """Log lines of the worker and the server, one an event; only warnings where someone else tells the story."""
    logging.basicConfig(
        level=logging.WARNING if quiet else logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    for chatty in ("scrapy", "alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
