"""The repetition range is a fold over the whole log, however much of it is in view."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from core.records import Exposure, Load, LoggedSet
from core.store.engine import Store
from core.training.exercise_sessions import sessions as exercise_sessions
from core.training.progression.rep_range import GAP_DAYS, folded, repetition_range
from tests.core.handlers.training_chat import MONDAY, Talk
from tests.training_logs import BENCH, LATERAL_RAISE, START, lifter, log


def any_log(chance: random.Random, sessions: int) -> list[Exposure]:
    """Sessions of three sets at loads and repetitions that wander."""
    found, at, load, reps = [], START, 60_000, chance.randint(4, 16)
    for number in range(sessions):
        at += timedelta(days=chance.choice((2, 3, 4, 4, 7, GAP_DAYS - 1, GAP_DAYS)))
        load = max(20_000, load + chance.choice((-2500, 0, 0, 0, 2500)))
        reps = min(25, max(1, reps + chance.choice((-2, -1, 0, 0, 0, 1, 2))))
        sets = tuple(
            LoggedSet(
                BENCH.id, Load(load, "kg"), max(1, reps - drop), at + timedelta(minutes=3 * drop),
                "", rir_tenths=chance.choice((None, 0, 10, 20, 40)), id=f"s{number}{drop}",
                session_at=at,
            )
            for drop in range(3)
        )  # fmt: skip
        found.append(Exposure(at, sets))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_a_window_with_what_was_before_it_says_what_the_whole_log_does(seed: int) -> None:
    chance = random.Random(seed)
    past = exercise_sessions(any_log(chance, 40), BENCH.measure)
    who = lifter(chance.choice((BENCH, replace(LATERAL_RAISE, id=BENCH.id))))
    for view in (1, 16):
        before = replace(who, range_before=folded(past[:-view], who))
        assert repetition_range(past[-view:], before) == repetition_range(past, who)
        assert repetition_range(past, before) == repetition_range(past, who)  # none counts twice


@pytest.mark.parametrize(("days", "kept"), [(GAP_DAYS - 1, True), (GAP_DAYS, False)])
def test_eight_weeks_off_begin_anew(days: int, kept: bool) -> None:
    who = lifter(BENCH)
    past = log("2026-01-01 60x17@1\n2026-01-04 60x17@1\n2026-01-07 60x17@1")
    assert repetition_range(exercise_sessions(past, "load"), who) == (16, 18)
    at = past[-1].session_at + timedelta(days=days)
    (new,) = log("2026-01-10 60x9@1")
    later = [*past, Exposure(at, tuple(replace(s, at=at, session_at=at) for s in new.sets))]
    assert (repetition_range(exercise_sessions(later, "load"), who) == (16, 18)) is kept


async def ceiling(talk: Talk) -> int:
    """The top of the range that the next bench press is asked for."""
    result = (await talk.say("next bench")).result
    assert result is not None
    (target,) = result["targets"]  # type: ignore[misc]
    return int(target["reps_high"])


async def test_the_range_stays_when_what_set_it_is_out_of_view(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    for day in range(3):
        talk.go(MONDAY.isoformat())
        talk.go(timedelta(days=3 * day))
        await talk.say("bench 50x17,17,17 rir1")
    talk.go(timedelta(hours=6))
    assert await ceiling(talk) == 18
    for day in range(3, 24):  # every session heavier: nothing in view agrees on anything
        talk.go(MONDAY.isoformat())
        talk.go(timedelta(days=3 * day))
        await talk.say(f"bench {50 + 2.5 * (day - 2)}x15,15,15 rir1")
    talk.go(timedelta(hours=6))
    assert await ceiling(talk) == 18
    for number in (1, 2, 3):  # of what set it a session is gone: the fold is done again
        await talk.say(f"delete @s{number}")
    assert await ceiling(talk) != 18
