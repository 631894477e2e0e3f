"""The files of tests/files, each a kind that was met: what is read of it, and what is asked."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.exercises.names import catalogue_names
from core.interchange.dry_run import Plan, survey
from core.interchange.readers.registry import open_export
from core.interchange.rows import FileRefused, ImportedSet, Row

FOLDER = Path(__file__).parents[2] / "files"
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Found:
    """A file as it was read."""

    plan: Plan
    rows: tuple[Row, ...]

    @property
    def sets(self) -> list[tuple[str, float | None, str | None, int | None]]:
        """Exercise, load, unit and repetitions of each set."""
        return [
            (each.exercise_name, each.load_milli and each.load_milli / 1000, each.unit, each.reps)
            for each in self.rows
            if isinstance(each, ImportedSet)
        ]


def read(content: str | bytes) -> Found:
    content = content if isinstance(content, bytes) else content.encode()
    rows = tuple(open_export(io.BytesIO(content)).rows())
    return Found(survey(content, catalogue_names(), NOW), rows)


def read_file(name: str) -> Found:
    (path,) = FOLDER.glob(f"{name}_*")
    return read(path.read_bytes())


# --- a comma that nobody quoted -----------------------------------------------------------------


def test_01_a_comma_in_the_last_column_is_part_of_the_comment() -> None:
    found = read_file("01")
    assert found.sets == [
        *[("squat", 100, None, 5)] * 6,
        *[("squat", 105, None, 5)] * 3,
    ]  # fmt: skip
    assert [each.note for each in found.rows][3:6] == ["felt hard, need break"] * 3
    assert found.plan.refused_count == 0


def test_20_a_comma_in_the_notes_moves_no_load() -> None:
    found = read_file("20")
    assert found.sets == [("Bench Press", 100, None, 5), ("Squat", 140, None, 5)]
    assert found.rows[0].note == "felt good, slept well"
    assert found.rows[0].rir_tenths == 20


# --- Strong in other languages ------------------------------------------------------------------


def kinds(found: Found) -> list[tuple[bool, bool, bool, int | None]]:
    return [
        (each.warmup, each.failed, each.drop, each.rir_tenths)
        for each in found.rows
        if isinstance(each, ImportedSet)
    ]


def test_02_a_spanish_rest_timer_is_no_hold() -> None:
    found = read_file("02")
    assert found.plan.app == "strong"
    assert found.sets == [("Bench Press (Barbell)", 100, None, 5)] * 2
    assert dict(found.plan.left_out) == {"rest_timer": 1}


def test_13_french_columns_and_the_letters_of_sets() -> None:
    found = read_file("13")
    assert found.plan.app == "strong"
    assert [each[1:] for each in found.sets] == [
        (40, None, 8), (62.5, None, 8), (62.5, None, 7), (62.5, None, 6),
    ]  # fmt: skip
    assert kinds(found) == [
        (True, False, False, None), (False, False, False, 20),
        (False, False, False, 10), (False, True, False, 0),
    ]  # fmt: skip
    assert dict(found.plan.left_out) == {"rest_timer": 2}


def test_14_a_german_rest_timer_is_no_hold() -> None:
    found = read_file("14")
    assert found.plan.app == "strong"
    assert [each[1:] for each in found.sets] == [(40, None, 8), (62.5, None, 8), (62.5, None, 7)]
    assert [each.warmup for each in found.rows if isinstance(each, ImportedSet)] == [
        True, False, False,
    ]  # fmt: skip
    assert dict(found.plan.left_out) == {"rest_timer": 1}


# --- other tables -------------------------------------------------------------------------------


def test_03_a_table_of_progression() -> None:
    found = read_file("03")
    assert found.plan.app == "csv"
    assert found.sets == [
        ("Incline Dumbbell Press", 14, None, 12),
        ("Incline Dumbbell Press", 16, None, 10),
        ("Lateral Raise", 8, None, 13),
    ]
    assert found.rows[0].at == datetime(2024, 3, 1, 20, 18)  # noqa: DTZ001
    assert found.rows[0].workout_name == "PUSH"


def test_04_the_same_with_bodyweight_and_months_first() -> None:
    found = read_file("04")
    assert found.sets == [("Lateral cable raise", 20, None, n) for n in (12, 11)]
    assert found.rows[0].at == datetime(2022, 8, 13, 13, 43)  # noqa: DTZ001


def test_05_times_in_utc_a_status_and_decimal_commas() -> None:
    found = read_file("05")
    assert found.sets == [("Leg Press (Machine)", 125, None, 5)]
    assert found.rows[0].at == datetime(2019, 5, 13, 13, 30, 41, tzinfo=UTC)
    assert dict(found.plan.left_out) == {"not_done": 1}


def test_08_spanish_names_of_columns() -> None:
    found = read_file("08")
    assert found.sets == [("Press banca", 80, "kg", 8), ("Press banca", 80, "kg", 7)]
    assert dict(found.plan.resolved) == {"Press banca": "bench-press"}
    assert found.rows[0].workout_name == "Push"


def test_09_a_header_with_a_slip() -> None:
    assert read_file("09").sets == [("Bench Press", 80, None, 8), ("Bench Press", 80, None, 7)]


def test_16_a_plan_of_a_triathlon_is_no_log() -> None:
    with pytest.raises(FileRefused) as refused:
        read_file("16")
    assert refused.value.code == "file_missing"
    assert refused.value.facts["missing"] == "exercise, reps"


def test_17_the_old_sheet_of_stronglifts() -> None:
    found = read_file("17")
    assert found.sets == [
        *[("Squat", 20, "kg", 5)] * 5, *[("Bench Press", 20, "kg", 5)] * 5,
        *[("Squat", 22.5, "kg", 5)] * 5,
        *[("Overhead Press", 20, "kg", n) for n in (5, 5, 5, 5, 4)],
    ]  # fmt: skip
    assert found.plan.first == date(2018, 5, 16)


def test_19_cells_that_hold_sets() -> None:
    found = read_file("19")
    assert found.sets == [
        *[("Bench Press", 80, None, n) for n in (8, 7, 6)], *[("Squat", 100, None, 5)] * 3,
    ]  # fmt: skip
    assert (found.plan.first, found.plan.last) == (date(2026, 11, 3), date(2026, 11, 13))


# --- asked --------------------------------------------------------------------------------------


def test_07_a_column_of_effort_is_asked() -> None:
    found = read_file("07")
    assert [(each.name, each.role) for each in found.plan.open_columns] == [("rpe_actual", "rpe")]
    assert found.plan.blocked
    assert found.sets == [("Squat (Barbell)", 185, "lb", 3), ("Squat (Barbell)", 165, "lb", 4)]


def test_18_a_column_of_loads_is_asked() -> None:
    found = read_file("18")
    assert [(each.name, each.role) for each in found.plan.open_columns] == [
        ("WeightLifted", "weight")
    ]
    assert found.plan.blocked


# --- units --------------------------------------------------------------------------------------


def test_11_a_thousand_is_metres_where_it_cannot_be_kilometres() -> None:
    found = read_file("11")
    assert [each.distance_cm for each in found.rows] == [100_000, None]
    assert (found.plan.sets, found.plan.implausible_count) == (2, 0)


# --- names --------------------------------------------------------------------------------------


def test_15_turkish_equipment_and_months() -> None:
    found = read_file("15")
    assert found.plan.unresolved == ()
    assert dict(found.plan.resolved) == {
        "Bench Press (Bar)": "bench-press",
        "Squat (Bar)": "squat",
        "Shoulder Press (Dambıl)": "dumbbell-shoulder-press",
        "Barfiks (Ağırlıklı)": "pull-up",
    }
    assert [each.at.month for each in found.rows] == [4, 2, 8, 9]


# --- rows that were written otherwise -----------------------------------------------------------


def test_06_rows_quoted_as_a_whole() -> None:
    found = read_file("06")
    assert found.plan.app == "strong"
    assert found.sets == [("Squat (Barbell)", 40, None, 3), ("Squat (Barbell)", 50, None, 3)]
    assert found.plan.refused_count == 0


def test_12_a_note_broken_over_lines_is_joined() -> None:
    found = read_file("12")
    assert found.sets == [("Chin Up", None, None, 6), ("Inverted Row", None, None, 20)]
    assert found.rows[1].note == "first note\nsecond line"
    assert found.plan.refused_count == 0


def test_10_one_table_of_several_is_refused_with_what_is_missing() -> None:
    with pytest.raises(FileRefused) as refused:
        read_file("10")
    assert refused.value.code == "file_relation"
    assert refused.value.facts["missing"] == "date, exercise"
    assert "exercise_id" in str(refused.value.facts["ids"])
