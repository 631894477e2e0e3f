"""Telegram: long polling into the inbox, updates to messages, replies to what Telegram shows."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import warnings
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    TelegramError,
)
from telegram.warnings import PTBUserWarning

from bot.backoff import RECEIVE_SECONDS, pause
from bot.platforms.base import Never, Receive, Refused
from bot.platforms.buttons import find_button, keep_button
from bot.platforms.telegram.buttons import KEPT, join_button
from bot.platforms.telegram.errors import fault_of, message_id, note_of, topic_is_gone
from bot.platforms.telegram.files import with_files
from bot.platforms.telegram.presses import Presses
from bot.platforms.telegram.read import (
    PLATFORM,
    UPDATE_KINDS,
    Json,
    Me,
    inbox_row,
    kept_button,
    message_of,
    migration_of,
    nobody_of,
)
from bot.platforms.telegram.render import (
    ALERT_UNITS,
    TEXT_UNITS,
    html_parts,
    in_reply_to,
    keyboard,
    plain_text,
    too_long,
    units,
)
from bot.platforms.telegram.transport import AiohttpRequest, Flood
from bot.runtime.quarantine import receive_rows
from bot.runtime.token_standing import Standing
from core.bounds import MOST_NUMBER, whole
from core.locale.strings import known_language, say
from core.messages import Address, Button, Message, Reply
from core.store.engine import Store
from core.store.rows import InboxRow, OutboxMessage

POLL_SECONDS = 50
POLL_SLACK_SECONDS = 15  # an answer to a poll may come that much later
BATCH = 100
BREATH_SECONDS = 0.1
CONFLICT_SECONDS = 5.0  # another process receives: its turn, for as long
CLOSE_SECONDS = 0.5
NOT_ACCEPTED = "Telegram does not accept TELEGRAM_BOT_TOKEN"
NOT_KNOWN = (InvalidToken, EndPointNotFound)  # of the token, the method, or of what is on the way
ADMINS = ("creator", "administrator")

Arguments = dict[str, Any]

log = logging.getLogger("spotter.telegram")
# Raw updates are what we want; PTB suggests its parsed ones on every call.
warnings.filterwarnings("ignore", message="Please use 'Bot", category=PTBUserWarning)


class TelegramChat:
    """One Telegram bot, as `bot.platforms.base.Platform` asks for it."""

    name = PLATFORM
    repeat_safe = False

    def __init__(
        self, token: str, api_url: str, store: Store, menu: Sequence[tuple[str, str]] = ()
    ) -> None:
        api_url = api_url.removesuffix("/bot")  # as the library's own base addresses end
        self._request = AiohttpRequest(api_url)
        self._bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._store = store
        self._menu = tuple(menu)
        self._underway: dict[int, int] = {}  # outbox message -> parts that were sent already
        self._presses = Presses(self._try, self._aside)
        self._asides: set[asyncio.Task[None]] = set()
        self._standing = Standing(PLATFORM, token, NOT_ACCEPTED, self._is_known)
        self._shared = False  # another process was seen to receive for the same bot
        self._numberless = False  # updates without a number came

    async def close(self) -> None:
        """Let connections go."""
        self._presses.close()
        if self._asides:  # what is nearly done ends
            await asyncio.wait(self._asides, timeout=CLOSE_SECONDS)
        for task in self._asides:
            task.cancel()
        await asyncio.gather(*self._asides, return_exceptions=True)
        await self._request.shutdown()

    # --- receiving ------------------------------------------------------------------------------

    async def receive(self, commit: Receive) -> None:
        """Commit raw updates to the inbox until cancelled. Raises Fatal for a bad token.

        An update is acknowledged by asking for the next one, so only after its commit. No offset
        is kept over a restart: the inbox absorbs what comes twice.
        """
        await self._standing.recall(self._store)
        me = await self._introduce()
        await self._standing.accepted(self._store)
        log.info("receiving as @%s", me.username)
        self._aside(self._show_menu())
        offset: int | None = None
        failures = 0
        while True:
            asked = time.monotonic()
            try:
                updates = await self._poll(offset)
            except (TelegramError, ValueError) as error:
                await self._wait_after(error, failures)
                failures += 1
                continue
            failures = 0
            await self._standing.accepted()
            if not updates and time.monotonic() - asked < BREATH_SECONDS:
                await asyncio.sleep(BREATH_SECONDS)  # a server that does not wait
            last = await self._commit(commit, updates, me)
            if updates and last is None:
                last = self._step_over(offset, len(updates))
            if updates and last in (None, offset):  # not one step further: do not spin
                await asyncio.sleep(RECEIVE_SECONDS[0])
            offset = last or offset

    async def _introduce(self) -> Me:
        """Ask who we are until there is an answer."""
        failures = 0
        while True:
            try:
                me = await self._call("getMe", {})
                if isinstance(me, dict) and isinstance(me.get("id"), int):
                    return Me(me["id"], str(me.get("username") or ""))
                raise ValueError("getMe names nobody")
            except (TelegramError, ValueError) as error:
                await self._wait_after(error, failures)
                failures += 1

    async def _poll(self, offset: int | None) -> list[object]:
        """Wait for updates."""
        updates = await self._call(
            "getUpdates",
            {
                "timeout": POLL_SECONDS,
                "limit": BATCH,
                "allowed_updates": list(UPDATE_KINDS),
                "offset": offset,
            },
            POLL_SECONDS + POLL_SLACK_SECONDS,
        )
        if not isinstance(updates, list):
            raise ValueError("no list of updates")
        return updates

    async def _commit(self, commit: Receive, updates: list[object], me: Me) -> int | None:
        """Put updates in the inbox, in one commit, and give the offset that acknowledges them."""
        if not updates:
            return None
        now = datetime.now(UTC)
        rows = [inbox_row(update, me, now, await self._kept(update)) for update in updates]
        await receive_rows(commit, rows)
        for update in updates:
            self._presses.watch(update)
        # the last one, not the highest: numbers may begin anew after a quiet week
        found = [whole(u.get("update_id")) for u in updates if isinstance(u, dict)]
        numbers = [number for number in found if number is not None and number < MOST_NUMBER]
        return numbers[-1] + 1 if numbers else None

    def _step_over(self, offset: int | None, count: int) -> int | None:
        """Give the offset behind updates of which none has a number; None where it is not known.

        They are the first from `offset` on, so what has not come yet is at `offset + count` or
        behind: nothing else is acknowledged with them.
        """
        if not self._numberless:
            self._numberless = True  # said once
            log.warning("%d updates without a number were set aside", count)
        return None if offset is None else offset + count

    async def _wait_after(self, error: Exception, failures: int) -> None:
        """Wait as long as a failure asks for. Raises Fatal where waiting cannot help."""
        said = str(error)
        if isinstance(error, NOT_KNOWN):
            said = "refused"  # without the error: its text may hold the token
            with contextlib.suppress(Refused):
                await self._standing.doubt()
        seconds = pause(RECEIVE_SECONDS, failures)
        if isinstance(error, Flood):
            seconds = error.seconds
        elif isinstance(error, Conflict):
            seconds = CONFLICT_SECONDS
            if "webhook" in str(error).lower():
                await self._try("deleteWebhook", {})
        if not isinstance(error, Conflict) or not self._shared:
            log.warning("not receiving (%s), again in %g s", said, seconds)
        self._shared = self._shared or isinstance(error, Conflict)  # said once
        await asyncio.sleep(seconds)

    async def _show_menu(self) -> None:
        """Fill the command menu; nothing depends on it."""
        commands = [{"command": name, "description": text[:256]} for name, text in self._menu]
        if commands:
            await self._try("setMyCommands", {"commands": commands})

    # --- reading --------------------------------------------------------------------------------

    def read(self, row: InboxRow) -> Message | None:
        """Turn a raw update into a message; None when it is not for the core. Raises CannotRead."""
        message = message_of(row)
        if message is None and (moved := migration_of(row)):
            self._aside(self._store.move_chat(PLATFORM, *moved))
        if message is None and (place := nobody_of(row)):
            self._aside(self._ask_who(row, *place))
        return message

    async def _ask_who(self, row: InboxRow, address: Address, note: str) -> None:
        """Tell somebody in disguise that nothing can be done for nobody."""
        reply = Reply(lines=(say("en", "chat.nobody"),))
        now = datetime.now(UTC)
        key = f"reply:{row.key}"
        await self._store.run(lambda uow: uow.outbox.post(address, reply, note, key, now))

    async def fetch(self, message: Message) -> Message:
        """Download the files a message carries; one that cannot be had keeps its `ref`."""
        return await with_files(message, self._call, self._request, self._bot.base_file_url)

    async def is_admin(self, message: Message) -> bool:
        """Whether the sender may settle things for the group. Raises where it is not known."""
        who = {"chat_id": int(message.address.chat), "user_id": int(message.sender.id)}
        found = await self._call("getChatMember", who)
        return isinstance(found, dict) and found.get("status") in ADMINS

    # --- sending --------------------------------------------------------------------------------

    async def send(self, outgoing: OutboxMessage) -> str:
        """Deliver a message, give the platform's id of it. Raises Later, Never, Moved, Unknown."""
        note = note_of(outgoing.delivery)
        try:
            if outgoing.reply.private and not outgoing.address.private:
                return await self._whisper(outgoing, note)
            sent = await self._show(outgoing, outgoing.address.chat, note)
            self._aside(self._presses.stop(note))  # the answer stands: nobody waits for this
            return sent
        except NOT_KNOWN:
            raise await self._standing.fault(outgoing.id) from None
        except TelegramError as error:
            raise fault_of(error) from None

    async def _is_known(self) -> bool:
        """Ask who we are; False where Telegram does not know us. Raises TelegramError."""
        try:
            return bool(await self._call("getMe", {}))
        except NOT_KNOWN:
            return False

    async def _show(
        self, outgoing: OutboxMessage, chat: str, note: Json, *, here: bool = True
    ) -> str:
        """Send every part of a reply to a chat; parts sent before a failure are not sent again."""
        calls = await self._calls(outgoing.reply)
        place: dict[str, Any] = {"chat_id": int(chat)}
        if here:
            place |= in_reply_to(chat, note.get("message"), private=outgoing.address.private)
            if outgoing.address.thread:
                place["message_thread_id"] = int(outgoing.address.thread)
        sent = ""
        for position, (method, content) in enumerate(calls):
            if position < self._underway.get(outgoing.id, 0):
                continue
            sent = await self._post(method, place, content)
            self._underway[outgoing.id] = position + 1
            place.pop("reply_parameters", None)
        self._underway.pop(outgoing.id, None)
        return sent

    async def _calls(self, reply: Reply) -> list[tuple[str, dict[str, Any]]]:
        """Turn a reply into calls of the Bot API; the buttons go under the last text."""
        calls: list[tuple[str, dict[str, Any]]] = [
            (
                "sendMessage",
                {
                    "text": part,
                    "parse_mode": "HTML",
                    "link_preview_options": {"is_disabled": True},
                },
            )
            for part in html_parts(reply)
        ]
        for picture in reply.pictures:
            photo = InputFile(picture.content, picture.name, attach=False)
            calls.append(("sendPhoto", {"photo": photo}))
        for file in reply.files:
            document = InputFile(file.content, file.name, attach=False)
            calls.append(("sendDocument", {"document": document}))
        kept = {
            button: await self._keep(reply.owner, button)
            for button in reply.buttons
            if reply.owner is not None and not button.open and too_long(reply, button)
        }
        if calls and (keys := keyboard(reply, kept)):
            texts = [content for method, content in calls if method == "sendMessage"]
            (texts or [calls[-1][1]])[-1]["reply_markup"] = keys
        return calls

    async def _post(self, method: str, place: dict[str, Any], content: dict[str, Any]) -> str:
        """Send one message; a topic that is gone is left out, once."""
        try:
            return message_id(await self._call(method, place | content))
        except BadRequest as error:
            if "message_thread_id" not in place or not topic_is_gone(error):
                raise
        del place["message_thread_id"]
        return message_id(await self._call(method, place | content))

    async def _whisper(self, outgoing: OutboxMessage, note: Json) -> str:
        """Answer one person only, although they asked in a group."""
        text = plain_text(outgoing.reply, TEXT_UNITS)
        alert = (
            bool(note.get("press")) and not outgoing.reply.buttons and units(text) <= ALERT_UNITS
        )
        if alert and await self._presses.stop(note, text=text, show_alert=True):
            return ""
        user = note.get("user")
        if not user:
            raise Never("a private reply without a person")
        try:
            sent = await self._show(outgoing, str(user), note, here=False)
        except Forbidden:  # they never wrote to us in private, where a bot may not begin
            hint = say(known_language(str(note.get("language"))), "chat.write_first")
            sent = await self._show(
                replace(outgoing, reply=Reply(lines=(hint,))), outgoing.address.chat, note
            )
        self._aside(self._presses.stop(note))
        return sent

    # --- buttons whose sentences are kept -------------------------------------------------------

    async def _keep(self, owner: int, button: Button) -> str:
        """Keep a sentence too long for a button and give the short data that stands for it."""
        return KEPT + join_button(owner, await keep_button(self._store, owner, button))

    async def _kept(self, update: object) -> str:
        """Give what a pressed button that was kept stands for, as a short button's data."""
        owner, key = kept_button(update)
        kept = await find_button(self._store, owner, key)
        return "" if kept is None else join_button(owner, kept)

    # --- calls ----------------------------------------------------------------------------------

    async def _call(self, method: str, arguments: Arguments, wait: float | None = None) -> object:
        """Call the Bot API and give its raw answer."""
        more: dict[str, Any] = {} if wait is None else {"read_timeout": wait}
        return await self._bot.do_api_request(method, api_kwargs=arguments, **more)

    async def _try(self, method: str, arguments: Arguments, wait: float | None = None) -> bool:
        """Call the Bot API where a failure does not matter."""
        try:
            await self._call(method, arguments, wait)
        except TelegramError as error:
            log.debug("%s did not work: %s", method, error)
            return False
        return True

    def _aside(self, work: Coroutine[object, object, object]) -> None:
        """Do something beside; failures are logged."""

        async def watched() -> None:
            try:
                await work
            except Exception:
                log.warning("beside the conversation, something failed", exc_info=True)

        task = asyncio.get_running_loop().create_task(watched())
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)
