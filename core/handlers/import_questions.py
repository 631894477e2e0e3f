"""Columns, units and marks a file leaves open: asked one by one under the dry run.

`import @i3 column rpe_actual = rpe`, `import @i3 mark myo = drop set`,
`import @i3 unit libs = lb`. What is said is kept with
the file until it is imported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from core.context import RequestContext
from core.errors import BadSetting
from core.interchange.dry_run import OpenMark, OpenUnit, Plan
from core.interchange.readers.cells import unit_of
from core.interchange.readers.column_roles import column_of, plain
from core.interchange.rows import ASKED_ROLES, MARKS, Answers, OpenColumn
from core.messages import Button

_SAYING = re.compile(r"(column|mark|unit)\s+(.*\S)\s*=\s*([^=]*)", re.IGNORECASE | re.DOTALL)
_NOTHING = frozenset({"nothing", "none", "no", "-", "leave out"})
_MARKS = {
    "set": "set", "working set": "set", "normal": "set", "warmup": "warmup", "warm-up": "warmup",
    "warm up": "warmup", "drop": "drop", "drop set": "drop", "failed": "failed",
    "failure": "failed", "to failure": "failed", "none": "none", "no set": "none",
    "nothing": "none", "no": "none",
}  # fmt: skip
_OTHERS = {"reps": ("weight",), "rpe": ("rir",), "rir": ("rpe",)}


def saying_of(words: str) -> tuple[str, str, str] | None:
    """Read "column rpe_actual = rpe" as (what, name, meaning); None for anything else."""
    found = _SAYING.fullmatch(words.strip())
    if not found:
        return None
    return found[1].lower(), " ".join(found[2].split()), " ".join(found[3].lower().split())


def said(answers: Answers, what: str, name: str, meaning: str) -> Answers:
    """The answers with one more; raises BadSetting for a meaning that is none."""
    example = f"import {what} {name} = {'rpe' if what == 'column' else 'drop set'}"
    if what == "unit":
        unit = "" if meaning in _NOTHING else unit_of(meaning)
        if unit is None:
            raise BadSetting(meaning or name, setting="import", example=f"import unit {name} = kg")
        return replace(answers, units={**answers.units, name.casefold(): unit})
    if what == "mark":
        if meaning not in _MARKS:
            raise BadSetting(meaning or name, setting="import", example=example)
        return replace(answers, marks={**answers.marks, name.casefold(): _MARKS[meaning]})
    role = "" if meaning in _NOTHING else meaning
    if role and role not in ASKED_ROLES:
        found = column_of(meaning)
        role = found.role if found is not None else ""
        if not role:
            raise BadSetting(meaning or name, setting="import", example=example)
    return replace(answers, columns={**answers.columns, plain(name): role})


def answers_text(answers: Answers) -> str:
    """Answers as they are kept with a file: JSON."""
    return json.dumps(
        {
            "columns": dict(answers.columns),
            "marks": dict(answers.marks),
            "units": dict(answers.units),
        }
    )


def text_answers(text: str) -> Answers:
    """Answers that were kept with a file."""
    kept = json.loads(text or "{}")
    return Answers(kept.get("columns", {}), kept.get("marks", {}), kept.get("units", {}))


Open = OpenColumn | OpenUnit | OpenMark


def asked_of(plan: Plan) -> Open | None:
    """What to ask first: a column, a word for a unit, then the file's unit, then a mark."""
    if plan.open_columns:
        return plan.open_columns[0]
    if plan.open_units:
        return plan.open_units[0]
    if plan.asks_unit or not plan.open_marks:
        return None
    return plan.open_marks[0]


def question_lines(context: RequestContext, asked: Open) -> Iterator[str]:
    """The question, and the line that answers it too."""
    if isinstance(asked, OpenColumn):
        role = context.words(f"import.role.{asked.role}")
        shown = ", ".join(asked.samples)
        yield context.words("import.column", name=asked.name[:60], samples=shown, role=role)
        yield context.words("import.column_line", name=asked.name[:60], role=asked.role)
        return
    if isinstance(asked, OpenUnit):
        yield context.words("import.unknown_unit", n=asked.rows, word=asked.word)
        yield context.words("import.unknown_unit_line", word=asked.word, unit=asked.guess)
        return
    key = f"import.mark.{asked.guess}"
    yield context.words(key, n=asked.rows, mark=asked.word)
    yield context.words("import.mark_line", mark=asked.word)


def question_buttons(context: RequestContext, asked: Open, upload_id: str) -> tuple[Button, ...]:
    """What it may be, the guess first."""
    if isinstance(asked, OpenMark):
        send = f"import @{upload_id} mark {asked.word} ="
        return tuple(
            Button(context.words(f"button.mark_{each}"), f"{send} {each}") for each in MARKS
        )
    if isinstance(asked, OpenUnit):
        send = f"import @{upload_id} unit {asked.word} ="
        units = (asked.guess, "lb" if asked.guess == "kg" else "kg")
        likely = tuple(
            Button(context.words(f"button.unit_{each}"), f"{send} {each}") for each in units
        )
        return (*likely, Button(context.words("button.column_no"), f"{send} nothing"))
    send = f"import @{upload_id} column {asked.name} ="
    roles = (asked.role, *_OTHERS.get(asked.role, ()))
    yes = (
        Button(context.words("button.column", role=context.words(f"import.role.{each}")),
               f"{send} {each}")
        for each in roles
    )  # fmt: skip
    return (*yes, Button(context.words("button.column_no"), f"{send} nothing"))
