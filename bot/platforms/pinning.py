"""Messages that stay pinned: what a platform is asked for, and what is noted of its answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.redaction import log_fault
from core.groups.posts import Pin
from core.locale.strings import say
from core.messages import Address, Reply
from core.store.engine import Store
from core.store.rows import OutboxMessage
from core.store.unit_of_work import UnitOfWork

log = logging.getLogger("spotter.sender")

# Pins a message by its id, or takes the pin away; False where the bot may not.
SetPin = Callable[[str, bool], Awaitable[bool]]


async def pin_as_asked(store: Store, outgoing: OutboxMessage, sent: str, set_pin: SetPin) -> None:
    """Pin what was sent where it asks for it; a failure is tried again with the next change.

    It never fails the send: the message stands already.
    """
    wanted = outgoing.reply.pin
    stands = wanted == "new" and sent == outgoing.changes
    if wanted in ("", "never") or not sent or stands:
        return
    done: bool | None = None
    try:
        done = await set_pin(sent, wanted != "off")
    except Exception:
        log_fault(log, "a message was not pinned")
    if wanted == "off":
        return
    try:
        where, key, now = outgoing.address, f"{outgoing.id}", datetime.now(UTC)
        await store.run(lambda uow: note_pin(uow, where, key, now, done=done))
    except Exception:
        log_fault(log, "it was not noted whether a message is pinned")


def note_pin(
    uow: UnitOfWork, where: Address, key: str, now: datetime, *, done: bool | None
) -> None:
    """Note whether the board could be pinned (None: not known); where it may not, it is said once.

    `key` names the message that was to be pinned.
    """
    post = uow.group_posts.of(where, "board")
    if post is None:
        return
    stands: Pin = "asked" if done is None else "done" if done else "refused"
    uow.group_posts.pinned(post, stands)
    if stands == "refused":
        rules = uow.groups.group_settings(where)
        language = rules.language if rules is not None and rules.language else post.language
        reply = Reply((say(language, "board.pin_refused"),))
        uow.outbox.post(post.where, reply, "", f"pin:{key}", now)
