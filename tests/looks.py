"""Draws what messages look like: real replies, on both platforms, in light and dark.

`python -m tests.looks` writes `docs/looks/*.svg`; tests/project/test_looks.py holds them to the
code. They are drawings of how each platform lays a message out, not pictures of its clients.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from discord.ui import TextDisplay

from bot.platforms.discord.frames import ACCENT, framed
from bot.platforms.discord.render import custom_id, pieces, view_of
from bot.platforms.layout import buttons_of
from bot.platforms.telegram.render import html_parts, keyboard
from core.messages import Reply, owner_of
from core.store.engine import Store, open_store
from tests.gym import GYM, Gym

FOLDER = Path(__file__).parents[1] / "docs" / "looks"
WIDE, EDGE, SIZE, LINE = 360, 12, 15, 21  # points: of a telephone, and of what is on it
MONO = 8.4  # points of a letter of fixed width at 14
BUTTON, GAP = 34, 6

Piece = tuple[str, bool]  # words, and whether they are bold


@dataclass(frozen=True)
class Theme:
    """The colours of a platform by day or by night."""

    name: str
    behind: str
    bubble: str
    ink: str
    code: str
    button: str
    button_ink: str
    main: str
    main_ink: str = "#ffffff"
    frame: str = ""  # behind a frame


THEMES = (
    Theme("Telegram, light", "#dfe6ea", "#ffffff", "#000000", "#f1f4f6", "#c3d2dc", "#1d3a4f",
          "#1a6fc0"),
    Theme("Telegram, dark", "#0e1621", "#182533", "#f5f5f5", "#101b27", "#2b3a4a", "#e8eef4",
          "#1a6fc0"),
    Theme("Discord, light", "#ffffff", "#ffffff", "#2e3338", "#e8eaed", "#e3e5e8", "#2e3338",
          "#4752c4", frame="#f2f3f5"),
    Theme("Discord, dark", "#313338", "#313338", "#dbdee1", "#232428", "#4e5058", "#ffffff",
          "#4752c4", frame="#2b2d31"),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A message as a platform was sent it: lines of pieces, and rows of buttons."""

    lines: tuple[tuple[bool, tuple[Piece, ...]], ...]  # whether of fixed width, pieces
    rows: tuple[tuple[Piece, ...], ...]  # labels, and whether they are the main one
    accent: str = ""  # colour of the bar beside a frame


# --- what was sent --------------------------------------------------------------------------------


def on_telegram(reply: Reply) -> Shown:
    """What Telegram is sent, read back from its HTML."""
    lines: list[tuple[bool, tuple[Piece, ...]]] = []
    for part in html_parts(reply):
        for block in re.split(r"(<pre>.*?</pre>)", part, flags=re.DOTALL):
            fixed = block.startswith("<pre>")
            for line in block.removeprefix("<pre>").removesuffix("</pre>").strip("\n").split("\n"):
                pieces_of = re.split(r"(<b>.*?</b>)", line)
                found = tuple(
                    (unescape(re.sub(r"</?b>", "", each)), each.startswith("<b>"))
                    for each in pieces_of if each
                )  # fmt: skip
                lines += [(fixed, found)] if found else []
    laid = keyboard(reply, {})
    rows = [
        tuple((each["text"], each.get("style") == "primary") for each in row)
        for row in (laid["inline_keyboard"] if laid else ())
    ]
    return Shown(tuple(lines), tuple(rows))


def on_discord(reply: Reply) -> Shown:
    """What Discord is sent, read back from its markdown or, of a board, from its frame."""
    lines: list[tuple[bool, tuple[Piece, ...]]] = []
    frame = framed(reply, None)
    parts = (
        [each.content for each in frame.walk_children() if isinstance(each, TextDisplay)]
        if frame
        else pieces(reply)
    )
    for part in parts:
        fixed = False
        for line in part.split("\n"):
            if line == "```":
                fixed = not fixed
                continue
            if line.startswith("### "):
                lines.append((False, ((re.sub(r"\\(.)", r"\1", line[4:]), True),)))
                continue
            marked = [line] if fixed else re.split(r"(\*\*(?:\\.|[^*\\])+\*\*)", line)
            found = tuple(
                (each if fixed else re.sub(r"\\(.)", r"\1", each.removeprefix("**")
                                           .removesuffix("**")), each.startswith("**"))
                for each in marked if each
            )  # fmt: skip
            lines.append((fixed, found))
    shown = buttons_of(reply)
    ids = [str(custom_id(owner_of(reply, each), each.send)) for each in shown]
    rows = [
        tuple((each["label"], each["style"] == 1) for each in row["components"])
        for row in (view_of(shown, ids).to_components() if shown else ())
    ]
    return Shown(tuple(lines), tuple(rows), f"#{ACCENT:06x}" if frame else "")


# --- drawing --------------------------------------------------------------------------------------


def wide(text: str, *, bold: bool = False) -> float:
    """About how many points a text takes, in letters of different widths."""
    narrow, broad = "iljtfI.,:;|'! ()[]", "mwMWQ@%"
    points = sum(0.35 if c in narrow else 0.92 if c in broad else 0.62 for c in text) * SIZE
    return points * (1.1 if bold else 1)


def wrapped(line: Sequence[Piece], most: float) -> Iterator[list[Piece]]:
    """A line in as many as fit, broken at spaces."""
    row: list[Piece] = []
    used = 0.0
    for text, bold in line:
        for word in re.findall(r"\S+\s*|\s+", text):
            if row and used + wide(word.rstrip(), bold=bold) > most:
                yield row
                row, used = [], 0.0
            row.append((word, bold))
            used += wide(word, bold=bold)
    if row:
        yield row


def drawn(shown: Shown, theme: Theme) -> tuple[str, int]:
    """A message as SVG from the top left on, and its height."""
    out: list[str] = []
    y, inner = EDGE + LINE, WIDE - 4 * EDGE
    for fixed, line in shown.lines:
        if fixed:
            text = "".join(each for each, _ in line)
            out += [
                f'<rect x="{2 * EDGE - 4}" y="{y - 15}" width="{inner + 8}" height="{LINE}" '
                f'fill="{theme.code}"/>',
                f'<text x="{2 * EDGE}" y="{y}" class="m" xml:space="preserve" '
                f'fill="{theme.ink}">{escape(text)}</text>',
            ]
            y += LINE
            continue
        for row in wrapped(line, inner):
            spans = "".join(
                f'<tspan class="b">{escape(text)}</tspan>' if bold else escape(text)
                for text, bold in row
            )
            out.append(
                f'<text x="{2 * EDGE}" y="{y}" xml:space="preserve" '
                f'fill="{theme.ink}">{spans}</text>'
            )
            y += LINE
    bubble = y - LINE + EDGE
    out.insert(0, f'<rect x="{EDGE}" y="{EDGE / 2:g}" width="{WIDE - 2 * EDGE}" height="{bubble}" '
                  f'rx="10" fill="{theme.frame if shown.accent else theme.bubble}"/>')  # fmt: skip
    if shown.accent:
        out.insert(1, f'<rect x="{EDGE}" y="{EDGE / 2:g}" width="4" height="{bubble}" '
                      f'fill="{shown.accent}"/>')  # fmt: skip
    y = bubble + EDGE
    for labels in shown.rows:
        each_wide = (WIDE - 2 * EDGE - GAP * (len(labels) - 1)) / len(labels)
        for at, (label, main) in enumerate(labels):
            x = EDGE + at * (each_wide + GAP)
            ink = theme.main_ink if main else theme.button_ink
            out += [
                f'<rect x="{x:g}" y="{y}" width="{each_wide:g}" height="{BUTTON}" rx="6" '
                f'fill="{theme.main if main else theme.button}"/>',
                f'<text x="{x + each_wide / 2:g}" y="{y + 22}" text-anchor="middle" '
                f'fill="{ink}" class="k">{escape(label)}</text>',
            ]
        y += BUTTON + GAP
    return "\n".join(out), y + EDGE


def picture(reply: Reply) -> str:
    """A reply on both platforms, in light and dark, side by side."""
    both = (on_telegram(reply), on_discord(reply))
    panels = [drawn(both[number // 2], theme) for number, theme in enumerate(THEMES)]
    tall = max(height for _, height in panels)
    head = 28
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{4 * WIDE}" height="{tall + head}" '
        f'viewBox="0 0 {4 * WIDE} {tall + head}" font-family="DejaVu Sans, Arial, sans-serif" '
        f'font-size="{SIZE}">',
        '<style>.b{font-weight:bold}.k{font-size:13px}'
        '.m{font-family:"DejaVu Sans Mono",Menlo,monospace;font-size:14px}</style>',
        f'<rect width="{4 * WIDE}" height="{head}" fill="#202020"/>',
    ]  # fmt: skip
    for at, (theme, (body, _)) in enumerate(zip(THEMES, panels, strict=True)):
        out += [
            f'<text x="{at * WIDE + EDGE}" y="19" fill="#ffffff" class="k">{theme.name}</text>',
            f'<g transform="translate({at * WIDE} {head})">',
            f'<rect width="{WIDE}" height="{tall}" fill="{theme.behind}"/>', body, "</g>",
        ]  # fmt: skip
    return "\n".join([*out, "</svg>\n"])


# --- what is drawn --------------------------------------------------------------------------------


async def replies(store: Store) -> dict[str, Reply]:
    """Replies of a short conversation, by the name of their picture."""
    gym = Gym(store)
    said: dict[str, Reply] = {}

    async def say(name: str, text: str, chat: str = "", who: str = "Ann") -> None:
        answer = await gym.say(who, text, chat)
        assert answer.reply is not None
        if name:
            said[name] = answer.reply

    await say("first", "/start")
    await say("set", "squat 100x8 rir2")
    await say("too_hard", "squat 110x3 rir0")
    await say("asks", "bench press 80x8")
    await say("next", "next")
    await say("week", "week")
    await say("", "/start", who="Ben")
    for who in ("Ann", "Ben"):
        await say("", "/join", GYM, who)
        await say("", "/share sessions volume", GYM, who)
    await say("", "squat 60x8 rir2", who="Ben")
    await say("board", "/board", GYM)
    await say("", "plan Two days\nA: squat 3x5 rir2; bench 3x6-8\nB: deadlift 2x5")
    await say("", "plan begin")
    await say("plan", "/share sessions plan", GYM)
    return said


async def made() -> dict[str, str]:
    """Every picture by the name of its file."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/looks.db")
        try:
            found = await replies(store)
        finally:
            await store.close()
    return {f"{name}.svg": picture(reply) for name, reply in found.items()}


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in asyncio.run(made()).items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
