"""Questions that the log answers: how many sets, when last, what maximum, whether it goes up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.charts import Chart, chart
from core.context import RequestContext, say_lines
from core.handlers.chart import PAINS, READ, show_chart
from core.handlers.current_lift import (
    current_exercise,
    done_lately,
    meant_lift,
    next_step,
    target_words,
)
from core.handlers.due_workout import exercises_of_words, last_session
from core.handlers.pain_reports import pains_of
from core.messages import Answer
from core.parsing.commands import Command
from core.parsing.questions import Inquiry
from core.records import Exercise, Load, LoggedSet, in_unit
from core.render.wording import shortest, words_of_day, words_of_set, words_of_sets
from core.training.curve import estimated_max
from core.training.history import by_exercise, day_of, week_of

SHOWN_LIFTS = 5
_SAMPLES = {"load": "60x8", "time": "60s", "distance": "100m"}  # what a set looks like
_TREND = {1: "up", 0: "flat", -1: "down", None: "few"}


def _of(context: RequestContext, inquiry: Inquiry) -> Exercise | None:
    return meant_lift(context, inquiry.exercises, inquiry.maybe)


def _nothing(context: RequestContext, about: str, exercise: Exercise | None = None) -> Answer:
    """Nothing is logged of it: said with how to begin."""
    if exercise is not None:
        facts = {"name": exercise.name.lower(), "sample": _SAMPLES.get(exercise.measure, "8")}
        line = context.words("asked.none_of", exercise=exercise.name, **facts)
    else:
        line = context.words("asked.none")
    return say_lines(context, line, result={"kind": "answer", "about": about, "sets": []})


# --- how many sets ------------------------------------------------------------------------------


def count(context: RequestContext, inquiry: Inquiry) -> Answer:
    """How many sets were done today, or this week where a week is asked for or today has none."""
    exercise = _of(context, inquiry)
    week = "week" in inquiry.text.lower()
    since, until = (week_of if week else day_of)(context.now, context.zone)
    sets = _counted(context, since, until, exercise)
    if not sets and not week:
        week = True
        sets = _counted(context, *week_of(context.now, context.zone), exercise)
    span = context.words("asked.week" if week else "asked.today")
    if not sets:
        none = context.words("asked.count_none", exercise=exercise.name if exercise else "")
        result: dict[str, object] = {"kind": "answer", "about": "count", "count": 0}
        return say_lines(context, " ".join(none.split()), next_step(context), result=result)
    parts = [
        f"{context.exercise(each).name} {len(group)}" for each, group in by_exercise(sets).items()
    ]
    listed = ", ".join(parts[:SHOWN_LIFTS])
    if len(parts) > SHOWN_LIFTS:
        listed = context.words("set.more", listed=listed, n=len(parts) - SHOWN_LIFTS)
    line = context.words("asked.count", span=span, n=len(sets), listed=listed)
    step = context.words("asked.count_step") if week else next_step(context)
    result = {"kind": "answer", "about": "count", "count": len(sets)}
    return say_lines(context, shortest(line), step, result=result)


def _counted(
    context: RequestContext, since: datetime, until: datetime, exercise: Exercise | None
) -> list[LoggedSet]:
    """The sets of a time that count: no warm-ups, no missed attempts."""
    sets = context.uow.sets.between(context.person.id, since, until)
    counted = [each for each in sets if not (each.warmup or each.missed)]
    return [each for each in counted if exercise is None or each.exercise_id == exercise.id]


# --- when last ----------------------------------------------------------------------------------


def when_last(context: RequestContext, inquiry: Inquiry) -> Answer:
    """When a lift, or anything, was done last, what was done, and what comes next."""
    exercise = _of(context, inquiry)
    if exercise is None:
        named = exercises_of_words(context, inquiry.text)
        exercise = named[0] if named else None
    if exercise is None:
        return _last_workout(context)
    exposures = context.uow.sets.exposures(context.person.id, exercise.id, limit=1)
    if not exposures:
        return _nothing(context, "last", exercise)
    last = exposures[-1]
    sets = words_of_sets(context.person.language, last.working or last.sets, exercise)
    line = _when(context, last.session_at, exercise.name, sets)
    result = {"kind": "answer", "about": "last", "exercise": exercise.name,
              "at": last.session_at.isoformat()}  # fmt: skip
    step = context.words("asked.next_of", what=target_words(context, exercise))
    return say_lines(context, line, shortest(step), result=result)


def _last_workout(context: RequestContext) -> Answer:
    sets = last_session(context)
    if not sets:
        return _nothing(context, "last")
    names = [context.exercise(each).name for each in by_exercise(sets)]
    began = sets[0].session_at or sets[0].at
    line = _when(context, began, context.words("asked.workout"), ", ".join(names))
    result = {"kind": "answer", "about": "last", "at": began.isoformat()}
    return say_lines(context, line, next_step(context), result=result)


def _when(context: RequestContext, at: datetime, what: str, done: str) -> str:
    days = (context.now.astimezone(context.zone).date() - at.astimezone(context.zone).date()).days
    ago = context.words("asked.ago" if days > 1 else f"asked.ago.{max(0, days)}", n=days)
    day = words_of_day(context.person.language, at, context.zone)
    facts = {"what": what, "day": day, "ago": ago}
    return shortest(
        context.words("asked.last", **facts, done=done), context.words("asked.last_short", **facts)
    )


# --- what maximum -------------------------------------------------------------------------------


def maximum(context: RequestContext, inquiry: Inquiry) -> Answer:
    """The estimated maximum of a lift, or of the lifts done lately, with the set it comes from."""
    exercise = _of(context, inquiry) or current_exercise(context)
    ids = [exercise.id] if exercise else done_lately(context)[:SHOWN_LIFTS]
    lines, facts = [], []
    for each in map(context.exercise, ids):
        line, best = _maximum_of(context, each)
        if line:
            lines.append(line)
            facts.append({"exercise": each.name, "max": best})
    if not lines:
        return _nothing(context, "max", exercise)
    name = (exercise or context.exercise(ids[0])).name.lower()
    lines.append(context.words("asked.max_step", name=name))
    return say_lines(context, *lines, result={"kind": "answer", "about": "max", "bests": facts})


def _maximum_of(context: RequestContext, exercise: Exercise) -> tuple[str, str]:
    """A line for one lift, and its estimated maximum; "" where nothing was lifted."""
    exposures = context.uow.sets.exposures(context.person.id, exercise.id, limit=READ)
    sets = [each for every in exposures for each in every.lifted]
    if not sets:
        return "", ""
    language = context.person.language
    heaviest = max(sets, key=lambda each: (each.load.kg, each.reps or 0, each.seconds or 0))
    estimates = [(kg, each) for each in sets if (kg := estimated_max(each, exercise)) is not None]
    if not estimates:
        done = words_of_set(language, heaviest, exercise)
        day = words_of_day(language, heaviest.at, context.zone)
        key = "asked.max_none" if exercise.measure == "load" else "asked.most"
        return shortest(context.words(key, exercise=exercise.name, set=done, day=day)), ""
    kg, best = max(estimates, key=lambda pair: pair[0])
    load = in_unit(Load(round(kg * 1000)), best.load.unit)
    shown = context.words("load.plain", load=f"{load.milli / 1000:.0f}", unit=load.unit)
    facts = {
        "exercise": exercise.name,
        "max": shown,
        "set": words_of_set(language, best, exercise),
        "day": words_of_day(language, best.at, context.zone),
    }
    return shortest(context.words("asked.max", **facts)), shown


# --- getting stronger ---------------------------------------------------------------------------


def stronger(context: RequestContext, inquiry: Inquiry) -> Answer:
    """Which way the lifts go: one with its chart, else those done lately."""
    exercise = _of(context, inquiry)
    if exercise is not None:
        return show_chart(context, Command("chart", exercise.name))
    lifts = [context.exercise(each) for each in done_lately(context)[:SHOWN_LIFTS]]
    if not lifts:
        return _nothing(context, "stronger")
    drawn = [(each, _chart(context, each)) for each in lifts]
    trends = [one.trend for _, one in drawn]
    lines = [_verdict(context, trends)]
    lines += [shortest(_trend_line(context, each, one)) for each, one in drawn]
    lines.append(context.words("asked.chart_step", name=lifts[0].name.lower()))
    facts = {each.name: _TREND[one.trend] for each, one in drawn}
    return say_lines(
        context, *lines, result={"kind": "answer", "about": "stronger", "trends": facts}
    )


def _chart(context: RequestContext, exercise: Exercise) -> Chart:
    exposures = context.uow.sets.exposures(context.person.id, exercise.id, limit=READ)
    told = pains_of(context, exercise.id, exposures, PAINS)
    return chart(exposures, exercise, sorted(told, key=lambda each: each.at), context.zone)


def _verdict(context: RequestContext, trends: Sequence[int | None]) -> str:
    known = [each for each in trends if each is not None]
    up = sum(each == 1 for each in known)
    if not known:
        return context.words("asked.early")
    if up:
        return context.words("asked.stronger", up=up, of=len(known))
    return context.words("asked.weaker" if any(each == -1 for each in known) else "asked.steady")


def _trend_line(context: RequestContext, exercise: Exercise, drawn: Chart) -> str:
    """One lift: which way it goes, and from where to where."""
    points = [each for each in drawn.points if each.value is not None]
    if not points:
        return context.words("asked.trend.none", exercise=exercise.name)
    first, last = points[0], points[-1]
    language = context.person.language
    facts = {
        "exercise": exercise.name,
        "n": len(points),
        "first": words_of_set(language, first.set, exercise),
        "last": words_of_set(language, last.set, exercise),
        "day": words_of_day(language, first.set.at, context.zone),
    }
    return context.words(f"asked.trend.{_TREND[drawn.trend]}", **facts)
