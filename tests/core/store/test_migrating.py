"""Databases of earlier revisions, filled and linked, are migrated: what people see stays as it is.

`linked_at_0011.json` was written by the program of that revision: the rows of two people who are
linked, and what that program answered them then, and after it had parted them.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Connection, MetaData, Table, insert, select

from core.store import migrate
from core.store.engine import Store, open_store
from core.store.schema.tables import calibrations, changes, identities, logs, pains, sets
from tests.core.accounts.two_people import ANN, BOB, Room, facts, log_of, words

WRITTEN = json.loads(Path(__file__).with_name("linked_at_0011.json").read_text(encoding="utf-8"))
FOUND = WRITTEN["found"]
ASKED = ("next gargoyle", "next squat", "next wombat", "best squat", "today", "calibrate")
ANN_ID, BOB_ID = 1, 2


def fill(connection: Connection, rows: dict[str, Any]) -> None:
    """Put rows into the tables there are, as far as these have the columns."""
    for name, each in rows.items():
        table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
        connection.execute(
            insert(table),
            [
                {
                    column: bool(value) if isinstance(table.c[column].type, Boolean) else value
                    for column, value in zip(each["columns"], row, strict=True)
                    if column in table.c
                }
                for row in each["rows"]
            ],
        )


async def migrated(
    url: str, monkeypatch: pytest.MonkeyPatch, revision: str, rows: dict[str, Any]
) -> Store:
    """A database that was at a revision with these rows, and is opened now."""
    with monkeypatch.context() as then:
        then.setattr(migrate, "HEAD", revision)
        old = await open_store(url)
        await old._runner.run(lambda connection: fill(connection, rows))
        await old.close()
    return await open_store(url)


def room_of(store: Store) -> Room:
    return Room(store, now=datetime.fromisoformat(FOUND["now"]), count=FOUND["count"])


async def seen(room: Room, who: tuple[str, str]) -> dict[str, str]:
    """What the program of then was asked."""
    return {each: words(await room.say(who, each, after=timedelta())) for each in ASKED}


def as_then(now: bytes, then: str) -> str:
    """An export of now without the columns that exports of then had not."""
    rows = list(csv.reader(io.StringIO(now.decode())))
    kept = [rows[0].index(each) for each in next(csv.reader(io.StringIO(then)))]
    out = io.StringIO()
    csv.writer(out).writerows([row[at] for at in kept] for row in rows)
    return out.getvalue()


async def test_linked_people_see_what_they_saw(
    new_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await migrated(new_database_url, monkeypatch, "0011", WRITTEN["rows"])
    room = room_of(store)
    assert as_then(await log_of(room, ANN), FOUND["linked"]) == FOUND["linked"]
    for who in (ANN, BOB):
        assert await seen(room, who) == FOUND["seen"][who[0]]
    await store.close()


async def test_linked_people_are_parted_as_they_were(
    new_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await migrated(new_database_url, monkeypatch, "0011", WRITTEN["rows"])
    room = room_of(store)
    assert facts(await room.say(ANN, "unlink yes"))["stage"] == "done"
    for who in (ANN, BOB):
        told = FOUND["parted"][who[0]]
        found = await seen(room, who)
        assert found == {each: told[each] for each in found}
        assert as_then(await log_of(room, who), told["export"]) == told["export"]
    await store.close()


async def test_buttons_of_before_the_migration_name_the_same_sets(
    new_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of since the link while they are linked; those of before once they are parted."""
    store = await migrated(new_database_url, monkeypatch, "0011", WRITTEN["rows"])
    room = room_of(store)
    text, owner = FOUND["old button"]
    assert facts(await room.say(BOB, text, owner=owner))["error"] == "not_yours"
    for who, lift in ((ANN, "Deadlift 120 kg x 5"), (BOB, "Overhead press 40 kg x 8")):
        text, owner = FOUND[{ANN: "ann", BOB: "bob"}[who]]
        assert lift in words(await room.say(who, text, owner=owner))
    await room.say(ANN, "unlink yes")
    text, owner = FOUND["old button"]
    assert "Bench press 52.5 kg x 6" in words(await room.say(BOB, text, owner=owner))
    await store.close()


def logs_of(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Which row is of which log, and whose that is."""
    found = {
        table.name: select(table.c.log_id, table.c.id).order_by(table.c.log_id, table.c.id)
        for table in (sets, changes, pains, calibrations)
    }
    account = identities.c
    found["identities"] = select(account.sender_id, account.person_id, account.log_id)
    found["logs"] = select(logs)
    return {name: sorted(map(tuple, connection.execute(each))) for name, each in found.items()}


async def test_before_there_were_logs(
    new_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """At 0009 a link noted the pains it brought, and no row knew its log."""
    store = await migrated(f"sqlite:///{tmp_path / 'a.db'}", monkeypatch, "0011", WRITTEN["rows"])
    expected = await store._runner.run(logs_of)
    await store.close()

    older = json.loads(json.dumps(WRITTEN["rows"]))
    (merge,), columns = older["merges"]["rows"], older["merges"]["columns"]
    body = json.loads(merge[columns.index("body")])
    log, first = (older["pains"]["columns"].index(each) for each in ("log_id", "id"))
    brought = [each[first] for each in older["pains"]["rows"] if each[log] == BOB_ID]
    merge[columns.index("body")] = json.dumps({**body, "pains": brought})
    store = await migrated(new_database_url, monkeypatch, "0009", older)
    assert await store._runner.run(logs_of) == expected
    await store.close()
