"""Backups in rotation: verified, read back, and only then the oldest make room."""

from __future__ import annotations

import os
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor.database import backups
from bot.settings import Settings
from core.store.faults import BackupFailed
from core.store.schema.tables import HEAD
from core.store.sqlite.rotation import (
    DRAFT_SECONDS,
    folder_of,
    listed,
    made_at,
    read_back,
    rotate,
)
from tests.databases import copied, sqlite_template

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return Path(copied(sqlite_template(), tmp_path / "spotter.db").removeprefix("sqlite:///"))


def test_a_backup_is_read_back_and_named_by_its_time(database: Path, tmp_path: Path) -> None:
    done = rotate(database, tmp_path / "kept", 3, NOW)
    assert done.file.name == "spotter-20261130T040000Z.db"
    assert made_at(done.file) == NOW
    assert (done.found.revision, done.found.people, done.found.sets) == (HEAD, 0, 0)
    assert done.file.stat().st_mode & 0o077 == 0
    assert done.file.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("keep", "left"), [(1, 1), (2, 2), (9, 4)])
def test_the_oldest_make_room(database: Path, tmp_path: Path, keep: int, left: int) -> None:
    folder = tmp_path / "kept"
    for hour in range(4):
        rotate(database, folder, keep, NOW + timedelta(hours=hour))
    kept = listed(database, folder)
    assert len(kept) == left
    assert [made_at(each) for each in kept] == [NOW + timedelta(hours=3 - n) for n in range(left)]


def test_a_file_is_no_folder_for_backups(database: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("in the way")
    with pytest.raises(BackupFailed, match="kept cannot be used for backups: it is no folder"):
        rotate(database, tmp_path / "kept", 3, NOW)
    settings = Settings(backup_dir=str(tmp_path / "kept"), backup_every=24)
    [*_, found] = backups(database, settings, NOW)
    assert (found.what, found.state, "which is no folder" in found.found) == (
        "backups", "fail", True,
    )  # fmt: skip
    assert "BACKUP_DIR=/" in found.remedy


def test_files_of_others_stay(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    others = ("spotter-mine.db", "other-20200101T000000Z.db", "spotter-20209901T000000Z.db")
    for name in others:
        (folder / name).write_text("mine")
    rotate(database, folder, 1, NOW)
    rotate(database, folder, 1, NOW + timedelta(seconds=1))
    assert {each.name for each in folder.iterdir()} == {*others, "spotter-20261130T040001Z.db"}


def test_copies_of_a_clock_that_was_ahead_make_room_first(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    for day in (-1, 400, 401):
        rotate(database, folder, 3, NOW + timedelta(days=day))
    for hour in range(3):
        done = rotate(database, folder, 3, NOW + timedelta(hours=hour))
        assert done.file.exists()
    times = [made_at(each) for each in listed(database, folder, NOW + timedelta(days=1))]
    assert times == [NOW + timedelta(hours=hour) for hour in (2, 1, 0)]


def test_with_a_clock_that_is_behind_the_newest_stay(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    for day in range(3):
        rotate(database, folder, 3, NOW + timedelta(days=day))
    done = rotate(database, folder, 3, NOW - timedelta(days=9999))
    assert done.file.exists()
    assert [made_at(each) for each in done.dropped] == [NOW]


@pytest.mark.parametrize(("age", "stays"), [(DRAFT_SECONDS - 60, True), (DRAFT_SECONDS + 1, False)])
def test_what_a_killed_backup_left_is_deleted_later(
    database: Path, tmp_path: Path, age: float, stays: bool
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    mine = [folder / "spotter-mine.db.part", folder / "other-20261129T040000Z.db.part"]
    drafts = [folder / f"spotter-20261129T040000Z.db{end}" for end in (".part", ".part-journal")]
    for each in (*mine, *drafts):
        each.touch()
        os.utime(each, (time.time() - age,) * 2)
    rotate(database, folder, 3, NOW)
    assert [each.exists() for each in drafts] == [stays, stays]
    assert all(each.exists() for each in mine)


def test_a_disk_that_fills_up_leaves_nothing_behind(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite3.connect

    def on_a_small_disk(place: object, **options: object) -> sqlite3.Connection:
        opened: sqlite3.Connection = real(place, **options)  # type: ignore[call-overload]
        if str(place).endswith(".part"):
            Path(f"{place}-journal").touch()  # as SQLite leaves it where it cannot finish
            opened.execute("PRAGMA max_page_count=3")
        return opened

    monkeypatch.setattr(sqlite3, "connect", on_a_small_disk)
    with pytest.raises(BackupFailed, match="full"):
        rotate(database, tmp_path / "kept", 3, NOW)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_backup_that_fails_deletes_nothing(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    rotate(database, folder, 1, NOW)
    database.write_bytes(b"no database any more" * 400)
    with pytest.raises(BackupFailed):
        rotate(database, folder, 1, NOW + timedelta(hours=1))
    assert [each.name for each in folder.iterdir()] == ["spotter-20261130T040000Z.db"]


def test_damage_is_noticed_by_reading_back(database: Path, tmp_path: Path) -> None:
    copy = rotate(database, tmp_path / "kept", 1, NOW).file
    content = bytearray(copy.read_bytes())
    content[8192:12288] = bytes(4096)
    copy.write_bytes(content)
    with pytest.raises(BackupFailed):
        read_back(copy)


def test_rows_of_nobody_are_noticed(database: Path, tmp_path: Path) -> None:
    copy = rotate(database, tmp_path / "kept", 1, NOW).file
    with sqlite3.connect(copy) as opened:
        opened.execute("INSERT INTO aliases (person_id, words, exercise_id) VALUES (9, 'a', 'b')")
    opened.close()
    with pytest.raises(BackupFailed, match="belong to nobody"):
        read_back(copy)


def test_backups_lie_beside_the_database_unless_told(tmp_path: Path) -> None:
    assert folder_of(tmp_path / "spotter.db", "") == tmp_path / "backups"
    assert folder_of(tmp_path / "spotter.db", "/mnt/b") == Path("/mnt/b")
