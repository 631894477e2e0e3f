"""Whether a set is so far from everything before it that it is asked about first."""

from __future__ import annotations

from fractions import Fraction

from core.records import Exercise, Load, Reason, SetDraft
from core.training.progression.plates import mass

# nobody's usual set, where nothing is known at about that load: a doubled digit, as in "100x55"
MOST_WITH_BAR, MOST_WITH_LOAD = 30, 50
# kg: more than is lifted in competitions without shirts and suits, or stands on a rack
MOST_KG = {
    "barbell": 500, "smith machine": 500, "trap bar": 500, "landmine": 500, "ez bar": 300,
    "cable": 300, "dumbbell": 200, "kettlebell": 200,
}  # fmt: skip
MOST_KG_ISOLATED, MOST_KG_ADDED = 500, 200  # on a machine for one joint; on the body
# machines for several joints: leg presses are built for 270 to 450 kg, few sleds hold 500
MOST_KG_LEGS, MOST_KG_UPPER = 600, 400
_LEGS = frozenset({"squat", "hinge", "hip_thrust", "lunge"})  # patterns
FEW_REPS = 6  # back-offs after a single are no slip of the finger
_TEN_KG = 10_000 * 100_000_000  # in the unit of `plates.mass`


def implausible(
    draft: SetDraft,
    exercise: Exercise,
    heaviest: Load | None,
    exposures_count: int,
    most_reps_near: int,
) -> Reason | None:
    """Give the reason to ask before storing a set, None when it is likely enough.

    `most_reps_near` is the most repetitions at a load within 10 % of this one, 0 when there is
    none. The first set of an exercise has nothing to be compared with but what people lift at all.
    """
    facts: dict[str, object] = {"load": draft.load.text, "unit": draft.load.unit}
    if heaviest is not None and exposures_count > 0:
        facts |= {"heaviest": heaviest.text, "heaviest_unit": heaviest.unit}
        if _too_heavy(draft.load, heaviest, exercise, exposures_count):
            return Reason("implausible.load", facts)
    if _unheard_of(draft.load, heaviest, exercise):
        return Reason("implausible.unheard", facts)
    if draft.warmup or draft.reps is None:
        return None
    if most_reps_near <= 0:
        return _too_many(draft, exercise, facts)
    if draft.reps > max(2 * most_reps_near, FEW_REPS):
        return Reason("implausible.reps", {**facts, "n": draft.reps, "most": most_reps_near})
    return None


def _unheard_of(load: Load, heaviest: Load | None, exercise: Exercise) -> bool:
    """More than nearly anybody lifts there, and more than this person has said before."""
    most = MOST_KG.get(exercise.equipment)
    if exercise.measure == "bodyweight":
        most = MOST_KG_ADDED
    elif exercise.equipment == "machine" and exercise.mechanic == "isolation":
        most = MOST_KG_ISOLATED
    elif exercise.equipment == "machine":
        most = MOST_KG_LEGS if exercise.pattern in _LEGS else MOST_KG_UPPER
    if most is None or exercise.measure not in ("load", "bodyweight"):
        return False
    border = most * _TEN_KG // 10
    return mass(load) > border and (heaviest is None or mass(heaviest) <= border)


def _too_many(draft: SetDraft, exercise: Exercise, facts: dict[str, object]) -> Reason | None:
    """Over 30 repetitions with a barbell, over 50 with another load, and 20 kg or more."""
    bar = exercise.equipment in ("barbell", "trap bar", "ez bar")
    most = MOST_WITH_BAR if bar else MOST_WITH_LOAD
    loaded = exercise.measure == "load" and mass(draft.load) >= 2 * _TEN_KG
    if not loaded or draft.reps is None or draft.reps <= most:
        return None
    return Reason("implausible.many", {**facts, "n": draft.reps})


def _too_heavy(load: Load, heaviest: Load, exercise: Exercise, exposures_count: int) -> bool:
    """1.6 times the heaviest (4 times until the third exposure) and 10 kg more; body: 30 kg."""
    new, old = mass(load), mass(heaviest)
    if exercise.measure in ("bodyweight", "assisted"):
        return new - old > 3 * _TEN_KG
    factor = Fraction(4) if exposures_count < 3 else Fraction(8, 5)
    return new > old * factor and new - old >= _TEN_KG
