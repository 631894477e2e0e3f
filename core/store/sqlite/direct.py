"""Statements straight to the driver of SQLite, without what SQLAlchemy makes around each of them.

A statement that a module keeps is compiled by SQLAlchemy once, as is what its values need on their
way in and out; from then on it goes to the driver as text with named values, and its rows come
back as plain tuples with names. What that cannot do (long lists, several rows that return
something, statements made for one call) goes SQLAlchemy's own way: who asks does not notice which
it was. On PostgreSQL all statements do. See docs/decisions/124.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from keyword import iskeyword
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Boolean, Connection, CursorResult, Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql import Delete, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Change = Callable[[Any], Any]
Values = Mapping[str, Any]

_DIALECT = sqlite.dialect(paramstyle="named")
_SEVERAL = (list, tuple)
LONGEST_LIST = 40  # of values; each length is a statement of its own


class Prepared(NamedTuple):
    """A statement as the driver takes it, for calls with the same names."""

    sql: str
    reads: bool  # else it changes something
    fixed: dict[str, Any]  # values that stand in the statement itself
    inward: tuple[tuple[str, Change], ...]  # what is done to values, by name
    row: Callable[[Sequence[Any]], Any] | None  # makes a row; None where there are none
    outward: tuple[tuple[int, Change], ...]  # what is done to values of a row, by place
    lists: tuple[tuple[str, Sequence[str]], ...]  # names of the values in a list, by its name


class Rows:
    """What a statement found: as much of SQLAlchemy's result as is asked for here."""

    __slots__ = ("_cursor", "_found", "_prepared", "rowcount")

    def __init__(self, cursor: sqlite3.Cursor, prepared: Prepared) -> None:
        """Take over a cursor whose statement has begun."""
        self._cursor, self._prepared = cursor, prepared
        self._found: Iterator[Any] = cursor
        if not prepared.reads and prepared.row:  # it is to end before anything else is done
            self._found = iter(cursor.fetchall())
        self.rowcount = cursor.rowcount

    def __iter__(self) -> Iterator[Any]:
        """Give the rows one by one."""
        make, outward = self._prepared.row, self._prepared.outward
        if make is None:
            return iter(())
        return map(make, self._changed(outward) if outward else self._found)

    def _changed(self, outward: Sequence[tuple[int, Change]]) -> Iterator[list[Any]]:
        for each in self._found:
            row = list(each)
            for place, change in outward:
                row[place] = change(row[place])
            yield row

    def close(self) -> None:
        """Ask for no more rows."""
        self._cursor.close()

    def all(self) -> list[Any]:
        """All rows."""
        return list(self)

    def first(self) -> Any | None:  # noqa: ANN401 - any driver value
        """The first row, or None."""
        row = next(iter(self), None)
        self._cursor.close()
        return row

    def one_or_none(self) -> Any | None:  # noqa: ANN401 - any driver value
        """The only row, or None."""
        rows = self.all()
        if len(rows) > 1:
            raise MultipleResultsFound
        return rows[0] if rows else None

    def one(self) -> Any:  # noqa: ANN401 - any driver value
        """The only row."""
        row = self.one_or_none()
        if row is None:
            raise NoResultFound
        return row

    def scalar(self) -> Any | None:  # noqa: ANN401 - any driver value
        """The first value of the first row, or None."""
        row = self.first()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:  # noqa: ANN401 - any driver value
        """The first value of the only row."""
        return self.one()[0]

    def scalars(self) -> Scalars:
        """The first value of each row."""
        return Scalars(self)

    def mappings(self) -> Mappings:
        """The rows as mappings."""
        return Mappings(self)


class Scalars:
    """The first value of each row."""

    def __init__(self, rows: Rows) -> None:
        """Take over what was found."""
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        """Give the values one by one."""
        return (row[0] for row in self._rows)

    def all(self) -> list[Any]:
        """All of them."""
        return list(self)

    def first(self) -> Any | None:  # noqa: ANN401 - any driver value
        """The first, or None."""
        return self._rows.scalar()


class Mappings:
    """The rows as mappings."""

    def __init__(self, rows: Rows) -> None:
        """Take over what was found."""
        self._rows = rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Give the rows one by one."""
        return map(_mapping, self._rows)

    def all(self) -> list[dict[str, Any]]:
        """All of them."""
        return list(self)

    def first(self) -> dict[str, Any] | None:
        """The first, or None."""
        row = self._rows.first()
        return None if row is None else _mapping(row)


def _mapping(row: Any) -> dict[str, Any]:  # noqa: ANN401 - any driver value
    return dict(zip(row._fields, row, strict=True))


class DirectConnection(Connection):
    """A connection of SQLAlchemy's that knows a shorter way for statements it is given again."""

    def __init__(self, *made_of: Any) -> None:  # noqa: ANN401 - any driver value
        """Take over what `Connection` is made of."""
        super().__init__(*made_of)
        self._raw = cast("sqlite3.Connection", self.connection.driver_connection)

    def execute(
        self,
        statement: Executable,
        parameters: Any = None,  # noqa: ANN401 - any driver value
        **options: Any,  # noqa: ANN401 - any driver value
    ) -> CursorResult[Any]:
        """Run a statement, the short way if there is one."""
        many = isinstance(parameters, _SEVERAL)
        prepared = None
        if not options and (parameters or not many):
            prepared = _prepared(statement, parameters[0] if many else parameters or {})
        if prepared is None or (many and prepared.row) or self.dispatch.before_cursor_execute:
            return super().execute(statement, parameters, **options)
        try:
            if many:
                every = [_inward(prepared, each) for each in parameters]
                cursor = self._raw.executemany(prepared.sql, every)
            else:
                cursor = self._raw.execute(prepared.sql, _inward(prepared, parameters or {}))
            return cast("CursorResult[Any]", Rows(cursor, prepared))
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                prepared.sql, None, error, sqlite3.Error, hide_parameters=True, dialect=_DIALECT
            ) from error


def _inward(prepared: Prepared, values: Values) -> dict[str, Any]:
    """Values as the driver takes them."""
    given = {**prepared.fixed, **values}
    for name, each in prepared.lists:
        given.update(zip(each, given.pop(name), strict=True))
    for name, change in prepared.inward:
        given[name] = change(given[name])
    return given


class Ways:
    """The short ways of one statement: one for each set of names, and lengths of lists."""

    __slots__ = ("_known", "_plain")

    def __init__(self) -> None:
        """Begin without any."""
        self._known: dict[tuple[object, ...], Prepared | None] = {}
        self._plain: dict[tuple[object, ...], Prepared] = {}  # those without lists

    def of(self, statement: Executable, values: Values) -> Prepared | None:
        """The way for these values, None where there is none."""
        names: tuple[object, ...] = tuple(values)
        plain = self._plain.get(names)
        if plain is not None:
            return plain
        for each in values.values():
            if isinstance(each, list):
                names = (*names, len(each))
                if len(each) > LONGEST_LIST:
                    return None
        try:
            return self._known[names]
        except KeyError:
            way = self._known[names] = _prepare(statement, values)
            if way is not None and not way.lists:
                self._plain[names] = way
            return way


_KEPT: WeakKeyDictionary[Executable, Ways] = WeakKeyDictionary()


def _prepared(statement: Executable, values: Values) -> Prepared | None:
    """The short way of a statement; None where there is none, or it is seen for the first time.

    One that is made for a single call is never seen again, and compiled by SQLAlchemy's own cache.
    """
    ways = _KEPT.get(statement)
    if ways is None:
        _KEPT[statement] = Ways()
        return None
    return ways.of(statement, values)


def _prepare(statement: Executable, values: Values) -> Prepared | None:
    """Compile a statement; None where the short way is not for it."""
    if not isinstance(statement, Select | Insert | Update | Delete):
        return None
    reads = isinstance(statement, Select)
    named = None if reads else list(values)
    made = statement.compile(dialect=_DIALECT, column_keys=named)
    columns: list[Any] = list(statement.exported_columns)
    called = [str(each.key) for each in columns]
    if made.insert_prefetch or made.update_prefetch or not _are_names(called):
        return None
    whole = made.construct_expanded_state(dict(values))
    lists = {
        each: whole.parameter_expansion[each] for each in values if isinstance(values[each], list)
    }
    if any(len(lists[each]) != len(values[each]) for each in lists):  # of tuples
        return None
    asked = {*values, *(each for some in lists.values() for each in some)}
    changes = {**_changes(made), **whole.processors}
    inward, fixed = [], {}
    for name, value in whole.parameters.items():
        change = changes.get(name)
        if name not in asked:
            fixed[name] = value if change is None else change(value)
        elif change is not None:
            inward.append((name, change))
    outward = [
        (place, change) for place, each in enumerate(columns) if (change := _outward_of(each.type))
    ]
    row = _row(tuple(called)) if called else None
    return Prepared(
        whole.statement, reads, fixed, tuple(inward), row, tuple(outward), tuple(lists.items())
    )


@cache
def _row(names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    """What makes a plain tuple with names."""
    kind: Any = namedtuple("Row", names)  # type: ignore[misc]  # named at run time
    return partial(tuple.__new__, kind)


def _changes(made: SQLCompiler) -> dict[str, Change]:
    """What is done to values on their way in; the driver takes flags as they are."""
    found: dict[str, Change] = {}
    for name, bind in made.binds.items():
        change = getattr(bind.type, "inward", None)  # as our own types do it themselves
        change = change or bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
        if change is not None and not isinstance(bind.type, Boolean):
            found[name] = change
    return found


def _outward_of(kind: TypeEngine[Any]) -> Change | None:
    """What is done to a value of a row, by our own types without what SQLAlchemy puts around it."""
    change: Change | None = getattr(kind, "outward", None)
    return change or kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)


def _are_names(called: Sequence[str]) -> bool:
    """Tell whether a plain tuple can have values by these names."""
    return len(set(called)) == len(called) and all(
        each.isidentifier() and not iskeyword(each) and not each.startswith("_") for each in called
    )
