"""What people have beside their logs, when they become one or are parted again.

Reminders, groups, challenges, files, mail, and what they said of partners' sets.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
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
    challengers,
    challenges,
    changes,
    logs,
    members,
    outbox,
    pings,
    ratings,
    reminders,
    uploads,
)


def _is(table: Table, person_id: int) -> Any:  # noqa: ANN401
    return table.c.person_id == person_id


# --- two become one ---
def noted_company(connection: Connection, pair: Pair) -> dict[str, Json]:
    """What of the other's has no platform of its own to be told by, when two are parted."""

    def ids(table: Table) -> list[int]:
        found = connection.execute(select(table.c.id).where(table.c.person_id == pair.other))
        return list(found.scalars())

    def groups(person_id: int) -> list[tuple[str, str]]:
        wanted = select(members.c.platform, members.c.chat)
        return [
            (row.platform, row.chat)
            for row in connection.execute(wanted.where(_is(members, person_id)))
        ]

    def joined_challenges(person_id: int) -> list[int]:
        wanted = select(challengers.c.challenge_id).where(_is(challengers, person_id))
        return list(connection.execute(wanted).scalars())

    both, both_in = groups(pair.keeper), joined_challenges(pair.keeper)
    made = select(challenges.c.id).where(challenges.c.made_by == pair.other)
    return {
        "reminders": ids(reminders),
        "uploads": ids(uploads),
        "members": [[*each, each in both] for each in groups(pair.other)],
        "challenges": [[each, each in both_in] for each in joined_challenges(pair.other)],
        "made": list(connection.execute(made).scalars()),
    }


def bring_company(connection: Connection, pair: Pair, log: PersonLog) -> None:
    """Both keep theirs, nothing stands twice; `log`: the other's, as it will be seen."""
    connection.execute(
        update(uploads).where(_is(uploads, pair.other)).values(person_id=pair.keeper)
    )
    _bring_reminders(connection, pair)
    for table, keys in ((members, ("platform", "chat")), (challengers, ("challenge_id",))):
        mine = table.alias("mine")
        there = exists().where(
            mine.c.person_id == pair.keeper, *(mine.c[each] == table.c[each] for each in keys)
        )
        connection.execute(delete(table).where(_is(table, pair.other), there))
        connection.execute(
            update(table).where(_is(table, pair.other)).values(person_id=pair.keeper)
        )
    connection.execute(
        update(challenges).where(challenges.c.made_by == pair.other).values(made_by=pair.keeper)
    )
    _bring_ratings(connection, pair)
    connection.execute(
        update(outbox).where(outbox.c.person_id == pair.other).values(person_id=pair.keeper)
    )
    for row_id, change in _spoken_of(connection, pair.other):
        about = f"{pair.keeper}/m{change + log.changes}"
        connection.execute(update(outbox).where(outbox.c.id == row_id).values(about=about))


def _bring_reminders(connection: Connection, pair: Pair) -> None:
    wanted = select(reminders.c.id, reminders.c.number).order_by(reminders.c.number)
    taken = [row.number for row in connection.execute(wanted.where(_is(reminders, pair.keeper)))]
    theirs = connection.execute(wanted.where(_is(reminders, pair.other))).all()
    numbers = free_numbers(taken, [row.number for row in theirs], FIRST_ONCE)
    for row, number in zip(theirs, numbers, strict=True):
        connection.execute(
            update(reminders)
            .where(reminders.c.id == row.id)
            .values(person_id=pair.keeper, number=number)
        )
    connection.execute(update(pings).where(_is(pings, pair.other)).values(person_id=pair.keeper))


def _bring_ratings(connection: Connection, pair: Pair) -> None:
    """Calls the other made are the keeper's; nobody calls their own sets, or one set twice."""
    two = (pair.keeper, pair.other)
    own = ratings.c.log_id.in_(select(logs.c.id).where(logs.c.person_id.in_(two)))
    mine = ratings.alias("mine")
    both = exists().where(
        mine.c.log_id == ratings.c.log_id,
        mine.c.id == ratings.c.id,
        mine.c.rater_id == pair.keeper,
    )
    twice = and_(ratings.c.rater_id == pair.other, both)
    connection.execute(delete(ratings).where(or_(and_(own, ratings.c.rater_id.in_(two)), twice)))
    connection.execute(
        update(ratings).where(ratings.c.rater_id == pair.other).values(rater_id=pair.keeper)
    )


def _spoken_of(connection: Connection, person_id: int) -> list[tuple[int, int]]:
    """Messages that speak of a change of somebody's: their rows, and its number."""
    wanted = select(outbox.c.id, outbox.c.about).where(outbox.c.about.like(f"{person_id}/m%"))
    found = [(row.id, row.about.partition("/m")[2]) for row in connection.execute(wanted)]
    return [(row_id, int(number)) for row_id, number in found if number.isdecimal()]


# --- one is parted ---


def take_company(parting: Parting) -> None:
    """By platform, or as noted where both are on one; what messages speak of by the log."""
    connection, body, goes = parting.connection, parting.body, parting.goes
    _take_reminders(parting)
    _groups(parting)
    connection.execute(
        update(challenges)
        .where(challenges.c.made_by == parting.stays, _here(parting, challenges, "made"))
        .values(made_by=goes)
    )
    if parting.sole:
        for table, person in ((ratings, ratings.c.rater_id), (outbox, outbox.c.person_id)):
            connection.execute(
                update(table)
                .where(person == parting.stays, table.c.platform == parting.platform)
                .values({person: goes})
            )
    joined = {each for each, both in body["challenges"] if not both}
    wanted = (
        select(challengers.c.challenge_id)
        .join(challenges, challenges.c.id == challengers.c.challenge_id)
        .where(challengers.c.person_id == parting.stays)
    )
    if parting.sole:
        wanted = wanted.where(challenges.c.platform == parting.platform)
    else:
        wanted = wanted.where(challenges.c.id.in_(joined))
    ids = list(connection.execute(wanted).scalars())
    connection.execute(
        update(challengers)
        .where(challengers.c.person_id == parting.stays, challengers.c.challenge_id.in_(ids))
        .values(person_id=goes)
    )
    _take_mail(parting)


def _take_mail(parting: Parting) -> None:
    """Files as noted, and messages that speak of a change of the log that goes."""
    connection, log = parting.connection, parting.log
    # Files sent meanwhile are dropped: nobody can tell whose they are, and they can be sent again.
    brought = uploads.c.id.in_(parting.body["uploads"])
    connection.execute(update(uploads).where(brought).values(person_id=parting.goes))
    since = and_(_is(uploads, parting.stays), uploads.c.at >= parting.at)
    connection.execute(delete(uploads).where(since))
    spoken_of = _spoken_of(connection, parting.stays)
    numbers = [number - log.changes for _, number in spoken_of]
    wanted = select(changes.c.id).where(changes.c.log_id == log.id, changes.c.id.in_(numbers))
    theirs = set(connection.execute(wanted).scalars())
    for row_id, number in spoken_of:
        if number - log.changes in theirs:
            about = f"{parting.goes}/m{number - log.changes}"
            connection.execute(update(outbox).where(outbox.c.id == row_id).values(about=about))


def _take_reminders(parting: Parting) -> None:
    connection, goes = parting.connection, parting.goes
    mine = and_(reminders.c.person_id == parting.stays, _here(parting, reminders, "reminders"))
    rows = connection.execute(
        select(reminders.c.id, reminders.c.number).where(mine).order_by(reminders.c.number)
    ).all()
    numbers = free_numbers((), [row.number for row in rows], FIRST_ONCE)
    for row, number in zip(rows, numbers, strict=True):
        connection.execute(
            update(reminders).where(reminders.c.id == row.id).values(person_id=goes, number=number)
        )
        connection.execute(
            update(pings).where(pings.c.reminder_id == row.id).values(person_id=goes)
        )


def _here(parting: Parting, table: Table, noted: str) -> ColumnElement[bool]:
    if parting.sole:
        return table.c.platform == parting.platform
    return table.c.id.in_(parting.body[noted])


def _groups(parting: Parting) -> None:
    connection = parting.connection
    mine = members.c.person_id == parting.stays
    if parting.sole:
        connection.execute(
            update(members)
            .where(mine, members.c.platform == parting.platform)
            .values(person_id=parting.goes)
        )
        return
    for platform, chat, both in parting.body["members"]:
        here = and_(mine, members.c.platform == platform, members.c.chat == chat)
        if both:
            row = connection.execute(select(members).where(here)).mappings().first()
            if row is not None:
                connection.execute(insert(members), {**row, "person_id": parting.goes})
        else:
            connection.execute(update(members).where(here).values(person_id=parting.goes))
