"""What is known of a person's calls, and what a set has just proved about them.

Rebuilt from the log and the guesses each time, from a bounded number of recent sets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.changed import changed
from core.context import RequestContext
from core.handlers.exercise_log import read_past
from core.records import Exercise, Exposure, Lifter, LoggedSet, Target
from core.render.wording import shortest, words_of_day
from core.store.rows import Calibration
from core.training.effort.between_sets import working_sets
from core.training.effort.calibration import (
    UNKNOWN,
    Bias,
    Guess,
    Proof,
    bias_from,
    guess_for,
    proofs,
    to_failure_reps,
)
from core.training.effort.partner_ratings import Call, Pair, pairs, with_partners
from core.training.effort.reserve import call_shift
from core.training.effort.under_effort import completes, held_in, under_effort

OTHERS, OTHER_SESSIONS = 2, 8  # exercises besides this one that bear on a person's bias


def guesses_of(rows: Sequence[Calibration], exercise_id: str) -> tuple[Guess, ...]:
    """The guesses made at an exercise."""
    return tuple(
        Guess(row.guessed_at, row.reps, row.guess_tenths / 10)
        for row in rows
        if row.exercise_id == exercise_id
        and row.guessed_at is not None
        and row.guess_tenths is not None
    )


def last_done(
    rows: Sequence[Calibration], exposures: Sequence[Exposure], exercise: Exercise
) -> LoggedSet | None:
    """The last set to failure that a guess was made for."""
    guesses = guesses_of(rows, exercise.id)
    if not guesses:
        return None
    for exposure in reversed(exposures):
        sets = working_sets(exposure.sets)
        for place in reversed(range(len(sets))):
            if to_failure_reps(sets[place]) and guess_for(sets, place, guesses):
                return sets[place]
    return None


def bias_of(
    context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure] | None = None
) -> Bias:
    """What is known of this person's calls at an exercise, from a bounded number of recent sets.

    Rebuilt from the log: its own last sessions and up to two other exercises that were calibrated.
    """
    own = read_past(context, exercise.id).exposures if exposures is None else exposures
    return with_partners(_proved_bias(context, exercise, own), partners_of(context, exercise, own))


def _proved_bias(context: RequestContext, exercise: Exercise, own: Sequence[Exposure]) -> Bias:
    """What sets to failure proved of calls, whatever partners saw."""
    rows = context.uow.calibrations.newest(context.person.id)
    ended = [each for every in own for each in every.sets if each.failed or each.amrap]
    proved = any(map(to_failure_reps, ended))
    if not rows and not proved:
        return UNKNOWN
    others = _proofs_elsewhere(context, rows, exercise.id)
    return bias_from(own, exercise, guesses_of(rows, exercise.id), others)


def partners_of(
    context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure]
) -> tuple[Pair, ...]:
    """The calls of a person that partners called too."""
    ids = [each.id for every in exposures for each in every.sets]
    found = context.uow.ratings.of_sets(context.person.id, ids)
    seen = {
        set_id: [Call(each.rater_id, each.rir_tenths / 10, each.at_least) for each in ratings]
        for set_id, ratings in found.items()
    }
    return pairs(exposures, exercise, seen) if seen else ()


def _proofs_elsewhere(
    context: RequestContext, rows: Sequence[Calibration], exercise_id: str
) -> list[tuple[Proof, ...]]:
    """What other exercises that were calibrated have proved."""
    ids = [each.exercise_id for each in rows if each.guess_tenths is not None]
    found = []
    for other in [each for each in dict.fromkeys(ids) if each != exercise_id][:OTHERS]:
        exposures = context.uow.sets.exposures(context.person.id, other, limit=OTHER_SESSIONS)
        found.append(proofs(exposures, context.exercise(other), guesses_of(rows, other)))
    return found


def informed(context: RequestContext, lifter: Lifter, exposures: Sequence[Exposure]) -> Lifter:
    """A lifter with what is known of their calls; unchanged where nothing is."""
    bias = _proved_bias(context, lifter.exercise, exposures)
    if bias.proofs == 0:  # partners alone move nothing, so nobody looks what they said
        return lifter
    bias = with_partners(bias, partners_of(context, lifter.exercise, exposures))
    return changed(
        lifter, reserve_bias=bias.mean, reserve_spread=bias.spread, reserve_proofs=bias.proofs
    )


def shown_after(
    context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure], this: LoggedSet
) -> tuple[str, Mapping[str, object] | None]:
    """What a set proved: how far off a guess was; else, once a session, calls that look too low."""
    if not exposures or this.id not in {each.id for each in exposures[-1].sets}:
        return "", None
    if to_failure_reps(this) is not None:
        return _outcome(context, exercise, exposures, this)
    return _under_effort(context, exercise, exposures, this), None


def _outcome(
    context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure], this: LoggedSet
) -> tuple[str, Mapping[str, object] | None]:
    rows = context.uow.calibrations.newest(context.person.id)
    guesses = guesses_of(rows, exercise.id)
    sets = working_sets(exposures[-1].sets)
    place = next((i for i, each in enumerate(sets) if each.id == this.id), None)
    guess = guess_for(sets, place, guesses) if place is not None else None
    if guess is None or this.reps is None:
        return "", None
    bias = bias_of(context, exercise, exposures)
    call = round(min(5.0, max(0.0, guess.left)))
    low, high = bias.band(call, this.reps, exercise)
    true = this.reps - guess.reps
    off = true - guess.left
    key = "right" if off == 0 else "more" if off > 0 else "fewer"
    facts: dict[str, object] = {
        "called": f"{guess.left:g}", "point": guess.reps, "true": true, "off": f"{abs(off):g}",
        "call": call, "low": low, "high": high,
    }  # fmt: skip
    line = context.words("calibrate.short" if true < 0 else f"calibrate.result.{key}", **facts)
    result = {
        "exercise": exercise.name, "called": guess.left, "true": true, "off": off,
        "bias": round(bias.mean, 2), "spread": round(bias.spread, 2), "proofs": bias.proofs,
        "band": {"call": call, "low": low, "high": high},
    }  # fmt: skip
    return shortest(line), result


def _under_effort(
    context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure], this: LoggedSet
) -> str:
    """R28, said at the set that completes the proof of this session, so at most once in it."""
    if not completes(exposures[-1], this, exercise):
        return ""
    today = held_in(exposures[-1], exercise)
    if today is None or today.later.id != this.id:
        return ""
    found = under_effort(exposures, exercise)
    if not found or found[-1].at != exposures[-1].session_at or found[-1].later.id != this.id:
        return ""
    cut = Exposure(exposures[-1].session_at, exposures[-1].sets[:-1])
    before = under_effort((*exposures[:-1], cut), exercise)
    if before and before[-1].at == exposures[-1].session_at:
        return ""
    held = found[-2]
    return context.words(
        "undereffort",
        first=held.first.reps,
        left=f"{(held.first.rir_tenths or 0) / 10:g}",
        later=held.later.reps,
        day=words_of_day(context.person.language, held.at, context.zone),
        cost=max(1, round(found[-1].cost)),
    )


def why_line(context: RequestContext, lifter: Lifter, target: Target) -> str:
    """Why another reserve is asked for than usual; "" where calls move nothing."""
    shift = call_shift(lifter)
    if not shift:
        return ""
    key = "calibrate.why" if shift > 0 else "calibrate.why.fewer"
    return context.words(key, off=abs(shift), low=target.rir_low, high=target.rir_high)
