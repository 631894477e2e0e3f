"""What counted repetitions say of calls before any set went to failure."""

from __future__ import annotations

from copy import deepcopy

import pytest

from core.training.ability.fatigue import CALL_SPREAD, loss_to_next, mean_effort, mean_loss
from core.training.ability.forecast import ability_of
from core.training.effort.call_belief import CallBelief, Called
from core.training.effort.reserve import bias as usual_bias
from core.training.effort.reserve import is_leg_press, under_calling
from core.training.target import next_target
from tests.training_logs import BENCH, after, lifter, log

USUAL = 0.3


def state(*sessions: str, of=None):
    """The ability after sessions three days apart."""
    who = of or lifter()
    days = [f"2026-11-{1 + 3 * number:02d} {sets}" for number, sets in enumerate(sessions)]
    exposures = log("\n".join(days))
    found = ability_of(exposures, who, after(exposures, days=2))
    assert found is not None
    return found


VARYING = ["75x8@1 75x8@1 75x8@1", "75x10@1 75x10@1 75x9@1", "75x7@1 75x9@1 75x8@1"] * 2


def test_sets_that_vary_and_never_fail_were_not_near_failure() -> None:
    """Calls of 1 in sets that differ by three repetitions: there were more left in most."""
    steady = state(*["75x10@1 75x9@1 75x8@1"] * 6)
    varying = state(*VARYING)
    assert varying.bias > steady.bias + 0.2
    assert steady.bias < 1.0
    assert varying.bias_spread < 1.0


def test_calls_far_from_failure_prove_nothing_by_not_failing() -> None:
    """Two left speaks, three left does not."""
    near = [each.replace("@1", "@2") for each in VARYING]
    far = [each.replace("@1", "@3") for each in VARYING]
    assert state(*far).bias < state(*near).bias


def test_strength_stops_far_from_failure_so_nothing_is_proved() -> None:
    assert state(*VARYING, of=lifter(goal="strength")).bias < state(*VARYING).bias - 0.3


def test_a_set_to_failure_outranks_what_was_believed() -> None:
    """From the first set to failure on, only those teach (R9)."""
    failed = state(*VARYING, "75x9@1 75x8f")
    later = state(*VARYING, "75x9@1 75x8f", *VARYING[:3])
    assert failed.bias < state(*VARYING).bias
    assert later.bias == pytest.approx(failed.bias, abs=0.05)


def test_sets_called_alike_that_lose_much_were_nearer_to_failure() -> None:
    """10, 8, 6 all called 2: the sets were near failure, and the load does not go up."""
    losing = state(*["75x10@2 75x8@2 75x6@2"] * 4)
    usual = state(*["75x10@2 75x9@2 75x8@2"] * 4)
    assert losing.bias < 0 < usual.bias
    exposures = log("\n".join(f"2026-11-{d:02d} 75x10@2 75x8@2 75x6@2" for d in (1, 4, 7, 10)))
    assert next_target(exposures, lifter(), after(exposures, days=2)).load.milli < 75_000


def test_todays_losses_count_from_the_next_session_on() -> None:
    """So that a repetition more in a first set never counts against the load."""
    before = "75x10@2 75x9@2 75x8@2"
    assert state(before, "75x12@2 75x8@2 75x6@2").bias >= state(before, before).bias - 0.05


def test_more_repetitions_in_a_first_session_are_never_less() -> None:
    found = [state(f"32.5x{n}@0 32.5x9@0").log_capacity for n in (8, 9, 10, 11, 12)]
    assert found == sorted(found)


def test_the_belief_starts_as_what_is_known_and_stays_bounded() -> None:
    belief = CallBelief(USUAL, 1.2**2)
    mean, variance = belief.weighed(BENCH)
    assert mean == pytest.approx(USUAL, abs=0.05)
    assert variance == pytest.approx(1.2**2, rel=0.1)
    for _ in range(200):
        belief.done(-4.0, 1.0, USUAL, 0.5)
        belief.sets = [Called(75, 8, 1.3, 150, 0.026, 0.02, True)] * 3
        mean, variance = belief.weighed(BENCH)
    assert USUAL < mean <= 4.0
    assert variance >= 0.3**2  # never sure (R25)


@pytest.mark.parametrize(("per_bias", "moved"), [(0.5, False), (0.51, True)])
def test_a_set_that_hangs_on_no_bias_says_nothing_of_it(per_bias: float, moved: bool) -> None:
    belief = CallBelief(USUAL, 1.2**2)
    belief.done(-1.0, per_bias, USUAL, 0.8)
    assert (belief.weighed(BENCH)[0] > USUAL + 0.1) == moved


def test_losses_are_the_mean_over_what_a_call_may_have_meant() -> None:
    sure, near = loss_to_next(10, 1.0, 150, 1), mean_loss(10, 1.0, 150, 1)
    assert near > sure  # the cost bends near failure
    assert mean_loss(10, 0.0, 150, 1) == loss_to_next(10, 0.0, 150, 1)
    assert mean_loss(10, 5.0, 150, 1) == pytest.approx(loss_to_next(10, 5.0, 150, 1))
    costs = [mean_effort(left / 10) for left in range(-30, 80)]
    assert costs == sorted(costs, reverse=True)
    assert (costs[0], costs[-1]) == (1.0, pytest.approx(0.27))
    assert CALL_SPREAD == 1.0  # the table is made for it


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("n", [5, 12, 12.5, 14, 16, 20])
def test_under_calling_is_the_published_bias_without_its_mean(n: float, first: bool) -> None:
    fixed, grows = under_calling(n, first)
    for call in (0.0, 1.0, 3.0):
        meant = call + usual_bias(call, n, first) - USUAL
        assert fixed + grows * call == pytest.approx(meant)


@pytest.mark.parametrize(("name", "found"), [("Leg Press", True), ("Hack squat", False)])
def test_leg_presses_are_known_by_name(name: str, found: bool) -> None:
    assert is_leg_press(name) is found


def a_session(*reps: float) -> list[Called]:
    return [Called(100.0, each, 1.0, 150, 0.03, 0.03, True) for each in reps]


def test_losses_are_weighed_once_for_all_copies_and_anew_for_the_next_session() -> None:
    """Each belief ends two sessions; others that were copied from it did so before."""
    belief = CallBelief(USUAL, 1.4)
    for reps in ((8, 7, 6), (9, 8, 8), (8, 6, 5)):
        belief.sets = a_session(*reps)
        alone = deepcopy(belief)
        alone.losses = []
        copies = [belief.copy(), belief.copy()]
        told = alone.weighed(BENCH)
        assert [each.weighed(BENCH) for each in copies] == [told, told]
        assert belief.weighed(BENCH) == told
        assert [each.shares for each in copies] == [alone.shares] * 2 == [belief.shares] * 2
        assert copies[0].weights == alone.weights
        assert copies[0].shares is not copies[1].shares
