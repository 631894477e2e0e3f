"""Readings spelt out: what a line could also mean, each as words that read one way."""

from __future__ import annotations

from dataclasses import dataclass

from core.limits import MOST_KG, MOST_REPS
from core.locale.strings import say
from core.parsing.amounts import Known, load_of, usual_load, written
from core.parsing.parts import (
    BARE,
    CENTIMETRES,
    METRES_OR_MINUTES,
    MOST_SETS,
    SECONDS,
    Group,
    Number,
    Parts,
    as_loads,
)
from core.records import Load, Unit, in_unit

FEW = 6_000  # up to six, a number can be sets
SOME = 20_000  # with the load elsewhere, up to twenty can be
RESERVED = 2_000  # a bare number behind load and repetitions up to two is one, above it is asked
RESERVE = 5_000  # a bare number up to five can be a reserve


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


def reserve_like(group: Group) -> bool:
    """Tell whether a bare number can be repetitions in reserve."""
    return len(group) == 1 and group[0].kind == BARE and group[0].milli <= RESERVE


def can_be_sets(group: Group, most: int = SOME) -> bool:
    """Tell whether a factor can be a number of sets."""
    return len(group) == 1 and group[0].plain and simple(group[0]) and group[0].milli <= most


def simple(number: Number) -> bool:
    """Tell whether a number stands without side, partials or range."""
    return number.side is None and number.partials is None and number.upto is None


def usual_milli(known: Known) -> int:
    """The last load in thousandths of the person's unit, without a sign; 0 without history."""
    return abs(in_unit(known.last.load, known.unit).milli) if known.last is not None else 0


def by_step(milli: int, known: Known) -> bool:
    """Whether the catalogue's usual step makes a number a likely load.

    Only where loads grow in steps finer than a pair of small plates can a load be that small.
    """
    kg = known.unit == "kg"
    step = (known.exercise.step_kg if kg else known.exercise.step_lb).milli
    coarse = 2_500 if kg else 5_000
    return 0 < step < coarse and milli >= 2 * step and milli % step == 0


def span(part: Parts) -> tuple[int, int]:
    """Where a product stands in its line."""
    return part.factors[0][0].start, part.factors[-1][-1].end


def listed(group: Group) -> str:
    """Numbers as typed, with commas between them."""
    return ",".join(each.text for each in group)


def shown(load: Load) -> str:
    """A load for a label."""
    return f"{load.text} {load.unit}"


def sets_option(sets: int, reps: str, load: Load, known: Known, span: tuple[int, int]) -> Option:
    """The reading "sets of reps with a load", spelt out in place of a span."""
    label = say(known.language, "choice.sets", n=sets, reps=reps)
    if load.milli:
        label = say(known.language, "choice.with_load", sets=label, load=shown(load))
    return Option(label, ((*span, f"{sets} sets {reps} reps {written(load, known)}"),))


def _sets_option(part: Parts, known: Known, sets: Group, reps: Group, load: Group) -> Option:
    start, end = span(part)
    values = [load_of(each, known) for each in as_loads(list(load))]
    return sets_option(sets[0].milli // 1000, listed(reps), values[0], known, (start, end))


def three_ways(part: Parts, known: Known) -> tuple[Option, ...]:
    """Every reading of `A x B x C` that holds together."""
    first, middle, last = part.factors
    ways = ((first, middle, last), (first, last, middle), (last, middle, first))
    found: dict[str, Option] = {}
    for load, reps, sets in ways:
        if can_be_sets(sets) and all(each.plain for each in reps):
            option = _sets_option(part, known, sets, reps, load)
            found.setdefault(option.label, option)
    return tuple(found.values())


def between_ways(part: Parts, known: Known) -> tuple[Option, ...]:
    """Read: "5 x 100kg x 3": which of the outer numbers are the sets."""
    first, middle, last = part.factors
    ways = ((first, last), (last, first))
    return tuple(_sets_option(part, known, sets, reps, middle) for sets, reps in ways)


def hand_ways(
    part: Parts, known: Known, sets: Group, loads: Group, timed: Group
) -> tuple[Option, ...]:
    """Read: "2x32kg x 40m": one set with a load in each hand, or two sets."""
    load, amount = load_of(as_loads(list(loads))[0], known), as_typed(timed)
    one = Option(
        f"{shown(load)} x {amount}", ((*span(part), f"{written(load, known)} x {amount}"),)
    )
    count = sets[0].milli // 1000
    label = say(known.language, "choice.sets", n=count, reps=amount)
    label = say(known.language, "choice.with_load", sets=label, load=shown(load))
    several = Option(label, ((*span(part), f"{count} sets {written(load, known)} x {amount}"),))
    return one, several


def list_way(part: Parts, known: Known) -> Option:
    """Read: "100 x5 x4" as a list of repetitions."""
    load = load_of(as_loads(list(part.factors[0]))[0], known)
    reps = ",".join(listed(group) for group in part.factors[1:])
    label = f"{shown(load)} x {reps.replace(',', ', ')}"
    return Option(label, ((*span(part), f"{written(load, known)} x {reps}"),))


def reserve_option(bare: Group) -> Option:
    """The reading of a bare number as reserve."""
    number = bare[0]
    text = f"rir{number.text}{'+' if number.plus else ''}"
    return Option(text, ((number.start, number.end, text),))


def load_option(part: Parts, known: Known, load: Load) -> Option:
    """The reading "load x repetitions", spelt out."""
    reps = as_typed(part.factors[1])
    return Option(f"{shown(load)} x {reps}", ((*span(part), f"{written(load, known)} x {reps}"),))


def load_option_of(part: Parts, known: Known) -> Option:
    """The reading "load x repetitions" of a product, its load worked out."""
    return load_option(part, known, load_of(as_loads(list(part.factors[0]))[0], known))


def reps_first(part: Parts, known: Known) -> Option:
    """The reading "repetitions x load" of a product."""
    reps, number = part.factors[0][0], part.factors[1][0]
    load = load_of(number, known)
    text = f"{written(load, known)} x {reps.text}"
    return Option(f"{shown(load)} x {reps.text}", ((*span(part), text),))


def as_typed(group: Group) -> str:
    """Repetitions, times or distances as typed, with commas between them."""
    return ",".join(_as_typed(each) for each in group)


def likely(known: Known) -> str:
    """A load for an example of this exercise, with its unit."""
    bar = known.exercise.equipment == "barbell"
    if known.unit == "lb":
        return "135lb" if bar else "45lb"
    return "60kg" if bar else "20kg"


def lacking(group: Group, known: Known) -> dict[str, object]:
    """What one bare number without history leaves open, with the rest of a line that says it."""
    text = listed(group)
    if group[0].milli > 30_000 or "." in group[0].text:
        return {"lacks": "reps", "sample": f"{text}x8"}
    return {"lacks": "load", "sample": f"{likely(known)} x {text}"}


def _as_typed(number: Number) -> str:
    side = f"/{number.side // 1000}" if number.side is not None else ""
    partials = f"+{number.partials // 1000}" if number.partials is not None else ""
    unit = {SECONDS: "s", METRES_OR_MINUTES: "m", CENTIMETRES: "m"}.get(number.kind, "")
    text = str(number.amount) if number.kind == SECONDS else number.text
    if number.kind == CENTIMETRES:
        text = f"{number.amount / 100:g}"
    return f"{text}{side}{partials}{unit}"


def body_ways(part: Parts, known: Known) -> tuple[Option, ...]:
    """A bodyweight `AxB` as added load and as sets."""
    first, second = part.factors
    sets, reps = first[0].milli // 1000, listed(second)
    ways = []
    load = load_of(first[0], known)
    ways.append(load_option(part, known, load))
    if sets <= MOST_SETS:
        ways.append(sets_option(sets, reps, usual_load(known), known, span(part)))
    return tuple(ways)


def time_ways(number: Number) -> tuple[Option, ...]:
    """One small number as minutes and as seconds."""
    return tuple(
        Option(f"{number.text} {unit}", ((number.start, number.end, f"{number.text} {unit}"),))
        for unit in ("min", "s")
    )


def one_ways(group: Group, known: Known) -> tuple[Option, ...]:
    """Readings of one bare number with a loaded exercise, from its last set."""
    last, span = known.last, (group[0].start, group[-1].end)
    if last is None:
        return ()
    ways = []
    reps = listed(group)
    if all(each.plain and simple(each) and 0 < each.milli <= MOST_REPS * 1000 for each in group):
        text = f"{written(last.load, known)} x {reps}"
        ways.append(Option(f"{shown(last.load)} x {reps}", ((*span, text),)))
    loads = as_loads(list(group))
    if len(loads) == 1 and last.reps and loads[0].milli:
        load = load_of(loads[0], known)
        text = f"{written(load, known)} x {last.reps}"
        ways.append(Option(f"{shown(load)} x {last.reps}", ((*span, text),)))
    return tuple(ways)


def bare_ways(part: Parts, known: Known) -> tuple[Option, ...]:
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
            f"{shown(load)} x {texts[1]}{tail}",
            ((*span, f"{written(load, known)} x {texts[1]}{tail}"),),
        )
    )
    if len(groups) == 3 and numbers[2].plain and 0 < numbers[2].milli <= SOME and not known.by_body:
        text = f"{written(load, known)} x {texts[1]} {texts[2]} sets"
        label = say(known.language, "choice.sets", n=numbers[2].milli // 1000, reps=texts[1])
        ways.append(Option(f"{label}, {shown(load)}", ((*span, text),)))
        text = f"{written(load, known)} x {texts[1]},{texts[2]}"
        ways.append(Option(f"{shown(load)} x {texts[1]}, {texts[2]}", ((*span, text),)))
    if known.by_body:
        ways.append(Option(", ".join(texts), ((*span, "x" + ",".join(texts)),)))
    return tuple(ways)


def list_ways(amounts: Group, number: Number, known: Known) -> tuple[Option, ...]:
    """A bare number behind "100kg 8" as more repetitions, as reserve, as sets."""
    span, first = (amounts[0].start, number.end), amounts[0].text
    ways = [Option(f"{first}, {number.text}", ((*span, f"x {first},{number.text}"),))]
    if number.milli <= 10_000:
        ways.append(Option(f"rir{number.text}", ((number.start, number.end, f"rir{number.text}"),)))
    if 0 < number.milli <= SOME:
        label = say(known.language, "choice.sets", n=number.milli // 1000, reps=first)
        ways.append(Option(label, ((*span, f"{first} reps {number.text} sets"),)))
    return tuple(ways)


def bare_swap(part: Parts, load: Group, known: Known) -> Option | None:
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
        return Option(f"{shown(other)} x {load[0].text}", ((*span, text),))
    return _other_unit(load[0], reps, span, known)


def _other_unit(load: Number, reps: Number, span: tuple[int, int], known: Known) -> Option | None:
    """The same numbers in the other unit: what is left where repetitions cannot be that many."""
    typed = load_of(load, known)
    other: Unit = "lb" if typed.unit == "kg" else "kg"
    if other == "kg" and abs(typed.milli) > MOST_KG * 1000:
        return None
    swapped = Load(typed.milli, other)
    text = f"{written(swapped, known)} x {reps.text}"
    return Option(f"{shown(swapped)} x {reps.text}", ((*span, text),))
