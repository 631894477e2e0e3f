"""An evening in a gym: groups of five on both platforms, with limits, and others who train alone.

What everybody does comes at times drawn by a seed, in true seconds: the limits are of true
minutes. The wall clock of the bot is set to the Sunday on which the groups are told their week.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.preload import Clock
from tests.servers.discord_shapes import BOT, GUILD, HIDDEN, member, parts_of, user
from tests.servers.limits import LimitedDiscord, LimitedTelegram, Passed
from tests.servers.telegram import BOT_ID, BOT_NAME, TOKEN

BEFORE = datetime(2026, 11, 26, 18, tzinfo=UTC)  # each has trained once
TOLD = datetime(2026, 11, 29, 19, tzinfo=UTC)  # the groups their week, half way through
NAMES = ("Ann", "Ben", "Cid", "Dee", "Eli")
LIFTS = ("bench", "barbell row", "deadlift", "leg press")
RACK = "squat"
LAST = "2000"  # whoever asks after all others


@dataclass(frozen=True)
class Button:
    """A button of a message, as it stands now."""

    label: str
    message: Any  # as the platform's server holds it
    whose: str = ""  # who alone sees it


@dataclass
class Group:
    """Five lifters in one chat; what they did stands in `said`, with the time."""

    on: Any
    chat: str
    answers: str
    ids: Sequence[str]
    said: list[tuple[float, str]] = field(default_factory=list)
    sources: list[tuple[int, str]] = field(default_factory=list)  # (lifter, message) of typed sets
    edited: set[str] = field(default_factory=set)  # messages: what they say is stored anew
    at_rack: frozenset[int] = frozenset()

    async def say(self, who: int, text: str) -> str:
        """Somebody writes to the bot in the group; gives the message's number."""
        self.said.append((time.monotonic(), f"{NAMES[who]}: {text}"))
        return str(await self.on.say(self, who, text))

    async def log(self, who: int, text: str) -> str:
        """Somebody types a set."""
        number = await self.say(who, text)
        self.sources.append((who, number))
        return number

    async def tap(self, who: int, label: str) -> bool:
        """Somebody presses the newest button of a name; False where none is to be seen."""
        mine = ("", self.ids[who])
        shown = (b for b in self.on.buttons(self) if b.label == label and b.whose in mine)
        found = next(shown, None)
        if found is None:
            return False
        self.said.append((time.monotonic(), f"{NAMES[who]} taps: {label}"))
        await self.on.tap(self, who, found)
        return True


class OnTelegram:
    """Groups and private chats of Telegram."""

    name = "telegram"

    def __init__(self, clock: Clock) -> None:
        self.clock, self.server = clock, LimitedTelegram(privacy=False)
        self.server.person = self._person  # type: ignore[method-assign]
        self.server.admins |= {(-1000 - n, BOT_ID) for n in range(9)}

    def _person(self, number: int) -> dict[str, Any]:
        name = NAMES[number % 10 - 1] if number < 900 else f"Other{number}"
        return {"id": number, "is_bot": False, "first_name": name, "language_code": "en"}

    def settings(self) -> dict[str, str]:
        return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.server.url}

    async def ready(self) -> None:
        await self.server.until(lambda: any(m == "getUpdates" for m, _ in self.server.calls), 60)

    def group(self, number: int, answers: str) -> Group:
        chat, ids = -1000 - number, [str(10 * number + n) for n in range(1, 6)]
        self.server.admins.add((chat, int(ids[0])))
        return Group(self, str(chat), answers, ids)

    async def say(self, group: Group, who: int, text: str) -> str:
        text = text if text.startswith("/") else f"@{BOT_NAME} {text}"
        number, chat = int(group.ids[who]), int(group.chat)
        update = self.server.say(text, number, chat, date=int(self.clock.time()))
        assert update is not None
        return str(update["message"]["message_id"])

    async def edit(self, group: Group, message: str, text: str) -> None:
        self.server.edit(int(message), f"@{BOT_NAME} {text}", int(group.chat))

    async def alone(self, person: str, text: str) -> str:
        update = self.server.say(text, int(person), date=int(self.clock.time()))
        assert update is not None
        return str(update["message"]["message_id"])

    def chat_of(self, person: str) -> str:
        return person

    def buttons(self, group: Group) -> list[Button]:
        """The buttons of a group and of its lifters' private chats, the newest message first."""
        chats, seen = {int(group.chat), *map(int, group.ids)}, set()
        found: list[Button] = []
        for each in reversed(self.server.sent):
            if not each.message_id or each.chat not in chats or each.message_id in seen:
                continue
            seen.add(each.message_id)
            whose = str(each.chat) if each.chat > 0 else ""
            found += [Button(b["text"], each, whose) for b in each.buttons]
        return found

    def text_of(self, button: Button) -> str:
        return str(button.message.text)

    async def tap(self, group: Group, who: int, button: Button) -> None:
        self.server.press(button.label, int(group.ids[who]), button.message)

    def source(self, chat: str, message: str) -> str:
        return f":{chat}:{message}"


class OnDiscord:
    """Channels of a server on Discord, and direct messages."""

    name = "discord"

    def __init__(self, clock: Clock) -> None:
        self.clock, self.server = clock, LimitedDiscord()
        self.server.roles.append({"id": "71", "name": "Admin", "permissions": str(1 << 5)})

    def settings(self) -> dict[str, str]:
        return {"DISCORD_BOT_TOKEN": self.server.token, "DISCORD_API_URL": self.server.url}

    async def ready(self) -> None:
        await self.server.until(lambda: any(s.socket for s in self.server.sessions.values()), 60)

    def group(self, number: int, answers: str) -> Group:
        channel = str(800000000000000100 + number)
        self.server.channels[channel] = {"id": channel, "type": 0, "guild_id": GUILD}
        ids = [str(10 * number + n) for n in range(1, 6)]
        self.server.held[ids[0]] = ["71"]
        return Group(self, channel, answers, ids)

    async def say(self, group: Group, who: int, text: str) -> str:
        return await self._say(
            group.chat, group.ids[who], f"<@{BOT}> {text.removeprefix('/')}", NAMES[who]
        )

    async def _say(self, channel: str, person: str, text: str, name: str) -> str:
        moment = datetime.fromtimestamp(self.clock.time(), UTC).isoformat()
        more = {"author": user(person, name), "timestamp": moment}
        return str((await self.server.say(channel, person, text, **more))["id"])

    async def edit(self, group: Group, message: str, text: str) -> None:
        await self.server.edit(message, f"<@{BOT}> {text}")

    async def alone(self, person: str, text: str) -> str:
        name = NAMES[int(person) % 10 - 1] if int(person) < 900 else f"other {person}"
        return await self._say(self.chat_of(person), person, text, name)

    def chat_of(self, person: str) -> str:
        return str(self.server.direct_channel(person))

    def buttons(self, group: Group) -> list[Button]:
        """The buttons of a channel and of direct messages, the newest message first."""
        chats = {group.chat: ""} | {self.chat_of(each): each for each in group.ids}
        shown = [each for each in self.server.answers() if each["channel_id"] in chats]
        hidden = {each["id"]: each["for"] for each in shown if each["flags"] & HIDDEN}
        return [
            Button(part["label"], each, hidden.get(each["id"]) or chats[each["channel_id"]])
            for each in reversed(shown)
            for part in parts_of(each.get("components") or [])
            if part["type"] == 2 and "label" in part
        ]

    def text_of(self, button: Button) -> str:
        return str(button.message.get("content", ""))

    async def tap(self, group: Group, who: int, button: Button) -> None:
        person, message = group.ids[who], button.message
        keys = parts_of(message["components"])
        key = next(part["custom_id"] for part in keys if part.get("label") == button.label)
        known = member(person, self.server.held.get(person, []))
        held = known | {"user": user(person, NAMES[who])}
        held |= {"permissions": self.server.permissions(person)}
        more = {"member": held} if message["channel_id"] == group.chat else {}
        data = {"custom_id": key, "component_type": 2}
        await self.server._interact(3, message["channel_id"], person, data, message=message, **more)

    def source(self, chat: str, message: str) -> str:
        return f":{chat}:{message}"


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

            await on.server.until(answered, 60)

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
