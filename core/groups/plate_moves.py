"""Plates for partners at one rack: which to take off and put on, with as few moves as will do.

One side of the bar, heaviest plate inside. A move takes one plate off or puts one on. Several
stacks make up a load (20, or 10 + 10); which one is best depends on what comes after it, so the
stacks of all loads to come are chosen together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations

Stack = tuple[int, ...]  # plates in thousandths of the unit, from the collar outwards

SPARE = 4  # plates that a stack may have more than the fewest that make up its load
MOST_ON_SIDE = 12  # plates on one side of a bar
ROUNDS = 3  # that are looked ahead when an order is chosen


@lru_cache(maxsize=512)
def stacks(side: int, plates: Stack) -> tuple[Stack, ...]:
    """What makes up a load of one side, heaviest first, the fewest plates first; () for nothing."""
    if side == 0:
        return ((),)
    if side < 0:
        return ()
    kinds = tuple(sorted({each for each in plates if each > 0}, reverse=True))
    for fewest in range(1, MOST_ON_SIDE + 1):
        if _made(side, kinds, fewest):
            found = _made(side, kinds, min(MOST_ON_SIDE, fewest + SPARE))
            return tuple(sorted(found, key=lambda each: (len(each), [-one for one in each])))
    return ()


def _made(side: int, kinds: Stack, most: int) -> list[Stack]:
    """All stacks of at most so many plates, heaviest first."""
    if side == 0:
        return [()]
    if most == 0 or not kinds or side > kinds[0] * most:
        return []
    first, rest = kinds[0], kinds[1:]
    found = _made(side, rest, most)
    if first <= side:
        found = [*((first, *each) for each in _made(side - first, kinds, most - 1)), *found]
    return found


def moves(now: Stack, then: Stack) -> int:
    """How many plates are taken off and put on, on one side."""
    kept = common(now, then)
    return len(now) + len(then) - 2 * kept


def common(now: Stack, then: Stack) -> int:
    """How many plates stay, from the collar outwards."""
    kept = 0
    for one, other in zip(now, then, strict=False):
        if one != other:
            break
        kept += 1
    return kept


def loading(now: Stack, sides: Sequence[int], plates: Stack) -> tuple[Stack, ...] | None:
    """The stacks for loads that come one after another, by the fewest moves in all.

    Of equal ways the one with the fewest plates. None where a load cannot be made up.
    """
    best: dict[Stack, tuple[int, int, tuple[Stack, ...]]] = {now: (0, 0, ())}
    for side in sides:
        if not best:
            return None
        reached: dict[Stack, tuple[int, int, tuple[Stack, ...]]] = {}
        for then in stacks(side, plates):
            reached[then] = min(
                (cost + moves(before, then), count + len(then), (*way, then))
                for before, (cost, count, way) in best.items()
            )
        best = reached
    if not best:
        return None
    return min(best.values())[2]


def all_moves(now: Stack, way: Sequence[Stack]) -> int:
    """The moves of a whole way."""
    return sum(moves(one, other) for one, other in zip((now, *way), way, strict=False))


def best_order(now: Stack, sides: Sequence[int], plates: Stack) -> tuple[int, ...]:
    """In which order lifters take turns, as places in `sides`, by the fewest moves.

    As given where a load cannot be made up, and of orders that are equal.
    """
    given = tuple(range(len(sides)))
    costs: dict[tuple[int, ...], int] = {}
    for order in permutations(given):
        way = loading(now, [sides[each] for each in order] * ROUNDS, plates)
        if way is None:
            return given
        costs[order] = all_moves(now, way)
    return min(costs, key=lambda order: costs[order], default=given)
