"""Both sides of borders that nothing else holds; `mutants/table.py` moves each and must fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from training_logs import BENCH, LATERAL_RAISE, after, lifter, log

from core.records import Load, Pain, SetDraft
from core.training.effort import call_shift
from core.training.next_set import advise_next
from core.training.plates import same_load
from core.training.plausible import implausible
from core.training.target import next_target
from core.training.verdict import judge

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
THREE = "100x8@2 100x8@2 100x8@1"


# --- pain -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "advised"), [(timedelta(0), False), (SECOND, True)])
def test_no_next_set_after_pain_in_this_session(before: timedelta, advised: bool) -> None:
    sessions = log("2026-11-01 100x8@2")
    who = lifter(pains=(Pain(BENCH.id, sessions[-1].session_at - before, "shoulder"),))
    assert (advise_next(sessions, who, None) is not None) is advised


@pytest.mark.parametrize(("sessions_since", "held"), [(1, True), (2, False)])
def test_pain_holds_until_two_sessions_without(sessions_since: int, held: bool) -> None:
    days = "\n".join(f"2026-11-{2 + 3 * number:02} {THREE}" for number in range(sessions_since))
    sessions = log(f"2026-10-30 {THREE}\n{days}")
    who = lifter(pains=(Pain(BENCH.id, sessions[0].sets[-1].at + MINUTE, "shoulder"),))
    found = next_target(sessions, who, after(sessions, days=2))
    assert ("R46" in found.reason.rules) is held


@pytest.mark.parametrize(("days", "stands"), [(90, True), (91, False)])
def test_a_report_of_pain_stands_for_90_days(days: int, stands: bool) -> None:
    sessions = log(f"2026-08-01 {THREE}\n2026-10-25 {THREE}")
    report = sessions[0].sets[-1].at + MINUTE
    who = lifter(pains=(Pain(BENCH.id, report, "shoulder"),))
    found = next_target(sessions, who, report + days * DAY)
    assert ("R46" in found.reason.rules) is stands


@pytest.mark.parametrize(("days", "most"), [(42, 105_000), (43, 110_000)])
def test_loads_return_by_a_twentieth_after_pain(days: int, most: int) -> None:
    easy = "100x20@4+ 100x20@4+ 100x20@4+"
    sessions = log(f"2026-11-01 {easy}\n2026-11-04 {easy}\n2026-11-07 {easy}")
    hurt = Pain(BENCH.id, sessions[-1].session_at - days * DAY, "shoulder")
    who = lifter(pains=(replace(hurt, ended_at=hurt.at + MINUTE),))
    found = next_target(sessions, who, after(sessions, days=2))
    assert most - 2_500 <= found.load.milli <= most


# --- loads ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("other", "same"), [(1008, True), (1009, False), (992, True)])
def test_loads_are_the_same_within_0_8_percent(other: int, same: bool) -> None:
    assert same_load(1000, other) is same
    assert same_load(other, 1000) is same


@pytest.mark.parametrize(("load", "kind"), [("95", "hard"), ("94", "on_target")])
def test_too_few_repetitions_are_held_against_loads_from_95_percent(load: str, kind: str) -> None:
    before = log(f"2026-11-01 {THREE}\n2026-11-04 {THREE}")
    planned = next_target(before, lifter(), after(before, days=2))
    planned = replace(planned, load=Load(100_000), reps_low=8, reps_high=12)
    sessions = [*before, *log(f"2026-11-07 {load}x5@1")]
    assert judge(sessions[-1].sets[-1], sessions, lifter(), planned=planned).kind == kind


def test_a_target_goes_up_by_a_tenth_at_most() -> None:
    sessions = log("2026-11-01 100x20@4+ 100x20@4+ 100x20@4+")
    found = next_target(sessions, lifter(), after(sessions, days=2))
    assert 107_500 <= found.load.milli <= 110_000


@pytest.mark.parametrize(("now", "then"), [(8, 10), (6, 6)])
def test_one_step_of_a_target_is_a_quarter_at_most(now: int, then: int) -> None:
    sessions = log(f"2026-11-01 {now}x25@4+ {now}x25@4+ {now}x25@4+", LATERAL_RAISE)
    found = next_target(sessions, lifter(LATERAL_RAISE), after(sessions, days=2))
    assert found.load == Load(then * 1000)


def test_a_next_set_goes_up_by_a_tenth_at_most() -> None:
    sessions = log("2026-11-01 100x25@4+")
    found = advise_next(sessions, lifter(), None)
    assert found is not None
    assert 107_500 <= found.load.milli <= 110_000


@pytest.mark.parametrize(("now", "then"), [(8, 10), (6, 6)])
def test_one_step_of_a_next_set_is_a_quarter_at_most(now: int, then: int) -> None:
    sessions = log(f"2026-11-01 {now}x25@4+", LATERAL_RAISE)
    found = advise_next(sessions, lifter(LATERAL_RAISE), None)
    assert found is not None
    assert found.load == Load(then * 1000)


@pytest.mark.parametrize(("load", "asked"), [(160_000, False), (160_001, True)])
def test_a_load_is_asked_about_beyond_1_6_times_the_heaviest(load: int, asked: bool) -> None:
    draft = SetDraft(BENCH.id, Load(load), 5, datetime(2026, 11, 1, tzinfo=UTC), "")
    found = implausible(draft, BENCH, Load(100_000), 3, 0)
    assert (found is not None) is asked


# --- time -----------------------------------------------------------------------------------------


def test_a_session_ends_after_four_hours() -> None:
    sessions = log(f"2026-11-01 {THREE}\n2026-11-04 {THREE}\n2026-11-07 70x5")
    under_way, over = (
        next_target(sessions, lifter(), after(sessions, hours=4) - early)
        for early in (SECOND, timedelta(0))
    )
    assert under_way != over


# --- effort -------------------------------------------------------------------------


@pytest.mark.parametrize(("proofs", "shift"), [(4, 0), (5, 2)])
def test_five_proofs_move_what_is_asked(proofs: int, shift: int) -> None:
    who = lifter(reserve_bias=3.0, reserve_spread=0.1, reserve_proofs=proofs)
    assert call_shift(who) == shift
