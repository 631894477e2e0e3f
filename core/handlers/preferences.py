"""What a person wishes for by word: a range of repetitions, the reserve to stop with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.context import Scene
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


def set_range(scene: Scene, words: str) -> Answer:
    """`range bench 5-8`: the repetitions wished for; `range bench` tells them, `off` ends them."""
    if not words:
        return _show_ranges(scene)
    wish = read_range(words, RANGE)
    if not wish.name:
        if wish.off:
            return _end_ranges(scene)
        raise BadSetting(words, setting="range", example=RANGE)
    tail = _retyped(wish.span, off=wish.off)
    exercise = named(scene, wish.name, "range", RANGE, lambda name: f"range {name}{tail}")
    if exercise.measure in ("time", "distance"):
        raise BadSetting(words, setting="range_counted", example=RANGE, exercise=exercise.name)
    if wish.span is None and not wish.off:
        return _show_range(scene, exercise)
    if wish.span is not None and not 1 <= wish.span[0] <= wish.span[1] <= MOST_REPS:
        raise BadSetting(words, setting="range", example=RANGE)
    _prefer(scene, exercise, lambda old: replace(old, rep_range=wish.span))
    if wish.span is None:
        sentence = scene.words("set.range_off", exercise=exercise.name)
        return changed(scene, "range", None, sentence, exercise)
    sentence = scene.words("set.range", **_facts(exercise), range=span(*wish.span))
    return changed(scene, "range", list(wish.span), sentence, exercise)


def _show_range(scene: Scene, exercise: Exercise) -> Answer:
    kept = scene.preferences.get(exercise.id)
    own = kept.rep_range if kept is not None else None
    if own is None:
        sentence = scene.words("show.range_none", **_facts(exercise))
        return changed(scene, "range", None, sentence, exercise)
    sentence = scene.words("show.range_own", **_facts(exercise), range=span(*own))
    return changed(scene, "range", list(own), sentence, exercise)


def _show_ranges(scene: Scene) -> Answer:
    own = {each: kept.rep_range for each, kept in scene.preferences.items() if kept.rep_range}
    if not own:
        return shown(scene, "range", "")
    sentence = scene.words("show.ranges", ranges=_listed(scene, own))
    return changed(scene, "range", {each: list(own[each]) for each in own}, sentence)


def _end_ranges(scene: Scene) -> Answer:
    for kept in scene.preferences.values():
        if kept.rep_range is not None:
            scene.ledger.save_preference(scene.person.id, replace(kept, rep_range=None))
    return changed(scene, "range", None, scene.words("set.ranges_off"))


def set_effort(scene: Scene, words: str) -> Answer:
    """`effort curl 0`, `effort 1-2` for all: the repetitions to stop with; `off` ends it.

    Where failing alone is not safe 1 is the least (R34). Who asks for none left where it is safe is
    told once what speaks for it and against (R31, R47).
    """
    if not words:
        return _show_efforts(scene)
    wish = read_effort(words, EFFORT)
    if wish.span is not None and not 0 <= wish.span[0] <= wish.span[1] <= MOST_LEFT:
        raise BadSetting(words, setting="effort", example=EFFORT)
    if not wish.name:
        if wish.span is None and not wish.off:
            raise BadSetting(words, setting="effort", example=EFFORT)
        return _effort_of_all(scene, wish.span)
    tail = _retyped(wish.span, off=wish.off)
    exercise = named(scene, wish.name, "effort", EFFORT, lambda name: f"effort {name}{tail}")
    if wish.span is None and not wish.off:
        return _show_effort(scene, exercise)
    return _effort_of_one(scene, exercise, wish.span)


def _effort_of_one(scene: Scene, exercise: Exercise, wish: Span | None) -> Answer:
    least = least_left(exercise)
    kept = None if wish is None else (max(least, wish[0]), max(least, wish[1]))
    _prefer(scene, exercise, lambda old: replace(old, effort=kept))
    if kept is None:
        everywhere = effort_wished(exercise, scene.person, None)
        key = "set.effort_off" if everywhere is None else "set.effort_as_all"
        left = "" if everywhere is None else span(*everywhere)
        sentence = scene.words(key, exercise=exercise.name, left=left)
        return changed(scene, "effort", None, sentence, exercise)
    key = "set.effort" if kept == wish else "set.effort_least"
    sentence = scene.words(key, exercise=exercise.name, left=span(*kept))
    told = [scene.words("set.effort_failure")] if kept[0] == 0 and not _failure_told(scene) else []
    return changed(scene, "effort", list(kept), sentence, exercise, told)


def _effort_of_all(scene: Scene, wish: Span | None) -> Answer:
    scene.ledger.save_person(replace(scene.person, effort=wish))
    own = {each: kept.effort for each, kept in scene.preferences.items() if kept.effort}
    more = [scene.words("set.effort_others", exercises=_listed(scene, own))] if own else []
    if wish is None:
        return changed(scene, "effort", None, scene.words("set.effort_all_off"), more=more)
    if wish[0] < LEAST_LEFT_UNSAFE:
        told = [] if _failure_told(scene) else [scene.words("set.effort_failure")]
        more = [scene.words("set.effort_all_least"), *told, *more]
    sentence = scene.words("set.effort_all", left=span(*wish))
    return changed(scene, "effort", list(wish), sentence, more=more)


def _failure_told(scene: Scene) -> bool:
    """Whether none left was wished for before: then what speaks for and against was told."""
    own = [kept.effort for kept in scene.preferences.values()]
    return any(each is not None and each[0] == 0 for each in (scene.person.effort, *own))


def _show_effort(scene: Scene, exercise: Exercise) -> Answer:
    kept = scene.preferences.get(exercise.id)
    wished = effort_wished(exercise, scene.person, kept)
    own = kept is not None and kept.effort is not None
    key = "show.effort_own" if own else "set.effort_as_all"
    if wished is None:
        sentence = scene.words("show.effort_none", **_facts(exercise))
        return changed(scene, "effort", None, sentence, exercise)
    sentence = scene.words(key, **_facts(exercise), left=span(*wished))
    return changed(scene, "effort", list(wished), sentence, exercise)


def _show_efforts(scene: Scene) -> Answer:
    own = {each: kept.effort for each, kept in scene.preferences.items() if kept.effort}
    others = scene.words("set.effort_others", exercises=_listed(scene, own)) if own else ""
    everywhere = scene.person.effort
    if everywhere is None:
        if not own:
            return shown(scene, "effort", "")
        return changed(scene, "effort", None, others)
    sentence = scene.words("show.effort_all", left=span(*everywhere))
    return changed(scene, "effort", list(everywhere), sentence, more=[others])


def _prefer(scene: Scene, exercise: Exercise, change: Callable[[Preference], Preference]) -> None:
    old = scene.preferences.get(exercise.id, Preference(exercise.id))
    scene.ledger.save_preference(scene.person.id, change(old))


def _facts(exercise: Exercise) -> dict[str, object]:
    return {"exercise": exercise.name, "name": exercise.name.lower()}


def _retyped(wish: Span | None, *, off: bool) -> str:
    """What follows the exercise's name, typed again."""
    if off:
        return " off"
    return "" if wish is None else f" {span(*wish)}"


def _listed(scene: Scene, spans: Mapping[str, Span]) -> str:
    """Exercises with their numbers: "Squat 5-8, Bench press 8 and 3 more"."""
    parts = sorted(f"{scene.exercise(each).name} {span(*value)}" for each, value in spans.items())
    listed, more = ", ".join(parts[:_MOST_NAMED]), len(parts) - _MOST_NAMED
    return listed if more <= 0 else scene.words("set.more", listed=listed, n=more)
