"""What was shown to a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from core.store.codec import dumps, loads
from core.store.rows import Shown
from core.store.schema.tables import shown

_SHOW = insert(shown)
_SHOWN = (
    select(shown.c.exercise_id, shown.c.kind, shown.c.set_id, shown.c.session_at, shown.c.body)
    .where(shown.c.person_id == bindparam("person"))
    .order_by(shown.c.id.desc())
    .limit(1)
)
_SHOWN_OF = _SHOWN.where(shown.c.exercise_id == bindparam("exercise"))


class Events:
    """What was shown, inside one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection = connection

    def show(self, person_id: int, event: Shown, now: datetime) -> None:
        """Keep what was said as an event; never read back as input to a target."""
        self._connection.execute(
            _SHOW,
            {
                "person_id": person_id,
                "exercise_id": event.exercise_id,
                "kind": event.kind,
                "set_id": event.set_id,
                "session_at": event.session_at,
                "body": dumps(dict(event.body)),
                "at": now,
            },
        )

    def last(self, person_id: int, exercise_id: str | None = None) -> Shown | None:
        """The newest event, of one exercise or of any: what `why` explains."""
        if exercise_id is None:
            row = self._connection.execute(_SHOWN, {"person": person_id}).first()
        else:
            row = self._connection.execute(
                _SHOWN_OF, {"person": person_id, "exercise": exercise_id}
            ).first()
        if row is None:
            return None
        return Shown(row.exercise_id, row.kind, row.set_id, row.session_at, loads(row.body))
