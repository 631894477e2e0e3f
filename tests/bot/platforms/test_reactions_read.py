"""Reactions as they arrive: what they become, and odd ones that cost themselves alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.platforms.base import CannotRead
from bot.platforms.bounds import identity
from bot.platforms.discord.reactions import reaction_row, read_reaction
from bot.platforms.telegram.read import Me, inbox_row, message_of

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
ME = Me(9, "spotter_bot")
THUMB = [{"type": "emoji", "emoji": "👍"}]
REACTION = {
    "chat": {"id": 5, "type": "private"}, "message_id": 7, "date": 1_795_000_000,
    "user": {"id": 5, "is_bot": False, "first_name": "Ann"},
    "old_reaction": [], "new_reaction": THUMB,
}  # fmt: skip
EVENT = {
    "user_id": "5", "channel_id": "1", "message_id": "7", "message_author_id": "9",
    "emoji": {"id": None, "name": "👍"},
}  # fmt: skip


def telegram(**changes: object):
    body = {**REACTION, **changes}
    row = inbox_row({"update_id": 1, "message_reaction": body}, ME, NOW)
    return row, message_of(row)


@pytest.mark.parametrize(
    ("old", "new", "done"),
    [([], THUMB, "added"), (THUMB, [], "removed"), (THUMB, THUMB, ""), ([], [], "")],
)
def test_on_telegram_what_is_new_counts(old: list, new: list, done: str) -> None:
    row, message = telegram(old_reaction=old, new_reaction=new)
    assert (row.chat, row.sender) == ("5", "5")
    assert (message.reaction if message else "") == done
    if message is not None:
        assert (message.reply_to, message.text, message.sender.id) == ("7", "", "5")
        assert message.source == "tg:react:5:7"


@pytest.mark.parametrize(
    "changes",
    [{"user": None, "actor_chat": {"id": -100, "type": "channel"}},
     {"user": {"id": 9, "is_bot": True, "first_name": "S"}}],
)  # fmt: skip
def test_on_telegram_nobody_in_person_reacts(changes: dict) -> None:
    assert telegram(**changes)[1] is None


@pytest.mark.parametrize(
    "changes",
    [{"old_reaction": None}, {"new_reaction": "👍"}, {"message_id": "7"}, {"chat": 5},
     {"message_id": 1 << 70}, {"chat": {}}],
)  # fmt: skip
def test_on_telegram_odd_ones_are_set_aside(changes: dict) -> None:
    with pytest.raises(CannotRead):
        telegram(**changes)


def test_on_discord_the_same_again_has_the_same_key() -> None:
    first, again = (reaction_row(EVENT, "9", NOW, added=True) for _ in range(2))
    assert first is not None
    assert again is not None
    assert first.key == again.key
    others = [
        reaction_row(EVENT, "9", NOW, added=False),
        reaction_row({**EVENT, "user_id": "6"}, "9", NOW, added=True),
        reaction_row({**EVENT, "emoji": {"id": "3", "name": "x"}}, "9", NOW, added=True),
        reaction_row({**EVENT, "message_id": "8"}, "9", NOW, added=True),
    ]
    assert len({first.key, *(each.key for each in others if each)}) == 5
    message = read_reaction(first)
    assert (message.reaction, message.reply_to, message.address.private) == ("added", "7", True)


@pytest.mark.parametrize("changes", [{"user_id": "9"}, {"message_author_id": "5"}])
def test_on_discord_our_own_and_those_on_others_are_dropped(changes: dict) -> None:
    assert reaction_row({**EVENT, **changes}, "9", NOW, added=True) is None


@pytest.mark.parametrize(
    "changes",
    [{"user_id": None}, {"message_id": {}}, {"channel_id": "x"}, {"user_id": "1" * 40}],
)
def test_on_discord_odd_ones_raise(changes: dict) -> None:
    with pytest.raises((CannotRead, ValueError, KeyError, TypeError)):
        reaction_row({**EVENT, **changes}, "9", NOW, added=True)


def test_on_discord_an_odd_emoji_is_one_too() -> None:
    row = reaction_row({**EVENT, "emoji": None}, "9", NOW, added=True)
    assert row is not None
    assert identity(json.loads(row.body)["person"]) == "5"
