"""The real process tells over HTTP how it is, when asked for."""

from __future__ import annotations

import asyncio
import json
import signal
import socket

import aiohttp

from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer
from tests.waiting import until


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def get(port: int, path: str) -> tuple[int, str]:
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return answer.status, await answer.text()
    except aiohttp.ClientError:
        return 0, ""


async def test_a_bot_that_works_is_ready_and_counts(tmp_path) -> None:
    port = free_port()
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, HTTP_PORT=str(port), **settings) as bot:
            server.say("squat 140x8 rir1", chat=7, user=7)
            await until(lambda: server.sent)

            async def counted() -> str:
                text = (await get(port, "/metrics"))[1]
                return text if 'outcome="sent",platform="telegram"} 1.0' in text else ""

            text = await until(counted)
            assert 'spotter_updates_received_total{platform="telegram"} 1.0' in text
            assert (await get(port, "/readyz"))[0] == 200
            assert (await get(port, "/healthz"))[0] == 200
            with Running(tmp_path, name="second", HTTP_PORT=str(port), **settings,
                         DATABASE_URL=f"sqlite:///{tmp_path}/other.db") as second:  # fmt: skip
                await until(lambda: second.process.poll() is not None)
                assert second.process.returncode == 1
                assert f"HTTP_PORT {port} on HTTP_HOST 127.0.0.1 cannot be opened" in second.log
            assert bot.stop() == 0


async def test_a_message_is_traced_from_inbox_to_sent_in_json(tmp_path) -> None:
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        notify = tmp_path / "notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
            heard.bind(str(notify))
            heard.setblocking(False)
            with Running(
                tmp_path, LOG_FORMAT="json", LOG_LEVELS="spotter.trace=DEBUG",
                NOTIFY_SOCKET=str(notify), **settings,
            ) as bot:  # fmt: skip
                server.say("squat 140x8 rir1", chat=700123, user=700123)
                await until(lambda: "reply: sent" in bot.log)
                assert heard.recv(999) == b"READY=1\nSTATUS=serving telegram"
                assert bot.stop() == 0
            assert heard.recv(999).startswith(b"STOPPING=1")
        lines = [json.loads(line) for line in bot.log.splitlines()]
        traced = {line["message"]: line["trace"] for line in lines if "trace" in line}
        assert {"received", "handled", "reply: sent"} <= traced.keys()
        assert len({traced[each] for each in ("received", "handled", "reply: sent")}) == 1
        assert "700123" not in bot.log


ALL_PARTS = "spotter aiohttp aiosqlite alembic asyncio discord httpcore httpx sqlalchemy telegram"


async def called(port: int, data: bytes) -> bytes:
    """Send bytes to a port and give the first line of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    try:
        return await reader.readline()
    finally:
        writer.close()


async def test_a_log_at_its_loudest_tells_of_nobody_and_calls_fill_no_disk(tmp_path) -> None:
    port = free_port()
    async with TelegramServer() as server:
        levels = ",".join(f"{part}=DEBUG" for part in ALL_PARTS.split())
        with Running(
            tmp_path, LOG_FORMAT="json", LOG_LEVEL="DEBUG", LOG_LEVELS=levels, HTTP_PORT=str(port),
            TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=server.url,
        ) as bot:  # fmt: skip
            person = {"from": {"id": 700123, "is_bot": False, "first_name": "Zebulon"}}
            server.say("squat 140x8 rir1 -- kaleidoscope", chat=700123, user=700123, **person)
            await until(lambda: "reply: sent" in bot.log)
            host = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
            bad = (b"\x16\x03\x01" * 99 + b"\r\n\r\n", host + b"X: " + b"a" * 99_999 + b"\r\n\r\n")
            for data in (*bad, host + b"X: a\r\n" * 999 + b"\r\n"):
                assert b" 400 " in await called(port, data)
            assert (await get(port, "/healthz"))[0] == 200
            bot.process.send_signal(signal.SIGHUP)  # its terminal was closed
            await until(lambda: bot.process.poll() is not None)
            assert bot.process.returncode == 0
        lines = [json.loads(line) for line in bot.log.splitlines()]
        assert {"received", "handled", "reply: sent"} <= {line["message"] for line in lines}
        for told in ("700123", "Zebulon", "kaleidoscope", "140x8", TOKEN, "Traceback"):
            assert told not in bot.log
        assert not [line for line in lines if line["level"] in ("ERROR", "CRITICAL")]
