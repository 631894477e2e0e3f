"""Many sets at once: staged out of sight in batches, then made part of the log in one piece.

An import is one change of the journal. As long as it stands, the change names its sets by their
numbers, which follow each other; only its undoing writes them down, so that it can be redone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter

from sqlalchemy import (
    Connection,
    Dialect,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from core.limits import SESSION_GAP
from core.records import LoggedSet
from core.store.codec import dumps
from core.store.journal_codec import kept_text
from core.store.repositories.sessions import regroup
from core.store.repositories.set_rows import (
    SET_COLUMNS,
    Kept,
    columns_of_set,
    kept_of,
    remove_rows,
    sets_by_id,
)
from core.store.schema.tables import changes, people, sets, staged
from core.store.schema.types import MICROSECOND, clean, micros

# --- staging ------------------------------------------------------------------------------------

_COPIED = tuple(each.name for each in staged.c if each.name not in {"person_id", "run", "rank"})
_IN_ORDER: Callable[[Mapping[str, object]], tuple[object, ...]] = itemgetter(*_COPIED)


def begin_run(connection: Connection, person_id: int, run: int) -> None:
    """Clear what an earlier try of the same import left."""
    connection.execute(delete(staged).where(staged.c.person_id == person_id, staged.c.run == run))


def clear_staged(connection: Connection) -> None:
    """Forget every import that was under way: for a process that starts."""
    connection.execute(delete(staged))


def stage(
    connection: Connection, person_id: int, run: int, first: int, batch: Sequence[LoggedSet]
) -> None:
    """Put sets aside, out of sight."""
    if batch:
        rows = [
            (person_id, run, rank, *_values(each)) for rank, each in enumerate(batch, start=first)
        ]
        connection.exec_driver_sql(_stage_sql(connection.dialect), rows)


@lru_cache(maxsize=4)
def _stage_sql(dialect: Dialect) -> str:
    """The statement as the driver takes it: what SQLAlchemy does per value adds up."""
    compiled = insert(staged).compile(dialect=dialect, column_keys=[each.name for each in staged.c])
    if list(compiled.positiontup or ()) != [each.name for each in staged.c]:
        message = "columns are not in the order of the table"
        raise AssertionError(message)
    return str(compiled)


def _values(each: LoggedSet) -> tuple[object, ...]:
    """What was done, in the order of the staged columns."""
    return _IN_ORDER(
        {
            **columns_of_set(each),
            "at": micros(each.at),
            "line": clean(each.line),
            "note": clean(each.note),
            "source": clean(each.source),
        }
    )


# --- publishing ---------------------------------------------------------------------------------

_NUMBERS = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(
        log_version=people.c.log_version + 1,
        written_version=people.c.log_version + 1,
        last_change=people.c.last_change + bindparam("places"),
        last_set=people.c.last_set + bindparam("count"),
    )
    .returning(people.c.last_change, people.c.last_set)
)
# Numbers follow the time; a session begins where no set was done in the four hours before; sets of
# our own format keep the order of the messages they came from, one place each.
_PUBLISH = text(
    f"""
INSERT INTO sets (
    person_id, log_id, number, session_at, place, changed_by, {", ".join(_COPIED)}
)
SELECT person_id, person_id, :first + ordinal, max(opens) OVER (ORDER BY ordinal),
       :change + CASE WHEN :placed = 1 THEN sum(another) OVER (ORDER BY ordinal) - 1 ELSE 0 END,
       :change, {", ".join(_COPIED)}
FROM (
    SELECT ordered.*,
           CASE WHEN earlier_at IS NULL OR at - earlier_at >= :gap THEN at END AS opens,
           CASE WHEN source = earlier_source THEN 0 ELSE 1 END AS another
    FROM (
        SELECT staged_sets.*,
               row_number() OVER (ORDER BY at, rank) - 1 AS ordinal,
               lag(at) OVER (ORDER BY at, rank) AS earlier_at,
               lag(source) OVER (ORDER BY at, rank) AS earlier_source
        FROM staged_sets WHERE person_id = :person AND run = :run
    ) AS ordered
) AS marked
"""  # noqa: S608 - nothing but the schema's own names
)
_SPAN = select(
    func.count().label("sets"),
    func.min(staged.c.at).label("first"),
    func.max(staged.c.at).label("last"),
).where(staged.c.person_id == bindparam("person"), staged.c.run == bindparam("run"))
_BESIDE = (
    select(sets.c.number)
    .where(
        sets.c.person_id == bindparam("person"),
        sets.c.at > bindparam("since"),
        sets.c.at < bindparam("until"),
    )
    .limit(1)
)
_TIMES = (
    select(staged.c.at)
    .where(staged.c.person_id == bindparam("person"), staged.c.run == bindparam("run"))
    .distinct()
)
_ADD_CHANGE = insert(changes)


def publish(
    connection: Connection,
    person_id: int,
    run: int,
    source: str,
    replaced: Sequence[str],
    now: datetime,
    *,
    placed: bool,
) -> int:
    """Make what was staged part of the log, as one change; gives the number of sets added.

    `replaced`: ids of sets that give way. `placed`: our own format, whose messages keep their
    order. Nothing staged and nothing replaced changes nothing. Whose log it is, where the person is
    linked, is noted by `Links.credit`.
    """
    span = connection.execute(_SPAN, {"person": person_id, "run": run}).one()
    count: int = span.sets
    if not count and not replaced:
        return 0
    places = count + 1 if placed else 1
    numbers = connection.execute(
        _NUMBERS, {"person": person_id, "places": places, "count": count}
    ).one()
    change, first = numbers.last_change - places + 1, numbers.last_set - count + 1
    old = list(sets_by_id(connection, person_id, replaced).values())
    remove_rows(connection, person_id, old)
    if count:
        _insert(connection, person_id, run, change, first, (span.first, span.last), placed=placed)
    if old:
        regroup(connection, person_id, [each.set.at for each in old])
    connection.execute(
        _ADD_CHANGE,
        {
            "person_id": person_id, "number": change, "kind": "import", "source": source,
            "at": now, "place": change, "before": kept_text(old),
            "after": dumps({"first": first, "count": count}), "undone": 0, "log_id": person_id,
        },
    )  # fmt: skip
    begin_run(connection, person_id, run)
    return count


def _insert(
    connection: Connection,
    person_id: int,
    run: int,
    change: int,
    first: int,
    span: tuple[datetime, datetime],
    *,
    placed: bool,
) -> None:
    """Move staged sets into the log; where others stand beside them, sessions are mended."""
    since, until = span[0] - SESSION_GAP, span[1] + SESSION_GAP
    asked = {"person": person_id, "since": since, "until": until}
    beside = connection.execute(_BESIDE, asked).first() is not None
    connection.execute(
        _PUBLISH,
        {
            "person": person_id, "run": run, "first": first, "change": change,
            "gap": SESSION_GAP // MICROSECOND, "placed": int(placed),
        },
    )  # fmt: skip
    if beside:
        times = connection.execute(_TIMES, {"person": person_id, "run": run}).scalars().all()
        regroup(connection, person_id, times)


# --- an import as a change ----------------------------------------------------------------------

_RANGE = (
    select(*SET_COLUMNS)
    .where(
        sets.c.person_id == bindparam("person"),
        sets.c.number >= bindparam("first"),
        sets.c.number < bindparam("until"),
        sets.c.changed_by == bindparam("change"),
    )
    .order_by(sets.c.number)
)


def kept_of_import(
    connection: Connection, person_id: int, change: int, after: Mapping[str, int]
) -> list[Kept]:
    """The sets an import put in that are still as it left them."""
    first = after["first"]
    asked = {
        "person": person_id, "first": first, "until": first + after["count"], "change": change,
    }  # fmt: skip
    return [kept_of(row) for row in connection.execute(_RANGE, asked)]
