"""However a log came about, typed late, out of order or corrected, it gives the same targets."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from core.coach import Coach
from core.messages import Address, Message, Sender
from core.store.engine import Store, open_store

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)
LIFTS = ("squat", "pull-ups", "leg extension", "assisted pull-up", "plank", "dumbbell curl")
HERE, ANN = Address("console", "chat"), Sender("console", "ann", "Ann")
SAID = (
    "kind",
    "sets",
    "load",
    "unit",
    "reps_low",
    "reps_high",
    "seconds",
    "rir_low",
    "rir_high",
    "reason",
)


def sets_of(lift: str, chance: random.Random) -> str:
    """The sets of one lift in one session, as typed."""
    reps = [chance.randint(7, 12) for _ in range(chance.randint(2, 4))]
    effort = chance.choice(["", " rir2", " rir4+", " rir" + ",".join("2" for _ in reps), " f"])
    if lift == "plank":
        return f"{chance.choice([45, 50, 55])}s, 50s"
    done = ",".join(map(str, reps))
    load = {
        "squat": f"{chance.choice(['100', '102.5', '90', '225lb '])}x",
        "leg extension": f"{chance.choice([50, 55])}x",
        "assisted pull-up": f"-{chance.choice([20, 25])}x",
        "dumbbell curl": f"{chance.choice([10, 12])}x",
    }.get(lift, "")
    return f"{load}{done}{effort}"


def any_lines(chance: random.Random) -> list[str]:
    """A dated line for each lift of each session, the days in order."""
    day, lines = 0, []
    for _ in range(chance.randint(3, 7)):
        day += chance.choice([2, 3, 4, 7, 22, 36])
        date = (NOW - timedelta(days=200 - day)).date().isoformat()
        lines += [f"{date} {lift} {sets_of(lift, chance)}" for lift in chance.sample(LIFTS, 3)]
    return lines


class Typist:
    """Types into a coach of its own, from an empty log on."""

    def __init__(self, coach: Coach) -> None:
        self.coach, self.number = coach, count(1)

    def message(self, text: str) -> Message:
        """A message nobody has sent yet."""
        return Message(HERE, ANN, text, NOW, f"m{next(self.number)}")

    async def send(self, message: Message) -> Mapping[str, object]:
        """Send a message, and take what looks implausible as meant."""
        answer = await self.coach.handle(message, NOW)
        if answer.result is None and message.edited:  # nothing changed
            return {}
        assert answer.result is not None, message.text
        if answer.result["kind"] == "question":
            assert answer.reply is not None
            return await self.send(self.message(answer.reply.buttons[0].send))
        assert answer.result["kind"] != "error", message.text
        return answer.result

    async def targets(self) -> dict[str, tuple[object, ...]]:
        """What the coach says next for each lift."""
        found = {}
        for lift in LIFTS:
            result = await self.send(self.message(f"next {lift}"))
            targets = result["targets"]
            assert isinstance(targets, list)
            target = targets[0]
            found[lift] = tuple(target[key] for key in SAID)
        return found


async def typed_in(store: Store, lines: Sequence[str]) -> dict[str, tuple[object, ...]]:
    """The targets after lines typed one after another."""
    typist = Typist(Coach(store))
    for line in lines:
        await typist.send(typist.message(line))
    return await typist.targets()


async def corrected(
    store: Store, lines: Sequence[str], chance: random.Random
) -> dict[str, tuple[object, ...]]:
    """The targets after lines typed wrong and in any order, then edited, deleted or undone."""
    typist = Typist(Coach(store))
    for line in lines:
        way = chance.choice(["right", "edited", "undone"])
        if way == "right":
            await typist.send(typist.message(line))
            continue
        day, lift = line.split()[0], next(each for each in LIFTS if f" {each} " in line)
        wrong = typist.message(f"{day} {lift} {sets_of(lift, chance)}")
        await typist.send(wrong)
        if way == "edited":
            await typist.send(replace(wrong, text=line, edited=True))
        else:
            await typist.send(typist.message("undo"))
            await typist.send(typist.message(line))
    return await typist.targets()


@pytest.mark.parametrize("seed", range(3))
async def test_any_order_and_any_correction_give_the_same_targets(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    lines = any_lines(chance)
    mixed = chance.sample(lines, len(lines))
    found = []
    for name in ("ordered", "mixed", "corrected"):
        store = await open_store(f"sqlite:///{tmp_path / name}.db")
        if name == "corrected":
            found.append(await corrected(store, mixed, chance))
        else:
            found.append(await typed_in(store, lines if name == "ordered" else mixed))
        await store.close()
    assert found[1] == found[0]
    assert found[2] == found[0]
