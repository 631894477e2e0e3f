"""Guess what a person's own exercise is like from the words of its name.

A new name becomes the person's own exercise only after a tap; until they say more, its steps,
ranges and muscles are those of the known exercise whose words it shares.
"""

from __future__ import annotations

import json
from dataclasses import replace

from core.exercises.catalogue import (
    catalogue,
    safe_alone,
    size_range,
    strength_range,
    usual_ceiling,
    usual_steps,
)
from core.exercises.words import read_words
from core.records import Exercise, Load

LONGEST_NAME = 48  # letters; fits a button and a line of an answer

# Words of a name and the exercise it is then like; the first line whose words are all there wins.
LIKE = (
    ("leg press", "leg-press"),
    ("calf", "calf-raise"),
    ("leg curl", "leg-curl"),
    ("hamstring", "leg-curl"),
    ("leg extension", "leg-extension"),
    ("leg raise", "leg-raise"),
    ("knee raise", "hanging-knee-raise"),
    ("hip thrust", "hip-thrust"),
    ("glute", "glute-bridge"),
    ("deadlift", "deadlift"),
    ("swing", "kettlebell-swing"),
    ("hinge", "romanian-deadlift"),
    ("lunge", "lunge"),
    ("split squat", "split-squat"),
    ("step up", "step-up"),
    ("squat", "squat"),
    ("pullup", "pull-up"),
    ("pull up", "pull-up"),
    ("chin up", "chin-up"),
    ("pushup", "push-up"),
    ("push up", "push-up"),
    ("dip", "dip"),
    ("pulldown", "lat-pulldown"),
    ("pull down", "lat-pulldown"),
    ("pullover", "pullover"),
    ("face pull", "face-pull"),
    ("upright row", "upright-row"),
    ("row", "barbell-row"),
    ("shrug", "shrug"),
    ("lateral", "lateral-raise"),
    ("front raise", "front-raise"),
    ("rear", "reverse-fly"),
    ("fly", "chest-fly"),
    ("raise", "lateral-raise"),
    ("wrist", "wrist-curl"),
    ("grip", "wrist-curl"),
    ("curl", "dumbbell-curl"),
    ("pushdown", "triceps-pushdown"),
    ("kickback", "triceps-kickback"),
    ("tricep", "triceps-extension"),
    ("extension", "triceps-extension"),
    ("overhead press", "overhead-press"),
    ("shoulder", "dumbbell-shoulder-press"),
    ("bench", "bench-press"),
    ("press", "bench-press"),
    ("plank", "plank"),
    ("hold", "plank"),
    ("hang", "dead-hang"),
    ("carry", "farmers-carry"),
    ("walk", "farmers-carry"),
    ("sled", "sled-push"),
    ("run", "running"),
    ("crunch", "crunch"),
    ("sit up", "sit-up"),
    ("twist", "cable-twist"),
    ("clean", "clean"),
    ("snatch", "snatch"),
    ("jump", "box-jump"),
)

UNKNOWN = Exercise(
    id="",
    name="",
    measure="load",
    mechanic="compound",
    pattern="other",
    muscles=(),
    helpers=(),
    equipment="other",
    unilateral=False,
    bodyweight_share=0.0,
    safe_to_fail=False,  # R34: nothing is known, so nobody is sent to failure alone
    step_kg=Load(2500, "kg"),
    step_lb=Load(5000, "lb"),
    size_range=(8, 12),
    strength_range=(3, 5),
    ceiling=12,
)


def own_exercise(name: str) -> Exercise:
    """A draft of a person's own exercise, without id: attributes guessed from its words."""
    name = " ".join(name.split())[:LONGEST_NAME].strip()
    words = read_words(name)
    texts = {word.text for word in words}
    equipment = next((word.equipment for word in words if word.equipment), "")
    like = next((each for phrase, each in LIKE if texts.issuperset(phrase.split())), None)
    draft = replace(catalogue()[like] if like else UNKNOWN, id="", name=name[:1].upper() + name[1:])
    if texts & {"single", "singlearm", "singleleg"}:
        draft = replace(draft, unilateral=True)
    if not equipment or equipment in {draft.equipment, "weighted", "bodyweight"}:
        return draft
    if equipment == "assisted":
        return replace(draft, measure="assisted", equipment="machine")
    return _with_equipment(draft, equipment)


def _with_equipment(draft: Exercise, equipment: str) -> Exercise:
    """The draft done with other equipment: a load, with that equipment's steps and safety."""
    measure = "load" if draft.measure in {"bodyweight", "assisted"} else draft.measure
    step_kg, step_lb = usual_steps(measure, draft.mechanic, equipment)
    return replace(
        draft,
        equipment=equipment,
        measure=measure,
        bodyweight_share=0.0 if measure == "load" else draft.bodyweight_share,
        safe_to_fail=safe_alone(draft.pattern, equipment) and draft.pattern != "other",
        step_kg=step_kg,
        step_lb=step_lb,
        size_range=size_range(measure, draft.mechanic, draft.pattern, equipment, 12),
        strength_range=strength_range(measure, draft.mechanic),
        ceiling=usual_ceiling(measure),
    )


def text_exercise(text: str) -> Exercise:
    """Read an exercise as `core.store.codec.exercise_text` writes it; raises what bad JSON does."""
    found = json.loads(text)
    for name in ("muscles", "helpers", "size_range", "strength_range"):
        found[name] = tuple(found[name])
    for name in ("step_kg", "step_lb"):
        found[name] = Load(*found[name])
    return Exercise(**found)
