"""Counts over the whole database, for the operator: no id, no name, no text leaves this module."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from core.store.schema.tables import (
    groups,
    identities,
    inbox,
    outbox,
    people,
    pings,
    predictions,
    reminders,
    sets,
)

DAY = timedelta(days=1)
LATE = timedelta(minutes=1)  # a ping that much behind its time is late
SCORED = 10_000  # of the newest predictions, as they were kept, are looked at


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits on one platform, and since when the oldest does."""

    platform: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits in a database."""

    inbox: tuple[Queue, ...]
    replies: tuple[Queue, ...]
    pings: tuple[Queue, ...]
    aside: int  # set aside in the inbox, and still there to be looked at
    overdue: int  # reminders whose time is over and that are not queued


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is."""

    people: int
    active: tuple[int, int, int]  # people seen in the last day, 7 days, 30 days
    accounts: tuple[tuple[str, int], ...]  # by platform
    groups: int
    sets: int
    new_sets: tuple[int, int]  # trained in the last day, 7 days
    reminders: int  # that are on
    pings_sent: int  # of the last 7 days
    bytes: int


def queues(connection: Connection, now: datetime) -> Queues:
    """Count what waits; cheap, by the indexes of what is not finished."""
    open_reply = and_(outbox.c.settled_at.is_(None), outbox.c.ping == 0)
    open_ping = and_(outbox.c.settled_at.is_(None), outbox.c.ping == 1)
    waiting = (
        select(inbox.c.platform, func.count(), func.min(inbox.c.received_at))
        .where(inbox.c.done_at.is_(None))
        .group_by(inbox.c.platform)
    )
    sending = select(outbox.c.platform, func.count(), func.min(outbox.c.created_at)).group_by(
        outbox.c.platform
    )
    aside = select(func.count()).where(
        inbox.c.done_at.is_not(None), inbox.c.fault != "", inbox.c.body != ""
    )
    overdue = select(func.count()).where(reminders.c.next_at < now - LATE)
    return Queues(
        _listed(connection, waiting),
        _listed(connection, sending.where(open_reply)),
        _listed(connection, sending.where(open_ping)),
        connection.execute(aside).scalar_one(),
        connection.execute(overdue).scalar_one(),
    )


def totals(connection: Connection, now: datetime) -> Totals:
    """Count people and sets; walks the whole table of sets, a second for some millions."""

    def count(query: Select[Any]) -> int:
        return int(connection.execute(query).scalar_one())

    seen = [
        count(select(func.count()).select_from(people).where(people.c.seen_at > now - days * DAY))
        for days in (1, 7, 30)
    ]
    new = [
        count(select(func.count()).select_from(sets).where(sets.c.at > now - days * DAY))
        for days in (1, 7)
    ]
    accounts = connection.execute(
        select(identities.c.platform, func.count()).group_by(identities.c.platform)
    ).all()
    sent = select(func.count()).where(
        pings.c.due_at > now - 7 * DAY, or_(pings.c.state == "sent", pings.c.state == "answered")
    )
    return Totals(
        people=count(select(func.count()).select_from(people)),
        active=(seen[0], seen[1], seen[2]),
        accounts=tuple(sorted((row[0], row[1]) for row in accounts)),
        groups=count(select(func.count()).select_from(groups)),
        sets=count(select(func.count()).select_from(sets)),
        new_sets=(new[0], new[1]),
        reminders=count(
            select(func.count()).where(reminders.c.next_at.is_not(None), reminders.c.state == "on")
        ),
        pings_sent=count(sent),
        bytes=_bytes(connection),
    )


def within_one(connection: Connection, since: datetime) -> tuple[int, int]:
    """Of predictions of sets trained since a moment: how many were within one repetition, of all.

    A set is looked at while it stands as it was predicted for; at most SCORED are.
    """
    judged = (
        select(predictions.c.tenths, sets.c.reps)
        .join(
            sets,
            and_(
                sets.c.log_id == predictions.c.log_id,
                sets.c.id == predictions.c.id,
                sets.c.exercise_id == predictions.c.exercise_id,
                sets.c.load_milli == predictions.c.load_milli,
                sets.c.load_unit == predictions.c.load_unit,
                sets.c.at == predictions.c.at,
            ),
        )
        .where(predictions.c.at > since, sets.c.working == 1, sets.c.reps > 0)
        .limit(SCORED)
    )
    rows = connection.execute(judged).all()
    return sum(abs(tenths - 10 * reps) <= 10 for tenths, reps in rows), len(rows)


def zones(connection: Connection) -> tuple[str, ...]:
    """The names of the time zones that people and reminders are kept in."""
    known = {row[0] for row in connection.execute(select(people.c.zone).distinct())}
    known |= {row[0] for row in connection.execute(select(reminders.c.zone).distinct())}
    return tuple(sorted(known - {""}))


def newest(connection: Connection) -> datetime | None:
    """When the last message came in, by the clock of whoever received it."""
    return connection.execute(select(func.max(inbox.c.received_at))).scalar()


def _listed(connection: Connection, query: Select[Any]) -> tuple[Queue, ...]:
    return tuple(
        sorted((Queue(row[0], row[1], row[2]) for row in connection.execute(query)), key=_name)
    )


def _name(queue: Queue) -> str:
    return queue.platform


def _bytes(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        size_of = select(func.pg_database_size(func.current_database()))
        return int(connection.execute(size_of).scalar_one())
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    return int(pages) * int(size)
