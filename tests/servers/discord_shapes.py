"""What the small Discord knows and how it says it: identities, records, refusals, JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

BOT = "900000000000000001"
GUILD = "700000000000000001"
ROOM = "800000000000000001"  # a text channel of the server
TOKEN = "a-bot-token"
EPOCH_MS = 1420070400000
MESSAGE_CONTENT = 1 << 15
HIDDEN = 64
LAYOUT = 1 << 15  # IS_COMPONENTS_V2: the message is its components

Json = dict[str, Any]


@dataclass
class Fault:
    """An answer to give instead of (or, with `after`, behind) the real one."""

    match: str  # a pattern for "METHOD path"
    status: int = 500  # 0: the connection is cut
    code: int = 0
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    retry_after: float = 0.0
    after: bool = False  # the request takes effect, its answer is lost
    delay: float = 0.0


@dataclass
class Session:
    """One gateway session: what was sent to it, for RESUME."""

    id: str
    intents: int
    events: list[Json] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None
    shard: tuple[int, int] = (0, 1)

    def sees(self, server: str) -> bool:
        """Whether what happens in a server, or in private with "", is sent to this session."""
        return (int(server or 0) >> 22) % self.shard[1] == self.shard[0]


@dataclass
class Interaction:
    """What the server remembers of an interaction."""

    id: str
    token: str
    channel: str
    person: str
    kind: int
    born: float
    acknowledged: Json | None = None
    original: Json | None = None


class Refusal(Exception):
    """An error as Discord says it."""

    def __init__(self, status: int, code: int = 0, message: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def user(identity: str, name: str, *, bot: bool = False) -> Json:
    """A user as Discord describes one."""
    return {
        "id": identity,
        "username": name,
        "global_name": None if bot else name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": bot,
    }


def member(identity: str, roles: list[str]) -> Json:
    """Somebody in the server."""
    return {
        "user": user(identity, identity),
        "nick": None,
        "avatar": None,
        "roles": roles,
        "joined_at": "2026-01-01T00:00:00+00:00",
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def application() -> Json:
    """The bot's application."""
    return {
        "id": BOT,
        "name": "Spotter",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user("1", "owner"),
        "verify_key": "0",
        "flags": 0,
        "team": None,
        "summary": "",
    }


def guild() -> Json:
    """The one server there is."""
    return {
        "id": GUILD,
        "name": "Gym",
        "owner_id": "1",
        "channels": [{"id": ROOM, "type": 0, "name": "training", "position": 0}],
        "roles": [],
        "emojis": [],
        "members": [],
        "threads": [],
        "features": [],
        "member_count": 3,
        "unavailable": False,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
        "afk_timeout": 0,
    }


def check(body: Json, *, layouts: bool = True) -> None:
    """Refuse a message that Discord would refuse; without `layouts` also components v2."""
    if body.get("allowed_mentions") not in ({"parse": []}, None):
        raise Refusal(400, 50035, "mentions are not allowed here")
    if int(body.get("flags") or 0) & LAYOUT:
        if not layouts:
            raise Refusal(400, 50035, "Invalid Form Body")
        check_layout(body)
        return
    if len(body.get("content") or "") > 2000:
        raise Refusal(400, 50035, "content")
    rows = body.get("components") or []
    if any(row["type"] != 1 for row in rows):
        raise Refusal(400, 50035, "components of this type need IS_COMPONENTS_V2")
    buttons = [button for row in rows for button in row["components"]]
    keys = [button["custom_id"] for button in buttons]
    fits = all(1 <= len(key) <= 100 for key in keys) and len(set(keys)) == len(keys)
    labels = all(1 <= len(button["label"]) <= 80 for button in buttons)
    if not fits or not labels or len(rows) > 5 or any(len(r["components"]) > 5 for r in rows):
        raise Refusal(400, 50035, "components")
    if not body.get("content") and not body.get("files"):
        raise Refusal(400, 50006, "Cannot send an empty message")


def parts_of(components: list[Json]) -> list[Json]:
    """The components of a message, and those within them."""
    return [part for each in components for part in (each, *parts_of(each.get("components", [])))]


def check_layout(body: Json) -> None:
    """Refuse what Discord refuses of components v2: other texts, too many parts, too long."""
    if body.get("content") or body.get("embeds"):
        raise Refusal(400, 50035, "content and embeds cannot be used with IS_COMPONENTS_V2")
    if any(each["type"] not in (1, 17) for each in body["components"]):
        raise Refusal(400, 50035, "components")
    parts = parts_of(body["components"])
    texts = [each["content"] for each in parts if each["type"] == 10]
    keys = [each["custom_id"] for each in parts if each["type"] == 2]
    rows = [len(each["components"]) for each in parts if each["type"] == 1]
    if not 1 <= len(parts) <= 40 or any(not 1 <= count <= 5 for count in rows):
        raise Refusal(400, 50035, "components")
    if not all(texts) or sum(map(len, texts)) > 4000 or len(set(keys)) != len(keys):
        raise Refusal(400, 50035, "components")


def text_of(message: Json) -> str:
    """What a message says, in its text or in its components."""
    texts = [each["content"] for each in parts_of(message.get("components", []))
             if each["type"] == 10]  # fmt: skip
    return "\n".join(texts) if texts else str(message.get("content", ""))


def check_command(command: Json) -> None:
    """Refuse a command that Discord would refuse."""
    if command["type"] == 3:  # a menu of a message: a name of several words, and nothing else
        if not 1 <= len(command["name"]) <= 32 or command.get("description"):
            raise Refusal(400, 50035, "name")
        return
    options = command["options"]
    names = [command["name"], *(each["name"] for each in options)]
    if not all(re.fullmatch(r"[-_\w]{1,32}", name) for name in names):
        raise Refusal(400, 50035, "name")
    texts = [command["description"], *(each["description"] for each in options)]
    if not all(1 <= len(text) <= 100 for text in texts):
        raise Refusal(400, 50035, "description")
    required = [bool(each["required"]) for each in options]
    if len(options) > 25 or required != sorted(required, reverse=True):
        raise Refusal(400, 50035, "options")
    for each in options:
        if len(each.get("choices", ())) > 25 or (each.get("choices") and each.get("autocomplete")):
            raise Refusal(400, 50035, "choices")


def json_answer(
    data: Any, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """JSON with the exact content type that libraries look for."""
    text = json.dumps(data).encode()
    return web.Response(
        body=text, status=status, headers={"Content-Type": "application/json", **(headers or {})}
    )


def seen_by_bot(message: Json, *, content: bool) -> Json:
    """Without the intent: only direct messages, mentions, replies to the bot and its own."""
    answered = message.get("referenced_message") or {}
    allowed = (
        content
        or "guild_id" not in message
        or message["author"]["id"] == BOT
        or any(person["id"] == BOT for person in message["mentions"])
        or (answered.get("author") or {}).get("id") == BOT
    )
    return message if allowed else message | {"content": ""}
