"""A plan that is shared in a group, taken over by a link that opens the private chat."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.platforms.layout import buttons_of
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.render import keyboard
from bot.platforms.telegram.start import MOST, link_to_chat, opened_by
from core.messages import Address, Button, Reply
from core.store.codec import reply_text, text_reply
from core.store.rows import OutboxMessage
from tests.gym import GYM, OTHER, Gym
from tests.servers.telegram import BOT_NAME, TOKEN, TelegramServer

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
PLAN = "plan Two days\nA: squat 3x5 @100kg rir2\nB: bench 3x6-8"
CODE = "7-abcdefghijklm234"


async def shared(gym: Gym, chat: str = GYM) -> Button:
    """The button under what a group reads of a plan that is shared there."""
    reply = (await gym.say("Ann", "/share plan", chat)).reply
    assert reply is not None
    return next(each for each in reply.buttons if each.aside)


@pytest.fixture
async def gym(sqlite_store):
    gym = Gym(sqlite_store)
    await gym.join("Ann")
    await gym.say("Ann", PLAN, "")
    await gym.say("Ann", "plan begin", "")
    return gym


# --- from the group to the plan -------------------------------------------------------------------


async def test_a_plan_is_taken_in_private_with_one_tap(gym):
    button = await shared(gym)
    link = link_to_chat(BOT_NAME, button.send)
    prefix = f"https://t.me/{BOT_NAME}?start="
    assert link.startswith(prefix)
    typed = opened_by(f"/start {link.removeprefix(prefix)}", private=True)
    answer = await gym.say("Ben", typed, "")  # who never wrote before
    assert (answer.result or {})["state"] == "draft"
    assert answer.reply is not None
    assert answer.reply.lines[:2] == ("A: Squat 3x5 rir2", "B: Bench press 3x6-8")
    assert "100" not in "\n".join(answer.reply.lines)
    begun = await gym.say("Ben", answer.reply.buttons[0].send, "", button=True)
    assert (begun.result or {})["state"] == "running"
    assert begun.reply is not None
    first = buttons_of(begun.reply)[0]  # one tap from there to the first session
    assert first.role == "main"
    due = await gym.say("Ben", first.send, "", button=True)
    assert due.reply is not None
    assert "Squat" in "\n".join(due.reply.lines)


async def test_a_plan_that_is_to_begin_asks_for_no_session_yet(gym):
    """On a Wednesday a plan of Monday and Tuesday begins next week."""
    await gym.say("Ben", "plan P\nA: squat 3x5\nB: bench 3x5\nmon A, tue B", "")
    reply = (await gym.say("Ben", "plan begin", "")).reply
    assert reply is not None
    assert (reply.tries, [each.send for each in reply.buttons]) == ((), ["undo"])


async def test_a_link_ends_with_what_it_was_shared_by(gym):
    button = await shared(gym)

    async def state() -> object:
        return ((await gym.say("Ben", button.send, "")).result or {})["state"]

    assert await state() == "draft"
    await gym.say("Ann", "/share sessions")
    assert await state() == "none"
    assert (await shared(gym)).send == button.send  # shared again: the link in the group works
    assert await state() == "draft"
    await gym.say("Ann", "/leave")
    await gym.say("Ann", "/join")
    assert (await shared(gym)).send != button.send  # another joining, another link
    assert await state() == "none"


async def test_a_link_is_of_one_group(gym):
    here = await shared(gym)
    await gym.join("Ann", chat=OTHER)
    there = await shared(gym, OTHER)
    assert here.send != there.send
    await gym.say("Ann", "/share nothing")
    assert ((await gym.say("Ben", here.send, "")).result or {})["state"] == "none"
    assert ((await gym.say("Ben", there.send, "")).result or {})["state"] == "draft"


async def test_no_link_without_a_plan_that_runs(gym):
    await gym.say("Ann", PLAN, "")  # a text that was only sent is no plan yet
    assert await shared(gym)
    await gym.say("Ann", "plan stop", "")
    reply = (await gym.say("Ann", "/share plan")).reply
    assert reply is not None
    assert not reply.buttons


async def test_a_link_is_of_nobody_who_is_forgotten(gym):
    button = await shared(gym)
    asked = (await gym.say("Ann", "forget me", "")).reply
    assert asked is not None
    await gym.say("Ann", asked.buttons[0].send, "", button=True)
    assert ((await gym.say("Ben", button.send, "")).result or {})["state"] == "none"


async def test_a_code_cannot_be_made_up(gym):
    owner, _, mark = (await shared(gym)).send.removeprefix("plan take ").partition("-")
    other = ("b" if mark[0] == "a" else "a") + mark[1:]
    for code in (f"{owner}-{other}", f"zz-{mark}", f"{'z' * 13}-{mark}", f"{owner}-{mark}x",
                 f"{owner}-", f"-{mark}", "a-b", "1-" + "2" * 5000, "0-\u0661"):  # fmt: skip
        answer = await gym.say("Ben", f"plan take {code}", "")
        assert (answer.result or {}).get("state") in ("none", None)
        assert "Squat" not in "".join(answer.reply.lines if answer.reply else ())


# --- links and buttons ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "meant"),
    [
        (f"plan_{CODE}", f"/plan take {CODE}"),
        (f"PLAN_{CODE.upper()}", f"/plan take {CODE}"),
        (f"plan_{'z' * 13}-{'a' * 16}", f"/plan take {'z' * 13}-{'a' * 16}"),
        (f"plan_{'z' * 14}-{'a' * 16}", "/start"),
        (f"plan_7-{'a' * 15}", "/start"),
        (f"plan_7-{'a' * 17}", "/start"),
        ("plan_7-abcdefghijklm018", "/start"),  # 0, 1, 8 and 9 are none of its letters
        ("plan_stop", "/start"),
        ("plan_begin-aaaaaaaaaaaaaaa", "/start"),
        (f"plan_{CODE} stop", "/start"),
        (f"plan_{CODE}\nforget me yes", "/start"),
        ("plan_" + "a" * MOST, "/start"),
        (f"plan_\u0661-{'a' * 16}", "/start"),
        ("plan_<b>-aaaaaaaaaaaaaaaa", "/start"),
    ],
)
def test_what_a_payload_stands_for(payload, meant):
    assert opened_by(f"/start {payload}", private=True) == meant
    assert opened_by(f"/start {payload}", private=False) == "/start"


@pytest.mark.parametrize(
    "send", ["undo", "plan take", "plan take x&start=y", f"plan take {CODE} yes", "plan take " * 9]
)
def test_only_a_plan_has_a_link(send):
    assert link_to_chat(BOT_NAME, send) == ""


def test_a_link_is_short_enough():
    link = link_to_chat(BOT_NAME, f"plan take {'z' * 13}-{'a' * 16}")
    assert 0 < len(link.partition("start=")[2]) <= MOST == 64


def test_in_private_or_without_a_name_it_is_a_button_like_any_other():
    button = Button("take", f"plan take {CODE}", open=True, aside=True)
    plain = Button("undo", "undo", open=True, aside=True)
    for bot, other in (("", f"|plan take {CODE}"), (BOT_NAME, None)):
        laid = keyboard(Reply(lines=("x",), buttons=(button, plain)), {}, bot)
        assert laid is not None
        first, second = (each for row in laid["inline_keyboard"] for each in row)
        assert first.get("callback_data") == other
        assert ("url" in first) == bool(bot)
        assert second["callback_data"] == "|undo"


def test_what_is_answered_aside_is_kept():
    reply = Reply(buttons=(Button("take", "plan take x", open=True, aside=True),))
    assert text_reply(reply_text(reply)) == reply


async def test_a_group_is_sent_a_link_and_a_private_chat_none(sqlite_store):
    async with TelegramServer() as server:
        chat = TelegramChat(TOKEN, server.url, sqlite_store)
        chat._sends.name = BOT_NAME
        server.started.add(1)
        button = Button("take this plan", f"plan take {CODE}", open=True, aside=True)
        for where in (Address("telegram", "-1001", private=False), Address("telegram", "1")):
            reply = Reply(lines=("x",), buttons=(button,), owner=1)
            await chat.send(OutboxMessage(1, "k", where, reply, "{}", NOW, 0, uncertain=False))
        await chat.close()
        group, private = server.shown()
        assert group.buttons[0]["url"] == f"https://t.me/{BOT_NAME}?start=plan_{CODE}"
        assert private.buttons[0]["callback_data"] == f"|plan take {CODE}"
