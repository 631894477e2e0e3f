"""Read the catalogue: what is known of every exercise, as data, with the rules of its class.

`catalogue.csv` gives facts; what a class of exercises shares (steps, repetition ranges, whether it
is safe to fail alone) is worked out here unless the row says otherwise. The ranges are repetitions;
for timed exercises they are seconds, for distances metres. The facts began as those of the public
domain free-exercise-db. Rules are those of `core.training.evidence`.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import cast

from core.exercises.words import read_table
from core.records import Exercise, Load, Measure, Mechanic

FREE_WEIGHTS = frozenset({"barbell", "dumbbell", "kettlebell", "ez bar", "trap bar", "other"})
HEAVY_BARS = frozenset({"barbell", "trap bar"})
# R34: not to failure alone without safeties. Dumbbell presses are counted in: the last repetition
# fails above the face or the chest. A Smith machine is not free: a turn of the wrist racks it.
UNSAFE_PATTERNS = frozenset({"squat", "hinge", "horizontal_press", "vertical_press", "olympic"})
HEAVY_PATTERNS = frozenset({"squat", "hinge", "horizontal_press", "vertical_press"})

# Smallest usual steps (R37), in thousandths: (kg, lb).
STEPS = MappingProxyType(
    {
        "barbell": (2500, 5000),
        "trap bar": (2500, 5000),
        "ez bar": (2500, 5000),
        "smith machine": (2500, 5000),
        "landmine": (2500, 5000),
        "dumbbell": (2000, 5000),
        "kettlebell": (4000, 10000),
        "machine": (5000, 10000),
        "cable": (5000, 10000),
        "sled": (10000, 20000),
    }
)
USUAL_STEP = (2500, 5000)
SMALL_CABLE_STEP = (2500, 5000)  # isolation on a cable: half plates are usual


@cache
def _rows() -> list[dict[str, str]]:
    return read_table("catalogue.csv")


@cache
def catalogue() -> MappingProxyType[str, Exercise]:
    """Every exercise of the catalogue by id, in the order of the file."""
    return MappingProxyType({row["id"]: _exercise(row) for row in _rows()})


@cache
def families() -> MappingProxyType[str, str]:
    """For each exercise the id of the usual one it is a variant of, itself if none."""
    return MappingProxyType({row["id"]: row["base"] or row["id"] for row in _rows()})


def _exercise(row: dict[str, str]) -> Exercise:
    """An exercise from its row, completed by the rules of its class."""
    measure = cast(Measure, row["measure"])
    mechanic = cast(Mechanic, row["mechanic"])
    shape = (measure, mechanic, row["pattern"], row["equipment"])
    step_kg, step_lb = usual_steps(measure, mechanic, row["equipment"])
    return Exercise(
        id=row["id"],
        name=row["name"],
        measure=measure,
        mechanic=mechanic,
        pattern=row["pattern"],
        muscles=_list(row["muscles"]),
        helpers=_list(row["helpers"]),
        equipment=row["equipment"],
        unilateral=row["unilateral"] == "yes",
        bodyweight_share=float(row["bodyweight_share"] or 0),
        safe_to_fail=_said(row["safe_to_fail"], safe_alone(row["pattern"], row["equipment"])),
        step_kg=step_kg,
        step_lb=step_lb,
        size_range=_range(row["size_range"]) or size_range(*shape, int(row["ceiling"] or 12)),
        strength_range=_range(row["strength_range"]) or strength_range(measure, mechanic),
        ceiling=int(row["ceiling"] or usual_ceiling(measure)),
    )


def safe_alone(pattern: str, equipment: str) -> bool:
    """Whether the last repetition may fail with nobody there (R34)."""
    if pattern == "lunge":  # dumbbells are let go, a bar on the back is not
        return equipment != "barbell"
    return not (pattern in UNSAFE_PATTERNS and equipment in FREE_WEIGHTS)


def usual_steps(measure: Measure, mechanic: Mechanic, equipment: str) -> tuple[Load, Load]:
    """The smallest usual step in kg and in lb (R37)."""
    if equipment == "cable" and mechanic == "isolation":
        step = SMALL_CABLE_STEP
    elif measure == "bodyweight":
        step = USUAL_STEP
    else:
        step = STEPS.get(equipment, USUAL_STEP)
    return Load(step[0], "kg"), Load(step[1], "lb")


def size_range(
    measure: Measure, mechanic: Mechanic, pattern: str, equipment: str, ceiling: int
) -> tuple[int, int]:
    """Repetitions for size (R31, R37): heavy bars 6-10, other compounds 8-12, isolation 10-15."""
    if measure == "time":
        return (20, 60)
    if measure == "distance":
        return (20, 40)
    if measure == "bodyweight":
        return (6, ceiling) if ceiling <= 12 else (10, ceiling)
    if mechanic == "isolation":
        return (10, 15)
    return (6, 10) if equipment in HEAVY_BARS and pattern in HEAVY_PATTERNS else (8, 12)


def strength_range(measure: Measure, mechanic: Mechanic) -> tuple[int, int]:
    """Repetitions for strength (R33): 3-5, isolation 6-8."""
    if measure == "time":
        return (10, 30)
    if measure == "distance":
        return (10, 20)
    return (6, 8) if mechanic == "isolation" else (3, 5)


def usual_ceiling(measure: Measure) -> int:
    """Where repetitions stop and sets begin to grow (R37); seconds and metres for the others."""
    return {"time": 60, "distance": 40}.get(measure, 12)


def _said(word: str, otherwise: bool) -> bool:
    """A yes or no of the file, or the rule's answer when the file is silent."""
    return word == "yes" if word else otherwise


def _list(words: str) -> tuple[str, ...]:
    return tuple(word for word in words.split(";") if word)


def _range(words: str) -> tuple[int, int] | None:
    if not words:
        return None
    low, high = words.split("-")
    return int(low), int(high)
