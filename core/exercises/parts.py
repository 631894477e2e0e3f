"""Which exercises load a part of the body: `parts.csv`, by pattern, by muscle and by name.

A part is loaded where the exercise's pattern is listed, where it trains one of the muscles
directly, where the muscle helps and no pattern says more, or where the exercise itself is listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from core.exercises.words import read_table
from core.records import Exercise

HELPED = frozenset({"back", "calf", "biceps", "triceps", "forearm"})  # helpers load these as well


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the body with what loads it."""

    name: str
    patterns: frozenset[str]
    muscles: frozenset[str]
    exercises: frozenset[str]


@cache
def parts() -> Mapping[str, Part]:
    """Every part of the body by name, in the order of the file."""
    return MappingProxyType({row["part"]: _part(row) for row in read_table("parts.csv")})


def _part(row: Mapping[str, str]) -> Part:
    def listed(column: str) -> frozenset[str]:
        return frozenset(row[column].split(";")) - {""}

    return Part(row["part"], listed("patterns"), listed("muscles"), listed("exercises"))


def is_loaded(part: str, exercise: Exercise) -> bool:
    """Whether an exercise loads a part of the body; a part nobody knows is loaded by none."""
    known = parts().get(part)
    if known is None:
        return False
    if exercise.pattern in known.patterns or exercise.id in known.exercises:
        return True
    if known.muscles.intersection(exercise.muscles):
        return True
    return part in HELPED and bool(known.muscles.intersection(exercise.helpers))


def loaded_of(names: Sequence[str], exercise: Exercise) -> str:
    """The first of several parts that an exercise loads, "" when it loads none."""
    return next((name for name in names if is_loaded(name, exercise)), "")
