"""What is held of a person in groups: what they joined, entered and answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from core.store.codec import Json
from core.store.schema.tables import (
    attendances,
    challengers,
    challenges,
    gatherings,
    members,
    pool_entries,
    pools,
    rack_lifters,
    racks,
)

Row = Any


def held_in_groups(
    connection: Connection, person_id: int, logs: Sequence[int]
) -> dict[str, list[Json]]:
    """All of it, section by section; nothing in it is about anybody else."""
    joined = (
        select(members)
        .where(members.c.person_id == person_id)
        .order_by(members.c.platform, members.c.chat)
    )
    contests = (
        select(challenges, challengers.c.joined_at)
        .join(challengers, challengers.c.challenge_id == challenges.c.id)
        .where(challengers.c.person_id == person_id)
        .order_by(challenges.c.id)
    )
    pooled = (
        select(pools, pool_entries.c.joined_at)
        .join(pool_entries, pool_entries.c.pool_id == pools.c.id)
        .where(pool_entries.c.log_id.in_(logs))
        .order_by(pools.c.id)
    )
    coming = (
        select(gatherings, attendances.c.answer, attendances.c.answered_at)
        .join(attendances, attendances.c.gathering_id == gatherings.c.id)
        .where(attendances.c.person_id == person_id)
        .order_by(gatherings.c.at, gatherings.c.id)
    )
    lifting = (
        select(racks, rack_lifters.c.state)
        .join(rack_lifters, rack_lifters.c.rack_id == racks.c.id)
        .where(rack_lifters.c.person_id == person_id)
        .order_by(racks.c.id)
    )
    return {
        "groups": [_membership(row) for row in connection.execute(joined)],
        "challenges": [_challenge(row) for row in connection.execute(contests)],
        "pools": [_pool(row) for row in connection.execute(pooled)],
        "times_to_train": [_attendance(row) for row in connection.execute(coming)],
        "racks": [_rack(row) for row in connection.execute(lifting)],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _pool(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "exercise": row.exercise_id,
        "design": row.design, "opened": _time(row.opened_at), "joined": _time(row.joined_at),
    }  # fmt: skip


def _membership(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "shares": row.share, "loads": row.loads,
        "joined": _time(row.joined_at), "told_at_the_gym": _time(row.gym_at),
    }  # fmt: skip


def _challenge(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "exercise": row.exercise_id,
        "measure": row.measure, "goal": row.goal, "from": _time(row.from_at),
        "until": _time(row.until_at), "joined": _time(row.joined_at),
    }  # fmt: skip


def _attendance(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "at": _time(row.at), "answer": row.answer,
        "answered": _time(row.answered_at),
    }  # fmt: skip


def _rack(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "exercise": row.exercise_id,
        "opened": _time(row.opened_at), "state": row.state,
    }  # fmt: skip
