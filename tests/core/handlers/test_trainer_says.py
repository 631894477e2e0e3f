"""A lifter and a trainer: comments, proposals, what was looked at, and the end."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.trainers import (
    MOST_CHARACTERS,
    MOST_LOOKS,
    MOST_SAID,
    comment_of,
)
from core.store.engine import Store
from core.store.schema import tables
from core.store.unit_of_work import UnitOfWork
from tests.core.handlers.trainer_room import Trained, rows

SECOND = timedelta(seconds=1)
STEP = timedelta(seconds=20)  # by which every message comes later


@pytest.fixture
async def room(store: Store) -> Trained:
    """A coach, on SQLite and on PostgreSQL."""
    return Trained(store)


# --- comments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("keep your heels down", "keep your heels down"),
        (" two \n lines ", "two lines"),
        ("1.5 s pause, 2.5 kg less", "1.5 s pause, 2.5 kg less"),
        ("good.Next time slower", None),
        ("x" * MOST_CHARACTERS, "x" * MOST_CHARACTERS),
        ("x" * (MOST_CHARACTERS + 1), None),
        ("", None), ("@bob look", None), ("<@123> look", None), ("see https://a.b/c", None),
        ("www.a", None), ("bit.ly is it", None), ("t.me/joinchat", None), ("e\u200bvil.com", None),
        ("\uff20bob", None), ("/leave now", None), ("**a** `b`", None), ("ex[a](b)", None),
    ],
)  # fmt: skip
def test_what_a_comment_may_be(words: str, kept: str | None) -> None:
    assert comment_of(words) == kept


async def test_a_comment_reaches_the_lifter_who_may_turn_them_off(room: Trained) -> None:
    await room.agree()
    await room.say("Ann", "squat 100x5")
    for _ in range(MOST_SAID):
        assert (await room.facts("Ben", "lifter comment @s1 slower"))["stage"] == "commented"
    assert (await room.facts("Ben", "lifter comment @s1 slower"))["stage"] == "enough"
    assert (await room.facts("Ben", "lifter propose squat 3x5 100"))["stage"] == "enough"
    told = await room.told("Ann")
    assert told[1] == "Ben on Squat 100 kg x 5 (Mon 23 Nov): slower"
    assert len(told) == 1 + MOST_SAID
    room.now += timedelta(days=1)
    await room.say("Ann", "trainer comments off")
    assert (await room.facts("Ben", "lifter comment @s1 slower"))["stage"] == "no_comments"
    assert (await room.facts("Ben", "lifter propose squat 3x5 100"))["stage"] == "proposed"
    await room.say("Ann", "trainer comments on")
    assert (await room.facts("Ben", "lifter comment @s1 slower"))["stage"] == "commented"


# --- proposals ----------------------------------------------------------------------------------


async def test_a_proposal_is_the_aim_once_after_the_tap(room: Trained) -> None:
    await room.say("Ann", "squat 100x5 rir2")
    await room.agree()
    await room.say("Ben", "lifter propose squat 3x5 105 rir2")
    assert "Last time: 100 kg x 5" in (await room.told("Ann"))[-1]
    room.now += timedelta(days=2)
    assert "105" not in await room.words("Ann", "next squat")
    assert (await room.facts("Cid", "trainer accept @p1"))["stage"] == "over"
    assert (await room.facts("Ben", "trainer accept @p1"))["stage"] == "over"
    assert (await room.facts("Ann", "trainer accept @p1"))["stage"] == "accepted"
    assert (await room.told("Ben"))[-1] == "Ann takes it: Squat 105 kg 3 x 5, next workout."
    assert "from your trainer" in await room.words("Ann", "next squat")
    for reps in (5, 5, 5):
        said = await room.words("Ann", f"squat 105x{reps} rir2")
        assert "as planned" in said
    assert "from your trainer" not in said
    assert "from your trainer" not in await room.words("Ann", "next squat")
    room.now += timedelta(days=2)
    assert "from your trainer" not in await room.words("Ann", "next squat")


async def test_one_taken_in_a_session_is_for_the_next_one(room: Trained) -> None:
    await room.agree()
    await room.say("Ann", "squat 100x5 rir2")
    await room.say("Ben", "lifter propose squat 3x5 105")
    await room.say("Ann", "trainer accept @p1")
    said = await room.say("Ann", "squat 100x5 rir2")
    assert said.reply is not None
    assert said.reply.lines[1].startswith("Next: 100 kg")
    room.now += timedelta(days=2)
    assert "from your trainer" in await room.words("Ann", "next squat")


@pytest.mark.parametrize(
    ("said", "safe"),
    [
        ("squat knee hurts", "a step back after pain"),
        ("pain leg press", "105"),
        ("chest pain", "medical help"),
        ("deload", "easy week"),
    ],
)
async def test_safety_stands_above_a_proposal(room: Trained, said: str, safe: str) -> None:
    for _ in range(3):
        await room.say("Ann", "squat 100x5 rir2")
    await room.agree()
    await room.say("Ben", "lifter propose squat 3x5 105")
    await room.say("Ann", "trainer accept @p1")
    room.now += timedelta(days=2)
    await room.say("Ann", said)
    if said == "deload":
        await room.say("Ann", "deload yes")
    found = await room.words("Ann", "next squat")
    assert safe in found, found
    assert ("from your trainer" in found) == (said == "pain leg press"), found


async def test_pain_near_by_stands_above_it_too(room: Trained) -> None:
    for _ in range(3):
        await room.say("Ann", "squat 100x5 rir2")
    await room.agree()
    await room.say("Ben", "lifter propose squat 3x5 105")
    await room.say("Ann", "trainer accept @p1")
    room.now += timedelta(days=2)
    await room.say("Ann", "leg press knee hurts")
    found = await room.words("Ann", "next squat")
    assert "from your trainer" not in found
    assert "105" not in found


@pytest.mark.parametrize(
    "words",
    ["", "squat", "squat 3x5", "pull-up 3x5", "squat 3x5 100 bench 3x5 60", "squat warmup 40x5",
     "running 30 min", "squat 11x5 100", "canary 3x5 100", "squat 0x5 100"],
)  # fmt: skip
async def test_what_is_no_proposal(room: Trained, words: str) -> None:
    await room.agree()
    assert (await room.facts("Ben", f"lifter propose {words}"))["stage"] == "propose_how"
    assert await rows(room, "trainer_proposals") == 0


# --- what was looked at -------------------------------------------------------------------------


async def test_every_look_is_told_and_kept_90_days(room: Trained) -> None:
    await room.agree()
    await room.say("Ann", "squat 100x5")
    for asked in ("week", "today", "history squat", "history squat", "next"):
        await room.say("Ben", f"lifter {asked}")
    said = await room.words("Ann", "trainer seen")
    for what in ("Ben: week", "Ben: today", "Ben: history squat (2x)", "Ben: next"):
        assert re.search(rf"Mon 23 Nov 18:0\d, {re.escape(what)}", said), what
    assert "Ben: next" in await room.words("Ann", "privacy")
    assert "Ben: next" not in await room.words("Ben", "privacy")
    await room.say("Ann", "trainer end")
    assert "Ben: history squat (2x)" in await room.words("Ann", "trainer seen")
    await room.say("Ben", "forget me")
    await room.say("Ben", "forget me yes")
    gone = await room.words("Ann", "trainer seen")
    assert "somebody who is gone: history squat (2x)" in gone
    assert "Ben" not in gone
    room.now += timedelta(days=91)
    assert "Nobody looked" in await room.words("Ann", "trainer seen")
    assert await rows(room, "trainer_looks") == 0


async def test_looks_of_a_day_have_a_limit(room: Trained) -> None:
    await room.agree()

    def many(uow: UnitOfWork) -> None:
        (found,) = uow.trainers.lifters_of(2)
        for number in range(MOST_LOOKS - 1):
            uow.trainers.look(found, "history", f"lift {number}", room.now)

    await room.store.run(many)
    assert (await room.facts("Ben", "lifter week"))["stage"] == "nothing"
    assert (await room.facts("Ben", "lifter week"))["stage"] == "nothing"
    assert (await room.facts("Ben", "lifter today"))["stage"] == "enough"


# --- several lifters, and the end ---------------------------------------------------------------


async def test_a_trainer_names_who_is_meant(room: Trained) -> None:
    await room.agree("Ann")
    await room.agree("Cid")
    for who, load in (("Ann", 100), ("Cid", 60)):
        await room.say(who, f"squat {load}x5")
    assert (await room.facts("Ben", "lifter today"))["stage"] == "list"
    listed = (await room.facts("Ben", "lifters"))["lifters"]
    for who, load in (("Ann", "100 kg"), ("cid", "60 kg"), (str(listed[1]), "60 kg")):
        assert load in await room.words("Ben", f"lifter {who} today")
    assert (await room.facts("Ben", "lifter 99 today"))["stage"] == "list"
    assert (await room.facts("Ben", "lifter dora today"))["stage"] == "list"
    assert (await room.facts("Ann", "trainer invite"))["stage"] == "one"


@pytest.mark.parametrize("ends", [("Ann", "trainer end"), ("Ben", "lifter end")])
async def test_the_end_takes_all_that_hangs_on_it(room: Trained, ends: tuple[str, str]) -> None:
    await room.agree()
    await room.say("Ann", "squat 100x5 rir2")
    await room.say("Ben", "lifter comment @s1 slower")
    await room.say("Ben", "lifter propose squat 3x5 105")
    await room.say("Ann", "trainer accept @p1")
    assert await rows(room, "reminders") == 2
    assert (await room.facts(*ends))["stage"] == "ended"
    for name in ("trainers", "trainer_comments", "trainer_proposals", "reminders"):
        assert await rows(room, name) == 0, name
    room.now += timedelta(days=2)
    assert "trainer" not in await room.words("Ann", "next squat")
    other = "Ben" if ends[0] == "Ann" else "Ann"
    assert len(await room.told(other)) == 1  # the end alone: what waited goes
    assert (await room.facts("Ben", "lifter week"))["stage"] == "none"


@pytest.mark.parametrize("goes", ["Ann", "Ben"])
async def test_forgetting_either_ends_it(room: Trained, goes: str) -> None:
    await room.agree()
    await room.say("Ann", "squat 100x5 rir2")
    await room.say("Ben", "lifter comment @s1 canarycomment")
    await room.say("Ben", "lifter propose squat 3x5 105")
    await room.say(goes, "forget me")
    await room.say(goes, "forget me yes")
    for name in ("trainers", "trainer_comments", "trainer_proposals", "reminders"):
        assert await rows(room, name) == 0, name

    def held(uow: UnitOfWork) -> str:
        every = tables.metadata.sorted_tables
        return "".join(repr(uow._connection.execute(select(each)).all()) for each in every)

    assert "canarycomment" not in await room.store.run(held)
    stage = (await room.facts("Ben", "lifter week"))["stage"]
    assert stage == "none"


async def test_each_exports_what_is_theirs(room: Trained) -> None:
    await room.agree()
    await room.say("Ann", "squat 187.5x5 rir2 canarynote")
    await room.say("Ben", "lifter comment @s1 canarycomment")
    await room.say("Ben", "lifter week")

    def held(uow: UnitOfWork) -> list[dict[str, object]]:
        return [dict(uow.personal_data.held(each)) for each in (1, 2)]

    ann, ben = await room.store.run(held)
    assert "canarycomment" in repr(ann["trainer_comments"])
    assert "week" in repr(ann["trainer_looks"])
    assert "canarycomment" in repr(ben["comments_to_lifters"])
    for secret in ("187.5", "187500", "canarynote", "'Ann'", "dmAnn"):
        assert secret not in repr(ben), secret
    assert "dmBen" not in repr(ann)


# --- linked accounts ----------------------------------------------------------------------------


async def test_linked_accounts_keep_one_trainer_and_part_with_theirs(room: Trained) -> None:
    await room.agree("Ann", "Ben")
    await room.say("Ann", "squat 100x5")
    room.platforms["Zed"] = "discord"
    await room.say("Zed", "bench 60x5")
    code = (await room.facts("Zed", "link"))["code"]
    asked = await room.facts("Ann", f"link {code}")
    await room.say("Ann", f"link yes {asked['id']}")
    said = await room.words("Ben", "lifter today")
    assert "Squat 100 kg" in said
    assert "Bench press 60 kg" in said
    assert (await room.facts("Zed", "trainer"))["stage"] == "agreed"
    await room.say("Ann", "unlink yes")
    assert (await room.facts("Zed", "trainer"))["stage"] == "none"
    assert "Bench" not in await room.words("Ben", "lifter today")


async def test_nobody_is_their_own_trainer_by_a_link(room: Trained) -> None:
    await room.agree("Ann", "Ben")
    code = (await room.facts("Ben", "link"))["code"]
    asked = await room.facts("Ann", f"link {code}")
    await room.say("Ann", f"link yes {asked['id']}")
    assert await rows(room, "trainers") == 0
    assert await rows(room, "reminders") == 0
    assert (await room.facts("Ann", "lifter week"))["stage"] == "none"


async def test_both_at_once_wait_for_nobody_for_ever(room: Trained) -> None:
    """Looks, ticks and the end at one moment: each is answered, and after the end nothing is."""
    await room.agree()
    await room.say("Ann", "squat 100x5 rir2 canarynote")
    asked = ("lifter today", "lifter week", "lifter comment @s1 slower", "lifter next") * 3
    typed = ("trainer notes on", "trainer notes off", "trainer renew") * 3
    both = [*(room.say("Ben", each) for each in asked), *(room.say("Ann", each) for each in typed)]
    done = await asyncio.gather(*both)
    assert all(each.reply is not None for each in done)
    assert not [each for each in done if (each.result or {}).get("kind") == "error"]
    ended, *looks = await asyncio.gather(
        room.say("Ann", "trainer end"), *(room.say("Ben", "lifter today") for _ in range(4))
    )
    assert (ended.result or {})["stage"] == "ended"
    assert {(each.result or {})["stage"] for each in looks} <= {"today", "gone", "none"}
    assert (await room.facts("Ben", "lifter today"))["stage"] == "none"
