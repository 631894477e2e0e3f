"""What is changed inside discord.py still exists there, and nothing else of it is touched."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
from pathlib import Path

import discord
import pytest
from discord.gateway import ReconnectWebSocket
from discord.http import json_or_text

from bot.platforms.discord.client import GatewayClient
from bot.platforms.discord.library import Socket, let_others_on, prepare_library
from core.store.engine import open_store
from tests.bot.platforms.discord.echo_bot import running, said
from tests.servers.discord import DiscordServer

ROOT = Path(__file__).parents[4]
DEEP = "[" * 100_000 + "]" * 100_000
# Private by name alone: documented for use, or of a type that has no public name.
PRIVATE_BY_NAME = {"os._exit", "argparse._SubParsersAction"}
INSIDE_DISCORD = {
    "discord.utils._from_json", "http._buckets", "http._global_over",
    "http._try_clear_expired_ratelimits",
}  # fmt: skip


class Wire:
    """A connection that is only ever closed."""

    closed = False

    async def close(self, code=1000):
        self.closed = True


class Reading:
    """A client and its connection, with nobody at the other end."""

    def __init__(self):
        prepare_library()
        self.taken, self.kept = [], []
        self.client = GatewayClient(
            {"MESSAGE_CREATE": self.take},
            lambda *it: self.kept.append(it),
            None,
            message_content=True,
        )
        self.socket = Socket(Wire(), loop=asyncio.get_running_loop())
        self.socket.shard_id = None

    def take(self, data):
        self.taken.append(data)

    async def __aenter__(self):
        await self.client._async_setup_hook()  # as login() does
        connection = self.client._connection
        self.socket._discord_parsers, self.socket._dispatch = (
            connection.parsers,
            self.client.dispatch,
        )
        self.socket.log_receive = self.socket.debug_log_receive  # as from_client() does
        return self

    async def __aexit__(self, *_):
        await asyncio.sleep(0)


def frame(number, data, name="MESSAGE_CREATE"):
    return json.dumps({"op": 0, "t": name, "s": number, "d": data})


# --- the raw feed -------------------------------------------------------------------------------


async def test_frames_are_taken_in_the_order_they_came_in():
    async with Reading() as reading:
        for number in range(500):  # with no pause for their tasks, as out of a full buffer
            await reading.socket.received_message(frame(number + 1, {"id": str(number)}))
        assert reading.taken == []
        await asyncio.sleep(0)
        assert reading.taken == [{"id": str(number)} for number in range(500)]
        assert not reading.kept


async def test_what_the_library_cannot_read_is_taken_all_the_same():
    async with Reading() as reading:
        for number, data in enumerate(([], None, 5, {"id": "x", "channel_id": []}), 1):
            await reading.socket.received_message(frame(number, data))
        await asyncio.sleep(0)
        assert reading.taken == [[], None, 5, {"id": "x", "channel_id": []}]
        assert reading.socket.sequence == 4


async def test_a_frame_with_a_part_nested_without_end_is_taken():
    async with Reading() as reading:
        deep = f'{{"op": 0, "t": "MESSAGE_CREATE", "s": 7, "d": {{"id": "5", "content": {DEEP}}}}}'
        await reading.socket.received_message(deep)
        await asyncio.sleep(0)
        ((found),) = reading.taken
        assert (found["id"], list(found["content"])) == ("5", ["unread"])
        assert reading.socket.sequence == 7  # the library has read it too


@pytest.mark.parametrize("odd", [
    "{", "[]", "null", "7", "", '{"op": 0, "d": {}, "t"', "[" * 100_000,
    '{"op": 0, "t": {"a": 1}, "s": 5, "d": null}',
])  # fmt: skip
async def test_a_frame_broken_in_its_outline_costs_itself_alone(odd):
    async with Reading() as reading:
        await reading.socket.received_message(odd)
        await reading.socket.received_message('{"op": 10, "d": null}')
        await reading.socket.received_message(frame(9, {"id": "5"}))
        await asyncio.sleep(0)
        assert reading.taken == [{"id": "5"}]
        assert [raw for raw, _ in reading.kept] == [odd]
        with pytest.raises(ReconnectWebSocket):
            await reading.socket.received_message('{"op": 7, "d": null}')
        assert reading.socket.socket.closed


# --- what is changed ----------------------------------------------------------------------------


@pytest.fixture
async def store(tmp_path):
    made = await open_store(f"sqlite:///{tmp_path}/spotter.db")
    yield made
    await made.close()


async def test_the_library_connects_by_our_socket_and_tells_of_raw_frames(store):
    async with DiscordServer() as server, running(server, store) as bot:
        assert type(bot.chat._client.ws) is Socket
        await server.dm("5", "hello")
        await said(server, "echo hello")


async def test_an_answer_of_rest_with_an_odd_message_costs_that_message_alone():
    class Response:
        def __init__(self):
            self.headers = {"content-type": "application/json"}

        async def text(self, encoding):
            return f'[{{"id": "1"}}, {{"id": "2", "content": {DEEP}}}, {{"id": "3"}}]'

    prepare_library()
    found = await json_or_text(Response())
    assert [each["id"] for each in found] == ["1", "2", "3"]
    assert list(found[1]["content"]) == ["unread"]


async def test_the_door_of_rest_is_an_event_that_can_be_opened():
    client = discord.Client(intents=discord.Intents.none())
    async with DiscordServer() as server:
        discord.http.Route.BASE = server.url + "/api/v10"
        await client.login(server.token)
        assert isinstance(client.http._global_over, asyncio.Event)
        client.http._global_over.clear()
        let_others_on(client.http, 0.0)
        async with asyncio.timeout(10):
            await client.http._global_over.wait()
        await client.close()


# --- nothing else -------------------------------------------------------------------------------


def foreign_private(tree: ast.AST) -> set[str]:
    """Private attributes that are not reached through self or cls."""
    return {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    }


def test_private_attributes_are_touched_in_one_module_alone():
    touched = {}
    for path in (ROOT / "bot").rglob("*.py"):
        found = foreign_private(ast.parse(path.read_text())) - PRIVATE_BY_NAME
        if found:
            touched[path.relative_to(ROOT).as_posix()] = found
    assert touched == {"bot/platforms/discord/library.py": INSIDE_DISCORD}


def own_private(kind: type) -> set[str]:
    """Private names that the methods of a class reach through self."""
    return {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(kind)))
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


@pytest.mark.parametrize(("ours", "theirs"), [
    (GatewayClient, discord.Client), (Socket, discord.gateway.DiscordWebSocket),
])  # fmt: skip
def test_a_class_made_of_the_librarys_neither_uses_nor_hides_its_private_names(ours, theirs):
    assert not own_private(ours) & (own_private(theirs) | set(vars(theirs)))


def test_no_other_class_is_made_of_a_librarys_that_keeps_private_things():
    """Who adds one adds it to the test above."""
    made = {
        f"{node.name}({ast.unparse(base)})"
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if ast.unparse(base).startswith(("discord.", "aiohttp.", "Discord"))
    }
    assert made == {"GatewayClient(discord.Client)", "Socket(DiscordWebSocket)"}
