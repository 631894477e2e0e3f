"""The kinds of lifters: what they train, how they grow and call, where they start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.records import Exercise, Goal, Load
from tests.training_logs import BENCH, SQUAT, exercise

CHEST_PRESS = exercise(
    "Chest Press", equipment="machine", safe_to_fail=True, step_kg=Load(2500), size_range=(8, 12)
)
CURL = exercise(
    "Dumbbell Curl", equipment="dumbbell", mechanic="isolation", safe_to_fail=True,
    step_kg=Load(2500), size_range=(10, 15),
)  # fmt: skip
CURL_SHARE = 0.22  # of the usual capacity: about 15 kg in the range


@dataclass(frozen=True)
class Regime:
    """One kind of lifter."""

    name: str
    exercise: Exercise
    goal: Goal
    growth: float  # of capacity a week; each lifter's own is drawn around it
    start_reps: int  # repetitions to failure at the first load
    changes: Mapping[str, float] = field(default_factory=dict)  # of a drawn nature
    all_out: bool = False
    honest: bool = True  # calls as people make them: usual noise, bias N(0.3, 1.2)
    calibrates: bool = False  # three times at the machine variant; runs beside the twelve

    @property
    def span(self) -> tuple[int, int]:
        """The range of repetitions."""
        return self.exercise.size_range if self.goal == "size" else self.exercise.strength_range

    @property
    def is_curl(self) -> bool:
        """Whether one step is a large part of the load."""
        return self.exercise.id == CURL.id

    @property
    def stop(self) -> float:
        """The reserve at which everybody stops, as it is felt."""
        if self.all_out:
            return 0.0
        if self.goal == "strength":
            return 3.0
        return 1.0 if self.exercise.safe_to_fail else 1.5

    @property
    def middle(self) -> float:
        """Repetitions to failure at the ideal load: the middle of the range and the reserve."""
        return sum(self.span) / 2 + self.stop


def wanted(of: Exercise, goal: Goal, last: bool) -> tuple[int, int]:
    """Reserve that counts as right, by goal, class and place among the sets (R31, R33)."""
    if goal == "strength":
        return 2, 4
    if not last:
        return 1, 3
    relaxed = of.safe_to_fail and (of.mechanic == "isolation" or of.equipment == "machine")
    return (0 if relaxed else 1), 2


REGIMES = (
    Regime("bench 8-12, 0.3 %/wk", BENCH, "size", 0.003, 11),
    Regime("bench 8-12, 1 %/wk", BENCH, "size", 0.010, 11),
    Regime("bench 8-12, novice 2 %/wk, starts light", BENCH, "size", 0.020, 16),
    Regime("bench 8-12, losing 0.7 %/wk (a cut)", BENCH, "size", -0.007, 11),
    Regime("bench 8-12, calls 2.5 too high", BENCH, "size", 0.003, 11, {"bias": -2.5},
           honest=False),
    Regime("bench 8-12, calls 2.5 too low", BENCH, "size", 0.003, 11, {"bias": 2.5},
           honest=False),
    Regime("bench 8-12, never calls", BENCH, "size", 0.005, 11, {"unknown": 1.0}),
    Regime("machine 8-12, every set to failure", CHEST_PRESS, "size", 0.005, 11, all_out=True),
    Regime("curl 10-15, steps of 2.5 on 15 kg", CURL, "size", 0.005, 13),
    Regime("squat strength", SQUAT, "strength", 0.004, 7),
    Regime("starts far too heavy", BENCH, "size", 0.003, 5),
    Regime("starts far too light", BENCH, "size", 0.003, 25),
)  # fmt: skip
CALIBRATED = Regime(
    "calls 2.5 too low, three calibrations", BENCH, "size", 0.003, 11, {"bias": 2.5},
    honest=False, calibrates=True,
)  # fmt: skip
