"""What is known in the middle of a session: the state that the next set is advised from."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from core.records import Exposure, Lifter, LoggedSet, Target
from core.training.ability.state import Ability, assess, known_calls
from core.training.effort.reserve import EASY_RETURN, Span, asked, band, reserve
from core.training.exercise_sessions import ExerciseSession, planned_sets, sessions
from core.training.prescribed import counted_for
from core.training.progression.exercise_state import exposures_since_return
from core.training.progression.plates import mass, same_load
from core.training.progression.scheme import Scheme, scheme_of
from core.training.progression.steps import is_coming_back
from core.training.progression.target_rules import CAREFUL, asks_easy


@dataclass(frozen=True, slots=True)
class Today:
    """A session under way."""

    lifter: Lifter
    scheme: Scheme
    ability: Ability | None
    target: Target | None
    before: ExerciseSession | None  # the session before
    counted: Sequence[LoggedSet]  # today's sets that stand for planned ones
    sets: int
    rir: Span  # to ask for, in the lifter's own calls
    left: float  # the middle of the reserve wanted
    coming_back: bool  # a lay-off is near: one step at a time
    near_pain: bool = False  # on a lift never done before: a part that it loads hurts elsewhere

    @property
    def careful(self) -> bool:
        """Whether the aim is the number to stop at: coming back, pain, a deload, fixed sets."""
        kind = self.target.kind if self.target else ""
        return (
            kind in ("return", "deload")
            or self.scheme.kind == "fixed"
            or self.near_pain
            or (self.target is not None and bool(set(CAREFUL) & set(self.target.reason.rules)))
        )


def today_of(exposures: Sequence[Exposure], lifter: Lifter, target: Target | None) -> Today:
    """What is known in the middle of a session."""
    measure = lifter.exercise.measure
    past = sessions(exposures[:-1], measure)
    counted = counted_for(exposures[-1].sets, target, measure)
    scheme = scheme_of(past, lifter) if past else _scheme_today(exposures, lifter)
    now = exposures[-1].sets[-1].at
    ability = assess(exposures, lifter, now, scheme.high)
    lifter = known_calls(lifter, ability)
    wanted = band(lifter)
    rir = asked(wanted, lifter)
    if target is not None and asks_easy(target):
        rir = wanted = (target.rir_low, target.rir_high)
    near_pain = not past and bool(lifter.near_pains)
    if near_pain:
        rir = wanted = EASY_RETURN
    sets = target.sets if target is not None else planned_sets(past, lifter)
    if target is None and scheme.kind == "top":
        sets = 1 + scheme.back_offs
    before = past[-1] if past else None
    left = (wanted[0] + wanted[1]) / 2
    back = is_coming_back(exposures_since_return(past, lifter.zone, lifter.easy_sessions))
    return Today(lifter, scheme, ability, target, before, counted, sets, rir, left, back, near_pain)


def _scheme_today(exposures: Sequence[Exposure], lifter: Lifter) -> Scheme:
    """The scheme of a first session: what its own sets are, as the target reads them."""
    return scheme_of(sessions(exposures, lifter.exercise.measure), lifter)


def is_over_agreed(last: LoggedSet, state: Today) -> bool:
    """Tell whether a set of an easy session was over the load agreed (R22, R46)."""
    target = state.target
    return target is not None and asks_easy(target) and mass(last.load) > mass(target.load)


def fell_short(last: LoggedSet, state: Today) -> bool:
    """Tell whether a fixed set missed its count, and was not stopped early with enough left."""
    if state.scheme.kind != "fixed" or (state.target and state.target.kind in ("return", "deload")):
        return False
    count, reps, left = state.scheme.low, last.reps or 0, reserve(last)
    early = not last.failed and left is not None and reps + left >= count + band(state.lifter)[0]
    return (last.failed or reps < count) and not early


def went_down(state: Today) -> bool:
    """Tell whether the load was lowered before in this session."""
    loads = [mass(each.load) for each in state.counted]
    return any(b < a and not same_load(a, b) for a, b in itertools.pairwise(loads))
