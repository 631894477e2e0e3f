"""What another process holds is waited for: in silence, so long, and no longer."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.store.cancellation import LOCKED_SECONDS, Patience
from core.store.engine import Store
from core.store.rows import InboxRow
from tests.waiting import until

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ROW = InboxRow("telegram:1", "telegram", "1", "{}", NOW, NOW)


class Held:
    """A file that another process holds for some attempts; each takes so many seconds."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, attempts: float, code: int = sqlite3.SQLITE_BUSY
    ) -> None:
        self.attempts, self.code = attempts, code
        self.now = 1000.0
        monkeypatch.setattr("core.store.cancellation.time", self)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def __call__(self) -> str:
        self.now += 0.1
        if self.attempts > 0:
            self.attempts -= 1
            error = sqlite3.OperationalError("held")
            error.sqlite_errorcode = self.code
            raise error
        return "mine"


def test_what_is_let_go_in_time_is_had(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(monkeypatch, 1000)
    assert Patience().wait(held) == "mine"
    assert 100 < held.now - 1000 < LOCKED_SECONDS


def test_what_is_held_for_longer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(monkeypatch, 10_000)
    with pytest.raises(sqlite3.OperationalError):
        Patience().wait(held)
    assert LOCKED_SECONDS <= held.now - 1000 < LOCKED_SECONDS + 0.2


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY_SNAPSHOT, sqlite3.SQLITE_BUSY_RECOVERY])
def test_every_kind_of_busy_is_waited_for(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    assert Patience().wait(Held(monkeypatch, 3, code)) == "mine"


def test_any_other_error_is_raised_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(monkeypatch, 3, sqlite3.SQLITE_FULL)
    with pytest.raises(sqlite3.OperationalError):
        Patience().wait(held)
    assert held.attempts == 2


def test_who_is_to_end_waits_for_some_seconds_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    held, patience = Held(monkeypatch, 10_000), Patience()
    patience.hurry(2)
    patience.hurry(60)  # no second word lengthens it
    assert patience.end() == held.now + 2
    with pytest.raises(sqlite3.OperationalError):
        patience.wait(held)
    assert 2 <= held.now - 1000 < 2.2


def turn_taken(path: Path) -> bool:
    """Whether the store is about to write: it holds its turn while it waits for the file."""
    import fcntl

    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="there nobody takes turns")
async def test_a_unit_waits_for_another_writer(sqlite_store: Store, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "spotter.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        received = asyncio.create_task(sqlite_store.receive([ROW]))
        await until(lambda: turn_taken(tmp_path / "spotter.db.turn"))
        assert not received.done()
    assert await received == 1


async def test_a_unit_that_waited_long_enough_is_refused_and_can_be_run_again(
    sqlite_store: Store, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "spotter.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        sqlite_store.hurry(0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await sqlite_store.receive([ROW])
    assert await sqlite_store.receive([ROW]) == 1
