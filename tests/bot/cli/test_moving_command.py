"""`spotter move` as a process of its own; the target is told by the settings or a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from core.store.migrate import MOVING
from core.store.schema.tables import HEAD
from tests.bot.cli.test_command_line import objects, spotter
from tests.databases import make_schema
from tests.postgres import Server


@pytest.mark.parametrize("by_file", [True, False])
def test_a_database_is_moved_and_used(
    tmp_path: Path, postgres_server: Server, by_file: bool
) -> None:
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 140x8 rir1"))
    name = postgres_server.create()
    url = postgres_server.url(name)
    if by_file:
        (tmp_path / "target").write_text(f"{url}\r\n", encoding="utf-8-sig")  # of Windows
        done = spotter(tmp_path, "move", "--target-file", "target")
    else:
        done = spotter(tmp_path, "move", TARGET_DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    assert b"sets               1 rows, all equal" in done.stdout
    same = objects(spotter(tmp_path, "chat", "--json", typed=b"same", DATABASE_URL=url))
    assert same[0]["result"]["kind"] == "logged"
    postgres_server.drop(name)


@pytest.mark.parametrize(
    "command", [("stats",), ("migrate",), ("migrate", "--check"), ("chat",), ("run",),
                ("quarantine",), ("doctor", "--offline")]
)  # fmt: skip
def test_a_move_that_did_not_end_is_called_so_everywhere(
    tmp_path: Path, half_moved: str, command: tuple[str, ...]
) -> None:
    token = {"TELEGRAM_BOT_TOKEN": "700000001:AAcanary-token-that-must-never-be-shown-0"}
    settings = token if command == ("run",) else {}
    done = spotter(tmp_path, *command, DATABASE_URL=half_moved, **settings)
    told = (done.stderr + done.stdout).decode()
    assert done.returncode == (1 if command[0] in ("run", "doctor") else 2)
    assert "has not ended" in told
    assert "run `spotter move` again" in told
    assert "TARGET_DATABASE_URL=" in told
    assert "Traceback" not in told
    assert "spotter migrate`" not in told


@pytest.fixture
def half_moved(postgres_server: Server) -> Iterator[str]:
    """A target whose move was killed before its last row was equal."""
    name = postgres_server.create()
    url = postgres_server.url(name)
    make_schema(url)

    async def mark() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("UPDATE alembic_version SET version_num = $1", MOVING + HEAD)
        await connection.close()

    asyncio.run(mark())
    yield url
    postgres_server.drop(name)


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        ([], {}, "TARGET_DATABASE_URL must hold an address"),
        ([], {"TARGET_DATABASE_URL": "sqlite:///b.db"}, "must hold an address"),
        (["--target-file", "./none/none"], {}, "none/none, which cannot be read"),
        ([], {"TARGET_DATABASE_URL": "postgresql://joe:hunter22@127.0.0.1:1/x"}, "127.0.0.1:1"),
        ([], {"DATABASE_URL": "postgresql://a@127.0.0.1:1/x"}, "moved with pg_dump"),
    ],
)
def test_what_cannot_be_moved(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], said: str
) -> None:
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 140x8 rir1"))
    done = spotter(tmp_path, "move", *arguments, **settings)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"hunter22" not in done.stderr + done.stdout
    assert b"Traceback" not in done.stderr


def test_a_target_that_cannot_hold_every_letter_is_none(
    tmp_path: Path, postgres_server: Server
) -> None:
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 140x8 rir1"))
    options = "ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    postgres_server.execute(f"CREATE DATABASE old_letters {options}")
    url = postgres_server.url("old_letters")
    done = spotter(tmp_path, "move", TARGET_DATABASE_URL=url)
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
    assert "is in LATIN1" in done.stderr.decode()
    seen = spotter(tmp_path, "doctor", "--offline", DATABASE_URL=url)
    assert (seen.returncode, b"is in LATIN1" in seen.stdout) == (1, True)
    postgres_server.drop("old_letters")


def test_a_role_that_may_make_no_tables_is_told_so(tmp_path: Path, postgres_server: Server) -> None:
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 140x8 rir1"))
    name = postgres_server.create()
    postgres_server.execute("CREATE ROLE weak LOGIN PASSWORD 'hunter22'")
    url = postgres_server.url(name).replace("postgres@", "weak:hunter22@")
    done = spotter(tmp_path, "move", TARGET_DATABASE_URL=url)
    told = done.stderr.decode()
    assert (done.returncode, "permission denied" in told, "hunter22" in told) == (2, True, False)
    seen = spotter(tmp_path, "chat", DATABASE_URL=url)
    assert "does not let this user make tables" in seen.stderr.decode()
    postgres_server.drop(name)
    postgres_server.execute("DROP ROLE weak")
