"""What a person wishes for by word: a range of repetitions, the reserve to stop with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.context import RequestContext
from core.errors import BadSetting
from core.handlers.settings import changed, named, shown
from core.messages import Answer
from core.parsing.preferences import read_effort, read_range
from core.records import Exercise, Preference, Span
from core.render.wording import span
from core.training.preferences import (
    LEAST_LEFT_UNSAFE,
    MOST_LEFT,
    MOST_REPS,
    effort_wished,
    least_left,
)

RANGE, EFFORT = "range bench 5-8", "effort squat 2-3"
_MOST_NAMED = 5  # exercises in one line


def set_range(context: RequestContext, words: str) -> Answer:
    """`range bench 5-8`: the repetitions wished for; `range bench` tells them, `off` ends them."""
    if not words:
        return _show_ranges(context)
    wish = read_range(words, RANGE)
    if not wish.name:
        if wish.off:
            return _end_ranges(context)
        raise BadSetting(words, setting="range", example=RANGE)
    tail = _retyped(wish.span, off=wish.off)
    exercise = named(context, wish.name, "range", RANGE, lambda name: f"range {name}{tail}")
    if exercise.measure in ("time", "distance"):
        raise BadSetting(words, setting="range_counted", example=RANGE, exercise=exercise.name)
    if wish.span is None and not wish.off:
        return _show_range(context, exercise)
    if wish.span is not None and not 1 <= wish.span[0] <= wish.span[1] <= MOST_REPS:
        raise BadSetting(words, setting="range", example=RANGE)
    _prefer(context, exercise, lambda old: replace(old, rep_range=wish.span))
    if wish.span is None:
        sentence = context.words("set.range_off", exercise=exercise.name)
        return changed(context, "range", None, sentence, exercise)
    sentence = context.words("set.range", **_facts(exercise), range=span(*wish.span))
    return changed(context, "range", list(wish.span), sentence, exercise)


def _show_range(context: RequestContext, exercise: Exercise) -> Answer:
    kept = context.preferences.get(exercise.id)
    own = kept.rep_range if kept is not None else None
    if own is None:
        sentence = context.words("show.range_none", **_facts(exercise))
        return changed(context, "range", None, sentence, exercise)
    sentence = context.words("show.range_own", **_facts(exercise), range=span(*own))
    return changed(context, "range", list(own), sentence, exercise)


def _show_ranges(context: RequestContext) -> Answer:
    own = {each: kept.rep_range for each, kept in context.preferences.items() if kept.rep_range}
    if not own:
        return shown(context, "range", "")
    sentence = context.words("show.ranges", ranges=_listed(context, own))
    return changed(context, "range", {each: list(own[each]) for each in own}, sentence)


def _end_ranges(context: RequestContext) -> Answer:
    for kept in context.preferences.values():
        if kept.rep_range is not None:
            context.uow.preferences.save(context.person.id, replace(kept, rep_range=None))
    return changed(context, "range", None, context.words("set.ranges_off"))


def set_effort(context: RequestContext, words: str) -> Answer:
    """`effort curl 0`, `effort 1-2` for all: the repetitions to stop with; `off` ends it.

    Where failing alone is not safe 1 is the least (R34). Who asks for none left where it is safe is
    told once what speaks for it and against (R31, R47).
    """
    if not words:
        return _show_efforts(context)
    wish = read_effort(words, EFFORT)
    if wish.span is not None and not 0 <= wish.span[0] <= wish.span[1] <= MOST_LEFT:
        raise BadSetting(words, setting="effort", example=EFFORT)
    if not wish.name:
        if wish.span is None and not wish.off:
            raise BadSetting(words, setting="effort", example=EFFORT)
        return _effort_of_all(context, wish.span)
    tail = _retyped(wish.span, off=wish.off)
    exercise = named(context, wish.name, "effort", EFFORT, lambda name: f"effort {name}{tail}")
    if wish.span is None and not wish.off:
        return _show_effort(context, exercise)
    return _effort_of_one(context, exercise, wish.span)


def _effort_of_one(context: RequestContext, exercise: Exercise, wish: Span | None) -> Answer:
    least = least_left(exercise)
    kept = None if wish is None else (max(least, wish[0]), max(least, wish[1]))
    _prefer(context, exercise, lambda old: replace(old, effort=kept))
    if kept is None:
        everywhere = effort_wished(exercise, context.person, None)
        key = "set.effort_off" if everywhere is None else "set.effort_as_all"
        left = "" if everywhere is None else span(*everywhere)
        sentence = context.words(key, exercise=exercise.name, left=left)
        return changed(context, "effort", None, sentence, exercise)
    key = "set.effort" if kept == wish else "set.effort_least"
    sentence = context.words(key, exercise=exercise.name, left=span(*kept))
    told = (
        [context.words("set.effort_failure")] if kept[0] == 0 and not _failure_told(context) else []
    )
    return changed(context, "effort", list(kept), sentence, exercise, told)


def _effort_of_all(context: RequestContext, wish: Span | None) -> Answer:
    context.uow.people.save(replace(context.person, effort=wish))
    own = {each: kept.effort for each, kept in context.preferences.items() if kept.effort}
    more = [context.words("set.effort_others", exercises=_listed(context, own))] if own else []
    if wish is None:
        return changed(context, "effort", None, context.words("set.effort_all_off"), more=more)
    if wish[0] < LEAST_LEFT_UNSAFE:
        told = [] if _failure_told(context) else [context.words("set.effort_failure")]
        more = [context.words("set.effort_all_least"), *told, *more]
    sentence = context.words("set.effort_all", left=span(*wish))
    return changed(context, "effort", list(wish), sentence, more=more)


def _failure_told(context: RequestContext) -> bool:
    """Whether none left was wished for before: then what speaks for and against was told."""
    own = [kept.effort for kept in context.preferences.values()]
    return any(each is not None and each[0] == 0 for each in (context.person.effort, *own))


def _show_effort(context: RequestContext, exercise: Exercise) -> Answer:
    kept = context.preferences.get(exercise.id)
    wished = effort_wished(exercise, context.person, kept)
    own = kept is not None and kept.effort is not None
    key = "show.effort_own" if own else "set.effort_as_all"
    if wished is None:
        sentence = context.words("show.effort_none", **_facts(exercise))
        return changed(context, "effort", None, sentence, exercise)
    sentence = context.words(key, **_facts(exercise), left=span(*wished))
    return changed(context, "effort", list(wished), sentence, exercise)


def _show_efforts(context: RequestContext) -> Answer:
    own = {each: kept.effort for each, kept in context.preferences.items() if kept.effort}
    others = context.words("set.effort_others", exercises=_listed(context, own)) if own else ""
    everywhere = context.person.effort
    if everywhere is None:
        if not own:
            return shown(context, "effort", "")
        return changed(context, "effort", None, others)
    sentence = context.words("show.effort_all", left=span(*everywhere))
    return changed(context, "effort", list(everywhere), sentence, more=[others])


def _prefer(
    context: RequestContext, exercise: Exercise, change: Callable[[Preference], Preference]
) -> None:
    old = context.preferences.get(exercise.id, Preference(exercise.id))
    context.uow.preferences.save(context.person.id, change(old))


def _facts(exercise: Exercise) -> dict[str, object]:
    return {"exercise": exercise.name, "name": exercise.name.lower()}


def _retyped(wish: Span | None, *, off: bool) -> str:
    """What follows the exercise's name, typed again."""
    if off:
        return " off"
    return "" if wish is None else f" {span(*wish)}"


def _listed(context: RequestContext, spans: Mapping[str, Span]) -> str:
    """Exercises with their numbers: "Squat 5-8, Bench press 8 and 3 more"."""
    parts = sorted(f"{context.exercise(each).name} {span(*value)}" for each, value in spans.items())
    listed, more = ", ".join(parts[:_MOST_NAMED]), len(parts) - _MOST_NAMED
    return listed if more <= 0 else context.words("set.more", listed=listed, n=more)
