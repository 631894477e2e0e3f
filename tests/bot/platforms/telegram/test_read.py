"""Telegram's raw updates -> messages: who, where, said to us or not; nothing is trusted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.base import CannotRead
from bot.platforms.telegram.buttons import join_button, split_button
from bot.platforms.telegram.read import (
    Me,
    clean_name,
    inbox_row,
    kept_button,
    message_of,
    migration_of,
    standing_of,
)
from core.bounds import in_base36
from core.messages import Message

ME = Me(42, "SpotterBot")
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
DATE = 1795356000
PERSON = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "de"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ada"}
GROUP = {"id": -100, "type": "supergroup", "title": "Gym"}


def update(text="squat 140x8", chat=None, kind="message", **extra):
    message = {"message_id": 5, "date": DATE, "from": PERSON, "chat": chat or PRIVATE, "text": text}
    message |= extra
    return {
        "update_id": 900,
        kind: {key: value for key, value in message.items() if value is not None},
    }


def press(data="7|undo", user=None, **message):
    under = {"message_id": 9, "date": DATE, "chat": GROUP} | message
    query = {"id": "p1", "from": user or PERSON, "message": under, "data": data}
    return {"update_id": 901, "callback_query": query}


def read(raw):
    return message_of(inbox_row(raw, ME, NOW))


def test_a_private_message():
    row = inbox_row(update(), ME, NOW)
    message = message_of(row)
    assert message.text == "squat 140x8"
    assert message.address.chat == "7"
    assert message.address.private
    assert message.sender.name == "Ada"
    assert message.sender.language == "de"
    assert message.source == "tg:42:7:5"
    assert message.receipt == row.key
    assert message.addressed
    assert not message.edited
    assert message.sent_at == datetime.fromtimestamp(DATE, UTC)
    assert row.chat == "7"
    assert row.sent_at == message.sent_at


def test_an_edit_is_the_same_source_and_another_update():
    first = inbox_row(update(), ME, NOW)
    edited = inbox_row(update(kind="edited_message", edit_date=DATE + 900), ME, NOW)
    message = message_of(edited)
    assert message.edited
    assert message.source == message_of(first).source
    assert message.sent_at == datetime.fromtimestamp(DATE, UTC)
    assert edited.sent_at == datetime.fromtimestamp(DATE + 900, UTC)
    assert edited.key != first.key
    assert edited.twin != first.twin


def test_the_same_message_under_a_new_number_is_a_twin():
    first, again = inbox_row(update(), ME, NOW), inbox_row(update() | {"update_id": 5}, ME, NOW)
    assert first.key != again.key
    assert first.twin == again.twin != ""


def test_the_same_number_with_other_content_is_new():
    first, other = inbox_row(update(), ME, NOW), inbox_row(update("bench 100x5"), ME, NOW)
    assert first.key != other.key
    assert first.twin != other.twin


@pytest.mark.parametrize(("typed", "text", "addressed"), [
    ("squat 140x8", "squat 140x8", False),
    ("/next", "/next", True),
    ("/next@SpotterBot", "/next", True),
    ("/next@spotterbot squat", "/next squat", True),
    ("/what_if@SpotterBot\nbench 100x5", "/what_if\nbench 100x5", True),
    ("/next@otherbot squat", None, False),
    ("@SpotterBot squat 140x8", "squat 140x8", True),
    ("@spotterbot, squat 140x8", "squat 140x8", True),
    ("squat 140x8 @SpotterBot", "squat 140x8", True),
    ("@SpotterBotX squat 140x8", "@SpotterBotX squat 140x8", False),
    ("mail@SpotterBot.org", "mail@SpotterBot.org", False),
    ("squat 140x8\n@SpotterBot bench 100x5", "squat 140x8\nbench 100x5", True),
    ("@SpotterBot", "", True),
    ("squat 140x8 @9", "squat 140x8 @9", False),
])  # fmt: skip
def test_what_is_said_to_us_in_a_group(typed, text, addressed):
    message = read(update(typed, GROUP))
    if text is None:
        assert message is None
    else:
        assert (message.text, message.addressed) == (text, addressed)
        assert not message.address.private


def test_in_private_nothing_is_a_mention_but_a_command_may_be_for_another():
    assert read(update("@SpotterBot squat 140x8")).text == "@SpotterBot squat 140x8"
    assert read(update("/next@otherbot")) is None
    assert read(update("/start from-a-link")).text == "/start"


def test_a_reply_to_the_bot_is_said_to_us():
    ours = {"message_id": 4, "from": {"id": 42, "is_bot": True}}
    assert read(update(chat=GROUP, reply_to_message=ours)).addressed
    theirs = {"message_id": 4, "from": PERSON}
    assert not read(update(chat=GROUP, reply_to_message=theirs)).addressed
    topic = ours | {"forum_topic_created": {"name": "Squats"}}
    assert not read(update(chat=GROUP, reply_to_message=topic)).addressed


@pytest.mark.parametrize(("answered", "name"), [
    ({"message_id": 4, "from": PERSON}, "tg:42:-100:4"),
    ({"message_id": 4, "from": {"id": 42, "is_bot": True}}, "4"),
    ({"message_id": 4, "from": {"id": 43, "is_bot": True}}, "tg:42:-100:4"),
    ({"message_id": 4, "sender_chat": {"id": -7}}, "tg:42:-100:4"),
    ({"message_id": 4, "from": PERSON, "forum_topic_created": {"name": "Squats"}}, ""),
    ({"message_id": "4", "from": PERSON}, ""),
    ({"message_id": True, "from": PERSON}, ""),
    ({"from": PERSON}, ""),
    ("what?", ""),
    (None, ""),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_what_a_message_answers(kind, answered, name):
    said = read(update("2 left", GROUP, kind=kind, reply_to_message=answered))
    assert said.reply_to == name


def test_a_message_answered_is_named_as_it_named_itself():
    theirs = update(chat=GROUP, message_id=4)
    answer = read(update("2 left", GROUP, reply_to_message=theirs["message"]))
    assert answer.reply_to == read(theirs).source


def test_a_message_in_another_chat_is_not_answered_here():
    elsewhere = {"external_reply": {"message_id": 4, "chat": {"id": -7}}, "quote": {"text": "x"}}
    assert read(update("2 left", GROUP, **elsewhere)).reply_to == ""


def test_a_topic_is_a_thread_and_a_chain_of_replies_is_not():
    topic = read(update("/next", GROUP, message_thread_id=77, is_topic_message=True))
    assert topic.address.thread == "77"
    assert read(update("/next", GROUP, message_thread_id=77)).address.thread == ""


def test_a_caption_counts_as_text():
    assert read(update(None, caption="squat 140x8", photo=[])).text == "squat 140x8"


@pytest.mark.parametrize("raw", [
    update(None, sticker={}),
    update(None, new_chat_members=[]),
    update(None, GROUP, migrate_to_chat_id=-200),
    update(chat={"id": -5, "type": "channel"}),
    update(chat=GROUP, sender_chat={"id": -100}),
    update(chat=GROUP, **{"from": PERSON | {"id": 1087968824, "is_bot": True}}),
    update(**{"from": PERSON | {"is_bot": True}}),
    update(**{"from": None}),
    {"update_id": 1, "my_chat_member": {"chat": PRIVATE}},
    press(user=PERSON | {"is_bot": True}),
    {"update_id": 1, "callback_query": {"id": "1", "from": PERSON, "inline_message_id": "x"}},
])  # fmt: skip
def test_nobody_to_answer(raw):
    assert read(raw) is None


def test_a_group_that_became_a_supergroup():
    row = inbox_row(update(None, GROUP, migrate_to_chat_id=-200), ME, NOW)
    assert migration_of(row) == ("-100", "-200")
    assert migration_of(inbox_row(update(), ME, NOW)) is None


@pytest.mark.parametrize(
    ("chat", "status", "stands"),
    [(GROUP, "kicked", ("-100", False)), (GROUP, "left", ("-100", False)),
     (GROUP, "member", ("-100", True)), (GROUP, "administrator", ("-100", True)),
     (PRIVATE, "kicked", None), (PRIVATE, "member", None), (GROUP, None, None)],
)  # fmt: skip
def test_a_group_that_puts_the_bot_out_or_takes_it_in(chat, status, stands):
    new = {} if status is None else {"new_chat_member": {"status": status}}
    row = inbox_row(
        {"update_id": 1, "my_chat_member": {"chat": chat, "from": PERSON, **new}}, ME, NOW
    )
    assert standing_of(row) == stands
    assert standing_of(inbox_row(update("x", GROUP), ME, NOW)) is None


def test_a_pressed_button():
    row = inbox_row(press(message_thread_id=3, is_topic_message=True), ME, NOW)
    message = message_of(row)
    assert (message.text, message.owner, message.source) == ("undo", 7, "tg:cb:p1")
    assert message.addressed
    assert message.address.thread == "3"
    assert json.loads(message.delivery) == {
        "message": 9, "user": "7", "language": "de", "press": "p1"
    }  # fmt: skip
    assert row.twin == ""
    assert row.chat == "-100"


def test_a_press_names_the_message_its_button_hangs_under():
    assert read(press("|eye 1")).reply_to == "9"


@pytest.mark.parametrize("data", ["", "undo", "x y|undo", "~7|q1", "é|undo", "7" * 20 + "|undo"])
def test_a_forged_button_belongs_to_nobody(data):
    message = read(press(data))
    assert message.owner == 0
    assert message.text == ""


def test_a_button_without_owner():
    assert read(press("|help")).owner is None


def test_a_kept_button():
    raw = press("~7|q12")
    assert kept_button(raw) == (7, "q12")
    assert kept_button(press("7|undo"))[1] == kept_button(update())[1] == ""
    message = message_of(inbox_row(raw, ME, NOW, join_button(7, "a long sentence")))
    assert (message.owner, message.text) == (7, "a long sentence")


@given(st.none() | st.integers(0, 1 << 62), st.text(max_size=80))
def test_a_button_reads_as_it_was_written(owner, send):
    expected = send.replace("\x00", "")
    assert split_button(join_button(owner, send)) == (owner, expected)


@given(st.integers(0, 1 << 64))
def test_base_36(number):
    assert int(in_base36(number), 36) == number


@pytest.mark.parametrize(("name", "clean"), [
    ("Ada", "Ada"),
    ("A\u202eda\u2066", "Ada"),
    ("  A \n\t d\x00a ", "A da"),
    ("A\ud800da", "A\ufffdda"),
    ("e\u0301", "é"),
    ("\u200b\u202e", ""),
    ("x" * 500, "x" * 64),
    ("Łucja Зоя 李", "Łucja Зоя 李"),
])  # fmt: skip
def test_names(name, clean):
    assert clean_name(name) == clean


def test_a_nameless_person_goes_by_user_name_or_number():
    assert (
        read(update(**{"from": {"id": 7, "first_name": "\u202e", "username": "ada"}})).sender.name
        == "ada"
    )
    assert read(update(**{"from": {"id": 7, "first_name": "\u202e"}})).sender.name == "7"


def test_text_no_database_takes():
    assert read(update("squat\x00 140x8 \ud83d")).text == "squat 140x8 \ufffd"


@pytest.mark.parametrize("raw", [
    update(date="zzz"),
    update(date=True),
    update(date=10**30),
    update(text=5),
    update(message_id="x"),
    update(chat={"id": {"a": 1}, "type": "private"}),
    update(chat={"type": "private"}),
    update(chat="x"),
    update(**{"from": {"id": "x"}}),
    {"update_id": 1},
    {"update_id": 1, "poll": {}},
    {"update_id": 1, "message": None},
    {"update_id": 1, "message": []},
    {"update_id": 1, "callback_query": {"id": 1}},
    {}, [], None, 5, "x",
])  # fmt: skip
def test_what_cannot_be_read_says_so_and_nothing_else(raw):
    with pytest.raises(CannotRead):
        read(raw)


@pytest.mark.parametrize("date", [None, 0])
def test_a_date_that_is_not_said_is_the_time_of_receiving(date):
    row = inbox_row(update("squat 100x5", date=date), ME, NOW)
    assert message_of(row).sent_at == NOW


@pytest.mark.parametrize(("chat", "private"), [(7, True), (-7, False)])
def test_where_no_type_is_said_the_id_tells_people_from_groups(chat, private):
    assert read(update("/s squat 100x5", chat={"id": chat})).address.private is private


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def mutated(draw):
    """A good update with one place, at any depth, replaced."""
    raw = json.loads(json.dumps(draw(st.sampled_from([
        update(), update("/a@SpotterBot b", GROUP, message_thread_id=3, is_topic_message=True),
        press(), press("~7|q1"), update(kind="edited_message", edit_date=DATE),
        update(chat=GROUP, reply_to_message={"from": {"id": 42}}),
    ]))))  # fmt: skip
    at = raw
    while True:
        key = draw(st.sampled_from(sorted(at)))
        if isinstance(at[key], dict) and at[key] and draw(st.booleans()):
            at = at[key]
        else:
            at[key] = draw(JSON)
            return raw


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(mutated() | JSON)
def test_no_update_whatever_hurts(raw):
    row = inbox_row(raw, ME, NOW)
    row.body.encode()
    try:
        message = message_of(row)
    except CannotRead:
        return
    assert message is None or isinstance(message, Message)
    if message is not None:
        replace(message).text.encode()
        assert message.address.chat.lstrip("-").isdigit()
        assert message.sender.name
