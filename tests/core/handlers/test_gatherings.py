"""Who is in: one message that changes, pings in private, bounds, and how it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.groups.company import MOST_GATHERINGS, PING_BEFORE
from core.messages import Reply
from core.store.engine import Store
from core.store.schema.tables import attendances, reminders
from core.store.unit_of_work import UnitOfWork
from tests.gym import GYM, OTHER, Gym

# Gym.now is Wednesday 25 November 2026, 18:00 UTC; a minute or two pass with every word
TIME = datetime(2026, 11, 26, 18, tzinfo=UTC)


async def opened(store: Store) -> Gym:
    """Three partners, and Ann asks who is in on Thursday at six."""
    gym = Gym(store)
    await gym.join("Ann", "Ben", "Cara")
    await gym.say("Ann", "/gym thu 18:00")
    return gym


async def tap(gym: Gym, who: str, send: str) -> Reply | None:
    """Somebody presses a button of the group's message."""
    message = await gym.last_sent()
    return (await gym.say(who, send, to=message, button=True)).reply


async def pings(gym: Gym) -> list[tuple[str, str, bool]]:
    """Whom a ping waits for: kind, chat, whether it is a private one."""

    def work(uow: UnitOfWork) -> list[tuple[str, str, bool]]:
        wanted = select(reminders.c.kind, reminders.c.chat, reminders.c.private)
        rows = uow._connection.execute(wanted.order_by(reminders.c.chat))
        return [(row.kind, row.chat, row.private) for row in rows]

    return await gym.store.run(work)


async def said_by_ping(gym: Gym, who: str, now: datetime) -> Reply | str:
    """What somebody's ping says at a time."""

    def key(uow: UnitOfWork) -> tuple[str, int]:
        row = uow._connection.execute(
            select(reminders).where(reminders.c.chat == who, reminders.c.kind == "gym")
        ).one()
        return f"ping:{row.id}:2026-11-26", row.person_id

    return await gym.coach.ping(*await gym.store.run(key), now)


def group_messages(gym: Gym) -> list[Reply]:
    return [each.reply for each in gym.outgoing if each.address.chat == GYM]


async def test_every_answer_changes_one_message(store: Store) -> None:
    gym = await opened(store)
    gym.outgoing.clear()
    for who, send in (("Ben", "gym in @g1"), ("Cara", "gym later @g1"), ("Ben", "gym out @g1")):
        await tap(gym, who, send)
    sent = group_messages(gym)
    assert {each.edits for each in sent} == {"gym:1"}
    assert [each.lines[1:-1] for each in sent] == [
        ("In: Ann, Ben.",), ("In: Ann, Ben.", "Later: Cara."),
        ("In: Ann.", "Later: Cara.", "Not today: Ben."),
    ]  # fmt: skip
    assert all(each.open for each in sent[-1].buttons[:3])
    assert not sent[-1].buttons[3].open  # calling it off is Ann's, whoever tapped last
    assert sent[-1].owner == 1


async def test_one_is_open_for_a_time(store: Store) -> None:
    gym = await opened(store)
    gym.outgoing.clear()
    answer = await gym.say("Ben", "/who is in thursday at 6pm?")
    assert answer.reply is not None
    assert answer.reply.private
    assert answer.reply.lines == ("You are in, Thu 26 Nov 18:00.",)
    changed = [each for each in group_messages(gym) if each.edits]
    assert [each.lines[1] for each in changed] == ["In: Ann, Ben."]


async def test_so_many_are_open_at_a_time(store: Store) -> None:
    gym = await opened(store)
    for hour in range(1, MOST_GATHERINGS):
        answer = await gym.say("Ann", f"/gym fri {hour + 12}:00")
        assert (answer.result or {})["state"] == "open"
    full = await gym.say("Ben", "/gym sat 18:00")
    assert (full.result or {})["why"] == "full"
    gym.now = TIME + timedelta(minutes=1)  # one has passed
    assert ((await gym.say("Ben", "/gym sat 18:00")).result or {})["state"] == "open"


async def test_who_is_in_is_pinged_in_private_half_an_hour_before(store: Store) -> None:
    gym = await opened(store)
    await tap(gym, "Ben", "gym later @g1")
    await tap(gym, "Cara", "gym out @g1")
    assert await pings(gym) == [("gym", "Ann", True), ("gym", "Ben", True)]
    queued = await gym.store.queue_due("telegram", TIME - PING_BEFORE - timedelta(seconds=1), 9)
    assert queued.queued == 0
    assert (await gym.store.queue_due("telegram", TIME - PING_BEFORE, 9)).queued == 2
    words = await said_by_ping(gym, "Ben", TIME - PING_BEFORE)
    assert isinstance(words, Reply)
    assert words.lines[0] == "Gym at 18:00, in 30 min, with Ann."
    alone = await said_by_ping(gym, "Ann", TIME - timedelta(minutes=1))
    assert isinstance(alone, Reply)
    assert alone.lines[0] == "Gym at 18:00, in 1 min. Nobody else is in yet."
    assert await said_by_ping(gym, "Ann", TIME) == "late"


@pytest.mark.parametrize("then", ["gym out @g1", "/leave"])
async def test_who_is_out_is_not_pinged(store: Store, then: str) -> None:
    gym = await opened(store)
    await tap(gym, "Ben", "gym in @g1")
    await gym.say("Ben", then, to=await gym.last_sent(), button=not then.startswith("/"))
    assert await pings(gym) == [("gym", "Ann", True)]


@pytest.mark.parametrize("goes", ["/leave", "leave telegram -5", "forget me yes"])
async def test_who_goes_is_taken_off_the_message_at_once(store: Store, goes: str) -> None:
    """What stands in the group names nobody who left, and a second leaving changes nothing."""
    gym = await opened(store)
    await tap(gym, "Ben", "gym in @g1")
    if goes.startswith("forget"):
        await gym.say("Ben", "forget me", "")
    gym.outgoing.clear()
    await gym.say("Ben", goes, GYM if goes.startswith("/") else "")
    changed = [each for each in group_messages(gym) if each.edits == "gym:1"]
    assert [each.lines[1] for each in changed] == ["In: Ann."]
    gym.outgoing.clear()
    await gym.say("Ben", "/leave")
    assert not [each for each in group_messages(gym) if each.edits]


async def test_an_answer_in_private_changes_the_groups_message(store: Store) -> None:
    gym = await opened(store)
    gym.outgoing.clear()
    answer = await gym.say("Ann", "gym out @g1", "", button=True, owner=1)
    assert answer.reply is not None
    assert answer.reply.lines == ("You are out, Thu 26 Nov 18:00.",)
    assert [each.lines[1] for each in group_messages(gym)] == ["Not today: Ann."]


async def test_called_off_by_who_asked_alone(store: Store) -> None:
    gym = await opened(store)
    refused = await tap(gym, "Ben", "gym off @g1")
    assert refused is not None
    assert refused.private
    assert "Only Ann" in refused.lines[0]
    done = await tap(gym, "Ann", "gym off @g1")
    assert done is not None
    assert done.lines == ("Training Thu 26 Nov 18:00 is called off.",)
    assert done.edits == "gym:1"
    assert await pings(gym) == []
    late = await tap(gym, "Ben", "gym in @g1")
    assert late is not None
    assert "called off" in late.lines[0]


async def test_a_time_that_is_past_takes_no_answer(store: Store) -> None:
    gym = await opened(store)
    gym.now = TIME - timedelta(minutes=2)  # the tap comes at the time itself
    late = await tap(gym, "Ben", "gym in @g1")
    assert late is not None
    assert late.private
    assert "it is over" in late.lines[0]


async def test_only_who_joined_answers_and_only_there(store: Store) -> None:
    gym = await opened(store)
    stranger = await tap(gym, "Zoe", "gym in @g1")
    assert stranger is not None
    assert stranger.private
    await gym.join("Dan", chat=OTHER)
    for send in ("gym in @g1", "gym off @g1"):
        answer = await gym.say("Dan", send, OTHER, button=True)
        assert (answer.result or {})["why"] == "gone"
        assert (await gym.say("Dan", send, "")).reply != answer.reply
    assert (await gym.say("Ann", "gym in @g" + "9" * 30, "")).reply is not None


async def test_forget_me_takes_the_answers_along(store: Store) -> None:
    gym = await opened(store)
    await gym.say("Ann", "forget me", "")
    await gym.say("Ann", "forget me yes", "")

    def count(uow: UnitOfWork) -> int:
        found: int = uow._connection.execute(
            select(func.count()).select_from(attendances)
        ).scalar_one()
        return found

    assert await store.run(count) == 0
    assert await pings(gym) == []
    after = await tap(gym, "Ben", "gym in @g1")
    assert after is not None
    assert after.lines[1] == "In: Ben."
    assert "Ann" not in repr(after)


async def test_who_never_wrote_in_private_is_told_so(store: Store) -> None:
    gym = await opened(store)
    await gym.say("Eve", "/join")
    answer = await gym.say("Eve", "/gym thu 18:00")
    assert answer.reply is not None
    assert "Write to me in private once" in answer.reply.lines[1]
    assert ("gym", "Eve", True) not in await pings(gym)


async def test_reminders_know_partners_only_where_both_share_sessions(store: Store) -> None:
    async def said(shares: str) -> str:
        await gym.say("Ann", shares)

        def key(uow: UnitOfWork) -> str:
            row = uow._connection.execute(
                select(reminders.c.id).where(reminders.c.kind == "train")
            ).one()
            return f"ping:{row.id}:2026-11-26"

        name = await store.run(key)
        await gym.store.queue_due("telegram", datetime(2026, 11, 26, 17, tzinfo=UTC), 9)
        return repr(await gym.coach.ping(name, 1, datetime(2026, 11, 26, 17, tzinfo=UTC)))

    gym = await opened(store)
    await tap(gym, "Ben", "gym in @g1")
    await gym.say("Ann", "remind thu 17:00", "")
    gym.now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert "Ben trains at 18:00" in await said("/share sessions")
    assert "Ben" not in await said("/share sets")
    await gym.say("Ben", "/share nothing")
    assert "Ben" not in await said("/share sessions")
