"""A hub from one database to another: every row but the leases, with its keys and cursors as they are."""

from sqlalchemy import BigInteger, Column, Connection, Table, func, select

from hub.errors import StoreError
from hub.store.contents import Contents, contents, portions, size, tables_in_order
from hub.store.progress import Report


def copy_rows(source: Connection, target: Connection, report: Report) -> None:
    """Write all of the source's rows into the target's empty tables; nothing is kept unless the target commits."""
    total, done = size(source), 0
    for table in tables_in_order():
        for portion in portions(source, table):
            target.execute(table.insert(), [row._asdict() for row in portion])
            done += len(portion)
            report("copying", done, total)


def require_empty(target: Connection) -> None:
    """StoreError where the database holds a hub already."""
    there = next((table for table in tables_in_order() if target.execute(select(table).limit(1)).first()), None)
    if there is not None:
        raise StoreError(f"the database is not empty: it has rows in the table {there.name!r}")


def require_equal(source: Connection, target: Connection, report: Report) -> dict[str, Contents]:
    """StoreError unless both hold the same; what that is."""
    wanted, found = contents(source, report), contents(target, report)
    different = [name for name in wanted if wanted[name] != found[name]]
    if different:
        raise StoreError(f"the copy is not equal to what was copied: {', '.join(different)}")
    return found


def resume_counting(connection: Connection, gap: int = 0) -> None:
    """Let counters go on after the highest number given, and after a gap where more may have been given elsewhere."""
    for table in tables_in_order():
        for column in table.primary_key:
            if isinstance(column.type, BigInteger):
                _go_on_after(connection, table, column, gap)


def _go_on_after(connection: Connection, table: Table, column: Column[int], gap: int) -> None:
    highest = (connection.scalar(select(func.max(column))) or 0) + gap
    if connection.dialect.name == "postgresql":
        sequence = f"pg_get_serial_sequence('\"{table.name}\"', '{column.name}')"
        connection.exec_driver_sql(f"SELECT setval({sequence}, {max(highest, 1)}, {highest > 0})")
    elif table.dialect_options["sqlite"]["autoincrement"]:
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, highest))
