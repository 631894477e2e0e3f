"""What is held of a person as a lifter with a trainer and as a trainer, as it is handed over.

Of the other of the two nothing is in it but what they said to each other.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, select

from core.store.codec import Json, loads, time_json
from core.store.repositories.personal_rows import Row, Shape
from core.store.schema.tables import (
    trainer_codes,
    trainer_comments,
    trainer_looks,
    trainer_proposals,
    trainers,
)


def held_of_trainers(connection: Connection, person_id: int) -> dict[str, Json]:
    """The sections of an export about trainers."""
    lifter, trainer = trainers.c.person_id == person_id, trainers.c.trainer_id == person_id

    def agreed(mine: ColumnElement[bool]) -> list[dict[str, Json]]:
        rows = connection.execute(select(trainers).where(mine).order_by(trainers.c.id))
        return [_agreement(row) for row in rows]

    def said(table: Table, mine: ColumnElement[bool], shape: Shape) -> list[dict[str, Json]]:
        wanted = select(table).join(trainers, trainers.c.id == table.c.agreed_id).where(mine)
        return [shape(row) for row in connection.execute(wanted.order_by(table.c.id))]

    looks = select(trainer_looks).where(trainer_looks.c.person_id == person_id)
    codes = select(trainer_codes).where(trainer_codes.c.person_id == person_id)
    return {
        "trainer_codes": [_code(row) for row in connection.execute(codes)],
        "trainer": agreed(lifter),
        "trainer_comments": said(trainer_comments, lifter, _comment),
        "trainer_proposals": said(trainer_proposals, lifter, _proposal),
        "trainer_looks": [
            _look(row) for row in connection.execute(looks.order_by(trainer_looks.c.id))
        ],
        "lifters": agreed(trainer),
        "comments_to_lifters": said(trainer_comments, trainer, _comment),
        "proposals_to_lifters": said(trainer_proposals, trainer, _proposal),
    }


def _agreement(row: Row) -> dict[str, Json]:
    return {
        "from": time_json(row.from_at), "shows": row.shows.split(), "comments": row.comments,
        "agreed": time_json(row.given_at), "until": time_json(row.until_at),
    }  # fmt: skip


def _code(row: Row) -> dict[str, Json]:
    return {
        "from": time_json(row.from_at), "shows": row.shows.split(),
        "until": time_json(row.expires_at),
    }  # fmt: skip


def _comment(row: Row) -> dict[str, Json]:
    return {"words": row.words, "at": time_json(row.at)}


def _proposal(row: Row) -> dict[str, Json]:
    return {
        "exercise": row.exercise_id, "sets": loads(row.body), "state": row.state,
        "at": time_json(row.at), "accepted": time_json(row.accepted_at),
    }  # fmt: skip


def _look(row: Row) -> dict[str, Json]:
    return {
        "what": row.what, "exercise": row.exercise_id, "day": row.day, "times": row.times,
        "last": time_json(row.at),
    }  # fmt: skip
