"""The files of tests/files, each of a kind that was met: what is read of it, what is asked."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.exercises.names import catalogue_names
from core.interchange.dry_run import Plan, survey
from core.interchange.readers.registry import open_export
from core.interchange.rows import ImportedSet, Row

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
