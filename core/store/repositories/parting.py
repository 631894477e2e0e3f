"""A person on several platforms is parted again, each set to where it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    insert,
    select,
    update,
)

from core.accounts.linking import Settings, Shift, parted
from core.store.codec import loads
from core.store.journal_codec import text_kept
from core.store.repositories.merge_attachments import take_beside
from core.store.repositories.merge_company import take_company
from core.store.repositories.merge_pairs import Parting, move_change
from core.store.repositories.merge_parts import (
    BY_EXERCISE,
    KINDS,
    Side,
    columns_of,
    own_body,
    person_columns,
    read_side,
    regroup_all,
    renumbered,
    renumbered_sql,
    write_kinds,
)
from core.store.repositories.set_rows import add_rows
from core.store.schema.tables import (
    calibrations,
    changes,
    identities,
    merged_sets,
    merges,
    own_exercises,
    pains,
    people,
    sets,
)


def part(connection: Connection, person_id: int, merge_id: int) -> int | None:
    """Make two people of one again; gives the one who goes, None when there is no such merge."""
    parting = _begin(connection, person_id, merge_id)
    now = read_side(connection, person_id)
    if parting is None or now is None:
        return None
    kinds = _settings(parting, now)
    _know_exercises(parting, now, kinds)
    _person(parting, now, kinds)
    _exercises(parting, now)
    _log(parting)
    take_beside(parting)
    take_company(parting)
    _settle(parting, kinds)
    return parting.goes


def _begin(connection: Connection, person_id: int, merge_id: int) -> Parting | None:
    wanted = select(merges).where(merges.c.id == merge_id, merges.c.person_id == person_id)
    row = connection.execute(wanted).first()
    if row is None:
        return None
    body = loads(row.body)
    who = select(identities.c.platform, identities.c.sender_id)
    others = connection.execute(who.where(identities.c.person_id == person_id)).all()
    alike = [each for each in others if each.platform == row.platform]
    return Parting(
        connection, person_id, body["person"]["id"], merge_id, row.platform, row.sender_id, row.at,
        body, Shift(**body["shift"]), len(alike) == 1,
        {here: there for there, here in body["matched"].items()},
    )  # fmt: skip


# --- settings and exercises ---------------------------------------------------------------------


def _settings(parting: Parting, now: Side) -> dict[str, dict[str, Settings]]:
    """Both sides' settings: as before the merge, but for what was changed since."""
    body = parting.body
    return {
        side: {
            kind: parted(
                _renamed(parting, body, side, kind), body["merged"].get(kind, {}), now.kinds[kind]
            )
            for kind in KINDS
        }
        for side in ("ours", "theirs")
    }


def _renamed(parting: Parting, body: Mapping[str, Any], side: str, kind: str) -> Settings:
    """A side's settings of before, in the ids of now."""
    found: Settings = body[side].get(kind, {})  # a merge of before there was such a setting
    if side == "ours" or kind == "settings":
        return found
    known = dict(body["matched"])
    rename = partial(renumbered, shift=parting.shift.exercises, known=known)
    if kind == "aliases":
        return {words: rename(str(each)) for words, each in found.items()}
    return {rename(each): value for each, value in found.items()}


def _know_exercises(
    parting: Parting, now: Side, kinds: Mapping[str, Mapping[str, Settings]]
) -> None:
    """Give numbers to exercises of the one who stays that the other used meanwhile."""
    connection, used = parting.connection, set[str]()
    for table in (sets, pains, calibrations):
        wanted = select(table.c.exercise_id).where(_theirs(parting, table)).distinct()
        used.update(connection.execute(wanted).scalars())
    theirs = kinds["theirs"]
    used.update(*(theirs[kind] for kind in BY_EXERCISE), map(str, theirs["aliases"].values()))
    last = max(_last_own(now), parting.body["person"]["last_exercise"])
    parting.new_exercise = max(last - parting.shift.exercises, 0)
    for each in sorted(used):
        if (
            each in now.own
            and each not in parting.known
            and _number(each) <= (parting.shift.exercises)
        ):
            parting.new_exercise += 1
            parting.known[each] = f"own-{parting.new_exercise}"


def _last_own(now: Side) -> int:
    return int(now.person["last_exercise"])


def _number(exercise_id: str) -> int:
    return int(exercise_id.removeprefix("own-"))


def _person(parting: Parting, now: Side, kinds: Mapping[str, Mapping[str, Settings]]) -> None:
    """The row of the one who goes, under the number of before: nobody else ever has it."""
    shift, old = parting.shift, parting.body["person"]
    version = now.person["log_version"] + 1
    row = {
        **old,
        **columns_of(kinds["theirs"]["settings"]),
        "last_set": now.person["last_set"] - shift.sets,
        "last_change": now.person["last_change"] - shift.changes,
        "last_exercise": max(parting.new_exercise, old["last_exercise"]),
        "log_version": version,
        "written_version": version,
    }
    parting.connection.execute(insert(people), person_columns(row))
    parting.connection.execute(
        update(identities)
        .where(identities.c.platform == parting.platform, identities.c.sender_id == parting.sender)
        .values(person_id=parting.goes)
    )


def _exercises(parting: Parting, now: Side) -> None:
    """Own exercises: those of before go back, those made meanwhile are copied."""
    rows = []
    for here, body in now.own.items():
        if _number(here) <= parting.shift.exercises and here not in parting.known:
            continue
        there = parting.rename(here)
        body_there = parting.body["own"].get(there) or own_body(body, there)
        rows.append({"person_id": parting.goes, "number": _number(there), "body": body_there})
    if rows:
        parting.connection.execute(insert(own_exercises), rows)


def _drop_exercises(parting: Parting, ours: Mapping[str, Settings]) -> None:
    """What came with the other and was not used here goes with them."""
    connection, shift = parting.connection, parting.shift
    used = {
        *(each for kind in BY_EXERCISE for each in ours[kind]),
        *map(str, ours["aliases"].values()),
    }
    for table in (sets, pains, calibrations):
        wanted = select(table.c.exercise_id).where(table.c.person_id == parting.stays).distinct()
        used.update(connection.execute(wanted).scalars())
    connection.execute(
        delete(own_exercises).where(
            own_exercises.c.person_id == parting.stays,
            own_exercises.c.number > shift.exercises,
            own_exercises.c.number <= shift.last_exercise,
            own_exercises.c.number.not_in(
                [_number(each) for each in used if each.startswith("own-")]
            ),
        )
    )


# --- the log ------------------------------------------------------------------------------------


def _theirs(parting: Parting, table: Table) -> ColumnElement[bool]:
    """Whether a row is of the one who goes: it is of their account's log."""
    return and_(table.c.person_id == parting.stays, table.c.log_id == parting.goes)


def _log(parting: Parting) -> None:
    connection, shift = parting.connection, parting.shift
    where = _theirs(parting, changes)
    rows = connection.execute(select(changes).where(where)).mappings().all()
    connection.execute(
        update(sets)
        .where(_theirs(parting, sets))
        .values(
            person_id=parting.goes,
            number=sets.c.number - shift.sets,
            place=sets.c.place - shift.changes,
            changed_by=sets.c.changed_by - shift.changes,
            exercise_id=renumbered_sql(sets.c.exercise_id, -shift.exercises, parting.known),
        )
    )
    gone = [row["number"] for row in rows] + [parting.body["boundary"]]
    for start in range(0, len(gone), 5000):
        some = gone[start : start + 5000]
        connection.execute(
            delete(changes).where(changes.c.person_id == parting.stays, changes.c.number.in_(some))
        )
    if rows:
        back: Callable[[dict[str, Any]], dict[str, Any]] = partial(
            move_change, person_id=parting.goes, by_sets=-shift.sets, by_changes=-shift.changes,
            rename=parting.rename,
        )  # fmt: skip
        connection.execute(insert(changes), [back(dict(row)) for row in rows])
    _bring_back(parting)


def _bring_back(parting: Parting) -> None:
    """Sets that both had stand again; not where their message was edited meanwhile."""
    connection = parting.connection
    wanted = select(merged_sets.c.body).where(merged_sets.c.merge_id == parting.merge_id)
    kept = [each for body in connection.execute(wanted).scalars() for each in text_kept(body)]
    if not kept:
        return
    wanted = select(sets.c.number, sets.c.source, sets.c.position).where(
        sets.c.person_id == parting.goes, sets.c.source != ""
    )
    last, taken, edited = parting.body["person"]["last_set"], set(), set()
    for row in connection.execute(wanted):
        taken.add((row.source, row.position))
        if row.number > last:
            edited.add(row.source)
    back = [
        each
        for each in kept
        if each.set.source not in edited and (each.set.source, each.set.position) not in taken
    ]
    logs = dict.fromkeys((each.place for each in back), parting.goes)
    add_rows(connection, parting.goes, back, logs)


# --- the end ------------------------------------------------------------------------------------


def _settle(parting: Parting, kinds: Mapping[str, Mapping[str, Settings]]) -> None:
    connection, rename = parting.connection, parting.rename
    theirs: dict[str, Settings] = {
        **{
            kind: {rename(each): value for each, value in kinds["theirs"][kind].items()}
            for kind in BY_EXERCISE
        },
        "aliases": {words: rename(str(each)) for words, each in kinds["theirs"]["aliases"].items()},
    }
    write_kinds(connection, parting.goes, theirs)
    write_kinds(connection, parting.stays, kinds["ours"])
    connection.execute(
        update(people)
        .where(people.c.id == parting.stays)
        .values(
            **columns_of(kinds["ours"]["settings"]),
            log_version=people.c.log_version + 1,
            written_version=people.c.log_version + 1,
        )
    )
    _drop_exercises(parting, kinds["ours"])
    connection.execute(delete(merges).where(merges.c.id == parting.merge_id))
    for each in (parting.stays, parting.goes):
        regroup_all(connection, each)
