"""Strangers, an ex-member and an ex-trainer: what they type, name and press shows nothing of Ann.

The matrix of what was not meant for them: every command with the ids of others, every button that
was ever shown, from private, from the group and from another one; and nothing of hers changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

import pytest

from core.commands import COMMANDS
from core.messages import Answer
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.core.handlers.test_group_privacy import ENDS, PLAN, Leaky, fill, leaks, public
from tests.gym import GYM, OTHER

NAMED = ("s1", "s2", "m1", "m2", "g1", "g2", "r1", "p1", "p2", "q1", "q2", "e1s1", "e1s2")
VERBS = (
    "gym in @{}", "gym off @{}", "gym later @{}", "gym out @{}", "train together in @{}",
    "train together done 1 @{}", "train together ask 1 @{}", "train together off @{}",
    "challenge in @{}", "challenge off @{}", "trainer accept @{}", "trainer decline @{}",
    "lifter comment @{} heels down", "answer @{} 1", "fix @{} x7", "undo @{}", "why @{}",
    "eye 1 @{}", "same @{}", "rir1 @{}", "what if @{} x7",
)  # fmt: skip
FREE = (
    "lifter week", "lifter 1 week", "lifter 2 week", "lifter Ann week", "lifter next squat",
    "lifter 1 history squat", "lifter propose squat 3x5 100", "lifter 1 comment @s1 hello you",
    "lifter end", "lifter 1 end", "trainer", "trainer seen", "trainer renew", "trainer end",
    "trainer notes on", "trainer pain on", "plan take 1-aaaaaaaaaaaaaaaa", "plan take 1",
    "who is in", "gym when", "partners", "board", "challenge", "recap", "pool", "share", "today",
    "week", "history squat", "export", "privacy", "plan", "next", "settings", "leave telegram -5",
    "start plan_take_1-aaaaaaaaaaaaaaaa", "start lifter_1", "start trainer_accept_p1",
    "start gym_in_g1", "start s1",
)  # fmt: skip
EVERY = tuple(
    f"{spec.name} @{named}" for number, spec in enumerate(COMMANDS)
    if spec.name not in ENDS for named in (NAMED[number % len(NAMED)], "s1", "m1")
)  # fmt: skip
COUNTED = frozenset({"83"})  # what somebody who logs all evening comes to have of their own


async def ann_trains(gym: Leaky) -> list[str]:
    """Ann fills everything; Bob left and Dan's coaching ended; what buttons were shown of it."""
    await fill(gym)
    await gym.join("Eve")
    for who in ("Cid", "Dan"):
        await gym.say(who, "start", "")
    steps = [
        ("Ann", PLAN, ""), ("Ann", "plan begin", ""),
        ("Ann", "/share sessions plan times", GYM), ("Ann", "/gym fri 21:00", GYM),
        ("Bob", "/gym in @g1", GYM), ("Eve", "/gym in @g1", GYM),
        ("Ann", "/challenge together 9 sessions this month", GYM), ("Bob", "/challenge in 1", GYM),
        ("Ann", "/train together squat", GYM), ("Ann", "/train together ask 3 @r1", GYM),
        ("Ann", "trainer invite from 4 weeks ago", ""),
    ]  # fmt: skip
    shown: dict[str, None] = {}
    for who, text, chat in steps:
        answer = await gym.say(who, text, chat, addressed=True)
        shown |= dict.fromkeys(each.send for each in buttons_of(answer))
    code = str((answer.result or {})["code"])
    for who, text in (
        ("Dan", f"trainer {code}"), ("Ann", "trainer notes on"), ("Ann", "trainer pain on"),
        ("Dan", "lifter week"), ("Dan", "lifter history squat"),
        ("Dan", "lifter propose squat 3x5 187.5"),
        ("Dan", "lifter"), ("Ann", "trainer"), ("Ann", "trainer end"), ("Ann", "trainer invite"),
        ("Ann", "/sick"), ("Ann", "next"), ("Ann", "today"),
    ):  # fmt: skip
        answer = await gym.say(who, text, "")
        shown |= dict.fromkeys(each.send for each in buttons_of(answer))
    await gym.say("Bob", "/leave")
    shown |= dict.fromkeys(each.send for sent in gym.outgoing for each in sent.reply.buttons)
    shown[f"trainer {code}"] = None  # used once
    gym.outgoing.clear()
    return list(shown)


def buttons_of(answer: Answer) -> Iterable[object]:
    return answer.reply.buttons if answer.reply is not None else ()


async def hers(gym: Leaky) -> tuple[object, ...]:
    """What of Ann's could have been changed."""

    def work(uow: UnitOfWork) -> tuple[object, ...]:
        company = uow.company
        where = company.gathering(1)
        return (
            uow.sets.between(1, gym.now - timedelta(days=90), gym.now),
            None if where is None else company.answers(where).get(1),
            (company.rack(2) or company.rack(1)) is not None,
            1 in {each.person_id for each, _ in uow.groups.members(where.where)} if where else None,
            uow.trainers.trainer_of(1),
        )

    return await gym.store.run(work)


def told_of_ann(answer: Answer, *, at: str) -> list[str]:
    """What an answer says of Ann to somebody who was never meant to see it."""
    if answer.reply is None:
        return []
    said = public(answer.reply) + json.dumps(answer.result, default=str)
    found = leaks(said)
    return found if at == GYM else [*found, *(["Ann"] if "Ann" in said else [])]


def asked_by(number: int) -> list[str]:
    """What one caller in one chat types: all that is free, and a share of every name."""
    named = [verb.format(each) for verb in VERBS for each in NAMED]
    return [*FREE, *named[number % 3 :: 3], *EVERY[number % 3 :: 3]]


@pytest.mark.parametrize("chat", ["", GYM, OTHER], ids=["private", "the group", "another"])
@pytest.mark.parametrize("caller", ["Bob", "Cid", "Dan"])
async def test_who_was_never_meant_to_see_sees_nothing(
    sqlite_store: Store, caller: str, chat: str
) -> None:
    """Bob left the group, Cid never was in it, Dan coached Ann once."""
    gym = Leaky(sqlite_store)
    pressed = await ann_trains(gym)
    before = await hers(gym)
    assert before[0], "nothing of hers is there to be seen"
    for text in (*asked_by(len(caller + chat)), *pressed):
        own = leaks(text) + (["Ann"] if "Ann" in text else [])
        for how in (False, True) if text in pressed else (False,):
            gym.outgoing.clear()
            typed = text if how or not chat else f"/{text}"
            answer = await gym.say(caller, typed, chat, addressed=True, button=how)
            found = [e for e in told_of_ann(answer, at=chat) if e not in own]
            assert not found, (text, how, found, answer)
            for sent in gym.outgoing:
                if sent.address.chat != "Ann":
                    aloud = leaks(public(sent.reply))
                    assert not [e for e in aloud if e not in own], (text, sent)
    assert await hers(gym) == before


ANSWERING = (
    "rir1", "undo", "why", "fix x7", "same", "fix rir2", "what if x7", "next", "skip", "f", "8",
    "squat x7", "eye", "done", "start", "history", "lifter comment heels down", "/undo", "/why",
)  # fmt: skip


@pytest.mark.parametrize("caller", ["Bob", "Cid", "Dan"])
async def test_nor_by_answering_her_messages_or_by_editing(
    sqlite_store: Store, caller: str
) -> None:
    """A message in reply to what she was told, in her chat's numbers; and an edit of one's own."""
    gym = Leaky(sqlite_store)
    await ann_trains(gym)
    answers = [await gym.last_sent(each) for each in ("Ann", GYM)]
    before = await hers(gym)
    for chat in ("", GYM, OTHER):
        for text in (*ANSWERING, *FREE[::6]):
            for under in answers:
                await nothing_of_ann(gym, caller, text, chat, to=under)
            source = f"tg:1:{chat or caller}:own{len(text)}"
            await nothing_of_ann(gym, caller, "bench 50x5 rir2", chat, source=source)
            await nothing_of_ann(gym, caller, text, chat, source=source, edited=True)
    assert await hers(gym) == before


async def nothing_of_ann(gym: Leaky, caller: str, text: str, chat: str, **how: object) -> None:
    """One message of somebody else: neither it nor what is sent besides shows anything of hers."""
    gym.outgoing.clear()
    answer = await gym.say(caller, text, chat, addressed=True, **how)  # type: ignore[arg-type]
    found = [e for e in told_of_ann(answer, at=chat) if e not in text and e not in COUNTED]
    assert not found, (text, chat, how, found, answer)
    for sent in gym.outgoing:
        if sent.address.chat != "Ann":
            assert not [e for e in leaks(public(sent.reply)) if e not in COUNTED], (text, sent)


@pytest.mark.parametrize("goes", ["forget me yes", "/leave"])
async def test_what_is_pressed_after_she_went_finds_nothing(sqlite_store: Store, goes: str) -> None:
    """All old buttons, by a member, an ex-member and an ex-trainer, when Ann is gone herself."""
    gym = Leaky(sqlite_store)
    pressed = await ann_trains(gym)
    if goes == "forget me yes":
        await gym.say("Ann", "forget me", "")
        await gym.say("Ann", goes, "")
    else:
        await gym.say("Ann", goes)
    gym.now += timedelta(minutes=5)
    for caller in ("Eve", "Bob", "Dan"):
        for chat in ("", GYM, OTHER):
            for text in (*pressed, "/who is in", "/partners", "/board", "/challenge", "lifter"):
                gym.outgoing.clear()
                answer = await gym.say(caller, text, chat, addressed=True, button=True)
                said = "" if answer.reply is None else public(answer.reply)
                said += json.dumps(answer.result, default=str)
                assert not leaks(said), (caller, chat, text, answer)
                assert "Ann" in text or "Ann" not in said, (caller, chat, text, answer)


AT_RACK = (
    "train together in @r2", "train together done 2 @r2", "train together out @r2",
    "train together off @r2", "train together ask 2 @r2", "gym in @g1", "gym off @g1",
    "challenge in @g1", "challenge off 1", "challenge out 1",
)  # fmt: skip


HER_TURN = "180 kg"  # what she shows at the rack


async def at_a_rack(gym: Leaky) -> None:
    """Ann and Eve show their loads of the squat at one rack, in the group."""
    await ann_trains(gym)
    for who, text in (
        ("Ann", "/train together squat"), ("Ann", "/train together ask 3 @r2"),
        ("Ann", "/train together in @r2"), ("Eve", "/train together in @r2"),
    ):  # fmt: skip
        answer = await gym.say(who, text)
    assert HER_TURN in repr(answer.reply), answer  # what the attack is after is there
    gym.outgoing.clear()


@pytest.mark.parametrize("admin", [False, True])
async def test_another_group_of_the_same_people_reaches_nothing_of_the_first(
    sqlite_store: Store, admin: bool
) -> None:
    """Eve and Ann both joined the other group too; its admin is told nothing of this one's."""
    gym = Leaky(sqlite_store)
    await at_a_rack(gym)
    for who in ("Ann", "Eve", "Bob"):
        await gym.say(who, "/join", OTHER)
    before = await hers(gym)
    for caller in ("Eve", "Bob"):
        for text in (*AT_RACK, "/who is in", "/challenge", "/partners", "/board"):
            for button in (False, True):
                gym.outgoing.clear()
                typed = text if button or text.startswith("/") else f"/{text}"
                answer = await gym.say(caller, typed, OTHER, button=button, admin=admin)
                said = "" if answer.reply is None else public(answer.reply)
                assert not leaks(said), (caller, text, answer)
                assert HER_TURN not in said, (caller, text, answer)
                assert not [e for e in gym.outgoing if e.address.chat == GYM], (caller, text)
    assert await hers(gym) == before


async def test_a_rack_is_closed_to_who_left_and_follows_a_group_that_moved(
    sqlite_store: Store,
) -> None:
    """After the move the old chat's number opens nothing, and Bob, who left, neither place."""
    gym = Leaky(sqlite_store)
    await at_a_rack(gym)
    await gym.store.move_chat("telegram", GYM, "-100777")
    before = await hers(gym)
    for caller, chat in (("Bob", "-100777"), ("Bob", GYM), ("Eve", GYM), ("Cid", "-100777")):
        for text in AT_RACK[:7]:
            gym.outgoing.clear()
            answer = await gym.say(caller, text, chat, button=True)
            said = "" if answer.reply is None else public(answer.reply)
            assert not leaks(said), (caller, chat, text, answer)
            assert HER_TURN not in said, (caller, chat, text, answer)
            assert answer.reply is None or answer.reply.private, (caller, chat, text)
    assert await hers(gym) == before
    answer = await gym.say("Eve", "train together done 2 @r2", "-100777", button=True)
    assert "rack" in repr(answer.result), answer
