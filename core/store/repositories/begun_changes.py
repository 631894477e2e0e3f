"""A change of a log that is begun: numbered, with ids for the sets that it adds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, update

from core.store.schema.tables import people

_BEGIN = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(
        log_version=people.c.log_version + 1,
        written_version=people.c.log_version + 1,
        last_change=people.c.last_change + 1,
        last_set=people.c.last_set + bindparam("sets"),
    )
    .returning(people.c.last_change, people.c.log_version, people.c.last_set)
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A change that is about to be written: its number, and ids for the sets that it adds."""

    number: int
    version: int  # of the log, once it is written
    ids: tuple[str, ...]


def begin(connection: Connection, person_id: int, sets: int) -> Begun:
    """Number the change of a person's log that is written next, and so many sets that it adds.

    One statement; on PostgreSQL it holds the person's row from here on.
    """
    number, version, last = connection.execute(_BEGIN, {"person": person_id, "sets": sets}).one()
    return Begun(number, version, tuple([f"s{last - sets + 1 + n}" for n in range(sets)]))
