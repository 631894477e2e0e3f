"""Who is an admin, and who is nobody: asked of the platform only where it matters."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.discord.adapter import DiscordChat
from bot.platforms.discord.cursors import SERVERS
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.read import Me, inbox_row
from bot.runtime.inbox_worker import InboxWorker
from core.errors import AdminUnknown
from core.messages import Address, Answer, Message, Sender
from core.store.engine import Store
from core.store.rows import InboxRow
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import GUILD, ROOM
from tests.servers.telegram import BOT_ID, BOT_NAME, TOKEN, TelegramServer
from tests.waiting import until

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

GYM = -1001
TROUBLE = (True, False, OSError("no answer"), ValueError("nonsense"), "silence")


class Script:
    """A platform that knows who is an admin, or does not."""

    name = "telegram"
    repeat_safe = False

    def __init__(self, verdict: object) -> None:
        self.verdict = verdict
        self.asked: list[str] = []

    def read(self, row: InboxRow) -> Message:
        return Message(
            Address("telegram", row.chat, private=False), Sender("telegram", "1", "A"), row.body,
            row.sent_at, row.key, receipt=row.key,
        )  # fmt: skip

    async def is_admin(self, message: Message) -> bool:
        self.asked.append(message.text)
        if self.verdict == "silence":
            await asyncio.Event().wait()
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return bool(self.verdict)


class Rules:
    """A coach that wants to know for `settings` alone."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.heard: list[tuple[str, bool | None]] = []

    async def handle(self, message: Message, now: datetime) -> Answer:
        if message.text == "settings" and message.admin is None:
            raise AdminUnknown
        await self.store.run(lambda uow: uow.inbox.finish(message.receipt, now))
        self.heard.append((message.text, message.admin))
        return Answer(None)

    async def reads_file(self, message, now):
        return False

    async def catch_up(self, messages, now: datetime) -> Answer:
        if any(each.text == "settings" for each in messages):
            raise AdminUnknown
        return Answer(None)


def row(text: str, ago: float = 0) -> InboxRow:
    at = datetime.now(UTC) - timedelta(seconds=ago)
    return InboxRow(text, "telegram", "g", text, datetime.now(UTC), at)


@pytest.mark.parametrize("verdict", TROUBLE, ids=str)
@pytest.mark.parametrize("ago", [0, 3600])
async def test_only_settings_ask_and_a_fault_is_a_no(
    sqlite_store: Store, verdict: object, ago: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.runtime.inbox_worker.ADMIN_SECONDS", 0.2)
    script, coach = Script(verdict), Rules(sqlite_store)
    inbox_worker = InboxWorker(sqlite_store, coach, {"telegram": script}, lambda: None)
    task = asyncio.create_task(inbox_worker.run())
    await sqlite_store.receive([row("next"), row("settings", ago), row("board")])
    inbox_worker.received([row("next")])
    await until(lambda: len(coach.heard) == 3)
    await inbox_worker.stop(2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    heard = dict(coach.heard)
    assert heard == {"next": None, "settings": verdict is True, "board": None}
    assert script.asked == ["settings"]


# --- Telegram -----------------------------------------------------------------------------------


@pytest.fixture
async def telegram():
    async with TelegramServer(privacy=False) as server:
        yield server


@pytest.fixture
async def chat(telegram, sqlite_store):
    chat = TelegramChat(TOKEN, telegram.url, sqlite_store)
    yield chat
    await chat.close()


def said(telegram: TelegramServer, text: str, user: int = 1, **extra) -> InboxRow:
    update = telegram.say(text, user, GYM, **extra)
    return inbox_row(update, Me(BOT_ID, BOT_NAME), datetime.now(UTC))


async def test_telegram_says_who_is_an_admin(telegram, chat) -> None:
    telegram.admins.add((GYM, 1))
    assert await chat.is_admin(chat.read(said(telegram, "/settings", 1))) is True
    assert await chat.is_admin(chat.read(said(telegram, "/settings", 2))) is False


@pytest.mark.parametrize("fault", [
    {"status": 403, "description": "Forbidden: bot was kicked from the supergroup chat"},
    {"status": 400, "description": "Bad Request: PARTICIPANT_ID_INVALID"},
    {"status": 429, "description": "Too Many Requests", "parameters": {"retry_after": 9}},
    {"status": 502},
    {"status": 0},
])  # fmt: skip
async def test_what_telegram_does_not_say_is_a_fault(telegram, chat, fault) -> None:
    telegram.fault(method="getChatMember", **fault)
    with pytest.raises(Exception, match=r".*"):
        await chat.is_admin(chat.read(said(telegram, "/settings")))


HIDDEN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
COPY = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
ITSELF = {"sender_chat": {"id": GYM, "type": "supergroup"}}
OTHER = {"sender_chat": {"id": -1007, "type": "channel"}}


async def words(store: Store) -> list[str]:
    def work(uow) -> list[str]:
        return list(uow._connection.exec_driver_sql("SELECT reply FROM outbox").scalars())

    return await store.run(work)


@pytest.mark.parametrize(("who", "text", "asked"), [
    (HIDDEN | {}, "/settings", True),
    (HIDDEN | {}, f"/next@{BOT_NAME} squat", True),
    (CHANNEL | {}, "/join", True),
    (HIDDEN | {}, "/settings@another_bot", False),
    (HIDDEN | {}, "/ban everybody", False),
    (HIDDEN | {}, "squat 100x8 rir2", False),
    (HIDDEN | {}, "good morning", False),
    (CHANNEL | {}, "2 left", False),
    (COPY | {}, "/next", False),
])  # fmt: skip
async def test_nobody_is_asked_to_write_as_themselves(
    telegram, chat, sqlite_store, who, text, asked
) -> None:
    sender_chat = ITSELF if who == HIDDEN else OTHER
    row = said(telegram, text, **{"from": who}, **sender_chat)
    assert chat.read(row) is None
    await asyncio.gather(*chat._asides)
    found = await words(sqlite_store)
    assert len(found) == asked
    assert all("Write as yourself" in each for each in found)
    chat.read(row)
    await asyncio.gather(*chat._asides)
    assert await words(sqlite_store) == found


@pytest.mark.parametrize("more", [
    {"from": {"id": 5, "is_bot": True, "first_name": "Another"}},
    {"from": {"id": 1, "is_bot": False, "first_name": "A"}, "is_automatic_forward": True, **OTHER},
    {"from": None},
])  # fmt: skip
async def test_bots_and_copies_are_left_alone(telegram, chat, sqlite_store, more) -> None:
    assert chat.read(said(telegram, "/next", **more)) is None
    await asyncio.gather(*chat._asides)
    assert await words(sqlite_store) == []


async def test_nobody_presses_a_button(telegram, chat) -> None:
    update = {
        "callback_query": {
            "id": "1", "from": HIDDEN, "data": "|join",
            "message": {"message_id": 3, "date": 0, "chat": {"id": GYM, "type": "supergroup"}},
        }
    }  # fmt: skip
    raw = inbox_row(telegram.raw(update), Me(BOT_ID, BOT_NAME), datetime.now(UTC))
    assert chat.read(raw) is None


# --- Discord ------------------------------------------------------------------------------------


@pytest.fixture
async def discord():
    async with DiscordServer() as server:
        yield server


@pytest.fixture
async def bot(discord, sqlite_store):
    await sqlite_store.save_cursor(SERVERS, ROOM, GUILD)
    chat = DiscordChat(discord.token, discord.url, sqlite_store, message_content=False)
    task = asyncio.create_task(chat.receive(sqlite_store.receive))
    await discord.until(lambda: any(s.socket for s in discord.sessions.values()))
    yield chat
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await chat.close()


def typed(person: str, channel: str = ROOM) -> Message:
    where = Address("discord", channel, private=False)
    return Message(where, Sender("discord", person, person), "settings", datetime.now(UTC), "x")


async def test_discord_says_who_is_an_admin(discord, bot) -> None:
    discord.roles += [
        {"id": "71", "name": "Coach", "permissions": str(1 << 5)},
        {"id": "72", "name": "Boss", "permissions": str(1 << 3)},
        {"id": "73", "name": "Member", "permissions": str(1 << 10)},
    ]
    discord.held |= {"5": ["73", "71"], "6": ["72"], "7": ["73"]}
    admins = [person for person in ("1", "5", "6", "7", "8") if await bot.is_admin(typed(person))]
    assert admins == ["1", "5", "6"]  # the owner, and two by their roles
    discord.roles[0] = discord.roles[0] | {"permissions": str(1 << 5)}  # everybody's
    assert await bot.is_admin(typed("8"))


async def test_where_the_server_is_not_known_nobody_is_an_admin(discord, bot) -> None:
    assert not await bot.is_admin(typed("1", channel="123"))


@pytest.mark.parametrize("status", [403, 404, 500, 0])
async def test_what_discord_does_not_say_is_a_fault(discord, bot, status) -> None:
    discord.fault("/guilds", status, times=9)
    with pytest.raises(Exception, match=r".*"):
        async with asyncio.timeout(0.5 if status in (0, 500) else 15):
            await bot.is_admin(typed("1"))
