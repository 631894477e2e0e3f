"""What came in and cannot be taken over: kept as it is, so that it holds nobody up.

A row like that goes through the inbox as any other. Its reader refuses it, the inbox worker sets it
aside under the id of a fault and counts it, and `spotter quarantine` shows it for 30 days.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.platforms.base import CannotRead, Receive
from bot.platforms.bounds import believable, identity
from bot.platforms.raw_json import raw_text
from bot.redaction import log_fault
from core.locale.strings import known_language, say
from core.messages import Message, Reply
from core.store.engine import Store
from core.store.faults import lies_in_a_row
from core.store.rows import InboxRow
from core.store.unit_of_work import UnitOfWork

NO_CHAT = "unread"  # the lane of what belongs to no chat
MOMENT_SECONDS = 0.2  # before what was refused is tried again

log = logging.getLogger("spotter")


def unread_row(
    platform: str,
    raw: object,
    why: str,
    now: datetime,
    chat: object = "",
    pressed: Mapping[str, Any] | None = None,
) -> InboxRow:
    """Make the row of what cannot be taken over; any database can hold it.

    Its body is ASCII: {"unread": why, "raw": the JSON that came in, as text}, and "pressed": the
    bounded parts of a pressed button that say whom to tell.
    """
    text = raw_text(raw)
    told = {"pressed": pressed} if pressed else {}
    digest = hashlib.sha256(text.encode()).hexdigest()[:24]
    return InboxRow(
        key=f"{platform}:unread:{digest}",
        platform=platform,
        chat=identity(chat) or NO_CHAT,
        body=json.dumps({"unread": why, "raw": text, **told}, separators=(",", ":")),
        received_at=now,
        sent_at=now,
    )


def body_of(row: InboxRow) -> Mapping[str, Any]:
    """Read the body of a row. Raises CannotRead where it is none, or was not taken over."""
    try:
        body = json.loads(row.body)
    except (ValueError, RecursionError) as error:
        raise CannotRead(type(error).__name__) from None
    if not isinstance(body, dict):
        raise CannotRead("no object")
    if "unread" in body:
        raise CannotRead(str(body["unread"]))
    return body


async def set_aside(
    store: Store, row: InboxRow, presser: Message | None, now: datetime, fault: str
) -> None:
    """Put a row where nobody waits behind it; who pressed a button is told that it is unread.

    Raises Overtaken where somebody else was first.
    """

    def work(uow: UnitOfWork) -> None:
        if presser is not None:
            line = say(known_language(presser.sender.language), "error.not_yours.unknown")
            reply = Reply(lines=(line,), private=True)
            uow.outbox.post(presser.address, reply, presser.delivery, f"reply:{row.key}", now)
        uow.inbox.finish(row.key, now, fault)

    await store.run(work)


async def receive_rows(commit: Receive, rows: Sequence[InboxRow]) -> None:
    """Commit rows together; one that cannot be stored is kept apart, the others are committed.

    Raises what the store raises where the fault lies in no row.
    """
    rows = [replace(row, sent_at=believable(row.sent_at, row.received_at)) for row in rows]
    if not rows:
        return
    try:
        await commit(rows)
    except Exception as error:
        if not lies_in_a_row(error):
            raise
        log.warning("rows are committed one by one (%s)", type(error).__name__)
    else:
        return
    patience = MOMENT_SECONDS
    for row in rows:
        if not await _received(commit, row, patience):
            patience = 0.0


async def _received(commit: Receive, row: InboxRow, patience: float) -> bool:
    """Commit a row, or what is kept of it; False where it was refused."""
    for last in (False, True):
        try:
            await commit([row])
        except Exception as error:
            if not lies_in_a_row(error):
                raise
            if not last:
                await asyncio.sleep(patience)
                continue
            log_fault(log, f"a row of {row.platform} cannot be stored")
        else:
            return True
    raw = asdict(row) | {name: str(getattr(row, name)) for name in ("received_at", "sent_at")}
    await commit([unread_row(row.platform, raw, "it cannot be stored", row.received_at)])
    return False
