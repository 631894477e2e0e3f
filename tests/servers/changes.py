"""Messages of a bot that are changed, and reactions, as strict as the real platforms are."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from tests.servers import discord_shapes, telegram_wire
from tests.servers.telegram_wire import Sent, check_text

Json = dict[str, Any]
ALLOWED = frozenset("👍👎🔥👌")  # of the fixed list of Telegram, those that tests know


def edit_on_telegram(server: Any, data: Json) -> Json:
    """Give a message of the bot another text. Raises Refusal as Telegram does."""
    key = int(data["chat_id"]), int(data["message_id"])
    message = server.messages.get(key)
    if message is None:
        raise telegram_wire.Refusal(400, "Bad Request: message to edit not found")
    if not message["from"]["is_bot"]:
        raise telegram_wire.Refusal(400, "Bad Request: message can't be edited")
    check_text(data)
    was = message.get("text"), message.get("keys")
    if was == (data["text"], data.get("reply_markup")):
        raise telegram_wire.Refusal(400, "Bad Request: message is not modified")
    message |= {"text": data["text"], "keys": data.get("reply_markup")}
    server.messages[key] = message
    server.sent.append(Sent("editMessageText", data, time.monotonic(), key[1]))
    return {each: message[each] for each in message if each != "keys"}


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


def discord_routes(server: Any) -> tuple[tuple[str, str, Any], ...]:
    """The routes of Discord for both."""

    async def edit(request: web.Request) -> web.Response:
        message = found(request)
        if not message["author"].get("bot"):
            raise discord_shapes.Refusal(403, 50005, "Cannot edit a message by another user")
        message |= await request.json()
        return web.json_response(message)

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

    place = "/channels/{channel}/messages/{message}"
    return (("PATCH", place, edit), ("PUT", place + "/reactions/{emoji}/@me", react))
