"""The file of a SQLite database: its log, and its replacement under a running process."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.messages import Sender
from core.store.engine import open_store
from core.store.faults import (
    FileLost,
    ForeignLog,
    InUse,
)
from core.store.sqlite import copies
from core.store.sqlite.locks import beside
from core.store.sqlite.log_mark import Beside, mark_in
from core.store.sqlite.restore import restore
from tests.core.store.database_files import crashed, names, sound, url, words
from tests.core.store.test_durability import remember, remembered

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


ANN = Sender("console", "1", "Ann")


# --- another database's log -----------------------------------------------------------------------


def by_spotter(path: Path, to: Path) -> None:
    copies.back_up(path, to)


def by_sqlite(path: Path, to: Path) -> None:
    source, copy = sqlite3.connect(path), sqlite3.connect(to)
    source.backup(copy)
    source.close()
    copy.close()


def by_cp(path: Path, to: Path) -> None:
    shutil.copyfile(path, to)


@pytest.mark.parametrize("copy", [by_spotter, by_sqlite, by_cp])
async def test_a_copy_over_a_crashed_database_is_told(tmp_path, copy) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    for number in range(30):
        await store.run(remember(f"early{number}" + "x" * 3000))
    if copy is by_cp:
        await store.close()
        store = await open_store(url(path))
    copy(path, tmp_path / "backup.db")
    await store._runner.scrub()
    for number in range(300):
        await store.run(remember(f"late{number}" + "y" * 3000))
    left = await crashed(store, path, tmp_path / "after")
    await store.close()
    shutil.copyfile(tmp_path / "backup.db", left)
    with pytest.raises(ForeignLog, match="spotter restore"):
        await open_store(url(left))
    with pytest.raises(ForeignLog):
        copies.back_up(left, tmp_path / "no.db")
    restore(left, left)
    assert {each[:5] for each in await words(left)} == {"early"}
    assert sound(left)
    aside = next(each for each in left.parent.iterdir() if each.name.endswith("-wal"))
    assert ".replaced-" in aside.name


async def test_a_copy_without_a_log_beside_it_is_used(tmp_path) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    await store.run(remember("early"))
    copies.back_up(path, tmp_path / "backup.db")
    await store.run(remember("late"))
    await store.close()
    shutil.copyfile(tmp_path / "backup.db", path)
    store = await open_store(url(path))
    assert "another file" in store.notice
    assert await remembered(store) == {"early"}
    await store.close()
    store = await open_store(url(path))
    assert store.notice == ""
    await store.close()


async def test_ones_own_log_is_used_after_every_crash(tmp_path) -> None:
    """Also between the steps of a checkpoint."""
    path, stored = tmp_path / "spotter.db", set()
    for number in range(3):
        store = await open_store(url(path))
        for place in range(5):
            stored.add(await store.run(remember(f"{number}-{place}")))
            if place % 2:
                await store._runner.scrub()
        path2 = await crashed(store, path, tmp_path / f"after{number}")
        await store.close()
        path = path2
        assert await words(path) == stored


@pytest.mark.parametrize("step", range(1, 8))
async def test_a_checkpoint_cut_short_leaves_a_log_of_its_own(tmp_path, monkeypatch, step) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    await store.run(remember("word"))
    runner, count, left = store._runner, 0, []
    execute, write = runner._execute, Beside.write

    def crash() -> None:
        nonlocal count
        count += 1
        if count == step:
            (tmp_path / "after").mkdir()
            for part in ("", "-wal", ".id"):
                shutil.copy(f"{path}{part}", tmp_path / "after")
            left.append(tmp_path / "after" / "spotter.db")

    def executed(sql: str) -> None:
        crash()
        execute(sql)
        crash()

    def written(self, *marks, durable=True) -> None:
        crash()
        write(self, *marks, durable=durable)
        crash()

    monkeypatch.setattr(runner, "_execute", executed)
    monkeypatch.setattr(Beside, "write", written)
    await runner.scrub()
    monkeypatch.undo()
    await store.close()
    assert await words(left[0]) == {"word"}


async def test_a_log_without_its_database_is_kept(tmp_path) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    await store.run(remember("word"))
    left = await crashed(store, path, tmp_path / "after")
    await store.close()
    for gone in (left.unlink, left.touch):
        gone()
        with pytest.raises(ForeignLog, match="missing or empty"):
            await open_store(url(left))
    shutil.copyfile(path, left.with_name("copy.db"))
    restore(left, left.with_name("copy.db"))
    assert await words(left) == {"word"}


async def test_a_file_from_before_marks_is_taken_over(tmp_path) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    await store.run(remember("word"))
    await store.close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version=0")
    raw.execute("UPDATE people SET name = name")
    raw.commit()
    raw.close()
    Beside(path).path.unlink()
    assert await words(path) == {"word"}
    assert mark_in(path) in Beside(path).read()


def test_a_log_grows_and_is_brought_in(tmp_path) -> None:
    """Checkpoints are ours: the log stays short, and each one changes the mark."""
    import asyncio

    path = tmp_path / "spotter.db"

    async def fill() -> tuple[int, set[int]]:
        store = await open_store(url(path))
        longest, marks = 0, set()
        for number in range(400):
            await store.run(remember(f"{number}" + "z" * 20_000))
            longest = max(longest, path.with_name("spotter.db-wal").stat().st_size)
            marks.add(mark_in(path))
        await store.close()
        return longest, marks

    longest, marks = asyncio.run(fill())
    assert longest < 6 << 20
    assert len(marks) > 2
    assert sound(path)


# --- under a running process ----------------------------------------------------------------------


def deleted(path: Path, _: Path) -> None:
    path.unlink()


def replaced(path: Path, backup: Path) -> None:
    shutil.copyfile(backup, path.with_name("new"))
    os.replace(path.with_name("new"), path)


def copied_over(path: Path, backup: Path) -> None:
    shutil.copyfile(backup, path)


def cut_short(path: Path, _: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path, _: Path) -> None:
    os.truncate(path, 0)


def log_deleted(path: Path, _: Path) -> None:
    path.with_name("spotter.db-wal").unlink()


def log_emptied(path: Path, _: Path) -> None:
    os.truncate(path.with_name("spotter.db-wal"), 0)


WAYS = [deleted, replaced, copied_over, cut_short, emptied, log_deleted, log_emptied]


@pytest.mark.parametrize("looked", [False, True], ids=["by the commit", "by the look"])
@pytest.mark.parametrize("harm", WAYS)
async def test_nothing_is_stored_in_a_file_that_is_not_ours(tmp_path, harm, looked) -> None:
    path, backup = tmp_path / "spotter.db", tmp_path / "backup.db"
    store = await open_store(url(path))
    await store.run(remember("early"))
    copies.back_up(path, backup)
    await store._runner.scrub()
    await store.run(remember("late"))
    assert await store.look() == ""
    harm(path, backup)
    if looked:
        assert str(path) in await store.look()
    for _ in range(2):
        with pytest.raises(FileLost):
            await store.run(remember("lost"))
    await store.close()
    if harm in (copied_over, replaced):
        assert sound(path)  # our log was not brought into it
    restore(path, backup)
    assert await words(path) == {"early"}
    if looked and harm in (deleted, replaced, log_deleted):
        rescued = next(each for each in tmp_path.iterdir() if ".rescued-" in each.name)
        restore(path, rescued)
        assert await words(path) == {"early", "late"}


async def test_a_file_that_goes_while_a_unit_runs_is_noticed_before_the_commit(tmp_path) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))

    def work(uow) -> None:
        remember("lost")(uow)
        path.rename(tmp_path / "elsewhere")

    with pytest.raises(FileLost):
        await store.run(work)
    (tmp_path / "elsewhere").rename(path)
    assert await remembered(store) == set()
    await store.close()


async def test_a_file_put_back_is_used_again(tmp_path) -> None:
    path = tmp_path / "spotter.db"
    store = await open_store(url(path))
    path.rename(tmp_path / "elsewhere")
    with pytest.raises(FileLost):
        await store.run(remember("lost"))
    (tmp_path / "elsewhere").rename(path)
    assert await store.look() == ""
    await store.run(remember("kept"))
    path.chmod(0o400)
    assert "read-only" in await store.look()
    with pytest.raises(FileLost, match="read-only"):
        await store.run(remember("lost"))
    path.chmod(0o600)
    assert await store.look() == ""
    await store.close()
    assert await words(path) == {"kept"}


@pytest.fixture
def linked(tmp_path) -> tuple[Path, Path]:
    """A database in one folder, and a link to it in another."""
    real, link = tmp_path / "disk" / "data.db", tmp_path / "here" / "spotter.db"
    for each in (real, link):
        each.parent.mkdir()
    link.symlink_to(real)
    return real, link


async def test_a_link_and_its_file_are_one_database(linked) -> None:
    real, link = linked
    store = await open_store(url(link))
    await store.beat("1", NOW)
    await store.run(remember("early"))
    copies.back_up(link, real.with_name("backup.db"))
    assert names(link.parent) == {""}
    other = await open_store(url(real))
    with pytest.raises(InUse):
        await other.beat("2", NOW)
    await other.close()
    for each in linked:
        with pytest.raises(InUse):
            restore(each, real.with_name("backup.db"))
    await store.run(remember("late"))
    left = await crashed(store, real, real.parent / "after")
    await store.close()
    shutil.copyfile(real.with_name("backup.db"), left)
    link.unlink()
    link.symlink_to(left)
    with pytest.raises(ForeignLog):
        await open_store(url(link))
    restore(link, real.with_name("backup.db"))
    assert link.is_symlink()
    assert await words(link) == await words(left) == {"early"}


async def test_a_link_that_is_made_to_lead_elsewhere_is_noticed(linked) -> None:
    real, link = linked
    store = await open_store(url(link))
    await store.run(remember("word"))
    copies.back_up(link, real.with_name("other.db"))
    assert await store.look() == ""
    for turn in range(2):
        link.unlink()
        link.symlink_to(real.with_name("other.db" if not turn else "data.db"))
        assert (await store.look() == "") is bool(turn)
        if not turn:
            with pytest.raises(FileLost, match="replaced"):
                await store.run(remember("lost"))
    path = beside(real, "-wal")
    path.unlink()
    assert "deleted" in await store.look()
    await store.close()


OTHER = """
import asyncio, sys
from core.store.engine import open_store
from tests.core.store.test_durability import remember

async def main():
    store = await open_store(sys.argv[1])
    for number in range(int(sys.argv[3])):
        await store.run(remember(f"{sys.argv[2]}{number}" + "x" * 20000))
        if await store.look():
            sys.exit(await store.look())
    await store.close()

asyncio.run(main())
"""


async def test_two_processes_write_and_checkpoint_in_turns(tmp_path) -> None:
    """Checkpoints of one are no harm to the other, and the database stays sound."""
    path = tmp_path / "spotter.db"
    both = [
        subprocess.Popen([sys.executable, "-c", OTHER, url(path), name, "250"], stderr=-1)
        for name in ("a", "b")
    ]
    for each in both:
        _, errors = each.communicate()
        assert (each.returncode, errors) == (0, b"")
    assert sound(path)
    assert len(await words(path)) == 500
