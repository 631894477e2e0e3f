"""Numbers, ids, texts and JSON from outside: what is read and what is none, on both sides."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.base import CannotRead
from bot.platforms.bounds import (
    MOST_ID,
    MOST_TEXT,
    believable,
    clean,
    identity,
    is_key,
    part,
    printable,
    snowflake,
    words,
)
from bot.platforms.raw_json import MOST_DEPTH, MOST_RAW, UNREAD, raw_text, read_json, too_deep
from core.bounds import MOST_NUMBER, base36, decimal, in_base36, whole
from tests.hostile import nested

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
MOST36 = "1y2p0ij32e8e7"  # 2**63 - 1


@pytest.mark.parametrize(("value", "number"), [
    (0, 0), (2**63 - 1, 2**63 - 1), (-(2**63) + 1, -(2**63) + 1), (2**63, None), (-(2**63), None),
    (10**400, None), (True, None), (False, None), (1.0, None), ("1", None), (None, None),
    ([], None),
])  # fmt: skip
def test_whole_numbers_have_63_bits(value, number):
    assert whole(value) == number


@pytest.mark.parametrize(("text", "number"), [
    ("0", 0), ("9223372036854775807", MOST_NUMBER), ("9223372036854775808", None), ("007", 7),
    ("0" * 39 + "7", 7), ("0" * 40 + "7", None), ("9" * 5000, None), ("", None), ("-1", None),
    ("+1", None), (" 1", None), ("1\n", None), ("1_0", None), ("²", None), ("٣", None),
    ("1e3", None),
    ("\x001", None), (7, None), (None, None),
])  # fmt: skip
def test_digits(text, number):
    assert decimal(text) == number


def test_another_bound_for_digits():
    assert decimal(str(2**128), 2**128) == 2**128
    assert decimal(str(2**128 + 1), 2**128) is None


@pytest.mark.parametrize(("text", "number"), [
    ("0", 0), ("z", 35), (MOST36, MOST_NUMBER), ("1y2p0ij32e8e8", None), ("zzzzzzzzzzzzz", None),
    ("zzzzzzzzzzzz", 36**12 - 1), ("0000000000001", 1), ("00000000000001", None), ("Z", None),
    ("", None), ("ä", None), ("1\n", None), ("²", None), (5, None),
])  # fmt: skip
def test_digits_of_buttons(text, number):
    assert base36(text) == number


@pytest.mark.parametrize(("value", "text"), [
    (7, "7"), (-100, "-100"), (2**63 - 1, "9223372036854775807"), (2**63, ""),
    ("AgAC-x_1", "AgAC-x_1"),
    ("x" * MOST_ID, "x" * MOST_ID), ("x" * (MOST_ID + 1), ""), ("a b", ""), ("a\x00", ""),
    ("é", ""),
    ("\ud800", ""), ("", ""), (None, ""), (True, ""), (1.5, ""), ({}, ""),
])  # fmt: skip
def test_ids(value, text):
    assert identity(value) == text


@pytest.mark.parametrize(("value", "most", "text"), [
    ("abc", 3, "abc"), ("abcd", 3, ""), ("a b", 9, ""), (5, 9, ""), (None, 9, ""), ("\x7f", 9, ""),
])  # fmt: skip
def test_tokens(value, most, text):
    assert printable(value, most) == text


@pytest.mark.parametrize("value", ["0", "9223372036854775807", 5, 2**63 - 1])
def test_snowflakes(value):
    assert snowflake(value) == int(value)


@pytest.mark.parametrize(
    "value", ["", "9223372036854775808", 2**63, -1, "-1", True, None, 1.0, [], "x", "²", "9" * 400]
)
def test_what_is_no_snowflake(value):
    with pytest.raises(CannotRead):
        snowflake(value)


@pytest.mark.parametrize(("key", "good"), [
    ("q1", True), ("q9223372036854775807", True), ("q9223372036854775808", False), ("q0", False),
    ("q01", False), ("q", False), ("m1", False), ("q1 ", False), ("q1\n", False), ("q²", False),
    ("q" + "9" * 400, False), ("", False),
])  # fmt: skip
def test_keys_of_kept_buttons(key, good):
    assert is_key(key) is good


def test_texts_are_cleaned_and_cut():
    assert words("squat\x00 140\ud800x8") == "squat 140\N{REPLACEMENT CHARACTER}x8"
    assert words("x" * MOST_TEXT) == "x" * MOST_TEXT
    assert words("x" * (MOST_TEXT + 1)) == "x" * MOST_TEXT
    assert clean("\ud83d\ude00") == "\U0001f600"
    for none in (None, 5, [], {}):
        with pytest.raises(CannotRead):
            words(none)


def test_parts_of_what_is_no_object_are_empty():
    assert part({"a": {"b": 1}}, "a") == {"b": 1}
    assert part({"a": [1]}, "a") == part([], "a") == part(None, "a") == part({}, "a") == {}


def test_times_up_to_a_day_ahead_are_believed():
    day = timedelta(days=1)
    assert believable(NOW + day, NOW) == NOW + day
    assert believable(NOW + day + timedelta(microseconds=1), NOW) == NOW
    assert believable(datetime.max.replace(tzinfo=UTC), NOW) == NOW
    assert believable(NOW - 9000 * day, NOW) == NOW - 9000 * day


# --- JSON ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("inner", [0, "x", None])
def test_depth(inner):
    assert not too_deep(nested(MOST_DEPTH, inner))
    assert too_deep(nested(MOST_DEPTH + 1, inner))
    assert not too_deep({"a": nested(MOST_DEPTH - 1, inner)})
    assert too_deep({"a": nested(MOST_DEPTH, inner)})
    assert too_deep(nested(100_000, inner))
    assert not too_deep(inner)


def test_anything_is_written_and_what_can_be_is_read_back():
    for value in (
        {"a": [1, "\x00\ud800é"], "b": None},
        nested(300),
        [],
        {},
        5,
        "x",
        [[], {"a": {}}],
    ):
        assert json.loads(raw_text(value)) == value
        assert raw_text(value).isascii()
    deep = raw_text(nested(100_000))
    assert (deep[:3], len(deep)) == ("[[[", 200_001)
    assert raw_text({"id": 10**5000, "a": [{"b": nested(5000)}]}).startswith('{"id":"0x')
    assert len(raw_text(["x" * MOST_RAW, 1])) == MOST_RAW
    assert raw_text(object()) == '"object"'


DEEP = "[" * 50_000 + "]" * 50_000


@pytest.mark.parametrize("odd", [DEEP, '{"a":' * 50_000 + "1" + "}" * 50_000, "9" * 5000])
def test_a_part_that_cannot_be_read_costs_itself_alone(odd):
    text = '{"ok": true, "result": [{"update_id": 5, "message": %s}, {"update_id": 6, "x": "],}"}]}'
    found = read_json(text % odd, levels=3)
    bad, good = found["result"]
    assert bad == {"update_id": 5, "message": {UNREAD: odd}}
    assert good == {"update_id": 6, "x": "],}"}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1", "[[1]", '{"a": {"b": 1}', '{"a": 1', "[" * 50_000, "}", '"x', "nonsense"],
)
def test_what_has_no_outline_is_no_json(text):
    with pytest.raises(ValueError, match=r"."):
        read_json(text, levels=3)


def test_sound_json_is_read_as_ever():
    assert read_json('{"a": [1, {}], "b": "\\ud83d\\ude00"}', levels=1) == {
        "a": [1, {}],
        "b": "\U0001f600",
    }


@pytest.mark.parametrize("number", [0, 1, 35, 36, 123456789])
def test_base36_reads_back(number):
    assert base36(in_base36(number)) == number
