"""Training partners with the real process: groups on Telegram and Discord, over real sockets.

Three people in a Telegram group and in a Discord channel: they join, log, edit, rate each other's
sets, press each other's buttons; the group becomes a supergroup; networks and servers fail.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.killing import listening, unfinished
from tests.running import Running
from tests.servers.discord_shapes import BOT, HIDDEN, ROOM
from tests.servers.telegram import TOKEN, TelegramServer

GYM, SUPER = -1001, -2002
MENTION = f"<@{BOT}>"
ANN, BEN, CID = 1, 2, 3
FORGED = ("1|undo", "1|delete @s1", "~1|q1", "1|rir0 @s1", "|undo", "|delete @s1", "|fix @s1 rir0")


@pytest.fixture
async def telegram():
    async with TelegramServer(privacy=False) as server:
        yield server


class Group:
    """A Telegram group as a test sees it; every step waits until all is done."""

    def __init__(self, server: TelegramServer, bot: Running, chat: int = GYM) -> None:
        self.server, self.bot, self.chat = server, bot, chat
        self.seen = 0

    async def settle(self) -> None:
        await self.server.until(lambda: not self.server.queue and unfinished(self.bot) == (0, 0))

    async def say(self, text: str, user: int, chat: int | None = None, **more) -> list:
        """Somebody writes; gives what was sent because of it, wherever it went."""
        self.seen = len(self.server.sent)
        self.last = self.server.say(text, user, self.chat if chat is None else chat, **more)
        return await self.news()

    async def do(self, update) -> list:
        """Something else happens."""
        self.seen = len(self.server.sent)
        self.last = update()
        return await self.news()

    async def news(self) -> list:
        await self.server.until(lambda: not self.server.queue)
        await self.settle()
        return self.server.sent[self.seen :]

    async def press(self, label: str, user: int, sent) -> str:
        """Press a button; gives the alert that only they see."""
        count = sum(each.method == "answerCallbackQuery" for each in self.server.sent)
        await self.do(lambda: self.server.press(label, user=user, sent=sent))
        await self.server.until(
            lambda: sum(each.method == "answerCallbackQuery" for each in self.server.sent) > count,
        )
        answers = [each for each in self.server.sent if each.method == "answerCallbackQuery"]
        return str(answers[-1].data.get("text", ""))

    async def choose(self, label: str, user: int, sent) -> str:
        """Press the button for partners, and then what they saw, in their private chat."""
        await self.press("what I saw", user, sent)
        asked = await self.server.until(
            lambda: next(
                (each for each in reversed(self.server.sent)
                 if each.method == "sendMessage" and each.chat == user and each.buttons), None
            )
        )  # fmt: skip
        await self.press(label, user, asked)
        return str(self.server.texts(user)[-1])

    def message_id(self) -> int:
        return int(self.last["message"]["message_id"])

    def ratings(self) -> list[tuple]:
        asked = "SELECT log_id, id, rater_id, rir_tenths FROM ratings ORDER BY 1, 2, 3"
        return self.bot.rows(asked)

    def sets(self) -> list[tuple]:
        return self.bot.rows("SELECT log_id, reps FROM sets ORDER BY log_id, id")


def label(sent, start: str) -> str:
    return next(each["text"] for each in sent.buttons if each["text"].startswith(start))


def forged(server: TelegramServer, message: int, data: str, user: int):
    """A press that no button of ours makes."""
    server._press_id += 1
    press = f"press{server._press_id}"
    server._open_presses.add(press)
    under = server.messages[GYM, message]
    query = {"id": press, "from": server.person(user), "message": under, "data": data}
    return server.raw({"callback_query": query | {"chat_instance": "1"}})


async def three_in_a_group(server: TelegramServer, bot: Running) -> Group:
    """Ann and Ben join, Cid only reads along; all wrote in private before."""
    await listening(server, 0)
    group = Group(server, bot)
    for user in (ANN, BEN, CID):
        await group.say("/start", user, user)
    for user in (ANN, BEN):
        await group.say("/join", user)
    return group


async def test_partners_on_telegram(telegram, tmp_path):
    with Running(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as bot:
        group = await three_in_a_group(telegram, bot)
        (answer,) = await group.say("squat 97.5x8 rir2", ANN)
        anns = group.message_id()
        assert answer.chat == GYM
        assert answer.text.count("\n") <= 1
        assert answer.data["reply_parameters"]["message_id"] == anns
        assert [len(row) for row in answer.data["reply_markup"]["inline_keyboard"]][-1] == 1

        # Ben answers the message of the set: Ann reads it in private, the group nothing
        (told,) = await group.say("1 left", BEN, reply_to=anns)
        assert (told.chat, told.text) == (
            ANN, "Squat 97.5 kg x 8: you called 2 left, Lifter2 saw 1 left."
        )  # fmt: skip
        assert group.ratings() == [(1, 1, 2, 10)]
        # then the bot's own answer, and a tap: the newest counts, and nothing is sent any more
        assert await group.say("3", BEN, reply_to=answer.message_id) == []
        assert group.ratings() == [(1, 1, 2, 30)]
        assert "you saw 0 left" in await group.choose("0 left", BEN, answer)
        assert group.ratings() == [(1, 1, 2, 0)]
        assert "join" in await group.press("what I saw", CID, answer)
        assert "your own set" in await group.press("what I saw", ANN, answer)
        assert group.ratings() == [(1, 1, 2, 0)]

        # what belongs to Ann works for Ann alone, forged or not
        assert "somebody else" in await group.press("undo", BEN, answer)
        for data in FORGED:
            await group.do(lambda data=data: forged(telegram, answer.message_id, data, BEN))
        assert bot.rows("SELECT log_id, reps, rir_tenths FROM sets") == [(1, 8, 20)]

        # an edited set has not been rated; ratings are for the lifter alone
        edited = await group.do(lambda: telegram.edit(anns, "squat 97.5x9 rir2", GYM))
        assert group.sets() == [(1, 9)]
        await group.say("2 left", BEN, reply_to=edited[0].message_id)
        (why,) = await group.say("/why squat", ANN)
        assert why.chat == ANN
        assert "you called 2 left, Lifter2 saw 2 left" in why.text
        for user in (BEN, CID):
            for shown in await group.say("/why squat", user):
                assert "97.5" not in shown.text
                assert "saw" not in shown.text

        # the board shows who joined, and no load
        (board,) = await group.say("/board", CID)
        assert "Lifter1" in board.text
        assert "Lifter3" not in board.text
        assert "97.5" not in board.text
        (challenge,) = await group.say("/challenge squat 100 reps this week", ANN)
        await group.press(label(challenge, "I'm in"), BEN, challenge)
        assert bot.rows("SELECT count(*) FROM challengers") == [(2,)]

        await moves_to_a_supergroup(group, anns)
        await group.say("/leave", ANN)
        assert group.ratings() == []
        assert bot.rows("SELECT person_id FROM members") == [(2,)]


async def moves_to_a_supergroup(group: Group, message: int) -> None:
    """Members, ratings and challenges go along; numbers of messages begin anew there."""
    server, bot = group.server, group.bot
    service = server.messages[GYM, message] | {"message_id": 9000, "migrate_to_chat_id": SUPER}
    del service["text"]
    await group.do(lambda: server.raw({"message": service}))
    server.groups[GYM] = {"migrate_to_chat_id": SUPER}
    group.chat = SUPER
    for table in ("members", "ratings", "challenges"):
        chats = f"SELECT DISTINCT chat FROM {table}"  # noqa: S608
        await server.until(lambda asked=chats: bot.rows(asked) == [(str(SUPER),)])
    (board,) = await group.say("/board", BEN)
    assert (board.chat, "Lifter1" in board.text) == (SUPER, True)
    (answer,) = await group.say("bench 60x8 rir3", BEN)
    assert "you saw 1 left" in await group.choose("1 left", ANN, answer)


async def test_admins_settle_a_group_on_telegram(telegram, tmp_path):
    telegram.privacy = True
    telegram.admins.add((GYM, ANN))
    with Running(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as bot:
        group = await three_in_a_group(telegram, bot)
        (refused,) = await group.say("/settings quiet 22:00-07:00", BEN)
        assert "admin" in refused.text
        assert bot.rows("SELECT quiet FROM groups") == []
        telegram.fault(method="getChatMember", status=502)
        (refused,) = await group.say("/settings quiet 22:00-07:00", ANN)
        assert "cannot see that you are one" in refused.text
        await group.say("/settings quiet 22:00-07:00", ANN)
        assert bot.rows("SELECT quiet FROM groups") == [("22:00-07:00",)]
        hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        as_group = {"from": hidden, "sender_chat": {"id": GYM, "type": "supergroup"}}
        await group.say("/settings quiet off", ANN, **as_group)
        await telegram.until(lambda: "Write as yourself" in telegram.texts(GYM)[-1])
        await group.settle()
        assert bot.rows("SELECT quiet FROM groups") == [("22:00-07:00",)]
        # thrown out and taken in again: nothing is sent while out, and nothing is forgotten
        for status in ("kicked", "member"):
            change = {"chat": {"id": GYM, "type": "group"}, "from": telegram.person(ANN)}
            change |= {"date": 1, "new_chat_member": {"status": status}}
            assert await group.do(lambda c=change: telegram.raw({"my_chat_member": c})) == []
        telegram.fault(status=403, description="Forbidden: bot was kicked from the group chat")
        assert await group.say("/board", BEN) == []
        (board,) = await group.say("/board", BEN, thread=77)
        assert board.data["message_thread_id"] == "77"


async def test_partners_on_discord(discord, tmp_path):  # noqa: PLR0915
    settings = {"DISCORD_BOT_TOKEN": discord.token, "DISCORD_API_URL": discord.url}
    with Running(tmp_path, **settings) as bot:
        await discord.until(lambda: discord.identifies)

        async def settle() -> None:
            await discord.until(lambda: unfinished(bot) == (0, 0))

        async def answers(count: int, channel: str = ROOM) -> list:
            found = await discord.until(
                lambda: len(discord.answers(channel)) >= count and discord.answers(channel),
            )
            await settle()
            return found

        private = {person: discord.direct_channel(person) for person in ("5", "6", "7")}
        for person, channel in private.items():
            await discord.dm(person, "start")
            await answers(1, channel)
        for count, person in enumerate(("5", "6"), start=1):
            await discord.say(ROOM, person, f"{MENTION} join")
            await answers(count)
        await discord.say(ROOM, "5", f"{MENTION} squat 97.5x8 rir2")
        *_, answer = await answers(3)
        row = [b["label"] for b in answer["components"][-1]["components"]]
        assert row == ["what I saw"]

        ratings = "SELECT log_id, id, rater_id, rir_tenths FROM ratings"
        await discord.say(ROOM, "6", "1 left", reply_to=answer["id"])
        await discord.until(lambda: bot.rows(ratings) == [(1, 1, 2, 10)])
        told = (await answers(2, private["5"]))[-1]["content"]
        assert told == "Squat 97.5 kg x 8: you called 2 left, User 6 saw 1 left."
        edited = await discord.say(ROOM, "6", "3 left", reply_to=answer["id"])
        await discord.until(lambda: bot.rows(ratings) == [(1, 1, 2, 30)])
        await discord.edit(edited["id"], "0 left")
        await discord.until(lambda: bot.rows(ratings) == [(1, 1, 2, 0)])

        for person, pressed, said in (
            ("7", "what I saw", "once both have joined"),
            ("5", "what I saw", "your own set"),
            ("6", "undo", "somebody else"),
        ):
            seen = len(discord.answers(ROOM))
            await discord.press(answer["id"], pressed, person)
            alone = (await answers(seen + 1))[-1]
            assert said in alone["content"]
            assert alone["flags"] & HIDDEN
            assert alone["for"] == person
        seen = len(discord.answers(ROOM))
        await discord.press(answer["id"], "what I saw", "6")
        choice = (await answers(seen + 1))[-1]
        assert (choice["flags"] & HIDDEN, choice["for"]) == (HIDDEN, "6")
        await discord.press(choice["id"], "2 left", "6")
        noted = (await answers(seen + 2))[-1]
        assert "you saw 2 left" in noted["content"]
        assert (noted["flags"] & HIDDEN, noted["for"]) == (HIDDEN, "6")
        assert bot.rows(ratings) == [(1, 1, 2, 20)]
        for forged in ("1|undo", "1|delete @s1", "1~q1", "|undo", "|delete @s1"):
            found = discord.messages[answer["id"]]
            await discord._interact(
                3, ROOM, "6", {"custom_id": forged, "component_type": 2}, message=found
            )
        await asyncio.sleep(0)
        await discord.say(ROOM, "6", f"{MENTION} bench 60x5 rir1")
        await discord.until(
            lambda: bot.rows("SELECT log_id, reps FROM sets ORDER BY 1") == [(1, 8), (2, 5)],
        )
        await settle()

        # settings: an interaction says who may, otherwise the server is asked
        seen = len(discord.answers(ROOM))
        await discord.slash(ROOM, "6", "settings", "quiet 22:00-07:00")
        assert "admin" in (await answers(seen + 1))[-1]["content"]
        discord.roles.append({"id": "71", "name": "Coach", "permissions": str(1 << 5)})
        discord.held["6"] = ["71"]
        await discord.say(ROOM, "6", f"{MENTION} settings quiet 22:00-07:00")
        await discord.until(lambda: bot.rows("SELECT quiet FROM groups") == [("22:00-07:00",)])
        await settle()
        assert not [m for m in discord.answers(ROOM) if "saw" in m["content"] and not m.get("for")]


def load_of(group: int, user: int) -> str:
    """A load that nobody else lifts, nor any target."""
    return f"1{group}{user}.25"


async def test_many_groups_and_people_while_everything_fails(telegram, discord, tmp_path):
    """Edits, redelivery, floods, cuts and faults: each set once, in its own group's words."""
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram.url,
        "DISCORD_BOT_TOKEN": discord.token,
        "DISCORD_API_URL": discord.url,
    }
    groups, people, rounds = (-11, -12, -14), 5, 3
    with Running(tmp_path, **settings) as bot:
        await listening(telegram, 0)
        await discord.until(lambda: discord.identifies)
        telegram.fault(status=429, parameters={"retry_after": 0.2}, times=6, share=0.2)
        telegram.fault(status=502, times=4, share=0.1)
        telegram.fault(status=0, times=3, share=0.1)
        telegram.fault(status=403, chat=-14, times=99, description="Forbidden: bot was kicked")
        telegram.fault(method="getUpdates", status=500, times=2)
        discord.fault(f"POST /channels/{ROOM}/messages", 500, times=2)
        discord.fault(f"POST /channels/{ROOM}/messages", 0, times=1, after=True)
        typed = []
        for turn in range(rounds):
            for user in range(1, people + 1):
                for at, chat in enumerate(groups):
                    who = user + 100 * at  # a load of their own: 2 digits, the group, the person
                    update = telegram.say(f"squat 1{at}{user}.5x{5 + turn} rir2", who, chat)
                    typed.append((chat, update))
                    if turn == 1:
                        telegram.raw(update, again=True)
                await discord.say(ROOM, str(50 + user), f"{MENTION} bench 5{user}.5x{5 + turn}")
            if turn == 1:
                await discord.drop()
                for chat, update in typed[: people * len(groups)]:
                    number = update["message"]["message_id"]
                    text = update["message"]["text"].replace("x5 ", "x9 ")
                    telegram.edit(number, text, chat)
        sets = people * len(groups) * rounds
        done = "SELECT count(*) FROM sets WHERE exercise_id LIKE '%squat%'"
        await telegram.until(
            lambda: (
                not telegram.queue
                and bot.rows(done) == [(sets,)]
                and bot.rows("SELECT count(*) FROM sets") == [(sets + people * rounds,)]
                and unfinished(bot) == (0, 0)
            ),
            progress=lambda: bot.rows("SELECT count(*) FROM sets"),
        )
        reps = bot.rows(
            "SELECT reps, count(*) FROM sets WHERE exercise_id LIKE '%squat%' GROUP BY 1 ORDER BY 1"
        )
        each = people * len(groups)
        assert reps == [(6, each), (7, each), (9, each)]
        for at, chat in enumerate(groups):
            others = [load_of(n, u) for n in range(len(groups)) if n != at for u in range(9)]
            for text in telegram.texts(chat):
                assert not [load for load in others if load in text], text
        assert telegram.texts(-14) == []
        assert bot.rows("SELECT count(*) FROM inbox WHERE fault <> ''") == [(0,)]
        assert await asyncio.to_thread(bot.stop) == 0
