"""What a reply looks like on both platforms: what stands out, signs, rows of buttons, tables."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from bot.platforms.discord.render import custom_id, pieces, view_of
from bot.platforms.layout import SIGNS, TABLE_COLUMNS, buttons_of, columns, rows_of, table_lines
from bot.platforms.telegram.render import html_parts, keyboard
from core.messages import Button, Emphasis, Reply, owner_of
from core.store.codec import reply_text, text_reply
from core.store.engine import Store
from tests.gym import Gym

LINE = "Next: 140 kg, 7 or more, stop with 1-2 left, rest 3 min: as planned."
HOSTILE = (
    "<b>x</b>", "&lt;", "**", "*_~`|", "\\", "](http://evil.example)", "@everyone", "</pre>",
    "1.", "# x", "\n# x", "||",
)  # fmt: skip


def on_telegram(reply: Reply) -> str:
    return "\n".join(html_parts(reply))


def labels(reply: Reply) -> list[list[str]]:
    laid = keyboard(reply, {})
    return [[each["text"] for each in row] for row in laid["inline_keyboard"]] if laid else []


def discord_rows(reply: Reply) -> list[list[tuple[str, int]]]:
    shown = buttons_of(reply)
    ids = [str(custom_id(owner_of(reply, each), each.send)) for each in shown]
    return [
        [(each["label"], each["style"]) for each in row["components"]]
        for row in view_of(shown, ids).to_components()
    ]


# --- what stands out --------------------------------------------------------------------------


def test_load_and_aim_stand_out_and_the_rest_is_quiet() -> None:
    reply = Reply(lines=("Squat 140 kg x 8: on target.", LINE),
                  strong=(Emphasis(LINE, "140 kg, 7 or more"),))  # fmt: skip
    assert "Next: <b>140 kg, 7 or more</b>, stop" in on_telegram(reply)
    assert "Next: **140 kg, 7 or more**, stop" in pieces(reply)[0]
    assert on_telegram(reply).count("<b>") == 1


async def test_what_a_set_is_answered_with_is_marked(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    for text in ("squat 100x5 rir2", "squat 100x5 rir2"):
        answer = await gym.say("Ann", text, "")
    reply = answer.reply
    assert reply is not None
    assert reply.verdict == "on_target"
    assert reply.judged == reply.lines[0]
    assert [each.line for each in reply.strong] == list(reply.lines[1:])
    assert all(each.words.startswith("100 kg") for each in reply.strong)
    assert on_telegram(reply).startswith("✓ Squat 100 kg x 5")
    assert pieces(reply)[0].startswith("✓ Squat 100 kg x 5")


async def test_next_and_done_and_a_rest_mark_their_loads(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("Ann", "squat 100x5 rir2", "")
    for text in ("next", "done"):
        reply = (await gym.say("Ann", text, "")).reply
        assert reply is not None
        assert reply.strong
        assert "<b>102.5 kg 3 x 5</b>" in on_telegram(reply)


@pytest.mark.parametrize("bad", HOSTILE)
def test_nothing_from_people_becomes_markup(bad: str) -> None:
    line = f"{bad} Next: 5{bad} kg x 8{bad}"
    strong = f"5{bad} kg x 8"
    reply = Reply(title=bad, lines=(line,), strong=(Emphasis(line, strong),), table=((bad, "1"),))
    sent = on_telegram(reply)
    plain = re.sub(r"</?(?:b|pre)>", "", sent)
    assert "<" not in plain
    assert (
        "".join(unescape(plain).replace("\u2060", "").split()).count(strong.split(maxsplit=1)[0])
        == 1
    )
    said = pieces(replace(reply, table=(), title=""))[0]
    assert "@everyone" not in said
    bare = re.sub(r"\\.", "", said).replace("\u2060", "")
    assert bare.count("**") in (0, 2)


def test_an_emphasis_of_another_line_is_passed_over() -> None:
    reply = Reply(lines=("one", "two"), strong=(Emphasis("three", "t"), Emphasis("one", "x")))
    assert on_telegram(reply) == "one\ntwo"
    assert pieces(reply) == ("one\ntwo",)


def test_every_sign_has_a_shape_of_its_own() -> None:
    assert len(set(SIGNS.values())) == len(SIGNS) == 5
    for verdict, sign in SIGNS.items():
        reply = Reply(lines=("Squat", "Squat 2"), judged="Squat", verdict=verdict)
        assert on_telegram(reply) == f"{sign} Squat\nSquat 2"


def test_what_is_kept_of_a_reply_comes_back() -> None:
    reply = Reply(
        lines=(LINE,), strong=(Emphasis(LINE, "140 kg"),), judged=LINE, verdict="easy",
        buttons=(Button("a", "b", role="main"), Button("c", "d", open=True), Button("e", "f")),
        tries=(Button("t", "help"),),
    )  # fmt: skip
    assert text_reply(reply_text(reply)) == reply


# --- buttons ------------------------------------------------------------------------------------


def test_the_main_button_is_first_and_marked_on_both() -> None:
    reply = Reply(
        lines=("x",), owner=3,
        buttons=(Button("undo", "undo"), Button("same again", "same", role="main")),
    )  # fmt: skip
    assert labels(reply) == [["same again", "undo"]]
    laid = keyboard(reply, {})
    assert laid is not None
    assert [each.get("style") for each in laid["inline_keyboard"][0]] == ["primary", None]
    assert discord_rows(reply) == [[("same again", 1), ("undo", 2)]]


async def test_a_set_that_is_not_to_be_repeated_marks_the_rest(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    for text, main in (
        ("squat 100x8 rir2", "same again"),
        ("squat 110x3 rir0", "rest 4 min"),
        ("bench press 80x8", ""),  # the effort is asked for first
    ):
        reply = (await gym.say("Ann", text, "")).reply
        assert reply is not None
        marked = [each.label for each in buttons_of(reply) if each.role == "main"]
        assert marked == ([main] if main else [])
        assert buttons_of(reply)[0].label == (main or "0")


def test_efforts_are_one_row_of_five_before_all_others() -> None:
    efforts = tuple(Button(key, f"rir{key}", role="scale") for key in ("0", "1", "2", "3", "4+"))
    reply = Reply(
        lines=("x",), owner=3, buttons=(Button("undo", "undo"), *efforts, Button("why", "why"))
    )
    assert labels(reply) == [["0", "1", "2", "3", "4+"], ["undo", "why"]]
    assert [[label for label, _ in row] for row in discord_rows(reply)] == labels(reply)


@pytest.mark.parametrize(("letters", "rows"), [(15, 1), (16, 2)])
def test_a_row_holds_what_fits_on_a_telephone(letters: int, rows: int) -> None:
    wide = [Button("x" * 17, "a"), Button("y" * letters, "b")]
    assert len(list(rows_of(wide))) == rows


# --- tables -------------------------------------------------------------------------------------


TABLES = (
    (("Muscle", "sets"), ("quadriceps", "12"), ("chest", "9.5")),
    (("Name", "sessions", "hits", "loads"), ("A very long name of somebody", "3", "12", "81%")),
    (("Exercise", "load"), ("Supercalifragilisticexpialidocious machine press", "100")),
    (tuple("abcdefghijkl"), tuple(f"wide{n}" for n in range(12))),
    (("名前", "回"), ("とても長い名前の人がここにいます", "12")),
    (("a",), ("x" * 200,)),
)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_does_not_wrap_on_a_telephone(table: tuple[tuple[str, ...], ...]) -> None:
    lines = table_lines(table)
    assert max(map(columns, lines)) <= TABLE_COLUMNS
    kept = "".join("".join(lines).split())
    for row in table[1:] or table:
        for cell in row:
            assert all(sign in kept for sign in cell.replace(" ", ""))


def test_a_table_that_just_fits_stays_as_it_is() -> None:
    rows = (("x" * 25, "123"), ("y", "7"))
    assert table_lines(rows) == ("x" * 25 + "  123", "y" + " " * 24 + "    7")
    closer = (("x" * 26, "123"), ("y", "7"))
    assert table_lines(closer)[0] == "x" * 26 + " 123"
    assert len(table_lines((("x" * 27, "123"), ("y", "7")))) == 3


def test_what_is_drawn_in_a_table_is_drawn_smaller_not_broken() -> None:
    points = (("day", "kg", "1RM"), *((f"{n:2} Nov", "100x8", " " * n * 3 + "●") for n in range(8)))
    lines = table_lines(points)
    assert len(lines) == len(points)
    assert max(map(columns, lines)) <= TABLE_COLUMNS
    places = [line.index("●") for line in lines[1:]]
    assert places == sorted(set(places))
    bars = (("reps", "sets"), ("as said", "█" * 40), ("1 more", "█" * 20), ("2 more", ""))
    lengths = [line.count("█") for line in table_lines(bars)]
    assert lengths == [0, 22, 11, 0]


def test_numbers_are_aligned_on_both_platforms() -> None:
    reply = Reply(table=(("lift", "kg"), ("squat", "100"), ("curl", "9")))
    assert "squat  100\ncurl     9" in on_telegram(reply)
    assert "squat  100\ncurl     9" in pieces(reply)[0]
