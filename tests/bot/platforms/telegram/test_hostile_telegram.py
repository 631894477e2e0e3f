"""Telegram: whatever an update holds, the people around it are answered, in order."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.base import CannotRead
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.read import Me, inbox_row, kept_button, message_of
from bot.platforms.telegram.transport import AiohttpRequest
from core.messages import NOBODY
from tests.hostile import MOST, Served, assert_answered, mutated, nested, served

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
ME = Me(42, "SpotterBot")
DATE = int(time.time())
PERSON = {"id": 66, "is_bot": False, "first_name": "Eve", "username": "eve", "language_code": "en"}
PRIVATE = {"id": 66, "type": "private", "first_name": "Eve"}
GROUP = {"id": -100, "type": "supergroup", "title": "Gym"}
OLD = {"message_id": 4, "date": DATE, "from": {"id": 42, "is_bot": True}, "chat": PRIVATE}


def message(**more):
    return {"message_id": 5, "date": DATE, "from": PERSON, "chat": PRIVATE} | more


def press(data="1|undo", **more):
    query = {"id": "p1", "from": PERSON, "message": OLD, "chat_instance": "1", "data": data}
    return {"update_id": 901, "callback_query": query | more}


DOCUMENT = {"file_id": "BQAC", "file_unique_id": "u", "file_name": "log.csv", "file_size": 900}
GOOD = [
    {"update_id": 900, "message": message(text="squat 140x8")},
    {"update_id": 900, "message": message(text="/s bench 60x5", chat=GROUP, message_thread_id=3,
                                          is_topic_message=True)},
    {"update_id": 900, "message": message(text="2 left", chat=GROUP, reply_to_message=OLD)},
    {"update_id": 900, "message": message(document=DOCUMENT, caption="import")},
    {"update_id": 900, "edited_message": message(text="squat 140x9", edit_date=DATE + 9)},
    {"update_id": 900, "message": message(chat=GROUP, migrate_to_chat_id=-1009)},
    {"update_id": 900, "message": message(text="/next", sender_chat={"id": -7}, chat=GROUP)},
    {"update_id": 900, "my_chat_member": {"chat": PRIVATE, "from": PERSON, "date": DATE}},
    press(), press("~1|q1"), press("~zzzzzzzzzzzzz|q1"), press("zzzzzzzzzzzzz|why"), press("|why"),
]  # fmt: skip


class Bench(Served):
    """Telegram's way in."""

    def platform(self, store):
        return TelegramChat("1:x", "http://127.0.0.1:9", store)

    async def deliver(self, hostile):
        """Put hostile updates between those of two people; give what was said to each of them."""
        before, after = (1000 + next(self.numbers) for _ in range(2))
        said = [self.set_of(before, 60), *hostile, self.set_of(after, 61), self.set_of(before, 62)]
        offset = await self.chat._commit(self.receive, said, ME)
        assert offset == said[-1]["update_id"] + 1
        await self.settled()
        return [await self.answers(each) for each in (before, after)]

    def set_of(self, person, load):
        number = next(self.numbers)
        who = {"id": person, "is_bot": False, "first_name": f"P{person}", "language_code": "en"}
        text = f"squat {load}x5 rir2"
        when = int(datetime.now(UTC).timestamp())
        said = {"message_id": number, "date": when, "from": who, "text": text}
        chat = {"id": person, "type": "private"}
        return {"update_id": 10_000 + number, "message": said | {"chat": chat}}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request):
    yield from served(Bench, request.param)


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(mutated(GOOD), min_size=1, max_size=4))
def test_others_are_answered_in_order(bench, hostile):
    assert_answered(bench.run(bench.deliver(hostile)))


@pytest.mark.parametrize("hostile", [
    press("~zzzzzzzzzzzzz|q1"), press("zzzzzzzzzzzzz|why"), press("~1|q99999999999999999999"),
    press("~1y2p0ij32e8e7|q9223372036854775807"), press("1y2p0ij32e8e8|undo"), press("~1|q\x00"),
    press("\x00|why"), press("\ud800"), press(nested(9)), press(None), press("x" * 65),
    press(id="\x00"), press(id=nested(3000)), press(id=10**400), press(id={"a": 1}),
    press(**{"from": nested(3000)}), {"update_id": 1, "message": nested(100_000)}, nested(100_000),
    {"update_id": 2**63, "message": message(text="squat 1x1")},
    {"update_id": nested(500), "message": message(text="squat 1x1")},
    {"update_id": 1, "message": message(message_id=2**63, text="squat 1x1")},
    {"update_id": 1, "message": message(text="\x00\ud800", chat={"id": "\x00", "type": "\x00"})},
    {"update_id": 1, "message": message(text="squat 1x1", date=253402300799)},
    {"update_id": 1, "message": message(document={"file_id": "\x00", "file_size": 10**400})},
    "\ud800", 10**400, None, True, [], float("nan"),
])  # fmt: skip
def test_known_ones(bench, hostile):
    assert_answered(bench.run(bench.deliver([hostile])))


@pytest.mark.parametrize("data", [
    "~zzzzzzzzzzzzz|q1", "zzzzzzzzzzzzz|why", "~1|q1", "~2|q999", "nonsense", "", "\x00", "0|undo",
    "x" * 65, "~1|q9223372036854775808", "1y2p0ij32e8e8|why", "1y2p0ij32e8e7|why", None, 5, ["a"],
])  # fmt: skip
def test_who_presses_what_cannot_be_read_is_told_so_plainly(bench, data):
    person = 5000 + next(bench.numbers)
    who, chat = PERSON | {"id": person}, {"id": person, "type": "private"}
    number = next(bench.numbers)
    raw = press(data, **{"id": f"p{number}", "from": who, "message": OLD | {"chat": chat}})
    assert_answered(bench.run(bench.deliver([raw])))
    (reply,) = bench.run(bench.answers(person))
    assert reply["lines"][0].startswith("That button")
    assert len(reply["lines"]) == 1


LOST = [
    press(nested(70)), press(nested(5000)), press(nested(100_000)), press(extra=nested(900)),
    press(message=OLD | {"reply_to_message": nested(3000)}),
    press(message=OLD | {"text": nested(65)}), press(message=OLD | {"message_id": "x"}),
    press(**{"from": PERSON | {"added": nested(80)}}),
    press(message=OLD | {"message_id": None}), press(data="1|why", inline=nested(66)),
]  # fmt: skip


@pytest.mark.parametrize("raw", LOST)
def test_who_presses_what_is_set_aside_is_told_so_plainly(bench, raw):
    person, query = 5000 + next(bench.numbers), raw["callback_query"]
    query = query | {"id": f"p{person}", "from": query["from"] | {"id": person}}
    query["message"] = query["message"] | {"chat": {"id": person, "type": "private"}}
    before = bench.inbox_worker.aside["telegram"]
    assert_answered(bench.run(bench.deliver([{"update_id": person, "callback_query": query}])))
    (reply,) = bench.run(bench.answers(person))
    assert reply["lines"] == ["That button cannot be read. Type it instead: squat 140x8"]
    assert bench.inbox_worker.aside["telegram"] == before + 1


@pytest.mark.parametrize("raw", [
    press(nested(70), **{"from": {"id": nested(70)}}), press(nested(70), message=nested(70)),
    press(nested(70), message=OLD | {"chat": {"id": 10**400}}),
    press(nested(70), **{"from": PERSON | {"is_bot": True}}),
    {"update_id": 1, "message": message(text="x", entities=nested(70))},
])  # fmt: skip
def test_nobody_is_told_where_nobody_can_be_named(raw):
    with pytest.raises(CannotRead) as refused:
        read(raw)
    assert refused.value.presser is None


def test_what_is_kept_of_a_press_is_flat_and_bounded():
    deep = press(nested(70), **{"from": PERSON | {"first_name": "x" * 5000 + "\x00"}})
    row = inbox_row(deep, ME, NOW)
    assert row.chat == "66"
    assert json.loads(row.body)["pressed"]["from"]["first_name"] == "x" * 1024
    assert "data" not in json.loads(row.body)["pressed"]


def read(raw):
    return message_of(inbox_row(raw, ME, NOW))


@pytest.mark.parametrize(("data", "owner", "text"), [
    ("1y2p0ij32e8e7|why", MOST, "why"), ("1y2p0ij32e8e8|why", NOBODY, ""), ("0|why", 0, "why"),
    ("1|" + "x" * 62, 1, "x" * 62), ("1|" + "x" * 63, NOBODY, ""), ("1|" + "ж" * 31, 1, "ж" * 31),
    ("1|" + "ж" * 31 + "x", NOBODY, ""), ("|why", None, "why"), ("why", NOBODY, ""),
    ("1|a\x00", NOBODY, ""), ("1|\ud800", NOBODY, ""), ("~1|q1", NOBODY, ""),
])  # fmt: skip
def test_what_a_button_may_hold(data, owner, text):
    found = read(press(data))
    assert (found.owner, found.text) == (owner, text)


@pytest.mark.parametrize(("data", "found"), [
    ("~1|q1", (1, "q1")), ("~1y2p0ij32e8e7|q9223372036854775807", (MOST, "q9223372036854775807")),
    ("~1y2p0ij32e8e8|q1", (NOBODY, "")), ("~1|q9223372036854775808", (NOBODY, "")),
    ("~|q1", (NOBODY, "")), ("~0|q1", (NOBODY, "")), ("~1|m1", (NOBODY, "")),
    ("~1|q1" + "0" * 60, (NOBODY, "")), ("1|q1", (NOBODY, "")), ("~zzzzzzzzzzzzz|q1", (NOBODY, "")),
])  # fmt: skip
def test_what_is_looked_up(data, found):
    assert kept_button(press(data)) == found


@pytest.mark.parametrize(("number", "fits"), [
    (2**63 - 1, True), (-(2**63) + 1, True), (2**63, False), (-(2**63), False),
])  # fmt: skip
def test_ids_have_63_bits(number, fits):
    row = inbox_row({"update_id": 1, "message": message(text="x", message_id=number)}, ME, NOW)
    if fits:
        assert message_of(row).source == f"tg:42:66:{number}"
        return
    with pytest.raises(CannotRead):
        message_of(row)


def test_a_date_more_than_a_day_ahead_is_that_of_receiving():
    seconds = int(NOW.timestamp()) + 86_400
    for more, sent in ((0, seconds), (1, int(NOW.timestamp()))):
        row = inbox_row(
            {"update_id": 1, "message": message(text="x", date=seconds + more)}, ME, NOW
        )
        assert row.sent_at.timestamp() == message_of(row).sent_at.timestamp() == sent


async def test_a_look_up_that_fails_costs_the_button_alone(sqlite_store, monkeypatch):
    chat = TelegramChat("1:x", "http://127.0.0.1:9", sqlite_store)

    async def fails(work):
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(sqlite_store, "run", fails)
    offset = await chat._commit(sqlite_store.receive, [press("~1|q1"), GOOD[0]], ME)
    assert offset == 901
    claimed = await sqlite_store.claim_inbox("x", NOW, NOW - NOW, 9)
    assert {message_of(each.row).owner for each in claimed} == {NOBODY, None}
    await chat.close()


def test_a_part_of_a_press_nested_without_end_costs_itself():
    query = {"id": "p", "from": PERSON, "message": OLD, "data": "DEEP"}
    text = json.dumps({"ok": True, "result": [{"update_id": 7, "callback_query": query}]})
    deep = "[" * 100_000 + "]" * 100_000
    answer = AiohttpRequest.parse_json_payload(text.replace('"DEEP"', deep).encode())
    found = read(answer["result"][0])
    assert (found.owner, found.sender.id) == (NOBODY, "66")


def test_one_update_nested_without_end_does_not_hide_the_rest():
    odd = '{"update_id": 7, "message": %s}' % ("[" * 100_000 + "]" * 100_000)
    absurd = '{"update_id": 8, "message": {"message_id": %s}}' % ("9" * 5000)
    payload = f'{{"ok": true, "result": [{odd}, {absurd}, {{"update_id": 9}}]}}'
    answer = AiohttpRequest.parse_json_payload(payload.encode())
    assert [each["update_id"] for each in answer["result"]] == [7, 8, 9]


async def test_updates_without_a_number_are_stepped_over_and_said_once(sqlite_store, caplog):
    chat = TelegramChat("1:x", "http://127.0.0.1:9", sqlite_store)
    odd = [{"update_id": None, "message": message(text="squat 1x1")}, {"update_id": 2**63}]
    assert await chat._commit(sqlite_store.receive, [*odd, {"update_id": 7}], ME) == 8
    assert await chat._commit(sqlite_store.receive, [{"update_id": 7}, *odd], ME) == 8
    assert await chat._commit(sqlite_store.receive, odd, ME) is None
    assert [chat._step_over(None, 2), chat._step_over(8, 2), chat._step_over(10, 1)] == [
        None, 10, 11,
    ]  # fmt: skip
    assert caplog.text.count("without a number") == 1


async def test_the_queue_behind_an_update_without_a_number_is_received(sqlite_store, monkeypatch):
    """A server whose first waiting update never has a number that can be read."""
    monkeypatch.setattr("bot.platforms.telegram.adapter.RECEIVE_SECONDS", (0.0,))
    chat = TelegramChat("1:x", "http://127.0.0.1:9", sqlite_store)
    queue = {6: GOOD[0] | {"update_id": 6}, 7: {"update_id": "?"}, 8: GOOD[0] | {"update_id": 8}}
    offsets = []

    async def call(method, arguments, wait=None):
        if method != "getUpdates":
            return {"id": 42, "username": "spotter_bot"}
        offset = arguments["offset"]
        offsets.append(offset)
        if offset is not None and offset > 8:
            raise asyncio.CancelledError
        return [queue[number] for number in sorted(queue) if number >= (offset or 0)][:1]

    monkeypatch.setattr(chat, "_call", call)
    with pytest.raises(asyncio.CancelledError):
        await chat.receive(sqlite_store.receive)
    await chat.close()
    assert offsets == [None, 7, 8, 9]
