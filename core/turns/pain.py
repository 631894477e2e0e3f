"""Reports of pain: kept with the exercise, never diagnosed (R46)."""

from __future__ import annotations

from core.chat import Answer
from core.errors import BadSetting
from core.language.commands import pain_of
from core.records import Pain
from core.results import target_facts
from core.turns.advice import known_target
from core.turns.scene import Scene, find_exercise, say_lines


def report_pain(scene: Scene, text: str, *, named: bool = False) -> Answer | None:
    """Answer "squat knee hurts" or `pain squat`; None when the words report nothing.

    An urgent sign stops everything: no next set, no target, one sentence.
    """
    found = pain_of(f"pain {text}" if named else text, scene.names)
    if found is None:
        return None
    exercise_id, urgent = found
    if exercise_id is None:
        exercise = find_exercise(scene, text) if named else None
        last = scene.ledger.last_set(scene.person.id)
        exercise_id = exercise.id if exercise else last.exercise_id if last else None
    if exercise_id is not None:
        report = Pain(exercise_id=exercise_id, at=scene.now, words=text, urgent=urgent)
        scene.ledger.add_pain(scene.person.id, report)
    if urgent:
        result = {"kind": "pain", "urgent": True, "target": None}
        return say_lines(scene, scene.words("pain.urgent"), result=result)
    if exercise_id is None:
        raise BadSetting(text, setting="pain", example="pain squat")
    return _answer(scene, exercise_id)


def _answer(scene: Scene, exercise_id: str) -> Answer:
    from core.turns.spoken import target_line

    exercise = scene.exercise(exercise_id)
    target = known_target(scene, exercise)
    facts = target_facts(target, exercise, scene.person.language)
    result = {"kind": "pain", "urgent": False, "exercise": exercise.name, "target": facts}
    lines = [scene.words("pain.kept", exercise=exercise.name)]
    if target is not None:
        lines.append(target_line(scene, exercise, target))
    lines.append(scene.words("pain.see"))
    return say_lines(scene, *lines, result=result)
