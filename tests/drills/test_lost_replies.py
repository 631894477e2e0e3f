"""Connections that drop before or after a reply was taken: who knows that it may be missing."""

from __future__ import annotations

import asyncio
import random

import pytest

from tests.drills.places import UNFINISHED, crossed, running

PEOPLE, ROUNDS = 15, 10
NOTE = "may not have arrived"


@crossed
@pytest.mark.parametrize("after", [False, True])
async def test_three_of_ten_connections_drop(tmp_path, figure, database_url, platform, after):
    chance = random.Random(7)
    doubled = lost = noted = untold = 0
    async with running(platform, database_url, tmp_path) as here:
        on = here.on
        on.drop(lambda: chance.random() < 0.3, after=after)
        for place in range(ROUNDS):
            for person in range(1, PEOPLE + 1):
                await on.say(person, f"squat {60 + place}x5 rir2")
            await asyncio.sleep(1.0)
        await on.server.until(lambda: settled(here), 120)
        on.drop(lambda: False)
        for person in range(1, PEOPLE + 1):
            await on.say(person, f"squat {60 + ROUNDS}x5 rir2")
        await on.server.until(lambda: settled(here), 60)
        await on.server.until(lambda: all_in(on), 60)
        for person in range(1, PEOPLE + 1):
            firsts = [text.split("\n")[0] for text in on.answers(person)]
            texts = "\n".join(on.answers(person))
            for place in range(ROUNDS + 1):
                name = f"{60 + place} kg x 5"
                shown = sum(name in first for first in firsts)
                told = sum(NOTE in line and name in line for line in texts.split("\n"))
                doubled += shown > 1 or told > 1
                lost += not shown
                noted += told
                untold += not shown and not told
    figure("replies", PEOPLE * (ROUNDS + 1))
    figure("lost", lost)
    figure("told of", noted)
    figure("shown or told twice", doubled)
    figure("neither shown nor told of", untold)
    assert doubled == 0
    # the telling itself may be lost, and is never repeated
    assert untold <= lost * 0.45


async def settled(here):
    return await here.rows(UNFINISHED) == [(0,)]


def all_in(on):
    last = f"{60 + ROUNDS} kg x 5"
    return all(any(last in text for text in on.answers(p)) for p in range(1, PEOPLE + 1))
