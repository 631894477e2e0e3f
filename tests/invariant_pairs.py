"""What must hold between two logs, or along a session: rules 2, 5 and 8 of `invariants`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.records import Exposure, Lifter, Load, LoggedSet, Target, Unit, in_unit
from core.training.ability.forecast import ability_of
from core.training.ability.state import telling_sets
from core.training.effort.reserve import band, reserve
from core.training.exercise_sessions import sessions
from core.training.missed_attempts import following as advise_next
from core.training.progression.exercise_state import without_light_days
from core.training.progression.plates import mass, next_loadable_up, same_load
from core.training.progression.scheme import scheme_of
from core.training.target import next_target
from tests.invariants import is_free, loaded

MOST_SETS = 8  # of a session that is played
SLIP = 0.25  # repetitions
GROWS = 2  # repetitions from one set to the next that no rest explains
HELD_LOSS, HELD_BIAS = 1.02, 0.05  # the losses and the bias of calls that count as held
MOST_CALL = 50  # tenths: beyond, a call says "many"


def pairs(exposures: Sequence[Exposure], lifter: Lifter, now: datetime) -> list[str]:
    """All that a log breaks when it is changed, converted or gone on with."""
    target = next_target(exposures, lifter, now)
    if not (loaded(target, lifter) and is_free(target)):
        return []
    return [
        *monotone(exposures, lifter, now, target),
        *turns(exposures, lifter, now, target),
        *converted(exposures, lifter, now, target),
        *order(exposures, lifter, now, target),
    ]


# --- 2 --------------------------------------------------------------------------------------------


def monotone(
    exposures: Sequence[Exposure], lifter: Lifter, now: datetime, before: Target
) -> Iterator[str]:
    """2: the last set with a repetition, a repetition of reserve, or a step of load more.

    None leads to a lower load, nor at an equal load to a lower sum of aims. Held: the scheme, the
    class of the set (top, failed, telling) and the session that decides. Left out: a load kept
    only because it was the present one (`_stays`). An earlier set also says what it costs the next,
    so it is held in its load alone (`less_for_more`). Less is the same pair read backwards.
    """
    place = _last_working(exposures[-1])
    if place is None:
        return
    this = exposures[-1].sets[place]
    for name, changes in _better(this, lifter):
        more = changed(exposures, place, **changes)
        if not _alike(exposures, more, lifter):
            continue
        after = next_target(more, lifter, now)
        if not is_free(after):
            continue
        found = _less(before, after)
        if name == "load" and found and _stays(before, after, exposures, more, lifter):
            continue
        if found:
            yield f"2 {name}: {found}"


def _stays(
    before: Target,
    after: Target,
    one: Sequence[Exposure],
    two: Sequence[Exposure],
    lifter: Lifter,
) -> bool:
    """Whether only the load to stay at changed: the state is no lower, the loads are near.

    A load is kept until another is clearly better. A heavier set makes another load the present
    one, so what was kept may be left for what fits best. And a set at a load that nobody expected
    is taken for a slip (R23): a quarter of a repetition.
    """
    at = one[-1].sets[-1].at
    was, now = (ability_of(each, lifter, at) for each in (one, two))
    if was is None or now is None:
        return False
    same = now.able(before.load).reps >= was.able(before.load).reps - SLIP
    return same and mass(after.load) * 10 >= mass(before.load) * 9


def _last_working(last: Exposure) -> int | None:
    """The place of the last working set; None where that is a light one or of no repetitions."""
    places = [i for i, each in enumerate(last.sets) if each.working and each.reps]
    if not places or last.sets[places[-1]].load.milli <= 0:
        return None
    return places[-1]


def _better(this: LoggedSet, lifter: Lifter) -> Iterator[tuple[str, dict[str, object]]]:
    yield "repetition", {"reps": (this.reps or 0) + 1}
    if this.rir_tenths is not None and not this.failed and this.rir_tenths + 10 <= MOST_CALL:
        yield "reserve", {"rir_tenths": this.rir_tenths + 10}
    up = next_loadable_up(this.load, lifter)
    if up is not None:
        yield "load", {"load": up}


def _alike(one: Sequence[Exposure], two: Sequence[Exposure], lifter: Lifter) -> bool:
    """Whether two logs have the same scheme, and the same sets in the last session tell and count.

    And whether the same session decides: a heavier set can make it no light day any more.
    """
    measure = lifter.exercise.measure
    first, second = sessions(one, measure), sessions(two, measure)
    if scheme_of(first, lifter) != scheme_of(second, lifter):
        return False
    lines = [without_light_days(each, lifter)[-1].at for each in (first, second)]
    told = [[s.id for s in telling_sets(each[-1].sets, lifter)] for each in (first, second)]
    tops = [[s.id for s in each[-1].tops] for each in (first, second)]
    same = lines[0] == lines[1] and told[0] == told[1] and tops[0] == tops[1]
    return same and _holds(one, two, lifter)


def _holds(one: Sequence[Exposure], two: Sequence[Exposure], lifter: Lifter) -> bool:
    """Whether the better log says nothing worse of losses and calls: those are to be held."""
    at = one[-1].sets[-1].at
    was, now = (ability_of(each, lifter, at) for each in (one, two))
    if was is None or now is None:
        return was is now
    return now.loss <= was.loss * HELD_LOSS and now.bias >= was.bias - HELD_BIAS


def _less(before: Target, after: Target) -> str | None:
    """What became less."""
    if mass(after.load) < mass(before.load):
        return (
            f"{before.load.text} ({before.reason.key}) became {after.load.text} "
            f"({after.reason.key})"
        )
    same_sets = len(after.aims) == len(before.aims)
    if after.load == before.load and same_sets and sum(after.aims) < sum(before.aims):
        return f"aims {before.aims} became {after.aims}"
    return None


def changed(exposures: Sequence[Exposure], place: int, **values: object) -> list[Exposure]:
    """The same log with one set of the last session changed."""
    last = exposures[-1]
    sets = list(last.sets)
    sets[place] = replace(sets[place], **values)
    return [*exposures[:-1], Exposure(last.session_at, tuple(sets))]


def less_for_more(
    exposures: Sequence[Exposure], lifter: Lifter, now: datetime, place: int
) -> str | None:
    """2, of any set of the last session: a repetition more never leads to a lower load.

    Nor, at an equal load, to a first aim lower by more than one; later ones may be lower after an
    earlier set of more, which says that sets cost more. Left out: sessions whose sets hold more and
    more, which say that something else was wrong with the earlier ones (R27).
    """
    this = exposures[-1].sets[place]
    if _grows(exposures[-1].sets):
        return None
    more = changed(exposures, place, reps=(this.reps or 0) + 1)
    if not _alike(exposures, more, lifter):
        return None
    before, after = next_target(exposures, lifter, now), next_target(more, lifter, now)
    if not (is_free(before) and is_free(after) and loaded(before, lifter)):
        return None
    if mass(after.load) < mass(before.load):
        return f"{before.load.text} became {after.load.text} for a repetition more"
    if after.load == before.load and after.aims and after.aims[0] < before.aims[0] - 1:
        return f"aims {before.aims} became {after.aims} for a repetition more"
    return None


def _grows(sets: Sequence[LoggedSet]) -> bool:
    """Whether a set says clearly more than the one before it: repetitions and reserve."""
    said = [(each.reps or 0) + (reserve(each) or 0) for each in sets if each.working]
    return any(later > earlier + GROWS for earlier, later in itertools.pairwise(said))


# --- 5 --------------------------------------------------------------------------------------------


def turns(
    exposures: Sequence[Exposure], lifter: Lifter, now: datetime, target: Target
) -> Iterator[str]:
    """5: who does the next session as told, with results as expected, is never turned round.

    Each set is done at the load advised, with the repetitions aimed at and the middle of the band
    left: no load goes up after one went down, nor the other way. Left out: top sets.
    """
    if target.back_offs is not None:
        return
    load, aim, done, path = target.load, target.aims[0], [], [target.load]
    left = round(sum(band(lifter)) * 5)
    for number in range(MOST_SETS):
        at = now + timedelta(minutes=4 * number)
        done.append(
            LoggedSet(
                lifter.exercise.id, load, aim, at, "", rir_tenths=left, id=f"n{number}",
                session_at=now,
            )
        )  # fmt: skip
        following = advise_next([*exposures, Exposure(now, tuple(done))], lifter, target)
        if following is None or following.reps_low is None:
            break
        load, aim = following.load, following.reps_low
        path.append(load)
    steps = [
        (b > a) - (b < a)
        for a, b in zip(map(mass, path), map(mass, path[1:]), strict=False)
        if not same_load(a, b)
    ]
    if len(set(steps)) > 1:
        yield f"5 turn: {', '.join(each.text for each in path)} from {target.reason.key}"


# --- 8 --------------------------------------------------------------------------------------------


def in_other_unit(exposures: Sequence[Exposure], unit: Unit) -> list[Exposure]:
    """The same log in one unit."""
    return [
        replace(every, sets=tuple(replace(s, load=in_unit(s.load, unit)) for s in every.sets))
        for every in exposures
    ]


def converted(
    exposures: Sequence[Exposure], lifter: Lifter, now: datetime, target: Target
) -> Iterator[str]:
    """8: the same lifter in the other unit gets the same load within a plate (one step of each).

    Left out: own plates, dumbbells and steps, which are of one unit.
    """
    if lifter.step or lifter.plates or lifter.dumbbells:
        return
    unit: Unit = "lb" if target.load.unit == "kg" else "kg"
    bar = Load(20_000, "kg") if unit == "kg" else Load(45_000, "lb")
    other = replace(
        lifter, unit=unit, learned_step=None, never_below=bar if lifter.never_below else None
    )
    theirs = next_target(in_other_unit(exposures, unit), other, now)
    if not is_free(theirs):
        return
    plate = one_step(target.load, lifter) + one_step(theirs.load, other)
    if abs(mass(target.load) - mass(theirs.load)) > plate:
        yield (
            f"8 unit: {target.load.text} {target.load.unit} ({target.reason.key}) against "
            f"{theirs.load.text} {theirs.load.unit} ({theirs.reason.key})"
        )


def order(
    exposures: Sequence[Exposure], lifter: Lifter, now: datetime, target: Target
) -> Iterator[str]:
    """8: the order in which sessions were typed, names of sets and lines as typed change nothing.

    So a back-fill or an edit leads where a log that was always so does.
    """
    mixed = [*exposures[1::2], *exposures[0::2]]
    if next_target(mixed, lifter, now) != target:
        yield f"8 order: {target.reason.key}"
    renamed = [
        replace(every, sets=tuple(replace(s, id=f"e{s.id}", line="typed") for s in every.sets))
        for every in exposures
    ]
    if next_target(renamed, lifter, now) != target:
        yield f"8 edit: {target.reason.key}"


def one_step(load: Load, lifter: Lifter) -> int:
    """The mass of one step at a load."""
    up = next_loadable_up(load, lifter)
    return mass(up) - mass(load) if up is not None else mass(Load(5000, load.unit))
