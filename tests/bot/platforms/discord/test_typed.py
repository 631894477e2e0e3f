"""Slash commands with parts, menus of messages and windows: each is a typed sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.platforms.discord.commands import definition, known_names
from bot.platforms.discord.read import (
    interaction_row,
    is_hidden,
    read_row,
    unpack_note,
)
from bot.platforms.discord.suggest import suggested
from bot.platforms.discord.typed import command_text, meant_by, window_of
from core.command_menus import listing
from core.commands import COMMANDS
from core.messages import Sender
from core.own_lifts import own_lifts
from tests.bot.platforms.discord.echo_bot import running, said
from tests.gym import Gym
from tests.servers.discord_shapes import BOT, HIDDEN, ROOM, check_command

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
BASE = {"id": str(1 << 60), "channel_id": "7", "user": {"id": "5"}, "token": "t",
        "application_id": "1"}  # fmt: skip


@pytest.fixture
def store(sqlite_store):
    return sqlite_store


def parts(name, **values):
    options = [{"type": 3, "name": key, "value": value} for key, value in values.items()]
    return {**BASE, "type": 2, "data": {"type": 1, "name": name, "options": options}}


# --- parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"exercise": "Squat", "repetitions": 8, "load": 140}, "/log Squat 140x8"),
        (
            {"reserve": "1", "load": 62.5, "repetitions": 8, "exercise": "Squat", "sets": 3},
            "/log Squat 62.5x8x3 rir1",
        ),
        ({"exercise": "Pull-up", "repetitions": 8}, "/log Pull-up 8"),
        (
            {"exercise": "Pull-up", "repetitions": 8, "sets": 3, "reserve": "4+"},
            "/log Pull-up 3 sets of 8 rir4+",
        ),
        ({"exercise": "Pull-up", "repetitions": 5, "load": -20.0}, "/log Pull-up -20x5"),
        (
            {"exercise": "Squat", "repetitions": 5, "load": 100, "note": 'felt "fine"'},
            "/log Squat 100x5 \"felt 'fine'\"",
        ),
        ({"exercise": "squat 140x8 rir1", "repetitions": "{0}{}"}, "/log squat 140x8 rir1 {0}{}"),
    ],
)
def test_a_set_by_its_parts_is_the_line_that_would_be_typed(given, line):
    assert command_text(parts("set", **given)) == line


@pytest.mark.parametrize(
    ("name", "given", "line"),
    [
        ("fix", {"load": 140, "repetitions": 7}, "/fix 140x7"),
        ("fix", {"repetitions": 7}, "/fix 7"),
        ("fix", {"reserve": "2"}, "/fix rir2"),
        ("fix", {"text": "140x7"}, "/fix 140x7"),
        ("goal", {"exercise": "squat", "goal": "strength"}, "/goal squat strength"),
        ("range", {"exercise": "bench", "low": 5, "high": 8}, "/range bench 5-8"),
        ("effort", {"exercise": "bench", "low": 2}, "/effort bench 2"),
        ("swap", {"instead": "leg press", "exercise": "squat"}, "/swap squat leg press"),
        ("units", {"units": "lb"}, "/units lb"),
        ("what_if", {"exercise": "bench", "load": 80, "repetitions": 8}, "/what_if bench 80x8"),
        ("board", {"order": "hits"}, "/board hits"),
        (
            "challenge",
            {"exercise": "Pull-up", "amount": 100, "counted": "reps", "period": "this week"},
            "/challenge Pull-up 100 reps this week",
        ),
        ("challenge", {"amount": 3, "counted": "sessions"}, "/challenge 3 sessions"),
        ("challenge", {"text": "in 1"}, "/challenge in 1"),
        ("calibrate", {"text": "leg extension"}, "/calibrate leg extension"),
        ("week", {"strange": "more"}, "/week more"),
        ("week", {}, "/week"),
    ],
)
def test_other_commands_by_their_parts(name, given, line):
    assert command_text(parts(name, **given)) == line


async def test_a_set_by_its_parts_is_logged(store):
    gym = Gym(store)
    for given in (
        {"exercise": "Squat", "repetitions": 5, "load": 100.0, "reserve": "1"},
        {"exercise": "Pull-up", "repetitions": 8, "sets": 3, "reserve": "2"},
        {"exercise": "Squat", "repetitions": 4, "load": 102.5, "sets": 2, "note": "slow"},
    ):
        answer = await gym.say("Ann", command_text(parts("set", **given)), "")
        assert answer.result is not None
        sets = answer.result["sets"]
        assert len(sets) == given.get("sets", 1)
        assert all(each["reps"] == given["repetitions"] for each in sets)
        assert all(float(each["load"]) == given.get("load", 0) for each in sets)


def test_every_command_is_one_that_discord_takes():
    made = definition(listing("en"))
    for each in made:
        check_command(each)
        assert len(json.dumps(each, ensure_ascii=False)) < 8000
    slash = [each for each in made if each["type"] == 1]
    assert len(slash) <= 100
    reserve = next(
        option for each in slash if each["name"] == "set"
        for option in each["options"] if option["name"] == "reserve"
    )  # fmt: skip
    assert [each["value"] for each in reserve["choices"]] == ["0", "1", "2", "3", "4+"]
    for each in slash:
        assert set(each["contexts"]) == {0, 1, 2}
        assert set(each["integration_types"]) == {0, 1}


def test_a_form_is_as_private_as_its_command():
    for each in COMMANDS:
        for form in each.forms:
            data = {"type": 2, "guild_id": "1", "data": {"name": form.name}}
            assert meant_by(data) == each.slug
            assert is_hidden(data) == (each.audience == "alone")


async def test_ones_own_lifts_are_suggested_first(store):
    gym = Gym(store)
    for text in ("bench press 80x8", "deadlift 150x5", "alias dead = deadlift"):
        await gym.say("Ann", text, "")
    sender = Sender("telegram", "Ann", "")
    own = await store.run(lambda uow: own_lifts(uow, sender, gym.now))
    assert own == ("Deadlift", "Bench press")
    assert known_names("", own)[:2] == ["Deadlift", "Bench press"]
    assert known_names("be", own)[0] == "Bench press"
    nobody = Sender("discord", "77", "")
    assert await store.run(lambda uow: own_lifts(uow, nobody, gym.now)) == ()
    option = {"name": "exercise", "value": "squ", "focused": True}
    data = {**BASE, "type": 4, "data": {"name": "set", "options": [option]}}
    assert (await suggested(store, data))[0]["value"] == "Squat"
    assert await suggested(store, {**data, "user": {"id": {}}, "data": 3}) == []


# --- windows and menus of a message ---------------------------------------------------------------


async def test_a_whole_session_is_typed_in_a_window(server, store):
    async with running(server, store) as bot:
        opened = await server.slash_parts(ROOM, "5", "session")
        await server.until(lambda: opened.acknowledged)
        assert opened.acknowledged["type"] == 9
        await server.submit(opened, "squat 100x5x3 rir2\nbench 80x8")
        await said(server, "echo /log squat 100x5x3 rir2\nbench 80x8", ROOM)
        assert [each.text for each in bot.echo.heard] == ["/log squat 100x5x3 rir2\nbench 80x8"]


async def test_a_message_is_logged_from_its_menu_with_its_time(server, store):
    async with running(server, store) as bot:
        spoken = await server.say(ROOM, "5", "squat 140x8_ rir1")
        await server.open_menu(spoken["id"], "5", "Log this")
        await said(server, "echo /log squat 140x8\\_ rir1", ROOM)
        await server.open_menu(spoken["id"], "6", "Log this")
        await server.until(lambda: len(bot.echo.heard) == 2)
        mine, others = bot.echo.heard
        assert mine.source == f"dc:{ROOM}:{spoken['id']}"
        assert others.source.startswith("dc:i:")
        assert mine.sent_at < others.sent_at


async def test_a_spotter_rates_a_message_in_private(server, store):
    async with running(server, store) as bot:
        spoken = await server.say(ROOM, "5", "squat 140x8")
        opened = await server.open_menu(spoken["id"], "6", "Rate as spotter")
        await server.until(lambda: opened.acknowledged)
        sent = await server.submit(opened, "4+")
        await server.until(lambda: bot.echo.heard)
        heard = bot.echo.heard[0]
        assert (heard.text, heard.reply_to) == ("/eye 4+", f"dc:{ROOM}:{spoken['id']}")
        assert sent.acknowledged["data"]["flags"] == HIDDEN


async def test_an_answer_of_the_bot_is_rated_by_its_id(server, store):
    async with running(server, store) as bot:
        await server.slash(ROOM, "5", "log", "squat 140x8")
        ours = await said(server, "echo /log squat 140x8", ROOM)
        opened = await server.open_menu(ours["id"], "6", "Rate as spotter")
        await server.until(lambda: opened.acknowledged)
        await server.submit(opened, "2")
        await server.until(lambda: len(bot.echo.heard) == 2)
        assert bot.echo.heard[1].reply_to == ours["id"]


@pytest.mark.parametrize(
    "window",
    [
        None, 3, {}, {"custom_id": 3}, {"custom_id": "log"}, {"custom_id": "log", "components": 3},
        {"custom_id": "log", "components": [3, {"component": [1]}, {"components": {}}]},
        {"custom_id": "log", "components": [{"component": {"custom_id": "text", "value": " "}}]},
        {"custom_id": "eye x 1", "components": []}, {"custom_id": "eye " + "9" * 99 + " 1"},
        {"custom_id": "forget_me now",
         "components": [{"component": {"custom_id": "text", "value": "yes"}}]},
        {"custom_id": "eye 5 1",
         "components": [{"component": {"custom_id": "text", "values": [{}]}}]},
    ],
)  # fmt: skip
def test_a_window_that_nobody_opened_says_nothing(window):
    data = {**BASE, "type": 5, "data": window}
    assert command_text(data) == ""


def test_a_window_laid_out_as_before_is_read():
    inside = {"type": 1, "components": [{"type": 4, "custom_id": "text", "value": "squat 5x5"}]}
    data = {**BASE, "type": 5, "data": {"custom_id": "log", "components": [inside]}}
    row = interaction_row(data, NOW, command_text(data), None)
    message = read_row(row)
    assert message.text == "/log squat 5x5"
    assert unpack_note(message.delivery).deferred


@pytest.mark.parametrize("name", ["Log  this", "log", "Rate", "\x00", 3, None])
def test_a_menu_that_is_none_of_ours_says_nothing(name):
    data = {**BASE, "type": 2, "data": {"type": 3, "name": name, "target_id": "5"}}
    assert meant_by(data) == ""
    assert window_of(data, BOT) is None


async def test_windows_speak_the_language_of_who_opens_them():
    shown = window_of({"data": {"name": "session"}, "locale": "de"}, BOT)
    assert shown is not None
    assert len(shown["title"]) <= 45
    target = {"type": 3, "name": "Rate as spotter", "target_id": "5"}
    spot = window_of({"data": target, "locale": "de"}, BOT)
    assert spot is not None
    held = spot["components"][0]["component"]["options"]
    assert held[0]["label"] == "0 in Reserve"
