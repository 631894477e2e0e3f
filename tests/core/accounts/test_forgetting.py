"""`forget me` and `privacy`: what is asked, what is kept, and that it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.messages import Answer
from core.store.engine import Store
from core.store.repositories import forgetting
from core.store.schema import tables
from tests.core.accounts.two_people import ANN, BOB, Room, button, facts, rows, words

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


async def test_privacy_is_seven_lines(room: Room) -> None:
    answer = await room.say(ANN, "privacy")
    assert answer.reply is not None
    assert len(answer.reply.lines) == 7
    assert all(len(each) < 90 for each in answer.reply.lines)
    for word in ("forget me", "3 days", "Backups", "group", "export", "database"):
        assert word in words(answer)
