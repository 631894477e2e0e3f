"""What a hostile client may put into an update, and a bot to throw it at.

`mutated` draws real updates with values of every wrong kind in them; `served` runs an adapter's way
in, the inbox worker and the coach over a database, with nobody to send to.
"""

from __future__ import annotations

import asyncio
import copy
import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from sqlalchemy import text as sql

from bot.runtime.inbox_worker import InboxWorker
from core.coach import Coach
from core.store.engine import open_store
from tests.postgres import running_server
from tests.waiting import until

MOST = 2**63 - 1


def nested(depth: int, inner: object = 0) -> list[Any]:
    """Lists inside each other."""
    for _ in range(depth):
        inner = [inner]
    return inner  # type: ignore[return-value]


NUMBERS = [
    0, -1, MOST, MOST + 1, -MOST - 1, 10**30, -(10**30), 10**400, True, False, 0.5, 1e308,
    float("inf"), float("-inf"), float("nan"),
]  # fmt: skip
TEXTS = [
    "", "\x00", "a\x00b", "\ud800", "\udfff x", "9" * 19, str(MOST), str(MOST + 1), "9" * 400,
    "²", "٣", "zzzzzzzzzzzzz", "~zzzzzzzzzzzzz|q1", "~1|q1", "~1|q9223372036854775808", "|why",
    "zzzzzzzzzzzzz|why", "zzzzzzzzzzzzz~q1", "1~q1", "1~q99999999999999999999", "1|", "|", "~",
    "../../etc/passwd", "\u202e\u2066", "x" * 5000, "2026-13-45T99:99", "~|",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59", "1e999", "null", "{", "https://[x", "https://cdn.discordapp.com:9x/",
]  # fmt: skip
SHAPES = [None, [], {}, [None], {"id": None}, {"a": {"id": [1]}}]
DEEP = [nested(60), nested(70), nested(900), nested(5000), {"a": nested(3000)}]

wrong = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(TEXTS),
    st.sampled_from(SHAPES).map(copy.deepcopy),  # each of their own: places in them are changed too
    st.sampled_from(DEEP).map(copy.copy),
) | st.text(st.characters(exclude_categories=()), max_size=70)
PLACES = 4


@st.composite
def mutated(draw: st.DrawFn, good: list[dict[str, Any]]) -> Any:
    """A real update with some places, at any depth, replaced, taken out or added."""
    raw = copy.deepcopy(draw(st.sampled_from(good)))
    for _ in range(draw(st.integers(1, PLACES))):
        at: Any = raw
        while True:
            key = draw(st.sampled_from(sorted(at)))
            inner = at[key][0] if isinstance(at[key], list) and at[key] else at[key]
            if isinstance(inner, dict) and inner and draw(st.integers(0, 3)):
                at = inner
                continue
            if draw(st.integers(0, 9)):
                at[key] = draw(wrong)
            elif len(at) > 1:
                del at[key]
            break
    return raw


# --- a bot to throw it at -----------------------------------------------------------------------


class Served:
    """Receiving, inbox workers and coach over a real database; nothing is sent."""

    runner: asyncio.Runner

    def __init__(self, url):
        self.url = url
        self.numbers = itertools.count(1)

    def run(self, work):
        return self.runner.run(work)

    async def start(self):
        self.store = await open_store(self.url)
        self.chat = self.platform(self.store)
        self.inbox_worker = InboxWorker(
            self.store, Coach(self.store), {self.chat.name: self.chat}, lambda: None
        )
        self.working = asyncio.create_task(self.inbox_worker.run())

    async def stop(self):
        await self.inbox_worker.stop(5)
        await self.working
        await self.chat.close()
        await self.store.close()

    async def receive(self, rows):
        new = await self.store.receive(rows)
        self.inbox_worker.received(rows)
        return new

    def __getattr__(self, name):
        return getattr(self.store, name)

    async def rows(self, query, **values):
        def read(connection):
            return [tuple(row) for row in connection.execute(sql(query), values)]

        return await self.store._runner.run(read)

    async def settled(self):
        """Wait until every row of the inbox is done."""

        async def left():
            return await self.rows("SELECT body FROM inbox WHERE done_at IS NULL ORDER BY number")

        async def none_left():
            return not await left()

        try:
            await until(none_left, progress=left)
        except TimeoutError:
            raise AssertionError(f"never handled: {await left()}") from None

    async def answers(self, chat):
        found = await self.rows(
            "SELECT reply FROM outbox WHERE chat = :chat ORDER BY id", chat=str(chat)
        )
        return [json.loads(reply) for (reply,) in found]


def served(kind, database):
    """Run a bot of a kind on an empty database of a kind."""
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner() as runner,
    ):
        # What is made to look late is not waited for.
        patch.setattr("bot.runtime.inbox_worker.QUIET_SECONDS", 0.0)
        patch.setattr("bot.runtime.inbox_worker.POLL_SECONDS", 0.05)
        if database == "sqlite":
            yield from _running(kind(f"sqlite:///{Path(folder) / 'spotter.db'}"), runner)
            return
        with running_server() as server:
            yield from _running(kind(server.url(server.create())), runner)


def _running(bench, runner):
    bench.runner = runner
    runner.run(bench.start())
    yield bench
    runner.run(bench.stop())


def assert_answered(answers):
    (first, last), (between,) = answers
    for reply, load in ((first, 60), (last, 62), (between, 61)):
        assert f"{load}" in json.dumps(reply), reply
        assert "fault" not in json.dumps(reply)
