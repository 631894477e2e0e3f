"""Discord: whatever an event holds, the people around it are answered, in order, in one session."""

from __future__ import annotations

import asyncio
import json

import pytest
from discord.utils import time_snowflake, utcnow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.base import CannotRead
from bot.platforms.bounds import FROM_THE_FUTURE
from bot.platforms.discord.adapter import DiscordChat
from bot.platforms.discord.arrivals import Arrivals
from bot.platforms.discord.client import guarded
from bot.platforms.discord.commands import suggestions
from bot.platforms.discord.files import is_ours
from bot.platforms.discord.read import MessageFilter, interaction_row, message_row, read_row
from bot.platforms.discord.render import split_id
from bot.platforms.discord.rights import allows
from bot.platforms.discord.unreadable import seen_id
from tests.hostile import MOST, Served, assert_answered, mutated, nested, served
from tests.waiting import until

ME = "900"
NOW = utcnow()
EVE = {"id": "66", "username": "eve", "global_name": "Eve"}
ID = str(time_snowflake(NOW))


def message(**more):
    return {
        "id": ID, "channel_id": "80", "author": EVE, "content": "squat 140x8", "type": 0,
        "edited_timestamp": None, "timestamp": NOW.isoformat(), "mentions": [{"id": ME}],
    } | more  # fmt: skip


def interaction(kind=3, **more):
    return {
        "id": ID, "application_id": ME, "type": kind, "token": "token-1", "channel_id": "80",
        "channel": {"id": "80", "type": 1}, "user": EVE, "locale": "en-US", "context": 1,
        "authorizing_integration_owners": {"0": "0"}, "message": message(),
        "data": {"custom_id": "1|undo", "component_type": 2},
    } | more  # fmt: skip


FILE = {"id": "5", "filename": "log.csv", "size": 9, "url": "https://cdn.discordapp.com/x"}
LINE = {
    "name": "log",
    "options": [{"name": "line", "type": 3, "value": "squat 1x1", "focused": True}],
}
MEMBER = {"user": EVE, "permissions": "8", "nick": "E"}
WITH_FILE = {"name": "import", "options": [{"name": "file", "type": 11, "value": "5"}],
             "resolved": {"attachments": {"5": FILE}}}  # fmt: skip
REFERENCE = {"message_id": "4", "channel_id": "80"}
EVENTS = {
    "MESSAGE_CREATE": [
        message(), message(attachments=[FILE]), message(guild_id="70", member={"nick": "E"}),
        message(type=19, message_reference=REFERENCE, referenced_message=message()),
    ],
    "MESSAGE_UPDATE": [message(edited_timestamp=NOW.isoformat(), content="squat 140x9")],
    "INTERACTION_CREATE": [
        interaction(), interaction(data={"custom_id": "1~q1"}), interaction(2, data=LINE),
        interaction(data={"custom_id": "zzzzzzzzzzzzz~q1"}), interaction(4, data=LINE),
        interaction(guild_id="70", user=None, member=MEMBER), interaction(2, data=WITH_FILE),
    ],
}  # fmt: skip
HOSTILE = st.one_of(*(st.tuples(st.just(name), mutated(good)) for name, good in EVENTS.items()))


class Bench(Served):
    """Discord's way in, from the handlers of the gateway on."""

    def platform(self, store):
        return DiscordChat("token", "http://127.0.0.1:9", store, message_content=True)

    async def start(self):
        await super().start()
        self.page = []  # what the history of every channel is
        self.chat._message_filter = message_filter = MessageFilter(ME, overhear=True)
        self.arrivals = Arrivals(
            self.store, self.receive, message_filter, self.history, self.chat._kept_button
        )
        self.chat._arrivals = self.arrivals
        self.handlers = {
            name: guarded(take, self.chat._set_aside)
            for name, take in self.chat._handlers().items()
        }
        self.arriving = asyncio.create_task(self.arrivals.run())

    async def stop(self):
        self.arriving.cancel()
        await asyncio.gather(self.arriving, return_exceptions=True)
        await super().stop()

    async def history(self, channel, query):
        return self.page

    async def deliver(self, hostile):
        """Put hostile events between those of two people; give what was said to each of them."""
        before, after = (100_000 + next(self.numbers) for _ in range(2))
        for each in ((before, 60), *hostile, (after, 61), (before, 62)):
            name, data = self.set_of(*each) if isinstance(each[0], int) else each
            self.handlers[name](data)
        arrivals = self.arrivals

        def taken():
            assert not self.arriving.done(), self.arriving
            return arrivals.is_idle

        await until(taken)
        await self.settled()
        return [await self.answers(each) for each in (before, after)]

    def set_of(self, person, load):
        who = {"id": str(person), "username": f"P{person}"}
        number = str(time_snowflake(utcnow()) + next(self.numbers))
        said = message(
            id=number, channel_id=str(person), author=who, content=f"squat {load}x5 rir2"
        )
        return "MESSAGE_CREATE", said


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request):
    yield from served(Bench, request.param)


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=4))
def test_others_are_answered_in_order(bench, hostile):
    assert_answered(bench.run(bench.deliver(hostile)))


@pytest.mark.parametrize("hostile", [
    ("INTERACTION_CREATE", interaction(data={"custom_id": "zzzzzzzzzzzzz~q1"})),
    ("INTERACTION_CREATE", interaction(data={"custom_id": nested(5000)})),
    ("INTERACTION_CREATE", interaction(data={"custom_id": "1~q\x00"})),
    ("INTERACTION_CREATE", interaction(id="9" * 400)),
    ("INTERACTION_CREATE", interaction(id=2**63)),
    ("INTERACTION_CREATE", interaction(channel_id="\x00")),
    ("INTERACTION_CREATE", interaction(token=nested(5000))),
    ("INTERACTION_CREATE", interaction(user={"id": "9" * 30})),
    ("INTERACTION_CREATE", interaction(member={"permissions": "9" * 5000})),
    ("INTERACTION_CREATE", interaction(2, data={"name": nested(3000), "options": "x"})),
    ("INTERACTION_CREATE", interaction(4, data=LINE | {"options": [{"value": 5, "focused": 1}]})),
    ("INTERACTION_CREATE", []), ("INTERACTION_CREATE", None), ("INTERACTION_CREATE", nested(5000)),
    ("MESSAGE_CREATE", "\ud800"), ("MESSAGE_CREATE", 10**400), ("MESSAGE_CREATE", {}),
    ("MESSAGE_CREATE", message(id="9" * 400)), ("MESSAGE_CREATE", message(id=str(2**63))),
    ("MESSAGE_CREATE", message(id=nested(5000))), ("MESSAGE_CREATE", message(content="\x00\ud800")),
    ("MESSAGE_CREATE", message(content=nested(5000))), ("MESSAGE_CREATE", message(author="x")),
    ("MESSAGE_CREATE", message(timestamp="9999-12-31T23:59:59-23:59")),
    ("MESSAGE_CREATE", message(guild_id="\x00", channel_id="\ud800")),
    ("MESSAGE_CREATE", message(author={"id": "9" * 40, "username": "\x00" * 9})),
    ("MESSAGE_CREATE", message(attachments=[FILE | {"size": float("inf"), "url": "https://[x"}])),
    ("MESSAGE_UPDATE", message(edited_timestamp="9999-12-31T23:59:59-23:59")),
    ("MESSAGE_UPDATE", message(edited_timestamp=nested(5000))),
])  # fmt: skip
def test_known_ones(bench, hostile):
    assert_answered(bench.run(bench.deliver([hostile])))


@pytest.mark.parametrize("key", [
    "zzzzzzzzzzzzz~q1", "zzzzzzzzzzzzz|why", "1~q1", "7~q99", "nonsense", "", "\x00", "0|undo",
    None, "1|" + "x" * 99, "1~q9223372036854775808", "1y2p0ij32e8e8|why", "1y2p0ij32e8e7|why",
    5, ["a"],
])  # fmt: skip
def test_who_presses_what_cannot_be_read_is_told_so_plainly(bench, key):
    person = str(500_000 + next(bench.numbers))
    who = {"id": person, "username": "x"}
    number = str(time_snowflake(utcnow()) + next(bench.numbers))
    data = {"id": number, "channel_id": person, "user": who, "data": {"custom_id": key}}
    assert_answered(bench.run(bench.deliver([("INTERACTION_CREATE", interaction(**data))])))
    (reply,) = bench.run(bench.answers(person))
    assert reply["lines"][0].startswith("That button")
    assert len(reply["lines"]) == 1


def test_a_history_with_odd_messages_in_it_is_caught_up_with(bench):
    assert_answered(bench.run(bench.deliver([])))
    odd = [
        nested(3000),
        None,
        5,
        {},
        {"id": nested(900)},
        message(id=str(2**63)),
        message(author=5),
    ]
    person = 600_000 + next(bench.numbers)
    first, *missed = [bench.set_of(person, load)[1] for load in (69, 70, 71)]

    async def catch_up():
        bench.handlers["MESSAGE_CREATE"](first)
        await until(lambda: bench.answers(person))
        bench.page = [missed[1], *odd, missed[0]]
        bench.arrivals.connected()

        async def all_answered():
            assert not bench.arriving.done(), bench.arriving
            return len(await bench.answers(person)) >= 3

        await until(all_answered)
        bench.page = []
        return await bench.answers(person)

    bench.chat._show_commands = lambda: asyncio.sleep(0)
    shown = bench.run(catch_up())
    assert [str(load) in json.dumps(reply) for load, reply in zip((69, 70, 71), shown, strict=True)]
    assert_answered(bench.run(bench.deliver([])))


def test_what_cannot_be_read_is_counted(bench):
    before = bench.inbox_worker.aside["discord"]
    odd = [("MESSAGE_CREATE", message(id=nested(900))), ("INTERACTION_CREATE", {"type": 2})]
    assert_answered(bench.run(bench.deliver(odd)))
    assert bench.inbox_worker.aside["discord"] == before + 2


# --- borders ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "found"), [
    ("1y2p0ij32e8e7|why", (MOST, "why", False)), ("1y2p0ij32e8e8|why", None),
    ("1y2p0ij32e8e7~q1", (MOST, "q1", True)), ("zzzzzzzzzzzzz~q1", None),
    ("|why", (None, "why", False)),
    ("1|" + "x" * 98, (1, "x" * 98, False)), ("1|" + "x" * 99, None), ("1|\x00", None),
    ("1|\ud800", None), (None, None), (5, None),
])  # fmt: skip
def test_what_a_custom_id_may_hold(key, found):
    assert split_id(key) == found


@pytest.mark.parametrize("field", ["id", "channel_id"])
def test_ids_have_63_bits(field):
    message_filter = MessageFilter(ME, overhear=True)
    read_row(message_row(message(**{field: str(MOST)}), message_filter, NOW, private=True))
    read_row(interaction_row(interaction(**{field: MOST}), NOW, "x", None))
    for make in (
        lambda: message_row(message(**{field: str(MOST + 1)}), message_filter, NOW, private=True),
        lambda: interaction_row(interaction(**{field: MOST + 1}), NOW, "x", None),
    ):
        with pytest.raises(CannotRead):
            make()


def test_a_message_from_the_future_moves_no_cursor():
    end = time_snowflake(utcnow() + FROM_THE_FUTURE)
    assert seen_id({"id": str(end - (10_000 << 22))}) == end - (10_000 << 22)
    assert seen_id({"id": str(end + (10_000 << 22))}) == 0
    for none in (None, [], {}, {"id": None}, {"id": nested(5000)}, {"id": "9" * 400}):
        assert seen_id(none) == 0


@pytest.mark.parametrize(("held", "may"), [
    ("8", True), ("32", True), ("7", False), (8, True), (str(1 << 100 | 8), True),
    ("9" * 5000, False),
    ("²", False), (None, False), ([], False), ("-8", False), (True, False),
])  # fmt: skip
def test_rights(held, may):
    assert allows(held) is may


@pytest.mark.parametrize(
    "address",
    ["https://[x", "https://cdn.discordapp.com:9x/", "https://cdn.discordapp.com:99/", ""],
)
def test_addresses_that_are_none(address):
    assert not is_ours(address, "https://discord.com")


def test_a_line_too_long_to_be_offered_is_not_looked_for():
    asked = []
    for length in (100, 101):
        option = {"value": "x" * length, "focused": True}
        suggestions(
            {"data": {"name": "log", "options": [option]}}, lambda it: asked.append(it) or []
        )
    assert [len(each) for each in asked] == [100]
