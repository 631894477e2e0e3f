"""What is forgotten leaves no trace, in no table and no file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.history import FileHistory
from sqlalchemy import Boolean, Connection, LargeBinary, and_, insert, select

from bot.platforms.terminal.chat import Outcome
from bot.platforms.terminal.prompt import empty, is_forgotten
from core.coach import Coach
from core.messages import Address, Answer, Message, Reply, Sender
from core.store.engine import Store, open_store
from core.store.repositories import forgetting
from core.store.repositories.outbox import ASIDE_LONGER
from core.store.rows import InboxRow
from core.store.schema import tables
from core.store.schema.types import Moment, Words
from core.store.unit_of_work import UnitOfWork
from tests.core.accounts.test_forgetting import CANARY, GROUP, goes_with_people
from tests.core.accounts.two_people import BOB, Room, facts, rows


@pytest.fixture
async def room(store: Store) -> Room:
    """A coach, on SQLite and on PostgreSQL."""
    return Room(store)


# --- no trace -----------------------------------------------------------------------------------


def canary_of(table: Any, column: Any, number: int) -> object:
    """A value for a column that can be found again: text, number or bytes."""
    if isinstance(column.type, Words):
        return f"{CANARY}-{table.name}-{column.name}"
    if isinstance(column.type, LargeBinary):
        return f"{CANARY}-{table.name}-{column.name}".encode()
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Moment):
        return None  # filled in by the caller
    return 7_770_000 + number


def fill_every_table(connection: Connection, person_id: int, now: Any) -> None:
    """One more row about a person in every table that is about people."""
    for table in tables.metadata.sorted_tables:
        people_columns = [
            column.name
            for column in table.c
            if column.name == "person_id"
            or any(key.column.table.name == "people" for key in column.foreign_keys)
        ]
        if not people_columns and not goes_with_people(table.name):
            continue
        row: dict[str, object] = {}
        for number, column in enumerate(table.c):
            if column.name in people_columns:
                row[column.name] = person_id
            elif column.foreign_keys:
                key = next(iter(column.foreign_keys)).column
                row[column.name] = connection.execute(select(key).limit(1)).scalar()
            elif column.primary_key and column.autoincrement and column.name == "id":
                continue
            else:
                value = canary_of(table, column, number)
                row[column.name] = now if value is None else value
        known = and_(*(table.c[each.name] == row.get(each.name) for each in table.primary_key))
        if "id" in table.c or not connection.execute(select(table).where(known)).first():
            connection.execute(insert(table), row)


def fill_settings(connection: Connection, person_id: int) -> None:
    """The person's own row, full of canaries."""
    people = tables.people
    values = {
        column.name: f"{CANARY}-people-{column.name}"
        for column in people.c
        if isinstance(column.type, Words)
    }
    connection.execute(people.update().where(people.c.id == person_id).values(values))


async def with_canaries(store: Store) -> int:
    """A person who has used everything, and a row with canaries in every table besides."""
    room = Room(store)
    who = ("telegram", f"{CANARY}700")
    for text in (
        f"squat 187.5x5 rir2 {CANARY}note",
        f"alias {CANARY}lift = squat",
        f"{CANARY} press 50x5",
        "answer @q1 1",
        f"{CANARY} press knee hurts",
        "calibrate leg extension",
        "trial failure leg extension by limb",
        "remind fri 18:00",
        f"squat 187.5x5 {CANARY}2",
        "undo",
        "delete @s1",
        "redo",
    ):
        await room.say(who, text)
    for text in (
        "join",
        "pool leg extension",
        "challenge squat 100 reps this week",
        "s squat 100x5",
        "board",
    ):
        await room.say(who, f"/{text}", group=GROUP)
    await room.say(who, "import", file=f"{CANARY},2\nnothing".encode())
    await room.say(BOB, "bench 80x5")
    await room.say(BOB, "/join", group=GROUP)
    now = room.now

    def fill(uow: UnitOfWork) -> int:
        person, _ = uow.people.find(Sender(*who, ""), now)
        fill_every_table(uow._connection, person.id, now)
        fill_settings(uow._connection, person.id)
        return person.id

    return await store.run(fill)


def found_in_tables(connection: Connection) -> list[str]:
    """Every place in the database that still holds a canary."""
    found = []
    for table in tables.metadata.sorted_tables:
        for row in connection.execute(select(table)).mappings():
            for name, value in row.items():
                text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                if CANARY in text or "77700" in text:
                    found.append(f"{table.name}.{name}: {text[:60]}")
    return found


async def test_after_forget_me_no_table_holds_a_canary(store: Store) -> None:
    person_id = await with_canaries(store)
    for table in forgetting.WITH_THE_PERSON | {"people", "outbox"}:
        assert await rows(store, table) > 0, table
    assert len(await store.run(lambda uow: found_in_tables(uow._connection))) > 60
    await store.run(lambda uow: uow.personal_data.forget(person_id))
    found = await store.run(lambda uow: found_in_tables(uow._connection))
    # A challenge stays without its maker, a group's settings are the group's, a pool names nobody.
    of_nobody = ("challenges", "gatherings", "group_posts", "groups", "pools", "racks")
    assert [each for each in found if each.split(".")[0] not in of_nobody] == []
    assert await rows(store, "people") == await rows(store, "sets") == 1  # Bob and his set


async def test_mail_of_the_forgotten_is_emptied(store: Store) -> None:
    """By way of real rows: private ones, one of a group that failed, and the last answer."""
    room, coach = Room(store), Coach(store)
    sender = Sender("telegram", "700", f"{CANARY} Ann")
    private, group = Address("telegram", "700"), Address("telegram", GROUP, private=False)

    async def hear(key: str, where: Address, text: str, *, fails: bool = False) -> Answer:
        body = json.dumps({"from": 700, "text": f"{text} {CANARY}"})
        row = InboxRow(key, "telegram", where.chat, body, room.now, room.now, f"twin:{key}")
        await store.receive([row])
        if fails:
            await store.set_aside(key, room.now, "fault")
            return Answer(None, None)
        room.now += timedelta(seconds=5)
        return await coach.handle(
            Message(where, sender, text, room.now, f"tg:{key}", receipt=key), room.now
        )

    await hear("k1", private, f"squat 100x5 {CANARY}")
    await hear("k2", group, f"/s squat 100x5 {CANARY}")
    await hear("k3", group, "?", fails=True)
    await hear("k4", private, "?", fails=True)
    await hear("k5", private, "forget me")
    done = await hear("k6", private, "forget me yes")
    assert facts(done)["stage"] == "done"
    found = await store.run(lambda uow: found_in_tables(uow._connection))
    assert found == []
    sent = await store.claim_outbox("telegram", "x", room.now, timedelta(seconds=9), 9)
    assert [each.key for each in sent] == ["reply:k6"]
    # What was handled before is known again, so that nothing is handled twice.
    again = [InboxRow(f"k{n}", "telegram", "700", "{}", room.now, room.now) for n in range(1, 7)]
    assert await store.receive(again) == 0


async def test_a_private_chat_that_is_not_named_like_the_person_goes_too(store: Store) -> None:
    """On Discord a conversation has a number of its own; other channels keep theirs."""
    room = Room(store)
    await room.say(BOB, "squat 100x5")
    for channel in ("dm900", "server"):
        row = InboxRow(f"k{channel}", "discord", channel, "{}", room.now, room.now)
        await store.receive([row])
        await store.set_aside(row.key, room.now, "fault")
        await store.save_cursor("discord", channel, "1")
        to = Address("discord", channel, private=channel != "server")
        await store.run(lambda it, to=to: it.outbox.post(to, Reply(("x",)), "", to.chat, room.now))  # type: ignore[misc]
    for text in ("forget me", "forget me yes"):
        await room.say(BOB, text)
    assert await store.channels("discord") == ("server",)

    def chats(uow: UnitOfWork) -> list[set[str]]:
        return [
            set(uow._connection.execute(select(table.c.chat)).scalars())
            for table in (tables.inbox, tables.outbox)
        ]

    assert await store.run(chats) == [{"", "server"}, {"server"}]


async def test_what_was_handled_or_sent_is_not_kept(store: Store) -> None:
    room = Room(store)
    await store.receive(
        [InboxRow(key, "telegram", "1", CANARY, room.now, room.now) for key in ("a", "b")]
    )
    to = Address("telegram", "1")
    await store.run(lambda it: it.outbox.post(to, Reply((CANARY,)), f"{CANARY}note", "p", room.now))
    await store.run(lambda it: it.inbox.finish("a", room.now))
    await store.set_aside("b", room.now, "fault")
    (outgoing,) = await store.claim_outbox("telegram", "x", room.now, timedelta(seconds=9), 9)
    await store.settle_outbox([(outgoing.id, "77")], [], room.now)
    found = await store.run(lambda uow: found_in_tables(uow._connection))
    assert found == [f"inbox.body: {CANARY}"]  # what failed, for the host to find out why
    await store.purge(room.now + timedelta(seconds=1) + ASIDE_LONGER)
    assert await store.run(lambda uow: found_in_tables(uow._connection)) == []


@pytest.fixture
async def on_disk(tmp_path: Path) -> AsyncIterator[tuple[Store, Path]]:
    """A store whose directory is looked into."""
    folder = tmp_path / "data"
    store = await open_store(f"sqlite:///{folder / 'spotter.db'}")
    yield store, folder
    await store.close()


def found_in_files(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if CANARY.encode() in each.read_bytes()]


async def test_no_file_but_backups_holds_a_canary(on_disk: tuple[Store, Path]) -> None:
    store, folder = on_disk
    person_id = await with_canaries(store)
    await store.backup(folder / "backup.db")
    assert "spotter.db-wal" in found_in_files(folder)
    await store.run(lambda uow: uow.personal_data.forget(person_id))
    left = await store.run(lambda uow: found_in_tables(uow._connection))
    if left:  # what stays with a group is a group's: not about the person
        assert {each.split(".")[0] for each in left} <= {
            "challenges",
            "gatherings",
            "group_posts",
            "groups",
            "racks",
        }
        await store.run(lambda it: it._connection.execute(tables.challenges.delete()) and None)
        await store.run(lambda it: it._connection.execute(tables.groups.delete()) and None)
        await store.run(lambda it: it._connection.execute(tables.gatherings.delete()) and None)
        await store.run(lambda it: it._connection.execute(tables.racks.delete()) and None)
        await store.run(lambda it: it._connection.execute(tables.group_posts.delete()) and None)
        await store.run(lambda it: setattr(it.state, "forgot", True))
    assert found_in_files(folder) == ["backup.db"]
    assert (folder / "spotter.db-wal").stat().st_size == 0


async def test_the_log_is_scrubbed_later_while_somebody_reads(
    on_disk: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, folder = on_disk
    monkeypatch.setattr("core.store.sqlite.writer.SCRUB_AGAIN", 0.0)
    person_id = await with_canaries(store)
    reader = sqlite3.connect(folder / "spotter.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sets").fetchone()
    await store.run(lambda uow: uow.personal_data.forget(person_id))
    assert (folder / "spotter.db-wal").stat().st_size > 0
    reader.execute("COMMIT")
    reader.close()
    await store.save_cursor("discord", "1", "2")
    assert (folder / "spotter.db-wal").stat().st_size == 0


async def test_a_crash_before_the_scrubbing_is_made_up_for(on_disk: tuple[Store, Path]) -> None:
    store, folder = on_disk
    await with_canaries(store)
    copy = folder.parent / "crashed"
    copy.mkdir()
    for each in folder.iterdir():
        (copy / each.name).write_bytes(each.read_bytes())
    assert (copy / "spotter.db-wal").stat().st_size > 0
    again = await open_store(f"sqlite:///{copy / 'spotter.db'}")
    await again._runner.hold(1)  # as `spotter run` does
    assert (copy / "spotter.db-wal").stat().st_size == 0
    assert await rows(again, "people") == 2
    await again.close()


def test_the_terminal_forgets_typed_lines_too(tmp_path: Path) -> None:
    history = FileHistory(str(tmp_path / "it.history"))
    history.append_string(CANARY)
    done = Answer(Reply(("Done.",)), {"kind": "forget", "stage": "done"})
    assert is_forgotten(Outcome(done))
    assert not is_forgotten(Outcome(replace(done, result={"kind": "forget", "stage": "asked"})))
    assert not is_forgotten(Outcome(None))
    empty(history)
    assert (tmp_path / "it.history").read_bytes() == b""
