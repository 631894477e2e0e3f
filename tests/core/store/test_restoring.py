"""Copies of a SQLite database, restoring them, and what is found damaged at the start."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from core.store.engine import open_store
from core.store.faults import (
    BackupFailed,
    Damaged,
    ForeignLog,
    InUse,
    NewerDatabase,
    RestoreFailed,
)
from core.store.schema.tables import HEAD
from core.store.sqlite import copies
from core.store.sqlite.locks import beside
from core.store.sqlite.log_mark import Beside, mark_in
from core.store.sqlite.restore import restore
from tests.core.store.database_files import crashed, names, sound, url, words
from tests.core.store.test_durability import remember

# --- copies and restoring -------------------------------------------------------------------------


async def test_a_backup_has_a_mark_of_its_own_and_changes_nothing(tmp_path) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    await store.run(remember("word"))
    before = {each: path.with_name(each).read_bytes() for each in ("spotter.db", "spotter.db-wal")}
    for number in range(2):
        copies.back_up(path, tmp_path / f"{number}.db")
    assert {each: path.with_name(each).read_bytes() for each in before} == before
    assert len({mark_in(each) for each in (path, tmp_path / "0.db", tmp_path / "1.db")}) == 3
    await store.close()


@pytest.mark.parametrize("open_elsewhere", [False, True])
async def test_a_backup_does_not_migrate(tmp_path, open_elsewhere) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    await store.run(remember("word"))
    await store.close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '0004'")
    raw.commit()
    if not open_elsewhere:
        raw.close()
    copies.back_up(path, tmp_path / "copy.db")
    for file in (path, tmp_path / "copy.db"):
        looked = sqlite3.connect(file)
        assert looked.execute("SELECT version_num FROM alembic_version").fetchone() == ("0004",)
        looked.close()
    raw.close()
    assert not list(tmp_path.glob("*before*"))


async def test_a_newer_schema_leaves_no_copy(tmp_path) -> None:
    path = tmp_path / "spotter.db"
    await (await open_store(url(path))).close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    for _ in range(3):
        with pytest.raises(NewerDatabase, match="9999"):
            await open_store(url(path))
    with pytest.raises(RestoreFailed, match="9999"):
        restore(tmp_path / "other.db", path)
    assert not list(tmp_path.glob("*before*"))
    assert not (tmp_path / "other.db").exists()


async def test_a_failed_migration_leaves_no_copy_and_the_last_two_stay(
    tmp_path, monkeypatch
) -> None:
    path = tmp_path / "spotter.db"
    await (await open_store(url(path))).close()
    monkeypatch.setattr("core.store.sqlite.writer.HEAD", "9999")
    (tmp_path / "spotter.db.before-mine").touch()
    made = []
    for _ in range(4):
        await (await open_store(url(path))).close()
        made.append(max(tmp_path.glob("spotter.db.before-0*"), key=lambda each: each.name))

    def failing(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("core.store.sqlite.writer.migrate", failing)
    with pytest.raises(ZeroDivisionError):
        await open_store(url(path))
    assert sorted(tmp_path.glob(f"spotter.db.before-{HEAD}*")) == sorted(made[-2:])
    assert (tmp_path / "spotter.db.before-mine").exists()


async def test_restoring_moves_everything_aside(tmp_path) -> None:
    path, backup = tmp_path / "spotter.db", tmp_path / "backup.db"
    store = await open_store(url(path))
    await store.run(remember("early"))
    copies.back_up(path, backup)
    await store.run(remember("late"))
    with pytest.raises(InUse, match="stop it first"):
        restore(path, backup)
    left = await crashed(store, path, tmp_path / "after")
    await store.close()
    done = restore(left, backup)
    assert (done.revision, done.people, done.sets) == (HEAD, 1, 0)
    assert names(left.parent) >= {"", ".id"}
    assert "-wal" not in names(left.parent)
    assert await words(left) == {"early"}
    assert await words(done.aside) == {"early", "late"}
    assert backup.exists()
    assert left.stat().st_mode & 0o777 == 0o600
    assert restore(tmp_path / "new" / "spotter.db", backup).aside is None


def junk(path: Path) -> None:
    path.write_bytes(b"this is no database" * 400)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.unlink()
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE t (a)")
    raw.commit()
    raw.close()


def damaged(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 20))


def orphans(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO aliases (person_id, words, exercise_id) VALUES (99, 'a', 'b')")
    raw.commit()
    raw.close()


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def altered(*statements: str):
    """A database of Spotter that says a revision which it is not of."""

    def alter(path: Path) -> None:
        raw = sqlite3.connect(path)
        for each in statements:
            raw.execute(each)
        raw.commit()
        raw.close()

    return alter


ALTERED = [
    altered("DROP TABLE outbox"),
    altered("ALTER TABLE sets RENAME COLUMN note TO memo"),
    altered("UPDATE alembic_version SET version_num = '0003'"),
    altered("DROP TABLE alembic_version", "CREATE TABLE alembic_version (version_num)"),
]


NONE = [junk, empty, foreign, damaged, orphans, cut, Path.unlink, *ALTERED]


@pytest.mark.parametrize("harm", NONE)
async def test_a_backup_that_is_none_changes_nothing(tmp_path, harm) -> None:
    path, backup = tmp_path / "spotter.db", tmp_path / "backup.db"
    store = await open_store(url(path))
    await store.run(remember("word"))
    copies.back_up(path, backup)
    await store.close()
    harm(backup)
    before = names(tmp_path)
    with pytest.raises(RestoreFailed, match=r"backup\.db"):
        restore(path, backup)
    assert names(tmp_path) == before
    with pytest.raises(RestoreFailed, match="itself"):
        restore(path, path)
    assert await words(path) == {"word"}


def test_a_name_that_can_be_no_file_is_refused(tmp_path) -> None:
    with pytest.raises(RestoreFailed, match="too long"):
        restore(tmp_path / "spotter.db", tmp_path / ("x" * 300))


@pytest.mark.parametrize(
    "ending", ["-wal", "-shm", "-journal", ".id", ".lock", ".turn", ".restoring-1", ".restore-part"]
)
async def test_a_backup_does_not_take_the_name_of_a_part(tmp_path, ending) -> None:
    path = tmp_path / "spotter.db"
    await (await open_store(url(path))).close()
    with pytest.raises(BackupFailed, match="place of its own"):
        copies.back_up(path, beside(path, ending))
    (tmp_path / "elsewhere").mkdir()
    copies.back_up(path, tmp_path / "elsewhere" / f"spotter.db{ending}")
    copies.back_up(path, beside(path, ".copy"))


@pytest.mark.parametrize("id_beside", [False, True])
async def test_a_backup_with_another_databases_log_is_refused(tmp_path, id_beside) -> None:
    path, backup = tmp_path / "spotter.db", tmp_path / "backup.db"
    store = await open_store(url(path))
    await store.run(remember("early"))
    copies.back_up(path, backup)
    await store._runner.scrub()
    await store.run(remember("late"))
    for part in ("-wal", ".id") if id_beside else ("-wal",):
        shutil.copy(beside(path, part), beside(backup, part))
    await store.close()
    with pytest.raises(RestoreFailed, match="move it away"):
        restore(path, backup)
    beside(backup, "-wal").unlink()
    restore(path, backup)
    assert await words(path) == {"early"}


async def test_a_log_without_a_mark_beside_it_is_not_trusted(tmp_path) -> None:
    """Whose it is cannot be told: what to do is said for either case."""
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    await store.run(remember("early"))
    left = await crashed(store, path, tmp_path / "after")
    await store.close()
    beside(left, ".id").unlink()
    with pytest.raises(ForeignLog, match="wal_checkpoint"):
        await open_store(url(left))
    raw = sqlite3.connect(left)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    assert await words(left) == {"early"}


def test_the_name_of_a_new_mark_is_on_the_disk_too(tmp_path, monkeypatch) -> None:
    """Without it a log that waits after a power cut would not be trusted."""
    synced: list[int] = []
    monkeypatch.setattr(
        "core.store.sqlite.log_mark.os.fsync", lambda file: synced.append(os.fstat(file).st_ino)
    )
    own = Beside(tmp_path / "spotter.db")
    own.write(7)
    assert synced == [own.path.stat().st_ino, tmp_path.stat().st_ino]
    own.write(8)
    own.write(9, durable=False)
    assert len(synced) == 3


async def test_the_first_opening_of_a_backup_marks_it_before_it_has_a_log(
    tmp_path, monkeypatch
) -> None:
    path = tmp_path / "spotter.db"
    await (await open_store(url(path))).close()
    backup = tmp_path / "backup.db"
    copies.back_up(path, backup)
    seen = []

    def prepare(runner) -> None:
        seen.append(Beside(backup).read())
        raise ZeroDivisionError

    monkeypatch.setattr("core.store.sqlite.writer.SqliteWriter._prepare", prepare)
    with pytest.raises(ZeroDivisionError):
        await open_store(url(backup))
    assert seen == [(mark_in(backup),)]


KILLED = """
import os, signal, sys
from pathlib import Path
import core.store.sqlite.restore as it

step = int(sys.argv[3])

def stepping(audit, arguments):
    global step
    if audit in ("os.rename", "open", "os.remove", "shutil.copyfile", "sqlite3.connect"):
        if "restor" in str(arguments) or "replaced" in str(arguments) or audit == "os.rename":
            step -= 1
            if step == 0:
                os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(stepping)
it.restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""


async def test_a_restore_killed_anywhere_leaves_the_old_or_the_new(tmp_path) -> None:
    origin = tmp_path / "origin" / "spotter.db"
    store = await open_store(url(origin))
    await store.run(remember("early"))
    copies.back_up(origin, tmp_path / "backup.db")
    await store.run(remember("late"))
    found = []
    for step in range(1, 60):
        path = await crashed(store, origin, tmp_path / str(step))
        arguments = [str(path), str(tmp_path / "backup.db"), str(step)]
        killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
        found.append(await words(path))
        assert sound(path)
        if killed.returncode == 0:
            break
    await store.close()
    assert killed.returncode == 0
    assert found[0] == {"early", "late"}
    assert found[-1] == {"early"}
    assert all(each in ({"early", "late"}, {"early"}) for each in found)
    assert found.index({"early"}) < len(found) - 3  # killed while files were moved, and finished


async def test_damage_is_told_at_the_start(tmp_path) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    for number in range(200):
        await store.run(remember(f"{number}" + "x" * 2000))
    await store.close()
    with path.open("r+b") as file:
        file.seek(4096 * 40)
        file.write(os.urandom(4096 * 30))
    with pytest.raises(Damaged, match="spotter restore"):
        await open_store(url(path))
    with pytest.raises(BackupFailed):
        copies.back_up(path, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


async def test_a_file_too_big_to_be_looked_through_is_opened(tmp_path, monkeypatch) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    for number in range(50):
        await store.run(remember(f"{number}" + "x" * 2000))
    await store.close()
    monkeypatch.setattr("core.store.sqlite.opening.CHECK_SECONDS", -1.0)
    monkeypatch.setattr("core.store.sqlite.opening.STEPS", 1)
    assert len(await words(path)) == 50
