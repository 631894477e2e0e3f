"""What platforms add one day: fields and kinds that nobody knows, at every level of what arrives.

What is known is read as ever; what is not costs itself and nobody else.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.platforms.base import CannotRead
from bot.platforms.discord.reactions import reaction_row, read_reaction
from bot.platforms.discord.read import MessageFilter, interaction_row, message_row, read_row
from bot.platforms.discord.typed import command_text, window_of
from bot.platforms.telegram.read import Me, inbox_row, message_of
from core.messages import Message

Json = dict[str, Any]
NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
ME = Me(9, "spotter_bot")
DATE = 1_795_000_000
ODD: tuple[object, ...] = (
    None, True, -1, 2**70, 1.5, "", "text\x00\ud800", [], [[{}]], {},
    {"a": {"b": [1, {"c": None}]}},
)  # fmt: skip
PERSON = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "de"}
GROUP = {"id": -100, "type": "supergroup", "title": "Gym"}
OURS = {"message_id": 4, "date": DATE, "chat": GROUP,
        "from": {"id": 9, "is_bot": True, "first_name": "S"}}  # fmt: skip
TYPED = {"message_id": 5, "date": DATE, "from": PERSON, "chat": GROUP,
         "text": "/s squat 140x8", "reply_to_message": OURS,
         "entities": [{"type": "bot_command", "offset": 0, "length": 2}]}  # fmt: skip
FILE = {"message_id": 5, "date": DATE, "from": PERSON, "chat": {"id": 7, "type": "private"},
        "document": {"file_id": "abc", "file_name": "x.csv", "file_size": 5}}  # fmt: skip
UPDATES: dict[str, Json] = {
    "message": {"update_id": 1, "message": TYPED},
    "edit": {"update_id": 1, "edited_message": {**TYPED, "edit_date": DATE + 5}},
    "file": {"update_id": 1, "message": FILE},
    "press": {"update_id": 1, "callback_query": {
        "id": "p1", "from": PERSON, "message": OURS, "data": "7|undo", "chat_instance": "1"}},
    "reaction": {"update_id": 1, "message_reaction": {
        "chat": GROUP, "message_id": 4, "date": DATE, "user": PERSON, "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}]}},
}  # fmt: skip
USER = {"id": "5", "username": "ada", "global_name": "Ada"}
SPOKEN = {"id": str(1 << 60), "channel_id": "7", "author": USER, "content": "<@9> squat 140x8",
          "type": 19, "mentions": [{"id": "9"}], "timestamp": "2026-11-22T13:00:00+00:00",
          "message_reference": {"message_id": "6", "channel_id": "7"},
          "referenced_message": {"id": "6", "author": {"id": "9"}}, "attachments": []}  # fmt: skip
ASKED = {"id": str(1 << 60), "application_id": "9", "channel_id": "7", "token": "t", "type": 2,
         "guild_id": "3", "locale": "de", "member": {"user": USER, "permissions": "0"},
         "authorizing_integration_owners": {"0": "3"}, "context": 0}  # fmt: skip
PART = {"type": 3, "name": "exercise", "value": "Squat"}
SET: Json = {**ASKED, "data": {"type": 1, "name": "set", "options": [
    PART, {"type": 4, "name": "repetitions", "value": 8}]}}  # fmt: skip
MENU: Json = {**ASKED, "data": {"type": 3, "name": "Log this", "target_id": "6", "resolved": {
    "messages": {"6": {"id": "6", "content": "squat 140x8", "author": USER}}}}}  # fmt: skip
WINDOW: Json = {
    **ASKED,
    "type": 5,
    "data": {
        "custom_id": "log",
        "components": [
            {"type": 18, "component": {"type": 4, "custom_id": "text", "value": "squat 140x8"}}
        ],
    },
}
REACTED: Json = {"user_id": "5", "channel_id": "7", "message_id": "6", "message_author_id": "9",
                 "emoji": {"id": None, "name": "👍"}}  # fmt: skip


def on_telegram(update: Json) -> Message | None:
    return message_of(inbox_row(update, ME, NOW))


def spoken(data: Json) -> Message | None:
    row = message_row(data, MessageFilter("9", overhear=False), NOW, private=False)
    return None if row is None else read_row(row)


def asked(data: Json) -> Message | None:
    assert window_of(data, "9") is None
    return read_row(interaction_row(data, NOW, command_text(data), None))


def reacted(data: Json) -> Message | None:
    row = reaction_row(data, "9", NOW, added=True)
    return None if row is None else read_reaction(row)


Case = tuple[Callable[[Json], Message | None], Json]
CASES: dict[str, Case] = {
    **{f"telegram {name}": (on_telegram, update) for name, update in UPDATES.items()},
    "discord message": (spoken, SPOKEN),
    "discord set": (asked, SET),
    "discord menu": (asked, MENU),
    "discord window": (asked, WINDOW),
    "discord reaction": (reacted, REACTED),
}


def levels(value: object) -> Iterator[Json]:
    """Every object inside, the outermost first."""
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from levels(each)


def plain(message: Message | None) -> Message | None:
    """A message without the key of its row, which is a hash of all that came."""
    return None if message is None else replace(message, receipt="")


by_case = pytest.mark.parametrize("name", CASES)


@by_case
@pytest.mark.parametrize("odd", ODD, ids=[json.dumps(each)[:20] for each in ODD])
def test_a_field_that_nobody_knows_changes_nothing(name: str, odd: object) -> None:
    read, known = CASES[name]
    wanted = plain(read(known))
    assert wanted is not None
    count = len(list(levels(known)))
    assert count > 1
    for at in (*range(count), None):  # at one level, then at all of them
        newer = copy.deepcopy(known)
        for place, level in enumerate(list(levels(newer))):
            if at in (None, place):
                level["brand_new_field"] = odd
        assert plain(read(newer)) == wanted


@by_case
def test_more_of_a_list_than_is_known_changes_nothing(name: str) -> None:
    read, known = CASES[name]
    wanted = plain(read(known))
    newer = copy.deepcopy(known)
    for level in list(levels(newer)):
        for key, value in level.items():
            if isinstance(value, list) and key not in ("new_reaction", "old_reaction"):
                value += [{"type": 99, "brand": "new"}, "strange", 7, None]
    assert plain(read(newer)) == wanted


@pytest.mark.parametrize("kind", ["brand_new", "guest_message", "subscription", ""])
@pytest.mark.parametrize("odd", ODD, ids=[json.dumps(each)[:20] for each in ODD])
def test_a_kind_of_update_that_nobody_knows_costs_itself(kind: str, odd: object) -> None:
    row = inbox_row({"update_id": 2, kind: odd}, ME, NOW)
    with pytest.raises(CannotRead):
        message_of(row)
    both = {**UPDATES["message"], kind: odd}  # beside one that is known
    assert plain(on_telegram(both)) == plain(on_telegram(UPDATES["message"]))


@pytest.mark.parametrize("kind", [0, 6, 99, None, "2", {}])
def test_a_kind_of_interaction_that_nobody_knows_says_nothing(kind: object) -> None:
    data = {**SET, "data": {**SET["data"], "type": kind}}
    assert command_text(data) in ("", "/log Squat 8")
    assert window_of({**SET, "type": kind}, "9") is None
