"""What is known of one exercise before a message is stored, with as few look-ups as will do.

The last sessions are read anyway; whether a set is plausible and whether it is a record can mostly
be told from them. The whole log is asked only where the window does not decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from core.context import RequestContext
from core.limits import SAME_LOAD
from core.records import Exposure, Load, LoggedSet, SetDraft, Unit
from core.training.verdict import Bests

WINDOW = 16  # exposures read for a target
_BEFORE_LOAD = 6
_LONGEST_RUN = timedelta(days=730)
_MOST_SETS = 200  # a window this full may have been cut by the store
HEAVIEST_KG = 10_000.0


@dataclass(frozen=True, slots=True)
class Past:
    """The last sessions with an exercise, oldest first, and whether they are all there are."""

    exercise_id: str
    window: tuple[Exposure, ...]
    complete: bool
    before_load: tuple[Exposure, ...] = ()  # sessions before a load that fills the window

    @property
    def exposures(self) -> tuple[Exposure, ...]:
        """What the training rules look at."""
        return self.before_load + self.window

    def working(self, leave_out: Sequence[str] = ()) -> list[LoggedSet]:
        """The working sets in view, without those of a message that is being replaced.

        Missed attempts are none: they set up nothing to be beaten.
        """
        return [
            each
            for every in self.exposures
            for each in every.sets
            if each.lifted and each.id not in leave_out
        ]


def read_past(context: RequestContext, exercise_id: str, before: datetime | None = None) -> Past:
    """Read the sessions that decide about an exercise; bounded however long the log.

    Where one load fills the window, the six sessions before it was first used come too: they
    fix its repetition range (docs/glossary.md, range). `before`: as the log was when no
    session had begun from that moment on.
    """
    person_id, uow = context.person.id, context.uow
    found = uow.sets.exposures(person_id, exercise_id, before=before, limit=WINDOW)
    complete = len(found) < WINDOW and sum(len(each.sets) for each in found) < _MOST_SETS
    load = None if complete else _only_load(found)
    if load is None:
        return Past(exercise_id, found, complete)
    first = found[0].session_at
    other = uow.sets.last_other_load(person_id, exercise_id, load, first - _LONGEST_RUN, first)
    if other is None:
        return Past(exercise_id, found, complete)
    until = other + timedelta(microseconds=1)
    earlier = uow.sets.exposures(person_id, exercise_id, before=until, limit=_BEFORE_LOAD)
    return Past(exercise_id, found, complete, earlier)


def _only_load(exposures: Sequence[Exposure]) -> Load | None:
    """The hardest load of every session, where it is one and the same."""
    load = _hardest(exposures[-1]) if exposures else None
    return load if all(_hardest(each) == load for each in reversed(exposures)) else None


def _hardest(exposure: Exposure) -> Load | None:
    loads = (each.load for each in exposure.lifted)
    return max(loads, key=lambda load: load.kg, default=None)


def with_sets(context: RequestContext, past: Past, added: Sequence[LoggedSet]) -> Past:
    """The past with the newest sets at its end, as the store gives it back."""
    window = list(past.window)
    for session_at, group in groupby(added, key=lambda each: each.session_at or each.at):
        sets = tuple(group)
        if window and window[-1].session_at == session_at:
            window[-1] = Exposure(session_at, window[-1].sets + sets)
        else:
            window.append(Exposure(session_at, sets))
    full = len(window) >= WINDOW
    if full and (_only_load(window[-WINDOW:]) is not None) != bool(past.before_load):
        return read_past(context, past.exercise_id)
    complete = past.complete and not full
    return Past(past.exercise_id, tuple(window[-WINDOW:]), complete, past.before_load)


@dataclass(frozen=True, slots=True)
class Before:
    """What the sets of a message are held against, read of its past once."""

    past: Past
    leave_out: Sequence[str]  # ids of the sets that the message takes the place of
    most_reps: Mapping[Load, int]  # in view, at each load that was worked with; first lifted first


def before_of(past: Past, leave_out: Sequence[str] = ()) -> Before:
    """What the sets of a message are held against; `leave_out`: those that it replaces."""
    most: dict[tuple[int, Unit], int] = {}
    for each in past.working(leave_out):
        load = each.load.milli, each.load.unit
        most[load] = max(most.get(load, 0), each.reps or 0)
    return Before(past, leave_out, {Load(*load): reps for load, reps in most.items()})


def heaviest_before(context: RequestContext, before: Before, this: SetDraft) -> Load | None:
    """The heaviest working load, exact wherever this set comes near it."""
    loads, past = [*before.most_reps], before.past
    if not past.complete and all(load.kg < this.load.kg for load in loads):
        stored = context.uow.bests.heaviest(context.person.id, past.exercise_id)
        loads += [each.load for each in stored if each.id not in before.leave_out]
    return max(loads, key=lambda load: load.kg, default=None)


def most_reps_near(context: RequestContext, before: Before, this: SetDraft) -> int:
    """The most repetitions at a load within 10 %, exact wherever this set is over twice as many."""
    past, slack = before.past, abs(this.load.kg) * 0.1 + 1e-6
    low, high = this.load.kg - slack, this.load.kg + slack
    near = [reps for load, reps in before.most_reps.items() if low <= load.kg <= high]
    most = max(near, default=0)
    if past.complete or (most and (this.reps or 0) <= 2 * most):
        return most
    return max(most, context.uow.bests.most_reps(context.person.id, past.exercise_id, low, high))


def bests_before(
    context: RequestContext, before: Before, drafts: Sequence[SetDraft]
) -> tuple[Bests, ...]:
    """The bests that each set of one exercise has to beat; read before the sets are stored."""
    past, found = before.past, list[Bests]()
    for place, this in enumerate(drafts):
        floor = this.load.kg - 1e-4
        ceiling = this.load.kg + abs(this.load.kg) * SAME_LOAD + 1e-4
        earlier = [each for each in drafts[:place] if not (each.warmup or each.drop or each.missed)]
        loads = [each.load for each in earlier]
        top = heaviest_before(context, before, this)
        done = [*before.most_reps.items(), *[(each.load, each.reps or 0) for each in earlier]]
        as_heavy = [(load.kg, reps) for load, reps in done if load.kg >= floor]
        most = max([reps for _, reps in as_heavy], default=0)
        met = any(kg <= ceiling for kg, _ in as_heavy)
        if not past.complete and (this.reps or 0) > most:
            stored = context.uow.bests.most_reps(
                context.person.id, past.exercise_id, floor, HEAVIEST_KG
            )
            most = max(most, stored)
            met = met or bool(
                context.uow.bests.most_reps(context.person.id, past.exercise_id, floor, ceiling)
            )
        if not met:  # more than at a heavier load is no record at this one
            most = 0
        loads += [top] if top is not None else []
        found.append(
            Bests(heaviest=max(loads, key=lambda load: load.kg, default=None), most_reps=most)
        )
    return tuple(found)
