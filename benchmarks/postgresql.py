"""A PostgreSQL server of one's own, for tests and benchmarks: in a temporary folder, on a socket there, undurable.

It is made by the system's programs (`apt-get install postgresql`), wherever they lie; nothing of the
system's own clusters is touched. PostgreSQL refuses to run as root, so root lends it to another user.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

OLDEST = 15
# Vietnamese order, so that a comparison that forgets to ask for code points shows itself
INITDB = ("--username=hub", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
IN_VIETNAMESE = ("--locale-provider=icu", "--icu-locale=vi")
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200"
UNPRIVILEGED = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder that holds initdb and pg_ctl of the newest PostgreSQL, None where there is none of our age."""
    folders = [Path(place) for place in os.environ.get("PATH", "").split(os.pathsep)]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return next((folder for folder in reversed(usable) if _version(folder) >= OLDEST), None)


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split()[2].partition(".")[0].partition("devel")[0])


class Server:
    """A running server; databases are made and dropped by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, name: str) -> str:
        """Where SQLAlchemy finds the database."""
        return f"postgresql://hub@/{name}?host={self._folder}"

    def make(self, name: str, template: str = "template1") -> str:
        """Make a database, the likeness of another; its URL."""
        self._tell("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._tell("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _tell(self, statement: Any, *names: str) -> None:
        with psycopg.connect(dbname="postgres", user="hub", host=str(self._folder), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running(where: Path) -> Iterator[Server]:
    """A server for the length of the block, made by the programs in `where`."""
    folder = Path(tempfile.mkdtemp(prefix="daumoi-pg-"))  # not below a test's folder: a socket's path is short
    lent = _lend(folder)
    data = folder / "data"
    try:
        _run(where / "initdb", "--pgdata", data, *INITDB, *IN_VIETNAMESE, **lent)
        start = ("--log", folder / "log", "--options", f"{OPTIONS} -c unix_socket_directories={folder}")
        _run(where / "pg_ctl", "--pgdata", data, "--wait", *start, "start", **lent)
        yield Server(folder)
    finally:
        if (data / "postmaster.pid").exists():
            _run(where / "pg_ctl", "--pgdata", data, "--mode=immediate", "stop", **lent)
        shutil.rmtree(folder, ignore_errors=True)


def _lend(folder: Path) -> dict[str, Any]:
    """Whose the server is: ours, or for root that of a user without rights, who then owns the folder."""
    if os.geteuid():
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam(next(name for name in UNPRIVILEGED if name in names))
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(*words: object, **lent: Any) -> None:
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, cwd="/", **lent)
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stderr or done.stdout}")
