"""What the sets of a superset teach: what was lifted, nothing of rest, calls or strength lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.records import Exposure
from core.training.ability.state import Ability, assess
from core.training.effort.calibration import proofs
from core.training.effort.call_checks import calls_outgrown, calls_told
from core.training.effort.under_effort import under_effort
from core.training.next_set import advise_next
from core.training.prediction.from_log import done_of, past_of
from core.training.target import next_target, planned_target
from tests.training_logs import BENCH, LEG_EXTENSION, SQUAT, after, lifter, log

USUAL = "\n".join(f"2026-{month:02d}-03 80x8@2 80x8@1 80x7@1" for month in range(1, 7))


def paired(exposures: Sequence[Exposure], last: int | None = None) -> list[Exposure]:
    """The same sessions, the last ones of them (else all) done in supersets."""
    since = 0 if last is None else len(exposures) - last
    return [
        Exposure(each.session_at, tuple(replace(one, superset=True) for one in each.sets))
        if place >= since
        else each
        for place, each in enumerate(exposures)
    ]


def able(exposures: Sequence[Exposure]) -> Ability:
    found = assess(exposures, lifter(), after(list(exposures), days=7), 10, next_day=True)
    assert found is not None
    return found


def test_flat_sets_of_a_superset_prove_no_under_effort() -> None:
    held = log(
        "\n".join(f"2026-{month:02d}-03 60x12@0 60x12@0 60x12@0" for month in (1, 2, 3)),
        LEG_EXTENSION,
    )
    assert under_effort(held, LEG_EXTENSION)
    assert not under_effort(paired(held), LEG_EXTENSION)


def test_sets_that_lose_much_in_a_superset_say_nothing_of_calls() -> None:
    sets = log("2026-11-01 80x8@4 80x6@4 80x5@4")
    assert calls_told(sets[-1].sets) is not None
    assert calls_told(paired(sets)[-1].sets) is None
    proof = log("2026-11-01 80x8@2 80x8@2 80x4f")
    assert proofs(proof, BENCH)
    assert not proofs(paired(proof), BENCH)


def test_a_load_that_rose_within_supersets_contradicts_no_call() -> None:
    rose = log("2026-11-01 60x10@4 60x10@4 60x10@4\n2026-11-08 80x5@4 80x5@4 80x5@4")
    assert calls_outgrown(rose, BENCH) is not None
    assert calls_outgrown(paired(rose, last=1), BENCH) is None


@pytest.mark.parametrize("sets", ["80x8@2 80x4@0 80x3f", "80x8@2 80x4@0 80x3@0"])
def test_a_hard_superset_takes_nothing_of_what_can_be_lifted(sets: str) -> None:
    before, plain = log(USUAL), log(f"{USUAL}\n2026-07-03 {sets}")
    as_before = log(f"{USUAL}\n2026-07-03 80x8@2")
    alone, done = able(plain), able(paired(plain, last=1))
    assert alone.log_capacity < done.log_capacity
    assert done.log_capacity == pytest.approx(able(as_before).log_capacity)
    assert done.loss == able(as_before).loss
    assert done.bias == pytest.approx(able(as_before).bias)
    assert done.proofs == able(before).proofs


def test_more_than_expected_in_a_superset_counts() -> None:
    few, many = (log(f"{USUAL}\n2026-07-03 80x8@2 {sets}") for sets in ("80x7@1", "80x12@1"))
    assert able(paired(many, last=1)).log_capacity > able(paired(few, last=1)).log_capacity
    assert able(paired(many, last=1)).loss == able(paired(few, last=1)).loss


def test_the_next_set_of_a_superset_follows_the_one_before_it() -> None:
    sessions = paired(log(f"{USUAL}\n2026-06-10 80x8@2 80x4@0"), last=1)
    advised = advise_next(sessions, lifter(), planned_target(sessions, lifter()))
    assert advised is not None
    assert advised.load.milli < 80_000 or (advised.reps_low or 0) <= 4


def test_short_supersets_take_no_load_off() -> None:
    misses = "2026-06-03 100x5@1 100x4@0 100x3@0\n2026-06-10 100x5@1 100x4@0 100x3@0"
    fives = "\n".join(f"2026-05-{day:02d} 100x5@2 100x5@2 100x5@1" for day in (6, 13, 20, 27))
    plain = log(f"{fives}\n{misses}", SQUAT)
    pairs = paired(plain, last=2)
    who = lifter(SQUAT)
    assert next_target(plain, who, after(plain, days=7)).load.milli < 100_000
    assert next_target(pairs, who, after(pairs, days=7)).load.milli == 100_000


def test_later_sets_of_a_superset_are_no_pattern_to_predict_by() -> None:
    sessions = paired(log("2026-11-01 80x8@2 80x4@0 80x3@0"))
    assert [each.number for each in past_of(sessions, lifter())[0].sets] == [1]
    assert [each.number for each in done_of(sessions[0].sets, lifter())] == [1, 2, 3]
