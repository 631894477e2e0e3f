"""A person's own names for exercises."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from core.store.dialects import chosen, upsert
from core.store.schema.tables import aliases
from core.store.unit_state import UnitState

TABLE = "aliases"

_ALL = select(aliases.c.words, aliases.c.exercise_id).where(
    aliases.c.person_id == bindparam("person")
)
_SAVE = upsert(aliases)


class Aliases:
    """A person's own names, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def of(self, person_id: int) -> dict[str, str]:
        """This person's own names: normalised words -> exercise id."""
        if not self._state.may_hold(person_id, TABLE):
            return {}
        rows = self._connection.execute(_ALL, {"person": person_id})
        return {row.words: row.exercise_id for row in rows}

    def save(self, person_id: int, words: str, exercise_id: str) -> None:
        """Remember a name; the newest meaning of the words wins."""
        self._state.will_hold(person_id, TABLE)
        row = {"person_id": person_id, "words": words, "exercise_id": exercise_id}
        self._connection.execute(chosen(_SAVE, self._connection), row)
