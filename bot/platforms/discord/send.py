"""From an outbox message to Discord: answers to interactions, messages in channels and DMs."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import discord
from discord import AllowedMentions, File, MessageFlags
from discord.http import HTTPClient, MultipartParameters, Route, handle_message_parameters
from discord.ui import LayoutView, View
from discord.utils import time_snowflake, utcnow

from bot.platforms.base import Later, Never
from bot.platforms.buttons import keep_button
from bot.platforms.discord.cursors import PEOPLE
from bot.platforms.discord.frames import REFUSED, framed
from bot.platforms.discord.frames import is_refused as is_frame_refused
from bot.platforms.discord.read import PLATFORM, DeliveryHint, Json, unpack_note
from bot.platforms.discord.render import custom_id, pieces, stored_id, view_of
from bot.platforms.discord.rest import FAULTS, call, is_refused, posted, raise_send_fault
from bot.platforms.latest import Latest
from bot.platforms.layout import buttons_of
from bot.platforms.pinning import pin_as_asked
from bot.platforms.refusals import Refusals
from core.messages import Button, Reply, owner_of
from core.store.engine import Store
from core.store.rows import OutboxMessage

TOKEN_LIFE_S = 870.0  # of an interaction; Discord says 15 minutes
HIDDEN = MessageFlags(ephemeral=True).value
LOADING = MessageFlags(loading=True).value
ORIGINAL = "/messages/@original"
FILES_LIMIT = 10
ALT_LIMIT = 1024
NEW_DIRECT_PER_HOUR = 10  # bots that open dozens of direct conversations are taken for spam
DEAD_TOKEN = (401, 404)
MOST_PINS = 30003  # a channel has as many as it may

Acknowledged = Callable[[str], Awaitable[None]]
log = logging.getLogger("spotter.discord")


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """What to post: texts in order, and what goes under the last of them."""

    texts: tuple[str, ...]
    buttons: View | None = None
    files: tuple[tuple[str, bytes, str], ...] = ()  # name, content, what a picture shows
    frame: LayoutView | None = None  # all of it, in the place of texts and buttons

    def part(
        self,
        at: int,
        *,
        hidden: bool = False,
        nonce: str | None = None,
        reply_to: Json | None = None,
        change: bool = False,
        instead: bool = False,
    ) -> MultipartParameters:
        """Give the message at a position as the library posts it; it calls nobody.

        `change`: where it has no buttons, those that stand there go. `instead`: its files take the
        place of those that stand there.
        """
        more: dict[str, Any] = {}
        if self.frame is not None:
            more["view"] = self.frame
        elif self.texts[at]:
            more["content"] = self.texts[at]
        if change and self.frame is None and self.buttons is None:
            more["view"] = None
        if self.frame is None and at == len(self.texts) - 1:
            if self.buttons is not None:
                more["view"] = self.buttons
            if self.files:
                held = [
                    File(io.BytesIO(content), filename=name, description=alt or None)
                    for name, content, alt in self.files
                ]
                more["attachments" if instead else "files"] = held
            elif instead:
                more["attachments"] = []
        if reply_to is not None:
            more["message_reference"] = reply_to
        return handle_message_parameters(
            nonce=nonce,
            flags=MessageFlags(suppress_embeds=self.frame is None, ephemeral=hidden),
            allowed_mentions=AllowedMentions.none(),
            **more,
        )


async def keep_buttons(store: Store, reply: Reply) -> list[tuple[Button, str]]:
    """Pair buttons with ids; sentences too long for an id are kept in the store."""
    kept = []
    for button in buttons_of(reply):
        key = custom_id(owner_of(reply, button), button.send)
        if key is None and reply.owner is not None and not button.open:
            key = stored_id(reply.owner, await keep_button(store, reply.owner, button))
        if key is not None:
            kept.append((button, key))
    return kept


async def write_letter(store: Store, reply: Reply) -> RenderedMessage:
    """Draw a reply. Raises Never when there is nothing in it."""
    buttons = await keep_buttons(store, reply)
    files = [
        *((p.name, p.content, p.alt[:ALT_LIMIT]) for p in reply.pictures if p.drawing is None),
        *((f.name, f.content, "") for f in reply.files),
    ]
    texts = pieces(reply)
    if not texts and not files:
        raise Never("empty")
    view = view_of([b for b, _ in buttons], [key for _, key in buttons]) if buttons else None
    frame = framed(reply, view)
    shown = ("",) if frame is not None else texts or ("",)
    return RenderedMessage(shown, view, tuple(files[:FILES_LIMIT]), frame)


def plain(letter: RenderedMessage, reply: Reply) -> RenderedMessage:
    """The same without a frame."""
    return replace(letter, frame=None, texts=pieces(reply) or ("",)) if letter.frame else letter


class DiscordSender:
    """Delivers outbox messages over one REST connection after another."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unframed = Refusals(store, REFUSED)
        self._http: HTTPClient | None = None
        self._direct = Latest[str, str]()  # person -> channel
        self._opened: deque[float] = deque(maxlen=NEW_DIRECT_PER_HOUR)
        self._followed = Latest[str, int]()  # token of an interaction -> texts posted already

    def open(self, http: HTTPClient) -> None:
        """Use a new connection from now on."""
        self._http = http

    async def send(self, outgoing: OutboxMessage, acknowledged: Acknowledged) -> str:
        """Deliver a message, give the id of its last piece. Raises Later, Never, Unknown."""
        sent = await self._deliver(outgoing, acknowledged)
        await pin_as_asked(self._store, outgoing, sent, partial(self._set_pin, outgoing))
        return sent

    async def _deliver(self, outgoing: OutboxMessage, acknowledged: Acknowledged) -> str:
        """Draw a message and deliver it, without its frame where frames are refused."""
        letter = await write_letter(self._store, outgoing.reply)
        channel = outgoing.address.chat
        if letter.frame is None or await self._unframed.holds(channel):
            return await self._carry(outgoing, plain(letter, outgoing.reply), acknowledged)
        try:
            return await self._carry(outgoing, letter, acknowledged)
        except Never as never:
            if not is_frame_refused(never):
                raise
        await self._unframed.note(channel)
        return await self._carry(outgoing, plain(letter, outgoing.reply), acknowledged)

    async def _carry(
        self, outgoing: OutboxMessage, letter: RenderedMessage, acknowledged: Acknowledged
    ) -> str:
        """Deliver what was drawn, by the way that is open. Raises Later, Never, Unknown."""
        note = unpack_note(outgoing.delivery)
        hidden = outgoing.reply.private and not outgoing.address.private
        if note.token and utcnow().timestamp() - note.at < TOKEN_LIFE_S:
            await acknowledged(note.interaction)
            sent = await self._answer(outgoing, letter, note, hidden=hidden)
            if sent is not None:
                return sent
        if hidden:
            channel = await self._direct_channel(note.person)
            return await self._post(outgoing, letter, channel, "")
        if not note.member:
            raise Never("not in that channel, and the interaction is over")
        if outgoing.reply.reaction and await self._react(outgoing, note.message):
            return ""
        if outgoing.changes and await self._change(outgoing, letter):
            return outgoing.changes
        return await self._post(outgoing, letter, outgoing.address.chat, note.message)

    async def _set_pin(self, outgoing: OutboxMessage, sent: str, on: bool) -> bool:
        """Pin a message, or take its pin away; False where we may not."""
        call_of = self._rest.pin_message if on else self._rest.unpin_message
        try:
            await self._call(call_of(outgoing.address.chat, sent))
        except discord.HTTPException as fault:
            if isinstance(fault, discord.Forbidden) or fault.code == MOST_PINS:
                return False
            raise
        return True

    # --- interactions -----------------------------------------------------------------------------

    async def _answer(
        self, outgoing: OutboxMessage, letter: RenderedMessage, note: DeliveryHint, *, hidden: bool
    ) -> str | None:
        """Answer an interaction by its token; None when a message in the channel has to do."""
        posting = False
        try:
            if note.deferred and note.hidden == hidden:
                posting = len(letter.texts) > 1
                return await self._replace(letter, note)
            if note.deferred:
                await self._withdraw(note)
            posting = True
            if note.member and not hidden:
                return None  # unlike a follow-up, a message has a nonce and can be replied to
            return await self._follow_up(letter, note, 0, hidden=hidden)
        except FAULTS as fault:
            if is_dead(fault):
                return None
            raise_send_fault(fault, repeatable=not posting, once=posting)

    async def _replace(self, letter: RenderedMessage, note: DeliveryHint) -> str:
        """Put the answer where "thinking" stands; again is harmless."""
        route = _webhook("PATCH", note, ORIGINAL)
        try:
            done = await self._call(posted(self._rest, route, letter.part(0)))
        except FAULTS as fault:
            if is_dead(fault):
                raise
            raise_send_fault(fault, repeatable=True)
        if len(letter.texts) == 1:
            return _identity(done)
        return await self._follow_up(letter, note, 1, hidden=note.hidden)

    async def withdraw(self, note: DeliveryHint) -> None:
        """Take "thinking" away where nothing was said, by this process or another; best effort."""
        with contextlib.suppress(*FAULTS, Later):
            shown = await self._call(
                self._rest.request(_webhook("GET", note, "/messages/@original"))
            )
            if isinstance(shown, dict) and int(shown.get("flags") or 0) & LOADING:
                await self._withdraw(note)

    async def _withdraw(self, note: DeliveryHint) -> None:
        """Take "thinking" away: its visibility cannot be changed."""
        try:
            await self._original("DELETE", note)
        except discord.NotFound:
            return

    async def _original(self, method: str, note: DeliveryHint) -> Any:  # noqa: ANN401 - JSON
        """Ask for the first answer to an interaction, or take it away. Raises FAULTS."""
        return await self._call(self._rest.request(_webhook(method, note, ORIGINAL)))

    async def _follow_up(
        self, letter: RenderedMessage, note: DeliveryHint, start: int, *, hidden: bool
    ) -> str:
        """Post the texts from a position on as further answers to an interaction.

        Those posted before a failure are not posted again: they have no nonce.
        """
        identity = ""
        for at in range(self._followed.get(note.token, start), len(letter.texts)):
            message = letter.part(at, hidden=hidden)
            done = await self._call(posted(self._rest, _webhook("POST", note), message))
            identity = _identity(done)
            self._followed[note.token] = at + 1
        self._followed.pop(note.token, None)
        return identity

    # --- channels and people ----------------------------------------------------------------------

    async def _post(
        self, outgoing: OutboxMessage, letter: RenderedMessage, channel: str, reply_to: str
    ) -> str:
        """Post in a channel; the nonce makes a repeat within minutes give the first message."""
        identity = ""
        answered: Json | None = None
        if reply_to:
            answered = {
                "message_id": reply_to,
                "channel_id": channel,
                "fail_if_not_exists": False,
            }
        for at in range(len(letter.texts)):
            message = letter.part(
                at, nonce=nonce(outgoing, at), reply_to=answered if at == 0 else None
            )
            try:
                done = await self._call(self._rest.send_message(channel, params=message))
            except FAULTS as fault:
                raise_send_fault(fault, repeatable=False)
            identity = _identity(done)
        return identity

    async def _react(self, outgoing: OutboxMessage, message: str) -> bool:
        """Put a reaction on the message that is answered; False where none is allowed."""
        if not message:
            return False
        try:
            reaction = outgoing.reply.reaction
            await self._call(self._rest.add_reaction(outgoing.address.chat, message, reaction))
        except (discord.Forbidden, discord.NotFound):
            return False
        except FAULTS as fault:
            raise_send_fault(fault, repeatable=True)
        return True

    async def _change(self, outgoing: OutboxMessage, letter: RenderedMessage) -> bool:
        """Give a message of ours other words; False where it is gone or not one message."""
        standing = bool(outgoing.reply.pin)
        if len(letter.texts) != 1 or (letter.files and not standing):
            return False
        channel, message = outgoing.address.chat, letter.part(0, change=True, instead=standing)
        try:
            await self._call(self._rest.edit_message(channel, outgoing.changes, params=message))
        except (discord.Forbidden, discord.NotFound):
            return False
        except FAULTS as fault:
            raise_send_fault(fault, repeatable=True)
        return True

    async def _direct_channel(self, person: str) -> str:
        """Find or open the conversation with somebody who wrote to us. Raises Never, Later."""
        if not person:
            raise Never("private, and nobody to tell it to")
        if person not in self._direct:
            known = await self._store.cursor(PEOPLE, person)
            self._direct[person] = channel = known or await self._open_direct(person)
            return channel
        return self._direct[person]

    async def _open_direct(self, person: str) -> str:
        now = utcnow().timestamp()
        if len(self._opened) == NEW_DIRECT_PER_HOUR and now - self._opened[0] < 3600:
            log.warning("a private answer was dropped: many conversations opened within an hour")
            raise Never("too many new direct conversations")
        try:
            # by person, or the library lets one conversation wait for another to be opened
            route = Route("POST", "/users/@me/channels", metadata=person)
            done = await self._call(self._rest.request(route, json={"recipient_id": person}))
        except FAULTS as fault:
            raise_send_fault(fault, repeatable=True)
        self._opened.append(now)
        channel = str(done["id"])
        await self._store.save_cursor(PEOPLE, person, channel)
        if await self._store.cursor(PLATFORM, channel) is None:  # what they say to it counts
            await self._store.save_cursor(PLATFORM, channel, str(time_snowflake(utcnow())))
        return channel

    @property
    def _rest(self) -> HTTPClient:
        """The connection to use. Raises Later while there is none."""
        if self._http is None:
            raise Later(1.0, everyone=True)
        return self._http

    async def _call(self, request: Awaitable[Any]) -> Any:  # noqa: ANN401 - JSON
        return await call(self._rest, request)


def is_dead(fault: BaseException) -> bool:
    """Tell that an interaction is over, from a refusal in passing, which gives no code."""
    return (
        isinstance(fault, discord.HTTPException)
        and fault.status in DEAD_TOKEN
        and not is_refused(fault)
    )


def _identity(done: object) -> str:
    """Read the id of a message that was posted; it was posted, whatever the answer looks like."""
    return str(done.get("id") or "") if isinstance(done, dict) else ""


def nonce(outgoing: OutboxMessage, at: int) -> str:
    """Name a message so that a repeat is known: at most 25 characters, the same for every try."""
    digest = hashlib.sha256(f"{outgoing.id}:{outgoing.key}".encode()).hexdigest()
    return f"{digest[:20]}.{at}"


def _webhook(method: str, note: DeliveryHint, rest: str = "") -> Route:
    path = "/webhooks/{webhook_id}/{webhook_token}" + rest
    return Route(method, path, webhook_id=note.application, webhook_token=note.token)
