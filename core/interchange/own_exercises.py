"""Exercises that a file of ours carries: anybody can write such a file, so each part is checked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import get_args

from core.exercises.own import LONGEST_NAME, text_exercise
from core.records import Exercise, Load, Measure, Mechanic, Unit

_LONGEST_WORD = 40
_MOST_WORDS = 20
_MOST_REPS = 500


def definition(body: str) -> Exercise | None:
    """The exercise a line of our own format carries; None where any part of it is unsound."""
    if not body:
        return None
    with suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
        exercise = text_exercise(body)
        return exercise if _sound(exercise) else None
    return None


def _sound(each: Exercise) -> bool:
    return (
        _word(each.name, LONGEST_NAME) and _word(each.id)
        and each.measure in get_args(Measure) and each.mechanic in get_args(Mechanic)
        and _word(each.pattern) and _word(each.equipment)
        and _words(each.muscles) and _words(each.helpers)
        and isinstance(each.unilateral, bool) and isinstance(each.safe_to_fail, bool)
        and isinstance(each.bodyweight_share, int | float) and 0 <= each.bodyweight_share <= 1
        and _step(each.step_kg, "kg") and _step(each.step_lb, "lb")
        and _range(each.size_range) and _range(each.strength_range)
        and _reps(each.ceiling)
    )  # fmt: skip


def _word(value: object, longest: int = _LONGEST_WORD) -> bool:
    return isinstance(value, str) and value.isprintable() and 0 < len(value.strip()) <= longest


def _words(values: Sequence[object]) -> bool:
    return len(values) <= _MOST_WORDS and all(map(_word, values))


def _step(value: Load, unit: Unit) -> bool:
    return value.unit == unit and type(value.milli) is int and 0 < value.milli <= 100_000


def _range(value: Sequence[object]) -> bool:
    # `_reps` has seen to it that both are whole numbers, which mypy cannot follow.
    return len(value) == 2 and all(map(_reps, value)) and value[0] <= value[1]  # type: ignore[operator]


def _reps(value: object) -> bool:
    return type(value) is int and 0 < value <= _MOST_REPS
