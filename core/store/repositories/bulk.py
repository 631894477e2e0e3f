"""Many sets at once: staged out of sight in batches, then made part of the log in one piece.

An import is one change of the journal. As long as it stands, the change names its sets by their
numbers, which follow each other; only its undoing writes them down, so that it can be redone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter

from sqlalchemy import (
    Connection,
    Dialect,
    bindparam,
    case,
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
from core.store.person_log import PersonLog
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
    log_id, id, session_at, place, changed_by, {", ".join(_COPIED)}
)
SELECT :log, :first + ordinal, max(opens) OVER (ORDER BY ordinal),
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
    select(sets.c.id)
    .where(
        sets.c.log_id == bindparam("log"),
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
_OWN = (
    select(staged.c.exercise_id)
    .where(
        staged.c.person_id == bindparam("person"),
        staged.c.run == bindparam("run"),
        staged.c.exercise_id.like("own-%"),
    )
    .distinct()
)
_ADD_CHANGE = insert(changes)


@dataclass(frozen=True, slots=True)
class Into:
    """What an import goes into: the log of the account that sent it."""

    person_id: int
    run: int
    source: str
    via: str  # as whom the person speaks
    log: PersonLog
    logs: tuple[PersonLog, ...]  # of the person
    exercise_here: Callable[[str], str]  # what the log calls an exercise that is used in it

    @property
    def staged(self) -> dict[str, int]:
        """What the staged sets are found by."""
        return {"person": self.person_id, "run": self.run}


def publish(
    connection: Connection, into: Into, replaced: Sequence[str], now: datetime, *, placed: bool
) -> int:
    """Make what was staged part of a log, as one change; gives the number of sets added.

    `replaced`: ids of sets that give way. `placed`: our own format, whose messages keep their
    order. Nothing staged and nothing replaced changes nothing.
    """
    span = connection.execute(_SPAN, into.staged).one()
    count: int = span.sets
    if not count and not replaced:
        return 0
    places, log = count + 1 if placed else 1, into.log
    asked = {"person": into.person_id, "places": places, "count": count}
    numbers = connection.execute(_NUMBERS, asked).one()
    change = numbers.last_change - places + 1 - log.changes
    first = numbers.last_set - count + 1 - log.sets
    old = list(sets_by_id(connection, into.logs, replaced).values())
    remove_rows(connection, old)
    if count:
        _insert(connection, into, change, first, (span.first, span.last), placed=placed)
    if old:
        regroup(connection, into.logs, [each.set.at for each in old])
    connection.execute(
        _ADD_CHANGE,
        {
            "log_id": log.id, "id": change, "kind": "import", "source": into.source,
            "at": now, "place": change, "before": kept_text(old, log),
            "after": dumps({"first": first, "count": count}), "undone": 0, "via": into.via,
        },
    )  # fmt: skip
    begin_run(connection, into.person_id, into.run)
    return count


def _insert(
    connection: Connection,
    into: Into,
    change: int,
    first: int,
    span: tuple[datetime, datetime],
    *,
    placed: bool,
) -> None:
    """Move staged sets into the log; where others stand beside them, sessions are mended."""
    _name_exercises(connection, into)
    asked = {"since": span[0] - SESSION_GAP, "until": span[1] + SESSION_GAP}
    beside = any(
        connection.execute(_BESIDE, {**asked, "log": each.id}).first() for each in into.logs
    )
    connection.execute(
        _PUBLISH,
        {
            **into.staged, "log": into.log.id, "first": first, "change": change,
            "gap": SESSION_GAP // MICROSECOND, "placed": int(placed),
        },
    )  # fmt: skip
    if beside:
        times = connection.execute(_TIMES, into.staged).scalars().all()
        regroup(connection, into.logs, times)


def _name_exercises(connection: Connection, into: Into) -> None:
    """Name exercises of the person's own as the log does, where the person has several."""
    if len(into.logs) == 1:
        return
    used = connection.execute(_OWN, into.staged).scalars().all()
    named = {each: here for each in used if (here := into.exercise_here(each)) != each}
    if named:
        connection.execute(
            update(staged)
            .where(staged.c.person_id == into.person_id, staged.c.run == into.run)
            .values(exercise_id=case(named, value=staged.c.exercise_id, else_=staged.c.exercise_id))
        )


# --- an import as a change ----------------------------------------------------------------------

_RANGE = (
    select(*SET_COLUMNS)
    .where(
        sets.c.log_id == bindparam("log"),
        sets.c.id >= bindparam("first"),
        sets.c.id < bindparam("until"),
        sets.c.changed_by == bindparam("change"),
    )
    .order_by(sets.c.id)
)


def kept_of_import(
    connection: Connection, log: PersonLog, change: int, after: Mapping[str, int]
) -> list[Kept]:
    """The sets an import put in that are still as it left them; `change`: its id in the log."""
    first = after["first"]
    asked = {
        "log": log.id, "first": first, "until": first + after["count"], "change": change,
    }  # fmt: skip
    return [kept_of(row, log) for row in connection.execute(_RANGE, asked)]
