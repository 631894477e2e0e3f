"""Every table and setting is merged and parted, row by row, as it was."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update

from core.accounts.trainers import Agreement
from core.groups.posts import GroupPost
from core.messages import Address, Sender
from core.store.codec import dumps, loads
from core.store.engine import Store
from core.store.repositories import merge_pairs
from core.store.repositories.merge_parts import BY_EXERCISE, SETTINGS
from core.store.schema import tables
from core.store.unit_of_work import UnitOfWork
from tests.core.accounts.two_people import (
    ANN,
    BOB,
    Room,
    log_of,
)


def names_a_person(name: str) -> bool:
    return any(
        column.name == "person_id"
        or any(k.column.table.name == "people" for k in column.foreign_keys)
        for column in tables.metadata.tables[name].c
    )


def test_every_table_of_people_is_named_by_the_merge() -> None:
    """A new table makes this fail until it is said what becomes of it."""
    named = {name for name in tables.metadata.tables if names_a_person(name)}
    assert named == merge_pairs.BROUGHT | merge_pairs.DROPPED
    assert not merge_pairs.BROUGHT & merge_pairs.DROPPED


def test_every_setting_of_a_person_is_named() -> None:
    """A new column of people is a setting, or it is said here that it is none."""
    settings = {column for columns in SETTINGS.values() for column in columns}
    others = {
        "id", "name", "created_at", "seen_at", "asks_unanswered", "asked_at", "log_version",
        "written_version", "last_set", "last_change", "last_question", "last_exercise", "joined",
    }  # fmt: skip
    assert {column.name for column in tables.people.c} == settings | others
    assert not settings & others


def test_every_setting_of_an_exercise_is_named() -> None:
    """The same for the columns of preferences."""
    named = {column for columns in BY_EXERCISE.values() for column in columns}
    assert {column.name for column in tables.preferences.c} == named | {"person_id", "exercise_id"}


async def test_a_link_from_before_a_setting_was_known_is_parted(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 225x5")
    await room.say(BOB, "bench 80x5")
    await room.link()

    def forget_new_kinds(connection: Connection) -> None:
        row = connection.execute(select(tables.merges)).one()
        body = loads(row.body)
        for side in ("ours", "theirs", "merged"):
            for kind in ("ranges", "efforts"):
                del body[side][kind]
            for name in ("effort", "dumbbells", "kettlebells", "cut"):
                del body[side]["settings"][name]
        for name in ("effort_low", "effort_high", "dumbbells", "kettlebells", "cutting"):
            del body["person"][name]
        connection.execute(update(tables.merges).values(body=dumps(body)))

    await store._runner.run(forget_new_kinds)
    await room.say(ANN, "unlink yes")
    for who, lift in ((ANN, b"Squat"), (BOB, b"Bench press")):
        assert (await log_of(room, who)).count(lift) == 1


async def two_full_people(room: Room) -> tuple[int, int]:
    """Two people with something in every table, in one group too; gives their numbers."""
    for who, lift in ((ANN, "squat"), (BOB, "bench")):
        for text in (
            f"{lift} 60x8 rir2", f"{lift} 60x8 rir1", f"{lift} 62.5x8 rir1", "units kg",
            f"alias {lift}y = {lift}", "gargoyle 50x10", "answer @q1 1", "step gargoyle 5",
            "gargoyle elbow hurts", "calibrate leg extension", "remind fri 18:00",
            "trial failure leg extension by limb", "bodyweight 82",
            "plan Mine\nA: squat 3x5", "plan begin",
            "remind mon 7:00 legs", "plank 60s", "undo", "fix 62.5x7",
        ):  # fmt: skip
            await room.say(who, text)
        for text in ("/join", "/challenge squat 100 reps this week", "/in 1",
                     "/pool leg extension", "/pool in", "/gym sat 18:00"):  # fmt: skip
            await room.say(who, text, group=f"{who[0]} group")
        await room.say(
            who, "import", file=b"date,exercise,weight,unit,reps\n2026-11-01,Dip,7,kg,9\n"
        )

    def rate(uow: UnitOfWork) -> tuple[int, int]:
        ids = [uow.people.find(Sender(*who, ""), room.now)[0].id for who in (ANN, BOB)]
        third = uow.people.find(Sender("telegram", "3", "Cid"), room.now)[0].id
        base = {
            "id": 1, "rir_tenths": 10, "at_least": False, "chat": "g", "at": room.now,
            "exercise_id": "squat", "load_milli": 60_000, "load_unit": "kg", "reps": 8,
        }  # fmt: skip
        for (platform, _), person in zip((ANN, BOB), ids, strict=True):
            for lifter, rater in ((person, third), (third, person)):
                row = {**base, "log_id": lifter, "rater_id": rater, "platform": platform}
                row["id"] = person if rater == person else 1  # each called another set of Cid's
                uow._connection.execute(tables.ratings.insert(), row)
        for person in ids:
            reminder = uow.reminders.of(person)[0]
            row = {
                "reminder_id": reminder.id, "local_date": "2026-11-20", "person_id": person,
                "due_at": room.now, "state": "sent", "why": "", "at": room.now,
            }  # fmt: skip
            uow._connection.execute(tables.pings.insert(), row)
            felt = {"log_id": person, "trial_id": 1, "session_at": room.now, "felt": "left"}
            uow._connection.execute(tables.trial_feelings.insert(), felt)
            forecast = {each.name: 7 for each in tables.predictions.c} | {
                "log_id": person, "id": 2, "exercise_id": "own-1", "load_unit": "kg",
                "at": room.now,
            }  # fmt: skip
            uow._connection.execute(tables.predictions.insert(), forecast)
            week = {each.name: 7 for each in tables.weeks_ahead.c} | {
                "log_id": person, "id": 1, "exercise_id": "own-1", "load_unit": "kg",
                "made_on": "2026-11-02", "from_on": "2026-11-02",
            }  # fmt: skip
            uow._connection.execute(tables.weeks_ahead.insert(), week)
        _let_trainers_look(uow, (ids[0], ids[1], third), room.now)
        for (platform, _), person in zip((ANN, BOB), ids, strict=True):
            where = Address(platform, f"{platform} group", private=False)
            uow.group_posts.keep(GroupPost("board", where, "UTC", "en", person))
        return ids[0], ids[1]

    return await room.store.run(rate)


def _let_trainers_look(uow: UnitOfWork, people: tuple[int, int, int], now: datetime) -> None:
    """Ann trains Cid, who trains Bob; each looked once."""
    ann, bob, cid = people
    for lifter, trainer in ((cid, ann), (bob, cid)):
        until = now + timedelta(days=90)
        made = uow.trainers.agree(
            Agreement(0, lifter, trainer, now, frozenset(), comments=True, given_at=now,
                      until_at=until)
        )  # fmt: skip
        uow.trainers.look(made, "week", "", now)


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as far as it has to come back: what was undone need not be redoable."""
    return {**row, "undone": bool(row["undone"])} if "undone" in row else row


def lasting(rows: list[str]) -> list[str]:
    """Rows without the session, which is that of all logs of a person."""
    return [re.sub(r"'session_at': datetime\.datetime\([^)]*\), ", "", each) for each in rows]


def names_a_log(name: str) -> bool:
    return any(
        key.column.table.name == "logs"
        for column in tables.metadata.tables[name].c
        for key in column.foreign_keys
    )


OF_LOGS = sorted(name for name in tables.metadata.tables if names_a_log(name))


def rows_of(connection: Connection, person: int) -> dict[str, list[str]]:
    """Everything about a person, and in the log they began with, table by table."""
    found: dict[str, list[str]] = {}
    for name in OF_LOGS:
        table = tables.metadata.tables[name]
        wanted = select(table).where(table.c.log_id == person)
        found[name] = sorted(repr(plain(row._asdict())) for row in connection.execute(wanted))
    for name in sorted(merge_pairs.BROUGHT - {"outbox"}):
        table = tables.metadata.tables[name]
        columns = [
            column
            for column in table.c
            if column.name == "person_id"
            or any(key.column.table.name == "people" for key in column.foreign_keys)
        ]
        wanted = select(table).where(or_(*(column == person for column in columns)))
        rows = sorted(repr(plain(row._asdict())) for row in connection.execute(wanted))
        found[f"{name} of people"] = rows
    person_row = select(*(tables.people.c[c] for cs in SETTINGS.values() for c in cs))
    found["people"] = [
        repr(row) for row in connection.execute(person_row.where(tables.people.c.id == person))
    ]
    return found


async def test_merged_and_parted_every_row_is_as_it_was(store: Store) -> None:
    """Not the sets alone: the journal, predictions, reminders, groups, calls ... of both."""
    room = Room(store)
    ann, bob = await two_full_people(room)

    def look(uow: UnitOfWork) -> list[dict[str, list[str]]]:
        return [rows_of(uow._connection, each) for each in (ann, bob)]

    before = await store.run(look)
    empty = [name for name, rows in before[1].items() if not rows]
    assert empty == []
    await room.link()
    mine, theirs = await store.run(look)
    assert [name for name, rows in theirs.items() if rows and name not in OF_LOGS] == []
    for name in OF_LOGS:  # no row is another one; one set is the same, and a link is noted
        left = len(before[1][name]) - (name == "sets")
        assert len(set(lasting(before[1][name])) & set(lasting(theirs[name]))) == left, name
        assert len(mine[name]) == len(before[0][name]) + (name == "changes"), name
    for table in ("reminders", "pings", "members", "logs"):
        name = f"{table} of people"
        assert len(mine[name]) == len(before[0][name]) + len(before[1][name]), name
    await room.say(ANN, "unlink yes")
    after = await store.run(look)
    for side in (0, 1):
        for name, wanted in before[side].items():
            assert after[side][name] == wanted, name


async def test_what_a_message_speaks_of_goes_with_its_log(store: Store) -> None:
    """A reply to it finds the same sets, whoever they are of by then."""
    room = Room(store)
    for who in (ANN, BOB):
        for text in ("squat 100x5", "bench 80x5"):
            await room.say(who, text)
    here = Address("telegram", "-5", private=False)
    people = {ANN: 1, BOB: 2}

    def speak(uow: UnitOfWork) -> None:
        for person in people.values():
            uow.ratings.keep_spoken(here, f"{person}/m2", f"k{person}", room.now)

    def spoken_of(uow: UnitOfWork) -> list[tuple[str, ...]]:
        found = uow._connection.execute(select(tables.outbox.c.key, tables.outbox.c.about))
        marks = {row.key: row.about.partition("/") for row in found if row.about}
        return [
            (whose, *(each.exercise_id for each in change.after))
            for whose, _, change_id in (marks["k1"], marks["k2"])
            if (change := uow.journal.read(int(whose), change_id))
        ]

    await store.run(speak)
    assert await store.run(spoken_of) == [("1", "bench-press"), ("2", "bench-press")]
    await room.link()
    assert await store.run(spoken_of) == [("1", "bench-press"), ("1", "bench-press")]
    await room.say(ANN, "unlink yes")
    assert await store.run(spoken_of) == [("1", "bench-press"), ("2", "bench-press")]
