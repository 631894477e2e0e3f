"""Reminders that come once, as typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.errors import BadSetting
from core.parsing.once import Once, read_once

NOW = datetime(2026, 11, 25, 17, tzinfo=UTC)  # 18:00 in Berlin, a Wednesday
BERLIN = ZoneInfo("Europe/Berlin")
DONE = NOW - timedelta(hours=2)


def read(text: str) -> Once | None:
    return read_once(text, NOW, BERLIN, lambda name: DONE if name == "squat" else None)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("tomorrow 8:00", datetime(2026, 11, 26, 7, tzinfo=UTC), ""),
        ("me tomorrow at 8", datetime(2026, 11, 26, 7, tzinfo=UTC), ""),
        ("tmrw 6pm", datetime(2026, 11, 26, 17, tzinfo=UTC), ""),
        (
            "me to train legs tomorrow at 18:30",
            datetime(2026, 11, 26, 17, 30, tzinfo=UTC),
            "train legs",
        ),
        ("tonight 9", datetime(2026, 11, 25, 20, tzinfo=UTC), ""),
        ("today 19:00", datetime(2026, 11, 25, 18, tzinfo=UTC), ""),
        ("in 2 days 18:00", datetime(2026, 11, 27, 17, tzinfo=UTC), ""),
        ("in 3 hours", NOW + timedelta(hours=3), ""),
        ("48h after squat", DONE + timedelta(hours=48), "squat"),
        ("2 days after squat", DONE + timedelta(days=2), "squat"),
    ],
)
def test_one_time_is_read(text: str, at: datetime, words: str) -> None:
    assert read(text) == Once(at, words)


@pytest.mark.parametrize(
    ("text", "rest"), [("in 5 minutes", 5), ("me in 30 min", 30), ("in 31 min", 0)]
)
def test_what_is_so_soon_is_a_rest(text: str, rest: int) -> None:
    found = read(text)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "today 18:00",
        "today 8:00",
        "1 h after squat",
        "48h after bench",
        "tomorrow 25:00",
    ],
)
def test_a_time_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadSetting):
        read(text)


@pytest.mark.parametrize(
    "text",
    ["mon wed 18:00", "daily 7:30", "skip today", "off today", "pause until tomorrow", "off 2", ""],
)
def test_all_else_is_left_to_weekly_reminders(text: str) -> None:
    assert read(text) is None
