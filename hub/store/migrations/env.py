"""How Alembic runs: on the connection it is handed, or, to write a new migration, on a database in memory.

`python -m hub.store.migrations "what changes"` writes the next migration.
"""

from alembic import context
from sqlalchemy import Connection

from hub.store import evidence_tables, found_tables, log_tables, operator_tables, scorecard_tables, tables
from hub.store.columns import Row


def run(connection: Connection) -> None:
    """Run what Alembic was asked for. SQLite cannot alter a table, so Alembic copies it (`render_as_batch`)."""
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="",
    )
    context.run_migrations()


# Alembic loads this file under this name; to anyone else it is an ordinary module
if __name__ == "env_py":
    run(context.config.attributes["connection"])

__all__ = ["evidence_tables", "found_tables", "log_tables", "operator_tables", "run", "scorecard_tables", "tables"]
