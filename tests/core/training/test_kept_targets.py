"""A target that is asked for again is not worked out again, and never given to another question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.records import Load
from core.training import target as targets
from core.training.ability.forecast import ability_of
from core.training.exercise_sessions import sessions
from core.training.target import MOST_KEPT, planned_after
from tests.training_logs import after, lifter, log

TEXT = "2026-01-01 100x8@2 100x8@2 100x8@1\n2026-01-04 100x8@2 100x8@2 100x8@1"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(targets, "_KEPT", {})


def asked(text=TEXT, who=None, **gap):
    exposures = log(text)
    return planned_after(
        sessions(exposures, "load"), who or lifter(), after(exposures, **(gap or {"days": 1}))
    )


def test_the_same_question_is_answered_once(monkeypatch):
    first = asked()
    monkeypatch.setattr(targets, "target_after", None)  # would fail where it is called
    assert asked() is first


@pytest.mark.parametrize(
    "other",
    [
        {"text": TEXT.replace("100x8@1", "100x6@0")},  # the same times, other sets
        {"who": lifter(goal="strength")},
        {"who": lifter(step=Load(10_000, "kg"))},
        {"who": lifter(trained_at=log(TEXT)[-1].session_at - timedelta(days=90))},
        {"days": 60},
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
    for number in range(MOST_KEPT + 1):
        planned_after(past, lifter(), now + timedelta(seconds=number))
    assert len(targets._KEPT) == MOST_KEPT
    first = [key for key in targets._KEPT if key[-1] == now]
    assert first == []  # the oldest went


def test_a_plan_asked_twice_is_the_same():
    exposures = log(TEXT)
    ability = ability_of(exposures, lifter(), after(exposures, days=1))
    once = ability.plan(Load(100_000), 3, 2.0, 10)
    assert ability.plan(Load(100_000), 3, 2.0, 10) is once
    assert ability.plan(Load(100_000), 3, 1.0, 10) != once
    assert replace(ability).plan(Load(100_000), 3, 2.0, 10) is not once
