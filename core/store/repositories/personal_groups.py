"""What is held of a person in groups: what they joined, entered and answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from core.store.codec import Json, time_json
from core.store.repositories.personal_rows import Row
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


def _pool(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "exercise": row.exercise_id,
        "design": row.design, "opened": time_json(row.opened_at),
        "joined": time_json(row.joined_at),
    }  # fmt: skip


def _membership(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "shares": row.share, "loads": row.loads,
        "joined": time_json(row.joined_at), "told_at_the_gym": time_json(row.gym_at),
    }  # fmt: skip


def _challenge(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "exercise": row.exercise_id,
        "measure": row.measure, "goal": row.goal, "from": time_json(row.from_at),
        "until": time_json(row.until_at), "joined": time_json(row.joined_at),
    }  # fmt: skip


def _attendance(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "at": time_json(row.at), "answer": row.answer,
        "answered": time_json(row.answered_at),
    }  # fmt: skip


def _rack(row: Row) -> dict[str, Json]:
    return {
        "platform": row.platform, "chat": row.chat, "exercise": row.exercise_id,
        "opened": time_json(row.opened_at), "state": row.state,
    }  # fmt: skip
