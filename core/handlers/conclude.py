"""The end of a turn, in its unit of work: the answer into the outbox, the message finished."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.locale.strings import known_language, say
from core.messages import Answer, Message, Reply
from core.store.unit_of_work import Ledger


def conclude(ledger: Ledger, message: Message, answer: Answer, now: datetime) -> None:
    """Post an answer and finish its message; a chat that sends for itself keeps what was told."""
    if message.receipt:
        if answer.reply is not None:
            post(ledger, message, answer.reply, now)
        ledger.finish(message.receipt, now)
    else:
        keep_told(ledger, message, answer, f"told:{secrets.token_hex(8)}", now)


def conclude_late(ledger: Ledger, message: Message, answer: Answer, now: datetime) -> None:
    """Finish a message that a summary answers; what was said in a group counts as told there."""
    if message.receipt:
        keep_told(ledger, message, answer, f"late:{message.receipt}", now)
        ledger.finish(message.receipt, now)


def keep_told(ledger: Ledger, message: Message, answer: Answer, key: str, now: datetime) -> None:
    """Keep what an answer speaks of where no parcel of its own carries the mark."""
    reply = answer.reply
    if reply is not None and reply.about and not reply.private:
        ledger.ratings.keep_spoken(message.address, reply.about, key, now)


def post(ledger: Ledger, message: Message, reply: Reply, now: datetime) -> None:
    """Put the reply to a message into the outbox."""
    ledger.post(message.address, reply, message.delivery, f"reply:{message.receipt}", now)


# --- faults of ours -----------------------------------------------------------------------------


def apologise(ledger: Ledger, message: Message, now: datetime, fault: str) -> Answer:
    """Our bug: say so with the id it is logged under, and set the message aside."""
    reply = Reply(lines=(say(known_language(message.sender.language), "fault", id=fault),))
    if message.receipt:
        if message.address.private or message.addressed:
            post(ledger, message, reply, now)
        ledger.finish(message.receipt, now, fault)
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
