"""Discord: the gateway into the inbox, inbox rows to messages, replies to channels and people."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

import discord
from discord.utils import utcnow

from bot.platforms.base import Later, Receive, Refused
from bot.platforms.bounds import identity, part
from bot.platforms.buttons import find_button
from bot.platforms.discord.admins import is_admin
from bot.platforms.discord.arrivals import Arrivals, Delayed, nobody_is_told
from bot.platforms.discord.backlog import Arrival
from bot.platforms.discord.client import (
    GatewayClient,
    hang_up,
    log_in,
    mind_budget,
    stay_connected,
    stay_shard,
)
from bot.platforms.discord.commands import definition, keep_in_step
from bot.platforms.discord.departures import leave_server
from bot.platforms.discord.files import with_files
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.library import Gateway, point_library_at, prepare_library
from bot.platforms.discord.reactions import REACTED, reaction_row, read_reaction
from bot.platforms.discord.read import (
    AUTOCOMPLETE,
    BUTTON,
    PLATFORM,
    Json,
    MessageFilter,
    completed,
    edit_row,
    in_private,
    interaction_row,
    is_hidden,
    is_member,
    message_row,
    read_row,
)
from bot.platforms.discord.render import split_id
from bot.platforms.discord.rest import (
    HISTORY_TIMEOUT_S,
    NOT_ACCEPTED,
    call,
    find_gateway,
    is_known,
)
from bot.platforms.discord.send import HIDDEN, DiscordSender
from bot.platforms.discord.session_budget import Budget
from bot.platforms.discord.shard_plan import ShardPlan
from bot.platforms.discord.shards import Sees, everything, seen_by, shards_of
from bot.platforms.discord.suggest import suggested
from bot.platforms.discord.typed import COMMAND, WINDOW, command_text, window_of
from bot.platforms.discord.unreadable import safe_row, seen_id, set_aside_row
from bot.runtime.token_standing import Standing
from core.messages import NOBODY, Message
from core.store.engine import Store
from core.store.rows import InboxRow, OutboxMessage

LEAVE_S = 0.5  # for what has arrived to be stored, where no session was connected at the end
DEFERRED = discord.InteractionResponseType.deferred_channel_message.value
DEFERRED_UPDATE = discord.InteractionResponseType.deferred_message_update.value
OPEN_WINDOW = discord.InteractionResponseType.modal.value
CHOICES = discord.InteractionResponseType.autocomplete_result.value

log = logging.getLogger("spotter.discord")


class DiscordChat:
    """One Discord bot, as `bot.platforms.base.Platform` asks for it."""

    name = PLATFORM
    repeat_safe = True

    def __init__(
        self,
        token: str,
        api_url: str,
        store: Store,
        menu: Sequence[tuple[str, str]] = (),
        shards: ShardPlan | None = None,
        worker: str = "",
        *,
        message_content: bool = False,
    ) -> None:
        prepare_library()
        self._token = token.strip()
        self._api_url = api_url
        self._message_content = message_content
        self._plan, self._worker = shards, worker
        self._menu = menu
        self._client: GatewayClient | None = None
        self._store = store
        self._message_filter = MessageFilter("", message_content)
        self._budget = Budget(store, self._token)
        self.delayed: Delayed = nobody_is_told  # hears of what cannot be stored just now
        self._arrivals: Arrivals | None = None  # of all sessions
        self._arriving: asyncio.Task[None] | None = None
        self._mail = DiscordSender(store)
        self._interactions = Interactions(lambda: self._client, self._mail.withdraw, self._aside)
        self._asides: set[asyncio.Task[None]] = set()
        self._standing = Standing(PLATFORM, self._token, NOT_ACCEPTED, self._is_known)

    def __repr__(self) -> str:
        """Never show the token."""
        return "DiscordChat()"

    async def close(self) -> None:
        """Let connections go."""
        await self._end_arriving(LEAVE_S)
        for task in self._asides:
            task.cancel()
        await asyncio.gather(*self._asides, self._interactions.close(), return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    # --- receiving --------------------------------------------------------------------------------

    async def receive(self, commit: Receive) -> None:
        """Connect and commit raw events to the inbox until cancelled.

        Raises Fatal when Discord refuses the bot for good, anything else to be restarted.
        """
        client, gateway = await self._start()
        arriving = self._keep_arriving(commit)
        plan = self._plan
        staying = self._stay_sharded(plan, gateway) if plan else stay_connected(client)
        connection = asyncio.create_task(staying)
        jobs, ended = (connection, arriving), False
        try:
            done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in done:
                job.result()
        except asyncio.CancelledError:
            ended = True
            raise
        finally:
            connection.cancel()
            await asyncio.gather(connection, return_exceptions=True)
            await hang_up(client)
            if ended:  # last: whatever has arrived is committed
                await self._end_arriving(None)

    def _keep_arriving(self, commit: Receive) -> asyncio.Task[None]:
        """Have what arrives committed, in this session and after it."""
        if self._arrivals is None or self._arriving is None or self._arriving.done():
            self._arrivals = Arrivals(
                self._store, commit, self._message_filter, self._history, self._kept_button,
                self.delayed,
            )  # fmt: skip
            self._arriving = asyncio.create_task(self._arrivals.run())
        self._arrivals.serve(commit, self._message_filter)
        return self._arriving

    async def _end_arriving(self, seconds: float | None) -> None:
        """Commit what has arrived, if that can be done, and take nothing more; wait for that."""
        if self._arriving is not None:
            if self._arrivals is not None:
                self._arrivals.leave(self._arriving)
            await asyncio.wait({self._arriving}, timeout=seconds)

    async def _stay_sharded(self, plan: ShardPlan, gateway: Gateway) -> None:
        """Keep the shards of this process connected; the client that is logged in only calls."""

        async def connect(shard: int, count: int) -> None:
            handlers = self._handlers(seen_by(shard, count))
            client = GatewayClient(
                handlers, self._set_aside, self._budget, message_content=self._message_content,
                shard=(shard, count), at_once=gateway.at_once,
            )  # fmt: skip
            await stay_shard(client, self._token)

        await shards_of(plan, gateway, self._store, self._token, self._worker, connect).run()

    async def _start(self) -> tuple[GatewayClient, Gateway]:
        """Find the gateway and log in; what was used before is let go."""
        await self._standing.recall(self._store)
        client: GatewayClient | None = None
        try:
            gateway = await find_gateway(self._token, self._api_url)
            await self._budget.wait()
            await mind_budget(gateway)
            point_library_at(gateway)
            client = GatewayClient(
                self._handlers(), self._set_aside, self._budget,
                message_content=self._message_content,
            )  # fmt: skip
            await log_in(client, self._token)
            await self._standing.accepted(self._store)
        except BaseException as fault:
            if client is not None:
                await client.close()
            if isinstance(fault, Refused):
                self._standing.refused()
            raise
        former, self._client = self._client, client
        if former is not None:
            await former.close()
        self._message_filter = MessageFilter(
            str(client.user.id if client.user else ""), self._message_content
        )
        self._mail.open(client.http)
        return client, gateway

    def _handlers(self, sees: Sees = everything) -> dict[str, Any]:
        return {
            "READY": partial(self._on_ready, sees),
            "MESSAGE_CREATE": self._on_message,
            "MESSAGE_UPDATE": self._on_edit,
            "INTERACTION_CREATE": self._on_interaction,
            "GUILD_DELETE": lambda data: self._aside(self._leave_server(data)),
            "MESSAGE_REACTION_ADD": partial(self._on_reaction, added=True),
            "MESSAGE_REACTION_REMOVE": partial(self._on_reaction, added=False),
        }

    def _on_ready(self, sees: Sees, _: Json) -> None:
        log.info("connected")
        if self._arrivals is not None:
            self._arrivals.connected(sees)
        if sees(""):
            self._aside(self._show_commands())

    async def _leave_server(self, data: Json) -> None:
        if self._arrivals is not None:
            await self._arrivals.see_to(lambda: leave_server(self._store, data))

    def _on_message(self, data: Json) -> None:
        private, sift = not data.get("guild_id"), self._message_filter
        row = safe_row(lambda: message_row(data, sift, utcnow(), private=private), data)
        self._arrive(data, row)

    def _on_edit(self, data: Json) -> None:
        private, sift = not data.get("guild_id"), self._message_filter
        row = safe_row(lambda: edit_row(data, sift, utcnow(), private=private), data)
        self._arrive(data, row, edit=True)

    def _on_reaction(self, data: Json, *, added: bool) -> None:
        me = self._message_filter.me
        row = safe_row(lambda: reaction_row(data, me, utcnow(), added=added), data)
        self._put(Arrival(identity(data.get("channel_id")), 0, row))

    def _arrive(self, data: Json, row: InboxRow | None, *, edit: bool = False) -> None:
        channel, person = identity(data.get("channel_id")), identity(part(data, "author").get("id"))
        number = seen_id(data) if channel else 0
        server = identity(data.get("guild_id"))
        self._put(Arrival(channel, number, row, server, person, edit=edit))

    def _set_aside(self, data: object, fault: Exception) -> None:
        """Keep an event that cannot be handled, to be set aside and counted as any other."""
        self._put(Arrival("", 0, set_aside_row(data, fault)))

    def _put(self, arrival: Arrival) -> None:
        if self._arrivals is not None:
            self._arrivals.put(arrival)

    def _on_interaction(self, data: Json) -> None:
        """Acknowledge at once, commit in order; the answer comes when it is worked out."""
        kind = data.get("type")
        data = completed(data, self._application())
        if kind == AUTOCOMPLETE:
            self._aside(self._suggest(data))
        elif kind == COMMAND and (window := window_of(data, self._message_filter.me)):
            opened = {"type": OPEN_WINDOW, "data": window}
            self._aside(self._interactions.call_back(data, opened))
        elif kind in (COMMAND, WINDOW):
            self._interactions.acknowledge(data, DEFERRED, HIDDEN if is_hidden(data) else 0)
            self._interactions.stop_thinking_later(data)
            self._arrive_interaction(data, command_text(data), None)
        elif kind == BUTTON:
            pressed = split_id(part(data, "data").get("custom_id"))
            owner, text, stored = pressed or (NOBODY, "", False)
            self._interactions.acknowledge(data, DEFERRED_UPDATE)
            self._arrive_interaction(data, text, owner, stored=stored)

    def _arrive_interaction(
        self, data: Json, text: str, owner: int | None, *, stored: bool = False
    ) -> None:
        row = safe_row(lambda: interaction_row(data, utcnow(), text, owner), data)
        user = part(data, "user") or part(part(data, "member"), "user")
        server = identity(data.get("guild_id"))
        known = is_member(data)  # elsewhere nothing can be fetched later
        self._put(
            Arrival(
                channel=identity(data.get("channel_id")),
                id=seen_id(data) if known else 0,
                row=None if stored else row,
                server=server,
                person=identity(user.get("id")) if in_private(data) else "",
                press=data if stored else None,
                owner=owner,
                key=text if stored else "",
            )
        )

    def _application(self) -> str:
        """Give the id of the application, for an interaction that does not name it."""
        client = self._client
        return str((client and client.application_id) or self._message_filter.me)

    async def _kept_button(self, owner: int | None, key: str) -> str | None:
        """Give the sentence of a button that is kept in the store."""
        return await find_button(self._store, owner, key)

    async def _history(self, channel: str, query: Mapping[str, int]) -> Sequence[Json]:
        if self._client is None:
            raise ConnectionError("not connected")
        http = self._client.http
        found = await call(http, http.logs_from(channel, **query), HISTORY_TIMEOUT_S)
        return found if isinstance(found, list) else ()

    # --- interactions -----------------------------------------------------------------------------

    async def _suggest(self, data: Json) -> None:
        """Offer exercise names for a line being typed; nothing when there are none."""
        choices = await suggested(self._store, data)
        answer = {"type": CHOICES, "data": {"choices": choices}}
        await self._interactions.call_back(data, answer)

    async def _show_commands(self) -> None:
        """Bring the slash commands up to date, best effort."""
        client = self._client
        if client is None or client.user is None:
            return
        application = str(client.application_id or client.user.id)  # the same for most bots
        made, alive = definition(self._menu), lambda: client is self._client
        await keep_in_step(client.http, self._store, application, made, alive)

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the stream of events."""
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._finish_aside)

    def _finish_aside(self, task: asyncio.Task[None]) -> None:
        self._asides.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("work beside the stream failed", exc_info=fault)

    # --- reading and sending ----------------------------------------------------------------------

    def read(self, row: InboxRow) -> Message | None:
        """Turn a raw event into a message. Raises CannotRead."""
        return read_reaction(row) if row.key.startswith(REACTED) else read_row(row)

    async def fetch(self, message: Message) -> Message:
        """Download the files a message carries; one that cannot be had keeps its `ref`."""
        return await with_files(message, self._api_url)

    async def is_admin(self, message: Message) -> bool:
        """Whether the sender may settle things for the server. Raises where it is not known."""
        if self._client is None:
            raise ConnectionError("not connected")
        return await is_admin(self._client, self._store, message)

    async def send(self, outgoing: OutboxMessage) -> str:
        """Deliver a message, give the id of its last piece. Raises Later, Never, Unknown."""
        if self._client is None:
            raise Later(1.0, everyone=True)
        try:
            return await self._mail.send(outgoing, self._interactions.acknowledged)
        except Refused:
            raise await self._standing.fault(outgoing.id) from None

    async def _is_known(self) -> bool:
        """Ask who we are; False where Discord does not know us. Raises FAULTS."""
        if self._client is None:
            raise ConnectionError("not connected")
        return await is_known(self._client.http)
