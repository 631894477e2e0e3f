"""A Reply as Discord shows it, and what a button carries."""

import re

import pytest

from bot.platforms.discord.render import (
    custom_id,
    escape,
    length,
    pieces,
    split_id,
    stored_id,
    view_of,
)
from core.messages import Button, Reply


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("140x8 @9 rir1.5, 2-3", "140x8 @9 rir1.5, 2-3"),
        ("felt_slow *ouch* ~~no~~", "felt\\_slow \\*ouch\\* \\~\\~no\\~\\~"),
        ("# loud", "\\# loud"),
        ("- a list", "\\- a list"),
        ("> quoted", "\\> quoted"),
        ("1. first", "1\\. first"),
        ("2.5 kg", "2.5 kg"),
        ("<#123> <t:1> </log:1> a<b", "\\<#123> \\<t:1> \\</log:1> a\\<b"),
        ("3 < 4", "3 < 4"),
        ("||hidden|| `code`", "\\|\\|hidden\\|\\| \\`code\\`"),
    ],
)
def test_text_shows_as_written(text, shown):
    assert escape(text) == shown


@pytest.mark.parametrize("name", ["@everyone", "@here", "<@123456789012345678>"])
def test_nobody_is_mentioned(name):
    assert name not in escape(f"hello {name}")


def test_title_lines_and_table_in_order():
    reply = Reply(title="Week_1", lines=("one", "two"), table=(("a", "sets"), ("chest", "12")))
    assert pieces(reply) == ("**Week\\_1**\none\ntwo\n```\na      sets\nchest    12\n```",)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(lines=("a" * 5000,)),
        Reply(lines=("word " * 1000,)),
        Reply(lines=("😀" * 3000,)),
        Reply(lines=("*" * 3001,)),
        Reply(lines=("\\" * 3001,)),
        Reply(lines=tuple("line" * 20 for _ in range(100))),
        Reply(table=tuple((f"row {n}", "x" * 100) for n in range(60))),
        Reply(table=(("x" * 5000,),)),
        Reply(table=(("```", "`a`"), ("b",))),
    ],
)
def test_every_piece_fits_and_is_whole(reply):
    parts = pieces(reply)
    for part in parts:
        assert 0 < length(part) <= 2000
        assert part.count("```") in (0, 2)
        tail = part[len(part.rstrip("\\")) :]
        assert len(tail) % 2 == 0
    wanted = "".join(reply.lines) + "".join(cell for row in reply.table for cell in row)
    counted = "a😀w*x"
    for character in counted:
        assert sum(part.count(character) for part in parts) == wanted.count(character)


def test_an_empty_reply_has_no_pieces():
    assert pieces(Reply(lines=("", " "))) == ()


@pytest.mark.parametrize(("owner", "send"), [(1, "undo m12"), (None, "next"), (10**15, "a|b~c\nd")])
def test_a_button_carries_its_sentence(owner, send):
    key = custom_id(owner, send)
    assert key is not None
    assert split_id(key) == (owner, send, False)


def test_a_long_sentence_is_kept_elsewhere():
    assert custom_id(7, "x" * 120) is None
    assert split_id(stored_id(7, "k1")) == (7, "k1", True)


@pytest.mark.parametrize("key", ["", "foreign:id", "7|", "Ä|x"])
def test_ids_that_are_not_ours(key):
    assert split_id(key) is None


def test_rows_of_five_labels_cut_and_ids_unique():
    buttons = [Button("l" * 100, f"s{n % 11}") for n in range(12)]
    rows = view_of(buttons, [f"1|{button.send}" for button in buttons]).to_components()
    assert [len(row["components"]) for row in rows] == [5, 5, 1]
    assert all(len(b["label"]) <= 80 for row in rows for b in row["components"])


def test_buttons_for_anybody_begin_a_row():
    buttons = [Button(f"{n}", f"{n}", open=n > 6) for n in range(30)]
    rows = view_of(buttons, [f"|{button.send}" for button in buttons]).to_components()
    assert [len(row["components"]) for row in rows] == [5, 2, 5, 5, 5]
    assert rows[2]["components"][0]["custom_id"] == "|7"


@pytest.mark.parametrize(
    "text",
    ["discord.gg/abc", "DISCORD.GG/abc", "discord.com/invite/abc", "DiscordApp.com/invite/abc",
     "see https://discord.gg/abc", "HTTP://evil.example"],
)  # fmt: skip
def test_an_address_or_an_invitation_leads_nowhere(text: str) -> None:
    shown = escape(text)
    assert not re.search(r"://|discord(app)?\.(gg/|com/invite)", shown, re.IGNORECASE), shown
    assert shown.replace("\u2060", "").replace("\\", "") == text


def test_the_name_of_discord_is_no_invitation() -> None:
    assert escape("discord.com") == "discord.com"
