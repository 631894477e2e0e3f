"""A person on several platforms is parted again: a log that was joined is somebody's own again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update

from core.accounts.linking import Settings, parted
from core.store.codec import loads
from core.store.journal_codec import text_kept
from core.store.person_log import PersonLog, log_named
from core.store.repositories.logs import Logs, new_log
from core.store.repositories.merge_company import take_company
from core.store.repositories.merge_pairs import Parting
from core.store.repositories.merge_parts import (
    KINDS,
    Side,
    columns_of,
    move_kinds,
    person_columns,
    read_side,
    write_kinds,
)
from core.store.repositories.sessions import regroup_all
from core.store.repositories.set_rows import add_rows
from core.store.schema.tables import (
    changes,
    identities,
    logs,
    merged_sets,
    merges,
    own_exercises,
    people,
    sets,
)

Kinds = Mapping[str, Settings]


def part(connection: Connection, of_people: Logs, person_id: int, merge_id: int) -> int | None:
    """Make two people of one again; gives the one who goes, None when there is no such merge."""
    parting = _begin(connection, of_people.of(person_id), person_id, merge_id)
    now = read_side(connection, person_id)
    if parting is None or now is None:
        return None
    ours, theirs = _settings(parting, now)
    # Exercises that either uses in settings alone; those of rows are in the log already.
    own = of_people.of(person_id)[0]
    ours = move_kinds(ours, lambda each: of_people.store_exercise(person_id, own, each))
    theirs = move_kinds(theirs, lambda each: of_people.store_exercise(person_id, parting.log, each))
    last_exercise = select(people.c.last_exercise).where(people.c.id == person_id)
    now.person["last_exercise"] = connection.execute(last_exercise).scalar_one()
    _give_person(parting, now, theirs)
    take_company(parting)
    _give_log(parting)
    write_kinds(connection, parting.goes, theirs)
    _close(parting, ours)
    return parting.goes


def _begin(
    connection: Connection, found: tuple[PersonLog, ...], person_id: int, merge_id: int
) -> Parting | None:
    wanted = select(merges).where(merges.c.id == merge_id, merges.c.person_id == person_id)
    row = connection.execute(wanted).first()
    if row is None:
        return None
    body = loads(row.body)
    log = log_named(body["person"]["id"], found)
    if log is None:
        return None
    who = select(identities.c.platform, identities.c.sender_id)
    others = connection.execute(who.where(identities.c.person_id == person_id)).all()
    alike = [each for each in others if each.platform == row.platform]
    return Parting(
        connection, person_id, log.id, log, merge_id, row.platform, row.sender_id, row.at, body,
        len(alike) == 1,
    )  # fmt: skip


def _settings(parting: Parting, now: Side) -> tuple[Kinds, Kinds]:
    """Both sides' settings: as before the merge, but for what was changed since.

    In the ids of now. A link of before there was a kind of setting has none of it.
    """
    body = parting.body
    merged, ours, theirs = (
        {kind: body[side].get(kind, {}) for kind in KINDS} for side in ("merged", "ours", "theirs")
    )
    theirs = move_kinds(theirs, parting.log.exercise_seen)

    def since(side: Kinds) -> Kinds:
        return {kind: parted(side[kind], merged[kind], now.kinds[kind]) for kind in KINDS}

    return since(ours), since(theirs)


def _give_person(parting: Parting, now: Side, theirs: Kinds) -> None:
    """The row of the one who goes, under the number of before: nobody else ever has it."""
    version, log = now.person["log_version"] + 1, parting.log
    row = {
        **parting.body["person"],
        **columns_of(theirs["settings"]),
        "last_set": now.person["last_set"] - log.sets,
        "last_change": now.person["last_change"] - log.changes,
        "last_exercise": now.person["last_exercise"] - log.exercises,
        "log_version": version,
        "written_version": version,
        "joined": 0,
    }
    parting.connection.execute(insert(people), person_columns(row))
    parting.connection.execute(
        update(identities)
        .where(identities.c.platform == parting.platform, identities.c.sender_id == parting.sender)
        .values(person_id=parting.goes)
    )


def _give_log(parting: Parting) -> None:
    """The log is of the one who goes, and alone its numbers are those that are seen."""
    connection, goes = parting.connection, parting.goes
    connection.execute(update(logs).where(logs.c.id == goes).values(**new_log(goes)))
    connection.execute(
        update(own_exercises).where(own_exercises.c.log_id == goes).values(seen=own_exercises.c.id)
    )
    _bring_back(parting)


def _bring_back(parting: Parting) -> None:
    """Sets that both had stand again; not where their message was edited meanwhile."""
    connection, alone = parting.connection, PersonLog(parting.goes)
    wanted = select(merged_sets.c.body).where(merged_sets.c.merge_id == parting.merge_id)
    bodies = connection.execute(wanted).scalars()
    kept = [each for body in bodies for each in text_kept(body, alone, (alone,))]
    if not kept:
        return
    wanted = select(sets.c.id, sets.c.source, sets.c.position).where(
        sets.c.log_id == alone.id, sets.c.source != ""
    )
    last, taken, edited = parting.body["person"]["last_set"], set(), set()
    for row in connection.execute(wanted):
        taken.add((row.source, row.position))
        if row.id > last:
            edited.add(row.source)
    back = [
        each
        for each in kept
        if each.set.source not in edited and (each.set.source, each.set.position) not in taken
    ]
    add_rows(connection, back, lambda _, exercise_id: exercise_id)


def _close(parting: Parting, ours: Kinds) -> None:
    connection, stays = parting.connection, parting.stays
    write_kinds(connection, stays, ours)
    connection.execute(
        update(people)
        .where(people.c.id == stays)
        .values(
            **columns_of(ours["settings"]),
            log_version=people.c.log_version + 1,
            written_version=people.c.log_version + 1,
            joined=people.c.joined - 1,
        )
    )
    boundary = changes.c.id == parting.body["boundary"]
    connection.execute(delete(changes).where(changes.c.log_id == stays, boundary))
    connection.execute(delete(merges).where(merges.c.id == parting.merge_id))
    for each in (stays, parting.goes):
        regroup_all(connection, each)
