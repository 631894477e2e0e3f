"""`chart squat`: the sessions of an exercise as one picture of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.charts import MOST, Chart, Point, chart, place_of
from core.context import RequestContext, say_lines
from core.handlers.accuracy import aligned, show_accuracy
from core.handlers.bodyweight import show_bodyweight_chart
from core.handlers.due_workout import last_session
from core.handlers.lift_picture import lift_picture
from core.handlers.pain_reports import MOST_PAINS, pains_of
from core.handlers.plan_lifter import easy_sessions
from core.handlers.show import named_exercise
from core.handlers.week_picture import show_volume, show_week_chart
from core.locale.numerals import with_numerals
from core.messages import Answer, Picture, Reply
from core.parsing.commands import Command
from core.records import Exercise, Load, Unit, in_unit
from core.render.facts import set_facts
from core.render.wording import shortest, words_of_amount

READ = MOST + 8  # sessions read: light ones and those with pain are left out
WIDTH = 12  # places of the mark
MARK = "●"
_TREND = {1: "up", 0: "flat", -1: "down"}


_LEAD = re.compile(r"^(?:of|for|my|the)\s+", re.IGNORECASE)
_ALL = re.compile(r"\s*\b(?:all|ever|all time)$", re.IGNORECASE)


def show_chart(context: RequestContext, command: Command) -> Answer:
    """`chart squat`, `chart squat all`: a lift; `chart week` and others are pictures of their own.

    A mark a session between the least and the greatest, with the best set beside it; where
    pictures are shown, one of every session instead.
    """
    named, _, rest = command.rest.strip().partition(" ")
    match named.lower():
        case "week" | "muscles":
            return show_week_chart(context)
        case "volume" | "sets":
            about = replace(command, rest=rest)
            return show_volume(context, named_exercise(context, about) if rest else None)
        case "bodyweight" | "weight" | "bw":
            return show_bodyweight_chart(context)
        case "accuracy":
            return show_accuracy(context, replace(command, rest=rest))
    return _show_lift(context, command)


def _show_lift(context: RequestContext, command: Command) -> Answer:
    lift = _LEAD.sub("", _ALL.sub("", command.rest))
    exercise = named_exercise(context, replace(command, rest=lift))
    if exercise is None:
        last = last_session(context)
        exercise = context.exercise(last[-1].exercise_id) if last else None
    name = exercise.name if exercise else context.words("history.anything")
    if exercise is None:
        none = context.words("history.none", exercise=name)
        return say_lines(context, none, result={"kind": "chart", "points": []})
    exposures = context.uow.sets.exposures(context.person.id, exercise.id, limit=READ)
    told = pains_of(context, exercise.id, exposures, MOST_PAINS)
    pains = sorted(told, key=lambda each: each.at)
    easy = easy_sessions(context, exposures)
    drawn = chart(exposures, exercise, pains, context.zone, easy)
    unit = drawn.points[-1].set.load.unit if drawn.points else context.person.unit
    result = _result(drawn, exercise, unit)
    if len(drawn.values) < 2:
        key = "chart.one" if drawn.points else "history.none"
        return say_lines(context, context.words(key, exercise=name), result=result)
    lines = [
        context.words(f"chart.note.{drawn.kind}") if drawn.kind in ("estimate", "floor") else "",
        context.words(f"chart.{_TREND[drawn.trend]}") if drawn.trend is not None else "",
        _left_out(context, drawn),
    ]
    reply = Reply(
        title=shortest(context.words(f"chart.title.{drawn.kind}", exercise=name)),
        lines=tuple(line for line in lines if line),
        table=_picture(context, drawn, exercise, unit),
        pictures=_drawn(context, exercise, whole=bool(_ALL.search(command.rest))),
        owner=context.person.id,
    )
    return Answer(reply, result)


def _drawn(context: RequestContext, exercise: Exercise, *, whole: bool) -> tuple[Picture, ...]:
    found = lift_picture(context, exercise, whole=whole)
    return () if found is None else (found,)


def _picture(
    context: RequestContext, drawn: Chart, exercise: Exercise, unit: Unit
) -> tuple[tuple[str, ...], ...]:
    values = drawn.values
    low, high = (_shown(drawn, value, unit) for value in (min(values), max(values)))
    scale = context.words("chart.scale", low=low, high=_with_unit(context, drawn, high, unit))
    head = context.words("chart.head.value")
    heading = ("", context.words("chart.head.set"), head, scale if low != high else "")
    rows: list[tuple[str, ...]] = [
        heading,
        *(_row(context, drawn, each, values, unit) for each in drawn.points),
    ]
    if drawn.kind not in ("estimate", "floor"):  # the set says it already
        rows = [(*row[:2], row[3]) for row in rows]
    return aligned(rows, right=(0, 2))


def _row(
    context: RequestContext, drawn: Chart, each: Point, values: Sequence[float], unit: Unit
) -> tuple[str, str, str, str]:
    local = each.set.at.astimezone(context.zone)
    month = context.words(f"month.{local.month}")
    day = context.words("date.short", number=local.day, month=month)
    amount = words_of_amount(context.person.language, each.set)
    load = each.set.load
    named = load.text if load.unit == unit else f"{load.text}{load.unit} "
    language = context.person.language
    done = with_numerals(language, f"{named}x{amount}" if load.milli else amount)
    if each.value is None:
        return (day, done, "-", "")
    mark = " " * place_of(each.value, values, WIDTH) + MARK
    return (day, done, with_numerals(language, _shown(drawn, each.value, unit)), mark)


def _loaded(drawn: Chart) -> bool:
    """Whether what is drawn is in kilograms or pounds."""
    return drawn.kind in ("estimate", "floor", "load")


def _with_unit(context: RequestContext, drawn: Chart, value: str, unit: Unit) -> str:
    return context.words("load.plain", load=value, unit=unit) if _loaded(drawn) else value


def _shown(drawn: Chart, value: float, unit: Unit) -> str:
    """A value in the person's words: whole kilograms or pounds, repetitions, seconds."""
    number = _number(drawn, value, unit)
    return f"{number:.0f}" if drawn.kind in ("estimate", "floor") else f"{number:g}"


def _left_out(context: RequestContext, drawn: Chart) -> str:
    parts = [
        context.words(f"chart.{key}", n=count)
        for key, count in (("light", drawn.light), ("pain", drawn.pain))
        if count
    ]
    return context.words("chart.left_out", what=", ".join(parts)) if parts else ""


def _result(drawn: Chart, exercise: Exercise, unit: Unit) -> dict[str, object]:
    return {
        "kind": "chart",
        "exercise": exercise.name,
        "shows": drawn.kind,
        "unit": unit if _loaded(drawn) else drawn.kind,
        "points": [
            {
                "set": set_facts(each.set, exercise),
                "value": None if each.value is None else _number(drawn, each.value, unit),
            }
            for each in drawn.points
        ],
        "left_out": {"light": drawn.light, "pain": drawn.pain},
        "trend": _TREND[drawn.trend] if drawn.trend is not None else None,
    }


def _number(drawn: Chart, value: float, unit: Unit) -> float:
    if not _loaded(drawn):
        return value
    return round(in_unit(Load(round(value * 1000)), unit).milli / 1000, 1)
