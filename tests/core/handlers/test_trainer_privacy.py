"""Nobody but the trainer sees what is ticked, and nobody sees anything of before the day.

One matrix: every command and button of the two, in private and in a group, by the lifter, the
trainer, a former trainer and a stranger, with every choice of ticks.
"""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from core.messages import Answer
from core.store.engine import Store
from tests.core.handlers.trainer_room import GROUP, Trained, all_of

TICKS = ("notes", "pain", "bodyweight")
# What each tick shows; a note that reports pain needs both.
CANARIES = {
    "canarynote": {"notes"}, "canaryache": {"pain"}, "93.7": {"bodyweight"},
    "canarytwinge": {"notes", "pain"},
}  # fmt: skip
NEVER = ("187.5", "83", "canaryold", "canarypress", "canaryname", "canarylater", "91.3")
SHOWN = ("102.5",)  # a set of after the day
WORDS = (
    "lifter", "lifters", "lifter week", "lifter today", "lifter history", "lifter history squat",
    "lifter history canarypress", "lifter next", "lifter next squat", "lifter next canaryname",
    "lifter Ann week", "lifter 1 today", "lifter 2 today", "lifter 3 week", "lifter zed next",
    "lifter comment @s1 a", "lifter comment @s3 a", "lifter comment @s3", "lifter comment a",
    "lifter propose squat 3x5 105", "lifter propose canarypress 3x5 105", "lifter propose",
    "lifter history canaryname", "trainer", "trainer seen", "trainer K7MX-2QPR",
    "trainer accept @p1", "trainer decline @p1", "trainer accept @p2", "trainer bob",
)  # fmt: skip
CALLERS = ("Ann", "Ben", "Dan", "Eve")  # lifter, trainer, former trainer, stranger
ALL_TICKS = [each for n in range(4) for each in combinations(TICKS, n)]


def found_in(text: str) -> set[str]:
    """The canaries in a text, as whole words."""
    low = text.lower()
    every = (*CANARIES, *NEVER, *SHOWN)
    return {e for e in every if re.search(rf"(?<![\w.]){re.escape(e)}(?![\w])", low)}


def allowed(who: str, group: str, ticks: tuple[str, ...]) -> set[str]:
    """What somebody may be shown of Ann's log by these commands."""
    if group or who in ("Dan", "Eve"):
        return set()
    if who == "Ann":  # her own targets, when she takes a proposal
        return {"102.5"}
    return {*SHOWN, *(canary for canary, needs in CANARIES.items() if needs <= set(ticks))}


async def trained(room: Trained, ticks: tuple[str, ...]) -> None:
    """Ann with something in everything, before the day and after; Ben is in, Dan was."""
    for text in (
        "alias canaryname = leg press", "2026-11-18 squat 187.5x83 canaryold",
        "2026-11-18 canarypress 50x10", "answer @q1 1", "bodyweight 91.3 2026-11-18",
    ):  # fmt: skip
        await room.say("Ann", text)
    await room.agree("Ann", "Dan", since="from 20 nov 2026")
    await room.say("Dan", "lifter week")
    await room.say("Ann", "trainer end")
    await room.agree("Ann", "Ben", since="from 20 nov 2026")
    for text in (
        "squat 102.5x5 rir2 canarynote", "squat 102.5x5 knee hurts canarytwinge",
        "pain leg press canaryache", "bodyweight 93.7", *(f"trainer {each} on" for each in ticks),
    ):  # fmt: skip
        await room.say("Ann", text)
    for who in ("Dan", "Eve"):
        await room.say(who, "start")


@pytest.mark.parametrize("ticks", ALL_TICKS, ids=lambda each: "+".join(each) or "nothing")
async def test_nothing_leaks(sqlite_store: Store, ticks: tuple[str, ...]) -> None:
    room = Trained(sqlite_store)
    await trained(room, ticks)
    seen: dict[str, set[str]] = {who: set() for who in CALLERS}
    buttons: dict[str, set[tuple[str, int | None]]] = {who: set() for who in CALLERS}

    def check(who: str, text: str, group: str, answer: Answer) -> None:
        shown = found_in(all_of(answer)) - found_in(text)
        assert shown <= allowed(who, group, ticks), (who, text, group, shown, all_of(answer))
        if group and answer.reply is not None:
            assert answer.reply.private, (who, text)
            assert not answer.reply.buttons, (who, text)
        seen[who] |= shown
        if answer.reply is not None:
            buttons[who] |= {(each.send, answer.reply.owner) for each in answer.reply.buttons}

    for text in WORDS:
        for group in ("", GROUP):
            for who in CALLERS:
                check(who, text, group, await room.say(who, text, group=group))
    for maker in CALLERS:
        for send, owner in sorted(buttons[maker], key=repr):
            if "end" in send.split() or "renew" in send or send.split()[1] in (*TICKS, "comments"):
                continue  # they change what is agreed
            for who in CALLERS:
                for group in ("", GROUP):
                    answer = await room.say(who, send, group=group, owner=owner)
                    check(who, send, group, answer)
    for who in CALLERS:
        told = found_in("\n".join(await room.told(who)))
        assert told <= {"102.5"} if who == "Ann" else not told, (who, told)
    # No test of nothing: what may be seen was seen.
    assert seen["Ben"] == allowed("Ben", "", ticks)


async def test_what_is_unticked_is_gone_at_the_next_look(sqlite_store: Store) -> None:
    room = Trained(sqlite_store)
    await trained(room, TICKS)
    for asked in ("today", "history squat"):
        assert "canarynote" in await room.words("Ben", f"lifter {asked}")
    await room.say("Ann", "trainer notes off")
    for asked in ("today", "history squat", "week", "next"):
        assert "canarynote" not in await room.words("Ben", f"lifter {asked}")
    await room.say("Ann", "trainer end")
    for asked in ("today", "history squat", "week", "next"):
        assert not found_in(await room.words("Ben", f"lifter {asked}"))


async def test_a_forged_number_opens_nothing(sqlite_store: Store) -> None:
    """Dora trains Cid: no number, name or id of hers reaches Ann's log."""
    room = Trained(sqlite_store)
    await trained(room, TICKS)
    await room.say("Cid", "squat 60x5")
    await room.agree("Cid", "Dora")
    for who in ("1", "2", "3", "Ann", "ann", "0", "-1", "9" * 30, "@l1", ""):
        for asked in ("week", "today", "history squat", "next", "comment @s3 a", "end"):
            said = await room.words("Dora", f"lifter {who} {asked}")
            assert not found_in(said), (who, asked, said)
            if asked == "end":
                assert (await room.facts("Ben", "lifter today"))["stage"] == "today"
