"""Attempts: they rise, the opener is as sure as it is said to be, and what a log cannot tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.records import Exposure, Lifter, Load, PrescribedSet, Reason
from core.training.ability.attempts import (
    HEAVY_DAYS,
    OPENER_CHANCE,
    OPENER_REPS,
    Attempts,
    attempts_of,
    chance_of,
    nearest_single,
    why_unknown,
)
from core.training.ability.forecast import ability_of
from core.training.ability.state import Ability
from core.training.curve import load_for
from core.training.exercise_sessions import sessions
from core.training.missed_attempts import following
from core.training.progression.exercise_state import exposures_since_return
from core.training.progression.layoff import layoff
from core.training.target import planned_target
from tests.training_logs import BENCH, SQUAT, lifter, log

HEAVY = "2026-11-02 140x5@2 140x5@2\n2026-11-09 145x4@2 145x4@2\n2026-11-16 150x3@2 150x3@2"
WHO = lifter(SQUAT)
NOW = datetime.fromisoformat("2026-11-23T18:00:00+00:00")


def able(exposures: list[Exposure], who: Lifter = WHO, now: datetime = NOW) -> Ability:
    found = ability_of(exposures, who, now)
    assert found is not None
    return found


def attempts(text: str, who: Lifter = WHO, *, meet: bool = True) -> Attempts:
    exposures = log(text, who.exercise)
    nearest = nearest_single(exposures, who, NOW)
    found = attempts_of(able(exposures, who), who, nearest, meet=meet)
    assert found is not None
    return found


@given(
    kg=st.integers(20, 160), reps=st.integers(1, 5), left=st.integers(0, 4),
    step=st.sampled_from([0, 1250, 5000]), imperial=st.booleans(),
)  # fmt: skip
def test_attempts_rise_and_the_opener_is_sure(kg, reps, left, step, imperial):
    unit = "lb" if imperial else "kg"
    who = replace(WHO, unit=unit, step=Load(step, unit) if step else None)
    lines = [f"2026-11-{day:02} {kg * 2.5}{unit}x{reps}@{left}" for day in (2, 9, 16)]
    exposures = log("\n".join(lines), SQUAT)
    ability = able(exposures, who)
    nearest = nearest_single(exposures, who, NOW)
    for meet in (True, False):
        found = attempts_of(ability, who, nearest, meet=meet)
        if found is None:
            continue
        loads = [each.load.milli for each in found.planned]
        chances = [each.chance for each in found.planned]
        assert loads == sorted(set(loads))
        assert chances == sorted(chances, reverse=True)
        assert chances[0] >= OPENER_CHANCE
        assert chance_of(ability, found.planned[0].load) >= chances[0]  # without the curve's doubt
        assert found.likely[0].milli <= found.likely[1].milli
        three = load_for(exp(ability.log_capacity), OPENER_REPS, SQUAT)
        assert found.planned[0].load.kg <= three + 0.01
        if meet:
            assert all(each % (5000 if imperial else 2500) == 0 for each in loads)


def test_a_meet_goes_by_its_own_steps_and_a_test_by_what_can_be_loaded():
    coarse = replace(WHO, step=Load(10_000))
    assert [e.load.milli % 10_000 for e in attempts(HEAVY, coarse, meet=False).planned] == [0] * 3
    assert any(e.load.milli % 10_000 for e in attempts(HEAVY, coarse).planned)


def test_far_from_a_single_there_is_more_doubt():
    near, far = attempts(HEAVY), log(HEAVY, SQUAT)
    wide = attempts_of(able(far), WHO, 9.0, meet=True)
    assert wide is not None
    assert wide.planned[0].load.milli < near.planned[0].load.milli
    assert wide.likely[1].milli - wide.likely[0].milli > (
        near.likely[1].milli - near.likely[0].milli
    )


def test_below_the_empty_bar_there_is_none():
    exposures = log("2026-11-02 20x1@0\n2026-11-09 20x1@0\n2026-11-16 20x1@0", BENCH)
    who = lifter(BENCH)
    assert attempts_of(able(exposures, who), who, 5.0, meet=True) is None


# --- what cannot be told --------------------------------------------------------------------------


def why(text: str, now: datetime = NOW) -> str | None:
    exposures = log(text, SQUAT)
    return why_unknown(exposures, ability_of(exposures, WHO, now), WHO, now)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (HEAVY, None),
        ("", "none"),
        ("2026-11-02 100x6@2\n2026-11-09 100x6@2\n2026-11-16 100x6@2", "light"),
        ("2026-11-02 100x6@2\n2026-11-09 100x6@2\n2026-11-16 110x5@2", None),
        ("2026-11-02 110x5\n2026-11-09 110x5\n2026-11-16 110x5", "unmarked"),
        ("2026-11-02 110x5@5\n2026-11-09 110x5@5\n2026-11-16 110x5@5", "unmarked"),
        ("2026-11-02 110x5@4\n2026-11-09 110x5\n2026-11-16 110x5", None),
        ("2026-11-02 110x5f\n2026-11-09 110x5\n2026-11-16 110x5", None),
        ("2026-11-09 110x5@2\n2026-11-16 110x5@2", "few"),
        ("2026-11-02 60x3w 100x8@2\n2026-11-09 100x8@2\n2026-11-16 100x8@2", "light"),
    ],
)
def test_what_a_log_cannot_tell(text, found):
    assert why(text) == found


def test_heavy_sets_tell_for_eight_weeks():
    last = datetime.fromisoformat("2026-11-16T18:00:00+00:00")
    assert why(HEAVY, last + timedelta(days=HEAVY_DAYS)) is None
    assert why(HEAVY, last + timedelta(days=HEAVY_DAYS + 1)) == "light"


# --- on the day -----------------------------------------------------------------------------------


def next_attempt(today: str) -> str:
    """What follows today's sets where 150, 160 and 165 are planned."""
    planned = tuple(PrescribedSet(Load(kg * 1000), 1, 1, rir=(0, 0)) for kg in (150, 160, 165))
    who = replace(WHO, prescribed=planned, sets_planned=3, because=Reason("target.attempts.meet"))
    exposures = log(f"{HEAVY}\n2026-11-21 {today}", SQUAT)
    found = following(exposures, who, planned_target(exposures, who))
    return "" if found is None else found.load.text


@pytest.mark.parametrize(
    ("today", "load"),
    [
        ("60x5w", "150"),
        ("100x3 130x1", "150"),  # on the way up
        ("150x1", "160"),
        ("150x0f", "150"),  # after a miss the same
        ("150x1 160x0f", "160"),
        ("150x1 160x0f 160x1", ""),  # three in all
        ("150x1 155x1", "160"),  # a smaller second, a smaller third
        ("150x1 162.5x1", "165"),
        ("150x1 167.5x1", "172.5"),  # beyond what was planned: as far up as planned
        ("150x1 160x1 165x1", ""),
        ("150x0f 150x0f 150x0f", ""),
        ("137.5x1", "150"),  # under 92 % of the opener
        ("140x1", "150"),  # no jump beyond the planned one
    ],
)
def test_next_attempt(today, load):
    assert next_attempt(today) == load


# --- weeks that say nothing of progress are no lay-off --------------------------------------------


def test_sessions_left_out_of_progress_are_no_break():
    exposures = log(
        "2026-11-02 140x5@2\n2026-11-09 140x5@2\n2026-11-16 150x1@2\n2026-11-23 150x1@2\n"
        "2026-11-30 150x1@2\n2026-12-07 160x1@1\n2026-12-10 140x5@2",
        SQUAT,
    )
    easy = frozenset(each.session_at for each in exposures[2:6])
    past = [e for e in sessions(exposures, "load") if e.at not in easy]
    assert exposures_since_return(past, WHO.zone) == 1
    assert exposures_since_return(past, WHO.zone, easy) == 0
    now = exposures[-1].session_at
    assert layoff(past[:-1], WHO, now) is not None
    assert layoff(past[:-1], replace(WHO, easy_sessions=easy), now) is None
