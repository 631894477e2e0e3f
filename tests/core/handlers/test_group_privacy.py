"""In a group nothing is shown that was logged elsewhere, whatever is typed, tapped or edited.

One matrix: every command, every place it can come from, every origin of the last set. A payload is
public when a group gets it: what is in it must never hold a number, a name or a note from outside.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from bot.platforms.discord.read import is_hidden
from bot.platforms.discord.render import pieces
from bot.platforms.telegram.render import html_parts
from core.commands import COMMANDS, LOCAL, SPECS, answered_alone, audience_of
from core.messages import Address, Answer, Message, Reply, Sender
from core.store.engine import Store
from core.store.rows import InboxRow
from tests.gym import GYM, OTHER, Gym

# loads, repetitions, a body's weight, a step, a note, an own exercise, an own name, a city
CANARIES = (
    "187.5", "83", "93.7", "11.25", "canarynote", "canarypress", "canaryname", "kathmandu", "71.25",
)  # fmt: skip
ENDS = ("leave", "unlink", "forget me")
WORDS = (
    "rir1", "rir1 @s1", "f", "same", "same @s1", "same @s2", "same rir1", "x7", "7 rir0", "+2.5",
    "8", "squat", "squat x7", "squat same", "squat 8", "squat +2.5", "squat 700x5", "squat 40 2",
    "canarypres 50x5", "squat knee hurts", "chest pain", "7 left", "3x5", "squat 60x5 rir1",
    "squat 60x5", "squat warmup 40x5", "squat 60x5 knee hurts", "fix 7", "fix x7", "fix 62.5", "5",
    "fix rir3", "fix f", "fix @s1 x7", "fix warmup", "why?", "yesterday squat 60x5", "60x5 squat",
    "2 min", "eye 1", "what if x7", "what if squat 60x5", "answer @q1 1", "answer @q2 1", "/s x7",
    "/log 7 rir0", "/log squat 60x5", "whatif 7", "bench 40x8 rir2\nsquat 60x5 rir2", "rest 3m",
    "eye", "/eye 1 @e1s1", "/eye 1 @e1s9", "pause 2w", "sick", "pause off",
    "/challenge together bench 40 reps this week", "/challenge in 1", "/challenge",
)  # fmt: skip
NAMING = ("", " squat", " @s1", " @m4", " 1", " canarypress")


def public(reply: Reply) -> str:
    """All that a group is sent of an answer, as each platform writes it."""
    return "\n".join(
        (*html_parts(reply), *pieces(reply), *(each.label for each in reply.buttons), repr(reply))
    )


def leaks(text: str) -> list[str]:
    """The canaries in a text, as whole words."""
    low = text.lower()
    return [each for each in CANARIES if re.search(rf"(?<![\w.]){re.escape(each)}(?![\w])", low)]


class Leaky(Gym):
    """A gym that looks at everything that is sent to a group."""

    def said_aloud(self) -> list[Reply]:
        return [
            each.reply for each in self.outgoing
            if not each.address.private and not each.reply.private
        ]  # fmt: skip

    def check(self, asked: str, answer: Answer) -> None:
        """Fail where a group was told something of elsewhere."""
        own = leaks(asked)
        for reply in self.said_aloud():
            found = [each for each in leaks(public(reply)) if each not in own]
            assert not found, (asked, found, reply)
        if answer.reply is not None and not answer.reply.private:
            found = [
                each for each in leaks(json.dumps(answer.result, default=str)) if each not in own
            ]
            assert not found, (asked, found, answer.result)
        self.outgoing.clear()


LAST = {
    "private": ("", "squat 187.5x83 canarynote"),
    "another group": (OTHER, "squat 187.5x83 canarynote"),
    "this group": (GYM, "squat 60x5 rir2"),
}


async def fill(gym: Leaky) -> None:
    """Ann trains in private and in another group."""
    await gym.join("Ann", "Bob")
    for text in (
        "bodyweight 93.7", "tz Kathmandu", "alias canaryname = squat", "step squat 11.25",
        "canarypress 71.25x83 rir2",
    ):  # fmt: skip
        answer = await gym.say("Ann", text, "")
    assert answer.reply is not None
    new = next(each for each in answer.reply.buttons if "new" in each.label.lower())
    await gym.say("Ann", new.send, "")
    for chat in ("", OTHER, "", OTHER):
        gym.now += timedelta(days=3)
        await log(gym, "squat 187.5x83 rir2 canarynote", chat)
    gym.now += timedelta(days=1)
    gym.outgoing.clear()


async def log(gym: Leaky, text: str, chat: str) -> None:
    """Say a set, and that it is meant where so many repetitions are doubted."""
    answer = await gym.say("Ann", text, chat, addressed=True)
    if (answer.result or {}).get("about") == "implausible":
        assert answer.reply is not None
        await gym.say("Ann", answer.reply.buttons[0].send, chat, button=True, owner=1)


async def train(gym: Leaky, origin: str) -> None:
    """The last set, said in private, in another group or in this one."""
    chat, text = LAST[origin]
    gym.now += timedelta(hours=5)  # a session of its own
    await log(gym, text, chat)
    gym.outgoing.clear()


def asked_for(command: str) -> list[str]:
    names = NAMING if audience_of(command) == "group" else ("", " squat", " canarypress")
    names = NAMING[:-1] if audience_of(command) == "set" else names
    return [f"/{command.replace(' ', '_')}{naming}" for naming in names]


ASKED = [each for each in sorted(spec.name for spec in COMMANDS) if each not in ENDS]


HOW = [
    *(("addressed", each) for each in LAST),
    *((how, each) for how in ("overheard", "button") for each in ("private", "this group")),
]


@pytest.mark.parametrize(("how", "origin"), HOW)
async def test_a_group_is_shown_nothing_from_elsewhere(
    sqlite_store: Store, how: str, origin: str
) -> None:
    """Every command there is, and every way to speak of a set."""
    gym = Leaky(sqlite_store)
    await fill(gym)
    asked = [text for command in (*ASKED, *ENDS[:1]) for text in asked_for(command)]
    for text in (*WORDS, *asked) if how == "addressed" else (*WORDS[::2], *asked[::4]):
        name = text.removeprefix("/").split(" ")[0].replace("_", " ")
        if text in WORDS or audience_of(name) == "set":
            await train(gym, origin)
        typed = text if how == "addressed" else text.removeprefix("/")
        answer = await gym.say(
            "Ann", typed, addressed=how != "overheard", button=how == "button",
            owner=1 if how == "button" else None,
        )  # fmt: skip
        gym.check(text, answer)


@pytest.mark.parametrize("words", ["unlink", "forget me", "forget me yes"])
async def test_nor_when_a_person_goes(sqlite_store: Store, words: str) -> None:
    gym = Leaky(sqlite_store)
    await fill(gym)
    gym.check(words, await gym.say("Ann", f"/{words}"))


@pytest.mark.parametrize("origin", ["private", "this group"])
async def test_no_button_shows_what_was_logged_elsewhere(sqlite_store: Store, origin: str) -> None:
    """Every button of every answer, pressed in the group: also those made in private."""
    gym = Leaky(sqlite_store)
    await fill(gym)
    sends: dict[str, None] = {}
    for place, text in enumerate((*WORDS[::2], "row 50x5", "next", "undo", "why", "done")):
        for chat in ("", GYM)[place % 2 :]:
            await train(gym, origin)
            answer = await gym.say("Ann", text, chat, addressed=True)
            if answer.reply is not None:
                found = dict.fromkeys(each.send for each in answer.reply.buttons)
                sends |= found
                for send in list(found)[:3]:  # while they are fresh
                    gym.outgoing.clear()
                    gym.check(send, await gym.say("Ann", send, button=True, owner=1))
    for send in list(sends)[::4]:  # and when much was said since
        gym.check(send, await gym.say("Ann", send, button=True, owner=1))


@pytest.mark.parametrize("first", ["squat 60x5 rir2", "squat x7", "7 rir0", "same"])
async def test_edits_and_what_follows_them(sqlite_store: Store, first: str) -> None:
    """What was inherited from elsewhere stays so: taken back, brought back, rated and repeated."""
    gym = Leaky(sqlite_store)
    await fill(gym)
    for then in ("squat x8", "same", "squat 61x5", "squat nonsense 1 2 3 4"):
        for follows in ("undo", "rir1", "same", "8", "fix 6"):
            await train(gym, "private")
            source = f"tg:1:{GYM}:{gym.count}"
            gym.check(first, await gym.say("Ann", first, addressed=True, source=source))
            edit = await gym.say("Ann", then, addressed=True, source=source, edited=True)
            gym.check(then, edit)
            gym.check(follows, await gym.say("Ann", f"/{follows}"))


async def test_a_set_of_the_group_that_was_corrected_in_private(sqlite_store: Store) -> None:
    gym = Leaky(sqlite_store)
    await fill(gym)
    await train(gym, "this group")
    await gym.say("Ann", "fix 187.5x83", "")
    gym.outgoing.clear()
    for text in (
        "same",
        "undo @m99",
        "rir1",
        "/fix rir2",
        "/undo",
        "/undo",
        "/redo",
        "/redo",
        "x5",
    ):
        gym.check(text, await gym.say("Ann", text, addressed=True))


async def test_late_messages_are_summed_up_without_what_was_inherited(sqlite_store: Store) -> None:
    gym = Leaky(sqlite_store)
    await fill(gym)
    await train(gym, "private")
    await gym.say("Ann", "canarypress 71.25x83", "")
    gym.outgoing.clear()
    messages = []
    for number, text in enumerate(("7 rir0", "same", "x9", "squat 60x5", "next", "undo")):
        key = f"late{number}"
        await gym.store.receive([InboxRow(key, "telegram", GYM, "{}", gym.now, gym.now)])
        messages.append(
            Message(
                Address("telegram", GYM, private=False), Sender("telegram", "Ann", "Ann"), text,
                gym.now + timedelta(seconds=number), f"tg:1:{GYM}:{key}", receipt=key,
            )
        )  # fmt: skip
    answer = await gym.coach.catch_up(messages, gym.now + timedelta(hours=1))
    await gym.deliver()
    assert answer.reply is not None
    assert "Squat" in repr(answer.reply)
    gym.check("", answer)


async def late(gym: Gym, *texts: str) -> Answer:
    """Ann says things in the group while the process is down."""
    messages = []
    for text in texts:
        gym.count += 1
        key = f"late{gym.count}"
        await gym.store.receive([InboxRow(key, "telegram", GYM, "{}", gym.now, gym.now)])
        messages.append(
            Message(
                Address("telegram", GYM, private=False), Sender("telegram", "Ann", "Ann"), text,
                gym.now + timedelta(seconds=gym.count), f"tg:1:{GYM}:{key}", receipt=key,
            )
        )  # fmt: skip
    answer = await gym.coach.catch_up(messages, gym.now + timedelta(hours=1))
    await gym.deliver()
    return answer


@pytest.mark.parametrize("text", ["7 rir1", "same", "/undo", "/fix 6", "/fix rir1"])
async def test_what_was_said_in_the_group_late_was_said_there(
    sqlite_store: Store, text: str
) -> None:
    gym = Gym(sqlite_store)
    await gym.join("Ann", "Bob")
    await late(gym, "squat 60x5 rir2", "bench 40x5 rir2", "squat 62.5x5 rir2")
    answer = await gym.say("Ann", text, addressed=True)
    assert answer.reply is not None
    assert not answer.reply.private, answer.reply
    assert "62.5 kg" in repr(answer.reply)


@pytest.mark.parametrize("text", ["7 rir1", "same", "/undo", "/fix 6", "/fix rir1"])
async def test_what_was_inherited_late_was_not_said_there(sqlite_store: Store, text: str) -> None:
    """The other side: "same" late in the group takes a load that was said in private."""
    gym = Leaky(sqlite_store)
    await fill(gym)
    await train(gym, "private")
    await late(gym, "same", "x9", "7 rir0")
    gym.outgoing.clear()
    gym.check(text, await gym.say("Ann", text, addressed=True))


async def test_the_end_of_a_rest_says_nothing_of_a_set_from_elsewhere(sqlite_store: Store) -> None:
    gym = Leaky(sqlite_store)
    await fill(gym)
    await train(gym, "private")
    await gym.say("Ann", "/rest 3m")

    def keys(uow) -> list[str]:  # type: ignore[no-untyped-def]
        return [
            f"ping:{each.id}:{each.next_at.date()}"
            for each in uow.reminders.of(1) if each.kind == "rest"
        ]  # fmt: skip

    (key,) = await gym.store.run(keys)
    words = await gym.coach.ping(key, 1, gym.now + timedelta(minutes=3))
    assert isinstance(words, Reply)
    assert not leaks(repr(words))


async def test_what_was_said_in_the_group_is_answered_there(sqlite_store: Store) -> None:
    """The other side: nothing is hidden that the group has seen already."""
    gym = Gym(sqlite_store)
    await gym.join("Ann", "Bob")
    for text in ("squat 60x5 rir2", "7 rir1", "same", "/undo", "/redo", "/fix 6", "/fix rir1"):
        answer = await gym.say("Ann", text, addressed=True)
        assert answer.reply is not None
        assert not answer.reply.private, text
        assert "60 kg" in repr(answer.reply), text


async def test_in_private_everything_is_said(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    for text in ("squat 60x5 rir2", "7 rir1", "/undo", "/next", "pain squat"):
        answer = await gym.say("Ann", text, "")
        assert answer.reply is not None
        assert not answer.reply.private


@pytest.mark.parametrize("name", [each for each in SPECS if each not in LOCAL])  # sent in English
def test_the_first_sign_on_discord_is_by_the_same_table(name: str) -> None:
    data = {"guild_id": "1", "data": {"name": name.replace(" ", "_")}}
    assert is_hidden(data) == (SPECS[name].audience == "alone")
    assert not is_hidden({**data, "guild_id": ""})
    assert answered_alone(name) == answered_alone(name.replace(" ", "_"))


def test_a_name_no_table_knows_is_answered_alone() -> None:
    assert answered_alone("brand new")


PLAN = (
    "plan Mine\\nA: squat 3x5 187.5kg rest 83s (canarynote); canarypress 2x83 71.25kg; "
    "bench 2x8 rir2\\nB: deadlift 1x5 187.5kg"
).replace("\\n", "\n")
OF_PLANS = (
    "/today", "/plan", "/skip squat", "/skip", "/done", "what do I train today", "/plan edit",
    "/plan share", "/plan pause", "/plan begin", "squat 60x5 rir2", "/today", "/undo", "bench 50x8",
    "/swap bench canarypress", "/today", "/plan library", "/plan stop", "/today",
)  # fmt: skip


@pytest.mark.parametrize("answers", ["full", "live"])
@pytest.mark.parametrize("shares", ["", "/share plan", "/share sets sessions records plan loads"])
async def test_a_plan_is_shown_as_agreed_and_never_a_load(
    sqlite_store: Store, answers: str, shares: str
) -> None:
    """Its loads, notes and names of one's own stay private, whatever is shared."""
    gym = Leaky(sqlite_store)
    await fill(gym)
    for text in (PLAN, "plan begin", f"answers {answers}"):
        await gym.say("Ann", text, "")
    if shares:
        await gym.say("Ann", shares)
    gym.outgoing.clear()
    for text in OF_PLANS:
        answer = await gym.say("Ann", text, addressed=True)
        gym.check(text, answer)
    for text in ("/today", "/plan", "what do I train today"):
        answer = await gym.say("Bob", text, addressed=True)
        assert "Ann" not in repr(answer)


@pytest.mark.parametrize(("shares", "private"), [("/share sets", True), ("/share plan", False)])
async def test_who_shares_the_plan_is_answered_aloud(
    sqlite_store: Store, shares: str, *, private: bool
) -> None:
    gym = Leaky(sqlite_store)
    await fill(gym)
    for text in (PLAN, "plan begin"):
        await gym.say("Ann", text, "")
    await gym.say("Ann", shares)
    for text in ("/today", "/plan", "what do I train today"):
        answer = await gym.say("Ann", text, addressed=True)
        assert answer.reply is not None
        assert answer.reply.private is private, text
    edit = await gym.say("Ann", "/plan edit", addressed=True)
    assert edit.reply is not None
    assert edit.reply.private


async def test_a_pool_shows_nothing_of_one(sqlite_store: Store) -> None:
    """Whatever is typed about it: who is in by name once, counts, and no load or repetition."""
    gym = Leaky(sqlite_store)
    await fill(gym)
    await gym.say("Ann", "/pool leg extension")
    for who in ("Ann", "Bob"):
        await gym.say(who, "/pool in")
        await gym.say(who, "leg extension 187.5x83 f canarynote", "")
        await gym.say(who, "answer @q1 1", "")
    gym.outgoing.clear()
    for text in ("/pool", "/pool in", "/trial", "/trial felt 3", "/share trial", "/pool leg curl"):
        gym.check(text, await gym.say("Ann", text))
    gym.now += timedelta(days=80)
    for text in ("/pool", "/share trial", "/pool out", "/pool"):
        gym.check(text, await gym.say("Ann", text))
