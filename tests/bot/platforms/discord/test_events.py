"""Discord's raw events as inbox rows, and back as messages."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.platforms.base import CannotRead
from bot.platforms.discord.commands import definition, known_names, ranked, split_line, suggestions
from bot.platforms.discord.read import (
    DeliveryHint,
    MessageFilter,
    completed,
    edit_row,
    interaction_row,
    message_row,
    pack_note,
    read_row,
    unpack_note,
    without_mention,
)
from bot.platforms.discord.typed import command_text

ME = "900000000000000001"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EARS = MessageFilter(ME, overhear=False)


def message(**more):
    return {
        "id": "1300000000000000000",
        "channel_id": "80",
        "author": {"id": "5", "username": "ann", "global_name": "Ann"},
        "content": "squat 140x8 rir1",
        "edited_timestamp": None,
        "mentions": [],
        "type": 0,
        **more,
    }


def test_a_direct_message():
    read = read_row(message_row(message(), EARS, NOW, private=True))
    assert (read.text, read.addressed, read.edited) == ("squat 140x8 rir1", True, False)
    assert (read.address.chat, read.address.private, read.address.thread) == ("80", True, "")
    assert (read.sender.id, read.sender.name) == ("5", "Ann")
    assert read.source == "dc:80:1300000000000000000"
    assert read.sent_at == datetime(2024, 10, 27, 7, 35, 52, 832000, tzinfo=UTC)
    assert unpack_note(read.delivery).message == ""


@pytest.mark.parametrize(
    "strange",
    [
        {"author": {"id": ME, "username": "me"}},
        {"author": {"id": "6", "username": "b", "bot": True}},
        {"webhook_id": "9"},
        {"content": ""},
        {"type": 7},
    ],
)
def test_what_nobody_said_is_left_out(strange):
    assert message_row(message(**strange), EARS, NOW, private=True) is None


@pytest.mark.parametrize(
    ("more", "addressed"),
    [
        ({"mentions": [{"id": ME}], "content": f"<@{ME}> next"}, True),
        ({"referenced_message": {"author": {"id": ME}}, "type": 19}, True),
        ({"referenced_message": {"author": {"id": "6"}}, "type": 19}, False),
        ({"referenced_message": None}, False),
        ({"mentions": [{"id": "6"}]}, False),
    ],
)
def test_who_is_spoken_to_in_a_server(more, addressed):
    row = message_row(message(**more), EARS, NOW, private=False)
    assert (row is not None) == addressed
    heard = message_row(message(**more), replace(EARS, overhear=True), NOW, private=False)
    read = read_row(heard)
    assert read.addressed == addressed
    assert unpack_note(read.delivery).message == read.source.rsplit(":", 1)[1]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (f"<@{ME}> squat 140x8", "squat 140x8"),
        (f"<@!{ME}>, next", "next"),
        (f"squat 140x8 <@{ME}>", "squat 140x8"),
        (f"<@{ME}>\nsquat 140x8\nbench 100x5", "squat 140x8\nbench 100x5"),
        (f"squat 140x8\n<@{ME}> bench 100x5", "squat 140x8\n bench 100x5"),
        ("<@123> squat", "<@123> squat"),
        (f"<@{ME}>", ""),
    ],
)
def test_the_bots_name_is_taken_out(typed, text):
    assert without_mention(typed, ME) == text


def test_an_edit_is_the_same_source_and_another_key():
    first = message_row(message(), EARS, NOW, private=True)
    edit = message(content="squat 140x9", edited_timestamp="2026-11-22T11:59:00.123000+00:00")
    second = edit_row(edit, EARS, NOW, private=True)
    assert first.key != second.key
    assert read_row(first).source == read_row(second).source
    assert read_row(second).edited
    assert second.sent_at == datetime(2026, 11, 22, 11, 59, 0, 123000, tzinfo=UTC)
    again = edit_row(
        {**edit, "embeds": [1], "edited_timestamp": "2026-11-22T11:59:00.123Z"},
        EARS,
        NOW,
        private=True,
    )
    assert again.key == second.key


@pytest.mark.parametrize("stamp", [None, "2026-11-20T11:59:00+00:00"])
def test_updates_that_are_no_edits(stamp):
    assert edit_row(message(edited_timestamp=stamp), EARS, NOW, private=True) is None


def interaction(**more):
    return {
        "id": "1300000000000000000",
        "application_id": ME,
        "type": 2,
        "token": "short-lived",
        "channel_id": "80",
        "guild_id": "70",
        "context": 0,
        "authorizing_integration_owners": {"0": "70"},
        "member": {"user": {"id": "5", "username": "ann"}, "nick": "Annie"},
        "locale": "de",
        "data": {"name": "log", "options": [{"name": "line", "value": "squat 140x8"}]},
        **more,
    }


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"referenced_message": {"id": "4", "author": {"id": "6"}}}, "dc:80:4"),
        ({"referenced_message": {"id": "4", "author": {"id": ME}}}, "4"),
        ({"referenced_message": None}, "dc:80:4"),
        ({"message_reference": {"message_id": "4", "channel_id": "81"}}, ""),
        ({"message_reference": {"channel_id": "80"}}, ""),
        ({"message_reference": None}, ""),
        ({"type": 0, "message_reference": {"type": 1, "message_id": "4", "channel_id": "80"}}, ""),
    ],
)
@pytest.mark.parametrize("edited", [None, "2024-10-27T07:36:52+00:00"])
def test_what_a_message_answers(edited, more, name):
    reference = {"message_id": "4", "channel_id": "80"}
    data = message(type=19, edited_timestamp=edited, content=f"<@{ME}> 2 left")
    row = message_row(data | {"message_reference": reference} | more, EARS, NOW, private=False)
    assert read_row(row).reply_to == name


def test_a_message_answered_is_named_as_it_named_itself():
    theirs = message()
    answer = message(
        id="1300000000000000001",
        type=19,
        message_reference={"message_id": theirs["id"], "channel_id": "80"},
        referenced_message=theirs,
    )
    sources = [read_row(message_row(each, EARS, NOW, private=True)) for each in (theirs, answer)]
    assert sources[1].reply_to == sources[0].source


def test_a_press_names_the_message_its_button_hangs_under():
    data = interaction(type=3, message={"id": "44"}, data={"custom_id": "|eye 1"})
    assert read_row(interaction_row(data, NOW, "eye 1", None)).reply_to == "44"


@pytest.mark.parametrize(
    ("permissions", "admin"),
    [("0", False), ("8", True), ("32", True), ("2147483647", True), ("1024", False), ("x", False)],
)
def test_an_interaction_says_who_is_an_admin(permissions, admin):
    member = interaction()["member"] | {"permissions": permissions}
    assert read_row(interaction_row(interaction(member=member), NOW, "/next", None)).admin is admin


def test_where_nothing_says_who_is_an_admin_it_is_not_known():
    assert read_row(interaction_row(interaction(), NOW, "/next", None)).admin is None


def test_a_slash_command_is_a_typed_sentence():
    data = interaction()
    read = read_row(interaction_row(data, NOW, command_text(data), None))
    assert read.text == "/log squat 140x8"
    assert (read.source, read.owner) == ("dc:i:1300000000000000000", None)
    assert (read.sender.name, read.sender.language) == ("Annie", "de")
    assert not read.address.private
    assert "short-lived" not in repr(unpack_note(read.delivery))


@pytest.mark.parametrize(
    ("more", "private", "deferred", "hidden", "member"),
    [
        ({}, False, True, False, True),
        ({"data": {"name": "week"}}, False, True, True, True),
        ({"guild_id": None, "context": 1}, True, True, False, True),
        ({"guild_id": None, "context": 2}, False, True, False, False),
        ({"authorizing_integration_owners": {"1": "5"}}, False, True, False, False),
        ({"type": 3, "data": {"custom_id": "1|undo"}}, False, False, False, True),
    ],
)
def test_how_an_interaction_can_be_answered(more, private, deferred, hidden, member):
    read = read_row(interaction_row(interaction(**more), NOW, "x", 1))
    note = unpack_note(read.delivery)
    assert read.address.private == private
    assert (note.deferred, note.hidden, note.member) == (deferred, hidden, member)


@pytest.mark.parametrize(
    "note", [DeliveryHint(), DeliveryHint(person="5", message="7"), DeliveryHint(member=False)]
)
def test_notes_read_back(note):
    assert unpack_note(pack_note(note)) == note


@pytest.mark.parametrize("text", ["{", "[]", '{"unknown": 1}', "7"])
def test_an_unreadable_note_is_empty(text):
    assert unpack_note(text) == DeliveryHint()


@pytest.mark.parametrize("body", ["", "{}", '{"kind": "unreadable"}', '{"kind": "message"}', "[]"])
def test_an_unreadable_row_says_so(body):
    row = message_row(message(), EARS, NOW, private=True)
    with pytest.raises(CannotRead):
        read_row(replace(row, body=body))


def test_commands_fit_the_platform():
    commands = definition(
        [("log", "Log a set"), ("next", "Target"), ("what_if", "x" * 300), ("Two words", "no")]
    )
    commands = [each for each in commands if each["type"] == 1]
    assert [c["name"] for c in commands] == ["log", "s", "set", "session", "next", "what_if"]
    assert all(len(c["description"]) <= 100 for c in commands)
    assert commands[0]["options"][0]["required"]
    assert commands[2]["integration_types"] == [0, 1]
    assert len(json.dumps(commands[3])) < 8000


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("", ("", "")),
        ("squ", ("squ", "")),
        ("Bench Press 100x8 rir2", ("bench press", "100x8 rir2")),
        ("100x8", ("", "100x8")),
        ("pull-up bw+20x6", ("pull-up", "bw+20x6")),
    ],
)
def test_a_half_typed_line(typed, parts):
    assert split_line(typed) == parts


NAMES = ("Squat (Barbell)", "Front Squat (Barbell)", "Bench Press (Barbell)", "N" * 120)


@pytest.mark.parametrize(
    ("name", "typed", "offered"),
    [
        ("log", "squ", ["Squat (Barbell)", "Front Squat (Barbell)"]),
        ("s", "squ 140x8", ["Squat (Barbell) 140x8", "Front Squat (Barbell) 140x8"]),
        ("log", "ben ba", ["Bench Press (Barbell)"]),
        ("log", "zzz", []),
        ("log", "", list(NAMES[:3])),
        ("units", "squ", []),
    ],
)
def test_suggestions(name, typed, offered):
    data = {"data": {"name": name, "options": [{"name": "line", "value": typed, "focused": True}]}}
    found = suggestions(data, lambda wanted: ranked(wanted, NAMES))
    assert [choice["value"] for choice in found] == offered


@pytest.mark.parametrize(
    ("wanted", "first"),
    [("ohp", "Overhead press"), ("squ", "Squat"), ("bench", "Bench press"), ("", "Squat")],
)
def test_the_catalogue_is_suggested(wanted, first):
    assert known_names(wanted)[0] == first


def test_an_id_that_tells_no_time_gives_way_to_what_does():
    said = message(id="1000000000000000007", timestamp=NOW.isoformat())
    assert read_row(message_row(said, EARS, NOW, private=True)).sent_at == NOW
    pressed = {"id": "12", "token": "t", "type": 3, "user": {"id": "5"}, "channel": {"id": "80"}}
    row = interaction_row(completed(pressed, "42"), NOW, "undo", 1)
    assert (row.chat, read_row(row).sent_at) == ("80", NOW)
    assert unpack_note(read_row(row).delivery).application == "42"


def test_a_mention_is_known_by_its_text_alone():
    said = message(content=f"<@{ME}> bench 80x5")
    assert read_row(message_row(said, EARS, NOW, private=False)).addressed
