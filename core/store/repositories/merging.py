"""Two people become one: the log of the one taken in is from then on a log of the other's.

No row of it changes, but for where sessions begin. What is of people and not of logs is joined by
the rules of `core/accounts/linking.py`, and noted, so that they can be parted (parting.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, case, cast, delete, func, insert, or_, select, update

from core.accounts.linking import joined, same_exercises
from core.store.codec import Json, dumps, text_exercise
from core.store.journal_codec import kept_text
from core.store.person_log import PersonLog
from core.store.repositories.journal import LINKED
from core.store.repositories.merge_company import bring_company, give, noted_company
from core.store.repositories.merge_pairs import Pair
from core.store.repositories.merge_parts import (
    KINDS,
    Side,
    blank,
    columns_of,
    move_kinds,
    read_side,
    renumbered,
    write_kinds,
)
from core.store.repositories.sessions import regroup_all
from core.store.repositories.set_rows import remove_rows, sets_by_id
from core.store.schema.tables import (
    calibrations,
    changes,
    identities,
    link_codes,
    logs,
    merged_sets,
    merges,
    own_exercises,
    people,
    sets,
)


@dataclass(frozen=True, slots=True)
class Joining:
    """Two people who are about to be one: what each has, and how the other's log will be seen."""

    connection: Connection
    pair: Pair
    ours: Side
    theirs: Side
    log: PersonLog
    matched: Mapping[str, str]  # own exercises that both have: id there -> id here

    def rename(self, exercise_id: str) -> str:
        """The id of an exercise of the other for the person they become."""
        return renumbered(exercise_id, self.log.exercises, self.matched)


def merge(connection: Connection, pair: Pair, left_out: Sequence[int], now: datetime) -> int:
    """Make one person of two; `left_out`: numbers of the other's sets that the keeper has too.

    Gives the number of sets that were added. Everything is done in the transaction that is open.
    Raises ValueError where one is gone, or the other has taken somebody in themselves.
    """
    ours, theirs = read_side(connection, pair.keeper), read_side(connection, pair.other)
    if ours is None or theirs is None or theirs.person["joined"]:
        message = "only people who are there, one of them alone, can become one"
        raise ValueError(message)
    here, there = ([text_exercise(each) for each in side.own.values()] for side in (ours, theirs))
    log = _seen_by(connection, pair, ours)
    joining = Joining(connection, pair, ours, theirs, log, same_exercises(here, there))
    kinds = _join(joining)
    body = {
        "person": theirs.person,
        "boundary": _last(joining, "last_change") + 1,
        "ours": ours.kinds,
        "theirs": theirs.kinds,
        "merged": kinds,
        **noted_company(connection, pair),
    }
    _leave_out(joining, _note(joining, body, now), left_out)
    bring_company(connection, pair, log)
    added = _give_log(joining)
    _close(joining, kinds, now)
    return added


def _seen_by(connection: Connection, pair: Pair, ours: Side) -> PersonLog:
    """How the keeper will see the other's log: behind all numbers that they have seen so far."""
    seen = cast(calibrations.c.id + logs.c.calibrations_shift, BigInteger)
    guesses = (
        select(func.coalesce(func.max(seen), 0))
        .join(logs, logs.c.id == calibrations.c.log_id)
        .where(logs.c.person_id == pair.keeper)
    )
    person = ours.person
    return PersonLog(
        pair.other,
        own=False,
        sets=person["last_set"],
        changes=person["last_change"],
        calibrations=int(connection.execute(guesses).scalar_one()),
        exercises=person["last_exercise"],
    )


def _last(joining: Joining, name: str) -> int:
    """The last number of both, as the keeper will see them."""
    last: int = joining.ours.person[name] + joining.theirs.person[name]
    return last


def _join(joining: Joining) -> dict[str, Any]:
    """The settings of both; those of the side that wins where both have some."""
    pair, ours = joining.pair, joining.ours.kinds
    moved = move_kinds(joining.theirs.kinds, joining.rename)
    sides = (ours, moved) if pair.wins == pair.keeper else (moved, ours)
    return {kind: joined(sides[0][kind], sides[1][kind], blank) for kind in KINDS}


def _note(joining: Joining, body: Json, now: datetime) -> int:
    connection, pair = joining.connection, joining.pair
    who = connection.execute(select(identities).where(identities.c.person_id == pair.other)).one()
    row = {
        "person_id": pair.keeper, "platform": who.platform, "sender_id": who.sender_id,
        "body": dumps(body), "at": now,
    }  # fmt: skip
    return int(connection.execute(insert(merges).returning(merges.c.id), row).scalar_one())


# --- the log ------------------------------------------------------------------------------------


def _leave_out(joining: Joining, merge_id: int, numbers: Sequence[int]) -> None:
    """Put aside the sets that both have."""
    connection, alone = joining.connection, PersonLog(joining.pair.other)
    kept = list(sets_by_id(connection, (alone,), (f"s{each}" for each in numbers)).values())
    if not kept:
        return
    connection.execute(
        insert(merged_sets),
        [
            {"merge_id": merge_id, "old_number": each.id, "body": kept_text([each], alone)}
            for each in kept
        ],
    )
    remove_rows(connection, kept)


def _give_log(joining: Joining) -> int:
    """Make the other's log one of the keeper's; gives the number of its sets."""
    connection, pair, log = joining.connection, joining.pair, joining.log
    behind = select(func.max(logs.c.position) + 1).where(logs.c.person_id == pair.keeper)
    connection.execute(
        update(logs)
        .where(logs.c.id == pair.other)
        .values(
            person_id=pair.keeper,
            position=connection.execute(behind).scalar_one(),
            sets_shift=log.sets,
            changes_shift=log.changes,
            calibrations_shift=log.calibrations,
            exercises_shift=log.exercises,
        )
    )
    if joining.theirs.own:
        number: Callable[[str], int] = lambda each: int(each.removeprefix("own-"))  # noqa: E731
        known = {number(there): number(here) for there, here in joining.matched.items()}
        moved = own_exercises.c.id + log.exercises
        seen = case(known, value=own_exercises.c.id, else_=moved) if known else moved
        connection.execute(
            update(own_exercises).where(own_exercises.c.log_id == pair.other).values(seen=seen)
        )
    count = select(func.count()).select_from(sets).where(sets.c.log_id == pair.other)
    return int(connection.execute(count).scalar_one())


def _close(joining: Joining, kinds: Mapping[str, Any], now: datetime) -> None:
    """One row of a person is left, and it speaks on both platforms."""
    connection, pair = joining.connection, joining.pair
    two = (pair.keeper, pair.other)
    connection.execute(
        delete(link_codes).where(
            or_(link_codes.c.person_id.in_(two), link_codes.c.claimed_by.in_(two))
        )
    )
    give(connection, identities.c.person_id, pair.other, pair.keeper)
    connection.execute(delete(people).where(people.c.id == pair.other))
    boundary = _last(joining, "last_change") + 1
    # Greater than either had: what was undone before in any of the logs is gone for good.
    version = max(each.person["log_version"] for each in (joining.ours, joining.theirs)) + 1
    connection.execute(
        update(people)
        .where(people.c.id == pair.keeper)
        .values(
            **columns_of(kinds["settings"]),
            log_version=version,
            written_version=version,
            last_set=_last(joining, "last_set"),
            last_change=boundary,
            last_exercise=_last(joining, "last_exercise"),
            joined=people.c.joined + 1,
        )
    )
    connection.execute(
        insert(changes),
        {
            "log_id": pair.keeper, "id": boundary, "kind": LINKED, "source": "", "at": now,
            "place": boundary, "before": "[]", "after": "[]", "undone": 0,
        },
    )  # fmt: skip
    write_kinds(connection, pair.keeper, kinds)
    regroup_all(connection, pair.keeper)
