"""Bests and exercises of a person, by hopping through an index instead of walking the log.

Each hop of the recursive queries is one look-up, so their cost grows with the number of different
loads (or exercises), never with the number of sets.
"""

from __future__ import annotations

import math
from fractions import Fraction

from sqlalchemy import Connection, Executable, bindparam, func, select

from core.records import KG_PER_LB, LoggedSet, Unit
from core.store.repositories.set_rows import SET_COLUMNS, set_of
from core.store.schema.tables import sets

_MINE = sets.c.person_id == bindparam("person")
_THIS = sets.c.exercise_id == bindparam("exercise")
_WORKING = (_MINE, _THIS, sets.c.working == 1)
_UNIT = sets.c.load_unit == bindparam("unit")

_HEAVIEST = (
    select(*SET_COLUMNS)
    .where(*_WORKING, _UNIT)
    .order_by(sets.c.load_milli.desc(), sets.c.reps.desc(), sets.c.number.desc())
    .limit(1)
)


def _most_reps() -> Executable:
    """Hop from load to load inside the band, and take the most repetitions at each."""
    inside = (*_WORKING, _UNIT, sets.c.load_milli <= bindparam("high"))
    first = select(func.min(sets.c.load_milli).label("milli")).where(
        *inside, sets.c.load_milli >= bindparam("low")
    )
    hop = first.cte("hop", recursive=True)
    further = (
        select(func.min(sets.c.load_milli))
        .where(*inside, sets.c.load_milli > hop.c.milli)
        .scalar_subquery()
    )
    hop = hop.union_all(select(further).where(hop.c.milli.is_not(None)))
    most = (
        select(func.max(sets.c.reps))
        .where(*_WORKING, _UNIT, sets.c.load_milli == hop.c.milli)
        .scalar_subquery()
    )
    return select(func.max(most)).where(hop.c.milli.is_not(None))


def _exercises() -> Executable:
    """Hop from exercise to exercise, and take the latest set of each."""
    first = select(func.min(sets.c.exercise_id).label("exercise_id")).where(_MINE)
    hop = first.cte("hop", recursive=True)
    further = (
        select(func.min(sets.c.exercise_id))
        .where(_MINE, sets.c.exercise_id > hop.c.exercise_id)
        .scalar_subquery()
    )
    hop = hop.union_all(select(further).where(hop.c.exercise_id.is_not(None)))
    latest = (
        select(sets.c.at)
        .where(_MINE, sets.c.exercise_id == hop.c.exercise_id)
        .order_by(sets.c.session_at.desc(), sets.c.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(hop.c.exercise_id)
        .where(hop.c.exercise_id.is_not(None))
        .order_by(latest.desc(), hop.c.exercise_id)
        .limit(bindparam("most"))
    )


_MOST_REPS = _most_reps()
_EXERCISES = _exercises()


class Bests:
    """A person's bests, inside one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection = connection

    def heaviest(self, person_id: int, exercise_id: str) -> tuple[LoggedSet, ...]:
        """The working set with the greatest load per unit typed, by an index look-up.

        Of equals the one with the most repetitions.
        """
        asked = {"person": person_id, "exercise": exercise_id}
        rows = (
            self._connection.execute(_HEAVIEST, {**asked, "unit": unit}).first()
            for unit in ("kg", "lb")
        )
        return tuple(set_of(row) for row in rows if row is not None)

    def most_reps(self, person_id: int, exercise_id: str, low_kg: float, high_kg: float) -> int:
        """The most repetitions of a working set with a load in [low, high] kg, typed in any unit.

        0 when there is none. An index look-up.
        """
        found = 0
        for unit in ("kg", "lb"):
            low, high = thousandths(low_kg, high_kg, unit)
            most = self._connection.execute(
                _MOST_REPS,
                {
                    "person": person_id,
                    "exercise": exercise_id,
                    "unit": unit,
                    "low": low,
                    "high": high,
                },
            ).scalar()
            found = max(found, most or 0)
        return found

    def exercise_ids(self, person_id: int, limit: int = 50) -> tuple[str, ...]:
        """The exercises this person has logged, most recently done first."""
        rows = self._connection.execute(_EXERCISES, {"person": person_id, "most": limit}).scalars()
        return tuple(rows)


def thousandths(low_kg: float, high_kg: float, unit: Unit) -> tuple[int, int]:
    """Bound a band of kilograms in thousandths of a unit, both ends included."""
    low, high = sorted((_milligrams(low_kg), _milligrams(high_kg)))
    thousandth = Fraction(1000) if unit == "kg" else 1000 * KG_PER_LB
    # A milligram of slack: 0.9 * 100 means 90, and a load in pounds finds itself.
    return math.ceil((low - 1) / thousandth), math.floor((high + 1) / thousandth)


def _milligrams(kg: float) -> int:
    """Round kilograms to whole milligrams; what nobody can lift counts as a million kilograms."""
    return round(max(-1e6, min(1e6, kg)) * 1e6)
