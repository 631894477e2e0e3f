"""Groups of five and private chats on the loopback servers that have limits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.preload import Clock
from tests.servers.discord_shapes import BOT, GUILD, HIDDEN, member, parts_of, user
from tests.servers.limits import LimitedDiscord, LimitedTelegram
from tests.servers.telegram import BOT_ID, BOT_NAME, TOKEN

NAMES = ("Ann", "Ben", "Cid", "Dee", "Eli")


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
        self.server.person = self._person  # type: ignore[method-assign]  # has names
        self.server.admins |= {(-1000 - n, BOT_ID) for n in range(9)}

    def _person(self, number: int) -> dict[str, Any]:
        name = NAMES[number % 10 - 1] if number < 900 else f"Other{number}"
        return {"id": number, "is_bot": False, "first_name": name, "language_code": "en"}

    def settings(self) -> dict[str, str]:
        return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.server.url}

    async def ready(self) -> None:
        await self.server.until(lambda: any(m == "getUpdates" for m, _ in self.server.calls))

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
        await self.server.until(lambda: any(s.socket for s in self.server.sessions.values()))

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
