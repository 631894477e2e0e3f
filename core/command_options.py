"""What a platform asks for behind a slash command, part by part, and the sentence it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

TEXT = "text"  # the option that takes what would have been typed
MOST_LOAD, MOST_COUNT = 2000, 1000


@dataclass(frozen=True, slots=True)
class CommandOption:
    """One part of a command. Its name is shown; `written` is how its value stands in the line."""

    name: str = TEXT
    kind: Literal["text", "file", "number", "count"] = "text"
    required: bool = False
    exercises: bool = False  # names of exercises are suggested while it is typed
    choices: tuple[str, ...] = ()  # all there is, as typed
    written: str = "{}"
    joint: str = ""  # stands before it instead of a blank, where the part before is there


@dataclass(frozen=True, slots=True)
class SlashForm:
    """A further slash command of a row that asks for the parts of its line, or for a whole text."""

    name: str
    options: tuple[CommandOption, ...] = ()
    asks_text: bool = False  # a window for many lines opens

    @property
    def help_key(self) -> str:
        """The sentence that says what it does."""
        return f"form.{self.name}"


RESERVE = ("0", "1", "2", "3", "4+")
_EXERCISE = CommandOption("exercise", exercises=True)
_FREE = CommandOption()
_LOAD = CommandOption("load", "number")
_REPS = CommandOption("repetitions", "count", joint="x")
_RESERVE = CommandOption("reserve", choices=RESERVE, written="rir{}")

ANY = (_FREE,)
OF_EXERCISE = (CommandOption(exercises=True),)
LINE = (CommandOption("line", required=True, exercises=True),)
FILE = (CommandOption("file", "file"), _FREE)
OF_SET = (
    CommandOption("exercise", required=True, exercises=True),
    CommandOption("repetitions", "count", required=True, joint="x"),
    _LOAD,
    CommandOption("sets", "count", joint="x"),
    _RESERVE,
    CommandOption("note", written='"{}"'),
)
WHAT_IF = (_EXERCISE, _LOAD, _REPS, _RESERVE, _FREE)
FIX = (_LOAD, _REPS, _RESERVE, _FREE)
GOAL = (
    _EXERCISE,
    CommandOption("goal", choices=("strength", "muscle")),
    _FREE,
)
SPAN = (_EXERCISE, CommandOption("low", "count"), CommandOption("high", "count", joint="-"), _FREE)
TWO_LIFTS = (_EXERCISE, CommandOption("instead", exercises=True), _FREE)
BOARD = (CommandOption("order", choices=("name", "hits", "picture", "pin", "unpin")), _FREE)
CHALLENGE = (
    _EXERCISE,
    CommandOption("amount", "count"),
    CommandOption("counted", choices=("reps", "sets", "sessions")),
    CommandOption("period", choices=("this week", "this month")),
    _FREE,
)
UNITS = (CommandOption("units", choices=("kg", "lb")), _FREE)


def line_of(options: Sequence[CommandOption], values: Mapping[str, str]) -> str:
    """The parts of a command as the line that would have been typed; "" for none."""
    line, last = "", ""
    given = {name: value.strip() for name, value in values.items() if value.strip()}
    for option in sorted(options, key=lambda each: _FIRST.get(each.name, len(_FIRST))):
        if option.name not in given:
            continue
        value, written = given[option.name], option.written
        if option.name == "sets" and last == "repetitions" and "load" not in given:
            continue  # said with the repetitions: "8 x3" would be a load
        if option.name == "repetitions" and last != "load":
            written = f"{given['sets']} sets of {{}}" if "sets" in given else written
        said = written.replace("{}", value.replace('"', "'"))
        joint = option.joint if last in _BEFORE.get(option.name, ()) else " "
        line += (joint if line else "") + said
        last = option.name
    return line


# Where parts stand in a line, which is not the order in which they are asked for.
_FIRST: Mapping[str, int] = {"exercise": 0, "load": 1}
_BEFORE: Mapping[str, tuple[str, ...]] = {
    "repetitions": ("load",), "sets": ("repetitions",), "high": ("low",),
}  # fmt: skip
