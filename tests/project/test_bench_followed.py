"""Targets held against logs: who did the same, and whose load was nearer where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.followed import Held, held, off_by

HEAD = "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE\n"


def log(folder: Path, *sessions: tuple[float, int, int]) -> list[Held]:
    """Sessions of three equal sets a few days apart: load, repetitions, RPE."""
    rows = [
        f"2026-01-{1 + 3 * day:02} 18:00:00,Push,Bench Press (Barbell),{n},{kg},kg,{reps},{rpe}"
        for day, (kg, reps, rpe) in enumerate(sessions)
        for n in (1, 2, 3)
    ]
    (folder / "A.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return list(held([folder]))


def test_sessions_are_held_from_the_fourth_on(tmp_path: Path) -> None:
    found = log(tmp_path, *[(60, 8, 9)] * 5)
    assert len(found) == 2
    assert all(each.followed and each.sets == ((8, 1.0),) * 3 for each in found)
    assert {each.able for each in found} == {9}
    assert found[0].able_asked == pytest.approx(9)


def test_another_load_is_not_followed(tmp_path: Path) -> None:
    (found,) = log(tmp_path, *[(60, 9, 8)] * 3, (80, 4, 10))
    assert not found.followed
    assert found.ratio > 1.2
    assert (found.able, off_by(4, found) < 0) == (4, True)
    assert found.able_asked is not None
    assert found.able_asked > 8


@pytest.mark.parametrize(("able", "off"), [(8.5, -0.5), (9, 0), (12, 0), (15, 0), (15.5, 0.5)])
def test_a_load_misses_where_no_count_of_the_range_leaves_the_reserve(
    able: float, off: float
) -> None:
    each = Held("A", "hold", ((8, 1.0),), 1.0, 8, 12, (1, 3), 3, able, able)
    assert off_by(able, each) == off
