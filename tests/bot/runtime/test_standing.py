"""What is refused in passing is tried again; a token that never worked is given up."""

from __future__ import annotations

import asyncio

import pytest

from bot.backoff import PLATFORM_SECONDS
from bot.platforms.base import Fatal, Later, Never, Refused
from bot.platforms.discord.session_budget import (
    AT_ONCE,
    BETWEEN_SECONDS,
    PER_SECOND,
    Budget,
    TooManySessions,
)
from bot.runtime.token_standing import (
    PATIENCE_SECONDS,
    SEND_TRIES,
    Standing,
    fingerprint,
)
from core.store.faults import StoreTrouble

TOKEN = "12:secret"


class Asked:
    """A platform that says what the test put there: whether it knows us, or a fault."""

    def __init__(self):
        self.known = True
        self.times = 0
        self.now = 0.0

    async def __call__(self):
        self.times += 1
        await asyncio.sleep(0)
        if isinstance(self.known, Exception):
            raise self.known
        return self.known

    def standing(self):
        return Standing("telegram", TOKEN, "not accepted", self, lambda: self.now)


@pytest.fixture
def asked():
    return Asked()


async def test_a_token_that_never_worked_is_given_up_at_once(asked):
    with pytest.raises(Fatal, match="not accepted"):
        asked.standing().refused()
    with pytest.raises(Fatal):
        await asked.standing().doubt()


async def test_one_that_worked_is_refused_for_minutes_before_it_is_given_up(asked):
    standing = asked.standing()
    await standing.accepted()
    asked.known = False
    for asked.now in (0.0, 1.0, PATIENCE_SECONDS):
        with pytest.raises(Refused):
            await standing.doubt()
    asked.now = PATIENCE_SECONDS + 1
    with pytest.raises(Fatal):
        await standing.doubt()


async def test_patience_begins_anew_once_it_worked_again(asked):
    standing = asked.standing()
    await standing.accepted()
    asked.known = False
    with pytest.raises(Refused):
        await standing.doubt()
    asked.known, asked.now = True, PATIENCE_SECONDS
    await standing.doubt()
    asked.known, asked.now = False, PATIENCE_SECONDS + 2
    with pytest.raises(Refused):
        await standing.doubt()


async def test_it_is_remembered_over_a_restart_without_the_token(asked, sqlite_store):
    before = asked.standing()
    await before.accepted(sqlite_store)
    standing = asked.standing()
    await standing.recall(sqlite_store)
    with pytest.raises(Refused):
        standing.refused()
    other = Standing("telegram", "13:other", "not accepted", asked)
    await other.recall(sqlite_store)
    with pytest.raises(Fatal):
        other.refused()
    query = "SELECT platform, channel, message_id FROM cursors"
    rows = await sqlite_store.run(lambda it: it._connection.exec_driver_sql(query).all())
    assert rows == [("telegram.token", fingerprint(TOKEN), "worked")]
    assert "secret" not in str(rows)


async def test_a_refused_send_waits_alone_while_we_are_known(asked):
    standing = asked.standing()
    await standing.accepted()
    faults = [await standing.fault(7) for _ in range(SEND_TRIES)]
    assert all(isinstance(fault, Later) and not fault.everyone for fault in faults[:-1])
    assert [fault.seconds for fault in faults[:6]] == list(PLATFORM_SECONDS)
    assert isinstance(faults[-1], Never)
    assert sum(fault.seconds for fault in faults[:-1]) > 120
    assert isinstance(await standing.fault(7), Later)
    asked.known = OSError("no answer")
    fault = await standing.fault(8)
    assert (fault.everyone, fault.seconds) == (False, PLATFORM_SECONDS[0])


async def test_while_we_are_not_known_all_wait_shortly_at_first(asked):
    standing = asked.standing()
    await standing.accepted()
    asked.known = False
    faults = [await standing.fault(7) for _ in range(SEND_TRIES + 2)]
    assert all(fault.everyone and fault.certain for fault in faults)
    assert [fault.seconds for fault in faults] == [*PLATFORM_SECONDS, *[60.0] * 6]


async def test_many_who_want_to_know_ask_once(asked):
    standing = asked.standing()
    await asyncio.gather(*(standing.fault(n) for n in range(50)))
    assert asked.times == 1


# --- sessions of Discord --------------------------------------------------------------------------


async def test_sessions_are_counted_over_restarts(sqlite_store):
    now = 1_000_000.0
    for _ in range(AT_ONCE):
        await Budget(sqlite_store, TOKEN, lambda: now).spend()
    with pytest.raises(TooManySessions):
        await Budget(sqlite_store, TOKEN, lambda: now).spend()
    await Budget(sqlite_store, "another", lambda: now).spend()
    later = now + 1 / PER_SECOND
    await Budget(sqlite_store, TOKEN, lambda: later).spend()
    with pytest.raises(TooManySessions):
        await Budget(sqlite_store, TOKEN, lambda: later + 60).spend()


async def test_less_than_a_thousand_within_any_day(sqlite_store):
    spent, now = 0, 1_000_000.0
    while now < 1_000_000.0 + 86_400:
        try:
            await Budget(sqlite_store, TOKEN, lambda now=now: now).spend()
            spent += 1
        except TooManySessions:
            now += 60.0
    assert 800 < spent < 900


async def test_a_clock_that_was_set_back_gives_none_back(sqlite_store):
    for _ in range(AT_ONCE):
        await Budget(sqlite_store, TOKEN, lambda: 2_000_000.0).spend()
    with pytest.raises(TooManySessions):
        await Budget(sqlite_store, TOKEN, lambda: 1_000_000.0).spend()
    await Budget(sqlite_store, TOKEN, lambda: 1_000_121.0).spend()


async def test_who_has_none_left_waits_before_connecting(sqlite_store, monkeypatch):
    waits = []

    async def note(seconds):
        waits.append(seconds)

    budget = Budget(sqlite_store, TOKEN, lambda: 1_000_000.0)
    await budget.wait()
    for _ in range(AT_ONCE):
        await budget.spend()
    monkeypatch.setattr("bot.platforms.discord.session_budget.asyncio.sleep", note)
    await budget.wait()
    assert waits == [pytest.approx(120.0)]


class Away:
    """A store that is away, or is not."""

    def __init__(self, store):
        self.store, self.error = store, None

    def __getattr__(self, name):
        async def work(*values):
            if self.error is not None:
                raise self.error
            return await getattr(self.store, name)(*values)

        return work


@pytest.mark.parametrize("error", [StoreTrouble, ConnectionRefusedError])
async def test_a_connection_is_kept_while_the_store_is_away(sqlite_store, error):
    store = Away(sqlite_store)
    budget = Budget(store, TOKEN, lambda: 1_000_000.0)
    await budget.spend()
    store.error = error("away")
    for _ in range(AT_ONCE - 2):
        await budget.spend()
    store.error = None
    await budget.spend()  # those of meanwhile count
    with pytest.raises(TooManySessions):
        await budget.spend()
    with pytest.raises(TooManySessions):
        await Budget(sqlite_store, TOKEN, lambda: 1_000_000.0).spend()


@pytest.mark.parametrize(("read", "error"), [(False, StoreTrouble), (True, RuntimeError)])
async def test_what_was_never_counted_is_not_spent(sqlite_store, read, error):
    store = Away(sqlite_store)
    budget = Budget(store, TOKEN, lambda: 1_000_000.0)
    if read:
        await budget.spend()
    store.error = error("away")
    with pytest.raises(error):
        await budget.spend()


async def test_a_shard_takes_its_turn_while_the_store_is_away(sqlite_store, monkeypatch):
    waits = []

    async def note(seconds):
        waits.append(seconds)

    store = Away(sqlite_store)
    store.error = StoreTrouble("away")
    monkeypatch.setattr("bot.platforms.discord.session_budget.asyncio.sleep", note)
    await Budget(store, TOKEN).turn()
    assert waits == [BETWEEN_SECONDS]


async def test_a_token_is_accepted_while_the_store_is_away(sqlite_store, asked):
    store, standing = Away(sqlite_store), asked.standing()
    store.error = StoreTrouble("away")
    with pytest.raises(StoreTrouble):
        await standing.recall(store)
    await standing.accepted(store)
    await standing.recall(store)  # it is known by now
    store.error = None
    with pytest.raises(Refused):
        standing.refused()
    await standing.accepted(store)
    other = asked.standing()
    await other.recall(sqlite_store)
    with pytest.raises(Refused):
        other.refused()


async def test_pauses_begin_anew_once_it_worked_again(asked):
    standing = asked.standing()
    await standing.accepted()
    paused = []
    for known in (False, False, True, False):
        asked.known = known
        fault = await standing.fault(7)
        if not known:
            assert fault.everyone
            paused.append(fault.seconds)
    assert paused == [PLATFORM_SECONDS[0], PLATFORM_SECONDS[1], PLATFORM_SECONDS[0]]
