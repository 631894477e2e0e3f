"""What admins set for a group, and a group that moves, puts the bot out and takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.errors import AdminUnknown
from core.groups.rules import LEFT_KEPT, MOST_FLOOD
from core.messages import Address, Reply
from core.store.engine import Store
from core.store.schema import tables
from tests.core.handlers.trainer_room import GROUP, Trained
from tests.gym import OTHER

SWITCHES = (
    ("board", "/board", "board"),
    ("challenges", "/challenge squat 100 reps this week", "challenge"),
    ("gatherings", "/gym", "gym"), ("gatherings", "/who is in at 23?", "gathering"),
)  # fmt: skip


@pytest.fixture
async def room(store: Store) -> Trained:
    """A coach, on SQLite and on PostgreSQL."""
    found = Trained(store)
    await found.say("Ann", "/join", group=GROUP)
    return found


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["board off", "recap off", "flood 6", "flood off", "gatherings on"]
)
async def test_only_admins_switch(room: Trained, words: str) -> None:
    with pytest.raises(AdminUnknown):
        await room.say("Ann", f"/settings {words}", group=GROUP)
    refused = await room.facts("Ann", f"/settings {words}", group=GROUP, admin=False)
    assert refused["error"] == "not_admin"
    assert (await room.facts("Ann", "/settings", group=GROUP))["off"] == []
    assert (await room.facts("Ann", f"/settings {words}", group=GROUP, admin=True))[
        "kind"
    ] == "house"
    private = await room.facts("Ann", f"settings {words}", admin=True)
    assert private["error"] == "not_a_group"


@pytest.mark.parametrize(("feature", "typed", "kind"), SWITCHES)
async def test_what_is_off_does_nothing_there_and_comes_back(
    room: Trained, feature: str, typed: str, kind: str
) -> None:
    await room.say("Ann", f"/settings {feature} off", group=GROUP, admin=True)
    answer = await room.say("Ann", typed, group=GROUP)
    assert answer.result == {"kind": "switched_off", "feature": feature}
    assert answer.reply is not None
    assert answer.reply.private
    await room.say("Ann", "/join", group=OTHER)
    assert (await room.facts("Ann", typed, group=OTHER))["kind"] == kind
    await room.say("Ann", f"/settings {feature} on", group=GROUP, admin=True)
    assert (await room.facts("Ann", typed, group=GROUP))["kind"] == kind


@pytest.mark.parametrize(
    ("value", "flood"), [("1", 1), (str(MOST_FLOOD), MOST_FLOOD), ("0", None), ("-1", None),
                         (str(MOST_FLOOD + 1), None), ("6.5", None), ("9" * 40, None), ("²", None)],
)  # fmt: skip
async def test_the_limit_has_borders(room: Trained, value: str, flood: int | None) -> None:
    found = await room.facts("Ann", f"/settings flood {value}", group=GROUP, admin=True)
    assert found.get("flood") == flood
    assert (found.get("error") == "bad_setting") == (flood is None)


async def test_over_the_limit_an_answer_is_for_the_person_alone(room: Trained) -> None:
    await room.say("Cid", "/join", group=GROUP)
    await room.say("Ann", "/settings flood 2", group=GROUP, admin=True)

    async def aloud(who: str, text: str) -> bool:
        answer = await room.say(who, text, group=GROUP)
        assert answer.reply is not None
        return not answer.reply.private

    room.now += timedelta(minutes=1)
    assert [await aloud("Ann", "/today") for _ in range(3)] == [False] * 3  # takes no place
    assert [await aloud(who, "/partners") for who in ("Ann", "Cid", "Ann")] == [True, True, False]
    room.now += timedelta(seconds=0.001) - timedelta(seconds=20)
    assert not await aloud("Cid", "/partners")  # 40 s and 60 s after the two that were read
    assert await aloud("Cid", "/partners")
    await room.say("Ann", "/settings flood off", group=GROUP, admin=True)
    assert all([await aloud("Ann", "/partners") for _ in range(5)])


# --- a group that moves -------------------------------------------------------------------------


async def test_all_of_a_group_goes_on_under_its_new_id(store: Store) -> None:
    room, new = Trained(store), "-1005"
    for who in ("Ann", "Cid"):
        await room.say(who, "start")
        await room.say(who, "/join", group=GROUP)
    for words in ("recap off", "flood 7", "quiet 01:00-02:00", "language de"):
        await room.say("Ann", f"/settings {words}", group=GROUP, admin=True)
    await room.say("Ann", "/challenge squat 100 reps this week", group=GROUP)
    await room.say("Cid", "/challenge in 1", group=GROUP)
    await room.say("Ann", "/gym 23:00", group=GROUP)
    await room.say("Ann", "squat 100x5 rir1", group=GROUP)
    before = [await room.words("Ann", each, group=GROUP) for each in LOOKS]
    await store.move_chat("telegram", GROUP, new)
    room.now -= timedelta(seconds=20 * len(LOOKS))
    assert [await room.words("Ann", each, group=new) for each in LOOKS] == before
    assert (await room.facts("Cid", "/leave", group=new))["kind"] == "left"


LOOKS = ("/settings", "/board", "/challenge", "/who is in", "/share", "/partners")


# --- a group that puts the bot out --------------------------------------------------------------


async def _rows(store: Store, name: str) -> int:
    table = tables.metadata.tables[name]
    return await store.run(lambda uow: len(uow._connection.execute(select(table)).all()))


async def test_out_of_a_group_nothing_queued_is_sent_and_back_all_is_there(store: Store) -> None:
    room = Trained(store)
    await room.say("Ann", "/join", group=GROUP)
    await room.say("Ann", "/settings board off", group=GROUP, admin=True)
    await room.say("Ann", "/gym 23:00", group=GROUP)
    for chat in (GROUP, OTHER):
        where = Address("telegram", chat, private=False)
        await store.run(
            lambda uow, to=where: uow.outbox.post(to, Reply(("x",)), "", f"k{to.chat}", room.now)
        )
    await store.lose_chat("telegram", GROUP, "kicked", room.now)
    sent = await store.claim_outbox("telegram", "me", room.now, timedelta(minutes=1), 20)
    assert [each.address.chat for each in sent] == [OTHER]
    assert await _rows(store, "members") == 1
    room.now += LEFT_KEPT - timedelta(hours=1)
    await store.purge(room.now - timedelta(days=3), room.now)
    back = await room.facts("Ann", "/settings", group=GROUP)
    assert back["off"] == ["board"]
    assert (await room.facts("Ann", "/join", group=GROUP))["joined"] is False
    room.now += timedelta(days=60)  # it is in again: nothing is deleted any more
    await store.purge(room.now - timedelta(days=3), room.now)
    assert await _rows(store, "members") == 1


@pytest.mark.parametrize(
    ("late", "kept"), [(timedelta(), 1), (timedelta(seconds=1), 0)], ids=["30 days", "after"]
)
async def test_a_group_that_was_left_is_forgotten_after_30_days(
    room: Trained, late: timedelta, kept: int
) -> None:
    store = room.store
    await room.say("Ann", "/challenge squat 100 reps this month", group=GROUP)
    await room.say("Ann", "/join", group=OTHER)
    await store.lose_chat("telegram", GROUP, "kicked", room.now)
    await store.purge(room.now, room.now + LEFT_KEPT + late)
    assert await _rows(store, "members") == 1 + kept
    assert await _rows(store, "challenges") == kept
    assert await _rows(store, "groups") == kept
    assert await _rows(store, "people") == 1
    later = await room.facts("Ann", "/join", group=GROUP)
    assert later["joined"] is (kept == 0)
