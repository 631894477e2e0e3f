"""Targets of loaded exercises: ranges, fixed sets, a top set with back-offs, and deloads."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from core.records import BackOffs, Load, LoggedSet, Reason, Target
from core.training.ability.state import Ability
from core.training.curve import capacity, load_for
from core.training.effort.reserve import EASY_RETURN, asked, band, reserve, said
from core.training.exercise_sessions import ExerciseSession, is_paired
from core.training.progression.aims import Choice, aims_of, wants_more
from core.training.progression.decision import STEPS_WITHOUT_CALL, choose
from core.training.progression.exercise_state import ExerciseState
from core.training.progression.plates import (
    loadable_at_most,
    mass,
    next_loadable_down,
    next_loadable_up,
    same_load,
)
from core.training.progression.reasons import agreeing
from core.training.progression.steps import Question
from core.training.progression.target_rules import Aim, Rules, build, kind_of

DELOAD = Fraction(9, 10)
DELOAD_WITHIN_DAYS, DELOAD_AGAIN_DAYS = 42, 21
BACK_OFF_LEFT = 3.0  # repetitions in reserve of back-offs
SINGLE_GROWS_AT = 2.0  # reserve with which a top set may grow, twice running
LIGHTER_AFTER_MISS = Fraction(19, 20)
MADE_WITHIN = 4  # sessions in which fixed sets were made


def question(seen: ExerciseState) -> Question | None:
    """What is to be decided; None while nothing is known of the ability."""
    if seen.ability is None:
        return None
    return Question(seen, seen.ability)


def hold(seen: ExerciseState, reason: Reason) -> Target:
    """The same load again; what was lifted is never rounded."""
    return build(seen, "hold", reason, Aim(seen.load, seen.reps))


def lower(seen: ExerciseState, share: Fraction | None) -> Aim:
    """A share of the present load rounded down; without a share about 10 % or one step less."""
    load = seen.load
    wish = int(load.milli * (share or DELOAD))
    rounded = loadable_at_most(Load(wish, load.unit), seen.lifter, lifted=load)
    if rounded.milli >= load.milli > 0:
        rounded = next_loadable_down(load, seen.lifter)
    return Aim(rounded, seen.reps)


def progress(seen: ExerciseState) -> Target:
    """The target of an ordinary session."""
    q = question(seen)
    if q is None:
        return hold(seen, Reason("target.hold.again", {}, ("R37",)))
    if _is_stalled(seen, q.ability):
        return _deload(seen)
    if seen.scheme.kind == "fixed":
        return _fixed(seen, q)
    if seen.scheme.kind == "top":
        return _top_set(seen, q.ability)
    return _in_range(seen, q, choose(q))


def _in_range(seen: ExerciseState, q: Question, choice: Choice) -> Target:
    """Sets within a range: the load chosen, an aim for each set, the top as the ceiling."""
    aims = aims_of(choice, q, more=wants_more(seen.last, seen.lifter))
    kind = kind_of(choice.load, seen)
    reason = choice.reason
    if seen.light and kind == "hold":
        facts: dict[str, object] = {"load": seen.load.text, "unit": seen.load.unit}
        reason = Reason("target.hold.light", facts, ("R37",))
    reason = agreeing(reason, aims)
    aim = Aim(choice.load, (seen.scheme.low, choice.ceiling), aims=aims)
    return build(seen, kind, reason, aim, sets=len(aims))


# --- fixed sets -----------------------------------------------------------------------------------


def _fixed(seen: ExerciseState, q: Question) -> Target:
    """Fixed sets: a step up on success, the same once after a miss, then a little less."""
    load, reason = _fixed_load(seen, q)
    count = seen.scheme.low
    kind = kind_of(load, seen)
    aim = Aim(load, (count, count), aims=(count,) * seen.sets)
    return build(seen, kind, reason, aim)


def _fixed_load(seen: ExerciseState, q: Question) -> tuple[Load, Reason]:
    count, last, lifter = seen.scheme.low, seen.last, seen.lifter
    facts: dict[str, object] = {"n": count, "sets": seen.sets, "left": said(last.last)}
    if _missed(last, count) or _none_left(last):
        return _after_miss(seen, facts)
    left = reserve(last.last)
    up = next_loadable_up(seen.load, lifter)
    if up is None:
        return seen.load, Reason("target.hold.no_heavier", facts, ("R37",))
    facts |= {"load": up.text, "unit": up.unit}
    if left is None:
        if _steps_without_call(seen.line) >= STEPS_WITHOUT_CALL:
            return seen.load, Reason("target.hold.say_left", facts, ("R37", "R4"))
        return up, Reason("target.up.fixed", facts, ("R37",))
    wanted = max(1, asked(band(lifter), lifter)[0])
    if left >= wanted:
        return up, Reason("target.up.fixed", facts, ("R37",))
    return seen.load, Reason("target.hold.fixed_left", {**facts, "least": wanted}, ("R37",))


def _after_miss(seen: ExerciseState, facts: dict[str, object]) -> tuple[Load, Reason]:
    """The same once more, after two in a row a little less; what was jumped to is not repeated."""
    count = seen.scheme.low
    made = _made(seen, count) if _missed(seen.last, count) else None
    most = next_loadable_up(made, seen.lifter) if made else None
    jumped = made is not None and most is not None and mass(most) < seen.last.hardest
    climbed = jumped or (made is not None and _climbed_past(seen.last, made, count))
    if made and climbed and not _stopped_early(seen, count):
        facts |= {"load": made.text, "unit": made.unit}
        return made, Reason("target.down.fixed_made", facts, ("R39",))
    missed = _missed(seen.last, count)
    if _in_a_row(seen.line, count):
        key = "target.down.fixed" if missed else "target.down.fixed_none_left"
        return _less(seen), Reason(key, facts, ("R39",))
    key = "target.hold.fixed_again" if missed else "target.hold.fixed_none_left"
    return seen.load, Reason(key, facts, ("R39",))


def _made(seen: ExerciseState, count: int) -> Load | None:
    """The heaviest load under the present one, of the last sessions, that held the count."""
    held = [
        this.load
        for each in seen.line[-MADE_WITHIN:]
        for this in each.sets
        if (this.reps or 0) >= count and not this.failed and this.load.unit == seen.load.unit
    ]
    return max(held, key=mass, default=None)


def _climbed_past(each: ExerciseSession, made: Load, count: int) -> bool:
    """Whether an exposure held its count at a load first, and went over it to miss."""
    hardest = next(n for n, this in enumerate(each.sets) if mass(this.load) == each.hardest)
    before = [this for this in each.sets[:hardest] if mass(this.load) == mass(made)]
    return mass(made) < each.hardest and any((this.reps or 0) >= count for this in before)


def _missed(each: ExerciseSession, count: int) -> bool:
    """Whether a set fell short of its count."""
    return min(each.reps) < count or any(this.failed for this in each.tops)


def _stopped_early(seen: ExerciseState, count: int) -> bool:
    """Whether the hardest set was short of its count, and would have made it with enough left."""
    last = seen.last.last_of_load
    left = reserve(last)
    return (
        not last.failed
        and left is not None
        and (last.reps or 0) + left >= count + band(seen.lifter)[0]
    )


def _none_left(each: ExerciseSession) -> bool:
    """Whether nothing was left at the end."""
    return reserve(each.last) == 0


def _in_a_row(line: Sequence[ExerciseSession], count: int) -> bool:
    """Whether the session before missed, or left nothing, at this load too or at less."""
    if len(line) < 2:
        return False
    before, now = line[-2].hardest, line[-1].hardest
    if before > now and not same_load(before, now):
        return False
    if any(is_paired(each) for each in line[-2:]):
        return False
    return _missed(line[-2], count) or _none_left(line[-2])


def _less(seen: ExerciseState) -> Load:
    wish = Load(int(seen.load.milli * LIGHTER_AFTER_MISS), seen.load.unit)
    lighter = loadable_at_most(wish, seen.lifter, lifted=seen.load)
    return (
        lighter if lighter.milli < seen.load.milli else next_loadable_down(seen.load, seen.lifter)
    )


def _steps_without_call(line: Sequence[ExerciseSession]) -> int:
    """Steps up since anything was said of effort or the load stayed."""
    steps = 0
    for before, each in zip(reversed(line[:-1]), reversed(line), strict=False):
        if any(reserve(this) is not None for this in each.tops) or each.hardest <= before.hardest:
            break
        steps += 1
    return steps


# --- top set and back-offs ------------------------------------------------------------------------


def _top_set(seen: ExerciseState, ability: Ability) -> Target:
    """The top set grows with reserve; the back-offs stand where the ability says."""
    last, lifter = seen.last.tops[0], seen.lifter
    reps, left = seen.scheme.low, reserve(last)
    least, most = band(lifter)
    facts: dict[str, object] = {"left": said(last), "least": least, "n": reps}
    load, key = seen.load, "target.hold.top"
    up = next_loadable_up(load, lifter)
    if last.failed or (last.reps or 0) < reps or (left is not None and left < least - 1):
        load, key = _top_within(seen, ability, last, least), "target.down.top"
    elif up is not None and left is not None and _top_grows(seen, left):
        load, key = up, "target.up.top"
    kind = kind_of(load, seen)
    backs = back_offs(seen, ability, load, reps)
    aim = Aim(load, (reps, reps), aims=(reps,), back_offs=backs)
    sets = 1 + (len(backs.aims) if backs else 0)
    return build(seen, kind, Reason(key, facts, ("R33",)), aim, sets=sets, rir=(least, most))


def _top_grows(seen: ExerciseState, left: float) -> bool:
    """A top set grows with 3 or more left, or 2 or more twice running."""
    if left >= SINGLE_GROWS_AT + 1:
        return True
    before = seen.line[-2] if len(seen.line) > 1 else None
    if left < SINGLE_GROWS_AT or before is None:
        return False
    earlier = reserve(before.tops[0])
    alike = same_load(before.hardest, seen.last.hardest)
    return alike and earlier is not None and earlier >= SINGLE_GROWS_AT


def _top_within(seen: ExerciseState, ability: Ability, last: LoggedSet, least: int) -> Load:
    """The heaviest load below the present one that leaves the reserve wanted.

    By the ability, and by what the set itself showed: a set that left nothing counts for that.
    """
    reps, load, exercise = seen.scheme.low, seen.load, seen.lifter.exercise
    held = (last.reps or 0) + (reserve(last) or 0.0)
    most = load_for(capacity(load.kg, held, exercise), reps + least, exercise)
    for _ in range(40):
        lighter = next_loadable_down(load, seen.lifter)
        if lighter.milli >= load.milli:
            return load
        load = lighter
        if load.kg <= most and ability.able(load, 0.0).reps >= reps + least:
            return load
    return load


def back_offs(seen: ExerciseState, ability: Ability, top: Load, reps: int) -> BackOffs | None:
    """The lighter sets after a top set, at the load that fits their own range."""
    scheme = seen.scheme
    if scheme.back_offs <= 0:
        return None
    able = ability.able(top, 0.0)
    lost = ability.after(0.0, able.reps, able.reps - reps, 1)
    wanted = (scheme.back_low + scheme.back_high) / 2 + BACK_OFF_LEFT
    load = next_loadable_down(top, seen.lifter)
    for _ in range(60):
        if ability.able(load, lost).reps >= wanted:
            break
        lighter = next_loadable_down(load, seen.lifter)
        if lighter.milli >= load.milli or lighter.milli <= 0:
            break
        load = lighter
    planned = ability.plan(load, scheme.back_offs, BACK_OFF_LEFT, scheme.back_high, lost, 1)
    aims: list[int] = []
    for each in planned:
        aim = max(1, min(scheme.back_high, round(each.reps - BACK_OFF_LEFT), *aims[-1:] or [99]))
        aims.append(aim)
    return BackOffs(load, tuple(aims), scheme.back_low, scheme.back_high)


# --- deload ---------------------------------------------------------------------------------------


def _is_stalled(seen: ExerciseState, ability: Ability) -> bool:
    """Whether sets fell short again at a load already lowered, and not from dieting (R44)."""
    if seen.lifter.cutting or len(seen.line) < 4 or seen.unfinished:
        return False
    low, line = seen.scheme.low, seen.line
    recent = [each for each in line if (seen.last.at - each.at).days <= DELOAD_WITHIN_DAYS]
    if len(recent) < 4 or _had_deload(seen):
        return False
    lowered = recent[-3].hardest > recent[-1].hardest or recent[-4].hardest > recent[-1].hardest
    if any(is_paired(each) for each in recent[-2:]):
        return False
    short = all(max(each.reps) < low for each in recent[-2:]) and all(
        (reserve(each.last) or 0) <= 1 for each in recent[-2:]
    )
    return lowered and short and ability.trend_per_day < 0


def _had_deload(seen: ExerciseState) -> bool:
    """Whether the last three weeks hold a session of half the sets, a tenth lighter."""
    top = max(each.hardest for each in seen.past)
    return any(
        each.count * 2 <= seen.sets + 1 and each.hardest * 100 <= top * 92
        for each in seen.past
        if (seen.last.at - each.at).days <= DELOAD_AGAIN_DAYS and not each.last.failed
    )


def _deload(seen: ExerciseState) -> Target:
    """Half the sets, 3 or more in reserve, a tenth lighter (R44)."""
    aim = lower(seen, DELOAD)
    reason = Reason("target.deload", {}, ("R44", "R39"))
    return build(seen, "deload", reason, aim, sets=max(1, ceil(seen.sets / 2)), rir=EASY_RETURN)


RULES = Rules(progress, hold, lower)
