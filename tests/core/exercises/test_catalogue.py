"""The catalogue: every exercise complete, its steps, ranges and measures."""

import pytest

from core.exercises.catalogue import catalogue, families
from core.exercises.names import (
    all_exercises,
    own_exercise,
)
from core.exercises.own import LIKE
from core.exercises.words import read_table, read_words
from core.records import Load
from tests.core.exercises.test_exercises import NAMES


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda each: each.id)
def test_every_exercise_is_complete(exercise):
    low, high = exercise.size_range
    assert 0 < low < high
    assert 0 < exercise.strength_range[0] < exercise.strength_range[1] <= high
    assert exercise.pattern
    assert exercise.equipment
    assert exercise.muscles or exercise.pattern == "cardio"
    assert not set(exercise.muscles) & set(exercise.helpers)
    assert exercise.step_kg.unit == "kg"
    assert exercise.step_lb.unit == "lb"
    assert exercise.step_kg.milli > 0
    assert exercise.step_lb.milli > 0
    assert 0 <= exercise.bodyweight_share <= 1
    assert exercise.ceiling >= 12
    assert NAMES.resolve(exercise.name) == exercise
    if exercise.measure in {"bodyweight", "assisted"}:
        assert exercise.bodyweight_share > 0
    if exercise.measure == "bodyweight":
        assert exercise.equipment in {"bodyweight", "ball", "suspension", "other"}


def test_the_usual_bodyweight_exercises_are_marked():
    marked = {each.id for each in all_exercises() if each.measure == "bodyweight"}
    assert marked >= {
        "pull-up",
        "chin-up",
        "dip",
        "push-up",
        "inverted-row",
        "hanging-leg-raise",
        "sit-up",
        "nordic-curl",
        "muscle-up",
    }
    assert not marked & {"lunge", "split-squat", "bulgarian-split-squat", "squat", "step-up"}


@pytest.mark.parametrize(
    ("exercise_id", "safe"),
    [
        ("squat", False),
        ("deadlift", False),
        ("romanian-deadlift", False),
        ("good-morning", False),
        ("bench-press", False),
        ("overhead-press", False),
        ("barbell-lunge", False),
        ("bulgarian-split-squat", True),
        ("smith-machine-squat", True),
        ("leg-press", True),
        ("leg-extension", True),
        ("machine-chest-press", True),
        ("cable-fly", True),
        ("dumbbell-curl", True),
        ("pull-up", True),
        ("dip", True),
        ("push-up", True),
        ("barbell-row", True),
    ],
)
def test_who_may_fail_alone(exercise_id, safe):
    assert catalogue()[exercise_id].safe_to_fail is safe


@pytest.mark.parametrize(
    ("exercise_id", "step_kg", "step_lb", "size", "strength", "ceiling"),
    [
        ("squat", 2500, 5000, (6, 10), (3, 5), 12),
        ("deadlift", 2500, 5000, (5, 8), (3, 5), 12),
        ("dumbbell-bench-press", 2000, 5000, (8, 12), (3, 5), 12),
        ("leg-press", 5000, 10000, (8, 12), (3, 5), 12),
        ("leg-extension", 5000, 10000, (10, 15), (6, 8), 12),
        ("cable-lateral-raise", 2500, 5000, (10, 15), (6, 8), 12),
        ("pull-up", 2500, 5000, (6, 12), (3, 5), 12),
        ("push-up", 2500, 5000, (10, 20), (3, 5), 20),
    ],
)
def test_steps_and_ranges(exercise_id, step_kg, step_lb, size, strength, ceiling):
    exercise = catalogue()[exercise_id]
    assert (exercise.step_kg, exercise.step_lb) == (Load(step_kg), Load(step_lb, "lb"))
    assert (exercise.size_range, exercise.strength_range) == (size, strength)
    assert exercise.ceiling == ceiling


@pytest.mark.parametrize(
    ("exercise_id", "measure"),
    [
        ("assisted-pull-up", "assisted"),
        ("assisted-dip", "assisted"),
        ("assisted-chin-up", "assisted"),
        ("plank", "time"),
        ("side-plank", "time"),
        ("wall-sit", "time"),
        ("dead-hang", "time"),
        ("l-sit", "time"),
        ("farmers-carry", "distance"),
        ("sled-push", "distance"),
        ("running", "distance"),
        ("rowing", "distance"),
    ],
)
def test_measures(exercise_id, measure):
    assert catalogue()[exercise_id].measure == measure


def test_ids_and_names_are_unique_and_variants_have_a_base():
    rows = read_table("catalogue.csv")
    assert len({row["id"] for row in rows}) == len(rows) == len(catalogue())
    assert len({row["name"] for row in rows}) == len(rows)
    assert set(families().values()) <= set(catalogue())
    assert all(families()[base] == base for base in families().values())


@pytest.mark.parametrize(
    ("name", "measure", "pattern", "equipment"),
    [
        ("Garage cable curl thing", "load", "curl", "cable"),
        ("bosu squat", "load", "squat", "barbell"),
        ("dumbbell wobble press", "load", "horizontal_press", "dumbbell"),
        ("weird plank", "time", "core", "bodyweight"),
        ("frobnicator", "load", "other", "other"),
    ],
)
def test_an_own_exercise_is_guessed_from_its_words(name, measure, pattern, equipment):
    draft = own_exercise(name)
    assert draft.id == ""
    assert draft.name == name[0].upper() + name[1:]
    assert (draft.measure, draft.pattern, draft.equipment) == (measure, pattern, equipment)


def test_every_model_of_an_own_exercise_exists():
    assert {exercise_id for _, exercise_id in LIKE} <= set(catalogue())
    # a word that never survives folding would make its line dead
    assert all({word.text for word in read_words(words)} == set(words.split()) for words, _ in LIKE)


def test_an_unknown_exercise_is_not_sent_to_failure():
    assert not own_exercise("frobnicator").safe_to_fail
    assert not own_exercise("frobnicator machine").safe_to_fail
