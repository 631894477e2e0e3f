"""Groups and other people: nobody's numbers reach a third person, plain talk is left alone."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.discord.render import pieces
from bot.platforms.telegram.render import html_parts
from core.coach import Coach
from core.commands import COMMANDS as TABLE
from core.groups.rules import SHARES
from core.messages import Address, Answer, Button, Message, Sender
from core.store.engine import Store

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)
GROUP = Address("telegram", "-5", private=False)
CANARIES = ("187.5", "93.7", "canarynote", "canarylift", "Ann", "11.25", "Kathmandu")
OTHER_GROUP = Address("telegram", "-6", private=False)
# all there are; who leaves a group, or is forgotten, does so at the end
ENDS = ("leave", "unlink", "forget me")
ALL = tuple(each.name for each in TABLE)
PINGS = {each.name for each in TABLE if each.topic == "pings"}
DATA = {each.name for each in TABLE if each.topic == "data"}
COMMANDS = (*sorted(set(ALL) - set(ENDS)), "whatif", "rir1", "same", "7 rir0", "f", *ENDS)
NAMING = ("", " squat", " @s1", " @s2", " @m1", " @q1", " @q1 1", " @s1 squat 100x5", " canarylift")
OF_PINGS = (" 1", " #1", " 2h #1", " off 1", " delete 1", " skip 1", " mon 18:00")
OF_DATA = (" yes", " yes 1", " yes @q1", " yes 0a1b2c3d", " no", " 2345-6789")
TALK = (Path(__file__).parents[2] / "gym_talk.txt").read_text(encoding="utf-8").splitlines()


class Room:
    """A coach, people, and a clock."""

    def __init__(self, store: Store) -> None:
        self.coach, self.now, self.count = Coach(store), NOW, 0

    async def say(
        self,
        who: str,
        text: str,
        *,
        group: bool = False,
        addressed: bool = True,
        owner: int | None = None,
        place: Address | None = None,
        admin: bool | None = None,
        to: str = "",
    ) -> Answer:
        self.count += 1
        self.now += timedelta(minutes=2)
        where = place or (GROUP if group else Address("telegram", who))
        sender = Sender("telegram", who, who)
        source = f"{where.chat}:{self.count}"
        return await self.coach.handle(
            Message(
                where, sender, text, self.now, source,
                addressed=addressed, owner=owner, admin=admin, reply_to=to,
            ),
            self.now,
        )  # fmt: skip


def shown(answer: Answer) -> str:
    """All that an answer holds, facts and buttons included."""
    return repr(answer.reply) + json.dumps(answer.result, default=str)


async def annas_secrets(room: Room) -> list[Button]:
    """Fill a log with what nobody else may see; give every button it was answered with."""
    buttons: list[Button] = []
    for text in (
        "bodyweight 93.7",
        "step squat 11.25",
        "tz Kathmandu",
        "alias canarylift = squat",
        "squat 187.5x5 rir2 canarynote",
        "canarylift 187.5x5",
        "cnarlfit 187.5x5",
        "remind canarylift day daily 7:13",
    ):
        answer = await room.say("Ann", text)
        buttons += answer.reply.buttons if answer.reply else ()
    return buttons


def test_the_matrix_walks_every_command_there_is() -> None:
    """A command that is answered and not walked would be left out of what follows."""
    assert set(COMMANDS) > set(ALL)


@pytest.mark.parametrize("group", [False, True])
async def test_nobody_reads_or_changes_the_log_of_another(sqlite_store: Store, group: bool) -> None:
    room = Room(sqlite_store)
    buttons = await annas_secrets(room)
    log = (await room.say("Ann", "history squat")).result
    pings = (await room.say("Ann", "reminders")).result
    assert "canarylift" in json.dumps(pings)
    assert "187.5" in shown(await room.say("Ann", "history squat"))
    await room.say("Bob", "start")
    for command in COMMANDS:
        more = OF_PINGS if command in PINGS else OF_DATA if command in DATA else ()
        for naming in (*NAMING, *more):
            asked = f"{command}{naming}"
            text = f"/{asked}" if group else asked
            answer = await room.say("Bob", text, group=group, admin=False if group else None)
            seen = shown(answer).replace(asked, "")
            assert not [each for each in CANARIES if each in seen and each not in asked], asked
    for button in buttons:
        answer = await room.say("Bob", button.send, group=group, owner=1)
        assert answer.result is not None
        assert answer.result["error"] == "not_yours"
        assert answer.reply is not None
        assert answer.reply.private
        assert not answer.reply.buttons
        assert not [each for each in CANARIES if each in repr(answer.reply)]
    assert (await room.say("Ann", "history squat")).result == log
    again = (await room.say("Ann", "reminders")).result
    assert again is not None
    assert pings is not None
    assert [{**each, "next_at": ""} for each in again["reminders"]] == [  # type: ignore[attr-defined]
        {**each, "next_at": ""}
        for each in pings["reminders"]  # type: ignore[attr-defined]
    ]


NUMBERS = tuple(each for each in CANARIES if each != "Ann")
# Where a member's name is shown to others, and what of their week stands beside it.
NAMED = ("board", "partners", "challenge", "gym", "train together", "who is in")
WORDS_OF = {
    "sets": {"hit", "aimed", "in_reserve", "rated"},
    "sessions": {"sessions", "usual"},
    "records": {"records"},
    "plan": set(),  # is no count, so that it is not on a board
    "times": set(),  # likewise
}


async def a_group_with_ann(room: Room, share: str) -> None:
    """Ann and Bob in one group, Bob in another one too; Ann in a challenge, and training."""
    await annas_secrets(room)
    for who in ("Ann", "Bob"):
        await room.say(who, "/join", group=True)
    await room.say("Bob", "/join", place=OTHER_GROUP)
    await room.say("Ann", f"/share {share}", group=True)
    await room.say("Ann", "/challenge squat 100 reps", group=True)
    await room.say("Ann", "/gym", group=True)


@pytest.mark.parametrize("place", [None, GROUP, OTHER_GROUP], ids=["private", "here", "elsewhere"])
@pytest.mark.parametrize("caller", ["Bob", "Cid"], ids=["partner", "stranger"])
async def test_a_third_person_is_shown_only_what_was_shared_there(
    sqlite_store: Store, place: Address | None, caller: str
) -> None:
    """Every command, in every kind of chat, by a partner and by a stranger (T19)."""
    room = Room(sqlite_store)
    await a_group_with_ann(room, "all")
    log = (await room.say("Ann", "history squat")).result
    for command in COMMANDS:
        more = OF_DATA if command in DATA else ()
        for naming in (
            *(" squat", " @s1", " off 1", " in 1"),
            " @g1",
            " hits",
            " canarylift",
            *more,
            "",
        ):
            asked = f"{command}{naming}"
            text = f"/{asked}" if place else asked
            answer = await room.say(caller, text, place=place, admin=False)
            seen = shown(answer).replace(asked, "")
            assert not [each for each in NUMBERS if each in seen and each not in asked], asked
            if place is not GROUP or command not in NAMED:
                assert "Ann" not in seen, asked
    assert (await room.say("Ann", "history squat")).result == log


@pytest.mark.parametrize("share", ["nothing", *SHARES, "sets records", "all"])
async def test_a_board_holds_what_was_shared_and_nothing_else(
    sqlite_store: Store, share: str
) -> None:
    room = Room(sqlite_store)
    await a_group_with_ann(room, share)
    await room.say("Bob", "/share nothing", group=True)
    for place in (GROUP, OTHER_GROUP):
        board: Any = (await room.say("Cid", "/board", place=place)).result
        rows = {row.pop("name"): set(row) for row in board["rows"]}
        rows.pop("Bob", None)
        words = SHARES if share == "all" else [each for each in SHARES if each in share.split()]
        wanted = {name for word in words for name in WORDS_OF[word]}
        assert rows == ({"Ann": wanted} if wanted and place is GROUP else {}), place


async def test_loads_stand_on_a_board_once_everybody_on_it_agreed(sqlite_store: Store) -> None:
    room = Room(sqlite_store)
    await a_group_with_ann(room, "all loads")
    await room.say("Bob", "squat 60x5 rir2")
    assert "187.5" not in shown(await room.say("Cid", "/board", group=True))
    await room.say("Bob", "/share loads", group=True)
    assert "187.5" in shown(await room.say("Cid", "/board", group=True))
    assert "60 kg" in shown(await room.say("Cid", "/board", group=True))
    for other in (NUMBERS[1:], ("Ann",)):
        seen = shown(await room.say("Bob", "/board", place=OTHER_GROUP))
        assert not [each for each in (*other, "187.5") if each in seen]
    await room.say("Bob", "/share loads off", group=True)
    assert "187.5" not in shown(await room.say("Ann", "/board", group=True))


@pytest.mark.parametrize("place", [GROUP, OTHER_GROUP], ids=["here", "elsewhere"])
async def test_answering_anothers_set_shows_nothing_of_it(
    sqlite_store: Store, place: Address
) -> None:
    """The spotter's eye: whatever is said under Ann's set, by a partner or by a stranger (T19)."""
    room = Room(sqlite_store)
    await a_group_with_ann(room, "all")
    await room.say("Ann", "squat 187.5x5 rir2 canarynote", group=True)
    source = f"-5:{room.count}"
    log = (await room.say("Ann", "history squat")).result
    for caller in ("Bob", "Cid"):
        for said in ("rir1", "2 left", "0", "f", "12 left", "eye 1", "eye 3", "eye", "eye @s1 1"):
            for text in (said, f"/{said}"):
                for addressed in (True, False):
                    answer = await room.say(
                        caller, text, place=place, to=source, addressed=addressed
                    )
                    seen = shown(answer)
                    assert not [each for each in CANARIES if each in seen], text
                    if answer.reply is not None and caller == "Bob" and place is GROUP:
                        assert answer.reply.private or "12" in text or "eye" in text, text
    assert (await room.say("Ann", "history squat")).result == log
    assert "Bob" not in shown(await room.say("Cid", "/why squat", place=place))
    seen = shown(await room.say("Ann", "/why squat", group=True))
    assert ("Bob" in seen, "Cid" in seen) == (place is GROUP, False)


@pytest.mark.parametrize("words", ["link", "unlink", "privacy", "forget me", "forget me yes"])
async def test_what_is_about_ones_data_is_said_to_the_person_alone(
    sqlite_store: Store, words: str
) -> None:
    """In a group nobody sees a code, whose accounts are one, or that somebody is gone."""
    room = Room(sqlite_store)
    await a_group_with_ann(room, "all")
    answer = await room.say("Ann", f"/{words}", group=True)
    assert answer.reply is not None
    assert answer.reply.private
    if words == "link":
        assert not re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", repr(answer.reply))


async def test_who_was_forgotten_is_nowhere_to_be_seen(sqlite_store: Store) -> None:
    room = Room(sqlite_store)
    await a_group_with_ann(room, "all")
    for text in ("forget me", "forget me yes"):
        await room.say("Ann", text)
    for text in ("/board", "/partners", "/challenge", "/gym"):
        seen = shown(await room.say("Bob", text, group=True))
        assert not [each for each in CANARIES if each in seen], text
    assert "Squat" in shown(await room.say("Bob", "/challenge", group=True))


async def test_who_was_linked_is_the_same_to_the_group(sqlite_store: Store) -> None:
    """A group sees what was shared there, from wherever it was typed, and nothing else."""
    room = Room(sqlite_store)
    await a_group_with_ann(room, "nothing")
    code = (await room.say("Dan", "link")).result
    assert code is not None
    asked = await room.say("Ann", f"link {code['code']}")
    assert asked.reply is not None
    await room.say("Ann", asked.reply.buttons[0].send)
    await room.say("Dan", "squat 187.5x5 rir2")
    for text in ("/board", "/partners", "/challenge"):
        seen = shown(await room.say("Bob", text, group=True))
        assert not [each for each in NUMBERS if each in seen], text
    assert "187.5" in shown(await room.say("Ann", "today"))


async def test_who_left_is_nowhere_to_be_seen(sqlite_store: Store) -> None:
    room = Room(sqlite_store)
    await a_group_with_ann(room, "all")
    for text in ("/board", "/partners", "/challenge"):
        assert "Ann" in shown(await room.say("Bob", text, group=True))
    await room.say("Ann", "/leave", group=True)
    for text in ("/board", "/partners", "/challenge"):
        assert "Ann" not in shown(await room.say("Bob", text, group=True))


@pytest.mark.parametrize(
    "text", ["/bodyweight", "/bodyweight 93.7", "/pr", "/history", "/today", "/chart", "/accuracy"]
)
async def test_what_is_long_or_about_a_body_goes_to_the_person_alone(
    sqlite_store: Store, text: str
) -> None:
    room = Room(sqlite_store)
    await annas_secrets(room)
    answer = await room.say("Ann", text, group=True)
    assert answer.reply is not None
    assert answer.reply.private


async def test_plain_talk_in_a_group_is_left_alone(sqlite_store: Store) -> None:
    """People who only talk leave no trace."""
    assert len(TALK) >= 500
    room = Room(sqlite_store)
    answered = []
    for number, line in enumerate(TALK):
        answer = await room.say(f"p{number % 9}", line, group=True, addressed=False)
        if answer != Answer(None, None):
            answered.append(line)
    assert answered == []

    def people_known(uow) -> int:  # type: ignore[no-untyped-def]
        return uow._connection.exec_driver_sql("SELECT count(*) FROM people").scalar()

    assert await sqlite_store.run(people_known) == 0


NASTY = (
    "<b>x</b>",
    "</pre><a href='tg://user?id=1'>x",
    "@everyone",
    "@here",
    "<@1234567890>",
    "<@&123>",
    "**bold** _it_ `code` ||spoiler||",
    "[x](http://evil.example)",
    "&lt;",
    "\u202egnp.exe",
)


@pytest.mark.parametrize("words", NASTY)
async def test_what_people_type_is_shown_as_typed(sqlite_store: Store, words: str) -> None:
    """Names, notes and own exercises carry no markup and call nobody."""
    room = Room(sqlite_store)
    answers = [
        await room.say(words, "start", group=True),
        await room.say("Ann", f"alias {words} = squat"),
        await room.say("Ann", f"squat 100x5 rir2 {words}"),
        await room.say("Ann", f"{words} 100x5"),
        await room.say("Ann", f"goal {words}"),
        await room.say("Ann", "history squat"),
        await room.say("Ann", "why squat"),
    ]
    for answer in answers:
        if answer.reply is None:
            continue
        for part in html_parts(answer.reply):
            assert "<" not in re.sub(r"</?(b|pre)>", "", part)
            assert "<b>x" not in part
        for piece in pieces(answer.reply):
            assert "@everyone" not in piece
            assert "@here" not in piece
            assert "<@" not in piece.replace("\\<@", "")
            assert "[x](http" not in piece.replace("\\[x", "")


@pytest.mark.parametrize("group", [False, True])
@pytest.mark.parametrize("size", [4_096, 100_000])
@pytest.mark.parametrize(
    "unit", ["squat 100x5 ", "\n", "9", "😀", "a\u0301", "\u202e", "(", "x5 @"]
)
async def test_very_long_messages_are_refused_in_short_words(
    sqlite_store: Store, unit: str, size: int, group: bool
) -> None:
    answer = await Room(sqlite_store).say("Ann", (unit * size)[:size], group=group)
    if answer.reply is not None:
        assert sum(map(len, answer.reply.lines)) < 2_000
