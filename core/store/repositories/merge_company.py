"""What people have beside their logs, when they become one or are parted again.

Reminders, groups, challenges, files, mail, and what they said of partners' sets.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from core.accounts.linking import free_numbers
from core.store.codec import Json
from core.store.person_log import PersonLog
from core.store.repositories.merge_pairs import Pair, Parting
from core.store.repositories.reminders import FIRST_ONCE
from core.store.schema.tables import (
    attendances,
    challengers,
    challenges,
    changes,
    gatherings,
    group_posts,
    logs,
    members,
    outbox,
    pings,
    rack_lifters,
    racks,
    ratings,
    reminders,
    trainer_looks,
    trainers,
    uploads,
)

# By which column each is somebody's.
OWNERS: tuple[Column[Any], ...] = (
    uploads.c.person_id, pings.c.person_id, outbox.c.person_id, challenges.c.made_by,
    ratings.c.rater_id, gatherings.c.made_by, trainers.c.trainer_id, trainer_looks.c.trainer_id,
    trainer_looks.c.person_id, group_posts.c.made_by,
)  # fmt: skip


# By which column somebody is lifter or trainer, and the name under which that is noted.
_OF_TRAINERS: dict[str, Column[Any]] = {
    "lifter": trainers.c.person_id, "trainer": trainers.c.trainer_id,
    "seen": trainer_looks.c.person_id, "looked": trainer_looks.c.trainer_id,
}  # fmt: skip


def give(
    connection: Connection, owner: Column[Any], old: int, new: int, *where: ColumnElement[bool]
) -> None:
    """Make somebody else of the rows that are one person's, all or some."""
    its = update(owner.table).where(owner == old, *where)
    connection.execute(its.values({owner: new}))


# --- two become one -----------------------------------------------------------------------------


def noted_company(connection: Connection, pair: Pair) -> dict[str, Json]:
    """What of the other's has no platform of its own to be told by, when two are parted."""

    def read(owner: Column[Any], person_id: int, *columns: Column[Any]) -> list[Any]:
        return [list(row) for row in connection.execute(select(*columns).where(owner == person_id))]

    def ids(owner: Column[Any], column: Column[Any]) -> list[int]:
        return [found for (found,) in read(owner, pair.other, column)]

    def noted(owner: Column[Any], *columns: Column[Any]) -> list[Any]:
        """The other's, each with whether the keeper has it too."""
        mine = read(owner, pair.keeper, *columns)
        return [[*each, each in mine] for each in read(owner, pair.other, *columns)]

    return {
        "reminders": ids(reminders.c.person_id, reminders.c.id),
        "uploads": ids(uploads.c.person_id, uploads.c.id),
        "members": noted(members.c.person_id, members.c.platform, members.c.chat),
        "challenges": noted(challengers.c.person_id, challengers.c.challenge_id),
        "made": ids(challenges.c.made_by, challenges.c.id),
        "trainers": {name: ids(owner, owner.table.c.id) for name, owner in _OF_TRAINERS.items()},
    }


def bring_company(connection: Connection, pair: Pair, log: PersonLog) -> None:
    """Both keep theirs, nothing stands twice; `log`: the other's, as it will be seen."""
    _join_trainers(connection, pair)
    for row_id, change in _spoken_of(connection, pair.other):
        _speak_of(connection, row_id, pair.keeper, change + log.changes)
    wanted = select(reminders.c.number).where(reminders.c.person_id == pair.keeper)
    taken = list(connection.execute(wanted).scalars())
    _give_reminders(connection, pair.other, pair.keeper, taken)
    its = select(rack_lifters.c.rack_id).where(rack_lifters.c.person_id == pair.other)
    connection.execute(delete(racks).where(racks.c.id.in_(its)))
    _drop_twice(connection, pair)
    for owner in (*OWNERS, members.c.person_id, challengers.c.person_id, attendances.c.person_id):
        give(connection, owner, pair.other, pair.keeper)


def _join_trainers(connection: Connection, pair: Pair) -> None:
    """The keeper's trainer stays, the other's is ended; nobody is their own."""
    two = (pair.keeper, pair.other)
    own = and_(trainers.c.person_id.in_(two), trainers.c.trainer_id.in_(two))
    mine = exists().where(trainers.alias("mine").c.person_id == pair.keeper)
    second = and_(trainers.c.person_id == pair.other, mine)
    over = connection.execute(select(trainers.c.id).where(or_(own, second))).scalars().all()
    pings_of = reminders.c.note.in_([f"trainer:{each}" for each in over])
    connection.execute(delete(reminders).where(pings_of))
    connection.execute(delete(trainers).where(trainers.c.id.in_(over)))
    give(connection, trainers.c.person_id, pair.other, pair.keeper)


def _drop_twice(connection: Connection, pair: Pair) -> None:
    """Nobody is in a group or a challenge twice, calls a set twice, or one of their own."""
    for owner, *keys in (
        (members.c.person_id, "platform", "chat"),
        (challengers.c.person_id, "challenge_id"),
        (attendances.c.person_id, "gathering_id"),
        (ratings.c.rater_id, "log_id", "id"),
    ):
        mine = owner.table.alias("mine")
        there = exists().where(
            mine.c[owner.name] == pair.keeper,
            *(mine.c[each] == owner.table.c[each] for each in keys),
        )
        connection.execute(delete(owner.table).where(owner == pair.other, there))
    two = (pair.keeper, pair.other)
    own = ratings.c.log_id.in_(select(logs.c.id).where(logs.c.person_id.in_(two)))
    connection.execute(delete(ratings).where(own, ratings.c.rater_id.in_(two)))


def _give_reminders(
    connection: Connection,
    old: int,
    new: int,
    taken: list[int],
    *where: ColumnElement[bool],
) -> None:
    """Give reminders, under numbers that are free there, and their pings."""
    wanted = select(reminders.c.id, reminders.c.number).where(reminders.c.person_id == old, *where)
    rows = connection.execute(wanted.order_by(reminders.c.number)).all()
    numbers = free_numbers(taken, [row.number for row in rows], FIRST_ONCE)
    for row, number in zip(rows, numbers, strict=True):
        this = update(reminders).where(reminders.c.id == row.id)
        connection.execute(this.values(person_id=new, number=number))
        give(connection, pings.c.person_id, old, new, pings.c.reminder_id == row.id)


def _spoken_of(connection: Connection, person_id: int) -> list[tuple[int, int]]:
    """Messages that speak of a change of somebody's: their rows, and its number."""
    wanted = select(outbox.c.id, outbox.c.about).where(outbox.c.about.like(f"{person_id}/m%"))
    found = [(row.id, row.about.partition("/m")[2]) for row in connection.execute(wanted)]
    return [(row_id, int(number)) for row_id, number in found if number.isdecimal()]


def _speak_of(connection: Connection, row_id: int, person_id: int, change: int) -> None:
    this = update(outbox).where(outbox.c.id == row_id)
    connection.execute(this.values(about=f"{person_id}/m{change}"))


# --- one is parted ------------------------------------------------------------------------------


def take_company(parting: Parting) -> None:
    """By platform, or as noted where both are on one; what messages speak of by the log."""
    connection, stays, goes, body = parting.connection, parting.stays, parting.goes, parting.body
    _give_reminders(connection, stays, goes, [], _here(parting, reminders.c, "reminders"))
    give(connection, challenges.c.made_by, stays, goes, _here(parting, challenges.c, "made"))
    if parting.sole:
        for owner in (members.c.person_id, ratings.c.rater_id, outbox.c.person_id):
            here = owner.table.c.platform == parting.platform
            give(connection, owner, stays, goes, here)
        theirs = select(challenges.c.id).where(challenges.c.platform == parting.platform)
        in_theirs = challengers.c.challenge_id.in_(theirs)
    else:
        _part_groups(parting)
        joined = [each for each, both in body["challenges"] if not both]
        in_theirs = challengers.c.challenge_id.in_(joined)
    give(connection, challengers.c.person_id, stays, goes, in_theirs)
    # Files sent meanwhile are dropped: nobody can tell whose they are, and they can be sent again.
    give(connection, uploads.c.person_id, stays, goes, uploads.c.id.in_(body["uploads"]))
    since = and_(uploads.c.person_id == stays, uploads.c.at >= parting.at)
    connection.execute(delete(uploads).where(since))
    _take_gatherings(parting)
    _take_trainers(parting)
    _take_messages(parting)


def _take_trainers(parting: Parting) -> None:
    """What was agreed before the link goes where it was agreed; what was agreed since stays."""
    noted = parting.body.get("trainers", {})
    for name, owner in _OF_TRAINERS.items():
        theirs = owner.table.c.id.in_(noted.get(name, []))
        give(parting.connection, owner, parting.stays, parting.goes, theirs)


def _take_gatherings(parting: Parting) -> None:
    """Where both are on one platform nobody can tell who answered, or asked for it: that stays."""
    if not parting.sole:
        return
    here = gatherings.c.platform == parting.platform
    theirs = attendances.c.gathering_id.in_(select(gatherings.c.id).where(here))
    posts = group_posts.c.platform == parting.platform
    for owner, where in (
        (attendances.c.person_id, theirs),
        (gatherings.c.made_by, here),
        (group_posts.c.made_by, posts),
    ):
        give(parting.connection, owner, parting.stays, parting.goes, where)


def _here(parting: Parting, columns: Any, noted: str) -> ColumnElement[bool]:  # noqa: ANN401 - columns
    found: ColumnElement[bool] = (
        columns.platform == parting.platform
        if parting.sole
        else columns.id.in_(parting.body[noted])
    )
    return found


def _part_groups(parting: Parting) -> None:
    """Both are on one platform: who was in which group was noted."""
    connection, mine = parting.connection, members.c.person_id == parting.stays
    for platform, chat, both in parting.body["members"]:
        here = and_(members.c.platform == platform, members.c.chat == chat)
        if not both:
            give(connection, members.c.person_id, parting.stays, parting.goes, here)
        elif row := connection.execute(select(members).where(mine, here)).mappings().first():
            connection.execute(insert(members), {**row, "person_id": parting.goes})


def _take_messages(parting: Parting) -> None:
    """Messages that speak of a change of the log that goes."""
    connection, log = parting.connection, parting.log
    found = [(each, n - log.changes) for each, n in _spoken_of(connection, parting.stays)]
    wanted = select(changes.c.id).where(
        changes.c.log_id == log.id, changes.c.id.in_([number for _, number in found])
    )
    theirs = set(connection.execute(wanted).scalars())
    for row_id, number in found:
        if number in theirs:
            _speak_of(connection, row_id, parting.goes, number)
