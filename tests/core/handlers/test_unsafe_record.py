"""A record with a failure on a lift that is unsafe to fail: what was wrong is named first."""

from __future__ import annotations

import pytest

from core.store.engine import Store
from tests.core.handlers.training_chat import Talk


@pytest.mark.parametrize(
    ("goal", "line", "said"),
    [
        ("strength", "squat 110x1 f", "too hard; heaviest so far, 110 kg."),
        ("size", "squat 110x8 f", "stop a rep earlier unless someone spots you."),
        ("strength", "leg press 110x3 f", "heaviest so far, 110 kg; "),
    ],
)
async def test_failure_before_the_record(
    sqlite_store: Store, goal: str, line: str, said: str
) -> None:
    talk = Talk(sqlite_store)
    await talk.say(f"goal {goal}")
    name = line.split(" 110", maxsplit=1)[0]
    await talk.say(f"{name} 100x8 rir2")
    talk.go("2026-11-25T12:00:00")
    assert said in (await talk.lines(line))[0]
