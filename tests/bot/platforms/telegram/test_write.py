"""Reply -> what Telegram is sent: markup, limits, keyboards."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.telegram.render import (
    TEXT_UNITS,
    html_parts,
    keyboard,
    plain_text,
    too_long,
    units,
)
from core.messages import Button, Reply
from tests.servers.telegram_wire import check_text


def seen(part):
    return unescape(re.sub(r"<[^>]+>", "", part))


def test_lines_title_and_table():
    reply = Reply(
        title="Squat",
        lines=("140 kg x 8", 'a < b & "c"'),
        table=(("day", "kg"), ("Mon", "140"), ("Tuesday", "7.5")),
    )
    assert html_parts(reply) == (
        '<b>Squat</b>\n140 kg x 8\na &lt; b &amp; "c"\n'
        "<pre>day       kg\nMon      140\nTuesday  7.5</pre>",
    )


@pytest.mark.parametrize(
    "text", ["<b>", "</pre>", "&amp;", "*_[`", "</b><a href='x'>", "@everyone"]
)
def test_nobody_writes_markup(text):
    reply = Reply(title=text, lines=(text,), table=((text,),))
    (part,) = html_parts(reply)
    check_text({"text": part, "parse_mode": "HTML"})
    assert seen(part).replace("\u2060", "") == "\n".join([text] * 3)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=50),
    st.lists(st.text(max_size=200) | st.text(min_size=4000, max_size=9000), max_size=5),
    st.lists(st.lists(st.text(max_size=9), min_size=1, max_size=3), max_size=4),
)
def test_every_part_is_one_that_telegram_takes(title, lines, table):
    reply = Reply(title=title, lines=tuple(lines), table=tuple(map(tuple, table)))
    for part in html_parts(reply):
        assert units(seen(part)) <= TEXT_UNITS
        if seen(part).strip():
            check_text({"text": part, "parse_mode": "HTML"})


def test_a_long_reply_is_split_between_lines_and_nothing_is_lost():
    lines = tuple(f"{i}: " + "x" * 90 for i in range(100))
    parts = html_parts(Reply(lines=lines))
    assert len(parts) == 3
    assert "\n".join(parts).split("\n") == list(lines)


def test_a_line_longer_than_a_message_is_split_at_a_space():
    parts = html_parts(Reply(lines=("word " * 2000,)))
    assert all(part.startswith("word") for part in parts)
    assert " ".join(part.strip() for part in parts) == ("word " * 2000).strip()


def test_emoji_count_twice():
    parts = html_parts(Reply(lines=("🏋" * 4096,)))
    assert [units(part) for part in parts] == [4096, 4096]


def test_an_alert_is_short():
    text = plain_text(Reply(lines=("🏋" * 300,)))
    assert units(text) <= 200
    assert text.endswith("…")


def test_buttons_share_rows_of_short_labels():
    buttons = tuple(Button(label, label) for label in ("0", "1", "2", "3", "4+", "why", "undo"))
    rows = keyboard(Reply(buttons=buttons, owner=77), {})["inline_keyboard"]
    assert [[b["text"] for b in row] for row in rows] == [
        ["0", "1", "2", "3", "4+"],
        ["why", "undo"],
    ]
    assert rows[0][0]["callback_data"] == "25|0"


def test_buttons_for_anybody_begin_a_row():
    own = tuple(Button(label, label) for label in ("undo", "same again", "why"))
    eyes = tuple(Button(f"eye {n}", f"eye {n}", open=True) for n in ("0", "1", "2", "3", "4+"))
    rows = keyboard(Reply(buttons=(*own, *eyes), owner=77), {})["inline_keyboard"]
    assert [len(row) for row in rows] == [3, 5]
    assert [b["callback_data"] for b in rows[1]][:2] == ["|eye 0", "|eye 1"]
    assert rows[0][0]["callback_data"] == "25|undo"


def test_long_labels_get_rows_of_their_own():
    buttons = tuple(Button(f"Barbell bench press {i}", "x") for i in range(3))
    rows = keyboard(Reply(buttons=buttons, owner=77), {})["inline_keyboard"]
    assert [len(row) for row in rows] == [1, 1, 1]


def test_a_button_that_does_not_fit_is_kept_elsewhere_or_left_out():
    long = Button("swap", "жим лёжа 3x8 82,5кг запас 2, потом ещё раз")
    assert too_long(Reply(owner=7), long)
    kept = keyboard(Reply(buttons=(long,), owner=7), {long: "~7|q1"})
    assert kept["inline_keyboard"][0][0]["callback_data"] == "~7|q1"
    assert keyboard(Reply(buttons=(long,)), {}) is None


def test_the_longest_sentence_that_fits():
    reply = Reply(owner=36**3)
    assert not too_long(reply, Button("x", "x" * 59))
    assert too_long(reply, Button("x", "x" * 60))
