"""What tests share: a database of each kind, empty and new for every test."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from core.store.engine import Store, open_store
from tests.databases import copied, make_schema
from tests.postgres import Server, running_server

# A folder of hypothesis inside the project would be looked through for tests.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "spotter-hypothesis")
# The same examples every time, so that a change is not refused for what it did not do;
# HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server, one per test process."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database without rows, its schema made once per test process."""
    path = tmp_path_factory.mktemp("template") / "spotter.db"
    make_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server) -> str:
    """The same on PostgreSQL, by its name."""
    name = postgres_server.create()
    make_schema(postgres_server.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without rows, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield copied(request.getfixturevalue("sqlite_template"), tmp_path / "spotter.db")
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema, for what opening one is about."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'spotter.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open store, on SQLite and on PostgreSQL."""
    opened = await open_store(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Store]:
    """An open store for tests to which the kind of database is all the same."""
    opened = await open_store(copied(sqlite_template, tmp_path / "spotter.db"))
    yield opened
    await opened.close()
