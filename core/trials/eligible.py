"""Which exercises a trial may take to failure: machines, cables and isolation, nothing else."""

from __future__ import annotations

from core.records import Exercise
from core.training.effort.reserve import MACHINES


def refused(exercise: Exercise) -> str:
    """Why an exercise is in no trial: "reps", "unsafe" or "free"; "" where it may be (R34)."""
    if exercise.measure in ("time", "distance"):
        return "reps"
    if not exercise.safe_to_fail:
        return "unsafe"
    machine = any(word in exercise.equipment.lower() for word in MACHINES)
    return "" if machine or exercise.mechanic == "isolation" else "free"
