"""`forget me`, `privacy` and the whole of `export`: what is kept, and that it goes."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
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
from core.interchange.personal_data import PACKED_FROM, everything_file
from core.messages import Address, Answer, Message, Reply, Sender
from core.store.engine import Store, open_store
from core.store.repositories import forgetting
from core.store.rows import InboxRow
from core.store.schema import tables
from core.store.schema.types import Moment, Words
from core.store.unit_of_work import UnitOfWork
from tests.core.accounts.test_link import ANN, BOB, Room, button, facts, log_of, rows, words

CANARY = "canary"
NOBODYS = ("groups", "workers", "alembic_version")
GROUP = "-77"


@pytest.fixture
async def room(store: Store) -> Room:
    """A coach, on SQLite and on PostgreSQL."""
    return Room(store)


# --- every table is thought of ------------------------------------------------------------------


def test_every_table_is_named_by_the_forgetting() -> None:
    """A new table makes this fail until it is said how it is forgotten."""
    named = forgetting.WITH_THE_PERSON | forgetting.BY_HAND | forgetting.OF_NOBODY | {"people"}
    assert named == set(tables.metadata.tables)
    for name in forgetting.WITH_THE_PERSON:
        assert goes_with_people(name), name
    for name in forgetting.OF_NOBODY:
        assert not [each for each in tables.metadata.tables[name].c if "person" in each.name]


def goes_with_people(name: str) -> bool:
    """Whether deleting a person deletes the rows of a table, directly or by what they hang on."""
    return any(
        key.ondelete == "CASCADE"
        and (key.column.table.name == "people" or goes_with_people(key.column.table.name))
        for column in tables.metadata.tables[name].c
        for key in column.foreign_keys
    )


def test_every_column_that_names_a_person_lets_them_go() -> None:
    for table in tables.metadata.tables.values():
        for column in table.c:
            for key in column.foreign_keys:
                if key.column.table.name == "people":
                    assert key.ondelete in ("CASCADE", "SET NULL"), column
            if column.name == "person_id" and not column.foreign_keys:
                assert table.name in forgetting.BY_HAND


# --- asking -------------------------------------------------------------------------------------


async def test_it_asks_once_and_then_forgets(room: Room) -> None:
    await room.say(ANN, "squat 100x5")
    asked = await room.say(ANN, "forget me")
    assert facts(asked)["stage"] == "asked"
    assert "1 set" in words(asked)
    assert await rows(room.store, "people") == 1
    assert facts(await room.say(ANN, "forget me yes")) == {
        "kind": "forget", "stage": "done", "sets": 1,
    }  # fmt: skip
    assert await rows(room.store, "people") == await rows(room.store, "sets") == 0
    hello = await room.say(ANN, "hello")
    assert "I answer each set" in words(hello)
    assert facts(await room.say(ANN, "forget me yes"))["stage"] == "asked"


async def test_a_yes_without_a_question_only_asks(room: Room) -> None:
    await room.say(ANN, "squat 100x5")
    for text, after in (
        ("forget me yes", timedelta()),
        ("forget me no", timedelta()),
        ("forget me yes", timedelta()),
        ("squat 100x5", timedelta(minutes=11)),
        ("forget me yes", timedelta()),
    ):
        answer = await room.say(ANN, text, after=after)
        assert facts(answer).get("stage") != "done"
    assert await rows(room.store, "sets") == 2


async def test_the_tap_works_for_ten_minutes_and_for_nobody_else(room: Room) -> None:
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "squat 100x5")
    asked = await room.say(ANN, "forget me")
    assert asked.reply is not None
    yes, owner = button(asked, "delete everything").send, asked.reply.owner
    assert facts(await room.say(BOB, yes, owner=owner))["error"] == "not_yours"
    assert facts(await room.say(BOB, yes))["stage"] == "asked"
    late = await room.say(ANN, yes, owner=owner, after=timedelta(minutes=10))
    assert facts(late)["stage"] == "asked"
    assert facts(await room.say(ANN, button(late, "delete everything").send))["stage"] == "done"
    assert await rows(room.store, "sets") == 1


async def test_an_edited_message_forgets_nobody(room: Room) -> None:
    await room.say(ANN, "squat 100x5")
    await room.say(ANN, "forget me", source="telegram:f")
    answer = await room.say(ANN, "forget me yes", source="telegram:f", edited=True)
    assert answer == Answer(None, None)
    assert await rows(room.store, "sets") == 1


async def test_in_a_group_it_is_asked_and_said_in_private(room: Room) -> None:
    await room.say(ANN, "squat 100x5", group=GROUP)
    for text in ("privacy", "forget me", "forget me no"):
        answer = await room.say(ANN, text, group=GROUP)
        assert answer.reply is not None
        assert answer.reply.private, text
    asked = await room.say(ANN, "forget me", group=GROUP)
    done = await room.say(ANN, button(asked, "delete everything").send, group=GROUP)
    assert facts(done)["stage"] == "done"
    assert done.reply is not None
    assert done.reply.private
    assert done.reply.owner is None


async def test_who_is_linked_is_forgotten_on_both_platforms(room: Room) -> None:
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    await room.link()
    asked = await room.say(BOB, "forget me")
    assert "Telegram" in words(asked)
    done = await room.say(BOB, "forget me yes")
    assert "Telegram" in words(done)
    for table in ("people", "identities", "sets", "changes", "merges", "merged_sets"):
        assert await rows(room.store, table) == 0, table
    assert "Nothing logged" in words(await room.say(ANN, "today"))


async def test_old_buttons_of_the_forgotten_do_nothing(room: Room) -> None:
    mine = await room.say(ANN, "squat 100x5")
    assert mine.reply is not None
    await room.say(ANN, "forget me")
    await room.say(ANN, "forget me yes")
    await room.say(ANN, "bench 80x5")
    late = await room.say(ANN, button(mine, "undo").send, owner=mine.reply.owner)
    assert facts(late)["error"] == "not_yours"
    assert "Bench" in words(await room.say(ANN, "today"))


@pytest.mark.parametrize("gone", ["forgotten", "linked"])
@pytest.mark.parametrize("moment", [1, 2, 3])
async def test_an_import_under_way_ends_in_words(
    room: Room, monkeypatch: pytest.MonkeyPatch, gone: str, moment: int
) -> None:
    """Between two of its units of work the person is forgotten, or taken in by another."""
    await room.say(ANN, "squat 100x5")
    export = b"date,exercise,weight,unit,reps\n" + b"2026-11-01,Dip,7,kg,9\n" * 50
    asked = await room.say(BOB, "import", file=export)
    aside, calls = room.store.aside, 0

    async def interrupted(work: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == moment:
            if gone == "linked":
                await room.link(BOB, ANN)
            else:
                await room.say(BOB, "forget me")
                await room.say(BOB, "forget me yes")
        return await aside(work)

    monkeypatch.setattr(room.store, "aside", interrupted)
    answer = await room.say(BOB, f"import @{facts(asked)['id']} now")
    assert calls >= moment
    assert facts(answer)["error"] == "file_gone"
    monkeypatch.undo()
    assert await rows(room.store, "sets") == 1
    assert await rows(room.store, "staged_sets") == 0


async def test_privacy_is_six_lines(room: Room) -> None:
    answer = await room.say(ANN, "privacy")
    assert answer.reply is not None
    assert len(answer.reply.lines) == 6
    assert all(len(each) < 90 for each in answer.reply.lines)
    for word in ("forget me", "3 days", "Backups", "group", "export", "database"):
        assert word in words(answer)


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
        "remind fri 18:00",
        f"squat 187.5x5 {CANARY}2",
        "undo",
        "delete @s1",
        "redo",
    ):
        await room.say(who, text)
    for text in ("join", "challenge squat 100 reps this week", "s squat 100x5", "board"):
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
    # A challenge stays without its maker, a group's settings are the group's.
    assert [each for each in found if each.split(".")[0] not in ("challenges", "groups")] == []
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
    await store.purge(room.now + timedelta(seconds=1))
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
        assert {each.split(".")[0] for each in left} <= {"challenges", "groups"}
        await store.run(lambda it: it._connection.execute(tables.challenges.delete()) and None)
        await store.run(lambda it: it._connection.execute(tables.groups.delete()) and None)
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


# --- the whole of an export ---------------------------------------------------------------------


async def whole(room: Room, who: tuple[str, str]) -> dict[str, Any]:
    answer = await room.say(who, "export")
    assert answer.reply is not None
    file = answer.reply.files[-1]
    assert file.name.startswith("about-you-")
    found: dict[str, Any] = json.loads(file.content)
    return found


async def test_an_export_holds_what_stands_beside_the_sets(room: Room) -> None:
    for text in (
        "squat 100x5 rir2",
        "units lb",
        "bodyweight 180",
        "alias foo = bench",
        "step squat 5",
        "range squat 5-8",
        "effort squat 2",
        "effort 1-2",
        "dumbbells 8 10 kg",
        "goal cut",
        "gargoyle 50x10",
        "answer @q1 1",
        "squat knee hurts",
        "calibrate leg extension",
        "remind mon 18:00 legs",
        "delete @s1",
    ):
        await room.say(ANN, text)
    await room.say(ANN, "/join", group=GROUP)
    held = await whole(room, ANN)
    assert (held["format"], held["version"]) == ("spotter about you", 1)
    assert held["person"]["unit"] == "lb"
    assert held["person"]["bodyweight"] == ["180", "lb"]
    assert held["accounts"][0]["id"] == "700"
    assert held["names"]["foo"] == "bench-press"
    assert held["exercise_settings"] == [
        {
            "exercise": "squat", "goal": None, "step": ["5", "lb"], "range": [5, 8],
            "effort": [2, 2],
        },
    ]  # fmt: skip
    assert held["person"]["effort"] == [1, 2]
    assert held["person"]["dumbbells"] == [["8", "kg"], ["10", "kg"]]
    assert (held["person"]["kettlebells"], held["person"]["losing_weight"]) == ([], True)
    assert held["exercises"][0]["name"] == "Gargoyle"
    assert held["pains"][0]["words"] == "squat knee hurts"
    assert held["calibrations"][0]["exercise"] == "leg-extension"
    assert held["reminders"][0]["time"] == "18:00"
    assert held["groups"][0]["chat"] == GROUP
    assert [each["kind"] for each in held["changes"]] == ["log", "log", "pain", "delete"]
    assert held["changes"][-1]["before"][0]["line"] == "squat 100x5 rir2"
    assert held["answers"][0]["verdict"]


async def test_an_export_without_sets_holds_the_rest(room: Room) -> None:
    await room.say(ANN, "units lb")
    assert (await whole(room, ANN))["person"]["unit"] == "lb"


async def test_an_export_shows_nobody_else(room: Room, store: Store) -> None:
    """Calls of partners' sets come without whose they were."""
    await room.say(ANN, "squat 100x5 rir2")
    await room.say(BOB, f"alias {CANARY} = bench")
    await room.say(BOB, "bench 93.5x5 rir2")

    def call(uow: UnitOfWork) -> None:
        base = {
            "number": 1, "rir_tenths": 10, "at_least": False, "platform": "telegram",
            "chat": GROUP, "at": room.now, "load_unit": "kg", "reps": 5,
        }  # fmt: skip
        uow._connection.execute(
            insert(tables.ratings),
            [
                {**base, "person_id": 1, "rater_id": 2, "exercise_id": "squat", "load_milli": 9},
                {**base, "person_id": 2, "rater_id": 1, "exercise_id": "bench", "load_milli": 93_5},
            ],
        )  # fmt: skip

    await store.run(call)
    answer = await room.say(ANN, "export")
    assert answer.reply is not None
    held = json.loads(answer.reply.files[-1].content)
    assert held["seen_by_partners"][0]["set"] == "s1"
    assert held["seen_in_partners"][0]["left"] == 1.0
    for file in answer.reply.files:
        for secret in (CANARY, "93.5", "935", "discord", "900", "bench"):
            assert secret.encode() not in file.content, secret


def test_every_table_of_a_person_is_in_the_export() -> None:
    """What is read there; sets are the first file, and two tables never hold anything to tell."""
    source = Path(forgetting.__file__).with_name("personal_data.py").read_text(encoding="utf-8")
    told = {each for each in forgetting.WITH_THE_PERSON if f"\n    {each},\n" in source}
    untold = {"sets", "staged_sets", "link_tries"}
    assert told == forgetting.WITH_THE_PERSON - untold


def test_a_long_export_is_packed() -> None:
    from datetime import UTC, date, datetime

    day, now = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
    short = everything_file({"a": "x"}, day, now)
    assert json.loads(short.content)["a"] == "x"
    packed = everything_file({"a": "x" * PACKED_FROM}, day, now)
    assert packed.name == "about-you-2026-11-23.json.zip"
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert json.loads(archive.read("about-you-2026-11-23.json"))["a"].startswith("xxx")


async def test_the_sets_are_as_before_beside_the_second_file(room: Room) -> None:
    await room.say(ANN, "squat 100x5 rir2")
    assert (await log_of(room, ANN)).startswith(b"spotter,at,exercise")
    strong = await room.say(ANN, "export strong")
    assert strong.reply is not None
    assert [each.name for each in strong.reply.files] == ["strong-2026-11-23.csv"]
