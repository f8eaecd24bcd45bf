"""The databases a store is tested on: SQLite always, PostgreSQL where the system has its programs.

Where there are none the PostgreSQL half is skipped, unless DAUMOI_NEED_POSTGRESQL says they must be there.
"""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from benchmarks.postgresql import Server, programs, running
from hub.store.store import Store

# how long anything takes on a busy machine says nothing about whether it is right
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

DATABASES = ("sqlite", "postgresql")
NAMES = (f"hub_{n}" for n in count())


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """One server for the whole session."""
    where = programs()
    if where is None:
        give_up = pytest.fail if os.environ.get("DAUMOI_NEED_POSTGRESQL") else pytest.skip
        give_up("no PostgreSQL of version 15 or newer on this machine: apt-get install postgresql")
    with running(where) as server:
        yield server


@pytest.fixture(scope="session")
def migrated(postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database that holds the newest schema and nothing else, to make others from."""
    store = Store(postgresql_server.make("migrated"), tmp_path_factory.mktemp("migrated"))
    store.migrate()
    store.close()
    return "migrated"


@pytest.fixture
def empty_postgresql(postgresql_server: Server) -> Iterator[str]:
    """The URL of a database without any table, dropped after the test."""
    name = next(NAMES)
    yield postgresql_server.make(name)
    postgresql_server.drop(name)


@pytest.fixture
def postgresql_url(postgresql_server: Server, migrated: str) -> Iterator[str]:
    """The URL of a database of the newest schema, dropped after the test."""
    name = next(NAMES)
    yield postgresql_server.make(name, migrated)
    postgresql_server.drop(name)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The test runs once on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'daumoi.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their place: packed ones hold the time, and names must be the same in every process."""
    return argname if isinstance(val, bytes) else None
