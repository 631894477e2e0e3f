"""What hangs on a log: pains, calibrations, predictions, what was shown, calls of partners."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from core.accounts.linking import Shift
from core.store.repositories.merge_pairs import Pair, Parting
from core.store.repositories.merge_parts import renumbered_sql
from core.store.schema.tables import (
    calibrations,
    pains,
    predictions,
    ratings,
    sets,
    shown,
    trials,
    uploads,
)


def _is(table: Table, person_id: int) -> Any:  # noqa: ANN401
    return table.c.person_id == person_id


# --- two become one ---


def bring_beside(
    connection: Connection, pair: Pair, shift: Shift, matched: Mapping[str, str]
) -> None:
    """Pains, calibrations, predictions, what was shown, calls of partners, files."""

    def move(table: Table, **values: object) -> None:
        if "exercise_id" in table.c:
            column = table.c.exercise_id
            values["exercise_id"] = renumbered_sql(column, shift.exercises, matched)
        made = update(table).where(_is(table, pair.other))
        connection.execute(made.values(person_id=pair.keeper, **values))

    move(pains)
    move(trials)
    move(uploads)
    move(calibrations, number=calibrations.c.number + shift.calibrations)
    move(predictions, number=predictions.c.number + shift.sets)
    number = cast(func.substr(shown.c.set_id, 2), BigInteger) + shift.sets
    connection.execute(
        update(shown)
        .where(_is(shown, pair.other), shown.c.set_id.like("s%"))
        .values(set_id=literal("s").concat(number.cast(shown.c.set_id.type)))
    )
    move(shown)
    _move_ratings(connection, pair)
    move(ratings, number=ratings.c.number + shift.sets)


def _move_ratings(connection: Connection, pair: Pair) -> None:
    """Calls the other made are the keeper's; nobody calls their own sets, or one set twice."""
    two = (pair.keeper, pair.other)
    mine = ratings.alias("mine")
    both = exists().where(
        mine.c.person_id == ratings.c.person_id,
        mine.c.number == ratings.c.number,
        mine.c.rater_id == pair.keeper,
    )
    connection.execute(
        delete(ratings).where(
            or_(
                and_(ratings.c.person_id.in_(two), ratings.c.rater_id.in_(two)),
                and_(ratings.c.rater_id == pair.other, both),
            )
        )
    )
    connection.execute(
        update(ratings).where(ratings.c.rater_id == pair.other).values(rater_id=pair.keeper)
    )


# --- one is parted ---


def take_beside(parting: Parting) -> None:
    """Predictions, calls and what was shown go with their sets; the rest is moved or copied."""
    connection, shift, goes = parting.connection, parting.shift, parting.goes
    back = partial(renumbered_sql, shift=-shift.exercises, known=parting.known)
    last = shift.sets + parting.body["person"]["last_set"]
    there = select(sets.c.number).where(sets.c.person_id == goes)

    def of_theirs(number: ColumnElement[int]) -> ColumnElement[bool]:
        return and_(number > shift.sets, or_(number <= last, (number - shift.sets).in_(there)))

    for table in (predictions, ratings):
        connection.execute(
            update(table)
            .where(table.c.person_id == parting.stays, of_theirs(table.c.number))
            .values(
                person_id=goes,
                number=table.c.number - shift.sets,
                exercise_id=back(table.c.exercise_id),
            )
        )
    digits = func.substr(shown.c.set_id, 2)
    number = case((shown.c.set_id.like("s_%"), cast(digits, BigInteger)), else_=0)
    connection.execute(
        update(shown)
        .where(shown.c.person_id == parting.stays, of_theirs(number))
        .values(
            person_id=goes,
            set_id=literal("s").concat((number - shift.sets).cast(shown.c.set_id.type)),
            exercise_id=back(shown.c.exercise_id),
        )
    )
    _pains_and_calibrations(parting, back)


def _pains_and_calibrations(parting: Parting, back: Callable[..., ColumnElement[str]]) -> None:
    connection, shift, goes = parting.connection, parting.shift, parting.goes
    moved: dict[Table, dict[str, object]] = {
        pains: {},
        trials: {},
        calibrations: {"number": calibrations.c.number - shift.calibrations},
    }
    for table, numbers in moved.items():
        connection.execute(
            update(table)
            .where(_is(table, parting.stays), table.c.log_id == goes)
            .values(person_id=goes, exercise_id=back(table.c.exercise_id), **numbers)
        )
    # Files sent meanwhile are dropped: nobody can tell whose they are, and they can be sent again.
    brought = uploads.c.id.in_(parting.body["uploads"])
    connection.execute(update(uploads).where(brought).values(person_id=goes))
    since = and_(_is(uploads, parting.stays), uploads.c.at >= parting.at)
    connection.execute(delete(uploads).where(since))
