"""Opening a database: addresses, migrations, refusals."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_mock_engine, text

from core.store import migrate
from core.store.address import parse_address
from core.store.engine import Store, open_store
from core.store.faults import BadDatabaseUrl, NewerDatabase, StoreClosed
from core.store.schema.tables import HEAD, metadata


@pytest.mark.parametrize(
    ("written", "driver", "name"),
    [
        ("sqlite:///spotter.db", "sqlite+aiosqlite", "spotter.db"),
        ("sqlite:////srv/it.db", "sqlite+aiosqlite", "/srv/it.db"),
        ("sqlite+aiosqlite:///a.db", "sqlite+aiosqlite", "a.db"),
        ("sqlite+pysqlite:///a.db", "sqlite+aiosqlite", "a.db"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg", "d"),
        ("postgres://u:p@h/d", "postgresql+asyncpg", "d"),
        ("postgresql+psycopg2://u:p@h:5433/d", "postgresql+asyncpg", "d"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+asyncpg", "d"),
    ],
)
def test_addresses(written: str, driver: str, name: str) -> None:
    url = parse_address(written)
    assert (url.drivername, url.database) == (driver, name)


def test_options_of_libpq_are_translated() -> None:
    url = parse_address("postgres://u@h/d?sslmode=require&connect_timeout=3&channel_binding=prefer")
    assert dict(url.query) == {"ssl": "require", "timeout": "3"}


@pytest.mark.parametrize(
    "written",
    [
        "", "spotter.db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://spotter.db",
        "sqlite:///file:x?mode=memory&uri=true", "mysql://u:secret@h/d",
        "postgresql://u:secret@h/d?sslmode=maybe", "postgresql://u:secret@h:port/d",
    ],
)  # fmt: skip
def test_addresses_refused(written: str) -> None:
    with pytest.raises(BadDatabaseUrl) as caught:
        parse_address(written)
    assert "secret" not in str(caught.value)


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


async def test_migrations_make_the_schema(store: Store) -> None:
    assert await store._runner.run(differences) == []


async def test_tables_are_as_the_schema_says_on_sqlite(tmp_path: Path, sqlite_store: Store) -> None:
    """What compare_metadata does not see: WITHOUT ROWID, AUTOINCREMENT, conditions of indexes."""
    made = sqlite3.connect(":memory:")
    from sqlalchemy import StaticPool, create_engine

    metadata.create_all(create_engine("sqlite://", creator=lambda: made, poolclass=StaticPool))
    query = (
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'alembic_version'"
    )
    migrated = sqlite3.connect(tmp_path / "spotter.db")
    assert described(migrated.execute(query)) == described(made.execute(query))
    made.close()
    migrated.close()


def described(rows: sqlite3.Cursor) -> dict[str, list[str]]:
    """Each statement as its parts, sorted: a column that was added later stands at the end."""
    return {name: sorted(re.split(r"[\s(),]+", sql)) for name, sql in rows}


async def test_opening_again_changes_nothing(new_database_url: str) -> None:
    for _ in range(2):
        store = await open_store(new_database_url)
        assert await store._runner.run(migrate.version_of) == HEAD
        await store.close()


async def test_two_openings_at_once(new_database_url: str) -> None:
    stores = await asyncio.gather(*(open_store(new_database_url) for _ in range(3)))
    for store in stores:
        assert await store.channels("discord") == ()
        await store.close()


async def test_a_newer_database_is_refused(new_database_url: str) -> None:
    store = await open_store(new_database_url)
    await store._runner.run(
        lambda it: it.execute(text("UPDATE alembic_version SET version_num='9'"))
    )
    await store.close()
    with pytest.raises(NewerDatabase, match="9"):
        await open_store(new_database_url)


async def test_a_copy_is_made_before_a_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'spotter.db'}"
    store = await open_store(url)
    await store.save_cursor("discord", "1", "2")
    await store.close()
    monkeypatch.setattr("core.store.sqlite.writer.HEAD", "9999")
    await (await open_store(url)).close()
    copy = next(tmp_path.glob(f"spotter.db.before-{HEAD}-*"))
    rows = sqlite3.connect(copy)
    assert rows.execute("SELECT message_id FROM cursors").fetchall() == [("2",)]
    rows.close()


async def test_a_failed_opening_leaves_no_thread(tmp_path: Path) -> None:
    (tmp_path / "spotter.db").write_bytes(b"this is no database" * 400)
    with pytest.raises(Exception, match="not a database"):
        await open_store(f"sqlite:///{tmp_path / 'spotter.db'}")


async def test_folders_are_made_and_the_file_is_private(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'a' / 'b' / 'spotter.db'}")
    await store.close()
    assert (tmp_path / "a" / "b" / "spotter.db").stat().st_mode & 0o777 == 0o600


async def test_the_connection_is_set_up_for_safety(sqlite_store: Store) -> None:
    expected = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000,
        "trusted_schema": 0, "secure_delete": 1,
    }  # fmt: skip
    for name, value in expected.items():
        found = await sqlite_store._runner.run(
            lambda it, name=name: it.exec_driver_sql(f"PRAGMA {name}").scalar()
        )
        assert (name, found) == (name, value)


async def test_a_closed_store_says_so(new_database_url: str) -> None:
    store = await open_store(new_database_url)
    await store.close()
    with pytest.raises(StoreClosed):
        await store.channels("discord")
    await store.close()


def test_conditions_of_indexes_hold_on_both_databases() -> None:
    def conditions(url: str) -> list[str]:
        made: list[str] = []
        engine = create_mock_engine(
            url, lambda each, *_, **__: made.append(str(each.compile(dialect=engine.dialect)))
        )
        metadata.create_all(engine, checkfirst=False)
        return sorted(each for each in made if " WHERE " in each)

    here = conditions("sqlite://")
    assert here == conditions("postgresql+asyncpg://")
    assert len(here) == 12


def test_a_start_imports_nothing_that_only_some_messages_need() -> None:
    code = (
        "import sys, core.store.sqlite.writer, core.coach, bot.app\n"
        "import bot.platforms.telegram.adapter, bot.platforms.discord.adapter\n"
        "print([each for each in sys.modules if each in "
        "('sqlalchemy.dialects.postgresql', 'asyncpg', 'alembic', 'aiohttp.web', 'rapidfuzz', "
        "'babel')])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_alembic_is_imported_only_when_due(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\n"
        "from core.store.engine import open_store\n"
        "async def main():\n"
        f"    await (await open_store('sqlite:///{tmp_path / 'x.db'}')).close()\n"
        "asyncio.run(main())\n"
        "print('alembic' in sys.modules)\n"
    )
    ran = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [each.stdout.strip() for each in ran] == ["True", "False"]
