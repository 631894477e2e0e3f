"""`spotter backup` in rotation, `migrate`, and the way back after an upgrade."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from core.store import migrate
from core.store.cancellation import Patience
from core.store.schema.tables import HEAD
from core.store.sqlite.locks import Locks
from tests.bot.cli.test_command_line import objects, spotter

ROOT = Path(__file__).parents[3]
VERSIONS = sorted((ROOT / "core" / "store" / "migrations" / "versions").glob("rev_*.py"))
BEFORE = VERSIONS[-2].name[4:8]  # the revision before the newest


def old_database(path: Path, revision: str = BEFORE) -> None:
    """Make a database as an older version of the program left it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def revision(path: Path) -> str:
    opened = sqlite3.connect(path)
    try:
        return str(opened.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    finally:
        opened.close()


def test_backups_in_rotation_by_the_command(tmp_path: Path) -> None:
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 140x8 rir1"))
    folder = tmp_path / "kept"
    folder.mkdir()
    for hour in range(3):
        (folder / f"spotter-2020010{hour + 1}T000000Z.db").touch()
    done = spotter(tmp_path, "backup", BACKUP_KEEP="2", BACKUP_DIR="kept")
    assert done.returncode == 0
    assert re.search(rb"verified and read back, \d+ rows, people 1, sets 1", done.stderr)
    left = sorted(each.name for each in folder.iterdir())
    assert left[0] == "spotter-20200103T000000Z.db"
    assert len(left) == 2
    assert b"deleted spotter-20200102T000000Z.db, spotter-20200101T000000Z.db" in done.stderr


@pytest.mark.parametrize("name", ["BACKUP_KEEP", "BACKUP_EVERY"])
def test_settings_of_backups_are_checked(tmp_path: Path, name: str) -> None:
    done = spotter(tmp_path, "backup", **{name: "-1"})
    assert done.returncode == 2
    assert name.encode() in done.stderr


def test_migrate_says_from_where_to_where_and_keeps_a_copy(tmp_path: Path) -> None:
    database = tmp_path / "data" / "spotter.db"
    database.parent.mkdir()
    old_database(database)
    due = spotter(tmp_path, "migrate", "--check")
    assert (due.returncode, revision(database)) == (1, BEFORE)
    done = spotter(tmp_path, "migrate")
    assert done.returncode == 0, done.stderr
    assert f"from {BEFORE} to {HEAD}".encode() in done.stderr
    assert revision(database) == HEAD
    assert spotter(tmp_path, "migrate", "--check").returncode == 0
    copy = next(database.parent.glob("spotter.db.before-*"))
    assert str(copy.relative_to(tmp_path)).encode() in done.stderr
    assert revision(copy) == BEFORE


def test_the_way_back_after_an_upgrade_is_the_copy_made_before(tmp_path: Path) -> None:
    database = tmp_path / "data" / "spotter.db"
    database.parent.mkdir()
    old_database(database)
    assert spotter(tmp_path, "migrate").returncode == 0
    copy = next(database.parent.glob("spotter.db.before-*"))
    assert spotter(tmp_path, "restore", str(copy)).returncode == 0
    assert revision(database) == BEFORE  # what the older program opens


def test_nothing_is_migrated_under_a_bot_that_runs(tmp_path: Path) -> None:
    database = tmp_path / "data" / "spotter.db"
    database.parent.mkdir()
    old_database(database)
    locks = Locks(database, Patience())
    locks.open()
    locks.serve()
    done = spotter(tmp_path, "migrate")
    locks.close()
    assert done.returncode == 2
    assert b"another `spotter run` serves this database: stop it first" in done.stderr
    assert revision(database) == BEFORE


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "data" / "spotter.db"
    database.parent.mkdir()
    old_database(database)
    opened = sqlite3.connect(database)
    opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.commit()
    opened.close()
    done = spotter(tmp_path, "migrate")
    assert done.returncode == 2
    assert b"written by a newer Spotter" in done.stderr


def test_a_place_that_cannot_be_used_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file is in the way")
    done = spotter(tmp_path, "migrate")
    assert done.returncode == 2
    assert done.stderr.startswith(b"spotter: the database cannot be opened: ")
    assert done.stderr.count(b"\n") == 1
