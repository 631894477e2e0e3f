"""`swap squat leg press`: another lift for today, with the target carried over.

`swap squat` offers lifts to choose from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.exercises.alternatives import alternatives
from core.exercises.carry_over import usual_share
from core.handlers.advice import exposures_of, lifter_of, target_for
from core.handlers.current_lift import current_exercise, done_lately, meant_lift, target_words
from core.handlers.pain_reports import is_stopped
from core.handlers.plan_days import is_due
from core.handlers.show import next_lines
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.records import Exercise, Load, in_unit
from core.render.wording import shortest, words_of_load
from core.training.carry_over import DOUBT, carried_load, own_share, strength
from core.training.progression.plates import loadable_at_most

EXAMPLE = "swap squat leg press"
REPS = 8  # product choice: of the set that a carried load is for
_BETWEEN = frozenset({"for", "to", "with", "by", "against", "->", "→", "=", "and"})
_ENDING = re.compile(r"\s*\b(?:today|for good|always|forever|this time)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Carried:
    """A load carried over, and where its ratio comes from."""

    load: Load
    how: str  # "own" or "usual"


def swap(context: RequestContext, command: Command) -> Answer:
    """Leave one lift out today and say what to do of the other; of one alone, offer others.

    Raises BadSetting. Nothing is advised where neither lift is in the log, nor in a plan.
    """
    alone = _only_lift(context, command.rest)
    if alone is not None:
        return _offer(context, alone)
    of, to = _two_lifts(context, command.rest)
    result: dict[str, object] = {"kind": "swap", "exercise": to.name, "instead_of": of.name}
    if is_stopped(context):
        return say_lines(context, context.words("pain.urgent"), result=result)
    last_of = context.uow.sets.last(context.person.id, of.id)
    last_to = context.uow.sets.last(context.person.id, to.id)
    if last_of is None and last_to is None and not is_due(context, of.id):
        line = context.words("swap.unknown", of=of.name, to=to.name, name=to.name.lower())
        return say_lines(context, line, result=result)
    day = context.now.astimezone(context.zone).date()
    change = context.uow.skips.keep(context.person.id, day, of.id, context.now, to.id)
    lines = [context.words("swap.done", of=of.name, to=to.name)]
    lines += _what_to_do(context, of, to)
    if not set(of.muscles) & {*to.muscles, *to.helpers}:
        lines.append(context.words("swap.other_muscles"))
    key = "swap.good_plan" if is_due(context, of.id) else "swap.good"
    lines.append(context.words(key, to=to.name))
    buttons = (Button(context.words("button.undo"), f"undo @{change.id}"),)
    return say_lines(context, *map(shortest, lines), result=result, buttons=buttons)


def _only_lift(context: RequestContext, text: str) -> Exercise | None:
    """The one lift that is named; without any the one under way. None for more."""
    words = _ENDING.sub("", text.strip(" .!?")).split()
    if not words:
        return current_exercise(context)
    first, words = _lift(context, words)
    return None if words else first


def _offer(context: RequestContext, of: Exercise) -> Answer:
    """Lifts to do instead, as taps: nothing is changed yet."""
    result: dict[str, object] = {"kind": "swap", "exercise": "", "instead_of": of.name}
    if is_stopped(context):
        return say_lines(context, context.words("pain.urgent"), result=result)
    done = done_lately(context)
    offered = alternatives(of, context.names.all_exercises(), done)
    if not offered:  # one's own lift, of which nobody knows what it trains
        raise BadSetting(of.name, setting="swap", example=EXAMPLE)
    result["offered"] = [each.name for each in offered]
    line = context.words("swap.offer", of=of.name)
    buttons = tuple(
        Button(each.name, f"swap {of.name.lower()} for {each.name.lower()}") for each in offered
    )
    return say_lines(context, shortest(line), result=result, buttons=buttons)


def _what_to_do(context: RequestContext, of: Exercise, to: Exercise) -> list[str]:
    """The lift's own target where it has one; else a load carried over, with its doubt."""
    target = target_for(context, to)
    carried = _carried(context, of, to)
    if target.kind == "first":
        return _carried_lines(context, of, to, carried)
    lines = [target_words(context, to)]
    if target.kind == "return" and carried is not None and carried.load.kg > target.load.kg:
        load = words_of_load(context.person.language, carried.load, to)
        lines.append(context.words("swap.later", load=load, of=of.name))
    return lines


def _two_lifts(context: RequestContext, text: str) -> tuple[Exercise, Exercise]:
    """The lift left out and the one done instead. Raises BadSetting."""
    words = _ENDING.sub("", text.strip(" .!?")).split()
    if (parted := _parted(context, words)) is not None:
        return parted
    first, words = _lift(context, words)
    while words and words[0].lower() in _BETWEEN:
        words = words[1:]
    second, left = _lift(context, words)
    if first is None or second is None or left or first.id == second.id:
        raise BadSetting(text, setting="swap", example=EXAMPLE)
    return first, second


def _parted(context: RequestContext, words: list[str]) -> tuple[Exercise, Exercise] | None:
    """Two whole names with a word between: "bench press for dumbbell bench press" has others too.

    Names are found whatever the order of their words, so each side is read by itself first.
    """
    for place in (n for n, word in enumerate(words) if word.lower() in _BETWEEN):
        first, left = _lift(context, words[:place])
        second, over = _lift(context, words[place + 1 :])
        if first and second and not left and not over and first.id != second.id:
            return first, second
    return None


def _lift(context: RequestContext, words: list[str]) -> tuple[Exercise | None, list[str]]:
    if not words:
        return None, words
    found = context.names.find(words, 0)
    if found is not None:
        return found.exercise, words[found.end :]
    meant = context.names.candidates(words[0])
    return (meant_lift(context, [], meant), words[1:]) if meant else (None, words)


def _carried(context: RequestContext, of: Exercise, to: Exercise) -> Carried | None:
    """The load of one lift as one of the other, as it can be loaded; None where nobody knows."""
    if of.measure != "load" or to.measure != "load":
        return None
    done, before = exposures_of(context, of.id), exposures_of(context, to.id)
    now = strength([each for every in done[-3:] for each in every.sets], of)
    if now is None:
        return None
    how, share = "own", own_share(done, before, (of, to))
    if share is None:
        usual = usual_share(of.id, to.id)
        how, share = "usual", None if usual is None else usual * DOUBT
    if share is None:
        return None
    kg = carried_load(now * share, to, REPS)
    wish = in_unit(Load(round(kg * 1000)), context.person.unit)
    load = loadable_at_most(wish, lifter_of(context, to, before))
    return Carried(load, how) if load.milli > 0 else None


def _carried_lines(
    context: RequestContext, of: Exercise, to: Exercise, carried: Carried | None
) -> list[str]:
    if carried is None:
        return next_lines(context, to, target_for(context, to))
    target = target_for(context, of)
    sets = target.sets if target.kind != "first" else 3
    load = words_of_load(context.person.language, carried.load, to)
    facts = {"to": to.name, "of": of.name, "load": load, "sets": sets, "reps": REPS}
    return [context.words("swap.load", **facts), context.words(f"swap.from_{carried.how}", **facts)]
