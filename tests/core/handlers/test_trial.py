"""A trial from its offer to its answer, as one person types it; and `costs` over the same log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from core.coach import Coach
from core.messages import Address, Answer, Message, Sender
from core.render.wording import LINE_LIMIT
from core.store.engine import Store
from core.trials.allocation import SEEDS

START = datetime(2026, 9, 7, 17, tzinfo=UTC)
ANN = Sender("console", "1", "Ann")
HOME = Address("console", "1", private=True)
SEED = 2  # its coin for limbs sends the left to failure


class Room:
    """One person in private, and a clock."""

    def __init__(self, store: Store) -> None:
        self.coach, self.now, self.count = Coach(store), START, 0

    async def say(self, text: str) -> str:
        return "\n".join(self.lines(await self.answer(text)))

    async def answer(self, text: str) -> Answer:
        self.count += 1
        self.now += timedelta(minutes=2)
        message = Message(HOME, ANN, text, self.now, f"1:{self.count}")
        return await self.coach.handle(message, self.now)

    def lines(self, answer: Answer) -> tuple[str, ...]:
        assert answer.reply is not None
        assert max(map(len, answer.reply.lines)) <= LINE_LIMIT
        return answer.reply.lines


@pytest.fixture
def room(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Room:
    def seed(below: int) -> int:
        assert below == SEEDS
        return SEED

    monkeypatch.setattr("core.handlers.trial.randbelow", seed)
    return Room(sqlite_store)


def facts(answer: Answer) -> Mapping[str, object]:
    assert answer.result is not None
    return answer.result


async def train(room: Room, sessions: int, *, failing: str = "left") -> None:
    """Three sets a side, twice a week: failure loses four repetitions, stopping one."""
    other = "right" if failing == "left" else "left"
    for _ in range(sessions):
        for lost in (0, 3, 4):
            await room.say(f"leg extension {failing} 40x{12 - lost} f")
            await room.say(f"leg extension {other} 40x{10 - lost // 4} rir2")
        room.now += timedelta(days=3, hours=12)


async def test_by_limb_from_the_offer_to_the_answer(room: Room) -> None:
    offered = await room.answer("trial failure leg extension")
    assert offered.reply is not None
    room.lines(offered)
    begin = offered.reply.buttons[0].send
    assert "left to failure, right stops with 1-2 left" in await room.say(begin)
    first = await room.say("leg extension left 40x12 f")
    assert "right where it should be" in first
    assert "stop with 0 left" in first
    second = await room.say("leg extension right 40x10 rir2")
    assert "right where it should be" in second
    assert "stop with 1-2 left" in second
    assert "Which side was it?" in await room.say("leg extension 40x10 rir2")
    await room.say("undo")
    room.now = START + timedelta(days=1)
    await train(room, 14)
    standing = await room.answer("trial")
    assert facts(standing)["state"] == "running"
    assert facts(standing)["sessions"] == 15
    assert not any(word in "".join(room.lines(standing)) for word in ("likely", "Seed"))
    room.now = START + timedelta(days=56)
    over = await room.say("leg extension left 40x12 f")
    assert "Your trial is over" in over
    done = await room.answer("trial")
    told = facts(done)
    assert (told["state"], told["claimed"], told["seed"]) == ("over", True, SEED)
    assert float(str(told["low"])) > 0.5
    said = "\n".join(room.lines(done))
    assert "Seed 000002: left to failure." in said
    assert "responder" not in said
    costs = facts(await room.answer("costs"))
    assert costs["next_set"]


async def test_one_at_a_time_and_stopped(room: Room) -> None:
    await room.say("trial failure leg extension by blocks")
    assert "A trial of Leg extension runs" in await room.say("trial failure leg curl")
    line = await room.say("leg extension 40x12 rir2")
    assert ("every set to failure" in line) != ("stop every set with 1-2 left" in line)
    assert "Trial" not in await room.say("leg curl 30x12 rir2")
    assert "nothing is worked out" in await room.say("trial stop")
    assert "Trial" not in await room.say("leg extension 40x12 rir2")
    assert "No trial runs" in await room.say("trial")
    assert "Begun" in await room.say("trial failure leg curl by limb")


async def test_weeks_take_turns_by_blocks(room: Room) -> None:
    await room.say("trial failure leg extension by blocks")
    weeks = []
    for week in range(8):
        room.now = START + timedelta(days=7 * week + 2)
        weeks.append("to failure" in (await room.say("trial")).split("\n")[1])
    assert all(weeks[pair] != weeks[pair + 1] for pair in (0, 2, 4, 6))


@pytest.mark.parametrize(
    ("lift", "why"),
    [("squat", "unsafe"), ("bench press", "unsafe"), ("pull-up", "free"), ("plank", "reps")],
)
async def test_what_is_refused_and_an_example(room: Room, lift: str, why: str) -> None:
    answer = await room.answer(f"trial failure {lift}")
    assert facts(answer)["why"] == why
    assert "trial failure leg extension" in "\n".join(room.lines(answer))


async def test_the_arm_goes_before_the_plan_and_the_next_lift_is_said(room: Room) -> None:
    """The plan wants three left and a top set; sets of the trial leave what the arm says."""
    await room.say("plan Mine\nA: bench 1x8; leg extension 2x10-12 rir3; lat raise 1x15")
    await room.say("plan begin")
    await room.say("trial failure leg extension by blocks")
    failing = "to failure" in await room.say("trial")
    asked = "stop with 0 left" if failing else "stop with 1-2 left"
    today = await room.say("what do i train today")
    assert f"Leg extension: 2 x 10-12, {asked}" in today
    assert "Leg extension. Trial, week 1 of 8" in today
    assert "the trial says how many to leave, not your plan" in today
    after = await room.say("bench 80x8 rir2")
    assert f"Next: Leg extension, 2 x 10-12, {asked}." in after
    assert "Leg extension. Trial" in after
    first = await room.say("leg extension 40x12 f" if failing else "leg extension 40x12 rir2")
    assert "right where it should be" in first
    assert asked in first
    await room.say("leg extension 40x11 f" if failing else "leg extension 40x11 rir2")
    assert "That was all of A." in await room.say("lat raise 10x15 rir1")


async def test_pain_pauses_a_trial_and_refuses_one(room: Room) -> None:
    await room.say("trial failure leg extension by blocks")
    await room.say("leg extension 40x12 rir2")
    await room.say("pain leg extension")
    assert "every set to failure" not in (line := await room.say("leg extension 40x10 rir3"))
    assert "paused" in line
    await room.say("trial stop")
    answer = await room.answer("trial failure leg extension")
    assert facts(answer)["why"] == "pain"


async def test_costs_says_when_there_is_too_little(room: Room) -> None:
    await room.say("leg extension 40x12 f")
    assert "too little to tell" in await room.say("costs")


@pytest.mark.parametrize("text", ["trial run of the new rack", "trial and error", "costs a lot"])
async def test_talk_is_no_command(room: Room, text: str) -> None:
    assert facts(await room.answer(text)).get("kind") not in ("trial", "costs")
