"""One person's waiting messages are capped, whoever else waits beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.discord.read import MessageFilter, interaction_row, message_row
from bot.platforms.telegram.read import Me, inbox_row
from core.store.engine import Store, open_store
from core.store.repositories.waiting import MOST_WAITING
from core.store.rows import Claimed, InboxRow

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
LEASE = timedelta(seconds=60)


def rows(
    first: int, count: int, sender: str = "7", chat: str = "7", platform: str = "telegram"
) -> list[InboxRow]:
    return [
        InboxRow(
            f"{platform}:{chat}:{sender}:{n}", platform, chat, "{}", NOW,
            NOW + timedelta(seconds=n), sender=sender,
        )
        for n in range(first, first + count)
    ]  # fmt: skip


async def waiting(store: Store) -> Sequence[Claimed]:
    """All that waits, given back at once."""
    found = await store.claim_inbox("a", NOW, LEASE, 10_000)
    for each in found:
        await store.release_inbox(each.row.key, NOW, NOW)
    return found


@pytest.mark.parametrize(
    ("sent", "kept", "dropped"),
    [
        (60, 60, 0),
        (MOST_WAITING - 1, MOST_WAITING - 1, 0),
        (MOST_WAITING, MOST_WAITING, 0),
        (MOST_WAITING + 1, MOST_WAITING, 1),
        (2_000, MOST_WAITING, 2_000 - MOST_WAITING),
    ],
)
@pytest.mark.parametrize("batch", [1, 100, 2_000])
async def test_the_first_are_kept_and_the_rest_is_counted(
    sqlite_store: Store, sent: int, kept: int, dropped: int, batch: int
) -> None:
    if batch == 1 and sent > 300:
        sent, dropped = 300, 300 - MOST_WAITING
    for start in range(0, sent, batch):
        await sqlite_store.receive(rows(start, min(batch, sent - start)))
    found = await waiting(sqlite_store)
    assert [each.row.key for each in found if not each.row.dropped] == [
        each.key for each in rows(0, kept)
    ]
    assert sum(each.row.dropped for each in found) == dropped
    assert len(found) == kept + (dropped > 0)


async def test_both_databases_cap_alike(store: Store) -> None:
    await store.receive(rows(0, MOST_WAITING + 5))
    assert await store.receive(rows(MOST_WAITING + 5, 10)) == 0
    found = await waiting(store)
    assert (len(found), found[-1].row.dropped) == (MOST_WAITING + 1, 15)


async def test_others_lose_nothing(store: Store) -> None:
    """Per person and chat: neither a group nor another chat of theirs is used up."""
    await store.receive(rows(0, MOST_WAITING + 50, chat="-5"))
    others = [
        *rows(0, 5, sender="8", chat="-5"), *rows(0, 5, chat="7"),
        *rows(0, 5, sender="", chat="-5"),
        *rows(0, 5, chat="-5", platform="discord"),
    ]  # fmt: skip
    assert await store.receive([*rows(900, 3, chat="-5"), *others]) == len(others)
    assert max(each.row.dropped for each in await waiting(store)) == 53


async def test_those_nobody_is_known_of_are_not_capped(sqlite_store: Store) -> None:
    assert await sqlite_store.receive(rows(0, 500, sender="")) == 500


async def test_a_repeat_is_neither_dropped_nor_counted(store: Store) -> None:
    await store.receive(rows(0, MOST_WAITING))
    assert await store.receive(rows(100, 100)) == 0
    assert not any(each.row.dropped for each in await waiting(store))
    twin = replace(rows(900, 1)[0], twin="t")
    await store.receive([twin])
    await store.receive([replace(twin, key="another"), *rows(150, 100)])
    assert (await waiting(store))[-1].row.dropped == 51


async def test_what_was_answered_makes_room_again(store: Store) -> None:
    """Only once the mark was answered: what is kept has no gaps."""
    await store.receive(rows(0, MOST_WAITING + 1))
    found = await store.claim_inbox("a", NOW, LEASE, 10_000)
    for each in found[:-1]:
        await store.run(lambda uow, key=each.row.key: uow.inbox.finish(key, NOW))
    assert await store.receive(rows(500, 1)) == 0
    await store.run(lambda uow: uow.inbox.finish(found[-1].row.key, NOW))
    assert await store.receive(rows(501, 1)) == 1


async def test_the_cap_holds_over_a_restart(tmp_path) -> None:  # type: ignore[no-untyped-def]
    url = f"sqlite:///{tmp_path}/spotter.db"
    store = await open_store(url)
    await store.receive(rows(0, MOST_WAITING + 1))
    await store.close()
    store = await open_store(url)
    assert await store.receive(rows(MOST_WAITING + 1, 2)) == 0
    assert (await waiting(store))[-1].row.dropped == 3
    await store.close()


def test_rows_say_who_sent_them() -> None:
    """Typed, edited and tapped, on both platforms."""
    who, me = {"id": 7, "first_name": "Ann"}, Me(1, "spotter")
    message = {
        "message_id": 1,
        "from": who,
        "chat": {"id": -5, "type": "group"},
        "date": 1,
        "text": "x",
    }
    for body in (
        {"message": message},
        {"edited_message": {**message, "edit_date": 2}},
        {"callback_query": {"id": "1", "from": who, "message": message, "data": "1|x"}},
    ):
        assert inbox_row({"update_id": 1, **body}, me, NOW).sender == "7"
    assert inbox_row({"update_id": 1}, me, NOW).sender == ""
    typed = {
        "id": "99", "channel_id": "5", "content": "x", "type": 0,
        "author": {"id": "7", "username": "a"},
        "timestamp": NOW.isoformat(),
    }  # fmt: skip
    found = message_row(typed, MessageFilter("1", overhear=True), NOW, private=True)
    assert found is not None
    assert found.sender == "7"
    pressed = {
        "id": "99", "type": 3, "channel_id": "5", "token": "t", "application_id": "1",
        "user": {"id": "7", "username": "a"},
    }  # fmt: skip
    assert interaction_row(pressed, NOW, "x", None).sender == "7"


async def test_where_more_wait_than_may_nothing_more_is_taken(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were received by a version with a wider cap, or none."""
    monkeypatch.setattr("core.store.repositories.waiting.MOST_WAITING", MOST_WAITING + 50)
    await sqlite_store.receive(rows(0, MOST_WAITING + 5))
    monkeypatch.undo()
    await sqlite_store.receive(rows(MOST_WAITING + 5, 30))
    found = await waiting(sqlite_store)
    assert (len(found), found[-1].row.dropped) == (MOST_WAITING + 6, 30)
