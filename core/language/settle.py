"""Parts of a line to sets: which number is the load, which the repetitions, which the sets.

The rules are those of the settled readings: units first, then where a number stands, then its
size and the last load. What stays open is raised as `Doubt` with each reading spelt out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import ListMismatch, NothingToRepeat, RepsRange, TooManySets, Unreadable
from core.language.amounts import (
    MOST_REPS,
    Known,
    Row,
    load_of,
    row_of,
    usual_load,
    written,
)
from core.language.parts import (
    BARE,
    CENTIMETRES,
    METRES_OR_MINUTES,
    SECONDS,
    WEIGHT,
    Effort,
    Group,
    Number,
    Parts,
    as_loads,
)
from core.records import Load, in_unit

MOST_SETS = 50
FEW = 6_000  # up to six, a number can be sets
SOME = 20_000  # with the load elsewhere, up to twenty can be
RESERVE = 5_000  # a bare number up to five can be a reserve
_TIMED = (SECONDS, CENTIMETRES, METRES_OR_MINUTES)


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of a line: its label, and the edits (start, end, text) that spell it out."""

    label: str
    edits: tuple[tuple[int, int, str], ...]


class Doubt(Exception):
    """A line reads two ways; nothing is settled."""

    def __init__(self, about: str, options: tuple[Option, ...], **facts: object) -> None:
        """Keep the readings."""
        super().__init__(about)
        self.about = about
        self.options = options
        self.facts = facts


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


@dataclass(frozen=True, slots=True)
class Settled:
    """The sets of a stretch, the effort typed for them, and the other likely reading."""

    rows: tuple[Row, ...]
    effort: Effort | None
    swap: Option | None


def settle(part: Parts, known: Known) -> Settled:
    """Say which sets a stretch describes. Raises UserError, or Doubt for two readings."""
    if part.same:
        return _same(part, known)
    plan = _plan(part, known)
    plan.effort = plan.effort or part.effort
    return Settled(_rows(plan, part, known), plan.effort, plan.swap)


def _same(part: Parts, known: Known) -> Settled:
    if part.factors or part.loads or part.bare or part.at or part.timed or part.reps or part.sets:
        raise Unreadable(word="same")
    last = known.last
    if last is None:
        raise NothingToRepeat
    row = Row(last.load, last.reps, last.seconds, last.distance_cm, per_side=last.per_side)
    return Settled((row,), part.effort, None)


def _rows(plan: Plan, part: Parts, known: Known) -> tuple[Row, ...]:
    """Each set of a plan. Raises ListMismatch where lists differ in length."""
    count = plan.sets if plan.sets is not None else max(len(plan.amounts), 1)
    if count < 1:
        raise RepsRange(limit=MOST_SETS)
    if count > MOST_SETS:
        raise TooManySets(limit=MOST_SETS)
    for given in (plan.amounts, plan.loads or ()):
        if len(given) > 1 and len(given) != count:
            raise ListMismatch(sets=count, given=len(given))
    loads = [load_of(each, known) for each in plan.loads] if plan.loads else [usual_load(known)]
    rows = [
        row_of(
            plan.amounts[place if len(plan.amounts) > 1 else 0],
            loads[place if len(loads) > 1 else 0],
            known,
            each=part.each,
            counted=plan.counted,
        )
        for place in range(count)
    ]
    return tuple(rows)


# which number is what --------------------------------------------------------------------------


def _plan(part: Parts, known: Known) -> Plan:
    given = _load_group(part)
    effort = _at_effort(part, given)
    factors = [list(each) for each in part.factors]
    if len(factors) == 3:
        plan = _three(part, given, known)
    elif len(factors) == 2:
        plan = _two(part, given, known)
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
    groups = list(part.loads)
    for group in part.at:
        if _at_is_load(part, group):
            groups.append(group)
    if len(groups) > 1:
        raise Unreadable(word=groups[1][0].text)
    return as_loads(groups[0], one=bool(groups[0][0].sign)) if groups else None


def _at_is_load(part: Parts, group: Group) -> bool:
    if any(each.kind == WEIGHT for each in group):
        return True
    sets = part.sets is not None or (len(part.factors) == 2 and _can_be_sets(part.factors[0]))
    return sets and not part.loads and group[0].milli > 10_000


def _at_effort(part: Parts, given: Group | None) -> Effort | None:
    for group in part.at:
        if given is None or group[0].start != given[0].start:
            return Effort("rpe", group)
    return None


def _can_be_sets(group: Group, most: int = SOME) -> bool:
    return len(group) == 1 and group[0].plain and _simple(group[0]) and group[0].milli <= most


def _simple(number: Number) -> bool:
    return number.side is None and number.partials is None and number.upto is None


def _one_bare(part: Parts) -> Group | None:
    """The bare number beside a product. Raises Unreadable for a second one."""
    if len(part.bare) > 1:
        raise Unreadable(word=part.bare[1][0].text)
    return part.bare[0] if part.bare else None


def _is_timed(group: Group) -> bool:
    return any(each.kind in _TIMED for each in group)


def _is_load(group: Group) -> bool:
    """Whether an end of `A x B x C` can be the load: a unit, a decimal, or 20 and over."""
    numbers = as_loads(list(group)) if not _is_timed(group) else []
    return any(
        each.kind == WEIGHT or each.sign or "." in each.text or each.milli >= SOME
        for each in numbers
    )


def _span(part: Parts) -> tuple[int, int]:
    return part.factors[0][0].start, part.factors[-1][-1].end


def _count(group: Group) -> int:
    """How many sets a number means. Raises Unreadable unless it is one whole number."""
    if len(group) != 1 or not group[0].plain or not _simple(group[0]):
        raise Unreadable(word=group[0].text)
    return min(group[0].milli // 1000, MOST_SETS + 1)


def _three(part: Parts, given: Group | None, known: Known) -> Plan:
    """`A x B x C` (language.md): the load is at one end."""
    if given is not None or part.bare or part.sets is not None or part.timed:
        raise Unreadable(word=(given or (part.bare or part.factors)[0])[0].text)
    first, middle, last = part.factors
    if _is_timed(first) or _is_timed(last):
        return _three_timed(part, known)
    if _is_load(middle) and any(each.kind == WEIGHT or "." in each.text for each in middle):
        raise Unreadable(word=middle[0].text)
    at_first, at_last = _is_load(first), _is_load(last)
    crossed = at_first and last[0].milli > FEW and middle[0].milli <= FEW
    if at_first == at_last or crossed:
        raise Doubt("reading", _three_ways(part, known))
    if at_last:
        return Plan(amounts=middle, loads=as_loads(last), sets=_count(first))
    return Plan(amounts=middle, loads=as_loads(first), sets=_count(last))


def _three_ways(part: Parts, known: Known) -> tuple[Option, ...]:
    first, middle, last = part.factors
    ways = ((first, middle, last), (first, last, middle), (last, middle, first))
    found: dict[str, Option] = {}
    for load, reps, sets in ways:
        if _can_be_sets(sets) and all(each.plain for each in reps):
            option = _sets_option(part, known, sets, reps, load)
            found.setdefault(option.label, option)
    return tuple(found.values())


def _sets_option(part: Parts, known: Known, sets: Group, reps: Group, load: Group) -> Option:
    start, end = _span(part)
    values = [load_of(each, known) for each in as_loads(list(load))]
    return sets_option(sets[0].milli // 1000, _listed(reps), values[0], known, (start, end))


def sets_option(sets: int, reps: str, load: Load, known: Known, span: tuple[int, int]) -> Option:
    """The reading "sets of reps with a load", spelt out in place of a span."""
    label = f"{sets} x {reps}, {_shown(load)}"
    return Option(label, ((*span, f"{sets} sets {reps} reps {written(load, known)}"),))


def _listed(group: Group) -> str:
    return ",".join(each.text for each in group)


def _shown(load: Load) -> str:
    return f"{load.text} {load.unit}"


def _three_timed(part: Parts, known: Known) -> Plan:
    del known
    timed = next(each for each in part.factors if _is_timed(each))
    rest = [each for each in part.factors if each is not timed]
    loads = [each for each in rest if not _is_timed(each) and _is_load(each)]
    if len(loads) != 1 or len(rest) != 2:
        raise Unreadable(word=rest[0][0].text)
    sets = rest[0] if rest[1] is loads[0] else rest[1]
    return Plan(amounts=timed, loads=as_loads(loads[0]), sets=_count(sets))


def _two(part: Parts, given: Group | None, known: Known) -> Plan:
    first, second = part.factors
    if _is_timed(second) or _is_timed(first):
        return _two_timed(part, given, known)
    plan = Plan(amounts=second, extra=part.timed[0] if part.timed else None)
    bare = _one_bare(part)
    if any(each.kind == WEIGHT for each in second) or _late_load(first, second):
        if given is not None or part.sets is not None:
            raise Unreadable(word=second[0].text)
        _no_more(bare, first, part)
        return Plan(amounts=first, loads=as_loads(second), extra=plan.extra)
    if part.sets is not None:
        if given is not None:
            raise Unreadable(word=given[0].text)
        plan.loads, plan.sets = as_loads(first), _count([part.sets])
        _no_more(bare, second, part)
        return plan
    if given is not None and _can_be_sets(first):
        plan.loads, plan.sets = given, _count(first)
        _no_more(bare, second, part)
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


def _no_more(bare: Group | None, reps: Group, part: Parts) -> None:
    """Ask about, or refuse, a bare number beside a set that is complete without it."""
    del reps
    if bare is None:
        return
    if not _reserve_like(bare) or part.effort is not None:
        raise Unreadable(word=bare[0].text)
    raise Doubt("effort", (_reserve_option(bare),), rir=bare[0].text)


def _reserve_like(group: Group) -> bool:
    return len(group) == 1 and group[0].kind == BARE and group[0].milli <= RESERVE


def _reserve_option(bare: Group) -> Option:
    number = bare[0]
    text = f"rir{number.text}{'+' if number.plus else ''}"
    return Option(text, ((number.start, number.end, text),))


def _load_elsewhere(part: Parts, bare: Group, known: Known) -> Plan:
    """`AxB` with one bare number elsewhere: a load where A can be sets, else asked or refused."""
    first, second = part.factors
    sets = _can_be_sets(first) and first[0].milli > 0
    reserve = _reserve_like(bare) and part.effort is None
    if sets and not (reserve and not _likely_load(bare[0], known)):
        return Plan(amounts=second, loads=as_loads(list(bare)), sets=_count(first))
    if not reserve:
        raise Unreadable(word=bare[0].text)
    options = [_reserve_option(bare)]
    if sets and bare[0].milli:
        try:
            load = load_of(bare[0], known)
        except NothingToRepeat:
            raise Doubt("effort", tuple(options), rir=bare[0].text) from None
        start, end = _span(part)
        other = sets_option(_count(first), _listed(second), load, known, (start, end))
        options.append(Option(other.label, (*other.edits, (bare[0].start, bare[0].end, ""))))
    raise Doubt("effort", tuple(options), rir=bare[0].text)


def _likely_load(number: Number, known: Known) -> bool:
    """Whether a small bare number is likely a load: by the last load, else by the usual step."""
    if not number.milli or known.by_body:
        return False
    if known.last is not None:
        return _usual(known) <= 2 * number.milli
    return _by_step(number.milli, known)


def _usual(known: Known) -> int:
    """The last load in thousandths of the person's unit, without a sign; 0 without history."""
    return abs(in_unit(known.last.load, known.unit).milli) if known.last is not None else 0


def _by_step(milli: int, known: Known) -> bool:
    """Whether the catalogue's usual step makes a number a likely load.

    Only where loads grow in steps finer than a pair of small plates can a load be that small.
    """
    kg = known.unit == "kg"
    step = (known.exercise.step_kg if kg else known.exercise.step_lb).milli
    coarse = 2_500 if kg else 5_000
    return 0 < step < coarse and milli >= 2 * step and milli % step == 0


def _alone(part: Parts, known: Known) -> Plan:
    """`AxB` with nothing else: load x repetitions, unless A can be sets."""
    first, second = part.factors
    plan = Plan(
        amounts=second, loads=as_loads(list(first)), extra=part.timed[0] if part.timed else None
    )
    several = len(second) > 1
    if not _can_be_sets(first, MOST_REPS * 1000) or first[0].milli == 0:
        return plan
    sets = first[0].milli // 1000
    fits = first[0].milli <= FEW and (not several or len(second) == sets)
    if known.exercise.measure == "time":
        return Plan(amounts=second, sets=sets, extra=plan.extra) if fits else plan
    if known.exercise.measure == "bodyweight":
        if fits:
            return Plan(amounts=second, sets=sets)
        if several:
            return plan
        raise Doubt("reading", _body_ways(part, known))
    if not fits:
        return plan
    return _few(part, plan, known)


def _body_ways(part: Parts, known: Known) -> tuple[Option, ...]:
    first, second = part.factors
    sets, reps = first[0].milli // 1000, _listed(second)
    ways = []
    load = load_of(first[0], known)
    ways.append(_load_option(part, known, load))
    if sets <= MOST_SETS:
        ways.append(sets_option(sets, reps, usual_load(known), known, _span(part)))
    return tuple(ways)


def _load_option(part: Parts, known: Known, load: Load) -> Option:
    """The reading "load x repetitions", spelt out."""
    reps = ",".join(_as_typed(each) for each in part.factors[1])
    return Option(f"{_shown(load)} x {reps}", ((*_span(part), f"{written(load, known)} x {reps}"),))


def _as_typed(number: Number) -> str:
    side = f"/{number.side // 1000}" if number.side is not None else ""
    partials = f"+{number.partials // 1000}" if number.partials is not None else ""
    unit = {SECONDS: "s", METRES_OR_MINUTES: "m", CENTIMETRES: "m"}.get(number.kind, "")
    text = str(number.amount) if number.kind == SECONDS else number.text
    if number.kind == CENTIMETRES:
        text = f"{number.amount / 100:g}"
    return f"{text}{side}{partials}{unit}"


def _few(part: Parts, plan: Plan, known: Known) -> Plan:
    """A up to six with a loaded exercise: sets at the last load, a load, or asked."""
    first, second = part.factors
    sets = first[0].milli // 1000
    load = load_of(first[0], known)
    if known.last is not None:
        if _usual(known) <= 2 * first[0].milli:
            return plan
        swap = _load_option(part, known, load)
        return Plan(amounts=second, sets=sets, swap=swap, extra=plan.extra)
    if _by_step(first[0].milli, known):
        return plan
    raise Doubt("reading", (_load_option(part, known, load),), sets=sets, reps=_listed(second))


def _two_timed(part: Parts, given: Group | None, known: Known) -> Plan:
    """A product with a time or a distance in it."""
    first, second = part.factors
    bare = _one_bare(part)
    if given is None and bare is not None:
        given, bare = as_loads(list(bare)), None
    if bare is not None or (_is_timed(first) and _is_timed(second)):
        raise Unreadable(word=(bare or second)[0].text)
    if _is_timed(first):
        if given is None and any(each.kind == WEIGHT for each in second):
            return Plan(amounts=first, loads=as_loads(second))
        return Plan(amounts=first, loads=given, sets=_count(second))
    if given is not None:
        return Plan(amounts=second, loads=given, sets=_count(first))
    if part.sets is not None:
        return Plan(amounts=second, loads=as_loads(first), sets=_count([part.sets]))
    if known.exercise.measure == "bodyweight" and _can_be_sets(first, FEW):
        return Plan(amounts=second, sets=_count(first))
    return _alone(part, known)


def _after_x(part: Parts, given: Group | None) -> Plan:
    """`x5`: repetitions, with a load from elsewhere or the last one."""
    bare = _one_bare(part)
    if given is None and bare is not None:
        given = as_loads(list(bare))
    elif bare is not None:
        raise Unreadable(word=bare[0].text)
    sets = _count([part.sets]) if part.sets is not None else None
    return Plan(amounts=part.factors[0], loads=given, sets=sets)


def _words(part: Parts, given: Group | None, known: Known) -> Plan:
    """Numbers told apart by units and words: "140 kg 8 reps", "3 sets of 8 at 100", "60s"."""
    left = list(part.bare)
    plan = Plan(loads=given, sets=_count([part.sets]) if part.sets is not None else None)
    if part.reps is not None:
        plan.amounts, plan.counted = part.reps, True
        plan.extra = part.timed[0] if part.timed else None
    elif part.timed:
        plan.amounts = part.timed[0]
        plan.extra = part.timed[1] if len(part.timed) > 1 else None
    elif left and part.sets is not None:
        plan.amounts = left.pop(0)
    elif left:
        plan.amounts = left.pop(0)
    if plan.loads is None and left:
        plan.loads = as_loads(list(left.pop(0)))
    if left and plan.effort is None and part.effort is None:
        plan.effort = Effort("rir", left.pop(0))
    if left:
        raise Unreadable(word=left[0][0].text)
    if not plan.amounts:
        _repeat_amount(plan, part, known)
    return plan


def _repeat_amount(plan: Plan, part: Parts, known: Known) -> None:
    """A changed load alone repeats what was done; any other load alone says too little."""
    changed = plan.loads is not None and plan.loads[0].sign and not plan.loads[0].body
    absolute = known.headed and known.exercise.measure in ("bodyweight", "assisted", "time")
    if not changed or absolute:
        raise MissingAmount
    last = known.last
    if last is None:
        raise NothingToRepeat
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
    if len(groups) > 3:
        raise Unreadable(word=groups[3][0].text)
    if len(groups) == 1:
        return _one(part, known)
    if len(groups) == 3 and part.effort is not None:
        raise Unreadable(word=groups[2][0].text)
    if known.exercise.measure == "bodyweight":
        raise Doubt("reading", _bare_ways(part, known))
    load, reps = as_loads(list(groups[0])), groups[1]
    small = len(groups) == 2 and part.effort is None and _usual(known) > 2 * load[0].milli
    if small and load[0].plain and load[0].milli < SOME and _reserve_like(reps):
        raise Doubt("reading", _bare_ways(part, known))
    effort = Effort("rir", groups[2]) if len(groups) == 3 else None
    return Plan(amounts=reps, loads=load, effort=effort, swap=_bare_swap(part, load, known))


def _one(part: Parts, known: Known) -> Plan:
    group = part.bare[0]
    measure = known.exercise.measure
    if measure == "time" and len(group) == 1 and group[0].plain and group[0].milli < 10_000:
        raise Doubt("reading", _time_ways(group[0]))
    if measure in ("bodyweight", "time", "distance") or not known.named:
        return Plan(amounts=group)
    raise Doubt("reading", _one_ways(group, known), number=_listed(group))


def _time_ways(number: Number) -> tuple[Option, ...]:
    return tuple(
        Option(f"{number.text} {unit}", ((number.start, number.end, f"{number.text} {unit}"),))
        for unit in ("min", "s")
    )


def _one_ways(group: Group, known: Known) -> tuple[Option, ...]:
    """Readings of one bare number with a loaded exercise, from its last set."""
    last, span = known.last, (group[0].start, group[-1].end)
    if last is None:
        return ()
    ways = []
    reps = _listed(group)
    if all(each.plain and _simple(each) and 0 < each.milli <= MOST_REPS * 1000 for each in group):
        text = f"{written(last.load, known)} x {reps}"
        ways.append(Option(f"{_shown(last.load)} x {reps}", ((*span, text),)))
    loads = as_loads(list(group))
    if len(loads) == 1 and last.reps and loads[0].milli:
        load = load_of(loads[0], known)
        text = f"{written(load, known)} x {last.reps}"
        ways.append(Option(f"{_shown(load)} x {last.reps}", ((*span, text),)))
    return tuple(ways)


def _bare_ways(part: Parts, known: Known) -> tuple[Option, ...]:
    """Two or three bare numbers as repetitions and reserve, as load and repetitions, as a list."""
    groups = part.bare
    span, numbers = (groups[0][0].start, groups[-1][-1].end), [each[0] for each in groups]
    texts = [each.text for each in numbers]
    ways = []
    if len(groups) == 2 and numbers[1].milli <= RESERVE and part.effort is None:
        ways.append(Option(f"{texts[0]}, rir{texts[1]}", ((*span, f"x{texts[0]} rir{texts[1]}"),)))
    load = load_of(numbers[0], known)
    tail = f" rir{texts[2]}" if len(groups) == 3 else ""
    ways.append(
        Option(
            f"{_shown(load)} x {texts[1]}{tail}",
            ((*span, f"{written(load, known)} x {texts[1]}{tail}"),),
        )
    )
    if known.by_body:
        ways.append(Option(", ".join(texts), ((*span, "x" + ",".join(texts)),)))
    return tuple(ways)


def _bare_swap(part: Parts, load: Group, known: Known) -> Option | None:
    """The other reading of "140 8" and "140 8 1", where it reads at all."""
    groups = part.bare
    if any(len(each) > 1 for each in (load, *groups[1:])):
        return None
    span = (groups[0][0].start, groups[-1][-1].end)
    reps = groups[1][0]
    if len(groups) == 3:
        sets = groups[2][0]
        if not sets.plain or not 1000 <= sets.milli <= SOME:
            return None
        return sets_option(sets.milli // 1000, reps.text, load_of(load[0], known), known, span)
    if load[0].plain and load[0].milli <= MOST_REPS * 1000 and reps.milli and reps.plain:
        other = load_of(reps, known)
        text = f"{written(other, known)} x {load[0].text}"
        return Option(f"{_shown(other)} x {load[0].text}", ((*span, text),))
    return None
