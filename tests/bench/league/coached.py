"""The training core as the league sees it: the only module that calls its decisions.

What it takes from a target: load, sets, reps_high, rir_low, rir_high, and where they are there
`aims` (repetitions for each set, or an aim with a load of its own) and `ceiling`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.records import Exercise, Exposure, Goal, Lifter, Load
from core.training.effort.calibration import Guess, bias_from, load_for_guess, point_for, proofs
from core.training.next_set import advise_next
from core.training.target import next_target
from tests.bench.league.asks import Ask, Session
from tests.simulator import Body

TOP = 12  # where neither target nor exercise has a range
LOOKED_BACK = 16  # exposures that calls are learned from
MOST_SETS = 8


@dataclass
class Coached:
    """One lifter's coach: what the core is told and how its answers are read."""

    exercise: Exercise
    goal: Goal
    stop: float  # the reserve everybody stops at
    band: bool = False  # stop in the middle of the band asked instead
    learned: bool = False  # the record of the lifter holds what calls have meant, as in the chat
    machine: Body | None = None  # where this lifter calibrates
    guesses: tuple[Guess, ...] = ()

    def lifter(self, past: Sequence[Exposure]) -> Lifter:
        """All that the rules know of this person."""
        who = Lifter(self.exercise, self.goal, "kg")
        if not self.learned:
            return who
        elsewhere = ()
        if self.machine is not None:
            at = self.machine
            elsewhere = (proofs(at.exposures()[-LOOKED_BACK:], at.exercise, self.guesses),)
        known = bias_from(past[-LOOKED_BACK:], self.exercise, (), elsewhere)
        return replace(
            who,
            reserve_bias=known.mean, reserve_spread=known.spread, reserve_proofs=known.proofs,
        )  # fmt: skip

    def session(self, at: Body) -> Session:
        """The next session as the target has it."""
        target = next_target(at.past, self.lifter(at.past), at.now)
        stop = self._stop(target)
        return tuple(
            Ask(load, ceiling, stop)
            for load, ceiling in zip(loads_of(target), ceilings_of(target), strict=True)
        )

    def sets(self, at: Body, *, all_out: bool) -> None:
        """Do a session with the advice after each set; what is done stands in the body.

        What calls have meant is learned between sessions here (in the chat after each set).
        """
        who = self.lifter(at.past)
        target = next_target(at.past, who, at.now)
        loads, ceilings, stop = loads_of(target), ceilings_of(target), self._stop(target)
        load, done = loads[0], 0
        while True:
            ceiling = ceilings[min(done, len(ceilings) - 1)]
            at.lift(load, stop, ceiling, all_out=all_out)
            done += 1
            advice = advise_next(at.exposures(), who, target)
            if advice is None or done == MOST_SETS or advice.load.milli <= 0:
                return
            load, stop = advice.load, self._stop(advice)

    def calibrate(self, start: Load, stop: float) -> None:
        """Two sets at the machine and one to failure, with a guess before it ends (R9)."""
        if self.machine is None:
            return
        at, who = self.machine, Lifter(self.machine.exercise, self.goal, "kg")
        for _ in range(2):
            at.lift(start, stop, TOP)
        known = bias_from(at.exposures(), at.exercise, self.guesses)
        load = load_for_guess(at.exposures(), who, known) or start
        point = point_for(at.exposures(), at.exercise, known, load)
        last = at.lift(load, 0, 99, all_out=True, point=point)
        if last.guess is not None and point is not None:
            self.guesses = (*self.guesses, Guess(last.set.at, point, float(last.guess)))

    def _stop(self, asked: Any) -> float:
        """The reserve to stop at, of a target or of advice for the next set."""
        return (asked.rir_low + asked.rir_high) / 2 if self.band else self.stop


def loads_of(target: Any) -> tuple[Load, ...]:
    """A load for each set: the target's, or that of the set's own aim; then the back-offs'."""
    aims = getattr(target, "aims", None) or (None,) * target.sets
    loads = tuple(getattr(each, "load", None) or target.load for each in aims)
    backs = getattr(target, "back_offs", None)
    return loads + ((backs.load,) * len(backs.aims) if backs else ())


def ceilings_of(target: Any) -> tuple[int, ...]:
    """The repetitions to stop at for each set: the range's top, unless the target has a ceiling."""
    ceiling = getattr(target, "ceiling", None) or target.reps_high or TOP
    count = len(getattr(target, "aims", None) or ()) or target.sets
    backs = getattr(target, "back_offs", None)
    after = (backs.reps_high,) * len(backs.aims) if backs else ()
    if isinstance(ceiling, int):
        return (ceiling,) * count + after
    return tuple(each or target.reps_high or TOP for each in ceiling) + after
