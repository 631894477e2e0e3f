"""Reminders and what became of their pings, inside one unit of work."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from core.messages import Address
from core.reminders.schedule import ONCE, Reminder
from core.store.rows import Ping, PingState
from core.store.schema.tables import identities, pings, reminders
from core.store.unit_state import UnitState

Row = Any

_INTERVAL = re.compile(r"every (\d+) days from (\d{4}-\d{2}-\d{2})")

FIRST_ONCE = 101  # what happens once is numbered from here: a person's list stays 1, 2, 3

COLUMNS = (
    reminders.c.id, reminders.c.person_id, reminders.c.number, reminders.c.kind, reminders.c.days,
    reminders.c.minute, reminders.c.words, reminders.c.platform, reminders.c.chat,
    reminders.c.thread, reminders.c.private, reminders.c.zone, reminders.c.next_at,
    reminders.c.last_date, reminders.c.paused_until, reminders.c.unanswered, reminders.c.state,
    reminders.c.note, reminders.c.created_at,
)  # fmt: skip
_OF = (
    select(*COLUMNS)
    .where(reminders.c.person_id == bindparam("person"))
    .order_by(reminders.c.number)
    .with_for_update()
)
_ONE = select(*COLUMNS).where(reminders.c.id == bindparam("reminder"))
_NUMBERS = select(reminders.c.number).where(reminders.c.person_id == bindparam("person"))
_ADD = insert(reminders).returning(reminders.c.id)
_SAVE = update(reminders).where(reminders.c.id == bindparam("reminder"))
_DROP = delete(reminders).where(
    reminders.c.person_id == bindparam("person"), reminders.c.number == bindparam("named")
)
_DROP_KIND = delete(reminders).where(
    reminders.c.person_id == bindparam("person"), reminders.c.kind == bindparam("named")
)
_PING = (
    pings.c.reminder_id, pings.c.local_date, pings.c.due_at, pings.c.state, pings.c.why, pings.c.at
)  # fmt: skip
_PINGS = (
    select(*_PING)
    .where(pings.c.person_id == bindparam("person"), pings.c.due_at >= bindparam("since"))
    .order_by(pings.c.due_at.desc(), pings.c.reminder_id.desc())
)
_ONE_PING = select(*_PING).where(
    pings.c.reminder_id == bindparam("reminder"), pings.c.local_date == bindparam("day")
)
_SET_PING = (
    update(pings)
    .where(pings.c.reminder_id == bindparam("reminder"), pings.c.local_date == bindparam("day"))
    .values(state=bindparam("became"), why=bindparam("because"), at=bindparam("now"))
)
_BECOMES = (
    update(reminders)
    .where(reminders.c.id == bindparam("reminder"))
    .values(state=bindparam("becomes"), note=bindparam("why"), unanswered=bindparam("count"))
)
_STOP = update(reminders).where(reminders.c.id == bindparam("reminder")).values(next_at=None)
_ANSWERED = (
    update(pings)
    .where(pings.c.person_id == bindparam("person"), pings.c.state == "sent")
    .values(state="answered", at=bindparam("now"))
)
_GO_ON = (
    update(reminders)
    .where(
        reminders.c.person_id == bindparam("person"),
        or_(reminders.c.state == "asked", reminders.c.unanswered > 0),
        reminders.c.state.in_(("on", "asked")),
    )
    .values(state="on", unanswered=0)
)
_REACHED = (
    select(identities.c.chat, identities.c.gone)
    .where(identities.c.person_id == bindparam("person"), identities.c.platform == bindparam("on"))
    .order_by(identities.c.chat == "", identities.c.sender_id)
    .limit(1)
)


class Reminders:
    """Reminders inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def add(self, reminder: Reminder) -> Reminder:
        """Store a person's new reminder; given back with its `id` and the smallest free `number`.

        Numbers begin at 1; those of kinds that happen once at 101.
        """
        taken = set(
            self._connection.execute(_NUMBERS, {"person": reminder.person_id}).scalars().all()
        )
        number = FIRST_ONCE if reminder.kind in ONCE else 1
        while number in taken:
            number += 1
        named = {"person_id": reminder.person_id, "number": number}
        row = {**_columns(reminder), **named, "created_at": reminder.created_at}
        made: int = self._connection.execute(_ADD, row).scalar_one()
        return replace(reminder, id=made, number=number)

    def of(self, person_id: int) -> tuple[Reminder, ...]:
        """All of a person's reminders, by number; what happens once comes last."""
        rows = self._connection.execute(_OF, {"person": person_id})
        return tuple(reminder_of(row) for row in rows)

    def get(self, reminder_id: int) -> Reminder | None:
        """One reminder; None when it was dropped."""
        row = self._connection.execute(_ONE, {"reminder": reminder_id}).first()
        return None if row is None else reminder_of(row)

    def save(self, reminder: Reminder) -> None:
        """Store a reminder again; its person and number stay as they are."""
        self._connection.execute(_SAVE, {"reminder": reminder.id, **_columns(reminder)})

    def drop(self, person_id: int, number: int) -> bool:
        """Delete a reminder and its pings; False where the person has none of that number."""
        return bool(
            self._connection.execute(_DROP, {"person": person_id, "named": number}).rowcount
        )

    def drop_kind(self, person_id: int, kind: str) -> int:
        """Delete a person's reminders of one kind; gives how many there were."""
        return self._connection.execute(_DROP_KIND, {"person": person_id, "named": kind}).rowcount

    def pings(self, person_id: int, since: datetime) -> tuple[Ping, ...]:
        """What became of a person's occurrences that were due since then, newest first."""
        rows = self._connection.execute(_PINGS, {"person": person_id, "since": since})
        return tuple(_ping_of(row) for row in rows)

    def ping(self, reminder_id: int, local_date: str) -> Ping | None:
        """What became of one occurrence; None where none was due on that date."""
        asked = {"reminder": reminder_id, "day": local_date}
        row = self._connection.execute(_ONE_PING, asked).first()
        return None if row is None else _ping_of(row)

    def set_ping(
        self, reminder_id: int, local_date: str, state: PingState, now: datetime, why: str = ""
    ) -> None:
        """Note what became of an occurrence."""
        self._connection.execute(
            _SET_PING,
            {
                "reminder": reminder_id,
                "day": local_date,
                "became": state,
                "because": why,
                "now": now,
            },
        )

    def become(self, reminder: Reminder) -> None:
        """Store how a reminder stands with its person; when it is next due stays as it is.

        One that is off is due no more.
        """
        stands = {"becomes": reminder.state, "why": reminder.note, "count": reminder.unanswered}
        self._connection.execute(_BECOMES, {"reminder": reminder.id, **stands})
        if reminder.state == "off":
            self._connection.execute(_STOP, {"reminder": reminder.id})

    def private_chat(self, person_id: int, platform: str) -> tuple[str, str]:
        """Where a person writes in private on a platform, and why nothing arrives there.

        (chat, gone); both are empty where they never did.
        """
        row = self._connection.execute(_REACHED, {"person": person_id, "on": platform}).first()
        return ("", "") if row is None else (row.chat, row.gone)

    def may_rest(self, person_id: int) -> bool:
        """Whether a rest timer may stand; known with the person where that costs nothing."""
        return self._state.may_hold(person_id, "rests")

    def answered(self, person_id: int, now: datetime) -> None:
        """The person said something: what was sent is answered, and all of it goes on."""
        self._connection.execute(_ANSWERED, {"person": person_id, "now": now})
        self._connection.execute(_GO_ON, {"person": person_id})


def ping_key(reminder_id: int, local_date: str) -> str:
    """Name an occurrence: the key of its outbox message."""
    return f"ping:{reminder_id}:{local_date}"


def occurrence_of(key: str) -> tuple[int, str] | None:
    """Read the key of a ping's outbox message: (reminder, local date); None for any other key."""
    kind, _, rest = key.partition(":")
    number, _, local_date = rest.partition(":")
    if kind != "ping" or not number.isdecimal() or not local_date:
        return None
    return int(number), local_date


def reminder_of(row: Row) -> Reminder:
    """Make a reminder of a row of COLUMNS."""
    days, every, start = rhythm_of(row.days)
    return Reminder(
        kind=row.kind,
        days=days,
        minute=row.minute,
        address=Address(row.platform, row.chat, row.thread, row.private),
        zone=row.zone,
        created_at=row.created_at,
        words=row.words,
        id=row.id,
        person_id=row.person_id,
        number=row.number,
        next_at=row.next_at,
        last_date=row.last_date,
        paused_until=row.paused_until,
        unanswered=row.unanswered,
        state=row.state,
        note=row.note,
        every=every,
        start=start,
    )


def rhythm_of(text: str) -> tuple[tuple[int, ...], int, str]:
    """Read the `days` column: (weekdays, interval in days, its first local date).

    "024" are weekdays; "every 2 days from 2026-11-23" is an interval. Raises ValueError.
    """
    if interval := _INTERVAL.fullmatch(text):
        return (), int(interval[1]), interval[2]
    return tuple(int(day) for day in text), 0, ""


def rhythm_text(reminder: Reminder) -> str:
    """Write the `days` column; `rhythm_of` reads it."""
    if reminder.every:
        return f"every {reminder.every} days from {reminder.start}"
    return "".join(str(day) for day in reminder.days)


def _ping_of(row: Row) -> Ping:
    return Ping(row.reminder_id, row.local_date, row.due_at, row.state, row.why, row.at)


def _columns(reminder: Reminder) -> dict[str, object]:
    """Everything about a reminder that may change."""
    address = reminder.address
    return {
        "kind": reminder.kind,
        "days": rhythm_text(reminder),
        "minute": reminder.minute,
        "words": reminder.words,
        "platform": address.platform,
        "chat": address.chat,
        "thread": address.thread,
        "private": address.private,
        "zone": reminder.zone,
        "next_at": reminder.next_at,
        "last_date": reminder.last_date,
        "paused_until": reminder.paused_until,
        "unanswered": reminder.unanswered,
        "state": reminder.state,
        "note": reminder.note,
    }
