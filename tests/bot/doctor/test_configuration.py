"""What the operator wrote, as the doctor reads it: names, tokens, ports, files of secrets."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor import configuration
from bot.doctor.findings import Finding
from bot.settings import Settings
from tests.servers.telegram import TOKEN

pytestmark = pytest.mark.usefixtures("bare_environment")

DISCORD = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


def told(found: list[Finding]) -> list[tuple[str, str]]:
    return [(each.state, each.remedy) for each in found]


def test_a_name_that_is_misspelt_is_told_with_the_one_meant() -> None:
    Path(".env").write_text(
        f"TELEGRAM_BOT_TOKN={TOKEN}\nLOG_LEVL=debug\nPOSTGRES_PASSWORD=x\nHTTP_PROXY=x\n"
        "WEBHOOK_SECRET_FILE=x\nLOG_LEVEL=INFO\n"
    )
    found = configuration.names_meant(".env", {"BACKUP_EVRY": "24", "PATH": "/bin", "HOME": "/"})
    assert told(found) == [
        ("warn", "TELEGRAM_BOT_TOKEN is meant?"),
        ("warn", "LOG_LEVEL is meant?"),
        ("warn", "BACKUP_EVERY is meant?"),
    ]
    assert not any(TOKEN in each.found + each.remedy for each in found)


def test_a_directory_of_secrets_in_the_env_file_is_not_used() -> None:
    Path(".env").write_text("SECRETS_DIR=/etc/spotter\n")
    [found] = configuration.names_meant(".env", {})
    assert (found.state, "environment alone" in found.found) == ("warn", True)


@pytest.mark.parametrize(
    ("telegram", "discord", "states"),
    [
        (TOKEN, DISCORD, []),
        (TOKEN, None, []),
        (TOKEN[:-20], None, ["warn"]),
        (None, "a-bot-token", ["warn"]),
    ],
)
def test_tokens_have_the_form_of_their_platform(
    telegram: str | None, discord: str | None, states: list[str]
) -> None:
    settings = Settings(
        telegram_bot_token=SecretStr(telegram) if telegram else None,
        discord_bot_token=SecretStr(discord) if discord else None,
    )
    found = configuration.tokens_look_right(settings)
    assert [each.state for each in found] == states
    for token in (telegram, discord):
        assert not any(token and token in each.found + each.remedy for each in found)


def port_in_use() -> socket.socket:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    return taken


async def test_ports_are_free_ours_or_taken() -> None:
    with port_in_use() as taken:
        port = taken.getsockname()[1]
        other = Settings(http_port=port, webhook_port=0)
        taken.settimeout(0)  # it never answers
        configuration_seconds = configuration.HEALTH_SECONDS
        configuration.HEALTH_SECONDS = 0.2
        try:
            [found] = await configuration.ports(other)
        finally:
            configuration.HEALTH_SECONDS = configuration_seconds
        assert (found.state, f"HTTP_PORT {port}" in found.found) == ("fail", True)
    [found] = await configuration.ports(other)
    assert found.state == "ok"
    [found] = await configuration.ports(Settings(http_port=port, http_host="192.0.2.1"))
    assert found.state == "fail"
    [found] = await configuration.ports(Settings(http_port=port, http_host="no-such-host.invalid"))
    assert found.state == "fail"


async def test_a_port_where_our_own_process_answers_is_in_order() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        [found] = await configuration.ports(Settings(http_port=port))
        assert (found.state, "answers there" in found.found) == ("ok", True)
        hook = Settings(
            webhook_port=port, webhook_url="https://x.example", webhook_path="x" * 16,
            webhook_secret=SecretStr("y" * 16),
        )  # fmt: skip
        assert [each.state for each in await configuration.ports(hook)] == ["warn"]


@pytest.mark.parametrize(
    ("file", "folder", "state"),
    [(0o600, 0o755, []), (0o644, 0o755, ["warn"]), (0o640, 0o755, ["warn"]), (0o644, 0o700, [])],
)
@pytest.mark.parametrize("by_name", [True, False])
def test_files_of_secrets_are_closed_to_others(
    tmp_path: Path, file: int, folder: int, state: list[str], by_name: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    inside = tmp_path / "secrets"
    inside.mkdir()
    token = inside / "telegram_bot_token"
    token.write_text(TOKEN)
    token.chmod(file)
    inside.chmod(folder)
    real = Path.stat

    def reachable(
        path: Path, **options: bool
    ) -> os.stat_result:  # the folders of the tests are not
        found = real(path, **options)
        return found if path in (inside, token) else os.stat_result((0o755, *found[1:]))

    monkeypatch.setattr(Path, "stat", reachable)
    monkeypatch.setattr(Path, "is_file", lambda path: path == token)
    given = {"TELEGRAM_BOT_TOKEN_FILE": str(token)} if by_name else {"SECRETS_DIR": str(inside)}
    assert [each.state for each in configuration.secrets_closed(".env", given)] == state
