"""The real process tells over HTTP how it is, when asked for."""

from __future__ import annotations

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
                assert f"HTTP_PORT {port} cannot be opened" in second.log
            assert bot.stop() == 0
