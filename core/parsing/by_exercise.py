"""What numbers mean by the exercise: dumbbells of twenty, sides, a load on each side, a change.

Where an exercise does not settle it, it is asked (`Doubt`) or refused; no number gets lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import NotASet, UnclearLoad
from core.locale.strings import say
from core.parsing.amounts import Known, written
from core.parsing.options import Doubt, Option, shown
from core.parsing.parts import BARE, SECONDS, TIMED, WEIGHT, Group, Number, Parts
from core.records import Load, in_unit

_HELD = frozenset({"dumbbell", "kettlebell"})  # "20s": a pair of twenties
_LOADED_ON_SIDES = frozenset({"barbell", "trap bar", "ez bar", "machine", "plate", "sled"})
MOST_CHANGE = 3  # more than this part of the last load is no change of it
_LEAST_ADDED = 6_000  # thousandths; up to six repetitions a first number could be sets


def by_exercise(part: Parts, known: Known) -> None:
    """Settle what only the exercise tells. Raises UnclearLoad, or Doubt."""
    if part.timed:
        _check_time(part, known)
    if part.timed or part.factors:
        _plurals(part, known)
    if known.weighted and part.factors:
        _added(part, known)
    if part.each_load or part.each:
        _each(part, known)
    for group in _amounts(part):
        for number in group:
            if number.side is not None:
                _sides(group, number, known)
    _changes(part, known)


def _added(part: Parts, known: Known) -> None:
    """Read: "weighted dips 20x8": what can be no number of sets is the load that was added."""
    first = part.factors[0][0]
    if len(part.factors) > 1 and known.by_body and first.plain and first.milli > _LEAST_ADDED:
        for each in part.factors[0]:
            each.sign = "+" if each.kind == BARE and not each.sign else each.sign


def _check_time(part: Parts, known: Known) -> None:
    """Refuse "5 minutes late" after squats: a time alone is no set of a lift. Raises NotASet."""
    counted = part.factors or part.reps or part.bare or part.loads or part.at
    lifted = known.exercise.measure in ("load", "assisted")
    if lifted and not counted and not (known.named or known.headed):
        raise NotASet


def _amounts(part: Parts) -> Iterator[Group]:
    yield from part.factors
    yield from part.bare
    yield from part.timed
    if part.reps is not None:
        yield part.reps


def _plurals(part: Parts, known: Known) -> None:
    """Read: "20s" with a lift that is counted: dumbbells of twenty, never seconds.

    Raises UnclearLoad where they could be seconds all the same.
    """
    exercise = known.exercise
    if exercise.measure == "distance" and len(part.timed) > 1 and not part.loads:
        held = exercise.equipment in _HELD or exercise.pattern == "carry"
        if held and (plural := next((g[0] for g in part.timed if g[0].plural), None)) is not None:
            raise UnclearLoad(word=f"{plural.text}s")
    if exercise.measure in ("time", "distance"):
        return
    if exercise.equipment not in _HELD:
        if exercise.measure == "load" and part.factors and part.factors[0][0].plural:
            raise UnclearLoad(word=f"{part.factors[0][0].text}s")
        return
    counted = part.factors or part.reps or part.bare
    groups = [*part.factors[:1], *(part.timed if counted else [])]
    plurals = [number for group in groups for number in group if number.plural]
    if not counted and not part.loads and part.timed and part.timed[0][0].plural:
        raise UnclearLoad(word=f"{part.timed[0][0].text}s")
    for number in plurals:
        number.kind, number.unit, number.amount = WEIGHT, known.unit, 0
    part.loads += [group for group in part.timed if group[0].kind == WEIGHT]
    part.timed = [group for group in part.timed if group[0].kind in TIMED]


def _each(part: Parts, known: Known) -> None:
    """Read: "62.5 kg/side" is half of a load, or the load. Raises UnclearLoad."""
    exercise = known.exercise
    if exercise.unilateral:
        return
    if part.each_load and exercise.equipment in _LOADED_ON_SIDES:
        raise UnclearLoad(word="each side")


def _sides(group: Group, number: Number, known: Known) -> None:
    """Read: "10/8" where an exercise has no sides, and "30/45s" anywhere: two sets, or sides."""
    exercise = known.exercise
    unequal = number.side != number.milli
    sided = exercise.unilateral or exercise.id.startswith("own-")
    if sided and not (unequal and number.kind in TIMED):
        return
    unit = "s" if number.kind == SECONDS else "m" if number.kind in TIMED else ""
    first, second = f"{number.milli / 1000:g}", f"{(number.side or 0) / 1000:g}"
    if number.kind == SECONDS and number.amount != number.milli // 1000:
        raise UnclearLoad(word=f"{first}/{second}")
    both = ",".join(f"{each}{unit}" for each in (first, second))
    place = (number.start, number.end)
    label = say(known.language, "choice.sides", done=f"{first}{unit}")
    ways: tuple[Option, ...] = (Option(both.replace(",", ", "), ((*place, both),)),)
    if not unequal or sided:
        least = min(first, second, key=float)
        label = say(known.language, "choice.sides", done=f"{least}{unit}")
        ways += (Option(label, ((*place, f"{least}{unit} each"),)),)
    raise Doubt("reading", ways if len(group) == 1 else ())


def _changes(part: Parts, known: Known) -> None:
    """Read: "-140x8" after 141: a slip, not a change of the last load; it is asked."""
    if known.last is None or known.exercise.measure != "load":
        return
    for group in [*part.factors[:1], *part.loads]:
        number = group[0]
        if not number.sign or number.body or number.kind not in (BARE, WEIGHT):
            continue
        unit = known.last.load.unit
        if number.unit:
            unit = "lb" if number.unit == "lb" else "kg"
        last = in_unit(known.last.load, unit).milli
        if number.milli * MOST_CHANGE > last:
            load = Load(number.milli, unit)
            edit = (number.start, number.end, written(load, known))
            raise Doubt("reading", (Option(shown(load), (edit,)),))


def add_loads(parts: list[Parts], known: Known) -> None:
    """Read: "20x3, 40x2, 50x1" with the body's weight: a rising list is added load."""
    if known.exercise.measure != "bodyweight" or len(parts) < 2:
        return
    firsts = [part.factors[0][0] for part in parts if len(part.factors) == 2]
    loads = [number.milli for number in firsts]
    plain = len(firsts) == len(parts) and all(number.plain for number in firsts)
    rising = loads == sorted(loads) and loads[0] < loads[-1] if loads else False
    if plain and rising and min(loads) > _LEAST_ADDED:
        for number in firsts:
            number.kind, number.unit = WEIGHT, known.unit
