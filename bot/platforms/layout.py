"""How a reply looks wherever it is shown: what stands out, its sign, rows of buttons, tables.

A telephone of 360 points shows about 30 columns of a fixed-width font and 34 letters of buttons.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.platforms.bounds import clean
from core.messages import Button, Reply, Verdict

TABLE_COLUMNS = 30
ROW_BUTTONS = 5
ROW_LETTERS = 34
APART, CLOSE = "  ", " "  # between columns
FEWEST = 8  # columns that a column of words is left, before the table is set row under row
# Each has a shape of its own, so that it reads without colour: arrows say where the load tends.
SIGNS: Mapping[Verdict, str] = {
    "too_easy": "⇈", "easy": "↑", "on_target": "✓", "hard": "↓", "too_hard": "⇊",
}  # fmt: skip


# --- words --------------------------------------------------------------------------------------


def signed(reply: Reply, line: str) -> str:
    """A line with the sign of the verdict where it says one."""
    sign = SIGNS.get(reply.verdict, "") if line == reply.judged else ""
    return f"{sign} {line}" if sign else line


def strong_in(reply: Reply, line: str) -> tuple[str, str, str]:
    """A line cut into what stands before, out, and behind; all before where nothing does."""
    for each in reply.strong:
        one = len(line.splitlines()) == 1  # what people typed may break lines
        if one and each.line == line and each.words and each.words in line:
            before, _, behind = line.partition(each.words)
            return before, each.words, behind
    return line, "", ""


# --- buttons ------------------------------------------------------------------------------------


def buttons_of(reply: Reply) -> tuple[Button, ...]:
    """The buttons of a reply in the order to show: a scale, the main one, the others, anybody's."""
    mine = [each for each in (*reply.buttons, *reply.tries) if not each.open]
    order = ("scale", "main", "")
    ranked = sorted(mine, key=lambda each: order.index(each.role))
    return (*ranked, *(each for each in reply.buttons if each.open))


def same_row(before: Button, button: Button) -> bool:
    """Whether two buttons may stand beside each other: a scale and anybody's stay by themselves."""
    apart = before.open != button.open
    return not apart and (before.role == "scale") == (button.role == "scale")


def rows_of(buttons: Sequence[Button], letters: int = ROW_LETTERS) -> Iterator[list[Button]]:
    """Buttons in rows of five, of no more letters than fit beside each other."""
    row: list[Button] = []
    for before, button in pairwise([None, *buttons]):
        wide = sum(len(each.label) + 2 for each in row) + len(button.label if button else "")
        full = len(row) == ROW_BUTTONS or (row and wide > letters)
        if button is None or (before is not None and (full or not same_row(before, button))):
            yield row
            row = []
        if button is not None:
            row.append(button)
    if row:
        yield row


# --- tables -------------------------------------------------------------------------------------


def table_lines(table: Sequence[Sequence[str]], most: int = TABLE_COLUMNS) -> tuple[str, ...]:
    """Align a table for a fixed-width font, numbers to the right, in lines that do not wrap.

    Where it is too wide, columns come closer, then words are broken inside theirs; at last each
    row's first cell stands above the others.
    """
    rows = [[" ".join(clean(cell).splitlines()) for cell in row] for row in table]
    count = max(map(len, rows), default=0)
    rows = [[*row, *[""] * (count - len(row))] for row in rows]
    if not count:
        return ()
    for gap in (APART, CLOSE):
        if sum(_widths(rows)) + len(gap) * (count - 1) <= most:
            return _aligned(rows, gap)
    room = _room(rows, most)
    if room is not None:
        rows = _drawn_smaller(rows, *room)
        return _aligned([part for row in rows for part in _broken(row, *room)], CLOSE)
    return tuple(_stacked(rows, most))


def columns(text: str) -> int:
    """Count the columns that a text takes in a fixed-width font."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(columns(row[at]) for row in rows) for at in range(len(rows[0]))]


def _room(rows: Sequence[Sequence[str]], most: int) -> tuple[int, int] | None:
    """The widest column, and what the others leave it; None where that is too little."""
    widths = _widths(rows)
    at = max(range(len(widths)), key=widths.__getitem__)
    left = most - (sum(widths) - widths[at]) - len(CLOSE) * (len(widths) - 1)
    return (at, left) if left >= FEWEST else None


def _drawn_smaller(rows: list[list[str]], at: int, width: int) -> list[list[str]]:
    """A column of bars, or of points that stand somewhere in it, brought to a width."""
    cells = [row[at] for row in rows[1:] if row[at]]
    before = max(map(columns, cells), default=0)
    if before <= width or any(sign.isalnum() for cell in cells for sign in cell):
        return rows
    smaller = [[*row] for row in rows]
    for row in smaller[1:]:
        mark = row[at].strip()
        lead = len(row[at]) - len(row[at].lstrip())
        long = max(1, round(len(mark) * width / before)) if mark else 0
        row[at] = " " * round(lead * (width - 1) / max(1, before - 1)) + mark[:long]
    return smaller


def _broken(row: Sequence[str], at: int, width: int) -> Iterator[list[str]]:
    """A row as several, its cell at a place broken at spaces; the rest stands in the first."""
    whole = columns(row[at]) <= width  # spaces before a point say where it stands
    for number, part in enumerate([row[at]] if whole else _wrapped(row[at], width)):
        yield [part if place == at else cell if not number else ""
               for place, cell in enumerate(row)]  # fmt: skip


def _wrapped(text: str, width: int) -> list[str]:
    """A text in lines of so many columns, broken at spaces where there are some."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and columns(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        if lines[-1]:
            lines.append("")
        for sign in word:
            if columns(lines[-1] + sign) > width:
                lines.append("")
            lines[-1] += sign
    return lines


def _stacked(rows: Sequence[Sequence[str]], most: int) -> Iterator[str]:
    """Each row's first cell in a line of its own, the others under it with their headings.

    As many stand beside each other as fit.
    """
    heading, *others = rows if len(rows) > 1 else [[""] * len(rows[0]), *rows]
    for row in others:
        yield from _wrapped(row[0], most)
        line = ""
        for name, cell in zip(heading[1:], row[1:], strict=True):
            said = f"{name} {cell}".strip() if cell else ""
            if line and said and columns(f" {line}{APART}{said}") > most:
                yield from (f" {part}" for part in _wrapped(line, most - 1))
                line = ""
            line = f"{line}{APART}{said}" if line and said else line or said
        if line:
            yield from (f" {part}" for part in _wrapped(line, most - 1))


def right_columns(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Tell of each column of a table whether its cells are numbers, set to the right."""
    count = max(map(len, rows), default=0)
    cells = [[row[at] for row in rows[1:] if at < len(row)] for at in range(count)]
    return [all(map(_is_number, column)) for column in cells]


def _aligned(rows: Sequence[Sequence[str]], gap: str) -> tuple[str, ...]:
    widths, right = _widths(rows), right_columns(rows)
    return tuple(
        gap.join(
            " " * (width - columns(cell)) + cell
            if to_right
            else cell + " " * (width - columns(cell))
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    )


def _is_number(cell: str) -> bool:
    """Tell whether a cell begins with a digit, or says that there is nothing."""
    return cell in ("", "-", "?") or cell.lstrip("+-")[:1].isdigit()
