"""A target that is asked for again is not worked out again, and never given to another question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.records import Bodyweight, Load
from core.training import target as targets
from core.training.ability import state as states
from core.training.ability.forecast import ability_of
from core.training.curve import estimated_max, strongest
from core.training.exercise_sessions import sessions
from core.training.prediction import from_log
from core.training.progression import rep_range, scheme
from core.training.progression.rep_range import folded
from core.training.progression.scheme import scheme_of
from core.training.remembered import OfSessions, Remembered
from core.training.target import planned_after
from tests.training_logs import PULL_UP, SQUAT, after, lifter, log

TEXT = "2026-01-01 100x8@2 100x8@2 100x8@1\n2026-01-04 100x8@2 100x8@2 100x8@1"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(targets, "_KEPT", OfSessions(8, 800))
    monkeypatch.setattr(rep_range, "_RANGES", OfSessions(8, 800))
    monkeypatch.setattr(scheme, "_SCHEMES", OfSessions(8, 800))


def asked(text=TEXT, who=None, **gap):
    exposures = log(text)
    return planned_after(
        sessions(exposures, "load"), who or lifter(), after(exposures, **(gap or {"days": 1}))
    )


def test_the_same_question_is_answered_once(monkeypatch):
    first = asked()
    monkeypatch.setattr(targets, "_work_out", None)  # would fail where it is called
    assert asked() is first
    assert asked(days=1, minutes=30) is first  # the same day: the rules see no minutes


@pytest.mark.parametrize(
    "other",
    [
        {"text": TEXT.replace("100x8@1", "100x6@0")},  # the same times, other sets
        {"who": lifter(goal="strength")},
        {"who": lifter(step=Load(10_000, "kg"))},
        {"who": lifter(trained_at=log(TEXT)[-1].session_at - timedelta(days=90))},
        {"days": 60},
        {"days": 2},
        {"minutes": 30},  # the session still goes on
        {"hours": 13},  # half a day more of growth and drift, the same calendar day
    ],
)
def test_another_question_gets_its_own_answer(other):
    asked()
    found = asked(**other)
    targets._KEPT.clear()
    assert found == asked(**other)


def test_no_more_than_the_last_few_are_kept():
    exposures = log(TEXT)
    past, now = sessions(exposures, "load"), after(exposures, days=1)
    for number in range(9):
        planned_after(past, lifter(), now + timedelta(days=number))
    assert len(targets._KEPT) == 8
    first = [key for key in targets._KEPT if now.date() in key]
    assert first == []  # the oldest went


LONG = "\n".join(f"2026-01-{day:02d} 100x5@2 100x5@{day % 3} 100x4@1" for day in range(1, 28, 2))


@pytest.mark.parametrize("read", [folded, scheme_of])
def test_what_is_read_of_a_growing_log_is_what_is_read_of_it_at_once(read):
    past = sessions(log(LONG), "load")
    grown = [read(past[:count], lifter()) for count in range(1, len(past) + 1)]
    for count in reversed(range(1, len(past) + 1)):
        rep_range._RANGES.clear()
        scheme._SCHEMES.clear()
        assert read(past[:count], lifter()) == grown[count - 1]
    other = sessions(log(LONG.replace("100x5", "100x12")), "load")  # the same times
    assert read(other, lifter()) != grown[-1]


def test_two_who_train_at_the_same_time_keep_what_is_theirs(monkeypatch):
    """Sets of the same times, one log a person: neither is worked out again for the other."""
    monkeypatch.setattr(states, "KNOWN", Remembered(8, 800))
    logs = [
        [
            replace(each, sets=tuple(replace(one, source=f"{who}:{one.id}") for one in each.sets))
            for each in log(text)
        ]
        for who, text in (("a", TEXT), ("b", TEXT.replace("100x8", "90x9")))
    ]
    now = after(logs[0], days=1)
    found = [planned_after(sessions(each, "load"), lifter(), now) for each in logs]
    assert found[0] != found[1]
    assert len(targets._KEPT) == 2
    assert len(rep_range._RANGES) == 2 * len(scheme._SCHEMES) == 4
    assert len(states.KNOWN) == 4  # after each of the last two sessions


def test_a_plan_asked_twice_is_the_same():
    exposures = log(TEXT)
    ability = ability_of(exposures, lifter(), after(exposures, days=1))
    once = ability.plan(Load(100_000), 3, 2.0, 10)
    assert ability.plan(Load(100_000), 3, 2.0, 10) is once
    assert ability.plan(Load(100_000), 3, 1.0, 10) != once
    assert replace(ability).plan(Load(100_000), 3, 2.0, 10) is not once


BODY = lifter(PULL_UP, bodyweight=Load(80_000))


@pytest.mark.parametrize(
    "other",
    [
        replace(BODY, bodyweight=Load(90_000)),
        replace(BODY, bodyweight=None),
        replace(BODY, bodyweights=(Bodyweight(log(TEXT)[0].session_at.date(), Load(70_000)),)),
        replace(BODY, exercise=replace(PULL_UP, bodyweight_share=0.5)),
        lifter(),
    ],
)
def test_what_is_kept_of_sets_is_kept_by_the_bodys_weight(other, monkeypatch):
    """The very records of the sets are the same; what of the body is lifted along is not."""
    exposures = log(TEXT.replace("100x8@2", "5x8@2", 1))
    now = after(exposures, days=1)

    def told(who):
        done = from_log.done_of(exposures[0].sets, who)
        return done, states.assess(exposures, who, now), from_log.past_of(exposures, who)

    first = told(BODY)
    assert told(BODY)[0] is first[0]
    found = told(other)
    assert found[0] != first[0]
    for kept in ((from_log, "_DONE"), (states, "_TELLING"), (states, "KNOWN")):
        monkeypatch.setattr(*kept, Remembered(8, 800))
    assert found == told(other)


def test_the_strongest_set_is_that_of_the_exercise_it_is_asked_for():
    sets = log(TEXT)[0].sets
    most = {who.exercise.id: strongest(sets, who.exercise) for who in (lifter(), lifter(SQUAT))}
    assert most == {
        who.exercise.id: max(estimated_max(each, who.exercise) or 0 for each in sets)
        for who in (lifter(), lifter(SQUAT))
    }
    assert len(set(most.values())) == 2
    warm = tuple(replace(each, warmup=True) for each in sets)
    assert strongest(warm, BODY.exercise) is strongest(warm, lifter().exercise) is None


def test_later_sets_of_a_superset_are_kept_apart():
    sets = tuple(replace(each, superset=True) for each in log(TEXT)[0].sets)
    assert len(from_log.done_of(sets, lifter())) == 3
    assert len(from_log.done_of(sets, lifter(), paired=False)) == 1


def test_equal_sets_that_are_other_records_are_looked_at_anew():
    """A record that is gone gives its place in memory to another one."""
    for reps in range(5, 60):
        sets = log(f"2026-01-01 100x{reps}@2 100x{reps}@1")[0].sets
        assert [each.reps for each in from_log.done_of(sets, lifter())] == [reps, reps]
        del sets
