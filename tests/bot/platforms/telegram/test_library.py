"""What python-telegram-bot does where we do it ourselves: a test that fails is a page to look at.

docs/decisions/080 (what arrives), 081 (what carries calls).
"""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from telegram import Bot, Update
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot.platforms.base import CannotRead, Later, Unknown
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.read import Me, inbox_row, message_of
from bot.platforms.telegram.transport import AiohttpRequest, NotSent
from core.messages import Address, Reply
from core.store.rows import OutboxMessage
from tests.bench.telegram_reading import ME, NOW, UPDATES, changed, fails, ours
from tests.servers.telegram import TOKEN, TelegramServer

TO_ONE = OutboxMessage(
    1, "reply:x", Address("telegram", "1", private=True), Reply(lines=("x",)), "{}", NOW, 0,
    uncertain=False,
)  # fmt: skip
SET = {"update_id": 1} | UPDATES["a set"]


# --- what arrives ---------------------------------------------------------------------------------


def with_part(**odd):
    return {"update_id": 2, "message": SET["message"] | odd}


def test_the_library_loses_a_whole_batch_to_one_date_and_we_lose_the_update():
    odd = with_part(date="zzz")
    with pytest.raises(TypeError):
        Update.de_list([SET, odd], None)
    assert message_of(inbox_row(SET, ME, NOW)).text == "squat 140x8 rir1"
    with pytest.raises(CannotRead):
        message_of(inbox_row(odd, ME, NOW))


@pytest.mark.parametrize("odd", [
    {"entities": 5}, {"photo": [5]}, {"reply_markup": {}}, {"new_chat_members": True},
    {"quote": {}}, {"location": {"latitude": 1}},
])  # fmt: skip
def test_the_library_loses_a_message_to_a_part_that_nobody_needs(odd):
    with pytest.raises((TypeError, KeyError, AttributeError)):
        Update.de_json(with_part(**odd), None)
    assert message_of(inbox_row(with_part(**odd), ME, NOW)).text == "squat 140x8 rir1"


def test_the_library_checks_no_types():
    odd = with_part(text=["squat"], message_id={"a": 1})
    assert Update.de_json(odd, None).message.text == ["squat"]
    with pytest.raises(CannotRead):
        message_of(inbox_row(odd, Me(42, "spotter_bot"), NOW))


def test_one_in_ten_odd_values_that_we_read_past_costs_the_library_the_update():
    found = Counter(
        (ours(each) == ours(update), fails(each))
        for update in ({"update_id": 1} | body for body in UPDATES.values())
        for each in changed(update)
    )
    assert found[True, True] > (found[True, True] + found[True, False]) / 10


# --- what carries calls ---------------------------------------------------------------------------


async def fault_of(request, server, **fault):
    """Send once against a fault and give what is raised."""
    bot = Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request)
    await request.initialize()
    server.started.add(1)
    server.fault(**fault)
    try:
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(1, "x")
    finally:
        await request.shutdown()
    return caught.value


async def test_the_library_gives_no_status_of_a_server_in_trouble(server):
    """A 502 was surely not carried out, a 504 may have been."""
    theirs = [await fault_of(HTTPXRequest(), server, status=status) for status in (502, 504)]
    assert [type(each) for each in theirs] == [NetworkError, NetworkError]
    assert not any(hasattr(each, "status") for each in theirs)
    mine = [await fault_of(AiohttpRequest(server.url), server, status=s) for s in (502, 504)]
    assert [each.status for each in mine] == [502, 504]


async def test_the_library_does_not_say_what_was_never_sent(server):
    lost = await fault_of(HTTPXRequest(), server, status=0)
    await server.__aexit__()
    never = await fault_of(HTTPXRequest(), server)
    assert type(lost) is type(never) is NetworkError
    assert isinstance(await fault_of(AiohttpRequest(server.url), server), NotSent)


async def test_the_library_calls_a_connection_that_never_came_about_timed_out():
    request = HTTPXRequest(connection_pool_size=1, pool_timeout=0.01)
    async with TelegramServer(delay=0.5) as server:
        server.started.add(1)
        bot = Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request)
        first = asyncio.create_task(bot.send_message(1, "x"))
        await server.until(lambda: bool(server.calls))
        with pytest.raises(TimedOut):
            await bot.send_message(1, "y")
        await first
    await request.shutdown()


def test_the_librarys_own_wait_is_still_about_to_change():
    """`retry_after` will be a timedelta: until then we carry the seconds ourselves."""
    with pytest.warns(PTBDeprecationWarning, match="retry_after"):
        RetryAfter(3)


# --- what is sent ---------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [{}, True, [], {"message_id": None}, "x", None, 7])
async def test_what_was_taken_counts_as_sent_whatever_is_said_of_it(
    server, sqlite_store, answer, caplog
):
    chat = TelegramChat(TOKEN, server.url, sqlite_store)
    shown = server._send
    server._send = lambda method, data: (shown(method, data), answer)[1]
    server.started.add(1)
    assert await chat.send(TO_ONE) == ""
    assert server.texts(1) == ["x"]
    assert "cannot be read" in caplog.text
    await chat.close()


async def test_the_id_is_all_that_is_asked_of_what_was_sent(server, sqlite_store):
    chat = TelegramChat(TOKEN, server.url, sqlite_store)
    shown = server._send
    server._send = lambda method, data: (shown(method, data), {"message_id": 5, "date": []})[1]
    server.started.add(1)
    assert await chat.send(TO_ONE) == "5"
    await chat.close()


async def test_a_fault_of_ours_is_told_from_one_of_theirs(server, sqlite_store):
    chat = TelegramChat(TOKEN, server.url, sqlite_store)
    server.fault(status=504)
    with pytest.raises(Unknown):
        await chat.send(TO_ONE)
    server.fault(status=502)
    with pytest.raises(Later):
        await chat.send(TO_ONE)
    await chat.close()
