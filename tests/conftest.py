"""What tests share: a database of each kind, empty and new for every test."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from core.store.engine import Store, open_store
from tests.databases import copied, make_schema, sqlite_template
from tests.kept_database import KeptDatabase
from tests.partitioned import WHOLE, make_partitioned
from tests.postgres import Server, running_server
from tests.running import Running

IN_MEMORY = Path("/dev/shm")  # noqa: S108  # where Linux keeps files in memory
ROOM = 2 << 30  # bytes: what a run needs at once is a tenth of that

if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM:
    # to wait for a disk at each of a hundred thousand commits is half of the time of a run
    os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)

# A folder of hypothesis inside the project would be looked through for tests.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "spotter-hypothesis")
# The same examples every time, so that a change is not refused for what it did not do;
# HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
Running.preloaded = sys.platform == "linux"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --partitioned: leave out what does not hold there."""
    for item in items if config.getoption("--partitioned") else ():
        if why := WHOLE.get(getattr(item, "originalname", "")):
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server, one per test process."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def kept_database(
    postgres_server: Server, request: pytest.FixtureRequest
) -> Iterator[KeptDatabase]:
    """A database on PostgreSQL, its schema made once per test process."""
    template = postgres_server.create()
    make_schema(postgres_server.url(template))
    if request.config.getoption("--partitioned"):
        make_partitioned(postgres_server.url(template))
    kept = KeptDatabase(postgres_server, template)
    yield kept
    kept.close()


@pytest.fixture
def postgres_url(kept_database: KeptDatabase) -> str:
    """The address of a database without rows on PostgreSQL."""
    return kept_database.url()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without rows, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return copied(sqlite_template(), tmp_path / "spotter.db")
    url: str = request.getfixturevalue("postgres_url")
    return url


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
async def sqlite_store(tmp_path: Path) -> AsyncIterator[Store]:
    """An open store for tests to which the kind of database is all the same."""
    opened = await open_store(copied(sqlite_template(), tmp_path / "spotter.db"))
    yield opened
    await opened.close()
