"""Workbooks and FitNotes' backups: read as tables, bounded in what they may cost."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from bot.runtime.file_process import FileProcess
from core.exercises.names import catalogue_names
from core.interchange.dry_run import Plan
from core.interchange.readers import workbook
from core.interchange.readers.registry import open_export
from core.interchange.readers.table import check
from core.interchange.rows import FileRefused
from tests.core.interchange.test_case_files import read

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
SETS = (
    ("Date", "Exercise", "Weight (kg)", "Reps", "RPE", "Notes"),
    (datetime(2026, 11, 1, 18, 30), "Squat", 102.5, 5, 8, "slow, hard"),  # noqa: DTZ001
    (date(2026, 11, 3), "Bench Press", 80, 8, None, None),
)


def book(**sheets: Sequence[Sequence[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def backup(tmp_path: Path, *extra: str, wal: bool = False) -> bytes:
    path = tmp_path / "backup.fitnotes"
    database = sqlite3.connect(path)
    if wal:
        database.execute("PRAGMA journal_mode = WAL")
    database.executescript(
        "CREATE TABLE exercise (_id INTEGER PRIMARY KEY, name TEXT, category_id INTEGER);"
        "CREATE TABLE training_log (_id INTEGER PRIMARY KEY, exercise_id INTEGER, date TEXT,"
        " metric_weight REAL, reps INTEGER, unit INTEGER, distance INTEGER,"
        " duration_seconds INTEGER);"
        "CREATE TABLE Comment (_id INTEGER PRIMARY KEY, owner_type_id INTEGER, owner_id INTEGER,"
        " comment TEXT);"
        "INSERT INTO exercise VALUES (1, 'Flat Barbell Bench Press', 1), (2, 'Rowing Machine', 2);"
        "INSERT INTO training_log VALUES (1, 1, '2026-11-01', 80.0, 8, 0, 0, 0),"
        " (2, 1, '2026-11-01', 82.5, 6, 0, 0, 0), (3, 2, '2026-11-02', 0, 0, 0, 2000, 480);"
        "INSERT INTO Comment VALUES (1, 1, 2, 'felt \"good\", slept');"
    )
    for each in extra:
        database.executescript(each)
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path.read_bytes()


def refusal(content: bytes) -> str:
    try:
        check(io.BytesIO(content))
        list(open_export(io.BytesIO(content)).rows())
    except FileRefused as refused:
        return refused.code
    return ""


# --- workbooks ----------------------------------------------------------------------------------


def test_a_workbook_is_read_as_its_table() -> None:
    found = read(book(Log=SETS))
    assert found.sets == [("Squat", 102.5, "kg", 5), ("Bench Press", 80, "kg", 8)]
    assert found.rows[0].at == datetime(2026, 11, 1, 18, 30)  # noqa: DTZ001
    assert (found.rows[0].note, found.rows[0].rir_tenths) == ("slow, hard", 20)
    assert not found.rows[1].has_time


def test_the_sheet_that_holds_a_log_is_found_and_others_are_named() -> None:
    found = read(book(About=[("My training",)], Log=SETS, Body=[("Date", "Bodyweight")]))
    assert len(found.sets) == 2
    assert found.plan.unused == ("About", "Body")


def test_all_sheets_with_the_same_header_are_read() -> None:
    other = [("Day", "Lift", "Load"), ("Mon", "Squat", "heavy")]
    found = read(book(January=SETS, February=[SETS[0], *SETS[2:]], Plan=other))
    assert [name for name, *_ in found.sets] == ["Squat", "Bench Press", "Bench Press"]
    assert found.plan.unused == ("Plan",)


def test_a_workbook_with_cells_that_hold_sets() -> None:
    rows = [("Date", "Exercise", "Set 1", "Set 2"), (date(2026, 11, 3), "Squat", "100x5", "100x4")]
    assert read(book(Log=rows)).sets == [("Squat", 100, None, 5), ("Squat", 100, None, 4)]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (5.0, "5"), (82.5, "82.5"), (7, "7"), ("x", "x"),
     (datetime(2026, 1, 2, 3, 4), "2026-01-02 03:04:00"), (date(2026, 1, 2), "2026-01-02")],  # noqa: DTZ001
)  # fmt: skip
def test_cells_as_text(value: object, text: str) -> None:
    assert workbook.cell_text(value) == text


def test_what_a_workbook_unpacks_to_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    content = book(Log=SETS)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = sum(each.file_size for each in packed.infolist())
        parts = len(packed.infolist())
    for name, value in (("MOST_UNPACKED", size), ("MOST_PARTS", parts)):
        monkeypatch.setattr(workbook, name, value)
        assert refusal(content) == ""
        monkeypatch.setattr(workbook, name, value - 1)
        assert refusal(content) == "file_unpacked"
        monkeypatch.undo()


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<x/>")
        for number in range(16):
            made.writestr(f"xl/{number}.xml", b"0" * 10_000_000)
    assert len(packed.getvalue()) < 1_000_000
    assert refusal(packed.getvalue()) == "file_unpacked"


def test_other_archives_and_broken_workbooks_are_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("log.csv", "date,exercise,reps\n")
    assert refusal(packed.getvalue()) == "file_archive"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("xl/workbook.xml", "<broken")
    assert refusal(packed.getvalue()) == "file_workbook"
    assert refusal(book(Log=SETS)[:-200]) == "file_archive"


# --- FitNotes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("wal", [False, True])
def test_a_backup_of_fitnotes_is_read(tmp_path: Path, wal: bool) -> None:
    found = read(backup(tmp_path, wal=wal))
    assert found.plan.app == "fitnotes"
    assert found.sets[:2] == [
        ("Flat Barbell Bench Press", 80, "kg", 8), ("Flat Barbell Bench Press", 82.5, "kg", 6),
    ]  # fmt: skip
    assert found.rows[1].note == 'felt "good", slept'
    assert (found.rows[2].distance_cm, found.rows[2].seconds) == (200_000, 480)


@pytest.mark.parametrize(
    "hostile",
    [
        # a view that never ends in place of a table
        "DROP TABLE training_log; CREATE VIEW training_log AS WITH RECURSIVE n(x) AS (SELECT 1 "
        "UNION ALL SELECT x + 1 FROM n) SELECT x AS _id, 1 AS exercise_id, '2026-11-01' AS date, "
        "1 AS metric_weight, 1 AS reps FROM n;",
        "DROP TABLE exercise;",
        "ALTER TABLE training_log RENAME COLUMN reps TO rops;",
    ],
)
def test_a_schema_made_to_hurt_is_refused(tmp_path: Path, hostile: str) -> None:
    assert refusal(backup(tmp_path, hostile)) == "file_database"


def test_a_database_that_is_cut_or_of_another_app_is_refused(tmp_path: Path) -> None:
    content = backup(tmp_path)
    assert refusal(content[: len(content) // 2]) == "file_database"
    assert refusal(b"SQLite format 3\x00" + bytes(100)) == "file_no_text"


# --- in the process with limits -----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["workbook", "backup"])
async def test_they_are_read_in_a_process_of_their_own(tmp_path: Path, kind: str) -> None:
    content = book(Log=SETS) if kind == "workbook" else backup(tmp_path)
    async with FileProcess().open(content) as reading:
        asked = reading.ask("look", catalogue_names(), NOW, None)
        (plan,) = [each async for each in asked if isinstance(each, Plan)]
    assert plan.sets == (2 if kind == "workbook" else 3)
