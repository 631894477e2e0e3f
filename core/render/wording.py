"""Small pieces of an answer in words: a load, an effort, a set, a range, a rest, a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from zoneinfo import ZoneInfo

from core.locale.numerals import with_numerals
from core.locale.strings import has, say
from core.records import Exercise, Expected, Load, NextSet, SetDraft, Target

CM_PER_KM = 100_000
LONG_S = 300  # from here on a time is told in minutes
LINE_LIMIT = 89  # a line of an answer stays under 90 characters
SHARES = ((1, 5), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (4, 5))  # chances as people say them


def words_of_load(language: str, load: Load, exercise: Exercise) -> str:
    """A load as said: "140 kg", "bodyweight", "+20 kg", "30 kg assistance"."""
    if load.milli == 0 and exercise.measure in ("time", "distance"):
        return ""
    if load.milli == 0 and exercise.measure in ("bodyweight", "assisted"):
        return say(language, "load.bodyweight")
    if load.milli < 0:
        return say(language, "load.assisted", load=load.text.lstrip("-"), unit=load.unit)
    if exercise.measure == "bodyweight":
        return say(language, "load.added", load=load.text, unit=load.unit)
    return say(language, "load.plain", load=load.text, unit=load.unit)


def words_of_weight(language: str, load: Load) -> str:
    """A weight with its unit, whatever it is lifted with: "82.5 kg"."""
    return say(language, "load.plain", load=load.text, unit=load.unit)


def words_of_muscle(language: str, muscle: str) -> str:
    """A muscle as said: "lower back"; the catalogue's own word where there is no sentence."""
    key = f"muscle.{muscle.replace(' ', '_')}"
    return say(language, key) if has(language, key) else muscle


def words_of_muscles(
    language: str, totals: Iterable[tuple[str, Fraction]]
) -> tuple[tuple[str, str], ...]:
    """Muscles with their sets, as the rows of a table: ("lower back", "1.5")."""
    return tuple(
        (words_of_muscle(language, each), with_numerals(language, f"{float(total):g}"))
        for each, total in totals
    )


def words_of_parts(language: str, parts: Sequence[str]) -> str:
    """Parts of the body as said: "knee + hip"."""
    keys = ((each, f"part.{each.replace(' ', '_')}") for each in parts)
    return " + ".join(say(language, key) if has(language, key) else each for each, key in keys)


def number(tenths: int) -> str:
    """Tenths as the shortest number: 15 -> "1.5", 20 -> "2"."""
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def words_of_effort(language: str, each: SetDraft) -> str:
    """An effort as said: "1 left", "4+ left", "to failure", "" when unknown."""
    if each.failed:
        return say(language, "effort.failed")
    if each.rir_tenths is None:
        return ""
    key = "effort.at_least" if each.rir_at_least else "effort.left"
    return say(language, key, rir=number(each.rir_tenths))


def words_of_amount(language: str, each: SetDraft) -> str:
    """What was done at the load: "8", "8+2", "60 s", "30 m", "10 each side", "10 on the left"."""
    if each.missed:
        return say(language, "amount.missed")
    if each.seconds is not None and each.distance_cm is not None:
        way = words_of_distance(language, each.distance_cm)
        return say(language, "amount.way_in", way=way, time=words_of_time(language, each.seconds))
    if each.seconds is not None:
        return words_of_time(language, each.seconds)
    if each.distance_cm is not None:
        return words_of_distance(language, each.distance_cm)
    text = f"{each.reps}" + (f"+{each.partials}" if each.partials else "")
    if each.side:
        return say(language, f"amount.{each.side}", reps=text)
    return say(language, "amount.per_side", reps=text) if each.per_side else text


def words_of_time(language: str, seconds: int) -> str:
    """A time as said: "45 s", "90 s", "30 min"; whole minutes from five on."""
    if seconds >= LONG_S and seconds % 60 == 0:
        return say(language, "rest.minutes", n=seconds // 60)
    return say(language, "amount.seconds", n=seconds)


def words_of_distance(language: str, cm: int) -> str:
    """A distance as said: "30 m", "5 km"."""
    if cm >= CM_PER_KM and cm % (CM_PER_KM // 100) == 0:
        return say(language, "amount.kilometres", n=f"{cm / CM_PER_KM:g}")
    return say(language, "amount.metres", n=f"{cm / 100:g}")


def words_of_set(language: str, each: SetDraft, exercise: Exercise) -> str:
    """One set without its exercise's name: "140 kg x 8, 1 left"."""
    return words_of_sets(language, (each,), exercise)


def words_of_sets(language: str, sets: Sequence[SetDraft], exercise: Exercise) -> str:
    """Sets of one exercise, as short as they can be said: "100 kg x 8, 8, 7 (2, 1, 0 left)"."""
    groups: list[list[SetDraft]] = []
    for each in sets:
        same = groups and groups[-1][0].load == each.load and groups[-1][0].warmup == each.warmup
        if same:
            groups[-1].append(each)
        else:
            groups.append([each])
    return "; ".join(_group(language, group, exercise) for group in groups)


def _group(language: str, group: Sequence[SetDraft], exercise: Exercise) -> str:
    amounts = [words_of_amount(language, each) for each in group]
    if len(group) > 1 and len(set(amounts)) == 1:
        done = f"{len(group)} x {amounts[0]}"
    else:
        done = ", ".join(amounts)
    load = words_of_load(language, group[0].load, exercise)
    timed = group[0].reps is None
    bare = timed or group[0].missed  # "30 m", "missed": no number of repetitions
    joint = " " if load and (len(group) > 1 or bare) else " x "
    text = f"{load}{joint}{done}" if load else done
    if len(group) > 1 and load and len(set(amounts)) > 1:
        text = f"{load} x {done}"
    efforts = _efforts(language, group)
    kind = "warmup" if group[0].warmup else "drop" if group[0].drop else ""
    marks = [mark for mark in (efforts, say(language, f"mark.{kind}") if kind else "") if mark]
    return (
        ", ".join((text, *marks))
        if len(group) == 1
        else text + "".join(f" ({mark})" for mark in marks)
    )


def _efforts(language: str, group: Sequence[SetDraft]) -> str:
    group = [each for each in group if not each.missed]  # that it was missed says it all
    known = [words_of_effort(language, each) for each in group]
    if not any(known):
        return ""
    if len(set(known)) == 1:
        return known[0]
    if any(each.failed for each in group):
        return ", ".join(effort or "?" for effort in known)
    numbers = [
        "?" if each.rir_tenths is None else number(each.rir_tenths) + "+" * each.rir_at_least
        for each in group
    ]
    return say(language, "effort.left", rir=with_numerals(language, ", ".join(numbers)))


def span(low: int | None, high: int | None) -> str:
    """A range: "6-8", or "8" when both ends are the same."""
    if low is None:
        return ""
    return f"{low}" if high is None or low == high else f"{low}-{high}"


def words_of_rest(language: str, seconds: int) -> str:
    """A rest: "90 s", "2 min", "2.5 min", "130 s"; from ten minutes on to the tenth of one."""
    if seconds < 120 or (seconds < 600 and seconds % 30):
        return say(language, "rest.seconds", n=seconds)
    return say(language, "rest.minutes", n=f"{round(seconds / 60, 1):g}")


def words_of_next(
    language: str, advice: NextSet, exercise: Exercise, *, plain: bool = False
) -> str:
    """The next set: "140 kg, 7 or more, stop with 1-2 left"; `plain` for who never called one."""
    aim = words_of_aim(language, advice, exercise, plain=plain)
    timed = advice.seconds is not None or advice.distance_cm is not None
    if timed or (advice.reps_low is not None and advice.reason.key.startswith("next.warm_up")):
        return aim
    stop = words_of_stop(language, advice.rir_low, advice.rir_high, plain=plain)
    if advice.reps_low is None:
        return f"{aim}, {stop}" if aim else stop
    if not advice.open_top:
        if advice.rir_low <= 0:  # any number is right
            return aim
        return f"{aim}, {say(language, 'effort.or_more', rir=advice.rir_low)}"
    if plain and is_plain_stop(advice.rir_high):
        return f"{aim}; {stop}"
    return f"{aim}, {stop}"


def words_of_aim(language: str, advice: NextSet, exercise: Exercise, *, plain: bool = False) -> str:
    """Load and aim of the next set, with which `words_of_next` begins: "140 kg, 7 or more"."""
    load = words_of_load(language, advice.load, exercise)
    if advice.seconds is not None:
        return f"{load} {say(language, 'amount.seconds', n=advice.seconds)}".strip()
    if advice.distance_cm is not None:
        return f"{load} {words_of_distance(language, advice.distance_cm)}".strip()
    if advice.reps_low is None:
        return load
    if advice.reason.key.startswith("next.warm_up"):
        return f"{load} x {advice.reps_low}"
    if not advice.open_top:
        return f"{load} x {advice.reps_low}" if load else f"{advice.reps_low}"
    if plain and is_plain_stop(advice.rir_high):
        done = span(advice.reps_low, advice.reps_high)
        return f"{load} x {done}" if load else done
    done = say(language, "aim.or_more", n=advice.reps_low)
    return f"{load}, {done}" if load else done


def words_of_stop(language: str, low: int, high: int, *, plain: bool = False) -> str:
    """When to stop: "stop with 1-2 left", or in words for who never said how many were left."""
    key = "stop.plain" if plain and is_plain_stop(high) else "stop.left"
    return say(language, key, rir=span(low, high))


def is_plain_stop(high: int) -> bool:
    """Whether a reserve can be told as "two more would go"."""
    return high == 2


def words_of_target(
    language: str, target: Target, exercise: Exercise, *, effort: bool = True
) -> str:
    """A target: "100 kg x 9, 8, 8, stop with 1-2 left"; without the reserve where asked."""
    if target.reason.key == "target.endurance":
        return say(language, "target.free")
    if target.prescribed:
        return _prescribed(language, target, exercise)
    load = words_of_load(language, target.load, exercise)
    if target.seconds is not None:
        done = f"{target.sets} x " + say(language, "amount.seconds", n=target.seconds)
        return (
            say(language, "target.at", done=done, load=load)
            if load and target.load.milli
            else (done)
        )
    if target.distance_cm is not None:
        done = f"{target.sets} x {words_of_distance(language, target.distance_cm)}"
        return say(language, "target.at", done=done, load=load) if target.load.milli else done
    if target.reps_low is None:
        return say(language, "target.sets", n=target.sets)
    text = _amounts(load, target)
    if target.back_offs is not None:
        lighter = target.back_offs
        back_load = words_of_load(language, lighter.load, exercise)
        text = say(language, "target.then", top=text, back=_listed(back_load, lighter.aims))
    if not effort:
        return text
    counted = target.reps_low == target.reps_high and exercise.measure == "load"  # fives stay fives
    fixed = counted or target.back_offs is not None
    if target.kind in ("return", "deload") or fixed:
        left = say(language, "aim.left", rir=span(target.rir_low, target.rir_high))
        return f"{text}, {left}"
    return f"{text}, {words_of_stop(language, target.rir_low, target.rir_high)}"


def _prescribed(language: str, target: Target, exercise: Exercise) -> str:
    """Sets that a plan says one by one: "60 kg x 5, 70 kg x 5, 80 kg x 5+"; alike ones together."""
    said = []
    for each, same in groupby(target.prescribed):
        count = len(list(same))
        reps = span(each.reps_low, each.reps_high) if each.reps_low is not None else ""
        reps = f"{reps}+" if each.more else reps
        load = words_of_load(language, each.load, exercise)
        said.append(f"{load} {count} x {reps}" if count > 1 else f"{load} x {reps}")
    return ", ".join(said)


def _amounts(load: str, target: Target) -> str:
    """Load and aims: "100 kg x 9, 8, 8"; "3 x 6-10" where no load is known yet."""
    if target.aims:
        return _listed("" if target.kind == "first" else load, target.aims)
    done = f"{target.sets} x {span(target.reps_low, target.reps_high)}"
    return f"{load} {done}" if load and target.load.milli else done


def _listed(load: str, aims: Sequence[int]) -> str:
    """Aims behind a load: "100 kg x 9, 8, 8", "60 kg 3 x 5", "8, 7, 6"."""
    if len(aims) > 1 and len(set(aims)) == 1:
        return f"{load} {len(aims)} x {aims[0]}".strip()
    done = ", ".join(map(str, aims))
    return f"{load} x {done}" if load else done


def words_of_chance(language: str, expected: Expected | None, key: str = "chance") -> str:
    """A chance: "about a 4 in 5 chance of 8"; "" where it is not known or as good as sure."""
    chance = expected.chance if expected is not None and expected.helps else None
    if expected is None or chance is None:
        return ""
    some, of = min(SHARES, key=lambda share: abs(share[0] / share[1] - chance))
    return say(language, key, some=some, of=of, n=expected.goal)


def words_of_span(low: float, high: float) -> str:
    """A span of repetitions in whole ones: "7-9"; "8" where both ends are the same."""
    return span(max(0, round(low)), max(0, round(high)))


def words_of_day(language: str, moment: datetime, zone: ZoneInfo) -> str:
    """A local date: "Mon 23 Nov"."""
    local = moment.astimezone(zone)
    weekday, month = f"day.{local.weekday()}", f"month.{local.month}"
    return say(
        language,
        "date.day",
        weekday=say(language, weekday),
        number=local.day,
        month=say(language, month),
    )


def shortest(*candidates: str) -> str:
    """The first candidate that fits a line, else the last one cut at a word."""
    for text in candidates:
        if len(text) <= LINE_LIMIT:
            return text
    text = candidates[-1]
    return text if len(text) <= LINE_LIMIT else text[: LINE_LIMIT - 1].rsplit(" ", 1)[0] + "…"
