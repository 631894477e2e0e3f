"""What root makes beside a database belongs to the database's owner, or the service is kept out."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.store.engine import open_store
from core.store.faults import BackupFailed
from core.store.sqlite import owning
from core.store.sqlite.restore import restore
from core.store.sqlite.rotation import rotate
from tests.databases import copied, sqlite_template

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
SERVICE = 65534  # any number but ours
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
by_root = pytest.mark.skipif(not ROOT, reason="only root gives files away")
not_by_root = pytest.mark.skipif(ROOT or os.name == "nt", reason="root may do all of it")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a service that runs as a user of its own."""
    folder = tmp_path / "service"
    folder.mkdir()
    copied(sqlite_template(), folder / "spotter.db")
    for each in (folder, *folder.iterdir()):
        if ROOT:
            os.chown(each, SERVICE, SERVICE)
    return folder


def owners(folder: Path) -> set[tuple[int, int]]:
    return {(each.stat().st_uid, each.stat().st_gid) for each in folder.rglob("*")}


@by_root
async def test_what_root_makes_there_belongs_to_the_service(home: Path) -> None:
    path = home / "spotter.db"
    made = rotate(path, home / "backups", 2, NOW).file
    restore(path, made)
    await (await open_store(f"sqlite:///{path}")).close()
    there = {each.name for each in home.iterdir()}
    assert {"backups", "spotter.db", "spotter.db.id", "spotter.db.lock", "spotter.db.turn"} <= there
    assert owners(home) == {(SERVICE, SERVICE)}


@by_root
def test_a_restore_keeps_the_owner_of_the_database_in_a_folder_of_root(home: Path) -> None:
    os.chown(home, 0, 0)
    made = rotate(home / "spotter.db", home / "backups", 2, NOW).file
    restore(home / "spotter.db", made)
    assert (home / "spotter.db").stat().st_uid == SERVICE


def test_nobody_but_root_gives_anything_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[object, ...]] = []
    monkeypatch.setattr(os, "chown", lambda *what, **_: given.append(what), raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    owning.make_file(tmp_path / "mine" / "file")
    assert given == []
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    owning.make_file(tmp_path / "theirs" / "file")
    assert [what[1:] for what in given] == [
        (os.stat(tmp_path).st_uid, os.stat(tmp_path).st_gid)
    ] * 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_files_are_closed_to_others(home: Path) -> None:
    restore(home / "spotter.db", rotate(home / "spotter.db", home / "backups", 2, NOW).file)
    assert [each.name for each in home.glob("spotter.db*") if each.stat().st_mode & 0o077] == []


def test_a_folder_that_cannot_be_used_is_told(home: Path) -> None:
    (home / "backups").write_text("a file is in the way")
    with pytest.raises(BackupFailed, match="cannot be used for backups"):
        rotate(home / "spotter.db", home / "backups" / "deeper", 2, NOW)


@not_by_root
def test_a_folder_of_somebody_else_is_told(home: Path) -> None:
    (home / "backups").mkdir(mode=0o000)
    with pytest.raises(BackupFailed, match="cannot be used for backups"):
        rotate(home / "spotter.db", home / "backups", 2, NOW)
