"""`chart` in conversation: what is drawn, what is left out, for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.store.engine import Store
from tests.core.handlers.predicted_sets import Gym, lines


async def test_a_chart(store: Store) -> None:
    gym = Gym(store)
    await gym.train("squat 100x8 rir2", "squat 100x9 rir2", "squat 225lbx8 rir1")
    answer = await gym.say("chart squat")
    assert answer.reply is not None
    assert answer.reply.table == (
        ("     ", "best set", "1RM", "297 to 309 lb"),
        ("2 Nov", "100kg x8", "300", "   ●"),
        ("5 Nov", "100kg x9", "309", "           ●"),
        ("8 Nov", "225x8   ", "297", "●"),
    )
    assert answer.reply.title == "Squat: estimated 1RM by session"
    assert answer.result is not None
    facts = {name: answer.result[name] for name in ("kind", "exercise", "shows", "unit", "trend")}
    assert facts == {
        "kind": "chart", "exercise": "Squat", "shows": "estimate", "unit": "lb", "trend": None,
    }  # fmt: skip
    points = answer.result["points"]
    assert isinstance(points, list)
    assert [each["value"] for each in points] == [299.8, 308.6, 297.0]


@pytest.mark.parametrize(
    ("days", "heading", "row"),
    [
        (
            ["pull-ups 8", "pull-ups 10"],
            ("     ", "best set", "8 to 10"),
            ("2 Nov", "8       ", "●"),
        ),
        (["plank 60s", "plank 75s"], ("     ", "best set", "60 to 75"), ("2 Nov", "60 s    ", "●")),
        (
            ["leg ext 50x15", "leg ext 52.5x15"],
            ("     ", "best set", "50 to 52.5 kg"),
            ("2 Nov", "50x15   ", "●"),
        ),
        (["squat 100x8", "squat 100x8"], ("     ", "best set", "1RM", ""), None),
    ],
)
async def test_charts_of_other_kinds(
    sqlite_store: Store, days: list[str], heading: tuple[str, ...], row: tuple[str, ...] | None
) -> None:
    gym = Gym(sqlite_store)
    for text in days:
        await gym.say(text)
        gym.now += timedelta(days=3)
    answer = await gym.say("chart")
    assert answer.reply is not None
    assert answer.reply.table[0] == heading
    if row is not None:
        assert answer.reply.table[1] == row


async def test_what_a_chart_leaves_out(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.train("squat 100x8", "squat 80x8", "squat 100x8", "squat 90x8")
    gym.now -= timedelta(days=3)
    await gym.say("squat knee hurts")
    gym.now += timedelta(days=3)
    await gym.train("squat 100x9")
    answer = await gym.say("chart squat")
    assert "Left out: 1 light session, 1 session with pain." in lines(answer)
    assert answer.result is not None
    assert answer.result["left_out"] == {"light": 1, "pain": 1}


async def test_nothing_to_draw(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    assert lines(await gym.say("chart"))[1:] == ("No sets logged yet.",)
    assert lines(await gym.say("chart squat"))[1:] == ("No Squat logged yet.",)
    await gym.say("squat 100x8")
    said = "One session of Squat so far; a chart needs two."
    assert lines(await gym.say("chart squat"))[1:] == (said,)
