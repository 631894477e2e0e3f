"""`spotter quarantine` shows nothing of what people wrote, and has it handled again."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.quarantine import again, outline
from bot.hashed import hashed
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.read import Me, inbox_row
from bot.runtime.quarantine import unread_row
from tests.bot.cli.test_command_line import objects, spotter
from tests.hostile import nested

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 3,
        "date": 1796011200,
        "text": "squat 140x8 canary",
        "from": {"id": 700123, "first_name": "Gustavo", "is_bot": False},
        "chat": {"id": 700123, "type": "private"},
        "Gustavo": {},
        "entities": [],
    },
}


def filled(folder: Path, body: str) -> None:
    objects(spotter(folder, "chat", "--json", typed=b"squat 140x8 rir1"))
    opened = sqlite3.connect(folder / "data" / "spotter.db")
    opened.execute(
        "INSERT INTO inbox (key, platform, chat, body, received_at, sent_at, tries, ready_at,"
        " done_at, fault) VALUES ('telegram:1:5:a', 'telegram', '700123', ?, 1, 1, 3, 0, 2, ?)",
        [body, "f00d"],
    )
    opened.commit()
    opened.close()


def test_types_and_lengths_alone() -> None:
    lines = list(outline(json.dumps({"me": [1, "bot"], "update": UPDATE})))
    assert "update.message.text: text of 18 characters" in lines
    assert "update.message.from.id: a number of 6 characters" in lines
    assert "update.message.from.is_bot: yes or no" in lines
    assert "update.message.(7 characters): an empty object" in lines
    assert "update.message.entities: an empty list" in lines
    told = "\n".join(lines)
    for canary in ("canary", "700123", "Gustavo", "squat"):
        assert canary not in told


@pytest.mark.parametrize("raw", ['{"a":', '"[' * 9000, nested(9000)])
def test_what_is_no_json_has_a_length(raw: object) -> None:
    body = raw if isinstance(raw, str) else unread_row("telegram", raw, "deep", NOW).body
    assert len(list(outline(body))) <= 201


def test_hashes_tell_chats_apart_and_need_the_key() -> None:
    assert hashed(b"k", "telegram", "1") == hashed(b"k", "telegram", "1")
    made = {hashed(k, p, c) for k in (b"k", b"l") for p in ("telegram", "discord") for c in "12"}
    assert len(made) == 8
    assert hashed(b"k", "", "") == ""


def test_list_show_replay_drop(tmp_path: Path) -> None:
    filled(tmp_path, json.dumps({"me": [1, "bot"], "update": UPDATE}))
    listed = spotter(tmp_path, "quarantine")
    assert (listed.returncode, listed.stdout.count(b"\n")) == (0, 1)
    number = listed.stdout.split()[0].decode()
    assert b"fault f00d" in listed.stdout
    shown = spotter(tmp_path, "quarantine", "show", number)
    assert b"update.message.text: text of 18 characters" in shown.stdout
    for done in (listed, shown):
        for canary in (b"canary", b"700123", b"Gustavo"):
            assert canary not in done.stdout + done.stderr
    assert spotter(tmp_path, "quarantine", "replay", number).returncode == 0
    assert spotter(tmp_path, "quarantine").stdout == b""
    opened = sqlite3.connect(tmp_path / "data" / "spotter.db")
    assert opened.execute("SELECT done_at, fault, tries FROM inbox").fetchall() == [(None, "", 0)]
    opened.execute("UPDATE inbox SET done_at = 1, fault = 'x'")
    opened.commit()
    assert spotter(tmp_path, "quarantine", "drop", "all").returncode == 0
    assert opened.execute("SELECT body, chat FROM inbox").fetchall() == [("", "")]
    opened.close()


@pytest.mark.parametrize("words", [["drop"], ["show", "99"], ["list", "1"], ["eat", "1"]])
def test_bad_use(tmp_path: Path, words: list[str]) -> None:
    assert spotter(tmp_path, "quarantine", *words).returncode == 2


async def test_an_update_that_was_not_taken_over_is_read_at_last(sqlite_store) -> None:
    row = unread_row("telegram", UPDATE, "KeyError", NOW, 700123)
    chat = TelegramChat("700:abc", "http://127.0.0.1:1", sqlite_store)
    from dataclasses import replace

    message = chat.read(replace(row, body=again(row.body)))
    await chat.close()
    assert message is not None
    assert (message.text, message.address.chat) == ("squat 140x8 canary", "700123")


def test_a_row_that_the_database_refused_is_its_body_again() -> None:
    row = inbox_row(UPDATE, Me(1, "bot"), NOW)
    kept = {"key": row.key, "platform": row.platform, "body": row.body}
    assert again(unread_row("telegram", kept, "it cannot be stored", NOW).body) == row.body
    assert again("{}") == "{}"
    assert again("no json") == "no json"
