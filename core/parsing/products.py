"""What the numbers of `A x B` and `A x B x C` are: load, repetitions, sets, times."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import NothingToRepeat, Unreadable
from core.limits import MOST_REPS
from core.parsing.amounts import Known, load_of
from core.parsing.options import (
    FEW,
    SOME,
    Doubt,
    Option,
    as_typed,
    between_ways,
    body_ways,
    by_step,
    can_be_sets,
    hand_ways,
    likely,
    list_way,
    listed,
    load_option,
    load_option_of,
    reps_first,
    reserve_like,
    reserve_option,
    sets_option,
    simple,
    span,
    three_ways,
    usual_milli,
)
from core.parsing.parts import (
    MOST_SETS,
    TIMED,
    WEIGHT,
    Effort,
    Group,
    Number,
    Parts,
    as_loads,
)

# thousandths: up to here a first number is likelier repetitions than a load ...
REPS_FIRST = 12_000
LOAD_LAST = 40_000  # ... where the last one is hardly a number of repetitions
NO_BAR = 12_000  # of a barbell: "8x8" is likelier eight sets than a load
_BOTH_HANDS = 2_000  # two sets, or a dumbbell in each hand


@dataclass(slots=True)
class Plan:
    """The roles the numbers have."""

    amounts: Group = field(default_factory=list)  # repetitions, or times and distances
    loads: Group | None = None  # None: the last load, or the bare body
    sets: int | None = None
    effort: Effort | None = None
    swap: Option | None = None
    counted: bool = False  # "reps" was said
    extra: Group | None = None  # a time beside a distance


def one_bare(part: Parts) -> Group | None:
    """The bare number beside a product. Raises Unreadable for a second one."""
    if len(part.bare) > 1:
        raise Unreadable(word=part.bare[1][0].text)
    return part.bare[0] if part.bare else None


def _is_timed(group: Group) -> bool:
    return group[0].kind in TIMED or (len(group) > 1 and any(each.kind in TIMED for each in group))


def _weighs(group: Group) -> bool:
    return group[0].kind == WEIGHT or (
        len(group) > 1 and any(each.kind == WEIGHT for each in group)
    )


def _is_load(group: Group) -> bool:
    """Whether an end of `A x B x C` can be the load: a unit, a decimal, or 20 and over."""
    numbers = as_loads(list(group)) if not _is_timed(group) else []
    return any(
        each.kind == WEIGHT or each.sign or "." in each.text or each.milli >= SOME
        for each in numbers
    )


def count_of(group: Group) -> int:
    """How many sets a number means. Raises Unreadable unless it is one whole number."""
    if len(group) != 1 or not group[0].plain or not simple(group[0]):
        raise Unreadable(word=group[0].text)
    return min(group[0].milli // 1000, MOST_SETS + 1)


def plan_three(part: Parts, given: Group | None, known: Known) -> Plan:
    """`A x B x C` (docs/language.md): the load is at one end."""
    if given is not None or part.bare or part.sets is not None or part.timed:
        raise Unreadable(word=(given or (part.bare or part.factors)[0])[0].text)
    first, middle, last = part.factors
    if _is_timed(first) or _is_timed(last):
        return _three_timed(part, known)
    if _is_load(middle) and any(each.kind == WEIGHT or "." in each.text for each in middle):
        return _load_between(part, known)
    at_first, at_last = _is_load(first), _is_load(last)
    crossed = at_first and last[0].milli > FEW and middle[0].milli <= FEW
    if part.spaced_x and at_first:  # "100 x5 x4"
        raise Doubt("reading", (*three_ways(part, known), list_way(part, known)))
    if at_first == at_last or crossed:
        raise Doubt("reading", three_ways(part, known))
    if at_last:
        return Plan(amounts=middle, loads=as_loads(last), sets=count_of(first))
    return Plan(amounts=middle, loads=as_loads(first), sets=count_of(last))


def _load_between(part: Parts, known: Known) -> Plan:
    """Read: "5 x 100kg x 5": sets x load x repetitions; asked where it makes a difference."""
    first, middle, last = part.factors
    if not (can_be_sets(first, FEW * 5) and can_be_sets(last, FEW * 5)):
        raise Unreadable(word=middle[0].text)
    if first[0].milli == last[0].milli:
        return Plan(amounts=last, loads=as_loads(middle), sets=count_of(first))
    raise Doubt("reading", between_ways(part, known))


def _three_timed(part: Parts, known: Known) -> Plan:
    timed = next(each for each in part.factors if _is_timed(each))
    rest = [each for each in part.factors if each is not timed]
    loads = [each for each in rest if not _is_timed(each) and _is_load(each)]
    if len(loads) != 1 or len(rest) != 2:
        raise Unreadable(word=rest[0][0].text)
    sets = rest[0] if rest[1] is loads[0] else rest[1]
    hands = sets is part.factors[0] and loads[0][0].kind == WEIGHT and sets[0].milli == _BOTH_HANDS
    if hands:  # "2x32kg x 40m": two sets, or one in each hand
        raise Doubt("reading", hand_ways(part, known, sets, loads[0], timed))
    return Plan(amounts=timed, loads=as_loads(loads[0]), sets=count_of(sets))


def plan_two(part: Parts, given: Group | None, known: Known) -> Plan:
    """`A x B` with what stands beside it. Raises Unreadable, or Doubt."""
    first, second = part.factors
    if len(part.timed) > 1:
        raise Unreadable(word=part.timed[1][0].text)
    if _is_timed(second) or _is_timed(first):
        return _two_timed(part, given, known)
    plan = Plan(amounts=second, extra=part.timed[0] if part.timed else None)
    bare = one_bare(part)
    if _weighs(second) or _late_load(first, second):
        if given is not None or part.sets is not None:
            raise Unreadable(word=second[0].text)
        _no_more(bare, part)
        return Plan(amounts=first, loads=as_loads(second), extra=plan.extra)
    if part.sets is not None:
        if given is not None:
            raise Unreadable(word=given[0].text)
        plan.loads, plan.sets = as_loads(first), count_of([part.sets])
        _no_more(bare, part)
        return plan
    if given is not None and can_be_sets(first):
        plan.loads, plan.sets = given, count_of(first)
        _no_more(bare, part)
        return plan
    if given is not None:
        raise Unreadable(word=given[0].text)
    if bare is not None:
        return _load_elsewhere(part, bare, known)
    return _alone(part, known)


def _late_load(first: Group, second: Group) -> bool:
    """`8x102.5`: repetitions are never decimal, so the load comes last."""
    return (
        len(second) == 1
        and "." in second[0].text
        and all(each.plain for each in first)
        and second[0].milli > first[0].milli
    )


def _no_more(bare: Group | None, part: Parts) -> None:
    """Ask about, or refuse, a bare number beside a set that is complete without it."""
    if bare is None:
        return
    if not reserve_like(bare) or part.effort is not None:
        raise Unreadable(word=bare[0].text)
    raise Doubt("effort", (reserve_option(bare),), rir=bare[0].text)


def _load_elsewhere(part: Parts, bare: Group, known: Known) -> Plan:
    """`AxB` with one bare number elsewhere: a load where A can be sets, else asked or refused."""
    first, second = part.factors
    sets = can_be_sets(first) and first[0].milli > 0
    reserve = reserve_like(bare) and part.effort is None
    if sets and not (reserve and not _likely_load(bare[0], known)):
        return Plan(amounts=second, loads=as_loads(list(bare)), sets=count_of(first))
    if not reserve:
        raise Unreadable(word=bare[0].text)
    options = [reserve_option(bare)]
    if sets and bare[0].milli:
        try:
            load = load_of(bare[0], known)
        except NothingToRepeat:
            raise Doubt("effort", tuple(options), rir=bare[0].text) from None
        start, end = span(part)
        other = sets_option(count_of(first), listed(second), load, known, (start, end))
        options.append(Option(other.label, (*other.edits, (bare[0].start, bare[0].end, ""))))
    raise Doubt("effort", tuple(options), rir=bare[0].text)


def _likely_load(number: Number, known: Known) -> bool:
    """Whether a small bare number is likely a load: by the last load, else by the usual step."""
    if not number.milli or known.by_body:
        return False
    if known.last is not None:
        return usual_milli(known) <= 2 * number.milli
    return by_step(number.milli, known)


def _alone(part: Parts, known: Known) -> Plan:
    """`AxB` with nothing else: load x repetitions, unless A can be sets."""
    first, second = part.factors
    plan = Plan(
        amounts=second, loads=as_loads(list(first)), extra=part.timed[0] if part.timed else None
    )
    several = len(second) > 1
    if _is_reps_first(first, second, known):
        raise Doubt("reading", (reps_first(part, known), load_option_of(part, known)))
    if not can_be_sets(first, MOST_REPS * 1000) or first[0].milli == 0:
        return plan
    sets = first[0].milli // 1000
    bar = known.exercise.equipment == "barbell" and not several
    fits = first[0].milli <= (NO_BAR if bar and first[0].milli == second[0].milli else FEW)
    if known.exercise.measure == "time":
        return Plan(amounts=second, sets=sets, extra=plan.extra) if fits else plan
    if known.exercise.measure == "bodyweight":
        if fits:
            return Plan(amounts=second, sets=sets)
        if several:
            return plan
        raise Doubt("reading", body_ways(part, known))
    if not fits:
        return plan
    return _few(part, plan, known)


def _is_reps_first(first: Group, second: Group, known: Known) -> bool:
    """Read: "5x80" with a load: more likely 5 repetitions with 80 than the other way round."""
    if known.exercise.measure != "load" or len(second) > 1 or not second[0].plain:
        return False
    few = can_be_sets(first, REPS_FIRST) and not first[0].side
    return few and simple(second[0]) and second[0].milli >= LOAD_LAST


def _few(part: Parts, plan: Plan, known: Known) -> Plan:
    """A up to six with a loaded exercise: sets at the last load, a load, or asked."""
    first, second = part.factors
    sets = first[0].milli // 1000
    load = load_of(first[0], known)
    if known.last is not None:
        if usual_milli(known) <= 2 * first[0].milli:
            return plan
        swap = load_option(part, known, load)
        return Plan(amounts=second, sets=sets, swap=swap, extra=plan.extra)
    if by_step(first[0].milli, known):
        return plan
    reps = as_typed(second)
    raise Doubt(
        "reading",
        (load_option(part, known, load),),
        lacks="sets_load",
        did=f"{sets} x {reps}",
        load=f"{load.text} {load.unit}",
        sample=f"{sets}x{reps} {likely(known)}",
    )


def _two_timed(part: Parts, given: Group | None, known: Known) -> Plan:
    """A product with a time or a distance in it."""
    plan = _timed_roles(part, given, known)
    plan.extra = part.timed[0] if part.timed else None
    return plan


def _timed_roles(part: Parts, given: Group | None, known: Known) -> Plan:
    first, second = part.factors
    bare = one_bare(part)
    if given is None and bare is not None:
        given, bare = as_loads(list(bare)), None
    if bare is not None or (_is_timed(first) and _is_timed(second)):
        raise Unreadable(word=(bare or second)[0].text)
    if _is_timed(first):
        if given is None and _weighs(second):
            return Plan(amounts=first, loads=as_loads(second))
        return Plan(amounts=first, loads=given, sets=count_of(second))
    if given is not None:
        return Plan(amounts=second, loads=given, sets=count_of(first))
    if part.sets is not None:
        return Plan(amounts=second, loads=as_loads(first), sets=count_of([part.sets]))
    if known.exercise.measure == "bodyweight" and can_be_sets(first, FEW):
        return Plan(amounts=second, sets=count_of(first))
    return _alone(part, known)
