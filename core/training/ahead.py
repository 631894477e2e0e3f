"""The set ahead as the lifter's own log shows it: what advice asks of predictions.

Advice goes by them only where the log says enough: three earlier sessions, no lay-off before the
set, an interval that is not too broad. Else the rules decide alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from statistics import median

from core.records import CHANCES_WORTH_SAYING, Expected, Exposure, Lifter, Load, Target
from core.training.clues import SAME, SETS, Done, Past
from core.training.effort import PROOFS_TO_SHIFT
from core.training.expect import DAY, done_of, lifted_kg, past_of
from core.training.personal import personal
from core.training.predict import (
    LAY_OFF_DAYS,
    Prediction,
    Why,
    counted,
    predict,
    predict_at,
    predict_to_failure,
    why,
)
from core.training.trees import uncut

FEWEST = 3  # earlier sessions, as many as the backtest wants before it scores a set
BROADEST = 12.0  # repetitions between the ends of the 95 % interval
USUAL_GAP, SHORTEST_GAP, LONGEST_GAP = 4.0, 1.0, 14.0  # days to the next session
CAREFUL = {"R22", "R46"}


@dataclass(frozen=True, slots=True)
class Story:
    """How a prediction came about."""

    anchor: Done  # the set it started from
    anchor_day: float
    days: int  # since then
    moves: tuple[tuple[str, float], ...]  # what moved it, in repetitions


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is known before a set; each question is worked out once."""

    lifter: Lifter
    past: Sequence[Past]
    done: Sequence[Done]  # today's working sets
    day: float
    _told: dict[tuple[Load, bool], Prediction] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def number(self) -> int:
        """The set's number among the working sets of its session."""
        return len(self.done) + 1

    @property
    def is_known(self) -> bool:
        """Whether there are sessions enough since the last lay-off to go by them."""
        days = [each.day for each in self.past[-FEWEST:]] + [self.day]
        unbroken = all(two - one <= LAY_OFF_DAYS for one, two in pairwise(days))
        return len(self.past) >= FEWEST and unbroken

    def as_usual(self, load: Load) -> Prediction:
        """Repetitions to expect, training as usual; the intervals are this person's."""
        found = self._told.get((load, False))
        if found is None:
            kg = lifted_kg(load, self.lifter)
            done = self.done[-SETS:]
            found = predict(self.past, done, kg, self.number, self.day, chosen=False, model=uncut())
            found = personal(found, self.lifter.misses, first=self.number == 1)
            self._told[load, False] = found
        return found

    def to_failure(self, load: Load) -> Prediction:
        """Repetitions to failure as this lifter counts them: those done plus those called left.

        A bias that is known beyond doubt is in it, both ways: sets are read as they truly were,
        and what is truly possible is told in the lifter's own calls (R9).
        """
        found = self._told.get((load, True))
        if found is None:
            kg, off = lifted_kg(load, self.lifter), known_bias(self.lifter)
            done = self.done[-SETS:]
            found = predict_to_failure(
                self.past, done, kg, self.number, self.day, bias=off, chosen=False, model=uncut()
            )
            found = self._told[load, True] = predict_at(found, off) if off else found
        return found

    @property
    def is_rated(self) -> bool:
        """Whether the reserve of half the sets is known: then predictions leave one."""
        sets = [each for session in self.past for each in session.sets] + list(self.done)
        return 2 * sum(each.left is not None for each in sets) >= max(1, len(sets))

    def expected(
        self, load: Load, left: int, goals: Sequence[int], able: float | None = None
    ) -> Expected | None:
        """The prediction as it is told and kept; its chance is of the most worth promising.

        That is the most of the goals that is as likely as not, where saying so helps; else the
        next one up; the least where all are as good as sure or none is likely.

        With the least reserve wanted where efforts are known, else as this lifter usually trains.
        `able` is what the next set is taken to hold to failure, where the set just done was heard.
        """
        if not (self.past or self.done):
            return None
        if self.is_rated:
            told = self.to_failure(load)
            more = 0.0 if able is None else able - told.reps
            told = predict_at(told, left - more)
        else:
            told = self.as_usual(load)
        chances = [(told.chance(goal), goal) for goal in goals] if self.is_known else []
        low, high = CHANCES_WORTH_SAYING
        helping = [each for each in chances if low <= each[0] <= high]
        likely = [each for each in helping if each[0] >= 0.5]
        chance, goal = next(iter(likely[-1:] or helping or chances), (None, None))
        return Expected(
            load, self.number, left if self.is_rated else None,
            told.reps, told.likely, told.wide, goal, chance,
        )  # fmt: skip

    def story(self, expected: Expected) -> Story | None:
        """What a prediction started from and what moved it; None where nothing is known."""
        kg, off = lifted_kg(expected.load, self.lifter), known_bias(self.lifter)
        past, done = self.past, self.done[-SETS:]
        if self.is_rated:
            past, done = counted(past, done, off)
        told = why(past, done, kg, self.number, self.day)
        if told is None:
            return None
        by_load = 0.0
        if abs(kg - told.anchor.load) > SAME * kg:
            there = predict(past, done, told.anchor.load, self.number, self.day, chosen=False)
            by_load = told.prediction.reps - there.reps
        moves = [
            ("heavier" if kg > told.anchor.load else "lighter", by_load),
            ("since", told.by_load_and_habit - by_load),
            ("older", told.by_older_sessions),
            ("today", told.by_today),
        ]
        if expected.left is not None:
            able = self.to_failure(expected.load).reps
            moves.append(("rated", able + off - told.prediction.reps))
            moves.append(("call", expected.reps - max(0.0, able - expected.left)))
        anchor = self._as_done(told)
        rest = expected.reps - anchor.reps - sum(by for _, by in moves)
        moves.append(("fewer_left" if rest > 0 else "more_left", rest))
        return Story(anchor, told.anchor_day, round(self.day - told.anchor_day), tuple(moves))

    def _as_done(self, told: Why) -> Done:
        """The set that a prediction started from, its repetitions as they were done."""
        sets = next((each.sets for each in self.past if each.day == told.anchor_day), self.done)
        return next((each for each in sets if each.number == told.anchor.number), told.anchor)


def known_bias(lifter: Lifter) -> float:
    """The person's true minus called reserve where enough sets have proved it, else 0 (R9)."""
    return lifter.reserve_bias if lifter.reserve_proofs >= PROOFS_TO_SHIFT else 0.0


def ahead_today(exposures: Sequence[Exposure], lifter: Lifter) -> Ahead:
    """Look at the next set of the last exposure."""
    today = exposures[-1]
    past = past_of(exposures[:-1], lifter)
    return Ahead(lifter, past, done_of(today.sets, lifter), _day(today.session_at))


def ahead_next_time(
    exposures: Sequence[Exposure], lifter: Lifter, now: datetime | None = None
) -> Ahead:
    """Look at the first set of the next session, at the lifter's usual gap or at `now` if later."""
    past = past_of(exposures, lifter)
    gaps = [two.day - one.day for one, two in pairwise(past[-6:])]
    gap = min(LONGEST_GAP, max(SHORTEST_GAP, median(gaps))) if gaps else USUAL_GAP
    day = (past[-1].day if past else 0.0) + gap
    return Ahead(lifter, past, (), day if now is None else max(day, _day(now)))


def foretold(
    target: Target, exposures: Sequence[Exposure], lifter: Lifter, now: datetime
) -> Target:
    """A target with what to expect of its first set.

    A chance goes with holds and steps up: of repetitions within the range.
    """
    if target.kind == "first" or target.reps_low is None or target.reps_high is None:
        return target
    ahead = ahead_next_time(exposures, lifter, now)
    goals = range(target.reps_low, target.reps_high + 1)
    if target.kind not in ("hold", "up") or CAREFUL & set(target.reason.rules):
        goals = range(0)  # no race after pain or a lay-off
    return replace(target, expected=ahead.expected(target.load, target.rir_low, goals))


def _day(at: datetime) -> float:
    return at.timestamp() / DAY
