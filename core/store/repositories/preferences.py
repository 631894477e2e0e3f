"""Settings of single exercises."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update

from core.records import Preference
from core.store.dialects import chosen, upsert
from core.store.repositories.columns import load_columns, load_of, span_columns, span_of
from core.store.schema.tables import preferences
from core.store.unit_state import UnitState

TABLE = "preferences"

_ALL = select(
    preferences.c.exercise_id,
    preferences.c.goal,
    preferences.c.step_milli,
    preferences.c.step_unit,
    preferences.c.reps_low,
    preferences.c.reps_high,
    preferences.c.effort_low,
    preferences.c.effort_high,
).where(preferences.c.person_id == bindparam("person"))
_SAVE = upsert(preferences)
_CLEAR_GOALS = (
    update(preferences)
    .where(preferences.c.person_id == bindparam("person"), preferences.c.goal.is_not(None))
    .values(goal=None)
)


class Preferences:
    """A person's settings of single exercises, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def of(self, person_id: int) -> dict[str, Preference]:
        """Settings per exercise id."""
        if not self._state.may_hold(person_id, TABLE):
            return {}
        return {
            row.exercise_id: Preference(
                row.exercise_id,
                row.goal,
                load_of(row.step_milli, row.step_unit),
                span_of(row.reps_low, row.reps_high),
                span_of(row.effort_low, row.effort_high),
            )
            for row in self._connection.execute(_ALL, {"person": person_id})
        }

    def save(self, person_id: int, preference: Preference) -> None:
        """Store the settings for one exercise."""
        self._state.will_hold(person_id, TABLE)
        self._connection.execute(
            chosen(_SAVE, self._connection),
            {
                "person_id": person_id,
                "exercise_id": preference.exercise_id,
                "goal": preference.goal,
                **load_columns("step", preference.step),
                **span_columns("reps", preference.rep_range),
                **span_columns("effort", preference.effort),
            },
        )

    def clear_goals(self, person_id: int) -> None:
        """Forget every per-exercise goal: `goal size` holds for all."""
        self._connection.execute(_CLEAR_GOALS, {"person": person_id})
