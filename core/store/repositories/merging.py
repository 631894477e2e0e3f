"""Two people become one: everything of the one taken in stands under new numbers of the other.

Numbers of sets, changes and own exercises are moved by a fixed distance, so that parting them
again (parting.py) is the same walk backwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from core.accounts.linking import Shift, joined, same_exercises
from core.store.codec import Json, dumps, text_exercise
from core.store.journal_codec import kept_text
from core.store.repositories.journal import LINKED
from core.store.repositories.merge_attachments import bring_beside
from core.store.repositories.merge_company import bring_company, bring_mail, noted_company
from core.store.repositories.merge_pairs import Pair, Rename, move_change
from core.store.repositories.merge_parts import (
    KINDS,
    Side,
    blank,
    columns_of,
    move_kinds,
    own_body,
    read_side,
    regroup_all,
    renumbered,
    renumbered_sql,
    write_kinds,
)
from core.store.repositories.set_rows import remove_rows, sets_by_id
from core.store.schema.tables import (
    calibrations,
    changes,
    identities,
    link_codes,
    merged_sets,
    merges,
    own_exercises,
    people,
    sets,
)


def merge(connection: Connection, pair: Pair, left_out: Sequence[int], now: datetime) -> int:
    """Make one person of two; `left_out`: numbers of the other's sets that the keeper has too.

    Gives the number of sets that were added. Everything is done in the transaction that is open.
    """
    ours, theirs = read_side(connection, pair.keeper), read_side(connection, pair.other)
    if ours is None or theirs is None:
        message = "only people who are there can become one"
        raise ValueError(message)
    here, there = ([text_exercise(each) for each in side.own.values()] for side in (ours, theirs))
    matched = same_exercises(here, there)
    shift = _shift(connection, pair, ours, theirs)
    rename = partial(renumbered, shift=shift.exercises, known=matched)
    kinds = _join(pair, ours, theirs, rename)
    body = {
        "person": theirs.person,
        "shift": asdict(shift),
        "boundary": shift.last_change + 1,
        "ours": ours.kinds,
        "theirs": theirs.kinds,
        "merged": kinds,
        "matched": matched,
        "own": {each: theirs.own[each] for each in matched},
        **noted_company(connection, pair),
    }
    merge_id = _note(connection, pair, body, now)
    _leave_out(connection, pair.other, merge_id, left_out)
    added = _move_log(connection, pair, shift, matched, rename)
    _move_exercises(connection, pair, theirs, matched, rename)
    bring_beside(connection, pair, shift, matched)
    bring_company(connection, pair)
    bring_mail(connection, pair, shift)
    _close(connection, pair, shift, kinds, theirs, now)
    return added


def _shift(connection: Connection, pair: Pair, ours: Side, theirs: Side) -> Shift:
    def last(person_id: int) -> int:
        wanted = func.coalesce(func.max(calibrations.c.number), 0)
        found = connection.execute(select(wanted).where(calibrations.c.person_id == person_id))
        return int(found.scalar_one())

    calls = last(pair.keeper)
    person, other = ours.person, theirs.person
    return Shift(
        sets=person["last_set"],
        changes=person["last_change"],
        exercises=person["last_exercise"],
        calibrations=calls,
        last_change=person["last_change"] + other["last_change"],
        last_calibration=calls + last(pair.other),
        last_exercise=person["last_exercise"] + other["last_exercise"],
    )


def _join(pair: Pair, ours: Side, theirs: Side, rename: Rename) -> dict[str, Any]:
    """The settings of both; those of the side that wins where both have some."""
    moved = move_kinds(theirs.kinds, rename)
    sides = (ours.kinds, moved) if pair.wins == pair.keeper else (moved, ours.kinds)
    return {kind: joined(sides[0][kind], sides[1][kind], blank) for kind in KINDS}


def _is(table: Table, person_id: int) -> Any:  # noqa: ANN401
    return table.c.person_id == person_id


def _note(connection: Connection, pair: Pair, body: Json, now: datetime) -> int:
    who = connection.execute(select(identities).where(_is(identities, pair.other))).one()
    row = {
        "person_id": pair.keeper, "platform": who.platform, "sender_id": who.sender_id,
        "body": dumps(body), "at": now,
    }  # fmt: skip
    return int(connection.execute(insert(merges).returning(merges.c.id), row).scalar_one())


# --- the log ------------------------------------------------------------------------------------


def _leave_out(
    connection: Connection, person_id: int, merge_id: int, numbers: Sequence[int]
) -> None:
    """Put aside the sets that both have."""
    kept = list(sets_by_id(connection, person_id, (f"s{each}" for each in numbers)).values())
    if not kept:
        return
    connection.execute(
        insert(merged_sets),
        [
            {"merge_id": merge_id, "old_number": int(each.set.id[1:]), "body": kept_text([each])}
            for each in kept
        ],
    )
    remove_rows(connection, person_id, kept)


def _move_log(
    connection: Connection, pair: Pair, shift: Shift, matched: Mapping[str, str], rename: Rename
) -> int:
    moved = connection.execute(
        update(sets)
        .where(_is(sets, pair.other))
        .values(
            person_id=pair.keeper,
            number=sets.c.number + shift.sets,
            place=sets.c.place + shift.changes,
            changed_by=sets.c.changed_by + shift.changes,
            exercise_id=renumbered_sql(sets.c.exercise_id, shift.exercises, matched),
        )
    )
    rows = connection.execute(select(changes).where(_is(changes, pair.other))).mappings().all()
    connection.execute(delete(changes).where(_is(changes, pair.other)))
    if rows:
        made = [
            move_change(dict(row), pair.keeper, shift.sets, shift.changes, rename) for row in rows
        ]
        connection.execute(insert(changes), made)
    return moved.rowcount


def _move_exercises(
    connection: Connection, pair: Pair, theirs: Side, matched: Mapping[str, str], rename: Rename
) -> None:
    rows = [
        {
            "person_id": pair.keeper,
            "number": int(rename(each).removeprefix("own-")),
            "body": own_body(body, rename(each)),
        }
        for each, body in theirs.own.items()
        if each not in matched
    ]
    if rows:
        connection.execute(insert(own_exercises), rows)


def _close(
    connection: Connection,
    pair: Pair,
    shift: Shift,
    kinds: Mapping[str, Any],
    theirs: Side,
    now: datetime,
) -> None:
    """One row of a person is left, and it speaks on both platforms."""
    two = (pair.keeper, pair.other)
    connection.execute(
        delete(link_codes).where(
            or_(link_codes.c.person_id.in_(two), link_codes.c.claimed_by.in_(two))
        )
    )
    connection.execute(
        update(identities).where(_is(identities, pair.other)).values(person_id=pair.keeper)
    )
    connection.execute(delete(people).where(people.c.id == pair.other))
    boundary = shift.last_change + 1
    connection.execute(
        update(people)
        .where(people.c.id == pair.keeper)
        .values(
            **columns_of(kinds["settings"]),
            log_version=people.c.log_version + 1,
            written_version=people.c.log_version + 1,
            last_set=people.c.last_set + theirs.person["last_set"],
            last_change=boundary,
            last_exercise=shift.last_exercise,
        )
    )
    connection.execute(
        insert(changes),
        {
            "person_id": pair.keeper, "number": boundary, "kind": LINKED, "source": "", "at": now,
            "place": boundary, "before": "[]", "after": "[]", "undone": 0,
            "log_id": pair.keeper,
        },
    )  # fmt: skip
    write_kinds(connection, pair.keeper, kinds)
    regroup_all(connection, pair.keeper)
