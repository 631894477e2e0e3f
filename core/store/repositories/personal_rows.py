"""The rows of one person, read for an export: of their own tables and of those of their logs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from core.records import Load
from core.store.codec import Json
from core.store.person_log import PersonLog

Row = Any
Shape = Callable[[Row], dict[str, Json]]
LogShape = Callable[[Row, PersonLog], dict[str, Json]]


class PersonalRows:
    """The rows of one person: those that name the person, and those of each of their logs."""

    def __init__(self, connection: Connection, person_id: int, logs: tuple[PersonLog, ...]) -> None:
        """Read inside an open transaction; `logs`: all of the person's."""
        self.connection, self.person_id, self.logs = connection, person_id, logs

    def of(self, table: Table, shape: Shape, *order: ColumnElement[Any]) -> list[dict[str, Json]]:
        """The person's rows of a table, in that order."""
        wanted = select(table).where(table.c.person_id == self.person_id).order_by(*order)
        return [shape(row) for row in self.connection.execute(wanted)]

    def of_log(
        self, table: Table, shape: LogShape, order: Callable[[Row, PersonLog], Any]
    ) -> list[dict[str, Json]]:
        """The rows of a table in all the person's logs, in one order."""
        found = [
            (order(row, log), place, shape(row, log))
            for place, log in enumerate(self.logs)
            for row in self.connection.execute(select(table).where(table.c.log_id == log.id))
        ]
        return [each for *_, each in sorted(found, key=itemgetter(0, 1))]


def by_time(row: Row, _: PersonLog) -> tuple[datetime, int]:
    """The order of what happened."""
    return (row.at, row.id)


def load_told(milli: int | None, unit: Any) -> list[str] | None:  # noqa: ANN401 - a column's text
    """A load as [number as text, unit]."""
    return None if milli is None else [Load(milli, unit).text, str(unit)]


def span_told(low: int | None, high: int | None) -> list[int] | None:
    """Both ends of a range; None where it was not chosen."""
    return None if low is None or high is None else [low, high]
