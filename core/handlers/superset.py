"""`superset bench + row`: lifts done in turn in this session, until `superset off` or `done`."""

from __future__ import annotations

from collections.abc import Sequence

from core.context import RequestContext, find_exercise, say_lines
from core.errors import BadSetting
from core.handlers.advice import target_for
from core.handlers.current_lift import meant_lift, next_step
from core.handlers.pain_reports import is_stopped
from core.handlers.pairs import Pair, coming, coming_line, current_pair, rest_of
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.parsing.supersets import OVER_WORDS, lift_phrases
from core.records import Exercise, Target
from core.render.wording import shortest, words_of_muscle, words_of_rest, words_of_target
from core.store.repositories.supersets import Begun, lifts_of
from core.store.rows import Change

EXAMPLE = "superset bench + row"
FEWEST, MOST = 2, 4  # lifts; more is a circuit, which nobody plans by loads


def superset(context: RequestContext, command: Command) -> Answer:
    """Begin one, end it, or say what is next in it. Raises BadSetting."""
    words = command.rest.strip(" .!").lower()
    if is_stopped(context):
        return say_lines(context, context.words("pain.urgent"), result={"kind": "superset"})
    if words in OVER_WORDS:
        return _end(context)
    pair = current_pair(context)
    if not words and pair is None:
        return say_lines(context, context.words("superset.how"), result={"kind": "superset"})
    if not words and pair is not None:
        return _said(context, pair, [context.words("superset.on", names=_names(pair.lifts))])
    lifts = _lifts(context, command.rest)
    day = context.now.astimezone(context.zone).date()
    change = context.uow.supersets.begin(
        context.person.id, day, [each.id for each in lifts], context.now
    )
    begun = Begun(change.id, tuple(each.id for each in lifts), context.now)
    return _said(context, Pair(begun, lifts, ()), _begun_lines(context, lifts), change)


def end_with_session(context: RequestContext) -> None:
    """`done` ends a superset; `undo` after it still means the last set."""
    pair = current_pair(context)
    if pair is not None:
        context.uow.supersets.end(context.person.id, pair.begun)


def turned(context: RequestContext, change: Change) -> Answer:
    """What undoing or redoing the begin, or the end, of a superset did."""
    pair = current_pair(context)
    lifts = tuple(map(context.exercise, lifts_of(change.kind)))
    label = context.words("button.redo" if change.undone else "button.undo")
    buttons = (Button(label, "redo" if change.undone else "undo"),)
    if pair is not None:
        line = context.words("superset.on", names=_names(pair.lifts))
    else:
        key = "superset.undone" if lifts else "superset.off"
        line = context.words(key, names=_names(lifts))
    result: dict[str, object] = {"kind": "changed", "removed": [], "sets": [], "target": None}
    step = next_step(context) if pair is None else _coming(context, pair)
    return say_lines(context, shortest(line), step, result=result, buttons=buttons)


def _lifts(context: RequestContext, text: str) -> tuple[Exercise, ...]:
    """The lifts that are named, in order. Raises BadSetting."""
    found: list[Exercise] = []
    for phrase in lift_phrases(text, context.names):
        named = find_exercise(context, phrase)
        meant = meant_lift(context, [named] if named else [], context.names.candidates(phrase))
        if meant is None:
            raise BadSetting(phrase, setting="superset_name", example=EXAMPLE)
        found.append(meant)
    if not FEWEST <= len(found) <= MOST or len({each.id for each in found}) < len(found):
        raise BadSetting(text, setting="superset", example=EXAMPLE)
    return tuple(found)


def _end(context: RequestContext) -> Answer:
    pair = current_pair(context)
    if pair is None:
        return say_lines(context, context.words("superset.none"), result={"kind": "superset"})
    day = context.now.astimezone(context.zone).date()
    change = context.uow.supersets.begin(context.person.id, day, (), context.now)
    buttons = (Button(context.words("button.undo"), f"undo @{change.id}"),)
    result = {"kind": "superset", "lifts": []}
    line = context.words("superset.off")
    return say_lines(context, line, next_step(context), result=result, buttons=buttons)


def _begun_lines(context: RequestContext, lifts: Sequence[Exercise]) -> list[str]:
    lines = [shortest(context.words("superset.begun", names=_names(lifts)))]
    targets = [target_for(context, each) for each in lifts]
    for exercise, target in zip(lifts, targets, strict=True):
        lines.append(_target_line(context, exercise, target))
    shared = set(lifts[0].muscles).intersection(*(each.muscles for each in lifts[1:]))
    if shared:
        muscle = words_of_muscle(context.person.language, sorted(shared)[0])
        lines.append(context.words("superset.same_muscle", muscle=muscle))
    pair = Pair(Begun("", tuple(each.id for each in lifts), context.now), tuple(lifts), ())
    rest = words_of_rest(context.person.language, rest_of(context, pair))
    example = _example(lifts, targets)
    key = "superset.rounds" if example else "superset.rounds_any"
    lines.append(shortest(context.words(key, rest=rest, example=example)))
    return lines


def _target_line(context: RequestContext, exercise: Exercise, target: Target) -> str:
    what = words_of_target(context.person.language, target, exercise)
    if target.kind == "first":
        what = context.words("superset.any_load")
    return shortest(context.words("ping.lift", exercise=exercise.name, what=what))


def _example(lifts: Sequence[Exercise], targets: Sequence[Target]) -> str:
    """A round as it would be typed, in the person's own loads; "" where no load is known."""
    typed = []
    for exercise, target in zip(lifts, targets, strict=True):
        reps = target.aims[0] if target.aims else target.reps_low
        if exercise.measure != "load" or target.kind == "first" or reps is None:
            return ""
        typed.append(f"{target.load.text}x{reps}")
    return " / ".join(typed)


def _said(
    context: RequestContext, pair: Pair, lines: list[str], change: Change | None = None
) -> Answer:
    buttons = [Button(context.words("button.undo"), f"undo @{change.id}")] if change else []
    if change is None:
        lines.append(_coming(context, pair))
    lines.append(context.words("superset.ends"))
    buttons.append(Button(context.words("button.superset_off"), "superset off"))
    result = {"kind": "superset", "lifts": [each.name for each in pair.lifts]}
    return say_lines(context, *lines, result=result, buttons=tuple(buttons))


def _coming(context: RequestContext, pair: Pair) -> str:
    following = coming(context, pair)
    if following is None:
        return context.words("superset.all_done")
    return coming_line(context, following)


def _names(lifts: Sequence[Exercise]) -> str:
    return " + ".join(each.name for each in lifts)
