"""Names and notes made to do harm: on either platform they are only letters.

What people share in a group is answered, put into the outbox, and drawn as a platform is sent it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.platforms.discord.send import write_letter
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.read import clean_name
from core.messages import Address, Reply
from core.store.engine import Store
from core.store.rows import OutboxMessage
from tests.gym import GYM, Gym
from tests.servers.telegram import TOKEN, TelegramServer

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

NASTY = (
    "<b>Ann</b> &lt;b&gt; &amp;",
    "</pre><a href='tg://user?id=1'>x</a>",
    "@everyone @here @spotter_test_bot",
    "<@1234567890> <@!1234567890> <@&123>",
    "<#800000000000000001> </log:123> <t:0:R> <:smile:1>",
    "**bold** _it_ `code` ||spoiler|| ``` fence",
    "[x](http://evil.example)",
    "# heading",
    "> quote",
    "Robert'); DROP TABLE sets;-- {name} {0} %s",
    "\u202egnp.exe a" + "\u0300\u0301\u0302" * 9,
)
NAMES = tuple(map(clean_name, NASTY))


@pytest.fixture
async def outgoing(sqlite_store: Store) -> list[OutboxMessage]:
    """Everything that is said in a group of people who are called that."""
    gym = Gym(sqlite_store)
    await gym.join("Ben", *NAMES)
    for name in NAMES:
        await gym.say(name, "/share all loads")
        await gym.say(name, f'squat 100x8 rir2 "{name}"')
        squat = await gym.last_sent()
        await gym.say("Ben", "1 left", to=squat)
        await gym.say("Ben", "bench 80x8 rir2")
        await gym.say(name, "1 left", to=await gym.last_sent())
        await gym.say(name, f"alias {name} = bench press")
        for text in ("/gym", "/challenge squat 100 reps", "why squat", f"goal {name}"):
            await gym.say(name, text, GYM if text.startswith("/") else "")
        await gym.say(name, f"{name} 100x5", "")
    for text in ("/board", "/partners", "/challenge", "why bench"):
        await gym.say("Ben", text, GYM if text.startswith("/") else "")
    return gym.outgoing


def texts(reply: Reply) -> Iterator[str]:
    yield reply.title
    yield from reply.lines
    for row in reply.table:
        yield from row


async def test_it_is_shown_as_letters(sqlite_store: Store, outgoing: list[OutboxMessage]) -> None:
    said = "\n".join(text for each in outgoing for text in texts(each.reply))
    typed = (said, said.replace("\u2215", "/"))  # a name like a command has another slash
    assert [name for name in NAMES if not any(name in each for each in typed)] == []
    await shown_on_telegram(sqlite_store, outgoing)
    await shown_on_discord(sqlite_store, outgoing)


async def shown_on_telegram(store: Store, outgoing: list[OutboxMessage]) -> None:
    async with TelegramServer() as server:  # refuses markup that Telegram would refuse
        chat = TelegramChat(TOKEN, server.url, store)
        server.started.add(7)
        for number, each in enumerate(outgoing):
            place = Address("telegram", "7" if each.address.private else GYM, private=False)
            await chat.send(replace(each, id=number, address=place, reply=shown_there(each.reply)))
        await chat.close()
        assert server.shown()
        for sent in server.shown():
            text = sent.data["text"]
            assert set(re.findall(r"<[^>]*>", text)) <= {"<b>", "</b>", "<pre>", "</pre>"}
            assert "parse_mode" in sent.data
        seen = "\n".join(sent.text for sent in server.shown())
        plain = seen.replace("\u2060", "")  # nobody sees what keeps names from being links
        typed = (plain, plain.replace("\u2215", "/"))
        assert [name for name in NAMES if not any(name in each for each in typed)] == []


def shown_there(reply: Reply) -> Reply:
    """The same words where everybody sees them."""
    return replace(reply, private=False)


async def shown_on_discord(store: Store, outgoing: list[OutboxMessage]) -> None:
    for each in outgoing:
        letter = await write_letter(store, each.reply)
        for at in range(len(letter.texts)):
            payload = letter.part(at).payload
            assert payload["allowed_mentions"] == {"parse": []}
            content = payload.get("content", "")
            assert content.count("```") % 2 == 0
            outside = re.sub(r"```.*?```", "", content, flags=re.DOTALL)
            assert not re.search(r"(?<!\\)<[@#:/t]", outside), outside
            assert not re.search(r"@(everyone|here)", outside), outside
            assert not re.search(r"(?<!\\)\[x\]\(", outside), outside
            assert not re.search(r"(?m)^(#|>|-) ", outside), outside
