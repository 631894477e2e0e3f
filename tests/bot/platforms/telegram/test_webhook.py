"""The webhook: strangers, bodies, 200 only after the commit; and the loopback server calling it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.platforms.base import Fatal
from bot.platforms.telegram import adapter, webhook
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.webhook import LONGEST_BODY, Webhook
from bot.settings import Settings, SettingsError, load_settings, secrets_of
from core.store.faults import StoreTrouble
from core.store.rows import InboxRow
from tests.end_to_end.test_health import free_port
from tests.running import Running
from tests.servers.telegram import TOKEN
from tests.servers.webhook import CallingServer, call
from tests.waiting import until

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

PATH, SECRET = "path-of-the-webhook-0", "secret-of-the-webhook-0"


class Committed:
    """What was committed; raises while the database is away."""

    def __init__(self) -> None:
        self.rows: list[InboxRow] = []
        self.away = False
        self.begun = 0
        self.free = asyncio.Event()  # not set: the database is held
        self.free.set()

    async def __call__(self, rows: Sequence[InboxRow]) -> int:
        self.begun += 1
        await self.free.wait()
        if self.away:
            raise StoreTrouble("locked")
        self.rows.extend(rows)
        return len(rows)


class Called:
    """A chat that is called, and the address it listens at."""

    def __init__(self, server: CallingServer, port: int, commit: Committed) -> None:
        self.server, self.commit = server, commit
        self.at = f"http://127.0.0.1:{port}"


@pytest.fixture
async def called(sqlite_store) -> AsyncIterator[Called]:
    port, commit = free_port(), Committed()
    async with CallingServer() as server:
        where = Webhook("https://bot.example.org", "127.0.0.1", port, PATH, SECRET)
        chat = TelegramChat(TOKEN, server.url, sqlite_store, webhook=where)
        receiving = asyncio.create_task(chat.receive(commit))
        await until(lambda: server.webhook or (receiving.done() and receiving.result()))
        yield Called(server, port, commit)
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
        await chat.close()


async def test_telegram_is_told_where_to_call(called: Called) -> None:
    told = called.server.webhook
    assert told["url"] == f"https://bot.example.org/{PATH}"
    assert told["secret_token"] == SECRET
    assert "callback_query" in told["allowed_updates"]
    assert not any(method == "getUpdates" for method, _ in called.server.calls)


async def test_an_update_is_committed_before_it_is_answered(called: Called) -> None:
    called.server.say("squat 140x8 rir1", user=7)
    called.commit.away = True
    assert await called.server.deliver(called.at) == [503]
    assert called.commit.rows == []
    called.commit.away = False
    assert await called.server.deliver(called.at) == [200]
    assert ["squat 140x8 rir1" in row.body for row in called.commit.rows] == [True]


async def test_an_update_that_comes_again_waits_for_its_own_commit(
    called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "COMMIT_SECONDS", 0.05)
    called.commit.free.clear()
    called.server.say("squat 140x8 rir1", user=7)
    for _ in range(3):
        assert await called.server.deliver(called.at) == [503]
    assert called.commit.begun == 1
    called.commit.free.set()
    await until(lambda: called.commit.rows)
    assert await called.server.deliver(called.at) == [200]  # absorbed by its key


async def test_updates_that_wait_for_the_database_have_a_limit(
    called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "COMMIT_SECONDS", 0.05)
    monkeypatch.setattr(webhook, "MOST_COMMITS", 2)
    called.commit.free.clear()
    for person in (7, 8, 9):
        called.server.say("squat 140x8 rir1", chat=person, user=person)
    assert await called.server.deliver(called.at) == [503, 503, 503]
    assert called.commit.begun == 2
    called.commit.free.set()
    await until(lambda: len(called.commit.rows) == 2)
    assert await called.server.deliver(called.at) == [200, 200, 200]


@pytest.mark.parametrize(
    ("path", "secret"),
    [(PATH, None), (PATH, ""), (PATH, SECRET[:-1]), (PATH, SECRET + "0"), (PATH[:-1], SECRET),
     ("x", "x"), ("", SECRET), (f"{PATH}/x", SECRET)],
)  # fmt: skip
async def test_strangers_are_all_told_the_same(
    called: Called, path: str, secret: str | None
) -> None:
    assert await call(f"{called.at}/{path}", secret, json={"update_id": 1}) == 404
    assert called.commit.rows == []


@pytest.mark.parametrize(("size", "status"), [(LONGEST_BODY - 2, 200), (LONGEST_BODY, 413)])
async def test_bodies_have_a_limit(called: Called, size: int, status: int) -> None:
    body = b'"' + b"a" * size + b'"'
    assert await call(f"{called.at}/{PATH}", SECRET, data=io.BytesIO(body)) == status


@pytest.mark.parametrize("body", [b"", b"no json", b"\xff\xfe", b"[" * 100_000, b"[]", b"7"])
async def test_what_is_no_update_is_set_aside_and_never_comes_again(
    called: Called, body: bytes
) -> None:
    assert await call(f"{called.at}/{PATH}", SECRET, data=body) == 200
    assert len(called.commit.rows) == 1


async def test_a_port_that_is_taken_is_fatal(called: Called, sqlite_store) -> None:
    port = int(called.at.rpartition(":")[2])
    where = Webhook("https://bot.example.org", "127.0.0.1", port, PATH, SECRET)
    chat = TelegramChat(TOKEN, called.server.url, sqlite_store, webhook=where)
    with pytest.raises(Fatal, match="cannot be opened"):
        await chat.receive(called.commit)
    await chat.close()


async def test_telegram_is_told_again_after_somebody_polled(
    called: Called, monkeypatch: pytest.MonkeyPatch, sqlite_store
) -> None:
    monkeypatch.setattr(adapter, "CHECK_SECONDS", 0.01)
    where = Webhook("https://bot.example.org", "127.0.0.1", free_port(), PATH, SECRET)
    chat = TelegramChat(TOKEN, called.server.url, sqlite_store, webhook=where)
    receiving = asyncio.create_task(chat.receive(called.commit))
    for _ in range(2):
        called.server.webhook = {}
        await until(lambda: called.server.webhook)
    receiving.cancel()
    await asyncio.gather(receiving, return_exceptions=True)
    await chat.close()


async def test_a_set_is_answered_by_the_real_process(tmp_path) -> None:
    port = free_port()
    settings = {"WEBHOOK_PORT": str(port), "WEBHOOK_URL": "https://bot.example.org",
                "WEBHOOK_PATH": PATH, "WEBHOOK_SECRET": SECRET}  # fmt: skip
    async with CallingServer() as server:
        settings |= {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await until(lambda: server.webhook)
            server.say("squat 140x8 rir1", user=7)
            assert await server.deliver(f"http://127.0.0.1:{port}") == [200]
            await server.replies(1)
            assert bot.stop() == 0
        assert SECRET not in bot.log
        assert PATH not in bot.log


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEBHOOK_PATH", ""), ("WEBHOOK_SECRET", ""), ("WEBHOOK_URL", ""),
     ("WEBHOOK_PATH", "short"), ("WEBHOOK_SECRET", "with space and more"),
     ("WEBHOOK_URL", "bot.example.org"), ("WEBHOOK_PORT", "70000")],
)  # fmt: skip
def test_a_webhook_is_whole_or_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path, name: str, value: str
) -> None:
    for each in Settings.model_fields:
        monkeypatch.delenv(each.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    whole = {"WEBHOOK_PORT": "8443", "WEBHOOK_URL": "https://bot.example.org/",
             "WEBHOOK_PATH": PATH, "WEBHOOK_SECRET": SECRET}  # fmt: skip
    for each, text in whole.items():
        monkeypatch.setenv(each, text)
    assert {PATH, SECRET} <= set(secrets_of(load_settings()))
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "WEBHOOK_" in caught.value.problems[0]
