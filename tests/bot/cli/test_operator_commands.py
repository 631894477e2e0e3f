"""`spotter doctor` and `spotter stats` as processes of their own."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bot.cli.test_command_line import objects, spotter
from tests.bot.cli.test_database_commands import BEFORE, old_database, revision
from tests.servers.telegram import TOKEN, TelegramServer


def lines(output: bytes) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for line in output.splitlines():
        each = json.loads(line)
        found.setdefault(each["what"], []).append(each)
    return found


def test_a_new_place_has_no_fault(tmp_path: Path) -> None:
    done = spotter(tmp_path, "doctor", "--offline")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"the first start makes it" in done.stdout
    assert not (tmp_path / "data").exists()


def test_what_is_wrong_with_the_settings_is_an_exit_code(tmp_path: Path) -> None:
    done = spotter(tmp_path, "doctor", "--json", SEND_PER_CHAT="x", LOG_LEVEL="loud")
    assert done.returncode == 1
    found = lines(done.stdout)["settings"]
    assert len(found) == 2
    assert all(each["state"] == "fail" and each["remedy"] for each in found)


def test_nothing_is_migrated_by_looking(tmp_path: Path) -> None:
    database = tmp_path / "data" / "spotter.db"
    database.parent.mkdir()
    old_database(database)
    database.chmod(0o600)
    found = lines(spotter(tmp_path, "doctor", "--offline", "--json").stdout)
    assert found["migrations"][0]["state"] == "warn"
    assert revision(database) == BEFORE
    assert spotter(tmp_path, "stats").returncode == 2


def test_an_env_file_that_others_can_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\n")
    (tmp_path / ".env").chmod(0o644)
    done = spotter(tmp_path, "doctor", "--offline")
    assert done.returncode == 1
    assert b"chmod 600 .env" in done.stdout


async def test_tokens_are_asked_about_and_never_shown(tmp_path: Path) -> None:
    import asyncio

    wrong = TOKEN.replace("canary", "wrongx")
    async with TelegramServer() as server:
        for token, state, code in ((TOKEN, "ok", 0), (wrong, "fail", 1)):
            settings = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": server.url}
            done = await asyncio.to_thread(spotter, tmp_path, "doctor", "--json", **settings)
            assert lines(done.stdout)["tokens"][0]["state"] == state
            assert done.returncode == code
            assert token.encode() not in done.stdout + done.stderr
    settings["TELEGRAM_API_URL"] = "http://127.0.0.1:1"
    done = await asyncio.to_thread(spotter, tmp_path, "doctor", "--json", **settings)
    assert lines(done.stdout)["tokens"][0]["state"] == "warn"


def test_stats_count_and_name_nobody(tmp_path: Path) -> None:
    typed = b"squat 140x8 rir1\nbench 100x5 rir2\n"
    objects(spotter(tmp_path, "chat", "--json", "--user", "Gustavo", typed=typed))
    text = spotter(tmp_path, "stats").stdout
    assert b"people      1; active in a day 1" in text
    assert b"sets        2;" in text
    whole = json.loads(spotter(tmp_path, "stats", "--json").stdout)
    assert (whole["totals"]["people"], whole["totals"]["sets"]) == (1, 2)
    assert "Gustavo" not in json.dumps(whole)
