"""A start that cannot be: one sentence, an exit code, no traceback; and the command `restore`."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.opening import why_not_opened
from tests.bot.cli.test_command_line import SPOTTER, environment, objects, spotter
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer
from tests.waiting import WAIT_SECONDS

COMMANDS = [("run",), ("chat", "--json"), ("export",), ("import", "in.csv")]


def newer(folder: Path) -> str:
    objects(spotter(folder, "chat", "--json", typed=b"squat 140x8 rir1"))
    raw = sqlite3.connect(folder / "data" / "spotter.db")
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    return "newer Spotter"


def no_database(folder: Path) -> str:
    (folder / "data").mkdir()
    (folder / "data" / "spotter.db").write_bytes(b"a letter to nobody" * 999)
    return "data/spotter.db is not a database"


def cut_in_half(folder: Path) -> str:
    objects(spotter(folder, "chat", "--json", typed=b"squat 140x8 rir1"))
    file = folder / "data" / "spotter.db"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    return "damaged"


def a_folder(folder: Path) -> str:
    (folder / "data" / "spotter.db").mkdir(parents=True)
    return "data/spotter.db is a folder"


def no_folder(folder: Path) -> str:
    (folder / "data").write_text("in the way")
    return "data"


def a_log_alone(folder: Path) -> str:
    (folder / "data").mkdir()
    (folder / "data" / "spotter.db-wal").write_bytes(b"x" * 5000)
    return "missing or empty"


def changed(folder: Path, statement: str) -> None:
    objects(spotter(folder, "chat", "--json", typed=b"squat 140x8 rir1"))
    raw = sqlite3.connect(folder / "data" / "spotter.db")
    raw.execute(statement)
    raw.commit()
    raw.close()


def another_program(folder: Path) -> str:
    (folder / "data").mkdir()
    raw = sqlite3.connect(folder / "data" / "spotter.db")
    raw.execute("CREATE TABLE recipes (name)")
    raw.close()
    return "has tables (recipes) and names no revision"


def no_revision(folder: Path) -> str:
    changed(folder, "DROP TABLE alembic_version")
    return "names no revision"


def another_revision(folder: Path) -> str:
    changed(folder, "UPDATE alembic_version SET version_num = '0025'")
    return "names revision 0025, but its tables are others"


def a_table_less(folder: Path) -> str:
    changed(folder, "DROP TABLE inbox")
    return "no such table: inbox"


FAULTS = [
    newer, no_database, cut_in_half, a_folder, no_folder, a_log_alone, another_program, no_revision,
    another_revision,
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "command"),
    [(fault, ("run",)) for fault in FAULTS] + [(newer, command) for command in COMMANDS[1:]],
)
def test_a_file_that_cannot_be_opened_is_one_sentence(tmp_path, fault, command) -> None:
    (tmp_path / "in.csv").write_text("date,exercise,weight,unit,reps\n2026-11-01,Squat,100,kg,5\n")
    words = fault(tmp_path)
    token = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:1"}
    done = spotter(tmp_path, *command, **(token if command == ("run",) else {}))
    told = done.stderr.decode().splitlines()
    assert done.returncode == (1 if command == ("run",) else 2)
    assert len(told) == 1, told
    assert words in told[0]
    assert not list(tmp_path.rglob("*before*"))


def test_a_table_that_is_missing_is_one_sentence(tmp_path) -> None:
    words = a_table_less(tmp_path)
    done = spotter(tmp_path, "run", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL="http://127.0.0.1:1")
    told = done.stderr.decode()
    assert (done.returncode, "Traceback" in told, words in told) == (1, False, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda url: "postgresql://joe:hunter22@127.0.0.1:1/x", "no PostgreSQL answers"),
        (lambda url: "postgresql://joe:hunter22@no.such.host.invalid/x", "no PostgreSQL answers"),
        (lambda url: "postgresql://joe:hunter22[x@127.0.0.1:1/x", "no PostgreSQL answers"),
        (lambda url: "postgresql://joe:a@hunter22@127.0.0.1:1/x", "is written %40"),
        (lambda url: "postgresql://joe:hunter22@127.0.0.1:1/x?nonsense=1", "not known: nonsense"),
        (lambda url: "postgresql://joe:hunter22@127.0.0.1:99999/x", "is 1 to 65535, as in"),
        (lambda url: re.sub(r"/test_\d+", "/nothing_of_the_kind", url), "has no database"),
    ],
)
@pytest.mark.parametrize("command", ["run", "chat"])
def test_a_server_that_cannot_be_used_is_one_sentence(
    tmp_path, postgres_url, change, words, command
) -> None:
    settings = {"DATABASE_URL": change(postgres_url)}
    if command == "run":
        settings["TELEGRAM_BOT_TOKEN"] = TOKEN
    done = spotter(tmp_path, command, **settings)
    told = done.stderr.decode().splitlines()
    assert (done.returncode, len(told)) == (1 if command == "run" else 2, 1), told
    assert words in told[0]
    assert "hunter22" not in told[0]


@pytest.mark.parametrize(
    ("number", "told"), [(errno.EACCES, True), (errno.EROFS, True), (errno.ENOSPC, False)]
)
def test_a_folder_of_somebody_else_is_said_with_a_remedy(number, told) -> None:
    said = why_not_opened(
        OSError(number, os.strerror(number), "there/x.db"), "sqlite:///there/x.db"
    )
    assert f"there/x.db: {os.strerror(number)}" in said
    assert ("its owner must run Spotter" in said) is told


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("28P01", "refuses the user or the password"),
        ("28000", "refuses the user or the password"),
        ("3D000", "has no database"),
        ("53300", "has no connection left"),
        ("57P03", "is starting or stopping"),
        ("42501", "does not let this user make tables"),
        ("XX000", "something else"),
    ],
)
def test_what_a_server_refuses_is_one_sentence(state, words) -> None:
    error = type("Refused", (Exception,), {"sqlstate": state})("something else\nwith a tail")
    told = why_not_opened(error, "postgresql://joe:hunter22@there:5433/x")
    assert words in told
    assert "\n" not in told
    assert words == "something else" or "there:5433" in told


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"TELEGRAM_BOT_TOKEN": "two words"}, "TELEGRAM_BOT_TOKEN"),
        ({"DISCORD_BOT_TOKEN": "ein/strich"}, "DISCORD_BOT_TOKEN"),
        ({"DISCORD_BOT_TOKEN": f"7000000{'0' * 3}:{'A' * 35}"}, "holds a token of Telegram"),
        ({"LOG_LEVEL": "loud", "TELEGRAM_BOT_TOKEN": TOKEN}, "LOG_LEVEL"),
        ({"DATABASE_URL": "sqlite:///:memory:", "TELEGRAM_BOT_TOKEN": TOKEN}, "has to be a file"),
        ({"DATABASE_URL": "sqlite://x.db", "TELEGRAM_BOT_TOKEN": TOKEN}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///~/x.db", "TELEGRAM_BOT_TOKEN": TOKEN}, "~ and $ are not read"),
        (
            {"HTTP_PORT": "9110", "HTTP_HOST": "nowhere.invalid", "TELEGRAM_BOT_TOKEN": TOKEN},
            "HTTP_PORT 9110 on HTTP_HOST nowhere.invalid cannot be opened",
        ),
    ],
)
def test_settings_that_cannot_be_used_are_said_plainly(tmp_path, settings, words) -> None:
    done = spotter(tmp_path, "run", **settings)
    told = done.stderr.decode()
    assert done.returncode in (1, 2)
    assert words in told
    assert "Traceback" not in told


# who comes second waits for the first to be gone: a moment here, not twenty seconds
IMPATIENT = {"bot.runtime.processes": {"PATIENCE_SECONDS": 0.5}}


async def test_a_database_in_use_is_one_sentence(tmp_path, monkeypatch) -> None:
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await server.until(lambda: "receiving as" in bot.log)
            with Running(tmp_path, "second", numbers=IMPATIENT, **settings) as second:
                code = await asyncio.to_thread(second.process.wait, WAIT_SECONDS)
            assert code == 1
            errors = [line for line in second.log.splitlines() if "stopped" not in line]
            assert len(errors) == 1
            assert "another `spotter run` serves this database" in errors[0]
            for command in (["chat", "--json"], ["backup", "copy.db"]):
                done = spotter(tmp_path, *command, DATABASE_URL=bot.environment["DATABASE_URL"])
                assert done.returncode == 0
                assert b"serves this database" not in done.stderr
            restored = spotter(
                tmp_path, "restore", "copy.db", DATABASE_URL=bot.environment["DATABASE_URL"]
            )
            assert (restored.returncode, b"stop it first" in restored.stderr) == (2, True)


def test_a_backup_is_restored(tmp_path) -> None:
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 140x8 rir1"))
    assert spotter(tmp_path, "backup", "copy.db").returncode == 0
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 150x8 rir1"))
    done = spotter(tmp_path, "restore", "copy.db")
    assert done.returncode == 0
    told = done.stderr.decode()
    assert "people 1, sets 1; what was there before is data/spotter.db.replaced-" in told
    assert b"Squat,150," not in spotter(tmp_path, "export").stdout
    for wrong in ("none.db", "data"):
        refused = spotter(tmp_path, "restore", wrong)
        assert (refused.returncode, b"there is no file" in refused.stderr) == (2, True)
    other = spotter(tmp_path, "restore", "copy.db", "--database", "postgresql://u@127.0.0.1/x")
    assert (other.returncode, b"pg_restore" in other.stderr) == (2, True)


def test_a_chat_keeps_a_restore_waiting(tmp_path) -> None:
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 140x8 rir1"))
    assert spotter(tmp_path, "backup", "copy.db").returncode == 0
    chat = subprocess.Popen(
        [*SPOTTER, "chat", "--json"],
        cwd=tmp_path, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=sys.stderr,
    )  # fmt: skip
    with chat:
        assert chat.stdin is not None
        assert chat.stdout is not None
        chat.stdin.write(b"squat 150x8 rir1\n")
        chat.stdin.flush()
        chat.stdout.readline()
        assert spotter(tmp_path, "restore", "copy.db").returncode == 2
        chat.stdin.close()
        assert chat.wait(WAIT_SECONDS) == 0
    assert spotter(tmp_path, "restore", "copy.db").returncode == 0


@pytest.mark.parametrize(("mode", "told"), [(0o644, True), (0o640, True), (0o600, False)])
def test_secrets_that_others_can_read_are_told(tmp_path, mode, told) -> None:
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nDATABASE_URL=sqlite:///a/b.db\n")
    (tmp_path / ".env").chmod(mode)
    (tmp_path / "a").write_text("in the way, so that the start ends")
    lines = spotter(tmp_path, "run").stderr.decode().splitlines()
    assert [line for line in lines if "chmod 600 .env" in line] == ([lines[0]] if told else [])


def test_the_chat_that_opens_without_a_token_tells_it_too(tmp_path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=sqlite:///a.db\n")
    (tmp_path / ".env").chmod(0o604)
    assert b"chmod 600 .env" in spotter(tmp_path, "run").stderr


@pytest.mark.parametrize("command", ["backup", "restore", "export", "import", "backtest"])
def test_a_name_that_can_be_no_file_is_one_sentence(tmp_path, command) -> None:
    objects(spotter(tmp_path, "chat", "--json", typed=b"squat 140x8 rir1"))
    refused = spotter(tmp_path, command, "x" * 300)
    told = refused.stderr.decode()
    assert (refused.returncode, told.count("\n"), "too long" in told) == (2, 1, True)


def test_a_folder_called_env_holds_no_secrets(tmp_path) -> None:
    (tmp_path / ".env").mkdir(mode=0o755)
    assert b"chmod" not in spotter(tmp_path, "run").stderr
