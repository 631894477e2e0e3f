"""`pr`: the bests of an exercise, or the heaviest set of each exercise done lately."""

from __future__ import annotations

from core.context import RequestContext, say_lines
from core.handlers.show import SHOWN_BESTS, named_exercise
from core.messages import Answer, Reply
from core.parsing.commands import Command
from core.records import Exercise, Load, LoggedSet, in_unit
from core.render.facts import set_facts
from core.render.wording import shortest, words_of_day, words_of_set
from core.training.curve import estimated_max

SEEN = 64  # sessions looked through for repetitions and estimates


def show_bests(context: RequestContext, command: Command) -> Answer:
    """`pr squat`, or `pr` for every exercise done lately."""
    exercise = named_exercise(context, command)
    if exercise is not None:
        return _of_one(context, exercise)
    lines, facts = [], []
    for exercise_id in context.uow.bests.exercise_ids(context.person.id, SHOWN_BESTS):
        each = context.exercise(exercise_id)
        top = _heaviest(context, each)
        if top is not None:
            lines.append(_line(context, "pr.line", top, each))
            facts.append(set_facts(top, each))
    result = {"kind": "bests", "bests": facts}
    if not lines:
        return say_lines(context, context.words("pr.none_any"), result=result)
    return say_lines(context, *lines, result=result, private=context.group)


def _heaviest(context: RequestContext, exercise: Exercise) -> LoggedSet | None:
    found = context.uow.bests.heaviest(context.person.id, exercise.id)
    return max(found, key=lambda each: each.load.kg, default=None)


def _of_one(context: RequestContext, exercise: Exercise) -> Answer:
    top = _heaviest(context, exercise)
    if top is None:
        none = context.words("pr.none", exercise=exercise.name)
        return say_lines(context, none, result={"kind": "bests", "bests": []})
    exposures = context.uow.sets.exposures(context.person.id, exercise.id, limit=SEEN)
    sets = [each for every in exposures for each in every.lifted]
    most = max(
        (each for each in sets if each.reps), key=lambda each: (each.reps or 0, each.load.kg),
        default=None,
    )  # fmt: skip
    lines = [_line(context, "pr.heaviest", top, exercise)]
    if most is not None and (most.reps, most.load) != (top.reps, top.load):
        lines.append(_line(context, "pr.reps", most, exercise))
    estimate = _best_estimate(exercise, sets)
    result: dict[str, object] = {
        "kind": "bests",
        "exercise": exercise.name,
        "heaviest": set_facts(top, exercise),
        "most_reps": set_facts(most, exercise) if most else None,
        "e1rm": None,
    }
    if estimate is not None:
        kg, each = estimate
        load = in_unit(Load(round(kg * 1000)), each.load.unit)
        shown = f"{load.milli / 1000:.1f}".rstrip("0").rstrip(".")
        what = words_of_set(context.person.language, each, exercise)
        day = words_of_day(context.person.language, each.at, context.zone)
        lines.append(context.words("pr.e1rm", load=shown, unit=load.unit, set=what, day=day))
        result["e1rm"] = {"load": shown, "unit": load.unit, "set": each.id}
    title = context.words("pr.title", exercise=exercise.name)
    reply = Reply(title=title, lines=tuple(lines), owner=context.person.id, private=context.group)
    return Answer(reply, result)


def _best_estimate(exercise: Exercise, sets: list[LoggedSet]) -> tuple[float, LoggedSet] | None:
    """The best estimated 1RM within the limits of R15, in kg, with the set it comes from."""
    found = [(value, each) for each in sets if (value := estimated_max(each, exercise)) is not None]
    return max(found, key=lambda pair: pair[0], default=None)


def _line(context: RequestContext, key: str, each: LoggedSet, exercise: Exercise) -> str:
    language = context.person.language
    return shortest(
        context.words(
            key,
            exercise=exercise.name,
            set=words_of_set(language, each, exercise),
            day=words_of_day(language, each.at, context.zone),
        )
    )
