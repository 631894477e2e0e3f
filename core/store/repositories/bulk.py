"""Many sets at once: staged out of sight in batches, then made part of the log in one piece.

An import is one change of the journal. As long as it stands, the change names its sets by their
numbers, which follow each other; only its undoing writes them down, so that it can be redone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    Connection,
    Dialect,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)

from core.bounds import decimal
from core.limits import SESSION_GAP
from core.records import Exercise, LoggedSet
from core.store.codec import dumps, exercise_text
from core.store.journal_codec import kept_text
from core.store.repositories.people import add_own_exercise
from core.store.repositories.sessions import regroup
from core.store.repositories.sets import (
    SET_COLUMNS,
    Kept,
    kept_of,
    number_of,
    remove_rows,
    sets_by_id,
)
from core.store.schema.tables import changes, own_exercises, people, sets, staged
from core.store.schema.types import MICROSECOND, Moment, clean, micros

PAGE = 2000

Place = tuple[datetime, int, int, int]  # where a set stands in the order of the log

# --- staging ------------------------------------------------------------------------------------

_COPIED = tuple(each.name for each in staged.c if each.name not in {"person_id", "run", "rank"})


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
    return (
        each.exercise_id,
        each.load.milli,
        each.load.unit,
        -1 if each.reps is None else each.reps,
        micros(each.at),
        clean(each.line),
        each.rir_tenths,
        each.rir_at_least,
        each.failed,
        each.amrap,
        each.partials,
        each.warmup,
        each.drop,
        each.seconds,
        each.distance_cm,
        each.per_side,
        each.shared_effort,
        clean(each.note),
        clean(each.source),
        each.position,
        int(each.lifted),
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
INSERT INTO sets (person_id, number, session_at, place, changed_by, {", ".join(_COPIED)})
SELECT person_id, :first + ordinal, max(opens) OVER (ORDER BY ordinal),
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
_SPAN = select(func.count(), func.min(staged.c.at), func.max(staged.c.at)).where(
    staged.c.person_id == bindparam("person"), staged.c.run == bindparam("run")
)
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
    order. Nothing staged and nothing replaced changes nothing.
    """
    count, first_at, last_at = connection.execute(_SPAN, {"person": person_id, "run": run}).one()
    if not count and not replaced:
        return 0
    places = count + 1 if placed else 1
    last_change, last_set = connection.execute(
        _NUMBERS, {"person": person_id, "places": places, "count": count}
    ).one()
    change, first = last_change - places + 1, last_set - count + 1
    old = list(sets_by_id(connection, person_id, replaced).values())
    remove_rows(connection, person_id, old)
    if count:
        _insert(connection, person_id, run, change, first, (first_at, last_at), placed=placed)
    if old:
        regroup(connection, person_id, [each.set.at for each in old])
    connection.execute(
        _ADD_CHANGE,
        {
            "person_id": person_id, "number": change, "kind": "import", "source": source,
            "at": now, "place": change, "before": kept_text(old),
            "after": dumps({"first": first, "count": count}), "undone": 0,
        },
    )  # fmt: skip
    begin_run(connection, person_id, run)
    return int(count)


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


# --- sets to failure ----------------------------------------------------------------------------

_FAILURES = text("""
SELECT exercise_id, count(*), sum(failed_set), sum(CASE WHEN turn > 1 THEN failed_set ELSE 0 END)
FROM (
    SELECT exercise_id, CASE WHEN failed THEN 1 ELSE 0 END AS failed_set,
           row_number() OVER (
               PARTITION BY exercise_id, session_at
               ORDER BY at DESC, place DESC, position DESC, number DESC
           ) AS turn
    FROM sets WHERE person_id = :person AND working = 1
) AS turns
GROUP BY exercise_id
""")


def count_failures(connection: Connection, person_id: int) -> dict[str, tuple[int, int, int]]:
    """Count working sets per exercise: (all, to failure, to failure before the last one)."""
    rows = connection.execute(_FAILURES, {"person": person_id})
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


# --- own exercises and the whole log ------------------------------------------------------------


def place_own_exercise(connection: Connection, person_id: int, exercise: Exercise) -> Exercise:
    """Store an own exercise under the number it had elsewhere if that is free, else a new one."""
    number = decimal(exercise.id.removeprefix("own-")) or 0
    taken = connection.execute(
        select(own_exercises.c.number).where(
            own_exercises.c.person_id == person_id, own_exercises.c.number == number
        )
    ).first()
    if not 0 < number < 2**31 or taken:
        return add_own_exercise(connection, person_id, exercise)
    connection.execute(
        insert(own_exercises),
        {"person_id": person_id, "number": number, "body": exercise_text(exercise)},
    )
    connection.execute(
        update(people)
        .where(people.c.id == person_id, people.c.last_exercise < number)
        .values(last_exercise=number)
    )
    return exercise


_ORDER = (sets.c.at, sets.c.place, sets.c.position, sets.c.number)
_WALK = (
    select(*SET_COLUMNS)
    .where(sets.c.person_id == bindparam("person"))
    .order_by(*_ORDER)
    .limit(bindparam("most"))
)
_WALK_ON = _WALK.where(
    tuple_(*_ORDER)
    > tuple_(
        bindparam("at", type_=Moment), bindparam("place"), bindparam("position"),
        bindparam("number"),
    )
)  # fmt: skip


def walk(
    connection: Connection, person_id: int, after: Place | None = None, most: int = PAGE
) -> tuple[list[LoggedSet], Place | None]:
    """Read a page of the whole log in its order, and where the next one begins; None at the end."""
    asked: dict[str, object] = {"person": person_id, "most": most}
    if after is None:
        rows = connection.execute(_WALK, asked).all()
    else:
        at, place, position, number = after
        rows = connection.execute(
            _WALK_ON,
            {**asked, "at": at, "place": place, "position": position, "number": number},
        ).all()
    kept = [kept_of(row) for row in rows]
    if len(kept) < most:
        return [each.set for each in kept], None
    last = kept[-1]
    end = (last.set.at, last.place, last.set.position, number_of("s", last.set.id) or 0)
    return [each.set for each in kept], end
