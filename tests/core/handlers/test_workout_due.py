"""Which workout is due: `next`, `today` and the ping say the same, for any log, split and hour."""

from __future__ import annotations

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core.messages import Answer
from core.store.engine import Store
from tests.core.handlers.training_chat import MONDAY, Talk

SPLITS = (
    ("squat 100x8 rir2", "bench 80x8 rir2"),
    ("deadlift 140x5 rir2", "leg press 180x12 rir2"),
    ("overhead press 50x8 rir2", "lat pulldown 60x10 rir2"),
    ("barbell row 70x8 rir2", "leg curl 40x12 rir2"),
    ("plank 60s", "pull-up 8 rir2"),
)
WORDS = ("", "", "", "leg day", "push day", "squat day", "something else")


@pytest.mark.parametrize("seed", range(12))
async def test_next_today_and_the_ping_name_one_workout(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    talk = Talk(store)
    await talk.say("tz Europe/Berlin" if seed % 2 else "tz America/New_York")
    await talk.say(
        "remind 18:00 daily" if seed % 3 else f"remind 18:00 daily {chance.choice(WORDS)}"
    )
    shown = await talk.reminders()
    split = chance.sample(SPLITS, chance.randint(1, 4))
    for day in range(chance.randint(1, 24)):
        talk.go(MONDAY.isoformat())
        talk.go(timedelta(days=day, hours=chance.randint(0, 8)))
        if chance.random() < 0.6:
            for line in split[day % len(split)]:
                await talk.say(line)
                talk.go(timedelta(minutes=5))
    talk.go(timedelta(days=chance.choice((0, 1, 2, 3, 30, 90)), hours=chance.randint(0, 6)))
    for _ in range(3):
        talk.go(_evening(talk, shown[0].zone))
        came = await talk.due()
        pinged = came[-1].reply if came else None
        if pinged is not None and pinged.buttons[0].label != "go on":
            lifts = [line.split(":")[0] for line in pinged.lines]
            said = _lifts(await talk.say("next"), "targets")
            assert said[: len(lifts)] == lifts
            assert _lifts(await talk.say("today"), "due")[: len(lifts)] == lifts
        talk.go(timedelta(days=1))


def _evening(talk: Talk, zone: str) -> str:
    """Six in the evening of the local day, as UTC."""
    local = talk.now.astimezone(ZoneInfo(zone)).replace(hour=18, minute=0, second=0, microsecond=0)
    return local.astimezone(ZoneInfo("UTC")).isoformat()


def _lifts(answer: Answer, key: str) -> list[str]:
    found = (answer.result or {})[key]
    assert isinstance(found, list)
    return [each if isinstance(each, str) else each["exercise"] for each in found]
