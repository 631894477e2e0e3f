"""The database as the doctor finds it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from bot.doctor import database
from bot.doctor.findings import Finding
from bot.doctor.run import examine
from bot.settings import Settings
from core.store.cancellation import Patience
from core.store.sqlite import surroundings
from core.store.sqlite.locks import Locks
from core.store.sqlite.log_mark import Beside
from core.store.sqlite.rotation import rotate
from core.store.statistics import Queue, Queues
from tests.databases import copied, sqlite_template

pytestmark = pytest.mark.usefixtures("bare_environment")

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(copied(sqlite_template(), tmp_path / "spotter.db").removeprefix("sqlite:///"))


def states(found: list[Finding]) -> list[str]:
    return [each.state for each in found]


@pytest.mark.parametrize(
    ("version", "bug"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True),
        ((3, 44, 6), False), ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False),
        ((3, 51, 2), True), ((3, 51, 3), False), ((3, 52, 0), False),
    ],
)  # fmt: skip
def test_versions_of_sqlite_with_the_bug(version: tuple[int, ...], bug: bool) -> None:
    assert surroundings.has_reset_bug(version) == bug
    assert database.sqlite_version(version).state == ("warn" if bug else "ok")
    assert database.sqlite_version(version, flock=False).state == ("fail" if bug else "ok")


async def test_a_database_that_is_not_there_yet_is_no_fault(tmp_path: Path) -> None:
    found, present = await database.schema(f"sqlite:///{tmp_path}/none.db")
    assert (states(found), present) == (["ok"], False)


async def test_a_database_that_is_gone_is_no_new_one(path: Path) -> None:
    Beside(path).write(7)
    path.write_bytes(b"")
    for _ in range(2):
        found, present = await database.schema(f"sqlite:///{path}")
        assert (states(found), present) == (["fail"], False)
        assert "says that there was one" in found[0].found
        path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER TABLE people DROP COLUMN seen_at", "no people.seen_at"),
        ("DROP TABLE outbox", "no table outbox"),
        ("DELETE FROM alembic_version", "names no revision"),
        ("DROP TABLE alembic_version", "names no revision"),
        ("UPDATE alembic_version SET version_num = ''", "names no revision"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer Spotter"),
        ("UPDATE alembic_version SET version_num = 'moving-1'", "spotter move"),
    ],
)
async def test_a_schema_that_is_not_what_it_says(path: Path, statement: str, said: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as changed:
        changed.execute(statement)
        changed.commit()
    found, present = await database.schema(f"sqlite:///{path}")
    assert (states(found), present) == (["fail"], False)
    assert said in found[0].found
    assert found[0].remedy


async def test_another_programs_tables_on_a_server(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    found, present = await database.schema(postgres_url)
    assert (states(found), present) == (["ok"], False)
    await connection.execute("CREATE TABLE recipes (name text)")  # may be shared with others
    assert states((await database.schema(postgres_url))[0]) == ["ok"]
    await connection.execute("CREATE TABLE people (name text)")
    found, _ = await database.schema(postgres_url)
    assert states(found) == ["fail"]
    assert "names no revision" in found[0].found
    assert "dump" in found[0].remedy
    await connection.close()


async def test_a_check_that_fails_ends_no_other(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(sqlite3.connect(path)) as looked_at:
        [page] = looked_at.execute("SELECT rootpage FROM sqlite_master WHERE name = 'inbox'")
        [size] = looked_at.execute("PRAGMA page_size")
    content = bytearray(path.read_bytes())
    content[(page[0] - 1) * size[0] : page[0] * size[0]] = b"\xff" * size[0]
    path.write_bytes(content)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    found = await examine(offline=True)
    assert [each.state for each in found if each.what == "queues"] == ["fail"]
    [damaged] = [each for each in found if each.what == "database"]
    assert damaged.state == "fail"
    assert "***" not in damaged.found
    assert {"backups", "clock", "zones", "writers"} <= {each.what for each in found}


async def test_the_schema_on_both_databases(database_url: str) -> None:
    found, present = await database.schema(database_url)
    assert (states(found), present) == (["ok"], True)
    assert states(database.waiting(await database.look_at_queues(database_url, NOW), NOW)) == ["ok"]


async def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    found, _ = await database.schema("postgresql://joe:hunter22@127.0.0.1:1/x")
    assert states(found) == ["fail"]
    assert "hunter22" not in found[0].found


def test_damage_and_open_doors(path: Path) -> None:
    path.chmod(0o644)
    assert states(database.file_in_order(path)) == ["ok", "fail"]
    content = bytearray(path.read_bytes())
    content[4096:8192] = bytes(4096)
    path.write_bytes(content)
    assert database.file_in_order(path)[0].state == "fail"


def test_who_serves_the_file(path: Path) -> None:
    assert not surroundings.is_served(path)
    locks = Locks(path, Patience())
    locks.open()
    locks.serve()
    assert surroundings.is_served(path)
    locks.close()
    assert not surroundings.is_served(path)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="the system does not say")
def test_strangers_are_seen_and_our_own_are_not(path: Path) -> None:
    holds = (
        "import sys; files = [open(each) for each in sys.argv[1:]]; print(1, flush=True); input()"
    )
    assert surroundings.strangers(path) == ()
    for names, seen in (([path], True), ([path, path.with_name("spotter.db.lock")], False)):
        for each in names:
            each.touch()
        with subprocess.Popen(
            [sys.executable, "-c", holds, *names], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout.readline()
            assert (process.pid in surroundings.strangers(path)) == seen
            process.communicate(b"\n")
    assert database.writers(path, served=True, others=(1,))[0].state == "fail"
    assert database.writers(path, served=True, others=())[0].state == "ok"


@pytest.mark.parametrize(
    ("kind", "far"), [("ext4", False), ("nfs4", True), ("cifs", True), ("fuse.sshfs", True)]
)
def test_disks_of_other_machines(tmp_path: Path, kind: str, far: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"root / overlay rw 0 0\nhost:/x {tmp_path} {kind} rw 0 0\n")
    assert surroundings.kind_of_disk(tmp_path / "a.db", mounts) == kind
    assert surroundings.is_over_a_network(kind) == far


@pytest.mark.parametrize(
    ("age", "state"), [(database.STUCK, "ok"), (database.STUCK + timedelta(seconds=1), "warn")]
)
def test_what_waits_too_long(age: timedelta, state: str) -> None:
    found = Queues((Queue("telegram", 3, NOW - age),), (), (), aside=0, overdue=0)
    assert states(database.waiting(found, NOW)) == [state]
    aside = Queues((), (), (), aside=1, overdue=1)
    assert states(database.waiting(aside, NOW)) == ["warn", "warn"]


def test_backups(path: Path, tmp_path: Path) -> None:
    off, daily = Settings(), Settings(backup_every=24)
    assert states(database.backups(path, off, NOW)) == ["warn"]
    assert states(database.backups(path, daily, NOW)) == ["ok", "fail"]
    copy = rotate(path, tmp_path / "backups", 3, NOW).file
    assert states(database.backups(path, daily, NOW + 48 * HOUR)) == ["ok", "ok"]
    late = NOW + 48 * HOUR + timedelta(seconds=1)
    assert states(database.backups(path, daily, late)) == ["ok", "fail"]
    assert states(database.backups(path, off, late)) == ["fail"]
    copy.write_bytes(copy.read_bytes()[:4096])
    assert states(database.backups(path, daily, NOW)) == ["ok", "fail"]


def test_what_restores_moved_aside_is_counted_without_its_parts(path: Path) -> None:
    for ending in ("replaced-17", "replaced-17.id", "replaced-17-wal", "replaced-17-shm"):
        path.with_name(f"{path.name}.{ending}").touch()
    path.chmod(0o600)
    [_, left] = database.file_in_order(path)
    assert "beside it: 1, such as spotter.db.replaced-17" in left.found


def test_a_backup_folder_that_is_closed_is_not_an_empty_one(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate(path, tmp_path / "backups", 3, NOW)
    monkeypatch.setattr(os, "access", lambda found, _: found != tmp_path / "backups")
    [closed] = database.backups(path, Settings(), NOW)
    assert (closed.what, closed.state) == ("permissions", "fail")
