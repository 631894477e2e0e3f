"""Which exercises the next session will have, from a lifter's own sessions alone.

Habits vote for an exercise: the session as many sessions ago as this log repeats itself best, what
followed sessions like the last one, what is done on this weekday, how often it was done lately; and
how long ago it was, by its own usual days. A logistic score puts them together; its weights are
fitted on many people's logs and scored on others. The exercises are those with which the expected
F1 is highest, which is said with them: habits differ, and many people have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp, log

from core.training.rhythm import Session

KEPT_SESSIONS = 60  # that are looked at
LONGEST_CYCLE = 10  # sessions
_JUDGED = 12  # sessions by which a habit's worth is judged
_SHARP = 8  # power that makes the likeliest of several count
_FADING = 0.95  # of an older session's vote, for each session since
_FEWEST_SESSIONS = 3  # sessions, to foretell anything
_MOST_EXERCISES = 25

# Weights of the features, in their order; the first is the constant.
WEIGHTS: tuple[float, ...] = (
    -2.83, 0.26, 0.72, 1.75, 0.98, 0.26, 1.08,
    1.03, 2.11, 0.68, -1.51, -0.48, -0.19, 0.16, -0.16, 0.30, -0.39, -0.62,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Foretold:
    """The exercises of the next session, likeliest first, and how well that is expected to fit."""

    exercises: tuple[str, ...]
    chances: Mapping[str, float]
    fit: float  # expected F1, 0 to 1


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sessions are: F1 of their exercises, 0 to 1."""
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def foretell(sessions: Sequence[Session], today: date) -> Foretold | None:
    """What the session of a day will have, from earlier ones, oldest first; None without three."""
    earlier = [each for each in sessions if each.day < today and each.exercises][-KEPT_SESSIONS:]
    if len(earlier) < _FEWEST_SESSIONS:
        return None
    chances = {
        name: 1 / (1 + exp(-max(-30.0, min(30.0, _score(told)))))
        for name, told in features(earlier, today).items()
    }
    ranked = sorted(chances, key=lambda each: -chances[each])
    total, gained, best, count = sum(chances.values()), 0.0, 0.0, 0
    for place, name in enumerate(ranked[:_MOST_EXERCISES], start=1):
        gained += chances[name]
        if 2 * gained / (place + total) > best:
            best, count = 2 * gained / (place + total), place
    chosen = ranked[:count]
    order = {name: at for at, name in enumerate(_usual_order(earlier))}
    return Foretold(tuple(sorted(chosen, key=lambda each: order[each])), chances, best)


def _score(told: Sequence[float]) -> float:
    return sum(weight * each for weight, each in zip(WEIGHTS, told, strict=True))


def one_cycle_ago(sessions: Sequence[Session], today: date) -> tuple[str, ...]:
    """The session of as many sessions ago as this log repeats itself best: what is to be beaten."""
    earlier = [each for each in sessions if each.day < today and each.exercises][-KEPT_SESSIONS:]
    if not earlier:
        return ()
    worth = _worth_of_cycles([frozenset(each.exercises) for each in earlier])
    best = max(worth, key=lambda lag: (worth[lag], -lag), default=1)
    return earlier[-best].exercises


def _worth_of_cycles(sets: Sequence[frozenset[str]]) -> dict[int, float]:
    """How well sessions were like those so many before them, by how many; lately."""
    worth = {}
    for lag in range(1, min(LONGEST_CYCLE, len(sets) - 1) + 1):
        pairs = range(max(lag, len(sets) - _JUDGED), len(sets))
        worth[lag] = sum(shared(sets[at], sets[at - lag]) for at in pairs) / len(pairs)
    return worth


def features(sessions: Sequence[Session], today: date) -> dict[str, tuple[float, ...]]:
    """By exercise of the sessions: what speaks for it today, in the order of WEIGHTS."""
    sets = [frozenset(each.exercises) for each in sessions]
    worth = _worth_of_cycles(sets)
    best = max(worth.values(), default=0.0)
    cycle = _votes(sets, {len(sets) - lag: w**_SHARP for lag, w in worth.items()})
    wide = _votes(sets, {len(sets) - lag: w**3 for lag, w in worth.items()})
    after, alike = _after_the_like(sets)
    weekday, settled = _of_weekday(sessions, sets, today)
    often = _votes(sets, {at: _FADING ** (len(sets) - at) for at in range(len(sets))})
    lately = _votes(sets, {at: 0.75 ** (len(sets) - at) for at in range(len(sets))})
    found = {}
    for name in frozenset().union(*sets):
        due = _how_due(sessions, name, today)
        a, b, c = cycle.get(name, 0.0), after.get(name, 0.0), weekday.get(name, 0.0)
        found[name] = (
            1.0, a, wide.get(name, 0.0), b, c, often.get(name, 0.0), lately.get(name, 0.0),
            a * best, b * alike, c * settled, a * b, a * c, *due, float(name in sets[-1]),
        )  # fmt: skip
    return found


def _votes(sets: Sequence[frozenset[str]], weights: Mapping[int, float]) -> dict[str, float]:
    """The share of weight with each exercise, of sessions with weights."""
    total = sum(weights.values())
    found: dict[str, float] = {}
    if total <= 0:
        return found
    for at, weight in weights.items():
        for name in sets[at]:
            found[name] = found.get(name, 0.0) + weight / total
    return found


def _after_the_like(sets: Sequence[frozenset[str]]) -> tuple[dict[str, float], float]:
    """What followed sessions that were like the last one, and how alike the best of them was."""
    weights, alike = {}, 0.0
    for at in range(1, len(sets)):
        like = shared(sets[at - 1], sets[-1])
        if at >= 2 and len(sets) >= 2:
            like = (2 * like + shared(sets[at - 2], sets[-2])) / 3
        weights[at] = like**4 * _FADING ** (len(sets) - at)
        alike = max(alike, like) if at < len(sets) - 1 else alike
    return _votes(sets, weights), alike


def _of_weekday(
    sessions: Sequence[Session], sets: Sequence[frozenset[str]], today: date
) -> tuple[dict[str, float], float]:
    """What is done on this weekday, and how alike those sessions were to each other."""
    same = [at for at, each in enumerate(sessions) if each.day.weekday() == today.weekday()]
    same = [at for at in same if (today - sessions[at].day).days <= KEPT_SESSIONS]
    votes = _votes(sets, {at: exp(-(today - sessions[at].day).days / 14) for at in same})
    pairs = [shared(sets[a], sets[b]) for a, b in pairwise(same)]
    return votes, sum(pairs) / len(pairs) if pairs else 0.0


def _how_due(sessions: Sequence[Session], name: str, today: date) -> tuple[float, ...]:
    """How long an exercise was not done, against its usual days."""
    days = [each.day for each in sessions if name in each.exercises]
    gaps = sorted((b - a).days for a, b in pairwise(days[-6:]))
    usual = max(1, gaps[len(gaps) // 2]) if gaps else 14
    ratio = (today - days[-1]).days / usual
    return (
        float(ratio < 0.6), float(0.85 <= ratio <= 1.2), float(ratio > 2),
        -abs(log(max(ratio, 0.05))), float(len(days) == 1),
    )  # fmt: skip


def _usual_order(sessions: Sequence[Session]) -> list[str]:
    """All exercises by their place in a session, lately."""
    places: dict[str, list[float]] = {}
    for each in sessions:
        for at, name in enumerate(each.exercises):
            places.setdefault(name, []).append(at / len(each.exercises))
    return sorted(places, key=lambda name: sum(places[name][-3:]) / len(places[name][-3:]))
