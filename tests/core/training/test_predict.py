"""What is expected of a set: from one's own log, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random

import pytest

from core.records import Load
from core.training.prediction import model as trees
from core.training.prediction.features import KEYS, Done, Past, clues, nearest
from core.training.prediction.from_log import Asked, expected, lifted_kg, past_of
from core.training.prediction.model import LEVELS
from core.training.prediction.predict import (
    NEWCOMER,
    Prediction,
    predict,
    predict_at,
    predict_to_failure,
    why,
)
from tests.training_logs import PULL_UP, START, lifter, log


def session(day: float, *sets: str) -> Past:
    """Sets as "100x8", "100x8@2" (two in reserve) or "100x8f" (failed)."""
    return Past(day, tuple(done(text, number) for number, text in enumerate(sets, start=1)))


def done(text: str, number: int) -> Done:
    failed = text.endswith("f")
    body, _, left = text.removesuffix("f").partition("@")
    load, reps = body.split("x")
    known = 0.0 if failed else float(left) if left else None
    return Done(float(load), float(reps), number, known, failed)


def weeks(count: int, *sets: str, every: float = 7) -> list[Past]:
    return [session(index * every, *sets) for index in range(count)]


def wandering(count: int, seed: int = 1) -> list[Past]:
    """Somebody who trains near failure: repetitions come and go."""
    chance = Random(seed)
    reps = [[9 + chance.randint(-1, 2), 8 + chance.randint(-1, 1), 7 + chance.randint(-1, 1)]
            for _ in range(count)]  # fmt: skip
    return [session(i * 4, *(f"80x{each}" for each in row)) for i, row in enumerate(reps)]


def width(told: Prediction) -> float:
    return told.wide[1] - told.wide[0]


def test_fixed_repetitions_stay_fixed() -> None:
    past = weeks(8, *["100x5"] * 5)
    for number in range(1, 6):
        today = [done("102.5x5", place) for place in range(1, number)]
        told = predict(past, today, 102.5, number, 56)
        assert round(told.reps) == 5
        assert 0.03 < told.likely[1] - told.likely[0] < 1


def test_a_good_day_is_carried_to_the_next_set() -> None:
    past = wandering(8)
    good, bad = (predict(past, [done(f"80x{reps}", 1)], 80, 2, 32).reps for reps in (12, 6))
    assert good > bad + 1.5


def test_the_set_number_counts() -> None:
    past = weeks(8, "80x12", "80x10", "80x8")
    first = predict(past, [], 80, 1, 56).reps
    third = predict(past, [done("80x12", 1), done("80x10", 2)], 80, 3, 56).reps
    assert first > third + 2


def test_more_load_fewer_repetitions() -> None:
    past = wandering(8)
    assert predict(past, [], 90, 1, 32).reps < predict(past, [], 80, 1, 32).reps


@pytest.mark.parametrize(
    ("unsure", "load", "day"),
    [
        ([], 80, 32),
        (wandering(8)[-1:], 80, 32),
        (wandering(8), 80, 32 + 400),
        (wandering(8), 160, 32),
        (wandering(8), 20, 32),
    ],
    ids=["nothing", "one session", "a year off", "twice the load", "a quarter of the load"],
)
def test_it_knows_when_it_does_not_know(unsure: Sequence[Past], load: float, day: float) -> None:
    sure = predict(wandering(8), [], 80, 1, 32)
    assert width(predict(unsure, [], load, 1, day)) > width(sure) + 0.5


def test_far_loads_follow_the_curve() -> None:
    past = wandering(8)
    assert predict(past, [], 400, 1, 32, chosen=False).reps == 0
    assert predict(past, [], 10, 1, 32, chosen=False).reps > 20


@pytest.mark.parametrize(("near", "far"), [(110, 400), (41, 10)])
def test_a_far_load_that_was_taken_is_doubted_but_possible(near: float, far: float) -> None:
    """Another machine or another unit: the log of the lift says little of it."""
    past = wandering(8)
    told = predict(past, [], far, 1, 32)
    assert told.reps >= 1
    assert told.reps == pytest.approx(predict(past, [], near, 1, 32).reps, abs=4)
    assert width(told) > width(predict(past, [], 80, 1, 32)) + 1


def test_a_newcomer_gets_the_prior() -> None:
    assert predict([], [], 60, 1, 0).levels == NEWCOMER
    assert predict_to_failure([], [], 60, 1, 0).reps > NEWCOMER[4]


def test_on_the_first_day_the_earlier_sets_count() -> None:
    told = predict([], [done("60x15", 1)], 60, 2, 0)
    assert told.reps > NEWCOMER[4] + 1
    assert told.anchor == done("60x15", 1)


def test_unknown_effort_is_never_failure() -> None:
    unknown, failed = weeks(8, *["80x8"] * 3), weeks(8, *["80x8f"] * 3)
    to_failure = predict_to_failure(unknown, [], 80, 1, 56)
    assert to_failure.reps > predict_to_failure(failed, [], 80, 1, 56).reps + 0.5
    assert width(to_failure) > width(predict_to_failure(failed, [], 80, 1, 56)) + 1


def test_known_reserve_is_counted() -> None:
    told = predict_to_failure(weeks(8, *["80x8@3"] * 3), [], 80, 1, 56)
    assert told.reps == pytest.approx(11, abs=0.6)


def test_one_set_to_failure_outweighs_many_unknown() -> None:
    past = [*weeks(6, *["80x8"] * 3), session(42, "80x14f")]
    assert predict_to_failure(past, [], 80, 1, 49).reps > 11


def test_bias_moves_calls_but_not_failure() -> None:
    called, failed = weeks(8, *["80x8@2"] * 3), weeks(8, *["80x8f"] * 3)
    plain = predict_to_failure(called, [], 80, 1, 56).reps
    assert predict_to_failure(called, [], 80, 1, 56, bias=1.5).reps == pytest.approx(
        plain + 1.5, abs=0.3
    )
    assert predict_to_failure(failed, [], 80, 1, 56, bias=1.5) == predict_to_failure(
        failed, [], 80, 1, 56
    )


def test_a_reserve_is_left() -> None:
    told = predict_to_failure(weeks(8, *["80x8f"] * 3), [], 80, 1, 56)
    left = predict_at(told, 2)
    assert left.reps == pytest.approx(told.reps - 2)
    assert predict_at(told, 50).levels == (0.0,) * len(LEVELS)


@pytest.mark.parametrize("seed", range(12))
def test_levels_are_in_order_and_chances_fall(seed: int) -> None:
    chance = Random(seed)
    past = wandering(chance.randint(1, 8), seed)
    today = [done(f"80x{chance.randint(5, 12)}", n) for n in range(1, chance.randint(1, 4))]
    load = 80 * chance.choice([0.3, 0.8, 1, 1.1, 2])
    for how in (predict, predict_to_failure):
        told = how(past, today, load, len(today) + 1, chance.choice([33, 60, 500]))
        assert list(told.levels) == sorted(told.levels)
        chances = [told.chance(reps) for reps in range(31)]
        assert chances == sorted(chances, reverse=True)
        assert all(0.01 <= each <= 0.99 for each in chances)


def test_the_middle_has_an_even_chance() -> None:
    told = Prediction(8.0, tuple(range(4, 13)))
    assert told.chance(8.5) == pytest.approx(0.5)
    assert (told.chance(1), told.chance(20)) == (0.99, 0.01)
    assert told.chance(6.5) == pytest.approx(1 - LEVELS[2])


def test_only_the_recent_past_is_looked_at() -> None:
    recent = [Past(each.day + 9000, each.sets) for each in wandering(8)]
    long = [*weeks(1000, "40x20", "200x1"), *recent]
    assert predict(long, [], 80, 1, 9032) == predict(recent, [], 80, 1, 9032)
    assert predict_to_failure(long, [], 80, 1, 9032) == predict_to_failure(recent, [], 80, 1, 9032)


def test_any_unit_does() -> None:
    kg = wandering(6)
    lb = [Past(s.day, tuple(replace(each, load=each.load * 2.2046) for each in s.sets)) for s in kg]
    one, two = predict(kg, [], 85, 1, 30), predict(lb, [], 85 * 2.2046, 1, 30)
    assert one.levels == pytest.approx(two.levels)


def test_why_adds_up() -> None:
    past, today = wandering(8), [done("80x5", 1)]
    told = why(past, today, 80, 2, 32)
    assert told is not None
    moved = told.by_load_and_habit + told.by_older_sessions + told.by_today
    assert told.anchor.reps + moved == pytest.approx(told.prediction.reps)
    assert told.anchor == past[-1].sets[1]
    assert told.by_today < -2
    assert why([], [], 80, 1, 0) is None


@pytest.mark.parametrize(
    ("load", "number", "expected_set"),
    [(100, 1, "100x8"), (100, 3, "100x7"), (91, 1, "90x9"), (300, 1, "100x8")],
)
def test_nearest_goes_by_load_then_number(load: float, number: int, expected_set: str) -> None:
    sets = session(0, "100x8", "90x9", "100x7").sets
    found = nearest(sets, load, number)
    assert f"{found.load:g}x{found.reps:g}" == expected_set


def test_a_clue_for_every_key() -> None:
    assert len(clues(wandering(3), [], 80, 1, 20)) == len(KEYS)
    assert len(clues(wandering(3), [done("80x8", 1)], 80, 2, 20)) == len(KEYS)


def walked(node: trees.Node, seen: Sequence[float]) -> float:
    """The leaf that clues lead to, node by node."""
    while isinstance(node, tuple):
        clue, threshold, below, above = node
        node = below if seen[clue] <= threshold else above
    return float(node)


def grown(random: Random, thresholds: Sequence[Sequence[float]], depth: int) -> trees.Node:
    """A tree made up; its leaves are whole steps of -63 to 63."""
    if depth == 0 or random.random() < 0.1:
        return float(random.choice((-63, 63, random.randint(-63, 63))))
    clue = random.randrange(len(thresholds))
    below, above = (grown(random, thresholds, depth - 1) for _ in range(2))
    return (clue, random.choice(thresholds[clue]), below, above)


def model_of(*sets: Sequence[trees.Node], thresholds: Sequence[Sequence[float]]) -> trees.Model:
    """A model of packed trees: of the move, and of the usual error."""
    move, error = (trees.pack(each, thresholds) for each in sets)
    return trees.model_of({"thresholds": thresholds, "move": move, "error": error, "spreads": {}})


def test_trees_are_added_as_if_they_were_walked() -> None:
    """At each threshold, under and over it, and where nothing is known."""
    random = Random(154)
    thresholds = [[-2.0, 0.0, 0.5], [1.0], [-7.5, 3.0, 4.0, 5.0]]
    moves = [63.0, *(grown(random, thresholds, 6) for _ in range(40))]
    errors = [63.0, *(grown(random, thresholds, 3) for _ in range(5))]
    model = model_of(moves, errors, thresholds=thresholds)
    at = [sorted({*each, *(x + 0.1 for x in each), -1000.0, 900.0}) for each in thresholds]
    for seen in product(*at):
        found = model.trees.sums(seen)
        told = [sum(walked(each, seen) for each in every) for every in (errors, moves)]
        assert found == pytest.approx(told, abs=1e-9), seen
        assert model.trees.sums(seen) == found


def test_packed_trees_are_the_same_trees() -> None:
    """Leaves are kept to a 126th of the largest, thresholds as they are."""
    two = [(0, 5.0, 1.0, (1, 2.5, -6.3, 0.04)), 0.5]
    model = model_of(two, [], thresholds=[[1.0, 5.0], [-3.0, 2.5]])
    told = [model.trees.sums(seen) for seen in ((5.0, 3.0), (5.1, 2.5), (5.1, 2.6))]
    assert [error for error, _ in told] == [0.0, 0.0, 0.0]
    assert [move for _, move in told] == [
        pytest.approx(1.5), pytest.approx(-5.8), pytest.approx(0.5),
    ]  # fmt: skip


@pytest.mark.parametrize("thresholds", [[[0.0]] * 256, [[float(each) for each in range(256)]]])
def test_more_than_a_byte_counts_is_not_packed(thresholds: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="255"):
        trees.pack([], thresholds)
    trees.pack([], [thresholds[0][:255]] * min(len(thresholds), 255))


@pytest.mark.parametrize(
    ("error", "spread"), [(0, [-1]), (1, [-1]), (2, [-2]), (3, [-3]), (9, [-3])]
)
def test_spread_between_two_rows(error: float, spread: list[float]) -> None:
    assert trees.quantiles([[1, -1], [3, -3]], error) == spread


def test_the_shipped_constants_speak_of_these_clues() -> None:
    import json
    from importlib.resources import files

    told = json.loads((files("core.training.prediction") / "model.json").read_text("utf-8"))
    assert told["clues"] == list(KEYS)
    for bands in told["spreads"].values():
        assert len(bands) == len(trees.BANDS) + 1
        assert all(len(row) == len(LEVELS) + 1 for rows in bands for row in rows)


def test_from_the_log_of_the_bot() -> None:
    told = log("""
        2026-11-01 60x5w 80x10@2 80x9@1 80x8f 60x12d
        2026-11-04 80x10@2 80x9@1 80x9f
    """)
    past = past_of(list(reversed(told)), lifter())
    assert [len(each.sets) for each in past] == [3, 3]
    assert [each.left for each in past[0].sets] == [2, 1, 0]
    at = START + timedelta(days=8)
    usual = expected(lifter(), told, (), Load(80_000), at)
    failure = expected(lifter(), told, (), Load(80_000), at, Asked(0))
    assert failure.reps - usual.reps == pytest.approx(2, abs=0.8)
    assert expected(lifter(), told, (), Load(80_000), at, Asked(2)).reps == pytest.approx(
        failure.reps - 2
    )


def test_rest_where_known_moves_a_later_set_a_little() -> None:
    told = log("""
        2026-11-01 80x10@2 80x9@1 80x8f
        2026-11-04 80x10@2 80x9@1 80x9f
        2026-11-08 80x10@2
    """)
    at = told[-1].session_at + timedelta(minutes=10)

    def after(rest_s: float | None, today: int = 1) -> float:
        sets = told[-1].sets[:today]
        return expected(lifter(), told[:-1], sets, Load(80_000), at, Asked(0, rest_s=rest_s)).reps

    assert after(60) < after(140) < after(400)
    assert after(140) == pytest.approx(after(None))
    assert after(400) - after(60) < 1
    assert after(400, today=0) == after(None, today=0)


def test_the_body_is_lifted_too() -> None:
    heavy = lifter(PULL_UP, bodyweight=Load(90_000))
    assert lifted_kg(Load(10_000), heavy) == pytest.approx(100)
    assert lifted_kg(Load(-200_000), heavy) == 1
