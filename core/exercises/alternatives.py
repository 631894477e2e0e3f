"""Lifts to do instead of another, for today: same muscles, same movement, other equipment. Pure.

A product choice, no finding: what moves alike and trains the same muscles directly comes first, of
these what the person does anyway, then what many people do, told by how many names a lift goes by.
Where a lift is taken, so is what it stands on, and other equipment is worth more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from core.exercises.carry_over import usual_share
from core.exercises.words import read_table
from core.records import Exercise

OFFERED = 3
_NONE = frozenset({"tibialis-raise"})  # counted with the calves, and works against them
_MANY_NAMES = 30  # from here on a lift is one that everybody knows


def alternatives(
    to: Exercise, known: Sequence[Exercise], done: Collection[str] = ()
) -> tuple[Exercise, ...]:
    """The lifts of `known` to offer instead of one, the best first, three at most.

    `done` holds the ids of what the person does. No lift without a direct muscle in common. Two of
    one equipment are offered only where there is nothing else.
    """
    fit = [each for each in known if _could_be(each, to)]
    ranked = sorted(fit, key=lambda each: (-_worth(each, to, done), each.name))
    chosen: list[Exercise] = []
    for each in ranked:
        if each.equipment not in {one.equipment for one in chosen} or each.id in done:
            chosen.append(each)
    chosen += [each for each in ranked if each not in chosen]
    return tuple(chosen[:OFFERED])


def _could_be(other: Exercise, to: Exercise) -> bool:
    measures = {"load", "bodyweight"}
    alike = other.measure == to.measure or {other.measure, to.measure} <= measures
    return alike and other.id not in (to.id, *_NONE) and bool(set(other.muscles) & set(to.muscles))


def _worth(other: Exercise, to: Exercise, done: Collection[str]) -> float:
    shared = set(other.muscles) & set(to.muscles)
    worth = 3.0 * len(shared) / len({*other.muscles, *to.muscles})
    worth += 4.0 * (other.pattern == to.pattern) + (other.mechanic == to.mechanic)
    worth += 1.5 * (usual_share(to.id, other.id) is not None)  # many lifters do both
    worth += 3.0 * min(_names().get(other.id, 0), _MANY_NAMES) / _MANY_NAMES
    worth += 2.0 * (other.id in done)
    return worth - 2.0 * (other.equipment == to.equipment)


@cache
def _names() -> Mapping[str, int]:
    """How many names the catalogue has for each lift, by id."""
    return Counter(row["id"] for row in read_table("aliases.csv"))
