"""The short way of statements on SQLite: the same answers as SQLAlchemy's own way."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    Connection,
    Executable,
    bindparam,
    create_engine,
    delete,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound
from sqlalchemy.pool import StaticPool

from core.store.schema.tables import metadata, people, sets
from core.store.sqlite import direct
from core.store.sqlite.direct import LONGEST_LIST, DirectConnection, Rows

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WHO: Any = bindparam("who")
ONE = select(people.c.id, people.c.name, people.c.quiet, people.c.created_at).where(
    people.c.id == WHO
)
SOME = (
    select(people.c.id)
    .where(people.c.id.in_(bindparam("some", expanding=True)), people.c.unit == "kg")
    .order_by(people.c.id)
)
PAIRS = select(people.c.id).where(
    tuple_(people.c.id, people.c.name).in_(bindparam("pairs", expanding=True))
)
ADD = insert(people)
ADD_ID = insert(people).returning(people.c.id)
RENAME = update(people).where(people.c.id == WHO).values(name=bindparam("called"))
RENAME_SEEN = RENAME.returning(people.c.id, people.c.created_at)
PLUS = update(people).where(people.c.id == WHO).values(last_set=people.c.last_set + 2)
SAVE = update(people).where(people.c.id == WHO)
DROP = delete(people).where(people.c.id == WHO)
TWICE = select(people.c.id, sets.c.id).join(sets, sets.c.log_id == people.c.id)


def person(name: str, **more: object) -> dict[str, object]:
    return {
        "name": name, "language": "en", "created_at": NOON, "unit": "kg", "zone": "UTC",
        "goal": "size", "plates": "[]", "quiet": True, "asks_unanswered": 0, "log_version": 0,
        "written_version": 0, "last_set": 0, "last_change": 0, "last_question": 0,
        "last_exercise": 0, **more,
    }  # fmt: skip


@pytest.fixture
def both() -> Iterator[tuple[DirectConnection, Connection]]:
    """The short way and SQLAlchemy's own, each with a database of its own."""
    made: list[Any] = []
    for kind in (DirectConnection, Connection):
        raw = sqlite3.connect(":memory:", isolation_level=None)
        engine = create_engine(
            "sqlite://", creator=lambda raw=raw: raw, poolclass=StaticPool,
            isolation_level="AUTOCOMMIT", hide_parameters=True,
        )  # fmt: skip
        connection = kind(engine)
        metadata.create_all(connection)
        made.append(connection)
    yield (made[0], made[1])
    for each in made:
        each.close()


def twice(connection: Connection, statement: Executable, asked: object = None) -> Any:
    """Run a statement a second time: the first is SQLAlchemy's."""
    if statement not in direct._KEPT:
        direct._KEPT[statement] = direct.Ways()
    return connection.execute(statement, asked)  # type: ignore[call-overload]


def test_every_kind_of_statement_answers_the_same(
    both: tuple[DirectConnection, Connection],
) -> None:
    told = []
    for connection in both:
        said: list[object] = [twice(connection, ADD, person("Ann")).rowcount]
        said.append(twice(connection, ADD_ID, person("Bob\0", quiet=False)).scalar_one())
        twice(connection, ADD, [person("Cem"), person("Dora", unit="lb")])
        said += [tuple(twice(connection, ONE, {"who": each}).one()) for each in (1, 2)]
        said.append(twice(connection, ONE, {"who": 9}).first())
        said.append(twice(connection, ONE, {"who": 1}).mappings().first()["created_at"])
        for some in ([], [2], [4, 3, 1], list(range(LONGEST_LIST + 1))):
            said.append(list(twice(connection, SOME, {"some": some}).scalars()))
        said.append(twice(connection, PAIRS, {"pairs": [(1, "Ann"), (2, "Ann")]}).all())
        said.append(twice(connection, RENAME, {"who": 1, "called": "Eve"}).rowcount)
        said.append(tuple(twice(connection, RENAME_SEEN, {"who": 2, "called": "F"}).one()))
        twice(connection, PLUS, {"who": 1})
        twice(connection, SAVE, {"who": 3, "quiet": False, "name": "Cem\0"})
        twice(connection, SAVE, {"who": 3, "seen_at": NOON})
        said.append(twice(connection, DROP, {"who": 4}).rowcount)
        said.append(twice(connection, DROP, {"who": 4}).rowcount)
        said.append(twice(connection, TWICE).all())
        said.append([tuple(each) for each in connection.exec_driver_sql("SELECT * FROM people")])
        told.append([each if not isinstance(each, list) else list(each) for each in said])
    assert told[0] == told[1]


def test_it_is_the_short_way_from_the_second_time_on(
    both: tuple[DirectConnection, Connection],
) -> None:
    connection, _ = both
    statement = select(people.c.id)
    assert not isinstance(connection.execute(statement), Rows)
    assert isinstance(connection.execute(statement), Rows)


def test_a_statement_for_one_call_is_not_kept(both: tuple[DirectConnection, Connection]) -> None:
    connection, _ = both
    gc.collect()
    before = len(direct._KEPT)
    for _ in range(5):
        connection.execute(select(people.c.name)).all()
    gc.collect()
    assert len(direct._KEPT) <= before + 1  # the first may stand in SQLAlchemy's cache


def test_one_row_too_many_or_too_few_is_an_error(
    both: tuple[DirectConnection, Connection],
) -> None:
    for connection in both:
        twice(connection, ADD, [person("Ann"), person("Bob")])
        with pytest.raises(MultipleResultsFound):
            twice(connection, SOME, {"some": [1, 2]}).one()
        with pytest.raises(NoResultFound):
            twice(connection, SOME, {"some": [7]}).scalar_one()


def test_an_error_is_sqlalchemys_and_shows_no_value(
    both: tuple[DirectConnection, Connection],
) -> None:
    for connection in both:
        with pytest.raises(IntegrityError) as caught:
            twice(connection, ADD, {**person("Ann"), "id": 1, "goal": None, "zone": "my street"})
        assert isinstance(caught.value.orig, sqlite3.IntegrityError)
        assert "my street" not in str(caught.value)


def test_what_returns_rows_has_ended_though_nobody_reads_them(
    both: tuple[DirectConnection, Connection],
) -> None:
    connection, _ = both
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    kept = twice(connection, ADD_ID, person("Ann"))
    connection.exec_driver_sql("COMMIT")  # an error while a statement writes
    assert kept.scalar_one() == 1
