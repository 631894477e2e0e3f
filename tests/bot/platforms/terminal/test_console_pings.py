"""Pings in the terminal: one object for all that is due, and lines that come by themselves."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest

from bot.platforms.terminal.chat import Conversation
from bot.platforms.terminal.pings import Pings
from bot.platforms.terminal.prompt import tell_pings
from bot.platforms.terminal.render import as_json, as_text
from tests.pinging import Writer, queue, remind, states
from tests.waiting import until


@pytest.fixture
async def store(sqlite_store):
    return sqlite_store


@pytest.fixture
def talk(store):
    return Conversation(Writer(store), pings=Pings(store, Writer(store)))


async def due(talk):
    outcome = await talk.take(":due")
    return json.loads(as_json(outcome.answer)), as_text(outcome.answer)


async def test_nothing_due_prints_an_object_and_no_text(talk):
    assert await due(talk) == ({"reply": None, "result": {"kind": "ping", "pings": []}}, "")


async def test_all_that_is_due_is_one_object(store, talk):
    await remind(store, "ann", "ben", platform="console")
    found, text = await due(talk)
    assert text == "ping ann\n\nping ben"
    assert [(p["chat"], p["reply"]["lines"], p["why"]) for p in found["result"]["pings"]] == [
        ("ann", ["ping ann"], ""), ("ben", ["ping ben"], ""),
    ]  # fmt: skip
    assert await states(store) == {("sent", ""): 2}
    assert (await due(talk))[1] == ""


async def test_what_is_not_sent_is_listed_with_its_reason(store, talk):
    await remind(store, "ann", platform="console")
    talk.pings._coach.refused["ping ann"] = "trained"
    found, text = await due(talk)
    assert (found["reply"], text) == (None, "")
    assert found["result"]["pings"] == [{"chat": "ann", "reply": None, "why": "trained"}]
    assert await states(store) == {("skipped", "trained"): 1}


async def test_the_terminal_leaves_other_platforms_alone(store, talk):
    await remind(store, "1", platform="telegram")
    assert (await due(talk))[0]["result"]["pings"] == []
    assert await queue(store) == 1


async def test_pings_are_printed_as_they_come(store, talk, capsys, monkeypatch):
    monkeypatch.setattr("bot.platforms.terminal.prompt.PING_SECONDS", 0.01)
    telling = asyncio.create_task(tell_pings(talk))
    await remind(store, "you", platform="console")
    await until(lambda: talk.printed)
    telling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await telling
    assert capsys.readouterr().out == "ping you\n\n"
    assert len(talk.printed) == 1
