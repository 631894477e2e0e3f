"""Lifts done in turn: whose turn it is, what comes next, and what sets without a name mean.

The lift with the fewest sets since the superset was begun is the next one; a round is over when
all that are not done have as many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from core.context import RequestContext
from core.handlers.advice import exposures_of, lifter_of, next_set_now, target_for
from core.limits import SESSION_GAP
from core.parsing.reading import Reading
from core.parsing.supersets import dealt
from core.records import Exercise, LoggedSet, NextSet, Target
from core.render.wording import shortest, words_of_next, words_of_rest
from core.store.repositories.supersets import Begun
from core.training.ability.fatigue import rest_after

_SAYS_SET = re.compile(r"\d|^\s*same\b", re.IGNORECASE)
_JOINED_BY_PLUS = re.compile(
    r"\S\s+[+&]\s+\S|\bsuper ?set(?:ted)?\b|(?<!\w)ss(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A superset under way: its lifts in order, and the sets done in it, oldest first."""

    begun: Begun
    lifts: tuple[Exercise, ...]
    done: tuple[LoggedSet, ...]
    elsewhere: bool = False  # another lift was done since: sets without a name are of that one

    def of(self, exercise: Exercise) -> list[LoggedSet]:
        """The sets of one lift that count for its rounds."""
        return [each for each in self.done if each.exercise_id == exercise.id]


@dataclass(frozen=True, slots=True)
class Coming:
    """What is next in a superset."""

    exercise: Exercise
    next_set: NextSet | None  # None before its first set of the session
    target: Target | None  # what its first set is taken from
    round_over: bool
    rest_s: int  # before it


def current_pair(context: RequestContext) -> Pair | None:
    """The superset of the session under way; None where there is none."""
    today = context.now.astimezone(context.zone).date()
    days = (today, today - timedelta(days=1))
    begun = context.uow.supersets.standing(context.person.id, days)
    if begun is None:
        return None
    last = context.uow.sets.last(context.person.id)
    elsewhere = False
    if last is None or last.at < begun.at:
        alive = context.now - begun.at < SESSION_GAP
        done: tuple[LoggedSet, ...] = ()
    else:
        began = last.session_at or last.at
        alive = max(context.now - last.at, began - begun.at) < SESSION_GAP
        elsewhere = last.exercise_id not in begun.exercise_ids
        done = context.uow.sets.of_session(context.person.id, began)
    if not alive:
        return None
    counted = (each for each in done if each.superset and each.working and each.at >= begun.at)
    lifts = tuple(map(context.exercise, begun.exercise_ids))
    return Pair(begun, lifts, tuple(counted), elsewhere)


def coming(context: RequestContext, pair: Pair) -> Coming | None:
    """What is next, with the rest before it; None when the planned sets of all are done."""
    open_lifts: list[tuple[int, Exercise, NextSet | None]] = []
    for each in pair.lifts:
        count = len(pair.of(each))
        exposures = exposures_of(context, each.id)
        following = next_set_now(
            context, lifter_of(context, each, exposures, in_session=True), exposures
        )
        if following is not None or not count:
            open_lifts.append((count, each, following))
    if not open_lifts:
        return None
    count, exercise, following = min(open_lifts, key=lambda each: each[0])
    over = _is_round_over(pair, exercise, [each[0] for each in open_lifts])
    rest = rest_of(context, pair) if over else 0
    target = target_for(context, exercise) if not count and following is None else None
    return Coming(exercise, following, target, over, rest)


def _is_round_over(pair: Pair, following: Exercise, open_counts: Sequence[int]) -> bool:
    """Whether all lifts have had their set of this round; who goes on with one lift rests too."""
    if not pair.done:
        return False
    most = max(len(pair.of(each)) for each in pair.lifts)
    return min(open_counts) == most or pair.done[-1].exercise_id == following.id


def rest_of(context: RequestContext, pair: Pair) -> int:
    """Seconds to rest after a round: what the lift of it that needs most does (R30)."""
    rests = []
    for each in pair.lifts:
        exposures = exposures_of(context, each.id)
        last = (pair.of(each) or [_any_set(context, each)])[-1]
        rests.append(rest_after(last, lifter_of(context, each, exposures, in_session=True)))
    return max(rests)


def _any_set(context: RequestContext, exercise: Exercise) -> LoggedSet:
    last = context.uow.sets.last(context.person.id, exercise.id)
    load = target_for(context, exercise).load if last is None else last.load
    return LoggedSet(exercise.id, load, 1, context.now, "")


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said under a set of a superset in place of the same lift's next set."""

    line: str
    exercise: Exercise | None = None  # what comes next; None when all is done
    same: LoggedSet | None = None  # its last set, to be repeated by a tap
    rest_s: int = 0  # after a round; 0 inside one
    ahead: NextSet | None = None  # what the line says to do


def turn_after(context: RequestContext, new: Sequence[LoggedSet]) -> Turn | None:
    """What comes after these sets in the superset under way; None where they are of none."""
    if not any(each.superset and each.working for each in new):
        return None
    pair = current_pair(context)
    if pair is None or not {each.exercise_id for each in new} & set(pair.begun.exercise_ids):
        return None
    following = coming(context, pair)
    if following is None:
        return Turn(context.words("superset.all_done"))
    mine = pair.of(following.exercise)
    same = mine[-1] if mine else None
    line = coming_line(context, following)
    ahead = following.next_set
    if ahead is None and following.target is not None and following.target.kind != "first":
        ahead = _first_set(following.target)
    return Turn(line, following.exercise, same, following.rest_s, ahead)


def coming_line(context: RequestContext, following: Coming) -> str:
    """What is next in a superset: the other lift straight away, or a rest before the round."""
    language, exercise = context.person.language, following.exercise
    if following.next_set is not None:
        what = words_of_next(language, following.next_set, exercise)
    elif following.target is not None and following.target.kind != "first":
        what = words_of_next(language, _first_set(following.target), exercise)
    else:
        what = context.words("superset.any_load")
    rest = words_of_rest(language, following.rest_s)
    key = "superset.next_round" if following.round_over else "superset.now"
    return shortest(
        context.words(key, exercise=exercise.name, what=what, rest=rest),
        context.words(f"{key}_short", exercise=exercise.name, rest=rest),
    )


def _first_set(target: Target) -> NextSet:
    """The first set of a target."""
    aim = target.aims[0] if target.aims else target.reps_low
    return NextSet(
        target.load, aim, target.reps_high if aim is not None else None, target.rir_low,
        target.rir_high, 0, target.reason, seconds=target.seconds,
        distance_cm=target.distance_cm, open_top=target.kind in ("up", "hold"),
    )  # fmt: skip


def as_typed_in_turn(
    context: RequestContext, pair: Pair, text: str
) -> tuple[str, LoggedSet | None]:
    """A message of sets with the names of the lifts whose turn it is, as the pair has them.

    Beside it the set that "same" and bare repetitions go on from, where its lift has one.
    """
    parts = [] if pair.elsewhere else dealt(text, pair.lifts, context.names)
    if parts:
        return "\n".join(parts), None
    if pair.elsewhere or _names_lift(context, text) or not _SAYS_SET.search(text):
        return text, None
    following = coming(context, pair)
    turn = min(pair.lifts, key=lambda each: len(pair.of(each)))
    turn = turn if following is None else following.exercise
    mine = pair.of(turn)
    if mine:
        return text, mine[-1]
    return f"{turn.name} {text}", None


def as_typed_again(context: RequestContext, stored: Sequence[LoggedSet], text: str) -> str:
    """An edited message of a superset, with the names of the lifts that its sets were of."""
    if not any(each.superset for each in stored) or _names_lift(context, text):
        return text
    ids = dict.fromkeys(each.exercise_id for each in stored)
    lifts = tuple(map(context.exercise, ids))
    if len(lifts) == 1:
        return f"{lifts[0].name} {text}"
    return "\n".join(dealt(text, lifts, context.names)) or text


def _names_lift(context: RequestContext, text: str) -> bool:
    words = text.split()
    return any(
        context.names.find(words, start) is not None or context.names.candidates(words[start])
        for start in range(min(len(words), 12))
        if any(map(str.isalpha, words[start]))
    )


def with_marks(
    pair: Pair | None, text: str, reading: Reading, stored: Sequence[LoggedSet]
) -> Reading:
    """A reading with the sets of a superset marked; an edited message keeps what it was."""
    ids = {each.exercise_id for each in reading.sets}
    if stored:
        ids &= {each.exercise_id for each in stored if each.superset}
    elif pair is not None:
        ids &= set(pair.begun.exercise_ids)
    elif len(ids) < 2 or len(text.splitlines()) > 1 or not _JOINED_BY_PLUS.search(text):
        return reading
    if not ids:
        return reading
    sets = tuple(replace(each, superset=each.exercise_id in ids) for each in reading.sets)
    return replace(reading, sets=sets)
