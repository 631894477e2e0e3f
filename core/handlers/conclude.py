"""The end of a turn, in its unit of work: the answer into the outbox, the message finished."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.locale.strings import known_language, say
from core.messages import Address, Answer, Message, Reply
from core.store.unit_of_work import UnitOfWork


def conclude(uow: UnitOfWork, message: Message, answer: Answer, now: datetime) -> None:
    """Post an answer and finish its message; a chat that sends for itself keeps what was told."""
    if message.receipt:
        if answer.reply is not None:
            post(uow, message, answer.reply, now)
        uow.inbox.finish(message.receipt, now)
    else:
        keep_told(uow, message, answer, f"told:{secrets.token_hex(8)}", now)


def conclude_late(uow: UnitOfWork, message: Message, answer: Answer, now: datetime) -> None:
    """Finish a message that a summary answers; what was said in a group counts as told there."""
    if message.receipt:
        keep_told(uow, message, answer, f"late:{message.receipt}", now)
        uow.inbox.finish(message.receipt, now)


def keep_told(uow: UnitOfWork, message: Message, answer: Answer, key: str, now: datetime) -> None:
    """Keep what an answer speaks of where no outbox message of its own carries the mark."""
    reply = answer.reply
    if reply is not None and reply.about and not reply.private:
        uow.ratings.keep_spoken(message.address, reply.about, key, now)


def post(uow: UnitOfWork, message: Message, reply: Reply, now: datetime) -> None:
    """Put the reply to a message into the outbox, where only one may see it for that one alone."""
    address, hint, only = message.address, message.delivery, reply.visible_to
    if only is not None and not address.private:
        if only == reply.owner:
            reply = replace(reply, private=True)
        else:
            chat, gone = uow.reminders.private_chat(only, address.platform)
            if not chat or gone:
                return
            address, hint = Address(address.platform, chat), ""
    uow.outbox.post(address, reply, hint, f"reply:{message.receipt}", now)


# --- faults of ours -----------------------------------------------------------------------------


def apologise(uow: UnitOfWork, message: Message, now: datetime, fault: str) -> Answer:
    """Our bug: say so with the id it is logged under, and set the message aside."""
    reply = Reply(lines=(say(known_language(message.sender.language), "fault", id=fault),))
    if message.receipt:
        if message.address.private or message.addressed:
            post(uow, message, reply, now)
        uow.inbox.finish(message.receipt, now, fault)
    return Answer(reply, {"kind": "error", "error": "fault", "id": fault})


def set_aside_by(answer: Answer) -> int:
    """How many messages an answer set aside: one with an apology, several of late ones."""
    result: Mapping[str, object] = answer.result or {}
    several = result.get("set_aside")
    if isinstance(several, int):
        return several
    return int(result.get("kind") == "error" and result.get("error") == "fault")


def last_of(answers: Sequence[Answer]) -> Answer:
    """The last of several answers, which says how many of all were set aside."""
    if not answers:
        return Answer(None, None)
    count = sum(map(set_aside_by, answers))
    last = answers[-1]
    return replace(last, result={**(last.result or {}), "set_aside": count}) if count else last
