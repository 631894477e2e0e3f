"""Effort: repetitions in reserve (RIR), how noisy a call is, and how much reserve is wanted.

One number carries a set's effort: n = repetitions done + repetitions in reserve. Unknown effort
stays unknown (R4).
"""

from __future__ import annotations

from functools import lru_cache

from core.records import Exercise, Goal, Lifter, SetDraft

Span = tuple[int, int]

FAILURE_SPREAD = 0.4  # repetitions, of a set to failure (R4)
MACHINES = ("machine", "cable")
MOST_SHIFT, PROOFS_TO_SHIFT = 2, 5  # product choices
EASY_RETURN: Span = (3, 5)  # reserve wanted in a first session back and in a deload (R22, R44)


def reserve(each: SetDraft) -> float | None:
    """Tell the reserve of a set in repetitions; failed is 0, unknown is None (R4)."""
    if each.failed:
        return 0.0
    return None if each.rir_tenths is None else each.rir_tenths / 10


def to_failure(each: SetDraft) -> float | None:
    """Count repetitions plus reserve, n of R1; None where either is unknown."""
    left = reserve(each)
    return None if left is None or each.reps is None else each.reps + left


@lru_cache(maxsize=4096)
def is_leg_press(*names: str) -> bool:
    """Tell whether an id or a name is that of a leg press; asked for every set, so remembered.

    The name of one of the catalogue is in the person's language, its id in none.
    """
    return any("leg press" in each.lower().replace("-", " ") for each in names)


def is_leg_lift(exercise: Exercise) -> bool:
    """Tell whether calls are noisier here: squats and leg presses (R7)."""
    return exercise.pattern == "squat" or is_leg_press(exercise.id, exercise.name)


def sigma_rir(rir: float, n: float, exercise: Exercise) -> float:
    """Spread of a reserve call in repetitions, n being repetitions to failure (R7)."""
    scale = 1.25 if is_leg_lift(exercise) else 1.0
    return (0.70 + 0.15 * max(0.0, rir)) * scale * (1 + 0.15 * max(0.0, n - 12))


def bias(rir: float, n: float, first_set: bool) -> float:
    """Population bias of a call, true reserve minus called reserve, in repetitions (R6)."""
    long_set = 1.3 + 0.77 * max(0.0, rir)
    along = min(1.0, max(0.0, (n - 12) / 4))
    return 0.3 + (long_set - 0.3) * along + (0.5 if first_set else 0.0)


def under_calling(n: float, first_set: bool) -> tuple[float, float]:
    """What calls leave out beyond a person's own bias (R6), true = fixed + grows x call + bias.

    In sets of n repetitions to failure: longer ones, and first ones, are called too low.
    """
    along = min(1.0, max(0.0, (n - 12) / 4))
    return along + (0.5 if first_set else 0.0), 1.0 + 0.77 * along


def counts(each: SetDraft, goal: Goal) -> bool:
    """Tell whether the typed effort may decide loads: n <= 12 and RIR <= 3 (R11).

    Strength: also RIR <= 5 at n <= 8. "4+" is a category, not a number. A missed repetition is
    seen, not guessed, so failure always counts.
    """
    if each.failed:
        return True
    left, n = reserve(each), to_failure(each)
    if left is None or n is None or each.rir_at_least:
        return False
    return (n <= 12 and left <= 3) or (goal == "strength" and left <= 5 and n <= 8)


def is_relaxed(exercise: Exercise) -> bool:
    """Tell whether 0-2 in reserve is wanted: safe isolation, machines, body pulls (R31, R34)."""
    if not exercise.safe_to_fail:
        return False
    machine = any(word in exercise.equipment.lower() for word in MACHINES)
    body = exercise.measure in ("bodyweight", "assisted", "time")
    return machine or body or exercise.mechanic == "isolation"


def band(lifter: Lifter) -> Span:
    """The reserve asked for in every set: one band, said the same everywhere (R31, R33, R34).

    The lifter's own where they set one (at least 1 where failing alone is not safe); strength 2-4;
    isolation, machines and body pulls that are safe to fail 0-2; all else 1-2.
    """
    if lifter.effort is not None:
        low, high = lifter.effort
        least = 0 if lifter.exercise.safe_to_fail else 1
        return max(least, low), max(least, low, high)
    if lifter.goal == "strength":
        return 2, 4
    return (0, 2) if is_relaxed(lifter.exercise) else (1, 2)


def wanted(exercise: Exercise, goal: Goal, last: bool) -> Span:
    """The reserve with which a set is right, by goal, class and place (R31, R33).

    Wider than what is asked for (`band`): before the last set 3 left is right too.
    """
    if goal == "strength":
        return 2, 4
    low = 0 if is_relaxed(exercise) else 1
    return low, 2 if last else 3


def still_right(lifter: Lifter, last: bool) -> Span:
    """The reserve with which this lifter's set is right: their own band where they set one."""
    if lifter.effort is not None:
        return band(lifter)
    return wanted(lifter.exercise, lifter.goal, last)


def call_shift(lifter: Lifter) -> int:
    """Whole repetitions by which calls are off beyond doubt, true - called; 0 while not known (R9).

    The spread comes off first: a bias widens what is expected before it moves what is asked.
    """
    if lifter.reserve_proofs < PROOFS_TO_SHIFT:
        return 0
    sure = int(max(0.0, abs(lifter.reserve_bias) - lifter.reserve_spread + 0.5))
    return min(sure, MOST_SHIFT) * (1 if lifter.reserve_bias > 0 else -1)


def asked(span: Span, lifter: Lifter) -> Span:
    """Turn a reserve wanted into the reserve to ask this lifter for, in their own calls (R9).

    Never under 1 where failing is not wanted: the correction sends nobody nearer to failure there.
    """
    shift = call_shift(lifter)
    if shift == 0:
        return span
    least = min(span[0], 0 if is_relaxed(lifter.exercise) else 1)
    low = max(least, span[0] - shift)
    return low, max(low + 1, span[1] - shift)


def asked_of(each: SetDraft, span: Span, lifter: Lifter) -> Span:
    """What to hold a set against: a missed repetition was seen, so it needs no correction."""
    return span if each.failed else asked(span, lifter)


def clearly_easy(each: SetDraft, wanted_high: int) -> bool:
    """Tell whether a set had 4+ left, or two more than the high end wanted (R37)."""
    left = reserve(each)
    if left is None or each.failed:
        return False
    return each.rir_at_least or left >= wanted_high + 2


def said(each: SetDraft) -> str:
    """The reserve as a person says it: "1", "1.5", "4+"; "" when unknown."""
    left = reserve(each)
    if left is None:
        return ""
    return f"{left:g}" + ("+" if each.rir_at_least else "")
