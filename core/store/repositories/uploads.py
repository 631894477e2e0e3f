"""Files somebody sent to be imported, kept until the tap that imports them."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from core.interchange.rows import Answers
from core.records import Unit
from core.store.schema.tables import staged, uploads

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody sent."""

    id: str  # "i12"
    name: str
    packed: bytes  # `unpack` gives its content
    unit: Unit | None
    answers: Answers = field(default_factory=Answers)


def pack(content: bytes) -> bytes:
    """Make a file small; to be done aside: 20 MB take longer than a unit of work may."""
    return zlib.compress(content, 6)


def unpack(packed: bytes) -> bytes:
    """Undo `pack`."""
    return zlib.decompress(packed)


class Uploads:
    """Files inside one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection = connection

    def keep(self, person_id: int, name: str, packed: bytes, now: datetime) -> str:
        """Keep a packed file for a day and give its id; older ones go."""
        self._connection.execute(delete(uploads).where(uploads.c.at < now - KEPT_FOR))
        number = self._connection.execute(
            insert(uploads).returning(uploads.c.id),
            {
                "person_id": person_id, "name": name, "content": packed,
                "unit": "", "answers": "{}", "at": now,
            },
        ).scalar_one()  # fmt: skip
        return f"i{number}"

    def read(self, person_id: int, upload_id: str, now: datetime) -> Upload | None:
        """Read a person's file; None when it is not theirs, imported already or too old."""
        row = self._connection.execute(
            select(uploads.c.name, uploads.c.content, uploads.c.unit, uploads.c.answers).where(
                uploads.c.person_id == person_id,
                uploads.c.id == (_upload_number(upload_id) or 0),
                uploads.c.at >= now - KEPT_FOR,
            )
        ).first()
        if row is None:
            return None
        unit: Unit | None = row.unit or None
        return Upload(upload_id, row.name, row.content, unit, _answers(row.answers))

    def newest(self, person_id: int) -> str | None:
        """The id of the file a person sent last."""
        number = self._connection.execute(
            select(func.max(uploads.c.id)).where(uploads.c.person_id == person_id)
        ).scalar()
        return None if number is None else f"i{number}"

    def set_unit(self, person_id: int, upload_id: str, unit: Unit) -> None:
        """Keep which unit a person said a file is in."""
        self._connection.execute(
            update(uploads)
            .where(uploads.c.person_id == person_id, uploads.c.id == _upload_number(upload_id))
            .values(unit=unit)
        )

    def set_answers(self, person_id: int, upload_id: str, answers: Answers) -> None:
        """Keep what a person said about a file's columns and marks."""
        body = json.dumps({"columns": dict(answers.columns), "marks": dict(answers.marks)})
        self._connection.execute(
            update(uploads)
            .where(uploads.c.person_id == person_id, uploads.c.id == _upload_number(upload_id))
            .values(answers=body)
        )

    def drop(self, person_id: int, upload_id: str) -> bool:
        """Forget a file; False when it was gone already."""
        done = self._connection.execute(
            delete(uploads).where(
                uploads.c.person_id == person_id, uploads.c.id == (_upload_number(upload_id) or 0)
            )
        )
        return done.rowcount > 0


def purge(connection: Connection, now: datetime) -> None:
    """Delete files that waited for more than a day, and what imports that crashed had staged."""
    connection.execute(delete(uploads).where(uploads.c.at < now - KEPT_FOR))
    connection.execute(delete(staged).where(staged.c.run.not_in(select(uploads.c.id))))


def _answers(body: str) -> Answers:
    kept = json.loads(body or "{}")
    return Answers(kept.get("columns", {}), kept.get("marks", {}))


def _upload_number(upload_id: str) -> int | None:
    digits = upload_id[1:]
    return int(digits) if upload_id[:1] == "i" and digits.isdecimal() and len(digits) < 18 else None
