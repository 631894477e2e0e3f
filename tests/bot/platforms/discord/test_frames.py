"""Boards in a frame (components v2), and as plain text where a frame is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.discord.frames import REFUSED, TEXT_LIMIT, framed
from bot.platforms.discord.render import pieces, view_of
from core.messages import Button, Emphasis, File, Picture, Reply
from tests.bot.platforms.discord.echo_bot import Echo, running
from tests.servers.discord_shapes import (
    HIDDEN,
    LAYOUT,
    ROOM,
    Fault,
    check,
    check_layout,
    parts_of,
    text_of,
)

BOARD = Reply(
    title="Board, 23 to 29 Nov",
    lines=("Hits of own targets.", "Ann leads nobody."),
    table=(("", "hits", "sets"), ("Ann", "3/4", "12"), ("Ben", "10/12", "8")),
    strong=(Emphasis("Hits of own targets.", "own targets"),),
    buttons=(Button("again", "board"), Button("join", "join", open=True)),
    owner=1,
)


@pytest.fixture
def boards(monkeypatch):
    """A bot that answers everything with a board; "secret" in private."""

    def reply(self, message, me):
        return replace(BOARD, private="secret" in message.text)

    monkeypatch.setattr(Echo, "reply", reply)


def payload(reply: Reply) -> dict:
    view = framed(reply, view_of(reply.buttons, [each.send for each in reply.buttons]))
    assert view is not None
    return {"flags": LAYOUT, "components": view.to_components()}


async def shown(server, channel=ROOM):
    """The newest message of the bot in a channel that says something."""

    def newest():
        found = [m for m in server.answers(channel) if "Board" in text_of(m)]
        return found[-1] if found else None

    return await server.until(newest)


# --- what is in a frame ---------------------------------------------------------------------------


def test_a_board_is_a_heading_what_is_said_of_it_and_a_table():
    sent = payload(BOARD)
    check_layout(sent)
    frame, *rows = sent["components"]
    kinds = [each["type"] for each in frame["components"]]
    assert kinds == [10, 10, 14, 10]
    texts = [each["content"] for each in frame["components"] if each["type"] == 10]
    assert texts[0] == "### Board, 23 to 29 Nov"
    assert texts[2] == "```\n      hits  sets\nAnn    3/4    12\nBen  10/12     8\n```"
    assert texts[1] == "Hits of **own targets**.\nAnn leads nobody."
    assert [each["custom_id"] for row in rows for each in row["components"]] == ["board", "join"]


@pytest.mark.parametrize(
    "reply",
    [
        replace(BOARD, title=""),
        replace(BOARD, table=()),
        replace(BOARD, edits="live:1"),  # plain text could not be put there again
        replace(BOARD, pictures=(Picture("a.png", b"x"),)),
        replace(BOARD, files=(File("a.csv", b"x"),)),
        replace(BOARD, lines=("x" * TEXT_LIMIT,)),
    ],
)
def test_all_else_is_plain(reply):
    assert framed(reply, None) is None
    assert pieces(reply)


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_a_frame_holds_what_discord_takes(more, fits):
    rest = len("### T") + len("```\na\n1\n```")
    reply = Reply(title="T", lines=("x" * (TEXT_LIMIT - rest + more),), table=(("a",), ("1",)))
    assert (framed(reply, None) is not None) == fits
    if fits:
        check_layout(payload(reply))


@pytest.mark.parametrize(
    "bad", ["# **b** @everyone <@5>", "``` x", "[a](http://e.example)", "\n# x"]
)
def test_what_people_typed_is_no_markup_in_a_frame(bad):
    reply = Reply(title=bad, lines=(bad,), table=(("", "n"), (bad, "1")))
    sent = payload(reply)
    check_layout(sent)
    texts = [each["content"] for each in parts_of(sent["components"]) if each["type"] == 10]
    assert "\n" not in texts[0]
    assert texts[2].count("```") == 2
    plain = pieces(replace(reply, title="", table=()))
    assert texts[1] == "\n".join(plain)
    for text in (texts[0].removeprefix("### "), texts[1]):
        assert "**" not in text
        assert "<@5>" not in text.replace("\\<", "")
        assert "http://" not in text


def test_the_loopback_server_refuses_what_discord_refuses():
    good = payload(BOARD)
    check(good)
    text = {"type": 10, "content": "x"}
    for bad in (
        {**good, "content": "x"}, {**good, "flags": 0}, {**good, "components": []},
        {**good, "components": [{"type": 17, "components": [text] * 40}]},
        {**good, "components": [{"type": 17, "components": [{"type": 10, "content": "x" * 4001}]}]},
        {**good, "components": [{"type": 17, "components": [{"type": 10, "content": ""}]}]},
    ):  # fmt: skip
        with pytest.raises(Exception, match=r".+"):
            check(bad)
    check({**good, "components": [{"type": 17, "components": [text] * 39}]})


# --- sent -----------------------------------------------------------------------------------------


async def test_a_board_is_posted_in_a_frame(server, sqlite_store, boards):
    async with running(server, sqlite_store):
        await server.dm("5", "board")
        direct = server.direct_channel("5")
        message = await shown(server, direct)
        assert message["flags"] & LAYOUT
        assert not message.get("content")
        assert "### Board" in text_of(message)


async def test_a_slash_command_is_answered_in_a_frame(server, sqlite_store, boards):
    async with running(server, sqlite_store):
        await server.slash(ROOM, "5", "log", "board")
        message = await shown(server)
        assert message["flags"] & LAYOUT
        await server.slash(ROOM, "6", "goal", "secret")
        await server.until(
            lambda: [m for m in server.answers(ROOM) if m["flags"] & HIDDEN and m["flags"] & LAYOUT]
        )


async def test_where_a_frame_is_refused_it_is_plain_and_not_tried_again(
    server, sqlite_store, boards
):
    server.without_layouts.add(ROOM)
    async with running(server, sqlite_store):
        for count in (1, 2):
            await server.slash(ROOM, "5", "log", "board")
            await server.until(
                lambda count=count: (
                    sum("**Board" in text_of(m) for m in server.answers(ROOM)) == count
                )
            )
        sent = [body for _, _, body in server.calls if body and "components" in body]
        assert sum(bool(body["flags"] & LAYOUT) for body in sent) == 1
        was = datetime.now(UTC) - timedelta(days=1, minutes=1)
        await sqlite_store.save_cursor(REFUSED, ROOM, was.isoformat())
        server.without_layouts.clear()
        await server.slash(ROOM, "5", "log", "board")
        await server.until(lambda: [m for m in server.answers(ROOM) if m["flags"] & LAYOUT])


async def test_another_refusal_is_not_taken_for_one_of_the_frame(server, sqlite_store, boards):
    direct = server.direct_channel("5")
    server.blocked.add("5")
    async with running(server, sqlite_store):
        await server.dm("5", "board")
        await server.until(lambda: [c for c in server.calls if c[1].endswith("/messages")])
        server.blocked.clear()
        await server.dm("5", "board")
        assert (await shown(server, direct))["flags"] & LAYOUT
        assert await sqlite_store.cursor(REFUSED, direct) is None


async def test_a_frame_whose_answer_is_lost_is_shown_once(server, sqlite_store, boards):
    server.faults.append(Fault("POST /channels", status=0, after=True))
    async with running(server, sqlite_store):
        await server.dm("5", "board")
        direct = server.direct_channel("5")
        await shown(server, direct)
        await server.until(lambda: sum(c[0] == "POST" and c[1].endswith("messages") and
                                       direct in c[1] for c in server.calls) >= 2)  # fmt: skip
        assert len([m for m in server.answers(direct) if "Board" in text_of(m)]) == 1
        assert json.dumps(server.answers(direct)[-1])
