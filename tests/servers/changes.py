"""Messages of a bot that are changed, and reactions, as strict as the real platforms are."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.servers import discord_shapes, telegram_wire
from tests.servers.telegram_wire import Sent, check_text

Json = dict[str, Any]
BOT_ID = 700000001  # on Telegram
SERVER_REACTIONS, REACTIONS = 1 << 10, 1 << 13  # intents of Discord
ALLOWED = frozenset("👍👎🔥👌")  # of the fixed list of Telegram, those that tests know


def edit_on_telegram(server: Any, data: Json) -> Json:
    """Give a message of the bot another text. Raises Refusal as Telegram does."""
    key = int(data["chat_id"]), int(data["message_id"])
    message = server.messages.get(key)
    if message is None:
        raise telegram_wire.Refusal(400, "Bad Request: message to edit not found")
    if not message["from"]["is_bot"]:
        raise telegram_wire.Refusal(400, "Bad Request: message can't be edited")
    if message.get("media"):
        raise telegram_wire.Refusal(400, "Bad Request: there is no text in the message to edit")
    check_text(data)
    was = message.get("text"), message.get("keys")
    if was == (data["text"], data.get("reply_markup")):
        raise telegram_wire.Refusal(400, "Bad Request: message is not modified")
    message |= {"text": data["text"], "keys": data.get("reply_markup")}
    server.messages[key] = message
    server.sent.append(Sent("editMessageText", data, time.monotonic(), key[1]))
    return {each: message[each] for each in message if each != "keys"}


def show_on_telegram(server: Any, data: Json) -> Json:
    """Give a picture of the bot's another content. Raises Refusal as Telegram does."""
    key = int(data["chat_id"]), int(data["message_id"])
    message = server.messages.get(key)
    if message is None:
        raise telegram_wire.Refusal(400, "Bad Request: message to edit not found")
    if not message.get("media"):
        raise telegram_wire.Refusal(400, "Bad Request: there is no media in the message to edit")
    server.sent.append(Sent("editMessageMedia", data, time.monotonic(), key[1]))
    return {each: message[each] for each in message if each not in ("keys", "media")}


def pin_on_telegram(server: Any, data: Json) -> bool:
    """Pin a message of a group. Raises Refusal as Telegram does."""
    key = int(data["chat_id"]), int(data["message_id"])
    if key[0] in server.without_pins:
        said = "Bad Request: not enough rights to manage pinned messages in the chat"
        raise telegram_wire.Refusal(400, said)
    if key not in server.messages:
        raise telegram_wire.Refusal(400, "Bad Request: message to pin not found")
    server.pins[:] = [each for each in server.pins if each != key] + [key]
    # everybody sees that it was pinned, the bot as well
    service = {"message_id": key[1] + 10_000, "date": int(time.time()), "from": {"id": BOT_ID}}
    server.raw({"message": service | {"chat": telegram_wire.chat_of(key[0], 0),
                                      "pinned_message": {"message_id": key[1]}}})  # fmt: skip
    return True


def unpin_on_telegram(server: Any, data: Json) -> bool:
    """Take a pin away. Raises Refusal as Telegram does."""
    key = int(data["chat_id"]), int(data["message_id"])
    if key not in server.pins:
        raise telegram_wire.Refusal(400, "Bad Request: message to unpin not found")
    server.pins.remove(key)
    return True


def react_on_telegram(server: Any, data: Json) -> bool:
    """Put a reaction on a message. Raises Refusal as Telegram does."""
    if int(data["chat_id"]) in server.without_reactions:
        raise telegram_wire.Refusal(400, "Bad Request: REACTION_INVALID")
    if (int(data["chat_id"]), int(data["message_id"])) not in server.messages:
        raise telegram_wire.Refusal(400, "Bad Request: message to react not found")
    if any(each["emoji"] not in ALLOWED for each in data["reaction"]):
        raise telegram_wire.Refusal(400, "Bad Request: REACTION_INVALID")
    server.sent.append(Sent("setMessageReaction", data, time.monotonic()))
    return True


TELEGRAM_CHANGES: dict[str, Callable[[Any, Json], Any]] = {
    "editMessageText": edit_on_telegram,
    "editMessageMedia": show_on_telegram,
    "pinChatMessage": pin_on_telegram,
    "unpinChatMessage": unpin_on_telegram,
    "setMessageReaction": react_on_telegram,
}


def file_on_telegram(server: Any, data: Json) -> Json:
    """Say where a file is."""
    content = server.files.get(data["file_id"])
    if content is None:
        raise telegram_wire.Refusal(400, "Bad Request: file is too big")
    return {"file_path": data["file_id"], "file_size": len(content)}


class Newer:
    """What newer servers of Telegram do, and the chats that refuse it."""

    def __init__(self) -> None:
        self.without_reactions: set[int] = set()  # chats where a bot may give none
        self.ephemeral = True  # Bot API 10.2 or later
        self.without_ephemeral: set[int] = set()
        self.rich = True  # Bot API 10.2 or later: blocks
        self.without_rich: set[int] = set()


def newer_on_telegram(server: Any, method: str, data: Json) -> Any:
    """Answer a method that came with Bot API 10.1 or 10.2. None: it goes on as ever."""
    if method != "sendRichMessage":
        return ephemeral_on_telegram(server, method, data)
    if not server.rich:
        raise telegram_wire.Refusal(404, "Not Found")
    if int(data["chat_id"]) in server.without_rich:
        raise telegram_wire.Refusal(400, "Bad Request: RICH_MESSAGE_INVALID")
    telegram_wire.check_rich(data["rich_message"])
    return None


def ephemeral_on_telegram(server: Any, method: str, data: Json) -> Any:
    """Show a message to one person of a group (Bot API 10.2), or delete one. None: as ever.

    A server before that has no method for it, and passes over parameters it does not know.
    """
    new = data.get("ephemeral_message_parameters") or {}
    whom = new.get("receiver_user_id") or data.get("receiver_user_id")
    if method == "deleteEphemeralMessage":
        if not server.ephemeral:
            raise telegram_wire.Refusal(404, "Not Found")
        raise telegram_wire.Refusal(400, "Bad Request: message to delete not found")
    if method == "deleteMessage":
        key = int(data["chat_id"]), int(data["message_id"])
        if server.messages.pop(key, None) is None:
            raise telegram_wire.Refusal(400, "Bad Request: message to delete not found")
        server.sent[:] = [each for each in server.sent if each.message_id != key[1]]
        return True
    if not whom or not server.ephemeral:
        return None
    if int(data["chat_id"]) in server.without_ephemeral or int(data["chat_id"]) > 0:
        raise telegram_wire.Refusal(400, "Bad Request: ephemeral messages are not allowed here")
    check_text(data)
    server.sent.append(Sent("ephemeral", data, time.monotonic()))
    return {
        "message_id": 0, "ephemeral_message_id": len(server.sent), "date": int(time.time()),
        "receiver_user": {"id": whom}, "chat": {"id": int(data["chat_id"]), "type": "supergroup"},
    }  # fmt: skip


def react_to(
    server: Any, message_id: int, emoji: str = "👍", user: int = 1, chat: int | None = None
) -> Json | None:
    """Somebody on Telegram puts a reaction on a message, or takes it away with "".

    A bot hears of it in groups as an admin only, and anywhere only where it asked for it.
    """
    chat = user if chat is None else chat
    message = server.messages[chat, message_id]
    now = [{"type": "emoji", "emoji": emoji}] if emoji else []
    before = message.setdefault("reacted", {}).get(user, [])
    message["reacted"][user] = now
    polls = [data for method, data in server.calls if method == "getUpdates"]
    admin = chat > 0 or (chat, BOT_ID) in server.admins
    if not admin or "message_reaction" not in (polls[-1].get("allowed_updates") or ()):
        return None
    body = {
        "chat": telegram_wire.chat_of(chat, user), "message_id": message_id,
        "user": server.person(user), "date": int(time.time()),
        "old_reaction": before, "new_reaction": now,
    }  # fmt: skip
    update: Json = server.raw({"message_reaction": body})
    return update


def wanting(sessions: dict[str, Any], name: str, data: Json) -> list[Any]:
    """The sessions of Discord's gateway that asked for an event of reactions, or for any other."""
    wanted = SERVER_REACTIONS if "guild_id" in data else REACTIONS
    seeing = [each for each in sessions.values() if each.sees(data.get("guild_id", ""))]
    if not name.startswith("MESSAGE_REACTION"):
        return seeing
    return [each for each in seeing if each.intents & wanted]


def discord_routes(server: Any) -> tuple[tuple[str, str, Any], ...]:
    """The routes of Discord for these."""
    from tests.servers import discord

    async def edit(request: web.Request) -> web.Response:
        message = found(request)
        if not message["author"].get("bot"):
            raise discord_shapes.Refusal(403, 50005, "Cannot edit a message by another user")
        body = request[discord.BODY]
        if int(message.get("flags") or 0) & discord_shapes.LAYOUT and body.get("content"):
            raise discord_shapes.Refusal(400, 50035, "content")  # the flag never goes again
        discord_shapes.check(body)
        if "attachments" in body:  # what stands there and is not named goes
            message.pop("files", None)
        message |= body
        return web.json_response(message)

    async def pin(request: web.Request) -> web.Response:
        channel, message = request.match_info["channel"], found(request)
        if channel in server.without_pins:
            raise discord_shapes.Refusal(403, 50013, "Missing Permissions")
        if request.method == "PUT":
            server.pins.append((channel, message["id"]))
        elif (channel, message["id"]) in server.pins:
            server.pins.remove((channel, message["id"]))
        return web.Response(status=204)

    async def react(request: web.Request) -> web.Response:
        if request.match_info["channel"] in server.without_reactions:
            raise discord_shapes.Refusal(403, 50013, "Missing Permissions")
        found(request).setdefault("reactions", []).append(request.match_info["emoji"])
        return web.Response(status=204)

    def found(request: web.Request) -> Json:
        message: Json | None = server.messages.get(request.match_info["message"])
        if message is None or message["channel_id"] != request.match_info["channel"]:
            raise discord_shapes.Refusal(404, 10008, "Unknown Message")
        return message

    place, pins = "/channels/{channel}/messages/{message}", "/channels/{channel}/messages/pins"
    return (
        ("PATCH", place, edit),
        ("PUT", place + "/reactions/{emoji}/@me", react),
        ("PUT", pins + "/{message}", pin),
        ("DELETE", pins + "/{message}", pin),
    )
