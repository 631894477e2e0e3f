"""Commands are declared in the table alone, and docs/language.md shows it.

`pytest tests/project/test_command_page.py --update-chats` writes the table anew.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.commands import COMMANDS, SPECS

ROOT = Path(__file__).parents[2]


PAGE = ROOT / "docs" / "language.md"


# --- declared nowhere else ------------------------------------------------------------------------

# Where the same words name something else.
OTHERS = {
    "core.accounts.trainers": "what a lifter ticks for a trainer beside the sets",
    "core.handlers.lifter_views": "what a trainer looks at, and what is ticked for it",
    "core.parsing.lifters": "what a trainer wants to see of a lifter",
    "core.plans.peak": "kinds of events on a date",
    "core.command_menus": "which of the table the short menu shows",
    "core.handlers.chart": "what a chart may be of, beside a lift",
    "core.handlers.share_card": "what a card may show beside the sets",
    "core.reminders.schedule": "kinds of reminders",
    "core.parsing.reminders": "which kind of reminder a button's sentence is about",
    "core.handlers.groups": "settings of a group, of which one is a person's too",
    "core.handlers.link": "settings that differ, by the name they are shown under",
    "core.handlers.questions": "intents of plain questions, of which two store something",
    "core.handlers.settings": "the fields of a person that a setting writes to",
}


KNOW_NO_COMMANDS = ("core.store", "core.training", "core.interchange", "core.exercises")


WORD = re.compile(r"\b(name|command|word|first)(\.lower\(\))?$")


NAMED = {form for word in SPECS for form in (word, word.replace(" ", "_")) if len(word) > 1}


def declared(source: str) -> Iterator[str]:
    """Lists of commands in a module, and words that are compared with the name of one."""
    for node in ast.walk(ast.parse(source)):
        held: list[ast.expr | None] = []
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            held = [*node.elts]
        elif isinstance(node, ast.Dict):
            held = node.keys
        words = [
            each.value
            for each in held
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        named = {each for each in words if each in NAMED}
        if len(named) > 1 and 2 * len(named) > len(words):
            yield ast.unparse(node)
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            told_apart = any(WORD.search(ast.unparse(each)) for each in sides)
            if told_apart and any(isinstance(s, ast.Constant) and s.value in NAMED for s in sides):
                yield ast.unparse(node)
        case = node.value if isinstance(node, ast.MatchValue) else None
        if isinstance(case, ast.Constant) and case.value in NAMED:
            yield f"case {case.value!r}"


def test_commands_are_declared_in_the_table_alone() -> None:
    faults = []
    for room in ("bot", "core"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if name == "core.commands" or name in OTHERS or name.startswith(KNOW_NO_COMMANDS):
                continue
            source = path.read_text(encoding="utf-8")
            faults += [f"{name}: {each}" for each in declared(source)]
    assert faults == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('LOOK = ("next", "why", "history")', 1),
        ('RUNS = {"undo": undo, "redo": redo}', 1),
        ('ALONE = frozenset({"chart", "forget_me"})', 1),
        ('if command.name == "undo": pass', 1),
        ('if word.lower() == "link": pass', 1),
        ('match name:\n    case "remind": pass', 1),
        ('KINDS = ("report", "urgent", "end", "today")', 0),
        ('if exercise.measure == "bodyweight": pass', 0),
        ('say("history")', 0),
    ],
)
def test_the_walk_itself(source: str, count: int) -> None:
    assert len(list(declared(source))) == count


@pytest.mark.parametrize("name", OTHERS)
def test_an_exception_is_still_one(name: str) -> None:
    path = ROOT / f"{name.replace('.', '/')}.py"
    assert list(declared(path.read_text(encoding="utf-8")))


# --- docs/language.md -----------------------------------------------------------------------------

ROWS = {
    "log": "log by command, also in a group",
    "look": "look ahead and back",
    "try": "try out, see how well it knows you, learn what your calls mean",
    "correct": "correct (or edit your message)",
    "setup": "set up",
    "wishes": "have it your way",
    "loads": "say what you can load",
    "pain": "say that it hurts, or no more",
    "pings": "be pinged",
    "data": "bring a log along, take it out, link two platforms, see what is kept, delete it",
    "group": "train together",
    "help": "be told all this, or about one command",
}


TABLE = re.compile(r"<!-- commands -->\n.*?\n\n", re.DOTALL)


def commands_table() -> str:
    """The page's table: a row for each topic, with the examples of its commands."""
    lines = ["<!-- commands -->", "| to | type |", "|---|---|"]
    for topic, title in ROWS.items():
        examples = [
            f"`{example}`"
            for each in COMMANDS
            if each.topic == topic
            for example in (*each.examples, *each.more)
        ]
        lines.append(f"| {title} | {', '.join(examples)} |")
    return "\n".join((*lines, "", ""))


def test_the_page_shows_the_table(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    true = TABLE.sub(lambda _: commands_table(), text)
    if request.config.getoption("--update-chats"):
        PAGE.write_text(true, encoding="utf-8")
    else:
        assert text == true
    assert len(TABLE.findall(text)) == 1


def test_every_command_people_type_stands_on_the_page() -> None:
    assert {each.topic for each in COMMANDS} == {*ROWS, "hidden"}
    for each in COMMANDS:
        assert each.topic == "hidden" or each.examples or each.more, each.name
