"""Parts of a line to sets: which number is the load, which the repetitions, which the sets.

The rules are those of the settled readings: units first, then where a number stands, then its
size and the last load. What stays open is raised as `Doubt` with each reading spelt out.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

from core.errors import ListMismatch, NothingToRepeat, RepsRange, TooManySets, Unreadable
from core.limits import MOST_REPS
from core.parsing.amounts import Known, Row, load_of, row_of, usual_load
from core.parsing.by_exercise import by_exercise
from core.parsing.missed_attempts import plan_attempt, repeated
from core.parsing.options import (
    RESERVED,
    SOME,
    Doubt,
    Option,
    bare_swap,
    bare_ways,
    can_be_sets,
    lacking,
    list_ways,
    one_ways,
    reserve_like,
    simple,
    time_ways,
    usual_milli,
)
from core.parsing.parts import (
    BARE,
    CENTIMETRES,
    MOST_SETS,
    SECONDS,
    WEIGHT,
    Effort,
    Group,
    Number,
    Parts,
    as_loads,
)
from core.parsing.products import LOAD_LAST, Plan, count_of, one_bare, plan_three, plan_two

LEAST_FIFTHS = 4  # of the first load that the second has at least, where both may be one number


class Settled(NamedTuple):
    """The sets of a stretch, the effort typed for them, and the other likely reading."""

    rows: tuple[Row, ...]
    effort: Effort | None
    swap: Option | None


def settle(part: Parts, known: Known) -> Settled:
    """Say which sets a stretch describes. Raises UserError, or Doubt for two readings."""
    if part.same:
        return _same(part, known)
    by_exercise(part, known)
    plan = plan_attempt(part, known) or _plan(part, known)
    if part.at and plan.loads is not None and part.miss is not None:
        plan.effort = _at_effort(part, plan.loads)
    plan.effort = plan.effort or part.effort
    if part.hand and known.exercise.unilateral:
        part.each = True
    return Settled(_rows(plan, part, known), plan.effort, plan.swap)


def _same(part: Parts, known: Known) -> Settled:
    if part.factors or part.loads or part.bare or part.timed or part.reps or part.sets:
        raise Unreadable(word="same")
    effort = _at_effort(part, None) or part.effort
    if part.at and part.effort is not None:
        raise Unreadable(word=part.at[0][0].text)
    last = known.last
    if last is None:
        raise NothingToRepeat
    row = Row(last.load, last.reps, last.seconds, last.distance_cm, per_side=last.per_side)
    return Settled((repeated(part, known, row),), effort, None)


def _rows(plan: Plan, part: Parts, known: Known) -> tuple[Row, ...]:
    """Each set of a plan. Raises ListMismatch where lists differ in length."""
    count = plan.sets if plan.sets is not None else max(len(plan.amounts), 1)
    if plan.sets is None and plan.loads is not None and count == 1:
        count = len(plan.loads) if part.listed or _are_heavy(plan, known) else 1
    if count < 1:
        raise RepsRange(limit=MOST_SETS)
    if count > MOST_SETS:
        raise TooManySets(limit=MOST_SETS)
    amounts, given = plan.amounts, plan.loads or []
    none = _none_counts(plan, part, known)
    counts = plan.counted or known.exercise.measure not in ("time", "distance")
    if counts and not none and any(each.kind == BARE and not each.milli for each in amounts):
        raise RepsRange(limit=MOST_REPS, direction="none")
    if len(amounts) < 2 and len(given) < 2:
        load = load_of(given[0], known) if given else usual_load(known)
        row = row_of(amounts[0], load, known, each=part.each, counted=plan.counted, none=none)
        return (_with_extra(row, plan, known) if plan.extra else row,) * count
    for several in (amounts, given):
        if len(several) > 1 and len(several) != count:
            raise ListMismatch(sets=count, given=len(several))
    loads = [load_of(each, known) for each in given] or [usual_load(known)]
    rows = [
        row_of(
            amounts[place if len(amounts) > 1 else 0],
            loads[place if len(loads) > 1 else 0],
            known,
            each=part.each,
            counted=plan.counted,
            none=none,
        )
        for place in range(count)
    ]
    return tuple(_with_extra(row, plan, known) for row in rows) if plan.extra else tuple(rows)


def _are_heavy(plan: Plan, known: Known) -> bool:
    """Whether a list before the repetitions can only be loads: "100,110,120 x3".

    Two that lie far from each other may be one number with a decimal comma: "100,55x8".
    """
    loads, reps = plan.loads or [], plan.amounts[0].milli if plan.amounts else 0
    if len(loads) == 2 and loads[1].milli * 5 < loads[0].milli * LEAST_FIFTHS:
        return False
    return known.exercise.measure == "load" and all(each.milli > reps for each in loads)


def _none_counts(plan: Plan, part: Parts, known: Known) -> bool:
    """Whether no repetitions are a missed attempt: by a word, or outright at a load that is typed.

    Of a bodyweight exercise that is named, the body is the load: "pull-up x0".
    """
    if part.failed or part.miss is not None:
        return True
    by_body = known.named and known.exercise.measure == "bodyweight"
    return bool(part.factors or part.reps) and (plan.loads is not None or by_body)


def _with_extra(row: Row, plan: Plan, known: Known) -> Row:
    """A distance with the time it took, or a hold with the way covered."""
    extra = plan.extra or []
    other = row_of(extra[0], row.load, known, each=False, counted=False)
    both = (row.seconds or other.seconds, row.distance_cm or other.distance_cm)
    if len(extra) > 1 or row.reps is not None or None in both:
        raise Unreadable(word=extra[0].text)
    return row._replace(seconds=both[0], distance_cm=both[1])


# which number is what --------------------------------------------------------------------------


def _plan(part: Parts, known: Known) -> Plan:
    given = _load_group(part)
    effort = _at_effort(part, given) if part.at else None
    factors = part.factors
    if len(factors) == 3:
        plan = plan_three(part, given, known)
    elif len(factors) == 2 and len(part.bare) > 1 and _are_loads([*part.bare, factors[0]]):
        part.listed = True  # "100 110 120 x3"
        loads = [group[0] for group in (*part.bare, factors[0])]
        plan = Plan(amounts=factors[1], loads=loads)
    elif len(factors) == 2 and len(part.bare) > 1 and _is_spaced_on(part):
        part.listed = True  # "80 x 5 5 4"
        plan = Plan(amounts=[*factors[1], *(group[0] for group in part.bare)], loads=factors[0])
    elif len(factors) == 2:
        plan = plan_two(part, given, known)
    elif part.leading_x:
        plan = _after_x(part, given)
    elif part.reps is not None or part.timed or given is not None or part.sets is not None:
        plan = _words(part, given, known)
    else:
        plan = _bare(part, known)
    if effort is not None and plan.effort is not None:
        raise Unreadable(word=effort.numbers[0].text)
    plan.effort = plan.effort or effort
    if plan.effort is not None and part.effort is not None:
        raise Unreadable(word=plan.effort.numbers[0].text)
    return plan


def _load_group(part: Parts) -> Group | None:
    """The load that stands apart, if any: with unit, sign, "bw", "at" or a large one after "@"."""
    groups = part.loads
    if part.at:
        groups = [*groups, *[group for group in part.at if _at_is_load(part, group)]]
    if len(groups) > 1:
        raise Unreadable(word=groups[1][0].text)
    return as_loads(groups[0]) if groups else None


def _at_is_load(part: Parts, group: Group) -> bool:
    if any(each.kind == WEIGHT for each in group):
        return True
    loaded = len(part.factors) > 1 and not can_be_sets(part.factors[0]) and part.sets is None
    return not (loaded or part.loads or part.same) and group[0].milli > 10_000


def _at_effort(part: Parts, given: Group | None) -> Effort | None:
    """What follows "@" and is no load: an RPE. Raises Unreadable for a second one."""
    left = [group for group in part.at if given is None or group[0].start != given[0].start]
    if len(left) > 1:
        raise Unreadable(word=left[1][0].text)
    return Effort("rpe", left[0]) if left else None


def _after_x(part: Parts, given: Group | None) -> Plan:
    """`x5`: repetitions, with a load from elsewhere or the last one."""
    if part.timed:
        raise Unreadable(word=part.timed[0][0].text)
    bare = one_bare(part)
    if given is None and bare is not None:
        given = as_loads(list(bare))
    elif bare is not None:
        raise Unreadable(word=bare[0].text)
    sets = count_of([part.sets]) if part.sets is not None else None
    return Plan(amounts=part.factors[0], loads=given, sets=sets)


def _are_loads(groups: list[Group]) -> bool:
    """Whether bare numbers can only be loads: each of 20 and over."""
    return all(len(each) == 1 and each[0].plain and each[0].milli >= SOME for each in groups)


def _is_spaced_on(part: Parts) -> bool:
    """Whether two or more bare numbers behind a product are more repetitions: "80 x 5 5 4"."""
    load, first = part.factors[0][0], part.factors[1][0]
    if len(part.factors[0]) > 1 or len(part.factors[1]) > 1 or part.sets is not None or part.loads:
        return False
    counts = [first, *(group[0] for group in part.bare)]
    if not all(len(each) == 1 and each[0].plain and simple(each[0]) for each in part.bare):
        return False
    sizes = [each.milli for each in counts]
    mixed = min(sizes) <= RESERVED and max(sizes) > 2 * RESERVED
    behind = part.bare[0][0].start > first.start
    return behind and not mixed and load.milli >= SOME and load.milli > max(sizes)


def _words(part: Parts, given: Group | None, known: Known) -> Plan:
    """Numbers told apart by units and words: "140 kg 8 reps", "3 sets of 8 at 100", "60s"."""
    left = list(part.bare)
    if len(part.timed) > 2 - (part.reps is not None):
        raise Unreadable(word=part.timed[-1][0].text)
    plan = Plan(loads=given, sets=count_of([part.sets]) if part.sets is not None else None)
    if part.reps is not None:
        plan.amounts, plan.counted = part.reps, True
        plan.extra = part.timed[0] if part.timed else None
    elif part.timed:
        plan.amounts = part.timed[0]
        plan.extra = part.timed[1] if len(part.timed) > 1 else None
    elif plan.sets is not None and plan.loads is None and _is_counted_list(left, plan.sets, known):
        plan.amounts, left, part.listed = [group[0] for group in left], [], True
    elif left:
        plan.amounts = left.pop(1 if _is_load_before(left, part, plan) else 0)
        if plan.loads is not None and left:
            left = _listed_or_reserve(plan, left, part, known)
    if plan.loads is None and left:
        plan.loads = as_loads(list(left.pop(0)))
    if left and plan.effort is None and part.effort is None:
        plan.effort = Effort("rir", left.pop(0))
    if left:
        raise Unreadable(word=left[0][0].text)
    if not plan.amounts:
        _repeat_amount(plan, part, known)
    return plan


def _is_load_before(groups: list[Group], part: Parts, plan: Plan) -> bool:
    """Whether the first of two bare numbers is the load: "100 for 5 sets of 5", "80 3 sets 8"."""
    if part.sets is None or plan.loads is not None or len(groups) != 2:
        return False
    first, second = groups[0][0], groups[1][0]
    between = first.end <= part.sets.start and part.sets.end <= second.start
    return between and first.milli > second.milli


def _is_counted_list(groups: list[Group], sets: int, known: Known) -> bool:
    """Whether bare numbers are the repetitions of so many sets: "3 sets 10 8 6".

    Raises Unreadable where there are three or more of them and another number of sets.
    """
    if not all(len(each) == 1 and each[0].plain and simple(each[0]) for each in groups):
        return False
    if len(groups) > 2 and len(groups) != sets:
        raise Unreadable(word=groups[2][0].text)
    return len(groups) == sets and (sets > 2 or (sets == 2 and known.by_body))


def _listed_or_reserve(plan: Plan, left: list[Group], part: Parts, known: Known) -> list[Group]:
    """Bare numbers behind "100kg 5": more repetitions, a reserve of up to 2, else asked."""
    if not all(len(each) == 1 and each[0].plain and simple(each[0]) for each in left):
        return left
    if len(left) == 1:
        number = left[0][0]
        if number.milli <= RESERVED and len(plan.amounts) == 1 and part.effort is None:
            return left
        raise Doubt("reading", list_ways(plan.amounts, number, known))
    plan.amounts = [*plan.amounts, *(each[0] for each in left)]
    part.listed = True
    return []


def _repeat_amount(plan: Plan, part: Parts, known: Known) -> None:
    """A changed load alone repeats what was done; any other load alone says too little."""
    changed = plan.loads is not None and plan.loads[0].sign and not plan.loads[0].body
    absolute = known.headed and known.exercise.measure in ("bodyweight", "assisted", "time")
    if not changed or absolute:
        raise MissingAmount
    last = known.last
    if last is None:
        raise NothingToRepeat
    if last.missed:
        raise MissingAmount
    place = plan.loads[0].start if plan.loads else part.start
    if last.reps is not None:
        plan.amounts, plan.counted = [Number(last.reps * 1000, str(last.reps), place, place)], True
    elif last.seconds is not None:
        plan.amounts = [
            Number(0, "", place, place, kind=SECONDS, amount=last.seconds),
        ]
    elif last.distance_cm is not None:
        plan.amounts = [Number(0, "", place, place, kind=CENTIMETRES, amount=last.distance_cm)]
    part.each = part.each or last.per_side


class MissingAmount(Exception):
    """An exercise with a load or an effort, and nothing that says how much was done."""


def _bare(part: Parts, known: Known) -> Plan:
    """Bare numbers only: "140 8", "140 8 1", "8,7,6", "8"."""
    groups = part.bare
    if not groups:
        raise MissingAmount
    if len(groups) == 1:
        return _one(part, known)
    if len(groups) > 2 and (spaced := _spaced_list(part, known)) is not None:
        return spaced
    if len(groups) > 3:
        raise Unreadable(word=groups[3][0].text)
    if len(groups) == 3 and part.effort is not None:
        raise Unreadable(word=groups[2][0].text)
    if known.exercise.measure == "bodyweight":
        raise Doubt("reading", bare_ways(part, known))
    load, reps = as_loads(list(groups[0])), groups[1]
    small = len(groups) == 2 and part.effort is None and usual_milli(known) > 2 * load[0].milli
    if small and load[0].plain and load[0].milli < SOME and reserve_like(reps):
        raise Doubt("reading", bare_ways(part, known))
    if len(groups) == 2 and load[0].plain and load[0].milli < SOME < LOAD_LAST <= reps[0].milli:
        raise Unreadable(word=f"{load[0].text} {reps[0].text}")  # "8 80"
    if len(groups) == 3 and groups[2][0].milli > RESERVED:
        raise Doubt("reading", bare_ways(part, known))
    effort = Effort("rir", groups[2]) if len(groups) == 3 else None
    return Plan(amounts=reps, loads=load, effort=effort, swap=bare_swap(part, load, known))


def _spaced_list(part: Parts, known: Known) -> Plan | None:
    """Read: "100 5 5 4" is a load and a list, "pull-ups 8 7 6" a list; None for anything else."""
    numbers = [group[0] for group in part.bare]
    if not all(len(each) == 1 and each[0].plain and simple(each[0]) for each in part.bare[1:]):
        return None
    counts = [number.milli for number in numbers[1:]]
    if known.by_body:
        falling = all(a >= b for a, b in itertools.pairwise([numbers[0].milli, *counts]))
        if not (numbers[0].plain and falling and counts[-1] > RESERVED):
            return None
        part.listed = True
        return Plan(amounts=numbers)
    if len(numbers) < 4 or numbers[0].milli <= max(counts) or len(part.bare[0]) > 1:
        return None
    if min(counts) <= RESERVED and max(counts) > 2 * RESERVED:  # "140 8 1 3"
        return None
    part.listed = True
    return Plan(amounts=numbers[1:], loads=as_loads(list(part.bare[0])))


def _one(part: Parts, known: Known) -> Plan:
    group = part.bare[0]
    measure = known.exercise.measure
    if measure == "time" and len(group) == 1 and group[0].plain and group[0].milli < 10_000:
        raise Doubt("reading", time_ways(group[0]))
    if measure in ("bodyweight", "time", "distance") or not known.named:
        return Plan(amounts=group)
    missing = lacking(group, known) if known.last is None else {}
    raise Doubt("reading", one_ways(group, known), **missing)
