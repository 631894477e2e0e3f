"""Partners at one rack: consent, turns, one message, its end, and what is never shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.runtime.pace import Pace
from bot.settings import Settings
from core.coach import Coach
from core.groups.company import IDLE, next_turn
from core.messages import Reply
from core.render.wording import words_of_rest
from core.store.engine import Store
from core.store.schema.tables import outbox, rack_lifters, racks, reminders
from core.store.unit_of_work import UnitOfWork
from tests.core.handlers.test_group_privacy import public
from tests.gym import GYM, Gym

LOADS = {"Ann": "107.5", "Ben": "87.5", "Cara": "67.5"}


async def trained(store: Store) -> Gym:
    """Three partners with a squat each, typed in private some days ago."""
    gym = Gym(store)
    await gym.join(*LOADS)
    for who, load in LOADS.items():
        await gym.say(who, f"squat {load}x5 rir2", "")
    gym.now += timedelta(days=3)
    return gym


async def tap(gym: Gym, who: str, send: str) -> Reply:
    message = await gym.last_sent()
    reply = (await gym.say(who, f"train together {send} @r1", to=message, button=True)).reply
    assert reply is not None
    return reply


async def begun(store: Store, *who: str) -> Gym:
    """A rack under way."""
    gym = await trained(store)
    await gym.say(who[0], "/train together squat")
    ids = {"Ann": 1, "Ben": 2, "Cara": 3}
    for each in who[1:]:
        await tap(gym, who[0], f"ask {ids[each]}")
    for each in who:
        await tap(gym, each, "in")
    return gym


async def left(store: Store, table) -> int:  # type: ignore[no-untyped-def]
    def work(uow: UnitOfWork) -> int:
        found: int = uow._connection.execute(select(func.count()).select_from(table)).scalar_one()
        return found

    return await store.run(work)


def loads_in(text: str) -> list[str]:
    """Loads of the three, as advised or as done, in a text."""
    known = ("107.5", "110", "87.5", "90 kg", "67.5", "70 kg")
    return [each for each in known if each in text]


def newest(gym: Gym) -> Reply:
    """What the group's message of the rack was changed to last."""
    found = [each.reply for each in gym.outgoing if each.address.chat == GYM and each.reply.edits]
    return found[-1]


async def test_nothing_is_shown_before_everybody_asked_has_tapped(store: Store) -> None:
    gym = await trained(store)
    gym.outgoing.clear()
    await gym.say("Ann", "/train together squat")
    await tap(gym, "Ann", "ask 2")
    await tap(gym, "Ann", "in")
    for each in gym.outgoing:
        assert not loads_in(public(each.reply))
    shown = await tap(gym, "Ben", "in")
    assert shown.title == "Squat at one rack: Ben, Ann"
    assert "90 kg" in shown.lines[0]
    assert {each.reply.edits for each in gym.outgoing if each.address.chat == GYM} == {"rack:1"}


async def test_who_was_not_asked_shows_nothing_and_changes_nothing(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben")
    for send in ("in", "done", "out", "ask 3"):
        reply = await tap(gym, "Cara", send)
        assert reply.private, send
        assert not loads_in(public(reply)), send
    assert "67.5" not in public(newest(gym))


async def test_nobody_but_who_opened_it_asks(store: Store) -> None:
    gym = await trained(store)
    await gym.say("Ann", "/train together squat")
    await tap(gym, "Ann", "ask 2")
    for who, send in (("Ben", "ask 3"), ("Ann", "ask 77"), ("Ann", "ask " + "9" * 40)):
        assert (await tap(gym, who, send)).private


async def test_turns_go_round_by_button_and_by_line(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben", "Cara")
    assert newest(gym).lines[0].startswith("Now Cara: 70 kg x 5")
    gym.outgoing.clear()
    by_tap = await tap(gym, "Cara", "done")
    assert by_tap.lines[0].startswith("Cara: Squat 70 kg x 5")
    assert by_tap.lines[1].startswith("Now Ben: 90 kg x 5 (set 1)")
    by_line = (await gym.say("Ben", "squat 90x5 rir2")).reply
    assert by_line is not None
    assert by_line.edits == "rack:1"
    assert by_line.lines[1].startswith("Now Ann: 110 kg x 5 (set 1)")
    in_private = (await gym.say("Ann", "squat 110x5 rir2", "")).reply
    assert in_private is not None
    assert not in_private.edits
    assert newest(gym).lines[0].startswith("Now Cara")
    assert {each.reply.edits for each in gym.outgoing if each.address.chat == GYM} == {"rack:1"}
    assert len([each for each in gym.outgoing if each.address.chat == GYM]) == 3  # one a set


async def test_plates_follow_what_is_on_the_bar(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben")
    assert newest(gym).lines[1] == "Put on 20 + 10 + 5 a side, makes 20 + 10 + 5."
    first = newest(gym).lines[1]
    again = await tap(gym, "Ben", "in")  # nothing was lifted: the same change is still to be made
    assert again.lines[1] == first
    after = await tap(gym, "Ben", "done")
    assert after.lines[2] == "Put on 5 + 5 a side, makes 20 + 10 + 5 + 5 + 5."


async def test_another_load_than_shown_is_what_is_on_the_bar(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben")
    reply = (await gym.say("Ben", "squat 80x5 rir2")).reply  # 90 was shown
    assert reply is not None
    assert "now" not in reply.lines[2]
    assert reply.lines[2] == "Put on 10 + 5 a side, makes 20 + 10 + 10 + 5."


async def test_a_tap_says_how_many_were_left(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben")
    reply = await tap(gym, "Ben", "done 2")
    assert "90 kg x 5, 2 left" in reply.lines[0]


async def test_two_taps_are_one_set(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben")
    await tap(gym, "Ben", "done")
    gym.now -= timedelta(minutes=2) - timedelta(seconds=19)
    assert (await tap(gym, "Ben", "done")).private
    gym.now -= timedelta(minutes=2) - timedelta(seconds=1)
    assert (await tap(gym, "Ben", "done")).edits


async def test_a_restart_forgets_nothing(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben")
    await tap(gym, "Ben", "done")
    before = newest(gym)
    gym.coach = Coach(store)
    again = await tap(gym, "Ann", "in")
    assert (again.title, again.lines[0]) == (before.title, before.lines[1])


@pytest.mark.parametrize(
    ("who", "text", "chat"),
    [
        ("Ben", "/leave", GYM), ("Ben", "/done", GYM), ("Ben", "done", ""),
        ("Ann", "/train together off @r1", GYM), ("Ben", "/train together out", GYM),
    ],
)  # fmt: skip
async def test_it_ends_and_shows_no_load_any_more(
    store: Store, who: str, text: str, chat: str
) -> None:
    gym = await begun(store, "Ann", "Ben")
    await tap(gym, "Ben", "done")
    gym.outgoing.clear()
    await gym.say(who, text, chat)
    over = newest(gym)
    assert over.edits == "rack:1"
    assert over.lines[0] == "Squat together is over."
    assert not loads_in(public(over))
    assert not over.buttons
    assert await left(store, racks) == await left(store, rack_lifters) == 0
    assert await left(store, reminders) == 0
    assert (await tap(gym, "Ann", "in")).private  # a button of before shows nothing


async def test_forget_me_ends_it(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben")
    await gym.say("Ben", "forget me", "")
    gym.outgoing.clear()
    await gym.say("Ben", "forget me yes", "")
    over = newest(gym)
    assert over.lines[0] == "Squat together is over."
    assert not loads_in(public(over))
    assert await left(store, racks) == 0
    changed = [each for each in gym.outgoing if each.reply.edits == "rack:1"]
    assert changed[-1].changes  # the message that showed it, not a new one


async def test_one_of_three_may_go(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben", "Cara")
    reply = await tap(gym, "Ben", "out")
    assert reply.title == "Squat at one rack: Cara, Ann"
    assert "90 kg" not in public(reply)


async def test_an_idle_rack_ends_by_itself(store: Store) -> None:
    gym = await begun(store, "Ann", "Ben")
    at = gym.now

    def keys(uow: UnitOfWork) -> list[tuple[str, int]]:
        found = uow._connection.execute(select(reminders).where(reminders.c.kind == "rack"))
        return [(f"ping:{row.id}:{at.date()}", row.person_id) for row in found]

    timers = await store.run(keys)
    gym.outgoing.clear()
    for key, person in timers:
        early = at + IDLE - timedelta(seconds=1)
        assert await gym.coach.ping(key, person, early) == "dropped"
    assert await left(store, racks) == 1
    said = [await gym.coach.ping(key, person, at + IDLE) for key, person in timers]
    assert "over" in said
    await gym.deliver()
    assert newest(gym).lines[0] == "Squat together is over."
    assert not loads_in(public(newest(gym)))
    assert await left(store, racks) == 0


async def test_a_burst_is_one_change(store: Store) -> None:
    """What waits is replaced: however fast sets come, one message of the rack is to be sent."""
    gym = await begun(store, "Ann", "Ben", "Cara")

    async def later() -> None:
        """Nothing is sent meanwhile."""

    gym.deliver = later  # type: ignore[method-assign]
    for number in range(6):
        await gym.say(("Ann", "Ben", "Cara")[number % 3], "squat 60x5 rir2")

    def waiting(uow: UnitOfWork) -> int:
        mine = select(func.count()).where(outbox.c.chat == GYM, outbox.c.settled_at.is_(None))
        found: int = uow._connection.execute(mine).scalar_one()
        return found

    assert await store.run(waiting) == 1


def test_changes_count_for_the_pace_of_a_group() -> None:
    """At most 20 a minute in a group, changes of messages included: the pace counts every send."""
    per_minute = Settings.model_fields["send_per_group_minute"].default
    assert per_minute <= 20
    pace, sent, now = Pace(30, 1, per_minute), 0, 0.0
    while now < 60:
        if GYM not in pace.parked(now):
            pace.count(GYM, now, group=True)
            sent += 1
        now += 0.5
    assert sent <= 20


def test_whose_turn_it_is() -> None:
    assert next_turn([3, 1, 2], {}) == 3
    assert next_turn([3, 1, 2], {3: 1}) == 1
    assert next_turn([3, 1, 2], {3: 1, 1: 1, 2: 1}) == 3
    assert next_turn([3, 1, 2], {3: 1}, frozenset({1})) == 2
    assert next_turn([3, 1], {}, frozenset({1, 3})) is None
    assert next_turn([], {}) is None


def test_a_rest_is_said_so_that_it_reads() -> None:
    said = [words_of_rest("en", seconds) for seconds in (90, 119, 120, 130, 150, 599, 600, 640)]
    assert said == ["90 s", "119 s", "2 min", "130 s", "2.5 min", "599 s", "10 min", "10.7 min"]
