"""A chat that gets another id takes everything with it; what the new one has settled stays."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, Connection, Table, insert, select

from core.messages import Address, Sender
from core.store.engine import Store
from core.store.schema.tables import challenges, groups, members, metadata, ratings
from core.store.schema.types import Moment, Words
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
OLD, NEW = "-5", "-1005"


def person(uow: UnitOfWork, name: str) -> int:
    return uow.people.find(Sender("telegram", name, name), NOW)[0].id


def put(connection: Connection, table: Table, chat: str, **given: object) -> None:
    """Insert a row; what is not given is as empty as its column allows."""
    row: dict[str, object] = {"platform": "telegram", "chat": chat}
    for each in table.c:
        if not each.nullable and each.name != "id":
            empty = {Moment: NOW, Words: "", Boolean: False}
            row.setdefault(each.name, empty.get(type(each.type), 0))
    connection.execute(insert(table), {**row, **given})


def chats(connection: Connection, table: Table, *columns: str) -> list[tuple[object, ...]]:
    query = select(*(table.c[name] for name in ("platform", "chat", *columns)))
    return sorted(tuple(row) for row in connection.execute(query))


async def test_everything_of_a_group_moves(store: Store) -> None:
    def fill(uow: UnitOfWork) -> tuple[int, int]:
        connection, ann, ben = uow._connection, person(uow, "ann"), person(uow, "ben")
        put(connection, groups, OLD, quiet="22:00-07:00")
        put(connection, groups, OLD, quiet="other", platform="discord")
        put(connection, members, OLD, person_id=ann, share="sets")
        put(connection, members, OLD, person_id=ben, share="sets")
        # they joined again before the move was heard of
        put(connection, members, NEW, person_id=ben)
        put(connection, challenges, OLD, made_by=ann)
        put(connection, ratings, OLD, log_id=ann, id=1, rater_id=ben)
        return ann, ben

    ann, ben = await store.run(fill)
    await store.move_chat("telegram", OLD, NEW)
    await store.move_chat("telegram", OLD, NEW)  # told twice: by a message and by a refusal

    def check(uow: UnitOfWork) -> None:
        connection = uow._connection
        assert chats(connection, groups, "quiet") == [
            ("discord", OLD, "other"), ("telegram", NEW, "22:00-07:00"),
        ]  # fmt: skip
        assert chats(connection, members, "person_id", "share") == [
            ("telegram", NEW, ann, "sets"), ("telegram", NEW, ben, ""),
        ]  # fmt: skip
        assert chats(connection, challenges) == chats(connection, ratings) == [("telegram", NEW)]

    await store.run(check)


def test_every_table_that_names_a_chat_is_known_here() -> None:
    """A new one has to be moved too, in core/store/repositories/moved_chats.py."""
    named = {name for name, table in metadata.tables.items() if "chat" in table.c}
    assert named == {
        "inbox", "outbox", "reminders", "identities", "groups", "members", "challenges", "pools",
        "ratings", "gatherings", "racks", "group_posts",
    }  # fmt: skip


async def test_settings_of_the_new_group_stay(store: Store) -> None:
    def fill(uow: UnitOfWork) -> None:
        put(uow._connection, groups, OLD, quiet="old")
        put(uow._connection, groups, NEW, quiet="new")

    await store.run(fill)
    await store.move_chat("telegram", OLD, NEW)
    found = await store.run(lambda uow: chats(uow._connection, groups, "quiet"))
    assert found == [("telegram", NEW, "new")]


async def test_a_private_chat_that_moved_is_where_the_person_is_reached(store: Store) -> None:
    ann = Sender("telegram", "ann", "ann")

    def speak(uow: UnitOfWork) -> int:
        me = uow.people.find(ann, NOW)[0].id
        uow.people.heard(ann, Address("telegram", OLD), NOW)
        return me

    me = await store.run(speak)
    await store.move_chat("telegram", OLD, NEW)
    found = await store.run(lambda uow: uow.reminders.private_chat(me, "telegram"))
    assert found == (NEW, "")
