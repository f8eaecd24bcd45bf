"""The schema's versions: brought to the newest in one transaction, refused when it is newer than this program.

There is no way back but the backup: an older schema cannot hold what a newer one has taken.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection

from hub.errors import StoreError

FOLDER = Path(__file__).parent / "migrations"


def migrate(connection: Connection, folder: Path = FOLDER) -> None:
    """Bring the schema to the newest version in `folder`; killed half-way it stays at the old one."""
    require_known(version(connection), folder)
    config = _config(folder)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def check(connection: Connection) -> None:
    """StoreError, with the remedy, unless the schema is of the newest version."""
    present = version(connection)
    require_known(present)
    if present != newest():
        raise StoreError("the database is at an older version, or empty; run `daumoi init`")


def write_next(connection: Connection, message: str) -> None:
    """Write the migration that leads from an up-to-date database to the tables as they are now."""
    config = _config(FOLDER)
    config.attributes["connection"] = connection
    number = int(newest() or 0) + 1
    command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")


def version(connection: Connection) -> str | None:
    """The version a database is at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def older(connection: Connection, folder: Path = FOLDER) -> str | None:
    """The version a database is at, if it is one from which it will be migrated."""
    present = version(connection)
    require_known(present, folder)
    return present if present != newest(folder) else None


def newest(folder: Path = FOLDER) -> str | None:
    """The newest version in `folder`."""
    return _scripts(folder).get_current_head()


def require_known(version: str | None, folder: Path = FOLDER) -> None:
    """StoreError for a version that is not in `folder`."""
    try:
        if version is not None:
            _scripts(folder).get_revision(version)
    except (CommandError, ResolutionError) as error:
        raise StoreError(
            f"the database is at version {version}, which is newer than this program; install the newer daumoi"
        ) from error


def _scripts(folder: Path) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(folder))


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    return config
