"""Both sides of borders outside training that nothing else holds; see `mutants/table.py`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.discord.read import is_hidden
from core.coach import Coach
from core.messages import Address, Message, Sender
from core.reminders.schedule import still_useful
from core.store.engine import Store
from tests.language_setting import LOG, read, setting

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("late", "useful"), [(timedelta(0), True), (SECOND, False)])
def test_a_ping_is_late_after_six_hours(late: timedelta, useful: bool) -> None:
    due = datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert still_useful(due, due.replace(hour=16) + late, UTC) is useful


async def test_effort_is_asked_for_three_times_without_an_answer(sqlite_store: Store) -> None:
    coach, asked = Coach(sqlite_store), []
    for number, lift in enumerate(("squat", "bench", "deadlift", "overhead press")):
        now = datetime(2026, 11, 2, 17, number, tzinfo=UTC)
        message = Message(
            Address("console", "Ann"), Sender("console", "Ann", "Ann"), f"{lift} 60x8", now,
            f"m{number}",
        )  # fmt: skip
        answer = await coach.handle(message, now)
        asked.append((answer.result or {}).get("asks"))
    assert asked == ["effort", "effort", "effort", None]


@pytest.mark.parametrize(
    ("line", "read_as"),
    [("bench 6x5", "6 * bench-press 100kg x5"), ("bench 7x5", "bench-press 7kg x5")],
)
def test_up_to_six_a_number_is_sets(line: str, read_as: str) -> None:
    assert read(line, setting(LOG)) == read_as


@pytest.mark.parametrize(
    ("command", "where", "hidden"),
    [
        ("next", {"guild_id": "1"}, True),
        ("board", {"guild_id": "1"}, False),
        ("next", {"context": 1}, False),
    ],
)
def test_a_private_command_is_hidden_in_a_server(
    command: str, where: dict[str, object], hidden: bool
) -> None:
    assert is_hidden({"type": 2, "data": {"name": command}, **where}) is hidden
