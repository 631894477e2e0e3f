"""Which shards a process has, what each is sent, and whose turn it is to begin a session."""

from __future__ import annotations

import pytest

from bot.platforms.discord.shard_plan import MOST_SHARDS, ShardPlan, read_shards
from bot.platforms.discord.shards import everything, seen_by
from core.store.engine import Store
from tests.servers.discord_shapes import GUILD


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("", None),
        ("auto", ShardPlan()),
        (" AUTO ", ShardPlan()),
        ("0-3/16", ShardPlan(0, 3, 16)),
        ("15/16", ShardPlan(15, 15, 16)),
        ("0/1", ShardPlan(0, 0, 1)),
        (f"0/{MOST_SHARDS}", ShardPlan(0, 0, MOST_SHARDS)),
    ],
)
def test_settings(text: str, plan: ShardPlan | None) -> None:
    assert read_shards(text) == plan


@pytest.mark.parametrize(
    "text", ["16/16", "3-0/16", "0-16/16", "all", "1", "-1/4", "0/0", f"0/{MOST_SHARDS + 1}", "٣/٤"]
)
def test_settings_that_name_no_shards(text: str) -> None:
    with pytest.raises(ValueError, match="0-3/16"):
        read_shards(text)


def test_members() -> None:
    assert ShardPlan().members(3) == ("0", "1", "2")
    assert ShardPlan(2, 3, 16).members(99) == ("2", "3")


def test_a_server_is_seen_by_one_shard_and_private_chats_by_the_first() -> None:
    for count in (1, 2, 3, 16):
        assert [seen_by(n, count)("") for n in range(count)] == [True] + [False] * (count - 1)
        assert sum(seen_by(n, count)(GUILD) for n in range(count)) == 1
    assert seen_by((int(GUILD) >> 22) % 16, 16)(GUILD)
    assert [everything(each) for each in ("", GUILD)] == [True, True]


async def test_sessions_begin_one_after_the_other(store: Store) -> None:
    key = ("discord.identify 0", "token")
    waits = [await store.next_turn(key, 1000.0, 5.0) for _ in range(3)]
    assert waits == [0.0, 5.0, 10.0]
    assert await store.next_turn(key, 1014.0, 5.0) == pytest.approx(1.0)
    assert await store.next_turn(key, 1021.0, 5.0) == 0.0  # that turn is over
    assert await store.next_turn(("discord.identify 1", "token"), 1021.0, 5.0) == 0.0


async def test_a_turn_of_a_wrong_clock_is_forgotten(store: Store) -> None:
    key = ("discord.identify 0", "token")
    await store.next_turn(key, 9e9, 5.0)
    assert await store.next_turn(key, 1000.0, 5.0) == 0.0
    assert await store.next_turn(key, 1000.0, 5.0) == 5.0
