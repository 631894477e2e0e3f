"""The proxy that the environment names: looked up once, left out for this machine."""

from __future__ import annotations

import asyncio
import base64

import pytest

from bot.platforms.telegram.transport import AiohttpRequest, proxy_for

TOLD = b'{"ok":true,"result":"told"}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(TOLD) + TOLD


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


async def asked_by(base_url: str, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What a proxy is asked by two calls; the second when the environment names none any more."""
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("http_proxy", f"http://me:word@127.0.0.1:{port}")
        base_url = base_url.replace("PORT", str(port))
        request = AiohttpRequest(base_url)
        try:
            assert await request.call(f"{base_url}/bot1:x/getMe", {}) == "told"
            monkeypatch.delenv("http_proxy")
            assert await request.call(f"{base_url}/bot1:x/getMe", {}) == "told"
        finally:
            await request.shutdown()
    return heads


async def test_calls_go_through_the_proxy(bare_environment: pytest.MonkeyPatch) -> None:
    heads = await asked_by("http://api.example.org", bare_environment)
    word = base64.b64encode(b"me:word")
    for head in heads:
        assert head.startswith(b"POST http://api.example.org/bot1:x/getMe ")
        assert b"Proxy-Authorization: Basic " + word in head
    assert len(heads) == 2


async def test_this_machine_is_asked_itself(bare_environment: pytest.MonkeyPatch) -> None:
    heads = await asked_by("http://127.0.0.1:PORT", bare_environment)
    assert all(head.startswith(b"POST /bot1:x/getMe ") for head in heads)


def test_the_environment_may_leave_hosts_out(bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.setenv("https_proxy", "http://proxy.example.org:8080")
    assert proxy_for("https://api.telegram.org") == "http://proxy.example.org:8080"
    bare_environment.setenv("no_proxy", "example.org,telegram.org")
    assert proxy_for("https://api.telegram.org") is None
