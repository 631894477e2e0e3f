"""What a lifter can lift: one state per person and exercise, worked out from the log.

A filter over the sets of the last sessions. It carries the logarithm of the load that could be
lifted once, fresh, on an average day; today's form; how tired a set makes this person against R27;
by how much their calls are off; and the trend. Each set is held against what the state expected
(`filtering.py`):

- a set to failure says how many repetitions there were;
- a called set says what was felt: the call expected from the state against the call typed. So the
  doubt is that of the reserve expected, not of the number typed (R7), and a call made far from
  failure, or in a long set, moves little;
- repetitions without a call count as a set of this person's usual reserve, and at the top of
  the range, where most people stop whatever is left, as a lower bound.

Calls never teach their own error; sets to failure do, through what called sets said before (R9).
Until there is one, counted repetitions bound it (R12, `call_belief.py`).

Loads are in kilograms of all that is moved: bar and plates, or the body's share with what is added
or taken off. Everything is pure and bounded: at most `SESSIONS` sessions of `SETS` sets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import erfc, exp, sqrt
from typing import NamedTuple, cast

from core.limits import SESSION_GAP
from core.records import Exercise, Exposure, Lifter, Load, LoggedSet
from core.training.ability.fatigue import USUAL_REST_S, mean_loss
from core.training.ability.filter import (
    SET_SPREAD,
    Filter,
    reps_by_level,
    reps_left,
    share_of_one,
)
from core.training.bodyweight import body_kg, weighed_by
from core.training.effort.reserve import FAILURE_SPREAD
from core.training.exercise_sessions import is_ramp, lightest_top, measured
from core.training.progression.plates import MASS
from core.training.remembered import Remembered

SESSIONS, SETS = 16, 10  # what is looked at: older sessions say nothing that these do not
LIGHT = 0.75  # sets lighter than this share of the session's heaviest say little


Told = tuple[datetime, list[LoggedSet]]  # a session, and its sets that say something


@dataclass(frozen=True, slots=True)
class _Known:
    """A state that was worked out, and all that it came from."""

    key: tuple[object, ...]
    sessions: list[Told]
    state: Filter


KNOWN = Remembered[_Known](512, 32_768)  # some 3 kB each; equal logs give equal states
_TELLING = Remembered[tuple[tuple[LoggedSet, ...], list[LoggedSet]]](2048, 8192)


class Able(NamedTuple):
    """Repetitions to failure to expect of a set, as whole repetitions are counted."""

    reps: float
    moved_kg: float  # at which
    tired: float  # share of capacity lost before it
    ability: Ability

    @property
    def spread(self) -> float:
        """Repetitions either way within which 67 % lie; never nought (R25).

        Worked out where it is asked for: most loads that are thought of are weighed by `reps`.
        """
        cov, tired = self.ability.cov, self.tired
        slope = share_of_one(self.moved_kg, self.reps, self.ability.exercise)
        variance = cov[0][0] + 2 * cov[0][1] + cov[1][1] + tired * tired * cov[2][2]
        variance += SET_SPREAD**2 - 2 * tired * (cov[0][2] + cov[1][2])
        return sqrt(max(0.0, variance) / slope**2 + FAILURE_SPREAD**2)

    def chance(self, reps: float) -> float:
        """The chance that at least so many whole repetitions are there."""
        return 0.5 * erfc((reps - 0.5 - self.reps) / self.spread / sqrt(2))


@dataclass(frozen=True, slots=True)
class Ability:
    """What one lifter can lift at one exercise at a moment, and how sure that is."""

    exercise: Exercise
    body_kg: float  # of the body that is lifted along, 0 for bars and machines
    log_capacity: float
    form: float  # today's, 0 before the first set of a day
    loss: float  # how tired a set makes, against R27; its logarithm is what varies
    bias: float  # true reserve - called reserve, in repetitions
    bias_spread: float
    trend_per_day: float
    cov: tuple[tuple[float, ...], ...]
    sessions: int
    proofs: int  # sets to failure among those seen
    calls: int  # called sets among those seen
    lost: float  # of capacity by today's sets, before `loss`
    done: int  # working sets today
    _plans: dict[tuple[object, ...], tuple[Able, ...]] = field(  # worked out already: the choice of
        default_factory=dict,
        init=False,
        repr=False,
        compare=False,  # a load asks again and again
    )

    def moved_kg(self, load: Load) -> float:
        """All that is moved with a load, in kilograms."""
        return max(0.5, load.kg + self.body_kg)

    def able(self, load: Load, lost: float | None = None) -> Able:
        """Repetitions to failure at a load, after `lost` of capacity (today's sets by default)."""
        kg = self.moved_kg(load)
        tired = self.lost if lost is None else lost
        tired *= self.loss
        n = reps_left(kg, self.log_capacity + self.form - tired, self.exercise)
        return Able(n, kg, tired, self)

    def after(self, lost: float, reps_to_failure: float, left: float, number: int) -> float:
        """Capacity lost once set number `number` (from 1) of the session is done too (R27)."""
        return lost + mean_loss(reps_to_failure, left, USUAL_REST_S, number)

    def plan(
        self, load: Load, sets: int, left: float, top: int, lost: float = 0.0, done: int = 0
    ) -> tuple[Able, ...]:
        """What planned sets at one load hold, each stopped at `left` or at the top of the range."""
        key = (load.milli, load.unit, sets, left, top, lost, done)
        if key not in self._plans:
            self._plans[key] = self._planned(load, sets, left, top, lost, done)
        return self._plans[key]

    def _planned(
        self, load: Load, sets: int, left: float, top: int, lost: float, done: int
    ) -> tuple[Able, ...]:
        """Work a plan out."""
        found: list[Able] = []
        kg, most = self.moved_kg(load), float(top)
        fresh, reps_at_level = self.log_capacity + self.form, reps_by_level(kg, self.exercise)
        for number in range(done, done + sets):
            if found:  # what the set before costs
                reps = found[-1].reps
                over = reps - min(most, max(1.0, reps - left))
                lost += mean_loss(reps, over, USUAL_REST_S, number)
            tired = lost * self.loss
            found.append(Able(reps_at_level(fresh - tired), kg, tired, self))
        return tuple(found)


def assess(
    exposures: Sequence[Exposure],
    lifter: Lifter,
    now: datetime,
    top: int | None = None,
    *,
    next_day: bool = False,
) -> Ability | None:
    """Work out the ability from the exposures, oldest first; None without a set that says any.

    Within a session it holds today's form and tiredness; else, or for the `next_day`, it is that of
    the next session.
    `top` is the top of the repetition range, where people stop whatever is left.
    """
    found = [(each.session_at, _telling(each.sets, lifter)) for each in exposures[-SESSIONS:]]
    state = _filtered([each for each in found if each[1]], lifter, top)
    if state is None:
        return None
    last = exposures[-1].sets[-1].at
    if next_day or now - last >= SESSION_GAP:
        state.begin(now)
    return _read(state)


def _filtered(sessions: list[Told], lifter: Lifter, top: int | None) -> Filter | None:
    """The state after these sessions, from the last run that began with the same sets.

    One answer asks for the state before today, now, and for the next session; the next set asks
    for one set more.
    """
    if not sessions:
        return None
    key = (
        top, body_kg(lifter), lifter.bodyweights, lifter.exercise, lifter.goal, lifter.effort,
        lifter.reserve_bias, lifter.reserve_spread, lifter.reserve_proofs,
    )  # fmt: skip
    known, start, taken = _begun(sessions, key)
    state = known.state.copy() if known is not None else Filter(lifter, top)
    for place in range(start, len(sessions)):
        at, sets = sessions[place]
        if not taken:
            state.begin(at)
        for each in sets[taken:]:
            state.take(each)
        taken = 0
        if place >= len(sessions) - 2:
            done = sessions[: place + 1]
            held = sum([len(sets) for _, sets in done])
            KNOWN.keep(_place(done, top), _Known(key, done, state.copy()), held)
    return state


def _begun(sessions: list[Told], key: tuple[object, ...]) -> tuple[_Known | None, int, int]:
    """A state that is known already: after how many sessions, and sets of the one after these."""
    top = cast("int | None", key[0])
    for count in range(len(sessions), 0, -1):
        known = KNOWN.get(_place(sessions[:count], top))
        if known is not None and known.key == key and known.sessions == sessions[:count]:
            return known, count, 0
        at, sets = sessions[count - 1]
        if count == len(sessions) and len(sets) > 1:  # the last but one of a session under way
            before = [*sessions[:-1], (at, sets[:-1])]
            known = KNOWN.get(_place(before, top))
            if known is not None and known.key == key and known.sessions == before:
                return known, count - 1, len(sets) - 1
    return None, 0, 0


def _place(sessions: list[Told], top: int | None) -> tuple[object, ...]:
    """Where the state after sessions is kept: by their number, and the last one's sets.

    By its message too, or two people who train at one time would take each other's place.
    """
    sets = sessions[-1][1]
    return top, len(sessions), len(sets), sets[-1].at, sets[-1].source, sets[-1].exercise_id


def _read(state: Filter) -> Ability:
    """The state as it stands."""
    mean, cov = state.mean, state.cov
    return Ability(
        state.exercise, state.body, mean[0], mean[1], exp(mean[2]), mean[3],
        sqrt(max(0.0, cov[3][3])), mean[4], tuple([tuple(row) for row in cov]),
        state.sessions, state.proofs, state.calls, state.lost_after_last(), state.number,
    )  # fmt: skip


def known_calls(lifter: Lifter, ability: Ability | None) -> Lifter:
    """A lifter with what sets to failure have shown of their calls (R9)."""
    if ability is None or ability.proofs <= 0 or ability.calls <= 0:
        return lifter
    return replace(
        lifter,
        reserve_bias=ability.bias,
        reserve_spread=ability.bias_spread,
        reserve_proofs=max(lifter.reserve_proofs, ability.proofs),
    )


def _telling(sets: tuple[LoggedSet, ...], lifter: Lifter) -> list[LoggedSet]:
    """`telling_sets`, kept by the very records of the sets."""
    key = (lifter.exercise.measure, weighed_by(lifter), *map(id, sets))
    kept = _TELLING.get(key)
    if kept is None:
        kept = _TELLING.keep(key, (sets, telling_sets(sets, lifter)), len(sets))
    return kept[1]


def telling_sets(sets: Sequence[LoggedSet], lifter: Lifter) -> list[LoggedSet]:
    """The working sets of a session that say what could be lifted: no warm-ups, drops or ramps."""
    measure = lifter.exercise.measure
    working = [each for each in sets if measured(each, measure) and each.reps is not None]
    if not working:
        return []
    body = body_kg(lifter, working[0].at)
    weights = [each.load.milli * MASS[each.load.unit] for each in working]
    up = [each for each in working if not each.missed] or working  # what went up
    heaviest = max(each.load.milli * MASS[each.load.unit] for each in up)
    if all(weight == heaviest for weight in weights):
        return working[:SETS]
    least = lightest_top(heaviest, measure)
    first_top = next(i for i, weight in enumerate(weights) if weight >= least)
    heavy_kg = max(each.load.kg for each in up) + body
    return [
        each
        for place, each in enumerate(working)
        if (each.load.kg + body >= LIGHT * heavy_kg or each.failed)
        and not (place < first_top and is_ramp(each, None, heaviest, measure))
    ][:SETS]
