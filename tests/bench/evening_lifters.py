"""An evening in a gym: groups of five on both platforms, with limits, and others who train alone.

What everybody does comes at times drawn by a seed, in true seconds: the limits are of true
minutes. The wall clock of the bot is set to the Sunday on which the groups are told their week.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.evening_places import NAMES, Group, OnDiscord, OnTelegram
from tests.preload import Clock
from tests.servers.limits import Passed

BEFORE = datetime(2026, 11, 26, 18, tzinfo=UTC)  # each has trained once
TOLD = datetime(2026, 11, 29, 19, tzinfo=UTC)  # the groups their week, half way through
LIFTS = ("bench", "barbell row", "deadlift", "leg press")
RACK = "squat"
LAST = "2000"  # whoever asks after all others


@dataclass
class Pace:
    """How long everything takes, in true seconds."""

    seconds: float = 360.0  # the whole evening
    gap: tuple[float, float] = (60.0, 120.0)  # between two sets of a lifter
    turn: tuple[float, float] = (20.0, 40.0)  # between two sets at a rack
    other: tuple[float, float] = (10.0, 20.0)  # between two sets of somebody alone
    others: int = 15  # on each platform
    rush: int = 5  # lines of each in the group that hurries
    rush_seconds: float = 30.0


class Evening:
    """Who does what, when."""

    def __init__(self, clock: Clock, pace: Pace, seed: int = 1) -> None:
        self.clock, self.pace, self.chance = clock, pace, random.Random(seed)
        self.on = (OnTelegram(clock), OnDiscord(clock))
        styles = (("live", "react", "short"), ("live", "full", "off"))
        self.groups = [
            on.group(1 + n, answers)
            for on, kinds in zip(self.on, styles, strict=True)
            for n, answers in enumerate(kinds)
        ]
        self.alone: list[tuple[Any, str, float, str, str]] = []  # (on, person, at, text, message)
        self.begin = TOLD - timedelta(seconds=pace.seconds / 2)
        self.ends = 0.0

    # --- before -----------------------------------------------------------------------------------

    async def prepare(self) -> None:
        """Days before: each trains once in private and joins; an admin chooses the answers."""
        for group in self.groups:
            for who, person in enumerate(group.ids):
                await group.on.alone(person, f"{RACK} {60 + 20 * who}x5 rir2")
                await group.say(who, "/join")
            await group.say(0, f"/settings answers {group.answers}")
        for on in self.on:
            for person in self._others():
                await on.alone(person, "squat 55x5 rir2")

    def _others(self) -> list[str]:
        return [str(1000 + n) for n in range(self.pace.others)]

    # --- the evening ------------------------------------------------------------------------------

    async def run(self) -> None:
        """Let everybody train until it is over."""
        self.ends = time.monotonic() + self.pace.seconds
        async with asyncio.TaskGroup() as tasks:
            for place, group in enumerate(self.groups):
                tasks.create_task(self._arranged(group, place))
                for who in range(len(NAMES)):
                    tasks.create_task(self._lifter(group, who))
                if place % 3 == 2:
                    tasks.create_task(self._rush(group))
                if place % 3 == 0:
                    tasks.create_task(self._rack(group))
            for on in self.on:
                for person in self._others():
                    tasks.create_task(self._other(on, person))

    async def _after(self, share: float) -> None:
        """Wait until so much of the evening is over."""
        begun = self.ends - self.pace.seconds
        await asyncio.sleep(max(0.0, begun + share * self.pace.seconds - time.monotonic()))

    async def _between(self, seconds: tuple[float, float]) -> bool:
        """Wait; False where the evening is over by then."""
        wait = self.chance.uniform(*seconds)
        if time.monotonic() + wait >= self.ends:
            return False
        await asyncio.sleep(wait)
        return True

    async def _arranged(self, group: Group, place: int) -> None:
        """What is asked and shown beside the sets."""
        short = (0.5, 3.0)
        await self._between(short)
        for text in (
            "/board pin picture" if place % 3 == 1 else "/board pin",
            "/recap sun 19:00",
            "/challenge together 10 sessions this week",
        ):
            await group.say(0, text)
            await self._between(short)
        for who in (1, 2, 3):
            await group.tap(who, "I'm in")
            await self._between(short)
        await group.say(1, "/who is in at 19:31?")
        await self._between((3.0, 4.0))
        for who, label in ((0, "in"), (2, "in"), (3, "later"), (4, "not today")):
            await group.tap(who, label)
            await self._between(short)
        for share, who, text in (
            (0.55, 3, "/board"), (0.6, 2, "/challenge"), (0.65, 4, "next bench"),
            (0.7, 1, "/board picture"), (0.75, 0, "/gym"),
        ):  # fmt: skip
            await self._after(share)
            await self._between(short)
            await group.say(who, text)

    async def _lifter(self, group: Group, who: int) -> None:
        """Sets, one after another; now and then a correction, or a partner who rates."""
        lift, load = LIFTS[who % len(LIFTS)], 40 + 10 * who
        await self._between((0.1, self.pace.gap[0]))
        place = 0
        while await self._between(self.pace.gap):
            if who in group.at_rack:
                continue
            place += 1
            said = await group.log(who, f"{lift} {load}x{10 - place % 3} rir{1 + place % 2}")
            if self.chance.random() < 0.2 and await self._between((2.0, 5.0)):
                text = f"{lift} {load}x{10 - place % 3} rir{2 - place % 2}"
                group.said.append((time.monotonic(), f"{NAMES[who]} edits it to: {text}"))
                group.edited.add(said)
                await group.on.edit(group, said, text)
            partner = (who + 1) % len(NAMES)
            rates = self.chance.random() < 0.4 and await self._between((3.0, 6.0))
            if rates and await group.tap(partner, "what I saw"):
                await self._between((3.0, 5.0))
                await group.tap(partner, "1 left")

    async def _rush(self, group: Group) -> None:
        """All at once are in a hurry: warm-ups, one line after the other."""
        await self._after(0.8)
        gap = self.pace.rush_seconds / self.pace.rush
        for place in range(self.pace.rush):
            for who in range(len(NAMES)):
                await group.log(who, f"{LIFTS[who % 4]} {20 + 5 * place}x{5 + place} rir3")
                await asyncio.sleep(gap / len(NAMES))

    async def _rack(self, group: Group) -> None:
        """Three at one rack, until shortly before the end."""
        await self._after(0.2)
        group.at_rack = frozenset((0, 1, 2))
        await group.say(0, f"/train together {RACK}")
        await self._between((2.0, 3.0))
        for who, label in ((0, "ask Ben"), (0, "ask Cid"), (0, "show my loads here"),
                           (1, "show my loads here"), (2, "show my loads here")):  # fmt: skip
            await group.tap(who, label)
            await self._between((1.0, 2.0))
        until = self.ends - 0.15 * self.pace.seconds
        while time.monotonic() < until and await self._between(self.pace.turn):
            done = next((b for b in group.on.buttons(group) if b.label == "done, 2 left"), None)
            text = group.on.text_of(done) if done is not None else ""
            turn = next((n for n, name in enumerate(NAMES[:3]) if f"Now {name}:" in text), None)
            if turn is None:
                break
            await group.tap(turn, "done, 2 left")
        for who in (0, 1):
            await group.tap(who, "leave the rack")
            await self._between((1.0, 2.0))
        group.at_rack = frozenset()

    async def _other(self, on: Any, person: str) -> None:
        """Somebody who trains alone, in a private chat."""
        place = 0
        await self._between((0.0, self.pace.other[1]))
        while True:
            place += 1
            text = f"squat {60 + place}x5 rir2"
            begun = time.monotonic()
            self.alone.append((on, person, begun, text, await on.alone(person, text)))
            if not await self._between(self.pace.other):
                return

    async def last_words(self) -> None:
        """Somebody asks on each platform, and is answered: all that was said before has come."""
        for on in self.on:
            chat = on.chat_of(LAST)
            before = sum(each.chat == chat for each in on.server.passed)
            await on.alone(LAST, "help")

            def answered(on: Any = on, chat: str = chat, before: int = before) -> bool:
                return sum(each.chat == chat for each in on.server.passed) > before

            await on.server.until(answered)

    # --- what became of it ------------------------------------------------------------------------

    def passed(self, chat: str, on: Any) -> list[Passed]:
        """What was shown in a chat during the evening."""
        begun = self.ends - self.pace.seconds
        return [each for each in on.server.passed if each.chat == chat and each.at >= begun]

    def refused(self) -> int:
        """How often 429 was said."""
        return sum(each.kind == "429" for on in self.on for each in on.server.passed)

    def transcript(self, group: Group) -> list[str]:
        """What a group did and read, in order; what one person alone read is marked."""
        begun = self.ends - self.pace.seconds
        lines = [(at, f"> {text}") for at, text in group.said if at >= begun]
        chats = {group.on.chat_of(each): NAMES[n] for n, each in enumerate(group.ids)}
        marks = {"new": "", "change": "~ ", "other": "* ", "alone": "(to one) ", "429": "429 "}
        for each in (e for e in group.on.server.passed if e.at >= begun):
            if each.chat == group.chat:
                lines.append((each.at, f"{marks[each.kind]}#{each.message[-4:]} {each.text}"))
            elif each.chat in chats:
                said = f"(to {chats[each.chat]} alone) {marks[each.kind]}{each.text}"
                lines.append((each.at, said))
        told = sorted(lines, key=lambda each: each[0])
        return [f"[{int(at - begun) // 60}:{int(at - begun) % 60:02}] {text}" for at, text in told]
