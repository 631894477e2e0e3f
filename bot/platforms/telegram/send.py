"""Replies on Telegram, sent part by part; parts sent before a failure are not sent again."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    ReplyParameters,
)
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.platforms.base import Never
from bot.platforms.buttons import keep_button
from bot.platforms.latest import Latest
from bot.platforms.layout import buttons_of
from bot.platforms.pinning import pin_as_asked
from bot.platforms.telegram.buttons import KEPT, join_button
from bot.platforms.telegram.ephemeral import WINDOW_SECONDS, Ephemeral
from bot.platforms.telegram.errors import succeeds, topic_is_gone
from bot.platforms.telegram.presses import Presses
from bot.platforms.telegram.read import Json
from bot.platforms.telegram.render import (
    ALERT_UNITS,
    TEXT_UNITS,
    html_parts,
    in_reply_to,
    keyboard,
    open_chat,
    plain_text,
    too_long,
    units,
)
from bot.platforms.telegram.rich import RichTables, blocks_of
from bot.redaction import log_fault
from core.locale.strings import known_language, say
from core.messages import Button, File, Picture, Reply
from core.store.engine import Store
from core.store.rows import OutboxMessage

# What Telegram says of a message that cannot be changed any more; a new one is sent then.
UNCHANGEABLE = (
    "message to edit not found", "can't be edited", "message_id_invalid",
    "there is no text in the message", "there is no media in the message",
)  # fmt: skip
MAY_NOT_PIN = ("not enough rights", "have no rights", "chat_admin_required", "need administrator")
CAPTION_UNITS = int(MessageLimit.CAPTION_LENGTH)
NO_PREVIEW = json.dumps({"is_disabled": True})
HTML = str(ParseMode.HTML.value)

Call = Callable[[str, dict[str, Any]], Awaitable[object]]

log = logging.getLogger("spotter.telegram")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part is shown: a chat, a topic of it, the message it answers."""

    chat: int
    thread: int | None = None
    answered: Json | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a reply: HTML, a picture or a file, and the buttons under it."""

    content: str | Picture | File
    caption: str = ""  # HTML, of a picture
    keys: Json | None = None
    blocks: Sequence[Json] = ()  # the same as a rich message, where those are shown


def place_of(outgoing: OutboxMessage, note: Json) -> Place:
    """The chat and topic of an outbox message, and the message it answers."""
    address, chat = outgoing.address, int(outgoing.address.chat)
    thread = int(address.thread) if address.thread else None
    return Place(chat, thread, in_reply_to(chat, note.get("message"), private=address.private))


class Sends:
    """What one bot sends. Everything here raises TelegramError where Telegram does not take it."""

    def __init__(
        self, bot: Bot, say: Call, store: Store, presses: Presses,
        ephemeral: Ephemeral, rich: RichTables,
    ) -> None:  # fmt: skip
        """Send by a bot; `say` calls the Bot API with plain values, for what most answers are."""
        self._ephemeral, self._rich = ephemeral, rich
        self.name = ""  # the bot's own, once Telegram told it
        self._bot, self._say = bot, say
        self._store = store
        self._presses = presses
        self._underway = Latest[int, int]()  # outbox message -> parts that were sent already

    async def show(self, outgoing: OutboxMessage, note: Json) -> str:
        """Send a reply to the chat it is for; gives the id of its last message."""
        chat = int(outgoing.address.chat)
        if outgoing.reply.reaction and await self._react(outgoing.reply, chat, note.get("message")):
            return ""
        sent = await self._send(outgoing, place_of(outgoing, note))
        await pin_as_asked(self._store, outgoing, sent, partial(self._set_pin, chat))
        return sent

    async def whisper(self, outgoing: OutboxMessage, note: Json) -> str:
        """Answer one person only, although they asked in a group. Raises Never for nobody."""
        text = plain_text(outgoing.reply, TEXT_UNITS)
        alert = (
            bool(note.get("press"))
            and not (outgoing.reply.buttons or outgoing.reply.pictures)
            and units(text) <= ALERT_UNITS
        )
        if alert and await self._presses.stop(note, text):
            return ""
        user = note.get("user")
        if not user:
            raise Never("a private reply without a person")
        if await self._show_here(outgoing, note, int(user)):
            return ""
        try:
            return await self._send(outgoing, Place(int(user)))
        except Forbidden:  # they never wrote to us in private, where a bot may not begin
            language = known_language(str(note.get("language")))
            hint = Reply(lines=(say(language, "chat.write_first"),))
            door = open_chat(self.name, say(language, "button.open_chat"))
            part = Part(html_parts(hint)[0], keys=door)
            sent, _ = await self._post(part, place_of(outgoing, note))
            return sent

    async def _show_here(self, outgoing: OutboxMessage, note: Json, user: int) -> bool:
        """Answer a press in the group, for who pressed alone; nothing stored is told so alone."""
        reply, press = outgoing.reply, str(note.get("press") or "")
        parts = html_parts(reply)
        plain = not (reply.buttons or reply.pictures or reply.files or reply.about)
        if not plain or len(parts) != 1 or self._presses.age(press) > WINDOW_SECONDS:
            return False
        return await self._ephemeral.show(int(outgoing.address.chat), user, press, parts[0])

    async def _send(self, outgoing: OutboxMessage, place: Place) -> str:
        """Change what was sent before, else send every part that was not sent yet."""
        sent, parts = "", await self._parts(outgoing.reply, self.name if place.chat < 0 else "")
        if outgoing.changes and await self._change(outgoing.changes, parts, place):
            return outgoing.changes
        if outgoing.changes and outgoing.reply.pin:  # what it shows may be nobody's business now
            await succeeds(self._bot.delete_message(place.chat, int(outgoing.changes)))
        for position, part in enumerate(parts):
            if position < self._underway.get(outgoing.id, 0):
                continue
            sent, place = await self._post(part, place)
            self._underway[outgoing.id] = position + 1
            place = replace(place, answered=None)
        self._underway.pop(outgoing.id, None)
        return sent

    async def _react(self, reply: Reply, chat: int, message: object) -> bool:
        """Put a reaction on the message that is answered; False where none is allowed."""
        if not isinstance(message, int):
            return False
        try:
            return await self._bot.set_message_reaction(chat, message, reply.reaction)
        except (BadRequest, Forbidden):
            return False

    async def _set_pin(self, chat: int, sent: str, on: bool) -> bool:
        """Pin a message without a sound, or take its pin away; False where we may not."""
        try:
            if on:
                return await self._bot.pin_chat_message(chat, int(sent), disable_notification=True)
            return await self._bot.unpin_chat_message(chat, int(sent))
        except Forbidden:
            return False
        except BadRequest as error:
            if any(words in str(error).lower() for words in MAY_NOT_PIN):
                return False
            raise

    async def _change(self, sent: str, parts: Sequence[Part], place: Place) -> bool:
        """Give a message of ours other words; False where it is gone, too old or of another kind.

        A picture takes the place of a picture: a text has none to change.
        """
        part = parts[0] if len(parts) == 1 else None
        if part is None or isinstance(part.content, File) or not sent.isdecimal():
            return False
        try:
            if isinstance(part.content, str):
                values = {"text": part.content, "chat_id": place.chat, "message_id": int(sent)}
                await self._say("editMessageText", {**values, **_looks(part)})
            else:
                media = InputMediaPhoto(
                    part.content.content, caption=part.caption or None,
                    parse_mode=ParseMode.HTML, filename=part.content.name,
                )  # fmt: skip
                await self._bot.edit_message_media(
                    media, place.chat, int(sent), reply_markup=_markup(part.keys)
                )
        except BadRequest as error:
            said = str(error).lower()
            if "not modified" in said:
                return True
            if any(words in said for words in UNCHANGEABLE):
                return False
            raise
        return True

    async def _parts(self, reply: Reply, bot: str) -> list[Part]:
        """Cut a reply into messages; the buttons go under the last text."""
        texts, shown = _with_captions(reply)
        parts = [*texts, *shown, *map(Part, reply.files)]
        if len(parts) == 1 and (blocks := blocks_of(reply)) is not None:
            parts = [replace(parts[0], blocks=blocks)]
        kept = {
            button: await self._keep(reply.owner, button)
            for button in buttons_of(reply)
            if reply.owner is not None and not button.open and too_long(reply, button)
        }
        if parts and (keys := keyboard(reply, kept, bot)):
            last = len(texts or parts) - 1
            parts[last] = replace(parts[last], keys=keys)
        return parts

    async def _keep(self, owner: int, button: Button) -> str:
        """Keep a sentence too long for a button and give the short data that stands for it."""
        return KEPT + join_button(owner, await keep_button(self._store, owner, button))

    async def _post(self, part: Part, place: Place) -> tuple[str, Place]:
        """Send one message, and say where; a topic that is gone is left out, once."""
        if part.blocks and await self._rich.may(place.chat):
            where = place.chat, place.thread, place.answered
            rich = await self._rich.send(part.blocks, *where, part.keys)
            if rich is not None:
                return rich, place
            sent = await self._post(replace(part, blocks=()), place)
            await self._rich.refuse(place.chat)
            return sent
        try:
            return await self._shown(part, place), place
        except BadRequest as error:
            if place.thread is None or not topic_is_gone(error):
                raise
        place = replace(place, thread=None)
        return await self._shown(part, place), place

    async def _shown(self, part: Part, place: Place) -> str:
        """Show a part and give the id of the message; "" where the answer names none.

        Whatever is raised beside TelegramError comes from an answer of an unknown shape: Telegram
        took the message, and it must not be sent again.
        """
        try:
            if not isinstance(part.content, str):
                return str(await self._send_file(part, part.content, place))
            values = {
                "chat_id": place.chat, "text": part.content, "message_thread_id": place.thread,
                "reply_parameters": place.answered,
            }  # fmt: skip
            shown: Any = await self._say("sendMessage", {**values, **_looks(part)})
            return str(int(shown["message_id"]))
        except TelegramError:
            raise
        except Exception:
            log_fault(log, "what Telegram says of a message that was sent cannot be read")
            return ""

    async def _send_file(self, part: Part, content: Picture | File, place: Place) -> int:
        """Send a picture or a file."""
        file = InputFile(content.content, content.name, attach=False)
        send = self._bot.send_photo if isinstance(content, Picture) else self._bot.send_document
        answered = ReplyParameters(**place.answered) if place.answered else None
        shown = await send(
            place.chat, file, caption=part.caption or None, parse_mode=ParseMode.HTML,
            reply_markup=_markup(part.keys), message_thread_id=place.thread,
            reply_parameters=answered,
        )  # fmt: skip
        return shown.message_id


def _looks(part: Part) -> dict[str, Any]:
    """How a text is shown: as HTML, without previews, with buttons under it."""
    return {"parse_mode": HTML, "link_preview_options": NO_PREVIEW, "reply_markup": part.keys}


def _markup(keys: Json | None) -> InlineKeyboardMarkup | None:
    """Buttons as the library wants them beside a file."""
    return None if keys is None else InlineKeyboardMarkup.de_json(dict(keys), None)


def _with_captions(reply: Reply) -> tuple[list[Part], list[Part]]:
    """The texts of a reply, and its pictures with what they show in words under them.

    One picture has all that is said under it where there is room: one message, not two.
    """
    pictures = [each for each in reply.pictures if each.drawing is None]
    if len(pictures) == 1 and pictures[0].alt and not reply.files:
        alt = pictures[0].alt
        told = reply.lines if alt in reply.lines else (*reply.lines, alt)
        whole = html_parts(replace(reply, lines=told))
        if len(whole) == 1 and units(whole[0]) <= CAPTION_UNITS:
            return [], [Part(pictures[0], caption=whole[0])]
    captions = [html_parts(Reply(lines=(each.alt[:CAPTION_UNITS],))) for each in pictures]
    return [Part(text) for text in html_parts(reply)], [
        Part(each, caption=words[0] if words and units(words[0]) <= CAPTION_UNITS else "")
        for each, words in zip(pictures, captions, strict=True)
    ]
