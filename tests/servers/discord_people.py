"""What people do on the small Discord: write, edit, use commands, press buttons; and bad luck."""

from __future__ import annotations

import asyncio
import functools
import itertools
import operator
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.servers.discord_shapes import (
    BOT,
    EPOCH_MS,
    GUILD,
    ROOM,
    Fault,
    Interaction,
    Json,
    Session,
    user,
)
from tests.waiting import WAIT_SECONDS, until

CONTROLS = ("dm", "say", "edit", "slash", "press", "drop", "fault", "answers", "suggest", "block")


class People:
    """The side of the server that tests drive."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.messages: dict[str, Json] = {}
        self.without_reactions: set[str] = set()  # channels where a bot may give none
        self.without_pins: set[str] = set()  # channels where a bot may not pin
        self.pins: list[tuple[str, str]] = []  # (channel, message), the newest last
        self.channels: dict[str, Json] = {ROOM: {"id": ROOM, "type": 0, "guild_id": GUILD}}
        self.direct: dict[str, str] = {}
        self.blocked: set[str] = set()
        self.roles: list[Json] = [{"id": GUILD, "name": "@everyone", "permissions": "104324673"}]
        self.held: dict[str, list[str]] = {}  # person -> roles
        self.sessions: dict[str, Session] = {}
        self.interactions: dict[str, Interaction] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self._count = itertools.count(1)

    async def _emit(self, name: str, data: Json) -> None:
        raise NotImplementedError

    def snowflake(self) -> str:
        moment = int(time.time() * 1000) - EPOCH_MS
        return str((moment << 22) | (next(self._count) & 0x3FFFFF))

    def direct_channel(self, person: str) -> str:
        if person not in self.direct:
            self.direct[person] = channel = self.snowflake()
            self.channels[channel] = {"id": channel, "type": 1, "person": person}
        return self.direct[person]

    def _message(self, channel: str, author: Json, text: str) -> Json:
        message: Json = {
            "id": self.snowflake(),
            "channel_id": channel,
            "author": author,
            "content": text,
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user(BOT, "Spotter", bot=True)] if f"<@{BOT}>" in text else [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
        }
        if "guild_id" in self.channels[channel]:
            message["guild_id"] = GUILD
        self.messages[message["id"]] = message
        return message

    async def dm(self, person: str, text: str, **more: Any) -> Json:
        """Somebody writes to the bot directly."""
        return await self.say(self.direct_channel(person), person, text, **more)

    async def say(
        self, channel: str, person: str, text: str, reply_to: str = "", **more: Any
    ) -> Json:
        """Somebody writes in a channel; `more` overrides fields of the message."""
        message = self._message(channel, user(person, f"user {person}"), text)
        message.update(more)
        if reply_to:
            message["type"] = 19
            message["message_reference"] = {"message_id": reply_to, "channel_id": channel}
            message["referenced_message"] = self.messages[reply_to]
        await self._emit("MESSAGE_CREATE", message)
        return message

    async def edit(self, message: str, text: str | None = None, **more: Any) -> Json:
        """Somebody edits a message; without a text Discord itself changes it."""
        found = self.messages[message]
        if text is not None:
            found.update(content=text, edited_timestamp=datetime.now(UTC).isoformat())
        found.update(more)
        await self._emit("MESSAGE_UPDATE", found)
        return found

    async def _interact(
        self, kind: int, channel: str, person: str, data: Json, **more: Any
    ) -> Interaction:
        identity, token = self.snowflake(), f"interaction-token-{next(self._count)}"
        who = user(person, f"user {person}")
        server = "guild_id" in self.channels[channel]
        event: Json = {
            "id": identity,
            "application_id": BOT,
            "type": kind,
            "data": data,
            "channel_id": channel,
            "channel": self.channels[channel],
            "token": token,
            "version": 1,
            "locale": "en-US",
            "context": 0 if server else 1,
            "attachment_size_limit": 10_000_000,
            "authorizing_integration_owners": {"0": GUILD if server else "0"},
            "entitlements": [],
        }
        if server:
            member = {"user": who, "roles": [], "permissions": self.permissions(person)}
            event |= {"guild_id": GUILD, "member": member}
        else:
            event["user"] = who
        self.interactions[token] = made = Interaction(
            identity, token, channel, person, kind, time.monotonic()
        )
        await self._emit("INTERACTION_CREATE", event | more)
        return made

    async def slash(
        self, channel: str, person: str, name: str, text: str = "", **more: Any
    ) -> Interaction:
        """Somebody uses a slash command."""
        option = {"type": 3, "name": "line" if name in ("log", "s") else "text", "value": text}
        data = {"id": "1", "type": 1, "name": name, "options": [option] if text else []}
        return await self._interact(2, channel, person, data, **more)

    async def slash_parts(
        self, channel: str, person: str, name: str, /, **parts: Any
    ) -> Interaction:
        """Somebody fills in the parts of a slash command."""
        kinds = {int: 4, float: 10, str: 3}
        options = [
            {"type": kinds[type(value)], "name": key, "value": value}
            for key, value in parts.items()
        ]
        data = {"id": "1", "type": 1, "name": name, "options": options}
        return await self._interact(2, channel, person, data)

    async def open_menu(self, message: str, person: str, name: str) -> Interaction:
        """Somebody opens a menu of a message; its text is shown to the bot."""
        found = self.messages[message]
        data = {
            "id": "1", "type": 3, "name": name, "target_id": message,
            "resolved": {"messages": {message: found}},
        }  # fmt: skip
        return await self._interact(2, found["channel_id"], person, data)

    async def submit(self, opened: Interaction, value: str) -> Interaction:
        """Somebody fills in the window that an interaction opened, and sends it."""
        assert opened.acknowledged is not None
        window = opened.acknowledged["data"]
        held = window["components"][0]["component"]
        given = {"values": [value]} if held["type"] == 3 else {"value": value}
        component = {"type": held["type"], "custom_id": held["custom_id"], **given}
        data = {
            "custom_id": window["custom_id"],
            "components": [{"type": window["components"][0]["type"], "component": component}],
        }
        return await self._interact(5, opened.channel, opened.person, data)

    async def slash_with_file(
        self, channel: str, person: str, name: str, content: bytes, text: str = ""
    ) -> Interaction:
        """Somebody uses a slash command that takes a file along."""
        key = self.snowflake()
        self.files[key] = content
        address = f"{self.url}/attachments/{key}"
        file = {"id": key, "filename": "x.csv", "size": len(content), "url": address}
        options: list[Json] = [{"type": 11, "name": "file", "value": key}]
        options += [{"type": 3, "name": "text", "value": text}] if text else []
        resolved = {"attachments": {key: file}}
        data = {"id": "1", "type": 1, "name": name, "options": options, "resolved": resolved}
        return await self._interact(2, channel, person, data)

    async def suggest(self, channel: str, person: str, name: str, text: str) -> Interaction:
        """Somebody is typing a slash command; the choices land in `suggested`."""
        option = {"type": 3, "name": "line", "value": text, "focused": True}
        data = {"id": "1", "type": 1, "name": name, "options": [option]}
        return await self._interact(4, channel, person, data)

    async def press(self, message: str, label: str, person: str) -> Interaction:
        """Somebody presses a button under a message."""
        found = self.messages[message]
        buttons = [b for row in found["components"] for b in row["components"]]
        key = next(b["custom_id"] for b in buttons if b["label"] == label)
        data = {"custom_id": key, "component_type": 2}
        return await self._interact(3, found["channel_id"], person, data, message=found)

    async def react(
        self, message: str, person: str, emoji: str = "👍", *, added: bool = True
    ) -> None:
        """Somebody puts a reaction on a message, or takes it away."""
        found = self.messages[message]
        event: Json = {
            "user_id": person, "channel_id": found["channel_id"], "message_id": message,
            "emoji": {"id": None, "name": emoji}, "burst": False, "type": 0,
        }  # fmt: skip
        server = "guild_id" in self.channels[found["channel_id"]]
        event |= {"guild_id": GUILD} if server else {}
        if added:
            event["message_author_id"] = found["author"]["id"]
        name = "MESSAGE_REACTION_ADD" if added else "MESSAGE_REACTION_REMOVE"
        await self._emit(name, event)

    def permissions(self, person: str) -> str:
        """What somebody may do in the server, as interactions say it."""
        held = {GUILD, *self.held.get(person, [])}
        sums = [int(role["permissions"]) for role in self.roles if role["id"] in held]
        return str(functools.reduce(operator.or_, sums, 0))

    def block(self, person: str) -> None:
        """Somebody refuses messages from the bot."""
        self.blocked.add(person)

    def fault(self, match: str, status: int = 500, **more: Any) -> None:
        """Let the next matching request fail."""
        self.faults.append(Fault(match, status, **more))

    async def drop(self, code: int = 0) -> None:
        """Close the gateway connection with a code, or cut it."""
        for session in list(self.sessions.values()):
            socket, session.socket = session.socket, None  # it can be resumed
            if socket is None:
                continue
            if code:
                await socket.close(code=code)
            elif socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()

    async def cut_all(self) -> None:
        """Cut every connection, also those of forgotten sessions."""
        for socket in self.sockets:
            if not socket.closed and socket._req is not None and socket._req.transport:
                socket._req.transport.abort()

    def answers(self, channel: str = "") -> list[Json]:
        """What the bot has posted, oldest first; a pending "thinking" is not an answer."""
        return [
            message
            for message in self.messages.values()
            if message["author"]["id"] == BOT
            and not message.get("flags", 0) & 128
            and channel in ("", message["channel_id"])
        ]

    async def until(
        self, true: Callable[[], Any], seconds: float = WAIT_SECONDS, **more: Any
    ) -> Any:
        """Wait for something to become true and give it; see tests.waiting. Raises TimeoutError."""
        return await until(true, seconds, **more)

    async def _control(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        if name not in CONTROLS:
            raise web.HTTPNotFound
        arguments = await request.json() if request.can_read_body else {}
        done = getattr(self, name)(**arguments)
        done = await done if asyncio.iscoroutine(done) else done
        shown = vars(done) if isinstance(done, Interaction) else done
        return web.json_response(shown)
