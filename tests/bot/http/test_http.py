"""Health, readiness and metrics over HTTP; nobody is named in them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import asyncpg
import pytest

from bot.http.health import Health
from bot.http.server import serve_health
from bot.platforms.base import Later
from bot.runtime.measured import MeasuredCoach, MeasuredPlatform
from bot.runtime.measures import BOUNDS, Histogram, Measures
from bot.tracing import Tracer
from core.coach import Coach
from core.messages import Address, Message, Reply, Sender
from core.store.engine import Store
from core.store.rows import InboxRow, OutboxMessage

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
LABELS = {"platform", "outcome", "kind", "step", "le", "queue", "generation"} | {
    "implementation", "major", "minor", "patchlevel", "version",
}  # fmt: skip


class Asked:
    """A server, and what it answers."""

    def __init__(self, health: Health, port: int) -> None:
        self.health, self.port = health, port

    async def get(self, path: str) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}{path}") as answer,
        ):
            return answer.status, await answer.text()


@pytest.fixture
async def asked(store: Store, database_url: str) -> AsyncIterator[Asked]:
    health = Health(store, database_url, Measures(), ("telegram", "discord"), {})
    runner = await serve_health(health, "127.0.0.1", 0)
    yield Asked(health, runner.addresses[0][1])
    await runner.cleanup()


async def test_all_is_well(asked: Asked) -> None:
    assert await asked.get("/healthz") == (200, "ok\n")
    assert await asked.get("/readyz") == (200, "ok\n")
    assert (await asked.get("/else"))[0] == 404


async def test_a_worker_that_ended_is_death(asked: Asked) -> None:
    ended = asyncio.get_running_loop().create_task(asyncio.sleep(0))
    await ended
    asked.health.workers.append(ended)
    assert await asked.get("/healthz") == (503, "1 workers ended\n")
    asked.health.stopping = True
    assert (await asked.get("/healthz"))[0] == 200  # it ends as it should
    assert (await asked.get("/readyz"))[0] == 503


async def test_one_platform_is_enough_to_be_ready(asked: Asked) -> None:
    asked.health.given_up["telegram"] = "the token 123:abc"
    assert (await asked.get("/readyz"))[0] == 200
    asked.health.given_up["discord"] = "the token"
    assert await asked.get("/readyz") == (503, "every platform is given up\n")


async def test_a_database_that_does_not_answer(asked: Asked, store: Store) -> None:
    await store.close()
    assert await asked.get("/readyz") == (503, "the database cannot be used\n")
    assert (await asked.get("/healthz"))[0] == 200
    assert (await asked.get("/metrics"))[0] == 200


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["inbox", "outbox", "sets"])
async def test_a_table_that_somebody_holds(asked: Asked, database_url: str, table: str) -> None:
    other = await asyncpg.connect(database_url)
    try:
        async with other.transaction():
            await other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            assert await asked.get("/readyz") == (503, "the database cannot be used\n")
        assert await asked.get("/readyz") == (200, "ok\n")
    finally:
        await other.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_may_only_be_read(asked: Asked, database_url: str) -> None:
    """As a standby is before it is promoted."""
    other = await asyncpg.connect(database_url)
    name = await other.fetchval("SELECT current_database()")
    try:
        await other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        await asked.health._store._runner._engine.dispose()  # type: ignore[attr-defined]
        assert await asked.get("/readyz") == (503, "the database cannot be used\n")
    finally:
        await other.execute("SET default_transaction_read_only = off")
        await other.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        await other.close()


async def test_metrics_count_and_name_nobody(asked: Asked, store: Store) -> None:
    measures, tracer = asked.health.measures, Tracer(b"key")
    coach = MeasuredCoach(Coach(store), measures, tracer)
    place, sender = Address("telegram", "700123", private=True), Sender("telegram", "9", "Gustavo")
    message = Message(place, sender, "squat 140x8", NOW, source="t:1", receipt="telegram:1:1")
    row = InboxRow("telegram:1:1", "telegram", "700123", "{}", NOW, NOW)
    await store.receive([row, InboxRow("telegram:1:2", "telegram", "8", "{}", NOW, NOW)])
    await coach.handle(message, NOW + timedelta(seconds=2))
    status, text = await asked.get("/metrics")
    assert status == 200
    assert 'spotter_messages_handled_total{outcome="answered",platform="telegram"} 1.0' in text
    assert 'spotter_step_seconds_bucket{le="2.5",step="wait"} 1.0' in text
    assert 'spotter_step_seconds_bucket{le="1",step="wait"} 0.0' in text
    assert 'spotter_queue_waiting{platform="telegram",queue="inbox"} 1.0' in text
    assert 'spotter_queue_waiting{platform="telegram",queue="replies"} 1.0' in text
    assert 'spotter_platform_given_up{platform="discord"} 0.0' in text
    assert "spotter_predictions_scored" in text
    names = set(re.findall(r'(\w+)="', text))
    assert names <= LABELS
    for canary in ("700123", "Gustavo", "squat"):
        assert canary not in text


class Platform:
    """Sends, or raises."""

    name, repeat_safe = "telegram", False

    def __init__(self) -> None:
        self.error: Exception | None = None

    async def send(self, outgoing: OutboxMessage) -> str:
        if self.error is not None:
            raise self.error
        return "1"


async def test_sends_are_counted_by_what_came_of_them() -> None:
    measures, platform = Measures(), Platform()
    measured = MeasuredPlatform(platform, measures, Tracer(b"key"))
    old = datetime.now(UTC) - timedelta(seconds=62)
    outgoing = OutboxMessage(
        1, "ping:1", Address("telegram", "7"), Reply(lines=("x",)), "", old, 0, False, ping=True
    )
    assert await measured.send(outgoing) == "1"
    for error in (Later(3), ValueError("bug")):
        platform.error = error
        with pytest.raises(type(error)):
            await measured.send(outgoing)
    assert dict(measures.sends) == {
        ("telegram", "ping", "sent"): 1,
        ("telegram", "ping", "later"): 1,
        ("telegram", "ping", "fault"): 1,
    }
    assert measures.late_pings["telegram"] == 1


@pytest.mark.parametrize(("seconds", "place"), [(0.005, 0), (0.0051, 1), (-1, 0), (301, 14)])
def test_histograms(seconds: float, place: int) -> None:
    histogram = Histogram()
    histogram.observe(seconds)
    assert histogram.counts.index(1) == place
    assert len(histogram.counts) == len(BOUNDS) + 1
