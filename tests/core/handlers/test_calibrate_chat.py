"""`calibrate` in conversation: a restart in between, who catches the bar, lines to be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from core.coach import Coach
from core.messages import Address, Answer, Message, Sender
from core.render.wording import LINE_LIMIT
from core.store.engine import Store, open_store

START = datetime(2026, 11, 2, 17, tzinfo=UTC)
ANN = Sender("console", "1", "Ann")
HOME = Address("console", "1", private=True)


async def say(store: Store, text: str, minutes: int) -> Answer:
    """Say something to a coach that has just been started."""
    now = START + timedelta(minutes=minutes)
    answer = await Coach(store).handle(Message(HOME, ANN, text, now, f"1:{minutes}"), now)
    assert answer.reply is not None
    assert max(map(len, answer.reply.lines)) <= LINE_LIMIT
    return answer


def result(answer: Answer) -> Mapping[str, object]:
    assert answer.result is not None
    return answer.result


async def test_a_restart_between_guess_and_set(database_url: str) -> None:
    said = ("leg ext 60x10 rir2", "leg ext 60x9 rir2", "calibrate leg ext", "3", "leg ext 60x12 f")
    answers = []
    for minutes, text in enumerate(said):
        store = await open_store(database_url)  # a process for each message
        answers.append(await say(store, text, 3 * minutes))
        await store.close()
    asked, guessed, done = map(result, answers[2:])
    assert (asked["state"], guessed["state"], guessed["called"]) == ("asked", "guessed", 3)
    proved = done["calibration"]
    assert isinstance(proved, dict)
    assert proved["called"] == 3
    assert proved["true"] == 12 - int(str(asked["point"]))
    assert proved["off"] == proved["true"] - 3


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("calibrate bench", "bench"),
        ("calibrate bench no spotter", "bench"),
        ("calibrate bench without a spotter", "bench"),
        ("calibrate bench without safeties", "bench"),
        ("calibrate bench with no spotter or safeties", "bench"),
        ("calibrate bench with a spotter", ""),
        ("calibrate bench spotter or safeties", ""),
        ("calibrate bench with safety pins", ""),
        ("calibrate bench no spotter with safeties", ""),
        ("calibrate squat with safeties", "lift"),
        ("calibrate front squat with a spotter", "lift"),
        ("calibrate romanian deadlift with a spotter", "lift"),
        ("calibrate smith machine squat spotter", "lift"),
        ("calibrate plank", "reps"),
    ],
)
async def test_who_catches_the_bar(sqlite_store: Store, text: str, state: str) -> None:
    told = result(await say(sqlite_store, text, 0))
    assert told.get("why", "") == state
    assert told["state"] == ("refused" if state else "asked")


@pytest.mark.parametrize("name", ["leg press", "bench press with safeties", "leg extension"])
async def test_the_example_of_an_exercise_never_done_works(sqlite_store: Store, name: str) -> None:
    answer = await say(sqlite_store, f"calibrate {name}", 0)
    assert answer.reply is not None
    line = next(each for each in answer.reply.lines if "with f: " in each)
    done = await say(sqlite_store, line.split("with f: ")[1], 3)
    assert result(done)["kind"] == "logged"


@pytest.mark.parametrize(("days", "state"), [(20, "refused"), (21, "asked")])
async def test_every_three_weeks(sqlite_store: Store, days: int, state: str) -> None:
    for minutes, text in enumerate(("calibrate leg curl", "2", "leg curl 40x12 f")):
        await say(sqlite_store, text, minutes)
    await say(sqlite_store, "leg curl 40x10 rir2", 10 * 24 * 60)  # no lay-off
    told = result(await say(sqlite_store, "calibrate leg curl", 2 + days * 24 * 60))
    assert told["state"] == state


async def test_calls_that_sets_prove_too_low_are_said_in_short_lines(sqlite_store: Store) -> None:
    for day in range(2):
        for number in range(3):
            answer = await say(sqlite_store, "leg curl 40x12 rir0", day * 4320 + 3 * number)
    assert answer.reply is not None
    assert "More may be left than called." in answer.reply.lines[2]
