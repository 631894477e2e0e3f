"""Partners in one group of a platform, with a real process whose clock a test sets.

What the group reads is kept as it stands: a message that is changed is changed here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.killing import listening, unfinished
from tests.preload import Clock
from tests.running import Running
from tests.servers import discord_people, telegram
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import BOT, HIDDEN, ROOM, parts_of, text_of, user
from tests.servers.telegram import BOT_ID, BOT_NAME, TOKEN, TelegramServer

GYM = -1001
BUTTON_PART = 2  # the type of a button among the parts of a message
DUE = (
    "SELECT (SELECT count(*) FROM reminders WHERE next_at <= {0}) + "
    "(SELECT count(*) FROM group_posts WHERE next_at <= {0})"
)


@dataclass(frozen=True)
class Shown:
    """A message of the bot as people see it now; `whose` is who alone sees it, "" for the group."""

    id: str
    text: str
    buttons: tuple[str, ...] = ()
    whose: str = ""


class Partners:
    """Three people of a group; the first is its admin."""

    names = ("Ann", "Ben", "Cid")
    modules: Iterable[ModuleType] = ()
    server: Any
    bot: Running

    def __init__(self, folder: Path, begin: datetime, patched: pytest.MonkeyPatch) -> None:
        self.folder, self.clock = folder, Clock(folder / "clock")
        self.clock.jump(begin.timestamp() - self.clock.time())
        for module in self.modules:
            patched.setattr(module, "time", self.clock)

    @property
    def now(self) -> datetime:
        """What the clock of the process shows."""
        return datetime.fromtimestamp(self.clock.time(), UTC)

    def start(self, **more: str) -> Running:
        """The process, which is started on entering it."""
        made = {**self.settings(), **self.clock.settings(), **more}
        self.bot = Running(self.folder, fresh=True, **made)
        return self.bot

    async def settled(self) -> None:
        """Wait until all that was said is answered, and all that is due is sent."""

        def done() -> bool:
            # what is due becomes a row of the outbox: it is looked for before that
            due = self.bot.rows(DUE.format(int(self.clock.time() * 1_000_000)))
            return due == [(0,)] and unfinished(self.bot) == (0, 0)

        await self.server.until(lambda: not self.waits() and done(), 20)

    async def until(self, at: str) -> None:
        """Set the clock to a time of UTC, and wait until all that is due then is sent."""
        self.clock.jump(datetime.fromisoformat(f"{at}+00:00").timestamp() - self.clock.time())
        await self.settled()

    def settings(self) -> dict[str, str]:
        raise NotImplementedError

    def waits(self) -> bool:
        return False


class OnTelegram(Partners):
    """Partners in a group of Telegram."""

    modules = (telegram,)

    def __init__(self, folder: Path, begin: datetime, patched: pytest.MonkeyPatch) -> None:
        super().__init__(folder, begin, patched)
        self.server = TelegramServer(privacy=False)
        self.server.person = self._person
        self.server.admins |= {(GYM, 1), (GYM, BOT_ID)}

    def _person(self, number: int) -> dict[str, Any]:
        name = self.names[number - 1]
        return {"id": number, "is_bot": False, "first_name": name, "language_code": "en"}

    def settings(self) -> dict[str, str]:
        return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.server.url}

    def waits(self) -> bool:
        return bool(self.server.queue)

    async def ready(self) -> None:
        await listening(self.server, 0)

    async def say(self, who: str, text: str, *, private: bool = False, to: str = "") -> None:
        number = self.names.index(who) + 1
        answered = int(to) if to else None
        text = text if private or text.startswith("/") or to else f"@{BOT_NAME} {text}"
        chat = number if private else GYM
        self.server.say(text, number, chat, reply_to=answered, date=self.clock.time())
        await self.settled()

    async def tap(self, who: str, under: Shown, label: str) -> None:
        number = self.names.index(who) + 1
        sent = next(
            each for each in reversed(self.server.shown())
            if str(each.message_id) == under.id
            and any(button["text"] == label for button in each.buttons)
        )  # fmt: skip
        self.server.press(label, number, sent)
        await self.settled()

    def shown(self) -> list[Shown]:
        """All messages in their present state, the oldest first; popups behind them."""
        now: dict[tuple[int, int], Shown] = {}
        for each in self.server.shown():
            key = each.chat, each.message_id
            text = each.text or re.sub(r"<[^>]+>", "", self._caption(each))
            buttons = tuple(button["text"] for button in each.buttons)
            whose = self.names[each.chat - 1] if each.chat > 0 else ""
            now[key] = Shown(str(each.message_id), text, buttons, whose)
        return list(now.values())

    def _caption(self, sent: Any) -> str:
        media = sent.data.get("media") or {}
        return str(sent.data.get("caption") or media.get("caption") or "")

    def popups(self) -> list[str]:
        """What was said to who pressed alone."""
        calls = [data for method, data in self.server.calls if method == "answerCallbackQuery"]
        return [data["text"] for data in calls if data.get("text")]

    def pins(self) -> list[str]:
        return [str(message) for chat, message in self.server.pins if chat == GYM]

    def delete(self, message: str) -> None:
        del self.server.messages[GYM, int(message)]

    def may_pin(self, *, may: bool) -> None:
        self.server.without_pins = set() if may else {GYM}

    def rate(self) -> list[float]:
        """When the group was sent something, or something in it was changed."""
        return [each.at for each in self.server.shown(GYM)]


class OnDiscord(Partners):
    """Partners in a channel of a server on Discord."""

    modules = (discord_people,)
    ids = ("5", "6", "7")

    def __init__(self, folder: Path, begin: datetime, patched: pytest.MonkeyPatch) -> None:
        super().__init__(folder, begin, patched)
        self.server = DiscordServer()
        self.server.roles.append({"id": "71", "name": "Admin", "permissions": str(1 << 5)})
        self.server.held["5"] = ["71"]
        self._seen: dict[str, str] = {}

    def settings(self) -> dict[str, str]:
        return {"DISCORD_BOT_TOKEN": self.server.token, "DISCORD_API_URL": self.server.url}

    async def ready(self) -> None:
        await self.server.until(lambda: any(s.socket for s in self.server.sessions.values()))

    async def say(self, who: str, text: str, *, private: bool = False, to: str = "") -> None:
        person = self.ids[self.names.index(who)]
        channel = self.server.direct_channel(person) if private else ROOM
        text = text if private or to else f"<@{BOT}> {text.removeprefix('/')}"
        more = {"author": user(person, who), "timestamp": self.now.isoformat()}
        await self.server.say(channel, person, text, to, **more)
        await self._heard()

    async def tap(self, who: str, under: Shown, label: str) -> None:
        await self.server.press(under.id, label, self.ids[self.names.index(who)])
        await self._heard()

    async def _heard(self) -> None:
        """Wait until the event has come to the inbox: there is one row more for it."""
        self._count = getattr(self, "_count", 0) + 1
        asked = "SELECT count(*) FROM inbox"
        await self.server.until(lambda: self.bot.rows(asked)[0][0] >= self._count)
        await self.settled()

    def shown(self) -> list[Shown]:
        """All messages in their present state, the oldest first."""
        private = {self.server.direct_channel(each): each for each in self.ids}
        found = []
        for each in self.server.answers():
            whose = private.get(each["channel_id"]) or ""
            whose = str(each.get("for") or "") if each.get("flags", 0) & HIDDEN else whose
            parts = parts_of(each.get("components") or [])
            buttons = tuple(part["label"] for part in parts if part["type"] == BUTTON_PART)
            name = self.names[self.ids.index(whose)] if whose else ""
            found.append(Shown(each["id"], text_of(each), buttons, name))
        return found

    def popups(self) -> list[str]:
        return []

    def pins(self) -> list[str]:
        return [message for channel, message in self.server.pins if channel == ROOM]

    def delete(self, message: str) -> None:
        del self.server.messages[message]

    def may_pin(self, *, may: bool) -> None:
        self.server.without_pins = set() if may else {ROOM}


PLATFORMS = {"telegram": OnTelegram, "discord": OnDiscord}
