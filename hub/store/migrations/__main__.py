"""`python -m hub.store.migrations "what changes"`: write the next migration, to be read and mended by hand."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from hub.store import schema
from hub.store.database import Database
from hub.store.trouble import Troubles


def main(message: str) -> None:
    """Compare the tables with a database at the newest version and write the difference down."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'newest.db'}", Troubles(Path(folder)))
        with database.migrating() as connection:
            schema.migrate(connection)
            schema.write_next(connection, message)
        database.close()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
