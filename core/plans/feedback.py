"""Sets that grow by what the lifter says of them, a muscle a week: one set more, or one fewer.

Pure. What was said in a week changes the next; from the start of the plan or its last easy week on.
Where the plan lets sets grow as well, a lift gets the greater of the two, never both (decision
116). Only lifts whose load the coach chooses change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.plans.records import Plan, PlanDay, PlanItem
from core.plans.week_sets import grown_in, is_open, place_after
from core.records import Exercise
from core.training.history import DIRECT, INDIRECT
from core.training.week import LEAST_SETS, MOST_SETS

MOST_A_SESSION = 11  # sets of a muscle in one session (R43)
MOST_OF_LIFT = 6  # product choice: beyond, another lift of the muscle gets the set
FEWEST_OF_LIFT = 2  # product choice
ExerciseOf = Callable[[str], Exercise]
Key = tuple[str, tuple[str, ...]]  # a day's name, and the exercises of an item


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a muscle in a week of the plan, counted from its first."""

    week: int
    muscle: str
    change: int  # 1 more, 0 just right, -1 fewer


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer does: to which lift, from how many sets to how many; or why nothing."""

    key: Key | None
    before: int = 0
    after: int = 0
    otherwise: int = 0  # sets in the week after, had nothing been said
    why: str = ""  # "most", "least", "lift": a bound that was met


def key_of(day: PlanDay, item: PlanItem) -> Key:
    """What an item is known by."""
    return day.name, item.exercises


def set_counts(
    plan: Plan, said: Sequence[Said], week: int, exercise: ExerciseOf
) -> Mapping[Key, int]:
    """The sets of each lift in a week that differ by what was said before it; {} where none do."""
    first = _block_of(plan, week)
    heard = [each for each in _newest(said) if first <= each.week < week]
    if not heard:
        return {}
    items = _open_items(plan)
    sets = {key: _base(item) for key, (_, item) in items.items()}
    net, touched = dict.fromkeys(items, 0), set[Key]()
    for at in range(first, week):
        changed = set[Key]()
        for each in (one for one in heard if one.week == at):
            found = _choose(plan, sets, each, exercise, changed)
            if found.key is not None:
                net[found.key] += each.change
                changed.add(found.key)
        grown = grown_in(plan, place_after(plan, at + 1).week)
        for key, (_, item) in items.items():
            wanted = _wanted(_base(item), net[key], grown)
            sets[key] = _stepped(sets[key], wanted, _most(plan, item))
        touched |= changed
    return {key: count for key, count in sets.items() if key in touched}


def change_of(plan: Plan, said: Sequence[Said], now: Said, exercise: ExerciseOf) -> Change:
    """What an answer changes in the week after it, beside all that was said before."""
    before = [each for each in said if (each.week, each.muscle) != (now.week, now.muscle)]
    items = _open_items(plan)
    grown = grown_in(plan, place_after(plan, now.week).week)
    counts = set_counts(plan, before, now.week, exercise)
    sets = {
        key: counts.get(key, min(_base(item) + grown, _most(plan, item)))
        for key, (_, item) in items.items()
    }
    found = _choose(plan, sets, now, exercise, set())
    if found.key is None:
        return found
    after = set_counts(plan, [*before, now], now.week + 1, exercise)
    grown = grown_in(plan, place_after(plan, now.week + 1).week)
    otherwise = set_counts(plan, before, now.week + 1, exercise).get(
        found.key, min(_base(items[found.key][1]) + grown, _most(plan, items[found.key][1]))
    )
    return Change(found.key, sets[found.key], after.get(found.key, sets[found.key]), otherwise)


def may_grow(plan: Plan, muscle: str, exercise: ExerciseOf) -> bool:
    """Whether a plan has a lift of a muscle whose sets can follow what is said."""
    return bool(_lifts_of(_open_items(plan), muscle, exercise))


def _newest(said: Sequence[Said]) -> list[Said]:
    """The last word on each muscle in each week."""
    return list({(each.week, each.muscle): each for each in said}.values())


def _block_of(plan: Plan, week: int) -> int:
    """The week from which sets are counted: after the last easy one, else the first."""
    easy = (at for at in reversed(range(week)) if place_after(plan, at).deload)
    return next(easy, -1) + 1


def _open_items(plan: Plan) -> dict[Key, tuple[PlanDay, PlanItem]]:
    """The lifts of a plan of one kind of sets, whose load the coach chooses."""
    return {
        key_of(day, item): (day, item)
        for day in plan.days
        for item in day.items
        if len(item.groups(0)) == 1 and is_open(item.groups(0)[0], item) and not item.optional
    }


def _base(item: PlanItem) -> int:
    return item.groups(0)[0].sets[0]


def _most(plan: Plan, item: PlanItem) -> int:
    """The most sets of a lift: what its own range or the plan says, else `MOST_OF_LIFT`."""
    low, high = item.groups(0)[0].sets
    if high > low:
        return high
    told = plan.growth.most if plan.growth is not None else None
    return max(low, told or MOST_OF_LIFT)


def _wanted(base: int, net: int, grown: int) -> int:
    """The greater of what was said and of the plan's growth, never both; too much comes off."""
    return base + (max(grown, net) if net >= 0 else grown + net)


def _stepped(now: int, wanted: int, most: int) -> int:
    """One set a week at most, within bounds."""
    return max(1, min(most, max(now - 1, min(now + 1, wanted))))


def _lifts_of(
    items: Mapping[Key, tuple[PlanDay, PlanItem]], muscle: str, exercise: ExerciseOf
) -> list[Key]:
    """The lifts that train a muscle directly, in the order of the plan."""
    return [key for key in items if muscle in exercise(key[1][0]).muscles]


def _choose(
    plan: Plan, sets: Mapping[Key, int], said: Said, exercise: ExerciseOf, changed: set[Key]
) -> Change:
    """The lift that gets a set, that with the fewest; or loses one, that with the most."""
    items = _open_items(plan)
    lifts = [key for key in _lifts_of(items, said.muscle, exercise) if key not in changed]
    if not said.change or not lifts:
        return Change(None)
    weekly, step = weekly_sets(plan, sets, said.muscle, exercise), said.change
    if step > 0 and weekly + 1 > MOST_SETS:
        return Change(None, why="most")
    if step < 0 and weekly - 1 < LEAST_SETS:
        return Change(None, why="least")
    fits = [key for key in lifts if _fits(plan, sets, key, items[key][1], said, exercise)]
    if not fits:
        return Change(None, why="lift")
    chosen = min(fits, key=lambda key: sets[key] * step)
    return Change(chosen, sets[chosen], sets[chosen] + step)


def _fits(
    plan: Plan, sets: Mapping[Key, int], key: Key, item: PlanItem, said: Said, exercise: ExerciseOf
) -> bool:
    """Whether a lift may change by a set: within its own bounds and those of a session."""
    if said.change < 0:
        return sets[key] > FEWEST_OF_LIFT
    day = next(each for each in plan.days if each.name == key[0])
    return sets[key] < _most(plan, item) and (
        _of_day(day, sets, said.muscle, exercise) + 1 <= MOST_A_SESSION
    )


def weekly_sets(plan: Plan, sets: Mapping[Key, int], muscle: str, exercise: ExerciseOf) -> Fraction:
    """The sets of a muscle in a week of the plan: direct 1, indirect one half (R43)."""
    schedule = plan.schedule
    times = schedule.times or len(schedule.on) or len(plan.days)
    total = Fraction(0)
    for place, day in enumerate(plan.days):
        often = Fraction(sum(1 for _, each in schedule.fixed if each == place))
        if not schedule.fixed:
            often = Fraction(times, len(plan.days))
        total += often * _of_day(day, sets, muscle, exercise)
    return total


def _of_day(day: PlanDay, sets: Mapping[Key, int], muscle: str, exercise: ExerciseOf) -> Fraction:
    total = Fraction(0)
    for item in day.items:
        facts = exercise(item.exercises[0])
        share = DIRECT if muscle in facts.muscles else INDIRECT if muscle in facts.helpers else 0
        own = sum(each.sets[0] for each in item.groups(0))
        total += share * sets.get(key_of(day, item), own)
    return total
