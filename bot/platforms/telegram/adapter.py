"""Telegram: long polling into the inbox, updates to messages, replies to what Telegram shows."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import warnings
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from telegram import Bot
from telegram.constants import ChatMemberStatus, PollingLimit
from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError
from telegram.warnings import PTBUserWarning

from bot.backoff import RECEIVE_SECONDS, pause
from bot.platforms.base import Fatal, Receive, Refused
from bot.platforms.bounds import printable
from bot.platforms.buttons import find_button
from bot.platforms.telegram.again import read_again
from bot.platforms.telegram.buttons import join_button
from bot.platforms.telegram.ephemeral import Ephemeral
from bot.platforms.telegram.errors import fault_of, note_of, succeeds
from bot.platforms.telegram.files import with_files
from bot.platforms.telegram.menu import show
from bot.platforms.telegram.presses import Presses
from bot.platforms.telegram.read import (
    PLATFORM,
    UPDATE_KINDS,
    Me,
    inbox_row,
    kept_button,
    message_of,
    migration_of,
    nobody_of,
    standing_of,
)
from bot.platforms.telegram.rich import RichTables
from bot.platforms.telegram.send import Sends
from bot.platforms.telegram.transport import AiohttpRequest, Flood
from bot.platforms.telegram.webhook import (
    CALLS_AT_ONCE,
    CHECK_SECONDS,
    Webhook,
    listen_for_updates,
)
from bot.runtime.quarantine import receive_rows
from bot.runtime.roles import Roles
from bot.runtime.token_standing import Standing, fingerprint
from core.bounds import MOST_NUMBER, decimal, whole
from core.locale.strings import say
from core.messages import Address, Message, Reply
from core.store.engine import Store
from core.store.rows import InboxRow, OutboxMessage

POLL_SECONDS = 50
POLL_SLACK_SECONDS = 15  # an answer to a poll may come that much later
BATCH = int(PollingLimit.MAX_LIMIT)
BREATH_SECONDS = 0.1
CONFLICT_SECONDS = 5.0  # another process receives: its turn, for as long
CLOSE_SECONDS = 0.5
NOT_ACCEPTED = "Telegram does not accept TELEGRAM_BOT_TOKEN"
NOT_KNOWN = (InvalidToken, EndPointNotFound)  # of the token, the method, or of what is on the way
ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

Arguments = dict[str, Any]

log = logging.getLogger("spotter.telegram")
# Raw updates are what we want; PTB suggests its parsed ones on every call.
warnings.filterwarnings("ignore", message="Please use 'Bot", category=PTBUserWarning)


class TelegramChat:
    """One Telegram bot, as `bot.platforms.base.Platform` asks for it."""

    name = PLATFORM
    repeat_safe = False

    def __init__(
        self,
        token: str,
        api_url: str,
        store: Store,
        menu: Sequence[tuple[str, str]] = (),
        webhook: Webhook | None = None,
        worker: str = "",
        *,
        rich_tables: bool = False,
    ) -> None:
        self._webhook = webhook
        self._roles = Roles(store, f"{PLATFORM} {fingerprint(token)}", worker)
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
        self._presses = Presses(self._bot, self._aside)
        rich = RichTables(self._call, store, wanted=rich_tables)
        ephemeral = Ephemeral(self._call, store)
        self._sends = Sends(self._bot, self._say, store, self._presses, ephemeral, rich)
        self._asides: set[asyncio.Task[None]] = set()
        self._standing = Standing(PLATFORM, token, NOT_ACCEPTED, self._is_known)
        self._shared = False  # another process was seen to receive for the same bot
        self._numberless = False  # updates without a number came
        self._called = False  # Telegram was told of our webhook by this process
        self._me = Me(decimal(token.partition(":")[0]) or 0, "")  # until Telegram tells

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
        self._aside(show(self._bot, self._store, me.id, self._menu))
        if self._webhook is not None:
            await self._be_called(self._webhook, commit, me)
        await self._roles.while_ours(lambda: self._ask_for_updates(commit, me))

    async def _be_called(self, webhook: Webhook, commit: Receive, me: Me) -> None:
        """Take updates as Telegram brings them, until cancelled. Raises Fatal."""

        async def take(update: object) -> None:
            await self._commit(commit, [update], me)

        try:
            runner = await listen_for_updates(webhook, take)
        except OSError as error:
            where = f"WEBHOOK_PORT {webhook.port} on WEBHOOK_HOST {webhook.host}"
            raise Fatal(f"{where} cannot be opened: {error.strerror or error}") from None
        failures = 0
        try:
            while True:
                try:
                    await self._see_that_it_calls(webhook)
                    failures = 0
                    await asyncio.sleep(CHECK_SECONDS)
                except (TelegramError, ValueError) as error:
                    await self._wait_after(error, failures)
                    failures += 1
        finally:
            await runner.cleanup()

    async def _see_that_it_calls(self, webhook: Webhook) -> None:
        """Tell Telegram where to call, unless it knows; somebody who polls makes it forget."""
        known = await self._call("getWebhookInfo", {})
        url = known.get("url") if isinstance(known, dict) else None
        if url == webhook.address and self._called:
            return
        arguments = {
            "url": webhook.address,
            "secret_token": webhook.secret,
            "allowed_updates": list(UPDATE_KINDS),
            "max_connections": CALLS_AT_ONCE,
        }
        await self._call("setWebhook", arguments)
        log.info("Telegram calls %s", webhook.url)
        self._called = True
        await self._standing.accepted()

    async def _ask_for_updates(self, commit: Receive, me: Me) -> None:
        """Ask for updates until cancelled."""
        offset: int | None = None
        failures = 0
        while True:
            asked = time.monotonic()
            try:
                updates = await self._poll(offset)
            except (TelegramError, ValueError) as error:
                await self._wait_after(error, failures)
                failures += 1
                await self._roles.stumbled(failures)
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
                    self._me = Me(me["id"], str(me.get("username") or ""))
                    self._sends.name = printable(me.get("username"))
                    return self._me
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
                await succeeds(self._bot.delete_webhook())
        if not isinstance(error, Conflict) or not self._shared:
            log.warning("not receiving (%s), again in %g s", said, seconds)
        self._shared = self._shared or isinstance(error, Conflict)  # said once
        await asyncio.sleep(seconds)

    # --- reading --------------------------------------------------------------------------------

    def read(self, row: InboxRow) -> Message | None:
        """Turn a raw update into a message; None when it is not for the core. Raises CannotRead."""
        row = read_again(row, self._me)
        message = message_of(row)
        if message is None and (moved := migration_of(row)):
            self._aside(self._store.move_chat(PLATFORM, *moved))
        if message is None and (stands := standing_of(row)):
            self._aside(self._stand(*stands, datetime.now(UTC)))
        if message is None and (place := nobody_of(row)):
            self._aside(self._ask_who(row, *place))
        return message

    async def _stand(self, chat: str, inside: bool, now: datetime) -> None:
        """Stop in a group that put the bot out, go on in one that took it in."""
        if not inside:
            await self._store.lose_chat(PLATFORM, chat, "kicked", now)
            return
        where = Address(PLATFORM, chat, private=False)
        await self._store.run(lambda uow: uow.groups.come_back(where))

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
                sent = await self._sends.whisper(outgoing, note)
            else:
                sent = await self._sends.show(outgoing, note)
            if note.get("press"):
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

    async def _kept(self, update: object) -> str:
        """Give what a pressed button that was kept stands for, as a short button's data."""
        owner, key = kept_button(update)
        kept = await find_button(self._store, owner, key)
        return "" if kept is None else join_button(owner, kept)

    # --- calls ----------------------------------------------------------------------------------

    async def _call(self, method: str, arguments: Arguments, wait: float | None = None) -> object:
        """Call the Bot API and give its raw answer, as Telegram wrote it.

        For what arrives (docs/decisions/080): the library's classes for it fail as a whole where
        one part is of an unknown shape, getUpdates with every other update of the batch.
        """
        more: dict[str, Any] = {} if wait is None else {"read_timeout": wait}
        return await self._bot.do_api_request(method, api_kwargs=arguments, **more)

    async def _say(self, method: str, arguments: Arguments) -> object:
        """Call the Bot API with plain values; gives its raw answer. Raises TelegramError."""
        return await self._request.call(f"{self._bot.base_url}/{method}", arguments)

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
