"""Long work off the thread that answers: what is taken back, what is worked out again."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from core import coach as coach_room
from core.aside import MOST_ASIDE, WorkAside, worked_aside
from core.context import RequestContext
from core.handlers import plan_ahead
from core.messages import Address, Answer, Message, Reply
from core.store.engine import Store
from core.store.unit_state import UnitState
from tests.core.handlers.predicted_sets import Gym

THREE = "squat 100x5 rir2\nsquat 100x5 rir2\nsquat 100x5 rir1"


async def trained(store: Store) -> Gym:
    gym = Gym(store)
    await gym.train(*[THREE] * 5)
    await gym.say("plan Base\nA: squat 3x5 rir2\nin turn 2 a week")
    await gym.say("plan begin")
    return gym


async def test_the_walks_run_on_another_thread_while_others_are_answered(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    gym = await trained(sqlite_store)
    seen: list[str] = []
    real = plan_ahead.look_ahead

    def watched(*given):  # type: ignore[no-untyped-def]
        seen.append(threading.current_thread().name)
        return real(*given)

    monkeypatch.setattr(plan_ahead, "look_ahead", watched)
    answer = await gym.say("plan ahead")
    assert answer.reply is not None
    assert "Base: eight weeks ahead" in answer.reply.title
    storing = await sqlite_store.run(lambda _: threading.current_thread().name)
    assert len(seen) == 1
    assert seen[0] not in (storing, threading.main_thread().name)


async def test_nothing_is_stored_by_a_unit_that_wants_work(sqlite_store: Store) -> None:
    """A message is answered once, and what was foretold is kept once."""
    gym = await trained(sqlite_store)
    await gym.say("plan ahead")
    await gym.say("plan ahead")

    def kept(uow):  # type: ignore[no-untyped-def]
        return uow.weeks_ahead.newest(uow.people.find(gym.sender, gym.now)[0].id)

    rows = await sqlite_store.run(kept)
    assert [each.week for each in rows] == list(range(1, 9))


async def test_a_log_that_changes_meanwhile_is_worked_out_again_and_not_for_ever(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def deliver(uow, message, now):  # type: ignore[no-untyped-def]
        asked.append(f"key {len(asked)}")  # another one each time, as of a log that was changed
        raise WorkAside(asked[-1], lambda: 1)

    def apologise(*_: object) -> Answer:
        return Answer(Reply(lines=("sorry",)))

    monkeypatch.setattr(coach_room, "_deliver", deliver)
    monkeypatch.setattr(coach_room, "apologise", apologise)
    gym = Gym(sqlite_store)
    answer = await gym.say("plan ahead")
    assert answer.reply is not None
    assert answer.reply.lines == ("sorry",)
    assert len(asked) == MOST_ASIDE + 1


def test_a_value_is_worked_out_from_what_was_gathered_once() -> None:
    state = UnitState()
    context = cast(RequestContext, SimpleNamespace(uow=SimpleNamespace(state=state)))
    with pytest.raises(WorkAside) as wanted:
        worked_aside(context, "a", lambda: lambda: 7)
    assert wanted.value.work() == 7
    state.aside = {"a": 7}
    assert worked_aside(context, "a", lambda: lambda: 8) == 7


async def test_late_messages_are_answered_one_by_one_around_it(sqlite_store: Store) -> None:
    gym = await trained(sqlite_store)
    messages = [
        Message(Address("console", "1"), gym.sender, text, gym.now, f"late:{number}")
        for number, text in enumerate(("squat 100x5 rir2", "plan ahead"))
    ]
    answer = await gym.coach.catch_up(messages, gym.now + timedelta(hours=3))
    assert answer.reply is not None
    assert "eight weeks ahead" in answer.reply.title
